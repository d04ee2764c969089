"""Balls contain the number they are made from, and a sign is decided or refused."""

from fractions import Fraction

import flint
import pytest

from samproofs.balls import UndecidedError, ball, decide, raising

THIRD = Fraction(1, 3)


def test_a_ball_contains_its_rational():
    assert ball(THIRD).contains(flint.fmpq(1, 3))
    assert ball(Fraction(1, 10)).contains(flint.fmpq(1, 10))


def test_a_ball_of_one_tenth_is_not_the_float():
    with flint.ctx.workprec(200):
        assert not ball(Fraction(1, 10)).overlaps(flint.arb(0.1))


@pytest.mark.parametrize("value", [0.1, "1/10", True, None])
def test_a_ball_is_made_from_exact_numbers_only(value):
    with pytest.raises(TypeError, match="exact number"):
        ball(value)


def test_the_sign_of_a_ball_away_from_zero_is_decided():
    assert [decide(ball(Fraction(n, 7))) for n in (-3, 0, 3)] == [-1, 0, 1]


@pytest.mark.parametrize(
    "x", [flint.arb(0, 1), flint.arb(1, 1), flint.arb(-1, 1), flint.arb("nan"), flint.arb("inf") - flint.arb("inf")]
)
def test_a_ball_that_touches_zero_has_no_sign(x):
    with pytest.raises(UndecidedError):
        decide(x)


def difference(gap):
    return lambda bits: decide(ball(THIRD) * 3 - 1 + ball(gap))


def test_precision_is_raised_until_the_sign_is_decided():
    used = []
    assert raising(lambda bits: (used.append(bits), difference(Fraction(1, 10**60))(bits))[1]) == 1
    assert used == [64, 128, 256]


def test_a_true_equality_of_balls_stays_undecided_within_the_budget():
    with pytest.raises(UndecidedError, match="at 256 bits"):
        raising(difference(Fraction(0)), budget=256)


def test_the_working_precision_is_restored():
    before = flint.ctx.prec
    with pytest.raises(UndecidedError):
        raising(difference(Fraction(0)), budget=256)
    assert flint.ctx.prec == before
