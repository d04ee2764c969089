"""Short proofs that a formula follows from others: what a small change of a statement leaves true, it leaves true for such a reason.

Untrusted: it writes a script; what counts is the kernel's replay.  The reasons are: a linear combination of the given
formula, of products of nonnegative factors, and of differences of atoms that differ in one place, where the atom grows
with what stands there; a natural number above 99/100 is at least 1.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from typing import Any

from ..kernel.terms import ALL, Index, KernelError, Poly, poly
from ..proofs import exponential, tactics
from ..proofs.script import Fact, Script, Term, call, written
from ..proofs.tactics import by

DEPTH = 12  # how deep the search for a sign goes
TIME = "t"  # the index of all times, free while a proof is written
MORE = 60  # how many of them, and of other products or lemmas, where it is looked for again
PRODUCTS = 150  # how many products a certificate is looked for among


def follows(p: Script, goal: str, given: list[str], lemmas: Sequence[Fact] = ()) -> Fact:
    """The goal from the given formulas, of which the first is the one that was changed, and from lemmas; KernelError where no short
    proof is found."""
    formula, first = p.formula(goal), p.assume(given[0])
    context = _Context(p, [p.assume(g) for g in given[1:]], lemmas)
    if formula.kind == "all":
        if first.kind != "all":
            raise KernelError("one formula is about all times and the other is not")
        return p.generalize("index", TIME, context.weakened(_at(p, formula, TIME), p.at(first, TIME), lemmas))
    return context.weakened(formula, first, lemmas)


def implied(p: Script, goal: str, given: list[str], lemmas: Sequence[Fact] = ()) -> Fact:
    """The goal from formulas that all stand; KernelError where no short proof is found."""
    context, formula = _Context(p, [p.assume(g) for g in given], lemmas), p.formula(goal)
    inner = _at(p, formula, TIME) if formula.kind == "all" else formula
    fact = context.whole(inner) or context.signed(inner.args[0], inner.kind == ">") if inner.kind in (">=", ">") else None
    if fact is None:
        raise KernelError(f"nothing says that {goal}")
    fact = fact if fact.conclusion == inner else tactics.weak(p, fact)
    return p.generalize("index", TIME, fact) if formula.kind == "all" else fact


def _at(p: Script, formula: Any, name: str) -> Any:
    """The body of a forall at a free index."""
    from ..kernel.terms import substitute

    return substitute(formula.args[0], {}, {ALL: Index(name)})


def _vectors(q: Any) -> bool:
    return any(a.kind == "dot" for m, _ in q.items for a, _ in m)


def _monomials(*polynomials: Any) -> list[Any]:
    """The monomials of some polynomials, each once, in an order that does not depend on the run."""
    return sorted({m for q in polynomials for m, _ in q.items}, key=tactics.rank)


def _one(a: Any) -> Poly:
    return Poly([(frozenset([(a, 1)]), 1)])


def _ratios(q: Any, r: Any) -> list[Fraction]:
    """The ratios of the coefficients of one monomial: inverses are kept with the content of what they invert taken out."""
    other = dict(r.items)
    return list(dict.fromkeys(Fraction(c) / other[m] for m, c in q.items if m in other and c * other[m] > 0))


def _text(q: Any) -> Term:
    return written(repr(q))


class _Context:
    """The formulas that may be used, and the signs that they give to atoms and polynomials."""

    def __init__(self, p: Script, facts: list[Fact], lemmas: Sequence[Fact] = ()) -> None:
        self.p = p
        self.shown = {f.value: f for f in lemmas if f.kind in (">=", ">") and len(f.value.items) == 1}
        self.comparisons = [f for f in facts if f.kind in (">=", ">")]
        self.equations = [f for f in facts if f.kind == "="]
        always = [f for f in facts if f.kind == "all" and f.conclusion.args[0].kind in (">=", ">", "=")]
        for f in (p.at(f, TIME) for f in always if not _vectors(f.conclusion.args[0].args[0])):
            (self.equations if f.kind == "=" else self.comparisons).append(f)
        self._signs: dict[Any, Fact | None] = {}
        self._depth = 0

    # ------------------------------------------------------------ signs
    def atom(self, a: Any) -> Fact | None:
        """A fact a > 0 or a >= 0, or None."""
        if a not in self._signs:
            self._signs[a] = None  # while it is looked for
            with contextlib.suppress(KernelError), self._deeper():
                self._signs[a] = self._atom(a)
        return self._signs[a]

    @contextlib.contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        try:
            if self._depth > DEPTH:
                raise KernelError("too deep")
            yield
        finally:
            self._depth -= 1

    def _atom(self, a: Any) -> Fact | None:
        p, one, args = self.p, _one(a), a.args
        for f in self.comparisons:  # a >= c with c >= 0
            rest = f.value - one * dict(f.value.items).get(frozenset([(a, 1)]), 0)
            c, lead = dict(rest.items).get(frozenset(), 0), dict(f.value.items).get(frozenset([(a, 1)]), 0)
            if lead > 0 and c <= 0 and len(rest.items) == (c != 0):
                return by(p, f"{one!r} {'>' if f.kind == '>' or c else '>='} 0", slack=[(f,), ()])
        match a.kind:
            case "inv":
                q = self.signed(args[0], True)
                return p.cut(p.know("inv_pos", _text(args[0])), q) if q else None
            case "exp":
                return p.know("exp_pos", _text(args[0]))
            case "pi":
                return tactics.pi_positive(p)
            case "sqrt":
                return p.know("sqrt_nonneg", _text(args[0]))
            case "nat":
                return p.know("nat_nonneg", args[0])
            case "dot" if len(args[0]) == 1:
                return p.know("square_nonneg", _text(next(iter(args[0]))))
            case "max":
                above = tactics.max_facts(p, *map(_text, args))
                if args[0] == -args[1]:
                    return by(p, f"{one!r} >= 0", *((Fraction(1, 2), f) for f in above))
                for q, f in zip(args, above, strict=True):
                    sign = self.signed(q)
                    if sign is not None:
                        return by(p, f"{one!r} {sign.kind} 0", (1, f), (1, sign))
            case "pow":
                base = self.signed(args[0])
                if base is not None:
                    base = tactics.weak(p, base) if base.kind == ">" else base
                    return p.at(tactics.power_nonneg(p, _text(args[0]), base), repr(args[1]))
            case "sym" | "seq":
                if (sign := self._symbol(one)) is not None:
                    return sign
        return self.shown.get(one)

    def _symbol(self, one: Any) -> Fact | None:
        """The sign of a number from its definition, or from what is said of it and others."""
        ((lead, _),) = one.items
        for e in self.equations:
            c = dict(e.value.items).get(lead, 0)
            rest = (one * c - e.value) * (1 / Fraction(c)) if c else e.value
            if c and not any(dict(lead).keys() & dict(m).keys() for m, _ in rest.items) and (sign := self.signed(rest)):
                return by(self.p, f"{one!r} {sign.kind} 0", (1, sign), hints=[(1, e)])
        return self.signed(one)

    def factors(self, m: Any) -> tuple[Any, ...] | None:
        """The factors of a monomial, as a certificate takes them, where all are nonnegative; a value of a function stands for its
        distance from the infimum."""
        product: list[Any] = []
        for a, e in sorted(m, key=repr):
            if e % 2 == 0 and self.atom(a) is None:
                product += [_text(_one(a))] * (e // 2)
            elif a.kind == "val":
                product += [self.p.know("above_inf", a.args[0], a.args[1], _text(a.args[2]))] * e
            elif self.atom(a) is not None:
                product += [self.atom(a)] * e
            else:
                return None
        return tuple(product)

    def signed(self, q: Any, strict: bool = False) -> Fact | None:
        """A fact q > 0 or, if that is enough, q >= 0: by what is known and products of it; or None."""
        key = (q, strict)
        if key not in self._signs:
            self._signs[key] = None
            for kind in (">", ">=")[: 1 if strict else 2]:
                with contextlib.suppress(KernelError), self._deeper():
                    self._signs[key] = self._combined(q, kind)
                    break
        return self._signs[key]

    def _combined(self, q: Any, kind: str) -> Fact:
        goal, monomials = f"{q!r} {kind} 0", _monomials(q)
        slack = [product for m in monomials if m and (product := self.factors(m)) is not None]
        facts = [f for f in self.comparisons if {m for m, _ in f.value.items if m} & set(monomials)]
        near = {a for r in (q, *(f.value for f in facts)) for m, _ in r.items for a, _ in m}
        singles = [f for a in sorted(near, key=repr) if (f := self.atom(a)) is not None]
        slack += [(f,) for f in (*facts, *singles)] + list(combinations_with_replacement(singles, 2))
        wide = [f for f in self.comparisons if len(f.value.items) > 1 and {a for m, _ in f.value.items for a, _ in m} <= near]
        slack += [(f, *more) for n in (1, 2) for more in combinations_with_replacement(singles, n) for f in wide]
        products = [(), *dict.fromkeys(slack)][:PRODUCTS]
        if kind == ">":  # a certificate of a strict sign needs a strict product, and the program would take any
            with contextlib.suppress(KernelError):
                return by(self.p, goal, slack=[s for s in products if all(isinstance(f, Fact) and f.kind == ">" for f in s)])
        with contextlib.suppress(KernelError):
            return by(self.p, goal, slack=products)
        # what is known of one of its atoms and others, such as mu <= beta for 1 - eta mu, where eta beta <= 1
        own = {a for m, _ in q.items for a, _ in m}
        touching = [f for f in self.comparisons if own & {a for m, _ in f.value.items for a, _ in m}]
        products = [(), *((f,) for f in touching), *((f, g) for f in touching for g in singles)]
        return by(self.p, goal, slack=list(dict.fromkeys(products))[:PRODUCTS])

    # ------------------------------------------------------------ natural numbers
    def whole(self, goal: Any) -> Fact | None:
        """n >= m for a natural number n and a whole number m, from n > m - 1; or None."""
        with contextlib.suppress(KernelError):
            return self._whole(goal)
        return None

    def _whole(self, goal: Any) -> Fact | None:
        p, at = self.p, dict(goal.args[0].items)
        atoms = [power for m in at for power in m]
        if goal.kind != ">=" or len(atoms) != 1 or atoms[0][0].kind != "nat" or atoms[0][1] != 1:
            return None
        ((a, _),) = atoms
        m = -Fraction(at.get(frozenset(), 0)) / at[frozenset([(a, 1)])]
        if m.denominator != 1 or m < 1:
            return None
        n = _text(_one(a))
        alone = [(f,) for f in self.comparisons if {b for m_, _ in f.value.items for b, _ in m_} == {a}]
        gap = p.at(self._gap(int(m)), repr(a.args[0]))  # max(n - m, m - 1 - n) >= 0
        more = by(p, n > m - 1, slack=[*alone, ()])

        def prove(value: Term, e: Fact, order: Fact) -> Fact:
            at_least = by(p, value >= 0, (1, gap), hints=[(1, e)])
            if p.term(value) == p.term(n - m):
                return p.combine(n >= m, [(1, at_least)])
            return tactics.contradiction(p, at_least, p.combine(-value > 0, [(1, more)]), n >= m)

        return tactics.max_split(p, n - m, m - 1 - n, prove)

    def _gap(self, m: int) -> Fact:
        """No natural number lies between m - 1 and m: by induction on m."""
        p = self.p
        name = TIME if p.language.kind.get(TIME) == "indices" else next(n for n, kind in p.language.kind.items() if kind == "indices")
        t = Term(name)

        def goal(n: Term, m: int = m) -> str:
            return call("max", n - m, m - 1 - n) >= 0

        start = by(p, goal(Term("0")), (1, tactics.max_facts(p, Term("0") - m, Term(str(m - 1)) - 0)[1]), (m - 1,))
        left, right = tactics.max_facts(p, t + 1 - m, m - 1 - (t + 1))
        if m == 1:
            step = by(p, goal(t + 1), (1, left), (1, p.know("nat_nonneg", p.index(name))))
        else:
            before = p.at(self._gap(m - 1), name)
            one = t - (m - 1)

            def prove(value: Term, e: Fact, _: Fact) -> Fact:
                return by(p, goal(t + 1), (1, before), (1, left if value is one else right), hints=[(1, e)])

            step = tactics.max_split(p, one, (m - 2) - t, prove)
        return p.induct(name, goal(t), start, step)

    # ------------------------------------------------------------ the order of what differs in one place
    def above(self, q: Any, r: Any) -> Fact | None:
        """A fact q >= r, or None."""
        key = ("above", q, r)
        if key not in self._signs:
            self._signs[key] = None
            with contextlib.suppress(KernelError), self._deeper():
                self._signs[key] = self._above(q, r)
        return self._signs[key]

    def _above(self, q: Any, r: Any) -> Fact:
        return by(self.p, _text(q) >= _text(r), slack=self._products(q, r))

    def _products(self, *polynomials: Any) -> list[tuple[Any, ...]]:
        """Products that are nonnegative: of the factors of the monomials, with one replaced by a difference or by what is known."""
        atoms = [{a for m, _ in q.items for a, _ in m} for q in polynomials]
        monomials = _monomials(*polynomials)
        products: list[tuple[Any, ...]] = [()]
        orders: list[tuple[set[Any], Fact]] = []
        for new in sorted(atoms[0] - atoms[1], key=repr):
            for old in sorted(atoms[1] - atoms[0], key=repr):
                if new.kind == old.kind:
                    orders += [({new, old}, f) for f in (*self._grown(new, old), *self._grown(old, new))]
        for m in monomials:
            whole = self.factors(m)
            products += [whole] if whole else []
            for a, e in sorted(m, key=repr):
                rest = self.factors(m - {(a, e)} | ({(a, e - 1)} if e > 1 else frozenset()))
                if rest is None:
                    continue
                products += [(f, *rest) for pair, f in orders if a in pair]
                products += [(f, *rest) for f in self._units(a)]
                if whole:
                    products += [(f, *whole) for f in self._units(a)]
        return list(dict.fromkeys(products))

    def _multiples(self, monomials: list[Any]) -> Iterator[tuple[Any, ...]]:
        """What is known, times what a monomial of it lacks to be one of these."""
        near = {a for m in monomials for a, _ in m}
        for f in self.comparisons:
            own = _monomials(f.value)
            if len(own) > 1 and {a for m in own for a, _ in m} <= near:
                quotients = (tactics.quotient(m, n) for m in monomials for n in own)
                for rest in dict.fromkeys(q for q in quotients if q is not None):
                    if (product := self.factors(rest)) is not None:
                        yield (f, *product)

    def _units(self, a: Any) -> list[Fact]:
        """a >= 1 or 1 >= a, where it is known."""
        one = _one(a)
        found = [f for f in (self.signed(one - 1), self.signed(poly(1) - one)) if f is not None]
        if a.kind == "inv" and not found and (positive := self.signed(a.args[0], True)) is not None:
            q = _text(a.args[0])
            low, unit = tactics.divide(self.p, q, positive)
            if more := self.signed(a.args[0] - 1):
                found = [by(self.p, 1 / q <= 1, (1, low, more), hints=[(1, unit)])]
            elif less := self.signed(poly(1) - a.args[0]):
                found = [by(self.p, 1 / q >= 1, (1, low, less), hints=[(1, unit)])]
        return found

    def _grown(self, new: Any, old: Any) -> list[Fact]:
        """new >= old for two atoms of one kind, by what stands in them; for inverses c new >= old with some numbers c."""
        found: list[Fact] = []
        with contextlib.suppress(KernelError), self._deeper():
            if new.kind == "inv":
                found = [f for c in _ratios(new.args[0], old.args[0]) if (f := self._inv(new, old, c)) is not None]
            elif new.kind in _GROW and (f := _GROW[new.kind](self, new, old)) is not None:
                found = [f]
        return found

    def _max(self, new: Any, old: Any) -> Fact | None:
        p = self.p
        tops = list(zip(new.args, tactics.max_facts(p, *map(_text, new.args)), strict=True))
        rises = [next(((top, f) for q, top in tops if (f := self.above(q, r)) is not None), None) for r in old.args]
        if None in rises:
            return None
        goal, first = _text(_one(new)) >= _text(_one(old)), old.args[0]

        def prove(value: Term, e: Fact, _: Fact) -> Fact:
            return by(p, goal, *((1, f) for f in rises[0 if p.term(value) == first else 1] or ()), hints=[(1, e)])

        return tactics.max_split(p, _text(old.args[0]), _text(old.args[1]), prove)

    def _inv(self, new: Any, old: Any, c: Fraction) -> Fact | None:
        q, r = new.args[0] * (1 / c), old.args[0]
        positive, more = self.signed(q, True), self.above(r, q)
        if positive is None or more is None:
            return None
        p = self.p
        large = by(p, f"{r!r} > 0", (1, positive), (1, more))
        (low, one), (low_, one_) = tactics.divide(p, _text(q), positive), tactics.divide(p, _text(r), large)
        return by(p, 1 / _text(q) >= 1 / _text(r), (1, low, low_, more), hints=[(1 / _text(r), one), (1 / _text(q), one_)])

    def _pow(self, new: Any, old: Any) -> Fact | None:
        (q, i), (r, j) = new.args, old.args
        low, more = self.signed(r), self.above(q, r)
        if i != j or low is None or more is None:
            return None
        p, t = self.p, TIME
        low = tactics.weak(p, low) if low.kind == ">" else low
        high = by(p, f"{q!r} >= 0", (1, low), (1, more))
        a, b = _text(q), _text(r)
        powers = p.at(tactics.power_nonneg(p, b, low), t)
        base = by(p, a**"0" >= b**"0", hints=[(1, p.know("pow_zero", a)), (1, p.know("pow_zero", b))])
        step = by(
            p,
            a**f"{t}+1" >= b**f"{t}+1",
            (1, high, p.assume(a**t >= b**t)),
            (1, powers, more),
            hints=[(1, p.know("pow_step", a, p.index(t))), (1, p.know("pow_step", b, p.index(t)))],
        )
        return p.at(p.induct(t, a**t >= b**t, base, step), repr(i))

    def _exp(self, new: Any, old: Any) -> Fact | None:
        more = self.above(new.args[0], old.args[0])
        return exponential.increasing(self.p, _text(new.args[0]), _text(old.args[0]), more) if more is not None else None

    def _sqrt(self, new: Any, old: Any) -> Fact | None:
        low, more = self.signed(old.args[0]), self.above(new.args[0], old.args[0])
        if low is None or more is None:
            return None
        p = self.p
        low = tactics.weak(p, low) if low.kind == ">" else low
        q, r = _text(new.args[0]), _text(old.args[0])
        a, b, high = call("sqrt", q), call("sqrt", r), by(p, q >= 0, (1, low), (1, more))
        squares = by(p, a * a >= b * b, (1, more), hints=[(1, p.cut(p.know("sqrt_sq", q), high)), (1, p.cut(p.know("sqrt_sq", r), low))])
        return tactics.root_order(p, a, b, squares, p.know("sqrt_nonneg", q))

    # ------------------------------------------------------------ the whole
    def weakened(self, goal: Any, first: Fact, lemmas: Sequence[Fact]) -> Fact:
        """The goal (a formula) from the fact that says it unchanged, or from lemmas in its place."""
        if first.kind not in (">=", ">", "=") or goal.kind not in (">=", ">"):
            raise KernelError("the formulas are no comparisons, or an equation should weaken")
        p, new, old = self.p, goal.args[0], first.value
        slack = self._products(new, old)
        slack = [(first,), *slack] if first.kind != "=" else slack
        text, hints = f"{new!r} {goal.kind} 0", [(1, first)] if first.kind == "=" else []
        with contextlib.suppress(KernelError):
            return by(p, text, slack=slack[:PRODUCTS], hints=hints)
        multiples = list(islice(self._multiples(_monomials(new)), MORE))
        with contextlib.suppress(KernelError):
            return by(p, text, slack=[*slack[:MORE], *multiples], hints=hints)
        monomials = {m for m, _ in new.items if m}
        near = [f for f in lemmas if monomials & {m for m, _ in f.value.items}][:MORE]
        equations = [(1, f) for f in near if f.kind == "="]
        return by(p, text, slack=[*slack[:MORE], *((f,) for f in near if f.kind != "=")], hints=[*hints, *equations])


_GROW: dict[str, Callable[[_Context, Any, Any], Fact | None]] = {
    "max": _Context._max,
    "pow": _Context._pow,
    "exp": _Context._exp,
    "sqrt": _Context._sqrt,
}
