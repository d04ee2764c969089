"""Unnormalised SAM on the sinusoid: every start but a maximum leads to a minimum.

With the phase D measured from a minimum, k = beta rho_u <= 1 and z = eta beta, one step is D+ = D - z sin E with
E = D + k sin D.  Let |D| <= a < pi and E_a = a + k sin a, which is below pi since sin a < pi - a.  By the chords of sin
on [0, a] and on [0, E_a], sin E >= (E/E_a) sin E_a >= (D/a) sin E_a for 0 <= D <= a; and sin E <= E <= (1 + k) D.  So
|D+| <= rate |D| with rate = max(1 - z sin(E_a)/a, z (1 + k) - 1) < 1, and the bound a is kept.
Last, |f'| = B |sin D| <= B |D|.
"""

from __future__ import annotations

from ..statements import Claim
from .one_dimensional import beta, eta, infimum, rho, y
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import Q, by, contract, divide, max_facts, max_split, weak
from .trigonometry import cos, pi, sin
from .variants import (
    Extremum,
    by_sign,
    phase,
    power_nonneg,
    signed,
    sin_chord,
    sin_drop,
    sin_nonneg,
    size_bound,
    size_nonneg,
    theta,
)

NAMES = {"symbols": "hole"}
PERTURBATION = "forall(t, y[t] == x[t] + rho_u*grad(f, x[t]))"
rho_u, a, m = terms("rho_u a m")
z, k = eta * beta, beta * rho_u
E_a = a + k * sin(a)
first, second = 1 - eta * beta * sin(E_a) / a, eta * beta * (1 + beta * rho_u) - 1
rate = call("max", first, second)


class Well:
    """The orbit around one minimum."""

    def __init__(self, p: Script, definition: str) -> None:
        self.p, self.at = p, Extremum(p, definition, -1)
        self.D, self.next = self.at.D(), self.at.D("t+1")
        self.k_pos = by(p, k > 0, (1, self.at.beta, p.assume("rho_u > 0")))
        self.z_pos = by(p, z > 0, (1, self.at.eta, self.at.beta))
        self.a_pos, self.k_small = p.assume("a > 0"), p.assume("beta*rho_u <= 1")
        self.inv_a, self.one_a = divide(p, a, self.a_pos)
        self.a_below = p.assume("a < pi")
        self.sin_a = self.at.trig.sin_positive(a, self.a_pos, by(p, pi - a > 0, (1, self.a_below)))
        self.E_pos = by(p, E_a > 0, (1, self.a_pos), (1, self.k_pos, self.sin_a))
        self.inv_E, self.one_E = divide(p, E_a, self.E_pos)

    def end(self) -> Fact:
        """pi - E_a > 0: with b = (pi - a)/2, sin a = sin(2b) = 2 sin b cos b <= 2 b cos b < 2 b."""
        p, trig, b = self.p, self.at.trig, (pi - a) / 2
        b_pos = by(p, b > 0, (Q(1, 2), self.a_below))
        room = by(p, pi / 2 - b > 0, (Q(1, 2), self.a_pos))
        sine = trig.sin_positive(b, b_pos, by(p, pi - b > 0, (1, room), (Q(1, 2), trig.pi_pos)))
        cosine = trig.cos_positive(b, by(p, b + pi / 2 > 0, (1, b_pos), (Q(1, 2), trig.pi_pos)), room)
        below_1 = by(
            p, 1 - cos(b) > 0, (Q(1, 2), 1 - cos(b)), (Q(1, 2), sine, sine), hints=[(1, p.know("sin_cos_one", b))]
        )
        double = [
            (1, trig.add("sin", b, b)),
            (1, trig.add("sin", pi, -a)),
            (sin(pi), p.know("cos_neg", a)),
            (cos(pi), p.know("sin_neg", a)),
            (cos(a), trig.sin_pi),
            (sin(a), trig.cos_pi),
        ]
        small = by(
            p,
            pi - a > sin(a),
            (2, b_pos, below_1),
            (2, cosine, p.cut(p.know("sin_le", b), weak(p, b_pos))),
            hints=double,
        )
        return by(p, pi - E_a > 0, (1, small), (1, self.k_small, self.sin_a))

    def sin_end(self) -> Fact:
        """sin E_a > 0."""
        return self.at.trig.sin_positive(E_a, self.E_pos, self.end())

    def map(self) -> Fact:
        """D+ = D - z sin(D + k sin D)."""
        p, E = self.p, self.D + k * sin(self.D)
        there = by(
            p,
            equal(phase(y), E + theta),
            using=self.at.using,
            hints=[
                (5 * pi / (3 * rho), p.at(p.assume(PERTURBATION), "t")),
                (5 * pi / (3 * rho) * rho_u, self.at.gradient_here()),
            ],
        )
        return self.at.step(E, there)

    # -------------------------------------------------------- the rate
    def rate_facts(self) -> tuple[Fact, Fact]:
        return max_facts(self.p, first, second)

    def rate_nonneg(self) -> Fact:
        """2 rate >= z (1 + k) - z sin(E_a)/a >= 0, since sin E_a <= E_a <= (1 + k) a."""
        p = self.p
        one, other = self.rate_facts()
        return by(
            p,
            rate >= 0,
            (Q(1, 2), one),
            (Q(1, 2), other),
            (Q(1, 2), self.z_pos, self.inv_a, p.cut(p.know("sin_le", E_a), weak(p, self.E_pos))),
            (Q(1, 2), self.z_pos, self.inv_a, self.k_pos, p.cut(p.know("sin_le", a), weak(p, self.a_pos))),
            using=[self.one_a],
        )

    def rate_below_1(self) -> Fact:
        p, small = self.p, self.p.assume(z * (1 + k) < 2)
        return max_split(
            p,
            first,
            second,
            lambda v, e, order: by(
                p,
                rate < 1,
                (1, self.z_pos, self.inv_a, self.sin_end()) if v.text == first.text else (1, small),
                hints=[(1, e)],
            ),
        )

    # -------------------------------------------------------- one step
    def inside(self, i: str = "t") -> str:
        return call("abs", self.at.D(i)) <= a

    def contracts(self) -> Fact:
        """|D+| <= rate |D|, from |D| <= a."""
        p, trig, D = self.p, self.at.trig, self.D
        S, bound, here = sin(D), rate * call("abs", D), p.assume(self.inside())
        one, other = self.rate_facts()
        last, a_last = weak(p, self.end()), weak(p, by(p, pi - a > 0, (1, self.a_below)))

        def bounded(sign: int, side: Fact, size: Fact) -> Fact:
            """With e = |D| and E = e + k sin e."""
            e, S_e = signed(D, sign), signed(S, sign)
            E = e + k * S_e
            odd = [] if sign > 0 else [(1, p.know("sin_neg", D))]
            near = by(p, a - e >= 0, (1, here), hints=[(1, size)])
            e_last = by(p, pi - e >= 0, (1, near), (1, a_last))
            chord = by(
                p,
                a * S_e >= e * sin(a),
                (1, sin_chord(trig, e, a, side, near, a_last)),
                hints=[(a, f) for _, f in odd],
            )
            nonneg = by(p, S_e >= 0, (1, sin_nonneg(trig, e, side, e_last)), hints=odd)
            small = by(p, e - S_e >= 0, (1, p.cut(p.know("sin_le", e), side)), hints=odd)
            E_nonneg = by(p, E >= 0, (1, side), (1, self.k_pos, nonneg))
            drop = by(p, a - e >= S_e - sin(a), (1, sin_drop(trig, e, a, side, near, a_last)), hints=odd)
            E_below = by(p, E_a - E >= 0, (1, self.k_small, near), (1, self.k_pos, drop))
            outer = sin_chord(trig, E, E_a, E_nonneg, E_below, last)
            low = by(
                p,
                a * sin(E) >= e * sin(E_a),
                (1, self.a_pos, self.inv_E, outer),
                (1, self.inv_E, self.k_pos, weak(p, self.sin_end()), chord),
                using=[self.one_E],
            )
            high = p.cut(p.know("sin_le", E), E_nonneg)
            step = [(1, self.map()), (rate, size), *([] if sign > 0 else [(z, p.know("sin_neg", D + k * S))])]
            along = by(
                p,
                bound >= signed(self.next, sign),
                (1, side, one),
                (1, self.z_pos, self.inv_a, low),
                using=[self.one_a],
                hints=step,
            )
            against = by(
                p,
                bound >= signed(self.next, -sign),
                (1, side, other),
                (1, self.z_pos, high),
                (1, self.z_pos, self.k_pos, small),
                hints=step,
            )
            return size_bound(p, self.next, sign, bound, along, against)

        return by_sign(p, D, bounded)

    def converges(self) -> tuple[Fact, Fact]:
        """|D_t| <= rate^t |D_0| and |D_t| <= a."""
        p = self.p
        step = self.contracts()
        keeps = by(
            p,
            self.inside("t+1"),
            (1, step),
            (1, by(p, 1 - rate >= 0, (1, self.rate_below_1())), size_nonneg(p, self.D)),
            (1, p.assume(self.inside())),
        )
        kept = p.at(p.induct("t", self.inside(), p.assume(self.inside("0")), keeps), "t")
        decay = contract(p, "t", p.cut(step, kept), rate, self.rate_nonneg(), lambda i: call("abs", self.at.D(i)))
        return p.at(decay, "t"), kept

    def conclusions(self, goals: list[str]) -> list[Fact]:
        p = self.p
        decay, kept = self.converges()
        slack = (power_nonneg(p, rate, self.rate_nonneg()), size_nonneg(p, self.at.D("0")))
        phases = by(p, body(goals[0]), (1, decay), slack=[slack])
        near = by(p, pi >= call("abs", self.D), (1, kept), (1, self.a_below))
        slopes = by(
            p, body(goals[1]), (1, self.at.slope_size(near)), (1, self.at.B_pos, decay), slack=[(self.at.B_pos, *slack)]
        )
        return [
            p.generalize("index", "t", phases),
            p.generalize("index", "t", slopes),
            self.rate_nonneg(),
            self.rate_below_1(),
        ]


def lowest(p: Script, definition: str, goal: str) -> Fact:
    """f(m) = -A = inf f."""
    above, level = Extremum(p, definition, -1).highest(m)
    A = 9 * beta * rho**2 / (25 * pi**2)
    _, least = infimum(p, definition, -A, by(p, Term("f(u)") >= -A, (1, above)), m, level)
    return by(p, goal, hints=[(1, level), (1, least)])


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    convergence, minimum = claim.parts
    definition = claim.constructed["f"]
    return {
        convergence.name: Well(p, definition).conclusions(list(convergence.then)),
        minimum.name: [lowest(p, definition, *minimum.then)],
    }
