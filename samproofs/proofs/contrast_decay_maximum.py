"""SAM with decaying radius on the sinusoid: a trap around a maximum.

Let D be the phase measured from a maximum, z = eta beta, and phi = 5 pi r/(3 rho) <= pi the radius r as a phase.  For
0 < |D| < phi the perturbed point lies on the other slope, and |D| becomes |D| - z sin(phi - |D|), with the sign of D.
Let 0 < z < lam < 1, and for the next radius z phi <= lam phi' and z sin((1 - lam) phi) >= lam (phi - phi').  Then
|D| <= lam phi gives |D+| <= lam phi': downwards since sin v <= v; upwards since |D| - z sin(phi - |D|) is largest at
|D| = lam phi, as sin u - sin v <= v - u on [0, pi].
For the radii rho/n with n = t + t0 + 1 both conditions hold from an explicit t0 on, by sin u >= 2 u/pi on [0, pi/2].
"""

from __future__ import annotations

from ..statements import Claim
from .one_dimensional import beta, eta, g, rho, x, y
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import Q, absolute_below, by, divide, weak
from .trigonometry import pi, sin
from .variants import (
    B,
    Extremum,
    normalised,
    phase,
    signed,
    sin_chord,
    sin_drop,
    size,
    size_bound,
    theta,
    unmoved,
)

NAMES = {"symbols": "hole"}
lam, r, r_next, t0, t, m = terms("lam r r_next t0 t m")
z = eta * beta


def perturbation(radius: Term) -> str:
    return equal(y, x + radius * g / call("norm", g))


class Trap:
    """The neighbourhood |D| <= lam phi of a maximum."""

    def __init__(self, p: Script, definition: str) -> None:
        self.p, self.at = p, Extremum(p, definition, 1)
        self.D, self.next = self.at.D(), self.at.D("t+1")
        self.z_pos = by(p, z > 0, (1, self.at.eta, self.at.beta))
        self.z_below, self.lam_below = p.assume(z < lam), p.assume(lam < 1)
        self.lam_pos = by(p, lam > 0, (1, self.z_pos), (1, self.z_below))

    def inside(self, i: str, radius: Term) -> str:
        return call("abs", self.at.D(i)) <= lam * phase(radius)

    # -------------------------------------------------------- one step
    def reach(self) -> Fact:
        """z phi <= lam phi'."""
        return self.p.assume(z * phase(r) <= lam * phase(r_next))

    def next_trap(self) -> list[tuple[object, ...]]:
        """lam phi' > 0, as a sum of products."""
        return [(1, self.reach()), (Q(5, 3), self.z_pos, self.at.trig.pi_pos, self.p.assume(r > 0), self.at.inv_rho)]

    def one_step(self) -> Fact:
        """|D_{t+1}| <= lam phi', from |D_t| <= lam phi and the two conditions."""
        p, at, D = self.p, self.at, self.D
        phi, phi_next, goal = phase(r), phase(r_next), self.inside("t+1", r_next)
        away = x - 3 * rho * theta / (5 * pi)
        r_pos, far = p.assume(r > 0), p.assume(5 * r <= 3 * rho)
        phi_pos = by(p, phi > 0, (Q(5, 3), at.trig.pi_pos, r_pos, at.inv_rho))
        phi_last = by(p, pi - phi >= 0, (Q(1, 3), at.trig.pi_pos, at.inv_rho, far), using=[at.one_rho])
        reach, climb = self.reach(), p.assume(z * sin((1 - lam) * phi) >= lam * (phi - phi_next))
        here = p.assume(self.inside("t", r))
        update = p.assume(perturbation(r))

        def climbs(sign: int) -> Fact:
            beyond = p.assume(away > 0 if sign > 0 else -away > 0)
            strict = by(p, signed(D, sign) > 0, (Q(5, 3), at.trig.pi_pos, at.inv_rho, beyond), using=at.using)
            side = weak(p, strict)
            e, q = signed(D, sign), (1 - lam) * phi
            v = phi - e
            near = by(p, lam * phi - e >= 0, (1, here), hints=[(1, size(p, D, sign, side))])
            below = by(p, pi - e > 0, (1, phi_last), (1, self.lam_below, phi_pos), (1, near))
            odd = [] if sign > 0 else [(B, p.know("sin_neg", D))]
            uphill = by(
                p,
                signed(g, -sign) > 0,
                (1, at.B_pos, at.trig.sin_positive(e, strict, below)),
                hints=[(1, at.gradient_here()), *odd],
            )
            moved = normalised(p, update, r, -sign, uphill)
            there = by(p, equal(phase(y), D - signed(phi, sign) + theta), hints=[(5 * pi / (3 * rho), moved)])
            step = [(1, at.step(D - signed(phi, sign), there)), *([(z, p.know("sin_neg", v))] if sign > 0 else [])]
            q_nonneg = by(p, q >= 0, (1, self.lam_below, phi_pos))
            v_nonneg = by(p, v >= 0, (1, near), (1, q_nonneg))
            drop = sin_drop(
                at.trig, q, v, q_nonneg, by(p, v - q >= 0, (1, near)), by(p, pi - v >= 0, (1, phi_last), (1, side))
            )
            room = by(p, 1 - z > 0, (1, self.z_below), (1, self.lam_below))
            along = by(
                p,
                lam * phi_next >= signed(self.next, sign),
                (1, climb),
                (1, self.z_pos, drop),
                (1, room, near),
                hints=step,
            )
            against = by(
                p,
                lam * phi_next >= signed(self.next, -sign),
                (1, reach),
                (1, self.z_pos, p.cut(p.know("sin_le", v), v_nonneg)),
                (1, self.z_pos, side),
                (1, side),
                hints=step,
            )
            return size_bound(p, self.next, sign, lam * phi_next, along, against)

        zero = by(p, equal(0, D), using=at.using, hints=[(-(5 * pi / (3 * rho)), p.assume(equal(away, 0)))])
        flat = p.rewrite(0, D, zero, at.trig.sin_zero, equal(sin(Term("hole")), 0))
        still = unmoved(p, update, r, by(p, equal(g, 0), hints=[(1, at.gradient_here()), (B, flat)]))
        step = at.step(D, by(p, equal(phase(y), D + theta), hints=[(5 * pi / (3 * rho), still)]))
        rests = [(1, step), (1, zero), (z, flat)]
        rest = absolute_below(
            p,
            self.next,
            lam * phi_next,
            *(by(p, lam * phi_next >= signed(self.next, s), *self.next_trap(), hints=rests) for s in (1, -1)),
        )
        nothing = p.antisym(p.assume(away >= 0), p.assume(-away >= 0))
        step_in = p.cases(away, p.cases(-away, p.discharge(rest, nothing), climbs(1)), climbs(-1))
        return by(p, goal, (1, step_in))

    # -------------------------------------------------------- the radii rho/(t + t0 + 1)
    def decaying_step(self) -> Fact:
        """One step with r = rho/n and r' = rho/(n + 1), n = t + t0 + 1."""
        p, at, trig = self.p, self.at, self.at.trig
        n, after = t + t0 + 1, t + t0 + 2
        start, natural = p.assume(t0 >= 3), p.know("nat_nonneg", p.index("t"))
        n_large = by(p, n >= 4, (1, start), (1, natural))
        inv_n, one_n = divide(p, n, by(p, n > 0, (1, n_large), (4,)))
        inv_after, one_after = divide(p, after, by(p, after > 0, (1, n_large), (5,)))
        gap, slow = by(p, lam - z > 0, (1, self.z_below)), by(p, 1 - lam > 0, (1, self.lam_below))
        radius, next_radius = rho / n, rho / after
        partial = by(p, equal(1 / n - 1 / after, 1 / n / after), hints=[(1 / after, one_n), (1 / n, one_after)])
        using = [at.one_rho, one_n, one_after]
        u = (1 - lam) * phase(radius)
        # z phi <= lam phi'
        early = by(
            p,
            n * (lam - z) >= z,
            (1, gap, p.assume(t0 + 1 >= z / (lam - z))),
            (1, gap, natural),
            hints=[(z, divide(p, lam - z, gap)[1])],
        )
        reach = by(
            p,
            z * phase(radius) <= lam * phase(next_radius),
            (Q(5, 3), trig.pi_pos, inv_n, inv_after, early),
            using=using,
            hints=[(z * pi, partial)],
        )
        # z sin((1 - lam) phi) >= lam (phi - phi')
        late = p.assume(t0 + 2 >= pi * lam / (2 * eta * beta * (1 - lam)))
        enough = by(
            p,
            2 * z * (1 - lam) * after >= pi * lam,
            (2, self.z_pos, slow, late),
            (2, self.z_pos, slow, natural),
            using=[divide(p, eta, at.eta)[1], divide(p, beta, at.beta)[1]],
            hints=[(pi * lam, divide(p, 1 - lam, slow)[1])],
        )
        u_nonneg = by(p, u >= 0, (Q(5, 3), slow, trig.pi_pos, inv_n), using=using)
        u_below = by(
            p,
            pi / 2 - u >= 0,
            (Q(1, 2), trig.pi_pos, inv_n, n_large),
            (Q(1, 3), trig.pi_pos, inv_n),
            (Q(5, 3), trig.pi_pos, inv_n, self.lam_pos),
            using=using,
        )
        chord = sin_chord(trig, u, pi / 2, u_nonneg, u_below, by(p, pi - pi / 2 >= 0, (Q(1, 2), trig.pi_pos)))
        climb = by(
            p,
            z * sin(u) >= lam * (phase(radius) - phase(next_radius)),
            (2, self.z_pos, trig.inv_pi, chord),
            (Q(5, 3), inv_n, inv_after, enough),
            using=[trig.one_pi, *using],
            hints=[(z * u / pi, trig.sin_half), (lam * pi, partial), (z, partial), (z * lam, partial)],
        )
        small = by(p, radius * 5 <= 3 * rho, (3, at.rho, inv_n, n_large), (7, at.rho, inv_n), using=using)
        step = p.instantiate(self.one_step(), {"r": radius, "r_next": next_radius})
        update = p.at(p.assume("forall(t, y[t] == x[t] + rho/(t + t0 + 1)*grad(f, x[t])/norm(grad(f, x[t])))"), "t")
        return p.cut(step, by(p, radius > 0, (1, at.rho, inv_n)), small, reach, climb, update)

    def stays(self) -> Fact:
        """forall t: |D_t| <= 5 pi lam/(3 n)."""
        p = self.p

        def bound(i: str) -> str:
            return call("abs", self.at.D(i)) <= 5 * pi * lam / (3 * (Term(i) + t0 + 1))

        using = [self.at.one_rho]
        as_phase = by(p, self.inside("t", rho / (t + t0 + 1)), (1, p.assume(bound("t"))), using=using)
        step = by(p, bound("t+1"), (1, p.cut(self.decaying_step(), as_phase)), using=using)
        return p.induct("t", bound("t"), p.assume(bound("0")), step)

    def converges(self, goals: list[str]) -> list[Fact]:
        p, at = self.p, self.at
        here = p.at(self.stays(), "t")
        n = t + t0 + 1
        start, natural = p.assume(t0 >= 3), p.know("nat_nonneg", p.index("t"))
        inv_n, one_n = divide(p, n, by(p, n > 0, (1, start), (1, natural), (4,)))
        pi_pos = at.trig.pi_pos
        near = by(
            p,
            pi >= call("abs", self.D),
            (1, here),
            (Q(5, 3), pi_pos, inv_n, self.lam_below),
            (1, pi_pos, inv_n, start),
            (1, pi_pos, inv_n, natural),
            (Q(7, 3), pi_pos, inv_n),
            using=[one_n],
        )
        phases = by(p, body(goals[0]), (1, here), slack=[(pi_pos, self.lam_pos, inv_n)])
        slopes = by(
            p,
            body(goals[1]),
            (1, at.slope_size(near)),
            (1, at.B_pos, here),
            using=at.using,
            slack=[(at.beta, at.rho, self.lam_pos, inv_n)],
        )
        return [p.generalize("index", "t", phases), p.generalize("index", "t", slopes)]


def highest(p: Script, definition: str, goal: str) -> Fact:
    """f(u) <= A = f(m)."""
    above, level = Extremum(p, definition, 1).highest(m)
    return p.generalize("symbol", "u", by(p, body(goal), (1, above), hints=[(1, level)]))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    step, convergence, maximum = claim.parts
    trap = Trap(p, claim.constructed["f"])
    first = p.instantiate(trap.one_step(), indices={"t": 0})
    every = p.assume(f"forall(t, {perturbation(r)})")
    return {
        step.name: [
            by(p, step.then[0], (1, p.cut(first, p.at(every, 0))), slack=[term[1:] for term in trap.next_trap()])
        ],
        convergence.name: trap.converges(list(convergence.then)),
        maximum.name: [highest(p, claim.constructed["f"], *maximum.then)],
    }
