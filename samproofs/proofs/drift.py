"""Moments along a chain u+ = u - eta v_k with probability P_k, whose mean gradient G(u) = sum P_k v_k stays within r of rate u.

With r = rate m: if sum P_k (v_k - rate u)^2 <= S^2 and eta S^2 <= 4 rate m^2, then E X_t^2 <= 4 m^2 is preserved.  If moreover
G <= rate u - offset + tail u^2, then E X_t >= least is preserved for rate least <= offset - 4 tail m^2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .script import Fact, Script, Term, call, written
from .tactics import Q, absolute_square, by, max_split

u, eta = Term("u"), Term("eta")


@dataclass(frozen=True)
class Drift:
    """The chain X with its law, and what is known of it.  Facts: eta > 0, rate > 0, 1 - eta rate >= 0, rate m = r,
    `low` G - rate u + r >= 0, `high` rate u + r - G >= 0, `spread` S^2 - sum P_k (v_k - rate u)^2 >= 0,
    `room` 4 rate m^2 - eta S^2 >= 0."""

    p: Script
    law: Fact
    start: Term
    branches: tuple[tuple[Term, Term], ...]  # (P_k, v_k)
    rate: Term
    m: Term
    r: Term
    S: Term
    eta_pos: Fact
    rate_pos: Fact
    slow: Fact
    level: Fact
    low: Fact
    high: Fact
    spread: Fact
    room: Fact

    @property
    def G(self) -> Term:
        first, *others = (P * v for P, v in self.branches)
        return sum(others, first)

    def mean(self, i: str, of: Term) -> Term:
        return Term(f"mean(u, X[{i}], {of})")

    def _law(self, fact: str, *arguments: object) -> Fact:
        steps = [q for P, v in self.branches for q in (P, u - eta * v)]
        return self.p.cut(self.p.know(fact, "X", *arguments, self.start, *steps), self.law)

    def first_value(self, of: Term) -> Fact:
        """E p(X_0) = p(start)."""
        return self._law("chain_start", "u", of)

    def next_value(self, of: Term) -> Fact:
        """E p(X_{t+1}) in terms of X_t."""
        return self._law("chain_step", self.p.index("t"), "u", of)

    def expected(self, fact: Fact, i: str) -> Fact:
        """E p(X_i) >= 0 from p(u) >= 0."""
        every = self.p.generalize("symbol", "u", fact)
        return self.p.cut(self.p.know("mean_nonneg", "X", self.p.index(i), "u", written(repr(fact.value))), every)

    def jensen(self, i: str) -> Fact:
        """E X_i^2 >= (E X_i)^2."""
        centred = u - self.mean(i, u)
        return self.expected(self.p.combine(centred**2 >= 0, [(1, centred)]), i)

    @cached_property
    def _cross(self) -> Fact:
        """r |u| >= -u (G - rate u)."""
        p, size = self.p, call("abs", u)

        def side(x: Term, e: Fact, order: Fact) -> Fact:
            sign = 1 if x is u else -1
            nonneg = by(p, u * sign >= 0, (Q(1, 2), order))
            return by(
                p, size * self.r + u * (self.G - self.rate * u) >= 0, (1, self.low if sign > 0 else self.high, nonneg), hints=[(self.r, e)]
            )

        return max_split(p, u, -u, side)

    def second(self, start_bound: Fact) -> Fact:
        """forall t: E X_t^2 <= 4 m^2, from start^2 <= 4 m^2."""
        p, m, rate, size = self.p, self.m, self.rate, call("abs", u)
        young = by(p, u**2 + 4 * m**2 - 4 * m * size >= 0, (1, size - 2 * m), hints=[(1, absolute_square(p, u))])
        bound = (1 - eta * rate) ** 2 * u**2 + eta * rate * (1 - eta * rate) * (u**2 + 4 * m**2) / 2 + eta**2 * self.S**2
        first, *others = (P * (u - eta * v) ** 2 for P, v in self.branches)
        pointwise = by(
            p,
            bound - sum(others, first) >= 0,
            (1, self.eta_pos, self.eta_pos, self.spread),
            (2, self.eta_pos, self.slow, self._cross),
            (Q(1, 2), self.eta_pos, self.rate_pos, self.slow, young),
            hints=[(eta * (1 - eta * rate) * size, self.level)],
        )
        here = self.expected(pointwise, "t")
        goal, later = (4 * m**2 - self.mean(i, u**2) >= 0 for i in ("t", "t+1"))
        assumed = p.assume(goal)
        step = by(
            p,
            later,
            (1, here),
            (1, self.slow, self.slow, assumed),
            (Q(1, 2), self.eta_pos, self.rate_pos, self.slow, assumed),
            (1, self.eta_pos, self.room),
            hints=[(1, self.next_value(u**2))],
        )
        base = by(p, 4 * m**2 - self.mean("0", u**2) >= 0, (1, start_bound), hints=[(1, self.first_value(u**2))])
        return p.induct("t", goal, base, step)

    def first(self, least: Term, start_above: Fact, drift: Fact, balance: Fact) -> Fact:
        """forall t: E X_t >= least, from start >= least, `drift` G <= rate u - offset + tail u^2 for all u, and `balance`:
        offset - tail E X_t^2 >= rate least."""
        p = self.p
        goal, later = (self.mean(i, u) - least >= 0 for i in ("t", "t+1"))
        step = by(
            p,
            later,
            (1, self.eta_pos, self.expected(drift, "t")),
            (1, self.slow, p.assume(goal)),
            (1, self.eta_pos, balance),
            hints=[(1, self.next_value(u))],
        )
        base = by(p, self.mean("0", u) - least >= 0, (1, start_above), hints=[(1, self.first_value(u))])
        return p.induct("t", goal, base, step)

    def rising(self, least: Term, drift: Fact, balance: Fact) -> Fact:
        """forall t: E X_t >= least + (1 - eta rate)^t (start - least), from the same."""
        p, q = self.p, 1 - eta * self.rate

        def goal(i: str) -> str:
            return self.mean(i, u) - least - q**i * (self.start - least) >= 0

        step = by(
            p,
            goal("t+1"),
            (1, self.eta_pos, self.expected(drift, "t")),
            (1, self.slow, p.assume(goal("t"))),
            (1, self.eta_pos, balance),
            hints=[(1, self.next_value(u)), (self.start - least, p.know("pow_step", q, p.index("t")))],
        )
        base = by(p, goal("0"), hints=[(1, self.first_value(u)), (self.start - least, p.know("pow_zero", q))])
        return p.induct("t", goal("t"), base, step)
