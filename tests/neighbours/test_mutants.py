"""Mutants of statements: what is false is never taken for true, nor the other way round, and no mutant is left undecided."""

import copy
from pathlib import Path

import pytest

from samproofs import neighbours
from samproofs.errors import UsageError
from samproofs.neighbours import mutants
from samproofs.neighbours.mutants import Mutant, changes, decide, listed, stale
from samproofs.statements import claim, claims, from_table

UPPER = claim("det-nonconvex-upper")
PART = "any step size"
(THEN,) = UPPER.parts[0].then


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a <= 2*b", {"101 * a / 100 <= 2 * b", "a <= 99 * (2 * b) / 100", "a <= 101 * 2 / 100 * b", "a >= 2 * b", "a < 2 * b"}),
        ("a**2 >= 1", {"a ** 3 >= 1", "a ** 1 >= 1", "a ** 2 >= 99 * 1 / 100", "a ** 2 <= 1", "a ** 2 > 1"}),
        ("a + b <= c", {"a - b <= c", "101 * a / 100 + b <= c", "a + 99 * b / 100 <= c"}),
        ("-a < c", {"a < c", "-a > c"}),
        ("forall(t, x[t] <= 0)", {"forall(t, x[t] <= 1 / 100)", "forall(t, x[t] >= 0)", "forall(t, x[t] < 0)"}),
        ("1/T*sum(t, T, a - b) <= c", {"1 / T * sum(t, T, a + b) <= c"}),
        ("Smooth(f, 3)", {"Smooth(f, 101 * 3 / 100)", "Smooth(f, 99 * 3 / 100)"}),
    ],
)
def test_the_changes_of_a_formula_contain_those_of_each_kind(text, wanted):
    assert wanted <= set(changes(text))


def test_indices_and_exponents_that_are_indices_are_no_constants():
    assert not [new for new in changes("x[t+1] == q**T") if "x[t + 1]" not in new or "** T" not in new]


def test_a_mutant_is_another_formula_for_the_kernel_and_occurs_once():
    found = mutants.mutants(UPPER)
    language = UPPER.statement().names
    from samproofs.kernel.language import Language

    read = Language(**language)
    for m in found:
        assert m.new is None or read(m.new) != read(m.old)
    readings = [(m.part, m.old, m.new and read(m.new)) for m in found]
    assert all(readings.count(r) == 1 for r in readings)


def test_every_hypothesis_of_every_part_is_dropped():
    dropped = {(m.part, m.old) for m in mutants.mutants(UPPER) if m.new is None}
    assert dropped == {(part.name, text) for part in UPPER.parts for text in (*UPPER.given, *part.given)}


FALSE = [
    Mutant(PART, THEN, THEN.replace("+ beta**2*rho**2", "+ 99/100*beta**2*rho**2"), True),
    Mutant(PART, THEN, THEN.replace("+ beta**2*rho**2", "- beta**2*rho**2"), True),
    Mutant(PART, THEN, THEN.replace("rho**2", "rho**3"), True),
    Mutant(PART, THEN, THEN.replace("<=", ">="), True),
    Mutant(PART, THEN, THEN.replace("- inf(f)", "+ inf(f)"), True),
    Mutant(PART, "eta*beta <= 1", "eta*beta <= 101/100", False),
    Mutant(PART, "eta*beta <= 1", None, False),
    Mutant(PART, "Smooth(f, beta)", None, False),
    Mutant(PART, "forall(t, x[t+1] == x[t] - eta*grad(f, y[t]))", None, False),
]
TRUE = [
    Mutant(PART, THEN, THEN.replace("+ beta**2*rho**2", "+ 101/100*beta**2*rho**2"), True),
    Mutant(PART, THEN, THEN.replace("<= 2*", "<= 202/100*"), True),
    Mutant(PART, "rho > 0", None, False),
    Mutant(PART, "eta*beta <= 1", "eta*beta <= 99/100", False),
    Mutant(PART, "eta > 0", "eta > 1/100", False),
]


@pytest.fixture(scope="module")
def judge():
    return mutants._Judge(UPPER)


@pytest.mark.parametrize("mutant", FALSE, ids=lambda m: m.change)
def test_a_false_mutant_is_refuted_and_never_accepted_as_true(judge, mutant):
    assert judge.decide(mutant).decision == "refuted"
    assert judge._true(mutant) == ""


@pytest.mark.parametrize("mutant", TRUE, ids=lambda m: m.change)
def test_a_true_mutant_is_accepted_and_never_refuted(judge, mutant):
    assert judge.decide(mutant).decision == "true"
    assert judge._refuted(mutant) == ""


def test_a_mutant_that_nothing_decides_is_undecided(judge):
    # true, but by no short certificate and not as the proof is written: at T = 0 both sides are 0, or the right one is positive
    assert judge.decide(Mutant(PART, "T >= 1", None, False)).decision in ("listed", "undecided")
    assert judge.decide(Mutant(PART, "T >= 1", "T >= 0", False)).decision == "undecided"
    assert judge.decide(Mutant(PART, "T >= 1", "T >= 98/100", False)).decision == "true"  # T is a natural number


def _with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    text = (neighbours.FOLDER / f"{UPPER.id}.toml").read_text()
    (tmp_path / f"{UPPER.id}.toml").write_text(text + more)
    monkeypatch.setattr(neighbours, "FOLDER", tmp_path)


def test_a_listed_mutant_that_is_decided_or_does_not_exist_is_stale(tmp_path, monkeypatch):
    more = f'\n[[listed]]\npart = "{PART}"\nchanges = ["without rho > 0", "without gravity"]\nreason = "open: nobody knows"\n'
    _with(tmp_path, monkeypatch, more)
    decisions = decide(UPPER, [Mutant(PART, "rho > 0", None, False)])
    assert {"any step size: without rho > 0", "any step size: without gravity"} <= set(stale(UPPER, decisions))


@pytest.mark.parametrize("reason", ["", "it is so", "true", "false", "open"])
def test_a_listed_mutant_without_a_reason_is_refused(tmp_path, monkeypatch, reason):
    _with(tmp_path, monkeypatch, f'\n[[listed]]\npart = "{PART}"\nchanges = ["without rho > 0"]\nreason = "{reason}"\n')
    with pytest.raises(UsageError, match="a reason"):
        listed(UPPER)


def test_a_proof_of_another_statement_proves_no_mutant():
    """The replay decides: a proof writer that ignores the statement's text proves nothing about a changed one."""
    table = copy.deepcopy(UPPER.table)
    table["part"][0]["then"] = [THEN.replace("<= 2*", "<= 1*")]
    judge = mutants._Judge(UPPER)
    assert judge._proved(Mutant(PART, THEN, from_table(table, UPPER.path).parts[0].then[0], True)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", list(claims()))
def test_every_mutant_is_refuted_or_true_or_listed(name):
    decisions = decide(claim(name))
    assert len(decisions) > 20
    assert [f"{d.mutant.part}: {d.mutant.change}" for d in decisions if d.decision == "undecided"] == []
    assert stale(claim(name), decisions) == []


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", list(claims()))
def test_no_changed_conclusion_is_both_false_in_a_world_and_proved(claim_id):
    judge = mutants._Judge(claim(claim_id))
    judge.worlds = [world for world in judge.worlds if world in neighbours_worlds(claim_id)]  # without their variants
    refuted = [m for m in mutants.mutants(judge.claim) if m.conclusion and judge._refuted(m)]
    assert len(refuted) >= 3, "the worlds of a claim refute some of its small changes"
    assert not [m for m in refuted if judge._proved(m)]


def neighbours_worlds(claim_id):
    stated = claim(claim_id)
    return [*neighbours._entries(stated, "model"), *(n["witness"] for n in neighbours._entries(stated, "neighbour"))]
