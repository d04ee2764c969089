"""Rigorous enclosures: arb balls made from exact numbers, signs that are decided or refused, rising precision."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

BITS, BUDGET = 64, 2048

Answer = TypeVar("Answer")


class UndecidedError(ArithmeticError):
    """A question that the arithmetic in use cannot decide; the message says which one and why."""


class BudgetError(UndecidedError):
    """A question that stays open because the work allowed for it is spent; more precision would not answer it."""


def ball(value: Fraction | int) -> Any:
    """A ball that contains the rational `value`; floats are refused, since 0.1 is not one tenth.

    >>> ball(Fraction(1, 4))
    0.250000000000000
    >>> ball(0.1)
    Traceback (most recent call last):
    TypeError: a ball is made from an exact number (an int or a Fraction), got 0.1
    """
    import flint

    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"a ball is made from an exact number (an int or a Fraction), got {value!r}")
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def decide(x: Any) -> int:
    """The sign of every number in the ball `x`: 1, -1, or 0 for the exact zero.

    UndecidedError when the ball touches zero: neither `x > 0` nor `x < 0` is known, and nothing may follow from it.

    >>> decide(ball(Fraction(-1, 3)))
    -1
    >>> decide(ball(Fraction(1, 3)) * 3 - 1)
    Traceback (most recent call last):
    samproofs.balls.UndecidedError: the sign of [+/- 3.89e-16] is not decided
    """
    if x > 0:
        return 1
    if x < 0:
        return -1
    if x == 0:
        return 0
    raise UndecidedError(f"the sign of {x.str(5)} is not decided")


def raising(compute: Callable[[int], Answer], bits: int = BITS, budget: int = BUDGET) -> Answer:
    """`compute(bits)` at a working precision of `bits`, doubled up to `budget` while it raises `UndecidedError`.

    >>> raising(lambda bits: decide(ball(Fraction(1, 3)) * 3 - 1 + ball(Fraction(1, 10**30))))
    1
    >>> raising(lambda bits: decide(ball(Fraction(1, 3)) * 3 - 1), budget=128)
    Traceback (most recent call last):
    samproofs.balls.UndecidedError: the sign of [+/- 7.35e-39] is not decided at 128 bits
    """
    import flint

    while True:
        try:
            with flint.ctx.workprec(bits):
                return compute(bits)
        except BudgetError:
            raise
        except UndecidedError as undecided:
            if 2 * bits > budget:
                raise UndecidedError(f"{undecided} at {bits} bits") from None
        bits *= 2


def upper(x: Any, digits: int = 5) -> str:
    """A decimal number of some digits that is at least every number of a ball.

    >>> upper(ball(Fraction(1, 3)), 3), upper(ball(Fraction(2)), 3)
    ('0.334', '2')
    """
    from decimal import ROUND_CEILING, Context, Decimal

    text = written(x, digits + 3)
    exactly = Context(prec=10_000)
    most = exactly.add(Decimal(text["mid"]), Decimal(text["rad"]))
    return str(Context(prec=digits, rounding=ROUND_CEILING).plus(most).normalize()).replace("E", "e")


def written(x: Any, digits: int) -> dict[str, str]:
    """A ball as decimal text, `mid` with `digits` digits; the interval `mid +- rad` as written contains the ball.

    >>> written(ball(Fraction(1, 4)), 3), written(ball(Fraction(1, 3)), 3)
    ({'mid': '0.250', 'rad': '0'}, {'mid': '0.333', 'rad': '3.34e-4'})
    """
    if not x.is_finite():
        raise UndecidedError("the ball is not bounded")
    mid, _, rad = x.str(digits, more=True).strip("[]").partition("+/-")
    return {"mid": mid.strip() or "0", "rad": rad.strip() or "0"}
