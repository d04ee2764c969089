r"""The claims as LaTeX for a paper: a table, one theorem environment per claim, and a document that shows both.

`export latex` writes `table.tex` and `theorems.tex`, to be read with `\input` after the preamble of `samproofs.tex`, which
compiles with plain `pdflatex` and the packages amsmath, amssymb, amsthm, array, booktabs, geometry, graphicx and longtable.
"""

from pathlib import Path
from typing import Any

from samproofs import __version__
from samproofs.errors import UsageError
from samproofs.report.latex import FORMULA, capital, escape, latex, prose, sequence
from samproofs.report.overview import overview, tex
from samproofs.report.words import in_expectation, shared, theorem
from samproofs.statements import Claim, claims

INLINE = 50  # characters of LaTeX: a longer formula stands on a line of its own
PREAMBLE = r"""\documentclass[10pt]{article}
\usepackage[a4paper,margin=25mm]{geometry}
\usepackage{amsmath,amssymb,amsthm,array,booktabs,graphicx,longtable}
\theoremstyle{definition}
\newtheorem{claim}{Claim}
"""


def theorem_environment(stated: Claim, entry: dict[str, Any]) -> str:
    """One claim as an environment `claim`, with label `claim:ID`, its locator, verdict and hashes."""
    expected = in_expectation(stated)

    def formulas(texts: list[str]) -> str:
        """Short formulas in the line, long ones on lines of their own."""
        return sequence([latex(text, stated.names, expected) for text in texts], INLINE)

    where = theorem(stated.paper).replace(" ", "~")
    where = f"{where}, number from memory" if where.startswith("Theorem") else "a result of this project's own"
    lines = [
        rf"\begin{{claim}}[{prose(stated.title)}]\label{{claim:{stated.id}}}",
        rf"\raggedright\texttt{{{escape(stated.id)}}} ({where}).",
        "Suppose",
        formulas(shared(stated)),
    ]
    for part in stated.parts:
        lines.append(rf"\par\smallskip\emph{{{capital(prose(part.name))}.}}" + (" If" if part.given else ""))
        lines += [formulas(list(part.given))] if part.given else []
        lines += ["Then", formulas(list(part.then))]
    lines += [
        rf"\par\smallskip {entry['verdict'].capitalize()}, {escape(entry['tier'] or 'no tier')};"
        rf" certificate \texttt{{{entry['certificate_hash']}}}, statement \texttt{{{stated.hash}}},"
        rf" samproofs~{escape(__version__)}.",
        r"\end{claim}",
    ]
    return "\n".join(lines)


def write_paper(report: dict[str, Any], out: str | Path) -> list[Path]:
    """Write `table.tex`, `theorems.tex` and `samproofs.tex` from a report of `verify`; UsageError when that cannot be."""
    stated, out = claims(), Path(out)
    document = [
        PREAMBLE + r"\begin{document}",
        r"\section*{What is proved}\footnotesize\input{table}\normalsize",
        r"\section*{The statements}\input{theorems}",
        r"\end{document}",
    ]
    files = {
        out / "table.tex": tex(overview(report)),
        out / "theorems.tex": "\n\n".join(
            [FORMULA, *(theorem_environment(stated[row["id"]], row) for row in report["claims"])]
        ),
        out / "samproofs.tex": "\n".join(document),
    }
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{str(path)!r} cannot be written ({error.strerror}); choose another folder") from None
    return list(files)
