"""A finite sample space for a model: samples are drawn in words, and a random vector has one coordinate for each word.

`L^2(Omega)` is then `R^words` with the words' probabilities as weights of the scalar product, so that `dot` is an exact
expectation.  At time `t` the component of the word's letter `t` is drawn; once the letters are used up, `l[t]` is the
mean `f`, so that the hypotheses say something at every time and are decided at every time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from ..balls import UndecidedError
from ..errors import UsageError
from ..rationals import exact
from ..sam.moments import Mixture
from .landscapes import Landscape, Line, Point, Shape, landscape

KEYS = {"components", "probabilities", "letters", "samples"}
SAMPLES = ("same", "independent")
WORDS = 4096
ASCENT = "ascent"  # grad(ascent[t], u) is the unit vector of the gradient whose sample is the ascent sample


@dataclass(frozen=True)
class Random:
    """A function on `L^2(Omega)`: the expectation of a function on `R^1` that depends on the word."""

    functions: tuple[Landscape, ...]
    weights: tuple[Fraction, ...]

    @property
    def dimension(self) -> int:
        return len(self.functions)

    def value(self, point: Point, number: Any) -> Any:
        rows = zip(self.weights, self.functions, point, strict=True)
        return sum((number(p) * f.value((x,), number) for p, f, x in rows), number(0))

    def gradient(self, point: Point, number: Any) -> Point:
        return tuple(f.gradient((x,), number)[0] for f, x in zip(self.functions, point, strict=True))

    def shape(self, number: Any) -> Shape:
        """Every word has a positive probability, so that the worst one decides."""
        shapes = [f.shape(number) for f in self.functions]
        infima = [s.infimum for s in shapes]
        return Shape(
            max(s.smoothness for s in shapes),
            min(s.strong_convexity for s in shapes),
            None if None in infima else sum((number(p) * v for p, v in zip(self.weights, infima, strict=True)), number(0)),
        )


@dataclass(frozen=True)
class Direction:
    """The sign of the gradient in each word: the unit vector along it, and 0 where it is 0."""

    of: Random

    @property
    def dimension(self) -> int:
        return self.of.dimension

    def value(self, point: Point, number: Any) -> Any:
        raise UndecidedError(f"{ASCENT} has directions and no values")

    def gradient(self, point: Point, number: Any) -> Point:
        return tuple(number((g > 0) - (g < 0)) for g in self.of.gradient(point, number))

    def shape(self, number: Any) -> Shape:
        raise UndecidedError(f"{ASCENT} has directions and no class")


@dataclass(frozen=True)
class Omega:
    """The words' probabilities, the mean function, and what is drawn at each time for the descent and for the ascent."""

    weights: tuple[Fraction, ...]
    mean: Random
    descent: tuple[Random, ...]
    ascent: tuple[Direction, ...]


def omega(table: Mapping[str, Any]) -> Omega:
    """The sample space that a table says; UsageError if it cannot be read.

    >>> coin = {"components": [{"breaks": [], "pieces": [["1", c]]} for c in ("-1", "1")], "probabilities": ["1/2", "1/2"]}
    >>> space = omega({**coin, "letters": 2, "samples": "same"})
    >>> [str(x) for x in space.descent[0].gradient((Fraction(0),) * 4, Fraction)]
    ['-1', '-1', '1', '1']
    >>> len(omega({**coin, "letters": 2, "samples": "independent"}).weights)
    16
    """
    if set(table) != KEYS or table["samples"] not in SAMPLES:
        raise UsageError(f"a sample space has {', '.join(sorted(KEYS))}, and its samples are {' or '.join(SAMPLES)}")
    letters = table["letters"]
    components = tuple(landscape("a component", entry) for entry in table["components"])
    lines = tuple(c.function for c in components if isinstance(c, Line))
    if len(lines) != len(components):
        raise UsageError("the components of a sample space are given by breaks and pieces, or by example")
    mixture = Mixture(lines, tuple(exact(text, "a probability") for text in table["probabilities"]))
    draws = 1 if table["samples"] == "same" else 2  # a letter is the sample of a step, or its ascent and descent samples
    if type(letters) is not int or letters < 1 or len(lines) ** (draws * letters) > WORDS:
        raise UsageError(f"a sample space has 1 to {WORDS} words, got {letters!r} letters")
    samples = tuple(product(range(len(lines)), repeat=draws))
    words = tuple(product(samples, repeat=letters))
    weights = tuple(prod((mixture.probabilities[i] for letter in word for i in letter), start=Fraction(1)) for word in words)

    def drawn(t: int, which: int) -> Random:
        return Random(tuple(components[word[t][which]] for word in words), weights)

    mean = Random((Line(mixture.mean()),) * len(words), weights)
    return Omega(
        weights,
        mean,
        (*(drawn(t, -1) for t in range(letters)), mean),
        tuple(map(Direction, (*(drawn(t, 0) for t in range(letters)), mean))),
    )
