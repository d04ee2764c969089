"""Every claim has models and false neighbours; what is true, or not shown false, is never rejected."""

import copy

import pytest

from samproofs import neighbours
from samproofs.errors import UsageError
from samproofs.statements import claim, claims

UPPER = claim("det-nonconvex-upper")
JUDGED = [name for name in claims() if (neighbours.FOLDER / f"{name}.toml").exists()]
QUADRATIC = {"arithmetic": "exact", "symbols": {"beta": "1", "rho": "1", "eta": "1/2"}, "indices": {"T": 3},
             "functions": {"f": {"diagonal": ["1"]}}, "start": {"x": ["5"]}}  # fmt: skip


def entry(witness=QUADRATIC, **change):
    return {"name": "n", "part": "any step size", "why": "w", "witness": copy.deepcopy(witness), **change}


def test_every_claim_has_a_file_with_models_and_neighbours():
    assert list(claims()) == JUDGED


@pytest.mark.parametrize("name", JUDGED)
def test_every_part_has_a_model(name):
    held = {model["part"] for model in neighbours.models(claim(name)) if model["holds"]}
    assert held == {part.name for part in claim(name).parts}


@pytest.mark.parametrize("name", JUDGED)
def test_no_conclusion_is_false_in_a_model(name):
    said = [status for model in neighbours.models(claim(name)) for _, status in model["conclusions"]]
    assert said and not [status for status in said if status.startswith("false")]


@pytest.mark.parametrize("name", JUDGED)
def test_every_false_neighbour_is_rejected(name):
    answers = neighbours.check(claim(name))
    assert len(answers) >= 3
    assert [(a["name"], a["reason"]) for a in answers if a["rejected"] is not True] == []
    assert all(
        a["how"] in ("exact instance", "enclosed instance") and a["witness"]["conclusion"] and a["why"] for a in answers
    )


@pytest.mark.parametrize("name", JUDGED)
def test_a_hypothesis_is_dropped_and_a_constant_is_moved(name):
    answers = neighbours.check(claim(name))
    assert any(a["change"].startswith("without") for a in answers)
    assert any(a["sharp"] is not None for a in answers)


@pytest.mark.parametrize("name", JUDGED)
def test_the_unchanged_claim_is_true_wherever_its_hypotheses_hold_in_a_witness(name):
    stated = claim(name)
    for answer in neighbours._entries(stated, "neighbour"):
        try:
            unchanged = neighbours.judge_model(stated, {**answer["witness"], "part": answer["part"]})
        except UsageError:  # the witness gives what the dropped hypothesis defines
            continue
        false = [status for _, status in unchanged["conclusions"] if status.startswith("false")]
        assert not (unchanged["holds"] and false), answer["name"]


TRUE = {
    "a larger constant": {"replace": [["+ beta**2*rho**2", "+ 101/100*beta**2*rho**2"]]},
    "a smaller step size": {"replace": [["eta*beta <= 1", "eta*beta <= 99/100"]]},
    "perturbation downhill": {"replace": [["x[t] + rho", "x[t] - rho"]]},
    "a hypothesis that is not needed": {"drop": ["rho > 0"]},
}


@pytest.mark.parametrize("change", TRUE.values(), ids=TRUE.keys())
@pytest.mark.parametrize("start", ["1/7", "1", "100"])
@pytest.mark.parametrize("T", [1, 2, 40])
def test_a_true_neighbour_is_not_rejected(change, start, T):
    answer = neighbours.judge_neighbour(
        UPPER, entry({**QUADRATIC, "start": {"x": [start]}, "indices": {"T": T}}, **change)
    )
    assert answer["rejected"] is False and answer["reason"].startswith("no conclusion is false")


def test_a_witness_that_violates_a_hypothesis_rejects_nothing():
    witness = {**QUADRATIC, "symbols": {"beta": "1", "rho": "1", "eta": "3"}, "indices": {"T": 2}}
    change = {"replace": [["+ beta**2*rho**2", "+ 0*beta**2*rho**2"]]}
    answer = neighbours.judge_neighbour(UPPER, entry(witness, **change))
    assert answer["rejected"] is False
    assert answer["reason"] == "the witness does not satisfy eta*beta <= 1: fails (3 against 1)"
    assert neighbours.judge_neighbour(UPPER, entry(witness, drop=["eta*beta <= 1"]))["rejected"] is True


def test_a_witness_with_a_steeper_function_rejects_nothing():
    witness = {**QUADRATIC, "functions": {"f": {"diagonal": ["10"]}}}
    answer = neighbours.judge_neighbour(UPPER, entry(witness, replace=[["+ beta**2*rho**2", "+ 0*beta**2*rho**2"]]))
    assert answer["rejected"] is False and "Smooth(f, beta): fails (10 against 1)" in answer["reason"]


def test_an_undecided_hypothesis_rejects_nothing():
    witness = {**QUADRATIC, "arithmetic": "ball", "symbols": {"beta": "2", "rho": "1", "eta": "1/(sqrt(2)*sqrt(2))"}}
    change = {"replace": [["+ beta**2*rho**2", "- 100*beta**2*rho**2"], ["eta*beta <= 1", "eta*beta == 1"]]}
    answer = neighbours.judge_neighbour(UPPER, entry(witness, **change))
    assert answer["rejected"] is False and "eta*beta == 1: undecided" in answer["reason"]
    witness["symbols"]["eta"] = "1/2"
    assert neighbours.judge_neighbour(UPPER, entry(witness, **change))["rejected"] is True


def test_a_straddling_ball_rejects_nothing():
    change = {
        "replace": [["inf(f))/(eta*T) + beta**2*rho**2", "inf(f))/(eta*T)*(1 - sqrt(2)*sqrt(2)/2) + sq(grad(f, x[0]))"]]
    }
    witness = {**QUADRATIC, "arithmetic": "ball", "indices": {"T": 1}, "start": {"x": ["5"]}}
    witness["symbols"] = {**witness["symbols"], "eta": "sqrt(2)*sqrt(2)/2"}
    answer = neighbours.judge_neighbour(UPPER, entry(witness, **change))
    assert answer["rejected"] is False


def test_exact_arithmetic_does_not_decide_with_the_square_root_of_two():
    witness = {**QUADRATIC, "functions": {"f": {"diagonal": ["1", "1"]}}, "start": {"x": ["1", "1"]}}
    change = {"replace": [["+ beta**2*rho**2", "- 100*beta**2*rho**2"]]}
    answer = neighbours.judge_neighbour(UPPER, entry(witness, **change))
    assert answer["rejected"] is False and "sqrt(2) is not rational" in answer["reason"]
    answer = neighbours.judge_neighbour(UPPER, entry({**witness, "arithmetic": "ball"}, **change))
    assert answer["rejected"] is True and answer["how"] == "enclosed instance"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"replace": [["gamma", "beta"]]}, "occurs 0 times"),
        ({"replace": [["beta", "2*beta"]]}, "must occur once"),
        ({"replace": [["eta*beta <= 1", "eta*beta <= 1"]]}, "two different texts"),
        ({"replace": [["eta*beta <= 1"]]}, "two different texts"),
        ({"replace": [["eta*beta <= 1", "eta*beta <="]]}, "cannot be read"),
        ({"replace": [["eta*beta <= 1", "eta*gamma <= 1"]]}, "cannot be read"),
        ({"drop": ["eta <= 1"]}, "not a hypothesis"),
        ({"drop": ["eta*beta"]}, "not a hypothesis"),
        ({}, "must have one change"),
        ({"drop": ["eta*beta <= 1"], "replace": [["T >= 1", "T >= 2"]]}, "must have one change"),
        ({"drop": "eta*beta <= 1"}, "of the type list"),
        ({"drop": ["eta*beta <= 1"], "remark": "x"}, "unknown entry 'remark'"),
        ({"drop": ["eta*beta <= 1"], "sharp": "yes"}, "of the type bool"),
        ({"drop": ["eta*beta <= 1"], "part": "no such part"}, "has no part"),
    ],
)
def test_a_change_that_does_not_apply_is_refused(change, complaint):
    with pytest.raises(UsageError, match=complaint):
        neighbours.judge_neighbour(UPPER, {**entry(), **change})


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "has no file"),
        ("[[model]", "is not TOML"),
        ("model = 1", "nothing else"),
        ("[[models]]", "nothing else"),
        ("[[model]]\npart = 'eta'", "has no part"),
        ("[[neighbour]]\nname = 'n'", "must have an entry 'part'"),
    ],
)
def test_a_malformed_file_is_refused_with_one_sentence(content, complaint, tmp_path, monkeypatch):
    monkeypatch.setattr(neighbours, "FOLDER", tmp_path)
    if content is not None:
        (tmp_path / f"{UPPER.id}.toml").write_text(content)
    with pytest.raises(UsageError, match=complaint):
        neighbours.models(UPPER)
        neighbours.check(UPPER)
