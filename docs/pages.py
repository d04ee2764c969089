"""The pages of the site that are generated from the verdicts: one per claim, the start page's parts, the axioms, the notebooks.

Nothing here names a claim, so that a claim or an example function that is added gets its page, its node and its figure.
"""

from __future__ import annotations

import ast
import re
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import generate
from showing import certificate_rows, formulas

from samproofs.functions import pairs
from samproofs.kernel import facts
from samproofs.kernel.facts import AXIOMS
from samproofs.report import graph
from samproofs.report.cite import claim_citation
from samproofs.report.figures import function_figure
from samproofs.report.kinds import draw
from samproofs.report.terminal import plain
from samproofs.report.words import shared, statement_text, theorem
from samproofs.statements import Claim, claims, function_table
from samproofs.statements.abstract import SENTENCES

STATEMENT_FILE = re.compile(r"\.\./samproofs/statements/([\w-]+)\.toml")


def write(folder: Path, report: dict[str, Any]) -> None:
    """Write all sources of the site into a folder: what stands in docs/, what is generated, and the notebooks."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("claims", "figures", "notebooks", "_static"):
        (folder / name).mkdir(parents=True)
    for page in generate.DOCS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        # on the site, a statement is read on the page of its claim
        (folder / page.name).write_text(STATEMENT_FILE.sub(r"claims/\1.md", text), encoding="utf-8")
    for source in (generate.DOCS / "_static").glob("*"):
        shutil.copy(source, folder / "_static")
    shutil.copy(mathjax(), folder / "_static" / "mathjax.js")
    notebooks = sorted((generate.DOCS.parent / "notebooks").glob("*.ipynb"))
    for notebook in notebooks:
        shutil.copy(notebook, folder / "notebooks")
    for row in report["claims"]:
        text = claim_page(claims()[row["id"]], row, folder / "figures")
        (folder / "claims" / f"{row['id']}.md").write_text(text, encoding="utf-8")
    parts = {
        "claims.md": claims_index(report),
        "axioms.md": axioms_page(report),
        "notebooks.md": listed("Notebooks", [f"notebooks/{notebook.stem}" for notebook in notebooks]),
        "start-abstract.inc": abstract(report),
        "start-table.inc": generate.claims_table(report, lambda name: f"claims/{name}.md"),
        "start-graph.inc": raw(graph.svg(report, lambda name: f"claims/{name}.html"), "claim-graph"),
    }
    for name, text in parts.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")


def mathjax() -> Path:
    """The one file of MathJax that works without a network."""
    for file in metadata.files("sphinx-mathjax-offline") or ():
        if file.name == "tex-svg.js":
            return Path(str(file.locate()))
    raise FileNotFoundError("sphinx-mathjax-offline has no file tex-svg.js; install version 0.0.2")


def raw(html: str, kind: str) -> str:
    """HTML as it is, in a box that scrolls."""
    return f'```{{raw}} html\n<div class="{kind}">\n{html}\n</div>\n```'


def folded(title: str, body: str) -> str:
    """A part of a page that is opened by a click."""
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def block(lines: list[str], language: str = "text") -> str:
    """Lines as they are."""
    return "\n".join([f"```{language}", *lines, "```"])


def listed(title: str, entries: list[str]) -> str:
    """A page that is a list of pages."""
    return "\n".join([f"# {title}", "", "```{toctree}", ":maxdepth: 1", "", *entries, "```"])


def claims_index(report: dict[str, Any]) -> str:
    """The page from which all claims are reached, by theorem number and id."""
    numbers = {row["id"]: f"{row['paper']} " if row["paper"] in generate.THEOREMS else "" for row in report["claims"]}
    return listed("Claims", [f"{number}{name} <claims/{name}>" for name, number in numbers.items()])


def abstract(report: dict[str, Any]) -> str:
    """The sentences of the abstract that claims belong to, each with these claims."""
    stated = [claims()[row["id"]] for row in report["claims"]]
    lines = []
    for number, sentence in SENTENCES.items():
        here = [f"[`{c.id}`](claims/{c.id}.md)" for c in stated if number in c.abstract]
        if here:
            lines.append(f"* \u201c{sentence}\u201d\n  {' · '.join(here)}")
    return "\n".join(lines)


def axioms_page(report: dict[str, Any]) -> str:
    """The groups of axioms, their meaning, and the claims that rest on each."""
    blocks = [
        "# Axioms",
        "A proof may use nothing but the hypotheses of its statement, eleven rules, the definition of smoothness "
        "and instances of these facts; `samproofs axioms ID` "
        "counts the instances in the proof of a claim.",
    ]
    known = facts_of_groups()
    for group, meaning in AXIOMS.items():
        users = [f"[`{row['id']}`](claims/{row['id']}.md)" for row in report["claims"] if group in row["axioms"]]
        said = f"Used by {', '.join(users)}." if users else "No claim rests on it."
        listed_facts = "\n".join(f"* `{name}`: `` {text} ``" for name, text in known.get(group, ()))
        blocks.append(f"({group})=\n## {group}\n\n{meaning}. {said}\n\n{listed_facts}")
    return "\n\n".join(blocks)


def facts_of_groups() -> dict[str, list[tuple[str, str]]]:
    """The facts of each group of axioms, by name and meaning, as the kernel's source has them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for node in ast.parse(Path(str(facts.__file__)).read_text(encoding="utf-8")).body:
        for entered in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(entered, ast.Call) and getattr(entered.func, "id", "") == "fact":
                group = ast.literal_eval(entered.args[0])
                found.setdefault(group, []).append((node.name, " ".join((ast.get_docstring(node) or "").split())))
    return found


# ---------------------------------------------------------------- one claim
def claim_page(stated: Claim, row: dict[str, Any], figures: Path) -> str:
    """Everything about one claim on one page; its figures are written into a folder."""
    number = f"{theorem(stated.paper)} (number from memory)" if stated.paper in generate.THEOREMS else "this project's own"
    summary = " · ".join([number, stated.setting, stated.kind, f"tier {row['tier'] or 'none'}"])
    verdict = f'<span class="verdict {row["verdict"].lower()}">{row["verdict"]}</span>'
    blocks = [f"# {stated.title}", f'<p class="facts">{verdict} {summary}</p>', f"`{stated.id}`"]
    if row["reason"]:
        blocks.append(f":::{{warning}}\n{row['verdict'].capitalize()}:\n\n{block([row['reason']])}\n:::")
    blocks += [generate.quote(number) for number in stated.abstract]
    source = "Quoted from the abstract of [arXiv:2306.09850](https://arxiv.org/abs/2306.09850). " if stated.abstract else ""
    blocks.append(f"{source}[How this relates to the paper](../faithfulness.md#{stated.id})")
    blocks += ["## Statement", *_statement(stated)]
    blocks += ["## Idea", "\n".join(f"{i}. {sentence}" for i, sentence in enumerate(stated.idea, 1))]
    blocks += _figures(stated, figures)
    blocks += ["## Rests on", "\n".join(f"* [{g}](../axioms.md#{g.lower()}): {AXIOMS[g]}" for g in row["axioms"]) or "No proof yet."]
    unused = [f"* `{text}` ({part})" for part, texts in row["unused_hypotheses"].items() for text in texts]
    if unused:
        blocks += ["Hypotheses that the proof does not use:", "\n".join(unused)]
    blocks += ["## Proof", *_proof(stated, row)]
    blocks += ["## False neighbours", *_neighbours(row["false_neighbours"])]
    if row["confirmations"]:
        blocks += ["## Confirmations", "They show the derivation at work in instances, and prove nothing.", *_confirmations(row)]
    blocks += ["## Cite this claim", *_cited(stated, row)]
    return "\n\n".join(blocks) + "\n"


def _statement(stated: Claim) -> list[str]:
    common = shared(stated)
    blocks = ["Suppose", generate.mathematics(formulas(stated, common))] if common else []
    for part in stated.parts:
        name = part.name if part.name.startswith(("m-SAM", "n-SAM")) else part.name[0].upper() + part.name[1:]
        blocks.append(f"### {name}")
        blocks += ["If", generate.mathematics(formulas(stated, part.given)), "then"] if part.given else ["Then"]
        blocks.append(generate.mathematics(formulas(stated, part.then)))
    return [*blocks, folded("The statement in words", block(statement_text(stated).splitlines()))]


def _figures(stated: Claim, folder: Path) -> list[str]:
    """A picture of each example function that a statement about one of its runs constructs, and of the pair of a claim."""
    blocks = []
    for name in (pair for pair in pairs.names() if pairs.pair(pair).claim == stated.id):
        for kind, said in (("function", "the mean gradient and what m-SAM follows"), ("orbit", "exact values beside the bounds")):
            save(draw(kind, name), folder / f"{name}-{kind}.svg")
            text = f"{pairs.pair(name).title} (`{name}`): {said}, at the default numbers."
            blocks.append(f":::{{figure}} ../figures/{name}-{kind}.svg\n:alt: {pairs.pair(name).title}: {said}\n\n{text}\n:::")
    if not stated.setting.startswith("deterministic"):
        return ["## Figure", *blocks] if blocks else []
    for name in dict.fromkeys(how["function"] for how in stated.construct.values()):
        path = folder / f"{name}.svg"
        if not path.exists():
            save(function_figure(name, eta="1/2"), path)
        function = function_table(name)
        text = f"{function['title']} (`{name}`): {function['sentence']} Default parameters, step size 1/2, normalised SAM."
        alternative = f":alt: {function['title']}, its virtual loss, and where SAM rests"
        blocks.append(f":::{{figure}} ../figures/{name}.svg\n{alternative}\n\n{text}\n:::")
    return ["## Figure", *blocks] if blocks else []


def save(figure: Any, path: Path) -> None:
    """Write a picture; the same picture gives the same file."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "samproofs"}):
        figure.savefig(path, metadata={"Date": None})


def _proof(stated: Claim, row: dict[str, Any]) -> list[str]:
    """The certificates of the stated conclusions as formulas, all others as text."""
    if not row["steps"]:
        return ["No proof that the kernel accepts."]
    goals = {_inner(text) for part in stated.parts for text in part.then}
    last = {step["goal"]: step for step in row["steps"]}
    concluding = [step for goal, step in last.items() if goal in goals and step["certificate"]]
    blocks = [
        f"{row['engines']['kernel']['steps']} steps, of which {len(row['steps'])} are certificates. A certificate writes its goal "
        "as a sum of products of facts: the difference of its sides, the larger first, is the sum, where each bracket stands for "
        "the difference of its own sides, a nonnegative number, and equations of the proof may be used."
    ]
    if concluding:
        blocks.append("These certificates conclude:")
    blocks += [generate.mathematics(certificate_rows(stated, step)) for step in concluding]
    lines = []
    for step in row["steps"]:
        lines += [f"{step['step']}: {step['goal']}", *(f"    {'+' if i else '='} {p}" for i, p in enumerate(step["certificate"]))]
        lines += [f"    modulo {step['equations']} equation{'s' * (step['equations'] > 1)}"] if step["equations"] else []
    return [*blocks, folded(f"All {len(row['steps'])} certificates", block(lines))]


def _inner(text: str) -> str:
    """A conclusion without its `forall`."""
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.Call) and getattr(tree.func, "id", "") == "forall":
        return ast.get_source_segment(text, tree.args[1]) or text
    return text


def _neighbours(neighbours: list[dict[str, Any]]) -> list[str]:
    blocks = ["Each of these variations of the statement is false, by the example given with it."] if neighbours else ["None."]
    for n in neighbours:
        said = plain(n["witness"]) if n["rejected"] is True else n.get("reason")
        status = f"false by {n['how']}" if n["rejected"] is True else "**not shown false**"
        lines = [f"*{n['part']}*: `{n['change']}`", n.get("why", ""), f"{status}: `{said}`"]
        blocks.append(f"{n['name']}\n: " + "\n  ".join(f"{line}\\" for line in lines if line).removesuffix("\\"))
    return blocks


def _confirmations(row: dict[str, Any]) -> list[str]:
    lines = ["| What | Parameters | Digits | Steps | Difference from the prediction, or least margin |", "| --- | --- | --- | --- | --- |"]
    for c in row["confirmations"]:
        what = c["what"].replace("*", "\\*")
        lines.append(f"| {what} | `{plain(c['parameters'])}` | {c['digits'] or 'exact'} | {c['steps']} | `{c['difference']}` |")
    return ["\n".join(lines)]


def _cited(stated: Claim, row: dict[str, Any]) -> list[str]:
    sentence, note = claim_citation(stated.id, row["certificate_hash"]).split("\n\n")
    return [sentence, block(note.splitlines(), "bibtex")]
