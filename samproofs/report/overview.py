"""The table of theorems: what the paper says as far as it is known, what is stated here, and the verdict.

Certain about the paper is its abstract alone; theorem numbers and the relation to a theorem are from memory and
marked so.
"""

from collections.abc import Callable
from typing import Any

from samproofs.report.latex import escape, latex
from samproofs.report.terminal import paragraph
from samproofs.report.words import abstract, in_expectation, theorem, words
from samproofs.statements import Part, claims

NOTES = (
    "Theorem numbers and the relation to a theorem are from memory: check them against the paper before citing one.",
    "The hypotheses that all parts share are shown by `samproofs show ID`.",
)

def overview(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each claim of a report of `verify`."""
    stated = claims()
    return [
        {
            "theorem_from_memory": row["paper"],
            "id": row["id"],
            "setting": row["setting"],
            "statement": [_part(part) for part in stated[row["id"]].parts],
            "verdict": row["verdict"],
            "tier": row["tier"],
            "abstract": stated[row["id"]].abstract,
            "relation_from_memory": row["relation"],
        }
        for row in report["claims"]
    ]


def _part(part: Part) -> dict[str, Any]:
    """What a part says of its own."""
    return {"part": part.name, "given": list(part.given), "then": list(part.then)}


def text(rows: list[dict[str, Any]]) -> str:
    """A block of lines for each theorem."""
    blocks = []
    for row in rows:
        tier = f" ({row['tier']})" if row["tier"] else ""
        lines = [f"{theorem(row['theorem_from_memory'])}  {row['id']}  {row['verdict']}{tier}", f"  {row['setting']}"]
        for part in row["statement"]:
            given = ", ".join(words(h) for h in part["given"])
            lines.append(f"  {part['part']}:" + (f" if {given}" if given else ""))
            lines += [f"    {words(c)}" for c in part["then"]]
        lines.append(paragraph(abstract(row["abstract"]), "  "))
        lines.append(paragraph(f"relation to the theorem (from memory): {row['relation_from_memory']}", "  "))
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, "\n".join(map(paragraph, NOTES))])


def markdown(rows: list[dict[str, Any]]) -> str:
    """A GitHub table; formulas between dollar signs."""
    head = ("Theorem (*from memory*)", "Setting", "Stated here", "Verdict", "Abstract", "Relation (*from memory*)")
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = [
            f"{row['theorem_from_memory']} `{row['id']}`",
            row["setting"],
            _statement(row, lambda part: f"*{part}*", "<br>"),
            row["verdict"],
            abstract(row["abstract"]),
            row["relation_from_memory"],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *NOTES])


def tex(rows: list[dict[str, Any]]) -> str:
    """A `longtable`, to be used with the packages amsmath, array, booktabs and longtable."""
    columns = "".join(
        rf">{{\raggedright\arraybackslash}}p{{{width}\linewidth}}" for width in ("0.14", "0.18", "0.12", "0.4")
    )
    lines = [
        *(f"% {note}" for note in NOTES),
        rf"\begin{{longtable}}{{{columns}}}",
        r"\toprule",
        r"Theorem (from memory) & Setting & Verdict & Abstract; relation to the theorem (from memory) \\",
        r"\midrule\endhead",
    ]
    for row in rows:
        cells = [
            theorem(row["theorem_from_memory"]).replace(" ", "~"),
            escape(row["setting"]),
            row["verdict"].lower(),
            f"{escape(abstract(row['abstract']))}. {escape(row['relation_from_memory'])}",
        ]
        stated = _statement(row, lambda part: rf"\emph{{{escape(part)}}}", r" \newline ")
        lines.append(" & ".join(cells) + r" \\*")
        lines.append(rf"\multicolumn{{4}}{{p{{0.96\linewidth}}}}{{\raggedright {stated}}} \\ \addlinespace")
    return "\n".join([*lines, r"\bottomrule", r"\end{longtable}"])


def _statement(row: dict[str, Any], title: Callable[[str], str], newline: str) -> str:
    """The parts of a statement with formulas between dollar signs."""
    stated = claims()[row["id"]]
    names, expected = stated.names, in_expectation(stated)
    parts = []
    for part in row["statement"]:
        given = ", ".join(f"${latex(h, names, expected)}$" for h in part["given"])
        then = newline.join(f"${latex(c, names, expected)}$" for c in part["then"])
        parts.append(f"{title(part['part'])}: {given}{newline if given else ' '}{then}")
    return newline.join(parts)
