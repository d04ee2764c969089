"""Writing a proof down: terms as text, facts as numbered steps, each run through the kernel as it is written.

Nothing here is trusted.  A `Script` keeps what was written (the text of every argument) and hands it to the kernel at once, so that a
mistake shows at the line that makes it; what counts is the replay of the exported text by a fresh interpreter.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from ..kernel import rules
from ..kernel.language import KINDS, Language
from ..kernel.terms import Formula, Index, KernelError, Poly, Vec

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


class Term:
    """A term or a vector as written: its text and how tightly it binds.  Operators write; nothing is expanded.

    >>> eta, beta = terms("eta beta")
    >>> str(eta * (1 - beta / 2) ** 2)
    'eta*(1 - beta/2)**2'
    """

    __slots__ = ("binds", "text")

    def __init__(self, text: str, binds: int = _ATOM) -> None:
        self.text, self.binds = text, binds

    def at(self, least: int) -> str:
        return self.text if self.binds >= least else f"({self.text})"

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Term({self.text!r})"

    def __format__(self, _: str) -> str:
        return self.at(_ATOM)

    def __add__(self, other: Written) -> Term:
        return Term(f"{self.text} + {written(other).at(_PRODUCT)}", _SUM)

    def __radd__(self, other: Written) -> Term:
        return written(other) + self

    def __sub__(self, other: Written) -> Term:
        return Term(f"{self.text} - {written(other).at(_PRODUCT)}", _SUM)

    def __rsub__(self, other: Written) -> Term:
        return written(other) - self

    def __mul__(self, other: Written) -> Term:
        return Term(f"{self.at(_PRODUCT)}*{written(other).at(_POWER)}", _PRODUCT)

    def __rmul__(self, other: Written) -> Term:
        return written(other) * self

    def __truediv__(self, other: Written) -> Term:
        return Term(f"{self.at(_PRODUCT)}/{written(other).at(_POWER)}", _PRODUCT)

    def __rtruediv__(self, other: Written) -> Term:
        return written(other) / self

    def __pow__(self, n: int | str) -> Term:
        return Term(f"{self.at(_ATOM)}**{n}", _POWER) if isinstance(n, int) else call("pow", self, Term(n))

    def __neg__(self) -> Term:
        return Term(f"-{self.at(_PRODUCT)}", _SUM)

    def __ge__(self, other: Written) -> str:
        return f"{self} >= {written(other)}"

    def __gt__(self, other: Written) -> str:
        return f"{self} > {written(other)}"

    def __le__(self, other: Written) -> str:
        return f"{self} <= {written(other)}"

    def __lt__(self, other: Written) -> str:
        return f"{self} < {written(other)}"


Written = Term | int | Fraction


def written(x: Written | str) -> Term:
    """A number, or a text in the statement language, as a `Term`."""
    if isinstance(x, Term):
        return x
    if isinstance(x, str):
        return Term(x, _ATOM if x.isidentifier() else _SUM)
    negative = x < 0
    return Term(str(x), _SUM if negative else _ATOM if Fraction(x).denominator == 1 else _PRODUCT)


def terms(names: str) -> list[Term]:
    return [Term(name) for name in names.split()]


def call(name: str, *arguments: Written) -> Term:
    return Term(f"{name}({', '.join(str(written(a)) for a in arguments)})")


def equal(a: Written | str, b: Written | str) -> str:
    return f"{written(a)} == {written(b)}"


def body(goal: str) -> str:
    """phi of `forall(name, phi)`, as text."""
    return goal[goal.index(", ") + 2 : -1]


def split_absolute(goal: str) -> tuple[Term, Term]:
    """p and b of `abs(p) <= b`, as text."""
    inside, bound = goal.removeprefix("abs(").split(") <= ", 1)
    return written(inside), written(bound)


class Fact:
    """A numbered step of a script and the kernel's theorem for it."""

    __slots__ = ("number", "script", "theorem")

    def __init__(self, script: Script, number: int, theorem: Any) -> None:
        self.script, self.number, self.theorem = script, number, theorem

    @property
    def conclusion(self) -> Any:
        return self.theorem.conclusion

    @property
    def kind(self) -> str:
        return str(self.conclusion.kind)

    @property
    def value(self) -> Any:
        """The polynomial p of a conclusion p >= 0, p > 0 or p = 0."""
        return self.conclusion.args[0]

    def __repr__(self) -> str:
        return f"step {self.number}"


class Name(str):
    """A plain name given to a rule (of a function, of a bound variable), not a term."""


class Script:
    """A proof being written in a language: the statement's names and those that the proof adds.

    >>> p = Script({"symbols": "a b"})
    >>> a, b = terms("a b")
    >>> square = p.combine(a**2 + b**2 >= 2*a*b, [(1, a - b)])
    >>> square.theorem
     |- a**2 - 2*a*b + b**2 >= 0
    """

    def __init__(self, names: dict[str, str], extra: dict[str, str] | None = None) -> None:
        self.extra = dict(extra or {})
        self.language = Language(**{k: f"{names.get(k, '')} {self.extra.get(k, '')}" for k in KINDS if k in names or k in self.extra})
        self.steps: list[dict[str, Any]] = []
        self.found: dict[str, Fact] = {}  # certificates that were found, by what was asked
        self._made: dict[str, Fact] = {}

    # ------------------------------------------------------------ reading what is written
    def term(self, x: Written | str) -> Any:
        """The kernel's value of a written term (Poly or Vec)."""
        return self.language(str(written(x)))

    def formula(self, text: str) -> Any:
        return self.language(text)

    # ------------------------------------------------------------ steps
    def _encode(self, x: Any) -> tuple[Any, Any]:
        """(what is written in the export, what the kernel is given)."""
        if isinstance(x, Fact):
            if x.script is not self:
                raise KernelError("script: a fact of another script")
            return x.number, x.theorem
        if isinstance(x, Name):
            return {"name": str(x)}, str(x)
        if isinstance(x, Index):
            return {"index": repr(x)}, x
        if isinstance(x, Term | int):
            text = str(written(x))
            return text, self.language(text)
        if isinstance(x, Fraction):
            return {"number": str(x)}, x
        if isinstance(x, str):
            return x, self.language(x)
        if isinstance(x, Poly | Vec | Formula):
            return repr(x), x
        if isinstance(x, tuple | list):
            pairs = [self._encode(y) for y in x]
            return [a for a, _ in pairs], tuple(b for _, b in pairs)
        if x is None:
            return None, None
        raise KernelError(f"script: cannot write {type(x).__name__}")

    def step(self, rule: str, *arguments: Any) -> Fact:
        """Run a rule and write it down; an identical step is not written twice."""
        pairs = [self._encode(a) for a in arguments]
        row = {"rule": rule, "args": [a for a, _ in pairs]}
        key = repr(row)
        if key not in self._made:
            theorem = rules.RULES[rule](*(b for _, b in pairs))
            self._made[key] = Fact(self, len(self.steps), theorem)
            self.steps.append(row)
        return self._made[key]

    def know(self, fact: str, *arguments: Any) -> Fact:
        """A fact of `kernel.facts`; plain strings among the arguments are names."""
        return self.step(fact, *(Name(a) if isinstance(a, str) else a for a in arguments))

    def assume(self, formula: str) -> Fact:
        return self.step("assume", formula)

    def cut(self, fact: Fact, *lemmas: Fact) -> Fact:
        """Discharge hypotheses by lemmas; a lemma that is not one of the hypotheses is refused by the kernel.  A lemma that assumes what it
        proves would change nothing and is left out."""
        needed = [k for k in lemmas if k.conclusion not in k.theorem.hypotheses]
        return self.step("cut", fact, *needed) if needed else fact

    def discharge(self, fact: Fact, *lemmas: Fact) -> Fact:
        """Discharge whatever of the lemmas is a hypothesis."""
        needed = [k for k in lemmas if k.conclusion in fact.theorem.hypotheses]
        return self.cut(fact, *needed) if needed else fact

    def combine(self, goal: Any, terms_: Iterable[tuple[Any, ...]] = (), equations: Iterable[tuple[Any, Fact]] = ()) -> Fact:
        rows = [(Fraction(c), *factors) for c, *factors in terms_]
        return self.step("combine", goal, rows, list(equations))

    def antisym(self, one: Fact, other: Fact) -> Fact:
        return self.step("antisym", one, other)

    def cases(self, p: Any, one: Fact, other: Fact) -> Fact:
        return self.step("cases", p, one, other)

    def instantiate(self, fact: Fact, symbols: Mapping[str, Written] | None = None, indices: Mapping[str, str | int] | None = None) -> Fact:
        s = [(Name(n), v) for n, v in (symbols or {}).items()]
        i = [(Name(n), self.index(v)) for n, v in (indices or {}).items()]
        return self.step("instantiate", fact, s, i)

    def generalize(self, kind: str, name: str, fact: Fact) -> Fact:
        return self.step("generalize", Name(kind), Name(name), fact)

    def at(self, fact: Fact, value: str | int | Term) -> Fact:
        """forall at an index (text or number) or at a term."""
        return self.step("specialize", fact, value if isinstance(value, Term) else self.index(value))

    def induct(self, name: str, formula: str, base: Fact, step: Fact) -> Fact:
        return self.step("induct", Name(name), formula, base, step)

    def rewrite(self, a: Written, b: Written, equation: Fact, fact: Fact, template: str) -> Fact:
        """From a = b and phi(a), phi(b); `template` is phi with the symbol `hole`."""
        return self.step("leibniz", written(a), written(b), equation, fact, Name("hole"), template)

    def dot_zero(self, fact: Fact, v: Term) -> Fact:
        return self.step("dot_zero", fact, v)

    def index(self, i: str | int) -> Any:
        return self.language.index(str(i))

    # ------------------------------------------------------------ writing out
    def facts(self) -> list[Fact]:
        """All facts so far, in order."""
        return list(self._made.values())

    def kept(self, roots: dict[str, list[Fact]]) -> list[int]:
        """The numbers of the steps that the roots need, in order."""
        wanted, todo = set(), [f.number for facts in roots.values() for f in facts]
        while todo:
            n = todo.pop()
            if n not in wanted:
                wanted.add(n)
                todo.extend(_references(self.steps[n]["args"]))
        return sorted(wanted)

    def theorems(self, roots: dict[str, list[Fact]]) -> list[Any]:
        """What each step of the exported proof proves, as the kernel of this process said when it was written."""
        made = self.facts()
        return [made[n].theorem for n in self.kept(roots)]

    def export(self, claim: str, roots: dict[str, list[Fact]]) -> dict[str, Any]:
        """The proof as plain data, with the steps that the roots need and no others."""
        kept = self.kept(roots)
        new = {old: i for i, old in enumerate(kept)}
        return {
            "claim": claim,
            "names": self.extra,
            "steps": [{"rule": self.steps[n]["rule"], "args": _renumber(self.steps[n]["args"], new)} for n in kept],
            "roots": {part: [new[f.number] for f in facts] for part, facts in roots.items()},
        }


def _references(x: Any) -> list[int]:
    return [x] if isinstance(x, int) else [n for y in x for n in _references(y)] if isinstance(x, list) else []


def _renumber(x: Any, new: dict[int, int]) -> Any:
    return new[x] if isinstance(x, int) else [_renumber(y, new) for y in x] if isinstance(x, list) else x
