"""The predicted limits are met to all digits, by orbits that start away from them."""

from fractions import Fraction as F

import mpmath
import pytest

from samproofs.sam.confirmations import confirm, confirmations
from samproofs.sam.problem import problem


@pytest.mark.parametrize("claim", ["det-sc-lower", "det-nonconvex-lower"])
def test_every_confirmation_agrees_at_50_and_120_digits_after_some_steps(claim):
    rows = confirmations(claim)
    assert {row["digits"] for row in rows} == {50, 120}
    assert len({row["start"] for row in rows}) >= 3
    for row in rows:
        assert row["agrees"] and row["steps"] > 10
        with mpmath.workdps(row["digits"] + 10):
            observed, predicted = mpmath.mpf(row["observed"]), mpmath.mpf(row["predicted"])
            assert abs(observed - predicted) <= abs(predicted) * mpmath.mpf(10) ** (1 - row["digits"])


def test_the_predictions_are_the_closed_forms_of_the_lower_bounds():
    for row in confirmations("det-sc-lower"):
        z = F(row["parameters"]["eta"]) * F(row["parameters"]["beta"])
        radius = z * F(row["parameters"]["rho"]) / (2 - z)
        with mpmath.workdps(150):
            assert abs(mpmath.mpf(row["predicted"]) - mpmath.mpf(radius.numerator) / radius.denominator) < mpmath.mpf(
                10
            ) ** (-row["digits"])
    squares = [row for row in confirmations("det-nonconvex-lower") if "squared" in row["what"]]
    assert any(F(row["parameters"]["eta"]) * F(row["parameters"]["beta"]) > 1 for row in squares)
    for row in squares:
        with mpmath.workdps(150):
            r = mpmath.mpf(F(row["parameters"]["rho"]).numerator) / F(row["parameters"]["rho"]).denominator
            r = r * F(row["parameters"]["beta"]).numerator / F(row["parameters"]["beta"]).denominator
            expected = 27 * r**2 / (100 * mpmath.pi**2)
            assert abs(mpmath.mpf(row["predicted"]) - expected) < expected * mpmath.mpf(10) ** (2 - row["digits"])


def test_an_orbit_without_the_predicted_limit_is_reported_as_disagreeing(monkeypatch):
    monkeypatch.setattr("samproofs.sam.confirmations.STEPS", 200)
    stays = problem("sinusoid", x0="3/10")
    assert [row["agrees"] for row in confirm(stays, 50)] == [False, False]


def test_a_claim_without_a_predicted_limit_has_no_confirmations():
    assert confirmations("det-sc-upper") == []
