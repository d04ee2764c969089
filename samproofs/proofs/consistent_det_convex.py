"""The two-cycle of the steepest quadratic and the convex upper bound, with z = eta beta <= 1 and r = beta rho.

The squared gradient w^2 r^2 with w = z/(2 - z) is at most w r^2, since w <= 1; and w r^2 is the floor of the upper
bound, since 1 - z/2 = (2 - z)/2.  At z = 1 the two are equal.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import T, T_positive, beta, eta, rho, z
from .script import Fact, Script, Term, equal
from .tactics import Q, by, divide

Delta = Term("Delta")
R = eta * beta * rho / (2 - eta * beta)


class Cycle:
    """The gap of the two-cycle, from eta beta <= 1 and eta > 0."""

    def __init__(self, p: Script) -> None:
        self.p = p
        self.beta, self.eta, self.small = p.assume("beta > 0"), p.assume("eta > 0"), p.assume("eta*beta <= 1")
        self.inv_T, self.one_T = divide(p, T, T_positive(p))
        self.inv_eta, self.one_eta = divide(p, eta, self.eta)
        self.inv_room, self.one_room = divide(p, 2 - z, by(p, 2 - z > 0, (1, self.small), (1,)))
        self.is_gap = p.assume(equal(Delta, beta / 2 * R**2))
        self.gap = by(p, Delta >= 0, (Q(1, 2), self.beta, R), hints=[(1, self.is_gap)])

    def below(self, goal: str) -> Fact:
        p, size = self.p, (self.eta, self.beta, self.inv_room)
        share = by(p, 1 - z / (2 - z) >= 0, (2, self.inv_room, self.small), hints=[(1, self.one_room)])
        slack = [(beta * R,), (*size, beta * rho), (self.inv_room, self.inv_eta, self.inv_T, self.gap)]
        return by(p, goal, (1, *size, share, beta * rho), slack=slack)

    def difference(self, goal: str) -> Fact:
        """At eta = 1/beta."""
        p, here = self.p, self.p.assume("eta == 1/beta")
        inv_beta, one_beta = divide(p, beta, self.beta)
        one = by(p, equal(z, 1), hints=[(beta, here), (1, one_beta)])
        room = by(p, equal(1 / (2 - z), 1), hints=[(1, self.one_room), (1 / (2 - z), one)])
        same = by(p, equal(1 / eta, beta), hints=[(1 / eta, one), (beta, self.one_eta)])
        size = by(p, "eta > 0", (1, inv_beta), hints=[(1, here)])
        floors = [(beta**2 * rho**2 * z / (2 - z) ** 2, one), (beta**2 * rho**2 * z / (2 - z), room)]
        gaps = [(Delta / T / (2 - z), same), (Delta / T * beta, room)]
        at = by(p, goal, hints=[*floors, *gaps])
        return p.discharge(at, size, by(p, "eta*beta <= 1", hints=[(1, one)]))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    cycle = Cycle(p)
    (any_step,), (largest,) = claim.goals["any step size"], claim.goals["eta = 1/beta"]
    return {"any step size": [cycle.below(any_step)], "eta = 1/beta": [cycle.difference(largest)]}
