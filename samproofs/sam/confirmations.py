"""The limits that the lower bounds predict, met by orbits at high precision; stochastic bounds beside exact moments.

A confirmation shows the derivation at work in instances and is no part of any proof.
"""

from collections.abc import Callable, Mapping
from itertools import islice, pairwise
from typing import Any

from samproofs.functions.arithmetics import Multiprecision
from samproofs.functions.reading import evaluate, to_text
from samproofs.sam.comparisons import comparisons
from samproofs.sam.derive import holds
from samproofs.sam.limits import derivation_at, nearest
from samproofs.sam.orbit import mpmath_orbit, multiprecision
from samproofs.sam.problem import Problem, problem

DIGITS = (50, 120)
STEPS = 20_000

_CASES: Mapping[str, tuple[str, tuple[dict[str, Any], ...]]] = {
    "det-sc-lower": (
        "quadratic",
        (
            {"rho": "1/10", "eta": "1/10", "x0": "1"},
            {"rho": "1/10", "eta": "1/10", "x0": "-1/7"},
            {"rho": "1e-3", "eta": "1/4", "x0": "-1", "parameters": {"beta": "2", "c": "1/3"}},
            {"rho": "1e-20", "eta": "3/2", "x0": "5"},
        ),
    ),
    "det-nonconvex-lower": (
        "sinusoid",
        (
            {"rho": "1", "eta": "1/4", "x0": "1/10"},
            {"rho": "1", "eta": "1/4", "x0": "-29/100"},
            {"rho": "1/10", "eta": "1/2", "x0": "1/20"},
            {"rho": "1e-20", "eta": "3/4", "x0": "2e-21", "parameters": {"beta": "2"}},
            {"rho": "2", "eta": "1/2", "x0": "-1/3", "parameters": {"beta": "1/3"}},
        ),
    ),
}


def confirmations(claim_id: str) -> list[dict[str, Any]]:
    """Orbits from several starts, iterated until the predicted limit is met to 50 digits, from one also to 120; numbers as text.

    `what` says which quantity is compared; `observed`, `predicted` and `difference` are its values after `steps`
    steps from `start`; `agrees` is whether the difference is at most `10**-digits` of the prediction. For a stochastic
    bound, the rows of `comparisons`: `digits` is None, `agrees` is whether the bound holds, in rationals, at each step up to
    `steps`, and `observed`, `predicted` and `difference` are those of the step with the least margin, rounded. Other
    claims have no confirmations.

    >>> found = confirmations("det-sc-lower")
    >>> found[0]["what"], all(entry["agrees"] for entry in found)
    ('distance of both points of the two-cycle from the minimiser', True)
    """
    if claim_id not in _CASES:
        return [comparison.row() for comparison in comparisons(claim_id)]
    name, cases = _CASES[claim_id]
    wanted = [(case, DIGITS[0]) for case in cases] + [(cases[0], digits) for digits in DIGITS[1:]]
    return [row for case, digits in wanted for row in confirm(problem(name, **case), digits)]


def confirm(given: Problem, digits: int) -> list[dict[str, Any]]:
    """Iterate until every predicted quantity is met to `digits` digits, or 20000 steps; one row per quantity."""
    numbers = multiprecision(given, digits)
    quantities = _of_cycle(given, numbers) or _of_fixed_points(given, numbers)
    tolerance = numbers.context.mpf(10) ** -digits
    steps, before, after = 0, None, None
    for before, after in pairwise(islice(mpmath_orbit(given, numbers), STEPS + 1)):
        steps += 1
        if all(_difference(compare(before, after)) <= tolerance for _, compare in quantities):
            break
    rows = []
    for what, compare in quantities:
        predicted, *observed = compared = compare(before, after)
        difference = _difference(compared)
        rows.append(
            {
                "what": what,
                "parameters": given.named(),
                "digits": digits,
                "start": str(given.x0),
                "steps": steps,
                "observed": numbers.text(observed[-1]),
                "predicted": numbers.text(predicted),
                "difference": numbers.context.nstr(difference * abs(predicted), 5),
                "agrees": bool(difference <= tolerance),
            }
        )
    return rows


def _difference(compared: tuple[Any, ...]) -> Any:
    """The largest distance of the observed values from the predicted one, relative to it."""
    predicted, *observed = compared
    return max(abs(value - predicted) for value in observed) / abs(predicted)


Quantity = tuple[str, Callable[[Any, Any], tuple[Any, ...]]]


def _of_cycle(given: Problem, numbers: Multiprecision) -> list[Quantity]:
    """What is compared with the derived two-cycle: the prediction, and its value at two successive iterates."""
    derivation, values = derivation_at(given)
    cycles = [cycle for cycle in derivation.two_cycles if holds(cycle.condition, values)]
    if not cycles:
        return []
    centre, radius = (
        evaluate(to_text(part), numbers, given.numbers(numbers)) for part in (cycles[0].centre, cycles[0].radius)
    )

    def compare(before: Any, after: Any) -> tuple[Any, ...]:
        side = numbers.context.sign(after - centre)
        return radius, -side * (before - centre), side * (after - centre)

    return [("distance of both points of the two-cycle from the minimiser", compare)]


def _of_fixed_points(given: Problem, numbers: Multiprecision) -> list[Quantity]:
    """What is compared with the nearest derived fixed point that is not stationary: its place, and |f'|^2 there."""
    derivation, values = derivation_at(given)
    fixed = [point for point in derivation.fixed_points if not point.stationary and holds(point.condition, values)]
    places = [nearest(derivation, point.point, given, numbers) for point in fixed]
    at_fixed = [derivation.gradient.subs(derivation.variable, point.point) ** 2 for point in fixed]
    squares = [evaluate(to_text(square), numbers, given.numbers(numbers)) for square in at_fixed]
    gradient = given.gradient(numbers)

    def closest(x: Any) -> int:
        return min(range(len(fixed)), key=lambda i: abs(x - places[i](x)))

    return [
        ("the limit, a point that is not stationary", lambda _, x: (places[closest(x)](x), x)),
        ("squared gradient at the limit", lambda _, x: (squares[closest(x)], gradient(x) ** 2)),
    ]
