"""SAM with the radius rho_t in step t on a smooth strongly convex function, z = eta beta < 1: g_{t+1} <= max{Q g_t, M_t}, with
g_t = f(x_t) - inf f, Q = 1 - 2 eta mu (1 - z/2) and the floor M_t <= C rho_t^2 of the radius rho_t; and for rho_t = rho/(t + 1)
g_{t+1} (1 + e t)^2 <= max{Q Delta, C rho^2}, with e = eta mu (1 - z/2) = (1 - Q)/2, C = beta^2 (beta + mu)^2 eta^2/(8 mu (1 - z)^2).

One step is that of constant radius, far or near.
Induction, n = 1 + e t: Q (n + e)^2 <= n^2, since n^2 - (1 - 2 e)(n + e)^2 = 2 e n (n - 1) + e^2 (4 n - 1 + 2 e) and n >= 1; and
n/(t + 1) <= 1, since e <= 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..statements import Claim
from .det_sc_upper import Q, Setting, at_tau, at_zero, far, floor, gap, inside, mu, near, next_gap, tau, threshold
from .deterministic import Delta, N, beta, eta, radius, rho, with_radii, z
from .script import Fact, Script, Term, body, call, equal, terms, written
from .tactics import by, divide, max_facts, max_split

C, e, M, t = terms("C e M t")
half = Fraction(1, 2)
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
    slack = [(s.inv_mu, s.inv_room, s.inv_room, beta * (beta + mu) * eta * radius)]
    stated = [by(p, body(goal), (1, f), slack=slack) for goal, f in zip((step_goal, floor_goal), both, strict=True)]
    return [p.generalize("index", "t", fact) for fact in stated]


def decaying(s: Setting, goal: str) -> Fact:
    """max(Q Delta, C rho^2) >= g_{t+1} (1 + e t)^2 by induction."""
    p = s.p
    natural = p.know("nat_nonneg", p.index("t"))
    is_radius = p.at(p.assume("forall(t, radius[t] == rho/(t + 1))"), "t")
    is_C = p.assume("C == beta**2*(beta + mu)**2*eta**2/(8*mu*(1 - eta*beta)**2)")
    is_e, rho_pos = p.assume("e == eta*mu*(1 - eta*beta/2)"), p.assume("rho > 0")
    inv_t, one_t = divide(p, t + 1, by(p, t + 1 > 0, (1, natural), (1,)))
    radius_pos = by(p, radius > 0, (1, rho_pos, inv_t), hints=[(1, is_radius)])
    C_nonneg = by(p, C >= 0, (Fraction(1, 8), s.inv_mu, s.inv_room, s.inv_room, beta * (beta + mu) * eta), hints=[(1, is_C)])

    # 0 <= e = (1 - Q)/2 <= 1
    is_rate = by(p, equal(Q, 1 - 2 * e), hints=[(1, s.is_Q), (2, is_e)])
    e_nonneg = by(p, e >= 0, (half, s.Q_below_1), hints=[(half, is_rate)])
    e_small = by(p, 1 - e >= 0, (half, s.Q_pos), (half,), hints=[(half, is_rate)])

    n, later_n = 1 + e * t, 1 + e * (t + 1)
    grown = by(p, n - 1 >= 0, (1, e_nonneg, natural))
    slower = by(
        p,
        n**2 >= Q * later_n**2,
        (2, e_nonneg, grown),
        (2, e_nonneg, grown, grown),
        (4, grown, e),
        (3, e),
        (2, e_nonneg, e),
        hints=[(later_n**2, is_rate)],
    )
    share = n / (t + 1)
    part = by(p, 1 - share >= 0, (1, e_small, natural, inv_t), hints=[(1, one_t)])
    some = by(p, share >= 0, (1, grown, inv_t), (1, inv_t))
    fits = by(
        p,
        C * rho**2 >= C * radius**2 * n**2,
        (1, C_nonneg, rho, part),
        (1, C_nonneg, rho, part, some),
        hints=[(C * (radius + rho / (t + 1)) * n**2, is_radius)],
    )
    fitting = p.generalize("index", "t", fits)
    step = p.generalize("index", "t", p.discharge(bounded_step(s), radius_pos))
    most, (above_start, above_floor) = call("max", Q * Delta, C * rho**2), max_facts(p, Q * Delta, C * rho**2)

    def bound(i: str) -> str:
        return most >= Term(f"(f(x[{i}+1]) - inf(f))") * (1 + e * Term(f"({i})")) ** 2

    def after(i: str, k: Term, shrunk: list[tuple[Any, ...]]) -> Fact:
        """The bound on g_{i+1}, by the cases of the step from g_i; k = 1 + e i."""
        now, floor_now = Term(f"f(x[{i}]) - inf(f)", 0), Term(str(FLOOR).replace("rho", f"radius[{i}]"))

        def at(value: Term, same: Fact, order: Fact) -> Fact:
            below = [(1, above_floor), (1, p.at(fitting, i))] if value is floor_now else shrunk
            return by(p, bound(i), (1, p.at(step, i), k), *below, hints=[(k**2, same), (Term(f"radius[{i}]") ** 2 * k**2, is_C)])

        return max_split(p, Q * now, floor_now, at)

    first = after("0", written(1), [(1, above_start)])
    gap_after = p.know("above_inf", "f", None, Term("x[t+1]"))
    later = after("t+1", later_n, [(1, p.assume(bound("t"))), (1, gap_after, slower)])
    whole = p.at(p.induct("t", bound("t"), first, later), "t")
    start_share, floor_share = max_facts(p, *inside("max", p.formula(body(goal)).args[0]))
    slack = [(s.Q_pos, p.know("above_inf", "f", None, Term("x[0]"))), (C_nonneg, rho)]

    def within(value: Term, same: Fact, order: Fact) -> Fact:
        above = (1, start_share if value is gap_share else floor_share)
        return by(p, body(goal), (1, whole), above, hints=[(1, same)], slack=slack)

    gap_share = Q * Delta
    return p.generalize("index", "t", max_split(p, gap_share, C * rho**2, within))


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
