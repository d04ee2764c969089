"""What a long run will need, said before it starts: some of its steps are made and timed, and its numbers are counted."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from samproofs.errors import UsageError

SECONDS = 120
BYTES = 2 * 10**9
SHORT = 2_000_000  # steps times digits that are made without asking
PROBE = 0.1  # seconds that are spent on the question, about


def check_time(run: Callable[[int], Any], steps: int, seconds: float, power: int = 1) -> None:
    """UsageError if `steps` steps would take longer than so many seconds, as far as the first of them tell.

    `run(n)` makes n steps from the start. The time of all grows as the number of steps to the `power`.

    >>> from time import sleep
    >>> check_time(lambda n: sleep(n / 1000), 10**6, 120)
    Traceback (most recent call last):
    samproofs.errors.UsageError: 1000000 steps would take about ..., more than the budget of 120 seconds; ...
    """
    run(1)  # what is derived and loaded once
    once = _timed(run, 1)
    made = 64
    while made < steps:
        spent = _timed(run, made) - once
        if spent >= PROBE:
            needed = spent * (steps / made) ** power
            if needed > seconds:
                raise UsageError(
                    f"{steps} steps would take about {duration(needed)}, more than the budget of {seconds:g} seconds; "
                    "ask for fewer steps, fewer digits or another arithmetic, or for a larger budget"
                )
            return
        made *= 2


def _timed(run: Callable[[int], Any], steps: int) -> float:
    begin = perf_counter()
    run(steps)
    return perf_counter() - begin


def check_memory(count: int, bits: float) -> None:
    """UsageError if so many numbers of so many bits, kept and written, take more than two billion bytes.

    >>> check_memory(100_000, 10**6)
    Traceback (most recent call last):
    samproofs.errors.UsageError: 100000 iterates of about 1000000 bits would take about 43 GB, more than 2 GB; keep fewer with every
    """
    needed = count * (bits / 8 + bits * 0.302 + 100)  # the number, and its decimal digits as text
    if needed > BYTES:
        raise UsageError(
            f"{count} iterates of about {bits:.0f} bits would take about {needed / 10**9:.0f} GB, more than "
            f"{BYTES / 10**9:.0f} GB; keep fewer with every"
        )


def duration(seconds: float) -> str:
    """Seconds as a person says them.

    >>> duration(90), duration(7200), duration(10**6)
    ('90 seconds', '2 hours', '12 days')
    """
    for name, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {name}"
    return f"{seconds:.0f} seconds"
