"""Stochastic models: `L^2(Omega; R^d)` over a finite space of sample words, as `R^(|Omega| d)` with a weighted inner product.

At each time before the horizon a model draws a component, independently of the past: `l[t]` is the one of the descent
step, and `y[t]` is `x[t]` moved by the radius along the gradient of the one of the ascent step (not at all where that
is zero).  From the horizon on nothing is drawn: `l[t]` is `f` and `y[t]` is `x[t]`.  So a hypothesis on all times is
decided by its value at each time before the horizon and, after it, by its own text with `f` put in for `l[t]` and
`x[t]` for `y[t]`: there it no longer speaks of time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from ..errors import UsageError
from ..kernel.terms import ALL, Atom, Formula, Index, Poly, Vec, atom, dot, inv, poly, vector
from ..rationals import exact
from .landscapes import Landscape, Point, Shape, landscape

OBJECTIVE, COMPONENT, ITERATE, PERTURBED = "f", "l", "x", "y"  # the names in every stochastic statement
KEYS = {"components", "ascent", "radius", "stays"}
WORDS = 20_000  # how many words of samples are followed


@dataclass(frozen=True)
class Sample:
    """What one draw says: its probability, the component of the ascent step and that of the descent step."""

    probability: Fraction
    ascent: Landscape
    descent: Landscape


@dataclass(frozen=True)
class Space:
    """All words of `horizon` samples.  `radius` is the text of the length of the ascent step.

    `stays`: where the gradient of the ascent step is zero, the descent step is not taken either.
    """

    samples: tuple[Sample, ...]
    horizon: int
    radius: str = "rho"
    stays: bool = False

    @cached_property
    def words(self) -> tuple[tuple[Sample, ...], ...]:
        """The outcomes."""
        if len(self.samples) ** self.horizon > WORDS:
            raise UsageError(f"{len(self.samples)} samples at {self.horizon} times are more than {WORDS} words")
        return tuple(product(self.samples, repeat=self.horizon))

    @cached_property
    def weights(self) -> tuple[Fraction, ...]:
        """The probabilities of the outcomes."""
        return tuple(math.prod((s.probability for s in word), start=Fraction(1)) for word in self.words)

    def blocks(self, point: Point) -> Iterator[Point]:
        """The value of a random vector at each outcome."""
        d = len(point) // len(self.words)
        return (point[i : i + d] for i in range(0, len(point), d))


@dataclass(frozen=True)
class Joint:
    """A function for each outcome: the expected value, and the gradients at all outcomes."""

    space: Space
    members: tuple[Landscape, ...]

    @property
    def dimension(self) -> int:
        return sum(f.dimension for f in self.members)

    def value(self, point: Point, number: Any) -> Any:
        rows = zip(self.space.weights, self.members, self.space.blocks(point), strict=True)
        return sum((number(p) * f.value(x, number) for p, f, x in rows), number(Fraction(0)))

    def gradient(self, point: Point, number: Any) -> Point:
        rows = zip(self.members, self.space.blocks(point), strict=True)
        return tuple(g for f, x in rows for g in f.gradient(x, number))

    def shape(self, number: Any) -> Shape:
        """The class of every member; the infimum is that of the members if it is the same for all, else unknown."""
        shapes = [f.shape(number) for f in dict.fromkeys(self.members)]
        infima = {shape.infimum for shape in shapes}
        return Shape(
            max(shape.smoothness for shape in shapes),
            min(shape.strong_convexity for shape in shapes),
            infima.pop() if len(infima) == 1 else None,
        )


def space(data: Mapping[str, Any], f: Landscape | None, horizon: int) -> Space | None:
    """The space that a model's data say: `components` (probability and function each) and `ascent`; None without them.

    `ascent` is `same sample` (m-SAM), `independent sample` (n-SAM) or `f` (the gradient of the objective).
    """
    if "components" not in data:
        if unused := sorted(KEYS & set(data)):
            raise UsageError(f"a model without components has no entry {unused[0]!r}")
        return None
    rows = data["components"]
    if f is None or not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise UsageError("the components of a model are pairs of a probability and a function, and need a function f")
    drawn = [(exact(p, "a probability"), landscape(COMPONENT, table)) for p, table in rows]
    if any(p <= 0 for p, _ in drawn) or sum(p for p, _ in drawn) != 1:
        raise UsageError("the probabilities of the components must be positive and have the sum 1")
    match data.get("ascent"):
        case "same sample":
            samples = tuple(Sample(p, l, l) for p, l in drawn)
        case "independent sample":
            samples = tuple(Sample(p * q, a, l) for p, a in drawn for q, l in drawn)
        case "f":
            samples = tuple(Sample(p, f, l) for p, l in drawn)
        case other:
            raise UsageError(f"the ascent is by the 'same sample', an 'independent sample' or 'f', got {other!r}")
    return Space(samples, horizon, data.get("radius", "rho"), data.get("stays", False))


@dataclass(frozen=True)
class After:
    """What holds from the horizon on: the number that each given sequence keeps, and whether there are samples."""

    constants: Mapping[str, Any]
    sampled: bool

    def __call__(self, x: Any) -> Any:
        """A term or formula at the times after the horizon; what is not understood is left, and speaks of time still."""
        if isinstance(x, Poly):
            return sum((math.prod((self(a) ** e for a, e in m), start=poly(c)) for m, c in x.items), poly(0))
        if isinstance(x, Vec):
            return sum((self(a) * self(c) for a, c in x.items), Vec())
        if isinstance(x, Formula):
            if x.kind == "pred":
                predicate, f, i, constant = x.args
                return Formula("pred", predicate, *self._function(f, i), constant and self(constant))
            return Formula(x.kind, *map(self, x.args))
        return self._atom(x)

    def _atom(self, a: Any) -> Any:
        kind, args = a.kind, a.args
        match kind:
            case "seq" if args[0] in self.constants and _is_running(args[1]):
                return self.constants[args[0]]
            case "vec" if self.sampled and args[0] == PERTURBED and _is_running(args[1]):
                return vector("vec", ITERATE, args[1])
            case "dot":
                u, v = (*args[0], *args[0])[:2]
                return dot(self(u), self(v))
            case "grad":
                return vector("grad", *self._function(*args[:2]), self(args[2]))
            case "val":
                return atom("val", *self._function(*args[:2]), self(args[2]))
            case "inv":
                return inv(self(args[0]))
            case "max" | "sqrt" | "sign":
                return atom(kind, *map(self, args))
        return vector(kind, *args) if kind == "vec" else poly(1) * Poly([(frozenset([(a, 1)]), Fraction(1))])

    def _function(self, f: str, i: Any) -> tuple[str, Any]:
        return (OBJECTIVE, None) if self.sampled and f == COMPONENT and _is_running(i) else (f, i)


def _is_running(i: Any) -> bool:
    return isinstance(i, Index) and i.base == ALL
