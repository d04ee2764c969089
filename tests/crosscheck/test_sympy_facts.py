"""Each fact says what mathematics says, no more and no less, in the second engine as in the kernel."""

import pytest
from conftest import NAMES, index, name, step
from hypothesis import given, settings
from hypothesis import strategies as st

from samproofs.crosscheck import facts, steps
from samproofs.crosscheck.coordinates import Refusal, Values
from samproofs.crosscheck.reader import Reader, declared
from samproofs.crosscheck.sympy_engine import replay
from samproofs.kernel import replay as kernel
from samproofs.kernel.rules import RULES

f, h, X, s, w = map(name, "fhXsw")
LAW = ("a", "1/3", "w + b", "2/3", "w - b")
CHAIN = "Chain(X, a, w, 1/3, w + b, 2/3, w - b)"
DEFINED = "forall(w, h(w) == sin(a*w) + c*w**2)"

# fact, arguments, hypotheses, conclusion, and a conclusion that is a little too strong or false
CASES = [
    ("max_left", ["a", "b"], ["a >= b"], "max(a, b) == a", "max(a, b) == b"),
    ("max_right", ["a", "b"], ["b >= a"], "max(a, b) == b", "max(a, b) == a"),
    ("inv_eq", ["a"], ["a > 0"], "a/a == 1", "a/a == 2"),
    ("inv_pos", ["a"], ["a > 0"], "1/a > 0", "-1/a > 0"),
    ("sign_pos", ["a"], ["a > 0"], "sign(a) == 1", "sign(a) == -1"),
    ("sign_neg", ["a"], ["a < 0"], "sign(a) == -1", "sign(a) == 0"),
    ("sign_zero", ["a"], ["a == 0"], "sign(a) == 0", "sign(a) == 1"),
    ("sqrt_nonneg", ["a"], [], "sqrt(a) >= 0", "sqrt(a) > 0"),
    ("sqrt_sq", ["a"], ["a >= 0"], "sqrt(a)**2 == a", "sqrt(a) == a"),
    ("nat_nonneg", [index("i")], [], "i >= 0", "i >= 1"),
    ("pow_zero", ["a"], [], "pow(a, 0) == 1", "pow(a, 0) == a"),
    ("pow_step", ["a", index("i+1")], [], "a**(i+2) == a*a**(i+1)", "a**(i+2) == a**(i+1)"),
    ("sum_zero", [s, "g[s]"], [], "sum(j, 0, g[j]) == 0", "sum(j, 1, g[j]) == 0"),
    ("sum_step", [s, "g[s]", index("i")], [], "sum(j, i+1, g[j]) == sum(j, i, g[j]) + g[i]",
     "sum(j, i+1, g[j]) == sum(j, i, g[j]) + g[i+1]"),
    ("exp_pos", ["a"], [], "exp(a) > 0", "exp(a) > 1"),
    ("exp_ge", ["a"], [], "exp(a) >= 1 + a", "exp(a) > 1 + a"),
    ("exp_add", ["a", "b"], [], "exp(a + b) == exp(a)*exp(b)", "exp(a*b) == exp(a)*exp(b)"),
    ("exp_zero", [], [], "exp(0) == 1", "exp(0) == 0"),
    ("exp_ln", ["a"], ["a > 0"], "exp(ln(a)) == a", "ln(exp(a)) == 2*a"),
    ("sin_add", ["a", "b"], [], "sin(a + b) == sin(a)*cos(b) + cos(a)*sin(b)", "sin(a + b) == sin(a) + sin(b)"),
    ("cos_add", ["a", "b"], [], "cos(a + b) == cos(a)*cos(b) - sin(a)*sin(b)",
     "cos(a + b) == cos(a)*cos(b) + sin(a)*sin(b)"),
    ("sin_neg", ["a - b"], [], "sin(b - a) == -sin(a - b)", "sin(b - a) == sin(a - b)"),
    ("cos_neg", ["a - b"], [], "cos(b - a) == cos(a - b)", "cos(b - a) == -cos(a - b)"),
    ("sin_cos_one", ["a"], [], "sin(a)**2 + cos(a)**2 == 1", "sin(a)**2 - cos(a)**2 == 1"),
    ("sin_half_pi", [], [], "sin(pi/2) == 1", "sin(pi) == 1"),
    ("sin_sixth_pi", [], [], "sin(pi/6) == 1/2", "sin(pi/6) == 1/3"),
    ("pi_lower", [], [], "pi > 3", "pi > 22/7"),
    ("sin_le", ["a"], ["a >= 0"], "sin(a) <= a", "sin(a) < a"),
    ("sin_concave", ["a", "b", "c"], ["a >= 0", "a <= b", "b <= c", "c <= pi"],
     "(c - a)*sin(b) >= (c - b)*sin(a) + (b - a)*sin(c)", "(c - a)*sin(b) >= (b - a)*sin(a) + (c - b)*sin(c)"),
    ("square_nonneg", ["x - y"], [], "sq(x) - 2*dot(x, y) + sq(y) >= 0", "sq(x) - 3*dot(x, y) + sq(y) >= 0"),
    ("cauchy_schwarz", ["x", "y"], [], "sq(x)*sq(y) >= dot(x, y)**2", "sq(x)*sq(y) >= 2*dot(x, y)**2"),
    ("lipschitz", [f, None, "a", "x", "y"], ["Smooth(f, a)"], "sq(grad(f, x) - grad(f, y)) <= a**2*sq(x - y)",
     "sq(grad(f, x) - grad(f, y)) <= a*sq(x - y)"),
    ("descent", [f, index("i"), "a", "x", "y"], ["Smooth(f[i], a)"],
     "f[i](x) <= f[i](y) + dot(grad(f[i], y), x - y) + a/2*sq(x - y)",
     "f[i](x) <= f[i](y) + dot(grad(f[i], x), x - y) + a/2*sq(x - y)"),
    ("monotone", [f, None, "a", "x", "y"], ["StronglyConvex(f, a)"],
     "dot(grad(f, x) - grad(f, y), x - y) >= a*sq(x - y)", "dot(grad(f, x) - grad(f, y), y - x) >= a*sq(x - y)"),
    ("coercive", [f, None, "a", "b", "x", "y"], ["StronglyConvex(f, a)", "Smooth(f, b)", "a > 0"],
     "dot(grad(f, x) - grad(f, y), x - y)*(a + b) >= a*b*sq(x - y) + sq(grad(f, x) - grad(f, y))",
     "dot(grad(f, x) - grad(f, y), x - y)*(a + b) >= 2*a*b*sq(x - y) + sq(grad(f, x) - grad(f, y))"),
    ("gradient_dominance", [f, None, "a", "x"], ["StronglyConvex(f, a)", "a > 0"],
     "sq(grad(f, x)) >= 2*a*(f(x) - inf(f))", "sq(grad(f, x)) >= 4*a*(f(x) - inf(f))"),
    ("interpolation", [f, None, "a", "b", "x", "y"], ["StronglyConvex(f, a)", "Smooth(f, b)", "b > a"],
     "2*(b - a)*(f(x) - a/2*sq(x) - f(y) + a/2*sq(y) - dot(grad(f, y) - a*y, x - y))"
     " >= sq(grad(f, x) - a*x - grad(f, y) + a*y)",
     "2*(b - a)*(f(x) - a/2*sq(x) - f(y) + a/2*sq(y) - dot(grad(f, x) - a*x, x - y))"
     " >= sq(grad(f, x) - a*x - grad(f, y) + a*y)"),
    ("convex_smooth", [f, None, "a", "x", "y"], ["StronglyConvex(f, 0)", "Smooth(f, a)", "a > 0"],
     "sq(grad(f, x) - grad(f, y)) <= 2*a*(f(y) - f(x) - dot(grad(f, x), y - x))",
     "sq(grad(f, x) - grad(f, y)) <= a*(f(y) - f(x) - dot(grad(f, x), y - x))"),
    ("above_inf", [f, index("2"), "x"], ["BoundedBelow(f[2])"], "f[2](x) >= inf(f[2])", "f[2](x) >= inf(f[1])"),
    ("real_gradient", [h, w, "sin(a*w) + c*w**2", "b"], [DEFINED], "grad(h, b) == a*cos(a*b) + 2*c*b",
     "grad(h, b) == cos(a*b) + 2*c*b"),
    ("real_smooth", [h, w, "sin(a*w) + c*w**2", "b"],
     [DEFINED, "forall(w, b >= 2*c - a**2*sin(a*w))", "forall(w, -b <= 2*c - a**2*sin(a*w))"], "Smooth(h, b)",
     "Smooth(h, b/2)"),
    ("real_strongly_convex", [h, w, "sin(a*w) + c*w**2", "b"],
     [DEFINED, "forall(w, 2*c - a**2*sin(a*w) >= b)"], "StronglyConvex(h, b)", "StronglyConvex(h, 2*b)"),
    ("real_inf_ge", [h, w, "a"], ["forall(z, h(z) >= a)"], "inf(h) >= a", "inf(h) <= a"),
    ("real_bounded", [h, w, "a"], ["forall(z, h(z) >= a)"], "BoundedBelow(h)", "inf(h) >= a + 1"),
    ("real_above_inf", [h, "a"], ["BoundedBelow(h)"], "h(a) >= inf(h)", "h(a) > inf(h)"),
    ("mean_nonneg", [X, index("i"), w, "w**2 - a"], ["forall(z, z**2 - a >= 0)"], "mean(z, X[i], z**2) >= a",
     "mean(z, X[i], z) >= a"),
    ("chain_start", [X, w, "w**2", *LAW], [CHAIN], "mean(z, X[0], z**2) == a**2", "mean(z, X[1], z**2) == a**2"),
    ("chain_step", [X, index("i"), w, "w**2", *LAW], [CHAIN],
     "mean(z, X[i+1], z**2) == mean(z, X[i], z**2) - 2*b/3*mean(z, X[i], z) + b**2",
     "mean(z, X[i+1], z**2) == mean(z, X[i], z**2) + 2*b/3*mean(z, X[i], z) + b**2"),
]  # fmt: skip
EACH = pytest.mark.parametrize(
    ("fact", "arguments", "hypotheses", "conclusion", "wrong"), CASES, ids=[row[0] for row in CASES]
)
GROUPS = {fact: row[0] for fact, row in facts.FACTS.items()} | {
    "sum_zero": "definition", "sum_step": "definition", "real_gradient": "calculus", "real_smooth": "F10",
    "real_strongly_convex": "F10", "real_inf_ge": "infimum", "real_bounded": "infimum", "real_above_inf": "infimum",
    "mean_nonneg": "expectation", "chain_start": "expectation", "chain_step": "expectation",
}  # fmt: skip


def test_both_engines_know_the_same_rules_and_facts_and_every_fact_is_tested_here():
    assert {*facts.FACTS, *facts.BINDING, *steps.RULES} == set(RULES)
    assert {row[0] for row in CASES} == {*facts.FACTS, *facts.BINDING}


@EACH
def test_a_fact_proves_its_conclusion_from_its_hypotheses(engines, fact, arguments, hypotheses, conclusion, wrong):
    assert engines.proves([step(fact, *arguments)], hypotheses, conclusion, [GROUPS[fact]])


@EACH
def test_a_fact_does_not_prove_what_is_stronger(engines, fact, arguments, hypotheses, conclusion, wrong):
    assert not engines.proves([step(fact, *arguments)], hypotheses, wrong, [GROUPS[fact]])


@EACH
def test_a_fact_needs_each_of_its_hypotheses_and_its_axiom(engines, fact, arguments, hypotheses, conclusion, wrong):
    for k in range(len(hypotheses)):
        fewer = hypotheses[:k] + hypotheses[k + 1 :]
        assert not engines.proves([step(fact, *arguments)], fewer, conclusion, [GROUPS[fact]])
    assert not engines.proves([step(fact, *arguments)], hypotheses, conclusion, [])


@EACH
def test_a_fact_takes_all_its_arguments_and_no_more(engines, fact, arguments, hypotheses, conclusion, wrong):
    engines.refusal(step(fact, *arguments, "a"))
    if arguments:
        engines.refusal(step(fact, *arguments[:-1]))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("real_smooth", h, w, "w**2", "w"), "contains the variable"),
        (("real_strongly_convex", h, w, "w**2", "2*w"), "contains the variable"),
        (("real_inf_ge", h, w, "sin(w)"), "contains the variable"),
        (("real_bounded", h, w, "w"), "contains the variable"),
        (("real_gradient", h, w, "inv(w)", "a"), "inv of the variable is not differentiated"),
        (("real_gradient", h, w, "h(w)", "a"), "h of the variable is not differentiated"),
        (("sum_zero", s, "sum(j, T, g[j]*g[s])"), "a sum inside a sum"),
        (("mean_nonneg", X, index("i"), w, "mean(z, X[j], sin(z*w))"), "a mean inside a mean"),
        (("chain_start", X, w, "w", "a", "w", "w"), "are constants"),
        (("chain_start", X, w, "w", "a", "1/2", "w", "1/2"), "pairs"),
        (("square_nonneg", "a"), "must be a vector"),
        (("inv_eq", "x"), "must be a real"),
        (("nat_nonneg", "a"), "must be a index"),
    ],
)
def test_a_side_condition_that_fails_is_refused_with_a_sentence(engines, arguments, sentence):
    assert sentence in engines.refusal(step(*arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ("lipschitz", h, None, "a", "x", "y"),
        ("real_above_inf", f, "a"),
        ("sum_zero", w, "a"),
        ("real_bounded", h, s, "a"),
        ("chain_start", f, w, "w", "a", "1", "w"),
    ],
)
def test_a_name_of_another_kind_is_refused(arguments):
    reader = Reader(Values(), declared(NAMES))
    values = [x["name"] if isinstance(x, dict) else reader(x) if isinstance(x, str) else x for x in arguments[1:]]
    with pytest.raises(Refusal, match="not declared as"):
        steps.take(reader, arguments[0], values)


# ---------------------------------------------------------------- agreement with the kernel on random arguments
SIGNS = st.sampled_from("+-")
INDICES = st.sampled_from(["0", "3", "i", "n+1"])
LEAVES = st.sampled_from(
    ["1", "2/3", "a", "b", "i", "pi", "g[i+1]", "inv(a*b)", "1/(a - b)", "sqrt(a + 1)", "dot(x, y[i])", "f(x)", "b**n"]
)
NUMBERS = st.recursive(LEAVES, lambda p: st.builds("({} {} {})".format, p, st.sampled_from("+-*"), p), max_leaves=3)
MOVES = st.sampled_from(["x", "y[i]", "grad(f, y[n+1])"])
VECTORS = st.builds("{}*{} {} {}".format, LEAVES, MOVES, SIGNS, st.sampled_from(["x", "y[0]"]))


def _random_argument(draw, like):
    if isinstance(like, dict) and "index" in like:
        return index(draw(INDICES))
    if not isinstance(like, str):
        return like
    return draw(VECTORS if like in ("x", "y", "x - y") else NUMBERS)


@EACH
@given(data=st.data())
@settings(max_examples=6, deadline=None, derandomize=True)
def test_the_engines_say_the_same_of_random_arguments(fact, arguments, hypotheses, conclusion, wrong, data):
    free = [x for x in arguments if isinstance(x, str) and "w" not in x]
    chosen = [_random_argument(data.draw, x) if x in free or not isinstance(x, str) else x for x in arguments]
    proof = {"names": {}, "steps": [step(fact, *chosen)]}
    (first,), (second,) = kernel.run(proof, NAMES), replay(proof, NAMES)
    # the kernel's names for bound variables, which its text uses, are added to the language
    bound = {"symbols": NAMES["symbols"] + " u v", "indices": NAMES["indices"] + " t"}
    reader = Reader(Values(), declared(NAMES | bound))
    read = {str(reader(repr(formula))) for formula in first.hypotheses}
    assert str(reader(repr(first.conclusion))) == str(second.conclusion)
    assert read == set(map(str, second.hypotheses))
    assert first.axioms == second.axioms
