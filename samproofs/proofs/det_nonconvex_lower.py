"""Deterministic SAM on f = A sin(w x), A = 9 beta rho^2/(25 pi^2), w = 5 pi/(3 rho): every orbit on an arc of monotony of f converges to a
point that is not stationary.

With theta = w x, an arc has a shift with cos(shift) = side, side = 1 (rising) or -1 (falling), and |theta - shift| < pi/2.  Put
psi = side (theta - shift) + pi/6.  There SAM is psi+ = psi - z sin psi on (-pi/3, 2 pi/3), z = eta beta < 2: the arc is invariant, and
|psi+| <= rate |psi|, rate = max(1 - z kappa, z - 1), kappa = 3 sqrt(3)/(4 pi), since kappa u <= sin u <= u on [0, 2 pi/3].
Last, f'^2 - 27 beta^2 rho^2/(100 pi^2) = B^2 sin(psi) (sqrt(3)/2 cos(psi) - sin(psi)/2) with B = 3 beta rho/(5 pi): at most B^2 |psi|.
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
    second_derivative,
    slope,
    smooth,
    stepped,
    value,
    virtual_gradient,
    x,
    x_next,
)
from .script import Fact, Script, Term, body, call, equal, split_absolute, terms, written
from .tactics import (
    Q,
    absolute_below,
    by,
    contract,
    divide,
    max_facts,
    max_split,
    min_facts,
    min_split,
    root_order,
    weak,
    zero_from_square,
)
from .trigonometry import Trigonometry, chord_slope, cos, pi, root3, sin

NAMES = {"symbols": "hole"}
shift, u = terms("shift u")
z = eta * beta
B = 3 * beta * rho / (5 * pi)
rate = call("max", 1 - eta * beta * 3 * root3 / (4 * pi), eta * beta - 1)


def phase(point: Term) -> Term:
    return 5 * pi * point / (3 * rho)


class Arc:
    """One arc of monotony: the map in the phase psi, its invariance and its contraction."""

    def __init__(self, p: Script, definition: str, side: int) -> None:
        self.p, self.definition, self.side, self.trig = p, definition, side, Trigonometry(p)
        self.beta, self.rho, self.eta = (p.assume(f"{name} > 0") for name in ("beta", "rho", "eta"))
        self.z_pos = by(p, z > 0, (1, self.eta, self.beta))
        self.z_below_2 = p.assume(z < 2)
        self.inv_rho, self.one_rho = divide(p, rho, self.rho)

    def psi(self, i: str) -> Term:
        theta = phase(Term(f"x[{i}]"))
        return theta - shift + pi / 6 if self.side > 0 else shift - theta + pi / 6

    def inside(self, i: str) -> str:
        """psi lies in (-pi/3, 2 pi/3)."""
        return call("min", self.psi(i) + pi / 3, pi * Q(2, 3) - self.psi(i)) > 0

    def ends(self) -> tuple[Fact, Fact]:
        """psi + pi/3 > 0 and 2 pi/3 - psi > 0, where psi is inside."""
        p, psi = self.p, self.psi("t")
        here = p.assume(self.inside("t"))
        one, other = min_facts(p, psi + pi / 3, pi * Q(2, 3) - psi)
        return by(p, psi + pi / 3 > 0, (1, one), (1, here)), by(p, pi * Q(2, 3) - psi > 0, (1, other), (1, here))

    def enters(self, i: str, above: Fact, below: Fact) -> Fact:
        """psi is inside, from its two ends."""
        p, psi = self.p, self.psi(i)
        return min_split(
            p,
            psi + pi / 3,
            pi * Q(2, 3) - psi,
            lambda v, e, order: by(p, self.inside(i), (1, above if v.text == (psi + pi / 3).text else below), hints=[(1, e)]),
        )

    # -------------------------------------------------------- the map
    def sine_of_shift(self) -> Fact:
        """sin(shift) = 0, since cos(shift) = +-1."""
        p, turned = self.p, self.p.assume(f"cos(shift) == {self.side}")
        square = by(p, -sin(shift) * sin(shift) >= 0, hints=[(1, p.know("sin_cos_one", shift)), (cos(shift) + self.side, turned)])
        return zero_from_square(p, sin(shift), square)

    def unshifted(self, name: str, q: Term) -> list[tuple[Term | int, Fact]]:
        """Equations that take the shift out of sin or cos of q + shift."""
        p = self.p
        first, second = (sin(q), cos(q)) if name == "sin" else (cos(q), sin(q))
        return [(1, self.trig.add(name, q, shift)), (first, p.assume(f"cos(shift) == {self.side}")), (second, self.sine_of_shift())]

    def gradient(self) -> Fact:
        """f'(x) = side B cos(psi - pi/6)."""
        p, q = self.p, self.psi("t") - pi / 6
        q_side = q if self.side > 0 else -q
        turned = by(
            p,
            equal(cos(phase(x)), self.side * cos(q)),
            hints=[*self.unshifted("cos", q_side), *([(1, p.know("cos_neg", q))] if self.side < 0 else [])],
        )
        return by(
            p,
            equal(g, self.side * B * cos(q)),
            hints=[(1, slope(p, self.definition, x)), (B, turned)],
            using=[self.one_rho, self.trig.one_pi],
        )

    def virtual_step(self) -> Fact:
        """x+ = x - eta G(x), with the virtual gradient G that SymPy derives from f on arcs of this side."""
        p, trig = self.p, self.trig
        above, below = self.ends()
        q = self.psi("t") - pi / 6
        cosine = trig.cos_positive(q, by(p, q + pi / 2 > 0, (1, above)), by(p, pi / 2 - q > 0, (1, below)))
        B_pos = by(p, B > 0, (Q(3, 5), self.beta, self.rho, trig.inv_pi))
        sign = by(p, g > 0 if self.side > 0 else -g > 0, (1, B_pos, cosine), hints=[(1, self.gradient())])
        to = x + rho * self.side
        moved = stepped(p, self.definition, perturbed(p, self.side, sign), to)
        virtual, angle = self.virtual()
        turned = phase(to) if self.side > 0 else -phase(to)
        same = by(p, equal(turned, angle + pi * Q(3, 2)), using=[self.one_rho])
        cosine_there = p.rewrite(
            angle + pi * Q(3, 2),
            turned,
            by(p, equal(angle + pi * Q(3, 2), turned), hints=[(1, same)]),
            trig.quarter_turns(angle),
            equal(cos(Term("hole")), sin(angle)),
        )
        even = [(eta * B, p.know("cos_neg", phase(to)))] if self.side < 0 else []
        return by(
            p, equal(x_next, x - eta * virtual), hints=[(1, moved), (eta * B, cosine_there), *even], using=[self.one_rho, trig.one_pi]
        )

    def map(self) -> Fact:
        """psi+ = psi - z sin psi."""
        p, psi, step = self.p, self.psi("t"), self.virtual_step()
        _, angle = self.virtual()
        if self.side > 0:
            hints = self.unshifted("sin", psi)
        else:
            hints = [
                (1, self.trig.add("sin", psi, -shift)),
                (sin(psi), p.know("cos_neg", shift)),
                (cos(psi), p.know("sin_neg", shift)),
                (sin(psi), p.assume("cos(shift) == -1")),
                (cos(psi), self.sine_of_shift()),
            ]
        sine = by(p, equal(sin(angle), self.side * sin(psi)), hints=hints)
        w = 5 * pi / (3 * rho)
        return by(
            p, equal(self.psi("t+1"), psi - z * sin(psi)), hints=[(w, step), (w * eta * B, sine)], using=[self.one_rho, self.trig.one_pi]
        )

    def virtual(self) -> tuple[Term, Term]:
        """The derived virtual gradient on arcs of this side, and the argument of its sine."""
        gradient = virtual_gradient("sinusoid", self.side, x=x)
        (angle,) = {repr(a.args[0]) for m, _ in self.p.term(gradient).items for a, _ in m if a.kind == "sin"}
        return gradient, written(angle)

    # -------------------------------------------------------- contraction and invariance
    def rate_facts(self) -> tuple[Fact, Fact]:
        return max_facts(self.p, 1 - eta * beta * 3 * root3 / (4 * pi), eta * beta - 1)

    def rate_nonneg(self) -> Fact:
        """(1 + kappa) rate >= (1 - z kappa) + kappa (z - 1) = 1 - kappa >= 0."""
        p, kappa = self.p, self.trig.slope_positive
        one, other = self.rate_facts()
        inv_d, one_d = divide(p, 1 + chord_slope, by(p, 1 + chord_slope > 0, (1, kappa), (1,)))
        return by(p, rate >= 0, (1, inv_d, one), (1, inv_d, kappa, other), (1, inv_d, self.trig.slope_at_most_1), hints=[(rate, one_d)])

    def rate_below_1(self) -> Fact:
        p = self.p
        a, b = 1 - eta * beta * 3 * root3 / (4 * pi), eta * beta - 1
        return max_split(
            p,
            a,
            b,
            lambda v, e, order: by(
                p, rate < 1, (1, self.z_pos, self.trig.slope_positive) if v.text == a.text else (1, self.z_below_2), hints=[(1, e)]
            ),
        )

    def by_sign(self, prove: Callable[[int, Term, Fact, Fact, Fact, list[tuple[Term | int, Fact]]], Fact]) -> Fact:
        """phi by the sign of psi: prove(sign, e = |psi|, e >= 0, sin e >= kappa e, sin e <= e, equations for psi+ and sin(-psi))."""
        p, psi, sides = self.p, self.psi("t"), []
        above, below = self.ends()
        for sign in (1, -1):
            e = psi if sign > 0 else -psi
            nonneg = p.assume(psi >= 0) if sign > 0 else weak(p, p.assume(-psi > 0))
            far = by(p, pi * Q(2, 3) - e >= 0, *([(1, below)] if sign > 0 else [(1, above), (Q(1, 3), self.trig.pi_pos)]))
            low, high = self.trig.chord(e, nonneg, far), p.cut(p.know("sin_le", e), nonneg)
            odd: list[tuple[Term | int, Fact]] = [] if sign > 0 else [(z, p.know("sin_neg", psi)), (1, p.know("sin_neg", psi))]
            sides.append(prove(sign, e, nonneg, low, high, [(1, self.map()), *odd]))
        return p.cases(psi, *sides)

    def contracts(self) -> Fact:
        """|psi+| <= rate |psi|."""
        p, psi, next_ = self.p, self.psi("t"), self.psi("t+1")
        size, next_size = call("abs", psi), call("abs", next_)
        one, other = self.rate_facts()

        def bounded(sign: int, e: Term, nonneg: Fact, low: Fact, high: Fact, equations: list[tuple[Term | int, Fact]]) -> Fact:
            larger = max_facts(p, psi, -psi)[0 if sign > 0 else 1]
            forward = by(
                p, rate * size >= next_ * sign, (1, nonneg, one), (1, self.z_pos, low), (1, self.rate_nonneg(), larger), hints=equations
            )
            back = by(
                p, rate * size >= next_ * -sign, (1, nonneg, other), (1, self.z_pos, high), (1, self.rate_nonneg(), larger), hints=equations
            )
            plus, minus = (forward, back) if sign > 0 else (back, forward)
            return absolute_below(p, next_, rate * size, plus, minus)

        step = self.by_sign(bounded)
        return by(p, rate * size >= next_size, (1, step))

    def invariant(self) -> Fact:
        """forall t: psi is inside."""
        p, trig, psi, next_ = self.p, self.trig, self.psi("t"), self.psi("t+1")
        above, below = self.ends()

        def stays(sign: int, e: Term, nonneg: Fact, low: Fact, high: Fact, equations: list[tuple[Term | int, Fact]]) -> Fact:
            shrinks = by(p, e >= next_ * sign, (1, self.z_pos, low), (1, self.z_pos, trig.slope_positive, nonneg), hints=equations)
            turns = by(p, e * (z - 1) >= next_ * -sign, (1, self.z_pos, high), hints=equations)
            if sign < 0:
                lower = by(p, next_ + pi / 3 > 0, (1, shrinks), (1, above))
                return self.enters(
                    "t+1",
                    lower,
                    by(p, pi * Q(2, 3) - next_ > 0, (1, turns), (1, self.z_below_2, nonneg), (1, above), (Q(1, 3), trig.pi_pos)),
                )
            near = by(p, next_ + pi / 3 > 0, (1, turns), (1, self.z_below_2, nonneg), (1, p.assume(pi / 3 - psi > 0)))
            reach = p.assume(psi - pi / 3 >= 0)
            sine = trig.sin_positive(
                psi, by(p, psi > 0, (1, reach), (Q(1, 3), trig.pi_pos)), by(p, pi - psi > 0, (1, below), (Q(1, 3), trig.pi_pos)), nonneg
            )
            one = by(p, 1 - sin(psi) >= 0, (Q(1, 2), cos(psi)), (Q(1, 2), 1 - sin(psi)), hints=[(1, p.know("sin_cos_one", psi))])
            far = by(p, next_ + pi / 3 > 0, (1, self.z_below_2, sine), (2, one), (1, reach), (Q(2, 3), p.know("pi_lower")), hints=equations)
            return self.enters("t+1", p.cases(psi - pi / 3, far, near), by(p, pi * Q(2, 3) - next_ > 0, (1, shrinks), (1, below)))

        start = self.psi("0")
        first = p.assume(self.start() > -pi / 2)
        last = p.assume(self.start() < pi / 2)
        base = self.enters("0", by(p, start + pi / 3 > 0, (1, first)), by(p, pi * Q(2, 3) - start > 0, (1, last)))
        return p.induct("t", self.inside("t"), base, self.by_sign(stays))

    def start(self) -> Term:
        return phase(Term("x[0]")) - shift if self.side > 0 else shift - phase(Term("x[0]"))

    # -------------------------------------------------------- the two conclusions
    def converges(self) -> Fact:
        """forall t: |psi_t| <= rate^t |psi_0|."""
        p = self.p
        step = p.cut(self.contracts(), p.at(self.invariant(), "t"))
        return contract(p, "t", step, rate, self.rate_nonneg(), lambda i: call("abs", self.psi(i)))

    def phase_converges(self, goal: str) -> Fact:
        p = self.p
        at_t = by(p, body(goal), (1, p.at(self.converges(), "t")), slack=[(self.power_nonneg(), self.start_nonneg())])
        return p.generalize("index", "t", at_t)

    def gradient_gap(self) -> tuple[Term, Fact]:
        """f'^2 - 27 beta^2 rho^2/(100 pi^2) = B^2 sin(psi) c, c = sqrt(3)/2 cos(psi) - sin(psi)/2."""
        p, trig, psi = self.p, self.trig, self.psi("t")
        S, C = sin(psi), cos(psi)
        c = root3 / 2 * C - S / 2
        turned = by(
            p,
            equal(cos(psi - pi / 6), root3 / 2 * C + S / 2),
            hints=[
                (1, trig.add("cos", psi, -pi / 6)),
                (C, p.know("cos_neg", pi / 6)),
                (S, p.know("sin_neg", pi / 6)),
                (C, trig.cos_sixth),
                (S, trig.sin_sixth),
            ],
        )
        B2 = Q(9, 25) * beta**2 * rho**2 / pi**2
        gap = g**2 - 27 * beta**2 * rho**2 / (100 * pi**2)
        side = self.side * B * cos(psi - pi / 6)
        return c, by(
            p,
            equal(gap, B2 * S * c),
            hints=[
                (g + side, self.gradient()),
                (B2 * (cos(psi - pi / 6) + root3 / 2 * C + S / 2), turned),
                (B2 * S**2, trig.root3_square),
                (B2 * C**2, trig.root3_square),
                (B2, trig.root3_square),
                (B2, p.know("sin_cos_one", psi)),
            ],
        )

    def gradient_converges(self, goal: str) -> Fact:
        p, trig, psi = self.p, self.trig, self.psi("t")
        size, S, C = call("abs", psi), sin(psi), cos(psi)
        c, gap = self.gradient_gap()
        bounded = by(
            p,
            1 - c * c >= 0,
            (1, root3 / 2 * S + C / 2),
            hints=[(1, p.know("sin_cos_one", psi)), (S**2, trig.root3_square), (C**2, trig.root3_square)],
        )
        first, second = max_facts(p, psi, -psi)

        def sine_below(k: int) -> Fact:
            """|psi| >= k sin(psi)."""

            def side(sign: int, e: Term, nonneg: Fact, low: Fact, high: Fact, equations: list[tuple[Term | int, Fact]]) -> Fact:
                larger = first if sign > 0 else second
                more = [(1, high)] if k == sign else [(1, low), (1, trig.slope_positive, nonneg), (1, nonneg)]
                return by(p, size >= S * k, (1, larger), *more, hints=equations[1:])

            return self.by_sign(side)

        size_nonneg = by(p, size >= 0, (Q(1, 2), first), (Q(1, 2), second))
        squares = by(p, size * size >= S * c * (S * c), (1, sine_below(1), sine_below(-1)), (1, bounded, S))
        B2_pos = by(
            p, Q(9, 25) * beta**2 * rho**2 / pi**2 > 0, (Q(9, 25), self.beta, self.beta, self.rho, self.rho, trig.inv_pi, trig.inv_pi)
        )
        decay = p.at(self.converges(), "t")
        inside = p.at(self.invariant(), "t")
        inside_goal, bound = split_absolute(body(goal))

        def below(k: int) -> Fact:
            small = root_order(p, size, S * c * k, by(p, size * size >= S * c * k * (S * c * k), (1, squares)), size_nonneg)
            return by(
                p,
                bound >= inside_goal * k,
                (1, B2_pos, small),
                (1, B2_pos, decay),
                hints=[(1, gap)],
                slack=[(B2_pos, self.power_nonneg(), self.start_nonneg())],
            )

        at_t = absolute_below(p, inside_goal, bound, p.cut(below(1), inside), p.cut(below(-1), inside))
        return p.generalize("index", "t", at_t)

    def start_nonneg(self) -> Fact:
        first, second = max_facts(self.p, self.psi("0"), -self.psi("0"))
        return by(self.p, call("abs", self.psi("0")) >= 0, (Q(1, 2), first), (Q(1, 2), second))

    def power_nonneg(self) -> Fact:
        """rate^t >= 0."""
        p = self.p

        def goal(i: str) -> str:
            return call("pow", rate, Term(i)) >= 0

        base = by(p, goal("0"), (1,), hints=[(1, p.know("pow_zero", rate))])
        step = by(p, goal("t+1"), (1, self.rate_nonneg(), p.assume(goal("t"))), hints=[(1, p.know("pow_step", rate, p.index("t")))])
        return p.at(p.induct("t", goal("t"), base, step), "t")


def the_function(p: Script, claim: Claim) -> list[Fact]:
    """f is beta-smooth, its slope is at most B, and its infimum is -A."""
    trig, definition = Trigonometry(p), claim.constructed["f"]
    beta_pos, rho_pos = p.assume("beta > 0"), p.assume("rho > 0")
    _inv_rho, one_rho = divide(p, rho, rho_pos)
    S, C, one = sin(phase(u)), cos(phase(u)), p.know("sin_cos_one", phase(u))

    def at_most_1(v: Term, w: Term) -> Fact:
        """v <= 1, from v^2 + w^2 = 1."""
        return by(p, 1 - v >= 0, (Q(1, 2), 1 - v), (Q(1, 2), w), hints=[(1, one)])

    curvature = second_derivative(p, definition)
    above, below = (by(p, beta >= curvature * s, (1, beta_pos, at_most_1(S * -s, C)), using=[one_rho, trig.one_pi]) for s in (1, -1))
    is_smooth = smooth(p, definition, beta, above, below)
    # slope
    g_u = Term("grad(f, u)")
    at_u = slope(p, definition, u)
    B_pos = by(p, B > 0, (Q(3, 5), beta_pos, rho_pos, trig.inv_pi))
    _, bound = split_absolute(body(claim.goals["the function"][1]))
    sides = [
        by(p, bound >= g_u * s, (1, B_pos, at_most_1(C * s, S)), hints=[(1, at_u)], using=[one_rho, trig.one_pi], slack=[(B_pos,)])
        for s in (1, -1)
    ]
    lipschitz = p.generalize("symbol", "u", absolute_below(p, g_u, bound, *sides))
    # infimum: -A is a lower bound, attained at the phase -pi/2
    A, lowest = 9 * beta * rho**2 / (25 * pi**2), -3 * rho / 10
    A_pos = by(p, A > 0, (Q(9, 25), beta_pos, rho_pos, rho_pos, trig.inv_pi, trig.inv_pi))
    above = by(p, Term("f(u)") >= -A, (1, A_pos, at_most_1(-S, C)), hints=[(1, value(p, definition, u))])
    there = by(p, equal(phase(lowest), -pi / 2), using=[one_rho])
    sine = by(p, equal(sin(-pi / 2), -1), hints=[(1, p.know("sin_neg", pi / 2)), (1, trig.sin_half)])
    back = by(p, equal(-pi / 2, phase(lowest)), hints=[(1, there)])
    sine = p.rewrite(-pi / 2, phase(lowest), back, sine, equal(sin(Term("hole")), -1))
    attained = by(p, equal(Term(f"f({lowest})"), -A), hints=[(1, value(p, definition, lowest)), (A, sine)])
    bounded, least = infimum(p, definition, -A, above, lowest, attained)
    return [is_smooth, lipschitz, bounded, by(p, claim.goals["the function"][3], hints=[(1, least)])]


def at_the_limit(p: Script, claim: Claim, arc: Arc) -> list[Fact]:
    """Started at x = -rho/10, where psi = 0 with shift = 0, the orbit stays."""
    trig, still, level = arc.trig, *claim.goals["start at the limit"]
    start = p.assume("x[0] == -rho/10")
    no_shift = {"shift": 0}
    cos_zero = by(
        p,
        equal(cos(0), 1),
        hints=[(1, trig.add("sin", pi / 2, 0)), (cos(0), trig.sin_half), (1, trig.sin_half), (cos(pi / 2), trig.sin_zero)],
    )
    psi_0 = by(p, equal(phase(Term("x[0]")) + pi / 6, 0), hints=[(5 * pi / (3 * rho), start)], using=[arc.one_rho])
    first = by(p, phase(Term("x[0]")) > -pi / 2, (Q(1, 3), trig.pi_pos), hints=[(1, psi_0)])
    last = by(p, phase(Term("x[0]")) < pi / 2, (Q(2, 3), trig.pi_pos), hints=[(1, psi_0)])
    size_0 = call("abs", phase(Term("x[0]")) + pi / 6)
    zero = max_split(
        p,
        phase(Term("x[0]")) + pi / 6,
        -(phase(Term("x[0]")) + pi / 6),
        lambda v, e, order: by(p, equal(size_0, 0), hints=[(1, e), (1, psi_0)]),
    )
    decay = p.discharge(p.instantiate(p.at(arc.converges(), "t"), no_shift), cos_zero, first, last)
    psi_t = phase(x) + pi / 6
    one, other = max_facts(p, psi_t, -psi_t)
    power = call("pow", rate, Term("t"))
    at_t = p.antisym(
        by(p, psi_t >= 0, (1, other), (1, decay), hints=[(power, zero)]), by(p, -psi_t >= 0, (1, one), (1, decay), hints=[(power, zero)])
    )
    stays = by(p, body(still), hints=[(3 * rho / (5 * pi), at_t)], using=[arc.one_rho, trig.one_pi])
    there = p.discharge(p.instantiate(arc.gradient_gap()[1], no_shift), cos_zero)
    S = sin(psi_t)
    sine = p.rewrite(0, psi_t, by(p, equal(0, psi_t), hints=[(1, at_t)]), trig.sin_zero, equal(sin(Term("hole")), 0))
    B2 = Q(9, 25) * beta**2 * rho**2 / pi**2
    c = root3 / 2 * cos(psi_t) - S / 2
    flat = by(p, body(level), hints=[(1, there), (B2 * c, sine)])
    return [p.generalize("index", "t", stays), p.generalize("index", "t", flat)]


def nearest(p: Script, claim: Claim) -> list[Fact]:
    """f' > 0 between the phases -pi/2 and pi/2, and f' = 0 at both."""
    trig, definition = Trigonometry(p), claim.constructed["f"]
    beta_pos, rho_pos = p.assume("beta > 0"), p.assume("rho > 0")
    inv_rho, one_rho = divide(p, rho, rho_pos)
    ends = [p.assume(h) for h in claim.parts[4].given]
    above = by(p, phase(u) + pi / 2 > 0, (Q(5, 3), trig.pi_pos, inv_rho, ends[0]), using=[one_rho])
    below = by(p, pi / 2 - phase(u) > 0, (Q(5, 3), trig.pi_pos, inv_rho, ends[1]), using=[one_rho])
    B_pos = by(p, B > 0, (Q(3, 5), beta_pos, rho_pos, trig.inv_pi))
    rises = by(
        p,
        Term("grad(f, u)") > 0,
        (1, B_pos, trig.cos_positive(phase(u), above, below)),
        hints=[(1, slope(p, definition, u))],
        using=[one_rho, trig.one_pi],
    )
    flat = []
    for sign in (-1, 1):
        point, angle = sign * 3 * rho / 10, sign * pi / 2
        cosine = trig.cos_half if sign > 0 else by(p, equal(cos(angle), 0), hints=[(1, p.know("cos_neg", pi / 2)), (1, trig.cos_half)])
        same = by(p, equal(angle, phase(point)), using=[one_rho])
        there = p.rewrite(angle, phase(point), same, cosine, equal(cos(Term("hole")), 0))
        flat.append(
            by(p, equal(Term(f"grad(f, {point})"), 0), hints=[(1, slope(p, definition, point)), (B, there)], using=[one_rho, trig.one_pi])
        )
    return [rises, *flat]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    rising, falling = (Arc(p, claim.constructed["f"], side) for side in (1, -1))
    on_rising, on_falling = claim.goals["start on a rising arc"], claim.goals["start on a falling arc"]
    return {
        "the function": the_function(p, claim),
        "start on a rising arc": [
            rising.phase_converges(on_rising[0]),
            rising.gradient_converges(on_rising[1]),
            rising.rate_nonneg(),
            rising.rate_below_1(),
        ],
        "start on a falling arc": [falling.phase_converges(on_falling[0]), falling.gradient_converges(on_falling[1])],
        "start at the limit": at_the_limit(p, claim, rising),
        "the nearest stationary points": nearest(p, claim),
    }
