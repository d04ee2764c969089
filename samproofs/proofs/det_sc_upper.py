"""Deterministic SAM on a smooth strongly convex function: g_t <= max{Q^t Delta, M} for z = eta beta < 1, with g_t = f(x_t) - inf f,
Q = 1 - 2 eta mu (1 - z/2), tau = beta (beta + mu) eta rho/(2 (1 - z)), r = beta rho and
M = max{beta eta^2 r^2/2, Q tau^2/(2 mu) - mu eta^2 r^2/2} <= tau^2/(2 mu); and the last iterate for the step size
min{1/(2 beta), 2 L/(3 mu T)}.

Coercivity along the perturbation: (mu + beta) rho <a, b - a> >= N (mu beta rho^2 + ||b - a||^2), N = ||a||.  It pays for the error of
the descent lemma, (beta eta^2/2)||b - a||^2, as far as N reaches tau.
Far step, N >= tau: g+ <= g - eta (1 - z/2) N^2 <= Q g.
Near step, N = lam tau with lam < 1: the part 1 - lam of the error is bounded by r^2, and with g <= N^2/(2 mu) what results is, up to
-lam (1 - lam) Q tau^2/(2 mu), the mean of the two terms of M with weights 1 - lam and lam.
Induction over t with the maximum, since 0 < Q < 1 and M >= 0.
Step size: Q <= 1 - (3/2) eta mu, so Q^T <= exp(-(3/2) eta mu T), which is exp(-3 mu T/(4 beta)) or exp(-L), and Delta exp(-L) <= B with
B = beta^4 rho^2/(mu^3 T^2); and M <= (8 L^2/9) B.
"""
from __future__ import annotations

from typing import Any

from ..statements import Claim
from .deterministic import Delta, N, T, T_positive, a, aligned, b, beta, descent, dot, eta, gradient_error, norm_squared, norm_zero, perturbed, rho, sq, x, y, z
from .exponential import exp, increasing, powers, undone
from .script import Fact, Script, Term, Written, body, call, equal, terms, written
from .tactics import Q as Fraction
from .tactics import by, divide, max_facts, max_split, min_facts, min_split, weak

mu, tau, Q, M, L = terms("mu tau Q M L")
r = beta * rho
gap, next_gap = Term("f(x[t]) - inf(f)", 0), Term("f(x[t+1]) - inf(f)", 0)
RATE = "1 - 2*eta*mu*(1 - eta*beta/2)"
at_zero, at_tau = beta * eta**2 * beta**2 * rho**2 / 2, Q * tau**2 / (2 * mu) - mu * eta**2 * beta**2 * rho**2 / 2
half = Fraction(1, 2)


class Setting:
    """The signs and definitions of the part `any step size`."""

    def __init__(self, p: Script) -> None:
        self.p = p
        self.mu, self.mu_beta, self.rho, self.eta, self.small = (
            p.assume(h) for h in ("mu > 0", "mu <= beta", "rho > 0", "eta > 0", "eta*beta < 1")
        )
        self.beta = by(p, beta > 0, (1, self.mu), (1, self.mu_beta))
        self.sum = by(p, beta + mu > 0, (1, self.beta), (1, self.mu))
        self.inv_mu, self.one_mu = divide(p, mu, self.mu)
        self.inv_room, self.one_room = divide(p, 1 - z, by(p, 1 - z > 0, (1, self.small)))
        self.is_Q = p.assume(equal(Q, RATE))
        self.Q_pos = by(p, Q > 0, (1, self.small, self.small), (1, self.mu_beta, self.eta, self.small), (1, self.mu_beta, self.eta), hints=[(1, self.is_Q)])
        self.Q_below_1 = by(p, Q < 1, (1, self.eta, self.mu, self.small), (1, self.eta, self.mu), hints=[(1, self.is_Q)])
        self.is_tau = p.assume(equal(tau, beta * (beta + mu) * eta * rho / (2 * (1 - z))))
        self.tau_times = by(p, equal(2 * (1 - z) * tau, beta * (beta + mu) * eta * rho), using=[self.one_room], hints=[(2 * (1 - z), self.is_tau)])
        self.tau = by(p, tau > 0, (half, self.beta, self.sum, self.eta, self.rho, self.inv_room), hints=[(1, self.is_tau)])
        self.is_M = p.assume(equal(M, call("max", at_zero, at_tau)))
        zero, full = max_facts(p, at_zero, at_tau)
        self.M_zero, self.M_tau = by(p, M >= at_zero, (1, zero), hints=[(1, self.is_M)]), by(p, M >= at_tau, (1, full), hints=[(1, self.is_M)])
        self.M_nonneg = by(p, M >= 0, (1, self.M_zero), (half, self.beta, eta * beta * rho))


# ---------------------------------------------------------------- one step
def coercive(s: Setting) -> Fact:
    """(mu + beta) rho <a, b - a> >= N (mu beta rho^2 + ||b - a||^2), also where N = 0."""
    p, k = s.p, rho / N
    along, q = perturbed(p), sq(b - a)
    between = p.know("coercive", "f", None, mu, beta, y, x)
    inv_sum, one_sum = divide(p, beta + mu, s.sum)
    turned = by(p, dot(b - a, y - x) >= 0, (1, inv_sum, between), (1, inv_sum, s.mu, s.beta, p.know("square_nonneg", y - x)),
                (1, inv_sum, p.know("square_nonneg", b - a)), hints=[(dot(b - a, y - x), one_sum)])  # fmt: skip
    scaled = by(p, (mu + beta) * k * dot(a, b - a) >= mu * beta * k**2 * N**2 + q, (1, between),
                hints=[(mu + beta, p.dot_zero(along, b - a)), (mu * beta, p.dot_zero(along, y - x)), (mu * beta * k, p.dot_zero(along, a)),
                       (mu * beta * k**2, norm_squared(p))])  # fmt: skip
    goal = (mu + beta) * rho * dot(a, b - a) >= N * (mu * beta * rho**2 + q)
    moved = by(p, goal, (1, p.assume(N > 0), scaled), using=[p.know("inv_eq", N)])
    rests = by(p, goal, (1, s.sum, s.rho, aligned(p, turned)), hints=[(mu * beta * rho**2 + q, norm_zero(p))])
    return p.cases(-N, rests, moved)


def far(s: Setting) -> Fact:
    """Q g >= g+ from N >= tau."""
    p, large = s.p, s.p.assume(N >= tau)
    inv_sum, one_sum = divide(p, beta + mu, s.sum)
    inv_rho, one_rho = divide(p, rho, s.rho)
    weight = s.eta, s.small, inv_sum, inv_rho
    drop = by(p, gap - next_gap >= eta * (1 - z / 2) * sq(a), (1, descent(p)), (1, *weight, coercive(s)),
              (1, *weight, p.know("sqrt_nonneg", sq(a)), s.mu, s.beta, rho), (1, *weight, p.know("square_nonneg", b - a), large),
              using=[one_sum, one_rho], hints=[(eta * sq(b - a) / (beta + mu) / rho, s.tau_times)])  # fmt: skip
    dominance = p.know("gradient_dominance", "f", None, mu, x)
    return by(p, Q * gap >= next_gap, (1, drop), (half, s.eta, dominance), (half, s.eta, s.small, dominance), hints=[(gap, s.is_Q)])


def near(s: Setting) -> Fact:
    """M >= g+ from N < tau."""
    p, lam = s.p, N / tau
    inv_sum, one_sum = divide(p, beta + mu, s.sum)
    inv_rho, one_rho = divide(p, rho, s.rho)
    inv_tau, one_tau = divide(p, tau, s.tau)
    less = by(p, 1 - lam >= 0, (1, inv_tau, p.assume(N < tau)), using=[one_tau])
    some = by(p, lam >= 0, (1, p.know("sqrt_nonneg", sq(a)), inv_tau))
    error = beta * eta**2 * r**2 / 2 * (1 - lam) - eta * (1 - z) * mu * r * N / (beta + mu)
    step = by(p, gap - eta * (1 - z / 2) * sq(a) + error >= next_gap, (1, descent(p)),
              (1, s.eta, s.small, inv_sum, inv_rho, coercive(s)), (half, s.beta, s.eta, s.eta, less, gradient_error(p)),
              using=[one_sum, one_rho, one_tau], hints=[(eta * sq(b - a) * N / (beta + mu) / rho / tau, s.tau_times)])  # fmt: skip
    parabola = by(p, sq(a) / (2 * mu) - eta * (1 - z / 2) * sq(a) + error >= next_gap, (1, step),
                  (half, s.inv_mu, p.know("gradient_dominance", "f", None, mu, x)), using=[s.one_mu])  # fmt: skip
    return by(p, M >= next_gap, (1, parabola), (1, less, s.M_zero), (1, some, s.M_tau), (half, some, less, s.inv_mu, s.Q_pos, tau),
              using=[one_tau, s.one_mu, one_sum],
              hints=[(1 / (2 * mu) - eta * (1 - z / 2), norm_squared(p)), (N**2 / mu, s.is_Q), (eta * mu * r * N / (beta + mu) / tau, s.tau_times)])  # fmt: skip


# ---------------------------------------------------------------- all steps
def all_steps(s: Setting) -> Fact:
    """forall t: max(Q^t Delta, M) >= g_t."""
    p = s.p

    def bound(i: str) -> str:
        return call("max", Q**i * Delta, M) >= Term(f"f(x[{i}]) - inf(f)")

    base = by(p, bound("0"), (1, max_facts(p, Q**"0" * Delta, M)[0]), hints=[(Delta, p.know("pow_zero", Q))])
    new_power, new_floor = max_facts(p, Q**"t+1" * Delta, M)
    shrunk = (1, far(s)), (1, s.Q_pos, p.assume(bound("t")))
    step = p.know("pow_step", Q, p.index("t"))

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        if value is M:
            return by(p, bound("t+1"), (1, new_floor), *shrunk, (1, s.Q_below_1, s.M_nonneg), hints=[(Q, same)])
        return by(p, bound("t+1"), (1, new_power), *shrunk, hints=[(Q, same), (Delta, step)])

    later = p.cases(N - tau, max_split(p, Q**"t" * Delta, M, at), by(p, bound("t+1"), (1, new_floor), (1, near(s))))
    return p.induct("t", bound("t"), base, later)


def floor(s: Setting, goal: str) -> Fact:
    """M <= tau^2/(2 mu)."""
    p, w = s.p, eta * beta * rho / (1 - z)

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        here = by(p, equal(M, value), hints=[(1, s.is_M), (1, same)])
        if value is at_zero:
            squares = (Fraction(1, 8), s.inv_mu, w * (beta - mu)), (half, s.eta, s.beta, s.beta, s.small, w), (half, s.eta, s.beta, s.beta, w)
            room = [(beta * (eta * beta * rho) ** 2 * k, s.one_room) for k in (written(1), (1 - z) / (1 - z))]
            return by(p, goal, *squares, using=[s.one_mu], hints=[(1, here), *room], slack=slack)
        below = (half, s.eta, s.mu, s.small, s.inv_mu, tau), (half, s.eta, s.mu, s.inv_mu, tau), (half, s.mu, eta * beta * rho)
        full = 2 * (1 - z) * tau + beta * (beta + mu) * eta * rho
        return by(p, goal, *below, hints=[(1, here), (tau**2 / mu, s.is_Q), (full / mu / (1 - z) ** 2, s.tau_times)], slack=slack)

    slack = [(s.inv_mu, s.inv_room, s.inv_room, beta * (beta + mu) * eta * rho)]
    return max_split(p, at_zero, at_tau, at)


# ---------------------------------------------------------------- weaker goals
def maximum_in(p: Script, value: Any) -> tuple[Term, Term]:
    """(u, v) of the one term max(u, v) in a polynomial, outside every other atom."""
    ((u, v),) = [atom.args for m, _ in value.items for atom, _ in m if atom.kind == "max"]
    return written(repr(u)), written(repr(v))


def any_step_size(s: Setting, goal: str) -> Fact:
    p = s.p
    bound = p.at(all_steps(s), "t")
    first, second = max_facts(p, *maximum_in(p, p.formula(body(goal)).args[0]))
    power = Q**"t"
    base = by(p, power >= 0, (1,), hints=[(1, p.know("pow_zero", Q))]) if False else powers_nonneg(s)
    slack = [(base, p.know("above_inf", "f", None, Term("x[0]"))), (s.M_nonneg,)]
    last = max_split(p, power * Delta, M, lambda value, same, order: by(
        p, body(goal), (1, bound), (1, second if value is M else first), hints=[(1, same)], slack=slack))  # fmt: skip
    return p.generalize("index", "t", last)


def powers_nonneg(s: Setting) -> Fact:
    """Q^t >= 0."""
    p = s.p
    base = by(p, Q**"0" >= 0, (1,), hints=[(1, p.know("pow_zero", Q))])
    step = by(p, Q**"t+1" >= 0, (1, s.Q_pos, p.assume(Q**"t" >= 0)), hints=[(1, p.know("pow_step", Q, p.index("t")))])
    return p.at(p.induct("t", Q**"t" >= 0, base, step), "t")


NAMES = {"symbols": "hole"}
