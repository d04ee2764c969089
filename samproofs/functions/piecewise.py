"""One-dimensional functions whose gradient is continuous and piecewise affine, in exact rationals."""

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from samproofs.errors import UsageError


@dataclass(frozen=True)
class PiecewiseQuadratic:
    """The function `f` with `f(0) = 0` and `f'(x) = slope*x + intercept`, where the break points choose the piece.

    `breaks` are strictly increasing; `pieces` holds one more pair `(slope, intercept)` than there are breaks, from
    left to right, and neighbouring pieces agree at the break between them. UsageError otherwise.

    >>> one = Fraction(1)
    >>> huber = PiecewiseQuadratic((-one, one), ((Fraction(0), -one), (one, Fraction(0)), (Fraction(0), one)))
    >>> huber.value(Fraction(3)), huber.gradient(Fraction(3)), huber.infimum(), huber.smoothness()
    (Fraction(5, 2), Fraction(1, 1), Fraction(0, 1), Fraction(1, 1))
    """

    breaks: tuple[Fraction, ...]
    pieces: tuple[tuple[Fraction, Fraction], ...]

    def __post_init__(self) -> None:
        if len(self.pieces) != len(self.breaks) + 1:
            raise UsageError(
                f"{len(self.breaks)} break points separate {len(self.breaks) + 1} pieces, got {len(self.pieces)}"
            )
        for left, right in pairwise(self.breaks):
            if not left < right:
                raise UsageError(f"break points must increase strictly, got {left} before {right}")
        for at, (before, after) in zip(self.breaks, pairwise(self.pieces), strict=True):
            if before[0] * at + before[1] != after[0] * at + after[1]:
                raise UsageError(
                    f"the gradient must be continuous, but at {at} it is {before[0] * at + before[1]} "
                    f"from the left and {after[0] * at + after[1]} from the right"
                )

    def gradient(self, x: Fraction) -> Fraction:
        """`f'(x)`."""
        slope, intercept = self.pieces[bisect_left(self.breaks, x)]
        return slope * x + intercept

    def value(self, x: Fraction) -> Fraction:
        """`f(x)`, the integral of the gradient from 0 to x (fundamental theorem of calculus).

        Between neighbouring break points the gradient is affine, so there the trapezoid rule is exact.
        """
        ends = sorted({Fraction(0), x, *(at for at in self.breaks if min(x, Fraction(0)) < at < max(x, Fraction(0)))})
        area = sum(((v - u) * (self.gradient(u) + self.gradient(v)) / 2 for u, v in pairwise(ends)), Fraction(0))
        return area if x >= 0 else -area

    def stationary_points(self) -> tuple[Fraction, ...]:
        """The isolated points with `f'(x) = 0`, and the ends of each interval on which `f'` vanishes."""
        points = {at for at in self.breaks if self.gradient(at) == 0}
        points |= {
            -intercept / slope
            for slope, intercept in self.pieces
            if slope != 0 and self.gradient(-intercept / slope) == 0
        }
        return tuple(sorted(points))

    def infimum(self) -> Fraction | None:
        """`inf f`, or None when `f` is unbounded below.

        Beyond the outermost break `f` is a polynomial of degree two at most, which is unbounded below exactly when its
        leading coefficient there says so. Otherwise the infimum is attained, at a point with `f' = 0`: one of
        `stationary_points`, or 0 when `f` is constant.
        """
        (left, left_intercept), (right, right_intercept) = self.pieces[0], self.pieces[-1]
        if left < 0 or (left == 0 and left_intercept > 0) or right < 0 or (right == 0 and right_intercept < 0):
            return None
        return min(self.value(x) for x in self.stationary_points() or (Fraction(0),))

    def smoothness(self) -> Fraction:
        """The least `beta` such that `f` is `beta`-smooth: the largest `|slope|`.

        `f'` is continuous and affine on each piece, so `|f'(x) - f'(y)|` is at most the sum, over the pieces
        between `x` and `y`, of `|slope|` times length; equality holds within the steepest piece.
        """
        return max(abs(slope) for slope, _ in self.pieces)

    def strong_convexity(self) -> Fraction:
        """The largest `mu` such that `f` is `mu`-strongly convex (weakly convex when negative): the least slope.

        `f'(x) - mu*x` is continuous with nonnegative slopes on every piece, hence nondecreasing.
        """
        return min(slope for slope, _ in self.pieces)
