"""Stochastic SAM with the radius rho_t and the step size h_t in step t, h_t beta <= 1, c_t = beta^2 rho_t^2 + h_t beta w_t, where w_t is
sigma^2 + 2 sigma beta rho_t for m-SAM and sigma^2 for n-SAM: sum h_t E||grad f(x_t)||^2 <= 2 Delta + sum h_t c_t; if moreover f is
strongly convex and c_t <= 2 mu e, then E g_T <= exp(-mu sum h_t) Delta + e; and E g_t <= max{a Delta, D}/(t + a) for h_t = 2/(mu (t + a)),
rho_t = rho/(t + 1), a >= 2 beta/mu, D = a beta^2 rho^2/mu + 2 beta w_0/mu^2.

One step is that of constant radius and step size: f(x+) <= f(x) - (h/2)||a||^2 + (h/2) c_t.  Telescope; or use ||a||^2 >= 2 mu g,
so that g+ - e <= (1 - h mu)(g - e).
The rate, s = t + a and K = max{a Delta, D}: h mu = 2/s and (h/2) c_t <= D/s^2, since a (t + 1)^2 >= s; and
(1 - 2/s) K/s + D/s^2 <= K/(s + 1), since 1/(s + 1) - 1/s + 1/s^2 = 1/(s^2 (s + 1)).
"""

from __future__ import annotations

from ..statements import Claim
from .det_sc_upper import inside
from .deterministic import Delta, a, beta, rho, sq, x
from .exponential import exp
from .script import Fact, Script, Term, body, call, equal, written
from .stochastic import M_SAM, N_SAM, Product, Sampling, always, mu, sigma, varying
from .tactics import Q, by, divide, max_facts, max_split, telescope, unit_square

h, radius, level, shift, D, t = Term("step[t]"), Term("radius[t]"), Term("level"), Term("a"), Term("D"), Term("t")
gap, next_gap = Term("f(x[t]) - inf(f)", 0), Term("f(x[t+1]) - inf(f)", 0)
STEPS = Term("step[s]")


class Model:
    """One of the two ways to sample: its one-step inequality with a radius and a step size of its own."""

    def __init__(self, p: Script, sampling: Sampling) -> None:
        self.p, self.same = p, sampling is M_SAM
        self.start_noise = Term(sampling.noise.text, 0)
        self.w = Term(sampling.noise.text.replace("rho", "radius[t]"), 0)
        self.cost = beta**2 * radius**2 + h * beta * self.w
        self.step = varying(p, sampling.step(p))
        self.positive = always(p, "step[t] > 0")
        self.small = always(p, "step[t]*beta <= 1")

    def any_radius(self, fact: Fact) -> Fact:
        """m-SAM asks for positive radii."""
        return self.p.discharge(fact, always(self.p, "radius[t] > 0"))


def nonconvex(m: Model, goal: str) -> Fact:
    """The weighted sum, by telescoping the loss minus half the costs so far."""
    p, cost = m.p, h * m.cost
    body = Term(cost.text.replace("[t]", "[s]"))

    def value(i: str) -> Term:
        return Term(f"(f(x[{i}]) - 1/2*sum(s, {i}, {body}))")

    added = p.know("sum_step", "s", body, p.index("t"))
    one = by(p, value("t") - value("t+1") >= Q(1, 2) * h * sq(a), (1, m.any_radius(m.step)), hints=[(1, added)])
    weighted = lambda i: Term(f"step[{i}]*sq(grad(f, x[{i}]))")  # noqa: E731
    steps = p.at(telescope(p, "t", one, value, written(Q(1, 2)), weighted, written(0)), "T")
    start, end = (p.know("above_inf", "f", None, Term(f"x[{i}]")) for i in "0T")
    return by(p, goal, (2, steps), (2, end), hints=[(1, p.know("sum_zero", "s", body))], slack=[(start,)])


class Convex:
    """The signs that strong convexity brings."""

    def __init__(self, m: Model) -> None:
        self.m, p = m, m.p
        self.mu_pos, mu_beta = p.assume("mu > 0"), p.assume("mu <= beta")
        self.dominance = p.know("gradient_dominance", "f", None, mu, x)
        self.start = p.know("above_inf", "f", None, Term("x[0]"))
        self.rate = by(p, 1 - h * mu >= 0, (1, m.small), (1, m.positive, mu_beta))
        self.shrunk = by(p, (1 - h * mu) * gap + h / 2 * m.cost >= next_gap, (1, m.step), (Q(1, 2), m.positive, self.dominance))


def below_a_level(m: Model, goal: str) -> Fact:
    """exp(-mu sum h) Delta + e >= g by induction."""
    p, c = m.p, Convex(m)

    def total(i: str) -> Term:
        return Term(f"sum(s, {i}, {STEPS})")

    def bound(q: Term, i: str) -> str:
        return exp(-mu * q) * Delta + level >= Term(f"f(x[{i}]) - inf(f)")

    paid = by(p, 2 * mu * level >= m.cost, (1, always(p, f"{2 * mu * level >= m.cost}")))
    start, later = p.know("sum_zero", "s", STEPS), p.know("sum_step", "s", STEPS, p.index("t"))
    level_nonneg = level_is_nonneg(c)
    first = by(p, bound(written(0), "0"), (1, level_nonneg), hints=[(Delta, p.know("exp_zero"))])
    base = p.rewrite(written(0), total("0"), by(p, equal(0, total("0")), hints=[(1, start)]), first, bound(Term("hole"), "0"))
    here, after = total("t"), total("t") + h
    below = p.know("exp_pos", -mu * here)
    step = by(
        p,
        bound(after, "t+1"),
        (1, c.rate, p.assume(bound(here, "t"))),
        (1, m.any_radius(c.shrunk)),
        (Q(1, 2), m.positive, paid),
        (1, below, c.start, p.know("exp_ge", -mu * h)),
        hints=[(Delta, p.know("exp_add", -mu * here, -mu * h))],
    )
    same = by(p, equal(after, total("t+1")), hints=[(1, later)])
    next_ = p.rewrite(after, total("t+1"), same, step, bound(Term("hole"), "t+1"))
    whole = p.at(p.induct("t", bound(here, "t"), base, next_), "T")
    return by(p, goal, (1, whole), slack=[(level_nonneg,), (p.know("exp_pos", -mu * total("T")), c.start)])


def level_is_nonneg(c: Convex) -> Fact:
    """e >= 0, since the costs are."""
    m, p = c.m, c.m.p
    inv_mu, one_mu = divide(p, mu, c.mu_pos)
    paid = always(p, f"{2 * mu * level >= m.cost}")
    noise: list[Product] = [(Q(1, 2), inv_mu, m.positive, p.assume("beta > 0"), sigma)]
    if m.same:
        radius_pos = always(p, "radius[t] > 0")
        noise.append((1, inv_mu, m.positive, p.assume("beta > 0"), p.assume("sigma >= 0"), p.assume("beta > 0"), radius_pos))
    return by(p, level >= 0, (Q(1, 2), inv_mu, paid), (Q(1, 2), inv_mu, beta * radius), *noise, using=[one_mu])


def rate(m: Model, goal: str) -> Fact:
    """K/(t + a) >= g_t by induction."""
    p, c = m.p, Convex(m)
    natural, rho_pos, sigma_nonneg, beta_pos = (
        p.know("nat_nonneg", p.index("t")), p.assume("rho > 0"), p.assume("sigma >= 0"), p.assume("beta > 0"),
    )  # fmt: skip
    is_step, is_radius = always(p, "step[t] == 2/(mu*(t + a))"), always(p, "radius[t] == rho/(t + 1)")
    inv_mu, one_mu = divide(p, mu, c.mu_pos)
    enough, is_D = p.assume("a >= 2*beta/mu"), p.assume(equal(D, shift * beta**2 * rho**2 / mu + 2 * beta * m.start_noise / mu**2))
    two = by(p, shift >= 2, (1, enough), (2, inv_mu, p.assume("mu <= beta")), using=[one_mu])
    n, s, after = t + 1, t + shift, t + 1 + shift
    n_pos, s_pos = by(p, n > 0, (1, natural), (1,)), by(p, s > 0, (1, natural), (1, two), (2,))
    inv_n, one_n = divide(p, n, n_pos)
    inv_s, one_s = divide(p, s, s_pos)
    inv_after, one_after = divide(p, after, by(p, after > 0, (1, s_pos), (1,)))
    step_is = by(p, equal(h * mu, 2 / s), using=[one_mu], hints=[(mu, is_step)])
    radius_small = by(p, rho >= radius, (1, rho_pos, natural, inv_n), hints=[(1, is_radius), (rho, one_n)])
    made = (
        by(p, h > 0, (2, inv_mu, inv_s), hints=[(1, is_step)]),
        by(p, h * beta <= 1, (1, inv_s, natural), (1, inv_s, enough), hints=[(beta, is_step), (1, one_s)]),
        by(p, radius > 0, (1, rho_pos, inv_n), hints=[(1, is_radius)]),
    )

    # the costs: (h/2) c_t <= D/s^2, by a (t + 1)^2 >= s
    room = by(p, shift * n**2 - s >= 0, (1, two, natural, natural), (2, natural, natural), (2, two, natural), (3, natural))
    wide = by(
        p,
        shift / s >= 1 / n**2,
        (1, inv_s, inv_n, inv_n, room),
        hints=[(shift / s, unit_square(p, n, one_n)), (1 / n**2, one_s)],
    )
    scale = beta_pos, inv_mu, inv_mu
    drift = [(4, *scale, inv_s, inv_s, beta_pos, sigma_nonneg, radius_small)] if m.same else []
    paid = by(
        p,
        D / s**2 >= h / 2 * m.cost,
        (1, inv_mu, inv_s, wide, beta * rho),
        *drift,
        hints=[
            (1 / s**2, is_D),
            (beta**2 * radius**2 / 2, is_step),
            (beta**2 / (mu * s) * (radius + rho / n), is_radius),
            (beta * m.w / 2 * (h + 2 / (mu * s)), is_step),
        ],
    )
    noise = [(4, *scale, beta_pos, sigma_nonneg, rho_pos)] if m.same else []
    D_nonneg = by(
        p, D >= 0, (1, two, inv_mu, beta * rho), (2, inv_mu, beta * rho), (2, *scale, sigma), *noise, hints=[(1, is_D)]
    )
    K, (K_start, K_floor) = call("max", shift * Delta, D), max_facts(p, shift * Delta, D)

    def bound(i: str) -> str:
        return K / (Term(f"({i})") + shift) >= Term(f"f(x[{i}]) - inf(f)")

    inv_a, one_a = divide(p, shift, by(p, shift > 0, (1, two), (2,)))
    base = by(p, bound("0"), (1, inv_a, K_start), using=[one_a])
    step = by(
        p,
        bound("t+1"),
        (1, c.rate, p.assume(bound("t"))),
        (1, c.shrunk),
        (1, paid),
        (1, K_floor, inv_s, inv_s),
        (1, K_floor, inv_s, inv_s, inv_after),
        (1, D_nonneg, inv_s, inv_s, inv_after),
        hints=[(K / s, step_is), (K / s, one_after), (K / after, one_s), (K / s / after, one_s), (K / s**2, one_after)],
    )
    step = p.discharge(step, *made, *(p.generalize("index", "t", fact) for fact in made))
    whole = p.at(p.induct("t", bound("t"), base, step), "t")
    start_share, floor_share = max_facts(p, *inside("max", p.formula(body(goal)).args[0]))
    left = [(inv_s, D_nonneg), (inv_s, c.start), (inv_s, two, c.start)]

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        share = (1, inv_s, floor_share if value is D else start_share)
        return by(p, body(goal), (1, whole), share, hints=[(1 / s, same)], slack=left)

    return p.generalize("index", "t", max_split(p, shift * Delta, D, at))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    parts = {
        "nonconvex": nonconvex,
        "strongly convex, costs below a level": below_a_level,
        "strongly convex, steps 2/(mu (t + a)) and radii rho/(t + 1)": rate,
    }
    models = {"m-SAM": Model(p, M_SAM), "n-SAM": Model(p, N_SAM)}
    return {
        f"{name}, {part}": [how(m, claim.goals[f"{name}, {part}"][0])] for name, m in models.items() for part, how in parts.items()
    }


NAMES = {"symbols": "hole"}
