"""Rigorous iterates as balls: by the itinerary where SAM is a piecewise-affine map, else by steps and by a trap."""

from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from samproofs.balls import BudgetError, UndecidedError, ball, raising, upper, written
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Rational
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.affine import AffineMap, affine_map
from samproofs.sam.itinerary import Itinerary
from samproofs.sam.jump import itinerary
from samproofs.sam.problem import Problem

STEPS = 10**6
SEARCH = 10**5
TRIED = 64  # a trap is tried every so many steps
BUDGET = 16

Balls = tuple[dict[int, Any], dict[str, Any] | None]


def balls(given: Problem, times: Collection[int], digits: int, progress: Callable[[int], None] = lambda _: None) -> Balls:
    """Balls that contain the iterates of the steps `times`, and the certificate that shows it, None for plain steps.

    Each radius is at most `10**-digits` times the iterate or rho, whichever is larger. The precision is raised until
    that holds and every sign is decided, up to 16 times the bits that it starts with; then UndecidedError.
    """
    bits = starting_bits(given, digits)
    attempt = _attempt(given, times, digits, progress)

    def accurate(_: int) -> Balls:
        found, certificate = attempt()
        for t, x in found.items():
            if inaccurate(given, x, digits):
                raise UndecidedError(f"the iterate of step {t} is not known to {digits} digits")
        return found, certificate

    return raising(accurate, bits, BUDGET * bits)


def starting_bits(given: Problem, digits: int) -> int:
    """The working precision that is tried first."""
    largest = max(abs(given.x0), *map(abs, given.values.values()))
    return digits * 10 // 3 + int(largest / given.values["rho"]).bit_length() + 128


def inaccurate(given: Problem, x: Any, digits: int) -> bool:
    """Whether the radius of an iterate is more than `10**-digits` times its size and rho."""
    rho, small = ball(given.values["rho"]), ball(10) ** -digits
    return not x.rad() <= small * rho and not x.rad() <= small * abs(x).lower()


def certified(given: Problem, certificate: dict[str, Any], x: Any, digits: int) -> dict[str, Any] | None:
    """The limit that an itinerary proves, as `iterate` says it, with a bound of the distance of `x` from it; or None."""
    import flint

    with flint.ctx.workprec(digits * 10 // 3 + 64):
        checked = Itinerary(certificate)
        points = checked.limit()
        if points is None:
            return None
        cyclic = checked.cyclic(points)
        distance = min((abs(x - flint.arb(point)).upper() for point in points), key=float)
        texts = [written(flint.arb(point), digits)["mid"] for point in sorted(points)]
    if not cyclic:  # limits from one side of a jump, which the map itself takes elsewhere
        kind = f"{len(points)} limit points that are no cycle"
    elif len(points) == 1:
        at = Fraction(int(points[0].p), int(points[0].q))
        kind = "fixed point" if given.gradient(Rational())(at) else "stationary point"
    else:
        kind = "two-cycle" if len(points) == 2 else f"cycle of period {len(points)}"
    return {
        "kind": kind,
        "points": texts,
        "exact": [str(point) for point in sorted(points)],
        "distance": f"at most {upper(distance)}" if distance > 0 else "0",
        "proved": "the last word of the itinerary is followed for ever, and its slope is below 1",
    }


def _attempt(given: Problem, times: Collection[int], digits: int, progress: Callable[[int], None]) -> Callable[[], Balls]:
    """The balls at the working precision, with what does not depend on it done once."""
    function = _piecewise(given)
    if function is not None:
        affine = affine_map(given.update(Rational()), function)

        def leaps() -> Balls:
            try:
                certificate = itinerary(affine, given.x0, max(times))
            except BudgetError:
                if max(times) > STEPS:
                    raise
                return _merged(affine, given, times), None
            orbit = Itinerary(certificate)
            return {t: orbit(t) for t in times}, certificate

        return leaps
    if given.starts_stationary():
        return lambda: (dict.fromkeys(times, ball(given.x0)), {"kind": "stationary", "point": str(given.x0)})
    return lambda: _steps(given, times, digits, progress)


def rigorous_steps(given: Problem) -> bool:
    """Whether the orbit is followed step by step: SAM is no piecewise-affine map on the function."""
    return _piecewise(given) is None


def _piecewise(given: Problem) -> PiecewiseQuadratic | None:
    """The function, if SAM on it is a piecewise-affine map."""
    try:
        return given.function.piecewise(**given.values) if given.variant in ("sam", "usam") else None
    except UsageError:
        return None


def _merged(affine: AffineMap, given: Problem, times: Collection[int]) -> dict[int, Any]:
    """The iterates of a piecewise-affine map whose itinerary is not found to repeat."""
    import flint

    from samproofs.sam.merged import Merged

    orbit = Merged(affine, given.x0, flint.ctx.prec + max(int(1 / given.values["rho"]).bit_length(), 0))
    found, state, t = {}, orbit.start, 0
    for time in sorted(times):
        state, t = orbit.after(state, time - t), time
        found[t] = orbit.ball(state)
    return found


def _steps(given: Problem, times: Collection[int], digits: int, progress: Callable[[int], None]) -> Balls:
    """Step by step, until no step is left or a ball traps all later iterates, which is tried now and then."""
    from samproofs.sam.blocks import Blocks
    from samproofs.sam.enclosures import Enclosure
    from samproofs.sam.trap import PERIODS, Trap, trap

    enclosure, last = Enclosure(given), max(times)
    blocks, x, t = Blocks(given, enclosure), ball(given.x0), 0
    found, most = {}, ball(given.values["rho"]) * ball(10) ** -digits / 4
    bounds = {period: most for period in PERIODS if given.variant != "decay"}
    tries = range(0, (last if last <= STEPS else SEARCH) + 1, TRIED) if bounds else ()
    for stop in sorted({*tries, *(time for time in times if time <= STEPS)}):
        x, t = blocks(x, t, stop - t), stop
        if t in times:
            found[t] = x
        progress(t)
        if not bounds or t % TRIED:
            continue
        images = [x]
        for _ in range(PERIODS[-1]):
            images.append(enclosure(images[-1]))
        for period in bounds:
            if abs(images[period] - x) < bounds[period]:
                certificate = trap(enclosure, x, t, period, digits, most)
                if certificate is not None:
                    orbit = Trap(given, certificate)
                    return {time: orbit(time) for time in times}, certificate
                bounds[period] = bounds[period] / 4
    if last > STEPS:
        raise BudgetError(
            f"no ball is found that traps the iterates within {SEARCH} steps, so {last} steps are not certified; "
            f"ask for at most {STEPS}"
        )
    return found, None
