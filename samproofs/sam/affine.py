"""SAM on a function with piecewise-affine gradient is itself a piecewise-affine map; here it is as exact data."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.update import Update

Affine = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class AffineMap:
    """`x -> slope*x + intercept` on each open interval between the breaks, and the value `at` each break itself.

    The map may jump at a break: SAM does, where the gradient changes its sign.
    """

    breaks: tuple[Fraction, ...]
    pieces: tuple[Affine, ...]
    at: tuple[Fraction, ...]

    def __call__(self, x: Fraction) -> Fraction:
        i = bisect_left(self.breaks, x)
        if i < len(self.breaks) and self.breaks[i] == x:
            return self.at[i]
        slope, intercept = self.pieces[i]
        return slope * x + intercept

    def orbit(self, x: Fraction) -> Iterator[tuple[int, int]]:
        """x and its iterates for ever, as (numerator, positive denominator) that need not be in lowest terms.

        One common denominator of the data multiplies the denominator at each step: no greatest common divisor is taken.
        """
        common = lcm(*(number.denominator for piece in self.pieces for number in piece))
        pieces = [(int(slope * common), int(intercept * common)) for slope, intercept in self.pieces]
        breaks = [(at.numerator, at.denominator) for at in self.breaks]
        top, bottom = x.numerator, x.denominator
        while True:
            yield top, bottom
            differences = [top * under - over * bottom for over, under in breaks]
            if 0 in differences:
                value = self.at[differences.index(0)]
                top, bottom = value.numerator, value.denominator
            else:
                slope, intercept = pieces[sum(difference > 0 for difference in differences)]
                top, bottom = slope * top + intercept * bottom, common * bottom


def affine_map(update: Update, function: PiecewiseQuadratic) -> AffineMap:
    """The map of a rational update whose perturbation is affine where f' is affine and not 0: variants sam and usam.

    It can change its formula only where f' does, at x or at y, and where f' changes its sign. Between such points
    it is affine, so two values determine it.
    """
    cuts = sorted({*function.breaks, *function.stationary_points()})
    for lower, upper in _cells(cuts):
        slope, intercept = _through(update.perturbed, lower, upper)
        hits = [(at - intercept) / slope for at in function.breaks if slope != 0]
        cuts += [x for x in hits if (lower is None or lower < x) and (upper is None or x < upper)]
    cuts = sorted(set(cuts))
    pieces = tuple(_through(update, lower, upper) for lower, upper in _cells(cuts))
    return AffineMap(tuple(cuts), pieces, tuple(update(x) for x in cuts))


def _cells(cuts: list[Fraction]) -> list[tuple[Fraction | None, Fraction | None]]:
    """The open intervals between points, None standing for infinity."""
    return list(pairwise([None, *cuts, None]))


def _through(function: Callable[[Fraction], Fraction], lower: Fraction | None, upper: Fraction | None) -> Affine:
    """Slope and intercept of a function that is affine between two ends."""
    left = lower if lower is not None else upper - 3 if upper is not None else Fraction(0)
    right = upper if upper is not None else left + 3
    u, v = (2 * left + right) / 3, (left + 2 * right) / 3
    slope = (function(v) - function(u)) / (v - u)
    return slope, function(u) - slope * u
