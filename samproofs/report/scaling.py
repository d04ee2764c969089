"""How the floor of SAM depends on rho: the law `constant * rho**exponent`, and the arithmetics that lose it.

The floor is what the value gap `f(x) - f*` and the squared gradient keep for ever. It is read from orbits that start
off their limit: rigorously (the reference) and in arithmetics of fixed precision, with the minimiser and the infimum
at 0 and at 1. One column divides by the norm plus 1e-12 instead of the norm, as programs do, with the digits of
`mpmath`, so that nothing else is wrong there. The closed form that `derive` gives is only compared with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Arithmetic, Ball, FloatingPoint, Multiprecision, Symbolic
from samproofs.functions.catalogue import Function, resolve
from samproofs.functions.reading import compiled, evaluate, to_text
from samproofs.rationals import natural
from samproofs.sam.derive import derive
from samproofs.sam.limits import approached
from samproofs.sam.orbit import centre, float_orbit, float_value, mpf_value, mpmath_orbit
from samproofs.sam.problem import Problem, problem
from samproofs.sam.rigorous import balls

DECADES = 40
DIGITS = 50
FAR = 10**18
STEPS = 3000
SETTLED = Fraction(1, 10**15)
EPSILON, EPSILON_STEPS = Fraction(1, 10**12), 400
RIGHT = Fraction(1, 1000)
QUANTITIES = (("value gap", 0), ("value gap", 1), ("squared gradient", None))

Quantity = tuple[str, int | None]
Floors = dict[Quantity, Fraction]


def scaling(name: str | Function, decades: int | str = DECADES) -> dict[str, Any]:
    """The floors over `rho = 1e-1 ... 1e-decades` of an example function given by a formula; numbers as text.

    `rows` holds each floor. `laws` holds, for each arithmetic and setting, the exponent (the slope of `log(floor)`
    over `log(rho)` between the ends of the range where the floor is positive), the constant (`floor/rho**2` at the
    smallest rho where it is right to 1/1000), the largest rho where it is not, and the reason. `reference` are balls
    whose digits are raised until each floor has a relative radius below 1e-30; `mpmath` has 50 digits throughout.
    `predicted` holds the closed forms and how far the reference is from them, relatively.

    >>> law = scaling("quadratic", decades=3)["laws"][0]
    >>> law["arithmetic"], law["exponent"], law["constant"], law["wrong_from"]
    ('reference', '2.0', '1.38504155124654e-3', None)
    """
    radii = [Fraction(1, 10**k) for k in range(1, natural(decades, "decades", least=2, most=DECADES) + 1)]
    function = resolve(name)
    if function.formula is None:
        raise UsageError(f"{function.name} has no formula, and a value gap needs one: take quadratic or sinusoid")
    arithmetics: tuple[Arithmetic, ...] = (
        Multiprecision(DIGITS, 0), FloatingPoint("float64"), FloatingPoint("float32"),
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    laws: list[dict[str, Any]] = []
    closed = _closed_forms(function)
    differences: dict[str, list[Any]] = {quantity: [] for quantity in closed}
    for minimiser in (0, 1):
        problems = [_placed(function, minimiser, rho) for rho in radii]
        reference = [_reference(given, minimiser) for given in problems]
        floors = {"reference": [found for found, _ in reference]}
        for fixed in arithmetics:
            floors[_name(fixed)] = [_measured(given, fixed, *_settled(given, fixed, minimiser)) for given in problems]
        floors[f"epsilon {_text(EPSILON)}"] = [_with_epsilon(given, arithmetics[0], minimiser) for given in problems]
        for quantity in QUANTITIES:
            setting = {"quantity": quantity[0], "minimiser": minimiser, "infimum": quantity[1]}
            for numbers, (arithmetic, found) in zip((None, *arithmetics, None), floors.items(), strict=True):
                values, true = [floor[quantity] for floor in found], [floor[quantity] for floor, _ in reference]
                law = _law(radii, values, true)
                laws.append({**setting, "arithmetic": arithmetic, **law, "reason": None})
                if law["wrong_from"] is not None:
                    at = radii.index(Fraction(law["wrong_from"]))
                    if numbers is not None:
                        laws[-1]["reason"] = _reason(numbers, true[at], reference[at][1], minimiser, quantity)
                    elif arithmetic != "reference":
                        laws[-1]["reason"] = _too_short(reference[at][0], quantity)
                pairs = zip(radii, values, strict=True)
                rows += [{**setting, "arithmetic": arithmetic, "rho": _text(r), "floor": _text(v)} for r, v in pairs]
            for given, (floor, _) in zip(problems, reference, strict=True):
                differences[quantity[0]].append(abs(floor[quantity] / closed[quantity[0]][1](given) - 1))
    given = problem(function)
    return {
        "name": function.name,
        "parameters": {key: value for key, value in given.named().items() if key not in ("rho", "x0")},
        "start": f"{given.x0 / given.values['rho']}*rho from the minimiser",
        "predicted": {
            quantity: {"formula": formula, "difference": _text(max(differences[quantity]), 3)}
            for quantity, (formula, _) in closed.items()
        },
        "laws": laws,
        "rows": rows,
    }


def _placed(function: Function, minimiser: int, rho: Fraction) -> Problem:
    """The function moved by `minimiser`, its default start scaled with rho."""
    given = problem(function)
    return problem(function.moved(minimiser), rho=rho, x0=minimiser + given.x0 / given.values["rho"] * rho)


def _reference(given: Problem, minimiser: int) -> tuple[Floors, Fraction]:
    """Floors with a relative radius below 1e-30, from rigorous iterates, and the distance from the minimiser."""
    import flint

    digits = DIGITS
    while True:
        states, _ = balls(given, {FAR - 1, FAR}, digits)
        with flint.ctx.workprec(5 * digits):
            measured = _measures(given, Ball(), list(states.values()))
            if all(x.rad() < abs(x) * flint.arb(10) ** -30 for x in measured.values()):
                distance = centre(states[FAR] - minimiser)
                return {quantity: centre(x) or Fraction(0) for quantity, x in measured.items()}, abs(
                    distance or Fraction(0)
                )
        digits *= 2
        if digits > 10_000:
            raise UndecidedError(f"the floor at rho = {given.values['rho']} is not known with {digits // 2} digits")


def _with_epsilon(given: Problem, numbers: Arithmetic, minimiser: int) -> Floors:
    """The floors of the variant `epsilon`."""
    given = replace(given, variant="epsilon", epsilon=EPSILON)
    return _measured(given, numbers, *_settled(given, numbers, minimiser, EPSILON_STEPS))


def _settled(given: Problem, numbers: Any, minimiser: int, steps: int = STEPS) -> list[Any]:
    """The last two iterates of an orbit that repeats itself, up to 1e-15 of its distance from the minimiser."""
    states = mpmath_orbit(given, numbers) if isinstance(numbers, Multiprecision) else float_orbit(given, numbers)
    small, place = numbers.number(SETTLED), numbers.number(Fraction(minimiser))
    recent = [next(states), next(states)]
    for _ in range(steps):
        recent.append(next(states))
        if abs(recent[-1] - recent[-3]) <= small * abs(recent[-1] - place):
            break
    return recent[-2:]


def _measured(given: Problem, numbers: Any, *states: Any) -> Floors:
    """The floors of an arithmetic of fixed precision as the rationals that its numbers are; what is no number is 0."""
    import numpy

    exact = mpf_value if isinstance(numbers, Multiprecision) else float_value
    with numpy.errstate(all="ignore"):
        return {quantity: exact(x) or Fraction(0) for quantity, x in _measures(given, numbers, list(states)).items()}


def _measures(given: Problem, numbers: Arithmetic, states: list[Any]) -> dict[Quantity, Any]:
    """The larger floor at two iterates; the function is normalised to its infimum as a program would, by a constant."""
    formula = compiled(given.function.formula or "", numbers, given.numbers(numbers), given.function.variable)
    gradient, larger = given.gradient(numbers), numbers.functions["max"]
    found: dict[Quantity, Any] = {}
    for quantity in QUANTITIES:
        if quantity[1] is None:
            found[quantity] = larger(*(gradient(x) * gradient(x) for x in states))
        else:
            infimum = numbers.number(Fraction(quantity[1]))
            constant = infimum - _least(given, numbers)
            found[quantity] = larger(*(formula(x) + constant - infimum for x in states))
    return found


def _least(given: Problem, numbers: Arithmetic) -> Any:
    """The least value at a stationary point."""
    base = _base(given)
    formula = compiled(base.formula or "", numbers, given.numbers(numbers), base.variable)
    points = derive(base).stationary_points or ()
    values = [formula(evaluate(to_text(point), numbers, given.numbers(numbers))) for point in points]
    return min(values, key=float)


def _base(given: Problem) -> Function:
    """The example function that was moved."""
    return resolve(given.function.name)


def _closed_forms(function: Function) -> dict[str, tuple[str, Callable[[Problem], Fraction]]]:
    """The floors at the limit that is derived and that the orbit approaches: their formula and their value."""
    import sympy

    derivation, given = derive(function), problem(function)
    judge = Multiprecision(DIGITS)
    states, _ = balls(given, {0, 1, FAR - 1, FAR}, DIGITS)
    pairs = [[centre(states[t]) for t in pair] for pair in ((0, 1), (FAR - 1, FAR))]
    limit = approached(given, judge, *pairs)
    if limit is None or not derivation.stationary_points:
        raise UsageError(f"no limit is derived for {function.name}, so there is no floor to compare with")
    formulas = {key: evaluate(text, Symbolic(), derivation.symbols) for key, text in limit["formulas"].items()}
    point = formulas["point"] if "point" in formulas else formulas["centre"] + formulas["radius"]
    values = [derivation.function.subs(derivation.variable, z) for z in derivation.stationary_points]
    default = {derivation.symbols[name]: sympy.Rational(str(value)) for name, value in given.values.items()}
    least = min(values, key=lambda value: value.subs(default))
    gap = sympy.factor(sympy.simplify(derivation.function.subs(derivation.variable, point) - least))
    square = sympy.factor(sympy.simplify(derivation.gradient.subs(derivation.variable, point)) ** 2)

    def value(formula: str) -> Callable[[Problem], Fraction]:
        return lambda at: mpf_value(evaluate(formula, judge, at.numbers(judge)))

    return {
        quantity: (to_text(formula), value(to_text(formula)))
        for quantity, formula in (("value gap", gap), ("squared gradient", square))
    }


def _law(radii: list[Fraction], values: list[Fraction], true: list[Fraction]) -> dict[str, str | None]:
    """Exponent and constant of the floors of one arithmetic, and the largest rho where it is not right."""
    import mpmath

    wrong = [abs(value - right) > RIGHT * right for value, right in zip(values, true, strict=True)]
    positive = [(rho, value) for rho, value in zip(radii, values, strict=True) if value > 0]
    exponent = None
    if len(positive) > 1:
        (rho, value), (other, smaller) = positive[0], positive[-1]
        context = mpmath.MPContext()
        context.dps = 30
        logarithms = [context.log(context.mpf(x.numerator) / x.denominator) for x in (value / smaller, rho / other)]
        exponent = context.nstr(logarithms[0] / logarithms[1], 8)
    right = [value / rho**2 for rho, value, fails in zip(radii, values, wrong, strict=True) if not fails]
    return {
        "exponent": exponent,
        "constant": _text(right[-1]) if right else None,
        "wrong_from": _text(radii[wrong.index(True)]) if True in wrong else None,
    }


def _reason(numbers: Arithmetic, floor: Fraction, distance: Fraction, minimiser: int, quantity: Quantity) -> str:
    """Why an arithmetic of fixed precision is wrong, the largest error first, at this floor and distance from x*."""
    spacing, least = Fraction(1, 10**DIGITS), Fraction(0)
    if isinstance(numbers, FloatingPoint):
        import numpy

        form = numpy.finfo(numbers.format)
        spacing, least = Fraction(float(form.eps)), Fraction(float(form.tiny))
    name, near = _name(numbers), 10 * spacing / RIGHT
    reasons = []
    if floor < least / RIGHT * spacing or floor < least:
        reasons.append(f"underflow: {name} has no accurate number as small as the floor, {_text(floor, 2)}")
    if quantity[1] and floor < near:
        reasons.append(f"cancellation: a gap of {_text(floor, 2)} is lost beside the infimum 1 to which it is added")
    if minimiser and distance < near:
        reasons.append(
            f"absorption: beside the minimiser 1 the numbers of {name} are {_text(spacing, 2)} apart, "
            f"too coarse for iterates {_text(distance, 2)} from it"
        )
    return [*reasons, f"rounding: the errors of {name} outweigh the floor, {_text(floor, 2)}"][0]


def _too_short(floor: Floors, quantity: Quantity) -> str:
    """Why the variant `epsilon` has another floor; rounding is excluded by the digits, but where f* = 1 hides the gap."""
    import mpmath

    square = floor["squared gradient", None]
    if quantity[1] and floor[quantity] < Fraction(10, 10**DIGITS) / RIGHT:
        return f"cancellation: a gap of {_text(floor[quantity], 2)} is lost beside the infimum 1 to which it is added"
    context = mpmath.MPContext()
    size = context.nstr(context.sqrt(context.mpf(square.numerator) / square.denominator), 2, min_fixed=-3)
    return (
        f"epsilon in the norm: the gradient where SAM stays is {size}, and {_text(EPSILON)} added to its norm makes the "
        "perturbation noticeably shorter than rho"
    )


def _name(numbers: Arithmetic) -> str:
    return numbers.format.__name__ if isinstance(numbers, FloatingPoint) else "mpmath"


def _text(value: Fraction, digits: int = 15) -> str:
    import mpmath

    context = mpmath.MPContext()
    context.dps = digits + 5
    written = str(context.nstr(context.mpf(value.numerator) / value.denominator, digits, min_fixed=-3))
    return written.replace(".0e", "e")


def text(report: Mapping[str, Any]) -> str:
    """The report for people: the closed forms, a table of the laws, and a sentence on each arithmetic that fails."""
    lines = [f"{report['name']}: floors of SAM that starts at {report['start']}", ""]
    for quantity, found in report["predicted"].items():
        lines.append(f"{quantity} -> {found['formula']}; the reference differs from it by {found['difference']} of it")
    headers = ("quantity", "x*", "f*", "arithmetic", "exponent", "constant", "wrong from rho")
    table = [
        (
            law["quantity"], str(law["minimiser"]), "" if law["infimum"] is None else str(law["infimum"]),
            law["arithmetic"], law["exponent"] or "none", law["constant"] or "none", law["wrong_from"] or "never",
        )
        for law in report["laws"]
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(headers, *table, strict=True)]
    rows = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (headers, *table)
    ]
    reasons = [
        f"{law['arithmetic']}, {law['quantity']}, minimiser {law['minimiser']}"
        + ("" if law["infimum"] is None else f", infimum {law['infimum']}")
        + f": wrong from rho = {law['wrong_from']}, {law['reason']}."
        for law in report["laws"]
        if law["reason"]
    ]
    return "\n".join([*lines, "", *rows, "", *reasons])
