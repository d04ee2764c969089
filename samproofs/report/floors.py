"""The table of floors: beside each bound, what an orbit or the exact moments of the example function keep.

The rows are the confirmations of a report of `verify`: instances, and no part of any proof.
"""

from decimal import Context
from typing import Any

from samproofs.report.latex import escape
from samproofs.report.terminal import paragraph
from samproofs.report.words import theorem

SHOWN = 11  # digits
HEAD = ("claim", "quantity or bound", "observed", "predicted", "difference", "agrees")
NOTE = (
    "Observed is where an orbit of 50 digits settles, or, beside a bound, the exact value, rounded, at the step "
    "at which it is nearest to the bound; one row for each quantity, the parameters are in --format json."
)


def floors(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each quantity of each claim that has an example: its first instance, and how many agree."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in report["claims"]:
        for found in claim["confirmations"]:
            key = claim["id"], found["what"]
            first = {"id": claim["id"], "theorem_from_memory": claim["paper"], **found, "instances": 0, "agreeing": 0}
            row = rows.setdefault(key, first)
            row["instances"] += 1
            row["agreeing"] += bool(found["agrees"])
    return list(rows.values())


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A row as text."""
    observed, predicted = (_short(row[key]) for key in ("observed", "predicted"))
    return row["id"], row["what"], observed, predicted, row["difference"], f"{row['agreeing']} of {row['instances']}"


def _short(number: str) -> str:
    """A number rounded to some digits, without zeros at its end.

    >>> _short("-0.09999999999999999"), _short("1.2345678901234567e-20"), _short("3.125")
    ('-0.1', '1.2345678901e-20', '3.125')
    """
    rounded = Context(prec=SHOWN).create_decimal(number).normalize()
    return str(rounded).replace("E", "e")


def text(rows: list[dict[str, Any]]) -> str:
    """Some lines for each row."""
    blocks = []
    for row in rows:
        name, what, observed, predicted, difference, agrees = cells(row)
        numbers = f"observed {observed}, predicted {predicted}, difference {difference}, instances that agree: {agrees}"
        blocks.append("\n".join([f"{theorem(row['theorem_from_memory'])}  {name}", paragraph(what, "  "), paragraph(numbers, "  ")]))
    return "\n\n".join([*blocks, paragraph(NOTE)])


def markdown(rows: list[dict[str, Any]]) -> str:
    """A GitHub table."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
    lines += [f"| `{name}` | `{what}` | " + " | ".join(rest) + " |" for name, what, *rest in map(cells, rows)]
    return "\n".join([*lines, "", NOTE])


def tex(rows: list[dict[str, Any]]) -> str:
    """A `longtable`, to be used with the packages array, booktabs and longtable."""
    widths = (0.15, 0.29, 0.17, 0.17, 0.12)
    columns = "".join(rf">{{\raggedright\arraybackslash}}p{{{width}\linewidth}}" for width in widths)
    lines = [
        f"% {NOTE}",
        r"{\small\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{{columns}}}",
        r"\toprule",
        r"Claim & Quantity or bound & Observed & Predicted & Difference \\",
        r"\midrule\endhead",
    ]
    for name, what, observed, predicted, difference, _ in map(cells, rows):
        lines.append(" & ".join(map(escape, (name, what, observed, predicted, difference))) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{longtable}}"])
