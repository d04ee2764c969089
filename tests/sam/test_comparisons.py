"""The stochastic bounds hold at every step of small instances, exactly; bounds that are wrong are seen to be wrong."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from samproofs.errors import UsageError
from samproofs.functions.pairs import pair
from samproofs.sam import comparisons as module
from samproofs.sam.comparisons import bounds, compared, comparisons, decimal, every_path, of_pair
from samproofs.sam.confirmations import confirmations
from samproofs.statements import claims

STATED = {
    "sto-sc-lower-pair": module.PAIR,
    "sharp-msam": module.SHARP,
    "sto-convex-lower": (*module.CONVEX, *module.RISE),
    "sto-sc-upper": module.UPPER,
    "sto-sc-upper-nsam": module.UPPER_N,
    "sto-nonconvex-upper-msam": module.NONCONVEX,
    "sto-nonconvex-upper-nsam": module.NONCONVEX_N,
}
# The comparisons that see it when a bound is made stronger by 5 % (0.1 % where the bound is attained).
SHARPENED = {
    "sto-sc-lower-pair": ([0, 1, 2, 3], F(105, 100)),
    "sharp-msam": ([0, 1, 2], F(105, 100)),
    "sto-convex-lower": ([0, 2], F(105, 100)),
    "sto-sc-upper": ([1], F(95, 100)),
    "sto-sc-upper-nsam": ([1], F(999, 1000)),
    "sto-nonconvex-upper-msam": ([0], F(95, 100)),
    "sto-nonconvex-upper-nsam": ([0], F(95, 100)),
}


def scaled(comparison, factor):
    return replace(comparison, bound=tuple(b * factor for b in comparison.bound))


@pytest.mark.parametrize("claim", compared())
def test_the_bounds_hold_at_every_step(claim):
    rows = confirmations(claim)
    assert rows and all(row["agrees"] is True and row["digits"] is None and row["steps"] >= 3 for row in rows)
    for comparison in comparisons(claim):
        assert len(comparison.observed) == len(comparison.bound) >= 3 and comparison.hypotheses


@pytest.mark.parametrize("claim", STATED)
def test_what_is_compared_is_what_the_statement_says(claim):
    stated = {line for part in claims()[claim].parts for line in part.then}
    assert set(STATED[claim]) <= stated
    whats = [comparison.what for comparison in comparisons(claim)]
    for line in STATED[claim]:
        right = line.split(" >= ")[-1].split(" <= ")[-1]
        assert any(f" {right} (" in what for what in whats), line


def test_the_contraction_is_the_stated_one():
    then = {line for part in claims()["sto-sc-lower-pathwise"].parts for line in part.then}
    assert "forall(t, x[t] - xhat == product[t]*(x[0] - xhat))" in then


@pytest.mark.parametrize("claim", SHARPENED)
def test_a_bound_that_is_a_little_too_strong_is_violated(claim):
    at, factor = SHARPENED[claim]
    found = comparisons(claim)
    for i in at:
        assert found[i].row()["agrees"] and not scaled(found[i], factor).row()["agrees"], found[i].what


@pytest.mark.parametrize("claim", compared())
def test_a_bound_on_the_wrong_side_of_all_values_is_violated(claim):
    for comparison in comparisons(claim):
        beyond = {">=": max(comparison.observed) * 2, "<=": min(comparison.observed) / 2, "==": F(1, 10**40)}
        wrong = beyond[comparison.relation]
        changed = replace(comparison, bound=tuple(wrong if comparison.relation != "==" else b + wrong for b in comparison.bound))
        assert not changed.row()["agrees"]


def test_one_step_at_which_a_bound_fails_is_enough():
    comparison = comparisons("sharp-msam")[0]
    last = (*comparison.bound[:-1], comparison.observed[-1] + F(1, 10**60))
    row = replace(comparison, bound=last).row()
    assert not row["agrees"] and row["difference"] == "1E-60"


def test_where_a_hypothesis_fails_nothing_agrees():
    for instance, said in (
        (of_pair("sharp-pair", "m", 2, eta="1/10"), module.SHARP),
        (of_pair("quadratic-pair", "m", 2, eta="1/250", P1="4/5"), module.PAIR),
        (of_pair("quadratic-pair", "m", 2, upper=True, eta="2"), module.UPPER),
    ):
        assert not any(comparison.row()["agrees"] for comparison in bounds(instance, said))


def test_noise_that_is_understated_breaks_the_upper_bound():
    instance = of_pair("quadratic-pair", "n", 3, upper=True, eta="1", x0="3")
    assert instance.values["sigma"] == F(12, 5)
    understated = replace(instance, values={**instance.values, "sigma": F(239, 100)})
    assert bounds(instance, module.UPPER_N)[0].row()["agrees"]
    assert not bounds(understated, module.UPPER_N)[0].row()["agrees"]


def test_the_bound_for_independent_samples_is_attained_at_one_over_beta():
    tight = comparisons("sto-sc-upper-nsam")[1]
    assert tight.margins()[1:] == [0] * (len(tight.bound) - 1)


def test_outside_the_interval_the_paths_do_not_contract():
    assert every_path(3, ("1/4",), 1).row()["agrees"]
    assert not every_path(3, ("1/4",), 3).row()["agrees"]
    assert not every_path(3, ("5/2",), 1).hypotheses


def test_the_noise_must_have_an_exact_deviation():
    with pytest.raises(UsageError, match="no rational root"):
        of_pair("quadratic-pair", "m", 2, upper=True, P1="1/3")
    assert pair("quadratic-pair").values({"P1": "1/3"})["P1"] == F(1, 3)


def test_decimals_are_rounded_exactly():
    assert decimal(F(1, 3)) == "0." + "3" * 20 and decimal(F(-1, 10**50), 5) == "-1E-50"


def test_claims_that_are_not_stochastic_have_no_comparisons():
    assert comparisons("det-sc-upper") == [] and set(compared()) <= set(claims())
