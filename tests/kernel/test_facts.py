"""Every fact is true: in random concrete models, zeros and boundary points among them, where its hypotheses hold.

The models: vectors of R^2, functions on R^2 that are quadratics, convex and no quadratic, or not convex, real functions
from a few formulas whose derivatives are written here by hand, and chains.  What the kernel means by a term is written
here once more, in floats.
"""

import inspect
import math
import random
from dataclasses import dataclass, field

import pytest
import sympy

from samproofs.kernel import facts, rules
from samproofs.kernel.language import Language
from samproofs.kernel.rules import RULES
from samproofs.kernel.terms import KernelError, derivative, poly, sym

MODELS, LEAST = 600, 60
REALS = [x * math.pi / 4 for x in range(-8, 9)] + [-400.0, 400.0] + [-2.0 + 0.37 * i for i in range(14)]
NATURALS = range(6)


# ---------------------------------------------------------------- models


@dataclass
class Function:
    """A function with its gradient, infimum (None: unbounded), and its constants of smoothness and strong convexity."""

    value: object
    gradient: object
    infimum: object
    beta: float
    mu: float


def quadratic(p, q, at=(0.0, 0.0), level=0.0):
    """(p (x - at)^2 + q (y - at)^2)/2 + level; convex if p, q >= 0."""
    return Function(
        lambda u: (p * (u[0] - at[0]) ** 2 + q * (u[1] - at[1]) ** 2) / 2 + level,
        lambda u: (p * (u[0] - at[0]), q * (u[1] - at[1])),
        level if min(p, q) >= 0 else None,
        max(abs(p), abs(q)),
        min(p, q),
    )


def soft(c):
    """sqrt(1 + x^2) + c y^2/2: smooth, convex, not a quadratic; f'' between 0 and 1 in x."""
    return Function(
        lambda u: math.sqrt(1 + u[0] ** 2) + c * u[1] ** 2 / 2,
        lambda u: (u[0] / math.sqrt(1 + u[0] ** 2), c * u[1]),
        1.0,
        max(1.0, c),
        0.0,
    )


def wave(a, c):
    """a sin(x) + c y^2/2: smooth, not convex, bounded below for c >= 0."""
    return Function(
        lambda u: a * math.sin(u[0]) + c * u[1] ** 2 / 2,
        lambda u: (a * math.cos(u[0]), c * u[1]),
        -abs(a),
        max(abs(a), c),
        -abs(a),
    )


@dataclass
class Model:
    """What every name stands for."""

    symbols: dict = field(default_factory=dict)
    indices: dict = field(default_factory=dict)
    sequences: dict = field(default_factory=dict)
    vectors: dict = field(default_factory=dict)
    functions: dict = field(default_factory=dict)
    reals: dict = field(default_factory=dict)  # name -> (value, derivative, infimum or None, beta, mu)
    chains: dict = field(default_factory=dict)  # name -> (start, [(probability, map), ...])

    def index(self, i):
        return i.shift + (0 if i.base is None else self.indices[i.base])

    def number(self, p):
        return math.fsum(float(c) * math.prod(self.atom(a) ** e for a, e in m) for m, c in p.items)

    def vector(self, v):
        total = (0.0, 0.0)
        for a, c in v.items:
            k, w = self.number(c), self.one_vector(a)
            total = (total[0] + k * w[0], total[1] + k * w[1])
        return total

    def one_vector(self, a):
        if a.kind == "vec":
            return self.vectors[a.args[0]]
        return self.functions[a.args[0]].gradient(self.vector(a.args[2]))

    def atom(self, a):
        kind, args = a.kind, a.args
        if kind == "sym":
            return self.symbols[args[0]]
        if kind == "seq":
            return self.sequences[args[0]](self.index(args[1]))
        if kind == "nat":
            return self.index(args[0])
        if kind == "pi":
            return math.pi
        if kind == "max":
            return max(map(self.number, args))
        if kind == "pow":
            return self.number(args[0]) ** self.index(args[1])
        if kind == "sum":
            return math.fsum(
                Model(**{**vars(self), "indices": {**self.indices, "%s": j}}).number(args[1])
                for j in range(self.index(args[0]))
            )
        if kind == "dot":
            u, v = (self.one_vector(x) for x in (*args[0], *args[0])[:2])
            return u[0] * v[0] + u[1] * v[1]
        if kind == "val":
            return self.functions[args[0]].value(self.vector(args[2]))
        if kind == "inf":
            infimum = self.functions[args[0]].infimum
            return 0.0 if infimum is None else infimum
        if kind in ("rval", "rgrad"):
            return self.reals[args[0]][kind == "rgrad"](self.number(args[1]))
        if kind == "rinf":
            infimum = self.reals[args[0]][2]
            return 0.0 if infimum is None else infimum
        if kind == "mean":
            law = self.law(args[0], self.index(args[1]))
            return math.fsum(
                p * Model(**{**vars(self), "symbols": {**self.symbols, "%v": x}}).number(args[2]) for p, x in law
            )
        x = self.number(args[0])
        return {
            "inv": lambda: 1 / x if x else 0.0,
            "sqrt": lambda: math.sqrt(x) if x > 0 else 0.0,
            "exp": lambda: math.exp(x),
            "ln": lambda: math.log(x) if x > 0 else 0.0,
            "sin": lambda: math.sin(x),
            "cos": lambda: math.cos(x),
            "sign": lambda: (x > 0) - (x < 0),
        }[kind]()

    def law(self, chain, t):
        """The values of a chain after t steps, with their probabilities."""
        start, moves = self.chains[chain]
        values = [(1.0, start)]
        for _ in range(t):
            values = [(p * q, move(x)) for p, x in values for q, move in moves]
        return values

    def is_chain(self, name, start, *pairs):
        """Whether the formulas of a chain are those of the model, at many points."""
        first, moves = self.chains[name]
        probabilities = [self.number(p) for p in pairs[::2]]
        at = [Model(**{**vars(self), "symbols": {**self.symbols, "%v": x}}) for x in REALS if abs(x) < 9]
        return (
            len(moves) == len(probabilities)
            and self.number(start) == first
            and probabilities == [p for p, _ in moves]
            and all(
                math.isclose(m.number(f), move(m.symbols["%v"]), abs_tol=1e-9)
                for m in at
                for f, (_, move) in zip(pairs[1::2], moves, strict=True)
            )
        )

    def holds(self, formula, tolerance):
        """Whether a formula holds, up to rounding; quantifiers are tried at finitely many points."""
        kind, args = formula.kind, formula.args
        if kind == "all":
            return all(
                Model(**{**vars(self), "indices": {**self.indices, "%t": j}}).holds(args[0], tolerance)
                for j in NATURALS
            )
        if kind == "every":
            return all(
                Model(**{**vars(self), "symbols": {**self.symbols, "%u": x}}).holds(args[0], tolerance) for x in REALS
            )
        if kind == "pred":
            return self.belongs(*args)
        if kind == "chain":
            return self.is_chain(*args)
        if kind == "v=":
            return math.hypot(*self.vector(args[0])) <= tolerance
        x = self.number(args[0])
        return {">=": x >= -tolerance, ">": x > -tolerance if tolerance > 1e-12 else x > 0, "=": abs(x) <= tolerance}[
            kind
        ]

    def belongs(self, predicate, f, _, constant):
        if predicate.endswith("1"):
            _, _, infimum, beta, mu = self.reals[f]
        else:
            infimum, beta, mu = self.functions[f].infimum, self.functions[f].beta, self.functions[f].mu
        if predicate.startswith("Bounded"):
            return infimum is not None
        c = self.number(constant)
        return c >= beta - 1e-9 if predicate.startswith("Smooth") else c <= mu + 1e-9


REAL_FORMULAS = [  # text in w with parameters p, q; value, derivative, infimum, beta, mu as functions of p and q
    (
        "p*w**2/2 + q*w",
        lambda p, q: (
            lambda w: p * w * w / 2 + q * w,
            lambda w: p * w + q,
            (-q * q / (2 * p) if p > 0 else 0.0 if p == q == 0 else None),
            abs(p),
            p,
        ),
    ),
    ("p*sin(w)", lambda p, q: (lambda w: p * math.sin(w), lambda w: p * math.cos(w), -abs(p), abs(p), -abs(p))),
    (
        "p*cos(2*w) + q",
        lambda p, q: (
            lambda w: p * math.cos(2 * w) + q,
            lambda w: -2 * p * math.sin(2 * w),
            q - abs(p),
            4 * abs(p),
            -4 * abs(p),
        ),
    ),
    (
        "p**2*exp(w)",
        lambda p, q: (
            lambda w: p * p * math.exp(w),
            lambda w: p * p * math.exp(w),
            0.0,
            0.0 if p == 0 else math.inf,
            0.0,
        ),
    ),
    ("q", lambda p, q: (lambda w: q, lambda w: 0.0, q, 0.0, 0.0)),
]

L = Language(
    symbols="p q a x b m w beta mu",
    indices="i n",
    sequences="g",
    vectors="u v",
    functions="f",
    real_functions="k",
    chains="X Y",
)
ARGUMENTS = {
    "p": "p",
    "q": "q",
    "a": "a",
    "x": "x",
    "b": "b",
    "m": "m",
    "beta": "beta",
    "mu": "mu",
    "u": "u",
    "v": "v",
}


def theorem(name, formula="p*w**2/2 + q*w"):
    """The fact at free names, in the order of its parameters."""
    arguments = []
    real = name.startswith("real")
    for parameter in inspect.signature(SOURCE[name]).parameters:
        if parameter == "f":
            arguments.append("k" if real else "f")
        elif parameter == "i" and name in ("nat_nonneg", "pow_step", "sum_step"):
            arguments.append(L.index("n"))
        elif parameter == "i":
            arguments.append(None)
        elif parameter == "s":
            arguments.append("i")
        elif parameter == "u" and real:
            arguments.append("w")
        elif parameter == "body":
            arguments.append(L("g[i]*p + q*i" if name.startswith("sum") else formula))
        else:
            arguments.append(L(ARGUMENTS[parameter]))
    return RULES[name](*arguments)


def unwrapped(run):
    """The function behind the wrappers of a rule, for the names of its parameters."""
    while "function" in (inside := inspect.getclosurevars(run).nonlocals):
        run = inside["function"]
    return run


DEFINITIONS = {"smooth_by_definition"}  # it takes a theorem: tested below
EXPECTATION = {"mean_nonneg", "chain_start", "chain_step"}  # these speak of a chain: tested below
SOURCE = {name: unwrapped(RULES[name]) for name in RULES.keys() - vars(rules).keys() - DEFINITIONS - EXPECTATION}


def random_model(rng, formula):
    def real():
        return rng.choice([0, 0, 1, -1, 0.5, math.pi, math.pi / 2, rng.uniform(-3, 3), rng.uniform(0, 3)])

    def vector():
        return rng.choice([(0.0, 0.0), (real(), real()), (real(), 0.0), (rng.uniform(-2, 2), rng.uniform(-2, 2))])

    f = rng.choice(
        [
            quadratic(abs(real()), abs(real()), vector(), real()),
            quadratic(real(), real()),
            soft(abs(real())),
            wave(real(), abs(real())),
        ]
    )
    p, q = real(), real()
    k = formula(p, q)
    if rng.random() < 0.5:
        a, x, b = sorted(rng.choice([0, math.pi, rng.uniform(0, math.pi)]) for _ in range(3))
    else:
        a, x, b = real(), real(), real()
    owner_beta, owner_mu, infimum = rng.choice([(f.beta, f.mu, k[2]), (k[3] if k[3] < math.inf else 1.0, k[4], k[2])])
    u = vector()
    symbols = {
        "p": p,
        "q": q,
        "a": a,
        "x": x,
        "b": b,
        "w": real(),
        "beta": owner_beta * rng.choice([1, 1, 1.3]),
        "mu": owner_mu - rng.choice([0, 0, 0.4]) * abs(real()),
        "m": real() if infimum is None else infimum - rng.choice([0, 0, abs(real())]),
    }
    return Model(
        symbols,
        {"n": rng.randrange(5), "i": 2},
        {"g": lambda i: [1.0, -2.0, 0.0, 3.0, 0.5, 7.0][i % 6]},
        {"u": u, "v": rng.choice([u, vector(), vector()])},
        {"f": f},
        {"k": k},
    )


def agreement(name, text, make):
    """(models in which all hypotheses hold, those of them in which the conclusion fails)."""
    fact, rng = theorem(name, text), random.Random(name + text)
    used, failed = 0, []
    for _ in range(MODELS):
        model = random_model(rng, make)
        if all(model.holds(h, 1e-12) for h in fact.hypotheses):
            used += 1
            if not model.holds(fact.conclusion, 1e-7):
                failed.append(model.symbols)
    return used, failed


@pytest.mark.parametrize("name", sorted(SOURCE))
def test_the_fact_holds_in_every_model_of_its_hypotheses(name):
    used = 0
    for text, make in REAL_FORMULAS if name.startswith("real") else REAL_FORMULAS[:1]:
        one, failed = agreement(name, text, make)
        used += one
        assert not failed, f"{theorem(name, text)} fails at {failed[0]}"
    assert used >= LEAST, f"only {used} models satisfied the hypotheses"


def test_all_facts_are_tried_and_carry_their_group():
    assert len(SOURCE) == len(RULES) - 11 - len(DEFINITIONS | EXPECTATION) == 45
    for name in SOURCE:
        assert theorem(name).axioms <= facts.AXIOMS.keys() and len(theorem(name).axioms) == 1


@pytest.mark.parametrize("name", sorted(name for name in SOURCE if theorem(name).hypotheses))
def test_the_models_refute_the_fact_without_its_hypotheses(name):
    """So that the test above could fail: some model violates the conclusion when the hypotheses are ignored."""
    fact, rng = theorem(name), random.Random(name)
    assert any(
        not random_model(rng, make).holds(fact.conclusion, 1e-7) for _, make in REAL_FORMULAS for _ in range(MODELS)
    )


# ---------------------------------------------------------------- expectation along a chain

BODIES = ["w", "w**2", "p*w**3 - w + q", "sin(w)", "q*exp(w/8)*w", "1", "max(w, p)*w", "cos(p*w) - cos(p)"]
LAW = ("q", "a", "p*w/2", "b", "sin(w) + x", "1 - a - b", "w - 1")  # start, then probabilities and maps


def chain_model(rng):
    a, b = rng.choice([(0.5, 0.25), (1.0, 0.0), (0.0, 0.0), (0.25, 0.75)])
    p, q, x = (rng.choice([0.0, 1.0, rng.uniform(-2, 2)]) for _ in range(3))
    moves = [(a, lambda w: p * w / 2), (b, lambda w: math.sin(w) + x), (1 - a - b, lambda w: w - 1)]
    return Model({"a": a, "b": b, "p": p, "q": q, "x": x}, {"n": rng.randrange(4)}, chains={"X": (q, moves)})


def along(name, body, *index):
    return RULES[name]("X", *index, "w", L(body), *(L(text) for text in LAW))


@pytest.mark.parametrize("body", BODIES)
def test_expectations_follow_the_law_of_the_chain(body):
    rng = random.Random(body)
    for _ in range(40):
        model = chain_model(rng)
        for fact in (along("chain_start", body), along("chain_step", body, L.index("n"))):
            assert all(model.holds(h, 1e-12) for h in fact.hypotheses) and model.holds(fact.conclusion, 1e-9)
    assert fact.axioms == {"expectation"} and fact.hypotheses == {L(f"Chain(X, {LAW[0]}, w, {', '.join(LAW[1:])})")}


def test_the_models_refute_another_law():
    wrong = RULES["chain_step"]("X", L.index("n"), "w", L("w"), L("q"), L("a"), L("w"), L("1 - a"), L("w + 1"))
    assert any(not chain_model(random.Random(i)).holds(wrong.conclusion, 1e-9) for i in range(40))


@pytest.mark.parametrize("body", ["w**2 + p**2", "1 - sin(w)", "exp(w)", "max(w, 0)*p**2", "abs(w - p)"])
def test_what_is_never_negative_has_a_mean_that_is_not_negative(body):
    fact = RULES["mean_nonneg"]("X", L.index("n"), "w", L(body))
    for i in range(40):
        model = chain_model(random.Random(i))
        assert all(model.holds(h, 1e-12) for h in fact.hypotheses) and model.holds(fact.conclusion, 1e-9)


def test_a_mean_inside_a_mean_is_refused_also_where_it_would_come_out():
    """Else E -sin(X p) >= 0 for all p, true for X = 1 or -1 alike, would give E -sin(X^2) >= 0, which is false."""
    body = L("-mean(w, X[1], sin(w*p))")
    with pytest.raises(KernelError, match=r"^mean_nonneg: mean: a mean inside a mean is not allowed"):
        RULES["mean_nonneg"]("X", L.index("1"), "p", body)
    for name, rest in (("chain_start", ()), ("chain_step", (L.index("n"),))):
        with pytest.raises(KernelError, match=rf"^{name}: mean: a mean inside a mean is not allowed"):
            RULES[name]("X", *rest, "p", body, *(L(text.replace("w", "p")) for text in LAW))
    with pytest.raises(KernelError, match="mean: a mean inside a mean is not allowed"):
        L("mean(p, X[n], mean(w, Y[n], sin(w + p)))")
    assert L("mean(p, X[n], p*mean(w, Y[n], w))") == L("mean(p, X[n], p)*mean(p, Y[n], p)"), (
        "a constant factor comes out"
    )


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (("w", "w"), "a chain's probabilities are constants"),
        (("1",), "a chain has a name, a start, and pairs"),
        ((), "a chain has a name, a start, and pairs"),
        (("1", "mean(p, X[0], sin(p))"), "a mean inside a chain is not allowed"),
    ],
)
def test_a_chain_is_given_by_constant_probabilities_and_maps(pairs, sentence):
    with pytest.raises(KernelError, match=rf"^chain_start: formula: {sentence}"):
        RULES["chain_start"]("X", "w", L("w"), L("q"), *(L(text) for text in pairs))


# ---------------------------------------------------------------- classes of real functions by definition


@pytest.mark.parametrize(
    ("name", "conclusion", "kept"),
    [
        ("smooth_by_definition", "beta**2*(x - w)**2 >= (grad(k, x) - grad(k, w))**2", ["beta >= 0"]),
    ],
)
def test_a_class_is_concluded_from_its_definition_for_two_arbitrary_points(name, conclusion, kept):
    with pytest.raises(KernelError, match=rf"^{name}: x is free in"):
        RULES[name]("k", L("beta"), "x", "w", RULES["assume"](L(conclusion)))
    everywhere = RULES["specialize"](RULES["assume"](L("forall(x, grad(k, x) == 0)")), L("x"))
    there = RULES["specialize"](RULES["assume"](L("forall(x, grad(k, x) == 0)")), L("w"))
    d = L("(grad(k, x) - grad(k, w))")
    terms, equations = ((1, L("beta*(x - w)")),), ((-d, everywhere), (d, there))
    proved = RULES["combine"](L(conclusion), terms, equations)
    constant = L("beta")
    theorem = RULES[name]("k", constant, "x", "w", proved)
    assert theorem.hypotheses == {L("forall(x, grad(k, x) == 0)"), *map(L, kept)}
    for arguments, sentence in [
        (("k", constant, "x", "x", proved), "two different variables"),
        (("k", L("x"), "x", "w", proved), "x is free in x"),
        (("k", L("2*beta"), "x", "w", proved), "the theorem proves .* expected"),
        (("l", constant, "x", "w", proved), "the theorem proves .* expected"),
        (("k", constant, "x", "w", RULES["assume"](L("a >= 0"))), "the theorem proves .* expected"),
        (("k", constant, "x", "w", None), "takes a constant and a theorem"),
    ]:
        with pytest.raises(KernelError, match=rf"^{name}: .*{sentence}"):
            RULES[name](*arguments)


# ---------------------------------------------------------------- derivatives


def random_expression(rng, depth):
    """The same random expression as kernel text and as a SymPy object."""
    w, p = sympy.symbols("w p")
    if depth == 0:
        return rng.choice(
            [("w", w), ("w", w), ("p", p), ("3", sympy.Integer(3)), ("pi", sympy.pi), ("(1/2)", sympy.Rational(1, 2))]
        )
    (a, x), (b, y) = random_expression(rng, depth - 1), random_expression(rng, depth - 1)
    return rng.choice(
        [
            (f"({a} + {b})", x + y),
            (f"({a} - {b})", x - y),
            (f"({a}*{b})", x * y),
            (f"({a})**2", x**2),
            (f"({a})**3", x**3),
            (f"sin({a})", sympy.sin(x)),
            (f"cos({a})", sympy.cos(x)),
            (f"exp({a}/4)", sympy.exp(x / 4)),
            (f"sin({a})", sympy.sin(x)),
        ]
    )


def test_derivatives_agree_with_sympy_on_random_expressions():
    rng, compared, point = random.Random(3), 0, {"w": 0.37, "p": 0.81}
    for _ in range(150):
        text, expression = random_expression(rng, rng.randrange(1, 4))
        first = derivative(L(text), "w")
        for ours, theirs in (
            (first, sympy.diff(expression, "w")),
            (derivative(first, "w"), sympy.diff(expression, "w", 2)),
        ):
            expected = complex(theirs.subs(point).evalf()).real if theirs != 0 else 0.0
            assert math.isclose(Model(point).number(ours), expected, rel_tol=1e-8, abs_tol=1e-8), text
            compared += theirs != 0
    assert compared >= 100


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(w)",
        "inv(w)",
        "1/(1 + w**2)",
        "abs(w)",
        "max(w, 0)",
        "sign(w)",
        "ln(w)",
        "pow(w, n)",
        "w*sqrt(w)",
        "sin(inv(w))",
        "exp(abs(w))",
        "k(w)",
        "grad(k, w)",
        "sum(i, n, w*g[i])",
        "f(w*u)",
        "dot(grad(f, w*u), u)",
    ],
)
def test_what_may_not_be_smooth_is_not_differentiated(text):
    for name, arguments in (
        ("real_gradient", (L("p"),)),
        ("real_smooth", (L("beta"),)),
        ("real_strongly_convex", (L("mu"),)),
    ):
        with pytest.raises(KernelError, match=rf"^{name}: derivative: .* of the variable is not differentiated"):
            RULES[name]("k", "w", L(text), *arguments)


def test_what_does_not_contain_the_variable_is_a_constant():
    theorem = RULES["real_gradient"]("k", "w", L("sqrt(p)*w + k(p) + 1/q"), L("x"))
    assert theorem.conclusion == L("grad(k, x) == sqrt(p)")
    assert theorem.hypotheses == {L("forall(w, k(w) == sqrt(p)*w + k(p) + 1/q)")}


def test_the_gradient_is_taken_at_the_point_even_if_the_point_contains_the_variable():
    at = RULES["real_gradient"]("k", "w", L("w**2"), L("w + p"))
    assert at.conclusion == L("grad(k, w + p) == 2*(w + p)") and at.hypotheses == {L("forall(x, k(x) == x**2)")}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("real_smooth", (L("w**2"), L("w"))),
        ("real_smooth", (L("w**2"), L("2 + sin(w)"))),
        ("real_strongly_convex", (L("w**4"), L("12*w**2"))),
        ("real_inf_ge", (L("w"),)),
        ("real_bounded", (L("k(w)"),)),
        ("real_bounded", (L("-w**2"),)),
    ],
)
def test_a_constant_must_not_contain_the_variable(name, arguments):
    with pytest.raises(KernelError, match=rf"^{name}: the constant contains the variable"):
        RULES[name]("k", "w", *arguments)


def test_a_real_function_and_one_on_the_space_are_never_mixed():
    assert RULES["real_above_inf"]("f", poly(0)).conclusion != RULES["above_inf"]("f", None, L("u")).conclusion
    assert RULES["real_bounded"]("f", "w", poly(0)).conclusion != L("BoundedBelow(f)")
    with pytest.raises(KernelError, match=r"^above_inf: atom: bad argument of val"):
        RULES["above_inf"]("f", None, sym("p"))
    with pytest.raises(KernelError, match=r"^real_above_inf: atom: bad argument of rval"):
        RULES["real_above_inf"]("k", L("u"))
