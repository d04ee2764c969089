"""A model with a finite sample space computes exact expectations, and each stochastic upper bound has one with noise."""

import copy
from fractions import Fraction

import pytest

from samproofs import neighbours
from samproofs.errors import UsageError
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.neighbours.model import evaluate
from samproofs.sam.moments import Mixture, distributions, moments
from samproofs.statements import claim

UPPER = ["sto-convex-upper", "sto-nonconvex-upper-msam", "sto-nonconvex-upper-nsam", "sto-sc-upper", "sto-sc-upper-nsam"]
PIECES = [([-1, 1], [(3, 2), (1, 0), (3, -2)]), ([], [(1, -1)])]  # a kinked component and a shifted one
NAMES = {"symbols": "beta rho eta sigma", "indices": "t T s", "vectors": "x y", "functions": "f l"}
RECURSION = "forall(t, x[t+1] == x[t] - eta*grad(l[t], y[t]))"


def space(samples: str = "same", letters: int = 3) -> dict:
    return {
        "arithmetic": "exact",
        "symbols": {"rho": "1/2", "eta": "1/3"},
        "indices": {"T": letters},
        "omega": {
            "components": [{"breaks": list(map(str, breaks)), "pieces": [list(map(str, p)) for p in pieces]} for breaks, pieces in PIECES],
            "probabilities": ["1/3", "2/3"],
            "letters": letters,
            "samples": samples,
        },
        "start": {"x": ["1/5"]},
        "also": ["forall(t, y[t] == x[t] + rho*grad(ascent[t], x[t]))"],
    }


@pytest.mark.parametrize(("samples", "model"), [("same", "m"), ("independent", "n")])
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_moments_are_those_of_the_sample_tree(samples, model, steps):
    components = tuple(PiecewiseQuadratic(tuple(map(Fraction, b)), tuple((Fraction(k), Fraction(c)) for k, c in p)) for b, p in PIECES)
    mixture = Mixture(components, (Fraction(1, 3), Fraction(2, 3)))
    states = distributions(mixture, Fraction(1, 5), Fraction(1, 3), Fraction(1, 2), model)
    wanted = moments(mixture, [next(states) for _ in range(steps + 1)][-1])
    then = [f"sq(x[{steps}]) < 0", f"sq(grad(f, x[{steps}])) < 0", f"f(x[{steps}]) - inf(f) < 0"]
    judged = evaluate(NAMES, [RECURSION], then, space(samples)).conclusions
    assert [c.left for c in judged] == [str(wanted[key]) for key in ("E x^2", "E f'^2", "E g")]


@pytest.mark.parametrize(
    ("hypothesis", "same", "independent"),
    [
        ("dot(grad(f, x[1]), grad(l[1], x[1]) - grad(f, x[1])) == 0", "holds", "holds"),
        ("dot(grad(f, y[1]), grad(l[1], y[1]) - grad(f, y[1])) == 0", "fails", "holds"),
        ("sq(y[1] - x[1]) <= rho**2", "holds", "holds"),
        ("sq(y[1] - x[1]) < rho**2", "fails", "fails"),
        ("Smooth(l[1], 3)", "holds", "holds"),
        ("Smooth(l[1], 299/100)", "fails", "fails"),
        ("StronglyConvex(l[0], 1)", "holds", "holds"),
        ("StronglyConvex(l[0], 101/100)", "fails", "fails"),
        ("Smooth(l[3], 5/3)", "holds", "holds"),
        ("sq(grad(l[0], x[0]) - grad(f, x[0])) > 0", "holds", "holds"),
        ("sq(grad(l[3], x[3]) - grad(f, x[3])) == 0", "holds", "holds"),
        ("Smooth(ascent[0], 1)", "undecided", "undecided"),
    ],
)
def test_a_hypothesis_is_an_exact_statement_about_expectations(hypothesis, same, independent):
    for samples, status in (("same", same), ("independent", independent)):
        assert evaluate(NAMES, [RECURSION, hypothesis], ["rho > 0"], space(samples)).hypotheses[1].status == status


def test_a_hypothesis_at_all_times_is_not_taken_for_granted_where_the_orbit_does_not_repeat():
    given = [RECURSION, "forall(t, sq(y[t] - x[t]) <= rho**2)"]
    assert evaluate(NAMES, given, ["rho > 0"], space()).hypotheses[1].status == "undecided"


@pytest.mark.parametrize("name", UPPER)
def test_each_stochastic_upper_bound_has_a_model_with_noise_and_a_false_neighbour_there(name):
    noisy = [m for m in neighbours.models(claim(name)) if "omega" in m["model"]]
    assert noisy and all(m["holds"] and Fraction(m["model"]["symbols"]["sigma"]) > 0 for m in noisy)
    assert all(any(status == "true" for _, status in m["conclusions"]) for m in noisy)
    false = [n for n in neighbours.check(claim(name)) if "omega" in n["witness"]]
    assert false and all(n["rejected"] for n in false)


@pytest.mark.parametrize("name", UPPER)
def test_a_noise_bound_that_is_too_small_is_noticed(name):
    entry = next(e for e in neighbours._entries(claim(name), "model") if "omega" in e)
    changed = {**entry, "symbols": {**entry["symbols"], "sigma": "899/1000"}}
    assert neighbours.judge_model(claim(name), changed)["holds"] is False


@pytest.mark.parametrize("name", [n for n in UPPER if "nsam" in n])
def test_the_same_sample_twice_is_not_a_model_of_independent_samples(name):
    entry = next(e for e in neighbours._entries(claim(name), "model") if "omega" in e)
    entry = {**entry, "omega": {**entry["omega"], "samples": "same"}}
    assert neighbours.judge_model(claim(name), entry)["holds"] is False


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"letters": 0}, "1 to 4096 words"),
        ({"letters": 13}, "1 to 4096 words"),
        ({"letters": "3"}, "1 to 4096 words"),
        ({"samples": "both"}, "same or independent"),
        ({"seed": 1}, "a sample space has"),
        ({"probabilities": ["1/2", "1/3"]}, "add up to 1"),
        ({"probabilities": ["1"]}, "each component has a positive probability"),
        ({"components": [{"diagonal": ["1"]}]}, "by breaks and pieces"),
    ],
)
def test_a_sample_space_that_cannot_be_is_refused(change, complaint):
    data = copy.deepcopy(space())
    data["omega"] |= change
    with pytest.raises(UsageError, match=complaint):
        evaluate(NAMES, [RECURSION], ["rho > 0"], data)


@pytest.mark.parametrize(
    "change",
    [
        {"arithmetic": "ball"},
        {"functions": {"f": {"diagonal": ["1"]}}},
        {"start": {"x": ["1", "2"]}},
    ],
)
def test_a_sample_space_comes_with_its_own_functions_and_dimension(change):
    with pytest.raises(UsageError, match=r"sample space|dimension"):
        evaluate(NAMES, [RECURSION], ["rho > 0"], {**space(), **change})
