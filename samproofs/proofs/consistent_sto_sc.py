"""The lower bounds of 4.2 and the upper bounds of 4.1, r = beta rho, z = eta beta <= 1: the upper bounds are at least r^2/(2 mu), since
(1 - eta mu)^t Delta >= 0 and the noise adds z (sigma^2 + 2 sigma r) or z sigma^2 to r^2; and
(1 - slack) r^2/(2 mu), (beta/2) rho^2 [1 - 2P - slack/2]_+^2 with mu = beta, and 4 lam^2 (beta - 2 mu)^2 rho^2/(8 mu) are at most that.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import T, T_positive, beta, eta, rho
from .script import Fact, Script, Term, body, call, terms, written
from .stochastic import Equations, L, Product, mu, sigma
from .tactics import Q, by, divide, max_facts, max_split, power_nonneg

slack, P, lam, Delta = terms("slack P lam Delta")
share = 1 - 2 * P - slack / 2


def at_most_one(p: Script) -> Fact:
    """1 >= max(1 - 2P - slack/2, 0)^2."""
    P_pos, slack_pos, most = p.assume("P > 0"), p.assume("slack > 0"), call("max", share, 0)

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        if value is not share:
            return by(p, most**2 <= 1, (1,), hints=[(most, same)])
        below = (2, P_pos), (Q(1, 2), slack_pos), (2, P_pos, order), (Q(1, 2), slack_pos, order)
        return by(p, most**2 <= 1, *below, hints=[(most + share, same)])

    return max_split(p, share, 0, at)


class Bounds:
    """The upper bounds at time t: what they have above beta^2 rho^2/(2 mu)."""

    def __init__(self, p: Script) -> None:
        self.p = p
        self.rho, self.sigma, self.mu, mu_beta, self.eta, small = (
            p.assume(h) for h in ("rho > 0", "sigma >= 0", "mu > 0", "mu <= beta", "eta > 0", "eta*beta <= 1")
        )
        self.beta = by(p, beta > 0, (1, self.mu), (1, mu_beta))
        self.inv_mu, self.one_mu = divide(p, mu, self.mu)
        rate = by(p, 1 - eta * mu >= 0, (1, small), (1, self.eta, mu_beta))
        self.power = p.at(power_nonneg(p, 1 - eta * mu, rate), "t")
        scale = self.eta, self.beta, self.inv_mu
        self.noise: list[Product] = [(*scale, sigma), (*scale, self.sigma, self.beta, self.rho)]

    def above(self, goal: str, gap: Fact, *terms_: Product, hints: Equations = ()) -> Fact:
        p = self.p
        fact = by(p, body(goal), *terms_, slack=[*self.noise, (self.power, gap)], hints=hints)
        return p.generalize("index", "t", fact)


def log_factor(p: Script, other: str) -> Fact:
    """L >= 1, from L = max(1, other)."""
    return by(p, L >= 1, (1, max_facts(p, 1, written(other))[0]), hints=[(1, p.assume(f"L == max(1, {other})"))])


def in_time(b: Bounds, goal: str, level: Fact) -> Fact:
    """With z = eta beta, every term that the bound has besides r^2/(2 mu) is nonnegative."""
    p = b.p
    more, slack_pos = p.assume("sigma > beta*rho"), p.assume("slack > 0")
    L_more = log_factor(p, "ln(mu**2*T*Delta/(beta*(sigma**2 - beta**2*rho**2)))")
    inv_T, _ = divide(p, T, T_positive(p))
    noise = by(p, sigma**2 - beta**2 * rho**2 >= 0, (1, more, more), (2, b.beta, b.rho, more))
    scale = b.beta, b.inv_mu, b.inv_mu, inv_T, noise
    return by(
        p,
        goal,
        (Q(1, 2), slack_pos, b.inv_mu, beta * rho),
        (1, p.know("exp_pos", -mu * T / (2 * beta)), level),
        (2, *scale),
        (1, L_more, *scale),
        (Q(3, 2), b.eta, b.beta, b.inv_mu, beta * rho),
        slack=[(p.assume("slack < 1"), b.inv_mu, beta * rho)],
    )


def in_time_pair(b: Bounds, goal: str, start: Fact, one: Fact, equals: Equations) -> Fact:
    p = b.p
    L_more = log_factor(p, "ln(2*mu**2*T*Delta/(beta*sigma**2))")
    inv_T, _ = divide(p, T, T_positive(p))
    scale = b.beta, b.inv_mu, b.inv_mu, inv_T, sigma
    decayed = p.know("exp_pos", -mu * T / beta), start
    return by(p, goal, (Q(1, 2), b.beta, one, rho), (1, *decayed), (1, *scale), (Q(1, 2), L_more, *scale), hints=equals)


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    b = Bounds(p)
    (sharp,), pair, (path,), (sharp_T,), (pair_T,) = claim.goals.values()
    slack_pos, lam_pos, is_mu = p.assume("slack > 0"), p.assume("lam > 0"), p.assume("mu == beta")
    level = by(p, Delta >= 0, (Q(1, 2), b.inv_mu, beta * rho), hints=[(1, p.assume("Delta == beta**2*rho**2/(2*mu)"))])
    is_start = p.assume("Delta == beta/2*(rho*(1 - 2*P))**2")
    start = by(p, Delta >= 0, (Q(1, 2), b.beta, rho * (1 - 2 * P)), hints=[(1, is_start)])
    one = at_most_one(p)
    equals = [(beta * rho**2 / mu, is_mu), (beta * rho**2, b.one_mu)]
    # beta^2 - lam^2 (beta - 2 mu)^2 >= 0
    less, more = p.assume("lam < 1"), p.assume("beta > 2*mu")
    ratio = by(
        p,
        beta**2 - lam**2 * (beta - 2 * mu) ** 2 >= 0,
        (1, less, beta - 2 * mu),
        (1, lam_pos, less, beta - 2 * mu),
        (2, b.mu, more),
        (2, b.mu, b.beta),
    )
    return {
        "the sharp floor, m-SAM": [b.above(sharp, level, (Q(1, 2), slack_pos, b.inv_mu, beta * rho))],
        "the pair of quadratics": [b.above(goal, start, (Q(1, 2), b.beta, one, rho), hints=equals) for goal in pair],
        "every sample path, m-SAM": [b.above(path, p.assume("Delta >= 0"), (Q(1, 8), b.inv_mu, ratio, rho))],
        "the sharp floor, step size for T steps, m-SAM": [in_time(b, sharp_T, level)],
        "the pair of quadratics, step size for T steps, n-SAM": [in_time_pair(b, pair_T, start, one, equals)],
    }


NAMES = {"symbols": "hole"}
