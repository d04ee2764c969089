"""SAM with y = x + rho g/(|g| + epsilon) on f = (beta/2)(x - c)^2: with e = |x - c|, z = eta beta and
n = beta e + epsilon, one step multiplies x - c by F = 1 - z - z beta rho/n.

Two-cycle: F = -1 where (2 - z) n = z beta rho, at e = R = z rho/(2 - z) - epsilon/beta and nowhere else.
If R <= 0, then z beta rho <= (2 - z) epsilon, so F <= 1 - z and -F <= 1 - (2 - z) beta e/n: the orbit never moves away,
and in each step E/e grows by m = min(z, (2 - z) beta E/(beta E + epsilon)) at least, where E = |x_0 - c|.
If R < 0, then |F| <= max(1 - z, z - 1 + z beta rho/epsilon) < 1.
"""

from __future__ import annotations

from ..statements import Claim
from .one_dimensional import STEP, beta, eta, g, rho, slope, x, x_next, y
from .script import Fact, Script, Term, body, call, equal, terms
from .tactics import Q, by, contract, divide, max_facts, max_split, min_facts, min_split, zero_from_square
from .variants import by_sign, power_nonneg, signed, size, size_bound, size_nonneg

NAMES = {"symbols": "hole"}
PERTURBATION = "forall(t, y[t] == x[t] + rho*grad(f, x[t])/(norm(grad(f, x[t])) + epsilon))"
epsilon, c, t = terms("epsilon c t")
d, d_next = x - c, x_next - c
start, d_0 = Term("abs(x[0] - c)"), Term("x[0] - c", 0)
z, e = eta * beta, call("abs", d)
R = eta * beta * rho / (2 - eta * beta) - epsilon / beta
n = beta * e + epsilon
first, second = 1 - eta * beta, eta * beta - 1 + eta * beta**2 * rho / epsilon
rate = call("max", first, second)


class Orbit:
    """SAM with epsilon on the quadratic."""

    def __init__(self, p: Script, definition: str) -> None:
        self.p, self.definition = p, definition
        self.beta, self.rho, self.eta, self.epsilon = (
            p.assume(f"{name} > 0") for name in ("beta", "rho", "eta", "epsilon")
        )
        self.z_pos = by(p, z > 0, (1, self.eta, self.beta))
        self.room = by(p, 2 - z > 0, (1, p.assume(z < 2)))
        self.e_nonneg = size_nonneg(p, d)
        self.inv_n, self.one_n = divide(p, n, by(p, n > 0, (1, self.beta, self.e_nonneg), (1, self.epsilon)))
        self.one_beta, self.one_room = divide(p, beta, self.beta)[1], divide(p, 2 - z, self.room)[1]

    def step(self) -> Fact:
        """d+ = (1 - z - z beta rho/n) d."""
        p, at = self.p, slope(self.p, self.definition, x)

        def side(sign: int, nonneg: Fact, size_d: Fact) -> Fact:
            along = by(p, signed(g, sign) >= 0, (1, self.beta, nonneg), hints=[(1, at)])
            norm = by(p, equal(call("abs", g), beta * e), hints=[(1, size(p, g, sign, along)), (1, at), (beta, size_d)])
            moved = p.rewrite(
                call("abs", g),
                beta * e,
                norm,
                p.at(p.assume(PERTURBATION), "t"),
                equal(y, x + rho * g / (Term("hole") + epsilon)),
            )
            return by(
                p,
                equal(d_next, (1 - z - z * beta * rho / n) * d),
                hints=[
                    (1, p.at(p.assume(STEP), "t")),
                    (eta, slope(p, self.definition, y)),
                    (z, moved),
                    (z * rho / n, at),
                ],
            )

        return by_sign(p, d, side)

    # -------------------------------------------------------- the two-cycle
    def two_cycle(self, goals: list[str]) -> list[Fact]:
        p = self.p
        here = p.assume(equal(e, R))
        level = by(
            p,
            equal((2 - z) * n, z * beta * rho),
            hints=[((2 - z) * beta, here), (z * beta * rho, self.one_room), ((2 - z) * epsilon, self.one_beta)],
        )
        flips = by(p, equal(d_next, -d), hints=[(1, self.step()), (d / n, level), ((2 - z) * d, self.one_n)])

        def same(sign: int, side: Fact, size_d: Fact) -> Fact:
            back = by(p, signed(d_next, -sign) >= 0, (1, side), hints=[(1, flips)])
            return by(
                p,
                equal(call("abs", d_next), R),
                hints=[(1, size(p, d_next, -sign, back)), (1, flips), (1, size_d), (1, here)],
            )

        still = p.induct("t", equal(e, R), p.assume(equal(start, R)), by_sign(p, d, same))
        flipped = p.cut(flips, p.at(still, "t"))
        return [
            p.generalize("index", "t", by(p, body(goal), hints=[(1, fact)]))
            for goal, fact in zip(goals, (flipped, p.at(still, "t")), strict=True)
        ]

    def only_cycle(self) -> Fact:
        """e = R, from d+ = -d and e > 0: then (2 - z) n = z beta rho."""
        p, turned = self.p, self.p.assume("x[t+1] - c == -(x[t] - c)")
        one_e = divide(p, e, p.assume(e > 0))[1]

        def side(sign: int, nonneg: Fact, size_d: Fact) -> Fact:
            factor = 2 - z - z * beta * rho / n
            balance = by(p, equal(factor * e, 0), hints=[(sign, self.step()), (sign, turned), (factor, size_d)])
            level = by(
                p,
                equal((2 - z) * n, z * beta * rho),
                using=[one_e],
                hints=[(n / e, balance), (z * beta * rho, self.one_n)],
            )
            return by(
                p,
                equal(e, R),
                using=[self.one_beta],
                hints=[(1 / (2 - z) / beta, level), (e, self.one_room), (epsilon / beta, self.one_room)],
            )

        return by_sign(p, d, side)

    def symmetric(self) -> Fact:
        """d_1 = -d_0, from d_2 = d_0: for s = d_0 + d_1, 0 = z s^2 + z beta rho s (d_0/n_0 + d_1/n_1), and no summand is negative."""
        p, back = self.p, self.p.assume("x[2] == x[0]")
        first_, second_ = (p.instantiate(self.step(), indices={"t": i}) for i in (0, 1))
        (e_0, inv_0, one_0), (e_1, inv_1, one_1) = (
            tuple(p.instantiate(f, indices={"t": i}) for f in (self.e_nonneg, self.inv_n, self.one_n)) for i in (0, 1)
        )
        a, b, size_0, size_1 = d_0, Term("x[1] - c", 0), Term("abs(x[0] - c)"), Term("abs(x[1] - c)")
        n_0, n_1, s = beta * size_0 + epsilon, beta * size_1 + epsilon, a + b
        still = by(
            p,
            equal(z * s * s + z * beta * rho * s * (a / n_0 + b / n_1), 0),
            hints=[(s, first_), (s, second_), (s, back)],
        )
        crossed = s * (a * size_1 + b * size_0)

        def one(sign: int, _: Fact, size_a: Fact) -> Fact:
            def other(other_sign: int, _: Fact, size_b: Fact) -> Fact:
                slack = [(e_0, e_0, e_1), (e_0, e_1, e_1)] if sign == other_sign else []
                kept = [(w, f) for f in (size_a, size_b) for w in (a * size_1, b * size_0, size_0 * size_1)]
                kept += [(size_1 * size_1, size_a), (size_0 * size_0, size_b)]
                return by(p, crossed >= 0, slack=slack, hints=kept)

            return by_sign(p, b, other)

        products = by_sign(p, a, one)
        flat = by(
            p,
            s * (a / n_0 + b / n_1) >= 0,
            (1, inv_0, inv_1, self.beta, products),
            (1, inv_0, inv_1, self.epsilon, s),
            hints=[(s * a / n_0, one_1), (s * b / n_1, one_0)],
        )
        square = by(p, -s * s * z >= 0, (1, self.z_pos, self.beta, self.rho, flat), hints=[(1, still)])
        inv_z, one_z = divide(p, z, self.z_pos)
        return zero_from_square(p, s, by(p, -s * s >= 0, (1, inv_z, square), hints=[(s * s, one_z)]))

    # -------------------------------------------------------- no two-cycle
    def shorter(self, hypothesis: str, strict: bool) -> Fact:
        """(2 - z) epsilon >= z beta rho, from R <= 0; strictly from R < 0."""
        relation = ">" if strict else ">="
        return by(
            self.p,
            f"(2 - eta*beta)*epsilon {relation} eta*beta*beta*rho",
            (1, self.beta, self.room, self.p.assume(hypothesis)),
            hints=[((2 - z) * epsilon, self.one_beta), (z * beta * rho, self.one_room)],
        )

    def approaches(self, hypothesis: str, goal: str) -> Fact:
        """e (1 + m t) <= E, with m = min(z, (2 - z) beta E/(beta E + epsilon))."""
        p, n_0 = self.p, beta * start + epsilon
        a, b = z, (2 - eta * beta) * beta * start / n_0
        m, E_nonneg = call("min", a, b), size_nonneg(p, d_0)
        inv_0, one_0 = divide(p, n_0, by(p, n_0 > 0, (1, self.beta, E_nonneg), (1, self.epsilon)))
        m_below, m_slow = min_facts(p, a, b)
        m_nonneg = min_split(
            p,
            a,
            b,
            lambda v, equation, order: by(
                p,
                m >= 0,
                (1, self.z_pos) if v.text == a.text else (1, self.room, self.beta, E_nonneg, inv_0),
                hints=[(1, equation)],
            ),
        )
        natural = p.know("nat_nonneg", p.index("t"))
        later = by(p, t + 1 >= 0, (1, natural), (1,))
        N = 1 + m * (t + 1)
        N_pos = by(p, N > 0, (1,), (1, m_nonneg, later))
        short = self.shorter(hypothesis, False)

        def invariant(i: str) -> str:
            return Term(f"abs(x[{i}] - c)") * (1 + m * Term(f"({i})")) <= start

        here = p.assume(invariant("t"))
        closer = by(p, start - e >= 0, (1, here), (1, self.e_nonneg, m_nonneg, natural))
        gain = (2 - z) * beta / n
        partial = by(
            p, equal(1 / n - 1 / n_0, beta * (start - e) / n / n_0), hints=[(1 / n_0, self.one_n), (1 / n, one_0)]
        )
        m_gain = by(
            p,
            gain * start >= m,
            (1, m_slow),
            (1, self.room, self.beta, self.beta, E_nonneg, closer, self.inv_n, inv_0),
            hints=[((2 - z) * beta * start, partial)],
        )
        core = start >= N * (e - gain * e**2)
        low = p.assume(1 - gain * e >= 0)
        small = by(p, core, (1, low, here), (1, low, self.e_nonneg, m_gain), (1, E_nonneg, gain * e))
        big = by(p, core, (1, E_nonneg), (1, N_pos, self.e_nonneg, p.assume(gain * e - 1 > 0)))
        core_fact = p.cases(1 - gain * e, small, big)
        factor = 1 - z - z * beta * rho / n

        def below(s: int) -> Fact:
            """E >= N s d+, by the side of d."""

            def side(sign: int, nonneg: Fact, size_d: Fact) -> Fact:
                step = [(N, self.step()), (N * factor, size_d)]
                if s == sign:
                    return by(
                        p,
                        start >= N * signed(d_next, s),
                        (1, here),
                        (1, self.e_nonneg, m_below),
                        (1, self.e_nonneg, self.z_pos, m_nonneg, later),
                        (1, N_pos, self.z_pos, self.beta, self.rho, self.e_nonneg, self.inv_n),
                        hints=step,
                    )
                return by(
                    p,
                    start >= N * signed(d_next, s),
                    (1, core_fact),
                    (1, N_pos, short, self.e_nonneg, self.inv_n),
                    hints=[*step, (N * (2 - z) * e, self.one_n)],
                )

            return by_sign(p, d, side)

        next_ = by_sign(
            p, d_next, lambda sign, nonneg, size_d: by(p, invariant("t+1"), (1, below(sign)), hints=[(N, size_d)])
        )
        all_t = p.induct("t", invariant("t"), by(p, invariant("0")), next_)
        return p.generalize(
            "index", "t", by(p, body(goal), (1, p.at(all_t, "t")), slack=[(self.e_nonneg,), (E_nonneg,)])
        )

    def linear(self, hypothesis: str, goals: list[str]) -> list[Fact]:
        """|d+| <= rate |d|, with 0 <= rate < 1."""
        p, short = self.p, self.shorter(hypothesis, True)
        one, other = max_facts(p, first, second)
        inv_epsilon, one_epsilon = divide(p, epsilon, self.epsilon)
        partial = by(
            p,
            equal(1 / epsilon - 1 / n, beta * e / epsilon / n),
            hints=[(1 / epsilon, self.one_n), (1 / n, one_epsilon)],
        )
        nonneg_rate = by(
            p, goals[1], (Q(1, 2), one), (Q(1, 2), other), (Q(1, 2), self.z_pos, self.beta, self.rho, inv_epsilon)
        )
        factor, bound = 1 - z - z * beta * rho / n, rate * e

        def side(sign: int, nonneg: Fact, size_d: Fact) -> Fact:
            step = [(1, self.step()), (factor, size_d)]
            along = by(
                p,
                bound >= signed(d_next, sign),
                (1, self.e_nonneg, one),
                (1, self.z_pos, self.beta, self.rho, self.e_nonneg, self.inv_n),
                hints=step,
            )
            against = by(
                p,
                bound >= signed(d_next, -sign),
                (1, self.e_nonneg, other),
                (1, self.z_pos, self.rho, beta, e, inv_epsilon, self.inv_n),
                hints=[*step, (z * beta * rho * e, partial)],
            )
            return size_bound(p, d_next, sign, bound, along, against)

        all_t = contract(p, "t", by_sign(p, d, side), rate, nonneg_rate, lambda i: Term(f"abs(x[{i}] - c)"))
        slack = [(power_nonneg(p, rate, nonneg_rate), size_nonneg(p, d_0))]
        at_t = by(p, body(goals[0]), (1, p.at(all_t, "t")), slack=slack)
        below_1 = max_split(
            p,
            first,
            second,
            lambda v, equation, order: by(
                p,
                goals[2],
                (1, self.z_pos) if v.text == first.text else (1, inv_epsilon, short),
                using=[one_epsilon],
                hints=[(1, equation)],
            ),
        )
        return [p.generalize("index", "t", at_t), nonneg_rate, below_1]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    orbit = Orbit(p, claim.constructed["f"])
    cycle, unique, symmetric, none, strictly = claim.parts
    return {
        cycle.name: orbit.two_cycle(list(cycle.then)),
        unique.name: [by(p, unique.then[0], hints=[(1, p.instantiate(orbit.only_cycle(), indices={"t": 0}))])],
        symmetric.name: [by(p, symmetric.then[0], hints=[(1, orbit.symmetric())])],
        none.name: [orbit.approaches(none.given[-1], none.then[0])],
        strictly.name: orbit.linear(strictly.given[-1], list(strictly.then)),
    }
