"""Pages of text: verdicts, one claim at length, what a proof rests on, a derivation, an orbit."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from samproofs.kernel.facts import AXIOMS
from samproofs.report.terminal import paragraph, print_table
from samproofs.report.words import abstract, statement_text, theorem
from samproofs.statements import Claim, function_table

ABSURD = "[-1 >= 0]"


def verdicts(report: dict[str, Any]) -> None:
    """The table of verdicts, the reasons of what failed, and the closing line `N passed, M failed`."""
    rows = []
    for row in report["claims"]:
        rests_on = ", ".join(row["axioms"]) or "-"
        rows.append((row["id"], row["paper"], row["verdict"], row["tier"] or "-", rests_on, f"{row['seconds']:.1f} s"))
    print_table(("claim", "paper", "verdict", "tier", "rests on", "time"), rows)
    for row in report["claims"]:
        if row["reason"]:
            print(paragraph(f"{row['id']}: {row['reason']}"))
    print(f"{report['passed']} passed, {report['failed']} failed")


def claim_page(stated: Claim, entry: dict[str, Any]) -> None:
    """One claim at length: verdict, statement, construction, axioms, idea, proof, false neighbours."""
    print(paragraph(stated.title))
    where = theorem(stated.paper)
    where = f"{where} (number from memory)" if where.startswith("Theorem") else "a result of this project's own"
    print(paragraph(f"{stated.id}, {where}, {stated.setting}, {stated.kind}"))
    print(paragraph(f"{entry['verdict']}, tier {entry['tier'] or 'none'}{_because(entry)}"))
    _section("Statement", statement_text(stated).splitlines())
    if stated.construct:
        _section("Constructed function", _construction(stated))
    _section("Axioms allowed", [f"{group}: {AXIOMS[group]}" for group in stated.axioms])
    _section("Idea", list(stated.idea))
    if entry["steps"]:
        _section("Proof", list(_proof(entry)))
    unused = [f"{h} (in {part!r})" for part, hypotheses in entry["unused_hypotheses"].items() for h in hypotheses]
    if unused:
        _section("Hypotheses that the proof does not use", unused)
    _section("False neighbours", list(_neighbours(entry["false_neighbours"])) or ["none"])
    _section("Relation to the paper", [abstract(stated.abstract), f"theorem (from memory): {stated.relation}"])


def _because(found: dict[str, Any]) -> str:
    return f": {found['reason']}" if found["reason"] else ""


def _section(title: str, lines: Iterable[str]) -> None:
    print(f"\n{title}")
    for line in lines:
        print(paragraph(line.lstrip(), "  " + " " * (len(line) - len(line.lstrip()))))


def _construction(stated: Claim) -> Iterator[str]:
    for f, how in stated.construct.items():
        function = function_table(how["function"])
        given = ", ".join(f"{name} = {text}" for name, text in how.items() if name != "function")
        yield f"{f}({function['variable']}) = {function['formula']}" + (f" with {given}" if given else "")
        yield f"{function['title']}: {function['sentence']}"


def _proof(entry: dict[str, Any]) -> Iterator[str]:
    """How many steps, and the telling certificates: inequalities >= from two products or more, no impossible case."""
    steps = entry["steps"]
    several = (s for s in steps if len(s["certificate"]) > 1 and ABSURD not in str(s["certificate"]))
    telling = (s for s in several if not re.search(" [<>] ", s["goal"]))
    shown = {(s["goal"], *s["certificate"]): s for s in telling}.values()
    total = entry["engines"]["kernel"]["steps"]
    yield f"{total} steps, {len(steps)} of them certificates; the inequalities >= from two products or more:"
    for step in shown:
        yield f"  {step['goal']}"
        yield from (f"    {'+' if i else '='} {product}" for i, product in enumerate(step["certificate"]))
        if step["equations"]:
            yield f"    modulo {step['equations']} equation{'s' * (step['equations'] > 1)}"


def _neighbours(neighbours: list[dict[str, Any]]) -> Iterator[str]:
    for neighbour in neighbours:
        yield f"{neighbour['name']} (in {neighbour['part']!r}): {neighbour['change']}"
        yield f"  {neighbour.get('why', '')}"
        if neighbour["rejected"]:
            yield f"  false by {neighbour['how']}: {_plain(neighbour['witness'])}"
        else:
            yield f"  NOT SHOWN FALSE: {neighbour.get('reason')}"


def _plain(value: Any) -> str:
    """Data on one line: `name: value`, lists in brackets, nothing for what is empty."""
    if isinstance(value, dict):
        said = ((key.replace("_", " "), v) for key, v in value.items() if v not in (None, "", {}, []))
        return ", ".join(f"{key}: ({_plain(v)})" if isinstance(v, dict) else f"{key}: {_plain(v)}" for key, v in said)
    if isinstance(value, list):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return value if isinstance(value, str) else json.dumps(value)


def axioms_page(found: dict[str, Any]) -> None:
    """The groups of axioms of a proof, each fact with its meaning and how often it is used."""
    print(paragraph(f"{found['id']}: {found['verdict']}{_because(found)}"))
    for group in found["groups"]:
        lines = [f"{f['name']}, used {f['used']} time{'s' * (f['used'] > 1)}: {f['meaning']}" for f in group["facts"]]
        _section(f"{group['group']}: {group['meaning']}", lines)
    if found["allowed_unused"]:
        print("\n" + paragraph(f"allowed by the statement and not used: {', '.join(found['allowed_unused'])}"))


def mapping_page(found: dict[str, Any]) -> None:
    """A dictionary as text: `key: value`, lists and dictionaries below their key."""
    for key, value in found.items():
        if isinstance(value, list | dict) and value:
            _section(key.replace("_", " "), list(_nested(value)))
        elif value not in (None, [], {}):
            print(paragraph(f"{key.replace('_', ' ')}: {_plain(value)}"))


def _nested(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{key.replace('_', ' ')}: {_plain(item)}" for key, item in value.items() if item is not None)
        return
    for item in value:
        if not isinstance(item, dict):
            yield _plain(item)
            continue
        shown = [f"{key.replace('_', ' ')}: {_plain(v)}" for key, v in item.items() if v is not None]
        yield from (line if i == 0 else f"  {line}" for i, line in enumerate(shown))
