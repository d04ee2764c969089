"""No changed statement is both false in a world and proved; the changes are what they should be."""

import pytest
from statement_mutants import Judge, Mutant, changes, mutants

from samproofs.statements import claim, claims


def test_the_changes_of_a_formula_are_its_constants_signs_and_comparisons():
    found = set(changes("forall(t, f(x[t + 1]) - 2*a**2 <= b/3)"))
    assert found == {
        "forall(t, f(x[t + 1]) + 2 * a ** 2 <= b / 3)",
        "forall(t, f(x[t + 1]) - 101 / 100 * 2 * a ** 2 <= b / 3)",
        "forall(t, f(x[t + 1]) - 99 / 100 * 2 * a ** 2 <= b / 3)",
        "forall(t, f(x[t + 1]) - 2 * a ** 3 <= b / 3)",
        "forall(t, f(x[t + 1]) - 2 * a ** 2 <= b / (101 / 100 * 3))",
        "forall(t, f(x[t + 1]) - 2 * a ** 2 <= b / (99 / 100 * 3))",
        "forall(t, f(x[t + 1]) - 2 * a ** 2 >= b / 3)",
        "forall(t, f(x[t + 1]) - 2 * a ** 2 < b / 3)",
    }


def test_indices_bound_names_and_denominators_of_numbers_are_left_alone():
    assert set(changes("sum(s, 3, g[s + 1]) == 1/2*a", "constants")) == {
        "sum(s, 3, g[s + 1]) == 101 / 100 * 1 / 2 * a",
        "sum(s, 3, g[s + 1]) == 99 / 100 * 1 / 2 * a",
    }


def test_a_mutant_differs_from_the_statement_for_the_kernel_and_every_hypothesis_is_dropped_once():
    stated = claim("det-nonconvex-upper")
    found = mutants(stated)
    assert len(set(found)) == len(found) >= 50
    for part in stated.parts:
        dropped = [m.old for m in found if m.part == part.name and m.new is None]
        assert dropped == [*stated.given, *part.given]


@pytest.mark.parametrize(
    ("mutant", "decision"),
    [
        (Mutant("eta = 1/beta", "CONCLUSION", "2*beta*", True), "refuted"),
        (Mutant("eta = 1/beta", "CONCLUSION", "202/100*beta*", True), "proved"),
    ],
)
def test_a_constant_moved_one_percent_is_refuted_one_way_and_proved_the_other(mutant, decision):
    judge = Judge("det-nonconvex-upper")
    (conclusion,) = claim("det-nonconvex-upper").goals["eta = 1/beta"]
    new = conclusion.replace("2*beta*", "198/100*beta*" if decision == "refuted" else mutant.new)
    assert judge.decide(Mutant(mutant.part, conclusion, new, True)) == decision


def test_a_dropped_hypothesis_is_refuted_by_its_witness_or_proved_if_no_step_uses_it():
    judge = Judge("det-nonconvex-upper")
    assert judge.decide(Mutant("any step size", "eta*beta <= 1", None, False)) == "refuted"
    assert judge.decide(Mutant("any step size", "rho > 0", None, False)) == "proved"


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", list(claims()))
def test_no_changed_conclusion_is_both_false_in_a_world_and_proved(claim_id):
    judge = Judge(claim_id)
    refuted = [m for m in mutants(judge.stated) if m.conclusion and judge.refuted(m)]
    assert len(refuted) >= 3, "the worlds of a claim refute some of its small changes"
    assert not [str(m) for m in refuted if judge.proved(m)]
