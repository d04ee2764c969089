"""A second replayer of exported proofs: one file, the standard library, nothing of the package.  Copy it and run

    python check.py FOLDER                       (FOLDER as `samproofs export json` writes it)
    python check.py STATEMENT.toml PROOF.json

It prints one line per claim and `N passed, M failed`; the exit code is 0 if all passed, 1 if one failed, 2 for bad
usage.

It was written from the meaning of the language, the rules and the facts (`samproofs.kernel`), and shares no code with
the kernel, so that one mistake is unlikely to be in both.  Here text is read by recursive descent; a number is a sorted
tuple of (monomial, coefficient), a monomial a sorted tuple of atom numbers, an atom a row of one table; and a fact is a
line of text in the statement language, into which the arguments are put.

Every term denotes a real number or a vector of a real Hilbert space: inv(0) = 0, sqrt of a negative number = 0, ln of a
number that is not positive = 0, sign(0) = 0, pow(p, 0) = 1, an empty sum = 0.  A theorem says: whatever the free names
stand for, if its hypotheses are true, so is its conclusion.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from pathlib import Path
from typing import Any

KINDS = ("symbols", "indices", "sequences", "vectors", "functions", "real_functions", "chains")
UNARY = ("sqrt", "exp", "ln", "sin", "cos", "sign")
WORDS = {*UNARY, "pi", "inv", "max", "min", "abs", "choose", "pow", "sum", "dot", "sq", "norm", "grad", "inf",
         "forall", "zero", "mean", "Smooth", "StronglyConvex", "BoundedBelow", "Chain"}  # fmt: skip
MAX_TERMS, MAX_EXPONENT, MAX_DEGREE, MAX_BITS, MAX_TEXT, MAX_DEPTH = 20_000, 64, 1_000, 1_000_000, 20_000, 150


class RefusedError(Exception):
    """The proof does not establish the statement; the message says where and why."""


def need(ok: bool, why: str) -> None:
    """Refuse unless `ok`."""
    if not ok:
        raise RefusedError(why)


def plain(name: Any) -> str:
    """A name that a person may give to something: ASCII, an identifier, not a word of the language."""
    need(
        isinstance(name, str) and bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)), f"not a plain name: {name!r:.60}"
    )
    need(name not in WORDS, f"{name} is a word of the language")
    return str(name)


# ---------------------------------------------------------------- terms
@dataclass(frozen=True)
class Index:
    """The natural number `name + plus`; no name for a numeral; the bound names `#s` (of a sum) and `#t` (of forall)."""

    name: str
    plus: int


@dataclass(frozen=True)
class Number:
    """A real: sorted pairs (monomial, nonzero coefficient); a monomial repeats an atom as its exponent says."""

    terms: tuple[tuple[tuple[int, ...], Fraction], ...]


@dataclass(frozen=True)
class Vector:
    """A formal combination of vector atoms: sorted pairs (atom, nonzero Number)."""

    terms: tuple[tuple[int, Number], ...]


@dataclass(frozen=True)
class Formula:
    """`>=`, `>`, `=` compare a Number with 0, `zero` a Vector; `all` (naturals) and `every` (reals) hold a Formula;
    `chain` holds (name, start, probability, map, ...); any other kind is a predicate and holds (function, component or
    None, constant or None)."""

    kind: str
    body: Any


@dataclass(frozen=True)
class Theorem:
    """What a step has established, and the groups of axioms that it rests on."""

    hypotheses: frozenset[Formula]
    conclusion: Formula
    axioms: frozenset[str]


@dataclass(frozen=True)
class Atom:
    """A row of the table of atoms: what it is, the names free in it, and which of `sum` and `mean` occur in it."""

    kind: str
    parts: tuple[Any, ...]
    names: frozenset[str]
    binders: frozenset[str]


BOUND = {"sum": "index #s", "mean": "symbol #v", "all": "index #t", "every": "symbol #u", "chain": "symbol #v"}
SORTS = {"sym": "symbol", "seq": "sequence", "vec": "vector", "mean": "chain"}
ATOMS: list[Atom] = []
ROW: dict[tuple[Any, ...], int] = {}


def row(kind: str, *parts: Any) -> int:
    """The row of an atom in the table; equal atoms have one row."""
    key = (kind, parts)
    if key not in ROW:
        names = frozenset().union(*map(names_in, parts))
        if kind in BOUND:
            need(kind not in binders_in(parts[-1]), f"a {kind} inside a {kind}")
            names = frozenset().union(*map(names_in, parts[:-1])) | (names_in(parts[-1]) - {BOUND[kind]})
        if parts and isinstance(parts[0], str):
            names |= {f"{SORTS.get(kind, 'function')} {parts[0]}"}
        ROW[key] = len(ATOMS)
        ATOMS.append(Atom(kind, parts, names, binders_in(parts) | ({kind} & {"sum", "mean"})))
    return ROW[key]


def rows_in(x: Any) -> Iterable[int]:
    """The atoms of which `x` is directly made."""
    if isinstance(x, tuple):
        return (a for y in x for a in rows_in(y))
    if isinstance(x, Number):
        return (a for m, _ in x.terms for a in m)
    if isinstance(x, Vector):
        return (b for a, c in x.terms for b in (a, *rows_in(c)))
    return (x,) if isinstance(x, int) else ()


def binders_in(x: Any) -> frozenset[str]:
    """Which of `sum` and `mean` occur in `x`."""
    return frozenset().union(*(ATOMS[a].binders for a in rows_in(x)))


def names_in(x: Any) -> frozenset[str]:
    """The free names in `x`, such as `symbol beta` or `index t`."""
    if isinstance(x, Index):
        return frozenset([f"index {x.name}"] if x.name else [])
    if isinstance(x, Formula):
        inside = x.body if isinstance(x.body, tuple) else (x.body,)
        return frozenset().union(*map(names_in, inside)) - {BOUND.get(x.kind, "")}
    return frozenset().union(*(ATOMS[a].names for a in rows_in(x)))


def number(terms: Iterable[tuple[tuple[int, ...], Fraction]]) -> Number:
    """Collect equal monomials."""
    total: dict[tuple[int, ...], Fraction] = {}
    for m, c in terms:
        total[m] = total.get(m, Fraction(0)) + c
    need(len(total) <= MAX_TERMS, "too many terms")
    return Number(tuple(sorted((m, c) for m, c in total.items() if c)))


def constant(c: int | Fraction) -> Number:
    """A rational as a Number."""
    return number([((), Fraction(c))])


def single(kind: str, *parts: Any) -> Number:
    """The Number that is one atom."""
    return Number((((row(kind, *parts),), Fraction(1)),))


def plus(*summands: Number) -> Number:
    """The sum."""
    return number(pair for x in summands for pair in x.terms)


def times(*factors: Number) -> Number:
    """The product."""
    value = constant(1)
    for x in factors:
        need(len(value.terms) * len(x.terms) <= MAX_TERMS, "a product is too large")
        value = number((tuple(sorted(m + n)), c * k) for m, c in value.terms for n, k in x.terms)
        for m, c in value.terms:
            need(len(m) <= MAX_DEGREE, "a degree is too large")
            need(c.numerator.bit_length() + c.denominator.bit_length() <= MAX_BITS, "a coefficient is too large")
    return value


def minus(x: Number, y: Number | None = None) -> Number:
    """`x - y`, or `-x`."""
    return plus(x, times(constant(-1), y)) if y is not None else times(constant(-1), x)


def add(*summands: Vector) -> Vector:
    """The sum of vectors."""
    total: dict[int, Number] = {}
    for v in summands:
        for a, c in v.terms:
            total[a] = plus(total.get(a, constant(0)), c)
    return Vector(tuple((a, c) for a, c in sorted(total.items(), key=lambda pair: pair[0]) if c.terms))


def scale(c: Number, v: Vector) -> Vector:
    """A multiple of a vector."""
    return add(*(Vector(((a, times(c, k)),)) for a, k in v.terms))


def inner(u: Vector, v: Vector) -> Number:
    """<u, v>, expanded: it is bilinear and symmetric."""
    need(isinstance(u, Vector) and isinstance(v, Vector), "an inner product takes two vectors")
    return plus(*(times(c, k, single("dot", tuple(sorted((a, b))))) for a, c in u.terms for b, k in v.terms))


def inverse(x: Number) -> Number:
    """1/x, multiplicative also at 0: factor by factor; of a sum, the positive content is taken out first."""
    if len(x.terms) > 1:
        common = Fraction(gcd(*(c.numerator for _, c in x.terms)), lcm(*(c.denominator for _, c in x.terms)))
        return times(constant(1 / common), single("inv", times(constant(1 / common), x)))
    value = constant(0)
    for m, c in x.terms:
        value = constant(1 / c)
        for a in m:
            undone = ATOMS[a].parts[0] if ATOMS[a].kind == "inv" else None
            value = times(value, undone or single("inv", Number((((a,), Fraction(1)),))))
    return value


def natural(i: Index) -> Number:
    """An index as a real."""
    return plus(single("nat", Index(i.name, 0)), constant(i.plus)) if i.name else constant(i.plus)


def largest(x: Number, y: Number) -> Number:
    """max(x, y)."""
    return single("max", x, y)


def expectation(chain: str, i: Index, body: Number) -> Number:
    """The mean of `body` over #v = chain_i, which is linear: factors without #v come out of every monomial."""
    pieces = []
    for m, c in body.terms:
        random = tuple(a for a in m if "symbol #v" in ATOMS[a].names)
        outside = Number(((tuple(a for a in m if a not in random), c),))
        pieces.append(times(outside, single("mean", chain, i, Number(((random, Fraction(1)),)))) if random else outside)
    return plus(*pieces)


def chain_formula(chain: str, start: Number, *pairs: Number) -> Formula:
    """Chain(X, start, u, P_1, F_1, ...), where u is #v already."""
    need(len(pairs) >= 2 and len(pairs) % 2 == 0, "a chain has pairs of a probability and a map")
    need(
        all(isinstance(x, Number) and "mean" not in binders_in(x) for x in (start, *pairs)),
        "a chain is given by numbers without means",
    )
    need(not any("symbol #v" in names_in(x) for x in (start, *pairs[::2])), "a chain's probabilities are constants")
    return Formula("chain", (plain(chain), start, *pairs))


def choice(p: Number, x: Number, y: Number) -> Number:
    """x where p >= 0, else y: 1 - max(-sign p, 0) is 1 or 0."""
    return plus(y, times(minus(x, y), minus(constant(1), largest(minus(single("sign", p)), constant(0)))))


# ---------------------------------------------------------------- putting terms for names
@dataclass
class Put:
    """Terms to be put for names, all at once.  Bound names cannot be written, so that none can be captured."""

    symbols: dict[str, Number] = field(default_factory=dict)
    indices: dict[str, Index] = field(default_factory=dict)
    vectors: dict[str, Vector] = field(default_factory=dict)
    functions: dict[str, tuple[str, Index | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.made: dict[int, Any] = {}
        tables = (
            ("symbol", self.symbols),
            ("index", self.indices),
            ("vector", self.vectors),
            ("function", self.functions),
        )
        self.names = frozenset(f"{sort} {name}" for sort, table in tables for name in list(table))

    def into(self, x: Any) -> Any:
        """`x` with the terms put in."""
        if isinstance(x, Number):
            return plus(*(self._monomial(m, c) for m, c in x.terms))
        if isinstance(x, Vector):
            return add(*(scale(self.into(c), self._atom(a)) for a, c in x.terms))
        if isinstance(x, Index):
            new = self.indices.get(x.name) if x.name else None
            return Index(new.name, new.plus + x.plus) if new else x
        if isinstance(x, Formula):
            if x.kind == "chain":
                return chain_formula(*map(self.into, x.body))
            if isinstance(x.body, tuple):
                return Formula(x.kind, (*self._function(*x.body[:2]), self.into(x.body[2])))
            return Formula(x.kind, self.into(x.body))
        return x

    def _monomial(self, m: tuple[int, ...], c: Fraction) -> Number:
        kept = tuple(a for a in m if not ATOMS[a].names & self.names)
        return times(Number(((kept, c),)), *(self._atom(a) for a in m if ATOMS[a].names & self.names))

    def _function(self, name: str, component: Index | None) -> tuple[str, Index | None]:
        return self.functions.get(name) or (name, self.into(component))

    def _atom(self, a: int) -> Any:
        if a not in self.made:
            self.made[a] = self._make(ATOMS[a].kind, ATOMS[a].parts)
        return self.made[a]

    def _make(self, kind: str, parts: tuple[Any, ...]) -> Any:
        if kind == "sym":
            return self.symbols.get(parts[0]) or single(kind, *parts)
        if kind == "vec" and parts[1] is None and parts[0] in self.vectors:
            return self.vectors[parts[0]]
        if kind == "dot":
            return inner(self._atom(parts[0][0]), self._atom(parts[0][1]))
        if kind in ("nat", "inv"):
            return (natural if kind == "nat" else inverse)(self.into(parts[0]))
        if kind in ("val", "grad", "inf"):
            parts = (*self._function(*parts[:2]), *map(self.into, parts[2:]))
        elif kind == "mean":
            inside = {name for name in self.symbols if f"symbol {name}" in names_in(parts[2])}
            need(not any("symbol #v" in names_in(self.symbols[name]) for name in inside), "a mean inside a mean")
            return expectation(parts[0], *map(self.into, parts[1:]))
        elif kind in ("rval", "rgrad", "rinf"):
            parts = (self._function(parts[0], None)[0], *map(self.into, parts[1:]))
        else:
            parts = tuple(map(self.into, parts))
        return one_vector(kind, *parts) if kind in ("vec", "grad") else single(kind, *parts)


def one_vector(kind: str, *parts: Any) -> Vector:
    """The Vector that is one atom."""
    return Vector(((row(kind, *parts), constant(1)),))


def for_all(name: str, body: Formula, sort: str) -> Formula:
    """`body` for every natural (`index`) or real (`symbol`) value of a name."""
    plain(name)
    need(isinstance(body, Formula) and body.kind not in ("all", "every"), "forall takes a formula without forall")
    if sort == "index":
        return Formula("all", Put(indices={name: Index("#t", 0)}).into(body))
    return Formula("every", Put(symbols={name: single("sym", "#u")}).into(body))


def random(name: str, body: Number) -> Number:
    """`body` with the symbol `name` as the value of a chain."""
    need(isinstance(body, Number), "a number is expected")
    return Put(symbols={plain(name): single("sym", "#v")}).into(body)  # type: ignore[no-any-return]


def sum_of(name: str, upper: Index, body: Number) -> Number:
    """The sum of `body` over name = 0, ..., upper - 1."""
    need(isinstance(body, Number) and isinstance(upper, Index), "sum takes an index and a number")
    return single("sum", upper, Put(indices={plain(name): Index("#s", 0)}).into(body))


# ---------------------------------------------------------------- reading text
TOKEN = re.compile(
    r"\s*(?:(?P<integer>\d+)(?![\w.])|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[<>=]=|[-+*/<>()\[\],])|(?P<other>\S))",
    re.ASCII,
)
Tree = tuple[Any, ...]


class Syntax:
    """Text to a tree: comparison, sum, product, minus, power, postfix, in order of how loosely they bind."""

    def __init__(self, text: str) -> None:
        need(len(text) <= MAX_TEXT and text.isascii(), "the text is too long or not ASCII")
        self.tokens = []
        for m in TOKEN.finditer(text):
            need(m.lastgroup != "other", f"{m['other']!r} is not part of the language")
            self.tokens.append((m[m.lastgroup or 0], m.lastgroup))
        self.at, self.depth = 0, 0
        self.tree = self._comparison()
        need(self.at == len(self.tokens), f"not understood after token {self.at} of {text[:80]}")

    def _next(self, *wanted: str) -> str | None:
        """The next token if it is one of the wanted operators; it is then consumed."""
        if self.at < len(self.tokens) and self.tokens[self.at][1] == "sign" and self.tokens[self.at][0] in wanted:
            self.at += 1
            return str(self.tokens[self.at - 1][0])
        return None

    def _must(self, wanted: str) -> None:
        need(self._next(wanted) is not None, f"{wanted} is missing")

    def _comparison(self) -> Tree:
        self.depth += 1
        need(self.depth <= MAX_DEPTH, "the text is nested too deeply")
        left = self._sum()
        if op := self._next("<=", ">=", "<", ">", "=="):
            left = ("compare", op, left, self._sum())
            need(not self._next("<=", ">=", "<", ">", "=="), "comparisons are not chained")
        self.depth -= 1
        return left

    def _sum(self) -> Tree:
        left = self._product()
        while op := self._next("+", "-"):
            left = (op, left, self._product())
        return left

    def _product(self) -> Tree:
        left = self._signed()
        while op := self._next("*", "/"):
            left = (op, left, self._signed())
        return left

    def _signed(self) -> Tree:
        signs = 0
        while self._next("-"):
            signs += 1
        need(signs <= MAX_DEPTH, "too many signs")
        tree = self._power()
        for _ in range(signs):
            tree = ("neg", tree)
        return tree

    def _power(self) -> Tree:
        base = self._postfix()
        if not self._next("**"):
            return base
        exponent = self._postfix()
        need(not self._next("**"), "a power in an exponent")
        return ("**", base, exponent)

    def _postfix(self) -> Tree:
        need(self.at < len(self.tokens), "the text ends too early")
        word, sort = self.tokens[self.at]
        self.at += 1
        if word == "(":
            tree = self._comparison()
            self._must(")")
        else:
            need(sort != "sign", f"{word} is not expected here")
            tree = ("int", int(word)) if sort == "integer" else ("name", word)
        while op := self._next("[", "("):
            if op == "[":
                tree = ("at", tree, self._comparison())
                self._must("]")
            else:
                arguments = [] if self._next(")") else [self._comparison()]
                while arguments and not self._next(")"):
                    self._must(",")
                    arguments.append(self._comparison())
                tree = ("call", tree, arguments)
        return tree


FUNCTIONS: dict[str, tuple[int, Callable[..., Number]]] = {
    **{name: (1, lambda x, name=name: single(name, x)) for name in UNARY},
    "inv": (1, inverse),
    "abs": (1, lambda x: largest(x, minus(x))),
    "max": (2, largest),
    "min": (2, lambda x, y: minus(largest(minus(x), minus(y)))),
    "choose": (3, choice),
}


class Language:
    """The declared names, each of one kind, and the meaning of a tree."""

    def __init__(self, *declarations: dict[str, str]) -> None:
        self.kind: dict[str, str] = {}
        for declared in declarations:
            for kind, names in declared.items():
                need(kind in KINDS and isinstance(names, str), f"{kind!r:.60} is not a kind of names")
                for name in names.split():
                    need(plain(name) not in self.kind, f"{name} is declared twice")
                    self.kind[name] = kind

    def read(self, text: str) -> Any:
        """The Number, Vector or Formula that a text says."""
        return self._term(Syntax(text).tree)

    def index(self, text: str) -> Index:
        """The Index that a text says."""
        return self._index(Syntax(text).tree)

    def _is(self, tree: Tree, *kinds: str) -> bool:
        return tree[0] == "name" and self.kind.get(tree[1]) in kinds

    def _index(self, tree: Tree) -> Index:
        if tree[0] == "int":
            need(tree[1] < 10**6, "an index is too large")
            return Index("", tree[1])
        if tree[0] == "+":
            left, right = self._index(tree[1]), self._index(tree[2])
            need(not right.name, "an index is a name, a number, or name + number")
            return Index(left.name, left.plus + right.plus)
        need(self._is(tree, "indices"), "an index is a name, a number, or name + number")
        return Index(tree[1], 0)

    def _function(self, tree: Tree) -> tuple[str, Index | None, bool]:
        """(name, component or None, whether the function is real)."""
        if self._is(tree, "functions", "real_functions"):
            return tree[1], None, self._is(tree, "real_functions")
        need(tree[0] == "at" and self._is(tree[1], "functions"), "a function is expected")
        return tree[1][1], self._index(tree[2]), False

    def _number(self, tree: Tree) -> Number:
        value = self._term(tree)
        need(isinstance(value, Number), "a number is expected")
        return value  # type: ignore[no-any-return]

    def _vector(self, tree: Tree) -> Vector:
        value = self._term(tree)
        need(isinstance(value, Vector), "a vector is expected")
        return value  # type: ignore[no-any-return]

    def _term(self, tree: Tree) -> Any:
        head = tree[0]
        if head == "int":
            return constant(tree[1])
        if head == "name":
            return self._name(tree[1])
        if head == "at":
            need(self._is(tree[1], "sequences", "vectors"), "a sequence is expected before [")
            make = one_vector if self._is(tree[1], "vectors") else single
            return make("vec" if make is one_vector else "seq", tree[1][1], self._index(tree[2]))
        if head == "call":
            return self._call(tree[1], tree[2])
        if head == "compare":
            return self._compare(tree[1], self._term(tree[2]), self._term(tree[3]))
        if head == "**":
            base = self._number(tree[1])
            return self._repeat(base, tree[2][1]) if tree[2][0] == "int" else single("pow", base, self._index(tree[2]))
        left = self._term(tree[1])
        need(isinstance(left, Number | Vector), "a number or a vector is expected")
        if head == "neg":
            return scale(constant(-1), left) if isinstance(left, Vector) else minus(left)
        right = self._reciprocal(tree[2]) if head == "/" else self._term(tree[2])
        if head in "+-":
            need(type(left) is type(right) and isinstance(left, Number | Vector), "unlike things are added")
            if isinstance(left, Number):
                return (plus if head == "+" else minus)(left, right)
            return add(left, right) if head == "+" else add(left, scale(constant(-1), right))  # type: ignore[arg-type]
        if isinstance(left, Vector):
            left, right = right, left
        need(isinstance(left, Number) and isinstance(right, Number | Vector), "vectors are multiplied with dot(u, v)")
        return times(left, right) if isinstance(right, Number) else scale(left, right)

    def _name(self, name: str) -> Any:
        if name in ("pi", "zero"):
            return single("pi") if name == "pi" else Vector(())
        need(
            self.kind.get(name) in ("symbols", "indices", "vectors"),
            f"{name} is not declared as a symbol, an index or a vector",
        )
        if self.kind[name] == "vectors":
            return one_vector("vec", name, None)
        return single("sym", name) if self.kind[name] == "symbols" else natural(Index(name, 0))

    @staticmethod
    def _repeat(base: Number, exponent: int) -> Number:
        need(exponent <= MAX_EXPONENT, "an exponent is too large")
        return times(*[base] * exponent)

    def _reciprocal(self, tree: Tree) -> Number:
        """Division goes factor by factor: 1/(a b) = (1/a)(1/b), 1/(a/b) = (1/a) b, 1/a**n = (1/a)**n."""
        if tree[0] == "*":
            return times(self._reciprocal(tree[1]), self._reciprocal(tree[2]))
        if tree[0] == "/":
            return times(self._reciprocal(tree[1]), self._number(tree[2]))
        if tree[0] == "**" and tree[2][0] == "int":
            return self._repeat(self._reciprocal(tree[1]), tree[2][1])
        return inverse(self._number(tree))

    @staticmethod
    def _compare(op: str, left: Any, right: Any) -> Formula:
        if op == "==" and isinstance(left, Vector) and isinstance(right, Vector):
            return Formula("zero", add(left, scale(constant(-1), right)))
        need(isinstance(left, Number) and isinstance(right, Number), "only numbers are compared")
        if op in ("<", "<="):
            left, right, op = right, left, op.replace("<", ">")
        return Formula("=" if op == "==" else op, minus(left, right))

    def _call(self, head: Tree, arguments: list[Tree]) -> Any:
        word, n = (head[1] if head[0] == "name" else None), len(arguments)
        if word == "forall" and n == 2 and self._is(arguments[0], "indices", "symbols"):
            sort = "index" if self._is(arguments[0], "indices") else "symbol"
            return for_all(arguments[0][1], self._term(arguments[1]), sort)
        if word == "sum" and n == 3 and self._is(arguments[0], "indices"):
            return sum_of(arguments[0][1], self._index(arguments[1]), self._number(arguments[2]))
        if word == "mean" and n == 3 and self._is(arguments[0], "symbols"):
            need(arguments[1][0] == "at" and self._is(arguments[1][1], "chains"), "mean takes a chain at an index")
            body = random(arguments[0][1], self._number(arguments[2]))
            return expectation(arguments[1][1][1], self._index(arguments[1][2]), body)
        if word == "Chain" and n >= 5 and self._is(arguments[0], "chains") and self._is(arguments[2], "symbols"):
            pairs = [random(arguments[2][1], self._number(x)) for x in arguments[3:]]
            return chain_formula(arguments[0][1], self._number(arguments[1]), *pairs)
        if word in ("Smooth", "StronglyConvex", "BoundedBelow") and n == 2 - (word == "BoundedBelow"):
            f, i, real = self._function(arguments[0])
            return Formula(word + " real" * real, (f, i, self._number(arguments[1]) if n == 2 else None))
        if word == "inf" and n == 1:
            f, i, real = self._function(arguments[0])
            return single("rinf", f) if real else single("inf", f, i)
        if word == "grad" and n == 2:
            f, i, real = self._function(arguments[0])
            return (
                single("rgrad", f, self._number(arguments[1]))
                if real
                else one_vector("grad", f, i, self._vector(arguments[1]))
            )
        if word in ("dot", "sq", "norm") and n == 1 + (word == "dot"):
            u, v = self._term(arguments[0]), self._term(arguments[-1])
            if isinstance(u, Number) and isinstance(v, Number):
                return largest(u, minus(u)) if word == "norm" else times(u, v)
            return single("sqrt", inner(u, v)) if word == "norm" else inner(u, v)
        if word == "pow" and n == 2:
            return single("pow", self._number(arguments[0]), self._index(arguments[1]))
        if word in FUNCTIONS:
            count, make = FUNCTIONS[word]
            need(n == count, f"{word} takes {count} arguments, got {n}")
            return make(*map(self._number, arguments))
        f, i, real = self._function(head)
        need(n == 1, f"the function {f} takes one argument, got {n}")
        return (
            single("rval", f, self._number(arguments[0])) if real else single("val", f, i, self._vector(arguments[0]))
        )


# ---------------------------------------------------------------- facts: group, parameters, hypotheses, conclusion
# A parameter u or v is a vector, f a function on the Hilbert space (given with its component or null), r a function on
# the real line, n an index, w the name of a variable that the constant m must not contain; the others are numbers.
SCHEMA = Language(
    {"symbols": "p q a b m w beta mu", "indices": "n", "vectors": "u v", "functions": "f", "real_functions": "r"}
)
GAP = "f(u) - mu/2*sq(u) - (f(v) - mu/2*sq(v)) - dot(grad(f, v) - mu*v, u - v)"
FACTS: dict[str, tuple[str, str, list[str], str]] = {
    "max_left": ("definition", "p q", ["p >= q"], "max(p, q) == p"),
    "max_right": ("definition", "p q", ["q >= p"], "max(p, q) == q"),
    "inv_eq": ("definition", "p", ["p > 0"], "p*inv(p) == 1"),
    "inv_pos": ("definition", "p", ["p > 0"], "inv(p) > 0"),
    "sign_pos": ("definition", "p", ["p > 0"], "sign(p) == 1"),
    "sign_neg": ("definition", "p", ["p < 0"], "sign(p) == -1"),
    "sign_zero": ("definition", "p", ["p == 0"], "sign(p) == 0"),
    "sqrt_nonneg": ("definition", "p", [], "sqrt(p) >= 0"),
    "sqrt_sq": ("definition", "p", ["p >= 0"], "sqrt(p)**2 == p"),
    "nat_nonneg": ("definition", "n", [], "n >= 0"),
    "pow_zero": ("definition", "p", [], "pow(p, 0) == 1"),
    "pow_step": ("definition", "p n", [], "pow(p, n+1) == p*pow(p, n)"),
    "exp_pos": ("F7", "p", [], "exp(p) > 0"),
    "exp_ge": ("F7", "p", [], "exp(p) >= 1 + p"),
    "exp_add": ("F7", "p q", [], "exp(p + q) == exp(p)*exp(q)"),
    "exp_zero": ("F7", "", [], "exp(0) == 1"),
    "exp_ln": ("F7", "p", ["p > 0"], "exp(ln(p)) == p"),
    "sin_add": ("F10", "p q", [], "sin(p + q) == sin(p)*cos(q) + cos(p)*sin(q)"),
    "cos_add": ("F10", "p q", [], "cos(p + q) == cos(p)*cos(q) - sin(p)*sin(q)"),
    "sin_neg": ("F10", "p", [], "sin(-p) == -sin(p)"),
    "cos_neg": ("F10", "p", [], "cos(-p) == cos(p)"),
    "sin_cos_one": ("F10", "p", [], "sin(p)**2 + cos(p)**2 == 1"),
    "sin_half_pi": ("F10", "", [], "sin(pi/2) == 1"),
    "sin_sixth_pi": ("F10", "", [], "sin(pi/6) == 1/2"),
    "pi_lower": ("F10", "", [], "pi > 3"),
    "sin_le": ("F10", "p", ["p >= 0"], "sin(p) <= p"),
    "sin_concave": ("F10", "a p b", ["0 <= a", "a <= p", "p <= b", "b <= pi"],
                    "(b - a)*sin(p) >= (b - p)*sin(a) + (p - a)*sin(b)"),
    "square_nonneg": ("hilbert", "u", [], "sq(u) >= 0"),
    "cauchy_schwarz": ("F6", "u v", [], "sq(u)*sq(v) >= dot(u, v)**2"),
    "lipschitz": ("F1", "f beta u v", ["Smooth(f, beta)"], "sq(grad(f, u) - grad(f, v)) <= beta**2*sq(u - v)"),
    "descent": ("F2", "f beta u v", ["Smooth(f, beta)"], "f(u) <= f(v) + dot(grad(f, v), u - v) + beta/2*sq(u - v)"),
    "monotone": ("F3", "f mu u v", ["StronglyConvex(f, mu)"], "dot(grad(f, u) - grad(f, v), u - v) >= mu*sq(u - v)"),
    "coercive": ("F4", "f mu beta u v", ["Smooth(f, beta)", "StronglyConvex(f, mu)", "mu > 0"],
                 "(mu + beta)*dot(grad(f, u) - grad(f, v), u - v) >= mu*beta*sq(u - v) + sq(grad(f, u) - grad(f, v))"),
    "gradient_dominance": ("F5", "f mu u", ["StronglyConvex(f, mu)", "mu > 0"],
                           "sq(grad(f, u)) >= 2*mu*(f(u) - inf(f))"),
    "interpolation": ("F8", "f mu beta u v", ["Smooth(f, beta)", "StronglyConvex(f, mu)", "beta > mu"],
                      f"2*(beta - mu)*({GAP}) >= sq(grad(f, u) - mu*u - (grad(f, v) - mu*v))"),
    "convex_smooth": ("F9", "f beta u v", ["Smooth(f, beta)", "StronglyConvex(f, 0)", "beta > 0"],
                      "2*beta*(f(v) - f(u) - dot(grad(f, u), v - u)) >= sq(grad(f, v) - grad(f, u))"),
    "above_inf": ("infimum", "f u", ["BoundedBelow(f)"], "f(u) >= inf(f)"),
    "real_inf_ge": ("infimum", "r w m", ["forall(w, r(w) >= m)"], "inf(r) >= m"),
    "real_bounded": ("infimum", "r w m", ["forall(w, r(w) >= m)"], "BoundedBelow(r)"),
    "real_above_inf": ("infimum", "r p", ["BoundedBelow(r)"], "r(p) >= inf(r)"),
}  # fmt: skip
GROUPS = {group for group, *_ in FACTS.values()} | {"calculus", "expectation"}


def fact(name: str, given: tuple[Any, ...]) -> Theorem:
    """A fact of the table, at the arguments given."""
    group, parameters, hypotheses, conclusion = FACTS[name]
    put: dict[str, dict[str, Any]] = {"symbols": {}, "indices": {}, "vectors": {}, "functions": {}}
    rest = list(given)
    for parameter in parameters.split():
        x = rest.pop(0)
        if parameter == "f":
            i = rest.pop(0)
            need(i is None or isinstance(i, Index), "a component is an index or null")
            put["functions"]["f"] = plain(x), i
        elif parameter == "r":
            put["functions"]["r"] = plain(x), None
        elif parameter == "w":
            need(f"symbol {plain(x)}" not in names_in(rest[0]), "the constant contains the variable")
        elif parameter == "n":
            put["indices"]["n"] = any_index(x)
        else:
            sort = Vector if parameter in "uv" else Number
            need(isinstance(x, sort), f"{parameter} must be a {sort.__name__.lower()}")
            put["vectors" if parameter in "uv" else "symbols"][parameter] = x
    need(not rest, "too many arguments")
    schema = Theorem(frozenset(map(SCHEMA.read, hypotheses)), SCHEMA.read(conclusion), frozenset([group]))
    return everywhere(Put(**put), schema)


def any_index(x: Any) -> Index:
    """An index, also given as a plain name."""
    return x if isinstance(x, Index) else Index(plain(x), 0)


def sum_zero(s: str, body: Number) -> Theorem:
    """An empty sum is 0."""
    return equation("definition", sum_of(s, Index("", 0), body))


def sum_step(s: str, body: Number, i: Any) -> Theorem:
    """The sum over s < i+1 is the sum over s < i and the term at i."""
    i = any_index(i)
    longer = sum_of(s, Index(i.name, i.plus + 1), body)
    return equation("definition", minus(longer, plus(sum_of(s, i, body), Put(indices={s: i}).into(body))))


def equation(group: str, p: Number, *hypotheses: Formula) -> Theorem:
    """hypotheses |- p = 0, by an axiom."""
    return Theorem(frozenset(hypotheses), Formula("=", p), frozenset([group]))


def slope(p: Number, u: str) -> Number:
    """The derivative of `p` in the symbol `u`, by the rules for sums, products, sin, cos and exp."""
    pieces = []
    for m, c in p.terms:
        for place, a in enumerate(m):
            if f"symbol {u}" in ATOMS[a].names:
                pieces.append(times(Number(((m[:place] + m[place + 1 :], c),)), atom_slope(ATOMS[a], u)))
    return plus(*pieces)


def atom_slope(a: Atom, u: str) -> Number:
    """The derivative of one atom that contains `u`: the chain rule."""
    if a.kind == "sym":
        return constant(1)
    need(a.kind in ("sin", "cos", "exp"), f"{a.kind} of the variable is not differentiated")
    inside = a.parts[0]
    outer = {"sin": single("cos", inside), "cos": minus(single("sin", inside)), "exp": single("exp", inside)}[a.kind]
    return times(slope(inside, u), outer)


def defined(f: str, u: str, body: Number) -> Formula:
    """forall(u, f(u) == body)."""
    need(isinstance(body, Number), "a formula in the variable is expected")
    return for_all(u, Formula("=", minus(single("rval", plain(f), single("sym", plain(u))), body)), "symbol")


def real_gradient(f: str, u: str, body: Number, p: Number) -> Theorem:
    """f(u) = body for all u: f'(p) is the derivative of the body at p."""
    need(isinstance(p, Number), "a point is a number")
    at_p = Put(symbols={u: p}).into(slope(body, u))
    return equation("calculus", minus(single("rgrad", plain(f), p), at_p), defined(f, u, body))


def curved(f: str, u: str, body: Number, c: Number, kind: str, signs: tuple[int, ...]) -> Theorem:
    """f(u) = body for all u, and for each sign s the bound s (c - f''(u)) >= 0 resp. c + f''(u) >= 0."""
    need(isinstance(c, Number) and f"symbol {u}" not in names_in(c), "the constant contains the variable")
    second = slope(slope(body, u), u)
    shift = c if kind == "Smooth real" else minus(c)
    bounds = {for_all(u, Formula(">=", plus(shift, times(constant(s), second))), "symbol") for s in signs}
    return Theorem(frozenset({defined(f, u, body)} | bounds), Formula(kind, (plain(f), None, c)), frozenset(["F10"]))


def real_smooth(f: str, u: str, body: Number, beta: Number) -> Theorem:
    """-beta <= f'' <= beta: f is beta-smooth."""
    return curved(f, u, body, beta, "Smooth real", (1, -1))


def real_strongly_convex(f: str, u: str, body: Number, mu: Number) -> Theorem:
    """f'' >= mu: f is mu-strongly convex."""
    return curved(f, u, body, mu, "StronglyConvex real", (1,))


def two_slopes(f: str, c: Number, u: str, v: str, theorem: Theorem, conclusion: str) -> None:
    """Refuse unless the theorem says `conclusion` of r = f and m = c, for arbitrary p = u and q = v."""
    of(theorem, ">=")
    need(isinstance(c, Number) and plain(u) != plain(v), "a constant and two different variables are expected")
    for name in (u, v):
        need(not any(f"symbol {name}" in names_in(x) for x in (c, *theorem.hypotheses)), f"{name} is not arbitrary")
    put = Put({"p": single("sym", u), "q": single("sym", v), "m": c}, functions={"r": (plain(f), None)})
    need(theorem.conclusion == put.into(SCHEMA.read(conclusion)), "the theorem is not the definition")


def smooth_by_definition(f: str, beta: Number, u: str, v: str, theorem: Theorem) -> Theorem:
    """beta >= 0 and (f'(u) - f'(v))^2 <= beta^2 (u - v)^2 for all u, v: f is beta-smooth."""
    two_slopes(f, beta, u, v, theorem, "(grad(r, p) - grad(r, q))**2 <= m**2*(p - q)**2")
    hypotheses = theorem.hypotheses | {Formula(">=", beta)}
    return Theorem(hypotheses, Formula("Smooth real", (f, None, beta)), theorem.axioms)


def mean_nonneg(chain: str, i: Any, u: str, body: Number) -> Theorem:
    """p(u) >= 0 for all u: E p(X_i) >= 0."""
    conclusion = Formula(">=", expectation(plain(chain), any_index(i), random(u, body)))
    return Theorem(frozenset([for_all(u, Formula(">=", body), "symbol")]), conclusion, frozenset(["expectation"]))


def chain_start(chain: str, u: str, body: Number, start: Number, *pairs: Number) -> Theorem:
    """E p(X_0) = p(start)."""
    law = chain_formula(chain, start, *(random(u, x) for x in pairs))
    return equation(
        "expectation", minus(expectation(chain, Index("", 0), random(u, body)), Put({u: start}).into(body)), law
    )


def chain_step(chain: str, i: Any, u: str, body: Number, start: Number, *pairs: Number) -> Theorem:
    """E p(X_{i+1}) = E sum_k P_k p(F_k(X_i))."""
    law, i = chain_formula(chain, start, *(random(u, x) for x in pairs)), any_index(i)
    after = plus(*(times(p, Put({u: to}).into(body)) for p, to in zip(pairs[::2], pairs[1::2], strict=True)))
    later = expectation(chain, Index(i.name, i.plus + 1), random(u, body))
    return equation("expectation", minus(later, expectation(chain, i, random(u, after))), law)


# ---------------------------------------------------------------- rules
def of(x: Any, *kinds: str) -> Any:
    """The body of a theorem's conclusion, which must be of one of these kinds."""
    need(isinstance(x, Theorem), "a theorem is expected")
    need(not kinds or x.conclusion.kind in kinds, f"a conclusion of kind {' or '.join(kinds)} is expected")
    return x.conclusion.body


def joined(theorems: Iterable[Theorem], conclusion: Formula, without: Iterable[Formula] = ()) -> Theorem:
    """The conclusion under all hypotheses of the theorems, except some."""
    theorems = list(theorems)
    hypotheses = frozenset().union(*(x.hypotheses for x in theorems)) - frozenset(without)
    return Theorem(hypotheses, conclusion, frozenset().union(*(x.axioms for x in theorems)))


def assume(formula: Formula) -> Theorem:
    """What is assumed holds where it is assumed."""
    need(isinstance(formula, Formula), "a formula is expected")
    return Theorem(frozenset([formula]), formula, frozenset())


def cut(theorem: Theorem, *lemmas: Theorem) -> Theorem:
    """Hypotheses that lemmas prove are replaced by the hypotheses of the lemmas."""
    of(theorem)
    for lemma in lemmas:
        of(lemma)
        need(lemma.conclusion in theorem.hypotheses, "a lemma does not prove a hypothesis of the theorem")
    left = Theorem(theorem.hypotheses - {x.conclusion for x in lemmas}, theorem.conclusion, theorem.axioms)
    return joined([left, *lemmas], theorem.conclusion)


def combine(goal: Formula, products: Any, multiples: Any) -> Theorem:
    """The goal is a sum of nonnegative rationals times theorems and squares, and of multiples of equations."""
    need(isinstance(goal, Formula) and goal.kind in (">=", ">", "="), "the goal must be >=, > or ==")
    need(isinstance(products, tuple) and isinstance(multiples, tuple), "two lists are expected")
    need(goal.kind != "=" or not products, "an equation follows from equations only")
    pieces, used, positive = [], [], False
    for c, *factors in products:
        need(isinstance(c, Fraction) and c >= 0, "a coefficient must be a rational number that is not negative")
        cited = [x for x in factors if not isinstance(x, Number)]
        squares = [x for x in factors if isinstance(x, Number) for _ in range(2)]
        pieces.append(times(constant(c), *(of(x, ">=", ">") for x in cited), *squares))
        positive |= c > 0 and not squares and all(x.conclusion.kind == ">" for x in cited)
        used += cited
    for factor, x in multiples:
        factor = constant(factor) if isinstance(factor, Fraction) else factor
        need(isinstance(factor, Number), "an equation is multiplied by a number")
        pieces.append(times(factor, of(x, "=")))
        used.append(x)
    need(plus(*pieces) == goal.body, "the goal is not the sum of the certificate's terms")
    need(goal.kind != ">" or positive, "no term of the certificate is strictly positive")
    return joined(used, goal)


def antisym(one: Theorem, other: Theorem) -> Theorem:
    """p >= 0 and -p >= 0: p = 0."""
    need(of(other, ">=") == minus(of(one, ">=")), "the two inequalities are not opposite")
    return joined([one, other], Formula("=", one.conclusion.body))


def cases(p: Number, one: Theorem, other: Theorem) -> Theorem:
    """What holds for p >= 0 and for p < 0 holds."""
    of(one), of(other)
    need(isinstance(p, Number), "a number is expected")
    need(one.conclusion == other.conclusion, "the two cases have different conclusions")
    halves = [
        joined([one], one.conclusion, [Formula(">=", p)]),
        joined([other], one.conclusion, [Formula(">", minus(p))]),
    ]
    return joined(halves, one.conclusion)


def everywhere(put: Put, theorem: Theorem) -> Theorem:
    """The theorem with terms put for free names."""
    return Theorem(frozenset(map(put.into, theorem.hypotheses)), put.into(theorem.conclusion), theorem.axioms)


def instantiate(theorem: Theorem, symbols: Any, indices: Any) -> Theorem:
    """A theorem holds for whatever its free names stand for."""
    of(theorem)
    for pairs, sort in ((symbols, Number), (indices, Index)):
        need(isinstance(pairs, tuple), "pairs of a name and a term are expected")
        need(all(isinstance(x, sort) for _, x in pairs), f"a {sort.__name__.lower()} is expected")
        need(len({plain(name) for name, _ in pairs}) == len(pairs), "a name is given twice")
    return everywhere(Put(dict(symbols), dict(indices)), theorem)


def generalize(sort: str, name: str, theorem: Theorem) -> Theorem:
    """What holds for an arbitrary value holds for all."""
    of(theorem)
    need(sort in ("index", "symbol"), "a name is an index or a symbol")
    need(all(f"{sort} {name}" not in names_in(h) for h in theorem.hypotheses), f"{name} is free in a hypothesis")
    return joined([theorem], for_all(name, theorem.conclusion, sort))


def specialize(theorem: Theorem, value: Any) -> Theorem:
    """What holds for all holds for one."""
    body = of(theorem, "all", "every")
    need(
        isinstance(value, Index if theorem.conclusion.kind == "all" else Number),
        "a value of the other sort is expected",
    )
    put = Put(indices={"#t": value}) if isinstance(value, Index) else Put(symbols={"#u": value})
    return joined([theorem], put.into(body))


def induct(name: str, formula: Formula, base: Theorem, step: Theorem) -> Theorem:
    """phi(0), and phi(t+1) from phi(t): phi for all t."""
    need(isinstance(formula, Formula), "a formula is expected")
    of(base), of(step)
    need(base.conclusion == Put(indices={name: Index("", 0)}).into(formula), "the base case proves something else")
    need(step.conclusion == Put(indices={name: Index(plain(name), 1)}).into(formula), "the step proves something else")
    after = joined([step], step.conclusion, [formula])
    need(
        all(f"index {name}" not in names_in(h) for h in after.hypotheses), f"{name} is free in a hypothesis of the step"
    )
    return joined([base, after], for_all(name, formula, "index"))


def leibniz(a: Number, b: Number, equal: Theorem, theorem: Theorem, hole: str, template: Formula) -> Theorem:
    """Equals for equals: from a = b and the template at a, the template at b."""
    need(
        isinstance(a, Number) and isinstance(b, Number) and isinstance(template, Formula),
        "two numbers and a formula are expected",
    )
    need(of(equal, "=") == minus(a, b), "the equation is another one")
    of(theorem)
    need(
        Put(symbols={plain(hole): a}).into(template) == theorem.conclusion,
        "the template at a is not the theorem's conclusion",
    )
    return joined([equal, theorem], Put(symbols={hole: b}).into(template))


def dot_zero(theorem: Theorem, v: Vector) -> Theorem:
    """<0, v> = 0."""
    return joined([theorem], Formula("=", inner(of(theorem, "zero"), v)))


RULES: dict[str, Callable[..., Theorem]] = {
    rule.__name__: rule
    for rule in (assume, cut, combine, antisym, cases, instantiate, generalize, specialize, induct, leibniz, dot_zero,
                 sum_zero, sum_step, real_gradient, real_smooth, real_strongly_convex, smooth_by_definition,
                 mean_nonneg, chain_start, chain_step)
}  # fmt: skip


# ---------------------------------------------------------------- a proof against a statement
def argument(x: Any, language: Language, theorems: list[Theorem]) -> Any:
    """What an argument of a step means."""
    if x is None:
        return None
    if isinstance(x, int) and not isinstance(x, bool):
        need(0 <= x < len(theorems), f"step {x} is not an earlier step")
        return theorems[x]
    if isinstance(x, str):
        return language.read(x)
    if isinstance(x, list):
        return tuple(argument(y, language, theorems) for y in x)
    need(isinstance(x, dict) and len(x) == 1, f"an argument cannot be read: {x!r:.60}")
    ((tag, text),) = x.items()
    need(isinstance(text, str) and tag in ("name", "index", "number"), f"an argument cannot be read: {x!r:.60}")
    if tag == "number":
        need(
            bool(re.fullmatch(r"-?[0-9]+(/[1-9][0-9]*)?", text)) and len(text) <= 8000,
            f"not a quotient of integers: {text:.60}",
        )
        return Fraction(text)
    return plain(text) if tag == "name" else language.index(text)


def replay(steps: list[Any], language: Language) -> list[Theorem]:
    """All steps of a proof, each run again."""
    theorems: list[Theorem] = []
    for place, step in enumerate(steps):
        name = step["rule"]
        try:
            given = tuple(argument(x, language, theorems) for x in step["args"])
            need(name in RULES or name in FACTS, "there is no such rule")
            made = RULES[name](*given) if name in RULES else fact(name, given)
        except RefusedError as refusal:
            raise RefusedError(f"step {place}: {name}: {refusal}") from None
        except (TypeError, ValueError, AttributeError, IndexError, KeyError):
            raise RefusedError(
                f"step {place}: {name}: the arguments do not have the shape that the rule takes"
            ) from None
        need(
            not any("#" in n for h in (made.conclusion, *made.hypotheses) for n in names_in(h)),
            f"step {place}: a bound name is loose",
        )
        theorems.append(made)
    return theorems


def construction(names: Language, f: str, how: dict[str, str], table: dict[str, Any]) -> Formula:
    """forall(u, f(u) == formula), for a function of a file, with the statement's terms put for some of its names."""
    need(names.kind.get(f) == "real_functions", f"{f} is not declared as a real function")
    variable = plain(table["variable"])
    terms = {name: names.read(text) for name, text in how.items() if name != "function"}
    need(
        variable not in terms and all(isinstance(x, Number) for x in terms.values()),
        f"the parameters of {f} cannot be read",
    )
    symbols = {name for name, kind in names.kind.items() if kind == "symbols"} | {variable} | terms.keys()
    body = Language({"symbols": " ".join(symbols)}).read(table["formula"])
    bound = single("sym", "#u")
    return Formula(
        "every", Formula("=", minus(single("rval", f, bound), Put(symbols={**terms, variable: bound}).into(body)))
    )


def check(statement: dict[str, Any], proof: dict[str, Any], function: Callable[[str], dict[str, Any]]) -> str:
    """What the proof used, in words; refused if it does not establish the statement.  `function` reads a function."""
    declared = {kind: statement["language"].get(kind, "") for kind in KINDS}
    names = Language(declared)
    shared = [
        construction(names, f, how, function(how["function"])) for f, how in statement.get("construct", {}).items()
    ]
    shared += [names.read(text) for text in statement.get("given", [])]
    theorems = replay(proof["steps"], Language(declared, proof["names"]))
    parts, axioms, allowed = statement["part"], set(), set(statement["axioms"])
    need(allowed <= GROUPS, "the statement lists an axiom that does not exist")
    need(bool(parts), "the statement has no part, and says nothing")
    need(
        sorted(proof["roots"]) == sorted(part["name"] for part in parts),
        "the proof is of other parts than the statement's",
    )
    for part in parts:
        given = {*shared, *(names.read(text) for text in part.get("given", []))}
        roots, then = proof["roots"][part["name"]], [names.read(text) for text in part["then"]]
        need(
            isinstance(roots, list) and bool(then) and len(roots) == len(then),
            f"{part['name']}: the numbers of conclusions differ",
        )
        for place, conclusion in zip(roots, then, strict=True):
            need(type(place) is int and 0 <= place < len(theorems), f"{part['name']}: there is no step {place!r:.20}")
            theorem = theorems[place]
            need(
                theorem.conclusion == conclusion,
                f"{part['name']}: step {place} concludes something else than what is stated",
            )
            need(theorem.hypotheses <= given, f"{part['name']}: step {place} rests on a hypothesis that is not stated")
            axioms |= theorem.axioms
    need(axioms <= allowed, f"the proof rests on an axiom that is not listed: {', '.join(sorted(axioms - allowed))}")
    return f"{len(theorems)} steps from {', '.join(sorted(axioms)) or 'no axioms'}"


def check_files(statement: Path, proof: Path) -> tuple[bool, str]:
    """(whether the proof in a file establishes the statement in a file, and why)."""

    def table(path: Path) -> dict[str, Any]:
        return tomllib.loads(path.read_text(encoding="utf-8"))

    try:
        functions = statement.parent.parent / "functions"
        written = json.loads(proof.read_text(encoding="utf-8"))
        return True, check(table(statement), written, lambda name: table(functions / f"{name}.toml"))
    except RefusedError as refusal:
        return False, str(refusal)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return False, f"the files cannot be read as a statement and a proof: {type(error).__name__}: {error}"


def main(arguments: list[str]) -> int:
    """Check one proof or a folder of them; the exit code."""
    paths = [Path(argument) for argument in arguments]
    if len(paths) == 2:
        pairs = [(paths[0], paths[1])]
    elif len(paths) == 1 and (paths[0] / "statements").is_dir():
        pairs = [
            (s, paths[0] / "proofs" / f"{s.stem}.json")
            for s in sorted((paths[0] / "statements").glob("*.toml"), key=lambda path: path.stem)
        ]
    else:
        pairs = []
    if not pairs:
        print(
            "usage: check.py FOLDER (with statements/*.toml and proofs/*.json), or check.py STATEMENT.toml PROOF.json",
            file=sys.stderr,
        )
        return 2
    failed = 0
    for statement, proof in pairs:
        passed, why = check_files(statement, proof)
        failed += not passed
        print(f"{'PROVED' if passed else 'FAILED'}  {statement.stem}  {why}")
    print(f"{len(pairs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
