"""What a proof rests on, counted in the proof itself: each group of axioms, its meaning, and the facts used from it."""

from collections import Counter
from typing import Any

from samproofs.kernel import facts
from samproofs.kernel.replay import run
from samproofs.kernel.rules import RULES
from samproofs.report.verify import proof_of, replay, undecided
from samproofs.statements import claim


def axioms(name: str) -> dict[str, Any]:
    """The kernel's verdict on a claim's proof and, for each group of axioms, the facts used: meaning and count."""
    stated = claim(name)
    text, proof, unreadable, _ = proof_of(stated.id)
    answer = undecided(unreadable) if unreadable else replay(stated.path, text)
    proved = answer["verdict"] == "PROVED"
    return {
        "id": stated.id,
        "paper": stated.paper,
        "verdict": answer["verdict"],
        "reason": answer.get("reason"),
        "groups": _groups(proof, stated.names) if proved else [],
        "allowed_unused": sorted(set(stated.axioms) - set(answer["axioms"])) if proved else [],
    }


def _groups(proof: dict[str, Any], names: dict[str, str]) -> list[dict[str, Any]]:
    used: dict[str, Counter[str]] = {}
    for step, theorem in zip(proof["steps"], run(proof, names), strict=True):
        if getattr(facts, step["rule"], None) is RULES[step["rule"]]:
            (group,) = theorem.axioms
            used.setdefault(group, Counter())[step["rule"]] += 1
    return [
        {
            "group": group,
            "meaning": meaning,
            "facts": [
                {"name": fact, "meaning": _meaning(fact), "used": count} for fact, count in sorted(used[group].items())
            ],
        }
        for group, meaning in facts.AXIOMS.items()
        if group in used
    ]


def _meaning(fact: str) -> str:
    return " ".join((RULES[fact].__doc__ or "").split())
