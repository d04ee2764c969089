"""The second reader: text of the statement language -> coordinates in SymPy.  Nothing is evaluated as Python.

The language is the one that `samproofs.kernel.language` documents; this is another implementation of it, which shares
no code with the first.  It also reads the facts of `facts`, where names stand for the arguments of a step.
"""
# ruff: noqa: TID253  nothing imports this module before a proof is to be confirmed
from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from sympy import Integer, Symbol

from .coordinates import (
    ALL,
    MEAN,
    PI,
    SLOT,
    SUM,
    VALUE,
    Formula,
    FunctionName,
    Index,
    Real,
    Refusal,
    Values,
    Vector,
    Workspace,
    atom,
    compute,
    constant,
    contains,
    need,
    polynomial,
)  # fmt: skip

MAX_TEXT = 20_000
KINDS = ("symbols", "indices", "sequences", "vectors", "functions", "real_functions", "chains")
ARITY = dict.fromkeys(("sqrt", "exp", "ln", "sin", "cos", "sign", "inv", "abs"), 1) | {"max": 2, "min": 2, "choose": 3}
BY_FORM = "pi zero dot sq norm sum pow grad inf forall mean Chain Smooth StronglyConvex BoundedBelow"
WORDS = frozenset((*ARITY, *BY_FORM.split()))


class Family(NamedTuple):
    """A declared vector `x` or `x[t]`, sequence `g[t]`, or chain `X[t]`."""

    name: str
    kind: str


@cache
def parse(text: str) -> ast.expr:
    """The syntax tree of a text."""
    need(len(text) <= MAX_TEXT and text.isascii(), f"a text is ASCII and has at most {MAX_TEXT} characters")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refusal(f"not an expression: {text[:200]}") from None


def _shown(node: ast.AST) -> str:
    return ast.unparse(node)[:200]


def declared(names: Mapping[str, str]) -> dict[str, Any]:
    """What each name means, from `{"symbols": "beta eta", "vectors": "x", ...}`."""
    meaning: dict[str, Any] = {}
    for kind, text in names.items():
        need(kind in KINDS and isinstance(text, str), f"{kind!r} is not one of {', '.join(KINDS)}")
        for name in text.split():
            plain = name.isascii() and name.isidentifier() and name not in WORDS
            need(plain, f"{name!r} is not a plain name, or is a word of the language")
            need(name not in meaning, f"{name} is declared twice")
            meaning[name] = (
                atom(Symbol(name)) if kind == "symbols"
                else Index(Symbol(name)) if kind == "indices"
                else FunctionName(name, None, kind == "real_functions") if kind.endswith("functions")
                else Family(name, kind)
            )  # fmt: skip
    return meaning


class Reader:
    """Reads text in which `names` mean what they are mapped to; equal texts are read once.

    >>> read = Reader(Values(), declared({"symbols": "eta", "vectors": "x y"}))
    >>> read("sq(x - y) == sq(x) - 2*dot(x, y) + sq(y)")
    Formula(kind='==', args=(0,))
    """

    def __init__(self, values: Values, names: Mapping[str, Any]) -> None:
        self.values, self.names = values, dict(names)
        self._known: dict[str, Any] = {}

    def __call__(self, text: str) -> Any:
        """The real, vector or formula that a text says; `Refusal` with what is not understood."""
        if text not in self._known:
            self._known[text] = self._value(parse(text))
        return self._known[text]

    def index(self, text: str) -> Index:
        return self._index(parse(text))

    # ------------------------------------------------------------ values outside of a ring
    def _value(self, node: ast.expr) -> Any:
        def build(w: Workspace) -> Any:
            value = self._read(node, w)
            if isinstance(value, Formula):
                return value
            return Vector(map(w.down, value)) if isinstance(value, Vector) else w.down(value)

        return compute(build)

    def _real(self, node: ast.expr) -> Real:
        value = self._value(node)
        if not isinstance(value, Real):
            raise Refusal(f"not a number: {_shown(node)}")
        return value

    def _with(self, name: str, meaning: Any) -> Reader:
        return Reader(self.values, {**self.names, name: meaning})

    def _meaning(self, node: ast.expr) -> Any:
        return self.names.get(node.id) if isinstance(node, ast.Name) else None

    def _index(self, node: ast.expr) -> Index:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return Index(Integer(node.value))
        meaning = self._meaning(node)
        if isinstance(meaning, Index):
            return meaning
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._index(node.left), self._index(node.right)
            if right.value.is_Integer:
                return Index(left.value + right.value)
        raise Refusal(f"an index is a natural number, a name, or name + number, got {_shown(node)}")

    def _function(self, node: ast.expr) -> FunctionName:
        base = node.value if isinstance(node, ast.Subscript) else node
        f = self._meaning(base)
        if not isinstance(f, FunctionName) or (isinstance(node, ast.Subscript) and (f.real or f.place is not None)):
            raise Refusal(f"not a function: {_shown(node)}")
        return FunctionName(f.name, self._index(node.slice), False) if isinstance(node, ast.Subscript) else f

    # ------------------------------------------------------------ in a ring: an element, a vector, or a formula
    def _read(self, node: ast.expr, w: Workspace) -> Any:
        match node:
            case ast.Constant(value=int() as n) if type(n) is int:
                return w.ring(n)
            case ast.Constant():
                raise Refusal(f"numbers are integers and quotients of integers, got {node.value!r}")
            case ast.Name():
                return self._up(self._named(node), w)
            case ast.Subscript():
                family = self._meaning(node.value)
                if not isinstance(family, Family) or family.kind == "chains":
                    raise Refusal(f"not a sequence: {_shown(node)}")
                i = self._index(node.slice)
                make = self.values.vector if family.kind == "vectors" else self.values.apply
                return self._up(make(family.name, i), w)
            case ast.UnaryOp(op=ast.USub()):
                a = self._read(node.operand, w)
                need(not isinstance(a, Formula), lambda: f"a formula has no sign: {_shown(node)}")
                return Vector(-x for x in a) if isinstance(a, Vector) else -a
            case ast.BinOp():
                return self._operation(node, w)
            case ast.Compare():
                return self._comparison(node, w)
            case ast.Call(func=func, args=args, keywords=[]):
                return self._call(func, args, node, w)
        raise Refusal(f"not understood: {_shown(node)}")

    @staticmethod
    def _up(value: Any, w: Workspace) -> Any:
        return Vector(map(w.up, value)) if isinstance(value, Vector) else w.up(value)

    def _named(self, node: ast.Name) -> Any:
        if node.id in ("pi", "zero"):
            return PI if node.id == "pi" else Vector([constant(0)] * 3)
        meaning = self.names.get(node.id)
        if isinstance(meaning, Index):
            return self.values.natural(meaning)
        if isinstance(meaning, Family) and meaning.kind == "vectors":
            return self.values.vector(meaning.name)
        if isinstance(meaning, Real | Vector):
            return meaning
        raise Refusal(f"{node.id} is not declared as a symbol, an index or a vector")

    def _operation(self, node: ast.BinOp, w: Workspace) -> Any:
        if isinstance(node.op, ast.Pow):
            if isinstance(node.right, ast.Constant):
                return w.power(self._number(node.left, w), node.right.value)
            return w.up(self.values.apply("pow", self._real(node.left), self._index(node.right)))
        a = self._read(node.left, w)
        if isinstance(node.op, ast.Div):
            return self._product(a, self._reciprocal(node.right, w), w, node)
        b = self._read(node.right, w)
        if isinstance(node.op, ast.Mult):
            return self._product(a, b, w, node)
        need(isinstance(node.op, ast.Add | ast.Sub), lambda: f"operator not allowed: {_shown(node)}")
        formula = isinstance(a, Formula) or isinstance(b, Formula)
        need(not formula, lambda: f"formulas are not added: {_shown(node)}")
        need(isinstance(a, Vector) == isinstance(b, Vector), lambda: f"a vector and a number are added: {_shown(node)}")
        if not isinstance(a, Vector):
            return a + b if isinstance(node.op, ast.Add) else a - b
        return Vector(x + y if isinstance(node.op, ast.Add) else x - y for x, y in zip(a, b, strict=True))

    @staticmethod
    def _product(a: Any, b: Any, w: Workspace, node: ast.expr) -> Any:
        if isinstance(a, Formula) or isinstance(b, Formula) or (isinstance(a, Vector) and isinstance(b, Vector)):
            raise Refusal(f"numbers are multiplied, and vectors with dot(u, v): {_shown(node)}")
        if isinstance(a, Vector):
            return Vector(w.times(x, b) for x in a)
        return Vector(w.times(a, x) for x in b) if isinstance(b, Vector) else w.times(a, b)

    def _reciprocal(self, node: ast.expr, w: Workspace) -> Any:
        """1/node; a product is split first, which is an identity and spares SymPy a factorization."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            return w.times(self._reciprocal(node.left, w), self._reciprocal(node.right, w))
        return w.up(self.values.apply("inv", self._real(node)))

    def _number(self, node: ast.expr, w: Workspace) -> Any:
        value = self._read(node, w)
        need(not isinstance(value, Vector | Formula), lambda: f"not a number: {_shown(node)}")
        return value

    def _comparison(self, node: ast.Compare, w: Workspace) -> Formula:
        need(len(node.ops) == 1, lambda: f"comparisons are not chained: {_shown(node)}")
        a, b, op = self._read(node.left, w), self._read(node.comparators[0], w), node.ops[0]
        if isinstance(a, Vector) and isinstance(b, Vector) and isinstance(op, ast.Eq):
            return Formula("vector", tuple(w.down(x - y) for x, y in zip(a, b, strict=True)))
        numbers = not isinstance(a, Vector | Formula) and not isinstance(b, Vector | Formula)
        need(numbers, lambda: f"only numbers are compared: {_shown(node)}")
        match op:
            case ast.Eq():
                return Formula("==", (w.down(a - b),))
            case ast.GtE() | ast.Gt():
                return Formula(">=" if isinstance(op, ast.GtE) else ">", (w.down(a - b),))
            case ast.LtE() | ast.Lt():
                return Formula(">=" if isinstance(op, ast.LtE) else ">", (w.down(b - a),))
        raise Refusal(f"comparison not allowed: {_shown(node)}")

    def _call(self, func: ast.expr, args: list[ast.expr], node: ast.Call, w: Workspace) -> Any:
        match (func.id if isinstance(func, ast.Name) else None), args:
            case "forall", [ast.Name(id=name), body]:
                return self._forall(name, body, node)
            case "sum", [ast.Name(id=name), upper, body] if isinstance(self.names.get(name), Index):
                return w.up(self.values.apply("sum", self._index(upper), self._with(name, Index(SUM))._real(body)))
            case "mean", [ast.Name(id=name), ast.Subscript(value=ast.Name(id=chain), slice=i), body]:
                need(self._is_chain(chain), f"{chain} is not declared as a chain")
                return w.up(self.values.apply(chain + MEAN, self._index(i), self._random(name, body)))
            case "Chain", [ast.Name(id=chain), start, ast.Name(id=name), *pairs]:
                return self.chain(chain, self._real(start), [self._random(name, p) for p in pairs])
            case ("Smooth" | "StronglyConvex") as word, [f, c]:
                return Formula(word, (self._function(f), self._real(c)))
            case "BoundedBelow", [f]:
                return Formula("BoundedBelow", (self._function(f),))
            case "inf", [function]:
                of = self._function(function)
                head = f"{of.name}.inf"
                return w.up(self.values.apply(head, of.place) if of.place else atom(Symbol(head)))
            case "grad", [function, u]:
                return self._up(self._at(self._function(function), u, True), w)
            case ("dot" | "sq" | "norm") as word, [u, *rest] if len(rest) == (word == "dot"):
                return self._inner(word, u, [*rest, u][0], node, w)
            case "pow", [p, i]:
                return w.up(self.values.apply("pow", self._real(p), self._index(i)))
            case str(word), _ if word in WORDS:
                need(ARITY.get(word) == len(args), lambda: f"wrong number or kind of arguments: {_shown(node)}")
                return w.up(self._total(word, *map(self._real, args)))
        need(len(args) == 1, lambda: f"a function takes one argument: {_shown(node)}")
        return self._up(self._at(self._function(func), args[0], False), w)

    def _forall(self, name: str, body: ast.expr, node: ast.expr) -> Formula:
        meaning = self.names.get(name)
        need(isinstance(meaning, Index | Real), lambda: f"forall binds an index or a symbol: {_shown(node)}")
        kind, bound = ("all", Index(ALL)) if isinstance(meaning, Index) else ("every", atom(SLOT))
        formula = self._with(name, bound)._value(body)
        if not isinstance(formula, Formula) or formula.kind in ("all", "every"):
            raise Refusal(f"forall takes a formula without forall: {_shown(node)}")
        return Formula(kind, (formula,))

    def _is_chain(self, name: str) -> bool:
        family = self.names.get(name)
        return isinstance(family, Family) and family.kind == "chains"

    def _random(self, name: str, body: ast.expr) -> Real:
        """A term in which a symbol stands for the value of a chain."""
        need(isinstance(self.names.get(name), Real), f"{name} is not declared as a symbol")
        inner = self._with(name, atom(Symbol(name)))._real(body)
        value: Real = self.values.substitute(inner, {Symbol(name): atom(VALUE)})
        return value

    def chain(self, name: str, start: Real, pairs: list[Real]) -> Formula:
        """`Chain(name, start, u, P_1, F_1, ...)`, where P_i and F_i are terms in the value."""
        need(self._is_chain(name), f"{name} is not declared as a chain")
        need(len(pairs) >= 2 and len(pairs) % 2 == 0, "a chain has pairs of a probability and a next value")
        random = any(map(self.values.is_random, (start, *pairs[::2])))
        need(not random, "the start and the probabilities of a chain are constants")
        need(not any(contains(p, MEAN) for p in (start, *pairs)), "a mean inside a chain is not allowed")
        return Formula("chain", (name, start, *pairs))

    def _at(self, f: FunctionName, argument: ast.expr, gradient: bool) -> Any:
        """The value or the gradient of `f`."""
        u = self._value(argument)
        of, expected = (Real, "number") if f.real else (Vector, "vector")
        need(isinstance(u, of), lambda: f"{f.name} takes a {expected}, got {_shown(argument)}")
        if f.real:
            return self.values.apply(f"{f.name}'" if gradient else f.name, u)
        place = [f.place] if f.place else []
        return self.values.vector(f.name, *place, *u) if gradient else self.values.apply(f.name, *place, *u)

    def _inner(self, word: str, left: ast.expr, right: ast.expr, node: ast.expr, w: Workspace) -> Any:
        u, v = self._read(left, w), self._read(right, w)
        formula = isinstance(u, Formula) or isinstance(v, Formula)
        alike = not formula and isinstance(u, Vector) == isinstance(v, Vector)
        need(alike, lambda: f"{word} takes vectors, or numbers on the real line: {_shown(node)}")
        if not isinstance(u, Vector):
            return w.up(self._total("abs", w.down(u))) if word == "norm" else w.times(u, v)
        value = w.ring.zero
        for x, y in zip(u, v, strict=True):
            value = value + w.times(x, y)
        return w.up(self.values.apply("sqrt", w.down(value))) if word == "norm" else value

    def _total(self, word: str, *p: Real) -> Real:
        """A word of the language at numbers; min, abs and choose are written with max and sign."""
        apply = self.values.apply
        match word, p:
            case "abs", (a,):
                return apply("max", a, _minus(a))
            case "min", (a, b):
                return _minus(apply("max", _minus(a), _minus(b)))
            case "choose", (c, a, b):  # max(-sign c, 0) is 0 where c >= 0, and 1 elsewhere
                other = apply("max", _minus(apply("sign", c)), constant(0))
                return polynomial(lambda w: w.up(a) + w.times(w.up(b) - w.up(a), w.up(other)))
        return apply(word, *p)


def _minus(p: Real) -> Real:
    return polynomial(lambda w: -w.up(p))
