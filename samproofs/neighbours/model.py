"""Evaluates statements in a concrete model: which hypotheses hold there, and which conclusions are true or false.

A model gives numbers to the symbols and indices, functions to the functions on `H = R^d`, and starts to the orbits.
Hypotheses of the shapes `forall(t, x[t+1] == term)`, `forall(t, y[t] == term)`, `x[0] == term`, `symbol == term`,
`forall(u, f(u) == term)`, `forall(u, grad(f, u) == term)` and `Chain(X, ...)` *define* what they speak of where the
model does not: they hold by construction.  Every other hypothesis is evaluated and decided.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..balls import BudgetError, UndecidedError, raising
from ..errors import UsageError
from ..kernel.language import Language
from ..kernel.terms import (
    ALL,
    SLOT,
    SUM,
    VALUE,
    Atom,
    Formula,
    Index,
    KernelError,
    Poly,
    atom,
    derivative,
    free,
    inv,
    parts,
    poly,
    substitute,
    sym,
)
from .algebra import always
from .arithmetics import Balls, Exact
from .landscapes import Landscape, Point, Shape, landscape
from .omega import ASCENT, Omega, omega

KEYS = {"part", "arithmetic", "symbols", "indices", "functions", "cycle", "points", "start", "at", "also", "omega"}
STEPS = 100  # how many steps an orbit may take until it repeats
INSTANCES = 4  # how many instances of a conclusion over all t are looked at, unless the model names one
BUDGET = 512  # the bits of precision that are tried
BRANCHES = 3000  # how many values of a chain, and how many of its steps, are followed
_BOUND = {"all": ALL, "every": SLOT}
_CONTINUOUS = {"sym", "max", "sqrt", "sin", "cos", "exp"}


@dataclass(frozen=True)
class Judgement:
    """What the model says of one formula: the status, why if it is undecided, and both sides where it is a comparison.

    The status of a hypothesis is "holds", "by construction", "fails" or "undecided", of a conclusion "true", "false"
    or "undecided".  `at` names the instance of a quantified conclusion that is false.
    """

    text: str
    status: str
    reason: str = ""
    left: str = ""
    right: str = ""
    at: str = ""


@dataclass(frozen=True)
class Outcome:
    """The judgements on all hypotheses and conclusions, in order, and the arithmetic in which they were reached."""

    hypotheses: tuple[Judgement, ...]
    conclusions: tuple[Judgement, ...]
    how: str


def evaluate(names: Mapping[str, str], given: list[str], then: list[str], data: Mapping[str, Any]) -> Outcome:
    """Judge hypotheses and conclusions in the model that `data` gives; `names` is what the kernel's `Language` takes.

    UsageError if the text or the data cannot be read, or if a recursion does not define its orbit.

    >>> data = {"arithmetic": "exact", "symbols": {"a": "1/2"}, "start": {"x": "1"}}
    >>> names = {"symbols": "a", "sequences": "x", "indices": "t"}
    >>> outcome = evaluate(names, ["a < 1", "forall(t, x[t+1] == a*x[t])"], ["forall(t, x[t] >= 1/4)"], data)
    >>> [h.status for h in outcome.hypotheses], outcome.conclusions[0].status, outcome.conclusions[0].at
    (['holds', 'by construction'], 'false', 't = 3')
    """
    try:
        model = Model(names, given, data)
        return Outcome(tuple(map(model.hypothesis, given)), tuple(map(model.conclusion, then)), model.how)
    except KernelError as refusal:
        raise UsageError(f"a statement cannot be read in its model: {refusal}") from None


@dataclass(frozen=True)
class _Comparison:
    """A comparison as written: the variable that is bound over it, if any, and the texts of its sides."""

    bound: str | None
    left: str
    right: str
    equation: bool


@functools.lru_cache(maxsize=1024)
def _comparison(text: str) -> _Comparison | None:
    match ast.parse(text.strip(), mode="eval").body:
        case ast.Call(
            func=ast.Name(id="forall"), args=[ast.Name(id=bound), ast.Compare(left=left, ops=[op], comparators=[right])]
        ):
            return _Comparison(bound, ast.unparse(left), ast.unparse(right), isinstance(op, ast.Eq))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _Comparison(None, ast.unparse(left), ast.unparse(right), isinstance(op, ast.Eq))
    return None


@dataclass(frozen=True)
class _Recursion:
    """`name[variable + shift] == term` for every natural number `variable`; shift is 0 or 1."""

    variable: str
    shift: int
    term: Any


def _single(term: Any) -> Any:
    """The atom, if the term is nothing else, else None."""
    if len(term.items) != 1:
        return None
    ((what, c),) = term.items
    if type(what) is Atom:
        return what if c == poly(1) else None
    factors = list(what)
    return factors[0][0] if c == 1 and len(factors) == 1 and factors[0][1] == 1 else None


def _atoms(x: Any) -> Iterator[Any]:
    if type(x) is Atom:
        yield x
    for part in parts(x):
        yield from _atoms(part)


@functools.cache
def _language(names: tuple[tuple[str, str], ...]) -> Language:
    """One reader for all models of a claim, which remembers what it has read."""
    return Language(**dict(names))


class Model:
    """The statement's text with what the model gives put in, and with what the hypotheses define kept apart."""

    def __init__(self, names: Mapping[str, str], given: list[str], data: Mapping[str, Any]) -> None:
        unknown = set(data) - KEYS
        if unknown:
            raise UsageError(f"a model has no entry {sorted(unknown)[0]!r}; its entries are {', '.join(sorted(KEYS))}")
        if data.get("arithmetic") not in ("exact", "ball"):
            raise UsageError(f"the arithmetic of a model is 'exact' or 'ball', got {data.get('arithmetic')!r}")
        self.space = omega(data["omega"]) if "omega" in data else None
        if self.space is not None:
            names = {**names, "functions": f"{names.get('functions', '')} {ASCENT}"}
        self.language = _language(tuple(sorted(names.items())))
        self._read: dict[tuple[str, str | None], Any] = {}
        self._values: dict[int, Values] = {}
        self.exact = data["arithmetic"] == "exact"
        self.how = (Exact if self.exact else Balls).name
        self.symbols = {name: self._closed(name, "symbols", text) for name, text in data.get("symbols", {}).items()}
        self.indices = dict(data.get("indices", {}))
        for name, value in self.indices.items():
            self._declared(name, "indices")
            if type(value) is not int or value < 0:
                raise UsageError(f"the index {name} of a model must be a natural number, got {value!r}")
        self.functions: dict[str, Landscape] = {}
        self.components: dict[str, tuple[Landscape, ...]] = {}
        for name, table in data.get("functions", {}).items():
            self._declared(name, "functions")
            if isinstance(table, list) and table:
                self.components[name] = tuple(landscape(name, t) for t in table)
            else:
                self.functions[name] = landscape(name, table)
        if self.space is not None:
            self._random(self.space)
        self.cycle = frozenset(data.get("cycle", ()))  # their components are drawn again and again
        if not self.cycle <= self.components.keys():
            raise UsageError(f"the model repeats {sorted(self.cycle - self.components.keys())[0]}, which has no list of components")
        self.points = {name: self._start(name, value) for name, value in data.get("points", {}).items()}
        self.start = {name: self._start(name, value) for name, value in data.get("start", {}).items()}
        if self.space is not None:  # a start in R^1 is the same for every word
            constant = len(self.space.weights)
            self.start = {name: x * constant if isinstance(x, tuple) and len(x) == 1 else x for name, x in self.start.items()}
        self.at = dict(data.get("at", {}))
        for name in self.at:
            self._declared(name, "indices" if self.language.kind.get(name) == "indices" else "symbols")
        drawn = [f for components in self.components.values() for f in components]
        dimensions = {f.dimension for f in (*self.functions.values(), *drawn)} | {
            len(x) for x in (*self.start.values(), *self.points.values()) if isinstance(x, tuple)
        }
        if len(dimensions) > 1:
            raise UsageError("the functions and starts of a model must have the same dimension")
        self.dimension = next(iter(dimensions), 1)
        self.equations: dict[str, Any] = {}
        self.recursions: dict[str, _Recursion] = {}
        self.bodies: dict[str, tuple[str, Any]] = {}
        self.slopes: dict[str, tuple[str, Any]] = {}
        self.chains: dict[str, Any] = {}
        for text in data.get("also", ()):  # before the hypotheses, which may speak of what it defines
            if not self._define(text):
                raise UsageError(f"the model adds {text}, which defines nothing that is left open")
        self.defining = {text for text in given if self._define(text)}
        self._well_founded()

    def _random(self, space: Omega) -> None:
        """Enter the functions of the sample space: f, l and the directions of ascent."""
        if not self.exact or self.functions or self.components:
            raise UsageError("a model with a sample space is exact, and its functions are f and l of the sample space alone")
        for name in ("f", "l"):
            self._declared(name, "functions")
        self.functions["f"] = space.mean
        self.components = {"l": space.descent, ASCENT: space.ascent}

    # ------------------------------------------------------------ reading the data
    def _declared(self, name: str, kind: str) -> None:
        if self.language.kind.get(name) != kind:
            raise UsageError(
                f"the model gives {name}, which the statement does not declare among its {kind.replace('_', ' ')}"
            )

    def _closed(self, name: str, kind: str, text: Any) -> Any:
        self._declared(name, kind)
        return self._number(name, text)

    def _number(self, name: str, text: Any) -> Any:
        value = self.language(text) if isinstance(text, str) else None
        if type(value) is not Poly or free(value) or any(a.kind not in ("pi", "inv", "sqrt") for a in _atoms(value)):
            raise UsageError(
                f"the value of {name} in a model must be a number as text, such as '1/10' or 'pi/3', got {text!r}"
            )
        return value

    def _start(self, name: str, value: Any) -> Any:
        if not isinstance(value, list):
            return self._closed(name, "sequences", value)
        self._declared(name, "vectors")
        return tuple(self._number(name, text) for text in value)

    def read(self, text: str, bound: str | None = None) -> Any:
        """The text as the kernel reads it, with the model's numbers put in for its symbols, except for a bound one."""
        if (text, bound) not in self._read:
            numbers = {name: value for name, value in self.symbols.items() if name != bound}
            self._read[text, bound] = substitute(self.language(text), numbers, {})
        return self._read[text, bound]

    # ------------------------------------------------------------ definitions
    def _define(self, text: str) -> bool:
        """Whether the hypothesis defines something that the model does not give; then it is kept as a definition."""
        if self.language(text).kind == "chain":
            chain = self.read(text)
            return self._enter(self.chains, chain.args[0], chain)
        said = _comparison(text)
        head = _single(self.language(said.left)) if said is not None and said.equation else None
        if said is None or head is None:
            return False
        kind, name = head.kind, str(head.args[0] if head.args else "")
        if kind in ("rval", "rgrad") and said.bound is not None and head.args[1] == sym(said.bound):
            return self._function(name, kind, said.bound, self.read(said.right, said.bound))
        if (
            kind in ("seq", "vec")
            and said.bound is not None
            and head.args[1] is not None
            and head.args[1].base == said.bound
        ):
            if head.args[1].shift > 1:
                raise UsageError(f"a recursion says {name}[{said.bound}] or {name}[{said.bound}+1], got {text}")
            recursion = _Recursion(said.bound, head.args[1].shift, self.read(said.right, said.bound))
            return self._enter(self.recursions, name, recursion)
        if kind in ("seq", "vec") and said.bound is None and head.args[1] == Index(None, 0) and name not in self.start:
            return self._enter(self.start, name, self.read(said.right))
        if kind == "sym" and said.bound is None and name not in self.symbols and name not in self.equations:
            return self._enter(self.equations, name, self.read(said.right))
        return False

    def _function(self, name: str, kind: str, u: str, term: Any) -> bool:
        """Enter a real function by its values (differentiable as written) or by its derivative (continuous)."""
        term = self._unfolded(term)
        moving = [a for a in _atoms(term) if ("symbol", u) in free(a)]
        if any(a.kind in ("rval", "rgrad", "rinf", "seq", "mean") for a in _atoms(term)):
            raise UsageError(f"the definition of {name} speaks of orbits or functions")
        if kind == "rval":
            derivative(term, u)
        elif any(a.kind not in _CONTINUOUS for a in moving):
            raise UsageError(f"the derivative of {name} is not continuous as written")
        if name in self.bodies or name in self.slopes:
            raise UsageError(f"{name} is defined by two hypotheses")
        return self._enter(self.bodies if kind == "rval" else self.slopes, name, (u, term))

    def _unfolded(self, term: Any) -> Any:
        """A term with the values and derivatives of functions that are already defined put in."""
        total = poly(0)
        for monomial, c in term.items:
            product = poly(c)
            for a, e in monomial:
                value = Poly([(frozenset([(a, 1)]), Fraction(1))])
                if a.kind == "rgrad" and a.args[0] in self.slopes:
                    u, body = self.slopes[a.args[0]]
                    value = substitute(body, {u: a.args[1]}, {})
                elif a.kind in ("rval", "rgrad") and a.args[0] in self.bodies:
                    u, body = self.bodies[a.args[0]]
                    value = substitute(derivative(body, u) if a.kind == "rgrad" else body, {u: a.args[1]}, {})
                product = product * value**e
            total = total + product
        return total

    @staticmethod
    def _enter(table: dict[str, Any], name: str, value: Any) -> bool:
        if name in table:
            raise UsageError(f"{name} is defined by two hypotheses")
        table[name] = value
        return True

    def _well_founded(self) -> None:
        """Refuse recursions that do not define every entry: they use earlier entries, and no circle at equal times."""
        same_time: dict[str, set[str]] = {}
        for name, recursion in self.recursions.items():
            if (recursion.shift == 1) != (name in self.start):
                raise UsageError(f"{name} needs a start exactly if a recursion defines {name}[{recursion.variable}+1]")
            for a in _atoms(recursion.term):
                if a.kind == "sum":
                    raise UsageError(f"the recursion of {name} contains a sum")
                if a.kind not in ("seq", "vec"):
                    continue
                other, i = a.args
                if other not in self.recursions:
                    raise UsageError(f"the recursion of {name} uses {other}, which no recursion defines")
                if i is not None and i.base == recursion.variable and i.shift <= recursion.shift:
                    same_time.setdefault(name, set()).update({other} if i.shift == recursion.shift else ())
                elif i != Index(None, 0) or other not in self.start:
                    raise UsageError(f"the recursion of {name} uses {a}, which is not an earlier entry")
        try:
            tuple(TopologicalSorter(same_time).static_order())
        except CycleError:
            raise UsageError("the recursions define entries at the same time by each other") from None
        for name in self.start.keys() - self.recursions.keys():
            raise UsageError(f"the model starts {name}, but no recursion defines {name}")

    def drawn(self, f: str, n: int) -> int:
        """Which component of f is drawn at time n."""
        count = len(self.components[f])
        return n % count if f in self.cycle else min(n, count - 1)

    # ------------------------------------------------------------ judging
    def decided(self, question: Callable[[Values], Any]) -> Any:
        """The answer of the model's values to a question, at rising precision where they are balls."""
        if self.exact:
            return question(self._values_at(0))
        return raising(lambda bits: question(self._values_at(bits)), budget=BUDGET)

    def _decided(self, formula: Any, env: Mapping[str, int]) -> bool:
        """Whether a formula holds; where balls do not say, with what is known exactly put in before anything is rounded."""
        try:
            return bool(self.decided(lambda values: values.holds(formula, env)))
        except UndecidedError:
            at = substitute(formula, {}, {name: Index(None, n) for name, n in env.items()})
            if self.exact or at.kind not in (">=", ">", "="):
                raise
            known = Formula(at.kind, self._known(at.args[0]))
            if known == at:
                raise
            return bool(self.decided(lambda values: values.holds(known, {})))

    def _known(self, p: Any) -> Any:
        """A term with the starts put in for `x[0]` and the powers with a numeral as exponent multiplied out; terms may cancel then."""
        total = poly(0)
        for monomial, c in p.items:
            product = poly(c)
            for a, e in monomial:
                product = product * self._known_atom(a) ** e
            total = total + product
        return total

    def _known_atom(self, a: Any) -> Any:
        one = Poly([(frozenset([(a, 1)]), Fraction(1))])
        if a.kind == "seq" and a.args[1] == Index(None, 0) and type(self.start.get(a.args[0])) is Poly:
            return self.start[a.args[0]]
        if a.kind == "pow" and a.args[1].base is None and a.args[1].shift < INSTANCES:
            return self._known(a.args[0]) ** a.args[1].shift
        if a.kind in ("rval", "rgrad") and (a.args[0] in self.bodies or a.args[0] in self.slopes):
            return self._known(self._unfolded(one))
        if a.kind == "inv":
            return inv(self._known(a.args[0]))
        if a.kind == "max":
            p, q = map(self._known, a.args)
            if not any(b.kind != "pi" for b in _atoms(p - q)):  # a polynomial in pi is decided, or is zero
                return p if not (p - q).items or Values(self, Balls()).holds(Formula(">", p - q), {}) else q
            return atom("max", p, q)
        if a.kind in ("sqrt", "exp", "ln", "sin", "cos", "sign"):
            return atom(a.kind, *map(self._known, a.args))
        return one

    def _values_at(self, bits: int) -> Values:
        if bits not in self._values:
            self._values[bits] = Values(self, Exact() if self.exact else Balls())
        return self._values[bits]

    def hypothesis(self, text: str) -> Judgement:
        """The judgement on a hypothesis."""
        formula = self.read(text)
        try:
            if formula.kind == "chain":
                law = self.decided(lambda values: values.is_law(formula))
                return Judgement(
                    text, *(("by construction",) if law else ("fails", "its probabilities are not those of a law"))
                )
            if text in self.defining:
                said = _comparison(text)
                if said is not None and said.bound is None:
                    self.decided(lambda values: values.term(self.read(said.left), {}))
                return Judgement(text, "by construction")
            if formula.kind == "all":
                n = self._first_failure(formula.args[0])
                return Judgement(text, "holds") if n is None else Judgement(text, "fails", f"at {n}")
            if formula.kind in _BOUND:
                return Judgement(text, "undecided", "it speaks of all numbers and defines nothing")
            if self._decided(formula, {}):
                return Judgement(text, "holds")
            return Judgement(text, "fails", "", *self._sides(text, {}))
        except UndecidedError as undecided:
            return Judgement(text, "undecided", str(undecided))

    def _first_failure(self, formula: Any) -> int | None:
        """The first t at which a formula fails, or None: by the values where the orbit repeats, else by algebra."""
        try:
            return Values(self, Exact()).first_failure(formula)
        except UndecidedError:
            if self.space is not None or not always(self, formula):
                raise
        last = max((len(c) for c in self.components.values()), default=1) - 1
        held = (self.decided(functools.partial(Values.holds, formula=formula, env={ALL: n})) for n in range(last))
        return next((n for n, true in enumerate(held) if not true), None)

    def conclusion(self, text: str) -> Judgement:
        """The judgement on a conclusion; one over all numbers is false at an instance, and otherwise undecided."""
        formula = self.read(text)
        if formula.kind not in _BOUND:
            return self._instance(text, formula, {}, {})
        said = _comparison(text)
        if said is None:
            return Judgement(text, "undecided", "it speaks of all numbers and is not a comparison")
        undecided, instances = None, self._instances(formula, said.bound)
        for n in instances:
            judged = self._instance(text, formula.args[0], {_BOUND[formula.kind]: n}, {said.bound: n})
            if judged.status == "false":
                return judged
            undecided = undecided or (judged if judged.status == "undecided" else None)
        said_true = f"it is true at {said.bound} = {', '.join(map(repr, instances))}, which does not decide it"
        return undecided or Judgement(text, "undecided", said_true)

    def _instances(self, formula: Any, name: str | None) -> list[Any]:
        chosen = self.at.get(name)
        if formula.kind == "all":
            if chosen is not None and (type(chosen) is not int or chosen < 0):
                raise UsageError(f"the instance of {name} must be a natural number, got {chosen!r}")
            return list(range(INSTANCES)) if chosen is None else [chosen]
        return [poly(0) if chosen is None else self._number(str(name), chosen)]

    def _instance(self, text: str, formula: Any, inner: dict[str, Any], outer: dict[str | None, Any]) -> Judgement:
        """The judgement on an instance; its number is keyed by the kernel's bound name (inner) and as written."""
        at = ", ".join(f"{name} = {value!r}" for name, value in outer.items())
        formula, env = _at_instance(formula, inner)
        try:
            true = self._decided(formula, env)
        except UndecidedError as undecided:
            return Judgement(text, "undecided", str(undecided), at=at)
        sides = ("", "") if true and outer else self._sides(text, outer)
        return Judgement(text, "true" if true else "false", "", *sides, at)

    def _sides(self, text: str, outer: Mapping[Any, Any]) -> tuple[str, str]:
        """Both sides of a comparison, or the constants that a predicate compares; empty where they are undecided."""
        said, formula = _comparison(text), self.read(text)
        try:
            if formula.kind == "pred":
                left, right = self.decided(lambda values: values.constants(*formula.args))
                return left, right
            if said is None:
                return "", ""
            left, right = (
                self.decided(functools.partial(Values.shown, term=term, env=env))
                for term, env in (_at_instance(self.read(side, said.bound), outer) for side in (said.left, said.right))
            )
        except UndecidedError:
            return "", ""
        return left, right


def _at_instance(x: Any, instance: Mapping[Any, Any]) -> tuple[Any, dict[str, int]]:
    """A term or formula with the instance's real number put in, and the environment with its natural number."""
    real = {name: value for name, value in instance.items() if type(value) is Poly}
    return substitute(x, real, {}) if real else x, {
        name: value for name, value in instance.items() if type(value) is int
    }


class Values:
    """The values of terms in a model, in one arithmetic at one precision; orbits are iterated once."""

    def __init__(self, model: Model, arithmetic: Exact) -> None:
        self.model, self.arithmetic = model, arithmetic
        self.number = functools.cache(arithmetic.number)  # one precision for each object of this class
        self._orbits: dict[str, list[Any]] = {}
        self._symbols: dict[str, Any] = {}
        self._open: set[str] = set()
        self._unfolded: dict[Any, Any] = {}
        self._laws: dict[str, list[list[tuple[Any, Any]]]] = {}

    def shown(self, term: Any, env: Mapping[str, Any]) -> str:
        """The value of a term as a person reads it."""
        value = self.term(term, env)
        if isinstance(value, tuple):
            return f"({', '.join(map(self.arithmetic.text, value))})"
        return self.arithmetic.text(value)

    def holds(self, formula: Any, env: Mapping[str, Any]) -> bool:
        """Whether a formula without quantifier holds; `env` gives values to the bound indices."""
        sign = self.arithmetic.sign
        match formula.kind:
            case ">=":
                return sign(self.term(formula.args[0], env)) >= 0
            case ">":
                return sign(self.term(formula.args[0], env)) > 0
            case "=":
                return sign(self.term(formula.args[0], env)) == 0
            case "v=":
                return all(sign(x) == 0 for x in self.term(formula.args[0], env))
            case "pred":
                return self._in_class(formula.args, env)
        raise UndecidedError(f"{formula} speaks of all numbers")

    def first_failure(self, formula: Any) -> int | None:
        """The first t at which a formula fails, or None: decided where the orbit repeats, and with it all that follows.

        Time enters through the orbits and the components drawn alone; of a list of components the last is drawn for ever,
        or the list is a cycle.
        """
        model = self.model
        needed, todo = set(), {a.args[0] for a in _atoms(formula) if a.kind in ("seq", "vec")} & model.recursions.keys()
        while todo:
            name = todo.pop()
            needed.add(name)
            named = {a.args[0] for a in _atoms(model.recursions[name].term) if a.kind in ("seq", "vec")}
            todo |= (named & model.recursions.keys()) - needed
        moving = [formula, *(model.recursions[name].term for name in needed)]
        if any(a.kind in ("nat", "pow", "sum", "mean") for term in moving for a in _atoms(term)):
            raise UndecidedError("it speaks of all times, and the orbit is not known to repeat")
        seen: set[Any] = set()
        for n in range(STEPS):
            drawn = (model.drawn(f, n) for f in sorted(model.components))
            state = (*drawn, *(self._entry(name, n) for name in sorted(needed)))
            if state in seen:
                return None
            seen.add(state)
            if not self.holds(formula, {ALL: n}):
                return n
        raise UndecidedError(f"it speaks of all times, and the orbit does not repeat within {STEPS} steps")

    def _in_class(self, said: tuple[Any, ...], env: Mapping[str, Any]) -> bool:
        predicate, f, component, constant = said
        shape = self._shape(f, component, env)
        if predicate.startswith("BoundedBelow"):
            return shape.infimum is not None
        bound = self.term(constant, {})
        if predicate.startswith("Smooth") and shape.smoothness is None:
            return False
        gap = bound - shape.smoothness if predicate.startswith("Smooth") else shape.strong_convexity - bound
        return self.arithmetic.sign(gap) >= 0

    def constants(self, predicate: str, f: str, component: Any, constant: Any) -> tuple[str, str]:
        """The function's own constant of the class and the one that the predicate demands, as text."""
        shape = self._shape(f, component, {})
        if predicate.startswith("BoundedBelow"):
            return "unbounded below" if shape.infimum is None else f"infimum {self.arithmetic.text(shape.infimum)}", ""
        own = shape.smoothness if predicate.startswith("Smooth") else shape.strong_convexity
        return "none" if own is None else self.arithmetic.text(own), self.shown(constant, {})

    def term(self, x: Any, env: Mapping[str, Any]) -> Any:
        """The number that a polynomial denotes, or the point that a vector denotes."""
        items = x.items
        if not isinstance(x, Poly):
            total: Point = (self.number(0),) * self.model.dimension
            for a, c in items:
                factor = self.term(c, env)
                total = tuple(u + factor * v for u, v in zip(total, self._vector(a, env), strict=True))
            return total
        value = self.number(0)
        for monomial, c in items:
            product = self.number(c)
            for a, e in monomial:
                factor = self._scalar(a, env)
                product = product * (factor if e == 1 else factor**e)
            value = value + product
        return value

    def _index(self, i: Any, env: Mapping[str, Any]) -> int:
        if i.base is None:
            return int(i.shift)
        n = env.get(i.base, self.model.indices.get(i.base))
        if n is None:
            raise UsageError(f"the model gives no value to the index {i.base}")
        return int(n) + int(i.shift)

    def _scalar(self, a: Any, env: Mapping[str, Any]) -> Any:
        kind, args, arithmetic = a.kind, a.args, self.arithmetic
        match kind:
            case "sym":
                return env[args[0]] if args[0] in env else self._symbol(args[0])
            case "seq":
                return self._entry(args[0], self._index(args[1], env))
            case "nat":
                return self.number(self._index(args[0], env))
            case "pi":
                return arithmetic.pi()
            case "inv":
                return arithmetic.inverse(self.term(args[0], env))
            case "sqrt":
                return arithmetic.root(self.term(args[0], env))
            case "exp" | "ln":
                return arithmetic.exponential(kind, self.term(args[0], env))
            case "sin" | "cos":
                return arithmetic.circular(kind, self.term(args[0], env), _turns(args[0]))
            case "sign":
                return self.number(arithmetic.sign(self.term(args[0], env)))
            case "max":
                return arithmetic.maximum(self.term(args[0], env), self.term(args[1], env))
            case "pow":
                return self.term(args[0], env) ** self._index(args[1], env)
            case "sum":
                terms = (self.term(args[1], {**env, SUM: s}) for s in range(self._index(args[0], env)))
                return sum(terms, self.number(0))
            case "dot":
                u, v = (self._vector(b, env) for b in (*args[0], *args[0])[:2])
                if self.model.space is not None:  # an expectation
                    rows = zip(self.model.space.weights, u, v, strict=True)
                    return sum((self.number(weight) * p * q for weight, p, q in rows), self.number(0))
                return sum((p * q for p, q in zip(u, v, strict=True)), self.number(0))
            case "val":
                return self._landscape(args[0], args[1], env).value(self.term(args[2], env), self.number)
            case "inf" | "rinf":
                infimum = self._shape(args[0], args[1] if kind == "inf" else None, env).infimum
                return self.number(0) if infimum is None else infimum
            case "mean":
                law = self._law(args[0], self._index(args[1], env))
                return sum((p * self.term(args[2], {**env, VALUE: x}) for x, p in law), self.number(0))
            case "rval" | "rgrad":
                return self.term(self._unfold(a), env)
        raise UndecidedError(f"{a} has no value in a model")

    def _vector(self, a: Any, env: Mapping[str, Any]) -> Point:
        if a.kind == "grad":
            return self._landscape(a.args[0], a.args[1], env).gradient(self.term(a.args[2], env), self.number)
        if a.args[1] is None:
            if a.args[0] not in self.model.points:
                raise UsageError(f"the model gives no value to the vector {a}")
            return tuple(self.term(c, {}) for c in self.model.points[a.args[0]])
        value: Point = self._entry(a.args[0], self._index(a.args[1], env))
        return value

    def _symbol(self, name: str) -> Any:
        if name not in self._symbols:
            if name not in self.model.equations:
                raise UsageError(f"the model gives no value to {name}")
            self._symbols[name] = self._once(name, self.model.equations[name], {})
        return self._symbols[name]

    def _entry(self, name: str, n: int) -> Any:
        recursion = self.model.recursions.get(name)
        if recursion is None:
            raise UsageError(f"no hypothesis defines {name}")
        orbit = self._orbits.setdefault(name, [])
        while len(orbit) <= n:
            if not orbit and recursion.shift:
                orbit.append(self._once(f"{name}[0]", self.model.start[name], {}))
            else:
                orbit.append(self.term(recursion.term, {recursion.variable: len(orbit) - recursion.shift}))
        return orbit[n]

    def _once(self, name: str, term: Any, env: Mapping[str, Any]) -> Any:
        """The value of a definition, which must not use itself."""
        if name in self._open:
            raise UsageError(f"{name} is defined by itself")
        self._open.add(name)
        try:
            return tuple(self.term(x, env) for x in term) if isinstance(term, tuple) else self.term(term, env)
        finally:
            self._open.discard(name)

    def is_law(self, chain: Any) -> bool:
        """Whether the probabilities of a chain are nonnegative and have the sum 1."""
        probabilities, sign = chain.args[2::2], self.arithmetic.sign
        return (
            all(sign(self.term(p, {})) >= 0 for p in probabilities)
            and sign(self.term(sum(probabilities, poly(-1)), {})) == 0
        )

    def _law(self, name: str, n: int) -> list[tuple[Any, Any]]:
        """The chain's values after n steps with probabilities: all branches are followed, equal rationals merged."""
        if name not in self.model.chains:
            raise UsageError(f"no hypothesis defines {name}")
        _, start, *pairs = self.model.chains[name].args
        laws = self._laws.setdefault(name, [])
        if n > BRANCHES:
            raise BudgetError(f"{name} is followed for {BRANCHES} steps at most, and {n} are asked for")
        while len(laws) <= n:
            if not laws:
                laws.append([(self._once(f"{name}[0]", start, {}), self.number(1))])
                continue
            if len(laws[-1]) * (len(pairs) // 2) > BRANCHES:
                raise BudgetError(f"{name} has more than {BRANCHES} values after {len(laws)} steps")
            branches = [
                (self.term(then, {VALUE: x}), p * self.term(probability, {}))
                for x, p in laws[-1]
                for probability, then in zip(pairs[::2], pairs[1::2], strict=True)
            ]
            laws.append(self._merged(branches))
        return laws[n]

    def _merged(self, branches: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        if not self.model.exact:
            return branches
        merged: dict[Any, Any] = {}
        for x, p in branches:
            merged[x] = merged.get(x, 0) + p
        return list(merged.items())

    # ------------------------------------------------------------ functions
    def _landscape(self, f: str, component: Any, env: Mapping[str, Any]) -> Landscape:
        if component is not None and f in self.model.components:
            return self.model.components[f][self.model.drawn(f, self._index(component, env))]
        if component is not None or f not in self.model.functions:
            raise UsageError(f"the model gives no function {f}" + ("" if component is None else f"[{component}]"))
        return self.model.functions[f]

    def _unfold(self, a: Any) -> Any:
        """The term that the value or the derivative of a constructed function is, by its definition."""
        if a not in self._unfolded:
            f, model = a.args[0], self.model
            if f in model.slopes and a.kind == "rval":
                raise UndecidedError(f"the values of {f} are not computed, since it is defined by its derivative")
            if f not in model.bodies and f not in model.slopes:
                raise UsageError(f"no hypothesis defines the function {f}")
            u, term = model.slopes[f] if f in model.slopes else model.bodies[f]
            at = derivative(term, u) if f in model.bodies and a.kind == "rgrad" else term
            self._unfolded[a] = substitute(at, {u: a.args[1]}, {})
        return self._unfolded[a]

    def _shape(self, f: str, component: Any, env: Mapping[str, Any]) -> Shape:
        if f in self.model.slopes:
            raise UndecidedError(f"the class of {f} is not decided, since it is defined by its derivative")
        if f not in self.model.bodies:
            return self._landscape(f, component, env).shape(self.number)
        u, body = self.model.bodies[f]
        try:
            slope = derivative(body, u)
            curvature = derivative(slope, u)
        except KernelError as refusal:
            raise UndecidedError(f"the class of {f} is not decided: {refusal}") from None
        if ("symbol", u) not in free(curvature):
            return self._parabola(u, body, slope, self.term(curvature, {}))
        return self._sinusoid(f, u, body)

    def _parabola(self, u: str, body: Any, slope: Any, k: Any) -> Shape:
        """`f'' = k` everywhere: for `k > 0` the minimum is at `-f'(0)/k`, where `f` is `f(0) - f'(0)^2/(2k)`."""
        value, slope_at_zero = (self.term(substitute(p, {u: poly(0)}, {}), {}) for p in (body, slope))
        if (sign := self.arithmetic.sign(k)) > 0:
            return Shape(k, k, value - slope_at_zero**2 / (2 * k))
        return Shape(abs(k), k, value if sign == 0 and self.arithmetic.sign(slope_at_zero) == 0 else None)

    def _sinusoid(self, f: str, u: str, body: Any) -> Shape:
        """`f = A sin(w u + phase)`, `w` not 0: the infimum is `-|A|`, and `f''` ranges from `-|A| w^2` to `|A| w^2`."""
        moving = [(a, e) for monomial, _ in body.items for a, e in monomial if ("symbol", u) in free(a)]
        wave, exponent = moving[0]
        if (
            len(body.items) == len(moving) == exponent == 1
            and wave.kind == "sin"
            and ("symbol", u) not in free(derivative(wave.args[0], u))
        ):
            ((monomial, c),) = body.items
            amplitude = abs(self.term(Poly([(monomial - {(wave, 1)}, c)]), {}))
            frequency = self.term(derivative(wave.args[0], u), {})
            if self.arithmetic.sign(frequency) != 0:
                return Shape(amplitude * frequency**2, -amplitude * frequency**2, -amplitude)
        raise UndecidedError(
            f"the class of {f} is decided for polynomials of degree two and for A sin(w u + phase) only"
        )


def _turns(p: Any) -> Fraction | None:
    """`c` if the term is `c pi` with a rational `c`: then sin and cos are exact where they are rational."""
    coefficients = {m: Fraction(c) for m, c in p.items}
    return coefficients.get(frozenset([(Atom("pi"), 1)])) if len(coefficients) == 1 else None
