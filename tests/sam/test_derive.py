"""Everything derived follows from the formula alone: it holds identically, and changes when the formula changes."""

import ast
import dataclasses

import pytest
import sympy

from samproofs.errors import UsageError
from samproofs.functions import function, names, written
from samproofs.functions.arithmetics import Symbolic
from samproofs.functions.reading import evaluate, to_text
from samproofs.sam.derive import derive, virtual_gradient_text

SYMBOLIC = ["quadratic", "sinusoid", "zigzag", "x**4/4 - x**2/2", "cos(x)", "sqrt(1 + x**2)", "exp(x) - x"]


@pytest.mark.parametrize("name", SYMBOLIC)
def test_the_virtual_loss_has_the_virtual_gradient_as_derivative(name):
    derivation = derive(name)
    assert derivation.pieces
    for piece in derivation.pieces:
        assert sympy.simplify(sympy.diff(piece.virtual_loss, derivation.variable) - piece.virtual_gradient) == 0


@pytest.mark.parametrize("name", [name for name in SYMBOLIC if name != "zigzag"])
def test_the_virtual_gradient_is_the_gradient_at_the_perturbed_point(name):
    d = derive(name)
    slope = sympy.diff(d.function, d.variable)
    for piece in d.pieces:
        assert piece.perturbed == d.variable + piece.sign * d.symbols["rho"]
        assert sympy.simplify(slope.subs(d.variable, piece.perturbed) - piece.virtual_gradient) == 0
        assert sympy.simplify(d.variable - d.symbols["eta"] * piece.virtual_gradient - piece.update) == 0


@pytest.mark.parametrize("name", ["quadratic", "sinusoid", "zigzag"])
def test_on_each_piece_the_gradient_has_the_sign_of_the_piece_and_vanishes_at_no_inner_point(name):
    d = derive(name)
    values = {symbol: sympy.Rational(1, 3) for symbol in d.symbols.values() if symbol != d.variable}
    for piece in d.pieces:
        ends = [end.subs(values) for end in (piece.lower, piece.upper)]
        low, high = (end if end.is_finite else sympy.sign(end) * 9 for end in ends)
        for i in range(1, 8):
            x = low + (high - low) * sympy.Rational(i, 8)
            assert sympy.sign(piece.gradient.subs(values).subs(d.variable, x)) == piece.sign
            assert (
                sympy.simplify(
                    d.gradient.subs(values).subs(d.variable, x) - piece.gradient.subs(values).subs(d.variable, x)
                )
                == 0
            )
            y = piece.perturbed.subs(values).subs(d.variable, x)
            assert (
                sympy.simplify(
                    d.gradient.subs(values).subs(d.variable, y)
                    - piece.virtual_gradient.subs(values).subs(d.variable, x)
                )
                == 0
            )


@pytest.mark.parametrize("name", ["quadratic", "zigzag"])
def test_two_updates_bring_each_point_of_a_two_cycle_back(name):
    d = derive(name)
    assert d.two_cycles
    updates = [piece.update for piece in d.pieces]
    for cycle in d.two_cycles:
        low, high = cycle.points
        assert any(sympy.simplify(u.subs(d.variable, low) - high) == 0 for u in updates)
        assert any(sympy.simplify(u.subs(d.variable, high) - low) == 0 for u in updates)


def test_the_quadratic_has_one_two_cycle_of_the_known_radius_exactly_for_z_below_two():
    d = derive("quadratic")
    (cycle,) = d.two_cycles
    z = d.symbols["eta"] * d.symbols["beta"]
    assert cycle.centre == d.symbols["c"]
    assert sympy.simplify(cycle.radius - z * d.symbols["rho"] / (2 - z)) == 0
    assert cycle.condition == (z < 2)


def test_the_sinusoid_has_the_fixed_points_of_the_paper_and_a_single_phase():
    d = derive("sinusoid")
    x, rho, beta, eta = (d.symbols[name] for name in ("x", "rho", "beta", "eta"))
    moving = [point for point in d.fixed_points if not point.stationary]
    assert [point.point for point in moving] == [-rho / 10, 7 * rho / 10]
    assert d.period == 6 * rho / 5
    for point in moving:
        assert point.condition == sympy.true and sympy.simplify(point.multiplier - (1 - eta * beta)) == 0
        assert sympy.simplify(d.gradient.subs(x, point.point) ** 2 - 27 * beta**2 * rho**2 / (100 * sympy.pi**2)) == 0
        assert any(sympy.simplify((piece.update - x).subs(x, point.point)) == 0 for piece in d.pieces)
    rising = next(piece for piece in d.pieces if piece.sign > 0)
    psi = 5 * sympy.pi * x / (3 * rho) + sympy.pi / 6
    assert sympy.simplify(rising.virtual_gradient - 3 * beta * rho / (5 * sympy.pi) * sympy.sin(psi)) == 0
    assert len(rising.virtual_gradient.atoms(sympy.sin, sympy.cos)) == 1


def test_the_zigzag_has_the_fixed_point_of_the_construction():
    d = derive("zigzag")
    beta, rho, delta = (d.symbols[name] for name in ("beta", "rho", "delta"))
    point = next(p for p in d.fixed_points if sympy.simplify(p.point - (1 + delta) * rho) == 0)
    piece = next(
        p for p in d.pieces if sympy.simplify(p.virtual_gradient.subs(d.variable, point.point)) == 0 and p.lower != 0
    )
    assert sympy.simplify(piece.gradient.subs(d.variable, point.point) - (1 - delta) * beta * rho) == 0


@pytest.mark.parametrize("name", ["quadratic", "sinusoid", "zigzag", "x**4/4 - x**2/2", "cos(x)"])
def test_every_derived_fixed_point_is_fixed_where_its_condition_holds(name):
    d = derive(name)
    assert d.fixed_points
    for point in d.fixed_points:
        if point.stationary:
            values = {symbol: sympy.Rational(1, 3) for symbol in d.symbols.values() if symbol != d.variable}
            assert d.gradient.subs(values).subs(d.variable, point.point.subs(values)) == 0
        else:
            assert any(
                sympy.simplify((piece.update - d.variable).subs(d.variable, point.point)) == 0 for piece in d.pieces
            )


def coefficients_changed(text):
    """The text with each of its whole numbers increased by one, one at a time."""
    count = sum(isinstance(node, ast.Constant) for node in ast.walk(ast.parse(text)))
    for i in range(count):
        tree = ast.parse(text, mode="eval")
        node = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)][i]
        node.value += 1
        yield ast.unparse(tree)


@pytest.mark.parametrize("name", [name for name in names() if function(name).formula])
def test_changing_any_coefficient_of_the_formula_changes_the_derived_map_accordingly(name):
    original = derive(name)
    changes = list(coefficients_changed(function(name).formula))
    assert changes
    for text in changes:
        changed = derive(dataclasses.replace(function(name), formula=text))
        x, rho, eta = (changed.symbols[key] for key in ("x", "rho", "eta"))
        slope = sympy.diff(evaluate(text, Symbolic(), changed.symbols), x)
        assert changed.pieces
        for piece in changed.pieces:
            assert sympy.simplify(slope.subs(x, x + piece.sign * rho) - piece.virtual_gradient) == 0
            assert sympy.simplify(x - eta * slope.subs(x, x + piece.sign * rho) - piece.update) == 0
            assert all(sympy.simplify(piece.update - other.update) != 0 for other in original.pieces)


def test_the_virtual_gradient_is_said_in_the_expression_language():
    for name in ("quadratic", "sinusoid", "zigzag"):
        d = derive(name)
        for i, piece in enumerate(d.pieces):
            assert (
                sympy.simplify(evaluate(virtual_gradient_text(d, i), Symbolic(), d.symbols) - piece.virtual_gradient)
                == 0
            )


def test_what_was_not_derived_is_said_in_a_sentence_and_left_empty():
    open_zeros = derive("x**2/2 + sin(x)/2 - x/3")
    assert open_zeros.stationary_points is None and open_zeros.fixed_points == () and open_zeros.two_cycles == ()
    assert [piece.sign for piece in open_zeros.pieces] == [-1, 1]
    assert "SymPy did not find all points" in open_zeros.not_derived[0]
    assert any("two-cycles were not derived" in sentence for sentence in derive("sinusoid").not_derived)
    assert "between -oo and 0 is not decided" in derive("huber").not_derived[0]


def test_rational_parameters_decide_what_symbols_leave_open():
    huber = derive("huber", beta="1", slope="1", rho="1/10")
    (cycle,) = huber.two_cycles
    eta = huber.symbols["eta"]
    assert sympy.simplify(cycle.radius - eta / 10 / (2 - eta)) == 0
    with pytest.raises(UsageError, match="eta must be positive"):
        derive("quadratic", eta="0")
    with pytest.raises(UsageError, match="no parameter 'gamma'"):
        derive("quadratic", gamma="0")


def test_a_derivation_as_text_holds_no_objects():
    import json

    for name in ("quadratic", "sinusoid", "zigzag", "huber", "abs(x)"):
        assert json.loads(json.dumps(derive(name).as_dict()))["name"] == name


def test_a_constant_has_no_stationary_points_derived_and_a_line_has_none():
    assert derive(written("x")).stationary_points == ()
    assert derive(written("1")).stationary_points is None
    assert to_text(derive(written("x")).pieces[0].virtual_gradient) == "1"


def test_points_that_sympy_cannot_put_in_order_are_named_as_not_derived():
    found = derive("sin(x/rho - 1/rho)")
    assert found.stationary_points is None and found.fixed_points == ()
    assert "stationary points" in found.not_derived[0]


def _with_pieces(breaks, pieces):
    from dataclasses import replace

    from samproofs.functions import function
    from samproofs.functions.catalogue import PiecewiseGradient

    gradient = PiecewiseGradient(breaks, pieces)
    return replace(function("zigzag"), name="made", gradient=gradient, parameters=(), rho="1", eta="1", x0="0")


def test_breaks_at_which_nothing_changes_do_not_shift_the_others():
    """SymPy would join the equal pieces, and every break after them would belong to the wrong piece."""
    found = derive(_with_pieces(("0", "1"), (("1", "0"), ("1", "0"), ("2", "-1"))))
    at = {found.variable: sympy.Rational(3, 2)}
    assert found.gradient.subs(at) == 2 and found.gradient.subs({found.variable: sympy.Rational(1, 2)}) == sympy.Rational(1, 2)
    (point,) = derive(_with_pieces(("-1", "0"), (("2", "1"), ("1", "0"), ("1", "0")))).stationary_points or (None,)
    assert point in (0, None)


def test_a_declared_gradient_of_one_piece_is_derived_too():
    (cycle,) = derive(_with_pieces((), (("1", "-1"),))).two_cycles
    assert cycle.centre == 1
    assert derive(_with_pieces((), (("0", "0"),))).gradient == 0
