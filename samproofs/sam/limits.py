"""Which derived fixed point or two-cycle an orbit approaches, as data."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from samproofs.functions.arithmetics import Multiprecision
from samproofs.functions.reading import evaluate, to_text
from samproofs.sam.derive import Derivation, TwoCycle, derive, epsilon_cycle, holds, text
from samproofs.sam.problem import Problem

Pair = list[Fraction | None]


def approached(given: Problem, judge: Multiprecision, first: Pair, last: Pair) -> dict[str, Any] | None:
    """The derived fixed point or two-cycle nearest to the last two iterates, if they are less than half as far as the first two.

    A limit that the last iterates meet to all digits counts as approached wherever the orbit started. Variants other
    than `sam` share the stationary points with it, and no other limit is derived for them but the two-cycle of `epsilon`
    on a quadratic. On other functions the cycles of `epsilon` are not derived, and a stationary point is therefore named
    only where it is met to half of the digits.
    """
    begin, end = ([judge.number(x) for x in pair if x is not None] for pair in (first, last))
    if len(begin) < 2 or len(end) < 2:
        return None
    best: tuple[Any, dict[str, Any]] | None = None
    for kind, points, condition, formulas, jump, speed in candidates(given, judge):
        distance, at = _distance(points, end)
        repels = speed is not None and speed > 1
        speed = speed if len(points) == 1 else None  # how fast the last step must have come nearer
        met = distance <= max(map(abs, end)) * judge.context.mpf(10) ** -judge.digits
        close = judge.number(given.values["rho"]) * judge.context.mpf(10) ** (-judge.digits // 2)
        strays = speed is not None and distance > judge.number(speed + Fraction(1, 20)) * abs(end[0] - at[0])
        coming = not (jump or repels or strays) and (given.variant != "epsilon" or distance <= close)
        if not met and (not coming or 2 * distance >= _distance(points, begin)[0]):
            continue
        if best is None or distance < best[0]:
            best = (
                distance,
                {
                    "kind": kind,
                    "points": [judge.text(point) for point in at],
                    "formulas": formulas,
                    "condition": condition,
                    "distance": judge.context.nstr(distance, 10),
                },
            )
    return best and best[1]


Candidate = tuple[str, list[Callable[[Any], Any]], str | None, dict[str, str | None], bool, Any]


def candidates(given: Problem, judge: Multiprecision) -> Iterator[Candidate]:
    """The limits derived for these parameters.

    Each is its kind, its points (as functions of a number: the representative nearest to it), its condition, its
    formulas, whether the update jumps there, so that an orbit reaches the point exactly or not at all, and the size of the
    derivative of the update there, of two updates for a two-cycle, where it is known: above 1 the point repels.
    """
    import sympy

    derivation, values = derivation_at(given)
    cycles: tuple[TwoCycle, ...]
    for fixed in derivation.fixed_points:
        if holds(fixed.condition, values) and (fixed.stationary or given.variant == "sam"):
            kind = "stationary point" if fixed.stationary else "fixed point"
            point = nearest(derivation, fixed.point, given, judge)
            jump = fixed.jump if fixed.jump is not None else fixed.stationary and _jumps(given, judge, point)
            jump = jump and given.variant == "sam"
            yield (
                kind,
                [point],
                None if fixed.condition == sympy.true else text(fixed.condition),
                {"point": text(fixed.point)},
                jump,
                _speed(fixed.multiplier, values) if given.variant == "sam" else None,
            )
    if given.variant == "epsilon":
        smaller = epsilon_cycle(derivation)
        values = values | {sympy.Symbol("epsilon", positive=True): sympy.Rational(str(given.epsilon))}
        cycles = () if smaller is None else (smaller,)
    else:
        cycles = derivation.two_cycles if given.variant == "sam" else ()
    for cycle in cycles:
        if holds(cycle.condition, values):
            formulas = {"centre": text(cycle.centre), "radius": text(cycle.radius)}
            points = [nearest(derivation, point, given, judge) for point in cycle.points]
            yield "two-cycle", points, text(cycle.condition), formulas, False, _speed(cycle.multiplier, values)


def _jumps(given: Problem, judge: Multiprecision, point: Callable[[Any], Any]) -> bool:
    """Whether f' is not 0 at the distance rho on both sides of a stationary point, for these values."""
    at, rho, gradient = point(judge.number(Fraction(0))), judge.number(given.values["rho"]), given.gradient(judge)
    small = judge.context.mpf(10) ** (-judge.digits // 2)
    return all(abs(gradient(y)) > small * (1 + abs(y)) for y in (at - rho, at + rho))


def _speed(multiplier: Any, values: dict[Any, Any]) -> Any:
    """The size of a derived multiplier at some values; None where it is not known."""
    import sympy

    size = None if multiplier is None else sympy.Abs(multiplier.subs(values)).evalf(30)
    return Fraction(str(size)) if size is not None and size.is_Float else (Fraction(0) if size == 0 else None)



def nearest(derivation: Derivation, point: Any, given: Problem, judge: Multiprecision) -> Callable[[Any], Any]:
    """A derived point as a number, moved by the whole number of periods that brings it nearest to the argument."""
    numbers = given.numbers(judge) | ({} if given.epsilon is None else {"epsilon": judge.number(given.epsilon)})
    place = evaluate(to_text(point), judge, numbers)
    if derivation.period is None:
        return lambda _: place
    period = evaluate(to_text(derivation.period), judge, given.numbers(judge))
    return lambda x: place + period * judge.context.nint((x - place) / period)


def derivation_at(given: Problem) -> tuple[Derivation, dict[Any, Any]]:
    """The derivation, with the parameters put in where only they decide, and the values of its symbols."""
    import sympy

    derivation = derive(given.function)
    if derivation.stationary_points is None:
        derivation = derive(given.function, **given.values)
    numbers = {**given.values, "eta": given.eta}
    return derivation, {
        derivation.symbols[name]: sympy.Rational(v.numerator, v.denominator) for name, v in numbers.items()
    }


def _distance(points: list[Callable[[Any], Any]], pair: list[Any]) -> tuple[Any, list[Any]]:
    """How far two successive iterates are from a two-cycle (the farther one), or the second from a fixed point."""
    if len(points) == 1:
        point = points[0](pair[-1])
        return abs(pair[-1] - point), [point]
    low, high = (point(pair[-1]) for point in points)
    return min(max(abs(u - low), abs(v - high)) for u, v in (pair, pair[::-1])), [low, high]
