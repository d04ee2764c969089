"""How statements, certificates and verdicts are shown in the notebooks and on the site: as formulas, generated from the data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samproofs.report.latex import latex
from samproofs.report.words import in_expectation, shared
from samproofs.statements import Claim, claims
from samproofs.statements.abstract import SOURCE, sentence


def aligned(rows: list[str]) -> str:
    """Rows of LaTeX, one below the other."""
    return "\\begin{aligned}\n" + " \\\\\n".join(f"& {row}" for row in rows) + "\n\\end{aligned}"


def formulas(stated: Claim, texts: Iterable[str]) -> str:
    """Formulas of a statement as LaTeX, a row each."""
    return aligned([latex(text, stated.names, in_expectation(stated)) for text in texts])


def certificate_rows(stated: Claim, step: dict[str, Any]) -> str:
    """The goal of a step and the sum of products that proves it, as LaTeX."""

    def formula(text: str) -> str:
        return latex(text, stated.names, in_expectation(stated))

    rows = [formula(step["goal"])]
    for i, product in enumerate(step["certificate"]):
        shown = [rf"\left[{formula(f[1:-1])}\right]" if f[0] == "[" else formula(f) for f in factors(product)]
        rows.append(rf"\quad {'+' if i else '='}\ " + r"\,".join(shown))
    if step["equations"]:
        rows.append(rf"\quad \text{{modulo {step['equations']} equation{'s' * (step['equations'] > 1)}}}")
    return aligned(rows)


def factors(product: str) -> list[str]:
    """The factors of a product, split where a single * stands outside all brackets.

    >>> factors("1/2*[eta > 0]*(x[t] - y)**2")
    ['1/2', '[eta > 0]', '(x[t] - y)**2']
    """
    found, depth, start = [], 0, 0
    for i, character in enumerate(product):
        depth += (character in "([") - (character in ")]")
        if character == "*" and depth == 0 and "**" not in (product[i : i + 2], product[i - 1 : i + 1]):
            found.append(product[start:i])
            start = i + 1
    return [*found, product[start:]]


def statement(name: str, *parts: str) -> Any:
    """A claim as a notebook shows it: what all parts assume, then the parts with these names (all by default)."""
    from IPython.display import Markdown

    stated = claims()[name]
    common = shared(stated)
    blocks = [f"**{stated.title}** (`{name}`). Suppose", display(formulas(stated, common))]
    for part in stated.parts:
        if not parts or part.name in parts:
            given = ["If", display(formulas(stated, part.given)), "then"] if part.given else ["Then"]
            blocks += [f"*{part.name}.*", *given, display(formulas(stated, part.then))]
    return Markdown("\n\n".join(blocks))


def abstract(*names: str) -> Any:
    """The sentences of the paper's abstract that some claims belong to, quoted."""
    from IPython.display import Markdown

    numbers = sorted({number for name in names for number in claims()[name].abstract})
    return Markdown("\n\n".join([*(f"> {sentence(number)}" for number in numbers), f"({SOURCE})"]))


def certificate(entry: dict[str, Any], goal: str) -> Any:
    """The certificate of the last step of a verified claim that proves a goal, given as the proof writes it."""
    from IPython.display import Markdown

    found = [step for step in entry["steps"] if step["goal"] == goal]
    if not found:
        raise ValueError(f"no certificate in the proof of {entry['id']} has the goal {goal}")
    return Markdown(display(certificate_rows(claims()[entry["id"]], found[-1])))


def display(formula: str) -> str:
    """LaTeX as a displayed formula in Markdown."""
    return f"$$\n{formula}\n$$"


def verdicts(entries: list[dict[str, Any]]) -> None:
    """Print what the engines answered on each claim, and what its proof rests on."""
    for entry in entries:
        engines = ", ".join(f"{name} {answer['verdict']}" for name, answer in entry["engines"].items())
        print(f"{entry['id']}: {entry['verdict']} ({engines})")
        print("    rests on", ", ".join(entry["axioms"]))


def neighbours(entries: list[dict[str, Any]]) -> None:
    """Print the false neighbours of each claim, and how each is shown false."""
    for entry in entries:
        print(f"{entry['id']}:")
        for n in entry["false_neighbours"]:
            print(f"    {n['how'] if n['rejected'] is True else 'NOT SHOWN FALSE'}: {n['name']}; {n.get('why', '')}")
        if not entry["false_neighbours"]:
            print("    none")
