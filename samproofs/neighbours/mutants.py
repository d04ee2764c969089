"""Every small change of a statement: decided false by a witness, true by the kernel, or listed with the reason why neither.

A mutant has one change.  In a conclusion: a rational constant, or a summand, times 101/100 or 99/100; an exponent plus or
minus 1; a zero replaced by +-1/100; a sign flipped; a comparison reversed, or made strict.  In a part's hypotheses: one
dropped, or a constant of an inequality moved.  A change that the kernel reads as the same formula is no mutant.

It is *refuted* by a world (a model or a witness in the claim's file) in which its hypotheses hold and a conclusion is
false.  It is *true* when a replay by the kernel accepts it: the claim's own proof does not use the hypothesis, or proves
the changed conclusion, or the unchanged formula follows from the changed one.  What is left has a `[[listed]]` entry.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..kernel.terms import KernelError

if TYPE_CHECKING:
    from ..proofs.script import Fact, Script
    from ..statements import Claim, Part
    from .model import Model

_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")
MOVED = (101, 99)  # hundredths
_REVERSED: dict[type, type] = {ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Lt: ast.Gt, ast.Gt: ast.Lt}
_STRICT: dict[type, type] = {ast.LtE: ast.Lt, ast.GtE: ast.Gt}


@dataclass(frozen=True)
class Mutant:
    """A part with one formula changed (`new` is None where a hypothesis is dropped)."""

    part: str
    old: str
    new: str | None
    conclusion: bool

    @property
    def change(self) -> str:
        """What a `[[listed]]` entry calls it."""
        return f"without {self.old}" if self.new is None else self.new


@dataclass(frozen=True)
class Decision:
    """`decision` is refuted, true, listed or undecided; `how` says by what."""

    mutant: Mutant
    decision: str
    how: str


# ------------------------------------------------------------ generating
def changes(text: str, conclusion: bool = True) -> Iterator[str]:
    """The changed texts of a formula, as the module says.

    >>> list(changes("a <= 1", conclusion=False))
    ['a <= 101 * 1 / 100', 'a <= 99 * 1 / 100']
    >>> list(changes("a <= 0"))[-2:]
    ['a >= 0', 'a < 0']
    """
    tree = ast.parse(text.strip(), mode="eval").body
    yield from (ast.unparse(changed) for changed in _changes(tree, conclusion))


def _changes(node: ast.expr, conclusion: bool) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            for side, put in ((left, lambda x: (x, right)), (right, lambda x: (left, x))):
                for x in (*_summand(side, conclusion), *_changes(side, conclusion)):
                    a, b = put(x)
                    yield ast.Compare(a, [op], [b])
            for table in (_REVERSED, _STRICT) if conclusion else ():
                if type(op) in table:
                    yield ast.Compare(left, [table[type(op)]()], [right])
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(n)) as exponent):
            yield from (ast.BinOp(x, ast.Pow(), exponent) for x in _changes(left, conclusion))
            yield from (ast.BinOp(left, ast.Pow(), ast.Constant(m)) for m in (n + 1, n - 1) if m > 0)
        case ast.BinOp(left=left, op=ast.Pow() as op, right=right):  # the exponent is an index
            yield from (ast.BinOp(x, op, right) for x in _changes(left, conclusion))
        case ast.BinOp(left=left, op=op, right=right):
            if conclusion and isinstance(op, ast.Add | ast.Sub):
                yield ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)
                yield from (ast.BinOp(x, op, right) for x in _summand(left, conclusion))
                yield from (ast.BinOp(left, op, x) for x in _summand(right, conclusion))
            yield from (ast.BinOp(x, op, right) for x in _changes(left, conclusion))
            yield from (ast.BinOp(left, op, x) for x in _changes(right, conclusion))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from (ast.UnaryOp(ast.USub(), x) for x in _changes(operand, conclusion))
            if conclusion:
                yield operand
        case ast.Constant(value=0):
            yield from (ast.BinOp(ast.Constant(n), ast.Div(), ast.Constant(100)) for n in (1, -1))
        case ast.Constant():
            yield from map(_moved(node), MOVED)
        case ast.Call(func=ast.Name(id=name), args=args):
            first = {"sum": 2, "forall": 1, "mean": 2, "grad": 1, "pow": 0, "Smooth": 1, "StronglyConvex": 1}.get(name, 0)
            last = 1 if name == "pow" else len(args)  # names, indices and exponents are no constants
            for i in range(first, last):
                yield from (ast.Call(node.func, [*args[:i], x, *args[i + 1 :]], []) for x in _changes(args[i], conclusion))
        case ast.Call(func=func, args=[argument]):
            yield from (ast.Call(func, [x], []) for x in _changes(argument, conclusion))


def _moved(node: ast.expr) -> Callable[[int], ast.expr]:
    def times(hundredths: int) -> ast.expr:
        return ast.BinOp(ast.BinOp(ast.Constant(hundredths), ast.Mult(), node), ast.Div(), ast.Constant(100))

    return times


def _summand(node: ast.expr, conclusion: bool) -> Iterator[ast.expr]:
    """A summand times 101/100 and 99/100; a constant is moved where it stands, a sum summand by summand."""
    sum_ = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    if conclusion and not sum_ and not isinstance(node, ast.Constant):
        yield from map(_moved(node), MOVED)


def mutants(claim: Claim) -> list[Mutant]:
    """The mutants of a claim, each once, none that the kernel reads as the part itself."""
    from ..kernel.language import Language

    language = Language(**claim.names)
    found: list[Mutant] = []
    for part in claim.parts:
        given, seen = [*claim.given, *part.given], set()
        for text in given:
            found.append(Mutant(part.name, text, None, False))
        for text, conclusion in [*((g, False) for g in given if _is_range(g)), *((c, True) for c in part.then)]:
            seen.add((text, language(text)))
            for new in changes(text, conclusion):
                try:
                    reading = language(new)
                except KernelError:
                    continue  # a change of a vector or an index that the language does not have
                if (text, reading) not in seen:
                    seen.add((text, reading))
                    found.append(Mutant(part.name, text, new, conclusion))
    return found


def _is_range(text: str) -> bool:
    """Whether a hypothesis is an inequality between numbers."""
    match ast.parse(text.strip(), mode="eval").body:
        case ast.Compare(ops=[op]):
            return not isinstance(op, ast.Eq)
    return False


# ------------------------------------------------------------ deciding
def decide(claim: Claim, chosen: list[Mutant] | None = None) -> list[Decision]:
    """The decision on each mutant of a claim, or on those chosen."""
    judge = _Judge(claim)
    return [judge.decide(m) for m in (mutants(claim) if chosen is None else chosen)]


def stale(claim: Claim, decisions: list[Decision]) -> list[str]:
    """The listed changes that are no mutants any more, or are decided."""
    open_ = {(d.mutant.part, d.mutant.change) for d in decisions if d.decision == "listed"}
    return [f"{part}: {change}" for part, change in listed(claim) if (part, change) not in open_]


# an example in words is one at which both sides are equal and no arithmetic here says so
REASONS = ("true, because ", "false, because ", "open: ")


def listed(claim: Claim) -> dict[tuple[str, str], str]:
    """The reasons given by hand, by part and change; UsageError for an entry that is not complete or says nothing."""
    from . import _entries

    reasons: dict[tuple[str, str], str] = {}
    for entry in _entries(claim, "listed"):
        if set(entry) != {"part", "changes", "reason"} or not str(entry["reason"]).startswith(REASONS):
            raise UsageError(f"{claim.id}: a listed mutant has part, changes and a reason that begins with one of {REASONS}")
        reasons |= {(entry["part"], change): entry["reason"] for change in entry["changes"]}
    return reasons


# the powers of curvature and length in what a number of a statement measures, where it is neither 1
UNITS = {"beta": (1, 0), "mu": (1, 0), "rho": (0, 1), "sigma": (1, 1), "eta": (-1, 0), "x": (0, 1), "delta": (0, 0)}
SCALES = ((2, 2), (Fraction(1, 2), Fraction(1, 2)))
OFFSETS = (1000, -1000)


def variants(world: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The world in other units (curvature and length scaled), and with a constant added to its functions.

    >>> world = {"symbols": {"rho": "1"}, "functions": {"f": {"diagonal": ["1"]}}, "start": {"x": ["3"]}}
    >>> next(variants(world))
    {'symbols': {'rho': '2'}, 'functions': {'f': {'diagonal': ['2']}}, 'start': {'x': ['6']}}
    """
    if not world.get("functions"):
        yield from _numbers(world)
        return

    def mapped(change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        functions = world["functions"].items()
        return {name: list(map(change, f)) if isinstance(f, list) else change(f) for name, f in functions}

    numbers = {**world.get("symbols", {}), **{name: x for name, x in world.get("start", {}).items() if isinstance(x, str)}}
    if numbers.keys() <= UNITS.keys() and world.get("start", {}).keys() <= UNITS.keys() and "points" not in world:
        for k, r in SCALES:

            def times(unit: tuple[int, int], text: str, k: Any = k, r: Any = r) -> str:
                factor = Fraction(k) ** unit[0] * Fraction(r) ** unit[1]
                return f"{text}*{factor}" if not _NUMBER.fullmatch(text) else str(Fraction(text) * factor)

            def scaled(f: dict[str, Any], times: Any = times) -> dict[str, Any]:
                units = {"diagonal": (1, 0), "center": (0, 1), "breaks": (0, 1)}
                made = {key: [times(unit, v) for v in f[key]] for key, unit in units.items() if key in f}
                if "pieces" in f:
                    made["pieces"] = [[times((1, 0), a), times((1, 1), b)] for a, b in f["pieces"]]
                return {**f, **made, **{key: times(UNITS[key], v) for key, v in f.items() if key in UNITS}}

            yield {
                **world,
                "symbols": {name: times(UNITS[name], text) for name, text in world.get("symbols", {}).items()},
                "functions": mapped(scaled),
                "start": {
                    name: [times(UNITS[name], v) for v in x] if isinstance(x, list) else times(UNITS[name], x)
                    for name, x in world.get("start", {}).items()
                },
            }
    for c in OFFSETS:
        yield {**world, "functions": mapped(lambda f, c=c: {**f, "offset": str(c)})}  # type: ignore[misc]


FACTORS = (Fraction(1, 100), 100, -1)
COUNTS = (0, 1, 1000)
CHAINED = 10  # the law of a chain is followed value by value


def _numbers(world: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A world that is numbers alone, with one of them, or with two by the same factor, made small, large or negative."""
    symbols, indices = dict(world.get("symbols", {})), dict(world.get("indices", {}))
    if world.get("start") or not all(_NUMBER.fullmatch(text) for text in symbols.values()):
        return
    for names in (*((name,) for name in symbols), *combinations(symbols, 2)):
        for factor in FACTORS:
            changed = {name: str(Fraction(symbols[name]) * factor) for name in names}
            yield {**world, "symbols": symbols | changed}
            yield from ({**world, "symbols": symbols | changed, "indices": indices | {name: 1000}} for name in indices)
    for name in indices:
        yield from ({**world, "indices": indices | {name: count}} for count in COUNTS)


def _steps(world: Mapping[str, Any]) -> int:
    """The largest index of a world."""
    return max(world.get("indices", {}).values(), default=0)


class _Judge:
    """The worlds and the proof of one claim, evaluated once."""

    def __init__(self, claim: Claim) -> None:
        from .. import proofs
        from ..kernel import replay
        from . import _entries

        self.claim = claim
        self.parts = {part.name: part for part in claim.parts}
        worlds = [*_entries(claim, "model"), *(n["witness"] for n in _entries(claim, "neighbour")), *_entries(claim, "witness")]
        self.worlds = [w for i, w in enumerate(worlds) if w not in worlds[:i]]
        self.own = len(self.worlds)  # those of the file, before their variants
        alone = _entries(claim, "witness")  # a witness that is numbers alone stands for itself: its variants would be many
        varied = [w for w in self.worlds if w.get("functions") or w not in alone]
        most = CHAINED if claim.names.get("chains") else float("inf")
        self.worlds += [other for w in varied for other in variants(w) if _steps(other) <= most]
        self.models: dict[tuple[str, int, str | None], Model | None] = {}
        self.judged: dict[tuple[int, bool, str], str] = {}
        self.listed = listed(claim)
        proof = proofs.export(claim.id)
        results = replay.run(proof, claim.names)
        self.roots = {part: [results[n].hypotheses for n in numbers] for part, numbers in proof["roots"].items()}
        self.script, _ = proofs.script(claim)  # the short proofs are written on from here
        self.steps = self.script.facts()
        self.lemmas: dict[str, list[Fact]] = {}

    def decide(self, mutant: Mutant) -> Decision:
        ways: list[tuple[str, Callable[[], str]]] = [
            ("refuted", lambda: self._refuted(mutant, range(self.own))),
            ("true", lambda: self._true(mutant)),
            ("refuted", lambda: self._refuted(mutant, range(self.own, len(self.worlds)))),  # many, and slow
        ]
        for decision, ask in ways:
            if how := ask():
                return Decision(mutant, decision, how)
        reason = self.listed.get((mutant.part, mutant.change))
        return Decision(mutant, "listed" if reason else "undecided", reason or "")

    # -------------------------------------------------------- false
    def _refuted(self, mutant: Mutant, worlds: range | None = None) -> str:
        part = self.parts[mutant.part]
        given = self.claim.hypotheses(part)
        then = [mutant.new] if mutant.conclusion and mutant.new else list(part.then)
        now = given if mutant.conclusion else [mutant.new if g == mutant.old else g for g in given]
        remaining = [g for g in now if g is not None]
        freed = [] if mutant.new else _other(mutant.old)
        for i in range(len(self.worlds)) if worlds is None else worlds:
            first = self._model(part, i, given, self.worlds[i])
            ways = [given]
            if mutant.new is None and (first is None or mutant.old in first.defining):  # another orbit, where what is dropped defined it
                ways += [remaining, *([*remaining, other] for other in freed)]
            for model in (self._model(part, i, defining, self.worlds[i]) for defining in ways):
                if model is not None and self._breaks(model, mutant.conclusion, remaining, then):
                    return f"world {i + 1}"
        return ""

    def _breaks(self, model: Model, hypotheses_first: bool, now: list[str], then: list[str]) -> bool:
        """Whether all hypotheses hold and a conclusion is false; what no mutant changed is asked first, since its answer is known."""

        def hold() -> bool:
            return all(self._says(model, text, True) in ("holds", "by construction") for text in now)

        def fails() -> bool:
            return any(self._says(model, text, False) == "false" for text in then)

        return hold() and fails() if hypotheses_first else fails() and hold()

    def _model(self, part: Part, i: int, given: list[str], world: Mapping[str, Any]) -> Model | None:
        from .model import Model

        key = (part.name, i, repr(given))
        if key not in self.models:
            try:
                self.models[key] = Model(self.claim.names, given, {k: v for k, v in world.items() if k not in ("part", "name")})
            except (UsageError, KernelError):
                self.models[key] = None
        return self.models[key]

    def _says(self, model: Model, text: str, hypothesis: bool) -> str:
        key = (id(model), hypothesis, text)
        if key not in self.judged:
            try:
                self.judged[key] = (model.hypothesis if hypothesis else model.conclusion)(text).status
            except (UsageError, KernelError):
                self.judged[key] = "undecided"  # the world does not give what the text speaks of
        return self.judged[key]

    # -------------------------------------------------------- true
    def _true(self, mutant: Mutant) -> str:
        from . import weaker

        if mutant.conclusion:
            return self._proved(mutant)
        from ..kernel.language import Language

        formula = Language(**self.claim.names)(mutant.old)
        if not any(formula in used for used in self.roots[mutant.part]):
            return "the proof does not use the hypothesis"
        part = self.parts[mutant.part]
        others = [g for g in self.claim.hypotheses(part) if g != mutant.old]
        if self._follows(mutant.old, [*others, *([mutant.new] if mutant.new else [])], mutant.part, weaker.implied):
            return "the hypothesis follows from the others" if mutant.new is None else "it implies the hypothesis"
        return ""

    def _proved(self, mutant: Mutant) -> str:
        """Let the claim's proof prove the changed conclusion, or derive it from the unchanged one."""
        from .. import proofs
        from ..kernel import replay
        from ..statements import from_table
        from . import weaker

        part = self.parts[mutant.part]
        given = [mutant.old, *self.claim.hypotheses(part), *(c for c in part.then if c != mutant.old)]
        if self._follows(str(mutant.new), given, mutant.part, weaker.follows):
            return "it follows from the conclusion"
        table = copy.deepcopy(self.claim.table)
        for entry in table["part"]:
            if entry["name"] == mutant.part:
                entry["then"] = [mutant.new if text == mutant.old else text for text in entry["then"]]
        changed = from_table(table, self.claim.path)
        try:
            script, roots = proofs.script(changed)
            replay.verdict(script.export(changed.id, roots), changed.statement())
        except (KernelError, ValueError, TypeError, ZeroDivisionError, IndexError, KeyError, AttributeError):
            return ""
        return "the proof proves it"

    def _follows(self, goal: str, given: list[str], part: str, write: Callable[[Script, str, list[str], list[Fact]], Fact]) -> bool:
        """Whether a short proof derives the goal from the given formulas; what counts is the kernel's replay of it."""
        from ..kernel import replay

        p = self.script
        if part not in self.lemmas:
            known = {p.formula(h) for h in self.claim.hypotheses(self.parts[part])}
            self.lemmas[part] = [f for f in self.steps if f.kind in (">=", ">", "=") and f.theorem.hypotheses <= known]
        try:
            fact = write(p, goal, given, self.lemmas[part])
            theorem = replay.run(p.export(self.claim.id, {"": [fact]}), self.claim.names)[-1]
        except KernelError:
            return False
        return bool(theorem.conclusion == p.formula(goal) and theorem.hypotheses <= {p.formula(g) for g in given})


def _other(text: str) -> list[str]:
    """Equations that define what an equation defines, otherwise: three times as large, with either sign."""
    match ast.parse(text.strip(), mode="eval").body:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[right]):
            return [f"{name} == {n}*({ast.unparse(right)})" for n in (3, -3, -1000)]
        case ast.Call(args=[ast.Name(id=bound), ast.Compare(left=ast.Subscript() as left, ops=[ast.Eq()], comparators=[right])]):
            return [f"forall({bound}, {ast.unparse(left)} == {n}*({ast.unparse(right)}))" for n in (3, -3)]
    return []
