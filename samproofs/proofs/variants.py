"""SAM with other perturbations, on the real line: steps by sign, and the sinusoid around an extremum.

Names: `g = f'(x_t)`; `theta` is the phase of an extremum of the sinusoid, `sin(theta)` is -1 at a minimum, 1 at a maximum.
"""

from __future__ import annotations

from collections.abc import Callable

from .one_dimensional import STEP, beta, eta, g, rho, slope, value, x, y
from .script import Fact, Script, Term, call, equal, terms
from .tactics import Q, absolute_below, by, divide, weak, zero_from_square
from .trigonometry import Trigonometry, cos, pi, sin

theta, u = terms("theta u")
B = 3 * beta * rho / (5 * pi)


def phase(point: Term) -> Term:
    return 5 * pi * point / (3 * rho)


# ---------------------------------------------------------------- sizes and signs
def signed(q: Term, sign: int) -> Term:
    """sign q, for a sign 1 or -1."""
    return q if sign > 0 else -q


def size(p: Script, q: Term, sign: int, side: Fact) -> Fact:
    """|q| = sign q, from sign q >= 0."""
    larger = by(p, signed(q, sign) >= -signed(q, sign), (2, side))
    return p.cut(p.know("max_left" if sign > 0 else "max_right", q, -q), larger)


def by_sign(p: Script, q: Term, prove: Callable[[int, Fact, Fact], Fact]) -> Fact:
    """phi by the sign of q: prove(sign, sign q >= 0, |q| = sign q)."""
    sides = []
    for sign in (1, -1):
        side = p.assume(q >= 0) if sign > 0 else weak(p, p.assume(-q > 0))
        sides.append(prove(sign, side, size(p, q, sign, side)))
    return p.cases(q, *sides)


def size_bound(p: Script, q: Term, sign: int, bound: Term, along: Fact, against: Fact) -> Fact:
    """|q| <= bound, from bound >= sign q and bound >= -sign q."""
    return absolute_below(p, q, bound, *((along, against) if sign > 0 else (against, along)))


def normalised(p: Script, update: Fact, radius: Term, sign: int, gradient_sign: Fact) -> Fact:
    """y = x + sign radius, from y = x + radius g/|g| and sign g > 0."""
    along = p.rewrite(
        call("abs", g),
        signed(g, sign),
        size(p, g, sign, weak(p, gradient_sign)),
        update,
        equal(y, x + radius * g / Term("hole")),
    )
    return by(
        p, equal(y, x + radius * sign), hints=[(1, along), (radius, divide(p, signed(g, sign), gradient_sign)[1])]
    )


def unmoved(p: Script, update: Fact, radius: Term, zero: Fact) -> Fact:
    """y = x, from y = x + radius g/|g| and g = 0."""
    return by(p, equal(y, x), hints=[(1, update), (radius / call("abs", g), zero)])


# ---------------------------------------------------------------- sines on [0, pi]
def sin_nonneg(trig: Trigonometry, q: Term, above: Fact, below: Fact) -> Fact:
    """sin q >= 0, from q >= 0 and pi - q >= 0."""
    p = trig.p
    line = p.cut(p.know("sin_concave", 0, q, pi), by(p, Term("0") >= 0), above, below, by(p, pi >= pi))
    return by(
        p,
        sin(q) >= 0,
        (1, trig.inv_pi, line),
        using=[trig.one_pi],
        hints=[(1, trig.sin_zero), (q / pi, trig.sin_zero), (q / pi, trig.sin_pi)],
    )


def sin_chord(trig: Trigonometry, q: Term, end: Term, above: Fact, below: Fact, last: Fact) -> Fact:
    """end sin q >= q sin(end), from q >= 0, end - q >= 0 and pi - end >= 0."""
    p = trig.p
    line = p.cut(p.know("sin_concave", 0, q, end), by(p, Term("0") >= 0), above, below, last)
    return by(p, end * sin(q) >= q * sin(end), (1, line), hints=[(end, trig.sin_zero), (q, trig.sin_zero)])


def sin_drop(trig: Trigonometry, q: Term, end: Term, above: Fact, below: Fact, last: Fact) -> Fact:
    """sin q - sin(end) <= end - q on [0, pi]: with s = end - q it is sin(end)(cos s - 1) - cos(end) sin s <= s."""
    p, s = trig.p, end - q
    s_last = by(p, pi - s >= 0, (1, last), (1, above))
    end_nonneg = by(p, end >= 0, (1, above), (1, below))
    at_most = by(p, 1 - cos(s) >= 0, (Q(1, 2), 1 - cos(s)), (Q(1, 2), sin(s)), hints=[(1, p.know("sin_cos_one", s))])
    at_least = by(
        p, 1 + cos(end) >= 0, (Q(1, 2), 1 + cos(end)), (Q(1, 2), sin(end)), hints=[(1, p.know("sin_cos_one", end))]
    )
    return by(
        p,
        end - q >= sin(q) - sin(end),
        (1, p.cut(p.know("sin_le", s), below)),
        (1, sin_nonneg(trig, end, end_nonneg, last), at_most),
        (1, at_least, sin_nonneg(trig, s, below, s_last)),
        hints=[(1, p.know("sin_add", end, -s)), (sin(end), p.know("cos_neg", s)), (cos(end), p.know("sin_neg", s))],
    )


# ---------------------------------------------------------------- powers
def power_nonneg(p: Script, base: Term, nonneg: Fact) -> Fact:
    """base^t >= 0, from base >= 0."""

    def goal(i: str) -> str:
        return base**i >= 0

    first = by(p, goal("0"), (1,), hints=[(1, p.know("pow_zero", base))])
    step = by(p, goal("t+1"), (1, nonneg, p.assume(goal("t"))), hints=[(1, p.know("pow_step", base, p.index("t")))])
    return p.at(p.induct("t", goal("t"), first, step), "t")


def size_nonneg(p: Script, q: Term) -> Fact:
    """|q| >= 0."""
    return by_sign(p, q, lambda sign, side, size: by(p, call("abs", q) >= 0, (1, side), hints=[(1, size)]))


# ---------------------------------------------------------------- the sinusoid f = A sin(w x), A w = B, B w = beta
class Extremum:
    """SAM on the sinusoid in the phase D = w x - theta around an extremum of the kind `side = sin(theta)`."""

    def __init__(self, p: Script, definition: str, side: int) -> None:
        self.p, self.definition, self.side, self.trig = p, definition, side, Trigonometry(p)
        self.beta, self.rho, self.eta = (p.assume(f"{name} > 0") for name in ("beta", "rho", "eta"))
        self.inv_rho, self.one_rho = divide(p, rho, self.rho)
        self.B_pos = by(p, B > 0, (Q(3, 5), self.beta, self.rho, self.trig.inv_pi))
        self.using = [self.one_rho, self.trig.one_pi]
        self.sine = p.assume(equal(sin(theta), side))

    def D(self, i: str = "t") -> Term:
        return phase(Term(f"x[{i}]")) - theta

    def cosine(self) -> Fact:
        """cos(theta) = 0."""
        p = self.p
        square = by(
            p,
            -cos(theta) * cos(theta) >= 0,
            hints=[(1, p.know("sin_cos_one", theta)), (sin(theta) + self.side, self.sine)],
        )
        return zero_from_square(p, cos(theta), square)

    def gradient(self, point: Term, q: Term, same: Fact) -> Fact:
        """f'(point) = -side B sin q, from phase(point) = q + theta."""
        p = self.p
        there = p.rewrite(
            q + theta,
            phase(point),
            by(p, equal(q + theta, phase(point)), hints=[(1, same)]),
            p.know("cos_add", q, theta),
            equal(cos(Term("hole")), cos(q) * cos(theta) - sin(q) * sin(theta)),
        )
        return by(
            p,
            equal(Term(f"grad(f, {point})"), -self.side * B * sin(q)),
            using=self.using,
            hints=[
                (1, slope(p, self.definition, point)),
                (B, there),
                (B * cos(q), self.cosine()),
                (B * sin(q), self.sine),
            ],
        )

    def gradient_here(self) -> Fact:
        """g = -side B sin D."""
        return self.gradient(x, self.D(), by(self.p, equal(phase(x), self.D() + theta)))

    def step(self, moved: Term, at: Fact) -> Fact:
        """D+ = D + side z sin(moved), from phase(y) = moved + theta."""
        p = self.p
        return by(
            p,
            equal(self.D("t+1"), self.D() + self.side * eta * beta * sin(moved)),
            using=self.using,
            hints=[
                (5 * pi / (3 * rho), p.at(p.assume(STEP), "t")),
                (5 * pi / (3 * rho) * eta, self.gradient(y, moved, at)),
            ],
        )

    def slope_size(self, near: Fact) -> Fact:
        """|g| <= B |D|, from |D| <= pi."""
        p, D, size_D = self.p, self.D(), call("abs", self.D())

        def below(sign: int, side: Fact, size: Fact) -> Fact:
            e, odd = signed(D, sign), [] if sign > 0 else [(B, p.know("sin_neg", D))]
            last = by(p, pi - e >= 0, (1, near), hints=[(1, size)])
            small, nonneg = p.cut(p.know("sin_le", e), side), sin_nonneg(self.trig, e, side, last)
            g_e, hints = g * (-self.side * sign), [(1, self.gradient_here()), (B, size), *odd]
            along = by(p, B * size_D >= g_e, (1, self.B_pos, small), hints=hints)
            against = by(p, B * size_D >= -g_e, (1, self.B_pos, nonneg), (1, self.B_pos, side), hints=hints)
            return size_bound(p, g, -self.side * sign, B * size_D, along, against)

        return by_sign(p, D, below)

    def highest(self, point: Term) -> tuple[Fact, Fact]:
        """A >= side f(u) and f(point) = side A, from phase(point) = theta."""
        p, A = self.p, 9 * beta * rho**2 / (25 * pi**2)
        A_pos = by(p, A > 0, (Q(9, 25), self.beta, self.rho, self.rho, self.trig.inv_pi, self.trig.inv_pi))
        one = p.know("sin_cos_one", phase(u))
        most = by(
            p,
            1 - self.side * sin(phase(u)) >= 0,
            (Q(1, 2), 1 - self.side * sin(phase(u))),
            (Q(1, 2), cos(phase(u))),
            hints=[(1, one)],
        )
        bound = by(p, A - self.side * Term("f(u)") >= 0, (1, A_pos, most), hints=[(1, value(p, self.definition, u))])
        back = by(p, equal(theta, phase(point)), hints=[(1, p.assume(equal(phase(point), theta)))])
        sine = p.rewrite(theta, phase(point), back, self.sine, equal(sin(Term("hole")), self.side))
        return bound, by(
            p, equal(Term(f"f({point})"), self.side * A), hints=[(1, value(p, self.definition, point)), (A, sine)]
        )
