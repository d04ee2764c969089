"""m-SAM with components f + h and f - h of f = (mu/2) u^2: while |x - xhat| <= width, either sample moves x as gradient descent on
(beta/2)(u - xhat)^2 would.

There h' >= (k - mu) rho - 3 k width - mu xhat > mu |x| (k = beta - mu), so the slope of f + h is positive and that of f - h negative.  The
ascent points x + rho and x - rho lie where h' is affine with slope k and -k, and there both components have the slope beta (x - xhat).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ..statements import Claim
from .one_dimensional import direction, infimum, second_derivative, slope, smooth, strongly_convex, value
from .script import Fact, Name, Script, Term, body, call, equal, terms, written
from .tactics import Q, absolute_below, by, choice, divide, max_facts, max_split, weak

NAMES = {"symbols": "hole"}
beta, mu, rho, k, xhat, width, u, v, w = terms("beta mu rho k xhat width u v w")
breaks = terms("q1 q2 q3 q4 q5")
# the certificates of beta rho - h' >= 0 and beta rho + h' >= 0 after n breaks: coefficients of narrow, k third, k rho, k width,
# k (u - q_n), k (q_{n+1} - u), mu rho, mu xhat, mu width
BOUNDS = (
    ("1/2 0 1/2 1/2 0 0 5/2 0 1/2", "0 1 0 4 0 0 0 1 0"),
    ("1/2 0 1/2 1/2 1 0 5/2 0 1/2", "0 1 0 0 1 2 0 1 0"),
    ("0 0 0 2 0 1 2 0 0", "0 0 0 0 2 1 0 2 0"),
    ("0 0 0 2 1 0 2 0 0", "1/2 0 1/2 1/2 0 1 1/2 0 1/2"),
    ("0 1 0 0 1 2 2 1 0", "1/2 0 1/2 0 5/4 1/4 1/2 0 1/2"),
    ("0 1 0 2 0 0 2 1 0", "1/2 0 1/2 5/2 0 0 1/2 0 1/2"),
)
x, y, x_next, step, sample = terms("x[t] y[t] x[t+1] step[t] sample[t]")


class Pair:
    """The zigzag h' and the two components."""

    def __init__(self, p: Script, claim: Claim) -> None:
        self.p, self.definition = p, claim.constructed["f"]
        self.defined = {f: next(h for h in claim.given if h.startswith(f"forall(u, grad({f}, u)")) for f in ("h", "plus", "minus")}
        self.mu, self.rho, self.xhat, self.width = (p.assume(f"{name} > 0") for name in ("mu", "rho", "xhat", "width"))
        self.k_is = p.assume("k == beta - mu")
        curved = p.assume("beta > 2*mu")
        self.k_more = by(p, k - mu > 0, (1, curved), hints=[(1, self.k_is)])
        self.k_pos = by(p, k > 0, (1, self.k_more), (1, self.mu))
        self.beta = by(p, beta > 0, (1, curved), (2, self.mu))
        self.inv_k, self.one_k = divide(p, k, self.k_pos)
        self.at = [p.assume(next(h for h in claim.given if h.startswith(f"{q} == "))) for q in breaks]
        bottom = by(p, 3 * beta - 2 * mu > 0, (2, self.beta), (1, curved))
        self.inv_bottom, self.one_bottom = divide(p, 3 * beta - 2 * mu, bottom)
        self.bottom = bottom
        # k q3 = k xhat - mu xhat
        self.k_q3 = by(p, equal(k * breaks[2], k * xhat - mu * xhat), hints=[(k, self.at[2]), (mu * xhat, self.one_k)])

    @cached_property
    def narrow(self) -> Fact:
        """(3 beta - 2 mu) width < (beta - 2 mu) rho - 2 mu xhat."""
        p = self.p
        less = p.assume("width < ((beta - 2*mu)*rho - 2*mu*xhat)/(3*beta - 2*mu)")
        return by(
            p,
            (beta - 2 * mu) * rho - 2 * mu * xhat - (3 * beta - 2 * mu) * width > 0,
            (1, self.bottom, less),
            hints=[((beta - 2 * mu) * rho - 2 * mu * xhat, self.one_bottom)],
        )

    @cached_property
    def third(self) -> Fact:
        """rho > 3 width: (beta - mu)(rho - 3 width) >= narrow + mu (rho + 2 xhat + width)."""
        p = self.p
        scaled = by(
            p,
            k * (rho - 3 * width) > 0,
            (1, self.narrow),
            (1, self.mu, self.rho),
            (2, self.mu, self.xhat),
            (1, self.mu, self.width),
            hints=[(rho - 3 * width, self.k_is)],
        )
        return by(p, rho - 3 * width > 0, (1, self.inv_k, scaled), using=[self.one_k])

    @cached_property
    def gaps(self) -> list[Fact]:
        """q1 < q2 < q3 < q4 < q5."""
        p, q = self.p, breaks
        near = by(
            p,
            k * (q[2] - q[1]) > 0,
            (1, self.narrow),
            (1, self.mu, self.width),
            (2, self.k_pos, self.width),
            (1, self.mu, self.xhat),
            (1, self.mu, self.rho),
            hints=[(1, self.k_q3), (k, self.at[1]), (rho, self.k_is), (width, self.k_is)],
        )
        far = by(
            p,
            k * (q[3] - q[2]) > 0,
            (1, self.k_pos, self.third),
            (2, self.k_pos, self.width),
            (1, self.mu, self.xhat),
            hints=[(1, self.k_q3), (k, self.at[3])],
        )
        return [
            by(p, q[1] - q[0] > 0, (2, self.width), hints=[(1, self.at[1]), (1, self.at[0])]),
            by(p, q[2] - q[1] > 0, (1, self.inv_k, near), using=[self.one_k]),
            by(p, q[3] - q[2] > 0, (1, self.inv_k, far), using=[self.one_k]),
            by(p, q[4] - q[3] > 0, (2, self.width), hints=[(1, self.at[4]), (1, self.at[3])]),
        ]

    # -------------------------------------------------------- h' on its pieces
    def h(self, at: Term) -> Fact:
        return self.p.at(self.p.assume(self.defined["h"]), at)

    def on_piece(self, at: Term, n: int, after: Sequence[Fact], before: Sequence[Fact]) -> list[tuple[Term | int, Fact]]:
        """Equations for h'(at) when `at` is after the first n breaks and before the others (facts >= 0 for each)."""
        p = self.p
        left = [p.cut(p.know("max_left", at - q, 0), fact) for q, fact in zip(breaks[:n], after, strict=True)]
        right = [p.cut(p.know("max_right", at - q, 0), fact) for q, fact in zip(breaks[n:], before, strict=True)]
        return [(1, self.h(at)), *((k, e) for e in (*left, *right)), *((k, e) for e in self.at), (1, self.k_q3)]

    def piece(self, at: Term, n: int, beyond: Fact, below: Fact) -> list[tuple[Term | int, Fact]]:
        """As `on_piece`, from at >= q_n and q_{n+1} >= at and the order of the breaks."""
        p = self.p
        after = [by(p, at - q >= 0, (1, beyond), *((1, gap) for gap in self.gaps[i : n - 1])) for i, q in enumerate(breaks[:n])]
        return self.on_piece(at, n, after, self.before(at, n, below))

    def before(self, at: Term, n: int, below: Fact) -> list[Fact]:
        """at is before all breaks after the first n, from q_{n+1} >= at."""
        return [by(self.p, Term("0") >= at - q, (1, below), *((1, gap) for gap in self.gaps[n : n + i])) for i, q in enumerate(breaks[n:])]

    def bounded(self, goal: str) -> Fact:
        """|h'| <= beta rho, piece by piece."""
        p, g = self.p, Term("grad(h, u)")
        curved = [(1, self.k_is), (rho, self.k_is), (width, self.k_is), (xhat, self.k_is)]

        def sides(n: int, beyond: Fact | None, below: Fact | None) -> Fact:
            """The piece after n breaks."""
            products = [
                (self.narrow,),
                *((self.k_pos, f) for f in (self.third, self.rho, self.width, beyond, below)),
                *((self.mu, f) for f in (self.rho, self.xhat, self.width)),
            ]
            before = [] if below is None else self.before(u, n, below)
            equations = [*self.on_piece(u, n, [p.assume(u - q >= 0) for q in breaks[:n]], before), *curved]
            upper, lower = (
                by(p, beta * rho >= g * s, *((Q(c), *f) for c, f in zip(row.split(), products, strict=True) if c != "0"), hints=equations)
                for s, row in zip((1, -1), BOUNDS[n], strict=True)
            )
            return absolute_below(p, g, beta * rho, upper, lower)

        proof = sides(5, p.assume(u - breaks[4] >= 0), None)
        for n in range(4, -1, -1):
            below = weak(p, p.assume(breaks[n] - u > 0))
            proof = p.cases(u - breaks[n], proof, sides(n, p.assume(u - breaks[n - 1] >= 0) if n else None, below))
        return by(p, goal, (1, proof))

    def variance(self, goal: str, bound: Fact) -> Fact:
        """The two components differ from f by h' and -h', and |h'| <= beta rho."""
        p, g = self.p, Term("grad(h, u)")
        above, below = max_facts(p, g, -g)
        sides = [by(p, beta * rho - g * s >= 0, (1, bound), (1, side)) for s, side in ((1, above), (-1, below))]
        square = by(p, (beta * rho) ** 2 >= g**2, (1, *sides))
        hints = []
        for f, sign in (("plus", 1), ("minus", -1)):
            apart = Term(f"grad({f}, u) - grad(f, u)", 0)
            hints.append((apart + g * sign, p.at(p.assume(self.defined[f]), u)))
        return by(p, goal, (1, square), hints=hints)

    # -------------------------------------------------------- classes
    @cached_property
    def increments(self) -> list[Fact]:
        """For u >= v the growth of max(. - q_i, 0) is >= 0, decreases with i, and is at most u - v: the nonnegative differences."""
        p, order = self.p, p_order(self.p)

        def growth(q: Term) -> Term:
            return call("max", u - q, 0) - call("max", v - q, 0)

        def at_least_0(q: Term) -> Fact:
            up, zero = max_facts(p, u - q, 0)
            return max_split(
                p,
                v - q,
                0,
                lambda m, e, _: by(p, growth(q) >= 0, *([(1, zero)] if m.text == "0" else [(1, up), (1, order)]), hints=[(1, e)]),
            )

        def at_most(q: Term) -> Fact:
            up, zero = max_facts(p, v - q, 0)
            return max_split(
                p,
                u - q,
                0,
                lambda m, e, _: by(p, u - v - growth(q) >= 0, *([(1, zero), (1, order)] if m.text == "0" else [(1, up)]), hints=[(1, e)]),
            )

        def decreases(a: Term, b: Term, gap: Fact) -> Fact:
            """growth(a) >= growth(b) for a <= b, by the position of u to b and of v to a."""
            up_a, _ = max_facts(p, u - a, 0)
            _up_vb, zero_vb = max_facts(p, v - b, 0)
            low_b = at_most(b)

            def by_u(m: Term, e: Fact, order_u: Fact) -> Fact:
                if m.text == "0":
                    return by(p, growth(a) - growth(b) >= 0, (1, at_least_0(a)), (1, zero_vb), hints=[(1, e)])
                return max_split(
                    p,
                    v - a,
                    0,
                    lambda n, e_v, order_v: by(
                        p,
                        growth(a) - growth(b) >= 0,
                        *([(1, up_a), (1, zero_vb), (1, gap)] if n.text == "0" else [(1, up_a), (1, low_b)]),
                        hints=[(1, e), (1, e_v)],
                    ),
                )

            return max_split(p, u - b, 0, by_u)

        inner = [decreases(a, b, gap) for a, b, gap in zip(breaks, breaks[1:], self.gaps, strict=False)]
        return [at_most(breaks[0]), *inner, at_least_0(breaks[4])]

    def lipschitz(self, f: str) -> Fact:
        p, sign = self.p, 1 if f == "plus" else -1
        g_u, g_v = (Term(f"grad({f}, {q})") for q in (u, v))
        equations = [
            e for q in (u, v) for e in ((1, p.at(p.assume(self.defined[f]), q)), (1, slope(p, self.definition, q)), (1, self.h(q)))
        ]
        # the growth of h' is k times the differences with the signs 0 - + - + 0
        signs = (0, -1, 1, -1, 1, 0)
        order = p_order(p)
        sides = []
        for s in (1, -1):
            parts = [(1 - s * sign * e, self.k_pos, d) for e, d in zip(signs, self.increments, strict=True) if 1 - s * sign * e]
            extra = [] if s > 0 else [(2, self.mu, order)]
            sides.append(by(p, beta * (u - v) - (g_u - g_v) * s >= 0, *parts, *extra, hints=[*equations, (u - v, self.k_is)]))
        goal = beta**2 * (u - v) ** 2 >= (g_u - g_v) ** 2
        ordered = by(p, goal, (1, sides[0], sides[1]))
        swapped = p.instantiate(p.instantiate(p.instantiate(ordered, {"u": w}), {"v": u}), {"w": v})
        return p.cases(u - v, ordered, p.discharge(by(p, goal, (1, swapped)), weak(p, p.assume(v - u > 0))))

    def classes(self) -> list[Fact]:
        p = self.p
        components = [
            p.discharge(p.step("smooth_by_definition", Name(f), beta, Name("u"), Name("v"), self.lipschitz(f)), weak(p, self.beta))
            for f in ("plus", "minus")
        ]
        curvature = second_derivative(p, self.definition)
        upper, lower = by(p, mu >= curvature), by(p, mu >= -curvature, (2, self.mu))
        return [*components, smooth(p, self.definition, mu, upper, lower), strongly_convex(p, self.definition, mu, by(p, curvature >= mu))]

    def mean_is_f(self, goal: str) -> Fact:
        p = self.p
        return by(p, goal, hints=[(Q(1, 2), p.at(p.assume(self.defined[f]), u)) for f in ("plus", "minus")])

    # -------------------------------------------------------- one step from inside the interval
    @cached_property
    def inside(self) -> tuple[Fact, Fact]:
        """width - (x - xhat) >= 0 and width + (x - xhat) >= 0, from |x - xhat| <= width."""
        p, near = self.p, self.p.assume("abs(x[t] - xhat) <= width")
        one, other = max_facts(p, x - xhat, -(x - xhat))
        return by(p, width - (x - xhat) >= 0, (1, near), (1, one)), by(p, width + (x - xhat) >= 0, (1, near), (1, other))

    @cached_property
    def h_large(self) -> Fact:
        """h'(x) >= (k - mu) rho - 3 k width - mu xhat, on both sides of q3."""
        p, (right, left) = self.p, self.inside
        bound = (k - mu) * rho - 3 * k * width - mu * xhat
        g = Term("grad(h, x[t])")
        after_q2 = by(p, x - breaks[1] >= 0, (1, left), (1, self.third), (1, self.width), hints=[(1, self.at[1])])
        before_q4 = by(p, breaks[3] - x >= 0, (1, right), (1, self.third), (1, self.width), hints=[(1, self.at[3])])
        above, under = p.assume(x - breaks[2] >= 0), weak(p, p.assume(breaks[2] - x > 0))
        falls = by(p, g >= bound, (1, self.k_pos, right), hints=self.piece(x, 3, above, before_q4))
        rises = by(p, g >= bound, (1, self.k_pos, left), (2, self.mu, self.xhat), hints=self.piece(x, 2, after_q2, under))
        return p.cases(x - breaks[2], falls, rises)

    def same_slope(self, sign: int) -> Fact:
        """The component f + sign h has the slope beta (x - xhat) at x + sign rho."""
        p, (right, left), f = self.p, self.inside, "plus" if sign > 0 else "minus"
        to = x + rho * sign
        if sign > 0:
            after = by(p, to - breaks[3] >= 0, (1, left), hints=[(1, self.at[3])])
            before = by(p, breaks[4] - to >= 0, (1, right), hints=[(1, self.at[4])])
            equations = self.piece(to, 4, after, before)
        else:
            after = by(p, to - breaks[0] >= 0, (1, left), hints=[(1, self.at[0])])
            before = by(p, breaks[1] - to >= 0, (1, right), hints=[(1, self.at[1])])
            equations = self.piece(to, 1, after, before)
        defined = [(1, p.at(p.assume(self.defined[f]), to)), (1, slope(p, self.definition, to))]
        return by(
            p,
            equal(Term(f"grad({f}, {to})"), beta * (x - xhat)),
            hints=[*defined, *equations, (x, self.k_is), (xhat, self.k_is), (rho, self.k_is)],
        )

    def step(self, sign: int, chosen_x: Fact, chosen_y: Fact, perturbation: Fact, update: Fact) -> Fact:
        """x+ = x - step beta (x - xhat) for the sample of this sign."""
        p, (right, left), f = self.p, self.inside, "plus" if sign > 0 else "minus"
        g = Term(f"grad({f}, x[t])")
        size = [(1, p.at(p.assume(self.defined[f]), x)), (1, slope(p, self.definition, x)), (width, self.k_is), (rho, self.k_is)]
        side = (1, self.mu, left) if sign > 0 else (1, self.mu, right)
        more = [(2, self.mu, self.xhat)] if sign > 0 else []
        positive = by(p, g * sign > 0, (1, self.h_large), (1, self.narrow), side, *more, hints=size)
        either = call("choose", sample, Term("grad(plus, x[t])"), Term("grad(minus, x[t])"))
        at = p.rewrite(either, g, chosen_x, perturbation, equal(y, x + rho * Term("hole") / Term("norm(hole)")))
        moved = by(p, equal(y, x + rho * sign), hints=[(1, at), (rho, direction(p, g, sign, positive))])
        there = by(p, equal(x_next, x - step * Term(f"grad({f}, y[t])")), hints=[(1, update), (step, chosen_y)])
        there = p.rewrite(y, x + rho * sign, moved, there, equal(x_next, x - step * Term(f"grad({f}, hole)")))
        return by(p, equal(x_next - xhat, (1 - step * beta) * (x - xhat)), hints=[(1, there), (step, self.same_slope(sign))])


def p_order(p: Script) -> Fact:
    return p.assume(u - v >= 0)


def paths(pair: Pair, claim: Claim) -> list[Fact]:
    p, part = pair.p, claim.parts[1]
    _, near, nonneg, small, perturbation, update, one, product = map(p.assume, part.given)
    g_near, g_step, g_product = part.then
    sides = []
    for sign in (1, -1):
        chosen_x, chosen_y = (choice(p, sample, Term(f"grad(plus, {q})"), Term(f"grad(minus, {q})"), sign > 0) for q in (x, y))
        sides.append(pair.step(sign, chosen_x, chosen_y, p.at(perturbation, "t"), p.at(update, "t")))
    step_is = p.cases(sample, *sides)
    # |1 - step beta| <= 1, so the interval is kept
    right, left = pair.inside
    rate_up = by(p, step * beta >= 0, (1, p.at(nonneg, "t"), pair.beta))
    rate_down = p.at(small, "t")
    weights = by(p, step * beta / 2 >= 0, (Q(1, 2), rate_up)), by(p, 1 - step * beta / 2 >= 0, (Q(1, 2), rate_down))
    goals = [width >= (x_next - xhat) * s for s in (1, -1)]
    plus = by(p, goals[0], (1, weights[0], left), (1, weights[1], right), hints=[(1, step_is)])
    minus = by(p, goals[1], (1, weights[0], right), (1, weights[1], left), hints=[(1, step_is)])
    kept = absolute_below(p, x_next - xhat, width, plus, minus)
    always = p.induct("t", "abs(x[t] - xhat) <= width", near, kept)
    moves = p.cut(step_is, p.at(always, "t"))
    text = body(g_product)
    base = by(p, text.replace("[t]", "[0]"), hints=[(Term("x[0] - xhat", 0), one)])
    again = by(
        p, text.replace("[t]", "[t+1]"), hints=[(1, moves), (1 - step * beta, p.assume(text)), (Term("x[0] - xhat", 0), p.at(product, "t"))]
    )
    bounds = by(p, body(g_near), (1, p.at(always, "t")))
    return [
        p.generalize("index", "t", bounds),
        p.generalize("index", "t", by(p, body(g_step), hints=[(1, moves)])),
        p.induct("t", text, base, again),
    ]


def largest(pair: Pair, claim: Claim) -> Fact:
    """At the end xhat + width the slope of f - h is not negative once width >= the stated bound."""
    p, part = pair.p, claim.parts[2]
    wide, room = map(p.assume, part.given)
    to = xhat + width
    over = by(
        p,
        (3 * beta - 2 * mu) * width - (beta - 2 * mu) * rho + 2 * mu * xhat >= 0,
        (1, pair.bottom, wide),
        hints=[((beta - 2 * mu) * rho - 2 * mu * xhat, pair.one_bottom)],
    )
    q1, q2, q3, q4, q5 = breaks
    shift = by(p, xhat - q3 >= 0, (1, pair.mu, pair.xhat, pair.inv_k), hints=[(1, pair.at[2])])
    after = [
        by(p, to - q1 >= 0, (2, pair.width), (1, pair.rho), hints=[(1, pair.at[0])]),
        by(p, to - q2 >= 0, (1, pair.rho), hints=[(1, pair.at[1])]),
        by(p, to - q3 >= 0, (1, shift), (1, pair.width)),
    ]
    before = [
        by(p, Term("0") >= to - q4, (1, room), hints=[(1, pair.at[3])]),
        by(p, Term("0") >= to - q5, (1, pair.rho), hints=[(1, pair.at[4])]),
    ]
    equations = pair.on_piece(to, 3, after, before)
    defined = [(1, p.at(p.assume(pair.defined["minus"]), to)), (1, slope(p, pair.definition, to))]
    return by(p, part.then[0], (1, over), hints=[*equations, *defined, (width, pair.k_is), (rho, pair.k_is), (xhat, pair.k_is)])


def lowest(pair: Pair) -> Fact:
    """inf f = 0."""
    p = pair.p
    above = by(p, Term("f(u)") >= 0, (Q(1, 2), pair.mu, u), hints=[(1, value(p, pair.definition, u))])
    attained = by(p, equal(Term("f(0)"), 0), hints=[(1, value(p, pair.definition, written(0)))])
    return infimum(p, pair.definition, written(0), above, written(0), attained)[1]


def gap(pair: Pair, claim: Claim) -> list[Fact]:
    p, part = pair.p, claim.parts[3]
    lam = Term("lam")
    _lam_pos, lam_small, is_ = map(p.assume, part.given)
    _inv_mu, one_mu = divide(p, mu, pair.mu)
    twice = by(p, equal(2 * mu * xhat, lam * (beta - 2 * mu) * rho), hints=[(2 * mu, is_), (lam * (beta - 2 * mu) * rho, one_mu)])
    room = by(p, part.then[0], (1, p.assume("beta > 2*mu"), pair.rho, lam_small, pair.inv_bottom), hints=[(1 / (3 * beta - 2 * mu), twice)])
    height = by(
        p,
        part.then[1],
        hints=[
            (1, value(p, pair.definition, xhat)),
            (1, lowest(pair)),
            (xhat, twice),
            (lam * (beta - 2 * mu) * rho, is_),
            (xhat**2, one_mu),
            (mu * xhat, is_),
        ],
    )
    return [room, height]


def gap_flat(pair: Pair, claim: Claim) -> list[Fact]:
    """xhat = (beta - 2 mu) rho/(4 mu) and width = rho/10: room for (beta - 4 mu) rho, and (beta - 2 mu)^2 >= beta^2/4."""
    p, part = pair.p, claim.parts[4]
    flat, is_, width_is = map(p.assume, part.given)
    inv_mu, one_mu = divide(p, mu, pair.mu)
    top, bottom = (beta - 2 * mu) * rho, 3 * beta - 2 * mu
    level = by(p, equal(4 * mu * xhat, top), hints=[(4 * mu, is_), (top, one_mu)])
    room = by(
        p,
        part.then[0],
        (Q(1, 5), pair.rho, flat, pair.inv_bottom),
        hints=[(1 / bottom, level), (1, width_is), (rho, pair.one_bottom)],
    )
    height = by(
        p,
        part.then[1],
        (Q(1, 128), inv_mu, flat, flat, rho),
        (Q(1, 64), inv_mu, flat, pair.beta, rho),
        hints=[(1, value(p, pair.definition, xhat)), (1, lowest(pair)), (xhat, level), (top, is_)],
        slack=[(inv_mu, beta * rho)],
    )
    return [room, height]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    pair = Pair(p, claim)
    *_, mean, bound, variance = claim.parts[0].then
    bounded = pair.bounded(body(bound))
    everywhere = pair.mean_is_f(body(mean)), bounded, pair.variance(body(variance), bounded)
    first = [*pair.classes(), *(p.generalize("symbol", "u", fact) for fact in everywhere)]
    names = [part.name for part in claim.parts]
    return dict(zip(names, (first, paths(pair, claim), [largest(pair, claim)], gap(pair, claim), gap_flat(pair, claim)), strict=True))
