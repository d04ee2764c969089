"""Piecewise quadratics: exact values, and constructor errors for data that are no C^1 function."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samproofs.errors import UsageError
from samproofs.functions.piecewise import PiecewiseQuadratic

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12)


@st.composite
def piecewise_quadratics(draw):
    breaks = tuple(sorted(draw(st.sets(rationals, max_size=4))))
    slopes = draw(st.lists(rationals, min_size=len(breaks) + 1, max_size=len(breaks) + 1))
    pieces = [(slopes[0], draw(rationals))]
    for at, slope in zip(breaks, slopes[1:], strict=True):
        pieces.append((slope, pieces[-1][0] * at + pieces[-1][1] - slope * at))
    return PiecewiseQuadratic(breaks, tuple(pieces))


@given(piecewise_quadratics(), rationals)
def test_the_value_is_the_antiderivative_of_the_gradient_that_vanishes_at_zero(f, x):
    assert f.value(F(0)) == 0
    right = min((at for at in f.breaks if at > x), default=x + 1)
    assert f.value(right) - f.value(x) == (right - x) * f.gradient((x + right) / 2)


@given(piecewise_quadratics(), st.lists(rationals, min_size=1))
def test_no_value_lies_below_the_infimum_and_some_point_attains_it(f, points):
    least = f.infimum()
    if least is None:
        assert min(f.value(F(10**6)), f.value(F(-(10**6)))) < min(map(f.value, points))
    else:
        assert all(f.value(x) >= least for x in [*points, F(10**6), F(-(10**6))])
        assert least in {f.value(x) for x in (*f.stationary_points(), F(0))}


@given(piecewise_quadratics(), rationals, rationals)
def test_smoothness_and_strong_convexity_bound_every_difference_quotient(f, x, y):
    difference = f.gradient(x) - f.gradient(y)
    assert abs(difference) <= f.smoothness() * abs(x - y)
    assert difference * (x - y) >= f.strong_convexity() * (x - y) ** 2


@given(piecewise_quadratics())
def test_smoothness_and_strong_convexity_are_attained_on_a_piece(f):
    slopes = [slope for slope, _ in f.pieces]
    assert f.smoothness() in map(abs, slopes) and f.strong_convexity() in slopes


def test_unbounded_functions_have_no_infimum():
    assert PiecewiseQuadratic((), ((F(-1), F(0)),)).infimum() is None
    assert PiecewiseQuadratic((), ((F(0), F(1)),)).infimum() is None
    assert PiecewiseQuadratic((F(0),), ((F(1), F(0)), (F(-1), F(0)))).infimum() is None
    assert PiecewiseQuadratic((), ((F(0), F(0)),)).infimum() == 0


@pytest.mark.parametrize(
    ("breaks", "pieces", "complaint"),
    [
        ((F(0),), ((F(1), F(0)),), "1 break points separate 2 pieces, got 1"),
        ((F(1), F(0)), ((F(1), F(0)),) * 3, "increase strictly"),
        ((F(1), F(1)), ((F(1), F(0)),) * 3, "increase strictly"),
        ((F(1),), ((F(1), F(0)), (F(1), F(1))), "continuous, but at 1 it is 1 from the left and 2 from the right"),
    ],
)
def test_data_that_are_no_function_with_continuous_gradient_are_refused(breaks, pieces, complaint):
    with pytest.raises(UsageError, match=complaint):
        PiecewiseQuadratic(breaks, pieces)
