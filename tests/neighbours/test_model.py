"""The evaluator of models agrees with floats, decides nothing that it does not know, refuses what is no model."""

import math
import random
from fractions import Fraction

import pytest

from samproofs.errors import UsageError
from samproofs.kernel.language import Language
from samproofs.neighbours.arithmetics import Balls, Exact
from samproofs.neighbours.model import Model, Values, evaluate
from samproofs.statements import claim, claims

SCALARS = {"symbols": "a b c u", "indices": "t s T", "sequences": "x y", "real_functions": "f"}
SAM = {"symbols": "eta rho", "indices": "t s T", "vectors": "x y", "functions": "f"}
SAM_HYPOTHESES = [
    "forall(t, y[t] == x[t] + rho*grad(f, x[t])/norm(grad(f, x[t])))",
    "forall(t, x[t+1] == x[t] - eta*grad(f, y[t]))",
]

RATIONAL = {
    "a + b*c - a**3/7": lambda a, b, c, T: a + b * c - a**3 / 7,
    "max(a, b) - min(b, c) + abs(c)": lambda a, b, c, T: max(a, b) - min(b, c) + abs(c),
    "choose(a, b, c) + sign(b)": lambda a, b, c, T: (b if a >= 0 else c) + math.copysign(1, b),
    "1/(a*b) + (a + b)/(c - a)": lambda a, b, c, T: 1 / (a * b) + (a + b) / (c - a),
    "a**T + pow(b, 2)": lambda a, b, c, T: a**T + b**2,
    "sum(s, T, a*s + b**s)": lambda a, b, c, T: sum(a * s + b**s for s in range(T)),
    "sqrt(a**2) + T*a - 3/5": lambda a, b, c, T: abs(a) + T * a - 0.6,
}
IRRATIONAL = {
    "sin(a + b)*cos(c)": lambda a, b, c, T: math.sin(a + b) * math.cos(c),
    "exp(a/2) + ln(b)": lambda a, b, c, T: math.exp(a / 2) + (math.log(b) if b > 0 else 0),
    "sqrt(a + b)": lambda a, b, c, T: math.sqrt(max(a + b, 0)),
    "sin(5*pi/6) + cos(-pi/3) + cos(pi)*a": lambda a, b, c, T: 1 - a,
    "sqrt(3)*pi*c": lambda a, b, c, T: math.sqrt(3) * math.pi * c,
    "ln(exp(a)) - a + 1": lambda a, b, c, T: 1,
}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("arithmetic", "terms"), [(Exact, RATIONAL), (Balls, RATIONAL | IRRATIONAL)], ids=["exact", "ball"]
)
def test_terms_have_the_value_that_floats_give(arithmetic, terms, seed):
    rng = random.Random(seed)
    numbers = {name: Fraction(rng.choice([*range(-9, 0), *range(1, 10)]), rng.randint(1, 6)) for name in "ab"}
    numbers["c"] = Fraction(10, 7)
    T = rng.randint(0, 5)
    data = {"arithmetic": "ball", "symbols": {name: str(q) for name, q in numbers.items()}, "indices": {"T": T}}
    values = Values(model := Model(SCALARS, [], data), arithmetic())
    for text, in_floats in terms.items():
        expected = in_floats(**{name: float(q) for name, q in numbers.items()}, T=T)
        assert float(values.term(model.read(text), {})) == pytest.approx(expected, rel=1e-9, abs=1e-12), text


@pytest.mark.parametrize("seed", range(5))
def test_the_orbit_of_sam_in_two_dimensions_is_the_one_of_floats(seed):
    rng = random.Random(seed)
    k, c, start = ([rng.randint(1, 9) for _ in "12"] for _ in "123")
    data = {
        "arithmetic": "ball", "symbols": {"eta": "1/7", "rho": "1/3"}, "indices": {"T": 6},
        "start": {"x": [str(s) for s in start]},
        "functions": {"f": {"diagonal": [str(n) for n in k], "center": [f"{n}/2" for n in c]}},
    }  # fmt: skip
    x = [float(s) for s in start]
    total = 0.0
    for _ in range(6):
        g = [ki * (xi - ci / 2) for ki, ci, xi in zip(k, c, x, strict=True)]
        n = math.hypot(*g)
        total += n**2
        y = [xi + gi / n / 3 for xi, gi in zip(x, g, strict=True)]
        x = [xi - ki * (yi - ci / 2) / 7 for ki, ci, xi, yi in zip(k, c, x, y, strict=True)]
    values = Values(model := Model(SAM, SAM_HYPOTHESES, data), Balls())
    loss = sum(ki / 2 * (xi - ci / 2) ** 2 for ki, ci, xi in zip(k, c, x, strict=True))
    for text, expected in {
        "f(x[T]) - inf(f)": loss,
        "sum(t, T, sq(grad(f, x[t])))": total,
        "norm(x[T])": math.hypot(*x),
    }.items():
        assert float(values.term(model.read(text), {})) == pytest.approx(expected, rel=1e-12)


def test_a_long_orbit_is_iterated_without_deep_recursion():
    data = {"arithmetic": "exact", "symbols": {"eta": "1", "rho": "1"}, "indices": {"T": 3001}, "start": {"x": ["1"]},
            "functions": {"f": {"diagonal": ["1"]}}}  # fmt: skip
    outcome = evaluate(SAM, SAM_HYPOTHESES, ["x[T] == x[1]", "y[T] == x[1] + x[1]"], data)
    assert [c.status for c in outcome.conclusions] == ["true", "true"]


@pytest.mark.parametrize(
    ("function", "predicate", "expected"),
    [
        ({"diagonal": ["2", "-3"]}, "Smooth(f, 3)", "true"),
        ({"diagonal": ["2", "-3"]}, "Smooth(f, 299/100)", "false"),
        ({"diagonal": ["2", "3"]}, "StronglyConvex(f, 2)", "true"),
        ({"diagonal": ["2", "3"]}, "StronglyConvex(f, 201/100)", "false"),
        ({"diagonal": ["2", "-3"]}, "BoundedBelow(f)", "false"),
        ({"diagonal": ["2", "0"]}, "BoundedBelow(f)", "true"),
        ({"diagonal": ["-2", "-2"]}, "inf(f) == 0", "true"),
        ({"example": "zigzag", "beta": "2"}, "Smooth(f, 2)", "true"),
        ({"example": "zigzag", "beta": "2"}, "StronglyConvex(f, 0)", "false"),
        ({"example": "huber"}, "StronglyConvex(f, 0)", "true"),
        ({"breaks": ["0"], "pieces": [["0", "0"], ["-1", "0"]]}, "BoundedBelow(f)", "false"),
    ],
)
def test_classes_are_decided_from_the_function(function, predicate, expected):
    outcome = evaluate(SAM, [], [predicate], {"arithmetic": "exact", "functions": {"f": function}})
    assert outcome.conclusions[0].status == expected


@pytest.mark.parametrize(
    ("body", "then", "expected"),
    [
        ("a/2*(u - b)**2 + 3", "inf(f) == 3", "true"),
        ("a*u**2 + b*u", "inf(f) == -b**2/(4*a)", "true"),
        ("-a*u**2", "BoundedBelow(f)", "false"),
        ("b*u", "BoundedBelow(f)", "false"),
        ("b", "BoundedBelow(f)", "true"),
        ("b", "inf(f) == b", "true"),
        ("a*u**2", "StronglyConvex(f, 2*a)", "true"),
        ("a*u**2", "Smooth(f, 2*a - 1/100)", "false"),
        ("-3*sin(2*u + a)", "inf(f) == -3", "true"),
        ("-3*sin(2*u + a)", "Smooth(f, 12)", "true"),
        ("-3*sin(2*u + a)", "Smooth(f, 1199/100)", "false"),
        ("3*sin(2*u + a)", "StronglyConvex(f, -12)", "true"),
        ("3*sin(2*u + a)", "StronglyConvex(f, -11)", "false"),
        ("3*sin(a)", "Smooth(f, 0)", "true"),
        ("sin(u) + u", "BoundedBelow(f)", "undecided"),
        ("sin(u)*sin(2*u)", "Smooth(f, 100)", "undecided"),
        ("u**4", "BoundedBelow(f)", "undecided"),
        ("sin(u**2)", "BoundedBelow(f)", "undecided"),
        ("u*sin(u)", "BoundedBelow(f)", "undecided"),
    ],
)
def test_classes_of_constructed_functions_are_decided_by_their_formula(body, then, expected):
    data = {"arithmetic": "ball", "symbols": {"a": "2", "b": "3"}}
    assert evaluate(SCALARS, [f"forall(u, f(u) == {body})"], [then], data).conclusions[0].status == expected


def test_the_derivative_of_a_constructed_function_is_taken_at_the_point():
    data = {"arithmetic": "exact", "symbols": {"a": "2"}}
    outcome = evaluate(SCALARS, ["forall(u, f(u) == a*u**3)"], ["grad(f, 1/3) == 2/3", "f(1/3) == 2/27"], data)
    assert [c.status for c in outcome.conclusions] == ["true", "true"]


def judged(hypothesis, data):
    return evaluate(SCALARS, [hypothesis], ["a == a"], data).hypotheses[0]


@pytest.mark.parametrize(
    ("hypothesis", "arithmetic", "status"),
    [
        ("a > 1", "exact", "holds"),
        ("a < 1", "exact", "fails"),
        ("a == 2", "ball", "holds"),
        ("b == a**2", "exact", "by construction"),
        ("sqrt(a) > 1", "exact", "undecided"),
        ("pi > 3", "exact", "undecided"),
        ("sqrt(a) > 1", "ball", "holds"),
        ("sqrt(a)*sqrt(a) == a", "ball", "undecided"),
        ("sqrt(a)*sqrt(a) >= a", "ball", "undecided"),
        ("sqrt(a)*sqrt(a) > a", "ball", "undecided"),
        ("forall(t, a >= t)", "exact", "undecided"),
        ("forall(u, u**2 >= 0)", "exact", "undecided"),
        ("forall(t, a == t)", "exact", "undecided"),
    ],
)
def test_a_hypothesis_is_decided_or_named_undecided(hypothesis, arithmetic, status):
    assert judged(hypothesis, {"arithmetic": arithmetic, "symbols": {"a": "2"}}).status == status


def test_a_symbol_that_the_model_gives_is_not_redefined():
    assert judged("b == a**2", {"arithmetic": "exact", "symbols": {"a": "2", "b": "3"}}).status == "fails"


def test_a_second_equation_for_a_symbol_is_checked():
    outcome = evaluate(SCALARS, ["b == a", "b == a + 1"], ["a == a"], {"arithmetic": "exact", "symbols": {"a": "2"}})
    assert [h.status for h in outcome.hypotheses] == ["by construction", "fails"]


def test_a_start_that_the_model_gives_is_checked_against_the_hypothesis():
    given = ["forall(t, x[t+1] == x[t]/2)", "x[0] == a"]
    data = {"arithmetic": "exact", "symbols": {"a": "2"}}
    assert [h.status for h in evaluate(SCALARS, given, ["x[1] == 1"], data).hypotheses] == ["by construction"] * 2
    data["start"] = {"x": "3"}
    assert [h.status for h in evaluate(SCALARS, given, ["x[1] == 1"], data).hypotheses] == ["by construction", "fails"]


def test_an_equation_of_orbits_that_defines_neither_is_never_by_construction():
    given = ["forall(t, x[t+1] == x[t]/2)", "forall(t, x[t] + 0*a == 7)", "forall(t, 2*x[t] == a)"]
    with pytest.raises(UsageError, match="two hypotheses"):
        evaluate(SCALARS, given, ["a == a"], {"arithmetic": "exact", "symbols": {"a": "2"}, "start": {"x": "1"}})
    outcome = evaluate(
        SCALARS, [given[0], given[2]], ["a == a"], {"arithmetic": "exact", "symbols": {"a": "2"}, "start": {"x": "1"}}
    )
    assert outcome.hypotheses[1].status.startswith("fails")


@pytest.mark.parametrize(
    ("given", "start", "complaint"),
    [
        (["forall(t, x[t+1] == x[t])", "forall(t, x[t+1] == 2*x[t])"], {"x": "1"}, "defined by two hypotheses"),
        (["forall(t, x[t+1] == x[t])", "forall(t, x[t] == t)"], {"x": "1"}, "defined by two hypotheses"),
        (["forall(t, x[t+1] == x[t+2])"], {"x": "1"}, "not an earlier entry"),
        (["forall(t, x[t+1] == x[T])"], {"x": "1"}, "not an earlier entry"),
        (["forall(t, x[t+1] == x[t+1] + 1)"], {"x": "1"}, "at the same time"),
        (["forall(t, y[t] == x[t])", "forall(t, x[t] == y[t])"], {}, "at the same time"),
        (["forall(t, x[t+1] == x[t])"], {}, "needs a start"),
        (["forall(t, x[t] == t)"], {"x": "1"}, "needs a start exactly"),
        (["forall(t, x[t+2] == x[t])"], {"x": "1"}, "a recursion says"),
        (["forall(t, x[t+1] == y[t])"], {"x": "1"}, "which no recursion defines"),
        (["forall(t, x[t+1] == sum(s, t, x[s]))"], {"x": "1"}, "contains a sum"),
        ([], {"x": "1"}, "no recursion defines"),
        (["forall(u, f(u) == u)", "forall(u, f(u) == 2*u)"], {}, "defined by two hypotheses"),
        (["forall(u, f(u) == f(u) + 1)"], {}, "speaks of orbits or functions"),
        (["forall(u, grad(f, u) == f(u))"], {}, "speaks of orbits or functions"),
        (["forall(u, f(u) == c)", "forall(u, grad(f, u) == 1)"], {}, "defined by two hypotheses"),
        (["forall(u, f(u) == abs(u))"], {}, "not differentiated"),
        (["forall(u, grad(f, u) == sign(u))"], {}, "not continuous"),
        (["forall(u, grad(f, u) == 1/u)"], {}, "not continuous"),
        (["a == b", "b == a"], {}, "defined by itself"),
        (["forall(t, x[t+1] == a*x[t])", "x[0] == a", "a == x[2]"], {}, "defined by itself"),
        (["a == x[0]"], {}, "no hypothesis defines x"),
        (["a > b"], {}, "no value to"),
    ],
)
def test_what_does_not_define_an_orbit_is_refused(given, start, complaint):
    with pytest.raises(UsageError, match=complaint):
        evaluate(SCALARS, given, ["c == c"], {"arithmetic": "exact", "symbols": {"c": "1"}, "start": start})


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, "arithmetic"),
        ({"arithmetic": "float"}, "arithmetic"),
        ({"arithmetic": "exact", "symbol": {}}, "no entry 'symbol'"),
        ({"arithmetic": "exact", "symbols": {"z": "1"}}, "does not declare"),
        ({"arithmetic": "exact", "symbols": {"T": "1"}}, "does not declare"),
        ({"arithmetic": "exact", "symbols": {"a": 0.1}}, "number as text"),
        ({"arithmetic": "exact", "symbols": {"a": "b"}}, "number as text"),
        ({"arithmetic": "exact", "symbols": {"a": "0.1"}}, "cannot be read"),
        ({"arithmetic": "exact", "indices": {"T": -1}}, "natural number"),
        ({"arithmetic": "exact", "indices": {"T": True}}, "natural number"),
        ({"arithmetic": "exact", "start": {"a": "1"}}, "does not declare"),
        ({"arithmetic": "exact", "functions": {"f": {"diagonal": ["1"]}}}, "does not declare"),
        ({"arithmetic": "exact", "at": {"x": 1}}, "does not declare"),
    ],
)
def test_data_that_is_no_model_is_refused(data, complaint):
    with pytest.raises(UsageError, match=complaint):
        evaluate(SCALARS, [], ["1 > 0"], data)


@pytest.mark.parametrize(
    "function",
    [{}, {"diagonal": []}, {"diagonal": ["1"], "center": ["1", "2"]}, {"diagonal": ["1"], "centre": ["0"]},
     {"breaks": []},
     {"breaks": [], "pieces": [["1"]]}, {"breaks": ["0"], "pieces": [["1", "0"], ["1", "1"]]}, {"example": "parabola"}],
)  # fmt: skip
def test_a_function_that_cannot_be_read_is_refused(function):
    with pytest.raises(UsageError):
        evaluate(SAM, [], ["1 > 0"], {"arithmetic": "exact", "functions": {"f": function}})


def test_points_of_another_dimension_are_refused():
    data = {
        "arithmetic": "exact",
        "symbols": {"eta": "1", "rho": "1"},
        "functions": {"f": {"diagonal": ["1"]}},
        "start": {"x": ["1", "2"]},
    }
    with pytest.raises(UsageError, match="same dimension"):
        evaluate(SAM, SAM_HYPOTHESES, ["1 > 0"], data)


def test_a_piecewise_function_is_not_evaluated_at_balls():
    data = {
        "arithmetic": "ball",
        "symbols": {"eta": "1", "rho": "1"},
        "functions": {"f": {"example": "huber"}},
        "start": {"x": ["pi"]},
    }
    assert evaluate(SAM, SAM_HYPOTHESES, ["f(x[0]) > 0"], data).conclusions[0].status == "undecided"


def test_a_conclusion_over_all_numbers_is_false_at_an_instance_and_never_true():
    data = {"arithmetic": "exact", "symbols": {"a": "3"}}
    then = ["forall(t, t < a)", "forall(t, t >= 0)", "forall(u, u**2 > 0)", "forall(u, u**2 >= 0)"]
    conclusions = evaluate(SCALARS, [], then, data).conclusions
    assert [(c.status, c.at) for c in conclusions] == [
        ("false", "t = 3"),
        ("undecided", ""),
        ("false", "u = 0"),
        ("undecided", ""),
    ]


def test_the_instance_is_the_one_that_the_model_names():
    data = {"arithmetic": "exact", "symbols": {"a": "3"}, "at": {"t": 9, "u": "1/2"}}
    conclusions = evaluate(
        SCALARS,
        [],
        ["forall(t, t < 9)", "forall(t, t <= 8)", "forall(u, u >= a)"],
        data,
    ).conclusions
    assert [(c.at, c.left, c.right) for c in conclusions] == [
        ("t = 9", "9", "9"),
        ("t = 9", "9", "8"),
        ("u = 1/2", "1/2", "3"),
    ]


def test_the_sides_of_a_conclusion_are_given_exactly_or_as_balls():
    exact = evaluate(SCALARS, [], ["a/3 >= 1"], {"arithmetic": "exact", "symbols": {"a": "2"}}).conclusions[0]
    assert (exact.left, exact.right) == ("2/3", "1")
    enclosed = evaluate(SCALARS, [], ["a*pi >= 1"], {"arithmetic": "ball", "symbols": {"a": "2"}}).conclusions[0]
    assert enclosed.left.startswith("[6.28318530717959 +/-")


@pytest.mark.parametrize("name", claims())
def test_the_text_that_models_read_is_what_the_kernel_states(name):
    stated, language = claim(name), Language(**claim(name).names)
    for part in stated.parts:
        given, then = stated.statement().parts[part.name]
        assert {language(text) for text in stated.hypotheses(part)} == given
        assert [language(text) for text in part.then] == then


CHAINS = {"symbols": "a u", "indices": "T", "chains": "X", "real_functions": "f"}
WALK = "Chain(X, a, u, 1/3, u - 1, 2/3, 2*u)"


@pytest.mark.parametrize("arithmetic", ["exact", "ball"])
def test_the_moments_of_a_chain_are_those_of_its_tree(arithmetic):
    law = {5: Fraction(1)}
    for _ in range(4):
        after = {}
        for x, p in law.items():
            after[x - 1] = after.get(x - 1, 0) + p / 3
            after[2 * x] = after.get(2 * x, 0) + p * 2 / 3
        law = after
    data = {"arithmetic": arithmetic, "symbols": {"a": "5"}, "indices": {"T": 4}}
    values = Values(model := Model(CHAINS, [WALK], data), Exact() if arithmetic == "exact" else Balls())
    expected = sum(p * (x**2 - 3 * x + 1) for x, p in law.items())
    assert float(values.term(model.read("mean(u, X[T], u**2 - 3*u + 1)"), {})) == pytest.approx(float(expected))


@pytest.mark.parametrize(
    ("chain", "status"),
    [
        (WALK, "by construction"),
        ("Chain(X, a, u, a, u, 1 - a, 2*u)", "by construction"),
        ("Chain(X, a, u, 1/3, u - 1, 1/3, 2*u)", "fails"),
        ("Chain(X, a, u, -1/3, u - 1, 4/3, 2*u)", "fails"),
        ("Chain(X, a, u, sqrt(2), u, 1 - sqrt(2), 2*u)", "undecided"),
    ],
)
def test_a_chain_exists_if_its_probabilities_are_those_of_a_law(chain, status):
    outcome = evaluate(CHAINS, [chain], ["a == a"], {"arithmetic": "exact", "symbols": {"a": "1/2"}})
    assert outcome.hypotheses[0].status == status


def test_a_chain_with_too_many_values_is_undecided():
    data = {"arithmetic": "exact", "symbols": {"a": "1"}, "indices": {"T": 20}}
    outcome = evaluate(CHAINS, ["Chain(X, a, u, 1/2, 3*u + 1, 1/2, 7*u)"], ["mean(u, X[T], u) == 0"], data)
    assert outcome.conclusions[0].status == "undecided" and "more than" in outcome.conclusions[0].reason


def test_two_laws_of_one_chain_are_refused():
    with pytest.raises(UsageError, match="two hypotheses"):
        evaluate(CHAINS, [WALK, WALK.replace("2*u", "u")], ["a == a"], {"arithmetic": "exact", "symbols": {"a": "1"}})


def test_a_function_given_by_its_derivative_has_a_derivative_and_no_computed_value_or_class():
    given = ["forall(u, grad(f, u) == max(u, 0) - a)"]
    then = ["grad(f, 3) == 1", "f(3) == 1", "Smooth(f, 1)"]
    outcome = evaluate(CHAINS, given, then, {"arithmetic": "exact", "symbols": {"a": "2"}})
    assert [c.status for c in outcome.conclusions] == ["true", "undecided", "undecided"]


def test_a_fraction_that_is_too_long_to_read_is_described():
    data = {"arithmetic": "exact", "symbols": {"eta": "100", "rho": "1"}, "indices": {"T": 3000}, "start": {"x": ["1"]},
            "functions": {"f": {"diagonal": ["1"]}}}  # fmt: skip
    outcome = evaluate(SAM, SAM_HYPOTHESES, ["sq(x[T]) <= 1"], data)
    assert outcome.conclusions[0].status == "false" and outcome.conclusions[0].left.startswith("a fraction of more")


CYCLE = {
    "arithmetic": "exact",
    "symbols": {"eta": "1"},
    "functions": {"f": {"diagonal": ["1"]}, "l": [{"diagonal": ["1"], "center": [c]} for c in ("1", "-1")]},
    "points": {"end": ["3"]},
    "start": {"x": ["0"]},
}


@pytest.mark.parametrize(("cycle", "value"), [(["l"], "1"), ([], "-1")])
def test_a_list_of_components_ends_with_its_last_or_is_a_cycle(cycle, value):
    names = {"symbols": "eta", "indices": "t", "vectors": "x end", "functions": "f l"}
    given = ["forall(t, x[t+1] == x[t] - eta*grad(l[t], x[t]))"]
    then = [f"dot(x[3], end) == 3*({value})", "sq(end) == 9"]
    judged = evaluate(names, given, then, CYCLE | {"cycle": cycle}).conclusions
    assert [c.status for c in judged] == ["true", "true"]


def test_a_cycle_of_nothing_and_a_vector_without_a_value_are_refused():
    names = {"symbols": "eta", "indices": "t", "vectors": "x end", "functions": "f l"}
    given = ["forall(t, x[t+1] == x[t] - eta*grad(l[t], x[t]))"]
    with pytest.raises(UsageError, match="has no list of components"):
        evaluate(names, given, [], CYCLE | {"cycle": ["f"]})
    with pytest.raises(UsageError, match="gives no value to the vector end"):
        evaluate(names, given, ["sq(end) >= 0"], {**CYCLE, "points": {}})


EXACT_ZERO = {"arithmetic": "ball", "symbols": {"theta": "-pi/2", "a": "0", "b": "1"}, "start": {"x": "-3/10"}}
EXACT_NAMES = {"symbols": "theta a b", "sequences": "x", "indices": "t", "real_functions": "f"}
EXACT_GIVEN = ["forall(t, x[t+1] == b*x[t])", "forall(u, f(u) == sin(5*pi*u/3))"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("abs(5*pi*x[0]/3 - theta) <= a", "holds"),  # 0 <= 0, by cancellation and not by rounding
        ("abs(5*pi*x[0]/3 - theta) < a", "fails"),
        ("abs(5*pi*x[0]/3) <= pi/2", "holds"),
        ("abs(5*pi*x[0]/3) < pi/2", "fails"),
        ("max(5*pi*x[0]/3, -2) <= -pi/2", "holds"),
        ("5*pi*x[0]/3 == theta", "holds"),
        ("grad(f, x[0]) == 0", "holds"),
        ("grad(f, x[0]) > 0", "fails"),
        ("sqrt(2)*sqrt(2) == 2", "undecided"),  # nothing is cancelled that is not the same term
    ],
)
def test_what_is_exactly_zero_is_decided_where_balls_only_straddle_it(text, status):
    names = {**EXACT_NAMES, "symbols": "theta a b u"}
    data = {**EXACT_ZERO}
    (judged,) = evaluate(names, [*EXACT_GIVEN, text], [], data).hypotheses[2:]
    assert judged.status == status


def test_a_strict_conclusion_about_equal_terms_is_false_at_the_start():
    names = {**EXACT_NAMES, "symbols": "theta a b u"}
    then = ["forall(t, abs(x[t] - theta) < (b/2)**t*abs(x[0] - theta))"]
    (judged,) = evaluate(names, EXACT_GIVEN, then, EXACT_ZERO).conclusions
    assert (judged.status, judged.at) == ("false", "t = 0")


def test_a_kink_is_convex_and_smooth_with_no_constant():
    data = {"arithmetic": "exact", "functions": {"f": {"kink": "2", "offset": "3"}}, "start": {"x": ["-1"]}, "symbols": {"eta": "1/4"}}
    classes = ["Smooth(f, 1000000)", "StronglyConvex(f, 0)", "StronglyConvex(f, 1/100)", "BoundedBelow(f)"]
    given = [*classes, "forall(t, x[t+1] == x[t] - eta*grad(f, x[t]))"]
    then = ["f(x[0]) == 5", "f(x[1]) == 4", "inf(f) == 3", "f(x[2]) == inf(f)", "sq(grad(f, x[2])) == 4"]
    outcome = evaluate(SAM, given, then, data)
    assert [h.status for h in outcome.hypotheses] == ["fails", "holds", "fails", "holds", "by construction"]
    assert [c.status for c in outcome.conclusions] == ["true"] * 5


@pytest.mark.parametrize("table", [{"kink": "0"}, {"kink": "-1"}, {"kink": "1", "center": ["1"]}])
def test_what_is_no_kink_is_refused(table):
    with pytest.raises(UsageError, match="given by diagonal"):
        Model(SAM, [], {"arithmetic": "exact", "functions": {"f": table}})
