"""The lower and upper bounds of deterministic SAM on strongly convex functions, compared as numbers, with z = eta beta
and kappa = beta/mu.

Two-cycle: its gap (k/2) R^2, R = eta k rho/(2 - eta k), increases with k <= beta, and for k = beta it is
(beta eta^2 r^2/2)/(2 - z)^2, where beta eta^2 r^2/2 <= M.
Every step size: for eta mu T >= 1 the lower bound is at most beta^3 eta^2 rho^2/8 <= M.  Else (1 - eta mu)^T >= 1/4,
and Q >= (1 - eta mu)^2, so Q^T >= 1/16; the far start has a gap of at least (mu/2)(2 kappa^(3/2) rho/T)^2, a 16th of
which is the lower bound.
Step size for T steps: the second term of the maximum is at least beta^4 rho^2/(mu^3 T^2).
"""

from __future__ import annotations

from ..statements import Claim
from .det_sc_lower import quarter
from .det_sc_upper import M, Q, Setting, inside, mu
from .deterministic import T, T_positive, beta, eta, rho, z
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import Q as Fraction
from .tactics import by, choice, divide, max_facts

Delta, k = terms("Delta k")
half = Fraction(1, 2)


def maximum(p: Script, goal: str) -> tuple[Fact, Fact]:
    """The maximum on the right-hand side is above each of its two terms."""
    return max_facts(p, *inside("max", p.formula(goal).args[0]))


def ratio(u: Term) -> Term:
    """R/rho of the two-cycle for curvature u."""
    return eta * u / (2 - eta * u)


def two_cycle(s: Setting, every: str, factor: str) -> list[Fact]:
    p = s.p
    least, most, is_gap = (
        p.assume("k >= mu"),
        p.assume("k <= beta"),
        p.assume(equal(Delta, k / 2 * (ratio(k) * rho) ** 2)),
    )
    k_pos = by(p, k > 0, (1, least), (1, s.mu))
    inv_beta, one_beta = divide(p, 2 - z, by(p, 2 - z > 0, (1, s.small), (1,)))
    inv_k, one_k = divide(p, 2 - eta * k, by(p, 2 - eta * k > 0, (1, s.small), (1, s.eta, most), (1,)))
    wider = by(
        p,
        ratio(beta) >= ratio(k),
        (2, s.eta, most, inv_beta, inv_k),
        hints=[(eta * beta / (2 - z), one_k), (eta * k / (2 - eta * k), one_beta)],
    )
    below = by(
        p,
        Delta <= beta / 2 * (ratio(beta) * rho) ** 2,
        (half, s.beta, wider, wider, rho),
        (1, s.beta, wider, s.eta, k_pos, inv_k, rho),
        (half, most, ratio(k) * rho),
        hints=[(1, is_gap)],
    )
    gap = by(p, Delta >= 0, (half, k_pos, ratio(k) * rho), hints=[(1, is_gap)])
    ours = by(p, Delta <= M / (2 - z) ** 2, (1, below), (1, inv_beta, inv_beta, s.M_zero))
    closer = by(p, factor, (1, ours), slack=[(inv_beta, inv_beta, s.M_nonneg), (gap,)])
    less = by(p, 1 - 1 / (2 - z) > 0, (1, s.small, inv_beta), hints=[(1, one_beta)])
    return [
        p.generalize(
            "index",
            "t",
            by(
                p,
                body(every),
                (1, ours),
                (1, less, s.M_nonneg),
                (1, inv_beta, less, s.M_nonneg),
                (1, maximum(p, body(every))[1]),
                slack=[(s.M_nonneg,), (gap,)],
            ),
        ),
        closer,
    ]


def squared_rate(s: Setting) -> Fact:
    """Q^T >= (1 - eta mu)^(2 T)."""
    p, rate = s.p, 1 - eta * mu
    more = by(p, rate**2 <= Q, (1, s.eta, s.eta, s.mu, s.mu_beta), hints=[(1, s.is_Q)])

    def goal(i: str) -> str:
        return Q**i >= (rate**i) ** 2

    base = by(p, goal("0"), hints=[(1, p.know("pow_zero", Q)), (rate ** "0" + 1, p.know("pow_zero", rate))])
    step = by(
        p,
        goal("t+1"),
        (1, s.Q_pos, p.assume(goal("t"))),
        (1, more, rate ** "t"),
        hints=[
            (1, p.know("pow_step", Q, p.index("t"))),
            (rate ** "t+1" + rate * rate ** "t", p.know("pow_step", rate, p.index("t"))),
        ],
    )
    return p.at(p.induct("t", goal("t"), base, step), "T")


def every_step_size(s: Setting, goal: str) -> Fact:
    p, enough = s.p, eta * mu * T - 1
    power, floor = maximum(p, goal)
    T_pos = by(p, T > 0, (1, p.assume("T >= 2")), (2,))
    inv_T, one_T = divide(p, T, T_pos)
    far = beta / mu * call("sqrt", beta / mu) * rho / T
    cycle, early = beta / 2 * (ratio(beta) * rho) ** 2, mu / 2 * (3 * rho + 2 * far) ** 2
    slack = [(s.beta, s.beta, s.beta, s.inv_mu, s.inv_mu, inv_T, inv_T, rho)]

    reach = by(p, eta >= 1 / (mu * T), (1, s.inv_mu, inv_T, p.assume(enough >= 0)), using=[s.one_mu, one_T])
    cube = s.beta, s.beta, s.beta, rho, reach
    in_time = by(
        p,
        goal,
        (1, floor),
        (1, s.M_zero),
        (half, *cube, s.eta),
        (half, *cube, s.inv_mu, inv_T),
        (Fraction(3, 8), s.beta, s.beta, s.beta, s.inv_mu, s.inv_mu, inv_T, inv_T, rho),
        slack=slack,
    )

    short = by(p, "eta*mu*T < 1", (1, p.assume(-enough > 0)))
    fourth = p.discharge(quarter(p), short)
    sixteenth = by(p, Fraction(1, 16) <= Q ** "T", (1, squared_rate(s)), (1, fourth, fourth), (half, fourth))
    is_gap = p.assume(equal(Delta, call("choose", enough, cycle, early)))
    at = by(p, equal(Delta, early), hints=[(1, is_gap), (1, choice(p, enough, cycle, early, False))])
    square = p.cut(p.know("sqrt_sq", beta / mu), by(p, beta / mu >= 0, (1, s.beta, s.inv_mu)))
    far_nonneg = by(p, far >= 0, (1, s.beta, s.inv_mu, p.know("sqrt_nonneg", beta / mu), s.rho, inv_T))
    large = by(
        p,
        Delta >= 2 * beta**3 * rho**2 / (mu**2 * T**2),
        (Fraction(9, 2), s.mu, rho),
        (6, s.mu, s.rho, far_nonneg),
        using=[s.one_mu],
        hints=[(1, at), (mu * (beta / mu) ** 2 * rho**2 / T**2, square)],
    )
    Delta_nonneg = by(p, Delta >= 0, (1, large), (2, s.beta, s.beta, s.beta, s.inv_mu, s.inv_mu, inv_T, inv_T, rho))
    too_slow = by(p, goal, (1, power), (1, sixteenth, Delta_nonneg), (Fraction(1, 16), large), slack=slack)
    return p.cases(enough, in_time, too_slow)


def step_size_for_T(p: Script, goal: str) -> Fact:
    mu_pos, mu_beta = p.assume("mu > 0"), p.assume("mu <= beta")
    beta_pos = by(p, beta > 0, (1, mu_pos), (1, mu_beta))
    inv_T, _ = divide(p, T, T_positive(p))
    inv_mu, one_mu = divide(p, mu, mu_pos)
    floor = maximum(p, goal)[1]
    one = max_facts(p, *inside("max", p.term(inside("max", p.formula(goal).args[0])[1])))[0]
    cube = beta_pos, beta_pos, beta_pos, inv_mu, inv_mu, inv_T, inv_T, rho
    return by(
        p,
        goal,
        (1, floor),
        (1, one, beta_pos, inv_mu, *cube),
        using=[one_mu],
        slack=[(mu_beta, inv_mu, *cube), (beta_pos, inv_mu, *cube), cube],
    )


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    s = Setting(p)
    return {
        "two-cycle": two_cycle(s, *claim.goals["two-cycle"]),
        "every step size": [every_step_size(s, *claim.goals["every step size"])],
        "step size for T steps": [step_size_for_T(p, goal) for goal in claim.goals["step size for T steps"]],
    }


NAMES = {"symbols": "hole"}
