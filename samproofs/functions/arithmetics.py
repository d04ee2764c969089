"""The arithmetics in which one text of the expression language can be evaluated.

Each says how to make a number from a rational, what pi is, and which functions it knows. They share the four
operations, and raise one sentence when a value does not exist in them: no arithmetic guesses.
"""

import functools
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from samproofs.balls import UndecidedError as UndecidedError
from samproofs.balls import ball, decide
from samproofs.errors import UsageError


class Arithmetic:
    """What the reader of expressions needs to know about a kind of numbers."""

    functions: Mapping[str, Callable[..., Any]]

    @property
    def pi(self) -> Any:
        """The number pi."""
        raise NotImplementedError

    def number(self, value: Fraction) -> Any:
        """The number of this arithmetic that stands for a rational."""
        raise NotImplementedError

    def divide(self, dividend: Any, divisor: Any) -> Any:
        """The quotient; ZeroDivisionError when the divisor is zero."""
        return dividend / divisor

    def power(self, base: Any, exponent: Fraction) -> Any:
        """`base` to a rational exponent."""
        return base ** (exponent.numerator if exponent.denominator == 1 else self.number(exponent))

    def above(self, x: Any, at: Any) -> bool:
        """Whether x > at."""
        return bool(x > at)

    def undefined(self) -> Any:
        """What 0/0 gives."""
        raise UsageError("0/0 is no number of this arithmetic; mpmath, float64 and float32 have a NaN")

    def text(self, value: Any) -> str:
        """The number as a person reads it."""
        return str(value)


class Rational(Arithmetic):
    """Exact rationals: Fractions, and nothing that leaves them."""

    def __init__(self) -> None:
        exact: dict[str, Callable[..., Any]] = {"sign": lambda x: (x > 0) - (x < 0), "abs": abs, "max": max, "min": min}
        self.functions = exact | {name: _irrational(name) for name in ("sqrt", "exp", "ln", "sin", "cos")}

    @property
    def pi(self) -> Any:
        raise UsageError("pi is not rational: exact arithmetic cannot evaluate this expression")

    def number(self, value: Fraction) -> Fraction:
        return value

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator != 1:
            raise UsageError(f"a power with exponent {exponent} is not rational: exact arithmetic cannot evaluate it")
        return base**exponent.numerator


class Polynomial(Arithmetic):
    """Polynomials of one variable with rational coefficients, and nothing that leaves them.

    >>> from samproofs.functions.reading import evaluate
    >>> numbers = Polynomial()
    >>> evaluate("beta/2*(x - 1)**2", numbers, {"beta": numbers.number(Fraction(3)), "x": numbers.variable})
    3/2*x^2 + (-3)*x + 3/2
    """

    def __init__(self) -> None:
        import flint

        self._flint = flint
        self.variable = flint.fmpq_poly([0, 1])
        self.functions = {name: _irrational(name) for name in ("sqrt", "exp", "ln", "sin", "cos", "sign", "abs", "max", "min")}

    @property
    def pi(self) -> Any:
        raise UsageError("pi is not rational")

    def number(self, value: Fraction) -> Any:
        return self._flint.fmpq_poly([self._flint.fmpq(value.numerator, value.denominator)])

    def divide(self, dividend: Any, divisor: Any) -> Any:
        if divisor.degree() > 0:
            raise UsageError("a quotient is not a polynomial")
        if divisor == 0:
            raise ZeroDivisionError
        return dividend / divisor[0]

    def power(self, base: Any, exponent: Fraction) -> Any:
        if exponent.denominator != 1 or exponent < 0:
            raise UsageError(f"a power with exponent {exponent} is not a polynomial")
        return base**exponent.numerator


def _irrational(name: str) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise UsageError(f"{name} is not rational: exact arithmetic cannot evaluate this expression")

    return refuse


class Symbolic(Arithmetic):
    """SymPy expressions."""

    def __init__(self) -> None:
        import sympy

        self._sympy = sympy
        self.functions = {
            "sqrt": sympy.sqrt, "exp": sympy.exp, "ln": sympy.log, "sin": sympy.sin, "cos": sympy.cos,
            "sign": sympy.sign, "abs": sympy.Abs, "max": sympy.Max, "min": sympy.Min,
        }  # fmt: skip

    @property
    def pi(self) -> Any:
        return self._sympy.pi

    def number(self, value: Fraction) -> Any:
        return self._sympy.Rational(value.numerator, value.denominator)

    def divide(self, dividend: Any, divisor: Any) -> Any:
        if divisor == 0:
            raise ZeroDivisionError
        return dividend / divisor

    def power(self, base: Any, exponent: Fraction) -> Any:
        if base == 0 and exponent < 0:
            raise ZeroDivisionError
        return base ** self.number(exponent)


class Multiprecision(Arithmetic):
    """mpmath numbers of `digits` decimal digits and `guard` more, in a context of their own: no global state."""

    def __init__(self, digits: int, guard: int = 20) -> None:
        import mpmath

        self.digits = digits
        self.context = context = mpmath.MPContext()
        context.dps = digits + guard
        self.functions = {
            "sqrt": self._real("sqrt", context.sqrt), "exp": context.exp, "ln": self._real("ln", context.ln),
            "sin": context.sin, "cos": context.cos, "sign": context.sign, "abs": abs, "max": max, "min": min,
        }  # fmt: skip

    def _real(self, name: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def real(x: Any) -> Any:
            if x < 0 or (x == 0 and name == "ln"):
                raise UsageError(
                    f"{name} of {self.text(x)} is not a real number: the orbit left the domain of the function"
                )
            return function(x)

        return real

    @property
    def pi(self) -> Any:
        return +self.context.pi

    def number(self, value: Fraction) -> Any:
        return self.context.mpf(value.numerator) / value.denominator

    def undefined(self) -> Any:
        return self.context.nan

    def text(self, value: Any) -> str:
        return str(self.context.nstr(value, self.digits))


class Ball(Arithmetic):
    """Balls of python-flint at its working precision: each contains every number that it stands for.

    A sign or a comparison that a ball does not decide raises UndecidedError.
    """

    def __init__(self) -> None:
        import flint

        self._flint = flint
        self.functions = {
            **{name: getattr(flint.arb, name) for name in ("sqrt", "exp", "sin", "cos")},
            "ln": flint.arb.log, "sign": decide, "abs": abs,
            "max": lambda *numbers: functools.reduce(flint.arb.max, numbers),
            "min": lambda *numbers: functools.reduce(flint.arb.min, numbers),
        }  # fmt: skip

    @property
    def pi(self) -> Any:
        return self._flint.arb.pi()

    def number(self, value: Fraction) -> Any:
        return ball(value)

    def above(self, x: Any, at: Any) -> bool:
        return decide(x - at) > 0


class FloatingPoint(Arithmetic):
    """IEEE numbers of numpy, `float64` or `float32`; every operation is rounded to that format."""

    def __init__(self, format_name: str) -> None:
        import numpy

        self._numpy = numpy
        self.format = getattr(numpy, format_name)
        self.functions = {
            "sqrt": numpy.sqrt, "exp": numpy.exp, "ln": numpy.log, "sin": numpy.sin, "cos": numpy.cos,
            "sign": numpy.sign, "abs": numpy.abs,
            "max": lambda *numbers: functools.reduce(numpy.maximum, numbers),
            "min": lambda *numbers: functools.reduce(numpy.minimum, numbers),
        }  # fmt: skip

    @property
    def pi(self) -> Any:
        return self.format(self._numpy.pi)

    def undefined(self) -> Any:
        return self.format("nan")

    def number(self, value: Fraction) -> Any:
        """The nearest number of the format: rounded once, from the rational itself."""
        infinity = self.format(self._numpy.inf)
        try:
            with self._numpy.errstate(all="ignore"):
                guess = self.format(float(value))
        except OverflowError:
            guess = infinity
        if not self._numpy.isfinite(guess):
            raise UsageError(f"{self.format.__name__} cannot hold a number of the size of {_size(value)}")
        near = [guess, self._numpy.nextafter(guess, -infinity), self._numpy.nextafter(guess, infinity)]
        return min(filter(self._numpy.isfinite, near), key=lambda number: abs(Fraction(float(number)) - value))


def _size(value: Fraction) -> str:
    return f"10^{len(str(abs(value.numerator))) - len(str(value.denominator))}"
