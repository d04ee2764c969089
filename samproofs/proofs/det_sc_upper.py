"""Deterministic SAM on a smooth strongly convex function: g_t <= max{Q^t Delta, M} for z = eta beta < 1, where
g_t = f(x_t) - inf f, Q = 1 - 2 eta mu (1 - z/2), tau = beta (beta + mu) eta rho/(2 (1 - z)), r = beta rho and
M = max{beta eta^2 r^2/2, Q tau^2/(2 mu) - mu eta^2 r^2/2} <= tau^2/(2 mu); and the last iterate for the step size
min{1/(2 beta), 2 L/(3 mu T)}.

Coercivity along the perturbation: (mu + beta) rho <a, b - a> >= N (mu beta rho^2 + ||b - a||^2), N = ||a||.  It pays
for the error of the descent lemma, (beta eta^2/2)||b - a||^2, as far as N reaches tau.
Far step, N >= tau: g+ <= g - eta (1 - z/2) N^2 <= Q g.
Near step, N = lam tau with lam < 1: the part 1 - lam of the error is bounded by r^2, and with g <= N^2/(2 mu) what
results is, up to -lam (1 - lam) Q tau^2/(2 mu), the mean of the two terms of M with weights 1 - lam and lam.
Induction over t with the maximum, since 0 < Q < 1 and M >= 0.
Step size: Q <= 1 - (3/2) eta mu, so Q^T <= exp(-(3/2) eta mu T), which is exp(-3 mu T/(4 beta)) or exp(-L), and
Delta exp(-L) <= B with B = beta^4 rho^2/(mu^3 T^2); and M <= (8 L^2/9) B.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..statements import Claim
from .deterministic import (
    Delta,
    N,
    T,
    T_positive,
    a,
    aligned,
    b,
    beta,
    descent,
    dot,
    eta,
    everywhere,
    gradient_error,
    norm_squared,
    norm_zero,
    perturbed,
    rho,
    sq,
    x,
    y,
    z,
)
from .exponential import exp, increasing, powers, undone
from .script import Fact, Script, Term, body, call, equal, terms, written
from .tactics import by, divide, max_facts, max_split, min_facts, min_split, power_nonneg, weak

mu, tau, Q, M, L = terms("mu tau Q M L")
r = beta * rho
gap, next_gap = Term("f(x[t]) - inf(f)", 0), Term("f(x[t+1]) - inf(f)", 0)
RATE = "1 - 2*eta*mu*(1 - eta*beta/2)"
at_zero, at_tau = beta * eta**2 * beta**2 * rho**2 / 2, Q * tau**2 / (2 * mu) - mu * eta**2 * beta**2 * rho**2 / 2
threshold = beta * (beta + mu) * eta * rho / (2 * (1 - z))
half = Fraction(1, 2)
ratio, B = mu**3 * T**2 * Delta / (beta**4 * rho**2), beta**4 * rho**2 / (mu**3 * T**2)
log, largest, slow = call("ln", ratio), 1 / (2 * beta), 2 * L / (3 * mu * T)
exponent = -Fraction(3, 2) * eta * mu * T


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
        self.Q_pos = by(
            p,
            Q > 0,
            (1, self.small, self.small),
            (1, self.mu_beta, self.eta, self.small),
            (1, self.mu_beta, self.eta),
            hints=[(1, self.is_Q)],
        )
        self.Q_below_1 = by(
            p, Q < 1, (1, self.eta, self.mu, self.small), (1, self.eta, self.mu), hints=[(1, self.is_Q)]
        )
        self.is_tau = p.assume(equal(tau, threshold))
        self.tau_times = by(
            p,
            equal(2 * (1 - z) * tau, beta * (beta + mu) * eta * rho),
            using=[self.one_room],
            hints=[(2 * (1 - z), self.is_tau)],
        )
        self.tau = by(
            p, tau > 0, (half, self.beta, self.sum, self.eta, self.rho, self.inv_room), hints=[(1, self.is_tau)]
        )
        self.is_M = p.assume(equal(M, call("max", at_zero, at_tau)))
        zero, full = max_facts(p, at_zero, at_tau)
        self.M_zero = by(p, at_zero <= M, (1, zero), hints=[(1, self.is_M)])
        self.M_tau = by(p, at_tau <= M, (1, full), hints=[(1, self.is_M)])
        self.M_nonneg = by(p, M >= 0, (1, self.M_zero), (half, self.beta, eta * beta * rho))


# ---------------------------------------------------------------- one step
def coercive(s: Setting) -> Fact:
    """(mu + beta) rho <a, b - a> >= N (mu beta rho^2 + ||b - a||^2), also where N = 0."""
    p, k = s.p, rho / N
    along, q = perturbed(p), sq(b - a)
    between = p.know("coercive", "f", None, mu, beta, y, x)
    inv_sum, one_sum = divide(p, beta + mu, s.sum)
    turned = by(
        p,
        dot(b - a, y - x) >= 0,
        (1, inv_sum, between),
        (1, inv_sum, s.mu, s.beta, p.know("square_nonneg", y - x)),
        (1, inv_sum, p.know("square_nonneg", b - a)),
        hints=[(dot(b - a, y - x), one_sum)],
    )
    scaled = by(
        p,
        (mu + beta) * k * dot(a, b - a) >= mu * beta * k**2 * N**2 + q,
        (1, between),
        hints=[
            (mu + beta, p.dot_zero(along, b - a)),
            (mu * beta, p.dot_zero(along, y - x)),
            (mu * beta * k, p.dot_zero(along, a)),
            (mu * beta * k**2, norm_squared(p)),
        ],
    )
    goal = (mu + beta) * rho * dot(a, b - a) >= N * (mu * beta * rho**2 + q)
    moved = by(p, goal, (1, p.assume(N > 0), scaled), using=[p.know("inv_eq", N)])
    rests = by(p, goal, (1, s.sum, s.rho, aligned(p, turned)), hints=[(mu * beta * rho**2 + q, norm_zero(p))])
    return p.cases(-N, rests, moved)


def far(s: Setting) -> Fact:
    """Q g >= g+ from N >= tau."""
    p, large = s.p, s.p.assume(tau <= N)
    inv_sum, one_sum = divide(p, beta + mu, s.sum)
    inv_rho, one_rho = divide(p, rho, s.rho)
    weight = s.eta, s.small, inv_sum, inv_rho
    drop = by(
        p,
        gap - next_gap >= eta * (1 - z / 2) * sq(a),
        (1, descent(p)),
        (1, *weight, coercive(s)),
        (1, *weight, p.know("sqrt_nonneg", sq(a)), s.mu, s.beta, rho),
        (1, *weight, p.know("square_nonneg", b - a), large),
        using=[one_sum, one_rho],
        hints=[(eta * sq(b - a) / (beta + mu) / rho, s.tau_times)],
    )
    dominance = p.know("gradient_dominance", "f", None, mu, x)
    return by(
        p,
        Q * gap >= next_gap,
        (1, drop),
        (half, s.eta, dominance),
        (half, s.eta, s.small, dominance),
        hints=[(gap, s.is_Q)],
    )


def near(s: Setting) -> Fact:
    """M >= g+ from N < tau."""
    p, lam = s.p, N / tau
    inv_sum, one_sum = divide(p, beta + mu, s.sum)
    inv_rho, one_rho = divide(p, rho, s.rho)
    inv_tau, one_tau = divide(p, tau, s.tau)
    less = by(p, 1 - lam >= 0, (1, inv_tau, p.assume(tau > N)), using=[one_tau])
    some = by(p, lam >= 0, (1, p.know("sqrt_nonneg", sq(a)), inv_tau))
    error = beta * eta**2 * r**2 / 2 * (1 - lam) - eta * (1 - z) * mu * r * N / (beta + mu)
    step = by(
        p,
        gap - eta * (1 - z / 2) * sq(a) + error >= next_gap,
        (1, descent(p)),
        (1, s.eta, s.small, inv_sum, inv_rho, coercive(s)),
        (half, s.beta, s.eta, s.eta, less, gradient_error(p)),
        using=[one_sum, one_rho, one_tau],
        hints=[(eta * sq(b - a) * N / (beta + mu) / rho / tau, s.tau_times)],
    )
    parabola = by(
        p,
        sq(a) / (2 * mu) - eta * (1 - z / 2) * sq(a) + error >= next_gap,
        (1, step),
        (half, s.inv_mu, p.know("gradient_dominance", "f", None, mu, x)),
        using=[s.one_mu],
    )
    return by(
        p,
        next_gap <= M,
        (1, parabola),
        (1, less, s.M_zero),
        (1, some, s.M_tau),
        (half, some, less, s.inv_mu, s.Q_pos, tau),
        using=[one_tau, s.one_mu, one_sum],
        hints=[
            (1 / (2 * mu) - eta * (1 - z / 2), norm_squared(p)),
            (N**2 / mu, s.is_Q),
            (eta * mu * r * N / (beta + mu) / tau, s.tau_times),
        ],
    )


# ---------------------------------------------------------------- all steps
def all_steps(s: Setting) -> Fact:
    """forall t: max(Q^t Delta, M) >= g_t."""
    p = s.p

    def bound(i: str) -> str:
        return call("max", Q**i * Delta, M) >= Term(f"f(x[{i}]) - inf(f)")

    base = by(p, bound("0"), (1, max_facts(p, Q ** "0" * Delta, M)[0]), hints=[(Delta, p.know("pow_zero", Q))])
    new_power, new_floor = max_facts(p, Q ** "t+1" * Delta, M)
    shrunk = (1, everywhere(p, far(s))), (1, s.Q_pos, p.assume(bound("t")))
    step = p.know("pow_step", Q, p.index("t"))

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        if value is M:
            return by(p, bound("t+1"), (1, new_floor), *shrunk, (1, s.Q_below_1, s.M_nonneg), hints=[(Q, same)])
        return by(p, bound("t+1"), (1, new_power), *shrunk, hints=[(Q, same), (Delta, step)])

    later = p.cases(N - tau, max_split(p, Q ** "t" * Delta, M, at), by(p, bound("t+1"), (1, new_floor), (1, everywhere(p, near(s)))))
    return p.induct("t", bound("t"), base, later)


def floor(s: Setting, goal: str) -> Fact:
    """M <= tau^2/(2 mu)."""
    p, w, slack = s.p, eta * r / (1 - z), [(s.inv_mu, s.inv_room, s.inv_room, beta * (beta + mu) * eta * rho)]

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        here = by(p, equal(M, value), hints=[(1, s.is_M), (1, same)])
        if value is at_zero:
            squares = (
                (Fraction(1, 8), s.inv_mu, w * (beta - mu)),
                (half, s.eta, s.beta, s.beta, s.small, w),
                (half, s.eta, s.beta, s.beta, w),
            )
            room = [(beta * (eta * r) ** 2, s.one_room), (beta * (eta * r) ** 2 / (1 - z) * (1 - z), s.one_room)]
            return by(p, goal, *squares, using=[s.one_mu], hints=[(1, here), *room], slack=slack)
        below = (
            (half, s.eta, s.mu, s.small, s.inv_mu, tau),
            (half, s.eta, s.mu, s.inv_mu, tau),
            (half, s.mu, eta * beta * rho),
        )
        return by(
            p,
            goal,
            *below,
            using=[s.one_mu],
            slack=slack,
            hints=[(1, here), (tau**2 / mu, s.is_Q), ((tau + threshold) / mu, s.is_tau)],
        )

    return max_split(p, at_zero, at_tau, at)


# ---------------------------------------------------------------- the claim
def inside(kind: str, value: Any) -> list[Term]:
    """The arguments of the one atom max(...) or exp(...) in a polynomial, not counting those inside other atoms."""
    (atom,) = {atom for m, _ in value.items for atom, _ in m if atom.kind == kind}
    return [written(repr(u)) for u in atom.args]


def any_step_size(s: Setting, goal: str) -> Fact:
    p = s.p
    bound = p.at(all_steps(s), "t")
    first, second = max_facts(p, *inside("max", p.formula(body(goal)).args[0]))
    slack = [(p.at(power_nonneg(p, Q, s.Q_pos), "t"), p.know("above_inf", "f", None, Term("x[0]"))), (s.M_nonneg,)]

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        return by(p, body(goal), (1, bound), (1, second if value is M else first), hints=[(1, same)], slack=slack)

    return p.generalize("index", "t", max_split(p, Q ** "t" * Delta, M, at))


class StepSize:
    """The last iterate for eta = min{1/(2 beta), slow}, slow = 2 L/(3 mu T): the goal g_T <= max{decayed, floor_}."""

    def __init__(self, s: Setting, goal: str) -> None:
        self.s, self.p, self.goal = s, s.p, goal
        p, s = self.p, self.s
        self.start = p.know("above_inf", "f", None, Term("x[0]"))
        self.T = T_positive(p)
        inv_T, self.one_T = divide(p, T, self.T)
        self.inv_beta, self.one_beta = divide(p, beta, s.beta)
        inverses = s.inv_mu, s.inv_mu, s.inv_mu, inv_T, inv_T
        self.B_pos = by(p, B > 0, (1, s.beta, s.beta, s.beta, s.beta, s.rho, s.rho, *inverses))

        is_L = p.assume(equal(L, call("max", 1, log)))
        one, other = max_facts(p, 1, log)
        L_one, self.L_log = by(p, L >= 1, (1, one), hints=[(1, is_L)]), by(p, log <= L, (1, other), hints=[(1, is_L)])
        self.L = by(p, L > 0, (1, L_one), (1,))

        self.is_step = p.assume(equal(eta, call("min", largest, slow)))
        one, other = min_facts(p, largest, slow)
        self.eta_slow = by(p, slow >= eta, (1, other), hints=[(1, self.is_step)])
        self.slow = by(p, slow > 0, (Fraction(2, 3), self.L, s.inv_mu, inv_T))
        at_most = by(p, largest >= eta, (1, one), hints=[(1, self.is_step)])
        self.z_half = by(p, 1 - 2 * z >= 0, (2, at_most, s.beta), using=[self.one_beta])

        self.decayed, self.floor_ = inside("max", p.formula(goal).args[0])
        self.above_decayed, self.above_floor = max_facts(p, self.decayed, self.floor_)
        self.factor_one, self.factor_square = max_facts(p, *inside("max", p.term(self.floor_)))

    def floored(self) -> Fact:
        """M <= (8 L^2/9) B: 1/(1 - z) <= 2, beta + mu <= 2 beta, eta <= slow."""
        p, s = self.p, self.s
        below = floor(s, beta**2 * (beta + mu) ** 2 * eta**2 * rho**2 / (8 * mu * (1 - z) ** 2) >= M)
        two = by(p, 2 - 1 / (1 - z) >= 0, (1, s.inv_room, self.z_half), using=[s.one_room])
        four = by(p, 4 - 1 / (1 - z) ** 2 >= 0, (2, two), (1, s.inv_room, two))
        sums = by(p, 4 * beta**2 >= (beta + mu) ** 2, (2, s.mu_beta, s.beta), (1, s.mu_beta, s.sum))
        steps = by(p, slow**2 >= eta**2, (1, self.eta_slow, s.eta), (1, self.eta_slow, self.slow))
        return by(
            p,
            self.floor_ >= M,
            (1, below),
            (Fraction(1, 8), s.inv_mu, sums, eta * beta * rho / (1 - z)),
            (half, s.inv_mu, four, eta * beta**2 * rho),
            (2, s.inv_mu, steps, beta**2 * rho),
            (1, self.B_pos, self.factor_square),
            slack=[(self.L, self.L, self.B_pos), (self.B_pos,)],
        )

    def power(self) -> Fact:
        """exp(-(3/2) eta mu T) >= Q^T."""
        p, s = self.p, self.s
        small = by(p, 1 - Fraction(3, 2) * eta * mu >= Q, (half, s.eta, s.mu, self.z_half), hints=[(1, s.is_Q)])
        return p.at(powers(p, Q, Fraction(3, 2) * eta * mu, weak(p, s.Q_pos), small), "T")

    def geometric(self, value: Term, chosen: Fact, order: Fact) -> Fact:
        """max{decayed, floor_} >= Q^T Delta, in the case eta = value."""
        p, s = self.p, self.s
        goal = call("max", self.decayed, self.floor_) >= Q ** "T" * Delta
        here = by(p, equal(eta, value), hints=[(1, self.is_step), (1, chosen)])
        shrunk = (1, self.start, self.power())
        if value is slow:
            faster = by(p, exponent <= -L, using=[s.one_mu, self.one_T], hints=[(mu * T, here)])
            exact = [s.one_mu, self.one_T, self.one_beta, divide(p, rho, s.rho)[1]]
            little = by(p, exp(-L) * Delta <= B, (1, self.B_pos, undone(p, ratio, L, self.L_log)), using=exact)
            small = (1, self.start, increasing(p, -L, exponent, faster)), (1, little), (1, self.B_pos, self.factor_one)
            return by(p, goal, shrunk, *small, (1, self.above_floor), slack=[(self.B_pos,)])
        (said,) = inside("exp", p.term(self.decayed))
        room = [(s.mu, self.T, self.inv_beta)]
        faster = by(p, said >= exponent, using=[self.one_beta], hints=[(mu * T, here)], slack=room)
        slower = (1, self.start, increasing(p, said, exponent, faster))
        return by(p, goal, shrunk, slower, (1, self.above_decayed), slack=[(p.know("exp_pos", said), self.start)])

    def last_iterate(self) -> Fact:
        p, s = self.p, self.s
        main = p.at(all_steps(s), "T")
        geometric = min_split(p, largest, slow, self.geometric)

        def at(value: Term, same: Fact, order: Fact) -> Fact:
            below = [(1, self.above_floor), (1, self.floored())] if value is M else [(1, geometric)]
            return by(p, self.goal, (1, main), *below, hints=[(1, same)])

        def positive(value: Term, chosen: Fact, order: Fact) -> Fact:
            size = (1, self.slow) if value is slow else (half, self.inv_beta)
            return by(p, eta > 0, size, hints=[(1, self.is_step), (1, chosen)])

        small = by(p, z < 1, (half, self.z_half), (half,))
        whole = max_split(p, Q ** "T" * Delta, M, at)
        return p.discharge(whole, min_split(p, largest, slow, positive), small)


def without_abbreviations(p: Script, fact: Fact) -> Fact:
    """The fact with M, Q and tau written out, when its conclusion does not speak of them."""
    out = p.instantiate(
        p.instantiate(fact, {"M": call("max", at_zero, at_tau)}), {"Q": written(RATE), "tau": threshold}
    )
    return p.cut(out, p.combine("0 == 0"))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    s = Setting(p)
    every, below, *rate = claim.goals["any step size"]
    (chosen,) = claim.goals["step size for T steps"]
    return {
        "any step size": [
            any_step_size(s, every),
            floor(s, below),
            *(by(p, goal, (1, fact)) for goal, fact in zip(rate, (s.Q_pos, s.Q_below_1), strict=True)),
        ],
        "step size for T steps": [without_abbreviations(p, StepSize(s, chosen).last_iterate())],
    }


NAMES = {"symbols": "hole"}
