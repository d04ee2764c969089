"""How numbers that a person writes become exact rationals."""

import re
from fractions import Fraction

from samproofs.errors import UsageError

DIGITS = 2000
EXPONENT = 2000

_RATIO = re.compile(r"[+-]?[0-9]+/[0-9]+")
_DECIMAL = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[eE]([+-]?[0-9]+))?")


def exact(text: str | int | Fraction, name: str) -> Fraction:
    """The rational number that `text` denotes, without any rounding; `name` is the parameter that an error speaks of.

    Written numbers have at most 2000 characters and a decimal exponent between -2000 and 2000. Floats are refused:
    the float 0.1 is not one tenth.

    >>> exact("1/190", "rho"), exact("0.1", "rho"), exact("1e-3", "rho"), exact(-3, "rho")
    (Fraction(1, 190), Fraction(1, 10), Fraction(1, 1000), Fraction(-3, 1))
    >>> exact("nan", "rho")
    Traceback (most recent call last):
    samproofs.errors.UsageError: rho must be an exact number such as 1/190, 0.1 or 1e-40, got 'nan'
    """
    if isinstance(text, int | Fraction) and not isinstance(text, bool):
        return Fraction(text)
    if not isinstance(text, str):
        raise UsageError(f"{name} must be given exactly, as text such as '0.1' or '1/10', got {text!r}")
    written = text.strip()
    if len(written) > DIGITS:
        raise UsageError(f"{name} must be written with at most {DIGITS} characters, got {len(written)}")
    if _RATIO.fullmatch(written) and int(written.partition("/")[2]) != 0:
        return Fraction(written)
    decimal = _DECIMAL.fullmatch(written)
    if decimal is None:
        raise UsageError(f"{name} must be an exact number such as 1/190, 0.1 or 1e-40, got {text!r}")
    if abs(int(decimal[2] or 0)) > EXPONENT:
        raise UsageError(f"{name} must have a decimal exponent between -{EXPONENT} and {EXPONENT}, got {text!r}")
    return Fraction(written)


def positive(text: str | int | Fraction, name: str) -> Fraction:
    """The positive rational number that `text` denotes.

    >>> positive("1e-2", "eta")
    Fraction(1, 100)
    >>> positive("0", "eta")
    Traceback (most recent call last):
    samproofs.errors.UsageError: eta must be positive, got 0
    """
    value = exact(text, name)
    if value <= 0:
        raise UsageError(f"{name} must be positive, got {text}")
    return value


def natural(text: str | int | Fraction, name: str, least: int = 0, most: int = 10**18) -> int:
    """The whole number between `least` and `most` that `text` denotes.

    >>> natural("1e3", "steps")
    1000
    >>> natural("1/2", "steps")
    Traceback (most recent call last):
    samproofs.errors.UsageError: steps must be a whole number between 0 and 1000000000000000000, got 1/2
    """
    try:
        value = exact(text, name)
    except UsageError:
        value = None
    if value is None or value.denominator != 1 or not least <= value <= most:
        raise UsageError(f"{name} must be a whole number between {least} and {most}, got {text!s:.60}")
    return value.numerator
