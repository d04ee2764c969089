"""SAM on a quadratic of any dimension, `f(x) = <x, Hx>/2` with a symmetric H of rationals, in each arithmetic.

The balls are rigorous. With `g = Hx`, the update is `F(x) = x - eta*H(x + p*g)`, where p is rho/|g| (sam, decay), rho_u
(usam) or rho/(|g| + epsilon) (epsilon). Its Jacobian is `I - eta*(H + P)` with a symmetric P between 0 and `p*H^2`
(for usam `P = p*H^2`; else `P = p*(H^2 - c*(Hg)(Hg)^T/|g|^2)` with c in [0, 1], and `<v, Hg>^2 <= |Hv|^2*|g|^2`). So
with `mu <= H <= beta` its norm is at most the larger of `|1 - eta*mu|` and `|1 - eta*max(beta + p*beta^2, mu + p*mu^2)|`.
By the mean value theorem, an error e becomes at most that norm, on the ball of radius e, times e, and what rounding adds.
"""

import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from samproofs.balls import UndecidedError, ball, raising, upper, written
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import FloatingPoint, Multiprecision
from samproofs.rationals import exact, natural, positive
from samproofs.sam.update import Update

ARITHMETICS = ("mpmath", "ball", "float64", "float32")
DIMENSION = 100
STEPS = 10**6
RECORDED = 10**5
LISTED = 1000
BUDGET = 16
SLACK = 60  # the bounds of the spectrum are off by about 2^-60 of themselves

Number = str | int | Fraction
Matrix = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Quadratic:
    """SAM on a quadratic: the matrix H (d rows of d rationals), the start (d rationals), and the numbers of SAM."""

    hessian: Matrix
    x0: tuple[Fraction, ...]
    rho: Fraction
    eta: Fraction
    variant: str = "sam"
    rho_u: Fraction | None = None
    epsilon: Fraction | None = None

    def update(self, number: Callable[[Fraction], Any], gradient: Callable[[Any], Any], norm: Callable[[Any], Any]) -> Update:
        """The one definition of the update, on vectors."""

        def direction(g: Any) -> Any:
            length = norm(g)
            return g * 0 if length == 0 else g * (1 / length)

        optional = [None if value is None else number(value) for value in (self.rho_u, self.epsilon)]
        return Update(gradient, direction, norm, number(self.eta), number(self.rho), self.variant, *optional)


def quadratic(
    hessian: Sequence[Sequence[Number]],
    x0: Sequence[Number],
    *,
    rho: Number = "1/10",
    eta: Number = "1/10",
    variant: str = "sam",
    rho_u: Number | None = None,
    epsilon: Number | None = None,
) -> Quadratic:
    """The problem that a person describes. UsageError for a matrix that is not square and symmetric, and the like.

    >>> quadratic([[2, 1], [1, 2]], ["1", "1/2"]).x0
    (Fraction(1, 1), Fraction(1, 2))
    """
    rows = tuple(tuple(exact(number, "hessian") for number in row) for row in hessian)
    start = tuple(exact(number, "x0") for number in x0)
    if not 1 <= len(rows) <= DIMENSION or any(len(row) != len(rows) for row in rows):
        raise UsageError(f"the Hessian is a square matrix with 1 to {DIMENSION} rows")
    if any(rows[i][j] != rows[j][i] for i in range(len(rows)) for j in range(i)):
        raise UsageError("the Hessian is not symmetric")
    if len(start) != len(rows):
        raise UsageError(f"x0 has {len(start)} coordinates and the Hessian {len(rows)} rows")
    made = Quadratic(
        rows, start, positive(rho, "rho"), positive(eta, "eta"), variant,
        None if rho_u is None else positive(rho_u, "rho_u"), None if epsilon is None else positive(epsilon, "epsilon"),
    )  # fmt: skip
    Update(abs, abs, abs, made.eta, made.rho, variant, made.rho_u, made.epsilon)
    return made


def spectrum(hessian: Matrix) -> tuple[Fraction, Fraction]:
    """Rationals mu and beta with `mu <= H <= beta`, close to the extreme eigenvalues: found by mpmath, proved exactly.

    >>> mu, beta = spectrum(((Fraction(2), Fraction(1)), (Fraction(1), Fraction(2))))
    >>> mu <= 1 and 3 <= beta and beta - mu < Fraction(200001, 100000)
    True
    """
    import mpmath

    context = mpmath.MPContext()
    context.prec = 4 * SLACK
    values = context.eigsy(context.matrix([[context.mpf(a.numerator) / a.denominator for a in row] for row in hessian]), True)
    size = Fraction(str(context.nstr(max(map(abs, values)), 20))) + Fraction(1, 10**15)
    ends = [Fraction(int(context.floor(context.ldexp(v, 2 * SLACK))), 1 << 2 * SLACK) for v in (min(values), max(values))]
    slack = size / (1 << SLACK)
    mu, beta = ends[0] - slack, ends[1] + slack
    if not definite(hessian, mu, 1) or not definite(hessian, beta, -1):
        raise UndecidedError("the spectrum of the Hessian is not enclosed")
    return mu, beta


def definite(hessian: Matrix, shift: Fraction, sign: int) -> bool:
    """Whether `sign*(H - shift)` is positive definite: every pivot of its exact elimination is positive.

    >>> definite(((Fraction(2), Fraction(1)), (Fraction(1), Fraction(2))), Fraction(1), 1)
    False
    """
    import flint

    d = len(hessian)
    rows = [
        [sign * flint.fmpq((h := hessian[i][j] - shift * (i == j)).numerator, h.denominator) for j in range(d)] for i in range(d)
    ]
    for k in range(d):
        if not rows[k][k] > 0:
            return False
        for i in range(k + 1, d):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return True


class VectorSteps:
    """Rigorous steps: from a centre (an exact vector of flint) and the ball e of its error to those one step later.

    It is made for the working precision of flint at that time. UndecidedError where g may be 0 on the ball.

    >>> import flint
    >>> with flint.ctx.workprec(100):
    ...     steps = VectorSteps(quadratic([[2, 1], [1, 2]], [1, "1/2"]))
    ...     centre, error = steps.start()
    ...     for t in range(100):
    ...         centre, error = steps(centre, error, t)
    >>> error < 1e-20
    True
    """

    def __init__(self, given: Quadratic) -> None:
        import flint

        d = len(given.hessian)
        self._given, self._mu, self._beta = given, *map(ball, spectrum(given.hessian))
        matrix = flint.arb_mat(d, d, [ball(number) for row in given.hessian for number in row])
        self._matrix, self._eta, self._rho = matrix, ball(given.eta), ball(given.rho)
        self._slow = abs(1 - self._eta * self._mu)
        self._steps = matrix * self._eta
        self._extra = None if given.epsilon is None else ball(given.epsilon)

    def start(self) -> tuple[Any, Any]:
        """The start as a centre and an error."""
        import flint

        return self._split(flint.arb_mat(len(self._given.x0), 1, [ball(number) for number in self._given.x0]))

    def __call__(self, centre: Any, error: Any, t: int) -> tuple[Any, Any]:
        g = self._matrix * centre
        factor, largest = self._factors(g, error, t)
        centre, added = self._split(centre - self._steps * (centre + g * factor))
        bends = (self._eta * (h + largest * h * h) for h in (self._beta, self._mu))
        norm = functools.reduce(lambda most, bend: most.max(abs(1 - bend)), bends, self._slow)
        return centre, (norm * error + added).upper()

    def _factors(self, g: Any, error: Any, t: int) -> tuple[Any, Any]:
        """The p of the centre, and a ball of the largest p on the ball of the error."""
        if self._given.rho_u is not None:
            p = ball(self._given.rho_u)
            return p, p
        length = (g.transpose() * g)[0, 0].sqrt()
        least = length - self._beta.max(-self._mu) * error
        if self._extra is not None:
            return self._rho / (length + self._extra), self._rho / (least.max(least * 0) + self._extra)
        if not least > 0:
            raise UndecidedError(f"at step {t} the gradient is not known to differ from 0")
        rho = self._rho if self._given.variant == "sam" else self._rho / (t + 1)
        return rho / length, rho / least

    def _split(self, x: Any) -> tuple[Any, Any]:
        """The centre of a vector of balls, and a bound of the distance from it."""
        centre = x.mid()
        off = x - centre
        return centre, (off.transpose() * off)[0, 0].upper().sqrt().upper()


def iterate_quadratic(
    hessian: Sequence[Sequence[Number]],
    x0: Sequence[Number],
    *,
    steps: Number = 100,
    digits: Number = 50,
    arithmetic: str = "mpmath",
    every: Number | None = None,
    **sam: Any,
) -> dict[str, Any]:
    """Iterate SAM on a quadratic of d dimensions: what `iterate` gives in one, each iterate as d texts.

    `sam` is passed to `quadratic`. Balls are `{"mid", "rad"}`, with `rad` a bound of the distance from mid, which is
    at most `10**-digits` times the norm of the iterate or rho, whichever is larger. There is no exact arithmetic,
    since a norm is a square root. UsageError for what makes no sense, UndecidedError where the gradient may be 0.

    >>> found = iterate_quadratic([[2, 0], [0, 1]], [1, 1], steps=1000, arithmetic="ball", digits=15)
    >>> [float(x) for x in found["last"]["mid"]], float(found["last"]["rad"]) < 1e-15
    ([0.0111111111111111, 0.0], True)
    """
    given = quadratic(hessian, x0, **sam)
    if arithmetic not in ARITHMETICS:
        raise UsageError(f"the arithmetic of a quadratic of several dimensions is one of {', '.join(ARITHMETICS)}, got {arithmetic!r}")
    last = natural(steps, "steps", most=STEPS)
    precision = natural(digits, "digits", least=15, most=10_000)
    stride = 1 if every is None else natural(every, "every", least=1)
    listed = last // stride + 1 if every is not None or last <= LISTED else 0
    if listed > RECORDED:
        raise UsageError(f"at most {RECORDED} iterates are listed, got {listed}: ask for fewer with every")
    shown = range(0, listed * stride, stride)
    states, written = _engine(given, arithmetic, precision, {*shown, last})
    return {
        "hessian": [[str(number) for number in row] for row in given.hessian],
        "x0": [str(number) for number in given.x0],
        "variant": given.variant,
        "arithmetic": arithmetic,
        "digits": precision if arithmetic in ("mpmath", "ball") else None,
        "steps": last,
        "iterates": [written(states[t]) for t in shown],
        "last": written(states[last]),
    }


def _engine(given: Quadratic, arithmetic: str, digits: int, times: set[int]) -> tuple[dict[int, Any], Callable[[Any], Any]]:
    if arithmetic == "ball":
        return balls(given, times, digits), lambda state: _text(state[0], state[1], digits)
    if arithmetic == "mpmath":
        numbers = Multiprecision(digits)
        context = numbers.context
        matrix = context.matrix([[numbers.number(number) for number in row] for row in given.hessian])
        noise, largest = context.mpf(10) ** (10 - context.dps), context.zero

        def norm(g: Any) -> Any:
            nonlocal largest
            length = context.norm(g)
            largest = max(largest, length)
            if 0 < length < noise * largest:
                raise UndecidedError(f"the gradient is 0 up to rounding, so {digits} digits do not decide its direction")
            return length

        update = given.update(numbers.number, lambda x: matrix * x, norm)
        start = context.matrix([numbers.number(number) for number in given.x0])
        return _visited(update, start, times), lambda x: [numbers.text(number) for number in x]
    import numpy

    floats = FloatingPoint(arithmetic)
    rows = numpy.array([[floats.number(number) for number in row] for row in given.hessian])
    update = given.update(floats.number, lambda x: rows @ x, numpy.linalg.norm)
    with numpy.errstate(all="ignore"):
        found = _visited(update, numpy.array([floats.number(number) for number in given.x0]), times, floats.format)
    return found, lambda x: [str(number) for number in x]


def _visited(update: Update, x: Any, times: Collection[int], number: Callable[[int], Any] = int) -> dict[int, Any]:
    """The iterates from x on at some times."""

    def orbit(x: Any) -> Iterator[Any]:
        for t in range(max(times) + 1):
            yield x
            x = update(x, number(t))

    return {t: x for t, x in enumerate(islice(orbit(x), max(times) + 1)) if t in times}


def balls(given: Quadratic, times: Collection[int], digits: int) -> dict[int, tuple[Any, Any]]:
    """Centres of the iterates and bounds of their errors, small as `iterate_quadratic` says; UndecidedError if not."""
    largest = max(given.rho, *map(abs, given.x0), *(abs(number) for row in given.hessian for number in row))
    bits = digits * 10 // 3 + int(largest / given.rho).bit_length() + 128

    at_rest = not any(sum((h * x for h, x in zip(row, given.x0, strict=True)), Fraction(0)) for row in given.hessian)

    def attempt(_: int) -> dict[int, tuple[Any, Any]]:
        if at_rest:
            return dict.fromkeys(times, VectorSteps(given).start())
        steps, found = VectorSteps(given), {}
        centre, error = steps.start()
        small, rho = ball(10) ** -digits, ball(given.rho)
        for t in range(max(times) + 1):
            if t in times:
                size = (centre.transpose() * centre)[0, 0].sqrt() - error
                if not error <= small * rho and not error <= small * size:
                    raise UndecidedError(f"the iterate of step {t} is not known to {digits} digits")
                found[t] = centre, error
            if t < max(times):
                centre, error = steps(centre, error, t)
        return found

    return raising(attempt, bits, BUDGET * bits)


def _text(centre: Any, error: Any, digits: int) -> dict[str, Any]:
    """A centre as decimal text, and a bound of the distance of the iterate from what is written."""
    import flint

    texts = [written(x, digits) for x in centre.entries()]
    off = sum((ball(Fraction(text["rad"])) ** 2 for text in texts), start=flint.arb(0)).sqrt()
    return {"mid": [text["mid"] for text in texts], "rad": upper(error + off)}
