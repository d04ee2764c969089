"""Leaps agree with exact rational iteration on random maps, and falsified itineraries are rejected."""

import copy
import random
from bisect import bisect_left
from fractions import Fraction as F
from itertools import islice

import flint
import pytest

from samproofs.balls import UndecidedError, raising
from samproofs.functions.arithmetics import Rational
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.affine import AffineMap, affine_map
from samproofs.sam.itinerary import CertificateError, Itinerary
from samproofs.sam.jump import WORK, itinerary
from samproofs.sam.problem import problem
from samproofs.sam.update import Update

FAR = 10**18
CYCLE = flint.fmpq(1, 190)


def ratio(rng, size=6, bottom=6):
    return F(rng.randint(-size, size), rng.randint(1, bottom))


def random_sam(rng):
    """SAM on a random continuous piecewise-affine gradient, as a map."""
    breaks = tuple(sorted({ratio(rng) for _ in range(rng.randint(0, 3))}))
    pieces = [(ratio(rng, 3), ratio(rng, 3))]
    for at in breaks:
        slope = ratio(rng, 3)
        pieces.append((slope, pieces[-1][0] * at + pieces[-1][1] - slope * at))
    f = PiecewiseQuadratic(breaks, tuple(pieces))
    eta, rho = F(rng.randint(1, 8), rng.randint(4, 12)), F(rng.randint(1, 8), rng.randint(1, 8))
    return affine_map(Update(f.gradient, lambda g: (g > 0) - (g < 0), abs, eta, rho), f)


def random_map(rng):
    """A piecewise-affine map that need not come from SAM, with slopes of both signs, 0 and 1 among them."""
    breaks = tuple(sorted({ratio(rng) for _ in range(rng.randint(0, 3))}))
    slopes = [F(0), F(1), F(-1), F(1, 2), F(-1, 2), F(-9, 10), F(3, 2), F(-5, 4)]
    pieces = tuple((rng.choice(slopes), ratio(rng, 4)) for _ in range(len(breaks) + 1))
    return AffineMap(breaks, pieces, tuple(rng.choice([at, ratio(rng)]) for at in breaks))


def letter(affine, top, bottom):
    """The piece of an exact iterate, or -1 - i at the break i."""
    x = F(top, bottom)
    i = bisect_left(affine.breaks, x)
    return -1 - i if i < len(affine.breaks) and affine.breaks[i] == x else i


def letters(segments, steps):
    """The itinerary that a certificate states."""
    said = []
    for segment in segments:
        if "free" in segment:
            said += segment["free"]
        else:
            word = segment["word"] if "word" in segment else [-1 - segment["break"]]
            length = steps - len(said) if segment["steps"] == "forever" else segment["steps"]
            said += [word[k % len(word)] for k in range(min(length, steps - len(said)))]
    return said


@pytest.mark.parametrize("make", [random_sam, random_map])
def test_a_thousand_random_orbits_are_those_of_exact_iteration(make):
    rng, steps, far = random.Random(20230), 60, 0
    for _ in range(1000):
        affine, start = make(rng), ratio(rng, 40, 20)
        orbit = list(islice(affine.orbit(start), steps + 1))

        def leap(bits, affine=affine, start=start, orbit=orbit):
            found = itinerary(affine, start, steps)
            assert letters(found["segments"], steps) == [letter(affine, *x) for x in orbit[:-1]]
            checked = Itinerary(found)
            for t in (0, 1, steps // 2, steps - 1, steps):
                value = checked(t)
                assert value.contains(flint.fmpq(*orbit[t]))
                assert value == 0 or value.rad() < abs(value).lower() * flint.arb(2) ** -60 or value.rad() < 1e-60
            return found

        found = raising(leap, bits=512, budget=4096)
        far += found["segments"][-1].get("steps") == "forever"
    assert far > 500


def test_certificates_for_ever_hold_long_after_the_horizon_of_the_search():
    rng = random.Random(7)
    for _ in range(60):
        affine, start = random_sam(rng), ratio(rng, 40, 20)
        try:
            with flint.ctx.workprec(1024):
                checked = Itinerary(itinerary(affine, start, FAR))
                if checked.steps is None:
                    t = 300
                    assert checked(t).contains(flint.fmpq(*next(islice(affine.orbit(start), t, None))))
                else:
                    assert checked.steps >= FAR
        except UndecidedError:
            continue


@pytest.mark.parametrize(
    ("name", "start"), [("quadratic", "1"), ("quadratic", "-1e30"), ("quadratic", "1e-30"), ("zigzag", "3/2"),
                        ("zigzag", "7"), ("zigzag", "11/2"), ("huber", "2"), ("huber", "12345/7")],
)  # fmt: skip
def test_ten_to_the_eighteen_steps_take_few_segments_and_meet_the_cycle(name, start):
    given = problem(name, x0=start)
    affine = affine_map(given.update(Rational()), given.function.piecewise(**given.values))
    with flint.ctx.workprec(400):
        found = itinerary(affine, given.x0, FAR)
        last = Itinerary(found)(FAR)
        places = [flint.fmpq(11, 10), flint.fmpq(1, 19), flint.fmpq(-1, 19)] if name == "zigzag" else [CYCLE, -CYCLE]
        assert any(abs(last - place) < 1e-50 for place in places)
    assert len(found["segments"]) < 12


def test_an_orbit_of_sam_that_is_not_periodic_is_refused_for_many_steps_and_certified_for_few():
    given = problem("zigzag", x0="-9/7")
    affine = affine_map(given.update(Rational()), given.function.piecewise(**given.values))
    with flint.ctx.workprec(300), pytest.raises(UndecidedError, match="not found to be periodic"):
        itinerary(affine, given.x0, FAR)
    with flint.ctx.workprec(300):
        checked = Itinerary(itinerary(affine, given.x0, 500))
    assert checked(500).contains(flint.fmpq(*next(islice(affine.orbit(given.x0), 500, None))))


TENT = AffineMap((F(1, 2),), ((F(3, 2), F(0)), (F(-3, 2), F(3, 2))), (F(3, 4),))


def test_an_orbit_that_is_not_periodic_is_refused_in_one_sentence():
    with flint.ctx.workprec(WORK + 500), pytest.raises(UndecidedError, match="not found to be periodic") as refused:
        itinerary(TENT, F(1, 7), FAR)
    assert "\n" not in str(refused.value)


def test_too_little_precision_is_undecided_and_not_guessed():
    with flint.ctx.workprec(64), pytest.raises(UndecidedError, match="is not decided"):
        # the slope expands, so 64 bits do not last for more than a hundred and some steps once the numbers are long
        itinerary(TENT, F(1, 7) + F(1, 3**9000), 5000)


def certificate():
    given = problem("quadratic")
    affine = affine_map(given.update(Rational()), given.function.piecewise(**given.values))
    return itinerary(affine, given.x0, FAR)


def change(*path):
    """An edit of the certificate: the value at a path, replaced."""

    def edit(data):
        *way, key, value = path
        for step in way:
            data = data[step]
        data[key] = value

    return edit


FALSE = {
    "a longer run": change("segments", 0, "steps", 24),
    "a run for ever": change("segments", 0, "steps", "forever"),
    "the other piece": change("segments", 0, "word", [0]),
    "a letter of no piece": change("segments", 0, "word", [2]),
    "a negative letter": change("segments", 0, "word", [-1]),
    "a letter that is a truth value": change("segments", 0, "word", [True]),
    "an empty word": change("segments", 0, "word", []),
    "no steps": change("segments", 0, "steps", 0),
    "a free segment in the wrong order": change("segments", 1, "free", [1, 0, 1]),
    "a cycle in the wrong phase": change("segments", 2, "word", [0, 1]),
    "an odd word, whose slope is negative": change("segments", 2, "word", [1]),
    "a segment after for ever": lambda data: data["segments"].append({"free": [1]}),
    "at a break": change("segments", 0, {"break": 0, "steps": "forever"}),
    "another kind of segment": change("segments", 0, {"jump": 3}),
    "another start": change("start", "2"),
    "a start that is a float": change("start", 1.0),
    "a number that is none": change("map", "pieces", 0, ["x", "0"]),
    "a division by zero": change("start", "1/0"),
    "a missing piece": lambda data: data["map"]["pieces"].pop(),
    "a map with another intercept": change("map", "pieces", 1, ["9/10", "1/100"]),
}


def test_the_certificate_that_is_falsified_below_is_accepted():
    found = certificate()
    assert [sorted(segment) for segment in found["segments"]] == [["steps", "word"], ["free"], ["steps", "word"]]
    assert abs(Itinerary(found)(FAR) - flint.fmpq(1, 190)) < 1e-15


@pytest.mark.parametrize("falsified", FALSE)
def test_a_falsified_certificate_is_rejected(falsified):
    found = copy.deepcopy(certificate())
    FALSE[falsified](found)
    with pytest.raises(CertificateError), flint.ctx.workprec(200):
        Itinerary(found)


def test_a_step_beyond_the_certificate_has_no_iterate():
    halving = {"breaks": [], "pieces": [["1/2", "0"]], "at": []}
    checked = Itinerary({"map": halving, "start": "1", "segments": [{"word": [0], "steps": 3}]})
    assert checked(3) == flint.arb(0.125)
    with pytest.raises(CertificateError, match="the steps 0 to 3"):
        checked(4)


def test_a_fixed_break_stays_and_a_break_that_moves_does_not():
    stays = {"breaks": ["1/3"], "pieces": [["1", "-1/9"], ["1", "1"]], "at": ["1/3"]}
    found = {"map": stays, "start": "1/3", "segments": [{"break": 0, "steps": "forever"}]}
    assert Itinerary(found)(FAR).contains(flint.fmpq(1, 3))
    found["map"] = stays | {"at": ["0"]}
    with pytest.raises(CertificateError, match="does not stay"):
        Itinerary(found)
    found["segments"] = [{"break": 0, "steps": 1}, {"word": [0], "steps": "forever"}]
    assert Itinerary(found)(10) == -1


def mutate(rng, segments, pieces):
    """One random change of a random segment: a letter, a length, the kind, the order, or an omission."""
    i = rng.randrange(len(segments))
    segment = segments[i]
    word = segment.get("word") or segment.get("free")
    match rng.randrange(6):
        case 0 if word:
            word[rng.randrange(len(word))] = rng.randrange(pieces)
        case 1 if isinstance(segment.get("steps"), int):
            segment["steps"] += rng.choice([-2, -1, 1, 2])
        case 2 if word:
            segments[i] = {"word": word, "steps": rng.choice(["forever", 2 * len(word)])}
        case 3:
            del segments[i]
        case 4 if word:
            word.append(rng.randrange(pieces))
        case _:
            segments.insert(i, {"free": [rng.randrange(pieces)]})


def test_whatever_random_change_the_checker_accepts_is_true():
    rng, accepted, rejected = random.Random(5), 0, 0
    for _ in range(1500):
        affine, start = random_map(rng), ratio(rng, 40, 20)
        with flint.ctx.workprec(700):
            found = itinerary(affine, start, 40)
            segments = copy.deepcopy(found["segments"])
            mutate(rng, segments, len(affine.pieces))
            try:
                steps = Itinerary(found | {"segments": segments}).steps
            except (CertificateError, UndecidedError):
                rejected += 1
                continue
        steps = 80 if steps is None else steps
        exact = [letter(affine, *x) for x in islice(affine.orbit(start), steps)]
        assert letters(segments, steps) == exact
        accepted += 1
    assert accepted > 100 and rejected > 300
