"""Moments by the recursion are those of following all values and all words; the pairs do what their theorems rest on."""

from fractions import Fraction as F
from itertools import islice, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samproofs import iterate
from samproofs.errors import UsageError
from samproofs.functions.pairs import names, pair
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.moments import Mixture, distributions, moments, path
from samproofs.sam.tree import (
    derive_pair,
    exact_moments,
    expected_virtual_gradient,
    iterate_pair,
    mixture,
    recursion,
    variance,
)  # fmt: skip

rationals = st.fractions(min_value=-3, max_value=3, max_denominator=8)
small = st.fractions(min_value=F(1, 8), max_value=2, max_denominator=8)


@st.composite
def mixtures(draw):
    """Two components with the same convex outer pieces, so that the mean has a least value."""
    components = []
    for _ in range(2):
        breaks = tuple(sorted(draw(st.sets(rationals, max_size=2))))
        pieces = [(draw(small), draw(rationals))]
        for at in breaks:
            slope = draw(rationals) if at != breaks[-1] else draw(small)
            pieces.append((slope, pieces[-1][0] * at + pieces[-1][1] - slope * at))
        components.append(PiecewiseQuadratic(breaks, tuple(pieces)))
    p = draw(st.fractions(min_value=F(1, 8), max_value=F(7, 8), max_denominator=8))
    return Mixture(tuple(components), (p, 1 - p))


def by_all_words(components, x0, eta, rho, model, steps):
    """The moments after some steps as the weighted mean over all words of samples, one by one."""
    mean = components.mean()
    least = mean.infimum()
    draws = [(i, j) for i in range(2) for j in range(2) if model == "n" or i == j]
    found = {"E x": F(0), "E x^2": F(0), "E g": F(0), "E f'^2": F(0)}
    for word in product(draws, repeat=steps):
        x, probability = x0, F(1)
        for ascent, descent in word:
            g = components.components[ascent].gradient(x)
            y = x + rho * ((g > 0) - (g < 0))
            x = x - eta * components.components[descent].gradient(y)
            probability *= components.probabilities[descent] * (components.probabilities[ascent] if model == "n" else 1)
        row = {"E x": x, "E x^2": x * x, "E g": mean.value(x) - least, "E f'^2": mean.gradient(x) ** 2}
        found = {key: found[key] + probability * row[key] for key in found}
    return found


@settings(max_examples=30, deadline=None)
@given(mixtures(), rationals, small, small, st.sampled_from("mn"))
def test_the_moments_are_those_of_all_words(components, x0, eta, rho, model):
    for steps, found in enumerate(islice(exact_moments(components, x0, eta, rho, model), 4)):
        assert found == by_all_words(components, x0, eta, rho, model, steps)


@settings(max_examples=30, deadline=None)
@given(mixtures(), rationals, st.fractions(F(1, 1000), F(1, 10), max_denominator=1000), small, st.sampled_from("mn"))
def test_while_it_goes_on_the_recursion_gives_the_moments_of_all_values(components, x0, eta, rho, model):
    states = distributions(components, x0, eta, rho, model)
    for found, state in zip(islice(recursion(components, x0, eta, rho, model), 5), states, strict=False):
        assert found == moments(components, state)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("model", ["m", "n"])
def test_on_the_pairs_recursion_and_enumeration_agree_for_six_steps(name, model):
    values = pair(name).values()
    components = mixture(pair(name), values)
    start = F(iterate_pair(name, steps=0)["parameters"]["x0"])
    given_numbers = (components, start, F(1, 1000), values["rho"], model)
    found = list(islice(recursion(*given_numbers), 7))
    assert len(found) == 7
    for row, state in zip(found, distributions(*given_numbers), strict=False):
        assert row == moments(components, state)


def test_the_recursion_stops_where_a_step_is_not_affine_and_all_values_take_over():
    values = pair("sharp-pair").values()
    components = mixture(pair("sharp-pair"), values)
    numbers = (components, values["m"], F(1, 4), values["rho"])
    short = list(recursion(*numbers))
    assert 1 <= len(short) <= 3
    found = list(islice(exact_moments(*numbers), 6))
    assert found[: len(short)] == short
    assert found[5] == by_all_words(*numbers, "m", 5)


def test_too_many_values_are_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr("samproofs.sam.moments.STATES", 500)
    with pytest.raises(UsageError, match=r"no longer affine .* ask for fewer steps"):
        iterate("sharp-pair", eta="1/4", steps=40)
    with pytest.raises(UsageError, match="steps must be a whole number between 0 and 1000"):
        iterate("sharp-pair", steps=1001)


def test_m_and_n_differ_on_the_sharp_pair_where_both_slopes_are_opposite():
    values = pair("sharp-pair").values()
    components = mixture(pair("sharp-pair"), values)
    beta, mu, rho, R = (values[key] for key in ("beta", "mu", "rho", "R"))
    inside = {}
    for model in "mn":
        inside[model] = next(
            row for row in expected_virtual_gradient(components, rho, model)
            if (row["lower"] is None or row["lower"] < 0) and (row["upper"] is None or row["upper"] > 0)
        )  # fmt: skip
    # m-SAM: mu x - beta rho for |x| < R - rho; n-SAM: the gradient of the mean at an average shift of rho (1 - 2 (1 - P))
    assert inside["m"] == {"lower": rho - R, "upper": R - rho, "slope": mu, "intercept": -beta * rho}
    assert inside["n"]["intercept"] == mu * rho * (2 * values["P"] - 1)
    one = {model: next(islice(exact_moments(components, values["m"], F(1, 1000), rho, model), 1, None)) for model in "mn"}
    assert one["m"]["E x"] == values["m"] > one["n"]["E x"]


def test_on_the_quadratic_pair_m_and_n_have_the_same_mean_and_different_second_moments():
    runs = {model: iterate("quadratic-pair", model=model, steps=3)["moments"] for model in "mn"}
    assert [row["E x"] for row in runs["m"]] == [row["E x"] for row in runs["n"]] == ["2/25"] * 4
    assert all(a["E x^2"] != b["E x^2"] for a, b in list(zip(runs["m"], runs["n"], strict=True))[1:])


def test_where_the_gradient_of_the_sample_is_zero_the_iterate_is_not_perturbed():
    one, half = F(1), F(1, 2)
    components = Mixture(tuple(PiecewiseQuadratic((), ((one, -c),)) for c in (one, -one)), (half, half))
    eta, rho = F(1, 10), F(1, 5)
    for model, expected in (
        # at x = 1 the component `+` has gradient 0: m-SAM stays there with it, and n-SAM descends the other from x itself
        ("m", {one: half, one - eta * (2 + rho): half}),
        ("n", {one: F(1, 4), one - 2 * eta: F(1, 4), one - eta * rho: F(1, 4), one - eta * (2 + rho): F(1, 4)}),
    ):
        assert next(islice(distributions(components, one, eta, rho, model), 1, None)) == expected
        found = list(islice(exact_moments(components, one, eta, rho, model), 2))
        assert found[1]["E x"] == sum(x * p for x, p in expected.items())


def test_every_path_of_the_pathwise_pair_contracts_alike_and_n_sam_does_not():
    values = pair("pathwise-pair").values()
    components = mixture(pair("pathwise-pair"), values)
    xhat, width = values["xhat"], values["width"]
    for word in product((0, 1), repeat=6):
        found = path(components, xhat - width, F(1, 4), values["rho"], word)
        assert [x - xhat for x in found] == [-width * F(3, 4) ** t for t in range(7)]
    outside = path(components, xhat + 3 * width, F(1, 4), values["rho"], [0]), path(
        components, xhat + 3 * width, F(1, 4), values["rho"], [1]
    )
    assert outside[0] != outside[1]
    assert len(next(islice(distributions(components, xhat, F(1, 4), values["rho"], "n"), 1, None))) > 1


def test_samples_follow_one_word_and_its_options_are_checked():
    found = iterate("quadratic-pair", samples="+--+", eta="1/10")
    components = mixture(pair("quadratic-pair"), pair("quadratic-pair").values())
    assert found["iterates"] == [str(x) for x in path(components, F(2, 25), F(1, 10), F(1, 10), [0, 1, 1, 0])]
    assert found["steps"] == 4 and found["last"] == found["iterates"][-1]
    for wrong in ({"samples": "+x"}, {"samples": ""}, {"samples": "+", "model": "n"}, {"samples": "+", "steps": 1}):
        with pytest.raises(UsageError):
            iterate("quadratic-pair", **wrong)
    for wrong in ({"model": "k"}, {"variant": "usam", "rho_u": "1"}, {"arithmetic": "ball"}, {"digits": 0}):
        with pytest.raises(UsageError):
            iterate("quadratic-pair", **wrong)
    for wrong in ({"model": "m"}, {"samples": "+-"}):
        with pytest.raises(UsageError, match="are for the pairs"):
            iterate("quadratic", **wrong)


def test_rows_are_thinned_and_the_last_is_always_there():
    found = iterate("quadratic-pair", steps=25, every=10)
    assert [row["t"] for row in found["moments"]] == [0, 10, 20, 25] and found["last"]["t"] == 25


def test_with_digits_the_exact_numbers_are_rounded_once():
    exactly, rounded = (iterate("sharp-pair", steps=20, digits=digits)["last"] for digits in (None, 25))
    for key in ("E x", "E x^2", "E g", "E f'^2"):
        exact = F(exactly[key])
        assert 0 <= abs(F(rounded[key]) - exact) <= exact / 10**24 and len(rounded[key]) < 30


def test_long_rationals_are_written_in_full_or_rounded():
    digits = {"eta": "1e-250", "steps": 12, "every": 12}
    assert len(iterate("quadratic-pair", **digits)["last"]["E x^2"]) > 10_000
    assert iterate("quadratic-pair", **digits, digits=5)["last"]["E x"] == "0.08"
    with pytest.raises(UsageError, match="more than 20000 bits; ask for fewer steps, or for a step size"):
        iterate("quadratic-pair", eta="1e-250", steps=20)
    assert len(iterate("quadratic-pair", eta="1e-20", samples="+-" * 250)["last"]) > 4_300


def test_hypotheses_that_the_numbers_break_are_named():
    assert all(iterate("quadratic-pair", steps=0)["hypotheses"].values())
    broken = iterate("quadratic-pair", steps=0, eta="1/2", x0="1", parameters={"P1": "4/5"})["hypotheses"]
    assert [said for said, holds in broken.items() if not holds] == [
        "P1 < 1/2", "eta <= 3*beta*rho**2/(sigma + beta*rho)**2", "x0 == rho*(1 - 2*P1)"
    ]  # fmt: skip
    assert iterate("sharp-pair", steps=0, model="n")["hypotheses"]["m-SAM"] is False
    assert iterate("quadratic-pair", steps=0, model="n")["hypotheses"]["m-SAM or n-SAM"] is True


@settings(max_examples=30, deadline=None)
@given(mixtures(), rationals, small, st.sampled_from("mn"))
def test_the_expected_virtual_gradient_is_the_mean_step(components, x, rho, model):
    rows = expected_virtual_gradient(components, rho, model)
    assert [row["upper"] for row in rows[:-1]] == [row["lower"] for row in rows[1:]]
    inside = [
        row
        for row in rows
        if (row["lower"] is None or row["lower"] < x) and (row["upper"] is None or x < row["upper"])
    ]
    jumps = {at for component in components.components for at in component.stationary_points()}
    if inside and x not in jumps:
        step = by_all_words(components, x, F(1), rho, model, 1)["E x"]
        assert x - step == inside[0]["slope"] * x + inside[0]["intercept"]


@pytest.mark.parametrize("name", names())
def test_the_derived_constants_are_those_of_the_class(name):
    values = pair(name).values()
    components = mixture(pair(name), values)
    found = derive_pair(name)["at the defaults"]
    assert F(found["smoothness of the components"]) == values["beta"]
    assert F(found["strong convexity of the mean"]) == values.get("mu", values["beta"])
    if name == "pathwise-pair":
        assert 0 < variance(components) <= (values["beta"] * values["rho"]) ** 2
    else:
        assert variance(components) == values["variance"] == F(found["sigma^2"])
    unlike = Mixture(tuple(PiecewiseQuadratic((), ((F(s), F(0)),)) for s in (1, 2)), (F(1, 2), F(1, 2)))
    assert variance(unlike) is None


@given(mixtures())
def test_the_mean_has_no_break_where_its_gradient_does_not_change(components):
    assert all(a != b for a, b in pairwise(components.mean().pieces))
    opposite = [PiecewiseQuadratic((F(0),), ((F(1 - s), F(0)), (F(1 + s), F(0)))) for s in (1, -1)]
    assert Mixture(tuple(opposite), (F(1, 2), F(1, 2))).mean() == PiecewiseQuadratic((), ((F(1), F(0)),))
