"""From which starts SAM approaches what: the basins of a function's limits, each start followed rigorously where it can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.rationals import exact
from samproofs.sam.orbit import iterate

DIGITS, STEPS = 20, 2000
NEAR = Fraction(1, 10**9)  # from its limit, where an orbit has arrived
COUNT = 121


@dataclass(frozen=True)
class Basin:
    """Neighbouring starts from `first` to `last` whose orbits approach one limit: its kind (None if none is known) and points."""

    first: Fraction
    last: Fraction
    kind: str | None
    points: tuple[Fraction, ...]

    def label(self) -> str:
        """The limit as a person names it."""
        if self.kind is None:
            return "no limit found"
        return f"{self.kind} at " + ", ".join(f"{float(x):.3g}" for x in self.points)


def basins(name: str, low: Fraction, high: Fraction, count: int = COUNT, **options: Any) -> list[Basin]:
    """The basins met by `count` starts at equal distances between two ends; `options` are those of `iterate`.

    Each orbit is followed by balls, for 2000 steps at most. Between neighbouring starts nothing is claimed.

    >>> [basin.kind for basin in basins("quadratic", Fraction(-1), Fraction(1), count=5)]
    ['two-cycle', 'stationary point', 'two-cycle']
    """
    starts = [low + (high - low) * i / (count - 1) for i in range(count)]
    limits = [_limit(name, x0, options) for x0 in starts]
    found = []
    for limit, group in groupby(zip(starts, limits, strict=True), key=lambda pair: pair[1]):
        members = [x0 for x0, _ in group]
        found.append(Basin(members[0], members[-1], *limit))
    return found


def _limit(name: str, x0: Fraction, options: dict[str, Any]) -> tuple[str | None, tuple[Fraction, ...]]:
    asked = {"arithmetic": "ball", "digits": DIGITS, "steps": STEPS, **options, "x0": x0}
    try:
        found = iterate(name, **asked)["limit"]
    except UndecidedError:
        found = None
    if found is None or not ("proved" in found or exact(found["distance"], "a distance") < NEAR):
        return None, ()
    return found["kind"], tuple(sorted(_rounded(found["points"])))


def _rounded(points: Sequence[str]) -> list[Fraction]:
    """The points to as many digits as tell one limit from another, whatever their last digits are."""
    return [Fraction(round(exact(text, "a limit") * 10**12), 10**12) for text in points]
