"""The limit of SAM on the sinusoid and the upper bound: with r = beta rho,

    27 r^2/(100 pi^2) <= (3/100) (2 Delta/(eta T) + r^2), since 3 < pi.

Delta = 9 beta rho^2/(50 pi^2) is the gap of the sinusoid at the limit; of it only Delta >= 0 is used.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import T, T_positive, beta, eta, rho
from .script import Fact, Script, Term, equal
from .tactics import Q, by, divide, pi_positive

Delta, pi = Term("Delta"), Term("pi")


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    beta_pos, eta_pos = p.assume("beta > 0"), p.assume("eta > 0")
    inv_pi, one_pi = divide(p, pi, pi_positive(p))
    inv_T, _ = divide(p, T, T_positive(p))
    inv_eta, _ = divide(p, eta, eta_pos)
    is_gap = p.assume(equal(Delta, 9 * beta * rho**2 / (50 * pi**2)))
    gap = by(p, Delta >= 0, (Q(9, 50), beta_pos, rho, inv_pi, inv_pi), hints=[(1, is_gap)])
    third = by(p, 1 - 3 / pi >= 0, (1, inv_pi, p.know("pi_lower")), using=[one_pi])
    ninth = by(p, 1 - 9 / pi**2 >= 0, (1, third), (3, inv_pi, third))
    slack = [(beta * rho,), (inv_eta, inv_T, gap), (beta_pos, inv_T, gap)]

    def ordered(goal: str) -> Fact:
        return by(p, goal, (Q(3, 100), ninth, beta * rho), slack=slack)

    return {name: [ordered(goal) for goal in goals] for name, goals in claim.goals.items()}
