"""The affine form of SAM is the update itself, and its unreduced orbit the exact orbit."""

from fractions import Fraction as F
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.affine import affine_map
from samproofs.sam.update import Update

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=12)
positive = st.fractions(min_value=F(1, 12), max_value=3, max_denominator=12)


@st.composite
def piecewise_quadratics(draw):
    """A random continuous piecewise-affine gradient with at most four breaks."""
    breaks = tuple(sorted(draw(st.sets(rationals, max_size=4))))
    pieces = [(draw(rationals), draw(rationals))]
    for at in breaks:
        slope = draw(rationals)
        pieces.append((slope, pieces[-1][0] * at + pieces[-1][1] - slope * at))
    return PiecewiseQuadratic(breaks, tuple(pieces))


def sign(g):
    return (g > 0) - (g < 0)


@given(piecewise_quadratics(), positive, positive, rationals, st.sampled_from(["sam", "usam"]))
def test_the_affine_map_is_the_update_at_every_point(f, eta, rho, x, variant):
    update = Update(f.gradient, sign, abs, eta, rho, variant, rho if variant == "usam" else None)
    affine = affine_map(update, f)
    for point in (x, *affine.breaks, *f.breaks, F(100), F(-100)):
        assert affine(point) == update(point)


@given(piecewise_quadratics(), positive, positive, rationals)
def test_the_unreduced_orbit_is_the_orbit_of_the_update(f, eta, rho, x):
    update = Update(f.gradient, sign, abs, eta, rho)
    for top, bottom in islice(affine_map(update, f).orbit(x), 12):
        assert bottom > 0 and F(top, bottom) == x
        x = update(x)
