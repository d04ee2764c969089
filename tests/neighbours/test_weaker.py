"""Short proofs: what follows is proved by the kernel, and what does not follow is never proved."""

from fractions import Fraction

import pytest

from samproofs.kernel import replay
from samproofs.kernel.terms import KernelError
from samproofs.neighbours.weaker import follows, implied
from samproofs.proofs.script import Script
from samproofs.proofs.tactics import _linear, _simplex

NAMES = {"symbols": "a b c d e M", "indices": "t T", "sequences": "x r", "vectors": "v w", "functions": "f"}
POSITIVE = ["a > 0", "b > 0", "c >= 0", "d >= 1", "e < 1", "e > 0"]


def proves(write, goal, given):
    """Whether a proof is found, which a fresh replay must then accept, from the given formulas alone."""
    p = Script(NAMES)
    try:
        fact = write(p, goal, given)
    except KernelError:
        return False
    theorem = replay.run(p.export("x", {"": [fact]}), NAMES)[-1]
    assert theorem.conclusion == p.formula(goal)
    assert theorem.hypotheses <= {p.formula(g) for g in given}
    return True


@pytest.mark.parametrize(
    ("old", "weaker", "stronger"),
    [
        ("x[0] <= a*b", "x[0] <= 101*(a*b)/100", "x[0] <= 99*(a*b)/100"),
        ("x[0] <= max(a, M)", "x[0] <= 101/100*max(a, M)", "x[0] <= 99/100*max(a, M)"),
        ("x[0] <= max(a*c, M)", "x[0] <= max(101/100*a*c, M)", "x[0] <= max(99/100*a*c, M)"),
        ("x[0] <= a/(b + c)", "x[0] <= a/(b + 99/100*c)", "x[0] <= a/(b + 101/100*c)"),
        ("x[0] <= a/(1 - e)", "x[0] <= a/(1 - e)**2", "x[0] <= a"),
        ("x[0] <= a*(b + c)**T", "x[0] <= a*(101/100*b + c)**T", "x[0] <= a*(99/100*b + c)**T"),
        ("x[0] <= exp(-a)*b", "x[0] <= exp(-99/100*a)*b", "x[0] <= exp(-101/100*a)*b"),
        ("x[0] <= sqrt(a*b)", "x[0] <= sqrt(101/100*a*b)", "x[0] <= sqrt(99/100*a*b)"),
        ("x[0]*d**2 <= a", "x[0]**2 + x[0]*d**2 <= a + x[0]**2", "x[0]*d**2 + 1/100 <= a"),
        ("a*d**2 <= M", "a*d <= M", "a*d**3 <= M"),
        ("x[0] <= b/d", "x[0] <= b", "x[0] <= b/d**2"),
        ("abs(x[0]) <= a", "99/100*abs(x[0]) <= a", "101/100*abs(x[0]) <= a"),
        ("x[0] <= abs(1 - a)*b", "x[0] <= abs(1 + a)*b", "x[0] <= (1 - a)*b"),
        ("forall(t, abs(x[t]) <= a*t)", "forall(t, abs(x[t]) <= 101/100*a*t)", "forall(t, abs(x[t]) <= 99/100*a*t)"),
        ("sq(v) <= a", "99/100*sq(v) <= a", "sq(v) + sq(w) <= a"),
    ],
)
def test_a_formula_follows_from_a_stronger_one_and_not_from_a_weaker_one(old, weaker, stronger):
    assert proves(follows, weaker, [old, *POSITIVE])
    assert not proves(follows, stronger, [old, *POSITIVE])


def test_a_lemma_gives_the_sign_of_a_base():
    old, new = "x[0] <= max(a - 1, b - 1)**T*c", "x[0] <= max(101/100*a - 1, b - 1)**T*c"
    given = [old, *POSITIVE, "max(a - 1, b - 1) >= 0"]
    p = Script(NAMES)
    with pytest.raises(KernelError):
        follows(p, new, given[:-1])
    fact = follows(p, new, given[:-1], [p.assume(given[-1])])
    theorem = replay.run(p.export("x", {"": [fact]}), NAMES)[-1]
    assert theorem.conclusion == p.formula(new)
    assert p.formula(given[-1]) in theorem.hypotheses <= {p.formula(g) for g in given}


@pytest.mark.parametrize("missing", ["a > 0", "b > 0"])
def test_a_sign_that_is_not_given_is_not_assumed(missing):
    given = ["x[0] <= a*b", *(g for g in POSITIVE if g != missing)]
    assert not proves(follows, "x[0] <= 101*(a*b)/100", given)


@pytest.mark.parametrize(
    ("goal", "given", "is_implied"),
    [
        ("a <= c", ["a <= b", "b <= c"], True),
        ("a <= c", ["a <= b", "c <= b"], False),
        ("a > 0", ["b > 0", "b <= a"], True),
        ("a > 0", ["b >= 0", "b <= a"], False),
        ("a > 0", ["a >= 0", "a > 1/100"], True),
        ("M >= 0", ["a > 0", "M == max(a, -1)"], True),
        ("M >= 0", ["a > 0", "M == max(-a, -1)"], False),
        ("1 - e*b/2 > 0", ["e*b < 1"], True),
        ("1 - e*b/2 > 0", ["e*b < 3"], False),
        ("1 - a*b >= 0", ["a > 0", "b <= c", "a*c <= 1"], True),
        ("1 - a*b >= 0", ["a > 0", "b <= c", "a*c <= 2"], False),
        ("1 - a*b >= 0", ["b <= c", "a*c <= 1"], False),
        ("forall(t, x[t] >= 0)", ["forall(t, x[t] >= 1)"], True),
        ("forall(t, x[t] >= 0)", ["forall(t, r[t] >= 1)"], False),
    ],
)
def test_a_hypothesis_is_implied_by_others_or_not(goal, given, is_implied):
    assert proves(implied, goal, given) == is_implied


@pytest.mark.parametrize("m", [1, 2, 3])
def test_a_natural_number_is_at_least_m_where_it_is_more_than_m_minus_1(m):
    assert proves(implied, f"T >= {m}", [f"T >= 99*{m}/100"])
    assert not proves(implied, f"T >= {m}", [f"T >= {m - 1}"])
    assert not proves(implied, f"a >= {m}", [f"a >= 99*{m}/100"])  # a real number


def test_a_product_with_a_natural_number_is_not_taken_for_one():
    assert not proves(implied, "a*b*T >= 1", ["a*b*T >= 99/100", "a > 0"])
    assert proves(implied, "a*b*T >= 1", ["a*b*T >= 101/100", "a > 0"])


def test_the_proof_for_a_natural_number_needs_no_other_index():
    p = Script({"symbols": "a", "indices": "T"})
    assert implied(p, "T >= 2", ["T >= 198/100"]).theorem.conclusion == p.formula("T >= 2")


def test_an_equation_is_not_weakened():
    assert not proves(follows, "x[0] == 101/100*a", ["x[0] == a", *POSITIVE])


def test_a_linear_program_with_ties_is_solved_exactly():
    """beta - mu = (beta - k) + (k - mu) beside products that do not help, at which SymPy's simplex once went round in circles."""
    p = Script(NAMES)
    shapes = [p.term(t) for t in ("1", "a", "b", "c", "c - a", "b - c", "a*b", "a*c", "b*c", "b**2 - b*c", "b*c - c**2", "a**2", "c**2")]
    solution = _linear(p.term("b - a"), [], shapes)
    assert solution is not None
    assert all(c >= 0 for c in solution)
    total = p.term("0")
    for c, shape in zip(solution, shapes, strict=True):
        total = total + shape * Fraction(c)
    assert total == p.term("b - a")
    assert _linear(p.term("a - b"), [], shapes) is None


def test_a_linear_program_on_which_a_simplex_may_go_round_in_circles_ends():
    """Row 3 wants the others to add up to at least 4 where rows 2 and 7 hold them at 0."""
    pivots = [0, 1, 2, 3, 5, 6, 8, 10]
    others = [
        {15: 1}, {}, {4: 1, 7: 1, 9: 1, 12: Fraction(1, 2)}, {4: -1, 12: -1, 13: Fraction(-1, 2), 14: -1, 15: -4},
        {13: 1}, {7: -1, 9: -1, 14: Fraction(1, 2)}, {11: 1}, {14: 1},
    ]  # fmt: skip
    rows = [[Fraction({k: 1, **row}.get(j, 0)) for j in range(16)] for k, row in zip(pivots, others, strict=True)]
    assert _simplex(rows, pivots, 15, 0) is None
    rows[3][15], rows[4][15] = Fraction(-1), Fraction(2)  # row 4 lets variable 13 be 2
    assert _simplex(rows, pivots, 15, 0) == [1, *[0] * 12, 2, 0]
