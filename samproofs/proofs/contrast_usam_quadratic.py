"""Unnormalised SAM on f = (beta/2)(x - c)^2: with d = x - c and w = eta beta (1 + rho_u beta), one step is d+ = (1 - w) d.

So d_t = (1 - w)^t d_0.  For w < 2 the factor is below 1 in size; for w >= 2 it is 1 or more, and |d| never decreases.
"""
from __future__ import annotations

from ..statements import Claim
from .one_dimensional import STEP, beta, eta, slope, x, x_next, y
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import by, contract, max_facts, max_split
from .variants import by_sign, size_bound

PERTURBATION = "forall(t, y[t] == x[t] + rho_u*grad(f, x[t]))"
rho_u, c = terms("rho_u c")
d, d_next, d_0 = x - c, x_next - c, Term("x[0] - c", 0)
w = eta * beta * (1 + rho_u * beta)
rate = call("abs", 1 - w)


def one_step(p: Script, definition: str) -> Fact:
    """d+ = (1 - w) d."""
    return by(p, equal(d_next, (1 - w) * d), hints=[
        (1, p.at(p.assume(STEP), "t")), (eta, slope(p, definition, y)),
        (eta * beta, p.at(p.assume(PERTURBATION), "t")), (eta * beta * rho_u, slope(p, definition, x))])  # fmt: skip


def orbit(p: Script, step: Fact, goal: str) -> Fact:
    def invariant(i: str) -> str:
        return equal(Term(f"x[{i}] - c", 0), (1 - w) ** i * d_0)

    base = by(p, invariant("0"), hints=[(d_0, p.know("pow_zero", 1 - w))])
    next_ = by(p, invariant("t+1"), hints=[(1, step), (1 - w, p.assume(invariant("t"))), (d_0, p.know("pow_step", 1 - w, p.index("t")))])
    exact = p.induct("t", invariant("t"), base, next_)
    return p.generalize("index", "t", by(p, body(goal), hints=[(1, p.at(exact, "t"))]))


def distance(i: str) -> Term:
    return Term(f"abs(x[{i}] - c)")


def power_nonneg(p: Script, base_: Term, nonneg: Fact) -> Fact:
    """base^t >= 0."""
    def goal(i: str) -> str:
        return base_**i >= 0

    first = by(p, goal("0"), (1,), hints=[(1, p.know("pow_zero", base_))])
    step = by(p, goal("t+1"), (1, nonneg, p.assume(goal("t"))), hints=[(1, p.know("pow_step", base_, p.index("t")))])
    return p.at(p.induct("t", goal("t"), first, step), "t")


def converges(p: Script, step: Fact, goal: str) -> Fact:
    """|d_t| <= |1 - w|^t |d_0|."""
    above, below = max_facts(p, 1 - w, -(1 - w))
    rate_nonneg = by(p, rate >= 0, (0.5.__class__ and 1, above)) if False else by(p, rate >= 0, ("1/2", above), ("1/2", below))

    def bounded(sign: int, side: Fact, size: Fact) -> Fact:
        bound = rate * call("abs", d)
        along, against = (by(p, bound >= d_next * (sign * s), (1, side, f), hints=[(1, step), (rate, size)]) for s, f in ((1, above), (-1, below)))
        return size_bound(p, d_next, sign, bound, along, against)

    all_t = contract(p, "t", by_sign(p, d, bounded), rate, rate_nonneg, distance)
    return all_t
