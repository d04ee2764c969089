"""A second reading of what is taken as known: every fact as text, written from its mathematical meaning.

A fact is a group of axioms, its arguments, its hypotheses and its conclusion.  An argument's name says its kind: `f` a
function with its component (two arguments: name, index or null), `u` and `v` vectors, `i` an index, all others numbers.
Facts that bind a name are functions of this module.
"""
# ruff: noqa: TID253  nothing imports this module before a proof is to be confirmed
from __future__ import annotations

from typing import Any

from sympy import Integer, Symbol

from .coordinates import (
    MEAN,
    SLOT,
    SUM,
    VALUE,
    Formula,
    FunctionName,
    Index,
    Real,
    Refusal,
    Vector,
    Workspace,
    atom,
    need,
    polynomial,
    shift,
)
from .reader import Family, Reader

# name: group, arguments, hypotheses, conclusion
FACTS: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "max_left": ("definition", "p q", ("p >= q",), "max(p, q) == p"),
    "max_right": ("definition", "p q", ("q >= p",), "max(p, q) == q"),
    "inv_eq": ("definition", "p", ("p > 0",), "p*inv(p) == 1"),
    "inv_pos": ("definition", "p", ("p > 0",), "inv(p) > 0"),
    "sign_pos": ("definition", "p", ("p > 0",), "sign(p) == 1"),
    "sign_neg": ("definition", "p", ("p < 0",), "sign(p) == -1"),
    "sign_zero": ("definition", "p", ("p == 0",), "sign(p) == 0"),
    "sqrt_nonneg": ("definition", "p", (), "sqrt(p) >= 0"),
    "sqrt_sq": ("definition", "p", ("p >= 0",), "sqrt(p)**2 == p"),
    "nat_nonneg": ("definition", "i", (), "i >= 0"),
    "pow_zero": ("definition", "p", (), "pow(p, 0) == 1"),
    "pow_step": ("definition", "p i", (), "pow(p, i + 1) == pow(p, i)*p"),
    "exp_pos": ("F7", "p", (), "exp(p) > 0"),
    "exp_ge": ("F7", "p", (), "exp(p) >= 1 + p"),
    "exp_add": ("F7", "p q", (), "exp(p + q) == exp(p)*exp(q)"),
    "exp_zero": ("F7", "", (), "exp(0) == 1"),
    "exp_ln": ("F7", "p", ("p > 0",), "exp(ln(p)) == p"),
    "sin_add": ("F10", "p q", (), "sin(p + q) == sin(p)*cos(q) + cos(p)*sin(q)"),
    "cos_add": ("F10", "p q", (), "cos(p + q) == cos(p)*cos(q) - sin(p)*sin(q)"),
    "sin_neg": ("F10", "p", (), "sin(-p) == -sin(p)"),
    "cos_neg": ("F10", "p", (), "cos(-p) == cos(p)"),
    "sin_cos_one": ("F10", "p", (), "sin(p)**2 + cos(p)**2 == 1"),
    "sin_half_pi": ("F10", "", (), "sin(pi/2) == 1"),
    "sin_sixth_pi": ("F10", "", (), "sin(pi/6) == 1/2"),
    "pi_lower": ("F10", "", (), "pi > 3"),
    "sin_le": ("F10", "p", ("p >= 0",), "sin(p) <= p"),
    "sin_concave": (
        "F10", "a x b", ("0 <= a", "a <= x", "x <= b", "b <= pi"),
        "(b - x)*sin(a) + (x - a)*sin(b) <= (b - a)*sin(x)",
    ),
    "square_nonneg": ("hilbert", "u", (), "dot(u, u) >= 0"),
    "cauchy_schwarz": ("F6", "u v", (), "dot(u, v)**2 <= sq(u)*sq(v)"),
    "lipschitz": ("F1", "f beta u v", ("Smooth(f, beta)",), "sq(grad(f, u) - grad(f, v)) <= beta**2*sq(u - v)"),
    "descent": ("F2", "f beta u v", ("Smooth(f, beta)",), "f(u) <= f(v) + dot(grad(f, v), u - v) + beta/2*sq(u - v)"),
    "monotone": ("F3", "f mu u v", ("StronglyConvex(f, mu)",), "mu*sq(u - v) <= dot(grad(f, u) - grad(f, v), u - v)"),
    "coercive": (
        "F4", "f mu beta u v", ("Smooth(f, beta)", "StronglyConvex(f, mu)", "mu > 0"),
        "mu*beta*sq(u - v) + sq(grad(f, u) - grad(f, v)) <= (mu + beta)*dot(grad(f, u) - grad(f, v), u - v)",
    ),
    "gradient_dominance": (
        "F5", "f mu u", ("StronglyConvex(f, mu)", "mu > 0"), "2*mu*(f(u) - inf(f)) <= sq(grad(f, u))",
    ),
    "interpolation": (
        "F8", "f mu beta u v", ("Smooth(f, beta)", "StronglyConvex(f, mu)", "beta > mu"),
        # f(u) >= f(v) + <f'(v), u-v> + (mu/2)||u-v||^2 + ||f'(u) - f'(v) - mu (u-v)||^2 / (2 (beta-mu)), times the last
        "sq(grad(f, u) - grad(f, v) - mu*(u - v))"
        " <= 2*(beta - mu)*(f(u) - f(v) - dot(grad(f, v), u - v) - mu/2*sq(u - v))",
    ),
    "convex_smooth": (
        "F9", "f beta u v", ("Smooth(f, beta)", "StronglyConvex(f, 0)", "beta > 0"),
        "sq(grad(f, u) - grad(f, v)) <= 2*beta*(f(v) - f(u) - dot(grad(f, u), v - u))",
    ),
    "above_inf": ("infimum", "f u", ("BoundedBelow(f)",), "inf(f) <= f(u)"),
}  # fmt: skip

Step = tuple[frozenset[Formula], Formula, frozenset[str]]


def table_fact(reader: Reader, name: str, arguments: list[Any]) -> Step:
    """A fact of the table at the arguments of a step."""
    group, letters, hypotheses, conclusion = FACTS[name]
    given, names = list(arguments), {}
    for letter in letters.split():
        if letter == "f":
            names["f"] = _component(reader, given.pop(0), given.pop(0))
        else:
            x = given.pop(0)
            kind = Vector if letter in "uv" else Index if letter == "i" else Real
            need(isinstance(x, kind), f"argument {letter} must be a {kind.__name__.lower()}, got {x}")
            names[letter] = x
    need(not given, f"takes the arguments {letters}")
    read = Reader(reader.values, names)
    return frozenset(map(read, hypotheses)), read(conclusion), frozenset([group])


def _component(reader: Reader, name: Any, i: Any) -> FunctionName:
    f = reader.names.get(name)
    if not isinstance(f, FunctionName) or f.real or not isinstance(i, Index | None):
        raise Refusal(f"{name} is not declared as a function")
    return FunctionName(f.name, i, False)


def _real_function(reader: Reader, name: Any) -> FunctionName:
    f = reader.names.get(name)
    if not isinstance(f, FunctionName) or not f.real:
        raise Refusal(f"{name} is not declared as a real function")
    return f


def _variable(reader: Reader, name: Any) -> Symbol:
    need(isinstance(name, str) and reader.names.get(name) == atom(Symbol(name)), f"{name} is not declared as a symbol")
    return Symbol(name)


def _counter(reader: Reader, name: Any) -> Symbol:
    need(isinstance(name, str) and reader.names.get(name) == Index(Symbol(name)), f"{name} is not declared as an index")
    return Symbol(name)


# ---------------------------------------------------------------- facts that bind an index
def sum_zero(reader: Reader, s: str, body: Real) -> Step:
    """An empty sum is 0."""
    under = reader.values.substitute(body, {_counter(reader, s): Index(SUM)})
    total = reader.values.apply("sum", Index(Integer(0)), under)
    return _fact(reader, "definition", (), "total == 0", total=total)


def sum_step(reader: Reader, s: str, body: Real, i: Index) -> Step:
    """The sum over s < i+1 is the sum over s < i and the term at s = i."""
    values, counter = reader.values, _counter(reader, s)
    under = values.substitute(body, {counter: Index(SUM)})
    names = {
        "longer": values.apply("sum", shift(i, 1), under),
        "shorter": values.apply("sum", i, under),
        "last": values.substitute(body, {counter: i}),
    }
    return _fact(reader, "definition", (), "longer - shorter == last", **names)


# ---------------------------------------------------------------- functions on the real line
def _fact(
    reader: Reader, group: str, hypotheses: tuple[str, ...], conclusion: str, bind: Symbol | None = None, **names: Any
) -> Step:
    """The texts with names for arguments; `bind` is quantified in the hypotheses."""
    read = Reader(reader.values, names)
    given = [read(h) for h in hypotheses]
    if bind is not None:
        given = [Formula("every", (reader.values.substitute(h, {bind: atom(SLOT)}),)) for h in given]
    return frozenset(given), read(conclusion), frozenset([group])


def _without(reader: Reader, u: Symbol, p: Real) -> Real:
    need(isinstance(p, Real) and u not in reader.values.free(p), f"the constant contains the variable {u}")
    return p


def real_gradient(reader: Reader, f: str, u: str, body: Real, p: Real) -> Step:
    """f(u) = body for all u: f'(p) is the derivative of the body at p."""
    x = _variable(reader, u)
    slope = reader.values.substitute(reader.values.derivative(body, x), {x: p})
    names = {"f": _real_function(reader, f), "x": atom(x), "body": body, "p": p, "slope": slope}
    return _fact(reader, "calculus", ("f(x) == body",), "grad(f, p) == slope", bind=x, **names)


def _curvature(reader: Reader, f: str, u: str, body: Real, c: Real) -> tuple[Symbol, dict[str, Any]]:
    x = _variable(reader, u)
    second = reader.values.derivative(reader.values.derivative(body, x), x)
    constant = _without(reader, x, c)
    return x, {"f": _real_function(reader, f), "x": atom(x), "body": body, "second": second, "c": constant}


def real_smooth(reader: Reader, f: str, u: str, body: Real, beta: Real) -> Step:
    """f(u) = body and |f''(u)| <= beta for all u: f is beta-smooth."""
    x, names = _curvature(reader, f, u, body, beta)
    return _fact(reader, "F10", ("f(x) == body", "second <= c", "-c <= second"), "Smooth(f, c)", bind=x, **names)


def real_strongly_convex(reader: Reader, f: str, u: str, body: Real, mu: Real) -> Step:
    """f(u) = body and f''(u) >= mu for all u: f is mu-strongly convex."""
    x, names = _curvature(reader, f, u, body, mu)
    return _fact(reader, "F10", ("f(x) == body", "second >= c"), "StronglyConvex(f, c)", bind=x, **names)


def _bounded(reader: Reader, f: str, u: str, m: Real, conclusion: str) -> Step:
    x = _variable(reader, u)
    names = {"f": _real_function(reader, f), "x": atom(x), "m": _without(reader, x, m)}
    return _fact(reader, "infimum", ("f(x) >= m",), conclusion, bind=x, **names)


def real_inf_ge(reader: Reader, f: str, u: str, m: Real) -> Step:
    """f(u) >= m for all u: inf f >= m."""
    return _bounded(reader, f, u, m, "inf(f) >= m")


def real_bounded(reader: Reader, f: str, u: str, m: Real) -> Step:
    """f(u) >= m for all u: f is bounded below."""
    return _bounded(reader, f, u, m, "BoundedBelow(f)")


def real_above_inf(reader: Reader, f: str, p: Real) -> Step:
    """f bounded below: f(p) >= inf f."""
    return _fact(reader, "infimum", ("BoundedBelow(f)",), "f(p) >= inf(f)", f=_real_function(reader, f), p=p)


# ---------------------------------------------------------------- expectation along a chain
def _expectation(reader: Reader, chain: str, i: Index, u: Symbol, body: Real) -> Real:
    family = reader.names.get(chain)
    need(isinstance(family, Family) and family.kind == "chains", f"{chain} is not declared as a chain")
    under: Real = reader.values.substitute(body, {u: atom(VALUE)})
    return reader.values.apply(chain + MEAN, i, under)


def _law(reader: Reader, chain: str, u: Symbol, start: Real, pairs: tuple[Real, ...]) -> Formula:
    return reader.chain(chain, start, [reader.values.substitute(p, {u: atom(VALUE)}) for p in pairs])


def mean_nonneg(reader: Reader, chain: str, i: Index, u: str, body: Real) -> Step:
    """p(u) >= 0 for all u: E p(X_i) >= 0."""
    x = _variable(reader, u)
    average = _expectation(reader, chain, i, x, body)
    return _fact(reader, "expectation", ("body >= 0",), "average >= 0", bind=x, body=body, average=average)


def chain_start(reader: Reader, chain: str, u: str, body: Real, start: Real, *pairs: Real) -> Step:
    """X_0 = start: E p(X_0) = p(start)."""
    x = _variable(reader, u)
    average, value = _expectation(reader, chain, Index(Integer(0)), x, body), reader.values.substitute(body, {x: start})
    _, conclusion, group = _fact(reader, "expectation", (), "average == value", average=average, value=value)
    return frozenset([_law(reader, chain, x, start, pairs)]), conclusion, group


def chain_step(reader: Reader, chain: str, i: Index, u: str, body: Real, start: Real, *pairs: Real) -> Step:
    """E p(X_{i+1}) = E sum_k P_k p(F_k(X_i))."""
    x = _variable(reader, u)
    images = [(p, reader.values.substitute(body, {x: to})) for p, to in zip(pairs[::2], pairs[1::2], strict=True)]

    def build(w: Workspace) -> Any:
        return sum((w.times(w.up(p), w.up(q)) for p, q in images), w.ring.zero)

    later = _expectation(reader, chain, shift(i, 1), x, body)
    sooner = _expectation(reader, chain, i, x, polynomial(build))
    _, conclusion, group = _fact(reader, "expectation", (), "later == sooner", later=later, sooner=sooner)
    return frozenset([_law(reader, chain, x, start, pairs)]), conclusion, group


BINDING = {
    g.__name__: g
    for g in (
        sum_zero, sum_step, real_gradient, real_smooth, real_strongly_convex, real_inf_ge, real_bounded, real_above_inf,
        mean_nonneg, chain_start, chain_step,
    )
}  # fmt: skip
