"""Write what is generated from the verdicts and kept in the repository: the claims table of README.md, faithfulness.md, claims.svg.

    python docs/generate.py [--verdicts FILE]            write them
    python docs/generate.py --check [--verdicts FILE]    say what has drifted; exit code 1 if anything has

FILE is the output of `samproofs verify --json`; without it every claim is verified anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

from samproofs.report import graph
from samproofs.report.overview import overview
from samproofs.statements import Claim, claims
from samproofs.statements.abstract import sentence

DOCS = Path(__file__).resolve().parent
sys.path.append(str(DOCS.parent / "notebooks"))

from showing import formulas  # noqa: E402

BEGIN = "<!-- claims: written by `python docs/generate.py`, do not edit -->"
END = "<!-- claims: end -->"

THEOREMS = ("3.1", "3.2", "3.3", "3.4", "3.5", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6")

PREFACE = """\
# How the claims relate to the paper

The abstract of the paper is quoted, sentence by sentence, beside the theorems that it speaks of. The numbers of the theorems, the forms
of the paper's statements and the relations to them are *from memory* of version 3: compare them with the paper before citing one. The
constants are this project's own throughout.
"""


def quote(number: int) -> str:
    """A sentence of the abstract as a quotation in Markdown."""
    return f"> {sentence(number)}"


def mathematics(formula: str) -> str:
    """LaTeX as a block that GitHub and the site both typeset."""
    return f"```math\n{formula}\n```"


def claims_table(report: dict[str, Any], page: Callable[[str], str]) -> str:
    """The claims with their verdicts as a Markdown table; `page` gives the address of a claim."""
    lines = [
        "| Paper | Claim | What it says | Verdict | Rests on | False neighbours |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in report["claims"]:
        neighbours = row["false_neighbours"]
        refuted = f"{sum(n['rejected'] is True for n in neighbours)} of {len(neighbours)} refuted" if neighbours else "none"
        number = row["paper"] if row["paper"] in THEOREMS else "own"
        cells = [number, f"[`{row['id']}`]({page(row['id'])})", row["title"], row["verdict"], ", ".join(row["axioms"])]
        lines.append("| " + " | ".join([*cells, refuted]) + " |")
    return "\n".join(lines)


def faithfulness(report: dict[str, Any]) -> str:
    """The page that sets each theorem of the paper beside the claims that belong to it."""
    rows = {row["id"]: row for row in overview(report)}
    stated = {name: claims()[name] for name in rows}
    blocks = [PREFACE]
    for number in THEOREMS:
        blocks.append(f"## Theorem {number}")
        here = [c for c in stated.values() if c.paper.partition("-")[0] == number]
        said = sorted({number for c in here for number in c.abstract})
        blocks += [quote(number) for number in said] or ["The abstract has no sentence about this theorem."]
        blocks += [_claim(c, rows[c.id]) for c in here] or ["Not stated here."]
    beside = [c for c in stated.values() if c.paper.partition("-")[0] not in THEOREMS]
    for title, kept in (
        ("Contrasts", [c for c in beside if c.kind == "contrast"]),
        ("Beyond the paper", [c for c in beside if c.kind != "contrast"]),
    ):
        if kept:
            said = sorted({number for c in kept for number in c.abstract if c.kind == "contrast"})
            blocks += [f"## {title}", *map(quote, said), *(_claim(c, rows[c.id]) for c in kept)]
    return "\n\n".join(block.strip() for block in blocks if block.strip()) + "\n"


def _claim(stated: Claim, row: dict[str, Any]) -> str:
    blocks = [
        f"### `{stated.id}`",
        f"{stated.title}. {row['verdict'].capitalize()}; "
        f"[the whole statement](../samproofs/statements/{stated.path.name}) has the hypotheses that all parts share.",
    ]
    for part in row["statement"]:
        blocks.append(f"*{part['part']}*" + (", if" if part["given"] else ""))
        blocks += [mathematics(formulas(stated, part["given"])), "then"] if part["given"] else []
        blocks.append(mathematics(formulas(stated, part["then"])))
    remembered = " (*from memory*)" if stated.paper in THEOREMS else ""
    blocks.append(f"Relation to the paper{remembered}: {row['relation_from_memory']}.")
    return "\n\n".join(blocks)


def generated(report: dict[str, Any], readme: str) -> dict[Path, str]:
    """The files that are generated, with the text that they must have; `readme` is README.md as it is."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1 or readme.index(BEGIN) > readme.index(END):
        raise ValueError(f"README.md must have the lines {BEGIN!r} and {END!r}, once each and in this order")
    table = claims_table(report, lambda name: f"docs/faithfulness.md#{name}")
    before, after = readme.split(BEGIN)[0], readme.split(END)[1]
    return {
        DOCS.parent / "README.md": f"{before}{BEGIN}\n\n{table}\n\n{END}{after}",
        DOCS / "faithfulness.md": faithfulness(report),
        DOCS / "claims.svg": graph.svg(report, lambda name: f"faithfulness.md#{name}") + "\n",
    }


def drift(files: dict[Path, str]) -> list[str]:
    """One sentence for each file whose text is not what it must be."""
    found = []
    for path, wanted in files.items():
        there = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if there != wanted.splitlines():
            lines = enumerate(zip_longest(there, wanted.splitlines()), 1)
            first = next(number for number, (old, new) in lines if old != new)
            found.append(f"{path.name} has drifted from the verdicts at line {first}; run `python docs/generate.py`")
    return found


def verdicts(path: str | None) -> dict[str, Any]:
    """The report in a file that `samproofs verify --json` wrote, or a new one; every stated claim must be in it."""
    if path is None:
        from samproofs import verify

        return verify()
    report: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    now = {name: stated.hash for name, stated in claims().items()}
    then = {row["id"]: row["statement"]["hash"] for row in report["claims"]}
    if now != then:
        stale = ", ".join(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))
        raise ValueError(f"{path} is not about the statements as they are: {stale}; run `samproofs verify --json` again")
    return report


def main(arguments: list[str]) -> int:
    """Write the generated files, or say what has drifted."""
    parser = argparse.ArgumentParser(description="Write the claims table of README.md, docs/faithfulness.md and docs/claims.svg.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if something has drifted")
    parser.add_argument("--verdicts", metavar="FILE", help="a file that `samproofs verify --json` wrote")
    options = parser.parse_args(arguments)
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    files = generated(verdicts(options.verdicts), readme)
    found = drift(files)
    if options.check:
        print("\n".join(found) or "nothing has drifted")
        return 1 if found else 0
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
