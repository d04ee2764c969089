"""The functions of a model: value and gradient at a point of `R^d`, and the exact constants that decide their class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from ..balls import UndecidedError
from ..errors import UsageError
from ..functions import PiecewiseQuadratic, function
from ..rationals import exact

Point = tuple[Any, ...]


@dataclass(frozen=True)
class Shape:
    """The least `beta` (or None) and largest `mu` with which f is beta-smooth and mu-strongly convex; inf f (None: it has none)."""

    smoothness: Any
    strong_convexity: Any
    infimum: Any


class Landscape(Protocol):
    """A function on `R^dimension`; points and gradients are tuples of numbers of the arithmetic."""

    @property
    def dimension(self) -> int: ...

    def value(self, point: Point, number: Any) -> Any: ...

    def gradient(self, point: Point, number: Any) -> Point: ...

    def shape(self, number: Any) -> Shape: ...


@dataclass(frozen=True)
class Diagonal:
    """`offset + sum_i curvature_i/2 (x_i - center_i)^2`."""

    curvatures: tuple[Fraction, ...]
    center: tuple[Fraction, ...]
    offset: Fraction = Fraction(0)

    @property
    def dimension(self) -> int:
        return len(self.curvatures)

    def value(self, point: Point, number: Any) -> Any:
        rows = zip(self.curvatures, self.center, point, strict=True)
        return sum((number(k / 2) * (x - number(c)) ** 2 for k, c, x in rows), number(self.offset))

    def gradient(self, point: Point, number: Any) -> Point:
        return tuple(number(k) * (x - number(c)) for k, c, x in zip(self.curvatures, self.center, point, strict=True))

    def shape(self, number: Any) -> Shape:
        least = min(self.curvatures)
        return Shape(number(max(map(abs, self.curvatures))), number(least), number(self.offset) if least >= 0 else None)


@dataclass(frozen=True)
class Line:
    """A function on `R^1` with piecewise-affine gradient, plus an offset, at rational points only."""

    function: PiecewiseQuadratic
    offset: Fraction = Fraction(0)
    dimension = 1

    @staticmethod
    def _coordinate(point: Point) -> Fraction:
        try:
            return Fraction(int(point[0].p), int(point[0].q))
        except AttributeError:
            raise UndecidedError(
                "a piecewise function is evaluated at rational points only, which exact arithmetic gives"
            ) from None

    def value(self, point: Point, number: Any) -> Any:
        return number(self.function.value(self._coordinate(point)) + self.offset)

    def gradient(self, point: Point, number: Any) -> Point:
        return (number(self.function.gradient(self._coordinate(point))),)

    def shape(self, number: Any) -> Shape:
        f, infimum = self.function, self.function.infimum()
        return Shape(number(f.smoothness()), number(f.strong_convexity()), None if infimum is None else number(infimum + self.offset))


@dataclass(frozen=True)
class Kink:
    """`slope |x|` on `R^1`, with the subgradient `slope` at 0: convex, and smooth with no constant."""

    slope: Fraction
    offset: Fraction = Fraction(0)
    dimension = 1

    def value(self, point: Point, number: Any) -> Any:
        return number(self.slope * abs(Line._coordinate(point)) + self.offset)

    def gradient(self, point: Point, number: Any) -> Point:
        return (number(self.slope if Line._coordinate(point) >= 0 else -self.slope),)

    def shape(self, number: Any) -> Shape:
        return Shape(None, number(0), number(self.offset))


def landscape(name: str, table: Mapping[str, Any]) -> Landscape:
    """The function that a table says: by `diagonal` and `center`, `breaks` and `pieces`, a `kink` or an `example`; plus an `offset`.

    >>> landscape("f", {"diagonal": ["1", "1/2"]}).gradient((Fraction(3), Fraction(4)), Fraction)
    (Fraction(3, 1), Fraction(2, 1))
    """

    def numbers(texts: Any) -> tuple[Fraction, ...]:
        return tuple(exact(text, name) for text in texts)

    offset = exact(table.get("offset", "0"), name)
    match {key: value for key, value in table.items() if key != "offset"}:
        case {"diagonal": [*curvatures], **rest} if curvatures and rest.keys() <= {"center"}:
            center = numbers(rest.get("center", ["0"] * len(curvatures)))
            if len(center) == len(curvatures):
                return Diagonal(numbers(curvatures), center, offset)
        case {"breaks": [*breaks], "pieces": [*pieces], **rest} if not rest and all(
            len(piece) == 2 for piece in pieces
        ):
            return Line(PiecewiseQuadratic(numbers(breaks), tuple((exact(a, name), exact(b, name)) for a, b in pieces)), offset)
        case {"kink": slope, **rest} if not rest and (steep := exact(slope, name)) > 0:
            return Kink(steep, offset)
        case {"example": str(example), **parameters}:
            return Line(function(example).piecewise(**parameters), offset)
    raise UsageError(
        f"the function {name} of a model is given by diagonal (and center), by breaks and pieces, by a kink > 0 or by example, "
        f"with an offset, got {dict(table)}"
    )
