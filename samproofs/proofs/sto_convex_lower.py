"""The example of `sharp_msam` as a convex function: E f'(x_T)^2 >= (1 - slack) r^2, r = beta rho; and for any target > 0 the loss from
the start at the minimiser is at least the target once eta mu T >= 1, when mu = min{beta/2, (1 - slack) r^2/(8 target)}.

From 0, E x_T >= (1 - q)(1 - slack/2) m with q = (1 - eta mu)^T and m = r/mu.  Bernoulli: q (1 + eta mu T) <= 1, so that q <= 1/2, and
E x_T^2 >= (E x_T)^2 >= (1 - slack) m^2/4.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..statements import Claim
from .one_dimensional import second_derivative, strongly_convex, value
from .script import Fact, Script, Term, terms, written
from .sharp_msam import Floor, Pair, expected_loss, moments
from .tactics import Q, by, divide, min_split, power_nonneg

NAMES = {"symbols": "hole"}
beta, mu, rho, slack, target, u = terms("beta mu rho slack target u")
cap = (1 - slack) * beta**2 * rho**2 / (8 * target)
T, eta, m = terms("T eta m")


def convex(pair: Pair) -> Fact:
    p = pair.p
    return strongly_convex(p, pair.definition, written(0), by(p, second_derivative(p, pair.definition) >= 0, (1, pair.mu)))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    pair, (gradient, loss) = Pair(p, claim), claim.parts
    beta_pos, rho_pos, target_pos = (p.assume(f"{name} > 0") for name in ("beta", "rho", "target"))
    less, choice = p.assume("slack < 1"), p.assume(loss.given[5])
    inv_target = divide(p, target, target_pos)[0]
    cap_pos = by(p, cap > 0, (Q(1, 8), less, beta_pos, beta_pos, rho_pos, rho_pos, inv_target))

    def chosen(value: Term, is_value: Fact, order: Fact) -> Fact:
        """mu > 0 in both cases of the minimum."""
        return by(p, mu > 0, (Q(1, 2), beta_pos) if value.text == (beta / 2).text else (1, cap_pos), hints=[(1, choice), (1, is_value)])

    mu_pos = min_split(p, beta / 2, cap, chosen)
    below = min_split(
        p,
        beta / 2,
        cap,
        lambda value, e, order: by(
            p, beta / 2 - mu >= 0, *([] if value.text == (beta / 2).text else [(1, order)]), hints=[(1, choice), (1, e)]
        ),
    )
    capped = min_split(
        p,
        beta / 2,
        cap,
        lambda value, e, order: by(p, cap - mu >= 0, *([(1, order)] if value.text == (beta / 2).text else []), hints=[(1, choice), (1, e)]),
    )
    mu_small = by(p, mu < beta, (1, below), (Q(1, 2), beta_pos))
    floor, start = Floor(pair, gradient.given), FromTheMinimiser(pair, loss.given)
    facts = convex(pair), start.attained, start.mean(loss.then[2]), start.loss(loss.then[3], capped)
    given = [p.discharge(fact, mu_pos, mu_small) for fact in facts]
    return {gradient.name: [convex(pair), floor.slope(gradient.then[1])], loss.name: given}


class FromTheMinimiser:
    """What the moments say of the objective when the chain starts at 0."""

    def __init__(self, pair: Pair, given: Sequence[str]) -> None:
        self.pair, p = pair, pair.p
        self.p = p
        self.chain, _, rising = moments(pair, given, written(0))
        self.rising = p.at(rising, "T")
        self.half = by(p, 1 - slack / 2 > 0, (Q(1, 2), p.assume("slack < 1")), (Q(1, 2),))
        loss, least = expected_loss(pair, self.chain)
        self.expected, self.least = loss, least
        at_zero = value(p, pair.definition, written(0))
        self.attained = by(p, "f(0) == inf(f)", hints=[(1, at_zero), (1, least)])
        self.long = p.assume(given[6])

    def mean(self, goal: str) -> Fact:
        q = (1 - eta * mu) ** "T"
        m_is = self.pair.m_is
        return by(self.p, goal, (1, self.rising), hints=[(1, m_is), (slack, m_is), (q, m_is), (q * slack, m_is)])

    def halved(self) -> Fact:
        """1/2 >= (1 - eta mu)^T."""
        p, q, s = self.p, 1 - eta * mu, eta * mu
        natural = p.know("nat_nonneg", p.index("t"))
        step_pos = by(p, s > 0, (1, self.chain.eta_pos, self.pair.mu))
        next_, nonneg = p.know("pow_step", q, p.index("t")), power_nonneg(p, q, self.chain.slow)

        def bernoulli(i: str) -> str:
            return q**i * (1 + s * Term(f"({i})")) <= 1

        first = by(p, bernoulli("0"), hints=[(1, p.know("pow_zero", q))])
        here = p.at(nonneg, "t")
        later = by(
            p,
            bernoulli("t+1"),
            (1, p.assume(bernoulli("t"))),
            (1, here, step_pos, step_pos, natural),
            (1, here, step_pos, step_pos),
            hints=[(1, next_), (s, next_), (s * Term("t"), next_)],
        )
        bound = p.at(p.induct("t", bernoulli("t"), first, later), "T")
        return by(p, Q(1, 2) - q ** "T" >= 0, (Q(1, 2), bound), (Q(1, 2), p.at(nonneg, "T"), self.long))

    def loss(self, goal: str, capped: Fact) -> Fact:
        p, pair, chain = self.p, self.pair, self.chain
        target_pos = p.assume("target > 0")
        one_target = divide(p, target, target_pos)[1]
        E, X = chain.mean("T", u), chain.mean("T", u**2)
        below = by(p, E - (1 - slack / 2) * m / 2 >= 0, (1, self.rising), (1, self.half, pair.m_pos, self.halved()))
        square = by(
            p,
            X - (1 - slack) * m**2 / 4 >= 0,
            (1, chain.jensen("T")),
            (1, below, below),
            (1, below, self.half, pair.m_pos),
            (Q(1, 16), slack * m),
        )
        scaled = by(
            p,
            mu**2 * X - (1 - slack) * beta**2 * rho**2 / 4 >= 0,
            (1, mu, square),
            hints=[(mu * m + beta * rho, pair.mu_m), ((mu * m + beta * rho) * slack, pair.mu_m)],
        )
        # (1 - slack) r^2/(8 mu) - target = (target/mu) (cap - mu)
        return by(
            p,
            goal,
            (1, self.expected),
            (Q(1, 2), pair.inv_mu, scaled),
            (1, target_pos, pair.inv_mu, capped),
            hints=[
                (1, self.least),
                (mu * X, pair.one_mu),
                (target, pair.one_mu),
                ((1 - slack) * beta**2 * rho**2 / mu / 8, one_target),
            ],
            slack=[(target_pos,)],
        )
