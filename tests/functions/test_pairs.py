"""The pairs are the components that the statements define, for all parameters; bad parameters are refused in one sentence."""

import re
from fractions import Fraction as F
from itertools import pairwise

import pytest
import sympy

from samproofs.errors import UsageError
from samproofs.functions import function
from samproofs.functions.arithmetics import Symbolic
from samproofs.functions.pairs import names, pair, root
from samproofs.functions.reading import evaluate
from samproofs.statements import claims

DEFINITION = re.compile(r"(\w+) == (.*)")
GRADIENT = re.compile(r"forall\(u, grad\((\w+), u\) == (.*)\)")
CHAIN = re.compile(r"Chain\(X, (.*?), u, (.*?), u - .*?, (1 - \w+), u - ")
COMPONENTS = {"sharp-pair": "lh", "quadratic-pair": "lh", "pathwise-pair": ("plus", "minus")}
positive = {name: sympy.Symbol(name, positive=True) for name in ("rho", "beta", "mu", "slack", "lam", "P1")}
u = sympy.Symbol("u", real=True)


def lines(name):
    statement = claims()[pair(name).claim]
    return list(statement.given), [line for part in statement.parts for line in part.given]


def from_the_data(name):
    """The definitions, and each component's breaks and pieces, as SymPy expressions in the parameters."""
    values = {"rho": positive["rho"], **{p.name: positive[p.name] for p in pair(name).parameters}}
    for key, text in pair(name).definitions.items():
        values[key] = evaluate(text, Symbolic(), values)
    components = [
        (
            evaluate(c.probability, Symbolic(), values),
            [evaluate(at, Symbolic(), values) for at in c.gradient.breaks],
            [[evaluate(part, Symbolic(), values) for part in piece] for piece in c.gradient.pieces],
        )
        for c in pair(name).components
    ]
    return values, components


def from_the_statement(name, values):
    """The definitions of the statement, and its components' gradients in u, in the parameters of the data."""
    top, _ = lines(name)
    names = {**values, "u": u, "P": values.get("P1", values.get("P"))}
    free = {"P1", "rho", "beta", "mu", "slack", "lam", "xhat", "width"}  # what the statement leaves free
    names = {key: value for key, value in names.items() if key in free | {"u"} or (key == "P" and "P1" in values)}
    gradients = {"f": names["mu"] * u} if "mu" in names else {}
    for line in top:
        if found := GRADIENT.fullmatch(line):
            text = re.sub(r"grad\((\w+), u\)", r"gradient_\1", found[2])
            known = {f"gradient_{key}": value for key, value in gradients.items()}
            gradients[found[1]] = evaluate(text, Symbolic(), {**names, **known})
        elif (found := DEFINITION.fullmatch(line)) and found[1] not in ("P1", *names):
            names[found[1]] = evaluate(found[2], Symbolic(), names)
    for key, made in claims()[pair(name).claim].construct.items():
        if key != "f" and made["function"] == "quadratic":
            formula = function("quadratic").formula
            at = {"beta": names["beta"], "x": u, "c": evaluate(made["c"], Symbolic(), names)}
            gradients[key] = sympy.diff(evaluate(formula, Symbolic(), at), u)
    return names, gradients


def on_piece(gradient, breaks, i):
    """The formula of a sum of kinks max(u - at, 0) between the breaks i - 1 and i, which are in increasing order."""
    kinks = {}
    for kink in gradient.atoms(sympy.Max):
        (shifted,) = (part for part in kink.args if part != 0)
        (at,) = (b for b in breaks if sympy.cancel(shifted - (u - b)) == 0)
        kinks[kink] = shifted if breaks.index(at) < i else 0
    return gradient.xreplace(kinks)


@pytest.mark.parametrize("name", names())
def test_the_components_are_those_of_the_statement_for_all_parameters(name):
    # Both sides have their kinks at the same increasing break points and are affine between them, so that equal
    # formulas between neighbouring breaks are equal functions; the formulas are compared as expressions.
    values, components = from_the_data(name)
    _, gradients = from_the_statement(name, values)
    for key, (_, breaks, pieces) in zip(COMPONENTS[name], components, strict=True):
        assert len(pieces) == len(breaks) + 1
        for i, (slope, intercept) in enumerate(pieces):
            assert sympy.cancel(on_piece(gradients[key], breaks, i) - slope * u - intercept) == 0, (key, i)


@pytest.mark.parametrize("name", names())
def test_a_changed_coefficient_is_not_that_of_the_statement(name):
    values, components = from_the_data(name)
    _, gradients = from_the_statement(name, values)
    for key, (_, breaks, pieces) in zip(COMPONENTS[name], components, strict=True):
        for i, (slope, intercept) in enumerate(pieces):
            for wrong in (slope * u + intercept * F(11, 10) + values["rho"], (slope + values["beta"]) * u + intercept):
                assert sympy.cancel(on_piece(gradients[key], breaks, i) - wrong) != 0


def test_the_break_points_increase_for_all_parameters():
    d, e = sympy.symbols("d e", positive=True)
    for name in ("sharp-pair", "pathwise-pair"):
        _, components = from_the_data(name)
        beta = d + (2 if name == "pathwise-pair" else 1) * positive["mu"]
        at = {positive["beta"]: beta, positive["lam"]: 1 / (1 + e), positive["slack"]: positive["slack"]}
        for _, breaks, _ in components:
            for left, right in pairwise(breaks):
                top, bottom = sympy.fraction(sympy.together((right - left).subs(at)))
                assert sympy.expand(top).is_positive and sympy.expand(bottom).is_positive, (name, left, right)


@pytest.mark.parametrize("name", ["sharp-pair", "quadratic-pair"])
def test_probabilities_start_and_definitions_are_those_of_the_statement(name):
    values, components = from_the_data(name)
    stated, _ = from_the_statement(name, values)
    chain = next(found for line in lines(name)[1] if (found := CHAIN.match(line)))
    start, first, second = (evaluate(text, Symbolic(), stated) for text in chain.groups())
    assert sympy.cancel(start - evaluate(pair(name).x0, Symbolic(), values)) == 0
    for stated_probability, (probability, _, _) in zip((first, second), components, strict=True):
        assert sympy.cancel(stated_probability - probability) == 0
    assert sympy.cancel(stated["sigma"] ** 2 - values["variance"]) == 0
    for key in set(stated) & set(values):
        assert sympy.cancel(stated[key] - values[key]) == 0


@pytest.mark.parametrize("name", names())
def test_the_hypotheses_are_those_of_the_statement_and_their_forms_without_roots_are_equivalent(name):
    texts = {line for group in lines(name) for line in group}
    known = {"P1 < 1/2": "P < 1/2", "eta*beta <= 2": "forall(t, step[t]*beta <= 2)", "abs(x0 - xhat) <= width": "abs(x[0] - xhat) <= width"}
    start = f"x0 == {pair(name).x0}"  # the start of the chain, compared in the test above
    assert all(known.get(said, said) in texts for said in pair(name).hypotheses if said != start)
    assert (start in pair(name).hypotheses) == (name != "pathwise-pair")
    if name == "pathwise-pair":
        return  # no square roots there
    values = pair(name).values() | {"x0": F(0)}
    limit = {
        "sharp-pair": lambda sigma, v: 3 * v["beta"] ** 2 * v["rho"] ** 2 / (v["mu"] * (sigma + v["beta"] * v["rho"]) ** 2),
        "quadratic-pair": lambda sigma, v: 3 * v["beta"] * v["rho"] ** 2 / (sigma + v["beta"] * v["rho"]) ** 2,
    }[name](root(values["variance"]), values)
    (said,) = (key for key in pair(name).hypotheses if "sigma" in key)
    for factor, holds in ((F(1), True), (F(10**9 - 1, 10**9), True), (F(10**9 + 1, 10**9), False), (F(100), False)):
        assert pair(name).hypotheses_at({**values, "eta": limit * factor})[said] is holds


def test_bad_parameters_are_refused_in_one_sentence():
    for name, given, complaint in (
        ("sharp-pair", {"mu": "1"}, r"needs beta - mu > 0, got 0"),
        ("pathwise-pair", {"mu": "1/2"}, r"needs beta - 2\*mu > 0"),
        ("quadratic-pair", {"P1": "1"}, "P1 must be between 0 and 1"),
        ("quadratic-pair", {"P": "1/3"}, "no parameter 'P'; it has rho, beta, P1, slack"),
        ("sharp-pair", {"slack": "1/2"}, r"sqrt\(1/2\) is irrational; give a square"),
        ("sharp-pair", {"rho": "0"}, "rho must be positive"),
    ):
        with pytest.raises(UsageError, match=complaint):
            pair(name).values(given)
    with pytest.raises(UsageError, match="the pairs are pathwise-pair, quadratic-pair, sharp-pair"):
        pair("../quadratic")
    with pytest.raises(UsageError, match="is a pair of components"):
        function("sharp-pair")


def test_roots_of_rationals_are_exact_or_refused():
    assert [root(F(square)) for square in (0, 4, 3, -4)] == [0, 2, None, None]
    assert root(F(10**80 + 1)) is None and root(F(10**80)) == 10**40
