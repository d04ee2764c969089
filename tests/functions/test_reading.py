"""One text means the same in every arithmetic, and nothing outside the language is read."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from samproofs.errors import UsageError
from samproofs.functions.arithmetics import FloatingPoint, Multiprecision, Rational, Symbolic
from samproofs.functions.reading import compiled, evaluate, names, to_text

FORMULAS = [
    "9*beta*rho**2/(25*pi**2)*sin(5*pi*x/(3*rho))", "sqrt(2 + x**2) - exp(-x/3)", "max(x, beta, 1) - min(x, rho)",
    "abs(x - 2)*sign(beta - x)",
    "ln(1 + x**2)**(1/3)", "-x**2", "(-x)**2", "2**-1", "cos(+x)", "x - (1 - x) - 1/(2/x)",
]  # fmt: skip
VALUES = {"x": Fraction(3, 7), "beta": Fraction(5, 3), "rho": Fraction(1, 9)}


@pytest.mark.parametrize("text", FORMULAS)
def test_all_inexact_arithmetics_agree_with_sympy(text):
    symbolic = evaluate(
        text, Symbolic(), {name: sympy.Rational(v.numerator, v.denominator) for name, v in VALUES.items()}
    )
    for arithmetic, tolerance in (
        (Multiprecision(60), 1e-55),
        (FloatingPoint("float64"), 1e-13),
        (FloatingPoint("float32"), 1e-5),
    ):
        found = evaluate(text, arithmetic, {name: arithmetic.number(v) for name, v in VALUES.items()})
        assert abs(sympy.N(symbolic, 70) - sympy.Float(str(found), 70)) < tolerance * 10


@pytest.mark.parametrize("text", FORMULAS)
def test_the_text_of_an_expression_is_read_back_to_the_same_expression(text):
    symbols = {name: sympy.Symbol(name, positive=name != "x", real=True) for name in VALUES}
    expression = evaluate(text, Symbolic(), symbols)
    assert evaluate(to_text(expression), Symbolic(), symbols) == expression


atoms = st.one_of(st.integers(0, 9).map(str), st.sampled_from(["x", "beta", "rho"]))
rational_texts = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, st.integers(0, 3)).map(lambda t: f"({t[0]})**{t[1]}"),
        inner.map(lambda t: f"-({t})"),
    ),
    max_leaves=8,
)


@given(rational_texts)
def test_fractions_agree_with_the_rationals_of_sympy(text):
    symbolic = evaluate(
        text, Symbolic(), {name: sympy.Rational(v.numerator, v.denominator) for name, v in VALUES.items()}
    )
    assert evaluate(text, Rational(), VALUES) == Fraction(int(symbolic.p), int(symbolic.q))
    assert compiled(text, Rational(), VALUES, "x")(VALUES["x"]) == evaluate(text, Rational(), VALUES)


@given(rational_texts)
def test_random_expressions_survive_the_round_trip_through_text(text):
    symbols = {name: sympy.Symbol(name) for name in VALUES}
    expression = evaluate(text, Symbolic(), symbols)
    again = evaluate(to_text(expression), Symbolic(), symbols)
    assert (again - expression).expand() == 0, "SymPy may have distributed a sign in between: the same polynomial, not the same tree"


@pytest.mark.parametrize(
    "text",
    ["", "x +", "x.real", "__import__('os')", "x[0]", "lambda: x", "0.5*x", "1e3", "x if x else 1", "True", "'x'",
     "x < 1", "x; x", "sin()", "sin(x, x)", "max(x)", "sin(x=1)", "tan(x)", "x**x", "2**(x - x)", "9**9**9",
     "(x**100)**100", "x**(1/0)", "1/0", "1/(x - x)", "x // 2", "x % 2", "~x", "(" * 300 + "x" + ")" * 300,
     "-" * 500 + "x", "x" + "+x" * 1500, "1j*x", "*x", "x := 1", "gamma*x", "sin"],
)  # fmt: skip
def test_what_is_outside_the_language_is_refused_in_one_sentence(text):
    with pytest.raises(UsageError) as refused:
        evaluate(text, Symbolic(), {"x": sympy.Symbol("x")})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["sqrt(4)", "sin(0)", "pi", "exp(0)", "ln(1)", "cos(0)", "4**(1/2)"])
def test_exact_arithmetic_refuses_what_leaves_the_rationals(text):
    with pytest.raises(UsageError, match="rational"):
        evaluate(text, Rational(), {})


def test_expressions_that_the_language_cannot_say_are_refused():
    x = sympy.Symbol("x")
    for expression in (
        sympy.tan(x),
        sympy.I * x,
        sympy.Float("0.5") * x,
        sympy.Piecewise((x, x > 0), (0, True)),
        x**x,
        sympy.oo,
    ):
        with pytest.raises(UsageError):
            to_text(expression) and evaluate(to_text(expression), Symbolic(), {"x": x})


def test_the_names_of_a_text_are_its_symbols():
    assert names("beta*sin(pi*x)/rho - max(x, 1)") == {"beta", "x", "rho"}


def test_the_logarithm_of_a_number_that_is_not_positive_is_refused():
    for text in ("ln(-1)", "ln(0)", "sqrt(-1)"):
        with pytest.raises(UsageError, match="not a real number"):
            evaluate(text, Multiprecision(50), {})


def test_float32_is_rounded_once_from_the_rational():
    single = FloatingPoint("float32")
    between = Fraction(1) + Fraction(1, 2**24) + Fraction(1, 2**60)
    assert Fraction(float(single.number(between))) == 1 + Fraction(1, 2**23)
    assert evaluate("x/3", single, {"x": single.number(Fraction(1))}).dtype.name == "float32"
    with pytest.raises(UsageError, match="cannot hold"):
        single.number(Fraction(10**39))
