"""Exact moments are those of all sample paths, one by one, and of the recursions where these close."""

from fractions import Fraction as F
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samproofs.errors import UsageError
from samproofs.functions import function
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.moments import Mixture, distributions, moments, path, samples

rationals = st.fractions(min_value=-3, max_value=3, max_denominator=8)
positive = st.fractions(min_value=F(1, 8), max_value=2, max_denominator=8)


@st.composite
def mixtures(draw):
    components = []
    for _ in range(2):
        breaks = tuple(sorted(draw(st.sets(rationals, max_size=2))))
        pieces = [(draw(rationals), draw(rationals))]
        for at in breaks:
            slope = draw(rationals)
            pieces.append((slope, pieces[-1][0] * at + pieces[-1][1] - slope * at))
        components.append(PiecewiseQuadratic(breaks, tuple(pieces)))
    p = draw(st.fractions(min_value=F(1, 8), max_value=F(7, 8), max_denominator=8))
    return Mixture(tuple(components), (p, 1 - p))


def sign(g):
    return (g > 0) - (g < 0)


@settings(max_examples=40, deadline=None)
@given(mixtures(), rationals, positive, positive, st.sampled_from("mn"))
def test_the_distribution_is_that_of_all_paths(mixture, x0, eta, rho, model):
    steps = 4 if model == "m" else 3
    pairs = [(i, j) for i in range(2) for j in range(2) if model == "n" or i == j]
    expected = {}
    for word in product(pairs, repeat=steps):
        x, probability = x0, F(1)
        for ascent, descent in word:
            y = x + rho * sign(mixture.components[ascent].gradient(x))
            x = x - eta * mixture.components[descent].gradient(y)
            probability *= mixture.probabilities[descent]
            probability *= mixture.probabilities[ascent] if model == "n" else 1
        expected[x] = expected.get(x, 0) + probability
    assert next(islice(distributions(mixture, x0, eta, rho, model), steps, None)) == expected
    assert sum(expected.values()) == 1


@given(mixtures(), rationals)
def test_the_mean_has_the_mean_gradient_and_value(mixture, x):
    weighted = list(zip(mixture.probabilities, mixture.components, strict=True))
    assert mixture.mean().gradient(x) == sum(p * c.gradient(x) for p, c in weighted)
    assert mixture.mean().value(x) == sum(p * c.value(x) for p, c in weighted)


def pair():
    """Two parabolas of curvature 1 with minimisers -3 and 1, met with probabilities 1/4 and 3/4."""
    return Mixture(tuple(PiecewiseQuadratic((), ((F(1), -c),)) for c in (F(-3), F(1))), (F(1, 4), F(3, 4)))


def test_between_the_minimisers_of_two_parabolas_the_mean_obeys_its_recursion():
    eta, rho = F(1, 100), F(1, 10)
    for model in "mn":
        expected = F(1, 20)
        for state in islice(distributions(pair(), F(1, 20), eta, rho, model), 7):
            found = moments(pair(), state)
            assert found["E x"] == expected
            assert found["E g"] == found["E x^2"] / 2
            expected = (1 - eta) * expected - eta * rho * (F(1, 4) - F(3, 4))


def test_one_component_is_deterministic_sam():
    one = Mixture((function("zigzag").piecewise(),), (F(1),))
    for state, x in zip(
        distributions(one, F(3, 2), F(1, 10), F(1)), path(one, F(3, 2), F(1, 10), F(1), [0] * 9), strict=False
    ):
        assert state == {x: 1}


def test_equal_states_are_merged():
    flat = Mixture(tuple(PiecewiseQuadratic((), ((F(0), c),)) for c in (F(1), F(-1))), (F(1, 2), F(1, 2)))
    assert len(next(islice(distributions(flat, F(0), F(1), F(1)), 50, None))) == 51
    with pytest.raises(UsageError, match="unbounded below"):
        moments(Mixture(flat.components[:1], (F(1),)), {F(0): F(1)})


def test_bad_input_is_refused_in_one_sentence():
    for probabilities in ((F(1, 2), F(1, 3)), (F(1),), (F(2), F(-1))):
        with pytest.raises(UsageError, match="add up to 1"):
            Mixture(pair().components, probabilities)
    with pytest.raises(UsageError, match="the model must be m"):
        next(distributions(pair(), F(0), F(1), F(1), "k"))
    for word in ("", "+0", "ab"):
        with pytest.raises(UsageError, match="a word of"):
            samples(word)
    with pytest.raises(UsageError, match="ask for fewer steps"):
        list(islice(distributions(pair(), F(0), F(1, 3), F(1)), 40))
