"""Ball iterates contain the exact ones, are as accurate as promised, and are refused where a sign is not decided."""

from fractions import Fraction as F

import flint
import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samproofs.balls import UndecidedError, ball, written
from samproofs.errors import UsageError
from samproofs.sam.enclosures import Enclosure
from samproofs.sam.itinerary import Itinerary
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import problem
from samproofs.sam.rigorous import balls

FAR = 10**18
VARIANTS = [("sam", {}), ("usam", {"rho_u": "1/3"}), ("decay", {}), ("epsilon", {"epsilon": "1/50"})]


def interval(text):
    mid, rad = F(text["mid"]), F(text["rad"])
    return mid - rad, mid + rad


@pytest.mark.parametrize(("variant", "extra"), VARIANTS)
@pytest.mark.parametrize("name", ["quadratic", "zigzag", "huber"])
def test_written_balls_contain_the_exact_iterates_of_every_variant(name, variant, extra):
    asked = {"steps": 8, "variant": variant, "x0": "16/9", **extra}
    exact = iterate(name, arithmetic="exact", **asked)["iterates"]
    found = iterate(name, arithmetic="ball", **asked)
    for text, ratio in zip(found["iterates"], exact, strict=True):
        lower, upper = interval(text)
        assert lower <= F(ratio) <= upper
        assert upper - lower <= F(1, 10**49) * max(abs(F(ratio)), F(found["parameters"]["rho"]))


@pytest.mark.parametrize("digits", [15, 50, 300])
@pytest.mark.parametrize("steps", [40, 2000])
def test_written_balls_contain_the_exact_iterate_at_any_number_of_digits(digits, steps):
    asked = {"x0": "3/7", "parameters": {"c": "-1/3"}, "steps": steps, "every": steps}
    lower, upper = interval(iterate("quadratic", arithmetic="ball", digits=digits, **asked)["last"])
    top, _, bottom = iterate("quadratic", arithmetic="exact", **asked)["last"].partition("/")
    value = flint.fmpq(flint.fmpz(top), flint.fmpz(bottom))
    assert flint.fmpq(lower.numerator, lower.denominator) <= value <= flint.fmpq(upper.numerator, upper.denominator)
    assert 0 < upper - lower < F(1, 10 ** (digits - 1))


rationals = st.fractions(min_value=-4, max_value=4, max_denominator=50)
positive = st.fractions(min_value=F(1, 50), max_value=2, max_denominator=50)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["quadratic", "zigzag", "huber"]), positive, positive, rationals, st.integers(0, 60))
def test_every_arithmetic_agrees_with_exact_rationals(name, rho, eta, x0, steps):
    asked = {"rho": rho, "eta": eta, "x0": x0, "steps": steps}
    exact = F(iterate(name, arithmetic="exact", **asked)["last"])
    lower, upper = interval(iterate(name, arithmetic="ball", **asked)["last"])
    assert lower <= exact <= upper
    with mpmath.workdps(70):
        size = max(abs(exact), rho)
        shown = mpmath.mpf(iterate(name, arithmetic="mpmath", **asked)["last"])
        assert abs(shown - mpmath.mpf(exact.numerator) / exact.denominator) <= float(size) * mpmath.mpf(10) ** -45


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("sinusoid", {"eta": "1e-3"}),
        ("quadratic", {"variant": "decay"}),
        ("quadratic", {"variant": "epsilon", "epsilon": "1/10"}),
        ("x**4/4", {}),
        ("ln(exp(x) + exp(-x))", {}),
    ],
)
def test_balls_of_steps_stay_small_for_thousands_of_steps_and_agree_with_mpmath(name, asked):
    found = iterate(name, arithmetic="ball", steps=5000, every=1000, **asked)["iterates"]
    shown = iterate(name, digits=100, steps=5000, every=1000, **asked)["iterates"]
    with mpmath.workdps(110):
        for text, value in zip(found, shown, strict=True):
            assert abs(mpmath.mpf(text["mid"]) - mpmath.mpf(value)) <= mpmath.mpf(text["rad"]) * (
                1 + mpmath.mpf(10) ** -8
            )
            assert mpmath.mpf(text["rad"]) < 1e-40


@pytest.mark.parametrize("name", ["quadratic", "zigzag", "sinusoid"])
def test_the_image_of_a_wide_ball_contains_the_images_of_its_points(name):
    given_problem = problem(name, x0="3/2", rho="1")
    with flint.ctx.workprec(100):
        enclosure = Enclosure(given_problem)
        wide = enclosure(flint.arb(1.375, 0.01))
        for k in range(-10, 11):
            assert wide.contains(enclosure(ball(F(11, 8) + F(k, 1000))))
        assert wide.rad() < 0.03


@pytest.mark.parametrize("variant", ["sam", "decay"])
@pytest.mark.parametrize("name", ["quadratic", "zigzag", "sinusoid", "x**4/4"])
def test_the_faster_step_is_the_step_by_definition(name, variant):
    with flint.ctx.workprec(150):
        enclosure, x = Enclosure(problem(name, variant=variant)), flint.arb(1.375, 1e-30)
        for t in range(50):
            faster, defined = enclosure(x, t), enclosure.by_definition(x, t)
            assert faster.overlaps(defined) and faster.rad() <= defined.rad() * 1.001
            x = faster.mid() + flint.arb(0, 1e-30)


@pytest.mark.parametrize(("name", "place"), [("quadratic", 0), ("zigzag", 2), ("zigzag", 1), ("sinusoid", 0.3)])
def test_a_ball_that_straddles_a_kink_or_a_change_of_sign_is_undecided(name, place):
    with pytest.raises(UndecidedError, match="is not decided"):
        Enclosure(problem(name, rho="1"))(flint.arb(place, 1e-3))


def test_an_iterate_that_is_not_bounded_is_undecided_and_not_written():
    with pytest.raises(UndecidedError):
        Enclosure(problem("exp(exp(x))"))(flint.arb(10) ** 30)
    with pytest.raises(UndecidedError, match="not bounded"):
        written(flint.arb(1) / 0, 10)


def test_an_iterate_of_another_variant_that_is_exactly_at_a_kink_is_undecided():
    with pytest.raises(UndecidedError, match=r"the sign of .* is not decided"):
        iterate("huber", x0="2", steps=12, variant="decay", arithmetic="ball")


def test_a_sign_that_stays_undecided_within_the_budget_is_reported_with_it():
    with pytest.raises(UndecidedError, match=r"is not decided at \d+ bits"):
        iterate("x**4 + x**2", rho="1", eta="1/36", x0="1", steps=3, arithmetic="ball")


def test_a_function_without_second_derivative_in_the_language_is_refused_in_one_sentence():
    with pytest.raises(UsageError, match="no derivative that balls can evaluate"):
        iterate("max(x, 0)*x + x**4", arithmetic="ball")


@pytest.mark.parametrize(
    ("name", "x0", "point"), [("quadratic", "1", F(1, 190)), ("zigzag", "3/2", F(11, 10)), ("huber", "2", F(1, 190))]
)
def test_ten_to_the_eighteen_steps_come_with_a_certificate_that_the_checker_accepts(name, x0, point):
    found = iterate(name, x0=x0, steps=FAR, arithmetic="ball")
    lower, upper = interval(found["last"])
    assert lower - F(1, 10**60) <= point <= upper + F(1, 10**60)
    with flint.ctx.workprec(300):
        assert abs(Itinerary(found["certificate"])(FAR) - ball(point)) < 1e-60
    assert found["limit"] is not None


def test_iterates_far_apart_are_read_from_the_certificate():
    found = iterate("quadratic", steps=FAR, every=10**17, arithmetic="ball")
    assert len(found["iterates"]) == 11
    near = iterate("quadratic", steps=3000, every=300, arithmetic="ball")["iterates"]
    exact = iterate("quadratic", steps=600, every=300, digits=60)["iterates"]
    for text, value in zip(near[:3], exact, strict=True):
        lower, upper = interval(text)
        assert lower - F(1, 10**58) <= F(value) <= upper + F(1, 10**58)


def test_an_orbit_that_diverges_or_vanishes_is_enclosed_at_the_end_of_all_steps():
    far = iterate("quadratic", eta=3, steps=FAR, arithmetic="ball")
    assert far["last"]["mid"].endswith("e+301029995663981195") and far["limit"] is None
    near = iterate("quadratic", variant="usam", rho_u="1", steps=FAR, arithmetic="ball")
    assert "e-" in near["last"]["mid"] and near["limit"]["kind"] == "stationary point"


def test_a_stationary_start_stays_for_ever_in_balls_too():
    for name, x0 in (("quadratic", "0"), ("sinusoid", "3/10"), ("zigzag", "21/10")):
        found = iterate(name, x0=x0, rho="1", steps=FAR, arithmetic="ball")
        lower, upper = interval(found["last"])
        assert lower <= F(x0) <= upper and found["limit"]["kind"] == "stationary point"


def test_more_digits_than_the_first_precision_gives_are_reached_by_raising_it():
    found, _ = balls(problem("zigzag", x0="-9/7"), [0, 400], 50)
    assert found[400].rad() < 1e-49


@pytest.mark.parametrize(
    ("name", "options", "kind", "points"),
    [
        ("quadratic", {"x0": "1"}, "two-cycle", ["-1/190", "1/190"]),
        ("zigzag", {}, "fixed point", ["11/10"]),
        ("quadratic", {"x0": "0"}, "stationary point", ["0"]),
        ("quadratic", {"eta": "1", "x0": "1/3"}, "two-cycle", ["-1/10", "1/10"]),
    ],
)
def test_an_itinerary_proves_the_limit_that_sympy_derives(name, options, kind, points):
    proved = iterate(name, steps=10**15, arithmetic="ball", **options)["limit"]
    assert (proved["kind"], proved["exact"]) == (kind, points)
    derived = iterate(name, steps=1000, **options)["limit"]
    assert derived["kind"] == kind
    for text, exact in zip(sorted(derived["points"], key=F), proved["exact"], strict=True):
        assert abs(F(text) - F(exact)) < F(1, 10**45)


def test_an_orbit_that_goes_away_for_ever_has_no_limit():
    assert iterate("quadratic", eta="3", steps=10**6, arithmetic="ball", every=10**6)["limit"] is None


def test_a_step_at_the_orbit_of_a_neutral_line_claims_no_limit():
    """With eta*beta = 2 the two-cycle is any pair: the composed slope is 1, and nothing attracts."""
    certificate = {"kind": "itinerary", "map": {"breaks": [], "pieces": [["1", "0"]], "at": []}, "start": "3"}
    orbit = Itinerary(certificate | {"segments": [{"word": [0], "steps": "forever"}]})
    assert orbit.limit() is None
    finite = Itinerary(certificate | {"segments": [{"word": [0], "steps": 5}]})
    assert finite.limit() is None
