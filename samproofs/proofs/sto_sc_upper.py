"""m-SAM on a smooth strongly convex function, z = eta beta <= 1, r = beta rho: E g_T <= (1 - eta mu)^T Delta + F with
F = [(1 - z) r^2 + z (sigma + r)^2]/(2 mu) <= z [sigma^2 - r^2]_+/mu + (1 + 3z) r^2/(2 mu).  If sigma > r, for
eta = min{1/(2 beta), L/(mu T)}, L = max{1, ln(Delta/V)}, V = beta (sigma^2 - r^2)/(mu^2 T), at most
exp(-mu T/(2 beta)) Delta + (1 + L) V + (1 + 3z) r^2/(2 mu); if sigma <= r, for eta = 1/(2 beta), at most
exp(-mu T/(2 beta)) Delta + 5 r^2/(4 mu).

One step decreases the loss by (eta/2)||a||^2 up to eta mu F (see `stochastic`), and ||a||^2 >= 2 mu g, so that g - F
contracts with the factor 1 - eta mu <= exp(-eta mu).  The second bound on the floor exceeds F by
(z/(2 mu))(sigma - r)^2 if sigma >= r, and by (z/(2 mu))(r - sigma)(3r + sigma) if not.  The noise above r adds
eta mu T V <= L V.  If the step size is not 1/(2 beta), exp(-eta mu T) Delta = exp(-L) Delta <= V.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import beta
from .script import Fact, Script, Term
from .stochastic import M_SAM, LastIterate, Product, mu, r, r_positive, sigma, z
from .tactics import Q, by, max_split, root_order, weak


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    power, exponential = claim.goals["any step size"]
    (above,), (at_most,) = (claim.goals[f"step size for T steps, noise {how} beta rho"] for how in ("above", "at most"))
    beta_pos = by(p, beta > 0, (1, p.assume("mu > 0")), (1, p.assume("mu <= beta")))
    r_pos, sigma_nonneg = p.discharge(r_positive(p), beta_pos), p.assume("sigma >= 0")
    last = LastIterate(p, M_SAM, by(p, M_SAM.noise >= 0, (1, sigma), (2, sigma_nonneg, r_pos)))
    more, less, excess = p.assume("sigma > beta*rho"), p.assume("sigma <= beta*rho"), sigma**2 - r**2
    large = (Q(1, 2), *last.scale, sigma - r)

    def small(order: Fact) -> list[Product]:
        """(z/(2 mu))(r - sigma)(3r + sigma), from r >= sigma."""
        return [(Q(3, 2), *last.scale, order, r_pos), (Q(1, 2), *last.scale, order, sigma_nonneg)]

    def floor(value: Term, chosen: Fact, order: Fact) -> Fact:
        """The second bound, by the sign of sigma^2 - r^2."""
        products = [large]
        if value is not excess:
            squares = by(p, r**2 >= sigma**2, (1, weak(p, order)))
            products = small(root_order(p, r, sigma, squares, weak(p, r_pos)))
        return last.any_step(exponential, last.damped, *products, hints=[(z / mu, chosen)])

    excess_pos = by(p, excess > 0, (1, more, more), (2, r_pos, more))
    half = 1 / (2 * beta)
    return {
        "any step size": [last.any_step(power, last.fact), max_split(p, excess, 0, floor)],
        "step size for T steps, noise above beta rho": [last.step_for_T(above, half, Q(1), excess, excess_pos, large)],
        "step size for T steps, noise at most beta rho": [last.largest_step(at_most, half, *small(less))],
    }


NAMES = {"symbols": "hole"}
