"""What the second engine computes with: polynomials of SymPy, vectors as coordinate triples in R^3, and formulas.

A vector `x[t]` is `(x.1(t), x.2(t), x.3(t))`, the gradient of `f` at `u` is `(f.1(u1, u2, u3), ...)`, and an inner
product is a sum of three products, so that bilinearity is not a rule but a computation.  All functions of the language
are *undefined* functions of SymPy: it knows nothing about them, and so `x*inv(x)` stays as it is, as it must where
`inv(0) = 0`.  The one exception is the identity `inv(a b) = inv(a) inv(b)` with `inv(inv(a)) = a`, true for all reals,
which is used on the irreducible factors.

Two reals are equal here when their expanded forms are.  SymPy's sparse rings do the algebra; a ring has few generators,
which stand for whatever atoms the computation at hand needs.
"""
# ruff: noqa: TID253  nothing imports this module before a proof is to be confirmed
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sympy import QQ, Expr, Function, Integer, Symbol, lex, pi
from sympy.core.function import AppliedUndef
from sympy.polys.rings import ring

SIZES = (16, 48, 160, 640)  # numbers of generators; a computation that needs more starts again in the next larger ring
MAX_EXPONENT, MAX_PRODUCT = 64, 1_000_000
# bound by sum, by forall over indices, by forall over symbols, by mean and Chain
SUM, ALL, SLOT, VALUE = Symbol("%s"), Symbol("%t"), Symbol("%u"), Symbol("%v")
BOUND = frozenset((SUM, ALL, SLOT, VALUE))
MEAN = ".mean"  # ends the head of an expectation: `X.mean(t, body)`


class Refusal(Exception):
    """What is written does not follow, or cannot be read; the message is one sentence."""


def need(ok: bool, sentence: str | Callable[[], str]) -> None:
    """Raise `Refusal` unless `ok`.  A sentence that is costly to write is given as a function."""
    if not ok:
        raise Refusal(sentence if isinstance(sentence, str) else sentence())


class Real:
    """An expanded polynomial: a frozenset of (monomial, nonzero rational); a monomial is one of (atom, exponent)."""

    __slots__ = ("_hash", "items")

    def __init__(self, items: frozenset[tuple[frozenset[tuple[Expr, int]], Any]]) -> None:
        self.items, self._hash = items, hash(items)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Real) and self._hash == other._hash and self.items == other.items)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return str(expression(self))


class Vector(tuple[Any, ...]):
    """Three coordinates."""

    __slots__ = ()


class Index(NamedTuple):
    """A natural number: a numeral, a symbol, or symbol + numeral."""

    value: Expr


class FunctionName(NamedTuple):
    """A function on R^3 (a component if it has a place) or, if `real`, on the real line."""

    name: str
    place: Index | None
    real: bool


@dataclass(frozen=True, slots=True)
class Formula:
    """`p >= 0`, `p > 0`, `p == 0`, `u == zero` (kind `vector`), a predicate (its name), `chain`, `all`, `every`."""

    kind: str
    args: tuple[Any, ...]

    def __str__(self) -> str:
        if self.kind in (">=", ">", "=="):
            return f"{self.args[0]} {self.kind} 0"
        return f"{self.kind}({', '.join(map(str, self.args))})"


Argument = Real | Index
T = TypeVar("T")


def atom(a: Expr) -> Real:
    """The real that consists of one atom."""
    return Real(frozenset([(frozenset([(a, 1)]), QQ(1))]))


def constant(c: Any) -> Real:
    c = QQ(c.numerator, c.denominator)
    return Real(frozenset([(frozenset(), c)] if c else []))


def expression(p: Real) -> Expr:
    """The same polynomial as an expression of SymPy."""
    value: Expr = Integer(0)
    return sum((QQ.to_sympy(c) * _product(m) for m, c in p.items), value)


def _product(monomial: Iterable[tuple[Expr, int]]) -> Expr:
    value: Expr = Integer(1)
    for a, e in monomial:
        value = value * a**e
    return value


@cache
def _ring(size: int) -> Any:
    return ring([f"z{k}" for k in range(size)], QQ, lex)[0]


@cache
def _function(head: str) -> Any:
    return Function(head)


class _Full(Exception):
    """The ring at hand has too few generators."""


class Workspace:
    """A ring of SymPy whose generators stand for the atoms of one computation, in the order in which they come."""

    def __init__(self, size: int) -> None:
        self.ring, self.size = _ring(size), size
        self.slots: dict[Expr, int] = {}

    def up(self, p: Real) -> Any:
        """The element of the ring that `p` is."""
        rows = {}
        for monomial, c in p.items:
            exponents = [0] * self.size
            for a, e in monomial:
                slot = self.slots.setdefault(a, len(self.slots))
                if slot >= self.size:
                    raise _Full
                exponents[slot] = e
            rows[tuple(exponents)] = c
        return self.ring.from_dict(rows)

    def down(self, q: Any) -> Real:
        """The real that an element of the ring is."""
        atoms = list(self.slots)
        rows = ((frozenset((atoms[k], e) for k, e in enumerate(row) if e), c) for row, c in q.items())
        return Real(frozenset(rows))

    def times(self, p: Any, q: Any) -> Any:
        need(len(p) * len(q) <= MAX_PRODUCT, "a product has too many terms")
        return p * q

    def power(self, p: Any, n: Any) -> Any:
        natural = type(n) is int and 0 <= n <= MAX_EXPONENT
        need(natural, lambda: f"an exponent is an integer in 0..{MAX_EXPONENT}, got {n!r}")
        need(n < 2 or n * max(p.degrees(), default=0) <= 2 * MAX_EXPONENT, "a power has too large an exponent")
        value = self.ring.one
        for _ in range(n):
            value = self.times(value, p)
        return value


def compute(build: Callable[[Workspace], T]) -> T:
    """What `build` returns in the smallest ring that is large enough."""
    for size in SIZES:
        try:
            return build(Workspace(size))
        except _Full:
            continue
    raise Refusal("a step has too many different atoms")


def polynomial(build: Callable[[Workspace], Any]) -> Real:
    """The real that `build` computes in a ring."""
    return compute(lambda w: w.down(build(w)))


def shift(i: Index, n: int) -> Index:
    return Index(i.value + n)


class Values:
    """Makes atoms, remembers what they were made of, and substitutes.  One for each replay.

    >>> v = Values()
    >>> p = v.apply("inv", polynomial(lambda w: w.up(atom(Symbol("a"))) ** 2 * 3))
    >>> p
    inv(a)**2/3
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[Any, ...]], Real] = {}
        self._parts: dict[Expr, tuple[str, tuple[Any, ...]]] = {}
        self._free: dict[Any, frozenset[Symbol]] = {}

    # ------------------------------------------------------------ making
    def apply(self, head: str, *args: Any) -> Real:
        """The function called `head` at its arguments, as a real."""
        key = (head, args)
        if key not in self._made:
            if head == "inv":
                self._made[key] = self._inverse(args[0])
            elif head.endswith(MEAN):
                self._made[key] = self._mean(head, *args)
            else:
                self._made[key] = self._atom(head, args)
        return self._made[key]

    def _atom(self, head: str, args: tuple[Any, ...]) -> Real:
        f = _function(head)
        a = f(*(x.value if isinstance(x, Index) else expression(x) for x in args))
        need(head != "sum" or not contains(args[-1], head), "a sum inside a sum is not allowed")
        need(not head.endswith(MEAN) or not contains(args[-1], MEAN), "a mean inside a mean is not allowed")
        self._parts[a] = (head, args)
        return atom(a)

    def _inverse(self, p: Real) -> Real:
        """inv on the irreducible factors: `inv(c a^n b) = inv(a)^n inv(b)/c`, `inv(inv(a)) = a`, `inv(0) = 0`."""
        if not p.items:
            return p
        order = sorted(atoms(p), key=lambda a: a.sort_key())
        w = Workspace(len(order) or 1)
        w.slots = {a: k for k, a in enumerate(order)}
        c, factors = w.up(p).factor_list()
        rows = []
        for factor, n in factors:
            content, q = factor.primitive()
            if q.LC < 0:
                content, q = -content, -q
            c *= content**n
            rows.append((self._inverse_factor(w.down(q)), n))

        def build(space: Workspace) -> Any:
            value = space.ring(1 / c)
            for one, n in rows:
                value = space.times(value, space.power(space.up(one), n))
            return value

        return polynomial(build)

    def _inverse_factor(self, q: Real) -> Real:
        if len(q.items) == 1:
            (a,) = atoms(q)
            head, args = self._parts.get(a, ("", ()))
            if head == "inv":
                return args[0]  # type: ignore[no-any-return]
        return self._atom("inv", (q,))

    def _mean(self, head: str, i: Index, body: Real) -> Real:
        """The expectation, which is linear: of each term, the factors without the random value come out."""

        def build(w: Workspace) -> Any:
            total = w.ring.zero
            for monomial, c in body.items:
                inner = frozenset(power for power in monomial if self.is_random(power[0]))
                value = w.up(Real(frozenset([(monomial - inner, c)])))
                if inner:
                    value = w.times(value, w.up(self._atom(head, (i, Real(frozenset([(inner, QQ(1))]))))))
                total = total + value
            return total

        return polynomial(build)

    def is_random(self, x: Any) -> bool:
        """Whether the value that `mean` binds is loose in an atom or a real."""
        if isinstance(x, Real):
            return any(map(self.is_random, atoms(x)))
        head, args = self._parts.get(x, ("", ()))
        return bool(x == VALUE) or (not head.endswith(MEAN) and any(map(self.is_random, args)))

    @staticmethod
    def natural(i: Index) -> Real:
        """An index as a real number."""
        n, base = i.value.as_coeff_Add()
        number = constant(n)
        return number if base == 0 else Real(atom(base).items | number.items)

    def vector(self, name: str, *args: Argument) -> Vector:
        """The vector `name`, `name[i]`, or the gradient of the function `name` at coordinates."""
        heads = [f"{name}.{k}" for k in (1, 2, 3)]
        return Vector(self.apply(h, *args) if args else atom(Symbol(h)) for h in heads)

    # ------------------------------------------------------------ names and substitution
    def free(self, x: Any) -> frozenset[Symbol]:
        """The symbols that occur free: indices, real symbols, and harmless ones that nobody can write."""
        if isinstance(x, Formula | Vector | FunctionName):
            return frozenset().union(*map(self.free, x.args if isinstance(x, Formula) else x))
        if not isinstance(x, Real | Index):
            return frozenset()
        if x not in self._free:
            parts = [x.value] if isinstance(x, Index) else atoms(x)
            self._free[x] = frozenset().union(*(a.free_symbols for a in parts)) - BOUND
        return self._free[x]

    def substitute(self, x: Any, new: Mapping[Symbol, Argument]) -> Any:
        """Put, simultaneously, reals or indices for symbols.  What is put in contains no bound symbol, or is one whose
        binder is being made and stands in no other of its kind: nothing is captured."""
        if isinstance(x, Formula):
            return Formula(x.kind, tuple(self.substitute(a, new) for a in x.args))
        if isinstance(x, FunctionName):
            return FunctionName(x.name, self.substitute(x.place, new), x.real)
        if isinstance(x, Vector):
            return Vector(self.substitute(a, new) for a in x)
        if isinstance(x, Index):
            n, base = x.value.as_coeff_Add()
            target = new.get(base)
            return x if target is None else shift(target, n) if isinstance(target, Index) else self._not_an_index(base)
        if not isinstance(x, Real):
            return x
        image = {a: self._image(a, new) for a in atoms(x)}
        if all(image[a] is None for a in image):
            return x

        def build(w: Workspace) -> Any:
            kept = {a: w.up(atom(a) if p is None else p) for a, p in image.items()}
            total = w.ring.zero
            for monomial, c in x.items:
                value = w.ring(c)
                for a, e in monomial:
                    value = w.times(value, w.power(kept[a], e))
                total = total + value
            return total

        return polynomial(build)

    @staticmethod
    def _not_an_index(base: Expr) -> Index:
        raise Refusal(f"a term is put for the index {base}")

    def _image(self, a: Expr, new: Mapping[Symbol, Argument]) -> Real | None:
        """What an atom becomes, or None if it stays."""
        if a in new:
            target = new[a]
            return self.natural(target) if isinstance(target, Index) else target
        if a not in self._parts or a.free_symbols.isdisjoint(new):
            return None
        head, args = self._parts[a]
        need(not head.endswith(MEAN) or not any(self.is_random(new[n]) for n in a.free_symbols & new.keys()),
             "a mean inside a mean is not allowed")  # fmt: skip
        return self.apply(head, *(self.substitute(b, new) for b in args))

    # ------------------------------------------------------------ calculus
    def derivative(self, p: Real, u: Symbol) -> Real:
        """The derivative by `u` of a polynomial in `u`, sin, cos and exp: SymPy's in the ring, then the chain rule."""
        inner = {a: self._atom_derivative(a, u) for a in atoms(p) if u in a.free_symbols}

        def build(w: Workspace) -> Any:
            q, total = w.up(p), w.ring.zero
            for a, slope in inner.items():
                total = total + w.times(q.diff(w.ring.gens[w.slots[a]]), w.up(slope))
            return total

        return polynomial(build)

    def _atom_derivative(self, a: Expr, u: Symbol) -> Real:
        if a == u:
            return constant(1)
        head, args = self._parts[a]
        need(head in ("sin", "cos", "exp"), f"{head} of the variable is not differentiated")
        sign, outer = {"sin": (1, "cos"), "cos": (-1, "sin"), "exp": (1, "exp")}[head]
        (q,) = args
        slope = self.derivative(q, u)
        return polynomial(lambda w: w.times(w.up(self.apply(outer, q)), w.up(slope)) * sign)


def atoms(p: Argument) -> set[Expr]:
    """The atoms of an expanded polynomial."""
    return {a for m, _ in p.items for a, _ in m} if isinstance(p, Real) else set()


def contains(p: Real, ending: str) -> bool:
    """Whether a function whose head ends like this occurs in a real, at any depth."""
    return any(f.func.__name__.endswith(ending) for a in atoms(p) for f in a.atoms(AppliedUndef))


PI = atom(pi)
