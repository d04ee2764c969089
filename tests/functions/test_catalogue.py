"""The example functions are what their data files say, and bad names and parameters are refused."""

import dataclasses
from fractions import Fraction as F

import pytest
import sympy

from samproofs.errors import UsageError
from samproofs.functions import Function, function, names, resolve, written
from samproofs.functions.catalogue import PiecewiseGradient


@pytest.mark.parametrize("name", names())
def test_every_data_file_makes_a_function_with_usable_defaults(name):
    f = function(name)
    assert isinstance(f, Function) and f.title and f.source and f.sentence.endswith(".")
    assert set(f.values()) == {"rho", *(parameter.name for parameter in f.parameters)}
    assert f.expression().free_symbols <= set(f.symbols().values())


def test_a_misspelt_name_is_answered_with_the_nearest_one():
    with pytest.raises(UsageError, match="no function 'sinusiod', did you mean 'sinusoid'"):
        function("sinusiod")
    with pytest.raises(UsageError, match=r"the functions are .*quadratic"):
        function("../../secrets")


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("quadratic", {"beta": "0"}, "beta must be positive"),
        ("quadratic", {"rho": "-1"}, "rho must be positive"),
        ("quadratic", {"gamma": "1"}, "no parameter 'gamma'; it has rho, beta, c"),
        ("zigzag", {"delta": "1"}, "delta must be between 0 and 1"),
        ("quadratic", {"c": "nan"}, "c must be an exact number"),
    ],
)
def test_parameters_outside_their_conditions_are_refused(name, given, complaint):
    with pytest.raises(UsageError, match=complaint):
        function(name).values(given)


def test_the_quadratic_is_piecewise_affine_and_the_sinusoid_is_not():
    f = function("quadratic").piecewise(beta="3", c="1/2")
    assert (f.breaks, f.pieces) == ((), ((F(3), F(-3, 2)),))
    with pytest.raises(UsageError, match="continuous and piecewise affine with rational data"):
        function("sinusoid").piecewise()
    for formula in ("x**3", "pi*x**2", "abs(x)", "sqrt(2)*x"):
        with pytest.raises(UsageError, match="continuous and piecewise affine"):
            written(formula).piecewise()


def test_the_zigzag_has_the_gradient_of_the_construction():
    f = function("zigzag").piecewise(rho=2, beta=3, delta="1/5")
    assert f.breaks == (2, F(21, 5)) and [slope for slope, _ in f.pieces] == [3, -3, 3]
    assert f.infimum() == f.value(F(0)) == 0
    assert f.gradient(F(21, 5)) == -F(1, 5) * 3 * 2 / 2
    assert f.smoothness() == 3


@pytest.mark.parametrize("name", ["huber", "zigzag"])
def test_symbolic_and_exact_forms_of_a_piecewise_function_agree(name):
    f = function(name)
    exact, symbols = f.piecewise(), f.symbols()
    formula = f.expression().subs(
        {symbols[key]: sympy.Rational(v.numerator, v.denominator) for key, v in f.values().items()}
    )
    for x in (F(-3), F(-1), F(0), F(1, 3), F(1), F(3, 2), F(41, 20), F(21, 10), F(5)):
        assert formula.subs(symbols["x"], sympy.Rational(x.numerator, x.denominator)) == exact.value(x)


@pytest.mark.parametrize("name", ["huber", "zigzag"])
def test_changing_one_coefficient_of_a_piecewise_gradient_breaks_its_continuity(name):
    f = function(name)
    for i, piece in enumerate(f.gradient.pieces):
        for j in (0, 1):
            changed = list(piece)
            changed[j] = f"{piece[j]} + beta*rho"
            pieces = [tuple(changed) if k == i else other for k, other in enumerate(f.gradient.pieces)]
            with pytest.raises(UsageError, match="not continuous"):
                dataclasses.replace(f, gradient=PiecewiseGradient(f.gradient.breaks, tuple(pieces))).expression()


def test_a_formula_of_the_user_is_a_real_function_of_x():
    assert resolve("x**4/4 - x**2/2").expression().free_symbols == {sympy.Symbol("x", real=True)}
    for formula in ("y**2", "x*z", "ln(x)", "1/x", "sqrt(x)"):
        with pytest.raises(UsageError):
            written(formula).expression()


def test_a_moved_function_is_the_function_at_the_moved_point():
    for name in ("quadratic", "sinusoid"):
        moved, base = function(name).moved(1), function(name)
        x = base.symbols()[base.variable]
        assert sympy.simplify(moved.expression() - base.expression().subs(x, x - 1)) == 0
        assert F(moved.x0) == F(base.x0) + 1 and base.moved(0) is base
    with pytest.raises(UsageError, match="not given by a formula"):
        function("zigzag").moved(1)


@pytest.mark.parametrize("formula", ["x-1", "x-x", "rho-x", "x", "pi-x"])
def test_a_difference_is_a_formula_and_no_name(formula):
    assert resolve(formula).formula == formula


def test_a_name_with_a_hyphen_is_no_formula():
    with pytest.raises(UsageError, match="no function 'sharp-quadratic'"):
        resolve("sharp-quadratic")
