"""Terms, vectors and formulas: exact polynomials over the rationals in atoms, with a total meaning.

Meaning.  Fix a real Hilbert space `H`: `R^d`, or `L^2(Omega; R^d)` when a statement is stochastic.  A symbol is a real, `g[t]` a
real, a vector `x` or `x[t]` an element of `H`, `dot(u, v)` the inner product (`E<u, v>` in `L^2`).  A function `f` is differentiable
on `R^d`; `f(u)` and `grad(f, u)` are its value (`E f(u)`, for random vectors at which that exists) and its gradient, taken pointwise,
and `inf(f)` is the infimum of its values.  A *real* function is a differentiable function on the real line; `f(p)`, `grad(f, p)` and
`inf(f)` are then its value, derivative and infimum, and its atoms have other kinds (`rval`, `rgrad`, `rinf`), so that the two are
never mixed.  `Smooth(f, beta)`: `beta >= 0` and the gradient is beta-Lipschitz.  `StronglyConvex(f, mu)`: `<f'(u) - f'(v), u - v> >= mu
||u - v||^2` for all u and v.  `BoundedBelow(f)`: the values of f have a lower bound.

Total: every term denotes a real number.  `inv(0) = 0`; `sqrt(x) = 0` for `x < 0`; `ln(x) = 0` for `x <= 0`; `sign(0) = 0`;
`pow(p, 0) = 1`; an empty sum is 0; `inf(f) = 0` if `f` is not bounded below.  Being defined is therefore never part of a
term: it is a hypothesis of the fact that needs it.  In particular `x + rho*grad(f, x)/norm(grad(f, x))` *is* SAM's perturbation
with the convention `y = x` at a zero gradient.

A *chain* `X` is a sequence of real random variables with finitely many values; `mean(u, X[t], p)` is the expectation of `p` at `u =
X_t`.  Being linear, it is kept as a combination of means of monomials in `u`.  A free index in the law of a chain is a parameter, not the
running time.

Binding.  There are four binders, and no binder stands inside another of its kind: `sum(s, T, ...)` binds the index `%s`,
`forall(t, ...)` the index `%t`, `forall(u, ...)` over the reals the symbol `%u`, `mean(u, ...)` and `Chain(X, ...)` the symbol `%v`.
These names cannot be written, the arguments of rules may not contain them, and so no substitution can capture anything.
"""
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

MAX_DEGREE, MAX_TERMS, MAX_BITS = 64, 20_000, 100_000
SUM, ALL, SLOT, VALUE = "%s", "%t", "%u", "%v"
RESERVED = frozenset(
    "pi inv sqrt exp ln sin cos sign max min abs choose pow sum dot sq norm grad inf forall zero mean "
    "Smooth StronglyConvex BoundedBelow Chain".split()
)


class KernelError(Exception):
    """A rule, a fact or the reader refuses; the message says which one and why."""


def need(ok, message):
    """Raise `KernelError` unless `ok`.  A message that is costly to write is given as a function."""
    if not ok:
        raise KernelError(message() if callable(message) else message)


def is_name(s):
    """Whether `s` is a plain name: an ASCII identifier that is not a word of the language."""
    return type(s) is str and s.isascii() and s.isidentifier() and s not in RESERVED


class Frozen:
    """What every kernel object is: immutable, never pickled, without a truth value, not to be subclassed outside the kernel."""

    __slots__ = ()

    def __setattr__(self, *_):
        raise KernelError("kernel objects are immutable")

    __delattr__ = __setattr__

    def __init_subclass__(cls, **_):
        if cls.__module__.rpartition(".")[0] != __name__.rpartition(".")[0]:
            raise KernelError("kernel classes cannot be subclassed")

    def __reduce_ex__(self, _):
        raise KernelError("kernel objects are not copied or pickled; write the proof out and replay it")

    def __bool__(self):
        raise KernelError("terms, formulas and theorems have no truth value")

    def _set(self, **values):
        for name, value in values.items():
            object.__setattr__(self, name, value)


class Index(Frozen):
    """A natural number `base + shift`: `base` is None (a numeral), a name (free), or `%s` / `%t` (bound)."""

    __slots__ = ("base", "shift")

    def __init__(self, base, shift=0):
        need(base is None or is_name(base) or (type(base) is str and base in (SUM, ALL)), lambda: f"index: bad name {base!r}")
        need(type(shift) is int and 0 <= shift < 10**6, lambda: f"index: the shift must be a natural number, got {shift!r}")
        self._set(base=base, shift=shift)

    def __eq__(self, other):
        return type(other) is Index and (self.base, self.shift) == (other.base, other.shift)

    def __hash__(self):
        return hash((Index, self.base, self.shift))

    def __repr__(self):
        if self.base is None:
            return str(self.shift)
        return self.base.replace("%", "") + (f"+{self.shift}" if self.shift else "")

    def next(self):
        return Index(self.base, self.shift + 1)


def index(i):
    """An `Index` from itself, a natural number or a name."""
    return i if type(i) is Index else Index(None, i) if type(i) is int else Index(i)


# The kinds of atoms, and what their arguments are: n name, i index, o index or None, p polynomial, b polynomial under `sum`,
# m monomial under `mean`, v vector, d unordered pair of vector atoms.
SCALAR = {
    "sym": "n", "seq": "ni", "nat": "i", "pi": "", "inv": "p", "sqrt": "p", "exp": "p", "ln": "p", "sin": "p", "cos": "p",
    "sign": "p", "max": "pp", "pow": "pi", "sum": "ib", "dot": "d", "val": "nov", "inf": "no",
    "rval": "np", "rgrad": "np", "rinf": "n", "mean": "nim",
}  # fmt: skip
VECTOR = {"vec": "no", "grad": "nov"}


def _argument_ok(code, a):
    if code == "n":
        return is_name(a) or (type(a) is str and a in (SLOT, VALUE))
    if code == "d":
        return type(a) is frozenset and len(a) in (1, 2) and all(type(x) is Atom and x.kind in VECTOR for x in a)
    if code == "o":
        return a is None or type(a) is Index
    return type(a) is {"i": Index, "p": Poly, "b": Poly, "m": Poly, "v": Vec}[code]


class Atom(Frozen):
    """An indivisible scalar or vector: a kind and its arguments."""

    __slots__ = ("kind", "args", "_hash")

    def __init__(self, kind, *args):
        code = SCALAR.get(kind, VECTOR.get(kind))
        need(code is not None and type(kind) is str and len(code) == len(args), lambda: f"atom: unknown kind {kind!r} or arguments")
        need(all(map(_argument_ok, code, args)), lambda: f"atom: bad argument of {kind}")
        need(kind != "sum" or not _has("sum", args[1]), "sum: a sum inside a sum is not allowed")
        need(kind != "mean" or not _has("mean", args[2]), "mean: a mean inside a mean is not allowed")
        self._set(kind=kind, args=args, _hash=hash((kind, args)))

    def __eq__(self, other):
        return self is other or (
            type(other) is Atom and self._hash == other._hash and self.kind == other.kind and self.args == other.args
        )

    def __hash__(self):
        return self._hash

    def __repr__(self):
        k, a = self.kind, self.args
        if k in ("sym", "pi"):
            return a[0].replace("%", "") if a else "pi"
        if k in ("seq", "vec"):
            return a[0] if a[1] is None else f"{a[0]}[{a[1]}]"
        if k == "nat":
            return repr(a[0])
        if k == "dot":
            pair = sorted(map(repr, a[0]))
            return f"dot({pair[0]}, {pair[-1]})"
        if k == "sum":
            return f"sum(s, {a[0]}, {a[1]})"
        if k == "mean":
            return f"mean(v, {a[0]}[{a[1]}], {a[2]})"
        if k in ("val", "grad", "inf", "rval", "rgrad", "rinf"):
            f = a[0] if k[0] == "r" or a[1] is None else f"{a[0]}[{a[1]}]"
            return f"{f}({a[-1]})" if k in ("val", "rval") else f"inf({f})" if "inf" in k else f"grad({f}, {a[-1]})"
        return f"{k}({', '.join(map(repr, a))})"


class Poly(Frozen):
    """An exact polynomial: `items` are pairs (monomial, nonzero coefficient), a coefficient an int or, where it is no integer, a
    Fraction; a monomial is a frozenset of (scalar atom, exponent >= 1)."""

    __slots__ = ("_terms", "_hash")

    def __init__(self, pairs=()):
        total = {}
        for m, c in pairs:
            need(type(c) in (int, Fraction), lambda: f"polynomial: a coefficient must be an int or a Fraction, got {type(c).__name__}")
            need(type(m) is frozenset and len({a for a, _ in m}) == len(m), "polynomial: bad monomial")
            need(all(type(a) is Atom and a.kind in SCALAR for a, _ in m), "polynomial: a monomial is made of scalar atoms")
            need(all(type(e) is int and 1 <= e <= MAX_DEGREE for _, e in m), f"polynomial: an exponent is not in 1..{MAX_DEGREE}")
            total[m] = total.get(m, 0) + c
        self._fill(total)

    def _fill(self, total):
        """Keep the nonzero coefficients; integers as int, since their arithmetic is much faster and equality the same."""
        need(len(total) <= MAX_TERMS, "polynomial: too many terms")
        kept = {m: c if type(c) is int or c.denominator != 1 else c.numerator for m, c in total.items() if c}
        object.__setattr__(self, "_terms", kept)
        object.__setattr__(self, "_hash", None)

    @property
    def items(self):
        return self._terms.items()

    def __eq__(self, other):
        return self is other or (type(other) is Poly and self._terms == other._terms)

    def __hash__(self):
        """Of the monomials alone; equality looks at the coefficients."""
        if self._hash is None:
            object.__setattr__(self, "_hash", hash(frozenset(self._terms)))
        return self._hash

    def __add__(self, other):
        total = dict(self._terms)
        for m, c in poly(other)._terms.items():
            total[m] = total.get(m, 0) + c
        return _sum(total)

    def __neg__(self):
        return _sum({m: -c for m, c in self._terms.items()})

    def __sub__(self, other):
        return self + -poly(other)

    def __mul__(self, other):
        if type(other) is Vec:
            return other * self
        other = poly(other)
        need(len(self._terms) * len(other._terms) <= MAX_TERMS, "polynomial: product too large")
        total = {}
        for m, c in self._terms.items():
            for n, k in other._terms.items():
                mn = _join(m, n)
                total[mn] = total.get(mn, 0) + c * k
        return _sum(total)

    def __pow__(self, n):
        need(type(n) is int and 0 <= n <= MAX_DEGREE, lambda: f"power: the exponent must be an integer in 0..{MAX_DEGREE}, got {n!r}")
        value = poly(1)
        for _ in range(n):
            value = value * self
        return value

    def __repr__(self):
        rows = sorted(((m, c, "*".join(sorted(f"{a}**{e}" if e > 1 else repr(a) for a, e in m))) for m, c in self.items),
                      key=lambda row: (-sum(e for _, e in row[0]), row[2]))  # fmt: skip
        text = ""
        for _, c, s in rows:
            size = s if s and abs(c) == 1 else f"{abs(c)}*{s}" if s else str(abs(c))
            text += (" - " if c < 0 else " + ") + size if text else ("-" if c < 0 else "") + size
        return text or "0"


def _sum(total):
    """A polynomial from monomials that are already known to be good (those of other polynomials, or products of them)."""
    value = object.__new__(Poly)
    value._fill(total)
    return value


def _join(m, n):
    """The product of two monomials."""
    if not m or not n:
        return m or n
    exponents = dict(m)
    for a, e in n:
        exponents[a] = e = exponents.get(a, 0) + e
        need(e <= MAX_DEGREE, lambda: f"polynomial: exponent {e} is not in 1..{MAX_DEGREE}")
    return frozenset(exponents.items())


def poly(x):
    """A polynomial from itself, an int or a Fraction; floats and truth values are refused."""
    if type(x) is Poly:
        return x
    need(type(x) is int or type(x) is Fraction, lambda: f"number: {x!r} is not exact (an int, a Fraction or a term is expected)")
    need(max(x.numerator.bit_length(), x.denominator.bit_length()) <= MAX_BITS, "number: too large")
    return _sum({frozenset(): x})


class Vec(Frozen):
    """A formal vector: a frozenset of (vector atom, nonzero Poly)."""

    __slots__ = ("items", "_hash")

    def __init__(self, pairs=()):
        total = {}
        for a, c in pairs:
            need(type(a) is Atom and a.kind in VECTOR, "vector: made of vector atoms only")
            total[a] = total.get(a, poly(0)) + c
        items = frozenset((a, c) for a, c in total.items() if c.items)
        self._set(items=items, _hash=hash(items))

    def __eq__(self, other):
        return type(other) is Vec and self.items == other.items

    def __hash__(self):
        return self._hash

    def __add__(self, other):
        need(type(other) is Vec, "vector: only a vector is added to a vector")
        return Vec((*self.items, *other.items))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __mul__(self, c):
        return Vec((a, k * c) for a, k in self.items)

    def __repr__(self):
        return " + ".join(sorted(repr(a) if c == poly(1) else f"({c})*{a}" for a, c in self.items)) or "zero"


# ---------------------------------------------------------------- constructors; each normal form is an identity of the total meaning
@lru_cache(maxsize=1 << 16, typed=True)
def atom(kind, *args):
    """The polynomial that consists of one scalar atom."""
    return _sum({frozenset([(Atom(kind, *args), 1)]): 1})


def vector(kind, *args):
    """The vector that consists of one vector atom."""
    return Vec([(Atom(kind, *args), poly(1))])


def sym(name):
    return atom("sym", name)


def nat(i):
    """The natural number `i` as a real; `nat(t+2)` is `nat(t) + 2`."""
    i = index(i)
    return poly(i.shift) if i.base is None else atom("nat", Index(i.base)) + i.shift


def inv(p):
    """`1/p`, with `inv(0) = 0`, `inv(c a^2 b) = inv(a)^2 inv(b)/c`, `inv(inv(a)) = a`, and positive content taken out of sums."""
    p = poly(p)
    if not p.items:
        return p
    if len(p.items) == 1:
        ((m, c),) = p.items
        value = poly(Fraction(1, c))
        for a, e in m:
            one = a.args[0] if a.kind == "inv" else atom("inv", Poly([(frozenset([(a, 1)]), 1)]))
            value = value * one**e
        return value
    top, bottom = gcd(*(c.numerator for _, c in p.items)), lcm(*(c.denominator for _, c in p.items))
    return atom("inv", p * Fraction(bottom, top)) * Fraction(bottom, top)


def maximum(p, q):
    return atom("max", poly(p), poly(q))


def minimum(p, q):
    return -maximum(-poly(p), -poly(q))


def absolute(p):
    return maximum(p, -poly(p))


def choose(p, a, b):
    """`a` where `p >= 0`, else `b`: `b + (a - b)(1 - max(-sign p, 0))`."""
    return poly(b) + (poly(a) - b) * (poly(1) - maximum(-atom("sign", poly(p)), 0))


def power(p, i):
    """`p` to a power that is an index; `pow(p, 0) = 1`."""
    return atom("pow", poly(p), index(i))


def dot(u, v):
    need(type(u) is Vec and type(v) is Vec, "dot: takes two vectors")
    value = poly(0)
    for a, c in u.items:
        for b, k in v.items:
            value = value + c * k * atom("dot", frozenset((a, b)))
    return value


def summation(s, upper, body):
    """The sum of `body` over `s = 0, ..., upper - 1`."""
    need(is_name(s), "sum: the index must be a plain name")
    return atom("sum", index(upper), substitute(poly(body), {}, {s: Index(SUM)}))


def mean(chain, i, body):
    """The expectation of `body` at `%v = chain_i`: each monomial is split into the factors without `%v`, which come out, and the rest."""
    value = poly(0)
    for m, c in body.items:
        inner = frozenset((a, e) for a, e in m if ("symbol", VALUE) in free(a))
        outer = Poly([(m - inner, c)])
        value = value + (outer * atom("mean", chain, index(i), Poly([(inner, 1)])) if inner else outer)
    return value


# ---------------------------------------------------------------- formulas
# predicate name -> whether it takes a constant; the ones ending in 1 speak of a real function
PREDICATES = {"Smooth": True, "StronglyConvex": True, "BoundedBelow": False}
PREDICATES |= {name + "1": constant for name, constant in PREDICATES.items()}


class Formula(Frozen):
    """A claim: `p >= 0`, `p > 0`, `p = 0` (kinds '>=', '>', '='), `u = 0` for a vector ('v='), a predicate on a function ('pred':
    name, function, index or None, constant or None), `forall(t, ...)` over the naturals ('all') or the reals ('every'), and `Chain(X,
    start, u, P_1, F_1, P_2, F_2, ...)` ('chain': X, start, P_1, F_1, ...): X_0 = start, and X_{t+1} is F_i(X_t) with probability P_i
    whatever came before; the P_i are >= 0 and their sum is 1."""

    __slots__ = ("kind", "args", "_hash")

    def __init__(self, kind, *args):
        need(type(kind) is str, "formula: bad kind")
        if kind == "pred":
            need(len(args) == 4 and type(args[0]) is str and args[0] in PREDICATES and is_name(args[1]), "formula: bad predicate")
            need(_argument_ok("o", args[2]), "formula: bad index of a function")
            need(type(args[3]) is (Poly if PREDICATES[args[0]] else type(None)), "formula: bad constant of a predicate")
        elif kind == "chain":
            need(len(args) >= 4 and len(args) % 2 == 0 and is_name(args[0]), "formula: a chain has a name, a start, and pairs")
            need(all(type(a) is Poly for a in args[1:]), "formula: a chain has a name, a start, and pairs of terms")
            need(not any(_has("mean", a) for a in args[1:]), "formula: a mean inside a chain is not allowed")
            need(all(("symbol", VALUE) not in free(a) for a in (args[1], *args[2::2])), "formula: a chain's probabilities are constants")
        else:
            of = {">=": Poly, ">": Poly, "=": Poly, "v=": Vec, "all": Formula, "every": Formula}.get(kind)
            need(of is not None and len(args) == 1 and type(args[0]) is of, lambda: f"formula: bad kind {kind!r} or argument")
            need(of is not Formula or args[0].kind not in ("all", "every"), "forall: no quantifier inside a quantifier")
        self._set(kind=kind, args=args, _hash=hash((kind, args)))

    def __eq__(self, other):
        return type(other) is Formula and self.kind == other.kind and self.args == other.args

    def __hash__(self):
        return self._hash

    def __repr__(self):
        k, a = self.kind, self.args
        if k == "pred":
            f = a[1] if a[2] is None else f"{a[1]}[{a[2]}]"
            return f"{a[0].rstrip('1')}({f}{'' if a[3] is None else f', {a[3]}'})"
        if k == "chain":
            return f"Chain({a[0]}, {a[1]}, v, {', '.join(map(repr, a[2:]))})"
        if k in ("all", "every"):
            return f"forall({'t' if k == 'all' else 'u'}, {a[0]})"
        return f"{a[0]} == zero" if k == "v=" else f"{a[0]} {'==' if k == '=' else k} 0"


def ge(a, b):
    return Formula(">=", poly(a) - b)


def gt(a, b):
    return Formula(">", poly(a) - b)


def eq(a, b):
    return Formula("=", poly(a) - b)


def forall(name, formula):
    """For every natural number `name`."""
    need(is_name(name), "forall: the bound name must be a plain name")
    return Formula("all", substitute(formula, {}, {name: Index(ALL)}))


def every(name, formula):
    """For every real number `name`."""
    need(is_name(name), "forall: the bound name must be a plain name")
    return Formula("every", substitute(formula, {name: sym(SLOT)}, {}))


# ---------------------------------------------------------------- traversal
def parts(x):
    """The immediate parts of a kernel object."""
    if type(x) is Poly:
        return [a for m, _ in x.items for a, _ in m]
    if type(x) is Vec:
        return [y for pair in x.items for y in pair]
    if type(x) is Atom or type(x) is Formula:
        return [y for a in x.args for y in (a if type(a) is frozenset else (a,))]
    return []


def _has(kind, x):
    return (type(x) is Atom and x.kind == kind) or any(_has(kind, y) for y in parts(x))


@lru_cache(maxsize=1 << 16)
def free(x):
    """The names that occur free: ('index', n) and ('symbol', n); bound ones (`%s`, `%t`, `%u`, `%v`) where they are loose."""
    if type(x) is Index:
        return frozenset() if x.base is None else frozenset([("index", x.base)])
    if type(x) is Atom and x.kind == "sym":
        return frozenset([("symbol", x.args[0])])
    names = frozenset().union(*map(free, parts(x)))
    if type(x) is Atom and x.kind == "sum":
        return free(x.args[0]) | (names - {("index", SUM)})
    if (type(x) is Atom and x.kind == "mean") or (type(x) is Formula and x.kind == "chain"):
        return names - {("symbol", VALUE)}
    if type(x) is Formula and x.kind in ("all", "every"):
        return names - {("index", ALL) if x.kind == "all" else ("symbol", SLOT)}
    return names


def is_closed(x):
    """Whether no bound name is loose in `x`."""
    return all(name[0] != "%" for _, name in free(x))


def substitute(x, symbols, indices):
    """Replace, simultaneously, symbols (name -> Poly) and indices (name -> Index).  What is put in is closed, or is the bound name
    of the binder that is being made, and no binder stands inside another of its kind: nothing can be captured."""
    if type(x) is Index:
        new = indices.get(x.base)
        return x if new is None else Index(new.base, new.shift + x.shift)
    if type(x) is Poly:
        total = {}
        for m, c in x.items:
            changing = [(a, e) for a, e in m if any(n in (symbols if of == "symbol" else indices) for of, n in free(a))]
            value = _sum({m.difference(changing): c})
            for a, e in changing:
                value = value * substitute(a, symbols, indices) ** e
            for n, k in value.items:
                total[n] = total.get(n, 0) + k
        return _sum(total)
    if type(x) is Vec:
        value = Vec()
        for a, c in x.items:
            value = value + substitute(a, symbols, indices) * substitute(c, symbols, indices)
        return value
    if type(x) is Formula:
        return Formula(x.kind, *(substitute(a, symbols, indices) for a in x.args))
    if type(x) is not Atom:
        return x  # a name, or None
    kind, args = x.kind, x.args
    if kind == "sym":
        return symbols.get(args[0], atom("sym", args[0]))
    if kind == "dot":
        return dot(*(substitute(u, symbols, indices) for u in (*args[0], *args[0])[:2]))
    if kind == "mean":
        put_in = [symbols[name] for of, name in free(x) if of == "symbol" and name in symbols]
        need(all(("symbol", VALUE) not in free(p) for p in put_in), "mean: a mean inside a mean is not allowed")
    new = [substitute(a, symbols, indices) for a in args]
    if kind in ("nat", "inv", "mean"):
        return {"nat": nat, "inv": inv, "mean": mean}[kind](*new)
    return atom(kind, *new) if kind in SCALAR else vector(kind, *new)


def derivative(p, u):
    """The derivative of `p` with respect to the symbol `u`, for `p` built from `u` by sums, products, sin, cos and exp."""
    value = poly(0)
    for m, c in p.items:
        for a, e in m:
            rest = Poly([(m - {(a, e)} | ({(a, e - 1)} if e > 1 else frozenset()), c * e)])
            value = value + rest * _atom_derivative(a, u)
    return value


def _atom_derivative(a, u):
    if ("symbol", u) not in free(a):
        return poly(0)
    if a.kind == "sym":
        return poly(1)
    need(a.kind in ("sin", "cos", "exp"), lambda: f"derivative: {a.kind}(...) of the variable is not differentiated")
    inner = derivative(a.args[0], u)
    return inner * {"sin": lambda q: atom("cos", q), "cos": lambda q: -atom("sin", q), "exp": lambda q: atom("exp", q)}[a.kind](a.args[0])
