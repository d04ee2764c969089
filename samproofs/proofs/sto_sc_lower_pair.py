"""Stochastic SAM on l = (beta/2)(u - a)^2 and h = (beta/2)(u - b)^2 with probabilities P < 1/2 and 1 - P, P a + (1 - P) b = 0.

The ascent step moves u by d = rho l'/|l'| or rho h'/|h'|, |d| <= rho.  In both models (same sample, or independent ones) the expected
virtual gradient is G = beta u + beta (P d_l + (1 - P) d_h), so |G - beta u| <= r = beta rho, and between a and b it is
beta u - r (1 - 2 P).
The second moment about beta u is at most (sigma + r)^2.  `Drift` does the rest, with m = rho.
"""

from __future__ import annotations

from functools import cached_property

from ..statements import Claim
from .drift import Drift
from .one_dimensional import (
    body_of,
    direction,
    direction_bounded,
    infimum,
    second_derivative,
    smooth,
    strongly_convex,
)
from .script import Fact, Script, Term, body, call, equal, terms, written
from .tactics import Q, by, divide, max_split, positive_root, root_order, weak

NAMES = {"symbols": "hole v"}  # v: how the kernel prints the variable under a mean
beta, rho, eta, slack, P, a, b, sigma, u = terms("beta rho eta slack P a b sigma u")
r = beta * rho
middle = {"l": a, "h": b}


class Pair:
    """The two quadratics."""

    def __init__(self, p: Script, claim: Claim) -> None:
        self.p, self.defined = p, {**claim.constructed, "f": claim.given[-1]}
        self.beta, self.rho, self.slack, self.P_pos = (p.assume(f"{name} > 0") for name in ("beta", "rho", "slack", "P"))
        self.P_small = p.assume("P < 1/2")
        self.rest_pos = by(p, 1 - P > 0, (1, self.P_small), (Q(1, 2),))
        self.inv_P, self.one_P = divide(p, P, self.P_pos)
        self.b_is, self.a_is, self.sigma_is = (p.assume(claim.given[i]) for i in (6, 7, 8))
        root = call("sqrt", slack)
        self.inv_root, self.one_root = divide(p, root, positive_root(p, slack, self.slack))
        self.root_square = p.cut(p.know("sqrt_sq", slack), weak(p, self.slack))
        self.b_pos = by(p, b > 0, (4, self.rho, self.inv_root), hints=[(1, self.b_is)])
        self.centred = by(p, equal(P * a + (1 - P) * b, 0), hints=[(P, self.a_is), ((1 - P) * b, self.one_P)])
        self.r_pos = by(p, r > 0, (1, self.beta, self.rho))

    def slope(self, f: str, w: Term) -> Fact:
        """l'(w) = beta (w - a), h'(w) = beta (w - b), f'(w) = beta w."""
        p = self.p
        known = p.discharge(p.know("real_gradient", f, "u", written(body_of(self.defined[f])), w), p.assume(self.defined[f]))
        return by(p, equal(Term(f"grad({f}, {w})"), beta * (w - middle[f]) if f in middle else beta * w), hints=[(1, known)])

    def classes(self) -> list[Fact]:
        p, found = self.p, []
        for f in ("l", "h", "f"):
            curvature = second_derivative(p, self.defined[f])
            sides = by(p, beta >= curvature), by(p, beta >= -curvature, (2, self.beta))
            found += [
                smooth(p, self.defined[f], beta, *sides, name=f),
                strongly_convex(p, self.defined[f], beta, by(p, curvature >= beta), name=f),
            ]
        return found

    def mean_is_f(self, goal: str) -> Fact:
        p = self.p
        values = {f: p.at(p.assume(self.defined[f]), u) for f in ("l", "h", "f")}
        return by(p, goal, hints=[(P, values["l"]), (1 - P, values["h"]), (1, values["f"]), (beta * u, self.centred)])

    @cached_property
    def sigma_square(self) -> Fact:
        """sigma^2 = beta^2 (P a^2 + (1 - P) b^2), by way of P sigma^2 = beta^2 b^2 (1 - P)."""
        p, odds = self.p, (1 - P) / P
        square = p.cut(p.know("sqrt_sq", odds), by(p, odds >= 0, (1, self.rest_pos, self.inv_P)))
        k = beta * b
        direct = by(p, equal(sigma**2, k**2 * odds), hints=[(sigma + k * call("sqrt", odds), self.sigma_is), (k**2, square)])
        a_square = by(p, equal(P * a**2, (1 - P) * odds * b**2), hints=[(a, self.centred), (b * (1 - P), self.a_is)])
        return by(
            p,
            equal(sigma**2, beta**2 * (P * a**2 + (1 - P) * b**2)),
            hints=[(1, direct), (beta**2, a_square), (beta**2 * b**2, self.one_P), (beta**2 * b**2 * (1 - P), self.one_P)],
        )

    @cached_property
    def sigma_pos(self) -> Fact:
        p, odds = self.p, (1 - P) / P
        return by(
            p,
            sigma > 0,
            (1, self.beta, self.b_pos, positive_root(p, odds, by(p, odds > 0, (1, self.rest_pos, self.inv_P)))),
            hints=[(1, self.sigma_is)],
        )

    def variance(self, goal: str) -> Fact:
        p = self.p
        d_l, d_h = (Term(f"grad({f}, u) - grad(f, u)", 0) for f in ("l", "h"))
        of_l = by(p, equal(d_l, -beta * a), hints=[(1, self.slope("l", u)), (1, self.slope("f", u))])
        of_h = by(p, equal(d_h, -beta * b), hints=[(1, self.slope("h", u)), (1, self.slope("f", u))])
        return by(p, goal, hints=[(P * (d_l - beta * a), of_l), ((1 - P) * (d_h - beta * b), of_h), (1, self.sigma_square)])

    # -------------------------------------------------------- what SAM does
    def y(self, f: str) -> Term:
        return u + rho * Term(f"grad({f}, u)") / Term(f"norm(grad({f}, u))")

    def d(self, f: str) -> Term:
        """The ascent step y - u of the component f."""
        return rho * Term(f"grad({f}, u)") / Term(f"norm(grad({f}, u))")

    def d_bounds(self, f: str) -> tuple[Fact, Fact, Fact]:
        """rho - d >= 0, rho + d >= 0, rho^2 - d^2 >= 0."""
        p, d = self.p, self.d(f)
        square = by(p, rho * rho - d * d >= 0, (1, rho, direction_bounded(p, Term(f"grad({f}, u)"))))
        sides = [root_order(p, rho, d * k, by(p, rho * rho >= d * k * (d * k), (1, square)), weak(p, self.rho)) for k in (1, -1)]
        return sides[0], sides[1], square

    def virtual(self, of: str, at: str) -> tuple[Term, Fact]:
        """The gradient of one component at the ascent point of another: beta (u + d - middle)."""
        v = Term(f"grad({of}, {self.y(at)})")
        return v, by(self.p, equal(v, beta * (u + self.d(at) - middle[of])), hints=[(1, self.slope(of, self.y(at)))])

    def direction(self, f: str, sign: int, side: Fact) -> Fact:
        """d = sign rho, from sign (u - middle) > 0."""
        p, g = self.p, Term(f"grad({f}, u)")
        positive = by(p, g > 0 if sign > 0 else -g > 0, (1, self.beta, side), hints=[(1, self.slope(f, u))])
        return by(p, equal(self.d(f), rho * sign), hints=[(rho, direction(p, g, sign, positive))])


def drift(pair: Pair, given: tuple[str, ...], pairs: list[tuple[Term, str, str]]) -> tuple[Drift, Fact, Fact]:
    """The chain with branches (probability, descent component, ascent component), and the bounds of its two moments."""
    p = pair.p
    eta_pos, slow, small, law = map(p.assume, given)
    branches, equations = [], []
    for weight, of, at in pairs:
        v, is_v = pair.virtual(of, at)
        branches.append((weight, v))
        equations.append((weight, of, at, v, is_v))
    first, *others = (w * v for w, v in branches)
    G = sum(others, first)
    (l_up, l_down, l_square), (h_up, h_down, h_square) = pair.d_bounds("l"), pair.d_bounds("h")
    shift = P * pair.d("l") + (1 - P) * pair.d("h")
    mean = by(p, equal(G, beta * u + beta * shift), hints=[*((w, is_v) for w, _, _, _, is_v in equations), (beta, pair.centred)])
    P_, rest, beta_ = pair.P_pos, pair.rest_pos, pair.beta
    low = by(p, G - beta * u + r >= 0, (1, beta_, P_, l_down), (1, beta_, rest, h_down), hints=[(1, mean)])
    high = by(p, beta * u + r - G >= 0, (1, beta_, P_, l_up), (1, beta_, rest, h_up), hints=[(1, mean)])
    # the spread: sigma >= 2 beta (1 - P) b, since 4 P (1 - P) <= 1
    S, w = sigma + r, 2 * beta * (1 - P) * b
    wide = by(
        p,
        sigma * sigma - w * w >= 0,
        (1, rest, pair.inv_P, beta * b * (1 - 2 * P)),
        hints=[
            (1, pair.sigma_square),
            (beta**2 * a, pair.centred),
            (beta**2 * b * (1 - P), pair.a_is),
            (beta**2 * b**2 * (1 - P) ** 2, pair.one_P),
            (beta**2 * b**2 * (1 - P), pair.one_P),
            (beta**2 * b**2 * (1 - P) * P, pair.one_P),
        ],
    )
    average = root_order(p, sigma, w, by(p, sigma * sigma >= w * w, (1, wide)), weak(p, pair.sigma_pos))
    errors = [weight * (v - beta * u) ** 2 for weight, v in branches]
    error, *more = errors
    exact = [(weight * (v - beta * u + beta * (pair.d(at) - middle[of])), is_v) for weight, of, at, v, is_v in equations]
    dd = [(1, beta, P_, l_square), (1, beta, rest, h_square)]
    same = [(2, beta_, beta_, rest, pair.b_pos, l_up), (2, beta_, beta_, rest, pair.b_pos, h_down), (2, pair.r_pos, average)]
    other = [(2, pair.r_pos, pair.sigma_pos)]
    spread = by(
        p,
        S**2 - sum(more, error) >= 0,
        *dd,
        *(same if len(branches) == 2 else other),
        hints=[*exact, (1, pair.sigma_square), (beta**2 * pair.d("l"), pair.centred), (beta**2 * shift, pair.centred)],
    )
    _inv_S, one_S = divide(p, S, by(p, S > 0, (1, pair.sigma_pos), (1, pair.r_pos)))
    step_size = by(
        p, 3 * beta * rho**2 - eta * S**2 >= 0, (1, S, small), hints=[(3 * beta * rho**2 * S / S, one_S), (3 * beta * rho**2, one_S)]
    )
    room = by(p, 4 * beta * rho**2 - eta * S**2 >= 0, (1, step_size), (1, beta_, rho))
    start = rho * (1 - 2 * P)
    chain = Drift(
        p,
        law,
        start,
        tuple(branches),
        beta,
        rho,
        r,
        S,
        eta_pos,
        beta_,
        by(p, 1 - eta * beta >= 0, (1, slow)),
        p.combine(equal(beta * rho, r)),
        low,
        high,
        spread,
        room,
    )
    inside_half = by(p, 1 - 2 * P > 0, (2, pair.P_small))
    second = chain.second(by(p, 4 * rho**2 - start**2 >= 0, (3, rho), (2, rho, inside_half, P_), (2, rho, P_)))
    # G <= beta u - r (1 - 2 P) + 2 r u^2/b^2, b^2 = 16 rho^2/slack
    tail = u**2 * slack / (16 * rho**2)
    goal = beta * u - r * (1 - 2 * P) + 2 * r * tail - G >= 0
    inv_rho, one_rho = divide(p, rho, pair.rho)
    tail_nonneg = by(p, tail >= 0, (Q(1, 16), pair.slack, u / rho))
    right, left = p.assume(b - u > 0), p.assume(b + u > 0)
    after_a = by(p, u - a > 0, (1, left), (2, pair.b_pos, inside_half, pair.inv_P, Q_half(p)), hints=[(1, pair.a_is), (b, pair.one_P)])
    before_b = by(p, -(u - b) > 0, (1, right))
    apart = [(beta * P, pair.direction("l", 1, after_a)), (beta * (1 - P), pair.direction("h", -1, before_b)), (1, mean)]
    inside = by(p, goal, (2, pair.r_pos, tail_nonneg), hints=apart)
    b_square = by(
        p,
        equal(b**2 * slack, 16 * rho**2),
        hints=[
            ((b + 4 * rho / call("sqrt", slack)) * slack, pair.b_is),
            (16 * rho**2 / call("sqrt", slack) ** 2, pair.root_square),
            (16 * rho**2, pair.one_root),
            (16 * rho**2 * call("sqrt", slack) / call("sqrt", slack), pair.one_root),
        ],
    )
    sides = []
    for k in (1, -1):
        beyond = p.assume(u * k - b >= 0)
        large = by(p, u**2 - b**2 >= 0, (1, beyond, beyond), (2, pair.b_pos, beyond))
        one = by(p, tail - 1 >= 0, (Q(1, 16), pair.slack, inv_rho, inv_rho, large), hints=[(1 / rho**2, b_square)], using=[one_rho])
        sides.append(by(p, goal, (1, high), (2, pair.r_pos, one), (2, pair.r_pos, P_)))
    bounded = p.cases(u - b, sides[0], p.cases(-u - b, sides[1], inside))
    least = rho * (1 - 2 * P - slack / 2)
    moment = p.at(second, "t")
    balance = by(
        p,
        r * (1 - 2 * P) - 2 * r * slack * chain.mean("t", u**2) / (16 * rho**2) - beta * least >= 0,
        (Q(1, 8), pair.r_pos, pair.slack, inv_rho, inv_rho, moment),
        using=[one_rho],
    )
    begin = by(p, start - least >= 0, (Q(1, 2), pair.slack, pair.rho))
    return chain, second, chain.first(least, begin, bounded, balance)


def Q_half(p: Script) -> Fact:
    return p.combine("1/2 > 0", [(Q(1, 2),)])


def floor(pair: Pair, goals: list[str], found: tuple[Drift, Fact, Fact]) -> list[Fact]:
    p, (chain, _, first) = pair.p, found
    g_mean, g_loss, g_slope = goals
    first = p.at(first, "T")
    X, least = chain.mean("T", u**2), 1 - 2 * P - slack / 2
    mean = by(p, g_mean, (1, first), slack=[(pair.rho,)])
    constant = beta / 2 * (P * a**2 + (1 - P) * b**2)
    is_f = p.at(p.assume(pair.defined["f"]), u)
    above = by(p, Term("f(u)") >= constant, (Q(1, 2), pair.beta, u), hints=[(1, is_f)])
    attained = by(p, equal(Term("f(0)"), constant), hints=[(1, p.at(p.assume(pair.defined["f"]), written(0)))])
    _, inf_f = infimum(p, pair.defined["f"], constant, above, written(0), attained)
    loss = chain.expected(by(p, Term("f(u)") - beta / 2 * u**2 - constant >= 0, hints=[(1, is_f)]), "T")
    jensen = chain.jensen("T")
    top = call("max", least, 0)

    def side(value_: Term, e: Fact, order: Fact) -> Fact:
        if value_.text == "0":
            zero = by(p, X >= 0, (1, jensen), (1, chain.mean("T", u)))
            return by(p, X - rho**2 * top**2 >= 0, (1, zero), hints=[(rho**2 * top, e)])
        return by(
            p, X - rho**2 * top**2 >= 0, (1, jensen), (1, first, first), (2, pair.rho, order, first), hints=[(rho**2 * (top + least), e)]
        )

    second = max_split(p, least, 0, side)
    g = Term("grad(f, u)")
    square = chain.expected(by(p, g**2 - beta**2 * u**2 >= 0, hints=[(g + beta * u, pair.slope("f", u))]), "T")
    return [
        mean,
        by(p, g_loss, (1, loss), (Q(1, 2), pair.beta, second), hints=[(1, inf_f)], slack=[(pair.beta, rho * top)]),
        by(p, g_slope, (1, square), (1, pair.beta, pair.beta, second), slack=[(beta * rho * top,)]),
    ]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    pair = Pair(p, claim)
    *_, mean, variance = claim.goals["the components"]
    _, same, independent = claim.parts
    two = [(P, "l", "l"), (1 - P, "h", "h")]
    four = [(P * P, "l", "l"), (P * (1 - P), "h", "l"), ((1 - P) * P, "l", "h"), ((1 - P) * (1 - P), "h", "h")]
    return {
        "the components": [
            *pair.classes(),
            p.generalize("symbol", "u", pair.mean_is_f(body(mean))),
            p.generalize("symbol", "u", pair.variance(body(variance))),
        ],
        same.name: floor(pair, list(same.then), drift(pair, same.given, two)),
        independent.name: floor(pair, list(independent.then), drift(pair, independent.given, four)),
    }
