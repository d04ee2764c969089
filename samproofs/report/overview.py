"""The table of theorems: what the paper says as far as it is known, what is stated here, and the verdict.

The abstract is quoted; theorem numbers and the relation to a theorem are from memory and marked so.
"""

from collections.abc import Callable
from typing import Any

from samproofs.report.latex import FORMULA, capital, latex, prose, sequence
from samproofs.report.terminal import paragraph
from samproofs.report.words import abstract, in_expectation, theorem, words
from samproofs.statements import Part, claims
from samproofs.statements.abstract import sentence

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
            "abstract": {number: sentence(number) for number in stated[row["id"]].abstract},
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
        lines += [paragraph(quoted, "  ") for quoted in abstract(row["abstract"])]
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
            "<br>".join(abstract(row["abstract"], sentence)),
            row["relation_from_memory"],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *NOTES])


def tex(rows: list[dict[str, Any]]) -> str:
    """A `longtable`, to be used with the packages amsmath, amssymb, array, booktabs, graphicx and longtable."""
    columns = "".join(
        rf">{{\raggedright\arraybackslash}}p{{{width}\linewidth}}" for width in ("0.14", "0.26", "0.1", "0.36")
    )
    quoted = sorted({number for row in rows for number in row["abstract"]})
    lines = [
        FORMULA,
        r"\begingroup\small",
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        r"\toprule",
        r"Theorem & Setting & Verdict & Relation to the theorem; sentences of the abstract \\",
        r"\midrule\endhead",
    ]
    for row in rows:
        cells = [
            theorem(row["theorem_from_memory"]).replace("Theorem ", ""),
            prose(row["setting"]),
            row["verdict"].lower(),
            f"{prose(row['relation_from_memory'])}; {', '.join(map(str, row['abstract'])) or 'no sentence'}",
        ]
        lines.append(" & ".join(cells) + r" \\*")
        for part in row["statement"]:
            lines.append(rf"\multicolumn{{4}}{{@{{}}p{{0.96\linewidth}}@{{}}}}{{\raggedright {_tex_part(row['id'], part)}}} \\")
        lines.append(r"\addlinespace")
    notes = [f"Sentence {number}: ``{sentence(number)}''" for number in quoted]
    said = r"\par\smallskip ".join([*map(prose, NOTES[:1]), *notes])
    return "\n".join([*lines, r"\bottomrule", r"\end{longtable}", said, r"\par\endgroup"])


def _tex_part(name: str, part: dict[str, Any]) -> str:
    """A part of a statement as a paragraph, each formula on a line of its own."""
    stated = claims()[name]
    given, then = (sequence([latex(text, stated.names, in_expectation(stated)) for text in part[key]]) for key in ("given", "then"))
    title = rf"\emph{{{capital(prose(part['part']))}.}}"
    return f"{title} If {given} Then {then}" if given else f"{title} {then}"


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
