"""Stochastic SAM on a smooth convex function: the two bounds of the nonconvex case, which do not need convexity."""

from __future__ import annotations

from ..statements import Claim
from .script import Fact, Script
from .stochastic import M_SAM, N_SAM, Average, new_sample_best_step, same_sample_best_step


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for model, sampling, best_step in (("m-SAM", M_SAM, same_sample_best_step), ("n-SAM", N_SAM, new_sample_best_step)):
        average, goals = Average(p, sampling), {part: claim.goals[f"{model}, {part}"] for part in PARTS}
        any_step, best, no_noise, no_gap = (goal for (goal,) in goals.values())
        facts = average.any_step(any_step), best_step(average, best), average.no_noise(no_noise), average.no_gap(no_gap)
        found |= {f"{model}, {part}": [fact] for part, fact in zip(PARTS, facts, strict=True)}
    return found


NAMES = {"symbols": "hole"}
PARTS = ("any step size", "best step size", "no noise, eta = 1/beta", "start at the infimum")
