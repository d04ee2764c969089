"""Replaying a proof: the program whose answer is a verdict.

    python -I -S -X pycache_prefix=EMPTY_FOLDER samproofs/kernel/replay.py STATEMENT.toml PROOF.json

It starts from nothing, in an interpreter of its own, reads the statement from its file in `statements/` (and the formula of each
function that the statement constructs from its file in `functions/`), runs every step of the proof again through the rules, and
compares: the conclusions must be equal to the stated ones, the hypotheses and the axioms must be among the stated ones.  The answer is one
line of JSON; the exit code is 0 for PROVED and 1 otherwise.

A proof is JSON: `{"claim": id, "names": {"symbols": ..., ...}, "steps": [{"rule": name, "args": [...]}, ...], "roots": {part: [step,
...]}}` with one root for each conclusion of each part, in order.  An argument is a number (the result of an earlier step), a text (a
term, vector or formula), `{"name": n}`, `{"index": text}`, `{"number": "27/100"}`, a list (a tuple), or null.
"""
import json
import re
import sys
import tomllib
from fractions import Fraction
from pathlib import Path

if __name__ == "__main__":  # load this folder as a package of its own: nothing outside it is imported
    from importlib.util import module_from_spec, spec_from_file_location

    _here = Path(__file__).resolve().parent
    _spec = spec_from_file_location("kernel", _here / "__init__.py", submodule_search_locations=[str(_here)])
    sys.modules["kernel"] = module_from_spec(_spec)
    __package__ = "kernel"

from . import facts  # enters the facts in the table of rules
from .language import KINDS, Language
from .rules import RULES, Theorem
from .terms import SLOT, Formula, KernelError, atom, eq, free, need, substitute, sym

NUMBER = re.compile(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")


class Statement:
    """What is claimed, read from the table of a statement file: hypotheses and conclusions of each part, and the allowed axioms."""

    def __init__(self, table, formula_of):
        self.names = {kind: table["language"].get(kind, "") for kind in KINDS}
        language = Language(**self.names)
        construct = [self._defined(language, f, how, formula_of(how["function"])) for f, how in table.get("construct", {}).items()]
        shared = [language(text) for text in table.get("given", [])]
        self.parts = {}
        for part in table["part"]:
            need(part["name"] not in self.parts and part["then"], "statement: every part has a name of its own and a conclusion")
            given = frozenset((*construct, *shared, *(language(text) for text in part.get("given", []))))
            self.parts[part["name"]] = given, [language(text) for text in part["then"]]
        self.axioms = frozenset(table["axioms"])
        need(self.parts and self.axioms <= facts.AXIOMS.keys(), "statement: no part, or an axiom is listed that does not exist")

    @staticmethod
    def _defined(language, f, how, function):
        """forall(u, f(u) == formula): the formula of a function's file, in its variable, with terms of the statement for some names."""
        need(language.kind.get(f) == "real_functions", lambda: f"statement: {f} is not declared as a real function")
        variable, replaced = function["variable"], {name: language(text) for name, text in how.items() if name != "function"}
        need(variable not in replaced, lambda: f"statement: {variable} is the variable of {f}, not a parameter")
        symbols = {name for name, kind in language.kind.items() if kind == "symbols"} | {variable} | replaced.keys()
        bound = sym(SLOT)  # put in together with the terms, which may contain a symbol of the variable's name
        formula = Language(symbols=" ".join(symbols))(function["formula"])
        need(all(("symbol", name) in free(formula) for name in replaced), lambda: f"statement: a name given to {f} is not in its formula")
        body = substitute(formula, replaced | {variable: bound}, {})
        return Formula("every", eq(atom("rval", f, bound), body))


def statement_from(path):
    """The statement in a TOML file; the functions that it constructs are read from the folder `functions` beside its own."""
    return Statement(read_toml(path), lambda name: read_toml(Path(path).parent.parent / "functions" / f"{name}.toml"))


def read_toml(path):
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def _decode(x, language, results):
    if type(x) is int:
        need(0 <= x < len(results), lambda: f"replay: step {x} is not an earlier step")
        return results[x]
    if type(x) is str:
        return language(x)
    if type(x) is list:
        return tuple(_decode(y, language, results) for y in x)
    if type(x) is dict and len(x) == 1:
        ((key, value),) = x.items()
        need(type(value) is str, "replay: a tagged argument holds a text")
        if key == "name":
            return value
        if key == "index":
            return language.index(value)
        if key == "number":
            need(NUMBER.fullmatch(value), lambda: f"replay: not a quotient of integers: {value[:50]}")
            return Fraction(value)
    need(x is None, lambda: f"replay: an argument cannot be read: {str(x)[:80]}")
    return None


def run(proof, names):
    """All theorems of a written proof, in order.  `names` are the statement's; the proof may declare more, but none anew."""
    extra = proof["names"]
    language = Language(**{kind: f"{names.get(kind, '')} {extra.get(kind, '')}" for kind in {*KINDS, *extra}})
    results = []
    for number, step in enumerate(proof["steps"]):
        name = step["rule"]
        need(type(name) is str and name in RULES, lambda: f"replay: there is no rule called {str(name)[:50]}")
        try:
            results.append(RULES[name](*(_decode(x, language, results) for x in step["args"])))
        except KernelError as refusal:
            raise KernelError(f"step {number}: {refusal}") from None
    return results


def verdict(proof, statement):
    """Compare the roots of a proof with a statement; what each part used, or `KernelError`."""
    results, axioms, report = run(proof, statement.names), set(), {}
    need(proof["roots"].keys() == statement.parts.keys(), "verdict: the proof has roots for other parts than the statement has")
    for part, (given, then) in statement.parts.items():
        numbers = proof["roots"][part]
        need(type(numbers) is list and all(type(i) is int and 0 <= i < len(results) for i in numbers),
             lambda: f"verdict: {part}: a root is not a step of the proof")  # fmt: skip
        roots = [results[i] for i in numbers]
        need(len(roots) == len(then), lambda: f"verdict: {part}: {len(then)} conclusions are stated, {len(roots)} are proved")
        hypotheses = set()
        for theorem, conclusion in zip(roots, then, strict=True):
            need(type(theorem) is Theorem and theorem.conclusion == conclusion,
                 lambda: f"verdict: {part}: proved is {theorem.conclusion}, stated is {conclusion}")  # fmt: skip
            more = sorted(map(repr, theorem.hypotheses - given))
            need(not more, lambda: f"verdict: {part}: a hypothesis is used that is not stated: {more[0]}")
            hypotheses |= theorem.hypotheses
            axioms |= theorem.axioms
        report[part] = sorted(repr(h) for h in given - hypotheses)
    need(axioms <= statement.axioms, lambda: f"verdict: an axiom is used that is not listed: {sorted(axioms - statement.axioms)[0]}")
    return {"verdict": "PROVED", "axioms": sorted(axioms), "unused": report, "steps": len(results)}


def main(arguments):
    """Print the verdict on PROOF.json against STATEMENT.toml."""
    try:
        need(len(arguments) == 2, "usage: replay.py STATEMENT.toml PROOF.json")
        with open(arguments[1], encoding="utf-8") as file:
            answer = verdict(json.load(file), statement_from(arguments[0]))
    except KernelError as refusal:
        answer = {"verdict": "UNDECIDED", "reason": str(refusal)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        answer = {"verdict": "UNDECIDED", "reason": f"the files cannot be read as a statement and a proof: {type(error).__name__}: {error}"}
    print(json.dumps(answer))
    return 0 if answer["verdict"] == "PROVED" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
