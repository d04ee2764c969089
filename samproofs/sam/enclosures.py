"""Rigorous steps of SAM in centred form: a ball goes in, a ball that contains every image of it comes out.

`F(X)` lies in `F(m) + F'(X)*(X - m)` by the mean value theorem, where m is the centre of the ball X and F the update,
differentiable on X because the sign of f' is decided there. The derivative comes from the one definition of the
update, run on numbers that carry their derivative.
"""

from dataclasses import dataclass, replace
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.functions.arithmetics import Ball
from samproofs.sam.problem import Problem


@dataclass(frozen=True, slots=True)
class Dual:
    """A ball and the ball of its derivative, with the rules of differentiation."""

    value: Any
    slope: Any

    def __add__(self, other: Any) -> "Dual":
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + other, self.slope)

    __radd__ = __add__

    def __sub__(self, other: "Dual") -> "Dual":
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, number: Any) -> "Dual":
        return Dual(self.value * number, self.slope * number)

    __rmul__ = __mul__

    def __truediv__(self, other: "Dual") -> "Dual":
        quotient = self.value / other.value
        return Dual(quotient, (self.slope - quotient * other.slope) / other.value)


class Enclosure:
    """The update of a problem on balls: `Enclosure(given)(x, t)` contains what every number of `x` is mapped to.

    It is made for the working precision of flint at that time. UndecidedError where a sign is not decided on the ball,
    or where the image is not bounded.
    """

    def __init__(self, given: Problem) -> None:
        import flint

        numbers = Ball()
        gradient, curvature, sign = given.gradient(numbers), given.curvature(numbers), numbers.functions["sign"]
        self._update = given.update(numbers)

        def norm(g: Dual) -> Dual:
            side = 1 if g.value > 0 else -1 if g.value < 0 else flint.arb(0, 1)
            return Dual(abs(g.value), g.slope * side)

        self._gradient, self._curvature = gradient, curvature
        self._constant = given.variant in ("sam", "decay")
        # where the sign is decided, the direction is constant
        self._dual = replace(
            self._update,
            gradient=lambda x: Dual(gradient(x.value), curvature(x.value) * x.slope),
            direction=lambda g: sign(g.value),
            norm=norm,
        )

    def __call__(self, x: Any, t: int = 0) -> Any:
        found = self._translated(x, t) if self._constant else self.by_definition(x, t)
        if not found.is_finite():
            raise UndecidedError(f"the ball of step {t + 1} is not bounded")
        return found

    def by_definition(self, x: Any, t: int = 0) -> Any:
        """The image by the definition of the update and the rules of differentiation, whatever the variant."""
        centre = x.mid()
        return self._update(centre, t) + self._dual(Dual(x, 1), t).slope * (x - centre)

    def _translated(self, x: Any, t: int) -> Any:
        """The same, with half the work, where the perturbation is one number for the whole ball."""
        centre, eta = x.mid(), self._update.eta
        shift = self._update.perturbation(self._gradient(x), t)
        slope = 1 - eta * self._curvature(x + shift)
        return centre - eta * self._gradient(centre + shift) + slope * (x - centre)
