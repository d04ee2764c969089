"""Orbits of SAM: the iterates in the arithmetic that one asks for, and the derived limit that they approach."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import count, islice
from typing import Any

from samproofs.balls import written as written_ball
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import FloatingPoint, Multiprecision, Rational, UndecidedError
from samproofs.functions.catalogue import Function, names
from samproofs.rationals import natural, positive
from samproofs.sam import cost
from samproofs.sam.affine import affine_map
from samproofs.sam.problem import Number, Problem, problem
from samproofs.sam.rigorous import balls, certified

ARITHMETICS = ("mpmath", "ball", "exact", "float64", "float32")
STEPS = 10**6
FARTHEST = 10**18
RECORDED = 10**5
LISTED = 1000
BITS = 4_000_000
REDUCED_BITS = 50_000
LARGEST = 100_000  # bits before the point

PIECES = 10_000  # that a search for an itinerary follows at most
EXACT = 2000  # steps after which the growth of exact iterates is measured
PROGRESS = 1000  # steps between two reports

Orbit = Iterator[Any]
Progress = Callable[[int], None]


def quiet(t: int) -> None:
    """No report of progress."""



def iterate(
    name: str | Function,
    *,
    rho: Number | None = None,
    eta: Number | None = None,
    x0: Number | None = None,
    steps: Number | None = None,
    digits: Number | None = None,
    arithmetic: str = "mpmath",
    variant: str = "sam",
    every: Number | None = None,
    parameters: Mapping[str, Number] | None = None,
    rho_u: Number | None = None,
    epsilon: Number | None = None,
    zero_gradient: str | None = None,
    model: str | None = None,
    samples: str | None = None,
    budget: Number | None = None,
    progress: Progress = quiet,
) -> dict[str, Any]:
    """Iterate SAM on an example function, or on a formula in x, and say which derived limit the orbit approaches.

    `arithmetic` is `mpmath` (`digits` decimal digits, 20 and more guard digits), `ball` (rigorous: intervals that
    contain the iterates, with relative radius `10**-digits` at most), `exact` (rationals; the gradient must be
    piecewise affine with rational data), `float64` or `float32`. The iterates come as text, x_0 first, all of them up
    to 1000 steps and otherwise every `every`-th; balls as `{"mid", "rad"}`. `limit` is None or the fixed point or
    two-cycle of `derive` nearest to the last iterates, if the orbit came twice as near to it. `zero_gradient` is what
    happens where the gradient is 0: `y=x`, the convention of the claims, unless it says `stay` or `nan`, as some
    programs do. 100 steps and 50 digits unless `steps` and `digits` say otherwise. The name of a pair of components
    gives exact moments instead, of m-SAM or n-SAM as `model` says, or the path of a word of `samples`: see
    `tree.iterate_pair`. UsageError for parameters that make no sense, UndecidedError where the digits do not decide a
    sign of the gradient.

    A run that would take more than `budget` seconds (120), as far as its first steps tell, or 2 GB, is refused before
    it starts. `progress` is called with the step now and then. Up to 10^6 steps are made, and up to 10^18 by balls
    where a `certificate` reaches them: an itinerary, which `itinerary.Itinerary` checks, of a piecewise-affine map,
    or a ball that traps all later iterates, which `trap.Trap` checks.

    >>> orbit = iterate("quadratic", rho="1/10", eta="1/10", x0="1/190", steps=2, arithmetic="exact")
    >>> orbit["iterates"], orbit["limit"]["kind"]
    (['1/190', '-1/190', '1/190'], 'two-cycle')
    >>> iterate("zigzag", steps=10**18, arithmetic="ball", digits=15)["last"]["mid"]
    '1.10000000000000'
    """
    if name not in names() and _is_pair(name):
        from samproofs.sam.tree import iterate_pair

        others = (arithmetic not in ("mpmath", "exact"), variant != "sam", rho_u is not None, epsilon is not None)
        if any(others):
            raise UsageError(f"{name} takes exact steps of SAM alone: leave out arithmetic and variant")
        numbers = {"rho": rho, "eta": eta, "x0": x0, "steps": steps, "every": every, "digits": digits, "parameters": parameters}
        return iterate_pair(str(name), model=model, word=samples, zero_gradient=zero_gradient, **numbers)  # type: ignore[arg-type]
    if model is not None or samples is not None:
        from samproofs.functions import pairs

        raise UsageError(f"model and samples are for the pairs of components, which are {', '.join(pairs.names())}")
    asked = {"rho": rho, "eta": eta, "x0": x0, "rho_u": rho_u, "epsilon": epsilon, "zero_gradient": zero_gradient or "y=x"}
    given = problem(name, variant=variant, parameters=parameters, **asked)  # type: ignore[arg-type]
    if arithmetic not in ARITHMETICS:
        raise UsageError(f"arithmetic must be one of {', '.join(ARITHMETICS)}, got {arithmetic!r}")
    if zero_gradient == "nan" and arithmetic in ("ball", "exact"):
        raise UsageError(f"0/0 has no value in the arithmetic {arithmetic}; zero_gradient nan is for mpmath, float64 and float32")
    last = natural(100 if steps is None else steps, "steps", most=FARTHEST if arithmetic == "ball" else STEPS)
    precision = natural(50 if digits is None else digits, "digits", least=15, most=10_000)
    stride = 1 if every is None else natural(every, "every", least=1)
    listed = last // stride + 1 if every is not None or last <= LISTED else 0
    if listed > RECORDED:
        raise UsageError(f"at most {RECORDED} iterates are listed, got {listed}: ask for fewer with every")
    shown = range(0, listed * stride, stride)
    ends = [[0, 1], [last - 1, last]] if last else [[0], [0]]
    check_run(given, arithmetic, precision, last, listed, budget)
    states, written, number, certificate = _engine(given, arithmetic, precision, {*shown, *ends[0], *ends[1]}, progress)
    return {
        "name": given.function.name,
        "parameters": given.named(),
        "variant": variant,
        **({} if zero_gradient is None else {"zero_gradient": zero_gradient}),
        "arithmetic": arithmetic,
        "digits": precision if arithmetic in ("mpmath", "ball") else None,
        "steps": last,
        "iterates": [written(states[t]) for t in shown],
        "last": written(states[last]),
        "limit": _limit(given, precision, certificate, states, ends, number) if last else None,
        "certificate": certificate,
    }


States = dict[int, Any]


def _is_pair(name: str | Function) -> bool:
    from samproofs.functions import pairs

    return name in pairs.names()


def _limit(
    given: Problem,
    digits: int,
    certificate: dict[str, Any] | None,
    states: States,
    ends: list[list[int]],
    number: Callable[[Any], Fraction | None],
) -> dict[str, Any] | None:
    """What an itinerary proves that the orbit approaches, else the nearest limit that SymPy derived, if it comes nearer."""
    if certificate is not None and certificate["kind"] == "itinerary":
        proved = certified(given, certificate, states[ends[1][1]], digits)
        if proved is not None:
            return proved
    from samproofs.sam.limits import approached

    return approached(given, multiprecision(given, digits), *([number(states[t]) for t in pair] for pair in ends))


def _engine(
    given: Problem, arithmetic: str, digits: int, times: set[int], progress: Progress
) -> tuple[States, Callable[[Any], Any], Callable[[Any], Fraction | None], dict[str, Any] | None]:
    """The states at some times, how one is written, its exact value (None when it has none), and a certificate."""
    if arithmetic == "ball":
        found, certificate = balls(given, times, digits, progress)
        return found, lambda x: written_ball(x, digits), centre, certificate
    if arithmetic == "mpmath":
        numbers = multiprecision(given, digits)
        found = _visited(mpmath_orbit(given, numbers), times, progress)
        return found, numbers.text, lambda x: mpf_value(x) if x == x else None, None
    if arithmetic == "exact":
        return _visited(exact_orbit(given), times, progress), ratio_text, lambda ratio: _rounded(ratio, digits), None
    return _visited(float_orbit(given, FloatingPoint(arithmetic)), times, progress), str, float_value, None


def _visited(states: Orbit, times: set[int], progress: Progress) -> States:
    """The states of an orbit at some times."""
    found = {}
    for t, state in enumerate(islice(states, max(times) + 1)):
        if t in times:
            found[t] = state
        if t % PROGRESS == 0:
            progress(t)
    return found


def _rounded(ratio: tuple[int, int], digits: int) -> Fraction:
    """A ratio of long integers up to `10**-(2*digits)` of itself: enough to tell a limit, and short."""
    top, bottom = ratio
    shift = max(bottom.bit_length() - abs(top).bit_length() + 7 * digits, 0)
    return Fraction((top << shift) // bottom, 1 << shift)


def check_run(given: Problem, arithmetic: str, digits: int, steps: int, kept: int, budget: Number | None = None) -> None:
    """UsageError if a run would take more time than its budget or more memory than there is; nothing is said otherwise."""
    seconds = float(positive(cost.SECONDS if budget is None else budget, "budget"))
    if arithmetic in ("mpmath", "ball"):
        cost.check_memory(kept, digits * 10 / 3)
    if steps * max(digits, 50) <= cost.SHORT and (steps <= EXACT or arithmetic != "exact"):
        return
    if arithmetic == "ball":
        cost.check_time(lambda n: balls(given, {n}, digits), steps if steps <= STEPS else min(steps, PIECES), seconds)
        return
    if arithmetic == "exact":
        (_, first), (_, later) = islice(exact_orbit(given), 0, EXACT + 1, EXACT)
        growth = (later.bit_length() - first.bit_length()) / EXACT
        bits = first.bit_length() + growth * steps
        if bits > BITS:
            raise UsageError(
                f"the exact iterates have {growth:.1f} bits more at each step, about {bits:.0f} after {steps}, and at most {BITS} "
                f"are kept; ask for at most {int(BITS / growth)} steps or another arithmetic"
            )
        cost.check_memory(kept, bits)

    def run(n: int) -> None:
        for _ in islice(orbit_from(given, arithmetic, digits), n):
            pass

    cost.check_time(run, steps, seconds, 2 if arithmetic == "exact" else 1)


def orbit_from(
    given: Problem, arithmetic: str, digits: int, t: int = 0, x: Any = None, memory: dict[str, Any] | None = None
) -> Orbit:
    """The states of mpmath, exact, float64 or float32, from the start or from the state x at step t."""
    if arithmetic == "mpmath":
        return mpmath_orbit(given, multiprecision(given, digits), t, x, memory)
    if arithmetic == "exact":
        return exact_orbit(given, t, x)
    return float_orbit(given, FloatingPoint(arithmetic), t, x)


def multiprecision(given: Problem, digits: int) -> Multiprecision:
    """The arithmetic with `digits` digits after cancellation: more guard digits where numbers are larger than rho."""
    rho = given.values["rho"]
    largest = max(abs(given.x0), *map(abs, given.values.values()))
    return Multiprecision(digits, 20 + int(largest / rho).bit_length() // 3)


def mpmath_orbit(
    given: Problem, numbers: Multiprecision, t: int = 0, x: Any = None, memory: dict[str, Any] | None = None
) -> Orbit:
    """The iterates as mpmath numbers, from the first on or from `x` at step `t` on.

    Whether f'(x0) = 0, and the sign of a gradient that is 0 up to rounding, are decided exactly; UndecidedError where
    that is not possible because f' is not piecewise affine. `memory` holds what the orbit remembers besides its iterate,
    the largest gradient and where it rests; one that goes on from `x` is given it.
    """
    memory = {} if memory is None else memory
    x = numbers.number(given.x0) if x is None else x
    rest = None if x != x else memory.get("rest", given.x0 if given.starts_stationary() else None)
    lost = given.zero_gradient == "nan"
    noise = numbers.context.mpf(10) ** (10 - numbers.context.dps)
    largest = memory.get("largest", numbers.context.zero)

    def sign(gradient: Any) -> Any:
        nonlocal largest, rest
        memory["largest"] = largest = max(largest, abs(gradient))
        if lost and (gradient == 0 or gradient != gradient):
            return numbers.undefined()
        if abs(gradient) >= noise * largest:
            return numbers.context.sign(gradient)
        exact, at = exact_sign(given, t, numbers.digits)
        memory["rest"] = rest = at if exact == 0 else None
        return numbers.undefined() if rest is not None and lost else exact

    update = replace(given.update(numbers), direction=sign)
    while rest is None:
        following = update(x, t)
        if rest is None:
            yield x
        x, t = following, t + 1
        if numbers.context.mag(x) > LARGEST:  # it could be computed, but its digits could not be printed
            raise UsageError(f"the iterates are above 2^{LARGEST} from step {t} on: the orbit diverges; ask for fewer steps")
    yield numbers.number(rest)
    while True:
        yield numbers.undefined() if lost else numbers.number(rest)


def exact_sign(given: Problem, t: int, digits: int) -> tuple[int, Fraction]:
    """The sign of f' at the iterate of step t, and that iterate, from the exact orbit; UndecidedError without one."""
    try:
        x = Fraction(*next(islice(exact_orbit(replace(given, zero_gradient="y=x")), t, None)))
    except UsageError:
        raise UndecidedError(
            f"at step {t} the gradient is 0 up to rounding, so {digits} digits do not decide its sign; "
            "more digits do, unless it is exactly 0"
        ) from None
    gradient = given.gradient(Rational())(x)
    return int(gradient > 0) - int(gradient < 0), x


def exact_orbit(given: Problem, t: int = 0, x: Fraction | None = None) -> Orbit:
    """The iterates as (numerator, denominator), not in lowest terms where SAM is a piecewise-affine map, as `mpmath_orbit`."""
    function = given.function.piecewise(**given.values)
    update = given.update(Rational())
    affine = given.variant in ("sam", "usam")
    start = given.x0 if x is None else x
    states = affine_map(update, function).orbit(start) if affine else _fractions(update, t, start)
    most = BITS if affine else REDUCED_BITS
    for step, (top, bottom) in enumerate(states, t):
        if bottom.bit_length() > most:
            raise UsageError(
                f"the exact iterates have more than {most} bits from step {step} on; "
                "ask for fewer steps or another arithmetic"
            )
        yield top, bottom


def _fractions(update: Callable[[Any, Any], Any], t: int, x: Fraction) -> Orbit:
    for step in count(t):
        yield x.numerator, x.denominator
        x = update(x, step)


def float_orbit(given: Problem, numbers: FloatingPoint, t: int = 0, x: Any = None) -> Orbit:
    """The iterates as numpy floats, whatever rounding makes of them, as `mpmath_orbit`; overflow gives inf and nan."""
    import numpy

    with numpy.errstate(all="ignore"):
        update, x = given.update(numbers), numbers.number(given.x0) if x is None else x
    for step in count(t):
        yield x
        with numpy.errstate(all="ignore"):
            x = update(x, numbers.format(step))


def ratio_text(ratio: tuple[int, int]) -> str:
    """A ratio in lowest terms; flint writes integers of any length."""
    from flint import fmpq

    return str(fmpq(*ratio))


def centre(x: Any) -> Fraction | None:
    """The midpoint of a ball; None where it is too large to be written, 0 where it is too small."""
    mantissa, exponent = map(int, x.mid().man_exp())
    if abs(exponent) > BITS:
        return None if exponent > 0 else Fraction(0)
    return Fraction(mantissa) * Fraction(2) ** exponent


def mpf_value(x: Any) -> Fraction:
    """The rational number that a finite mpmath number is."""
    mantissa, exponent = x.man_exp
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if x < 0 else value


def float_value(x: Any) -> Fraction | None:
    """The rational number that a float is."""
    try:
        return Fraction(float(x))
    except (ValueError, OverflowError):
        return None
