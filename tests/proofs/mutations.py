"""Every small change of a written proof: constants moved, signs flipped, facts removed; and what the kernel says to each."""

import re
from collections.abc import Iterator
from typing import Any

from samproofs.kernel import replay
from samproofs.kernel.rules import RULES
from samproofs.kernel.terms import KernelError
from samproofs.statements import Claim

CONSTANT = re.compile(r"(?<![\w\]])\d+(?!\w)")
SIGN = re.compile(r" [+-] ")
MINUS = re.compile(r"(?<![\w)\] ])-|(?<=[,=<>] )-")
COMPARISON = re.compile(r"[<>=]")


def of_argument(x: Any) -> Iterator[Any]:
    """Everything that one argument can be changed into."""
    if isinstance(x, str):
        for m in CONSTANT.finditer(x):
            yield f"{x[: m.start()]}{int(m[0]) + 1}{x[m.end() :]}"
        for m in SIGN.finditer(x):
            yield f"{x[: m.start()]}{' - ' if '+' in m[0] else ' + '}{x[m.end() :]}"
        for m in MINUS.finditer(x):
            yield f"{x[: m.start()]}{x[m.end() :]}"
        if not COMPARISON.search(x):
            yield f"-({x})"
    elif isinstance(x, dict):
        ((key, value),) = x.items()
        if key == "number":
            yield from ({"number": f"{value}1"}, {"number": f"-{value}" if value[0] != "-" else value[1:]}, {"number": "0"})
        elif key == "index":
            yield {"index": f"{value}+1"}
    elif isinstance(x, list):
        for i, y in enumerate(x):
            yield [*x[:i], *x[i + 1 :]]
            for z in of_argument(y):
                yield [*x[:i], z, *x[i + 1 :]]


def of_step(step: dict[str, Any]) -> Iterator[list[Any]]:
    """Every changed list of arguments of a step; the optional facts of `cut` may also be removed."""
    arguments = step["args"]
    for i, x in enumerate(arguments):
        for y in of_argument(x):
            yield [*arguments[:i], y, *arguments[i + 1 :]]
        if step["rule"] == "cut" and i:
            yield [*arguments[:i], *arguments[i + 1 :]]


class Proof:
    """A written proof with its results, so that a change is followed only through the steps that depend on it."""

    def __init__(self, proof: dict[str, Any], claim: Claim) -> None:
        self.proof, self.statement = proof, claim.statement()
        names = {kind: f"{claim.names.get(kind, '')} {proof['names'].get(kind, '')}" for kind in replay.KINDS}
        self.language = replay.Language(**names)
        self.results = replay.run(proof, claim.names)
        self.users: list[list[int]] = [[] for _ in self.results]
        for i, step in enumerate(proof["steps"]):
            for j in _references(step["args"]):
                self.users[j].append(i)
        self.stated = {
            number: (given, conclusion)
            for part, (given, then) in self.statement.parts.items()
            for number, conclusion in zip(proof["roots"][part], then, strict=True)
        }

    def apply(self, number: int, arguments: list[Any], results: dict[int, Any]) -> Any:
        now = [results.get(i, theorem) for i, theorem in enumerate(self.results[:number])]
        decoded = (replay._decode(x, self.language, now) for x in arguments)
        return RULES[self.proof["steps"][number]["rule"]](*decoded)

    def survives(self, number: int, arguments: list[Any]) -> bool:
        """Whether the proof with one step changed is accepted, although the step now proves something else."""
        changed: dict[int, Any] = {}
        todo = {number}
        while todo:
            i = min(todo)
            todo.remove(i)
            try:
                theorem = self.apply(i, arguments if i == number else self.proof["steps"][i]["args"], changed)
            except (KernelError, ValueError, TypeError, ZeroDivisionError):
                return False
            old = self.results[i]
            if theorem.conclusion == old.conclusion and theorem.hypotheses <= old.hypotheses:
                continue  # it proves the same, perhaps from less: the change is no falsehood
            if i in self.stated:
                given, conclusion = self.stated[i]
                if theorem.conclusion != conclusion or not theorem.hypotheses <= given:
                    return False
            changed[i] = theorem
            todo.update(self.users[i])
        return bool(changed) and all(i in self.stated or self.users[i] for i in changed)


def _references(x: Any) -> set[int]:
    if isinstance(x, bool):
        return set()
    return {x} if isinstance(x, int) else set().union(*map(_references, x)) if isinstance(x, list) else set()


def survivors(proof: dict[str, Any], claim: Claim) -> tuple[int, list[tuple[int, list[Any]]]]:
    """How many changes were tried, and those after which the statement would still be accepted by way of another theorem."""
    whole, tried, found = Proof(proof, claim), 0, []
    for number, step in enumerate(proof["steps"]):
        for arguments in of_step(step):
            tried += 1
            if whole.survives(number, arguments):
                found.append((number, arguments))
    return tried, found
