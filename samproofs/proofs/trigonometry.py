"""Values and bounds of sin and cos that the sinusoid needs, from the addition formulas, sin(pi/2) = 1, sin(pi/6) = 1/2 and concavity."""

from __future__ import annotations

from functools import cached_property

from .script import Fact, Script, Term, Written, call, equal, written
from .tactics import Q, by, divide, number, pi_positive, positive_root, root_order, weak, zero_from_square

pi = Term("pi")


def sin(q: Written) -> Term:
    return call("sin", q)


def cos(q: Written) -> Term:
    return call("cos", q)


root3 = call("sqrt", 3)
chord_slope = 3 * root3 / (4 * pi)


class Trigonometry:
    """The values, each proved once in its script."""

    def __init__(self, p: Script) -> None:
        self.p = p
        self.pi_pos = pi_positive(p)
        self.inv_pi, self.one_pi = divide(p, pi, self.pi_pos)

    def add(self, name: str, a: Written, b: Written) -> Fact:
        """The addition formula of sin or cos."""
        return self.p.know(f"{name}_add", written(a), written(b))

    @cached_property
    def sin_half(self) -> Fact:
        return self.p.know("sin_half_pi")

    @cached_property
    def cos_half(self) -> Fact:
        """cos(pi/2) = 0, since sin(pi/2)^2 + cos(pi/2)^2 = 1."""
        one = self.p.know("sin_cos_one", pi / 2)
        square = by(self.p, -cos(pi / 2) * cos(pi / 2) >= 0, hints=[(1, one), (sin(pi / 2) + 1, self.sin_half)])
        return zero_from_square(self.p, cos(pi / 2), square)

    @cached_property
    def sin_zero(self) -> Fact:
        return by(self.p, equal(sin(0), 0), hints=[(1, self.p.know("sin_neg", 0))])

    @cached_property
    def sin_pi(self) -> Fact:
        return by(self.p, equal(sin(pi), 0), hints=[(1, self.add("sin", pi / 2, pi / 2)), (sin(pi / 2), self.cos_half)])

    @cached_property
    def cos_pi(self) -> Fact:
        return by(self.p, equal(cos(pi), -1),
                  hints=[(1, self.add("cos", pi / 2, pi / 2)), (cos(pi / 2), self.cos_half), (sin(pi / 2) + 1, self.sin_half)])  # fmt: skip

    def quarter_turns(self, q: Term) -> Fact:
        """cos(q + 3 pi/2) = sin q."""
        p, a = self.p, pi * Q(3, 2)
        cosine = by(p, equal(cos(a), 0), hints=[(1, self.add("cos", pi, pi / 2)), (cos(pi), self.cos_half), (sin(pi / 2), self.sin_pi)])
        sine = by(
            p,
            equal(sin(a), -1),
            hints=[(1, self.add("sin", pi, pi / 2)), (cos(pi), self.sin_half), (1, self.cos_pi), (sin(pi), self.cos_half)],
        )
        return by(p, equal(cos(q + a), sin(q)), hints=[(1, self.add("cos", q, a)), (cos(q), cosine), (sin(q), sine)])

    def sin_positive(self, q: Term, above: Fact, below: Fact, nonneg: Fact | None = None) -> Fact:
        """sin q > 0 from q > 0 and pi - q > 0, by the chords of [0, pi/2] and [pi/2, pi]; `nonneg` where q >= 0 is a case that holds."""
        p, h = self.p, pi / 2
        low = p.cut(p.know("sin_concave", 0, q, h), by(p, Term("0") >= 0), nonneg or weak(p, above), by(p, pi >= h, (Q(1, 2), self.pi_pos)))
        up = p.cut(p.know("sin_concave", h, q, pi), by(p, h >= 0, (Q(1, 2), self.pi_pos)), weak(p, below), by(p, pi >= pi))
        ends = [(q / pi, self.sin_half), (1, self.sin_half)]
        left = by(p, sin(q) > 0, (2, self.inv_pi, low), (2, self.inv_pi, above), using=[self.one_pi],
                  hints=[*ends, (q / pi, self.sin_zero), (1, self.sin_zero)])  # fmt: skip
        right = by(p, sin(q) > 0, (2, self.inv_pi, up), (2, self.inv_pi, below), using=[self.one_pi],
                   hints=[*ends, (q / pi, self.sin_pi), (1, self.sin_pi)])  # fmt: skip
        left = p.discharge(left, p.assume(h - q >= 0))
        return p.cases(h - q, left, p.discharge(right, weak(p, p.assume(q - h > 0))))

    def cos_positive(self, q: Term, above: Fact, below: Fact) -> Fact:
        """cos q > 0 from q + pi/2 > 0 and pi/2 - q > 0: it is sin(q + pi/2)."""
        p, moved = self.p, q + pi / 2
        sine = self.sin_positive(moved, by(p, moved > 0, (1, above)), by(p, pi - moved > 0, (1, below)))
        return by(p, cos(q) > 0, (1, sine), hints=[(1, self.add("sin", q, pi / 2)), (cos(q), self.sin_half), (sin(q), self.cos_half)])

    @cached_property
    def root3_square(self) -> Fact:
        return self.p.cut(self.p.know("sqrt_sq", 3), number(self.p, 3, strict=False))

    @cached_property
    def root3_positive(self) -> Fact:
        return positive_root(self.p, 3, number(self.p, 3))

    @cached_property
    def sin_sixth(self) -> Fact:
        return self.p.know("sin_sixth_pi")

    @cached_property
    def cos_sixth(self) -> Fact:
        """cos(pi/6) = sqrt(3)/2: both are >= 0 and have the square 3/4."""
        p, c, half = self.p, cos(pi / 6), root3 / 2
        positive = self.cos_positive(
            pi / 6, by(p, pi / 6 + pi / 2 > 0, (Q(2, 3), self.pi_pos)), by(p, pi / 2 - pi / 6 > 0, (Q(1, 3), self.pi_pos))
        )
        squares = [(1, p.know("sin_cos_one", pi / 6)), (sin(pi / 6) + Q(1, 2), self.sin_sixth), (1, self.root3_square)]
        one = root_order(p, c, half, by(p, c * c >= half * half, hints=squares), weak(p, positive))
        other = root_order(p, half, c, by(p, half * half >= c * c, hints=squares), by(p, half >= 0, (Q(1, 2), p.know("sqrt_nonneg", 3))))
        return by(p, equal(c, half), hints=[(1, p.antisym(one, other))])

    def chord(self, q: Term, above: Fact, below: Fact) -> Fact:
        """sin q >= chord_slope q from q >= 0 and 2 pi/3 - q >= 0: the chord of [0, 2 pi/3], where sin(2 pi/3) = sqrt(3)/2."""
        p, end = self.p, pi * Q(2, 3)
        sine = by(p, equal(sin(end), root3 / 2), hints=[(1, self.add("sin", pi / 2, pi / 6)), (1, self.cos_sixth),
                                                       (cos(pi / 6), self.sin_half), (sin(pi / 6), self.cos_half)])  # fmt: skip
        line = p.cut(p.know("sin_concave", 0, q, end), by(p, Term("0") >= 0), above, below, by(p, pi >= end, (Q(1, 3), self.pi_pos)))
        return by(p, sin(q) >= chord_slope * q, (Q(3, 2), self.inv_pi, line), using=[self.one_pi],
                  hints=[(q / pi, sine), (q / pi, self.sin_zero), (1, self.sin_zero)])  # fmt: skip

    @cached_property
    def slope_positive(self) -> Fact:
        return by(self.p, chord_slope > 0, (Q(3, 4), self.inv_pi, self.root3_positive))

    @cached_property
    def slope_at_most_1(self) -> Fact:
        """3 sqrt(3)/(4 pi) <= sqrt(3)/4 <= 1."""
        p = self.p
        two = root_order(
            p, 2, root3, by(p, written(2) * 2 >= root3 * root3, (1,), hints=[(1, self.root3_square)]), number(p, 2, strict=False)
        )
        return by(p, 1 - chord_slope >= 0, (Q(1, 4), self.inv_pi, p.know("sqrt_nonneg", 3), p.know("pi_lower")), (Q(1, 4), two), (Q(1, 2),),
                  using=[self.one_pi])  # fmt: skip
