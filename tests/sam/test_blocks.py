"""Blocks of rigorous steps on smooth functions: they agree with single steps, and no sign change is passed over."""

import random
from fractions import Fraction

import flint
import pytest

from samproofs.balls import UndecidedError, ball
from samproofs.functions import written
from samproofs.sam import blocks
from samproofs.sam.blocks import Blocks
from samproofs.sam.enclosures import Enclosure
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import problem

FORMULAS = ["cos(x)", "x**2/2 + cos(3*x)", "exp(x/2) - x", "ln(1 + x**2)", "x**4/8 - x**2/2", "sqrt(1 + x**2)", "exp(-x**2/2) + x**2/5"]


def orbits():
    rng = random.Random(3)
    for formula in FORMULAS:
        for _ in range(6):
            eta, x0 = Fraction(rng.randint(1, 40), 1000), Fraction(rng.randint(-30, 30), 17)
            yield problem(written(formula), rho=Fraction(rng.randint(1, 9), 10), eta=eta, x0=x0)


def test_blocks_and_single_steps_enclose_the_same_iterates_of_random_orbits():
    longest = 0
    for given in orbits():
        with flint.ctx.workprec(200):
            enclosure, made = Enclosure(given), Blocks(given)
            single = several = ball(given.x0)
            try:
                for t in range(0, 900, 90):
                    for step in range(90):
                        single = enclosure(single, t + step)
                    several = made(several, t, 90)
                    longest = max(longest, made._size)
                    assert single.overlaps(several)
                    assert several.rad() < 1000 * single.rad() + ball(Fraction(1, 10**50))
            except UndecidedError:
                continue
    assert longest == blocks.MOST


def test_the_centre_moved_alone_would_not_be_an_enclosure():
    """The slope term is needed: from the ends of a wide ball the iterates lie outside the centre's, inside the block's."""
    given = problem("sinusoid", eta="1/1000")
    with flint.ctx.workprec(200):
        made, enclosure = Blocks(given), Enclosure(given)
        x0, width = ball(given.x0), ball(Fraction(1, 10**20))
        block = made._block(x0 + width * flint.arb(0, 1), 100)
        centre, ends = x0, [x0 - width, x0 + width]
        for t in range(100):
            centre, *ends = (enclosure(x, t) for x in (centre, *ends))
        for end in ends:
            assert block.contains(end)
            assert not centre.overlaps(end)


def test_a_block_that_could_reach_a_sign_change_is_refused():
    given = problem("sinusoid", eta="1/1000")  # f' changes its sign at 3/10
    with flint.ctx.workprec(200):
        made, near = Blocks(given), ball(Fraction(3, 10) + Fraction(1, 10**3))
        assert made._block(near, 1) is not None
        assert made._block(near, 128) is None
        straddling = ball(Fraction(3, 10)) + flint.arb(0, 1) * ball(Fraction(1, 10**9))
        assert made._block(straddling, 2) is None
        with pytest.raises(UndecidedError):
            made(straddling, 0, 10)


def test_a_block_in_which_rounding_could_grow_is_refused():
    given = problem("sinusoid", eta="1/2")
    with flint.ctx.workprec(200):
        assert Blocks(given)._block(ball(Fraction(-1, 10)), 128) is None


def test_other_variants_are_stepped_singly():
    given = problem("sinusoid", variant="decay", eta="1/1000")
    with flint.ctx.workprec(200):
        enclosure, x = Enclosure(given), ball(given.x0)
        for t in range(30):
            x = enclosure(x, t)
        found = Blocks(given)(ball(given.x0), 0, 30)
        assert found.mid() == x.mid()
        assert found.rad() == x.rad()


def test_every_shown_iterate_agrees_with_mpmath_at_more_digits():
    asked = {"eta": "1/1000", "steps": 500, "every": 37}
    balls = iterate("sinusoid", arithmetic="ball", digits=40, **asked)["iterates"]
    for x, wanted in zip(balls, iterate("sinusoid", digits=60, **asked)["iterates"], strict=True):
        assert abs(Fraction(x["mid"]) - Fraction(wanted)) <= Fraction(x["rad"]) + Fraction(1, 10**50)
