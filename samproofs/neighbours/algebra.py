"""Whether a hypothesis over all times holds by algebra, whatever the orbit is: for orbits that never repeat.

What the model defines for every time is put in (a sequence, a vector, the component that is drawn for ever).  The rest
is an identity, or a sum of even monomials with coefficients >= 0, once each `d*inv(sqrt(d))**2` is read as what it is
when d is an inner product of a vector with itself: 0 or 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..kernel.terms import ALL, Atom, Index, Poly, Vec, atom, dot, inv, maximum, poly, power, substitute

if TYPE_CHECKING:
    from .model import Model

_ROUNDS = 4  # how often definitions may be put into definitions


def always(model: Model, formula: Any) -> bool:
    """Whether a comparison at the bound time is true at every time from the last listed component on; False: unknown."""
    if formula.kind not in (">=", ">", "="):
        return False
    value = formula.args[0]
    for _ in range(_ROUNDS):
        value = _put_in(model, value)
    if formula.kind == "=":
        return not value.items
    return all(_is_nonneg(case, strict=formula.kind == ">") for case in _cases(value))


def _is_nonneg(p: Any, strict: bool) -> bool:
    even = all(Fraction(c) > 0 and all(e % 2 == 0 for _, e in m) for m, c in p.items)
    return even and (not strict or any(not m for m, _ in p.items))


def _cases(p: Any) -> list[Any]:
    """The values of p with `d*inv(sqrt(d))**2` read as 0 and as 1, for each inner product d of a vector with itself."""
    cases = [p]
    for root in {a for m, _ in p.items for a, _ in m if a.kind == "inv" and _square(a) is not None}:
        d, both = _square(root), []
        for case in cases:
            for value in (0, 1):
                both.append(poly(0))
                for m, c in case.items:
                    e = dict(m)
                    if e.get(root, 0) == 2 and e.get(d, 0) == 1:
                        rest = frozenset((a, k) for a, k in m if a not in (root, d))
                        both[-1] = both[-1] + Poly([(rest, c)]) * value
                    else:
                        both[-1] = both[-1] + Poly([(m, c)])
        cases = both
    return cases


def _square(a: Any) -> Any:
    """The atom d of `inv(sqrt(d))` with d = <u, u>, else None."""
    for kind in ("inv", "sqrt"):
        if a.kind != kind or len(a.args[0].items) != 1:
            return None
        ((m, c),) = a.args[0].items
        if c != 1 or len(m) != 1:
            return None
        ((a, e),) = m
        if e != 1:
            return None
    return a if a.kind == "dot" and len(a.args[0]) == 1 else None


def _put_in(model: Model, p: Any) -> Any:
    total = poly(0)
    for m, c in p.items:
        value = poly(c)
        for a, e in m:
            value = value * _scalar(model, a) ** e
        total = total + value
    return total


def _scalar(model: Model, a: Any) -> Any:
    if a.kind == "seq":
        term = _defined(model, *a.args)
        return Poly([(frozenset([(a, 1)]), 1)]) if term is None else term
    if a.kind == "dot":
        u, v = (*a.args[0], *a.args[0])[:2]
        return dot(_vector(model, u), _vector(model, v))
    if a.kind in ("inv", "sqrt"):
        inner = _put_in(model, a.args[0])
        return inv(inner) if a.kind == "inv" else atom("sqrt", inner)
    if a.kind == "max":
        return maximum(*(_put_in(model, q) for q in a.args))
    if a.kind == "pow":
        return power(_put_in(model, a.args[0]), a.args[1])
    return Poly([(frozenset([(a, 1)]), 1)])


def _vector(model: Model, a: Any) -> Any:
    if a.kind == "vec":
        term = _defined(model, *a.args)
        return Vec([(a, poly(1))]) if term is None else term
    f, i, u = a.args
    components = model.components.get(f)
    if components and f not in model.cycle and i is not None and i.base is not None:
        same = [name for name, landscape in model.functions.items() if landscape == components[-1]]
        f, i = (same[0], None) if same else (f, i)
    argument = Vec()
    for b, c in u.items:
        argument = argument + _vector(model, b) * c
    return Vec([(Atom("grad", f, i, argument), poly(1))])


def _defined(model: Model, name: str, i: Any) -> Any:
    """What a recursion that defines an entry by others at the same time puts for it, else None."""
    recursion = model.recursions.get(name)
    if recursion is None or recursion.shift or i is None or i.base != ALL:
        return None
    return substitute(recursion.term, {}, {recursion.variable: Index(i.base, i.shift)})
