"""False neighbours and models of the claims: one data file `CLAIM.toml` per claim, and the program that judges it.

A *model* shows that the hypotheses of a part hold together, so that the part says something.  A *false neighbour* is
the claim with one change (a constant moved, a hypothesis dropped, a sign turned) and a witness: a model in which all
hypotheses of the changed statement hold and one of its conclusions is false.  A neighbour is rejected by its witness
and by nothing else; that the proof of the claim does not fit it shows nothing.

A file holds `[[model]]`s (`part` and the entries of `model.Model`) and `[[neighbour]]`s: `name`, `part`, `why`, the
change (`replace`, a list of old and new texts, or `drop`, a list of hypotheses), `witness` (a model), and for a moved
constant `sharp`: whether it is known to be the best; a `note` says more.  Further worlds for the mutants of the statement
are `[[witness]]`es, and `[[listed]]` mutants (`part`, `changes`, `reason`) are those that `mutants` does not decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..statements import Claim, Part
    from .model import Judgement

FOLDER = Path(__file__).parent
_REQUIRED = {"name": str, "part": str, "why": str, "witness": dict}
_OPTIONAL = {"replace": list, "drop": list, "sharp": bool, "note": str}


def models(claim: Claim) -> list[dict[str, Any]]:
    """Each model of the claim: its part, whether all hypotheses hold, the status of each formula, the model's data.

    UsageError if the claim's file is missing or cannot be read.

    >>> from samproofs.statements import claim
    >>> all(model["holds"] for model in models(claim("3.4")))
    True
    """
    return [judge_model(claim, entry) for entry in _entries(claim, "model")]


def check(claim: Claim) -> list[dict[str, Any]]:
    """Each false neighbour of the claim: the change, whether and how its witness rejects it, the two sides there.

    UsageError if the claim's file is missing or cannot be read, or a change does not apply.

    >>> from samproofs.statements import claim
    >>> all(neighbour["rejected"] for neighbour in check(claim("3.4")))
    True
    """
    return [judge_neighbour(claim, entry) for entry in _entries(claim, "neighbour")]


def judge_model(claim: Claim, entry: Mapping[str, Any]) -> dict[str, Any]:
    """One `[[model]]` of the claim's file."""
    from .model import evaluate

    part = _part(claim, entry)
    outcome = evaluate(claim.names, claim.hypotheses(part), list(part.then), entry)
    return {
        "part": part.name,
        "holds": not any(map(_fails, outcome.hypotheses)),
        "hypotheses": [[h.text, _status(h)] for h in outcome.hypotheses],
        "conclusions": [[c.text, _status(c)] for c in outcome.conclusions],
        "model": dict(entry),
    }


def judge_neighbour(claim: Claim, entry: Mapping[str, Any]) -> dict[str, Any]:
    """One `[[neighbour]]` of the claim's file."""
    from .model import evaluate

    _complete(claim, entry)
    part = _part(claim, entry)
    given, then = _changed(entry, claim.hypotheses(part), list(part.then))
    outcome = evaluate(claim.names, given, then, entry["witness"])
    failing = [h for h in outcome.hypotheses if _fails(h)]
    false = [c for c in outcome.conclusions if c.status == "false"]
    witness = dict(entry["witness"])
    if false:
        witness |= {"conclusion": false[0].text, "at": false[0].at, "left": false[0].left, "right": false[0].right}
    reason = "".join(f"the witness does not satisfy {h.text}: {_status(h)}" for h in failing[:1])
    if not failing and not false:
        reason = "no conclusion is false: " + "; ".join(f"{c.text}: {_status(c)}" for c in outcome.conclusions)
    return {
        "name": entry["name"],
        "part": part.name,
        "change": _change(entry),
        "rejected": bool(false) and not failing,
        "how": outcome.how,
        "witness": witness,
        "sharp": entry.get("sharp"),
        "why": entry["why"] + (f" ({entry['note']})" if "note" in entry else ""),
        "reason": reason,
    }


def _entries(claim: Claim, kind: str) -> list[Any]:
    from ..kernel.replay import read_toml

    path = FOLDER / f"{claim.id}.toml"
    try:
        table = read_toml(path)
    except OSError:
        raise UsageError(f"the claim {claim.id} has no file {path.name} with its models and false neighbours") from None
    except ValueError as error:
        raise UsageError(f"{path.name} is not TOML: {error}") from None
    entries = table.get(kind, [])
    if (
        set(table) - {"model", "neighbour", "witness", "listed"}
        or not isinstance(entries, list)
        or not all(isinstance(e, dict) for e in entries)
    ):
        raise UsageError(f"{path.name} must hold [[model]], [[neighbour]], [[witness]] and [[listed]] tables and nothing else")
    return entries


def _complete(claim: Claim, entry: Mapping[str, Any]) -> None:
    """Refuse an entry with a missing, unknown or ill-typed key."""
    name = f"the neighbour {entry.get('name')!r} of {claim.id}"
    known = _REQUIRED | _OPTIONAL
    for key in [*_REQUIRED, *entry]:
        if key not in known:
            raise UsageError(f"{name} has an unknown entry {key!r}; the entries are {', '.join(known)}")
        if not isinstance(entry.get(key), known[key]):
            raise UsageError(f"{name} must have an entry {key!r} of the type {known[key].__name__}")
    if ("replace" in entry) == ("drop" in entry):
        raise UsageError(f"{name} must have one change: replace or drop")


def _part(claim: Claim, entry: Mapping[str, Any]) -> Part:
    for part in claim.parts:
        if part.name == entry.get("part"):
            return part
    raise UsageError(
        f"{claim.id} has no part {entry.get('part')!r}; its parts are {', '.join(p.name for p in claim.parts)}"
    )


def _changed(entry: Mapping[str, Any], given: list[str], then: list[str]) -> tuple[list[str], list[str]]:
    """The hypotheses and conclusions after the change, each piece of which must apply exactly once."""
    for text in entry.get("drop", []):
        if given.count(text) != 1:
            raise UsageError(f"the neighbour {entry['name']!r} drops {text!r}, which is not a hypothesis of its part")
        given = [other for other in given if other != text]
    for pair in entry.get("replace", []):
        if not (
            isinstance(pair, list)
            and len(pair) == 2
            and all(isinstance(text, str) for text in pair)
            and pair[0]
            and pair[0] != pair[1]
        ):
            raise UsageError(f"the neighbour {entry['name']!r} replaces pairs of two different texts, got {pair!r}")
        old, new = pair
        found = sum(text.count(old) for text in (*given, *then))
        if found != 1:
            raise UsageError(
                f"the neighbour {entry['name']!r} replaces {old!r}, which must occur once in its part, "
                f"and occurs {found} times"
            )
        given, then = ([text.replace(old, new) for text in texts] for texts in (given, then))
    return given, then


def _change(entry: Mapping[str, Any]) -> str:
    if "drop" in entry:
        return "without " + ", ".join(entry["drop"])
    return ", ".join(f"{new or 'nothing'} instead of {old}" for old, new in entry["replace"])


def _fails(hypothesis: Judgement) -> bool:
    return hypothesis.status not in ("holds", "by construction")


def _status(judgement: Judgement) -> str:
    """The status and what there is to say about it."""
    said = judgement.reason or (
        f"{judgement.left} against {judgement.right}" if judgement.status == "fails" and judgement.left else ""
    )
    return judgement.status + (f" ({said})" if said else "")
