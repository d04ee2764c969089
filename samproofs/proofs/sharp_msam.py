"""m-SAM with two components l and h of f = (mu/2) u^2: the mean iterate stays above (1 - slack/2) m, m = beta rho/mu, for ever.

The components' slopes are l' = mu u + A - (beta + mu) C(u) and h' = mu u - Q (A - (beta + mu) C(u)), where C clips to [-R, R] and
Q = P/(1 - P) = (beta - mu)/(beta + mu).  Both are beta-Lipschitz, their mean is mu u, their variance is at most sigma^2.
Let G(u) be the expected virtual gradient.  Everywhere |G - mu u| <= r = beta rho; for |u| <= R - rho it is exactly mu u - r, because there
l' > 0 > h'.  So E x+^2 <= 4 m^2 is preserved when eta (sigma + r)^2 <= 3 r^2/mu, the iterate leaves [-(R - rho), R - rho] with
probability at most slack/4, and E x+ >= (1 - eta mu) E x + eta r (1 - slack/2).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ..statements import Claim
from .drift import Drift
from .one_dimensional import (
    direction,
    direction_bounded,
    infimum,
    second_derivative,
    slope,
    smooth,
    strongly_convex,
    value,
)
from .script import Fact, Name, Script, Term, body, call, equal, terms, written
from .tactics import Q as Rational
from .tactics import by, divide, max_facts, max_split, positive_root, root_order, weak

NAMES = {"symbols": "hole"}
beta, mu, rho, eta, slack, m, R, A, P, sigma, u, v = terms("beta mu rho eta slack m R A P sigma u v")
r = beta * rho
ratio = P / (1 - P)


def clip(w: Term) -> Term:
    return call("max", w + R, 0) - call("max", w - R, 0) - R


def push(w: Term) -> Term:
    """A - (beta + mu) C(w), the slope that l adds to mu w."""
    return A - (beta + mu) * clip(w)


class Pair:
    """The two components: classes, mean, variance, and what SAM does to them."""

    def __init__(self, p: Script, claim: Claim) -> None:
        self.p, self.definition = p, claim.constructed["f"]
        self.defined = {name: stated(claim, f"forall(u, grad({name}, u)") for name in ("l", "h")}
        self.mu, self.rho, self.slack = (p.assume(f"{name} > 0") for name in ("mu", "rho", "slack"))
        self.gap = p.assume("mu < beta")
        self.beta = by(p, beta > 0, (1, self.gap), (1, self.mu))
        self.inv_mu, self.one_mu = divide(p, mu, self.mu)
        self.inv_beta, self.one_beta = divide(p, beta, self.beta)
        self.inv_gap, self.one_gap = divide(p, beta - mu, by(p, beta - mu > 0, (1, self.gap)))
        self.inv_sum, self.one_sum = divide(p, beta + mu, by(p, beta + mu > 0, (1, self.beta), (1, self.mu)))
        self.P_is = p.assume(stated(claim, "P == "))
        self.P_pos = by(p, P > 0, (Rational(1, 2), self.gap, self.inv_beta), hints=[(1, self.P_is), (1, self.one_beta)])
        self.rest_pos = by(p, 1 - P > 0, (Rational(1, 2),), (Rational(1, 2), self.mu, self.inv_beta), hints=[(1, self.P_is)])
        self.inv_rest, self.one_rest = divide(p, 1 - P, self.rest_pos)
        root = call("sqrt", slack)
        self.root = root
        self.root_pos = positive_root(p, slack, self.slack)
        self.inv_root, self.one_root = divide(p, root, self.root_pos)
        self.root_square = p.cut(p.know("sqrt_sq", slack), weak(p, self.slack))
        self.m_is, self.R_is, self.A_is, self.sigma_is = (p.assume(stated(claim, f"{name} == ")) for name in ("m", "R", "A", "sigma"))
        self.m_pos = by(p, m > 0, (1, self.beta, self.rho, self.inv_mu), hints=[(1, self.m_is)])
        self.mu_m = by(p, equal(mu * m, r), hints=[(mu, self.m_is), (beta * rho, self.one_mu)])
        self.reach = by(p, R - rho > 0, (4, self.m_pos, self.inv_root), hints=[(1, self.R_is)])
        self.R_pos = by(p, R > 0, (1, self.reach), (1, self.rho))

    # -------------------------------------------------------- the clip
    def ends(self, w: Term) -> tuple[Fact, Fact, Fact, Fact]:
        """max(w+R, 0) >= w+R, >= 0; max(w-R, 0) >= w-R, >= 0."""
        return (*max_facts(self.p, w + R, 0), *max_facts(self.p, w - R, 0))

    def clip_bounds(self, w: Term) -> tuple[Fact, Fact]:
        """C >= -R and R >= C."""
        p, (up, up0, down, down0) = self.p, self.ends(w)
        low = max_split(
            p,
            w - R,
            0,
            lambda x, e, order: by(p, clip(w) + R >= 0, *([(1, up0)] if x.text == "0" else [(1, up), (2, self.R_pos)]), hints=[(1, e)]),
        )
        high = max_split(
            p,
            w + R,
            0,
            lambda x, e, order: by(p, R - clip(w) >= 0, *([(1, down0), (2, self.R_pos)] if x.text == "0" else [(1, down)]), hints=[(1, e)]),
        )
        return low, high

    def clip_inside(self, w: Term, above: Fact, below: Fact) -> Fact:
        """C = w from w + R >= 0 and R - w >= 0."""
        p = self.p
        upper, lower = p.discharge(p.know("max_left", w + R, 0), above), p.discharge(p.know("max_right", w - R, 0), below)
        return by(p, equal(clip(w), w), hints=[(1, upper), (1, lower)])

    @cached_property
    def clip_increases(self) -> tuple[Fact, Fact]:
        """For u >= v: 0 <= C(u) - C(v) <= u - v."""
        p, order = self.p, p_order(self.p)
        up, up0, down, down0 = self.ends(u)
        up_v, up0_v, _down_v, down0_v = self.ends(v)
        step = clip(u) - clip(v)
        top = self.clip_bounds(v)[1]
        grows = max_split(
            p,
            v + R,
            0,
            lambda x, e, _: by(  # max(u+R, 0) >= max(v+R, 0)
                p,
                call("max", u + R, 0) - call("max", v + R, 0) >= 0,
                *([(1, up0)] if x.text == "0" else [(1, up), (1, order)]),
                hints=[(1, e)],
            ),
        )
        more = max_split(
            p,
            u - R,
            0,
            lambda x, e, _: by(p, step >= 0, *([(1, grows), (1, down0_v)] if x.text == "0" else [(1, up), (1, top)]), hints=[(1, e)]),
        )
        shrinks = max_split(
            p,
            v - R,
            0,
            lambda x, e, _: by(  # max(u-R, 0) >= max(v-R, 0)
                p,
                call("max", u - R, 0) - call("max", v - R, 0) >= 0,
                *([(1, down0)] if x.text == "0" else [(1, down), (1, order)]),
                hints=[(1, e)],
            ),
        )
        less = max_split(
            p,
            u + R,
            0,
            lambda x, e, _: by(
                p, u - v - step >= 0, (1, shrinks), *([(1, up0_v), (1, order)] if x.text == "0" else [(1, up_v)]), hints=[(1, e)]
            ),
        )
        return more, less

    # -------------------------------------------------------- the components
    def slope(self, name: str, w: Term) -> Fact:
        return self.p.at(self.p.assume(self.defined[name]), w)

    @cached_property
    def odds(self) -> Fact:
        """Q (beta + mu) = beta - mu."""
        p = self.p
        twice_beta = by(p, equal(2 * beta * P, beta - mu), hints=[(2 * beta, self.P_is), (mu, self.one_beta)])
        return by(p, equal(ratio * (beta + mu), beta - mu), hints=[(1 / (1 - P), twice_beta), (beta - mu, self.one_rest), (1, twice_beta)])

    def lipschitz(self, name: str) -> Fact:
        """beta^2 (u - v)^2 >= (slope(u) - slope(v))^2."""
        p, order = self.p, p_order(self.p)
        more, less = self.clip_increases
        g_u, g_v = (Term(f"grad({name}, {w})") for w in (u, v))
        # for u >= v the slope grows by at least -beta (u - v) and at most beta (u - v)
        definitions = [(1, self.slope(name, u)), (1, self.slope(name, v))]
        step = clip(u) - clip(v)
        if name == "l":
            up = by(p, beta * (u - v) - (g_u - g_v) >= 0, (1, self.gap, order), (1, self.beta, more), (1, self.mu, more), hints=definitions)
            down = by(p, beta * (u - v) + (g_u - g_v) >= 0, (1, self.beta, less), (1, self.mu, less), hints=definitions)
        else:
            equations = [*definitions, (step, self.odds)]
            up = by(p, beta * (u - v) - (g_u - g_v) >= 0, (1, self.gap, less), hints=equations)
            down = by(
                p, beta * (u - v) + (g_u - g_v) >= 0, (1, self.gap, more), (1, self.beta, order), (1, self.mu, order), hints=equations
            )
        goal = beta**2 * (u - v) ** 2 >= (g_u - g_v) ** 2
        ordered = by(p, goal, (1, up, down))
        swapped = p.instantiate(p.instantiate(p.instantiate(ordered, {"u": Term("hole")}), {"v": u}), {"hole": v})
        return p.cases(u - v, ordered, p.discharge(by(p, goal, (1, swapped)), weak(p, p.assume(v - u > 0))))

    def classes(self) -> list[Fact]:
        p = self.p
        components = [
            p.discharge(p.step("smooth_by_definition", Name(f), beta, Name("u"), Name("v"), self.lipschitz(f)), weak(p, self.beta))
            for f in ("l", "h")
        ]
        curvature = second_derivative(p, self.definition)
        upper, lower = by(p, mu >= curvature), by(p, mu >= -curvature, (2, self.mu))
        convex = by(p, curvature >= mu)
        return [*components, smooth(p, self.definition, mu, upper, lower), strongly_convex(p, self.definition, mu, convex)]

    def slope_f(self, w: Term) -> Fact:
        return slope(self.p, self.definition, w)

    def mean_is_f(self, goal: str) -> Fact:
        p = self.p
        split = [(P, self.slope("l", u)), (1 - P, self.slope("h", u)), (1, self.slope_f(u)), (P * push(u), self.one_rest)]
        return by(p, goal, hints=split)

    @cached_property
    def push_bounds(self) -> tuple[Fact, Fact]:
        """0 < push, and push (beta - mu) <= (beta + mu) R (3 beta - mu)."""
        p, (low, high) = self.p, self.clip_bounds(u)
        A_times = by(
            p,
            equal(A * (beta - mu), 2 * beta * R * (beta + mu)),
            hints=[(beta - mu, self.A_is), (2 * beta * R * (beta + mu), self.one_gap)],
        )
        least = by(
            p,
            A - (beta + mu) * R > 0,
            (1, self.inv_gap, self.beta, self.beta, self.R_pos),
            (2, self.inv_gap, self.beta, self.mu, self.R_pos),
            (1, self.inv_gap, self.mu, self.mu, self.R_pos),
            hints=[(1, self.A_is), ((beta + mu) * R, self.one_gap)],
        )
        positive = by(p, push(u) > 0, (1, least), (1, self.beta, high), (1, self.mu, high))
        bounded = by(
            p,
            (beta + mu) * R * (3 * beta - mu) - push(u) * (beta - mu) >= 0,
            (1, self.gap, self.beta, low),
            (1, self.gap, self.mu, low),
            hints=[(1, A_times)],
        )
        return positive, bounded

    @cached_property
    def sigma_square(self) -> Fact:
        """sigma^2 (beta - mu) = R^2 (3 beta - mu)^2 (beta + mu), and sigma > 0."""
        p, q = self.p, (beta + mu) / (beta - mu)
        positive = by(p, q > 0, (1, self.beta, self.inv_gap), (1, self.mu, self.inv_gap))
        square = p.cut(p.know("sqrt_sq", q), weak(p, positive))
        k, root = R * (3 * beta - mu), call("sqrt", q)
        return by(
            p,
            equal(sigma**2 * (beta - mu), k**2 * (beta + mu)),
            hints=[((beta - mu) * (sigma + k * root), self.sigma_is), ((beta - mu) * k**2, square), (k**2 * (beta + mu), self.one_gap)],
        )

    @cached_property
    def variance(self) -> Fact:
        """Q push^2 <= sigma^2."""
        p, (positive, bounded) = self.p, self.push_bounds
        top = (beta + mu) * R * (3 * beta - mu)
        squares = by(p, top * top - (push(u) * (beta - mu)) ** 2 >= 0, (1, bounded, bounded), (2, bounded, positive, self.gap))
        j, i = 1 / (beta + mu), 1 / (beta - mu)
        exact = by(p, equal(ratio, (beta - mu) * j), hints=[(j, self.odds), (ratio, self.one_sum)])
        scaled = by(
            p,
            sigma**2 - (beta - mu) * j * push(u) ** 2 >= 0,
            (1, self.inv_sum, self.inv_gap, squares),
            hints=[
                (i, self.sigma_square),
                (sigma**2, self.one_gap),
                (j * push(u) ** 2 * (beta - mu), self.one_gap),
                (i * R**2 * (3 * beta - mu) ** 2 * (beta + mu), self.one_sum),
            ],
        )
        return by(p, sigma**2 - ratio * push(u) ** 2 >= 0, (1, scaled), hints=[(push(u) ** 2, exact)])

    def variance_bound(self, goal: str) -> Fact:
        p, h = self.p, push(u)
        of_l = by(p, equal(Term("grad(l, u) - grad(f, u)", 0), h), hints=[(1, self.slope("l", u)), (1, self.slope_f(u))])
        of_h = by(p, equal(Term("grad(h, u) - grad(f, u)", 0), -ratio * h), hints=[(1, self.slope("h", u)), (1, self.slope_f(u))])
        d_l, d_h = Term("grad(l, u) - grad(f, u)", 0), Term("grad(h, u) - grad(f, u)", 0)
        return by(
            p,
            goal,
            (1, self.variance),
            hints=[
                (P * (d_l + h), of_l),
                ((1 - P) * (d_h - ratio * h), of_h),
                (P * ratio * h**2, self.one_rest),
                (P * h**2, self.one_rest),
            ],
            slack=[(sigma,)],
        )

    # -------------------------------------------------------- what SAM does
    def moved(self, name: str) -> tuple[Term, Term]:
        """(y, the virtual gradient of the component)."""
        y = u + rho * Term(f"grad({name}, u)") / Term(f"norm(grad({name}, u))")
        return y, Term(f"grad({name}, {y})")

    def virtual_error(self, name: str) -> Fact:
        """(virtual gradient - gradient)^2 <= r^2."""
        p, g = self.p, Term(f"grad({name}, u)")
        y, virtual = self.moved(name)
        ball = by(p, rho**2 - (y - u) ** 2 >= 0, (1, rho, direction_bounded(p, g)))
        near = p.instantiate(self.lipschitz(name), {"v": y})
        return by(p, r**2 - (virtual - g) ** 2 >= 0, (1, near), (1, beta, ball))

    def virtual_inside(self, name: str) -> Fact:
        """For |u| <= R - rho the virtual gradient is that of the affine piece: A - beta (u + rho), or beta (u - rho) - Q A."""
        p, sign = self.p, 1 if name == "l" else -1
        left, right = p.assume(R - rho + u >= 0), p.assume(R - rho - u >= 0)
        g = Term(f"grad({name}, u)")
        here = self.clip_inside(u, by(p, u + R >= 0, (1, left), (1, self.rho)), by(p, R - u >= 0, (1, right), (1, self.rho)))
        A_large = by(
            p, A - 2 * beta * R > 0, (4, self.beta, self.R_pos, self.mu, self.inv_gap), hints=[(1, self.A_is), (2 * beta * R, self.one_gap)]
        )
        if name == "l":
            positive = by(
                p,
                g > 0,
                (1, A_large),
                (1, self.beta, self.R_pos),
                (1, self.beta, right),
                (1, self.beta, self.rho),
                hints=[(1, self.slope("l", u)), (beta + mu, here)],
            )
        else:
            QA = self.odds_times_A
            positive = by(
                p,
                -g > 0,
                (1, self.beta, self.R_pos),
                (1, self.beta, right),
                (1, self.beta, self.rho),
                hints=[(1, self.slope("h", u)), (ratio * (beta + mu), here), (u, self.odds), (1, QA)],
            )
        y, _virtual = self.moved(name)
        to = u + rho * sign
        there = by(p, equal(y, to), hints=[(rho, direction(p, g, sign, positive))])
        inside = self.clip_inside(
            to,
            by(p, to + R >= 0, (1, left), *([(2, self.rho)] if sign > 0 else [])),
            by(p, R - to >= 0, (1, right), *([] if sign > 0 else [(2, self.rho)])),
        )
        g_there = Term(f"grad({name}, {to})")
        if name == "l":
            result = A - beta * to
            flat = by(p, equal(g_there, result), hints=[(1, self.slope("l", to)), (beta + mu, inside)])
        else:
            result = beta * to - 2 * beta * R
            flat = by(
                p,
                equal(g_there, result),
                hints=[(1, self.slope("h", to)), (ratio * (beta + mu), inside), (to, self.odds), (1, self.odds_times_A)],
            )
        return p.rewrite(to, y, _flip(p, there), flat, equal(Term(f"grad({name}, hole)"), result))

    @cached_property
    def odds_times_A(self) -> Fact:
        """Q A = 2 beta R."""
        p, i = self.p, 1 / (beta - mu)
        return by(
            p, equal(ratio * A, 2 * beta * R), hints=[(ratio, self.A_is), (2 * beta * R * i, self.odds), (2 * beta * R, self.one_gap)]
        )

    def error_bound(self, name: str, k: int) -> Fact:
        """r >= k (virtual gradient - gradient)."""
        p, g = self.p, Term(f"grad({name}, u)")
        e = self.moved(name)[1] - g
        r_pos = by(p, r > 0, (1, self.beta, self.rho))
        return root_order(p, r, e * k, by(p, r * r >= e * k * (e * k), (1, self.virtual_error(name))), weak(p, r_pos))

    def drift(self, everywhere: Fact) -> Fact:
        """G <= mu u - r + 2 r u^2/(R - rho)^2, in the form with (R - rho)^2 = 16 m^2/slack; `everywhere`: r + mu u - G >= 0."""
        p = self.p
        G = P * self.moved("l")[1] + (1 - P) * self.moved("h")[1]
        tail = u**2 * slack / (16 * m**2)
        goal = mu * u - r + 2 * r * tail - G >= 0
        inv_m, one_m = divide(p, m, self.m_pos)
        tail_nonneg = by(p, tail >= 0, (Rational(1, 16), self.slack, u * (1 / m)))
        split = [(P, self.virtual_inside("l")), (1 - P, self.virtual_inside("h")), (1, self.odds_times_A), (P, self.odds_times_A)]
        inside = by(
            p,
            goal,
            (2, self.beta, self.rho, tail_nonneg),
            hints=[
                *split,
                (A, self.one_rest),
                (P * A, self.one_rest),
                (u, self.P_is),
                (beta * u, self.P_is),
                (beta * rho, self.P_is),
                (u, self.one_beta),
                (mu * u, self.one_beta),
            ],
        )
        # outside, u^2 >= (R - rho)^2 = 16 m^2/slack, so that the tail is at least 1
        reach_is = by(p, equal((R - rho) * self.root, 4 * m), hints=[(self.root, self.R_is), (4 * m, self.one_root)])
        reach_square = by(
            p,
            equal((R - rho) ** 2 * slack, 16 * m**2),
            hints=[((R - rho) * self.root + 4 * m, reach_is), ((R - rho) ** 2, self.root_square)],
        )
        sides = []
        for k in (1, -1):
            beyond = p.assume(u * k - (R - rho) > 0)
            large = by(p, u**2 - (R - rho) ** 2 > 0, (1, beyond, beyond), (2, self.reach, beyond))
            one = by(p, tail - 1 >= 0, (Rational(1, 16), self.slack, inv_m, inv_m, large), hints=[(1 / m**2, reach_square)], using=[one_m])
            sides.append(by(p, goal, (1, everywhere), (2, self.beta, self.rho, one)))
        right, left = sides
        return p.cases(R - rho - u, p.cases(R - rho + u, inside, left), right)

    def spread(self) -> Fact:
        """P (v_l - mu u)^2 + (1 - P)(v_h - mu u)^2 <= (sigma + r)^2."""
        p, h = self.p, push(u)
        positive, _ = self.push_bounds
        e_l, e_h = (self.moved(name)[1] - Term(f"grad({name}, u)") for name in ("l", "h"))
        w_l, w_h = (self.moved(name)[1] - mu * u for name in ("l", "h"))
        sigma_pos = self.sigma_positive
        # sigma >= 2 P h, since (2 P h)^2 <= Q h^2 <= sigma^2
        quarter = by(
            p,
            ratio - 4 * P**2 >= 0,
            (1, self.P_pos, self.inv_rest, 1 - 2 * P),
            hints=[(4 * P**2, self.one_rest), (4 * P, self.one_rest), (P, self.one_rest)],
        )
        sizes = by(p, sigma * sigma >= 2 * P * h * (2 * P * h), (1, self.variance), (1, quarter, h))
        average = root_order(p, sigma, 2 * P * h, sizes, weak(p, sigma_pos))
        of_l = by(p, equal(w_l, h + e_l), hints=[(1, self.slope("l", u))])
        of_h = by(p, equal(w_h, -ratio * h + e_h), hints=[(1, self.slope("h", u))])
        r_pos = by(p, r > 0, (1, self.beta, self.rho))
        P_weight, rest_weight = self.P_pos, self.rest_pos
        return by(
            p,
            (sigma + r) ** 2 - P * w_l**2 - (1 - P) * w_h**2 >= 0,
            (1, self.variance),
            (2, r_pos, average),
            (2, P_weight, positive, self.error_bound("l", 1)),
            (2, P_weight, positive, self.error_bound("h", -1)),
            (1, P_weight, self.virtual_error("l")),
            (1, rest_weight, self.virtual_error("h")),
            hints=[
                (P * (w_l + h + e_l), of_l),
                ((1 - P) * (w_h - ratio * h + e_h), of_h),
                (P * h * e_h, self.one_rest),
                (P * ratio * h**2, self.one_rest),
                (P * h**2, self.one_rest),
            ],
        )

    @cached_property
    def sigma_positive(self) -> Fact:
        p, q = self.p, (beta + mu) / (beta - mu)
        positive = by(p, q > 0, (1, self.beta, self.inv_gap), (1, self.mu, self.inv_gap))
        root = positive_root(p, q, positive)
        return by(p, sigma > 0, (3, self.R_pos, self.gap, root), (2, self.R_pos, self.mu, root), hints=[(1, self.sigma_is)])

    def sigma_large(self) -> Fact:
        """sigma >= 2 r: sigma^2 (beta - mu) = R^2 (3 beta - mu)^2 (beta + mu) >= 4 r^2 (beta - mu)."""
        p = self.p
        i = 1 / (beta - mu)
        R_large = by(p, R - rho >= 0, (1, weak(p, self.reach)))
        wide = by(p, R * (3 * beta - mu) - 2 * r >= 0, (3, R_large, self.gap), (2, R_large, self.mu), (1, self.rho, self.gap))
        k = R * (3 * beta - mu)
        r_pos = by(p, r > 0, (1, self.beta, self.rho))
        square = by(p, k * k - 2 * r * (2 * r) >= 0, (1, wide, wide), (4, r_pos, wide))
        more = by(
            p,
            sigma * sigma - k * k >= 0,
            (2, self.mu, self.inv_gap, k),
            hints=[(i, self.sigma_square), (sigma**2, self.one_gap), (k**2, self.one_gap)],
        )
        return root_order(p, sigma, 2 * r, by(p, sigma * sigma >= 2 * r * (2 * r), (1, more), (1, square)), weak(p, self.sigma_positive))


def p_order(p: Script) -> Fact:
    return p.assume(u - v >= 0)


def _flip(p: Script, equation: Fact) -> Fact:
    """a = b as b = a."""
    return by(p, f"{-equation.value!r} == 0", hints=[(1, equation)])


# ---------------------------------------------------------------- the moments along the chain
def moments(pair: Pair, given: Sequence[str], start: Term = m) -> tuple[Drift, Fact, Fact]:
    """The chain, and forall t: E x_t^2 <= 4 m^2, and E x_t >= (1 - slack/2) m from the start m, E x_t >= (1 - slack/2) m (1 - (1 - eta
    mu)^t) from the start 0.  `given`: eta > 0, the bound on eta, the law of the chain."""
    p = pair.p
    eta_pos, small, law = map(p.assume, given[:3])
    S = sigma + r
    r_pos = by(p, r > 0, (1, pair.beta, pair.rho))
    _inv_S, one_S = divide(p, S, by(p, S > 0, (1, pair.sigma_positive), (1, r_pos)))
    step_size = by(
        p,
        3 * r**2 - eta * mu * S**2 >= 0,
        (1, pair.mu, S, small),
        using=[pair.one_mu],
        hints=[(3 * r**2 * S / S, one_S), (3 * r**2, one_S), (3 * r**2 * mu / mu * S / S, one_S)],
    )
    ninth = by(p, S**2 - 9 * r**2 >= 0, (1, pair.sigma_large(), pair.sigma_large()), (6, r_pos, pair.sigma_large()))
    inv_r, one_r = divide(p, r, r_pos)
    third = by(p, r**2 * (1 - 3 * eta * mu) >= 0, (Rational(1, 3), step_size), (Rational(1, 3), eta_pos, pair.mu, ninth))
    third = by(p, 1 - 3 * eta * mu >= 0, (1, inv_r, inv_r, third), hints=[((1 - 3 * eta * mu) * (1 + r * (1 / r)), one_r)])
    room = by(
        p,
        4 * mu * m**2 - eta * S**2 >= 0,
        (1, pair.inv_mu, step_size),
        (1, pair.inv_mu, r),
        hints=[
            (eta * S**2, pair.one_mu),
            (4 * m, pair.mu_m),
            (4 * r / mu, pair.mu_m),
            (4 * m * r, pair.one_mu),
            (4 * m * mu / mu, pair.mu_m),
        ],
    )
    mean = (1, pair.mean_is_f(equal(P * Term("grad(l, u)") + (1 - P) * Term("grad(h, u)"), Term("grad(f, u)")))), (1, pair.slope_f(u))
    (v_l, v_h), sides = (pair.moved(name)[1] for name in ("l", "h")), {}
    for k in (1, -1):
        sides[k] = by(
            p,
            r + (mu * u - (P * v_l + (1 - P) * v_h)) * k >= 0,
            (1, pair.P_pos, pair.error_bound("l", k)),
            (1, pair.rest_pos, pair.error_bound("h", k)),
            hints=mean,
        )
    chain = Drift(
        p,
        law,
        start,
        ((P, v_l), (1 - P, v_h)),
        mu,
        m,
        r,
        S,
        eta_pos,
        pair.mu,
        by(p, 1 - eta * mu >= 0, (Rational(1, 3), third), (Rational(2, 3),)),
        pair.mu_m,
        sides[-1],
        sides[1],
        pair.spread(),
        room,
    )
    second = chain.second(by(p, 4 * m**2 - start**2 >= 0, (3 if start is m else 4, m)))
    inv_m, one_m = divide(p, m, pair.m_pos)
    tail = by(
        p,
        slack / 2 - 2 * chain.mean("t", u**2) * slack / (16 * m**2) >= 0,
        (Rational(1, 8), pair.slack, inv_m, inv_m, p.at(second, "t")),
        using=[one_m],
    )
    least = (1 - slack / 2) * m
    balance = by(
        p,
        r - 2 * r * slack * chain.mean("t", u**2) / (16 * m**2) - mu * least >= 0,
        (1, r_pos, tail),
        hints=[(1, pair.mu_m), (slack, pair.mu_m)],
    )
    if start is not m:
        return chain, second, chain.rising(least, pair.drift(sides[1]), balance)
    above = by(p, m - least >= 0, (Rational(1, 2), pair.slack, pair.m_pos))
    return chain, second, chain.first(least, above, pair.drift(sides[1]), balance)


class Floor:
    """What the moments at the time T say of the objective."""

    def __init__(self, pair: Pair, given: Sequence[str]) -> None:
        self.pair, self.p = pair, pair.p
        p, (self.chain, second, first) = pair.p, moments(pair, given)
        self.first, self.second = p.at(first, "T"), p.at(second, "T")
        self.X = self.chain.mean("T", u**2)
        self.less = p.assume("slack < 1")
        half = self.half = by(p, 1 - slack / 2 > 0, (Rational(1, 2), self.less), (Rational(1, 2),))
        square = by(
            p,
            self.X - (1 - slack) * m**2 >= 0,
            (1, self.chain.jensen("T")),
            (1, self.first, self.first),
            (2, self.first, half, pair.m_pos),
            (Rational(1, 4), slack * m),
        )
        self.scaled = by(
            p, mu**2 * self.X - (1 - slack) * r**2 >= 0, (1, mu, square), hints=[(mu * m + r, pair.mu_m), ((mu * m + r) * slack, pair.mu_m)]
        )

    def mean(self, goal: str) -> Fact:
        p, pair = self.p, self.pair
        return by(
            p, goal, (1, self.first), hints=[(1, pair.m_is), (slack, pair.m_is)], slack=[(self.half, pair.beta, pair.rho, pair.inv_mu)]
        )

    def second_moment(self, goal: str) -> Fact:
        p, pair = self.p, self.pair
        return by(p, goal, (1, self.second), hints=[(m + beta * rho / mu, pair.m_is)], slack=[(pair.inv_mu, pair.inv_mu, r)])

    def slope(self, goal: str) -> Fact:
        """E f'^2 = mu^2 E x^2."""
        p, g = self.p, Term("grad(f, u)")
        square = by(p, g**2 - mu**2 * u**2 >= 0, hints=[(g + mu * u, self.pair.slope_f(u))])
        return by(p, goal, (1, self.chain.expected(square, "T")), (1, self.scaled), slack=[(self.less, r)])

    def loss(self, goal: str) -> Fact:
        """E f - inf f = (mu/2) E x^2 >= (1 - slack) r^2/(2 mu)."""
        mean, least = expected_loss(self.pair, self.chain)
        return by(
            self.p,
            goal,
            (1, mean),
            (Rational(1, 2), self.pair.inv_mu, self.scaled),
            hints=[(1, least), (mu * self.X, self.pair.one_mu)],
            slack=[(self.less, self.pair.inv_mu, r)],
        )


def expected_loss(pair: Pair, chain: Drift) -> tuple[Fact, Fact]:
    """E f(x_T) >= (mu/2) E x_T^2, and inf f = 0."""
    p = pair.p
    loss_is = by(p, equal(Term("f(u)"), mu / 2 * u**2), hints=[(1, value(p, pair.definition, u))])
    above = by(p, Term("f(u)") >= 0, (Rational(1, 2), pair.mu, u), hints=[(1, loss_is)])
    attained = by(p, equal(Term("f(0)"), 0), hints=[(1, value(p, pair.definition, written(0)))])
    _, least = infimum(p, pair.definition, written(0), above, written(0), attained)
    return chain.expected(by(p, Term("f(u)") - mu / 2 * u**2 >= 0, hints=[(1, loss_is)]), "T"), least


def stated(claim: Claim, beginning: str) -> str:
    """The shared hypothesis of a claim that begins so."""
    return next(h for h in claim.given if h.startswith(beginning))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    pair = Pair(p, claim)
    *_, mean, variance = claim.goals["the components"]
    less = by(p, P < 1, (1, pair.rest_pos))
    floor, (g_mean, g_loss, g_slope, g_second) = Floor(pair, claim.parts[1].given), claim.goals["the floor"]
    return {
        "the components": [
            *pair.classes(),
            pair.P_pos,
            less,
            p.generalize("symbol", "u", pair.mean_is_f(body(mean))),
            p.generalize("symbol", "u", pair.variance_bound(body(variance))),
        ],
        "the floor": [floor.mean(g_mean), floor.loss(g_loss), floor.slope(g_slope), floor.second_moment(g_second)],
    }
