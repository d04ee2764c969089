"""Each rule lets through what follows and refuses what does not, in the second engine as in the kernel."""

import pytest
from conftest import assume, index, name, number, step

ONE = number("1")


def combine(goal, terms=(), equations=()):
    return step("combine", goal, [list(row) for row in terms], [list(row) for row in equations])


# ---------------------------------------------------------------- what follows
@pytest.mark.parametrize(
    ("steps", "given", "then"),
    [
        ([assume("a >= b")], ["a >= b"], "b <= a"),
        ([step("inv_eq", "a"), assume("a >= b"), assume("b > 0"),
          combine("a > 0", [(ONE, 2), (ONE, 1)]), step("cut", 0, 3)], ["a >= b", "b > 0"], "a/a == 1"),
        ([assume("a >= 0"), assume("b > 0"), assume("c == a"),
          combine("c*b + q**2 >= 0", [(ONE, 0, 1), (ONE, "q")], [("b", 2)])],
         ["a >= 0", "b > 0", "c == a"], "b*c >= -q**2"),
        ([combine("dot(x, x) == sq(x)")], [], "sq(x) == dot(x, x)"),
        ([combine("3 > 0", [(number("3"),)])], [], "3 > 0"),
        ([assume("a >= b"), assume("b >= a"), step("antisym", 0, 1)], ["a >= b", "b >= a"], "a == b"),
    ],
)  # fmt: skip
def test_algebra_and_logic(engines, steps, given, then):
    axioms = ["definition"]
    assert engines.proves(steps, given, then, axioms)
    for k in range(len(given)):
        assert not engines.proves(steps, given[:k] + given[k + 1 :], then, axioms)


def test_cases_removes_the_two_halves_of_the_order(engines):
    steps = [
        step("max_left", "a", "b"), assume("a >= b"), combine("max(a, b) >= b", [(ONE, 1)], [(ONE, 0)]),
        step("max_right", "a", "b"), combine("max(a, b) >= b", [], [(ONE, 3)]), assume("a < b"), assume("b >= a"),
        combine("b >= a", [(ONE, 5)]), step("cut", 4, 7), step("cases", "a - b", 2, 8),
    ]  # fmt: skip
    assert engines.proves(steps, [], "max(a, b) >= b", ["definition"])
    assert not engines.proves([*steps[:-1], step("cases", "a - b + 1", 2, 8)], [], "max(a, b) >= b", ["definition"])
    assert "different formulas" in engines.refusal(*steps, step("cases", "a - b", 1, 8))


def test_names_are_instantiated_everywhere_and_at_once(engines):
    swapped = [[name("a"), "b"], [name("b"), "a"]]
    steps = [assume("g[i] >= a*i"), step("instantiate", 0, swapped, [[name("i"), index("j+2")]])]
    assert engines.proves(steps, ["g[j+2] >= b*(j + 2)"], "g[j+2] >= b*(j + 2)")
    assert not engines.proves(steps, ["g[i] >= a*i"], "g[j+2] >= b*(j + 2)")
    swap = [assume("a >= 2*b"), step("instantiate", 0, swapped, [])]
    assert engines.proves(swap, ["b >= 2*a"], "b >= 2*a")


def test_what_holds_of_all_holds_of_one_and_back(engines):
    steps = [
        assume("forall(i, g[i+1] == a*g[i])"), step("specialize", 0, index("n+1")),
        step("generalize", name("index"), name("n"), 1),
    ]  # fmt: skip
    assert engines.proves(steps[:2], ["forall(j, g[j+1] == a*g[j])"], "g[n+2] == a*g[n+1]")
    assert engines.proves(steps, ["forall(j, g[j+1] == a*g[j])"], "forall(i, g[i+2] == a*g[i+1])")
    assert not engines.proves(steps, ["forall(j, g[j+1] == a*g[j])"], "forall(i, g[i+1] == a*g[i])")
    real = [
        assume("forall(z, h(z) >= a*z)"), step("specialize", 0, "h(w) + a"),
        step("generalize", name("symbol"), name("w"), 1),
    ]  # fmt: skip
    assert engines.proves(real, ["forall(z, h(z) >= a*z)"], "forall(z, h(h(z) + a) >= a*h(z) + a**2)")


def test_induction(engines):
    steps = [
        assume("g[0] >= 0"), assume("forall(i, g[i+1] == 2*g[i])"), step("specialize", 1, index("n")),
        assume("g[n] >= 0"), combine("g[n+1] >= 0", [(number("2"), 3)], [(ONE, 2)]),
        step("induct", name("n"), "g[n] >= 0", 0, 4),
    ]  # fmt: skip
    given = ["g[0] >= 0", "forall(i, g[i+1] == 2*g[i])"]
    assert engines.proves(steps, given, "forall(i, g[i] >= 0)")
    assert not engines.proves(steps, given[1:], "forall(i, g[i] >= 0)")
    assert "base case" in engines.refusal(*steps[:-1], step("induct", name("n"), "g[n] >= 0", 3, 4))
    assert "step does not prove" in engines.refusal(*steps[:-1], step("induct", name("n"), "g[n] >= 0", 0, 3))
    loose = [assume("g[0] >= 0"), assume("g[n+1] >= 0"), step("induct", name("n"), "g[n] >= 0", 0, 1)]
    assert "n is free in the hypothesis" in engines.refusal(*loose)


def test_equals_are_put_for_equals_under_functions(engines):
    def leibniz(a, b, template):
        return step("leibniz", a, b, 0, 1, name("hole"), template)

    steps = [assume("a == b"), assume("exp(a) >= a"), leibniz("a", "b", "exp(hole) >= a")]
    assert engines.proves(steps, ["a == b", "exp(a) >= a"], "exp(b) >= a")
    assert not engines.proves(steps, ["exp(a) >= a"], "exp(b) >= a")
    assert "template" in engines.refusal(*steps[:2], leibniz("a", "b", "exp(hole) >= b"))
    assert "does not say a = b" in engines.refusal(*steps[:2], leibniz("b", "a", "exp(hole) >= a"))


def test_a_zero_vector_is_orthogonal_to_all(engines):
    steps = [assume("x == y - a*grad(f, y)"), step("dot_zero", 0, "x - y")]
    given = ["x == y - a*grad(f, y)"]
    assert engines.proves(steps, given, "sq(x - y) == -a*dot(grad(f, y), x - y)")
    assert not engines.proves(steps, given, "sq(x - y) == a*dot(grad(f, y), x - y)")


def test_the_class_of_a_real_function_by_its_definition(engines):
    def by_definition(kind, c="c", u="a", v="b", theorem=3):
        return step(f"{kind}_by_definition", name("h"), c, name(u), name(v), theorem)

    slopes = [assume("forall(w, grad(h, w) == c*w)"), step("specialize", 0, "a"), step("specialize", 0, "b")]
    both = "grad(h, a) - grad(h, b) + c*(a - b)"
    lipschitz = "(grad(h, a) - grad(h, b))**2 <= c**2*(a - b)**2"
    smooth = [*slopes, combine(lipschitz, [], [(f"-({both})", 1), (both, 2)]), by_definition("smooth")]
    given = ["c >= 0", "forall(w, grad(h, w) == c*w)"]
    assert engines.proves(smooth, given, "Smooth(h, c)")
    assert not engines.proves(smooth, given[1:], "Smooth(h, c)")
    monotone = "(grad(h, a) - grad(h, b))*(a - b) >= c*(a - b)**2"
    convex = [*slopes, combine(monotone, [], [("a - b", 1), ("b - a", 2)])]
    assert "does not prove" in engines.refusal(*convex, by_definition("smooth"))
    assert "a is free in the hypothesis" in engines.refusal(assume(lipschitz), by_definition("smooth", theorem=0))
    assert "the constant contains a variable" in engines.refusal(*smooth[:-1], by_definition("smooth", c="c + a"))
    assert "two different variables" in engines.refusal(*smooth[:-1], by_definition("smooth", v="a"))


# ---------------------------------------------------------------- what does not follow
@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([combine("a**2 + b**2 >= 2*a*b", [(ONE, "a + b")])], "differ by"),
        ([combine("a**2 + b**2 >= 2*a*b", [(number("2"), "a - b")])], "differ by"),
        ([combine("a*inv(a) == 1")], "differ by"),
        ([combine("sqrt(a)**2 == a")], "differ by"),
        ([combine("a**2 > 0", [(ONE, "a")])], "no term is strictly positive"),
        ([assume("a >= 0"), combine("a > 0", [(ONE, 0)])], "no term is strictly positive"),
        ([assume("a > 0"), assume("b >= 0"), combine("a*b > 0", [(ONE, 0, 1)])], "no term is strictly positive"),
        ([assume("a > 0"), combine("0 > 0", [(number("0"), 0)])], "no term is strictly positive"),
        ([assume("a >= 0"), combine("-a >= 0", [(number("-1"), 0)])], "not a rational number >= 0"),
        ([assume("a >= 0"), combine("a*b >= 0", [("b", 0)])], "not a rational number >= 0"),
        ([assume("a >= 0"), combine("a == 0", [(ONE, 0)])], "follows from equations only"),
        ([assume("a >= 0"), combine("a*b == 0", [], [("b", 0)])], "conclusion of kind =="),
        ([assume("x == y"), combine("0 >= 0", [(ONE, 0)])], "conclusion of kind >="),
        ([combine("Smooth(f, a)")], "an inequality or an equation"),
        ([assume("a >= 0"), step("antisym", 0, 0)], "sign changed"),
        ([assume("a > 0"), assume("-a > 0"), step("antisym", 0, 1)], "conclusion of kind >="),
        ([assume("a >= 0"), assume("b >= 0"), step("cut", 0, 1)], "is not a hypothesis"),
        ([assume("a > 0"), step("sqrt_sq", "a"), step("cut", 1, 0)], "is not a hypothesis"),
        ([step("assume", "a")], "expected a formula"),
        ([assume("g[i] >= 0"), step("generalize", name("index"), name("i"), 0)], "i is free"),
        ([assume("a >= 0"), step("generalize", name("symbol"), name("a"), 0)], "a is free"),
        ([step("exp_pos", "a"), step("generalize", name("symbol"), name("a"), 0),
          step("generalize", name("symbol"), name("b"), 1)], "inside a quantifier"),
        ([assume("forall(w, w >= a)"), step("specialize", 0, index("i"))], "expected a term"),
        ([assume("forall(i, i >= a)"), step("specialize", 0, "a")], "expected an index"),
        ([assume("a >= 0"), step("specialize", 0, "a")], "conclusion of kind all or every"),
        ([assume("a >= b"), step("instantiate", 0, [[name("a"), "b"], [name("a"), "c"]], [])], "given twice"),
        ([assume("a >= b"), step("instantiate", 0, [[name("a"), "x"]], [])], "of another kind"),
        ([assume("a >= b"), step("instantiate", 0, [[name("%u"), "b"]], [])], "not declared"),
        ([assume("mean(w, X[i], sin(a*w)) >= 0"), assume("a == mean(w, X[i], w)"),
          step("leibniz", "a", "mean(w, X[i], w)", 1, 0, name("hole"), "mean(w, X[i], sin(hole*w)) >= 0")],
         "a mean inside"),
        ([assume("sum(s, T, g[s]*exp(a)) >= 0"), step("instantiate", 0, [[name("a"), "sum(s, T, g[s])"]], [])],
         "a sum inside"),
        ([assume("a == b"), step("dot_zero", 0, "x")], "conclusion of kind vector"),
        ([assume("x == y"), step("dot_zero", 0, "a")], "expected a vector"),
        ([step("oracle", "a")], "there is no rule called oracle"),
        ([step("cut", 0)], "cannot be read"),
        ([step("cut", True)], "cannot be read"),
        ([step("cut", -1)], "cannot be read"),
        ([step("cut", 0.5)], "cannot be read"),
        ([combine("a**2 >= 0", [(number("1.0"), "a")])], "cannot be read"),
        ([combine("a**2 >= 0", [({"number": "1", "name": "a"}, "a")])], "cannot be read"),
        ([assume("a >= 0"), step("cases", "a", 0)], "shape"),
    ],
)  # fmt: skip
def test_what_does_not_follow_is_refused_with_a_sentence(engines, steps, sentence):
    assert sentence in engines.refusal(*steps)


def test_a_bound_name_captures_nothing(engines):
    steps = [
        assume("forall(n, g[n] >= g[i])"), step("specialize", 0, index("n")),
        step("generalize", name("index"), name("n"), 1),
    ]  # fmt: skip
    assert engines.proves(steps, ["forall(j, g[j] >= g[i])"], "forall(j, g[j] >= g[i])")
    assert not engines.proves(steps, ["forall(j, g[j] >= g[i])"], "forall(i, g[i] >= g[i+1])")
    assert "i is free" in engines.refusal(*steps, step("generalize", name("index"), name("i"), 1))
    inside = [assume("sum(s, T, g[s]*a) >= 0"), step("instantiate", 0, [[name("a"), "g[s]"]], [])]
    assert engines.proves(inside, ["sum(j, T, g[j]*g[s]) >= 0"], "sum(j, T, g[j]*g[s]) >= 0")
    assert not engines.proves(inside, ["sum(j, T, g[j]*g[j]) >= 0"], "sum(j, T, g[j]*g[j]) >= 0")
