"""Deterministic SAM on the real line, for a function given by a formula: what every lower bound starts from.

Names: `g = f'(x_t)`; `forall(u, f(u) == ...)` is the definition of f in the statement.
"""
from __future__ import annotations

import re

from ..kernel.terms import derivative
from ..sam.derive import derive, virtual_gradient_text
from .script import Fact, Script, Term, Written, call, equal, terms, written
from .tactics import Q, absolute_square, by, divide, max_facts, weak

beta, rho, eta = terms("beta rho eta")
x, y, x_next = terms("x[t] y[t] x[t+1]")
g = Term("grad(f, x[t])")
PERTURBATION = "forall(t, y[t] == x[t] + rho*grad(f, x[t])/norm(grad(f, x[t])))"
STEP = "forall(t, x[t+1] == x[t] - eta*grad(f, y[t]))"


def put(text: str, **values: Written) -> Term:
    """A formula's text with terms for some of its names."""
    return written(re.sub(r"\b[a-zA-Z_]\w*\b", lambda m: f"{written(values[m[0]])}" if m[0] in values else m[0], text))


def body_of(definition: str) -> str:
    """The formula in `forall(u, f(u) == formula)`."""
    return definition[definition.index(" == ") + 4 : -1]


def value(p: Script, definition: str, point: Term) -> Fact:
    """f(point) by the definition."""
    return p.at(p.assume(definition), point)


def slope(p: Script, definition: str, point: Term) -> Fact:
    """f'(point) = the derivative of the formula at the point."""
    return p.discharge(p.know("real_gradient", "f", "u", written(body_of(definition)), point), p.assume(definition))


def perturbed(p: Script, sign: int, gradient_sign: Fact) -> Fact:
    """y = x + sign rho, where sign g > 0."""
    update = p.at(p.assume(PERTURBATION), "t")
    size = g if sign > 0 else -g
    bigger = by(p, size >= -size, (2, weak(p, gradient_sign)))
    norm = p.cut(p.know("max_left", g, -g), bigger) if sign > 0 else p.cut(p.know("max_right", g, -g), bigger)
    update = p.rewrite(Term("abs(grad(f, x[t]))"), size, norm, update, equal(y, x + rho * g / Term("hole")))
    return by(p, equal(y, x + rho * sign), hints=[(1, update), (rho, divide(p, size, gradient_sign)[1])])


def stays(p: Script, zero: Fact) -> Fact:
    """y = x where g = 0."""
    update = p.at(p.assume(PERTURBATION), "t")
    return by(p, equal(y, x), hints=[(1, update), (rho / Term("abs(grad(f, x[t]))"), zero)])


def stepped(p: Script, definition: str, moved: Fact, to: Term) -> Fact:
    """x+ = x - eta f'(to) from y = to, with f' written out."""
    step = p.at(p.assume(STEP), "t")
    at = p.rewrite(y, to, moved, step, equal(x_next, x - eta * Term("grad(f, hole)")))
    derivative = slope(p, definition, to)
    formula = written(repr(-derivative.value + p.term(Term(f"grad(f, {to})"))))
    return by(p, equal(x_next, x - eta * formula), hints=[(1, at), (eta, derivative)])


def second_derivative(p: Script, definition: str) -> Term:
    """f''(u), as the kernel computes it."""
    return written(repr(derivative(derivative(p.term(body_of(definition)), "u"), "u")))


def smooth(p: Script, definition: str, constant: Term, upper: Fact, lower: Fact, name: str = "f") -> Fact:
    """f is smooth with the constant, from constant >= f''(u) and constant >= -f''(u)."""
    formula, every = written(body_of(definition)), [p.generalize("symbol", "u", fact) for fact in (upper, lower)]
    return p.cut(p.know("real_smooth", name, "u", formula, constant), p.assume(definition), *every)


def strongly_convex(p: Script, definition: str, constant: Term, lower: Fact, name: str = "f") -> Fact:
    """f is strongly convex with the constant, from f''(u) >= constant."""
    formula, every = written(body_of(definition)), p.generalize("symbol", "u", lower)
    return p.cut(p.know("real_strongly_convex", name, "u", formula, constant), p.assume(definition), every)


def infimum(p: Script, definition: str, least: Term, above: Fact, at: Term, attained: Fact) -> tuple[Fact, Fact]:
    """f is bounded below, and inf f = least, from f(u) >= least for all u and f(at) = least."""
    every = p.generalize("symbol", "u", above)
    low = p.cut(p.know("real_inf_ge", "f", "u", least), every)
    bounded = p.cut(p.know("real_bounded", "f", "u", least), every)
    inf_f = Term("inf(f)")
    high = by(p, least - inf_f >= 0, (1, p.cut(p.know("real_above_inf", "f", at), bounded)), hints=[(1, attained)])
    return bounded, by(p, equal(inf_f, least), hints=[(1, p.antisym(by(p, inf_f - least >= 0, (1, low)), high))])


def virtual_gradient(name: str, side: int, **values: Written) -> Term:
    """The virtual gradient that SymPy derives from the function of this name, where f' has the sign `side`."""
    derivation = derive(name)
    piece = next(i for i, q in enumerate(derivation.pieces) if q.sign == side)
    return put(virtual_gradient_text(derivation, piece), **values)


def direction(p: Script, slope_: Term, sign: int, fact: Fact) -> Fact:
    """g/|g| = sign, from sign g > 0."""
    size, ratio = (slope_, 1) if sign > 0 else (-slope_, -1)
    bigger = by(p, size >= -size, (2, weak(p, fact)))
    norm = p.cut(p.know("max_left" if sign > 0 else "max_right", slope_, -slope_), bigger)
    unit = by(p, equal(slope_ / size, ratio), hints=[(1, divide(p, size, fact)[1])])
    back = by(p, f"{-norm.value!r} == 0", hints=[(1, norm)])
    return p.rewrite(size, call("norm", slope_), back, unit, equal(slope_ / Term("hole"), ratio))


def direction_bounded(p: Script, slope_: Term) -> Fact:
    """(g/|g|)^2 <= 1, also where g = 0."""
    size = call("norm", slope_)
    one, other = max_facts(p, slope_, -slope_)
    zero = p.antisym(by(p, size >= 0, (Q(1, 2), one), (Q(1, 2), other)), p.assume(-size >= 0))
    square = absolute_square(p, slope_)
    goal = 1 - (slope_ / size) ** 2 >= 0
    moves = by(p, goal, hints=[((1 / size) ** 2, square)], using=[p.know("inv_eq", size)])
    rests = by(p, goal, (1,), hints=[((1 / size) ** 2, square), ((1 / size) ** 2 * size, zero)])
    return p.cases(-size, rests, moves)
