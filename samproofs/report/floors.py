"""The table of floors: beside each bound, what an orbit or the exact moments of the example function keep.

The rows are the confirmations of a report of `verify`: instances, and no part of any proof.
"""

import re
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


def cells(row: dict[str, Any], digits: int = SHOWN) -> tuple[str, ...]:
    """A row as text."""
    observed, predicted = (_short(row[key], digits) for key in ("observed", "predicted"))
    return row["id"], row["what"], observed, predicted, row["difference"], f"{row['agreeing']} of {row['instances']}"


def _short(number: str, digits: int = SHOWN) -> str:
    """A number rounded to some digits, without zeros at its end.

    >>> _short("-0.09999999999999999"), _short("1.2345678901234567e-20"), _short("3.125")
    ('-0.1', '1.2345678901e-20', '3.125')
    """
    rounded = Context(prec=digits).create_decimal(number).normalize()
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
    widths = (0.19, 0.33, 0.13, 0.13, 0.13)
    columns = "".join(rf">{{\raggedright\arraybackslash}}p{{{width}\linewidth}}" for width in widths)
    lines = [
        f"% {NOTE}",
        r"{\scriptsize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{{columns}}}",
        r"\toprule",
        r"Claim & Quantity or bound & Observed & Predicted & Difference \\",
        r"\midrule\endhead",
    ]
    for row in rows:
        name, what, *numbers, _ = cells(row, 6)
        # a formula may be broken after an operation
        formula = re.sub(r"([*/+(=-])(?=[^*=])", r"\1\\allowbreak{}", escape(what)) if re.search("[<>=]", what) else escape(what)
        said = rf"\texttt{{{formula}}}" if formula != escape(what) else formula
        lines.append(" & ".join([escape(name), said, *map(escape, numbers)]) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{longtable}}"])
