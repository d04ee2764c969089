"""Whole-number steps of piecewise-affine maps: exact iteration lies in every ball, and nothing undecided is passed over."""

import random
from fractions import Fraction
from itertools import islice

import flint
import pytest

from samproofs.balls import UndecidedError, ball
from samproofs.functions.arithmetics import Rational
from samproofs.sam import merged, rigorous
from samproofs.sam.affine import AffineMap, affine_map
from samproofs.sam.merged import Merged
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import problem

STEPS = 200


def some_map(rng: random.Random) -> AffineMap:
    """A map with up to four breaks, some slopes 0 or beyond 1, that keeps a bounded interval most of the time."""

    def number(low: int, high: int) -> Fraction:
        return Fraction(rng.randint(low, high), rng.randint(1, 12))

    breaks = tuple(sorted({number(-20, 20) for _ in range(rng.randint(0, 4))}))
    pieces = tuple((Fraction(rng.randint(-13, 13), 12), number(-20, 20)) for _ in range(len(breaks) + 1))
    return AffineMap(breaks, pieces, tuple(number(-5, 5) for _ in breaks))


def test_every_ball_contains_the_exact_iterate_on_a_thousand_random_maps(monkeypatch):
    monkeypatch.setattr(merged, "WORD", 8)  # more words, and words that do not repeat
    rng = random.Random(7)
    decided = words = 0
    for _ in range(1000):
        map_ = some_map(rng)
        start = Fraction(rng.randint(-40, 40), rng.randint(1, 12))
        exact = [Fraction(*state) for state in islice(map_.orbit(start), STEPS + 1)]
        orbit = Merged(map_, start, 400)
        state, t = orbit.start, 0
        try:
            while t < STEPS:
                step = min(rng.randint(1, 40), STEPS - t)
                state, t = orbit.after(state, step), t + step
                m, e = state
                assert abs(exact[t] * 2**400 - m) <= e
                with flint.ctx.workprec(600):
                    assert orbit.ball(state).contains(ball(exact[t]))
        except UndecidedError:
            continue  # the orbit meets a break, or goes farther than the range
        decided += 1
        words += len(orbit._words)
    assert decided > 600 and words > 2 * decided


def test_an_orbit_that_meets_a_break_exactly_is_undecided_whatever_the_precision():
    half = Fraction(1, 2)
    map_ = AffineMap((Fraction(0),), ((half, half), (half, -half)), (Fraction(0),))
    for bits in (50, 5000):
        with pytest.raises(UndecidedError, match="piece"):
            Merged(map_, Fraction(7), bits).after(Merged(map_, Fraction(7), bits).start, 100)


def test_an_iterate_beyond_the_range_is_undecided_and_not_wrong():
    double = AffineMap((), ((Fraction(2), Fraction(0)),), ())
    orbit = Merged(double, Fraction(1), 20)
    assert orbit.after(orbit.start, 10)[0] == 2**30
    with pytest.raises(UndecidedError):
        orbit.after(orbit.start, 64)


def test_a_wrong_bound_would_be_seen():
    """The error bound is needed: m alone differs from the exact iterate, and by most of the bound somewhere."""
    map_ = affine_map(*_quadratic())
    exact = [Fraction(*s) for s in islice(map_.orbit(Fraction(1)), 50)]
    orbit = Merged(map_, Fraction(1), 100)
    off = [abs(exact[t] * 2**100 - orbit.after(orbit.start, t)[0]) for t in range(50)]
    assert max(off) > 0.5


def _quadratic():
    given = problem("quadratic")
    return given.update(Rational()), given.function.piecewise(**given.values)


def test_balls_of_an_orbit_whose_itinerary_is_not_found_come_from_the_steps(monkeypatch):
    """As for an aperiodic orbit: with no work allowed to the search, the same balls come without a certificate."""
    wanted = iterate("zigzag", steps=1000, arithmetic="exact")["iterates"]

    def refuse(*_):
        raise rigorous.BudgetError("no period is found")

    monkeypatch.setattr(rigorous, "itinerary", refuse)
    found = iterate("zigzag", steps=1000, arithmetic="ball", digits=40)
    assert found["certificate"] is None
    for text, x in zip(found["iterates"], wanted, strict=True):
        assert abs(Fraction(text["mid"]) - Fraction(x)) <= Fraction(text["rad"]) <= Fraction(1, 10**39)
    with pytest.raises(rigorous.BudgetError, match="no period"):
        iterate("zigzag", steps=10**7, arithmetic="ball")


def test_an_interval_beyond_the_range_is_cut_to_it():
    """The error bound holds for |m| < 2^most alone, also where both ends of a piece are finite."""
    far = Fraction(2**60)
    flat = (Fraction(0), Fraction(1))
    map_ = AffineMap((-far, far), (flat, (Fraction(3, 2), Fraction(1, 7)), flat), (Fraction(1),) * 2)
    orbit = Merged(map_, Fraction(1), 100)
    low, high = orbit._single._lows, orbit._single._highs
    assert max(map(abs, (*low, *high))) <= 1 << orbit._most
