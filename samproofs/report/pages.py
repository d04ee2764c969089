"""Pages of text: verdicts, one claim at length, what a proof rests on, a derivation, an orbit."""

import re
from collections.abc import Iterator
from typing import Any

from samproofs.kernel.facts import AXIOMS
from samproofs.report.terminal import paragraph, plain, print_table, section
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
    section("Statement", statement_text(stated).splitlines())
    if stated.construct:
        section("Constructed function", _construction(stated))
    section("Axioms allowed", [f"{group}: {AXIOMS[group]}" for group in stated.axioms])
    section("Idea", list(stated.idea))
    if entry["steps"]:
        section("Proof", list(_proof(entry)))
    unused = [f"{h} (in {part!r})" for part, hypotheses in entry["unused_hypotheses"].items() for h in hypotheses]
    if unused:
        section("Hypotheses that the proof does not use", unused)
    section("False neighbours", list(_neighbours(entry["false_neighbours"])) or ["none"])
    section("Relation to the paper", [*abstract(stated.abstract), f"theorem (from memory): {stated.relation}"])


def _because(found: dict[str, Any]) -> str:
    return f": {found['reason']}" if found["reason"] else ""


def _construction(stated: Claim) -> Iterator[str]:
    for f, how in stated.construct.items():
        function = function_table(how["function"])
        given = ", ".join(f"{name} = {text}" for name, text in how.items() if name != "function")
        yield f"{f}({function['variable']}) = {function['formula']}" + (f" with {given}" if given else "")
        if stated.kind == "lower bound" and stated.setting.startswith("deterministic"):  # what the sentence says is said of SAM itself
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
            yield f"  false by {neighbour['how']}: {plain(neighbour['witness'])}"
        else:
            yield f"  NOT SHOWN FALSE: {neighbour.get('reason')}"


def axioms_page(found: dict[str, Any]) -> None:
    """The groups of axioms of a proof, each fact with its meaning and how often it is used."""
    print(paragraph(f"{found['id']}: {found['verdict']}{_because(found)}"))
    for group in found["groups"]:
        lines = [f"{f['name']}, used {f['used']} time{'s' * (f['used'] > 1)}: {f['meaning']}" for f in group["facts"]]
        section(f"{group['group']}: {group['meaning']}", lines)
    if found["allowed_unused"]:
        print("\n" + paragraph(f"allowed by the statement and not used: {', '.join(found['allowed_unused'])}"))
