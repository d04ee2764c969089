"""n-SAM on a smooth nonconvex function: (1/T) sum E||grad f(x_t)||^2 <= 2 Delta/(eta T) + r^2 + z sigma^2 for z = eta beta <= 1, r = beta rho;
with the best step size at most 2 beta Delta/T + 2 sigma sqrt(2 beta Delta/T) + r^2.

One step: the descent noise is orthogonal to a = grad f(x) and b = grad f(y), so f(x+) <= f(x) - eta <a, b> + (beta eta^2/2)(||b||^2 +
sigma^2), and the rest is the deterministic step: the difference to -(eta/2)||a||^2 + (eta/2)(r^2 + z sigma^2) is (eta/2)(1 - z)||b||^2 +
(eta/2)(r^2 - ||b - a||^2).  Telescope and divide.  The best step size balances the two terms that contain eta.
"""
from __future__ import annotations

from ..statements import Claim
from .script import Fact, Script
from .stochastic import NEW_SAMPLE, Average, new_sample, new_sample_best_step


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    goals, average = claim.goals, Average(p, new_sample, NEW_SAMPLE)
    return {
        "any step size": [average.any_step(*goals["any step size"])],
        "best step size": [new_sample_best_step(p, average, *goals["best step size"])],
        "no noise, eta = 1/beta": [average.no_noise(*goals["no noise, eta = 1/beta"])],
        "start at the infimum": [average.no_gap(*goals["start at the infimum"])],
    }


NAMES = {"symbols": "hole"}
