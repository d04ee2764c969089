"""The floors obey the law that is derived, and each arithmetic that loses it is caught, with the right reason."""

import json
from fractions import Fraction as F

import pytest

from samproofs.errors import UsageError
from samproofs.report.scaling import _law, scaling, text


@pytest.fixture(scope="module", params=["quadratic", "sinusoid"])
def report(request):
    return scaling(request.param, decades=24)


def law(report, arithmetic, quantity="value gap", minimiser=0, infimum=0):
    setting = {"quantity": quantity, "minimiser": minimiser, "infimum": infimum, "arithmetic": arithmetic}
    return next(law for law in report["laws"] if setting.items() <= law.items())


def test_the_reference_has_exponent_two_and_the_derived_constant(report):
    constants = {"quadratic": (F(1, 722), F(1, 361)), "sinusoid": (None, None)}[report["name"]]
    for entry in report["laws"]:
        if entry["arithmetic"] == "reference":
            assert entry["exponent"] == "2.0" and entry["wrong_from"] is None and entry["reason"] is None
            known = constants[entry["quantity"] == "squared gradient"]
            assert known is None or abs(F(entry["constant"]) - known) < F(1, 10**16)
    for predicted in report["predicted"].values():
        assert float(predicted["difference"]) < 1e-29


def test_every_setting_has_every_arithmetic_and_every_radius(report):
    assert len(report["laws"]) == 2 * 3 * 5 and len(report["rows"]) == 24 * len(report["laws"])
    assert json.loads(json.dumps(report)) == report


def test_floats_lose_the_gap_beside_an_infimum_of_one_by_cancellation(report):
    for arithmetic, least in (("float64", 1e-8), ("float32", 1e-4)):
        for minimiser in (0, 1):
            entry = law(report, arithmetic, minimiser=minimiser, infimum=1)
            assert entry["wrong_from"] is not None and float(entry["wrong_from"]) > least
            assert entry["reason"].startswith("cancellation")


def test_fifty_digits_lose_the_gap_too_where_its_square_root_is_below_their_spacing(report):
    entry = law(report, "mpmath", infimum=1)
    assert entry["wrong_from"] in ("1e-23", "1e-24") and entry["reason"].startswith("cancellation")
    assert law(report, "mpmath")["wrong_from"] is None


def test_floats_lose_the_distance_from_a_minimiser_at_one_by_absorption(report):
    for quantity, infimum in (("value gap", 0), ("squared gradient", None)):
        for arithmetic in ("float64", "float32"):
            entry = law(report, arithmetic, quantity, 1, infimum)
            assert entry["reason"].startswith("absorption")


def test_small_floats_underflow_at_the_minimiser_zero_where_large_ones_are_right(report):
    assert law(report, "float32")["reason"].startswith("underflow")
    assert law(report, "float64")["wrong_from"] is None


def test_an_epsilon_in_the_norm_loses_the_law_whatever_the_digits(report):
    """On the quadratic the cycle is smaller by epsilon/beta: the floor is wrong by 1/1000 where 2*epsilon is that much of the radius."""
    for quantity, infimum in (("value gap", 0), ("squared gradient", None)):
        for minimiser in (0, 1):
            entry = law(report, "epsilon 1e-12", quantity, minimiser, infimum)
            assert entry["reason"].startswith("epsilon in the norm")
            assert law(report, "mpmath", quantity, minimiser, infimum)["wrong_from"] is None
            if report["name"] == "quadratic":
                assert entry["wrong_from"] == "1e-8"  # 2*1e-12*19/rho > 1/1000 from rho = 3.8e-8 on
            assert entry["constant"] is not None


def test_a_wrong_constant_with_the_right_exponent_is_wrong():
    radii = [F(1, 10), F(1, 100)]
    true = [rho**2 for rho in radii]
    assert _law(radii, true, true) == {"exponent": "2.0", "constant": "1.0", "wrong_from": None}
    assert _law(radii, [2 * x for x in true], true) == {"exponent": "2.0", "constant": None, "wrong_from": "0.1"}
    assert _law(radii, [true[0], F(0)], true) == {"exponent": None, "constant": "1.0", "wrong_from": "0.01"}


def test_the_text_says_in_words_where_each_arithmetic_fails(report):
    shown = text(report)
    assert "float64, value gap, minimiser 0, infimum 1: wrong from rho = 1e-6, cancellation" in shown
    assert max(map(len, shown.splitlines())) < 220


@pytest.mark.parametrize(("name", "decades"), [("zigzag", 3), ("nosuch", 3), ("quadratic", 1), ("quadratic", 41)])
def test_bad_input_is_refused_in_one_sentence(name, decades):
    with pytest.raises(UsageError) as refused:
        scaling(name, decades)
    assert "\n" not in str(refused.value)
