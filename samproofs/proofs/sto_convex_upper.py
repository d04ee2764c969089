"""Stochastic SAM on a smooth convex function: the two bounds of the nonconvex case, which do not need convexity."""

from __future__ import annotations

from ..statements import Claim
from .script import Fact, Script
from .stochastic import M_SAM, N_SAM, Average, new_sample_best_step, same_sample_best_step


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    goals, same, new = claim.goals, Average(p, M_SAM), Average(p, N_SAM)
    return {
        "m-SAM, any step size": [same.any_step(*goals["m-SAM, any step size"])],
        "m-SAM, best step size": [same_sample_best_step(same, *goals["m-SAM, best step size"])],
        "n-SAM, any step size": [new.any_step(*goals["n-SAM, any step size"])],
        "n-SAM, best step size": [new_sample_best_step(new, *goals["n-SAM, best step size"])],
    }


NAMES = {"symbols": "hole"}
