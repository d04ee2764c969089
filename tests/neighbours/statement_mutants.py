"""Every small change of a statement, and what is known of it: shown false in a world, proved, or neither.

Changed are the constants of conclusions (by one percent, exponents by one), signs, the direction and strictness of each
comparison, and the hypotheses, of which one at a time is dropped, loosened by one percent or given another sign.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from samproofs import proofs
from samproofs.balls import UndecidedError
from samproofs.errors import UsageError
from samproofs.kernel import replay
from samproofs.kernel.language import Language
from samproofs.kernel.replay import read_toml
from samproofs.kernel.terms import KernelError
from samproofs.neighbours import FOLDER
from samproofs.neighbours.model import Model, evaluate
from samproofs.statements import Claim, Part, claim, from_table

MORE, LESS = "101/100", "99/100"
_HOLDS = ("holds", "by construction")
_TURNED = {ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Lt: ast.Gt, ast.Gt: ast.Lt}
_STRICT = {ast.LtE: ast.Lt, ast.GtE: ast.Gt}


@dataclass(frozen=True)
class Mutant:
    """A changed statement: in this part, `old` (a hypothesis or a conclusion) is `new`, or is dropped (None)."""

    part: str
    old: str
    new: str | None
    conclusion: bool

    def __str__(self) -> str:
        return f"{self.part}: {'without' if self.new is None else self.new + ' instead of'} {self.old}"


# ---------------------------------------------------------------- the changes of one formula
def changes(text: str, kinds: str = "constants signs comparisons") -> Iterator[str]:
    """Each change of a formula, as text."""
    tree = ast.parse(text, mode="eval")
    for path in _places(tree.body, ("body",)):
        for new in _alternatives(_at(tree, path), path, tree, kinds):
            changed = copy.deepcopy(tree)
            parent, last = _at(changed, path[:-1]), path[-1]
            if isinstance(last, tuple):
                getattr(parent, last[0])[last[1]] = new
            else:
                setattr(parent, last, new)
            yield ast.unparse(ast.fix_missing_locations(changed))


def _places(node: ast.AST, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The paths to all nodes that are terms or comparisons: no indices, bound names, names of functions."""
    yield path
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    for field, value in ast.iter_fields(node):
        if field in ("slice", "func", "ops", "op", "ctx"):
            continue
        for i, child in enumerate(value if isinstance(value, list) else [value]):
            skipped = {"forall": (0,), "sum": (0, 1), "mean": (0, 1), "pow": (1,), "Chain": (0, 2)}.get(name, ())
            if not isinstance(child, ast.AST) or (field == "args" and i in skipped):
                continue
            yield from _places(child, (*path, (field, i) if isinstance(value, list) else field))


def _at(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = getattr(node, step[0])[step[1]] if isinstance(step, tuple) else getattr(node, step)
    return node


def _alternatives(node: ast.AST, path: tuple[Any, ...], tree: ast.AST, kinds: str) -> Iterator[ast.AST]:
    parent = _at(tree, path[:-1])
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value and "constants" in kinds:
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow) and path[-1] == "right":
            yield ast.Constant(node.value + 1)
        elif not (isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Div) and isinstance(parent.left, ast.Constant)
                  and path[-1] == "right"):  # fmt: skip
            for factor in (MORE, LESS):
                yield ast.BinOp(ast.parse(factor, mode="eval").body, ast.Mult(), ast.Constant(node.value))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and "signs" in kinds:
        yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and "signs" in kinds:
        yield node.operand
    if isinstance(node, ast.Compare) and "comparisons" in kinds:
        for table in (_TURNED, _STRICT):
            if type(node.ops[0]) in table:
                yield ast.Compare(node.left, [table[type(node.ops[0])]()], node.comparators)


def mutants(stated: Claim) -> list[Mutant]:
    """All changed statements of a claim that the kernel reads as something else."""
    language, found = Language(**stated.names), []
    for part in stated.parts:
        seen = {language(text) for text in (*part.then, *stated.hypotheses(part))}
        for conclusion, texts in ((True, part.then), (False, [*stated.given, *part.given])):
            for old in texts:
                for new in changes(old) if conclusion else changes(old, "constants signs"):
                    try:
                        formula = language(new)
                    except KernelError:
                        continue
                    if formula not in seen:
                        seen.add(formula)
                        found.append(Mutant(part.name, old, new, conclusion))
        found += [Mutant(part.name, old, None, False) for old in (*stated.given, *part.given)]
    return found


# ---------------------------------------------------------------- what is known of them
class Judge:
    """Decides the mutants of one claim: by the worlds of its models and false neighbours, else by the claim's own proof."""

    def __init__(self, claim_id: str) -> None:
        self.stated = claim(claim_id)
        table = read_toml(FOLDER / f"{claim_id}.toml")
        self.worlds: dict[str, list[dict[str, Any]]] = {part.name: [] for part in self.stated.parts}
        for entry in table.get("neighbour", []):
            self.worlds[entry["part"]].append(entry["witness"])
        for entry in table.get("model", []):
            self.worlds[entry["part"]].append(entry)
        self.models = {part.name: self._models(part) for part in self.stated.parts}
        proof = proofs.export(claim_id)
        self.unused = replay.verdict(proof, self.stated.statement())["unused"]
        self.language = Language(**self.stated.names)

    def _models(self, part: Part) -> list[Model]:
        """The worlds in which all hypotheses of the part hold."""
        found = []
        for world in self.worlds[part.name]:
            try:
                model = Model(self.stated.names, self.stated.hypotheses(part), world)
                if all(model.hypothesis(h).status in _HOLDS for h in self.stated.hypotheses(part)):
                    found.append(model)
            except (UsageError, UndecidedError, KernelError):
                continue
        return found

    def decide(self, mutant: Mutant) -> str:
        """"refuted", "proved" or "open"."""
        return "refuted" if self.refuted(mutant) else "proved" if self.proved(mutant) else "open"

    def refuted(self, mutant: Mutant) -> bool:
        """Whether all hypotheses of the mutant hold and a conclusion is false in a world."""
        if mutant.conclusion and mutant.new is not None:
            return any(self._false(model, mutant.new) for model in self.models[mutant.part])
        (part,) = (p for p in self.stated.parts if p.name == mutant.part)
        given = [mutant.new if h == mutant.old else h for h in self.stated.hypotheses(part)]
        kept = [h for h in given if h is not None]
        return any(self._counterexample(kept, list(part.then), world) for world in self.worlds[mutant.part])

    @staticmethod
    def _false(model: Model, conclusion: str) -> bool:
        try:
            return model.conclusion(conclusion).status == "false"
        except (UsageError, UndecidedError, KernelError):
            return False

    def _counterexample(self, given: list[str], then: list[str], world: dict[str, Any]) -> bool:
        try:
            outcome = evaluate(self.stated.names, given, then, world)
        except (UsageError, UndecidedError, KernelError):
            return False
        return all(h.status in _HOLDS for h in outcome.hypotheses) and any(c.status == "false" for c in outcome.conclusions)

    def proved(self, mutant: Mutant) -> bool:
        """Whether the kernel replays a proof of the mutant: the claim's own script, written for the mutant."""
        if mutant.new is None:
            return repr(self.language(mutant.old)) in self.unused[mutant.part]
        other = self.changed(mutant)
        try:
            script, roots = proofs.script(other)
            return bool(replay.verdict(script.export(other.id, roots), other.statement())["verdict"] == "PROVED")
        except (KernelError, ValueError, KeyError, IndexError, StopIteration, AttributeError, TypeError):
            return False

    def changed(self, mutant: Mutant) -> Claim:
        """The claim with the mutant's part only changed; a shared hypothesis becomes one of each part."""
        table = copy.deepcopy(self.stated.table)
        for part in table["part"]:
            own = [*table.get("given", []), *part.get("given", [])]
            if part["name"] == mutant.part and mutant.conclusion:
                part["then"] = [mutant.new if text == mutant.old else text for text in part["then"]]
            elif part["name"] == mutant.part:
                own = [text for text in (mutant.new if text == mutant.old else text for text in own) if text is not None]
            part["given"] = own
        table["given"] = []
        return from_table(table, self.stated.path)

