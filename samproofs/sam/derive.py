"""What SAM does to a function, derived by SymPy from the function alone.

On an interval where the sign of `f'` is constant the perturbed point is `y = x + rho*sign`, so the virtual gradient
is `G(x) = f'(y)` and the update `x - eta*G(x)` is as smooth as f'. The fixed points are the points whose y is
stationary for f. Everything is obtained from the formula of f and from `Update`; what SymPy cannot derive is named
in `not_derived`, never guessed.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions.catalogue import Function, resolve
from samproofs.functions.reading import to_text
from samproofs.rationals import positive
from samproofs.sam.update import Update


@dataclass(frozen=True)
class Piece:
    """An open interval on which f' has one sign and SAM one formula; all entries but `sign` are SymPy expressions.

    `lower` and `upper` are its ends, None when they were not derived. `sign` is the sign of f', -1 or 1. For a
    periodic f' the interval repeats with the period. `virtual_loss` has the derivative `virtual_gradient`.
    """

    sign: int
    lower: Any
    upper: Any
    gradient: Any
    perturbed: Any
    virtual_gradient: Any
    virtual_loss: Any
    update: Any

    def as_dict(self) -> dict[str, Any]:
        """The piece as text."""
        return {key: value if key == "sign" else text(value) for key, value in vars(self).items()}


@dataclass(frozen=True)
class FixedPoint:
    """A point that SAM maps to itself.

    `stationary` says whether f' vanishes there (then y = x); `condition` is the SymPy condition on the parameters
    under which it is fixed; `multiplier` is the derivative of the update there, None where it has none. `jump` says
    that the update jumps there from both sides, so that an orbit reaches the point exactly or stays away from it;
    None where that depends on the parameters' values.
    """

    point: Any
    stationary: bool
    jump: bool | None
    condition: Any
    multiplier: Any

    def as_dict(self) -> dict[str, Any]:
        """The fixed point as text."""
        return {
            "point": text(self.point),
            "stationary": self.stationary,
            "jump": self.jump,
            "condition": text(self.condition),
            "multiplier": text(self.multiplier),
        }


@dataclass(frozen=True)
class TwoCycle:
    """Two points that SAM exchanges, `centre - radius` and `centre + radius`.

    `condition` is the SymPy condition under which they lie on their pieces; `multiplier` is the derivative of two
    updates.
    """

    centre: Any
    radius: Any
    condition: Any
    multiplier: Any

    @property
    def points(self) -> tuple[Any, Any]:
        """The lower and the upper point."""
        return self.centre - self.radius, self.centre + self.radius

    def as_dict(self) -> dict[str, Any]:
        """The cycle as text."""
        return {key: text(value) for key, value in vars(self).items()}


@dataclass(frozen=True)
class Derivation:
    """What was derived from a function; SymPy expressions in `symbols`, which also holds eta and rho (or their values).

    `pieces` are ordered from left to right, over one period when `period` is not None. `not_derived` holds one
    sentence for each thing that SymPy could not solve.
    """

    name: str
    symbols: Mapping[str, Any]
    variable: Any
    function: Any
    gradient: Any
    period: Any
    stationary_points: tuple[Any, ...] | None
    pieces: tuple[Piece, ...]
    fixed_points: tuple[FixedPoint, ...]
    two_cycles: tuple[TwoCycle, ...]
    not_derived: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The derivation as text, lists and dictionaries."""
        points = self.stationary_points
        return {
            "name": self.name,
            "variable": text(self.variable),
            "function": text(self.function),
            "gradient": text(self.gradient),
            "period": text(self.period),
            "stationary_points": None if points is None else [text(point) for point in points],
            "pieces": [piece.as_dict() for piece in self.pieces],
            "fixed_points": [point.as_dict() for point in self.fixed_points],
            "two_cycles": [cycle.as_dict() for cycle in self.two_cycles],
            "not_derived": list(self.not_derived),
        }


def text(expression: Any) -> str | None:
    """An expression in the language of formulas where that can say it, else in SymPy's notation; None stays None."""
    if expression is None:
        return None
    try:
        return to_text(expression)
    except UsageError:
        return str(expression)


@functools.cache
def derive(what: str | Function, **parameters: str | int | Fraction) -> Derivation:
    """The virtual gradient, fixed points and two-cycles of SAM on an example function or on a formula in x.

    Parameters of the function, rho and eta that are given have that rational value; the others are symbols.

    >>> cycle = derive("quadratic").two_cycles[0]
    >>> cycle.radius, cycle.condition
    (-beta*eta*rho/(beta*eta - 2), beta*eta < 2)
    >>> derive("sinusoid").fixed_points[0].point
    -rho/10
    """
    function = resolve(what)
    eta = {"eta": positive(parameters.pop("eta"), "eta")} if "eta" in parameters else {}
    values = function.values(parameters) | eta
    return _Derivation(function, {name: values[name] for name in (*parameters, *eta)}).derived()


def virtual_gradient_text(derivation: Derivation, piece: int) -> str:
    """The virtual gradient on `derivation.pieces[piece]` as text of the expression language, for use in a proof.

    >>> virtual_gradient_text(derive("quadratic"), 1)
    'beta*(-c + rho + x)'
    """
    return to_text(derivation.pieces[piece].virtual_gradient)


class _Undecided(Exception):
    """The assumptions on the parameters do not decide an order; the message says of what."""


@dataclass(frozen=True)
class _Branch:
    """f and f' on an interval on which both are one formula."""

    lower: Any
    upper: Any
    value: Any
    gradient: Any


class _Derivation:
    """The derivation of one function; its methods share the function, its symbols and what was not derived."""

    def __init__(self, function: Function, values: Mapping[str, Fraction]) -> None:
        import sympy

        self.function = function
        numbers = {name: sympy.Rational(value.numerator, value.denominator) for name, value in values.items()}
        self.symbols = function.symbols() | {"eta": sympy.Symbol("eta", positive=True)} | numbers
        self.x, self.rho, self.eta = (self.symbols[name] for name in (function.variable, "rho", "eta"))
        self.bounded = {
            self.symbols[parameter.name]: 1 / (1 + sympy.Dummy(positive=True))
            for parameter in function.parameters
            if parameter.condition == "between 0 and 1"
        }
        self.value = function.expression(self.symbols)
        self.branches = self.formulas()
        self.not_derived: list[str] = []
        self.conditions: dict[Any, Any] = {}

    def derived(self) -> Derivation:
        import sympy

        gradient = self.branches[0].gradient
        if len(self.branches) > 1:
            gradient = sympy.Piecewise(*((branch.gradient, self.x <= branch.upper) for branch in self.branches))
        period = self.period()
        try:
            points = self.stationary_points(period)
            pieces = self.pieces(points, period)
            fixed = self.fixed_points(points, pieces, period)
            cycles = self.two_cycles(pieces, period)
        except _Undecided as undecided:
            self.not_derived.append(f"The stationary points and what depends on them were not derived: {undecided}.")
            points, fixed, cycles = None, (), ()
            pieces = tuple(
                self.piece(s, None, None, self.branches[0], self.branches[0]) for s in (-1, 1) if not self.branches[1:]
            )
        return Derivation(
            self.function.name, self.symbols, self.x, self.value, gradient, period,
            points, pieces, fixed, cycles, tuple(self.not_derived),
        )  # fmt: skip

    def formulas(self) -> tuple[_Branch, ...]:
        """f and f', interval by interval."""
        import sympy

        values, ends = [self.value], [-sympy.oo, sympy.oo]
        if self.function.gradient is not None:
            ends[1:1], values = self.function.branches(self.symbols)
        gradients = [
            tidy(sympy.diff(value, self.x).replace(sympy.Heaviside, lambda u, *_: (1 + sympy.sign(u)) / 2))
            for value in values
        ]
        if any(gradient.has(sympy.Derivative, sympy.Subs, sympy.DiracDelta) for gradient in gradients):
            raise UsageError(f"SymPy cannot differentiate {self.function.name}")
        return tuple(_Branch(*row) for row in zip(ends, ends[1:], values, gradients, strict=False))

    def period(self) -> Any:
        """The period of f', None when there is none."""
        import sympy

        if len(self.branches) > 1 or not self.branches[0].gradient.has(self.x):
            return None
        try:
            return sympy.periodicity(self.branches[0].gradient, self.x)
        except NotImplementedError:
            return None

    def stationary_points(self, period: Any) -> tuple[Any, ...]:
        """The zeros of f' from left to right, over one period."""
        import sympy

        domain = sympy.S.Reals if period is None else sympy.Interval.Ropen(-period / 2, period / 2)
        found: set[Any] = set()
        for branch in self.branches:
            if len(self.branches) > 1 and not branch.gradient.has(self.x) and branch.gradient != 0:
                continue
            try:
                zeros = sympy.solveset(branch.gradient, self.x, domain)
            except (NotImplementedError, ValueError, TypeError):  # TypeError: an order that SymPy cannot tell
                zeros = None
            if zeros != sympy.S.EmptySet and not isinstance(zeros, sympy.FiniteSet):
                raise _Undecided(f"SymPy did not find all points with {text(branch.gradient)} = 0")
            found |= {z for z in zeros if self.less(branch.lower, z) >= 0 and self.less(z, branch.upper) >= 0}
        return self.ordered(found)

    def pieces(self, points: tuple[Any, ...], period: Any) -> tuple[Piece, ...]:
        """The intervals between stationary points, cut where f' at x or at y changes its formula."""
        import sympy

        ends = [-sympy.oo, *points, sympy.oo]
        if period is not None and points:
            ends = [*points, points[0] + period]
        pieces = []
        for lower, upper in pairwise(ends):
            sign = self.sign_between(lower, upper)
            breaks = [branch.upper for branch in self.branches[:-1]]
            cuts = {cut for at in breaks for cut in (at, at - sign * self.rho)}
            inner = self.ordered({cut for cut in cuts if self.less(lower, cut) > 0 and self.less(cut, upper) > 0})
            for left, right in pairwise([lower, *inner, upper]):
                inside = self.between(left, right, self.rho)
                here, there = self.branch(inside), self.branch(inside + sign * self.rho)
                pieces.append(self.piece(sign, left, right, here, there))
        return tuple(pieces)

    def sign_between(self, lower: Any, upper: Any) -> int:
        """The sign of f' between neighbouring stationary points, decided at the first sample point where it can be."""
        for length in (self.rho, 1):
            try:
                inside = self.between(lower, upper, length)
                if sign := self.sign(self.branch(inside).gradient.subs(self.x, inside)):
                    return sign
            except _Undecided:
                continue
        raise _Undecided(f"the sign of the gradient between {text(lower)} and {text(upper)} is not decided")

    def piece(self, sign: int, lower: Any, upper: Any, here: _Branch, there: _Branch) -> Piece:
        """SAM on an interval where f' has this sign, x lies in the branch `here` and y in the branch `there`."""

        def gradient(point: Any) -> Any:
            return here.gradient if point == self.x else tidy(there.gradient.subs(self.x, point))

        update = Update(gradient, direction=lambda _: sign, norm=lambda g: sign * g, eta=self.eta, rho=self.rho)
        y = update.perturbed(self.x)
        loss = tidy(there.value.subs(self.x, y))
        return Piece(sign, lower, upper, here.gradient, y, gradient(y), loss, update(self.x))

    def fixed_points(self, points: tuple[Any, ...], pieces: tuple[Piece, ...], period: Any) -> tuple[FixedPoint, ...]:
        """The points with f'(y) = 0: y is a stationary point z, and x is z itself or z - rho*sign of f'(x)."""
        import sympy

        found = []
        for z in points:
            for sign in (1, -1):
                x = self.representative(z - sign * self.rho, pieces, period)
                condition = self.positive(sign * self.branch(x).gradient.subs(self.x, x))
                if condition != sympy.false:
                    found.append(FixedPoint(x, False, False, condition, self.multiplier(z)))
        return (*found, *(FixedPoint(z, True, self.jumps(z), sympy.true, None) for z in points))

    def jumps(self, z: Any) -> bool | None:
        """Whether the virtual gradient is not 0 on both sides of a stationary point; None where no sign of it is decided."""
        try:
            sides = [self.sign(self.branch(y).gradient.subs(self.x, y)) for y in (z - self.rho, z + self.rho)]
        except _Undecided:
            return None
        return 0 not in sides

    def multiplier(self, z: Any) -> Any:
        """The derivative of the update at a point whose y is z; None where f' has a kink."""
        import sympy

        branch = self.branch(z)
        if z == branch.upper or any(z == other.lower for other in self.branches):
            return None
        return tidy(1 - self.eta * sympy.diff(branch.gradient, self.x).subs(self.x, z))

    def representative(self, x: Any, pieces: tuple[Piece, ...], period: Any) -> Any:
        """x moved by whole periods into the pieces, or x itself where that is not decided."""
        if period is None:
            return x
        for turns in (0, 1, -1, 2, -2, 3, -3):
            moved = x + turns * period
            try:
                if self.less(pieces[0].lower, moved) >= 0 and self.less(moved, pieces[-1].upper) > 0:
                    return moved
            except _Undecided:
                break
        return x

    def two_cycles(self, pieces: tuple[Piece, ...], period: Any) -> tuple[TwoCycle, ...]:
        """The pairs of points on different pieces that SAM exchanges, where both updates are affine."""
        import sympy

        affine = [
            piece for piece in pieces if piece.update.is_polynomial(self.x) and sympy.degree(piece.update, self.x) <= 1
        ]
        if len(affine) < len(pieces) or period is not None:
            self.not_derived.append(
                "The two-cycles were not derived: they are solved where the update is piecewise affine."
            )
            return ()
        found = []
        for i, low in enumerate(pieces):
            for high in pieces[i + 1 :]:
                slope = tidy(sympy.diff(low.update, self.x) * sympy.diff(high.update, self.x))
                p, q = sympy.Dummy(real=True), sympy.Dummy(real=True)
                solved = sympy.solve(
                    [low.update.subs(self.x, p) - q, high.update.subs(self.x, q) - p], [p, q], dict=True
                )
                if slope == 1 or len(solved) != 1 or len(solved[0]) != 2:
                    continue
                a, b = solved[0][p], solved[0][q]
                gaps = [(low.lower, a), (a, low.upper), (high.lower, b), (b, high.upper)]
                condition = sympy.true
                for u, v in gaps:
                    if condition != sympy.false and u != -sympy.oo and v != sympy.oo:
                        condition = sympy.And(condition, self.positive(v - u))
                if not contradictory(condition):
                    found.append(TwoCycle(tidy((a + b) / 2), tidy((b - a) / 2), condition, slope))
        return tuple(found)

    def branch(self, point: Any) -> _Branch:
        """The branch in which a point lies."""
        return next(branch for branch in self.branches if self.less(point, branch.upper) >= 0)

    def between(self, lower: Any, upper: Any, length: Any) -> Any:
        """A point strictly between two ends: the middle, or `length` away from the only finite end."""
        import sympy

        if lower == -sympy.oo:
            return sympy.Integer(0) if upper == sympy.oo else upper - length
        return lower + length if upper == sympy.oo else (lower + upper) / 2

    def ordered(self, points: set[Any]) -> tuple[Any, ...]:
        """Points from left to right."""
        return tuple(sorted(points, key=functools.cmp_to_key(lambda a, b: -self.less(a, b))))

    def less(self, a: Any, b: Any) -> int:
        """1, 0 or -1 as a is less than, equal to or greater than b."""
        return 1 if a.is_infinite or b.is_infinite else self.sign(b - a)

    def sign(self, expression: Any) -> int:
        """The sign of an expression, decided by the conditions on the parameters."""
        import sympy

        condition = self.positive(expression)
        if condition in (True, False):
            return 1 if condition else -1 if self.positive(-expression) == sympy.true else 0
        raise _Undecided(f"the conditions on the parameters do not decide whether {text(expression)} is positive")

    def positive(self, expression: Any) -> Any:
        """The condition that an expression is positive, freed of the factors whose sign the parameters decide."""
        if expression not in self.conditions:
            self.conditions[expression] = self._positive(expression)
        return self.conditions[expression]

    def _positive(self, expression: Any) -> Any:
        import sympy

        numerator, denominator = sympy.fraction(sympy.factor(sympy.together(expression)))
        rest, sign = sympy.Integer(1), 1
        for factor in (*sympy.Mul.make_args(numerator), *sympy.Mul.make_args(denominator)):
            bounded = sympy.fraction(sympy.together(factor.subs(self.bounded)))
            positive, negative = (bounded[1].is_positive and sympy.expand(bounded[0] * s).is_positive for s in (1, -1))
            if factor.is_zero:
                return sympy.false
            if not positive and not negative:
                rest *= factor
            elif negative:
                sign = -sign
        if rest == 1:
            return sympy.true if sign > 0 else sympy.false
        constant, moving = sympy.expand(sign * rest).primitive()[1].as_coeff_Add()
        return -moving < constant if moving.could_extract_minus_sign() else moving > -constant


def epsilon_cycle(derivation: Derivation) -> TwoCycle | None:
    """The two-cycle about the minimiser of the variant `epsilon`, on a function whose gradient is linear; else None.

    It is smaller than SAM's, and there is none once epsilon is as large as the gradient on that one.

    >>> epsilon_cycle(derive("quadratic")).radius
    -beta*eta*rho/(beta*eta - 2) - epsilon/beta
    """
    import sympy

    x, symbols = derivation.variable, derivation.symbols
    slope = sympy.diff(derivation.gradient, x)
    if slope.has(x) or not slope.is_positive or len(derivation.stationary_points or ()) != 1:
        return None
    (centre,) = derivation.stationary_points or ()
    z, epsilon = sympy.Symbol("z", positive=True), sympy.Symbol("epsilon", positive=True)
    update = Update(
        lambda at: slope * (at - centre), sympy.sign, lambda g: g,  # the norm of g where g > 0
        eta=symbols["eta"], rho=symbols["rho"], variant="epsilon", epsilon=epsilon,
    )  # fmt: skip
    after = update(centre + z)
    found = [root for root in sympy.solve(sympy.together(after - (centre - z)), z) if root != 0]
    if len(found) != 1 or sympy.simplify(after.subs(z, found[0]) - (centre - found[0])) != 0:
        return None
    radius = sympy.expand(sympy.apart(found[0], epsilon))
    return TwoCycle(centre, radius, radius > 0, sympy.factor(sympy.simplify(sympy.diff(after, z).subs(z, found[0]))) ** 2)


def holds(condition: Any, values: Mapping[Any, Any]) -> bool:
    """Whether a derived condition holds at rational values of its symbols."""
    import sympy

    return bool(condition.subs(values) == sympy.true)


def contradictory(condition: Any) -> bool:
    """Whether a conjunction of conditions `term < number` and `term > number` excludes itself at a glance."""
    import sympy

    relations = [part for part in sympy.And.make_args(condition) if part.is_Relational and part.rhs.is_Number]
    below = {part.lhs: part.rhs for part in relations if part.rel_op == "<"}
    return condition == sympy.false or any(
        part.rel_op == ">" and part.rhs >= below.get(part.lhs, sympy.oo) for part in relations
    )


def tidy(expression: Any) -> Any:
    """An expression with its arguments expanded and its common factors collected, where that is cheap."""
    import sympy

    if any(power.exp.is_Integer and abs(power.exp) > 8 for power in expression.atoms(sympy.Pow)):
        return expression
    return sympy.factor(sympy.expand(expression))
