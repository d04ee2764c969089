"""Long runs: the iterates one by one as lines of JSON, with a checkpoint from which a run goes on to the same digits.

A state is written exactly (a rational, a float in hexadecimal, a multiprecision number as mantissa and exponent), so
what is resumed is what was interrupted; nothing is kept in memory but the latest iterate.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions.arithmetics import FloatingPoint, Multiprecision
from samproofs.rationals import natural
from samproofs.sam.orbit import STEPS, float_orbit, mpmath_orbit, multiprecision
from samproofs.sam.problem import Number, Problem

ARITHMETICS = ("mpmath", "float64", "float32")
SAVED = 1000


def stream(
    given: Problem,
    *,
    steps: Number = STEPS,
    digits: Number = 50,
    arithmetic: str = "mpmath",
    every: Number = 1,
    checkpoint: str | Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[dict[str, Any]]:
    """`{"t", "x"}` for each `every`-th iterate, x as text; after an interruption, those that were not given yet.

    The file `checkpoint` is replaced after each thousand steps, when the run ends and when it is interrupted; a run
    of the same problem with the same file goes on from it. `progress` is called with the step then, for a bar.
    UsageError if the file is of another run.

    >>> from samproofs.sam.problem import problem
    >>> [row["x"] for row in stream(problem("quadratic", x0="1/4"), steps=2, arithmetic="float64")]
    ['0.25', '0.215', '0.1835']
    """
    if arithmetic not in ARITHMETICS:
        raise UsageError(f"a stream is in one of {', '.join(ARITHMETICS)}, got {arithmetic!r}")
    last, stride = natural(steps, "steps"), natural(every, "every", least=1)
    precision = natural(digits, "digits", least=15, most=10_000)
    numbers = multiprecision(given, precision) if arithmetic == "mpmath" else FloatingPoint(arithmetic)
    run = {
        "name": given.function.name, "formula": given.function.formula, "variant": given.variant,
        "parameters": given.named(), "arithmetic": arithmetic, "digits": precision, "every": stride,
    }  # fmt: skip
    file = None if checkpoint is None else Path(checkpoint)
    t, x = 0, numbers.number(given.x0)
    shown = -1
    if file is not None and file.exists():
        saved = _read(file, run)
        t, shown, x = saved["t"], saved["shown"], _loaded(numbers, saved["x"])
    states = _states(given, numbers, t, x)
    try:
        for step, state in enumerate(islice(states, max(last + 1 - t, 0)), t):
            t, x = step, state
            if t and t % SAVED == 0:
                progress(t)
                _save(file, run, t, shown, _dumped(x))
            if t % stride == 0 and t > shown:
                shown = t
                yield {"t": t, "x": numbers.text(x)}
    finally:
        _save(file, run, t, shown, _dumped(x))


def _states(given: Problem, numbers: Multiprecision | FloatingPoint, t: int, x: Any) -> Iterator[Any]:
    """The iterates from `x` at step t on."""
    if isinstance(numbers, Multiprecision):
        return mpmath_orbit(given, numbers, t, x)
    return float_orbit(given, numbers, t, x)


def _dumped(x: Any) -> list[str]:
    """A number of a stream as exact text."""
    if hasattr(x, "man_exp"):
        sign = "-" if x < 0 else ""
        return [f"{sign}{int(x.man_exp[0]):x}", str(int(x.man_exp[1]))]
    return [float(x).hex()]


def _loaded(numbers: Multiprecision | FloatingPoint, text: list[str]) -> Any:
    if isinstance(numbers, Multiprecision):
        mantissa, exponent = text
        return numbers.context.ldexp(numbers.context.mpf(int(mantissa, 16)), int(exponent))
    return numbers.format(float.fromhex(text[0]))


def _read(file: Path, run: Mapping[str, Any]) -> dict[str, Any]:
    try:
        saved: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(saved, dict) and saved["run"] == run and {"t", "shown", "x"} <= saved.keys():
            return saved
    except (ValueError, KeyError):
        pass
    raise UsageError(f"{file} is not a checkpoint of this run: name another file, or remove it to start again")


def _save(file: Path | None, run: Mapping[str, Any], t: int, shown: int, x: list[str]) -> None:
    """Replace the checkpoint in one stroke: an interruption leaves the old one or the new one."""
    if file is None:
        return
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(json.dumps({"run": run, "t": t, "shown": shown, "x": x}) + "\n", encoding="utf-8")
    os.replace(fresh, file)
