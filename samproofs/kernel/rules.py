"""Theorems and the eleven rules that make them.

A theorem `hypotheses |- conclusion` says: for every choice of the free symbols, sequences, vectors and functions (in the meaning of
`terms`) that makes all hypotheses true, the conclusion is true.  Each rule's docstring says why it keeps this promise.  Facts about
real numbers, vectors and function classes are in `facts`; they are made through the same door and carry the name of their axiom.

An object of this process convinces nobody, since Python cannot hide a constructor: what counts is `replay`, which runs a written
proof again in a fresh interpreter.
"""
from fractions import Fraction
from types import MappingProxyType

from .terms import (
    ALL, SLOT, Formula, Frozen, Index, KernelError, Poly, Vec, dot, eq, every, forall, free, index, is_closed, is_name, need, poly,
    substitute,
)  # fmt: skip

_KEY = object()
_OPEN = {}
RULES = MappingProxyType(_OPEN)  # name -> rule or fact; `seal` closes it
_sealed = []


class Theorem(Frozen):
    """Hypotheses (a frozenset of formulas), a conclusion, and the names of the axioms used.  Made by rules only."""

    __slots__ = ("hypotheses", "conclusion", "axioms")

    def __init__(self, key, hypotheses, conclusion, axioms):
        need(key is _KEY, "theorem: made by the rules only")
        self._set(hypotheses=frozenset(hypotheses), conclusion=conclusion, axioms=frozenset(axioms))

    def __repr__(self):
        return ", ".join(sorted(map(repr, self.hypotheses))) + f" |- {self.conclusion}"


def _argument_ok(x):
    """Rules take theorems, closed terms and formulas, plain names, exact numbers, None, and tuples of these: nothing else."""
    if type(x) is tuple:
        return all(map(_argument_ok, x))
    if type(x) in (Poly, Vec, Formula, Index):
        return is_closed(x)
    return x is None or type(x) in (Theorem, int, Fraction) or is_name(x)


def rule(function):
    """Enter a function (arguments -> hypotheses, conclusion, axioms) in the table of rules; the wrapper alone makes theorems."""
    name = function.__name__
    need(not _sealed and name not in _OPEN, lambda: f"{name}: the table of rules is closed")

    def run(*args):
        need(_argument_ok(args), lambda: f"{name}: an argument is not a theorem, closed term, plain name, exact number or tuple of these")
        try:
            hypotheses, conclusion, axioms = function(*args)
        except KernelError as refusal:
            text = str(refusal)
            raise KernelError(text if text.startswith(name + ":") else f"{name}: {text}") from None
        except (TypeError, ValueError, AttributeError):
            raise KernelError(f"{name}: the arguments do not have the shape that the rule takes") from None
        need(type(conclusion) is Formula and all(type(h) is Formula for h in hypotheses), lambda: f"{name}: not a formula")
        need(all(map(is_closed, (conclusion, *hypotheses))), lambda: f"{name}: a bound name is loose")
        return Theorem(_KEY, hypotheses, conclusion, axioms)

    run.__name__, run.__doc__ = name, function.__doc__
    _OPEN[name] = run
    return run


def seal():
    """Close the table of rules; called once, after the facts have been entered."""
    _sealed.append(True)


def _theorem(x, *kinds):
    need(type(x) is Theorem, lambda: f"expected a theorem, got {type(x).__name__}")
    need(not kinds or x.conclusion.kind in kinds, lambda: f"expected a conclusion of kind {' or '.join(kinds)}, got {x.conclusion}")
    return x


def _from(theorems, conclusion):
    """The hypotheses of all theorems, the conclusion, the axioms of all theorems."""
    return frozenset().union(*(t.hypotheses for t in theorems)), conclusion, frozenset().union(*(t.axioms for t in theorems))


@rule
def assume(formula):
    """phi |- phi.  What is assumed is true where it is assumed."""
    need(type(formula) is Formula, "takes a formula")
    return {formula}, formula, ()


@rule
def cut(theorem, *lemmas):
    """G, phi |- psi and D |- phi give G, D |- psi: modus ponens.  Each lemma must prove a hypothesis of the theorem."""
    hypotheses = _theorem(theorem).hypotheses
    for lemma in lemmas:
        need(_theorem(lemma).conclusion in hypotheses, lambda: f"{lemma.conclusion} is not a hypothesis of the theorem")
    rest = hypotheses - {lemma.conclusion for lemma in lemmas}
    return rest.union(*(lemma.hypotheses for lemma in lemmas)), theorem.conclusion, _from((theorem, *lemmas), None)[2]


@rule
def combine(goal, terms, equations):
    """The certificate rule.  `goal` is `p >= 0`, `p > 0` or `p = 0`; `terms` are tuples (c, factor, ...) with a rational c >= 0 and
    factors that are theorems `q >= 0`, `q > 0` or polynomials, which stand for their squares; `equations` are pairs
    (multiplier, theorem `q = 0`).  The rule holds if p = sum c * (product of factors) + sum multiplier * q, coefficient by coefficient.
    Why: a product of numbers >= 0 is >= 0, an equation contributes 0.  For `>` one term has c > 0 and only factors `> 0`; for `=`
    there are no terms."""
    need(type(goal) is Formula and goal.kind in (">=", ">", "="), "the goal must be >=, > or ==")
    need(type(terms) is tuple and type(equations) is tuple, "terms and equations are tuples")
    need(goal.kind != "=" or not terms, "an equation follows from equations only")
    rest, used, strict = goal.args[0], [], False
    for c, *factors in terms:
        need(type(c) in (int, Fraction) and c >= 0, lambda: f"the coefficient {c!r} is not a rational number >= 0")
        value = poly(c)
        for x in factors:
            if type(x) is Poly:
                value = value * x * x
            else:
                value = value * _theorem(x, ">=", ">").conclusion.args[0]
                used.append(x)
        strict = strict or (c > 0 and all(type(x) is Theorem and x.conclusion.kind == ">" for x in factors))
        rest = rest - value
    for multiplier, x in equations:
        rest = rest - poly(multiplier) * _theorem(x, "=").conclusion.args[0]
        used.append(x)
    need(not rest.items, lambda: f"the goal and the certificate differ by {rest}")
    need(goal.kind != ">" or strict, "no strictly positive term")
    return _from(used, goal)


@rule
def antisym(one, other):
    """p >= 0 and -p >= 0 give p = 0: the order is antisymmetric."""
    p = _theorem(one, ">=").conclusion.args[0]
    need(_theorem(other, ">=").conclusion.args[0] == -p, "the second theorem must be the first with the sign changed")
    return _from((one, other), Formula("=", p))


@rule
def cases(p, one, other):
    """G, p >= 0 |- phi and D, -p > 0 |- phi give G, D |- phi: the order is total.  Each case removes its own assumption only."""
    need(_theorem(one).conclusion == _theorem(other).conclusion, lambda: f"different conclusions: {one.conclusion} and {other.conclusion}")
    hypotheses = (one.hypotheses - {Formula(">=", p)}) | (other.hypotheses - {Formula(">", -p)})
    return hypotheses, one.conclusion, one.axioms | other.axioms


@rule
def instantiate(theorem, symbols, indices):
    """Put terms for free symbols ((name, term), ...) and indices ((name, index), ...), in hypotheses and conclusion alike: a theorem
    holds for every choice of its free names, so for this one."""
    s, i = dict(symbols), dict(indices)
    need(len(s) == len(symbols) and len(i) == len(indices), "a name is given twice")
    need(all(is_name(n) and type(v) is Poly for n, v in s.items()), "symbols take terms")
    need(all(is_name(n) and type(v) is Index for n, v in i.items()), "indices take indices")
    _theorem(theorem)
    return {substitute(h, s, i) for h in theorem.hypotheses}, substitute(theorem.conclusion, s, i), theorem.axioms


@rule
def generalize(kind, name, theorem):
    """G |- phi gives G |- forall name, phi, if the name (an `index` or a `symbol`) is not free in G: it was arbitrary."""
    need(kind in ("index", "symbol"), "the kind is index or symbol")
    for h in _theorem(theorem).hypotheses:
        need((kind, name) not in free(h), lambda: f"{name} is free in the hypothesis {h}")
    quantify = forall if kind == "index" else every
    return theorem.hypotheses, quantify(name, theorem.conclusion), theorem.axioms


@rule
def specialize(theorem, value):
    """forall gives its body at any index (over the naturals) or any term (over the reals)."""
    formula = _theorem(theorem, "all", "every").conclusion
    if formula.kind == "all":
        need(type(value) is Index, "forall over the naturals takes an index")
        return theorem.hypotheses, substitute(formula.args[0], {}, {ALL: value}), theorem.axioms
    need(type(value) is Poly, "forall over the reals takes a term")
    return theorem.hypotheses, substitute(formula.args[0], {SLOT: value}, {}), theorem.axioms


@rule
def induct(name, formula, base, step):
    """G |- phi(0) and D, phi(t) |- phi(t+1), t not free in D, give G, D |- forall t, phi(t): induction over the naturals."""
    need(type(formula) is Formula, "takes a formula")
    first, next_ = (substitute(formula, {}, {name: i}) for i in (index(0), Index(name, 1)))
    need(_theorem(base).conclusion == first, lambda: f"the base case proves {base.conclusion}, expected {first}")
    need(_theorem(step).conclusion == next_, lambda: f"the step proves {step.conclusion}, expected {next_}")
    rest = step.hypotheses - {formula}
    for h in rest:
        need(("index", name) not in free(h), lambda: f"{name} is free in the hypothesis {h} of the step")
    return base.hypotheses | rest, forall(name, formula), base.axioms | step.axioms


@rule
def leibniz(a, b, equation, theorem, hole, template):
    """a = b and phi(a) give phi(b): equals for equals.  `template` is phi with the symbol `hole` at the places to rewrite; `hole` is
    never put under a binder of a name that `a` or `b` contains, since bound names cannot be written."""
    need(type(a) is Poly and type(b) is Poly and _theorem(equation, "=").conclusion == eq(a, b), "the equation does not say a = b")
    need(is_name(hole) and type(template) is Formula, "takes the name of a hole and a formula")
    need(substitute(template, {hole: a}, {}) == _theorem(theorem).conclusion, "the template at a is not the theorem's conclusion")
    return _from((equation, theorem), substitute(template, {hole: b}, {}))


@rule
def dot_zero(theorem, v):
    """u = 0 gives <u, v> = 0."""
    need(type(v) is Vec, "takes a vector")
    return theorem.hypotheses, Formula("=", dot(_theorem(theorem, "v=").conclusion.args[0], v)), theorem.axioms
