"""Long runs: the iterates one by one as lines of JSON, with a checkpoint from which a run goes on to the same digits.

A state is written exactly (a ratio, a float in hexadecimal, a multiprecision number as mantissa and exponent, a ball as
two of them), so what is resumed is what was interrupted; nothing is kept in memory but the latest iterate. Balls come
from a certificate where there is one, and then nothing needs to be resumed; else from blocks of steps.
"""

import json
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from samproofs.balls import UndecidedError, ball
from samproofs.balls import written as written_ball
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import FloatingPoint, Multiprecision
from samproofs.rationals import natural
from samproofs.sam.orbit import ARITHMETICS, FARTHEST, STEPS, check_run, multiprecision, orbit_from, quiet, ratio_text
from samproofs.sam.problem import Number, Problem
from samproofs.sam.rigorous import BUDGET, balls, inaccurate, rigorous_steps, starting_bits

SAVED = 1000


def stream(
    given: Problem,
    *,
    steps: Number = STEPS,
    digits: Number = 50,
    arithmetic: str = "mpmath",
    every: Number = 1,
    budget: Number | None = None,
    checkpoint: str | Path | None = None,
    progress: Callable[[int], None] = quiet,
) -> Generator[dict[str, Any], None, None]:
    """`{"t", "x"}` for each `every`-th iterate and the last, as text; after an interruption, those not given yet.

    The file `checkpoint` is replaced after each thousand steps, when the run ends and when it is interrupted; a run
    of the same problem with the same file goes on from it. `progress` is called with the step then, for a bar.
    UsageError if the file is of another run, or if the run would take more than its budget, as `iterate` says it.

    >>> from samproofs.sam.problem import problem
    >>> [row["x"] for row in stream(problem("quadratic", x0="1/4"), steps=2, arithmetic="float64")]
    ['0.25', '0.215', '0.1835']
    """
    if arithmetic not in ARITHMETICS:
        raise UsageError(f"arithmetic must be one of {', '.join(ARITHMETICS)}, got {arithmetic!r}")
    last = natural(steps, "steps", most=FARTHEST if arithmetic == "ball" else STEPS)
    stride = natural(every, "every", least=1)
    precision = natural(digits, "digits", least=15, most=10_000)
    run = {
        "name": given.function.name, "formula": given.function.formula, "variant": given.variant,
        "zero_gradient": given.zero_gradient, "parameters": given.named(), "arithmetic": arithmetic, "digits": precision,
        "every": stride,
    }  # fmt: skip
    file = None if checkpoint is None else Path(checkpoint)
    if file is not None and not file.parent.is_dir():
        raise UsageError(f"there is no folder {str(file.parent)!r} to keep the checkpoint in")
    saved = _read(file, run) if file is not None and file.exists() else None
    check_run(given, arithmetic, precision, last, 0, budget)
    if arithmetic == "ball":
        return _balls(given, last, stride, precision, file, run, saved, progress)
    return _numbers(given, arithmetic, last, stride, precision, file, run, saved, progress)


def _numbers(
    given: Problem, arithmetic: str, last: int, stride: int, digits: int,
    file: Path | None, run: Mapping[str, Any], saved: Mapping[str, Any] | None, progress: Callable[[int], None],
) -> Generator[dict[str, Any], None, None]:  # fmt: skip
    numbers = _arithmetic(given, arithmetic, digits)
    t, shown = (0, -1) if saved is None else (saved["t"], saved["shown"])
    x = None if saved is None else _loaded(numbers, saved["x"])
    memory = {} if saved is None else _remembered(numbers, saved["memory"])
    states = orbit_from(given, arithmetic, digits, t, x, memory)
    try:
        for step, state in enumerate(islice(states, max(last + 1 - t, 0)), t):
            t, x = step, state
            if t and t % SAVED == 0:
                progress(t)
                _save(file, run, t, shown, _dumped(x), memory=_memory(memory))
            if (t % stride == 0 or t == last) and t > shown:
                shown = t
                yield {"t": t, "x": ratio_text(x) if numbers is None else numbers.text(x)}
    finally:
        if x is not None:
            _save(file, run, t, shown, _dumped(x), memory=_memory(memory))


def _memory(memory: Mapping[str, Any]) -> dict[str, Any]:
    """What an orbit remembers, as exact text."""
    found = {"largest": _dumped(memory["largest"])} if "largest" in memory else {}
    return found | ({} if memory.get("rest") is None else {"rest": str(memory["rest"])})


def _remembered(numbers: Any, text: Mapping[str, Any]) -> dict[str, Any]:
    found = {"largest": _loaded(numbers, text["largest"])} if "largest" in text else {}
    return found | ({"rest": Fraction(text["rest"])} if "rest" in text else {})


def _balls(
    given: Problem, last: int, stride: int, digits: int,
    file: Path | None, run: Mapping[str, Any], saved: Mapping[str, Any] | None, progress: Callable[[int], None],
) -> Generator[dict[str, Any], None, None]:  # fmt: skip
    """Balls of the iterates; by blocks of steps that start anew after each thousand, so that resuming changes no digit."""
    import flint

    from samproofs.sam.blocks import Blocks

    if last > STEPS or not rigorous_steps(given) or given.starts_stationary():
        times = {*range(0, last + 1, stride), last} if last // stride < SAVED**2 else set()
        if not times:
            raise UsageError(f"at most {SAVED**2} iterates are written, got {last // stride}: ask for fewer with every")
        shown = -1 if saved is None else saved["shown"]
        try:
            for t, x in sorted(balls(given, times, digits, progress)[0].items()):
                if t > shown:
                    shown = t
                    yield {"t": t, "x": written_ball(x, digits)}
        finally:
            _save(file, run, shown, shown, [])
        return
    bits = starting_bits(given, digits) if saved is None else saved["bits"]
    most = BUDGET * starting_bits(given, digits)
    with flint.ctx.workprec(bits):
        begin, shown, text = (0, -1, _dumped(ball(given.x0))) if saved is None else (saved["t"], saved["shown"], saved["x"])
    try:
        while True:
            try:
                with flint.ctx.workprec(bits):
                    x, t, blocks = _ball(text), begin, Blocks(given)
                    for stop in _stops(t, last, stride):
                        x, t = blocks(x, t, stop - t), stop
                        if t % SAVED == 0 and t > begin:
                            begin, text = t, _dumped(x)
                            x, blocks = _ball(text), Blocks(given)  # as a run that goes on from here begins
                            progress(t)
                            _save(file, run, t, shown, text, bits)
                        if (t % stride == 0 or t == last) and t > shown:
                            if inaccurate(given, x, digits):
                                raise UndecidedError(f"the iterate of step {t} is not known to {digits} digits")
                            shown = t
                            yield {"t": t, "x": written_ball(x, digits)}
                    return
            except UndecidedError as undecided:
                if 2 * bits > most:
                    raise UndecidedError(f"{undecided} at {bits} bits") from None
                bits *= 2
                with flint.ctx.workprec(bits):
                    begin, text = 0, _dumped(ball(given.x0))
    finally:
        _save(file, run, begin, shown, text, bits)


def _stops(t: int, last: int, stride: int) -> Iterator[int]:
    """The steps at which a run stops on its way, from t on: the rows, the checkpoints and the end."""
    while True:
        yield t
        if t >= last:
            return
        t = min((t // stride + 1) * stride, (t // SAVED + 1) * SAVED, last)


def _arithmetic(given: Problem, arithmetic: str, digits: int) -> Multiprecision | FloatingPoint | None:
    """The numbers of a run; None for ratios."""
    if arithmetic == "exact":
        return None
    return multiprecision(given, digits) if arithmetic == "mpmath" else FloatingPoint(arithmetic)


def _dumped(x: Any) -> list[str]:
    """A state as exact text."""
    if isinstance(x, tuple):
        return [f"{x[0]:x}", f"{x[1]:x}"]
    if hasattr(x, "rad"):
        return [f"{int(part):x}" for number in (x.mid(), x.rad()) for part in number.man_exp()]
    if hasattr(x, "man_exp") and x == x:
        sign = "-" if x < 0 else ""
        return [f"{sign}{int(x.man_exp[0]):x}", str(int(x.man_exp[1]))]
    return ["nan"] if hasattr(x, "man_exp") else [float(x).hex()]


def _loaded(numbers: Multiprecision | FloatingPoint | None, text: list[str]) -> Any:
    if numbers is None:
        return Fraction(int(text[0], 16), int(text[1], 16))
    if text == ["nan"]:
        return numbers.undefined()
    if isinstance(numbers, Multiprecision):
        mantissa, exponent = text
        return numbers.context.ldexp(numbers.context.mpf(int(mantissa, 16)), int(exponent))
    return numbers.format(float.fromhex(text[0]))


def _ball(text: list[str]) -> Any:
    """A ball that contains the one that `_dumped` wrote, and is hardly wider: flint rounds a radius up."""
    import flint

    mantissa, exponent, wide, scale = (int(part, 16) for part in text)
    return flint.arb((mantissa, exponent)) + flint.arb(0, flint.arb((wide, scale)))


def _read(file: Path, run: Mapping[str, Any]) -> dict[str, Any]:
    try:
        saved: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if saved.pop("digest") == _digest(saved) and saved["run"] == run:
            return saved
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise UsageError(f"{file} is not a checkpoint of this run: name another file, or remove it to start again")


def _digest(saved: Mapping[str, Any]) -> str:
    """By which a damaged file is known."""
    return sha256(json.dumps(saved, sort_keys=True).encode()).hexdigest()


def _save(file: Path | None, run: Mapping[str, Any], t: int, shown: int, x: list[str], bits: int | None = None, **more: Any) -> None:
    """Replace the checkpoint in one stroke: an interruption leaves the old one or the new one."""
    if file is None:
        return
    fresh = file.with_name(file.name + ".new")
    saved = {"run": run, "t": t, "shown": shown, "x": x} | ({} if bits is None else {"bits": bits}) | more
    fresh.write_text(json.dumps(saved | {"digest": _digest(saved)}) + "\n", encoding="utf-8")
    os.replace(fresh, file)
