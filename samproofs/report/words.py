"""Statements in words: the statement language with its predicates and quantifiers spoken."""

import ast
import re
from collections.abc import Callable, Iterable

from samproofs.statements import Claim
from samproofs.statements.abstract import plain

EXPECTATION = "dot(u, v) is E<u, v>, sq(u) is E||u||^2, norm(u) is its square root, f(u) is E f(u)"


def words(formula: str) -> str:
    """A formula as a person would read it aloud; arithmetic stays as it is written.

    >>> words("StronglyConvex(f, 0)"), words("forall(t, x[t+2] == x[t])")
    ('f is convex', 'x[t+2] = x[t] for all t')
    """
    node = ast.parse(formula, mode="eval").body
    match node:
        case ast.Call(func=ast.Name(id="forall"), args=[name, body]):
            return f"{words(_source(formula, body))} for all {ast.unparse(name)}"
        case ast.Call(func=ast.Name(id="Smooth"), args=[f, beta]):
            return f"{ast.unparse(f)} is {_constant(formula, beta)}-smooth"
        case ast.Call(func=ast.Name(id="StronglyConvex"), args=[f, ast.Constant(value=0)]):
            return f"{ast.unparse(f)} is convex"
        case ast.Call(func=ast.Name(id="StronglyConvex"), args=[f, mu]):
            return f"{ast.unparse(f)} is {_constant(formula, mu)}-strongly convex"
        case ast.Call(func=ast.Name(id="BoundedBelow"), args=[f]):
            return f"{ast.unparse(f)} is bounded below"
        case ast.Call(func=ast.Name(id="Chain"), args=[ast.Name(id=x), start, ast.Name(id=u), *law]):
            shown = [re.sub(rf"\b{u}\b", f"{x}[t]", _source(formula, part)) for part in law]
            cases = ", ".join(f"{value} with probability {p}" for p, value in zip(shown[::2], shown[1::2], strict=True))
            return f"{x}[0] = {_source(formula, start)} and {x}[t+1] = {cases}"
    return formula.replace("==", "=")


def _source(formula: str, node: ast.expr) -> str:
    return ast.get_source_segment(formula, node) or ast.unparse(node)


def _constant(formula: str, node: ast.expr) -> str:
    text = _source(formula, node)
    return text if isinstance(node, ast.Name | ast.Constant) else f"({text})"


def theorem(paper: str) -> str:
    """How a claim is named beside the paper: by the theorem's number, or as this project's own.

    >>> theorem("3.4"), theorem("4.2-sharp")
    ('Theorem 3.4', 'own result 4.2-sharp')
    """
    return f"Theorem {paper}" if re.fullmatch(r"[0-9.]+", paper) else f"own result {paper}"


def in_expectation(stated: Claim) -> bool:
    """Whether the statement speaks of random vectors: `dot`, `sq`, `norm` and values are then expectations."""
    return stated.setting.startswith("stochastic") and bool(stated.names.get("vectors"))


class _Plain(ast.NodeTransformer):
    """What is put into the formula of a function leaves no - 0 behind."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        zero = isinstance(node.right, ast.Constant) and node.right.value == 0
        return node.left if zero and isinstance(node.op, ast.Sub) else node


def shared(stated: Claim) -> list[str]:
    """What all parts assume, as it is read: first the constructed functions, without the brackets and zeros of what was put in.

    >>> from samproofs.statements import claim
    >>> shared(claim("sharp-msam"))[0]
    'forall(u, f(u) == mu/2*u**2)'
    """
    made = (ast.unparse(_Plain().visit(ast.parse(text, mode="eval"))) for text in stated.constructed.values())
    return [*(re.sub(r" ?(\*\*|[*/]) ?", r"\1", text) for text in made), *stated.given]


def statement_text(stated: Claim) -> str:
    """The whole statement: what all parts assume, then each part with its own hypotheses and its conclusions."""
    lines = [
        f"Suppose, where {EXPECTATION}," if in_expectation(stated) else "Suppose",
        *(f"  {words(h)}" for h in shared(stated)),
    ]
    for part in stated.parts:
        lines.append(f"{part.name}:")
        lines += [f"  if {words(h)}" for h in part.given]
        lines += [f"  then {words(c)}" for c in part.then]
    return "\n".join(lines)


def abstract(numbers: Iterable[int], shown: Callable[[int], str] = plain) -> list[str]:
    """The sentences of the paper's abstract that a claim belongs to, quoted; `shown` says how a sentence is written.

    >>> abstract(())
    ["the paper's abstract has no sentence about this"]
    >>> abstract([6])[0][:48]
    'abstract, sentence 6: "In fact, such O(rho^2) fa'
    """
    quoted = [f'abstract, sentence {number}: "{shown(number)}"' for number in numbers]
    return quoted or ["the paper's abstract has no sentence about this"]
