"""The exponential: it is increasing, it is above every power of 1 - s, and it undoes the logarithm of a step size."""

from __future__ import annotations

from .script import Fact, Script, Term, Written, call, written
from .tactics import by


def exp(q: Written) -> Term:
    return call("exp", q)


def increasing(p: Script, u: Written, v: Written, order: Fact) -> Fact:
    """exp(u) >= exp(v) from u >= v: exp(u) = exp(v) exp(u - v) and exp(u - v) >= 1 + u - v."""
    u, v = written(u), written(v)
    below = p.know("exp_pos", v)
    return by(
        p,
        exp(u) >= exp(v),
        (1, below, p.know("exp_ge", u - v)),
        (1, below, order),
        hints=[(1, p.know("exp_add", v, u - v))],
    )


def powers(p: Script, rate: Term, s: Term, rate_nonneg: Fact, rate_small: Fact) -> Fact:
    """exp(-s t) >= rate^t for all t, from rate >= 0 and 1 - s >= rate."""
    here = -s * Term("t")
    here_pos = p.know("exp_pos", here)

    def goal(i: str) -> str:
        return exp(-s * Term(f"({i})")) >= rate**i

    base = by(p, goal("0"), hints=[(1, p.know("exp_zero")), (1, p.know("pow_zero", rate))])
    step = by(
        p,
        goal("t+1"),
        (1, rate_nonneg, p.assume(goal("t"))),
        (1, here_pos, rate_small),
        (1, here_pos, p.know("exp_ge", -s)),
        hints=[(1, p.know("exp_add", here, -s)), (1, p.know("pow_step", rate, p.index("t")))],
    )
    return p.induct("t", goal("t"), base, step)


def undone(p: Script, q: Term, L: Term, order: Fact) -> Fact:
    """1 >= q exp(-L) from L >= ln(q), whatever the sign of q: 1 = exp(-L) q exp(L - ln q) for q > 0."""
    log, goal = call("ln", q), q * exp(-L) <= 1
    low, above = p.know("exp_pos", -L), p.assume(q > 0)
    product = by(
        p,
        f"{exp(-L) * q * exp(L - log)} == 1",
        hints=[
            (1, p.know("exp_add", -L, L - log)),
            (exp(log), p.know("exp_add", -L, L - log)),
            (1, p.know("exp_add", -log, log)),
            (1, p.know("exp_zero")),
            (exp(-L) * exp(L - log), p.know("exp_ln", q)),
        ],
    )
    positive = by(p, goal, (1, low, above, p.know("exp_ge", L - log)), (1, low, above, order), hints=[(1, product)])
    return p.cases(-q, by(p, goal, (1, low, p.assume(-q >= 0)), (1,)), positive)
