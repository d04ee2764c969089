"""Ways to argue, each spelled out in rules of the kernel: certificates, telescoping, contraction, maxima, minima, square roots.

Untrusted: a mistake here can only make a proof fail.
"""
from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ..kernel.terms import KernelError, Poly, poly
from .script import Fact, Script, Term, Written, call, equal, written

Q = Fraction
Monomial = frozenset[Any]


# ---------------------------------------------------------------- finding the bookkeeping of a certificate
@functools.lru_cache(maxsize=100_000)
def rank(m: Monomial) -> tuple[Any, ...]:
    return sum(e for _, e in m), sum(e for a, e in m if a.kind == "inv"), sorted(f"{a!r}^{e}" for a, e in m)


def _order(item: tuple[Monomial, Fraction]) -> tuple[Any, ...]:
    return rank(item[0])


def quotient(n: Monomial, m: Monomial) -> Monomial | None:
    """n/m, or None when m does not divide n."""
    exponents = dict(n)
    for a, e in m:
        if exponents.get(a, 0) < e:
            return None
        exponents[a] -= e
    return frozenset((a, e) for a, e in exponents.items() if e)


def _reduce(rest: Any, equations: Sequence[Fact]) -> tuple[Any, dict[Fact, Any]]:
    """Rewrite `rest` by the leading monomials of equations; what is left and the multiplier of each equation."""
    leads = [(e, *max(e.value.items, key=_order)) for e in equations]
    used: dict[Fact, Any] = {}
    for _ in range(5000):
        hit = next(((c, e, k, q) for m, c in sorted(rest.items, key=_order, reverse=True)
                    for e, lead, k in leads if (q := quotient(m, lead)) is not None), None)  # fmt: skip
        if hit is None:
            break
        c, e, k, n = hit
        multiplier = Poly([(n, Q(c) / k)])
        rest = rest - multiplier * e.value
        used[e] = used.get(e, poly(0)) + multiplier
    return rest, used


def _linear(rest: Any, free: Sequence[Any], nonnegative: Sequence[Any]) -> list[Fraction] | None:
    """Rationals c with rest = sum c_i shape_i (those of the second list >= 0), or None.  Gauss first; an exact linear
    program (SymPy's simplex) only where the sign of a coefficient is at stake."""
    shapes = [*free, *nonnegative]
    columns = [{m: Q(c) for m, c in p.items} for p in shapes]
    target = {m: Q(c) for m, c in rest.items}
    monomials = sorted({m for p in (rest, *shapes) for m, _ in p.items}, key=lambda m: _order((m, Q(1))))
    rows = [[c.get(m, Q(0)) for c in columns] + [target.get(m, Q(0))] for m in monomials]
    pivots: list[int] = []
    for k in range(len(shapes)):
        r = len(pivots)
        j = next((i for i in range(r, len(rows)) if rows[i][k]), None)
        if j is None:
            continue
        rows[r], rows[j] = rows[j], rows[r]
        rows[r] = [v / rows[r][k] for v in rows[r]]
        rows = [row if i == r or not row[k] else [u - row[k] * v for u, v in zip(row, rows[r], strict=True)] for i, row in enumerate(rows)]
        pivots.append(k)
    if any(row[-1] for row in rows[len(pivots):]):
        return None
    solution = [Q(0)] * len(shapes)
    for i, k in enumerate(pivots):
        solution[k] = rows[i][-1]
    if all(c >= 0 for c in solution[len(free):]):
        return solution
    return _simplex(rows, pivots, len(shapes), len(free)) if len(pivots) < len(shapes) else None


ARTIFICIAL = 10**6  # what one unit of a broken row costs, beside 1 for a unit of a multiplier


def _simplex(rows: list[list[Fraction]], pivots: list[int], count: int, free: int) -> list[Fraction] | None:
    """A solution of the reduced rows with numbers >= 0 from `free` on, of least sum.  The pivots are the others' slacks; a row that the
    others at 0 break has a variable for its slack and pays for what it lacks.  So the others at 0 are a feasible start: from any other
    SymPy's simplex may go round in circles for ever."""
    from sympy import Matrix, Rational
    from sympy.solvers.simplex import UnboundedLPError, linprog

    rest = [k for k in range(free, count) if k not in pivots]
    signed = [row for k, row in zip(pivots, rows, strict=False) if k >= free]
    if not signed or not rest:
        return None
    broken = [row for row in signed if row[-1] < 0]
    cost = [1 - sum(row[k] for row in signed) + ARTIFICIAL * sum(row[k] for row in broken) for k in rest]
    left = [[*([-row[k] for k in rest] if row in broken else [row[k] for k in rest]), *(-(row is b) for b in broken)] for row in signed]
    right = Matrix([Rational(abs(row[-1])) for row in signed])
    try:
        _, found = linprog([*map(Rational, cost), *[ARTIFICIAL] * len(broken)], Matrix(left).applyfunc(Rational), right)
    except UnboundedLPError:
        return None
    solution = [Q(0)] * count
    for k, v in zip(rest, map(Rational, found[: len(rest)]), strict=True):
        solution[k] = Q(int(v.p), int(v.q))
    for k, row in zip(pivots, rows, strict=False):
        solution[k] = row[-1] - sum(row[j] * solution[j] for j in rest)
    return solution if all(c >= 0 for c in solution[free:]) else None


def by(
    p: Script, goal: str, *terms: tuple[Any, ...], using: Sequence[Fact] = (), hints: Sequence[tuple[Any, Fact]] = (),
    slack: Sequence[tuple[Any, ...]] = (),
) -> Fact:  # fmt: skip
    """The goal from a certificate: `terms` are (coefficient, factor, ...), each factor a fact or a term that stands for its square.
    The multipliers of equations are bookkeeping and are found: those of `using` by rewriting, those of `hints` up to a rational factor.
    `slack` are products that may be added with any coefficient >= 0: what a weaker goal leaves over."""
    key = repr((goal, terms, using, hints, slack))
    if key not in p.found:
        p.found[key] = _certificate(p, goal, terms, using, hints, slack)
    return p.found[key]


def _certificate(
    p: Script, goal: str, terms: Sequence[tuple[Any, ...]], using: Sequence[Fact], hints: Sequence[tuple[Any, Fact]],
    slack: Sequence[tuple[Any, ...]],
) -> Fact:  # fmt: skip
    rest = p.formula(goal).args[0]

    def product(factors: Sequence[Any]) -> Any:
        value = poly(1)
        for x in factors:
            value = value * (x.value if isinstance(x, Fact) else p.term(x) * p.term(x))
        return value

    for c, *factors in terms:
        rest = rest - product(factors) * Q(c)
    rest, found = _reduce(rest, using)
    extra: list[tuple[Any, ...]] = []
    if rest.items and (hints or slack):
        shapes, multipliers = [], []
        for m, e in hints:
            left, inner = _reduce(p.term(m) * e.value, using)
            shapes.append(left)
            multipliers.append({e: p.term(m)} if not inner else {**{k: -v for k, v in inner.items()}, e: p.term(m) - inner.get(e, poly(0))})
        loose = []
        for product_ in slack:
            left, inner = _reduce(product(product_), using)
            loose.append(left)
            multipliers.append({k: -v for k, v in inner.items()})
        solution = _linear(rest, shapes, loose)
        if solution is not None:
            for c, shape, used in zip(solution, [*shapes, *loose], multipliers, strict=True):
                rest = rest - shape * c
                for e, m in used.items():
                    found[e] = found.get(e, poly(0)) + m * c
            extra = [(c, *factors) for c, factors in zip(solution[len(shapes):], slack, strict=True) if c]
    if rest.items:
        raise KernelError(f"by: no certificate of this shape for {goal}: left over {rest}")
    return p.combine(goal, [*terms, *extra], [(m, e) for e, m in found.items() if m.items])


# ---------------------------------------------------------------- signs
def weak(p: Script, fact: Fact) -> Fact:
    """q > 0 gives q >= 0."""
    return p.combine(f"{fact.value!r} >= 0", [(1, fact)])


def number(p: Script, q: Written, strict: bool = True) -> Fact:
    """A positive rational is positive."""
    return p.combine(f"{written(q)} {'>' if strict else '>='} 0", [(Q(str(written(q))),)])


def absurd(p: Script, fact: Fact, goal: str) -> Fact:
    """From -c >= 0 with a rational c > 0, anything."""
    ((_, c),) = fact.value.items
    target = p.formula(goal)
    q, k = written(repr(target.args[0])), -1 / Q(c)
    if target.kind == ">=":
        return p.combine(goal, [(1, (q + 1) / 2), (k, fact, (q - 1) / 2)])
    return p.combine(goal, [(1,), (1, q / 2), (k, fact, (q - 2) / 2)])


def contradiction(p: Script, at_least: Fact, less: Fact, goal: str) -> Fact:
    """q >= 0 and -q > 0 give anything: their sum says 0 > 0, so that 0 = 0 inv(0) = 1."""
    nothing = p.cut(p.know("inv_eq", 0), p.combine("0 > 0", [(1, at_least), (1, less)]))
    target = p.formula(goal)
    q = written(repr(target.args[0]))
    if target.kind == ">=":
        return p.combine(goal, equations=[(-q, nothing)])
    return p.combine(goal, [(1,)], [(1 - q, nothing)])


def positive(p: Script, q: Written, *facts: Fact) -> Fact:
    """A monomial is > 0 because its factors are; the facts say which are."""
    known = {f.value: f for f in facts}
    ((m, c),) = p.term(q).items
    factors = []
    for a, e in sorted(m, key=repr):
        one = Poly([(frozenset([(a, 1)]), Q(1))])
        if one in known:
            fact = known[one]
        elif a.kind == "inv":
            fact = p.know("inv_pos", written(repr(a.args[0])))
            fact = p.cut(fact, known[a.args[0]]) if a.args[0] in known else fact
        elif a.kind == "exp":
            fact = p.know("exp_pos", written(repr(a.args[0])))
        elif a.kind == "pi":
            fact = pi_positive(p)
        else:
            fact = p.assume(f"{one!r} > 0")
        factors += [fact] * e
    return p.combine(f"{written(q)} > 0", [(c, *factors)])


def pi_positive(p: Script) -> Fact:
    return p.combine("pi > 0", [(1, p.know("pi_lower")), (3,)])


def divide(p: Script, q: Written, positive_: Fact) -> tuple[Fact, Fact]:
    """(inv(q) > 0, q inv(q) = 1), from q > 0."""
    return p.cut(p.know("inv_pos", q), positive_), p.cut(p.know("inv_eq", q), positive_)


def unit_square(p: Script, q: Term, one: Fact) -> Fact:
    """q^2 inv(q)^2 = 1 from q inv(q) = 1."""
    return by(p, equal(q**2 / q**2, 1), hints=[(q / q, one), (1, one)])


# ---------------------------------------------------------------- maximum, minimum, absolute value
def max_facts(p: Script, a: Written, b: Written) -> tuple[Fact, Fact]:
    """max(a, b) >= a and max(a, b) >= b."""
    a, b = written(a), written(b)
    m = call("max", a, b)
    one, other = p.assume(a >= b), weak(p, p.assume(b > a))
    left, right = p.know("max_left", a, b), p.cut(p.know("max_right", a, b), other)
    above_a = p.cases(a - b, by(p, m >= a, hints=[(1, left)]), by(p, m >= a, (1, other), hints=[(1, right)]))
    above_b = p.cases(a - b, by(p, m >= b, (1, one), hints=[(1, left)]), by(p, m >= b, hints=[(1, right)]))
    return above_a, above_b


def min_facts(p: Script, a: Written, b: Written) -> tuple[Fact, Fact]:
    """a >= min(a, b) and b >= min(a, b)."""
    a, b = written(a), written(b)
    m, (one, other) = call("min", a, b), max_facts(p, -a, -b)
    return by(p, a >= m, (1, one)), by(p, b >= m, (1, other))


def max_split(p: Script, a: Written, b: Written, prove: Callable[[Term, Fact, Fact], Fact]) -> Fact:
    """phi by the two cases of m = max(a, b): prove(value, m = value, the order of a and b) returns phi each time."""
    a, b = written(a), written(b)
    greater = p.assume(b > a)
    one = prove(a, p.know("max_left", a, b), p.assume(a >= b))
    other = prove(b, p.cut(p.know("max_right", a, b), weak(p, greater)), greater)
    return p.cases(a - b, one, other)


def min_split(p: Script, a: Written, b: Written, prove: Callable[[Term, Fact, Fact], Fact]) -> Fact:
    """phi by the two cases of m = min(a, b): prove(value, m = value, the order of a and b) returns phi each time."""
    a, b = written(a), written(b)
    m = call("min", a, b)
    less, more = p.assume(b >= a), p.assume(a > b)
    one = prove(a, by(p, equal(m, a), hints=[(1, p.cut(p.know("max_left", -a, -b), by(p, -a >= -b, (1, less))))]), less)
    other = prove(b, by(p, equal(m, b), hints=[(1, p.cut(p.know("max_right", -a, -b), by(p, -b >= -a, (1, more))))]), more)
    return p.cases(b - a, one, other)


def absolute_below(p: Script, q: Written, bound: Written, plus: Fact, minus: Fact) -> Fact:
    """bound >= q and bound >= -q give abs(q) <= bound."""
    q, bound = written(q), written(bound)
    return max_split(p, q, -q, lambda v, e, order: by(p, call("abs", q) <= bound, (1, plus if v is q else minus), hints=[(1, e)]))


def absolute_square(p: Script, q: Term) -> Fact:
    """|q|^2 = q^2."""
    size = call("abs", q)
    return max_split(p, q, -q, lambda value_, e, order: by(p, equal(size * size, q * q), hints=[(size + value_, e)]))


def choice(p: Script, q: Term, a: Term, b: Term, first: bool) -> Fact:
    """choose(q, a, b) = a from q >= 0 (first), = b from -q > 0, both assumed."""
    whole, s = call("choose", q, a, b), call("sign", q)
    if first:
        zero = p.antisym(p.assume(q >= 0), p.assume(-q >= 0))
        at_zero = by(p, -s <= 0, hints=[(1, p.cut(p.know("sign_zero", q), zero))])
        order = p.cases(-q, at_zero, by(p, -s <= 0, (1,), hints=[(1, p.know("sign_pos", q))]))
        return by(p, equal(whole, a), hints=[(a - b, p.cut(p.know("max_right", -s, 0), order))])
    sign = p.know("sign_neg", q)
    order = by(p, -s >= 0, (1,), hints=[(1, sign)])
    return by(p, equal(whole, b), hints=[(a - b, p.cut(p.know("max_left", -s, 0), order)), (a - b, sign)])


# ---------------------------------------------------------------- square roots
def root_order(p: Script, a: Written, b: Written, squares: Fact, nonnegative: Fact) -> Fact:
    """a^2 >= b^2 and a >= 0 give a >= b."""
    a, b = written(a), written(b)
    bad = p.assume(b > a)
    more = by(p, b * b - a * a > 0, (1, bad, bad), (2, nonnegative, bad))
    return p.cases(a - b, p.assume(a >= b), contradiction(p, squares, more, a >= b))


def positive_root(p: Script, q: Written, q_positive: Fact) -> Fact:
    """sqrt(q) > 0 from q > 0."""
    s = call("sqrt", q)
    square = by(p, s * s > 0, (1, q_positive), hints=[(1, p.cut(p.know("sqrt_sq", q), weak(p, q_positive)))])
    low = by(p, -s * s >= 0, (1, p.know("sqrt_nonneg", q), p.assume(-s >= 0)))
    return p.cases(-s, contradiction(p, low, square, s > 0), p.assume(s > 0))


def zero_from_square(p: Script, q: Written, square: Fact) -> Fact:
    """-q^2 >= 0 gives q = 0."""
    q = written(q)
    sides = []
    for s in (q, -q):
        bad = p.assume(-s > 0)
        sides.append(p.cases(s, p.assume(s >= 0), contradiction(p, square, by(p, q * q > 0, (1, bad, bad)), s >= 0)))
    return p.antisym(*sides)


# ---------------------------------------------------------------- induction
Sequence_ = Callable[[str], Term]


def telescope(p: Script, t: str, step: Fact, value: Sequence_, c: Term, body: Sequence_, d: Term) -> Fact:
    """V(t) - V(t+1) + d >= c X(t) gives, for all t, V(0) - V(t) + d t >= c sum of X(s) over s < t.  A d or c that depends on t makes
    the induction step fail by itself."""
    def goal(i: str) -> str:
        return value("0") - value(i) + d * Term(f"({i})") >= c * Term(f"sum(s, {i}, {body('s')!s})")

    here, later = p.index(t), f"{t}+1"
    base = by(p, goal("0"), hints=[(c, p.know("sum_zero", "s", body("s")))])
    next_ = by(p, goal(later), (1, p.assume(goal(t))), (1, step), hints=[(c, p.know("sum_step", "s", body("s"), here))])
    return p.induct(t, goal(t), base, next_)


def contract(p: Script, t: str, step: Fact, rate: Term, rate_nonneg: Fact, value: Sequence_) -> Fact:
    """rate V(t) >= V(t+1) and rate >= 0 give, for all t, rate^t V(0) >= V(t)."""
    def goal(i: str) -> str:
        return rate**i * value("0") >= value(i)

    here, later = p.index(t), f"{t}+1"
    base = by(p, goal("0"), hints=[(value("0"), p.know("pow_zero", rate))])
    next_ = by(p, goal(later), (1, step), (1, rate_nonneg, p.assume(goal(t))), hints=[(value("0"), p.know("pow_step", rate, here))])
    return p.induct(t, goal(t), base, next_)


def power_nonneg(p: Script, q: Term, q_nonneg: Fact) -> Fact:
    """q >= 0 gives, for all t, q^t >= 0."""
    base = by(p, q**"0" >= 0, (1,), hints=[(1, p.know("pow_zero", q))])
    next_ = by(p, q**"t+1" >= 0, (1, q_nonneg, p.assume(q**"t" >= 0)), hints=[(1, p.know("pow_step", q, p.index("t")))])
    return p.induct("t", q**"t" >= 0, base, next_)
