"""Unnormalised SAM on f = (beta/2)(x - c)^2: with d = x - c and w = eta beta (1 + rho_u beta), one step is
d+ = (1 - w) d.

So d_t = (1 - w)^t d_0.  For w < 2 the factor is below 1 in size; for w >= 2 it is 1 or more, and |d| never decreases.
"""

from __future__ import annotations

from ..statements import Claim
from .one_dimensional import STEP, beta, eta, slope, x, x_next, y
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import by, contract, max_facts, max_split
from .variants import by_sign, power_nonneg, signed, size_bound, size_nonneg

NAMES = {"symbols": "hole"}
PERTURBATION = "forall(t, y[t] == x[t] + rho_u*grad(f, x[t]))"
rho_u, c = terms("rho_u c")
d, d_next, d_0 = x - c, x_next - c, Term("x[0] - c", 0)
w = eta * beta * (1 + rho_u * beta)
rate = call("abs", 1 - w)


def one_step(p: Script, definition: str) -> Fact:
    """d+ = (1 - w) d."""
    return by(
        p,
        equal(d_next, (1 - w) * d),
        hints=[
            (1, p.at(p.assume(STEP), "t")),
            (eta, slope(p, definition, y)),
            (eta * beta, p.at(p.assume(PERTURBATION), "t")),
            (eta * beta * rho_u, slope(p, definition, x)),
        ],
    )


def orbit(p: Script, step: Fact, goal: str) -> Fact:
    def exact(i: str) -> str:
        return equal(Term(f"x[{i}] - c", 0), (1 - w) ** i * d_0)

    base = by(p, exact("0"), hints=[(d_0, p.know("pow_zero", 1 - w))])
    next_ = by(
        p,
        exact("t+1"),
        hints=[(1, step), (1 - w, p.assume(exact("t"))), (d_0, p.know("pow_step", 1 - w, p.index("t")))],
    )
    return p.generalize("index", "t", by(p, body(goal), hints=[(1, p.at(p.induct("t", exact("t"), base, next_), "t"))]))


def small_steps(p: Script, step: Fact, goals: list[str]) -> list[Fact]:
    """|d+| <= |1 - w||d|, and |1 - w| < 1 from 0 < w < 2."""
    above, below = max_facts(p, 1 - w, -(1 - w))
    rate_nonneg = size_nonneg(p, 1 - w)
    bound = rate * call("abs", d)

    def bounded(sign: int, side: Fact, size: Fact) -> Fact:
        sides = (
            by(p, bound >= signed(d_next, sign * s), (1, side, f), hints=[(1, step), (rate, size)])
            for s, f in ((1, above), (-1, below))
        )
        return size_bound(p, d_next, sign, bound, *sides)

    all_t = contract(p, "t", by_sign(p, d, bounded), rate, rate_nonneg, lambda i: Term(f"abs(x[{i}] - c)"))
    at_t = by(
        p, body(goals[0]), (1, p.at(all_t, "t")), slack=[(power_nonneg(p, rate, rate_nonneg), size_nonneg(p, d_0))]
    )
    beta_pos, eta_pos = p.assume("beta > 0"), p.assume("eta > 0")
    w_pos = by(p, w > 0, (1, eta_pos, beta_pos), (1, eta_pos, beta_pos, p.assume("rho_u > 0"), beta_pos))
    below_2 = p.assume(w < 2)
    small = max_split(
        p,
        1 - w,
        -(1 - w),
        lambda v, e, order: by(p, goals[1], (1, w_pos if v.text == (1 - w).text else below_2), hints=[(1, e)]),
    )
    return [p.generalize("index", "t", at_t), small]


def large_steps(p: Script, step: Fact, goals: list[str]) -> list[Fact]:
    """|d+| >= (w - 1)|d| >= |d| for w >= 2."""
    large = p.assume(w >= 2)
    above, below = max_facts(p, d_next, -d_next)
    factor = by(p, w - 1 >= 0, (1, large), (1,))

    def grows(sign: int, side: Fact, size: Fact) -> Fact:
        return by(
            p,
            (w - 1) * -call("abs", d) >= -call("abs", d_next),
            (1, below if sign > 0 else above),
            hints=[(1, step), (w - 1, size)],
        )

    step_up = by_sign(p, d, grows)
    all_t = contract(p, "t", step_up, w - 1, factor, lambda i: Term(f"(-abs(x[{i}] - c))"))
    slack = [(power_nonneg(p, w - 1, factor), size_nonneg(p, d_0))]
    powers = by(p, body(goals[0]), (1, p.at(all_t, "t")), slack=slack)

    def away(i: str) -> str:
        return Term(f"abs(x[{i}] - c)") >= call("abs", d_0)

    more = by(p, away("t+1"), (1, p.assume(away("t"))), (1, step_up), (1, large, size_nonneg(p, d)))
    never = by(
        p,
        body(goals[1]),
        (1, p.at(p.induct("t", away("t"), by(p, away("0")), more), "t")),
        slack=[(size_nonneg(p, d_0),)],
    )
    return [p.generalize("index", "t", powers), p.generalize("index", "t", never)]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    step = one_step(p, claim.constructed["f"])
    return {
        "the orbit": [orbit(p, step, *claim.goals["the orbit"])],
        "small steps converge": small_steps(p, step, claim.goals["small steps converge"]),
        "large steps do not come closer": large_steps(p, step, claim.goals["large steps do not come closer"]),
    }
