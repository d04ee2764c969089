"""What holds at all times by algebra is true, and what is false or merely true so far is not accepted."""

import pytest

from samproofs.neighbours.model import evaluate

NAMES = {"symbols": "beta eta rho", "indices": "t", "sequences": "radius", "vectors": "x y", "functions": "f l"}
SAM = [
    "forall(t, radius[t] == rho/(t + 1))",
    "forall(t, y[t] == x[t] + radius[t]*grad(f, x[t])/norm(grad(f, x[t])))",
    "forall(t, x[t+1] == x[t] - eta*grad(l[t], y[t]))",
]
DATA = {
    "arithmetic": "ball",
    "symbols": {"beta": "1", "eta": "1/3", "rho": "1"},
    "functions": {"f": {"diagonal": ["1", "1/2"]}, "l": [{"diagonal": ["1", "1/2"]}]},
    "start": {"x": ["3", "1"]},
}


def status(hypothesis, **changed):
    return evaluate(NAMES, [*SAM, hypothesis], [], DATA | changed).hypotheses[-1].status


@pytest.mark.parametrize(
    "hypothesis",
    [
        "forall(t, sq(y[t] - x[t]) <= radius[t]**2)",
        "forall(t, sq(y[t] - x[t]) <= 3*radius[t]**2)",
        "forall(t, radius[t]**2 + 1 > 0)",
        "forall(t, dot(grad(f, y[t]), grad(l[t], y[t]) - grad(f, y[t])) == 0)",
        "forall(t, sq(grad(l[t], x[t]) - grad(f, x[t])) <= 1)",
    ],
)
def test_what_is_true_of_every_orbit_holds_though_the_orbit_never_repeats(hypothesis):
    assert status(hypothesis) == "holds"


@pytest.mark.parametrize(
    "hypothesis",
    [
        "forall(t, sq(y[t] - x[t]) <= 99/100*radius[t]**2)",
        "forall(t, sq(y[t] - x[t]) >= radius[t]**2)",  # false where the gradient is zero
        "forall(t, radius[t] <= 1)",  # true, but not by this algebra
        "forall(t, radius[t]**2 > 0)",
        "forall(t, dot(grad(f, x[t]), grad(l[t], y[t]) - grad(f, x[t])) == 0)",
        "forall(t, sq(grad(l[t], x[t]) - grad(f, x[t])) >= 1)",
        "forall(t, dot(x[t], y[t]) >= 0)",
    ],
)
def test_what_is_false_or_not_seen_by_algebra_is_not_accepted(hypothesis):
    assert status(hypothesis) in ("undecided", "fails")


def test_the_components_before_the_last_are_looked_at_one_by_one():
    said = "forall(t, sq(grad(l[t], x[t]) - grad(f, x[t])) <= 1/2)"
    other = {"diagonal": ["1", "1/2"], "center": ["1", "0"]}
    functions = {"f": DATA["functions"]["f"], "l": [other, DATA["functions"]["f"]]}
    assert status(said, functions=functions) == "fails"
    assert status(said.replace("1/2", "1"), functions=functions) == "holds"


def test_a_component_that_is_not_the_function_is_not_taken_for_it():
    functions = {"f": DATA["functions"]["f"], "l": [{"diagonal": ["1/2", "1/2"]}]}
    assert status("forall(t, sq(grad(l[t], x[t]) - grad(f, x[t])) <= 0)", functions=functions) != "holds"
