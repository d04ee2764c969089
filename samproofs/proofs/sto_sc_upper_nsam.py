"""n-SAM on a smooth strongly convex function, z = eta beta <= 1, r = beta rho: E g_T <= (1 - eta mu)^T Delta + F with
F = (r^2 + z sigma^2)/(2 mu); for eta = min{1/beta, L/(mu T)}, L = max{1, ln(Delta/V)}, V = beta sigma^2/(2 mu^2 T), at
most exp(-mu T/beta) Delta + (1 + L) V + r^2/(2 mu).

One step decreases the loss by (eta/2)||a||^2 up to eta mu F (see `stochastic`), and ||a||^2 >= 2 mu g, so that g - F
contracts with the factor 1 - eta mu <= exp(-eta mu).  The noise adds eta mu T V <= L V.  If the step size is not
1/beta, exp(-eta mu T) Delta = exp(-L) Delta <= V.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import beta
from .script import Fact, Script
from .stochastic import N_SAM, LastIterate, mu, sigma, z
from .tactics import Q, by


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    power, exponential = claim.goals["any step size"]
    (for_T,), (no_noise,) = claim.goals["step size for T steps"], claim.goals["no noise, eta = 1/beta"]
    last = LastIterate(p, N_SAM, by(p, N_SAM.noise >= 0, (1, sigma)))
    sigma_pos, zero = p.assume("sigma > 0"), p.assume("sigma == 0")
    noise_pos = by(p, N_SAM.noise > 0, (1, sigma_pos, sigma_pos))
    return {
        "any step size": [last.any_step(power, last.fact), last.any_step(exponential, last.damped)],
        "step size for T steps": [last.step_for_T(for_T, 1 / beta, Q(1, 2), N_SAM.noise, noise_pos)],
        "no noise, eta = 1/beta": [last.largest_step(no_noise, 1 / beta, hints=[(sigma * z / mu, zero)])],
    }


NAMES = {"symbols": "hole"}
