"""The rules of proof, as the second engine understands them: each takes results and values, and says what follows.

A result `hypotheses |- conclusion` says that the conclusion holds whenever the hypotheses do, for every choice of the
free names.
"""
# ruff: noqa: TID253  nothing imports this module before a proof is to be confirmed
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from sympy import Integer, Symbol

from .coordinates import (
    ALL,
    SLOT,
    Formula,
    FunctionName,
    Index,
    Real,
    Refusal,
    Vector,
    Workspace,
    atom,
    compute,
    constant,
    need,
    polynomial,
)
from .facts import BINDING, FACTS, table_fact
from .reader import Reader


class Result(NamedTuple):
    """`hypotheses |- conclusion`, with the groups of axioms that were used."""

    hypotheses: frozenset[Formula]
    conclusion: Formula
    axioms: frozenset[str]


def _result(x: Any, *kinds: str) -> Result:
    if not isinstance(x, Result) or (kinds and x.conclusion.kind not in kinds):
        raise Refusal(f"expected an earlier step{' with a conclusion of kind ' + ' or '.join(kinds) if kinds else ''}")
    return x


def _formula(x: Any) -> Formula:
    if not isinstance(x, Formula):
        raise Refusal("expected a formula")
    return x


def _minus(p: Real) -> Real:
    return polynomial(lambda w: -w.up(p))


def _symbol(reader: Reader, kind: str, name: Any) -> Symbol:
    expected = {"index": Index(Symbol(str(name))), "symbol": atom(Symbol(str(name)))}.get(kind)
    need(expected is not None and reader.names.get(name) == expected, f"{name} is not declared as {kind}")
    return Symbol(name)


def _quantified(reader: Reader, name: Symbol, kind: str, formula: Formula) -> Formula:
    need(formula.kind not in ("all", "every"), "a quantifier stands inside a quantifier")
    inner = reader.values.substitute(formula, {name: Index(ALL) if kind == "index" else atom(SLOT)})
    return Formula("all" if kind == "index" else "every", (inner,))


def _arbitrary(reader: Reader, name: Symbol, formulas: frozenset[Formula]) -> None:
    where = [h for h in formulas if name in reader.values.free(h)]
    need(not where, lambda: f"{name} is free in the hypothesis {where[0]}")


def _union(results: list[Result]) -> tuple[frozenset[Formula], frozenset[str]]:
    return frozenset().union(*(r.hypotheses for r in results)), frozenset().union(*(r.axioms for r in results))


# ---------------------------------------------------------------- logic
def assume(reader: Reader, formula: Any) -> Result:
    """phi |- phi."""
    return Result(frozenset([_formula(formula)]), formula, frozenset())


def cut(reader: Reader, theorem: Any, *lemmas: Any) -> Result:
    """A hypothesis that a lemma proves gives way to the lemma's hypotheses."""
    proved = {_result(lemma).conclusion for lemma in lemmas}
    missing = proved - _result(theorem).hypotheses
    need(not missing, lambda: f"{next(iter(missing))} is not a hypothesis")
    hypotheses, axioms = _union(list(lemmas))
    return Result((theorem.hypotheses - proved) | hypotheses, theorem.conclusion, theorem.axioms | axioms)


def antisym(reader: Reader, one: Any, other: Any) -> Result:
    """p >= 0 and -p >= 0 give p = 0."""
    p, q = _result(one, ">=").conclusion.args[0], _result(other, ">=").conclusion.args[0]
    need(q == _minus(p), "the second inequality is not the first with the sign changed")
    hypotheses, axioms = _union([one, other])
    return Result(hypotheses, Formula("==", (p,)), axioms)


def cases(reader: Reader, p: Any, one: Any, other: Any) -> Result:
    """What holds if p >= 0 and if p < 0 holds."""
    need(isinstance(p, Real), "the case distinction is on a number")
    need(_result(one).conclusion == _result(other).conclusion, "the two cases prove different formulas")
    left, right = one.hypotheses - {Formula(">=", (p,))}, other.hypotheses - {Formula(">", (_minus(p),))}
    return Result(left | right, one.conclusion, one.axioms | other.axioms)


def instantiate(reader: Reader, theorem: Any, symbols: Any, indices: Any) -> Result:
    """Terms and indices for free names, everywhere and at once."""
    new: dict[Symbol, Real | Index] = {}
    for kind, pairs, of in (("symbol", symbols, Real), ("index", indices, Index)):
        for name, value in pairs:
            key = _symbol(reader, kind, name)
            need(key not in new, f"{name} is given twice")
            need(isinstance(value, of), f"what is put for the {kind} {name} is of another kind")
            new[key] = value
    substitute = reader.values.substitute
    hypotheses = frozenset(substitute(h, new) for h in _result(theorem).hypotheses)
    return Result(hypotheses, substitute(theorem.conclusion, new), theorem.axioms)


def generalize(reader: Reader, kind: str, name: str, theorem: Any) -> Result:
    """What holds of an arbitrary name holds of all."""
    symbol = _symbol(reader, kind, name)
    _arbitrary(reader, symbol, _result(theorem).hypotheses)
    return Result(theorem.hypotheses, _quantified(reader, symbol, kind, theorem.conclusion), theorem.axioms)


def specialize(reader: Reader, theorem: Any, value: Any) -> Result:
    """What holds of all holds of one."""
    formula = _result(theorem, "all", "every").conclusion
    bound, of = (ALL, Index) if formula.kind == "all" else (SLOT, Real)
    need(isinstance(value, of), f"expected {'an index' if of is Index else 'a term'}")
    return Result(theorem.hypotheses, reader.values.substitute(formula.args[0], {bound: value}), theorem.axioms)


def induct(reader: Reader, name: str, formula: Any, base: Any, step: Any) -> Result:
    """phi(0), and phi(t) implies phi(t+1) for arbitrary t."""
    t = _symbol(reader, "index", name)
    first, after = (reader.values.substitute(_formula(formula), {t: i}) for i in (Index(Integer(0)), Index(t + 1)))
    need(_result(base).conclusion == first, lambda: f"the base case does not prove {first}")
    need(_result(step).conclusion == after, lambda: f"the step does not prove {after}")
    rest = step.hypotheses - {formula}
    _arbitrary(reader, t, rest)
    return Result(base.hypotheses | rest, _quantified(reader, t, "index", formula), base.axioms | step.axioms)


def leibniz(reader: Reader, a: Any, b: Any, equation: Any, theorem: Any, hole: str, template: Any) -> Result:
    """Equals for equals at the places of a hole."""
    need(isinstance(a, Real) and isinstance(b, Real), "the two sides are numbers")
    gap = polynomial(lambda w: w.up(a) - w.up(b))
    need(_result(equation, "==").conclusion.args[0] == gap, "the equation does not say a = b")
    place = _symbol(reader, "symbol", hole)
    before, after = (reader.values.substitute(_formula(template), {place: p}) for p in (a, b))
    need(_result(theorem).conclusion == before, "the template at a is not what is proved")
    hypotheses, axioms = _union([equation, theorem])
    return Result(hypotheses, after, axioms)


# ---------------------------------------------------------------- algebra
def combine(reader: Reader, goal: Any, terms: Any, equations: Any) -> Result:
    """The goal is a sum of c * (product of nonnegative facts and squares) and of multiplier * equation, identically."""
    need(isinstance(terms, tuple) and isinstance(equations, tuple), "terms and equations are lists")
    need(_formula(goal).kind in (">=", ">", "=="), "the goal is an inequality or an equation")
    need(goal.kind != "==" or not terms, "an equation follows from equations only")
    used: list[Result] = []
    strict = False
    rows: list[tuple[Fraction | int, list[Real]]] = []
    for c, *factors in terms:
        need(isinstance(c, Fraction) and c >= 0, f"the coefficient {c} is not a rational number >= 0")
        row = []
        for x in factors:
            if isinstance(x, Real):
                row += [x, x]
            else:
                row.append(_result(x, ">=", ">").conclusion.args[0])
                used.append(x)
        rows.append((c, row))
        strict = strict or (c > 0 and all(isinstance(x, Result) and x.conclusion.kind == ">" for x in factors))
    for multiplier, x in equations:
        m = constant(multiplier) if isinstance(multiplier, Fraction) else multiplier
        need(isinstance(m, Real), "a multiplier is a number")
        rows.append((1, [m, _result(x, "==").conclusion.args[0]]))
        used.append(x)

    def difference(w: Workspace) -> Real:
        rest = w.up(goal.args[0])
        for c, factors in rows:
            value = w.up(constant(c))
            for x in factors:
                value = w.times(value, w.up(x))
            rest = rest - value
        return w.down(rest)

    gap = compute(difference)
    need(not gap.items, lambda: f"the goal and the certificate differ by {str(gap)[:500]}")
    need(goal.kind != ">" or strict, "no term is strictly positive")
    hypotheses, axioms = _union(used)
    return Result(hypotheses, goal, axioms)


def dot_zero(reader: Reader, theorem: Any, v: Any) -> Result:
    """u = 0 gives <u, v> = 0."""
    need(isinstance(v, Vector), "expected a vector")
    u = Vector(_result(theorem, "vector").conclusion.args)
    return Result(theorem.hypotheses, Reader(reader.values, {"u": u, "v": v})("dot(u, v) == 0"), theorem.axioms)


# ---------------------------------------------------------------- classes of real functions from their definitions
def _by_definition(
    reader: Reader, f: str, c: Any, names: tuple[str, str], theorem: Any, bound: str, conclusion: str
) -> tuple[Formula, Reader]:
    """The theorem must prove `bound` at two different symbols that are arbitrary."""
    u, v = (_symbol(reader, "symbol", name) for name in names)
    function = reader.names.get(f)
    need(isinstance(function, FunctionName) and function.real, f"{f} is not declared as a real function")
    need(u != v, "takes two different variables")
    need(isinstance(c, Real) and not {u, v} & reader.values.free(c), "the constant contains a variable, or is none")
    for name in (u, v):
        _arbitrary(reader, name, _result(theorem).hypotheses)
    read = Reader(reader.values, {"f": function, "c": c, "u": atom(u), "v": atom(v)})
    need(theorem.conclusion == read(bound), f"the theorem does not prove {bound}")
    return read(conclusion), read


def smooth_by_definition(reader: Reader, f: str, beta: Any, u: str, v: str, theorem: Any) -> Result:
    """|f'(u) - f'(v)| <= beta |u - v| for arbitrary u and v, and beta >= 0: f is beta-smooth."""
    bound = "(grad(f, u) - grad(f, v))**2 <= c**2*(u - v)**2"
    conclusion, read = _by_definition(reader, f, beta, (u, v), theorem, bound, "Smooth(f, c)")
    return Result(theorem.hypotheses | {read("c >= 0")}, conclusion, theorem.axioms)


RULES: Mapping[str, Callable[..., Result]] = {
    g.__name__: g
    for g in (
        assume, cut, combine, antisym, cases, instantiate, generalize, specialize, induct, leibniz, dot_zero,
        smooth_by_definition,
    )
}  # fmt: skip


def take(reader: Reader, name: str, arguments: list[Any]) -> Result:
    """What the rule or fact called `name` says of its arguments."""
    try:
        if name in FACTS:
            return Result(*table_fact(reader, name, arguments))
        if name in BINDING:
            return Result(*BINDING[name](reader, *arguments))
        need(name in RULES, f"there is no rule called {str(name)[:50]}")
        return RULES[name](reader, *arguments)
    except (TypeError, ValueError, AttributeError, IndexError):
        raise Refusal("the arguments do not have the shape that the rule takes") from None
