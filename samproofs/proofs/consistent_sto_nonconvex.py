"""The bounds of 4.3, 4.5 and 4.6 on the averaged squared gradient, r = beta rho and z = eta beta <= 1, are at least r^2: Delta >= 0, and
the noise adds z (sigma^2 + 2 sigma r) for m-SAM and z sigma^2 for n-SAM.  The lower bounds (1 - slack) r^2, r^2 [1 - 2P - slack/2]_+^2
and (1 - delta)^2 r^2 are at most r^2; the first differs from the bound by less than any excess, for small steps and many of them.
"""

from __future__ import annotations

from ..statements import Claim
from .consistent_sto_sc import at_most_one
from .deterministic import T, T_positive, beta, eta, rho
from .script import Fact, Script, terms
from .stochastic import Product, sigma
from .tactics import Q, by, divide

mu, slack, P, delta, Delta = terms("mu slack P delta Delta")


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    (convex,), (close,), (pair,), zigzag = claim.goals.values()
    beta_pos, rho_pos, eta_pos = (p.assume(h) for h in ("beta > 0", "rho > 0", "eta > 0"))
    noise_nonneg, slack_pos, delta_pos = p.assume("sigma >= 0"), p.assume("slack > 0"), p.assume("delta > 0")
    (inv_T, _), (inv_eta, _) = divide(p, T, T_positive(p)), divide(p, eta, eta_pos)
    inv_mu, _ = divide(p, mu, p.assume("mu > 0"))
    level = by(p, Delta >= 0, (Q(1, 2), inv_mu, beta * rho), hints=[(1, p.assume("Delta == beta**2*rho**2/(2*mu)"))])
    is_start = p.assume("Delta == beta/2*(rho*(1 - 2*P))**2")
    start = by(p, Delta >= 0, (Q(1, 2), beta_pos, rho * (1 - 2 * P)), hints=[(1, is_start)])
    noise: list[Product] = [(eta_pos, beta_pos, sigma), (eta_pos, beta_pos, noise_nonneg, beta_pos, rho_pos)]

    def gap(nonneg: Fact) -> Product:
        return (2, inv_eta, inv_T, nonneg)

    less, quiet = p.assume("delta < 1"), [(eta * beta * sigma, p.assume("sigma == 0")), (eta * beta**2 * rho, p.assume("sigma == 0"))]
    kept = [(1, delta_pos, beta * rho), (1, delta_pos, less, beta * rho), gap(p.assume("Delta >= 0"))]
    return {
        "the convex example, m-SAM": [by(p, convex, (1, slack_pos, beta * rho), gap(level), slack=noise)],
        "the convex example comes close, m-SAM": [
            by(
                p,
                close,
                (1, p.assume("slack*beta**2*rho**2 <= excess/3")),
                (1, p.assume("eta*beta*(sigma**2 + 2*sigma*beta*rho) <= excess/3")),
                (1, p.assume("2*Delta/(eta*T) <= excess/3")),
            )
        ],
        "the pair of quadratics, n-SAM": [by(p, pair, (1, at_most_one(p), beta * rho), gap(start), slack=noise)],
        "no noise, the zigzag function": [by(p, goal, *kept, hints=quiet) for goal in zigzag],
    }


NAMES = {"symbols": "hole"}
