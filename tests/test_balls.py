"""Balls contain the number they are made from, and a sign is decided or refused."""

import random
from fractions import Fraction
from fractions import Fraction as F

import flint
import pytest

from samproofs.balls import BudgetError, UndecidedError, ball, decide, raising, upper, written

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


def test_spent_work_is_not_repeated_at_a_higher_precision():
    tried = []

    def work(bits):
        tried.append(bits)
        raise BudgetError("spent")

    with pytest.raises(BudgetError, match="spent"):
        raising(work)
    assert tried == [64]


@pytest.mark.parametrize("digits", [2, 15, 50, 300])
@pytest.mark.parametrize("radius", [0, 1, 10**-9])
def test_a_written_ball_contains_the_ball(digits, radius):
    for top in (-7, 1, 10**30 + 1):
        with flint.ctx.workprec(1200):
            x = ball(Fraction(top, 3)) + flint.arb(0, radius)
            text = written(x, digits)
            mid, rad = Fraction(text["mid"]), Fraction(text["rad"])
            lower, upper = ball(mid - rad), ball(mid + rad)
            assert x >= lower and x <= upper and rad > 0


def test_a_written_ball_of_a_short_number_is_exact_and_a_wide_one_has_no_digits():
    assert written(ball(Fraction(-1, 4)), 20)["rad"] == "0" and written(ball(0), 20) == {"mid": "0", "rad": "0"}
    assert Fraction(written(flint.arb(0, 1), 20)["mid"]) == 0


def test_a_ball_that_is_not_bounded_is_not_written():
    for x in (flint.arb("inf"), flint.arb("nan")):
        with pytest.raises(UndecidedError, match="not bounded"):
            written(x, 10)


def test_the_upper_text_of_a_ball_is_never_below_it():
    rng = random.Random(1)
    for _ in range(300):
        value = F(rng.randint(1, 10**9), rng.randint(1, 10**9)) * F(10) ** rng.randint(-30, 30)
        x = ball(value) + ball(value / 10 ** rng.randint(1, 20)) * flint.arb(0, 1)
        assert ball(F(upper(x, 4))) >= x
        assert F(upper(x, 4)) <= value * (1 + F(1, 100)) + value * F(11, 100)
