"""Numbers are read exactly or refused in one sentence that names the parameter."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samproofs.errors import UsageError
from samproofs.rationals import exact, natural, positive


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/190", Fraction(1, 190)), ("0.1", Fraction(1, 10)), ("1e-40", Fraction(1, 10**40)), ("-3", Fraction(-3)),
        ("+.5", Fraction(1, 2)), ("-7/14", Fraction(-1, 2)), ("2.", Fraction(2)), (" 5 ", Fraction(5)),
        ("1.5E3", Fraction(1500)), (7, Fraction(7)),
        (Fraction(2, 3), Fraction(2, 3)), ("1e2000", Fraction(10**2000)),
    ],
)  # fmt: skip
def test_exact_numbers_are_read_without_rounding(text, value):
    assert exact(text, "rho") == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "nan", "inf", "-inf", "1/0", "0/0", "1//2", "1e", "1e2001", "1e-999999999999", "0x10", "1_000",
     "1/2/3", "1/-2", "٣", "one", "1e5/3", "9" * 2001, 0.1, float("nan"), True, None],
)  # fmt: skip
def test_everything_else_is_refused_in_one_sentence_that_names_the_parameter(text):
    with pytest.raises(UsageError) as refused:
        exact(text, "rho")
    assert str(refused.value).startswith("rho must ")
    assert "\n" not in str(refused.value)


@given(st.fractions())
def test_the_text_of_a_fraction_is_read_back(value):
    assert exact(str(value), "x0") == value


@pytest.mark.parametrize("text", ["0", "-1", "-1e-300", 0])
def test_positive_refuses_zero_and_below(text):
    with pytest.raises(UsageError, match="eta must be positive"):
        positive(text, "eta")
    assert positive("1e-300", "eta") > 0


def test_natural_reads_whole_numbers_within_its_bounds():
    assert natural("1e18", "steps") == 10**18
    for text, least, most in (("-1", 0, 9), ("10", 0, 9), ("1/2", 0, 9), ("0", 1, 9), ("1.5", 0, 9), ("abc", 0, 9)):
        with pytest.raises(UsageError, match=f"steps must be a whole number between {least} and {most}"):
            natural(text, "steps", least, most)
