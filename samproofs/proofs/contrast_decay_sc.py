"""SAM with the radius rho_t in step t on a smooth strongly convex function, z = eta beta < 1: g_{t+1} <= max{Q g_t, M_t}, with
g_t = f(x_t) - inf f, Q = 1 - 2 eta mu (1 - z/2) and the floor M_t <= C rho_t^2 of the radius rho_t; and for rho_t = rho/(t + 1)
g_t <= K/(t + a)^2, with a = 2/(1 - Q), K = max{a^2 Delta, (a + 1)^2 C rho^2}, C = beta^2 (beta + mu)^2 eta^2/(8 mu (1 - z)^2).

One step is that of constant radius, far or near.
Induction, s = t + a: Q (s + 1)^2 <= s^2, since s^2 - Q (s + 1)^2 = 1 + 2 (s + 1)(t + 1)/a; and C rho^2/(t + 1)^2 <= K/(s + 1)^2,
since s + 1 <= (a + 1)(t + 1).
"""

from __future__ import annotations

from fractions import Fraction

from ..statements import Claim
from .det_sc_upper import Q, Setting, at_tau, at_zero, far, floor, gap, mu, near, next_gap, tau, threshold
from .deterministic import Delta, N, beta, eta, radius, rho, with_radii, z
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import by, divide, max_facts, max_split, unit_square

C, a, M, t = terms("C a M t")
FLOOR = beta**2 * (beta + mu) ** 2 * eta**2 * rho**2 / (8 * mu * (1 - z) ** 2)


def one_step(s: Setting) -> Fact:
    """max(Q g, M) >= g+, at the radius rho."""
    p, most = s.p, call("max", Q * gap, M)
    shrunk, floored = max_facts(p, Q * gap, M)
    far_step = by(p, most >= next_gap, (1, shrunk), (1, far(s)))
    return p.cases(N - tau, far_step, by(p, most >= next_gap, (1, floored), (1, near(s))))


def any_radii(s: Setting, step_goal: str, floor_goal: str, claim: Claim) -> list[Fact]:
    """The step and its floor with the radius, the threshold and the floor of each step."""
    p, names = s.p, {"tau": Term("threshold[t]"), "M": Term("floor[t]")}
    definitions = [p.at(p.assume(h), "t") for h in claim.parts[0].given]
    below = floor(s, FLOOR >= M)
    both = [p.discharge(with_radii(p, fact, names), *definitions) for fact in (one_step(s), below)]
    return [p.generalize("index", "t", by(p, body(goal), (1, f))) for goal, f in zip((step_goal, floor_goal), both, strict=True)]


def decaying(s: Setting, goal: str) -> Fact:
    """g_t <= K/(t + a)^2 by induction."""
    p = s.p
    natural = p.know("nat_nonneg", p.index("t"))
    n, inside = t + 1, (a**2 * Delta, (a + 1) ** 2 * C * rho**2)
    K, (K_start, K_floor) = call("max", *inside), max_facts(p, *inside)
    n_pos = by(p, n > 0, (1, natural), (1,))
    inv_n, one_n = divide(p, n, n_pos)
    rho_pos, is_radius, is_C, is_a = (
        p.assume("rho > 0"),
        p.at(p.assume("forall(t, radius[t] == rho/(t + 1))"), "t"),
        p.assume("C == beta**2*(beta + mu)**2*eta**2/(8*mu*(1 - eta*beta)**2)"),
        p.assume("a == 2/(1 - Q)"),
    )
    radius_pos = by(p, radius > 0, (1, rho_pos, inv_n), hints=[(1, is_radius)])
    C_nonneg = by(p, C >= 0, (Fraction(1, 8), s.inv_mu, s.inv_room, s.inv_room, beta * (beta + mu) * eta), hints=[(1, is_C)])
    K_nonneg = by(p, K >= 0, (1, K_floor), (1, C_nonneg, (a + 1) * rho))

    # a > 0 and (1 - Q) a = 2
    shrink_pos = by(p, 1 - Q > 0, (1, s.Q_below_1))
    inv_shrink, one_shrink = divide(p, 1 - Q, shrink_pos)
    a_pos = by(p, a > 0, (2, inv_shrink), hints=[(1, is_a)])
    a_two = by(p, "(1 - Q)*a == 2", using=[one_shrink], hints=[(1 - Q, is_a)])
    inv_a, one_a = divide(p, a, a_pos)
    rate = by(p, equal(Q, 1 - 2 / a), using=[one_a], hints=[(1 / a, a_two)])

    here, there = t + a, t + 1 + a
    there_pos = by(p, there > 0, (1, n_pos), (1, a_pos))
    inv_here, one_here = divide(p, here, by(p, here > 0, (1, natural), (1, a_pos)))
    inv_there, one_there = divide(p, there, there_pos)
    slower = by(p, here**2 >= Q * there**2, (1,), (2, inv_a, there_pos, n_pos), using=[one_a], hints=[(there**2, rate)])
    wider = by(p, (a + 1) * n - there >= 0, (1, a_pos, natural))

    floor_now = beta**2 * (beta + mu) ** 2 * eta**2 * radius**2 / (8 * mu * (1 - z) ** 2)

    def bound(i: str) -> str:
        return K / (Term(f"({i})") + a) ** 2 >= Term(f"f(x[{i}]) - inf(f)")

    unit_here, unit_there = unit_square(p, here, one_here), unit_square(p, there, one_there)
    kept = by(
        p,
        K / there**2 >= Q * K / here**2,
        (1, K_nonneg, inv_here, inv_here, inv_there, inv_there, slower),
        hints=[(K / there**2, unit_here), (Q * K / here**2, unit_there)],
    )
    start = by(p, bound("0"), (1, inv_a, inv_a, K_start), using=[one_a])
    shrunk = (1, s.Q_pos, p.assume(bound("t")))
    smaller = by(
        p,
        (a + 1) ** 2 / there**2 >= 1 / n**2,
        (1, inv_n, inv_n, inv_there, inv_there, wider, wider),
        (2, inv_n, inv_n, inv_there, inv_there, wider, there_pos),
        hints=[((a + 1) ** 2 / there**2, unit_square(p, n, one_n)), (1 / n**2, unit_there)],
    )
    fits = by(
        p,
        K / there**2 >= C * radius**2,
        (1, inv_there, inv_there, K_floor),
        (1, C_nonneg, rho, smaller),
        hints=[(C * (radius + rho / n), is_radius)],
    )

    step = p.discharge(bounded_step(s), radius_pos)

    def at(value: Term, same: Fact, order: Fact) -> Fact:
        below = [(1, fits)] if value is floor_now else [shrunk, (1, kept)]
        return by(p, bound("t+1"), (1, step), *below, hints=[(1, same), (radius**2, is_C)])

    later = max_split(p, Q * gap, floor_now, at)
    return p.induct("t", bound("t"), start, later)


def bounded_step(s: Setting) -> Fact:
    """max(Q g, C rho_t^2) >= g+, with C, the threshold and the floor written out."""
    p = s.p
    most, below = call("max", Q * gap, FLOOR), floor(s, FLOOR >= M)
    shrunk, floored = max_facts(p, Q * gap, FLOOR)
    near_step = by(p, most >= next_gap, (1, floored), (1, below), (1, near(s)))
    step = p.cases(N - tau, by(p, most >= next_gap, (1, shrunk), (1, far(s))), near_step)
    out = p.instantiate(p.instantiate(step, {"M": call("max", at_zero, at_tau)}), {"tau": threshold})
    return with_radii(p, p.cut(out, p.combine("0 == 0")))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    s = Setting(p)
    step, below, *rate = claim.goals["any radii"]
    (bound,) = claim.goals["radii rho/(t + 1)"]
    return {
        "any radii": [
            *any_radii(s, step, below, claim),
            *(by(p, goal, (1, fact)) for goal, fact in zip(rate, (s.Q_pos, s.Q_below_1), strict=True)),
        ],
        "radii rho/(t + 1)": [decaying(s, bound)],
    }


NAMES = {"symbols": "hole tau M"}
