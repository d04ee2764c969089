"""Deterministic SAM on a quadratic f = (k/2)(x - c)^2: with d = x - c, one step is d+ = (1 - eta k) d - eta k rho sign(d).

Two-cycle (0 < z = eta beta < 2, k = beta): R = z rho/(2 - z) goes to -R and back, so the gap is (beta/2) R^2 for ever.
Large steps (z >= 2): |d+| = (z - 1)|d| + z rho, so the distance grows by z rho at least.
Every step size: if eta mu T >= 1, the two-cycle or the divergence give the bound.  Otherwise k = mu, and d + rho shrinks by the factor
1 - eta mu at most; (1 - eta mu)^T >= 1/4 for eta mu T < 1 and T >= 2, by four terms of the binomial sum.
"""

from __future__ import annotations

from collections.abc import Callable

from ..statements import Claim
from .one_dimensional import (
    beta,
    eta,
    g,
    infimum,
    perturbed,
    rho,
    slope,
    smooth,
    stays,
    stepped,
    strongly_convex,
    value,
    virtual_gradient,
    x,
    x_next,
)
from .script import Fact, Script, Term, body, call, equal, terms, written
from .tactics import Q, absolute_square, by, choice, contract, contradiction, divide, max_facts, positive_root, root_order, weak

NAMES = {"symbols": "hole"}
mu, k, c, T, t = terms("mu k c T t")
d, d_next = x - c, x_next - c


z = eta * k
R = eta * k * rho / (2 - eta * k)


class Quadratic:
    """What is known of f = (k/2)(u - c)^2 under k > 0, rho > 0, eta > 0."""

    def __init__(self, p: Script, definition: str) -> None:
        self.p, self.definition = p, definition
        self.k, self.rho, self.eta = (p.assume(f"{name} > 0") for name in ("k", "rho", "eta"))

    def slope(self) -> Fact:
        return slope(self.p, self.definition, x)

    def step(self, sign: int) -> Fact:
        """Where sign d > 0: x+ = x - eta G(x), G the virtual gradient that SymPy derives from f on that side."""
        p = self.p
        side = p.assume(d > 0 if sign > 0 else -d > 0)
        gradient_sign = by(p, g > 0 if sign > 0 else -g > 0, (1, self.k, side), hints=[(1, self.slope())])
        moved = stepped(p, self.definition, perturbed(p, sign, gradient_sign), x + rho * sign)
        return by(p, equal(x_next, x - eta * virtual_gradient("quadratic", sign, beta=k, x=x)), hints=[(1, moved)])

    def rest(self) -> Fact:
        """Where d = 0: x+ = x."""
        p = self.p
        zero = p.assume(equal(d, 0))
        flat = by(p, equal(g, 0), hints=[(1, self.slope()), (k, zero)])
        moved = stepped(p, self.definition, stays(p, flat), x)
        return by(p, equal(x_next, x), hints=[(1, moved), (eta * k, zero)])

    def by_side(self, prove: Callable[[int, Fact, Fact], Fact], at_rest: Fact) -> Fact:
        """phi by the sides of c: prove(sign, sign d > 0, x+ = ...), and phi in the case d = 0 (assumed as an equation)."""
        p = self.p
        right, left = (prove(s, p.assume(d > 0 if s > 0 else -d > 0), self.step(s)) for s in (1, -1))
        zero = p.antisym(p.assume(d >= 0), p.assume(-d >= 0))
        return p.cases(d, p.cases(-d, p.discharge(at_rest, zero), right), left)

    def gap(self, i: str) -> Fact:
        """f(x[i]) - inf f = (k/2)(x[i] - c)^2: the infimum is 0, the value at c."""
        p, u, at = self.p, Term("u"), Term(f"x[{i}]")
        above = by(p, Term("f(u)") >= 0, (Q(1, 2), self.k, u - c), hints=[(1, value(p, self.definition, u))])
        _, least = infimum(
            p, self.definition, written(0), above, c, by(p, equal(Term("f(c)"), 0), hints=[(1, value(p, self.definition, c))])
        )
        return by(p, equal(Term(f"f(x[{i}]) - inf(f)"), k / 2 * (at - c) ** 2), hints=[(1, value(p, self.definition, at)), (1, least)])

    def classes(self) -> list[Fact]:
        """f is beta-smooth and mu-strongly convex, from mu <= k <= beta."""
        p, most, least = self.p, self.p.assume("k <= beta"), self.p.assume("k >= mu")
        upper, lower = by(p, beta >= k, (1, most)), by(p, beta >= -k, (1, most), (2, self.k))
        return [smooth(p, self.definition, beta, upper, lower), strongly_convex(p, self.definition, mu, by(p, k >= mu, (1, least)))]


# ---------------------------------------------------------------- the two-cycle, for eta k < 2
def cycle(q: Quadratic) -> tuple[Fact, Fact]:
    """forall t: (x_t - c)^2 = R^2, and x_{t+1} - c = -(x_t - c) for a schematic t, from x_0 = c + R, R = z rho/(2 - z)."""
    p = q.p
    inv_room, one_room = divide(p, 2 - z, by(p, 2 - z > 0, (1, p.assume(z < 2))))
    R_pos = by(p, R > 0, (1, q.eta, q.k, q.rho, inv_room))
    R_times = by(p, equal((2 - z) * R, z * rho), hints=[(z * rho, one_room)])

    def invariant(i: str) -> str:
        return equal(Term(f"(x[{i}] - c)**2", 2), R**2)

    here = p.assume(invariant("t"))

    def flip(sign: int, side: Fact, step: Fact) -> Fact:
        """On each side sign d = R, and d+ = -d."""
        e = d * sign
        large = root_order(p, e, R, by(p, e * e >= R * R, hints=[(1, here)]), weak(p, side))
        small = root_order(p, R, e, by(p, e * e <= R * R, hints=[(1, here)]), weak(p, R_pos))
        return by(p, equal(d_next, -d), hints=[(1, step), (2 - z, p.antisym(large, small)), (1, R_times)])

    never = by(p, -R * R >= 0, hints=[(1, here), (d, p.assume(equal(d, 0)))])
    impossible = by(p, R * R > 0, (1, R_pos, R_pos))
    difference = d_next + d
    rest = p.antisym(*(contradiction(p, never, impossible, e >= 0) for e in (difference, -difference)))
    flipped = q.by_side(flip, by(p, equal(d_next, -d), hints=[(1, rest)]))
    base = by(p, invariant("0"), hints=[(Term("x[0] - c", 0) + R, p.assume(equal(Term("x[0]"), c + R)))])
    step = by(p, invariant("t+1"), hints=[(1, here), (d_next - d, flipped)])
    squares = p.induct("t", invariant("t"), base, step)
    return squares, p.cut(flipped, p.at(squares, "t"))


def two_cycle(q: Quadratic, claim: Claim) -> list[Fact]:
    p = q.p
    squares, flipped = cycle(q)
    *_, turn, back, exact, bound = claim.goals["two-cycle"]
    turned = p.generalize("index", "t", by(p, body(turn), hints=[(1, flipped)]))
    again = p.instantiate(flipped, indices={"t": "t+1"})
    period = p.generalize("index", "t", by(p, body(back), hints=[(1, flipped), (1, again)]))
    gap = by(p, body(exact), hints=[(1, q.gap("t")), (k, p.at(squares, "t"))])
    return [*q.classes(), turned, period, p.generalize("index", "t", gap), p.generalize("index", "t", cycle_bound(q, gap, body(bound)))]


def cycle_bound(q: Quadratic, gap: Fact, goal: str) -> Fact:
    """R >= z rho/2, so a gap equal to (k/2) R^2 is at least eta^2 k^3 rho^2/8."""
    p = q.p
    inv_room, one_room = divide(p, 2 - z, by(p, 2 - z > 0, (1, p.assume(z < 2))))
    half = by(p, z * rho / 2 <= R, (Q(1, 2), q.eta, q.k, q.eta, q.k, q.rho, inv_room), hints=[(z * rho, one_room)])
    return by(
        p,
        goal,
        (Q(1, 2), q.k, half, half),
        (Q(1, 2), q.k, q.eta, q.k, q.rho, half),
        hints=[(1, gap)],
        slack=[(q.eta, q.eta, q.k, q.k, q.k, rho)],
    )


# ---------------------------------------------------------------- large steps, eta k >= 2
def spreading(q: Quadratic) -> Fact:
    """forall t: |d_t| >= |d_0| + z rho t, from |d_0| > 0 and z >= 2."""
    p, size = q.p, call("abs", d)
    large = p.assume(z >= 2)

    def invariant(i: str) -> str:
        return Term(f"abs(x[{i}] - c)") >= Term("abs(x[0] - c)") + z * rho * Term(f"({i})")

    here = p.assume(invariant("t"))
    far = by(p, size > 0, (1, here), (1, p.assume("abs(x[0] - c) > 0")), (1, q.eta, q.k, q.rho, p.know("nat_nonneg", p.index("t"))))
    minus, plus = max_facts(p, d_next, -d_next)[::-1]

    def spread(sign: int, side: Fact, step: Fact) -> Fact:
        """-sign d+ = (z - 1) |d| + z rho."""
        e = d * sign
        bigger = by(p, e >= -e, (2, weak(p, side)))
        norm = p.cut(p.know("max_left", d, -d), bigger) if sign > 0 else p.cut(p.know("max_right", d, -d), bigger)
        return by(p, invariant("t+1"), (1, minus if sign > 0 else plus), (1, here), (1, large, side), hints=[(1, step), (1, norm)])

    zero = p.assume(equal(d, 0))
    norm = p.cut(p.know("max_left", d, -d), by(p, d >= -d, hints=[(1, zero)]))
    never = by(p, -size >= 0, hints=[(1, norm), (1, zero)])
    rest = contradiction(p, never, far, invariant("t+1"))
    return p.induct("t", invariant("t"), by(p, invariant("0")), q.by_side(spread, rest))


def large_steps(q: Quadratic, goal: str) -> Fact:
    p = q.p
    growth = (q.eta, q.k, q.rho, p.know("nat_nonneg", p.index("t")))
    return p.generalize("index", "t", by(p, body(goal), (1, p.at(spreading(q), "t")), slack=[growth]))


# ---------------------------------------------------------------- every step size
def quarter(p: Script) -> Fact:
    """(1 - delta)^T >= 1/4 for delta = eta mu, delta T < 1, T >= 2, from (1 - delta)^t >= 1 - t delta + C(t,2) delta^2 - C(t,3) delta^3."""
    delta, rate = eta * mu, 1 - eta * mu
    small, two = p.assume("eta*mu*T < 1"), p.assume("T >= 2")
    delta_pos = by(p, delta > 0, (1, p.assume("eta > 0"), p.assume("mu > 0")))
    T_pos = by(p, T > 0, (1, two), (2,))
    tau, one_T = Term("1/T", 1), divide(p, T, T_pos)[1]
    tau_pos = divide(p, T, T_pos)[0]
    below_1 = by(p, rate > 0, (1, small), (1, delta_pos, by(p, T >= 1, (1, two), (1,))))

    def nonneg(goal: Callable[[str], Term], step: Callable[[Fact], tuple[object, ...]]) -> Fact:
        base, here = by(p, goal("0") >= 0), p.assume(goal("t") >= 0)
        return p.induct("t", goal("t") >= 0, base, by(p, goal("(t+1)") >= 0, step(here)))

    natural = p.know("nat_nonneg", p.index("t"))
    after = by(p, t + 1 >= 0, (1, natural), (1,))
    pairs = nonneg(lambda i: Term(f"{i}*({i} - 1)", 1), lambda here: (1, after, natural))
    triples = nonneg(lambda i: Term(f"{i}*({i} - 1)*({i} - 2)", 1), lambda here: (1, after, p.at(pairs, "t")))

    def bonferroni(i: str) -> str:
        n = Term(f"({i})")
        sum_ = 1 - n * delta + n * (n - 1) / 2 * delta**2 - n * (n - 1) * (n - 2) / 6 * delta**3
        return call("pow", rate, Term(i)) >= sum_

    base = by(p, bonferroni("0"), hints=[(1, p.know("pow_zero", rate))])
    step = by(
        p,
        bonferroni("t+1"),
        (1, below_1, p.assume(bonferroni("t"))),
        (Q(1, 6), p.at(triples, "t"), delta**2),
        hints=[(1, p.know("pow_step", rate, p.index("t")))],
    )
    at_T = p.at(p.induct("t", bonferroni("t"), base, step), "T")
    s = delta * T
    s_pos, rest = by(p, s > 0, (1, delta_pos, T_pos)), by(p, 1 - s > 0, (1, small))
    half = by(p, 1 - 2 * tau >= 0, (1, tau_pos, two), using=[one_T])
    most = by(p, 1 - tau >= 0, (1, half), (1, tau_pos))
    cubic = by(p, 1 + s + s**2 > 0, (1,), (1, s_pos), (1, s_pos, s_pos))
    return by(
        p,
        call("pow", rate, T) >= Q(1, 4),
        (1, at_T),
        (Q(1, 2), 1 - s),
        (Q(1, 2), rest, tau_pos),
        (Q(1, 2), rest, s_pos, tau_pos),
        (Q(1, 6), rest, cubic, most, half),
        (Q(1, 12), half),
        (Q(1, 6), half, tau_pos),
        using=[one_T],
    )


def slow(q: Quadratic) -> Fact:
    """d_T >= (d_0 - 3 rho)/4 for eta mu T < 1, T >= 2, k = mu and d_0 > 0: d + rho shrinks by the factor 1 - eta mu at most."""
    p, same = q.p, q.p.assume("k == mu")
    rate = 1 - eta * mu
    goal = d_next >= (1 - z) * d - z * rho

    def bounded(sign: int, side: Fact, step: Fact) -> Fact:
        return by(p, goal, *([] if sign > 0 else [(2, q.eta, q.k, q.rho)]), hints=[(1, step)])

    zero = p.assume(equal(d, 0))
    rest = by(p, goal, (1, q.eta, q.k, q.rho), hints=[(1, q.rest()), (z, zero)])
    below = q.by_side(bounded, rest)
    shrink = by(p, rate * -(d + rho) >= -(d_next + rho), (1, below), hints=[(eta * (d + rho), same)])
    rate_nonneg = by(
        p, rate >= 0, (1, p.assume("eta*mu*T < 1")), (1, q.eta, p.assume("mu > 0"), by(p, T >= 1, (1, p.assume("T >= 2")), (1,)))
    )
    all_t = contract(p, "t", shrink, rate, rate_nonneg, lambda i: Term(f"(-(x[{i}] - c + rho))"))
    start = by(p, "x[0] - c + rho > 0", (1, p.assume("x[0] - c > 0")), (1, q.rho))
    return by(p, "x[T] - c >= (x[0] - c - 3*rho)/4", (1, p.at(all_t, "T")), (1, start, quarter(p)))


def every_step_size(q: Quadratic, claim: Claim) -> list[Fact]:
    p = q.p
    *_, bound = claim.goals["every step size"]
    k_choice, x_choice = (p.assume(h) for h in claim.parts[2].given[1:])
    enough, early = eta * mu * T - 1, 3 * rho + 2 * (beta / mu) * call("sqrt", beta / mu) * rho / T
    far, circle = beta * rho / (2 * mu * T), eta * beta * rho / (2 - eta * beta)
    over = eta * beta - 2
    large = call("choose", over, far, circle)
    start = Term("x[0] - c", 0)

    two, mu_pos, mu_beta, rho_pos, eta_pos = (p.assume(h) for h in ("T >= 2", "mu > 0", "mu <= beta", "rho > 0", "eta > 0"))
    beta_pos = by(p, beta > 0, (1, mu_pos), (1, mu_beta))
    T_pos = by(p, T > 0, (1, two), (2,))
    inv_T, one_T = divide(p, T, T_pos)
    inv_mu, one_mu = divide(p, mu, mu_pos)

    def curvature(first: bool) -> Fact:
        value_ = beta if first else mu
        return by(p, equal(k, value_), hints=[(1, k_choice), (1, choice(p, enough, beta, mu, first))])

    def facts_on_k(same: Fact, value_: Term) -> list[Fact]:
        positive_k = by(p, "k > 0", (1, beta_pos if value_ is beta else mu_pos), hints=[(1, same)])
        least = by(p, k >= mu, *([(1, mu_beta)] if value_ is beta else []), hints=[(1, same)])
        most = by(p, beta >= k, *([] if value_ is beta else [(1, mu_beta)]), hints=[(1, same)])
        return [positive_k, least, most]

    def by_time(prove: Callable[[bool, Fact, list[Fact]], Fact]) -> Fact:
        """phi by the cases eta mu T >= 1 (k = beta) and eta mu T < 1 (k = mu)."""
        sides = []
        for first in (True, False):
            same = curvature(first)
            sides.append(prove(first, same, facts_on_k(same, beta if first else mu)))
        return p.cases(enough, *sides)

    def in_class(of_k: Fact) -> Fact:
        return by_time(lambda first, same, known: p.discharge(of_k, *known))

    classes = map(in_class, q.classes())

    def in_time(same: Fact, known: list[Fact]) -> Fact:
        """eta mu T >= 1 and k = beta: divergence or two-cycle."""
        reach = p.assume(enough >= 0)
        outer = choice(p, enough, large, early, True)
        z_same = by(p, equal(z, eta * beta), hints=[(eta, same)])
        # divergence
        at_far = by(p, equal(start, far), hints=[(1, x_choice), (1, outer), (1, choice(p, over, far, circle, True))])
        far_pos = by(p, far > 0, (Q(1, 2), beta_pos, rho_pos, inv_mu, inv_T))
        size = by(p, "abs(x[0] - c) >= x[0] - c", (1, max_facts(p, start, -start)[0]))
        moved = by(p, "abs(x[0] - c) > 0", (1, size), (1, far_pos), hints=[(1, at_far)])
        wide = by(p, z >= 2, (1, p.assume(over >= 0)), hints=[(1, z_same)])
        end = call("abs", Term("x[T] - c"))
        spread = p.at(p.discharge(spreading(q), known[0], moved, wide), "T")
        h = by(
            p,
            end - far >= 0,
            (1, spread),
            (1, size),
            (1, eta_pos, known[0], rho_pos, p.know("nat_nonneg", p.index("T"))),
            hints=[(1, at_far)],
        )
        gap = p.discharge(q.gap("T"), known[0])
        square = absolute_square(p, Term("x[T] - c", 0))
        diverged = by(
            p,
            bound,
            (Q(1, 2), beta_pos, h, h),
            (1, beta_pos, far_pos, h),
            hints=[(1, gap), (k, square), (end * end, same)],
            slack=[(beta_pos, beta_pos, beta_pos, inv_mu, inv_mu, inv_T, inv_T, rho)],
        )
        # two-cycle
        at_circle = by(p, equal(Term("x[0]"), c + circle), hints=[(1, x_choice), (1, outer), (1, choice(p, over, far, circle, False))])
        at_R = p.rewrite(
            beta,
            k,
            by(p, equal(beta, k), hints=[(1, same)]),
            at_circle,
            equal(Term("x[0]"), c + eta * Term("hole") * rho / (2 - eta * Term("hole"))),
        )
        room = by(p, z < 2, (1, p.assume(-over > 0)), hints=[(1, z_same)])
        squares, _ = cycle(q)
        exact = by(p, equal("f(x[T]) - inf(f)", k / 2 * R**2), hints=[(1, q.gap("T")), (k, p.at(squares, "T"))])
        cycled = p.discharge(cycle_bound(q, exact, Term("f(x[T]) - inf(f)") >= eta**2 * k**3 * rho**2 / 8), known[0], at_R, room)
        inv_eta = by(p, eta >= 1 / (mu * T), (1, inv_mu, inv_T, reach), using=[one_mu, one_T])
        cube = eta**2 * rho**2
        inside = by(
            p,
            bound,
            (1, cycled),
            (Q(1, 8), beta_pos, beta_pos, beta_pos, rho, inv_eta, inv_eta),
            (Q(1, 4), beta_pos, beta_pos, beta_pos, rho, inv_eta, inv_mu, inv_T),
            hints=[(cube * k**2, same), (cube * k * beta, same), (cube * beta**2, same)],
            slack=[(beta_pos, beta_pos, beta_pos, inv_mu, inv_mu, inv_T, inv_T, rho)],
        )
        return p.cases(over, diverged, inside)

    def too_slow(same: Fact, known: list[Fact]) -> Fact:
        """eta mu T < 1 and k = mu: x_T has not come close."""
        short = by(p, "eta*mu*T < 1", (1, p.assume(-enough > 0)))
        at_early = by(p, equal(start, early), hints=[(1, x_choice), (1, choice(p, enough, large, early, False))])
        ratio = by(p, beta / mu > 0, (1, beta_pos, inv_mu))
        root, root_pos = call("sqrt", beta / mu), positive_root(p, beta / mu, ratio)
        root_square = p.cut(p.know("sqrt_sq", beta / mu), weak(p, ratio))
        away = by(p, "x[0] - c > 0", (3, rho_pos), (2, beta_pos, inv_mu, root_pos, rho_pos, inv_T), hints=[(1, at_early)])
        end, h = Term("x[T] - c", 0), beta / mu * root * rho / (2 * T)
        reached = p.discharge(slow(q), same, known[0], short, away)
        more = by(p, end - h >= 0, (1, reached), hints=[(1, at_early)])
        gap = p.discharge(q.gap("T"), known[0])
        h_pos = by(p, h > 0, (Q(1, 2), beta_pos, inv_mu, root_pos, rho_pos, inv_T))
        return by(
            p,
            bound,
            (Q(1, 2), mu_pos, more, more),
            (1, mu_pos, h_pos, more),
            using=[one_mu],
            hints=[(1, gap), (end * end, same), (mu * (beta / mu) ** 2 * rho**2 / T**2, root_square)],
            slack=[(beta_pos, beta_pos, beta_pos, inv_mu, inv_mu, inv_T, inv_T, rho)],
        )

    return [*classes, by_time(lambda first, same, known: (in_time if first else too_slow)(same, known))]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    q = Quadratic(p, claim.constructed["f"])
    least = p.assume("k >= mu")
    positive_k = by(p, "k > 0", (1, p.assume("mu > 0")), (1, least))
    return {
        "two-cycle": [p.discharge(f, positive_k) for f in two_cycle(q, claim)],
        "large steps diverge": [p.discharge(large_steps(q, *claim.goals["large steps diverge"]), positive_k)],
        "every step size": every_step_size(q, claim),
    }
