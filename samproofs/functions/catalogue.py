"""The example functions: each is one data file `NAME.toml` beside this module, read when it is first asked for."""

import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions import files
from samproofs.functions.arithmetics import Polynomial, Rational, Symbolic
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.functions.reading import evaluate, substituted
from samproofs.functions.reading import names as names_in
from samproofs.rationals import exact

FOLDER = os.path.dirname(__file__)

CONDITIONS: Mapping[str, Callable[[Fraction], bool]] = {
    "any": lambda value: True,
    "positive": lambda value: value > 0,
    "between 0 and 1": lambda value: 0 < value < 1,
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of an example function: its name, its default as exact text and a key of `CONDITIONS`."""

    name: str
    default: str
    condition: str


@dataclass(frozen=True)
class PiecewiseGradient:
    """A continuous piecewise-affine gradient as text: breaks from left to right, (slope, intercept) per piece."""

    breaks: tuple[str, ...]
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Function:
    """An example function of one variable, and the defaults with which SAM runs on it off its limit.

    `formula` is text of the expression language in the variable, the parameters and the perturbation radius rho.
    Where it is None, the function is the one with `f(0) = 0` whose gradient is `gradient`.

    >>> function("quadratic").formula
    'beta/2*(x - c)**2'
    """

    name: str
    title: str
    variable: str
    formula: str | None
    gradient: PiecewiseGradient | None
    parameters: tuple[Parameter, ...]
    rho: str
    eta: str
    x0: str
    source: str
    sentence: str

    def values(self, given: Mapping[str, str | int | Fraction] | None = None) -> dict[str, Fraction]:
        """The exact value of each parameter and of rho: the default, or what `given` says.

        >>> function("quadratic").values({"c": "1/3"})
        {'rho': Fraction(1, 10), 'beta': Fraction(1, 1), 'c': Fraction(1, 3)}
        """
        parameters = (Parameter("rho", self.rho, "positive"), *self.parameters)
        known = [parameter.name for parameter in parameters]
        for name in given or {}:
            if name not in known:
                raise UsageError(f"{self.name} has no parameter {name!r}; it has {', '.join(known)}")
        values = {}
        for parameter in parameters:
            value = exact((given or {}).get(parameter.name, parameter.default), parameter.name)
            if not CONDITIONS[parameter.condition](value):
                raise UsageError(f"{parameter.name} must be {parameter.condition}, got {value}")
            values[parameter.name] = value
        return values

    def moved(self, by: int) -> "Function":
        """The function `x -> f(x - by)`, for a function given by a formula; its start moves with it.

        >>> function("quadratic").moved(1).formula
        'beta / 2 * (x - 1 - c) ** 2'
        """
        if self.formula is None:
            raise UsageError(f"{self.name} is not given by a formula, which moving its minimiser needs")
        if by == 0:
            return self
        return replace(
            self,
            formula=substituted(self.formula, self.variable, f"{self.variable} - {by}"),
            x0=str(exact(self.x0, "x0") + by),
        )

    def symbols(self) -> dict[str, Any]:
        """The SymPy symbols of the variable, rho and the parameters, positive where their condition says so."""
        import sympy

        declared = {name: sympy.Symbol(name, real=True) for name in (self.variable, *(p.name for p in self.parameters))}
        positive = ["rho", *(p.name for p in self.parameters if p.condition != "any")]
        return declared | {name: sympy.Symbol(name, positive=True) for name in positive}

    def expression(self, symbols: Mapping[str, Any] | None = None) -> Any:
        """The function as a SymPy expression in `symbols()`, or in whatever `symbols` gives for the names."""
        import sympy

        symbols = symbols or self.symbols()
        if self.gradient is None:
            found = evaluate(self.formula or "", Symbolic(), symbols)
            if (
                not isinstance(found, sympy.Expr)
                or not found.is_extended_real
                or found.has(sympy.zoo, sympy.nan, sympy.I)
            ):
                raise UsageError(f"{self.formula!r} is not a real function of {self.variable} on the whole line")
            return found
        breaks, values = self.branches(symbols)
        conditions = [*(symbols[self.variable] <= at for at in breaks), True]
        return sympy.Piecewise(*zip(values, conditions, strict=True))

    def branches(self, symbols: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
        """The break points of a declared piecewise gradient, and between them the function as SymPy expressions.

        A break at which nothing changes is left out.
        """
        import sympy

        x = symbols[self.variable]
        breaks, pieces = self.affine_pieces(Symbolic(), symbols)
        for at, (before, after) in zip(breaks, pairwise(pieces), strict=True):
            if sympy.simplify((before[0] - after[0]) * at + before[1] - after[1]) != 0:
                raise UsageError(f"the gradient of {self.name} is not continuous at {at}")
        primitives = [slope * x**2 / 2 + intercept * x for slope, intercept in pieces]
        origin = sum(1 for at in breaks if at.is_negative)
        if not all(at.is_nonnegative for at in breaks[origin:]):
            raise UsageError(
                f"the signs of the break points of {self.name} do not follow from the conditions on its parameters"
            )
        for i in range(origin, len(breaks)):
            primitives[i + 1] += (primitives[i] - primitives[i + 1]).subs(x, breaks[i])
        for i in range(origin, 0, -1):
            primitives[i - 1] += (primitives[i] - primitives[i - 1]).subs(x, breaks[i - 1])
        values = [sympy.expand(primitive) for primitive in primitives]
        changes = [i for i in range(len(breaks)) if values[i] != values[i + 1]]
        return [breaks[i] for i in changes], [*(values[i] for i in changes), values[-1]]

    def affine_pieces(self, arithmetic: Any, values: Mapping[str, Any]) -> tuple[list[Any], list[tuple[Any, Any]]]:
        """Break points and (slope, intercept) of the declared piecewise gradient, in any arithmetic."""
        if self.gradient is None:
            raise UsageError(f"{self.name} is given by a formula, not by the pieces of its gradient")
        breaks = [evaluate(text, arithmetic, values) for text in self.gradient.breaks]
        return breaks, [
            (evaluate(a, arithmetic, values), evaluate(b, arithmetic, values)) for a, b in self.gradient.pieces
        ]

    def piecewise(self, **parameters: str | int | Fraction) -> PiecewiseQuadratic:
        """The function at rational parameters; UsageError when its gradient is not piecewise affine with rational data.

        >>> function("quadratic").piecewise(beta=3).gradient(Fraction(2))
        Fraction(6, 1)
        """
        values = self.values(parameters)
        if self.gradient is not None:
            breaks, pieces = self.affine_pieces(Rational(), values)
            return PiecewiseQuadratic(tuple(breaks), tuple(pieces))
        numbers = Polynomial()
        try:
            names = {name: numbers.number(value) for name, value in values.items()} | {self.variable: numbers.variable}
            slope = evaluate(self.formula or "", numbers, names).derivative()
        except UsageError:  # not written as a polynomial: SymPy may know it for one
            slope = self._slope(values)
        if slope is None or slope.degree() > 1:
            raise UsageError(
                f"exact steps need a gradient that is continuous and piecewise affine with rational data, and SymPy finds no such "
                f"gradient of {self.name}; take mpmath, or ball where f is smooth"
            )
        intercept, linear = (Fraction(int(slope[n].p), int(slope[n].q)) for n in (0, 1))
        return PiecewiseQuadratic((), ((linear, intercept),))

    def _slope(self, values: Mapping[str, Fraction]) -> Any:
        """The derivative as a polynomial of flint, if SymPy finds that it is one with rational coefficients."""
        import flint
        import sympy

        symbols = self.symbols()
        rationals = {symbols[name]: sympy.Rational(v.numerator, v.denominator) for name, v in values.items()}
        slope = sympy.diff(self.expression().subs(rationals), symbols[self.variable])
        if not slope.is_polynomial(symbols[self.variable]):
            return None
        coefficients = sympy.Poly(slope, symbols[self.variable]).all_coeffs()[::-1]
        if not all(coefficient.is_Rational for coefficient in coefficients):
            return None
        return flint.fmpq_poly([flint.fmpq(int(c.p), int(c.q)) for c in coefficients])


@functools.cache
def names() -> tuple[str, ...]:
    """The names of the example functions.

    >>> "quadratic" in names()
    True
    """
    return files.names(FOLDER)


@functools.cache
def function(name: str) -> Function:
    """The example function called `name`.

    >>> function("quadratik")
    Traceback (most recent call last):
    samproofs.errors.UsageError: there is no function 'quadratik', did you mean 'quadratic'?
    """
    if name not in names():
        from samproofs.functions import pairs

        if name in pairs.names():
            raise UsageError(f"{name} is a pair of components, for stochastic SAM: `derive` and `iterate` take it alone")
        known = (*names(), *pairs.names())
        import difflib

        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"the functions are {', '.join(known)}"
        raise UsageError(f"there is no function {name!r}, {hint}")
    data = files.table(FOLDER, name)
    gradient = data.get("gradient")
    return Function(
        name=name,
        title=data["title"],
        variable=data["variable"],
        formula=data.get("formula"),
        gradient=gradient
        and PiecewiseGradient(tuple(gradient["breaks"]), tuple((a, b) for a, b in gradient["pieces"])),
        parameters=tuple(
            Parameter(key, entry["default"], entry["condition"]) for key, entry in data["parameters"].items()
        ),
        rho=data["defaults"]["rho"],
        eta=data["defaults"]["eta"],
        x0=data["defaults"]["x0"],
        source=data["source"],
        sentence=data["sentence"],
    )


def written(formula: str) -> Function:
    """The function of x, and of rho if it occurs, that a formula of the expression language denotes.

    >>> written("x**4/4 - x**2/2").expression()
    x**4/4 - x**2/2
    """
    if strange := names_in(formula) - {"x", "rho"}:
        raise UsageError(f"a formula may speak of x, rho and pi, got {', '.join(sorted(strange))} in {formula!r}")
    return Function(
        name=formula, title=formula, variable="x", formula=formula, gradient=None, parameters=(),
        rho="1/10", eta="1/10", x0="1", source="given by the user", sentence="A function given by the user.",
    )  # fmt: skip


def resolve(what: str | Function) -> Function:
    """The function that `what` is, names, or writes as a formula.

    >>> resolve("quadratic").name, resolve("x**2").name
    ('quadratic', 'x**2')
    """
    if isinstance(what, Function):
        return what
    formula = all(word in ("x", "rho", "pi") or word.isdigit() for word in what.split("-"))
    return written(what) if formula or not what.replace("-", "_").isidentifier() else function(what)
