"""SAM with the radius rho_t in step t on f = (beta/2)(x - c)^2: with d = x - c and z = eta beta, one step is
d+ = (1 - z) d - z rho_t sign(d), so |d+| <= |1 - z||d| + z |rho_t|.

For rho_t = rho/n with n = t + 1, and z <= 1: |d_t| w <= C with w = 2 + z t and C = 2 max(|d_0|, 2 rho), by induction,
since C >= 4 rho and 4 n (w - 1 + z) - w (w + z) = 2 (2 n - w)(w - 1 + z) + w (w + z - 2) >= 0.
"""

from __future__ import annotations

from ..statements import Claim
from .one_dimensional import STEP, beta, eta, g, rho, slope, x, x_next, y
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import absolute_below, by, divide, max_facts, weak
from .variants import normalised, signed, size, size_bound, size_nonneg, unmoved

NAMES = {"symbols": "hole"}
PERTURBATION = "forall(t, y[t] == x[t] + radius[t]*grad(f, x[t])/norm(grad(f, x[t])))"
c, t, radius = terms("c t radius[t]")
d, d_next = x - c, x_next - c
z, e = eta * beta, call("abs", d)
start = Term("abs(x[0] - c)")


def one_step(p: Script, definition: str, z_pos: Fact) -> Fact:
    """|d+| <= |1 - z||d| + z |rho_t|."""
    beta_pos, update, at = p.assume("beta > 0"), p.at(p.assume(PERTURBATION), "t"), slope(p, definition, x)
    bound = call("abs", 1 - z) * e + z * call("abs", radius)
    (above, below), (plus, minus) = max_facts(p, 1 - z, -(1 - z)), max_facts(p, radius, -radius)
    step = [(1, p.at(p.assume(STEP), "t")), (eta, slope(p, definition, y))]

    def moves(sign: int) -> Fact:
        side = p.assume(d > 0 if sign > 0 else -d > 0)
        moved = normalised(p, update, radius, sign, by(p, signed(g, sign) > 0, (1, beta_pos, side), hints=[(1, at)]))
        hints = [*step, (z, moved), (call("abs", 1 - z), size(p, d, sign, weak(p, side)))]
        along = by(p, bound >= signed(d_next, sign), (1, side, above), (1, z_pos, minus), hints=hints)
        against = by(p, bound >= signed(d_next, -sign), (1, side, below), (1, z_pos, plus), hints=hints)
        return size_bound(p, d_next, sign, bound, along, against)

    zero = p.assume(equal(d, 0))
    still = unmoved(p, update, radius, by(p, equal(g, 0), hints=[(1, at), (beta, zero)]))
    nonneg = by(p, bound >= 0, (1, size_nonneg(p, 1 - z), size_nonneg(p, d)), (1, z_pos, size_nonneg(p, radius)))
    rest = absolute_below(
        p,
        d_next,
        bound,
        *(
            by(p, bound >= signed(d_next, s), (1, nonneg), hints=[*step, (z, still), (1, zero), (z, zero)])
            for s in (1, -1)
        ),
    )
    nothing = p.antisym(p.assume(d >= 0), p.assume(-d >= 0))
    return p.cases(d, p.cases(-d, p.discharge(rest, nothing), moves(1)), moves(-1))


def decaying(p: Script, step: Fact, z_pos: Fact, goal: str) -> Fact:
    """|d_t| (2 + z t) <= C."""
    small, rho_pos, natural = p.assume("eta*beta <= 1"), p.assume("rho > 0"), p.know("nat_nonneg", p.index("t"))
    C, n, w = 2 * call("max", start, 2 * rho), t + 1, 2 + z * t
    above_start, above_rho = max_facts(p, start, 2 * rho)
    inv_n, one_n = divide(p, n, by(p, n > 0, (1, natural), (1,)))
    inv_w, one_w = divide(p, w, by(p, w > 0, (1, z_pos, natural), (2,)))
    is_radius = p.at(p.assume("forall(t, radius[t] == rho/(t + 1))"), "t")
    radius_size = size(p, radius, 1, by(p, radius >= 0, (1, rho_pos, inv_n), hints=[(1, is_radius)]))
    factor = size(p, 1 - z, 1, by(p, 1 - z >= 0, (1, small)))
    one = by(
        p,
        call("abs", d_next) <= (1 - z) * e + z * rho / n,
        (1, step),
        hints=[(e, factor), (z, radius_size), (z, is_radius)],
    )

    def invariant(i: str) -> str:
        return Term(f"abs(x[{i}] - c)") * (2 + z * Term(f"({i})")) <= C

    after = by(p, w + z > 0, (1, z_pos, natural), (1, z_pos), (2,))
    reach = by(p, w - 1 + z > 0, (1, z_pos, natural), (1, z_pos), (1,))
    margin = by(
        p,
        4 * n * (w - 1 + z) >= w * (w + z),
        (2, by(p, 2 * n - w >= 0, (1, small, natural), (1, natural)), reach),
        (1, by(p, w >= 0, (1, z_pos, natural), (2,)), z_pos, natural),
        (1, by(p, w >= 0, (1, z_pos, natural), (2,)), z_pos),
    )
    gain = by(
        p,
        C * (w - 1 + z) >= w * (w + z) * rho / n,
        (2, above_rho, reach),
        (1, rho_pos, inv_n, margin),
        hints=[(4 * rho * (w - 1 + z), one_n)],
    )
    next_ = by(
        p,
        invariant("t+1"),
        (1, after, one),
        (1, after, small, inv_w, p.assume(invariant("t"))),
        (1, z_pos, inv_w, gain),
        hints=[((w + z) * (1 - z) * e, one_w), (z * (w + z) * rho / n, one_w), (C, one_w)],
    )
    all_t = p.induct("t", invariant("t"), by(p, invariant("0"), (2, above_start)), next_)
    slack = [(by(p, C > 0, (2, above_rho), (4, rho_pos)),), (size_nonneg(p, d),)]
    return p.generalize("index", "t", by(p, body(goal), (1, p.at(all_t, "t")), slack=slack))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    step_part, radii = claim.parts
    z_pos = by(p, z > 0, (1, p.assume("eta > 0"), p.assume("beta > 0")))
    step = one_step(p, claim.constructed["f"], z_pos)
    slack = [(size_nonneg(p, 1 - z), size_nonneg(p, d)), (z_pos, size_nonneg(p, radius))]
    return {
        step_part.name: [p.generalize("index", "t", by(p, body(step_part.then[0]), (1, step), slack=slack))],
        radii.name: [decaying(p, step, z_pos, radii.then[0])],
    }
