"""Balls are one more arithmetic: they contain what exact rationals give, and undecided comparisons raise."""

from fractions import Fraction as F

import flint
import pytest
import sympy

from samproofs.balls import UndecidedError, ball
from samproofs.errors import UsageError
from samproofs.functions import written
from samproofs.functions.arithmetics import Ball, FloatingPoint, Multiprecision, Polynomial, Rational
from samproofs.functions.reading import evaluate


@pytest.mark.parametrize("text", ["x**3/7 - 2*x", "abs(x - 1)*max(x, 1/3)", "min(x, 2)/(1 + x**2)", "sign(x)*x**(-2)"])
@pytest.mark.parametrize("x", [F(1, 3) + F(1, 10**9), F(-7, 5), F(22, 7)])
def test_a_ball_contains_the_rational_value(text, x):
    value = evaluate(text, Rational(), {"x": x})
    assert evaluate(text, Ball(), {"x": ball(x)}).contains(flint.fmpq(value.numerator, value.denominator))


@pytest.mark.parametrize("text", ["exp(x)", "ln(x)", "sqrt(x)", "sin(pi*x)", "cos(x)", "x**(1/3)"])
def test_a_ball_contains_the_real_value(text):
    with flint.ctx.workprec(60):
        wide = evaluate(text, Ball(), {"x": ball(F(2, 7))})
    with flint.ctx.workprec(300):
        assert wide.contains(evaluate(text, Ball(), {"x": ball(F(2, 7))}))
    with flint.ctx.workprec(60):
        context = Multiprecision(40)
        assert abs(wide - flint.arb(context.text(evaluate(text, context, {"x": context.number(F(2, 7))})))) < 1e-15


def test_a_ball_across_a_number_is_neither_above_nor_below_it():
    numbers = Ball()
    assert (
        numbers.above(ball(2), ball(1)) and not numbers.above(ball(1), ball(1)) and not numbers.above(ball(0), ball(1))
    )
    for text in ("sign(x - 1)",):
        with pytest.raises(UndecidedError):
            evaluate(text, numbers, {"x": flint.arb(1, 0.1)})
    with pytest.raises(UndecidedError):
        numbers.above(flint.arb(1, 0.1), ball(1))


def test_outside_the_domain_a_ball_is_not_bounded():
    for text in ("sqrt(x)", "ln(x)", "1/(x + 1)", "x**(1/2)"):
        assert not evaluate(text, Ball(), {"x": ball(-1)}).is_finite()


def test_above_is_the_order_of_each_arithmetic():
    for numbers in (Rational(), Multiprecision(20), FloatingPoint("float32")):
        one, two = numbers.number(F(1)), numbers.number(F(2))
        assert numbers.above(two, one) and not numbers.above(one, one) and not numbers.above(one, two)


def test_a_formula_is_a_polynomial_where_it_is_written_as_one_and_nowhere_else():
    numbers = Polynomial()
    names = {"x": numbers.variable, "a": numbers.number(F(2, 3))}
    assert evaluate("(x - a)**2/2 + x*a", numbers, names) == flint.fmpq_poly([flint.fmpq(2, 9), 0, flint.fmpq(1, 2)])
    for text in ("1/x", "x**(1/2)", "x**(-1)", "abs(x)", "max(x, 1)", "pi*x", "sin(x)"):
        with pytest.raises(UsageError):
            evaluate(text, numbers, names)
    with pytest.raises(UsageError, match="zero"):
        evaluate("x/(a - 2/3)", numbers, names)


@pytest.mark.parametrize("formula", ["3*(x - 1/7)**2", "x**2 + sin(x)**2 + cos(x)**2", "5", "x*rho/2"])
def test_the_exact_pieces_of_a_quadratic_are_those_that_sympy_finds(formula):
    f = written(formula)
    pieces = f.piecewise(rho="1/10")
    slope = f.expression().subs(f.symbols()["rho"], sympy.Rational(1, 10)).diff(f.symbols()["x"])
    for x in (F(0), F(3, 5), F(-8)):
        assert sympy.simplify(slope.subs(f.symbols()["x"], sympy.Rational(str(x))) - sympy.Rational(str(pieces.gradient(x)))) == 0


@pytest.mark.parametrize("formula", ["x**3", "x**4/4 - x**2/2", "abs(x)", "pi*x**2", "exp(x)"])
def test_what_is_no_quadratic_has_no_exact_pieces(formula):
    with pytest.raises(UsageError, match="continuous and piecewise affine with rational data"):
        written(formula).piecewise()
