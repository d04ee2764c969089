"""The rules make no false theorem: whatever is tried, they refuse with their name, or keep the false hypothesis."""

import copy
import itertools
import pickle
from fractions import Fraction

import pytest

from samproofs.kernel import facts
from samproofs.kernel.language import Language
from samproofs.kernel.rules import RULES, Theorem, rule, seal
from samproofs.kernel.terms import (
    ALL,
    SLOT,
    SUM,
    Atom,
    Formula,
    Index,
    KernelError,
    Poly,
    Vec,
    atom,
    eq,
    forall,
    ge,
    gt,
    poly,
    power,
    summation,
    sym,
)

L = Language(symbols="a b c u", indices="r s t T", sequences="g h", vectors="v w x", functions="f", real_functions="k")
FALSE = ge(-1, 0)
ONE, HALF = Fraction(1), Fraction(1, 2)


def assumed(text):
    return RULES["assume"](L(text))


def trivially(formula, *terms):
    """A theorem without hypotheses: a combination of squares."""
    return RULES["combine"](formula, terms, ())


def true(text, c=ONE):
    return trivially(L(text), (c,))


class LyingFraction(Fraction):
    def __ge__(self, other):
        return True


class LyingText(str):
    __slots__ = ()

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


# ---------------------------------------------------------------- forging


def test_a_theorem_cannot_be_constructed():
    with pytest.raises(KernelError, match="theorem: made by the rules only"):
        Theorem(object(), (), FALSE, ())


@pytest.mark.parametrize("base", [Theorem, Poly, Vec, Formula, Index, Atom])
def test_kernel_classes_cannot_be_subclassed(base):
    with pytest.raises(KernelError, match="kernel classes cannot be subclassed"):
        type("Mine", (base,), {})


@pytest.mark.parametrize("name", ["hypotheses", "conclusion", "axioms"])
def test_a_theorem_cannot_be_changed(name):
    theorem = assumed("a >= 0")
    with pytest.raises(KernelError, match="kernel objects are immutable"):
        setattr(theorem, name, frozenset())
    with pytest.raises(KernelError, match="kernel objects are immutable"):
        delattr(theorem, name)


@pytest.mark.parametrize("attempt", [copy.copy, copy.deepcopy, pickle.dumps])
@pytest.mark.parametrize("thing", [assumed("a >= 0"), L("a"), L("v"), L("a >= 0"), Index("t")])
def test_kernel_objects_are_not_copied_or_pickled(attempt, thing):
    with pytest.raises(KernelError, match="not copied or pickled"):
        attempt(thing)


@pytest.mark.parametrize("thing", [assumed("a >= 0"), L("a"), L("v"), L("a >= 0")])
def test_kernel_objects_have_no_truth_value(thing):
    with pytest.raises(KernelError, match="no truth value"):
        bool(thing)


@pytest.mark.parametrize(
    "hiding",
    [
        lambda x: [ONE, x],
        lambda x: ([ONE, x],),
        lambda x: {x},
        lambda x: {"x": x},
        lambda x: iter([x]),
        lambda x: type("Box", (), {"conclusion": FALSE, "hypotheses": frozenset(), "axioms": frozenset()})(),
    ],
)
def test_rules_take_tuples_and_nothing_else_that_can_hide_a_theorem(hiding):
    with pytest.raises(KernelError, match="combine: an argument is not a theorem"):
        RULES["combine"](FALSE, hiding(assumed("a >= 0")), ())


def test_an_object_that_looks_like_a_theorem_is_not_one():
    class Pretender:
        hypotheses, conclusion, axioms = frozenset(), FALSE, frozenset()

    with pytest.raises(KernelError, match="cut: an argument is not a theorem"):
        RULES["cut"](Pretender())


def test_the_table_of_rules_is_closed():
    with pytest.raises(KernelError, match="cheat: the table of rules is closed"):

        @rule
        def cheat():
            return (), FALSE, ()

    with pytest.raises(KernelError, match="cheat: the table of rules is closed"):

        @facts.fact("definition")
        def cheat():
            return (), FALSE

    with pytest.raises(KernelError, match="no group of axioms is called mine"):
        facts.fact("mine")
    with pytest.raises(TypeError, match="does not support item assignment"):
        RULES["cheat"] = lambda: None


def test_sealing_again_opens_nothing():
    seal()
    with pytest.raises(KernelError, match="assume: the table of rules is closed"):

        @rule
        def assume(formula):
            return (), formula, ()


# ---------------------------------------------------------------- arguments that are not exact, plain and closed

LOOSE = [
    atom("seq", "g", Index(SUM)),
    atom("seq", "g", Index(ALL)),
    sym(SLOT),
    Index(SUM),
    Index(ALL, 3),
    ge(sym(SLOT), 0),
    1.0,
    True,
    float("nan"),
    complex(1),
    LyingFraction(-1),
    LyingText("a"),
    "%s",
    "%t",
    "%u",
    "pi",
    "sum",
    "beta gamma",
    "β",
    "\u0430",
    "",
    b"a",
    object(),
]


@pytest.mark.parametrize("name", sorted(RULES))
def test_no_rule_takes_an_argument_that_is_loose_inexact_or_not_plain(name):
    for x, arguments in itertools.product(
        LOOSE, (lambda x: (x,), lambda x: (x,) * 3, lambda x: ((x,),), lambda x: (L("a"), x))
    ):
        with pytest.raises(
            KernelError, match=rf"^{name}: an argument is not a theorem, closed term, plain name, exact number"
        ):
            RULES[name](*arguments(x))


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_refuses_arguments_of_another_shape_with_its_name(name):
    for arguments in ((None,) * 9, ((),) * 9, (Fraction(1),) * 9, ("a",) * 9, (assumed("a >= 0"),) * 2 + (None,) * 7):
        if name == "cut" and isinstance(arguments[-1], Theorem):
            continue
        with pytest.raises(KernelError, match=rf"^{name}: "):
            RULES[name](*arguments)


@pytest.mark.parametrize("inexact", [0.5, True, float("inf"), 1j, "1", None, LyingFraction(1)])
def test_numbers_are_exact(inexact):
    with pytest.raises(KernelError, match=r"number: .* is not exact"):
        poly(inexact)
    with pytest.raises(KernelError, match=r"number: .* is not exact"):
        L("a") + inexact
    with pytest.raises(KernelError, match="polynomial: a coefficient must be an int or a Fraction"):
        Poly([(frozenset(), inexact)])


def test_a_coefficient_is_the_same_number_as_an_int_and_as_a_fraction():
    a, two = L("a"), Fraction(2)
    assert Poly([(m, two) for m, _ in a.items]) == a * 2 == a * two == (a * HALF) * 4 != a
    assert hash(a * two) == hash(a * 2) and repr(a * two) == "2*a"
    assert {type(c) for _, c in (a * HALF + a * HALF).items} == {int}
    assert not (a * HALF - a * HALF).items


@pytest.mark.parametrize("exponent", [-1, 65, 10**9, True, 0.5, HALF])
def test_exponents_are_small_natural_numbers(exponent):
    with pytest.raises(KernelError, match=r"power: the exponent must be an integer in 0..64"):
        L("a") ** exponent


def test_degrees_terms_and_shifts_are_bounded():
    with pytest.raises(KernelError, match=r"exponent 128 is not in 1..64"):
        L("a") ** 64 * L("a") ** 64
    with pytest.raises(KernelError, match="polynomial: product too large"):
        (L("a") + L("b") + L("c") + L("u") + 1) ** 30
    for shift in (-1, 10**6, True, 1.0):
        with pytest.raises(KernelError, match="index: the shift must be a natural number"):
            Index("t", shift)
    for base in ("%0", "pi", "t t", "β", True, LyingText("t")):
        with pytest.raises(KernelError, match="index: bad name"):
            Index(base)


@pytest.mark.parametrize("name", ["pi", "sum", "%0", "x y", "\u0430", "", None, 3, LyingText("a")])
def test_symbols_have_plain_names_that_are_not_words_of_the_language(name):
    with pytest.raises(KernelError, match="atom: bad argument of sym"):
        sym(name)


def test_kinds_are_plain_texts():
    with pytest.raises(KernelError, match="atom: unknown kind"):
        Atom(LyingText("sym"), "a")
    with pytest.raises(KernelError, match="formula: bad kind"):
        Formula(LyingText(">="), L("a"))
    with pytest.raises(KernelError, match="formula: bad predicate"):
        Formula("pred", LyingText("Smooth"), "f", None, L("a"))
    with pytest.raises(KernelError, match="formula: bad kind '=>' or argument"):
        Formula("=>", L("a"))
    with pytest.raises(KernelError, match="formula: bad kind '>=' or argument"):
        Formula(">=", L("v"))
    with pytest.raises(KernelError, match="formula: bad constant of a predicate"):
        Formula("pred", "Smooth", "f", None, None)


def test_a_symbol_with_the_name_of_a_sequence_or_an_index_is_another_thing():
    assert (
        len(
            {sym("g"), atom("seq", "g", Index("t")), atom("nat", Index("g")), atom("rinf", "g"), atom("inf", "g", None)}
        )
        == 5
    )


# ---------------------------------------------------------------- combine


@pytest.mark.parametrize(
    ("goal", "terms", "equations", "sentence"),
    [
        (FALSE, ((Fraction(-1),),), (), "is not a rational number >= 0"),
        (FALSE, ((Fraction(-1), true("1 >= 0")),), (), "is not a rational number >= 0"),
        (FALSE, ((L("-1"),),), (), "is not a rational number >= 0"),
        (FALSE, (), (), "differ by -1"),
        (FALSE, ((ONE, RULES["combine"](eq(0, 0), (), ())),), (), "expected a conclusion of kind >= or >, got 0 == 0"),
        (L("a >= 0"), ((ONE, assumed("a == 0")),), (), "expected a conclusion of kind >= or >"),
        (L("a == 0"), ((ONE, assumed("a >= 0")),), (), "an equation follows from equations only"),
        (L("a == 0"), (), ((ONE, assumed("a >= 0")),), "expected a conclusion of kind =, got a >= 0"),
        (L("a**2 > 0"), ((ONE, L("a")),), (), "no strictly positive term"),
        (L("a > 0"), ((ONE, assumed("a >= 0")),), (), "no strictly positive term"),
        (L("a*b > 0"), ((ONE, assumed("a >= 0"), assumed("b > 0")),), (), "no strictly positive term"),
        (L("a**2*b > 0"), ((ONE, L("a"), assumed("b > 0")),), (), "no strictly positive term"),
        (gt(0, 0), ((Fraction(0), true("1 >= 0")),), (), "no strictly positive term"),
        (gt(0, 0), ((0,),), (), "no strictly positive term"),
        (gt(0, 0), (), ((ONE, RULES["combine"](eq(0, 0), (), ())),), "no strictly positive term"),
        (L("a/a == 1"), (), (), "differ by a\\*inv\\(a\\) - 1"),
        (L("a >= 0"), ((ONE, L("v")),), (), "expected a theorem, got Vec"),
        (L("v == zero"), (), (), "the goal must be >=, > or =="),
        (L("forall(t, g[t] >= 0)"), (), (), "the goal must be >=, > or =="),
        (L("Smooth(f, a)"), (), (), "the goal must be >=, > or =="),
        (L("a >= 0"), ONE, (), "terms and equations are tuples"),
    ],
)
def test_combine_refuses(goal, terms, equations, sentence):
    with pytest.raises(KernelError, match=rf"^combine: .*{sentence}"):
        RULES["combine"](goal, terms, equations)


def test_combine_keeps_every_hypothesis_and_axiom_even_of_a_term_with_coefficient_zero():
    theorem = RULES["combine"](ge(1, 0), ((ONE,), (0, RULES["exp_pos"](L("a"))), (0, assumed("b >= 0"))), ())
    assert theorem.axioms == {"F7"} and theorem.hypotheses == {L("b >= 0")}


# ---------------------------------------------------------------- hypotheses


def test_a_fact_about_division_or_roots_keeps_its_hypothesis_at_a_point_where_it_fails():
    for fact, p, hypothesis in (
        ("inv_eq", 0, gt(0, 0)),
        ("inv_pos", -1, gt(-1, 0)),
        ("sqrt_sq", -1, ge(-1, 0)),
        ("exp_ln", 0, gt(0, 0)),
    ):
        assert RULES[fact](poly(p)).hypotheses == {hypothesis}
    assert RULES["sign_pos"](poly(0)).hypotheses == {gt(0, 0)}
    assert RULES["max_left"](poly(0), poly(1)).hypotheses == {ge(-1, 0)}


def test_division_by_what_may_be_zero_is_not_cancelled():
    assert L("a/a") != poly(1) and L("0/0") == poly(0) and L("1/0") == poly(0)
    with pytest.raises(KernelError, match=r"^cut: .* is not a hypothesis of the theorem"):
        RULES["cut"](RULES["inv_eq"](L("a")), assumed("a >= 0"))


def test_zero_to_the_zero_is_one_and_cannot_be_had_otherwise():
    assert RULES["pow_zero"](poly(0)).conclusion == eq(power(0, 0), 1)
    with pytest.raises(KernelError, match=r"^combine: the goal and the certificate differ"):
        RULES["combine"](eq(power(0, 0), 0), (), ((ONE, RULES["pow_zero"](poly(0))),))


def test_instantiate_puts_terms_in_hypotheses_too():
    assert RULES["instantiate"](assumed("a > 0"), (("a", poly(-1)),), ()).hypotheses == {gt(-1, 0)}
    inverse = RULES["instantiate"](RULES["inv_eq"](L("a")), (("a", poly(0)),), ())
    assert inverse.hypotheses == {gt(0, 0)} and inverse.conclusion == eq(-1, 0)
    swapped = RULES["instantiate"](assumed("a >= b"), (("a", L("b")), ("b", L("a"))), ())
    assert swapped.conclusion == L("b >= a"), "simultaneous"


@pytest.mark.parametrize(
    ("symbols", "indices", "sentence"),
    [
        ((("a", poly(1)), ("a", poly(-1))), (), "a name is given twice"),
        ((), (("t", Index("s")), ("t", Index("T"))), "a name is given twice"),
        ((("a", L("v")),), (), "symbols take terms"),
        ((("a", Index("t")),), (), "symbols take terms"),
        (((None, poly(1)),), (), "symbols take terms"),
        ((), ((None, Index(None, 7)),), "indices take indices"),
        ((), (("t", L("a")),), "indices take indices"),
        (("ab",), (), "symbols take terms"),
        (("abc",), (), "do not have the shape"),
    ],
)
def test_instantiate_refuses(symbols, indices, sentence):
    with pytest.raises(KernelError, match=rf"^instantiate: .*{sentence}"):
        RULES["instantiate"](assumed("a >= 0"), symbols, indices)


def test_a_case_removes_its_own_assumption_and_no_other():
    at_least, below = assumed("a >= 0"), RULES["combine"](L("a >= 0"), ((ONE, assumed("a >= 0")),), ())
    assert RULES["cases"](L("a"), at_least, below).hypotheses == {L("a >= 0")}, "the second case assumes the first"
    assert RULES["cases"](L("-a"), at_least, at_least).hypotheses == {L("a >= 0")}
    assert RULES["cases"](L("a"), assumed("b >= 0"), assumed("b >= 0")).hypotheses == {L("b >= 0")}
    not_strict = RULES["cases"](L("b"), assumed("-b >= 0"), assumed("-b >= 0"))
    assert not_strict.hypotheses == {L("-b >= 0")}, "-b >= 0 is not the second case"
    with pytest.raises(KernelError, match=r"^cases: different conclusions"):
        RULES["cases"](L("a"), assumed("a >= 0"), assumed("-a >= 0"))
    with pytest.raises(KernelError, match=r"^cases: "):
        RULES["cases"](None, assumed("a >= 0"), assumed("a >= 0"))


def test_a_fact_of_one_case_does_not_serve_the_other():
    positive = RULES["cut"](RULES["inv_pos"](L("a")), assumed("a > 0"))
    assert RULES["cases"](L("-a"), positive, positive).hypotheses == {L("a > 0")}, (
        "removed only from the case -(-a) > 0"
    )
    both = RULES["cases"](L("a"), positive, positive)
    assert both.hypotheses == {L("a > 0")}


def test_cut_in_a_circle_discharges_nothing():
    one = RULES["combine"](L("a + b >= 0"), ((ONE, assumed("a >= 0")), (ONE, assumed("b >= 0"))), ())
    a_from_b = RULES["combine"](L("a >= 0"), ((ONE, assumed("b >= 0")), (ONE, assumed("a - b >= 0"))), ())
    b_from_a = RULES["combine"](L("b >= 0"), ((ONE, assumed("a >= 0")), (ONE, assumed("b - a >= 0"))), ())
    circle = RULES["cut"](one, a_from_b, b_from_a)
    assert circle.hypotheses == {L("a >= 0"), L("b >= 0"), L("a - b >= 0"), L("b - a >= 0")}
    itself = RULES["cut"](assumed("-1 >= 0"), assumed("-1 >= 0"))
    assert itself.hypotheses == {FALSE}


def test_cut_refuses_a_lemma_that_proves_less_than_the_hypothesis():
    for hypothesis, lemma in (
        ("a > 0", "a >= 0"),
        ("a == 0", "a >= 0"),
        ("a >= 0", "a > 0"),
        ("forall(t, g[t] >= 0)", "g[t] >= 0"),
    ):
        with pytest.raises(KernelError, match=r"^cut: .* is not a hypothesis of the theorem"):
            RULES["cut"](assumed(hypothesis), assumed(lemma))


def test_antisym_needs_both_directions():
    for other in ("a >= 0", "b >= 0", "-2*a >= 0", "-a > 0", "a == 0"):
        with pytest.raises(KernelError, match=r"^antisym: "):
            RULES["antisym"](assumed("a >= 0"), assumed(other))
    assert RULES["antisym"](assumed("a >= 0"), assumed("-a >= 0")).hypotheses == {L("a >= 0"), L("-a >= 0")}


def test_contradictory_hypotheses_stay_visible():
    below = RULES["combine"](FALSE, ((ONE, assumed("a > 0")), (ONE, assumed("-a >= 1"))), ())
    assert below.hypotheses == {L("a > 0"), L("-a >= 1")}


def test_dot_zero_needs_a_vector_that_is_zero():
    with pytest.raises(KernelError, match=r"^dot_zero: expected a conclusion of kind v="):
        RULES["dot_zero"](assumed("a == 0"), L("v"))
    with pytest.raises(KernelError, match=r"^dot_zero: takes a vector"):
        RULES["dot_zero"](assumed("v == zero"), L("a"))


# ---------------------------------------------------------------- names: nothing is captured, nothing escapes


@pytest.mark.parametrize(
    ("kind", "name", "hypothesis", "sentence"),
    [
        ("index", "t", "g[t] >= 0", "t is free in the hypothesis"),
        ("index", "t", "t >= 1", "t is free in the hypothesis"),
        ("index", "t", "x[t] == zero", "t is free in the hypothesis"),
        ("index", "t", "sum(s, t, g[s]) >= 0", "t is free in the hypothesis"),
        ("index", "t", "sum(s, 5, h[s]*g[t]) >= 0", "t is free in the hypothesis"),
        ("index", "t", "f[t](x[0]) >= 0", "t is free in the hypothesis"),
        ("index", "t", "Smooth(f[t], a)", "t is free in the hypothesis"),
        ("index", "t", "inf(f[t]) >= 0", "t is free in the hypothesis"),
        ("index", "t", "a**t >= 0", "t is free in the hypothesis"),
        ("symbol", "a", "a >= 0", "a is free in the hypothesis"),
        ("symbol", "a", "Smooth(f, a)", "a is free in the hypothesis"),
        ("symbol", "a", "v == a*w", "a is free in the hypothesis"),
        ("symbol", "a", "f(a*v) >= 0", "a is free in the hypothesis"),
        ("symbol", "a", "dot(grad(f, a*v), w) >= 0", "a is free in the hypothesis"),
        ("symbol", "a", "k(a) >= 0", "a is free in the hypothesis"),
        ("symbol", "a", "grad(k, sin(a)) >= 0", "a is free in the hypothesis"),
        ("symbol", "a", "sum(s, 5, a*g[s]) >= 0", "a is free in the hypothesis"),
        ("vector", "v", "v == zero", "the kind is index or symbol"),
        ("function", "f", "f(v) >= 0", "the kind is index or symbol"),
    ],
)
def test_generalize_refuses_a_name_that_a_hypothesis_restricts(kind, name, hypothesis, sentence):
    with pytest.raises(KernelError, match=rf"^generalize: {sentence}"):
        RULES["generalize"](kind, name, assumed(hypothesis))


def test_generalize_of_the_other_sort_of_name_binds_nothing():
    """The symbol t and the index t are different: quantifying one leaves the other free."""
    theorem = RULES["generalize"]("symbol", "t", assumed("g[t] >= 0"))
    assert theorem.conclusion.args[0] == L("g[t] >= 0") and theorem.hypotheses == {L("g[t] >= 0")}


def test_quantifiers_and_sums_are_not_nested():
    for text in (
        "forall(t, forall(s, g[s] >= g[t]))",
        "forall(a, forall(t, g[t] >= a))",
        "forall(t, forall(a, g[t] >= a))",
    ):
        with pytest.raises(KernelError, match="forall: no quantifier inside a quantifier"):
            L(text)
    with pytest.raises(KernelError, match=r"^generalize: forall: no quantifier inside a quantifier"):
        RULES["generalize"]("symbol", "a", assumed("forall(t, g[t] >= 0)"))
    with pytest.raises(KernelError, match="sum: a sum inside a sum is not allowed"):
        L("sum(s, 5, sum(r, 5, g[r]*h[s]))")
    for quantified in ("sum(s, 5, b*h[s]) >= 0", "forall(t, sum(s, t, b*h[s]) >= 0)"):
        with pytest.raises(KernelError, match=r"^instantiate: sum: a sum inside a sum is not allowed"):
            RULES["instantiate"](assumed(quantified), (("b", L("sum(r, 3, g[r])")),), ())
    with pytest.raises(KernelError, match=r"^specialize: sum: a sum inside a sum is not allowed"):
        RULES["specialize"](assumed("forall(u, sum(s, 5, u*h[s]) >= 0)"), L("sum(r, 3, g[r])"))


def test_no_term_is_captured_by_a_sum_or_a_quantifier():
    into_sum = RULES["instantiate"](assumed("sum(s, 5, b*h[s]) >= 0"), (("b", L("g[s]")),), ()).conclusion
    assert into_sum != L("sum(s, 5, g[s]*h[s]) >= 0") and into_sum == L("sum(r, 5, g[s]*h[r]) >= 0")
    index = RULES["instantiate"](assumed("sum(s, 5, g[t]*h[s]) >= 0"), (), (("t", Index("s")),)).conclusion
    assert index == L("sum(r, 5, g[s]*h[r]) >= 0")
    upper = RULES["instantiate"](assumed("sum(s, t, h[s]) >= 0"), (), (("t", Index("s", 1)),)).conclusion
    assert upper == L("sum(r, s+1, h[r]) >= 0")
    natural = RULES["instantiate"](assumed("forall(t, g[t] >= b)"), (("b", L("h[t]")),), ()).conclusion
    assert natural == L("forall(s, g[s] >= h[t])") and natural != L("forall(t, g[t] >= h[t])")
    real = RULES["instantiate"](assumed("forall(u, k(u) >= b)"), (("b", L("u")),), ()).conclusion
    assert real == L("forall(a, k(a) >= u)") and real != L("forall(u, k(u) >= u)")
    special = RULES["specialize"](assumed("forall(t, sum(s, 5, g[t]*h[s]) >= 0)"), Index("s")).conclusion
    assert special == L("sum(r, 5, g[s]*h[r]) >= 0")
    special = RULES["specialize"](assumed("forall(u, k(u) >= u*b)"), L("u + b")).conclusion
    assert special == L("k(u + b) >= (u + b)*b")


def test_sum_step_takes_the_term_at_the_index_only():
    theorem = RULES["sum_step"]("s", L("g[s]*h[t]"), Index("t"))
    assert theorem.conclusion == L("sum(r, t+1, g[r]*h[t]) == sum(r, t, g[r]*h[t]) + g[t]*h[t]")
    theorem = RULES["sum_step"]("t", L("g[t]*h[t]"), Index("t"))
    assert theorem.conclusion == L("sum(r, t+1, g[r]*h[r]) == sum(r, t, g[r]*h[r]) + g[t]*h[t]")


def test_leibniz_rewrites_no_bound_name():
    zero = assumed("t == 0")
    ten = assumed("sum(t, 5, t) >= 10")
    template = ge(summation("t", 5, sym("hole")), 10)
    with pytest.raises(KernelError, match=r"^leibniz: the template at a is not the theorem's conclusion"):
        RULES["leibniz"](L("t"), poly(0), zero, ten, "hole", template)
    with pytest.raises(KernelError, match=r"^leibniz: the equation does not say a = b"):
        RULES["leibniz"](L("a"), L("c"), assumed("a == b"), assumed("a >= 0"), "hole", L("u >= 0"))
    with pytest.raises(KernelError, match=r"^leibniz: expected a conclusion of kind ="):
        RULES["leibniz"](L("a"), L("b"), assumed("a >= b"), assumed("a >= 0"), "u", L("u >= 0"))
    moved = RULES["leibniz"](
        L("a"), L("b"), assumed("a == b"), assumed("forall(t, g[t] >= a)"), "u", L("forall(t, g[t] >= u)")
    )
    assert moved.conclusion == L("forall(t, g[t] >= b)") and moved.hypotheses == {
        L("a == b"),
        L("forall(t, g[t] >= a)"),
    }


def test_induct_refuses_an_index_that_escapes_and_what_is_not_the_next_case():
    phi = L("g[t] >= 0")
    base, step = assumed("g[0] >= 0"), RULES["combine"](L("g[t+1] >= 0"), ((ONE, assumed("g[t+1] >= 0")),), ())
    with pytest.raises(KernelError, match=r"^induct: t is free in the hypothesis .* of the step"):
        RULES["induct"]("t", phi, base, step)
    with pytest.raises(KernelError, match=r"^induct: the base case proves"):
        RULES["induct"]("t", phi, assumed("g[1] >= 0"), step)
    with pytest.raises(KernelError, match=r"^induct: the step proves"):
        RULES["induct"]("t", phi, base, assumed("g[t] >= 0"))
    with pytest.raises(KernelError, match=r"^induct: forall: the bound name must be a plain name"):
        RULES["induct"](None, L("g[0] >= 0"), assumed("g[0] >= 0"), assumed("g[0] >= 0"))
    kept = RULES["induct"]("s", phi, assumed("g[t] >= 0"), assumed("g[t] >= 0"))
    assert kept.hypotheses == {phi} and kept.conclusion == forall("s", phi), "g[t] >= 0 does not speak of s"


def test_telescoping_fails_by_itself_when_the_constant_depends_on_the_index():
    """From g[t+1] <= g[t] + h[t] for all t, the bound g[t] <= g[0] + t h[t] does not follow by induction."""
    step = RULES["specialize"](assumed("forall(t, g[t+1] <= g[t] + h[t])"), Index("t"))
    phi = assumed("g[t] <= g[0] + t*h[t]")
    with pytest.raises(KernelError, match=r"^combine: the goal and the certificate differ by"):
        RULES["combine"](L("g[t+1] <= g[0] + (t+1)*h[t+1]"), ((ONE, step), (ONE, phi)), ())
    constant = RULES["combine"](
        L("g[t+1] <= g[0] + (t+1)*b"),
        (
            (ONE, RULES["specialize"](assumed("forall(t, g[t+1] <= g[t] + b)"), Index("t"))),
            (ONE, assumed("g[t] <= g[0] + t*b")),
        ),
        (),
    )
    base = RULES["combine"](L("g[0] <= g[0] + 0*b"), (), ())
    proved = RULES["induct"]("t", L("g[t] <= g[0] + t*b"), base, constant)
    assert proved.hypotheses == {L("forall(t, g[t+1] <= g[t] + b)")}, "a constant works"


def test_specialize_takes_an_index_for_the_naturals_and_a_term_for_the_reals():
    with pytest.raises(KernelError, match=r"^specialize: forall over the naturals takes an index"):
        RULES["specialize"](assumed("forall(t, g[t] >= 0)"), L("a"))
    with pytest.raises(KernelError, match=r"^specialize: forall over the reals takes a term"):
        RULES["specialize"](assumed("forall(u, k(u) >= 0)"), Index("t"))
    with pytest.raises(KernelError, match=r"^specialize: expected a conclusion of kind all or every"):
        RULES["specialize"](assumed("a >= 0"), Index("t"))


def test_an_empty_sum_is_zero_so_that_a_mean_over_no_steps_says_nothing():
    assert RULES["sum_zero"]("s", L("g[s]")).conclusion == L("sum(s, 0, g[s]) == 0")
    at_zero = RULES["instantiate"](assumed("T >= 1"), (), (("T", Index(None, 0)),))
    assert at_zero.hypotheses == {FALSE}
