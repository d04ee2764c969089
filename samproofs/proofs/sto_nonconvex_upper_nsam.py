"""n-SAM on a smooth nonconvex function, z = eta beta <= 1 and r = beta rho: (1/T) sum E||grad f(x_t)||^2 is at most
2 Delta/(eta T) + r^2 + z sigma^2; with the best step size at most 2 beta Delta/T + 2 sigma sqrt(2 beta Delta/T) + r^2.

One step: the descent noise is orthogonal to a = grad f(x) and b = grad f(y), so f(x+) <= f(x) - eta <a, b> +
(beta eta^2/2)(||b||^2 + sigma^2).  The rest is the deterministic step: f(x) - (eta/2)||a||^2 + (eta/2)(r^2 + z sigma^2)
exceeds that by (eta/2)(1 - z)||b||^2 + (eta/2)(r^2 - ||b - a||^2).  Telescope and divide.  The best step size balances
the two terms that contain eta.
"""

from __future__ import annotations

from ..statements import Claim
from .script import Fact, Script
from .stochastic import N_SAM, Average, new_sample_best_step


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    goals, average = claim.goals, Average(p, N_SAM)
    return {
        "any step size": [average.any_step(*goals["any step size"])],
        "best step size": [new_sample_best_step(average, *goals["best step size"])],
        "no noise, eta = 1/beta": [average.no_noise(*goals["no noise, eta = 1/beta"])],
        "start at the infimum": [average.no_gap(*goals["start at the infimum"])],
    }


NAMES = {"symbols": "hole"}
