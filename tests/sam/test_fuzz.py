"""Random gradients, radii, step sizes and starts: every arithmetic beside exact rationals."""

from dataclasses import replace
from fractions import Fraction as F
from itertools import islice

import flint
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samproofs.balls import UndecidedError, ball
from samproofs.functions import function
from samproofs.functions.arithmetics import FloatingPoint
from samproofs.functions.catalogue import PiecewiseGradient
from samproofs.sam.orbit import exact_orbit, float_orbit, mpf_value, mpmath_orbit, multiprecision
from samproofs.sam.problem import problem
from samproofs.sam.rigorous import balls

STEPS = 12
DIGITS = 30


@st.composite
def rationals(draw, low, high, most=30):
    bottom = draw(st.integers(1, most))
    return F(draw(st.integers(low * bottom, high * bottom)), bottom)


@st.composite
def runs(draw):
    """A continuous piecewise-affine gradient of slopes between -2 and 2, and the numbers of SAM."""
    breaks = sorted({draw(rationals(-4, 4)) for _ in range(draw(st.integers(0, 3)))})
    slopes = [draw(rationals(-2, 2, 6)) for _ in range(len(breaks) + 1)]
    intercepts = [draw(rationals(-3, 3))]
    for at, before, after in zip(breaks, slopes, slopes[1:], strict=False):
        intercepts.append(intercepts[-1] + (before - after) * at)
    gradient = PiecewiseGradient(tuple(map(str, breaks)), tuple((str(a), str(b)) for a, b in zip(slopes, intercepts, strict=True)))
    made = replace(function("zigzag"), name="fuzzed", gradient=gradient, parameters=(), rho="1", eta="1", x0="0")
    numbers = {"rho": draw(rationals(0, 3).filter(bool)), "eta": draw(rationals(0, 2).filter(bool)), "x0": draw(rationals(-5, 5))}
    return problem(made, **numbers)


def exactly(made, steps=STEPS):
    return [F(*state) for state in islice(exact_orbit(made), steps + 1)]


def contained(made, steps):
    """Whether balls are found; each is small, and contains the exact iterate."""
    try:
        found, _ = balls(made, set(range(steps + 1)), DIGITS)
    except UndecidedError:  # an iterate that is exactly at a break, after too many bits to be kept
        return False
    with flint.ctx.workprec(400):
        for t, wanted in enumerate(exactly(made, steps)):
            assert found[t].contains(ball(wanted))
            assert found[t].rad() <= ball(F(1, 10**DIGITS) * max(abs(wanted), made.values["rho"])) * 2
    return True


@settings(max_examples=300, deadline=None)
@given(runs())
def test_every_ball_contains_the_exact_iterate(made):
    contained(made, STEPS)


@settings(max_examples=300, deadline=None)
@given(runs())
def test_mpmath_differs_by_rounding_alone(made):
    try:
        found = [mpf_value(x) for x in islice(mpmath_orbit(made, multiprecision(made, DIGITS)), STEPS + 1)]
    except UndecidedError:
        return
    largest = made.values["rho"]
    for t, (x, wanted) in enumerate(zip(found, exactly(made), strict=True)):
        largest = max(largest, abs(wanted))
        # a step multiplies an error by |1 - eta*slope| <= 5 at most, far below the twenty guard digits in twelve steps
        assert abs(x - wanted) <= F(5) ** t * largest / 10 ** (DIGITS + 10)


@pytest.mark.parametrize("name", ["float64", "float32"])
@settings(max_examples=200, deadline=None)
@given(made=runs())
def test_floats_are_those_of_a_loop_written_on_its_own(name, made):
    number = getattr(numpy, name)

    def nearest(value):
        guess = number(float(value))
        near = (guess, numpy.nextafter(guess, number(-1e9)), numpy.nextafter(guess, number(1e9)))
        return min(near, key=lambda f: abs(F(float(f)) - value))

    declared = made.function.gradient
    breaks = [nearest(F(at)) for at in declared.breaks]
    pieces = [(nearest(F(a)), nearest(F(b))) for a, b in declared.pieces]
    rho, eta, x = nearest(made.values["rho"]), nearest(made.eta), nearest(made.x0)

    def slope(at):
        i = 0
        while i < len(breaks) and at > breaks[i]:
            i += 1
        return pieces[i][0] * at + pieces[i][1]

    for found in islice(float_orbit(made, FloatingPoint(name)), STEPS + 1):
        assert found == x and type(found) is number
        g = slope(x)
        y = x + rho if g > 0 else x - rho if g < 0 else x
        x = x - eta * slope(y)


@settings(max_examples=80, deadline=None)
@given(runs(), st.sampled_from(["usam", "decay", "epsilon"]), rationals(0, 1).filter(bool))
def test_balls_of_the_other_variants_contain_the_exact_iterates(made, variant, size):
    sizes = {"usam": {"rho_u": size}, "epsilon": {"epsilon": size}}.get(variant, {})
    contained(replace(made, variant=variant, **sizes), 5)


def test_a_ball_that_misses_the_exact_iterate_would_be_seen():
    made = problem("quadratic")
    found, _ = balls(made, {3}, DIGITS)
    with flint.ctx.workprec(400):
        assert not (found[3] + ball(F(1, 10**20))).contains(ball(exactly(made, 3)[3]))
