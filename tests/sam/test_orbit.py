"""Orbits are what the update says, in every arithmetic, and bad input is refused in one sentence."""

from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from flint import fmpq, fmpz

from samproofs.errors import UsageError
from samproofs.functions import names
from samproofs.functions.arithmetics import UndecidedError
from samproofs.sam.orbit import ARITHMETICS, iterate

KEYS = ["name", "parameters", "variant", "arithmetic", "digits", "steps", "iterates", "last", "limit", "certificate"]


def quadratic_orbit(x, steps, z=F(1, 10), rho=F(1, 10), c=F(0)):
    """SAM on the quadratic with beta = 1, by hand."""
    yield x
    for _ in range(steps):
        x = c + (1 - z) * (x - c) - z * rho * ((x > c) - (x < c))
        yield x


@pytest.mark.parametrize("name", names())
def test_every_function_iterates_with_its_defaults_and_starts_off_its_limit(name):
    orbit = iterate(name)
    assert list(orbit) == KEYS and orbit["name"] == name and orbit["certificate"] is None
    assert len(orbit["iterates"]) == orbit["steps"] + 1 and orbit["iterates"][-1] == orbit["last"]
    assert all(isinstance(text, str) for text in [*orbit["iterates"], *orbit["parameters"].values()])
    assert orbit["limit"] is not None
    start = mpmath.mpf(orbit["iterates"][0])
    assert all(abs(mpmath.mpf(point) - start) > 1e-3 for point in orbit["limit"]["points"])


def test_exact_iterates_are_the_rationals_of_the_recursion():
    orbit = iterate("quadratic", x0="3/7", parameters={"c": "-1/3"}, steps=40, arithmetic="exact")
    assert [F(text) for text in orbit["iterates"]] == list(quadratic_orbit(F(3, 7), 40, c=F(-1, 3)))


@pytest.mark.parametrize("digits", [15, 50, 300])
def test_mpmath_iterates_are_right_to_the_digits_that_are_shown(digits):
    exact = [F(text) for text in iterate("zigzag", steps=200, arithmetic="exact")["iterates"]]
    shown = iterate("zigzag", steps=200, digits=digits)["iterates"]
    with mpmath.workdps(digits + 20):
        for text, value in zip(shown, exact, strict=True):
            true = mpmath.mpf(value.numerator) / value.denominator
            assert abs(mpmath.mpf(text) - true) <= abs(true) * mpmath.mpf(10) ** (1 - digits)


def test_the_precision_of_the_caller_is_neither_used_nor_changed():
    with mpmath.workdps(15):
        inside = iterate("sinusoid", steps=30)
        assert mpmath.mp.dps == 15
    assert inside == iterate("sinusoid", steps=30)


@pytest.mark.parametrize("format_name", ["float64", "float32"])
def test_float_orbits_are_computed_in_that_format(format_name):
    number = getattr(np, format_name)
    beta, rho, eta, x = (number(v) for v in (1, 0.1, 0.1, 1))
    expected = [x]
    for _ in range(50):
        y = x + rho * np.sign(beta * x)
        x = x - eta * (beta * y)
        expected.append(x)
    orbit = iterate("quadratic", steps=50, arithmetic=format_name)
    assert [number(text) for text in orbit["iterates"]] == expected
    assert orbit["digits"] is None


def test_float_orbits_that_overflow_are_shown_as_they_are_and_approach_nothing():
    orbit = iterate("quadratic", eta=3, steps=2000, arithmetic="float32", every=2000)
    assert orbit["last"] in ("inf", "-inf", "nan") and orbit["limit"] is None


@pytest.mark.parametrize(
    ("name", "x0"),
    [("quadratic", "0"), ("sinusoid", "3/10"), ("sinusoid", "-3/10"), ("zigzag", "2"), ("zigzag", "21/10")],
)
def test_a_stationary_start_is_not_perturbed_and_stays_for_ever(name, x0):
    for variant, extra in (("sam", {}), ("decay", {}), ("usam", {"rho_u": 1}), ("epsilon", {"epsilon": 1})):
        orbit = iterate(name, x0=x0, steps=20, variant=variant, **extra)
        assert len(set(orbit["iterates"])) == 1
        assert orbit["limit"]["kind"] == "stationary point" and mpmath.mpf(orbit["limit"]["distance"]) == 0


def test_a_start_on_a_kink_follows_the_exact_gradient_there():
    exact = iterate("zigzag", x0="41/20", steps=30, arithmetic="exact")["iterates"]
    assert exact[1] == str(F(41, 20) - F(1, 10) * (2 - F(21, 20)))
    shown = iterate("zigzag", x0="41/20", steps=30)["iterates"]
    assert all(
        abs(mpmath.mpf(a) - mpmath.mpf(F(b).numerator) / F(b).denominator) < 1e-14
        for a, b in zip(shown, exact, strict=True)
    )


@pytest.mark.parametrize(("rho", "eta", "x0"), [("1/10", "1/10", "1/90"), ("1", "1/2", "1"), ("1/7", "1/3", "1/14")])
def test_an_orbit_that_reaches_the_minimiser_exactly_stays_there(rho, eta, x0):
    for digits in (15, 40, 50, 51, 60):
        orbit = iterate("quadratic", rho=rho, eta=eta, x0=x0, steps=50, digits=digits)
        assert all(abs(mpmath.mpf(text)) < mpmath.mpf(10) ** -digits for text in orbit["iterates"][1:])
        assert orbit["limit"]["kind"] == "stationary point"
    assert set(iterate("quadratic", rho=rho, eta=eta, x0=x0, arithmetic="exact")["iterates"][1:]) == {"0"}


def test_an_orbit_that_misses_the_minimiser_by_less_than_rounding_goes_to_the_cycle():
    missing = F(1, 90) + F(1, 10**90)
    orbit = iterate("quadratic", x0=missing, steps=1000)
    assert orbit["limit"]["kind"] == "two-cycle"
    exact = iterate("quadratic", x0=missing, steps=1000, arithmetic="exact", every=1000)["last"]
    assert (orbit["last"][0] == "-") == (exact[0] == "-")


def test_a_sign_that_neither_digits_nor_rationals_decide_is_undecided():
    with pytest.raises(UndecidedError, match="at step 1 the gradient is 0 up to rounding, so 50 digits do not decide"):
        iterate("x**4 + x**2", rho="1", eta="1/36", x0="1", steps=3)


def test_each_limit_is_the_derived_one():
    cycle = iterate("quadratic", steps=1000)["limit"]
    assert cycle["kind"] == "two-cycle" and cycle["condition"] == "beta*eta < 2"
    assert mpmath.mpf(cycle["distance"]) < 1e-40 and abs(mpmath.mpf(cycle["points"][1]) - mpmath.mpf(1) / 190) < 1e-15
    fixed = iterate("sinusoid", steps=300)["limit"]
    assert fixed["kind"] == "fixed point" and fixed["formulas"] == {"point": "-rho/10"} and fixed["points"] == ["-0.1"]
    shifted = iterate("sinusoid", x0="13/10", steps=300)["limit"]
    assert shifted["points"] == ["1.1"]
    assert iterate("quadratic", eta=3, steps=30)["limit"] is None
    assert iterate("quadratic", steps=0)["limit"] is None
    assert iterate("quadratic", x0="1/190", steps=2)["limit"]["kind"] == "two-cycle"
    assert iterate("huber", steps=1000)["limit"]["kind"] == "two-cycle"


def test_the_variants_have_other_limits_than_sam():
    usam = iterate("quadratic", variant="usam", rho_u="1/10", steps=1000)["limit"]
    assert usam["kind"] == "stationary point" and mpmath.mpf(usam["distance"]) < 1e-40
    decay = iterate("quadratic", variant="decay", steps=1000)["limit"]
    assert decay["kind"] == "stationary point" and mpmath.mpf(decay["distance"]) < 1e-4
    epsilon = iterate("quadratic", variant="epsilon", epsilon="1", steps=1000)
    assert mpmath.mpf(epsilon["limit"]["distance"]) < 1e-40


def test_exact_and_mpmath_agree_on_every_variant():
    for variant, extra in (("sam", {}), ("usam", {"rho_u": "1/3"}), ("decay", {}), ("epsilon", {"epsilon": "1/50"})):
        exact = iterate("zigzag", steps=8, arithmetic="exact", variant=variant, **extra)["iterates"]
        shown = iterate("zigzag", steps=8, variant=variant, **extra)["iterates"]
        for text, ratio in zip(shown, exact, strict=True):
            with mpmath.workdps(60):
                assert (
                    abs(mpmath.mpf(text) - mpmath.mpf(F(ratio).numerator) / F(ratio).denominator)
                    < mpmath.mpf(10) ** -45
                )


def test_long_orbits_list_their_iterates_only_when_asked():
    assert iterate("quadratic", steps=1000)["iterates"][0] == "1.0"
    long = iterate("quadratic", steps=1001)
    assert long["iterates"] == [] and long["last"]
    some = iterate("quadratic", steps=1001, every=500)
    full = iterate("quadratic", steps=1000)
    assert some["iterates"] == full["iterates"][::500]


def test_ten_thousand_exact_steps_give_the_closed_form():
    last = iterate("quadratic", steps=10_000, arithmetic="exact", x0="1")["last"]
    top, _, bottom = last.partition("/")
    x = fmpq(fmpz(top), fmpz(bottom))
    # once the orbit changes sides at every step, |x| - 1/190 is multiplied by -9/10
    radius = fmpq(1, 190)
    size = x if x > 0 else -x
    entry = [F(text) for text in iterate("quadratic", steps=60, arithmetic="exact")["iterates"]]
    k = next(t for t in range(60) if entry[t] * entry[t + 1] < 0)
    start = fmpq(abs(entry[k]).numerator, abs(entry[k]).denominator)
    assert size - radius == (start - radius) * fmpq(-9, 10) ** (10_000 - k)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"rho": 0}, "rho must be positive"),
        ({"rho": "-1"}, "rho must be positive"),
        ({"eta": "0"}, "eta must be positive"),
        ({"eta": 0.1}, "eta must be given exactly"),
        ({"x0": "nan"}, "x0 must be an exact number"),
        ({"steps": -1}, "steps must be a whole number"),
        ({"steps": "1/2"}, "steps must be a whole number"),
        ({"steps": 10**7}, "steps must be a whole number between 0 and 1000000"),
        ({"steps": 10**19, "arithmetic": "ball"}, "steps must be a whole number between 0 and 1000000000000000000"),
        ({"digits": 14}, "digits must be a whole number between 15 and 10000"),
        ({"digits": 10**6}, "digits must be a whole number between 15 and 10000"),
        ({"every": 0}, "every must be a whole number"),
        ({"steps": 10**6, "every": 1}, "at most 100000 iterates are listed"),
        ({"arithmetic": "decimal"}, "arithmetic must be one of"),
        ({"variant": "adam"}, "variant must be one of"),
        ({"variant": "epsilon"}, "needs epsilon"),
        ({"variant": "usam"}, "needs rho_u"),
        ({"variant": "epsilon", "epsilon": "-1"}, "epsilon must be positive"),
        ({"rho_u": "1"}, "does not take rho_u"),
        ({"parameters": {"gamma": "1"}}, "no parameter 'gamma'"),
        ({"parameters": {"eta": "1"}}, "eta is not a parameter of quadratic"),
        ({"parameters": {"beta": "-1"}}, "beta must be positive"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(given, complaint):
    with pytest.raises(UsageError, match=complaint) as refused:
        iterate("quadratic", **given)
    assert "\n" not in str(refused.value)


def test_exact_arithmetic_refuses_what_is_not_piecewise_affine_and_what_grows_without_bound():
    with pytest.raises(UsageError, match="no such gradient of sinusoid"):
        iterate("sinusoid", arithmetic="exact")
    with pytest.raises(UsageError, match="exact iterates have more than 50000 bits"):
        iterate("quadratic", arithmetic="exact", variant="epsilon", epsilon="1/3")


def test_a_formula_can_be_iterated_in_every_arithmetic_that_fits_it():
    for arithmetic in ARITHMETICS:
        last = iterate("x**2/2", arithmetic=arithmetic, steps=3, x0="1", rho="1/10", eta="1/10")["last"]
        assert float(F(last["mid"] if arithmetic == "ball" else last)) == pytest.approx(
            float(list(quadratic_orbit(F(1), 3))[-1])
        )
    with pytest.raises(UsageError, match="continuous and piecewise affine"):
        iterate("x**4", arithmetic="exact")


def test_with_epsilon_the_stationary_point_is_no_limit_where_the_smaller_two_cycle_is():
    cycle = iterate("quadratic", variant="epsilon", epsilon="1/1000", rho="1/10", eta="1/10", steps=400, digits=30)
    assert cycle["limit"]["kind"] == "two-cycle" and cycle["last"].lstrip("-").startswith("0.00426315789")  # 1/190 - 1/1000
    rest = iterate("quadratic", variant="epsilon", epsilon="1/100", rho="1/10", eta="1/10", steps=3000, every=3000, digits=30)
    assert rest["limit"]["kind"] == "stationary point"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("zigzag", {"rho": "1", "eta": "3/2", "x0": "5/18"}),  # wanders about the repelling fixed point 1
        ("sinusoid", {"rho": "1/1000", "eta": "27/10", "x0": "59/11"}),  # goes round a longer cycle
    ],
)
def test_a_point_that_repels_is_no_limit_of_an_orbit_that_comes_by(name, options):
    for steps in (1000, 3000):
        assert iterate(name, steps=steps, every=steps, digits=40, **options)["limit"] is None


def test_what_an_orbit_approaches_from_one_side_of_a_jump_is_called_no_cycle():
    from dataclasses import replace

    from samproofs.functions import function
    from samproofs.functions.catalogue import PiecewiseGradient

    pieces = PiecewiseGradient(("-1/2", "1/2"), (("1/2", "-1/4"), ("1", "0"), ("1", "0")))
    made = replace(function("zigzag"), name="kinked", gradient=pieces, parameters=(), rho="1", eta="1", x0="0")
    limit = iterate(made, rho="1", eta="1/2", x0="1/4", steps=10**9, arithmetic="ball", every=10**9)["limit"]
    # 0 is stationary, and SAM stays there: only from above it goes to -1/2
    assert limit["kind"] == "2 limit points that are no cycle"
    assert limit["exact"] == ["-1/2", "0"]
    assert iterate(made, rho="1", eta="1/2", x0="0", steps=2, arithmetic="exact")["iterates"] == ["0", "0", "0"]


@pytest.mark.parametrize(("name", "x0"), [("x**4/4 - x**2/2", "3/10"), ("cos(x)", "1"), ("exp(x) - x", "1")])
def test_a_minimiser_beside_which_the_orbit_jumps_for_ever_is_not_named_as_its_limit(name, x0):
    """The gradient at the distance rho from it is not 0: SAM arrives there exactly, or not at all."""
    run = iterate(name, rho="1/10", eta="1/4", x0=x0, steps=20)
    assert run["limit"] is None
    second, third, fourth = (float(x) for x in run["iterates"][-3:])
    assert abs(fourth - third) > 0.02 and abs(third - second) > 0.02


def test_a_minimiser_in_which_the_orbit_arrives_is_named():
    run = iterate("x**4/4 - x**2/2", rho="1/10", eta="1/4", x0="1", steps=3)
    assert (run["limit"]["kind"], run["limit"]["points"]) == ("stationary point", ["1.0"])


def test_iterates_whose_digits_could_not_be_printed_are_refused_in_a_sentence():
    asked = {"rho": 1, "eta": 10, "x0": 5, "digits": 15}
    assert iterate("x**4", steps=8, **asked)["last"] == "5.85194498460872e+10359"
    with pytest.raises(UsageError, match="from step 9 on: the orbit diverges; ask for fewer steps"):
        iterate("x**4", steps=15, **asked)
