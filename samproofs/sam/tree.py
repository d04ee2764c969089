"""Stochastic SAM on the pairs: exact moments of every iterate, single sample paths, and what the components are.

Where every sample's step is affine on an interval that holds all values of the iterate, its first two moments obey a
recursion, whatever the number of values. Elsewhere all values are followed, equal ones merged (`moments`).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction
from itertools import islice, pairwise, product
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Rational
from samproofs.functions.pairs import Pair, pair
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.functions.reading import evaluate
from samproofs.rationals import exact, natural, positive
from samproofs.sam.moments import BITS, MODELS, Mixture, distributions, moments, path, samples

Number = str | int | Fraction
Line = tuple[Fraction, Fraction]
STEPS = 10
MOST = 1000

_sign = Rational().functions["sign"]


def mixture(pair: Pair, values: Mapping[str, Fraction]) -> Mixture:
    """The components of a pair at the numbers of `Pair.values`.

    >>> from samproofs.functions.pairs import pair
    >>> mixture(pair("sharp-pair"), pair("sharp-pair").values()).mean().strong_convexity()
    Fraction(3, 5)
    """
    probabilities, components = zip(*pair.at(values), strict=True)
    return Mixture(components, probabilities)


def drawn(mixture: Mixture, model: str) -> list[tuple[int, int, Fraction]]:
    """The samples of a step, ascent and descent, and their probability: equal in m-SAM, independent in n-SAM."""
    if model not in MODELS:
        raise UsageError(f"the model must be m (one sample for both gradients) or n (two samples), got {model!r}")
    weights = list(enumerate(mixture.probabilities))
    if model == "m":
        return [(i, i, p) for i, p in weights]
    return [(i, j, p * q) for (i, p), (j, q) in product(weights, weights)]


def line_on(function: PiecewiseQuadratic, lower: Fraction, upper: Fraction) -> Line | None:
    """Slope and intercept of f' on an interval, None when a break cuts it."""
    here = bisect_left(function.breaks, lower)
    return function.pieces[here] if here == bisect_left(function.breaks, upper) else None


def sign_on(function: PiecewiseQuadratic, lower: Fraction, upper: Fraction) -> int | None:
    """The sign of f' on an interval, None when it changes there."""
    signs = {_sign(function.gradient(at)) for at in (lower, upper)}
    signs |= {0 for at in function.stationary_points() if lower < at < upper}
    return signs.pop() if len(signs) == 1 and (signs != {0} or lower == upper) else None


def maps_on(
    mixture: Mixture, lower: Fraction, upper: Fraction, eta: Fraction, rho: Fraction, model: str
) -> list[tuple[Fraction, Fraction, Fraction]] | None:
    """Each sample's step on an interval as (probability, slope, intercept), None when one is not affine there."""
    maps = []
    for ascent, descent, weight in drawn(mixture, model):
        sign = sign_on(mixture.components[ascent], lower, upper)
        if sign is None:
            return None
        if sign == 0 and mixture.stays:
            maps.append((weight, Fraction(1), Fraction(0)))
            continue
        line = line_on(mixture.components[descent], lower + sign * rho, upper + sign * rho)
        if line is None:
            return None
        maps.append((weight, 1 - eta * line[0], -eta * (line[1] + line[0] * sign * rho)))
    return maps


def recursion(
    mixture: Mixture, x0: Fraction, eta: Fraction, rho: Fraction, model: str = "m"
) -> Iterator[dict[str, Fraction]]:
    """`moments` of each iterate, x_0 first, by the affine recursion; ends when a step is not affine.

    The interval from the least to the largest value of the iterate is followed exactly; the first two moments after a
    step that is affine on it are affine in those before.
    """
    mean = mixture.mean()
    least = mean.infimum()
    if least is None:
        raise UsageError("the mean function is unbounded below, so there is no value gap")
    first, second = x0, x0 * x0
    lower = upper = x0
    while True:
        objective = line_on(mean, lower, upper)
        if objective is None:
            return
        slope, intercept = objective
        constant = mean.value(lower) - slope / 2 * lower**2 - intercept * lower
        yield {
            "E x": first,
            "E x^2": second,
            "E g": slope / 2 * second + intercept * first + constant - least,
            "E f'^2": slope**2 * second + 2 * slope * intercept * first + intercept**2,
        }
        maps = maps_on(mixture, lower, upper, eta, rho, model)
        if maps is None:
            return
        if second.denominator.bit_length() > BITS:
            raise UsageError(f"the exact moments have more than {BITS} bits; ask for fewer steps, or for a step size with fewer digits")
        first, second = (
            sum((w * (a * first + b) for w, a, b in maps), Fraction(0)),
            sum((w * (a * a * second + 2 * a * b * first + b * b) for w, a, b in maps), Fraction(0)),
        )
        ends = [a * at + b for _, a, b in maps for at in (lower, upper)]
        lower, upper = min(ends), max(ends)


def exact_moments(
    mixture: Mixture, x0: Fraction, eta: Fraction, rho: Fraction, model: str = "m"
) -> Iterator[dict[str, Fraction]]:
    """`moments` of each iterate, x_0 first: by the recursion while it holds, then by following all values.

    UsageError when the recursion does not hold and there are too many values.
    """
    done = 0
    for row in recursion(mixture, x0, eta, rho, model):
        yield row
        done += 1
    try:
        for state in islice(distributions(mixture, x0, eta, rho, model), done, None):
            yield moments(mixture, state)
    except UsageError as refused:
        raise UsageError(f"the steps are no longer affine on all values of the iterate after step {done - 1}, and {refused}") from None


def variance(mixture: Mixture) -> Fraction | None:
    """The largest variance of the components' gradients over all points, sigma^2; None when it is unbounded.

    It is a quadratic on each piece, with leading coefficient at least 0, so that its largest value is at a break.

    >>> from samproofs.functions.pairs import pair
    >>> variance(mixture(pair("sharp-pair"), pair("sharp-pair").values()))
    Fraction(29584, 625)
    """
    mean = mixture.mean()
    for outer in (0, -1):
        if any(component.pieces[outer][0] != mean.pieces[outer][0] for component in mixture.components):
            return None
    weighted = list(zip(mixture.probabilities, mixture.components, strict=True))
    return max(
        sum((p * (c.gradient(x) - mean.gradient(x)) ** 2 for p, c in weighted), Fraction(0))
        for x in {Fraction(0)}.union(*(component.breaks for component in mixture.components))
    )


def expected_virtual_gradient(mixture: Mixture, rho: Fraction, model: str = "m") -> list[dict[str, Fraction | None]]:
    """The mean of the descent gradients, from left to right: on each open interval its slope and intercept."""
    cuts = {z for component in mixture.components for z in component.stationary_points()}
    cuts |= {at + side for component in mixture.components for at in component.breaks for side in (-rho, rho)}
    places = sorted(cuts)
    ends = [places[0] - 2, *places, places[-1] + 2] if places else [Fraction(-1), Fraction(1)]
    inside = [(left + right) / 2 for left, right in pairwise(ends)]
    found: list[dict[str, Fraction | None]] = []
    for lower, upper, x in zip([None, *places], [*places, None], inside, strict=True):
        maps = maps_on(mixture, x, x, Fraction(1), rho, model) or []
        slope = sum((w * (1 - a) for w, a, _ in maps), Fraction(0))
        intercept = sum((-w * b for w, _, b in maps), Fraction(0))
        if found and (found[-1]["slope"], found[-1]["intercept"]) == (slope, intercept):
            found[-1]["upper"] = upper
        else:
            found.append({"lower": lower, "upper": upper, "slope": slope, "intercept": intercept})
    return found


def decimal(value: Fraction, digits: int = 20) -> str:
    """A rational rounded to some digits, to be read and not to be compared.

    >>> decimal(Fraction(2, 3), 5)
    '0.66667'
    """
    return str(Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator)))


def iterate_pair(
    name: str,
    *,
    rho: Number | None = None,
    eta: Number | None = None,
    x0: Number | None = None,
    steps: Number | None = None,
    model: str | None = None,
    word: str | None = None,
    every: Number | None = None,
    digits: Number | None = None,
    parameters: Mapping[str, Number] | None = None,
    zero_gradient: str | None = None,
) -> dict[str, Any]:
    """Exact moments of stochastic SAM on a pair, or with `word` the path of these samples; numbers as text.

    `moments` has a row for each iterate, or each `every`-th: `E x`, `E x^2`, the expected value gap `E g` and the expected
    squared gradient `E f'^2` of the objective, exact, or rounded to `digits` digits if these are given. `hypotheses`
    says which of the claim's hypotheses these numbers meet. 10 steps unless `steps` says otherwise. UsageError for
    parameters that make no sense, irrational data and too many values.

    >>> iterate_pair("quadratic-pair", steps=1)["moments"][0]["E x"]
    '2/25'
    >>> iterate_pair("pathwise-pair", word="+-")["iterates"] == iterate_pair("pathwise-pair", word="-+")["iterates"]
    True
    """
    example = pair(name)
    asked = dict(parameters or {})
    if rho is not None:
        if "rho" in asked:
            raise UsageError("rho is given twice")
        asked["rho"] = rho
    values = example.values(asked)
    values["eta"] = positive(example.eta if eta is None else eta, "eta")
    values["x0"] = exact(evaluate(example.x0, Rational(), values) if x0 is None else x0, "x0")
    if zero_gradient not in (None, "y=x", "stay"):
        raise UsageError(f"the zero_gradient of a pair is y=x or stay, got {zero_gradient!r}")
    components = replace(mixture(example, values), stays=zero_gradient == "stay")
    numbers = (values["x0"], values["eta"], values["rho"])
    stride = 1 if every is None else natural(every, "every", least=1)
    precision = None if digits is None else natural(digits, "digits", least=1, most=10_000)

    def written(value: Fraction) -> str:
        from flint import fmpq  # writes integers of any length

        return decimal(value, precision) if precision else str(fmpq(value.numerator, value.denominator))

    head = {
        "name": name,
        "claim": example.claim,
        "parameters": {key: str(values[key]) for key in (*example.given(asked), "eta", "x0")},
        "hypotheses": {
            " or ".join(f"{of}-SAM" for of in example.models): (model or "m") in example.models,
            **example.hypotheses_at(values),
        },
        "variant": "sam",
        **({} if zero_gradient is None else {"zero_gradient": zero_gradient}),
        "model": model or "m",
        "arithmetic": "exact",
        "digits": precision,
    }
    if word is not None:
        if steps is not None or model not in (None, "m"):
            raise UsageError("samples are a path of the model m, one step for each sample: leave out steps and model n")
        if len(word) > MOST:
            raise UsageError(f"at most {MOST} samples are followed, got {len(word)}")
        followed = [written(x) for x in path(components, *numbers, samples(word))]
        return {
            **head,
            "samples": word,
            "steps": len(word),
            "iterates": followed[::stride],
            "last": followed[-1],
        }
    last = STEPS if steps is None else natural(steps, "steps", most=MOST)
    rows = [
        {"t": t, **{key: written(value) for key, value in row.items()}}
        for t, row in enumerate(islice(exact_moments(components, *numbers, model or "m"), last + 1))
        if t % stride == 0 or t == last
    ]
    return {**head, "steps": last, "moments": rows, "last": rows[-1]}


def line_text(slope: str, intercept: str) -> str:
    """`slope*x + intercept` as a person writes it.

    >>> line_text("mu - k", "-Q*A"), line_text("1", "0")
    ('(mu - k)*x - Q*A', 'x')
    """
    line = {"1": "x", "0": "0"}.get(slope, f"({slope})*x" if " " in slope else f"{slope}*x")
    if intercept == "0":
        return line
    return f"{line} - {intercept[1:]}" if intercept.startswith("-") else f"{line} + {intercept}"


def derive_pair(name: str) -> dict[str, Any]:
    """The components of a pair as text, and what follows from them at its default numbers, exactly.

    >>> derive_pair("sharp-pair")["at the defaults"]["smoothness of the components"]
    '1'
    """
    example = pair(name)
    values = example.values()
    components = mixture(example, values)
    mean, square = components.mean(), variance(components)
    middle = {model: expected_virtual_gradient(components, values["rho"], model) for model in MODELS}
    return {
        "name": name,
        "claim": example.claim,
        "variable": example.variable,
        "definitions": dict(example.definitions),
        "components": [
            {
                "sample": sample,
                "probability": component.probability,
                "breaks": ", ".join(component.gradient.breaks) or None,
                "gradient": "; ".join(line_text(a, b) for a, b in component.gradient.pieces),
            }
            for sample, component in zip("+-", example.components, strict=True)
        ],
        "at the defaults": {
            **{key: str(values[key]) for key in example.given()},
            "gradient of the mean": "; ".join(line_text(str(a), str(b)) for a, b in mean.pieces),
            "smoothness of the components": str(max(c.smoothness() for c in components.components)),
            "strong convexity of the mean": str(mean.strong_convexity()),
            "strong convexity of the components": str(min(c.strong_convexity() for c in components.components)),
            "sigma^2": None if square is None else str(square),
        },
        **{
            f"expected virtual gradient, {model}-SAM": [
                {key: None if value is None else str(value) for key, value in row.items()} for row in middle[model]
            ]
            for model in MODELS
        },
    }
