"""The two arithmetics of models, rationals and balls, with the total meaning of the kernel's terms (`inv(0) = 0`)."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

from ..balls import UndecidedError, ball, decide

LONGEST = 10_000  # bits of a numerator or denominator that is written out


class Exact:
    """Rational numbers of flint: what leaves them is undecided, never rounded."""

    name = "exact instance"

    def number(self, value: Fraction | int) -> Any:
        """The number that stands for a rational."""
        import flint

        return flint.fmpq(value.numerator, value.denominator)

    def sign(self, x: Any) -> int:
        """-1, 0 or 1; `UndecidedError` where it is not known."""
        return int(x > 0) - int(x < 0)

    def inverse(self, x: Any) -> Any:
        """`1/x`, and 0 for 0."""
        return 1 / x if self.sign(x) else x

    def maximum(self, x: Any, y: Any) -> Any:
        """The larger one."""
        return max(x, y)

    def root(self, x: Any) -> Any:
        """The square root, and 0 for negative numbers."""
        if x <= 0:
            return self.number(0)
        top, bottom = isqrt(int(x.p)), isqrt(int(x.q))
        if (top * top, bottom * bottom) != (x.p, x.q):
            raise UndecidedError(f"sqrt({x}) is not rational, which exact arithmetic needs")
        return self.number(Fraction(top, bottom))

    def pi(self) -> Any:
        """The number pi."""
        raise UndecidedError("pi is not rational, which exact arithmetic needs")

    def circular(self, kind: str, x: Any, turns: Fraction | None) -> Any:
        """`sin` or `cos` (the kind) of `x`, which is `turns` times pi where that is known to be rational."""
        raise UndecidedError(f"{kind}(...) is not rational, which exact arithmetic needs")

    def exponential(self, kind: str, x: Any) -> Any:
        """`exp` or `ln` (the kind), with `ln(x) = 0` for `x <= 0`."""
        if kind == "ln" and (x <= 0 or x == 1):
            return self.number(0)
        if kind == "exp" and x == 0:
            return self.number(1)
        raise UndecidedError(f"{kind}(...) is not rational, which exact arithmetic needs")

    def text(self, x: Any) -> str:
        """The number as a person reads it."""
        if max(int(x.p).bit_length(), int(x.q).bit_length()) > LONGEST:
            return f"a fraction of more than {LONGEST} bits"
        return str(x)


class Balls(Exact):
    """Rigorous enclosures at the working precision."""

    name = "enclosed instance"

    def number(self, value: Fraction | int) -> Any:
        return ball(value)

    def sign(self, x: Any) -> int:
        return decide(x)

    def maximum(self, x: Any, y: Any) -> Any:
        return x.max(y)

    def root(self, x: Any) -> Any:
        return x.sqrt() if decide(x) > 0 else ball(0)

    def pi(self) -> Any:
        import flint

        return flint.arb.pi()

    def circular(self, kind: str, x: Any, turns: Fraction | None) -> Any:
        import flint

        if turns is None:
            return x.sin() if kind == "sin" else x.cos()
        exact = flint.fmpq(turns.numerator, turns.denominator)
        return flint.arb.sin_pi_fmpq(exact) if kind == "sin" else flint.arb.cos_pi_fmpq(exact)

    def exponential(self, kind: str, x: Any) -> Any:
        if kind == "exp":
            return x.exp()
        return x.log() if decide(x) > 0 else ball(0)

    def text(self, x: Any) -> str:
        return str(x.str(15))
