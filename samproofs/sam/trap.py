"""For all later steps: a ball that the update maps into itself contains every iterate from the first in it on.

The map is the composition of `period` rigorous steps, so a trap also holds an attracting cycle. It is found near the
iterates when they change little, and written as decimal text; `Trap` checks it from that text and the problem alone.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from samproofs.balls import ball, written
from samproofs.errors import UsageError
from samproofs.rationals import exact, natural
from samproofs.sam.enclosures import Enclosure
from samproofs.sam.problem import Problem

PERIODS = (1, 2)
WIDENINGS = 24


class TrapError(ValueError):
    """A certificate that does not show what it should."""


def trap(enclosure: Enclosure, x: Any, t: int, period: int, digits: int, most: Any) -> dict[str, Any] | None:
    """A certificate that the iterates from step t on, where they are in `x`, stay in a ball of radius at most `most`.

    None when no such ball is found around x. The variant must be one whose update does not depend on the step.
    """
    shift = abs(_image(enclosure, x, period) - x).upper() + x.rad()
    for widening in range(1, WIDENINGS):
        radius = shift * 2**widening
        if not radius < most:
            return None
        text = written(x + (radius * _unit()), digits + 5)
        if _invariant(enclosure, text, period) is not None:
            return {"kind": "trap", "from": t, "period": period, "ball": text}
    return None


class Trap:
    """A certificate that has been checked: `Trap(given, certificate)(t)` contains the iterate of every step t.

    The steps before `from` are made again, rigorously; from then on the answer is the ball or its images. TrapError
    if the certificate is wrong, UndecidedError where the working precision does not tell.

    >>> from samproofs.sam.problem import problem
    >>> certificate = {"kind": "trap", "from": 40, "period": 1, "ball": {"mid": "-0.1", "rad": "1e-4"}}
    >>> orbit = Trap(problem("sinusoid", x0="-1/20"), certificate)
    >>> abs(orbit(10**18) + ball(Fraction(1, 10))) < 2e-4
    True
    """

    def __init__(self, given: Problem, certificate: Mapping[str, Any]) -> None:
        if given.variant == "decay":
            raise TrapError("the update of the variant decay depends on the step, so no ball traps its iterates")
        try:
            self.start = natural(certificate["from"], "from")
            period = natural(certificate["period"], "period", least=1, most=PERIODS[-1])
            lower, upper = _ends(certificate["ball"])
        except (UsageError, KeyError, TypeError) as error:
            raise TrapError(f"the certificate is not a trap: {error}") from None
        enclosure = Enclosure(given)
        self._before = [ball(given.x0)]
        for t in range(self.start):
            self._before.append(enclosure(self._before[-1], t))
        if not (self._before[-1] > ball(lower) and self._before[-1] < ball(upper)):
            raise TrapError(f"the iterate of step {self.start} is not in the ball")
        images = _invariant(enclosure, certificate["ball"], period)
        if images is None:
            raise TrapError("the update does not map the ball into itself")
        self._images = images

    def __call__(self, t: int) -> Any:
        if t < self.start:
            return self._before[t]
        return self._images[(t - self.start) % len(self._images)]


def _unit() -> Any:
    import flint

    return flint.arb(0, 1)


def _image(enclosure: Enclosure, x: Any, period: int) -> Any:
    for _ in range(period):
        x = enclosure(x)
    return x


def _ends(text: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    mid, rad = exact(text["mid"], "mid"), exact(text["rad"], "rad")
    return mid - rad, mid + rad


def _invariant(enclosure: Enclosure, text: Mapping[str, str], period: int) -> list[Any] | None:
    """The interval that text denotes and its images, if the last lies inside it; else None."""
    lower, upper = map(ball, _ends(text))
    images = [lower.union(upper)]
    for _ in range(period):
        images.append(enclosure(images[-1]))
    last = images.pop()
    return images if last > lower and last < upper else None
