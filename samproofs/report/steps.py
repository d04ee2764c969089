"""Certificates made readable: what each step of arithmetic proves, and the nonnegative products that prove it.

A certificate shows the goal as a sum of products of facts and squares, one product per line, modulo equations whose
multipliers are bookkeeping and stay in the data.
"""

import ast
from collections.abc import Sequence
from typing import Any

from samproofs.kernel.replay import run
from samproofs.statements import Claim


def certificates(stated: Claim, proof: dict[str, Any], theorems: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """One entry for each `combine` step of a proof that the kernel accepts: its number, its goal, the products as text
    such as `1/2*[eta > 0]*[r**2 >= q]*(x - y)**2`, and how many equations are used.

    `theorems` is what each step proves, where that is known already; without it the kernel is asked.
    """
    facts = []
    for step, theorem in zip(proof["steps"], theorems or run(proof, stated.names), strict=True):
        written = step["rule"] in ("combine", "assume")
        facts.append(tidy(step["args"][0]) if written else repr(theorem.conclusion))
    entries = []
    for number, step in enumerate(proof["steps"]):
        if step["rule"] == "combine":
            goal, products, equations = step["args"]
            shown = [_product(product, facts) for product in products]
            entries.append({"step": number, "goal": tidy(goal), "certificate": shown, "equations": len(equations)})
    return entries


def tidy(formula: str) -> str:
    """A formula without parentheses around its sides.

    >>> tidy("(1 - eta*beta/2) > 0")
    '1 - eta*beta/2 > 0'
    """
    tree = ast.parse(formula, mode="eval").body
    if not isinstance(tree, ast.Compare):
        return formula
    left, right = ast.get_source_segment(formula, tree.left), ast.get_source_segment(formula, tree.comparators[0])
    between = {ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "=="}[type(tree.ops[0])]
    return f"{left} {between} {right}"


def _product(product: list[Any], facts: list[str]) -> str:
    coefficient, *factors = product
    number = coefficient["number"] if isinstance(coefficient, dict) else str(coefficient)
    shown = [f"[{facts[x]}]" if isinstance(x, int) else _square(x) for x in factors]
    return "*".join(shown if shown and number == "1" else [number, *shown])


def _square(text: str) -> str:
    simple = text.isidentifier() or isinstance(ast.parse(text, mode="eval").body, ast.Call | ast.Subscript)
    return f"{text}**2" if simple else f"({text})**2"
