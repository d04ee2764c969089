"""The stochastic examples: each is a pair of components and their probabilities, one data file `NAME.toml` beside this one.

The objective is the mean of the components. The first component is the sample `+`, the second the sample `-`.
"""

import functools
import math
import operator
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from samproofs.errors import UsageError
from samproofs.functions import files
from samproofs.functions.arithmetics import Rational
from samproofs.functions.catalogue import CONDITIONS, Parameter, PiecewiseGradient
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.functions.reading import evaluate
from samproofs.rationals import exact

_COMPARE = {"<=": operator.le, "==": operator.eq, "<": operator.lt}


def root(square: Fraction) -> Fraction | None:
    """The square root of a rational number, None when it is not rational.

    >>> root(Fraction(9, 4)), root(Fraction(1, 2))
    (Fraction(3, 2), None)
    """
    if square < 0:
        return None
    found = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
    return found if found**2 == square else None

FOLDER = os.path.dirname(__file__)


class RationalRoots(Rational):
    """Exact rationals with the square roots that are rational; the others are refused."""

    def __init__(self) -> None:
        super().__init__()
        self.functions = {**self.functions, "sqrt": self._root}

    @staticmethod
    def _root(square: Fraction) -> Fraction:
        found = root(square)
        if found is None:
            raise UsageError(f"exact steps need rational data, and sqrt({square}) is irrational; give a square, such as 1/4")
        return found


@dataclass(frozen=True)
class Component:
    """A component of the objective as text: its probability and its piecewise-affine gradient."""

    probability: str
    gradient: PiecewiseGradient


@dataclass(frozen=True)
class Pair:
    """Two components whose mean is the objective, and the defaults with which stochastic SAM runs on them.

    `definitions` name parts of the formulas, each in terms of rho, the parameters and earlier ones; `claim` is the id of
    the claim whose components these are, and `models` says whether it is about m-SAM, n-SAM or both; `needs` are texts
    that must be positive for the components to exist; `hypotheses` are those of the claim, each with an equivalent
    comparison of rationals.

    >>> pair("sharp-pair").values()["m"]
    Fraction(1, 6)
    """

    name: str
    title: str
    variable: str
    claim: str
    models: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    definitions: Mapping[str, str]
    components: tuple[Component, Component]
    needs: tuple[str, ...]
    hypotheses: Mapping[str, str]
    rho: str
    eta: str
    x0: str
    source: str
    sentence: str

    def given(self, given: Mapping[str, str | int | Fraction] | None = None) -> dict[str, Fraction]:
        """The exact value of rho and of each parameter: the default, or what `given` says."""
        parameters = (Parameter("rho", self.rho, "positive"), *self.parameters)
        known = [parameter.name for parameter in parameters]
        for name in given or {}:
            if name not in known:
                raise UsageError(f"{self.name} has no parameter {name!r}; it has {', '.join(known)}")
        values = {p.name: exact((given or {}).get(p.name, p.default), p.name) for p in parameters}
        for p in parameters:
            if not CONDITIONS[p.condition](values[p.name]):
                raise UsageError(f"{p.name} must be {p.condition}, got {values[p.name]}")
        for text in self.needs:
            if (found := evaluate(text, Rational(), values)) <= 0:
                raise UsageError(f"{self.name} needs {text} > 0, got {found}")
        return values

    def values(self, given: Mapping[str, str | int | Fraction] | None = None) -> dict[str, Fraction]:
        """rho, the parameters and the definitions; UsageError where a definition is irrational."""
        values = self.given(given)
        for name, text in self.definitions.items():
            values[name] = evaluate(text, RationalRoots(), values)
        return values

    def at(self, values: Mapping[str, Fraction]) -> list[tuple[Fraction, PiecewiseQuadratic]]:
        """The probability and the function of each component, where `values` are those of `values()`.

        >>> [str(p) for p, _ in pair("quadratic-pair").at(pair("quadratic-pair").values())]
        ['1/10', '9/10']
        """

        def number(text: str) -> Fraction:
            return Fraction(evaluate(text, RationalRoots(), values))

        return [
            (
                number(component.probability),
                PiecewiseQuadratic(
                    tuple(map(number, component.gradient.breaks)),
                    tuple((number(slope), number(intercept)) for slope, intercept in component.gradient.pieces),
                ),
            )
            for component in self.components
        ]

    def hypotheses_at(self, values: Mapping[str, Fraction]) -> dict[str, bool]:
        """Which hypotheses of the claim hold, where `values` also gives eta and x0."""
        held = {}
        for said, text in self.hypotheses.items():
            left, relation, right = re.split("(<=|==|<)", text)
            held[said] = _COMPARE[relation](*(evaluate(side, RationalRoots(), values) for side in (left, right)))
        return held


@functools.cache
def names() -> tuple[str, ...]:
    """The names of the pairs.

    >>> names()
    ('pathwise-pair', 'quadratic-pair', 'sharp-pair')
    """
    return files.names(FOLDER)


@functools.cache
def pair(name: str) -> Pair:
    """The pair called `name`."""
    if name not in names():
        raise UsageError(f"there is no pair {name!r}; the pairs are {', '.join(names())}")
    data = files.table(FOLDER, name)
    plus, minus = (
        Component(c["probability"], PiecewiseGradient(tuple(c["breaks"]), tuple((a, b) for a, b in c["pieces"])))
        for c in data["components"]
    )
    return Pair(
        name=name,
        title=data["title"],
        variable=data["variable"],
        claim=data["claim"],
        models=tuple(data["models"]),
        parameters=tuple(Parameter(key, p["default"], p["condition"]) for key, p in data["parameters"].items()),
        definitions=data["definitions"],
        components=(plus, minus),
        needs=tuple(data["needs"]),
        hypotheses=data["hypotheses"],
        rho=data["defaults"]["rho"],
        eta=data["defaults"]["eta"],
        x0=data["defaults"]["x0"],
        source=data["source"],
        sentence=data["sentence"],
    )
