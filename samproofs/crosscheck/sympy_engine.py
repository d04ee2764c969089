"""The second engine: replays a written proof in SymPy, in coordinates, sharing no code with the kernel.

`confirm` gives a verdict of its own on a proof and a statement, to be compared with the kernel's.  The format of proofs
and of statements is the one of `samproofs.kernel.replay`.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .coordinates import SLOT, Formula, Real, Refusal, Values, atom, need
from .reader import KINDS, Reader, declared
from .steps import Result, take

NUMBER = re.compile(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?")


class Refused(Exception):
    """The second engine does not accept a step: its number, its rule, and why."""

    def __init__(self, step: int, rule: str, sentence: str) -> None:
        super().__init__(f"step {step}: {rule}: {sentence}")
        self.step, self.rule, self.sentence = step, rule, sentence


def _decoded(x: Any, reader: Reader, results: list[Result]) -> Any:
    match x:
        case None:
            return None
        case int() if type(x) is int and 0 <= x < len(results):
            return results[x]
        case str():
            return reader(x)
        case list():
            return tuple(_decoded(y, reader, results) for y in x)
        case {"name": str(name), **rest} if not rest:
            return name
        case {"index": str(text), **rest} if not rest:
            return reader.index(text)
        case {"number": str(text), **rest} if not rest and NUMBER.fullmatch(text):
            return Fraction(text)
    raise Refusal(f"an argument cannot be read: {str(x)[:80]}")


def _replayed(proof: dict[str, Any], names: dict[str, str], values: Values) -> list[Result]:
    extra = proof["names"]
    kinds = {*KINDS, *extra, *names}
    reader = Reader(values, declared({kind: f"{names.get(kind, '')} {extra.get(kind, '')}" for kind in kinds}))
    results: list[Result] = []
    for number, step in enumerate(proof["steps"]):
        rule = step["rule"]
        try:
            results.append(take(reader, rule, [_decoded(x, reader, results) for x in step["args"]]))
        except Refusal as refusal:
            raise Refused(number, str(rule)[:50], str(refusal)) from None
        except RecursionError:
            raise Refused(number, str(rule)[:50], "a text is nested too deeply") from None
    return results


def replay(proof: dict[str, Any], names: dict[str, str]) -> list[Result]:
    """What each step of a proof proves; `Refused` at the first step that does not follow.

    >>> steps = [{"rule": "combine", "args": ["a**2 + b**2 >= 2*a*b", [[{"number": "1"}, "a - b"]], []]}]
    >>> [str(r.conclusion) for r in replay({"names": {}, "steps": steps}, {"symbols": "a b"})]
    ['a**2 - 2*a*b + b**2 >= 0']
    """
    return _replayed(proof, names, Values())


def _constructed(read: Reader, names: dict[str, str], f: str, how: dict[str, str], function: dict[str, Any]) -> Formula:
    """forall(u, f(u) == formula), with terms of the statement for some names of the formula."""
    variable = function["variable"]
    put = {name: read(text) for name, text in how.items() if name != "function"}
    numbers = variable not in put and all(isinstance(p, Real) for p in put.values())
    need(numbers, f"{f}: parameters are numbers, and not the variable")
    symbols = declared({"symbols": names.get("symbols", "")})
    inner = Reader(read.values, symbols | put | {variable: atom(SLOT)})
    body = inner(function["formula"])
    value = Reader(read.values, {"f": read.names.get(f), "u": atom(SLOT), "body": body})
    return Formula("every", (value("f(u) == body"),))


def confirm(
    proof: dict[str, Any], statement_table: dict[str, Any], formula_of: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    """The second verdict: PROVED if every step follows and the roots are the stated conclusions, from what is stated.

    `statement_table` is the table of a statement file, `formula_of(name)` that of a function's file.  The answer has
    the keys verdict, steps and axioms, or verdict and reason.
    """
    try:
        return _confirmed(proof, statement_table, formula_of)
    except (Refusal, Refused) as refusal:
        return {"verdict": "UNDECIDED", "reason": str(refusal)}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return {"verdict": "UNDECIDED", "reason": f"not a statement and a proof: {type(error).__name__}: {error}"}


def _confirmed(
    proof: dict[str, Any], table: dict[str, Any], formula_of: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    values, names = Values(), table["language"]
    results = _replayed(proof, names, values)
    read = Reader(values, declared(names))
    construct = table.get("construct", {})
    shared = [_constructed(read, names, f, how, formula_of(how["function"])) for f, how in construct.items()]
    shared += map(read, table.get("given", []))
    parts = {part["name"]: part for part in table["part"]}
    same = len(parts) == len(table["part"]) and parts.keys() == proof["roots"].keys()
    need(same, "the parts proved are not the parts stated")
    axioms: set[str] = set()
    for name, part in parts.items():
        roots, then = proof["roots"][name], part["then"]
        counts = f"{len(then)} conclusions are stated, {len(roots)} are proved"
        need(bool(then) and len(roots) == len(then), f"{name}: {counts}")
        given = {*shared, *map(read, part.get("given", []))}
        for root, text in zip(roots, then, strict=True):
            need(type(root) is int and 0 <= root < len(results), f"{name}: a root is not the number of a step")
            need(results[root].conclusion == read(text), f"{name}: what is proved is not {text}")
            extra = sorted(map(str, results[root].hypotheses - given))
            need(not extra, f"{name}: a hypothesis is used that is not stated: {''.join(extra[:1])}")
            axioms |= results[root].axioms
    unlisted = sorted(axioms - set(table["axioms"]))
    need(not unlisted, f"axioms are used that are not listed: {', '.join(unlisted)}")
    return {"verdict": "PROVED", "axioms": sorted(axioms), "steps": len(results)}
