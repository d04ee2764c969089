"""The stochastic bounds beside exact moments: small instances in which every sample path is followed, in rationals.

What is compared is written as the statement writes it. A comparison is exact, shows something about its instance alone,
and is no part of any proof.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, cycle, islice
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions.catalogue import function
from samproofs.functions.pairs import RationalRoots, pair, root
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.functions.reading import evaluate
from samproofs.sam.moments import Mixture, distributions, moments
from samproofs.sam.tree import decimal, exact_moments, mixture, variance

Rows = Sequence[Mapping[str, Fraction]]

_QUANTITIES: Mapping[str, str] = {
    "mean(u, X[T], u)": "E x",
    "mean(u, X[T], u**2)": "E x^2",
    "mean(u, X[T], f(u)) - inf(f)": "E g",
    "mean(u, X[T], grad(f, u)**2)": "E f'^2",
    "f(x[T]) - inf(f)": "E g",
    "1/T*sum(t, T, sq(grad(f, x[t])))": "mean of E f'^2",
}


@dataclass(frozen=True)
class Instance:
    """Components at rational numbers, with the names that a statement uses, and the hypotheses that hold there."""

    name: str
    components: Mixture
    values: Mapping[str, Fraction]
    given: Mapping[str, str]
    hypotheses: bool
    model: str
    steps: int
    followed: bool

    def rows(self) -> Rows:
        """The moments at each step: by all sample paths, equal values merged, or by the recursion, which goes further."""
        numbers = (self.components, self.values["x0"], self.values["eta"], self.values["rho"], self.model)
        if not self.followed:
            return list(islice(exact_moments(*numbers), self.steps + 1))
        return [moments(self.components, state) for state in islice(distributions(*numbers), self.steps + 1)]

    def how(self) -> str:
        """What was done, in words."""
        way = "all sample paths" if self.followed else "moment recursion"
        return f"{self.model}-SAM on {self.name}, {way}"


@dataclass(frozen=True)
class Comparison:
    """A quantity beside its bound at each step from `first` on; `relation` is `>=`, `<=` or `==`."""

    what: str
    given: Mapping[str, str]
    start: Fraction
    relation: str
    first: int
    observed: tuple[Fraction, ...]
    bound: tuple[Fraction, ...]
    hypotheses: bool = True

    def margins(self) -> list[Fraction]:
        """By how much the bound is kept at each step; negative where it is not."""
        pairs = zip(self.observed, self.bound, strict=True)
        return [{">=": x - b, "<=": b - x, "==": -abs(x - b)}[self.relation] for x, b in pairs]

    def row(self) -> dict[str, Any]:
        """A row of `confirmations`: `observed` and `predicted` are those of the step with the least margin."""
        margins = self.margins()
        nearest = margins.index(min(margins))
        return {
            "what": self.what,
            "parameters": dict(self.given),
            "digits": None,
            "start": str(self.start),
            "steps": self.first + len(margins) - 1,
            "observed": decimal(self.observed[nearest]),
            "predicted": decimal(self.bound[nearest]),
            "difference": decimal(abs(margins[nearest]), 5),
            "agrees": self.hypotheses and margins[nearest] >= 0,
        }


def bounds(instance: Instance, conclusions: Sequence[str]) -> list[Comparison]:
    """Each conclusion, an inequality as the statement writes it, at each T of an instance."""
    rows = instance.rows()
    sums = list(accumulate(row["E f'^2"] for row in rows))
    found = []
    for said in conclusions:
        left, relation, right = re.split(" (>=|<=) ", said)
        quantity = _QUANTITIES[left]
        average = quantity.startswith("mean of")
        times = range(1 if average else 0, len(rows))
        values = {**instance.values, "gap": rows[0]["E g"]}
        text = right.replace("(f(x[0]) - inf(f))", "gap")
        found.append(
            Comparison(
                what=f"{quantity} {relation} {right} ({instance.how()})",
                given=instance.given,
                start=instance.values["x0"],
                relation=relation,
                first=times[0],
                observed=tuple(sums[t - 1] / t if average else rows[t][quantity] for t in times),
                bound=tuple(evaluate(re.sub(r"\bT\b", str(t), text), RationalRoots(), values) for t in times),
                hypotheses=instance.hypotheses,
            )
        )
    return found


def of_pair(
    name: str, model: str, steps: int, *, followed: bool = True, upper: bool = False, **numbers: str
) -> Instance:
    """A pair at its defaults and `numbers`; `upper` for the hypotheses of the upper bounds and an exact sigma."""
    example = pair(name)
    eta, moved = numbers.pop("eta", example.eta), "x0" in numbers
    x0 = numbers.pop("x0", example.x0)
    values = example.values(numbers)
    given = example.given(numbers)
    values["eta"] = Fraction(eta)
    values["x0"] = evaluate(x0, RationalRoots(), values)
    values.setdefault("P", values.get("P1", Fraction(1, 2)))
    values.setdefault("mu", values["beta"])
    shown = {key: str(value) for key, value in (given | {key: values[key] for key in ("eta", "x0")}).items()}
    components = mixture(example, values)
    if upper:
        held = fits(components, values, model)
        values["sigma"] = deviation(components)
    else:  # a claim that starts elsewhere has its own start in place of the pair's
        stated = example.hypotheses_at(values)
        held = model in example.models and all(holds or (moved and "x0" in said) for said, holds in stated.items())
    return Instance(name, components, values, shown, held, model, steps, followed)


def noisy(name: str, model: str, steps: int, noise: str, eta: str, x0: str, **parameters: str) -> Instance:
    """A function whose gradient is met with `noise` added or subtracted, each with probability 1/2."""
    example = function(name)
    values = example.values(parameters) | {"eta": Fraction(eta), "x0": Fraction(x0)}
    quiet, by = example.piecewise(**parameters), Fraction(noise)
    components = Mixture(
        tuple(PiecewiseQuadratic(quiet.breaks, tuple((a, b + s) for a, b in quiet.pieces)) for s in (by, -by)),
        (Fraction(1, 2), Fraction(1, 2)),
    )
    shown = {key: str(value) for key, value in values.items()} | {"noise": noise}
    held = fits(components, values, model)
    values["sigma"] = deviation(components)
    return Instance(f"{name} with noise", components, values, shown, held, model, steps, True)


def fits(components: Mixture, values: Mapping[str, Fraction], model: str) -> bool:
    """Whether the upper bounds are about these components: beta-smooth (in n-SAM their mean), mu-convex, eta beta <= 1."""
    mean, beta = components.mean(), values["beta"]
    smooth = (mean,) if model == "n" else (mean, *components.components)
    convex = "mu" not in values or mean.strong_convexity() >= values["mu"]
    return convex and values["eta"] * beta <= 1 and all(part.smoothness() <= beta for part in smooth)


def deviation(components: Mixture) -> Fraction:
    """The exact sigma of some components, which must be rational."""
    square = variance(components)
    sigma = None if square is None else root(square)
    if sigma is None:
        raise UsageError(f"sigma^2 = {square} has no rational root, which an exact comparison needs")
    return sigma


def every_path(depth: int, etas: Sequence[str], side: int) -> Comparison:
    """m-SAM on the pathwise pair: each of the `2**depth` paths, with its own steps, beside the stated contraction."""
    example = pair("pathwise-pair")
    values = example.values()
    components = mixture(example, values)
    xhat, rho = values["xhat"], values["rho"]
    reached, product = [xhat + side * values["width"]], side * values["width"]
    observed, bound = [reached[0] - xhat], [product]
    for eta in islice(cycle(map(Fraction, etas)), depth):
        reached = [components.step(x, sample, sample, eta, rho) for x in reached for sample in (0, 1)]
        product *= 1 - eta * values["beta"]
        observed.append(max((x - xhat for x in reached), key=lambda distance: abs(distance - product)))
        bound.append(product)
    return Comparison(
        what=f"x - xhat == product of (1 - eta*beta) times its first value, on each of {2**depth} sample paths",
        given={**{key: str(value) for key, value in example.given().items()}, "eta": ", ".join(etas) + ", ..."},
        start=xhat + side * values["width"],
        relation="==",
        first=0,
        observed=tuple(observed),
        bound=tuple(bound),
        hypotheses=all(0 <= Fraction(eta) * values["beta"] <= 2 for eta in etas),
    )


PAIR = (
    "mean(u, X[T], u) >= rho*(1 - 2*P - slack/2)",
    "mean(u, X[T], f(u)) - inf(f) >= beta/2*rho**2*max(1 - 2*P - slack/2, 0)**2",
)
SHARP = (
    "mean(u, X[T], u) >= (1 - slack/2)*beta*rho/mu",
    "mean(u, X[T], f(u)) - inf(f) >= (1 - slack)*beta**2*rho**2/(2*mu)",
    "mean(u, X[T], grad(f, u)**2) >= (1 - slack)*beta**2*rho**2",
    "mean(u, X[T], u**2) <= 4*(beta*rho/mu)**2",
)
CONVEX = SHARP[2:3]
RISE = ("mean(u, X[T], u) >= (1 - (1 - eta*mu)**T)*(1 - slack/2)*beta*rho/mu",)
UPPER = (
    "f(x[T]) - inf(f) <= (1 - eta*mu)**T*(f(x[0]) - inf(f)) "
    "+ ((1 - eta*beta)*beta**2*rho**2 + eta*beta*(sigma + beta*rho)**2)/(2*mu)",
)
UPPER_N = ("f(x[T]) - inf(f) <= (1 - eta*mu)**T*(f(x[0]) - inf(f)) + (beta**2*rho**2 + eta*beta*sigma**2)/(2*mu)",)
NONCONVEX = (
    "1/T*sum(t, T, sq(grad(f, x[t]))) <= 2*(f(x[0]) - inf(f))/(eta*T) "
    "+ (1 - eta*beta)*beta**2*rho**2 + eta*beta*(sigma + beta*rho)**2",
)
NONCONVEX_N = (
    "1/T*sum(t, T, sq(grad(f, x[t]))) <= 2*(f(x[0]) - inf(f))/(eta*T) + beta**2*rho**2 + eta*beta*sigma**2",
)


_COMPARISONS: Mapping[str, Callable[[], list[Comparison]]] = {
    "sto-sc-lower-pair": lambda: [
        *bounds(of_pair("quadratic-pair", "m", 6, slack="1/100", eta="1/5000"), PAIR),
        *bounds(of_pair("quadratic-pair", "n", 3, slack="1/100", eta="1/5000"), PAIR),
        *bounds(of_pair("quadratic-pair", "m", 30, followed=False), PAIR),
        *bounds(of_pair("quadratic-pair", "n", 30, followed=False), PAIR),
    ],
    "sto-sc-lower-pathwise": lambda: [
        every_path(6, ("1/4",), 1),
        every_path(6, ("1/10", "3/2", "2"), -1),
    ],
    "sharp-msam": lambda: [
        *bounds(of_pair("sharp-pair", "m", 6, slack="1/100", eta="1/25000"), SHARP),
        *bounds(of_pair("sharp-pair", "m", 30, followed=False), SHARP),
    ],
    "sto-convex-lower": lambda: [
        *bounds(of_pair("sharp-pair", "m", 5, slack="1/100", eta="1/25000"), CONVEX),
        *bounds(of_pair("sharp-pair", "m", 5, mu="1/100", eta="1/25000"), CONVEX),
        # the statement asks for eta mu T >= 1, which no tree reaches: the bound on the mean holds before that too
        *bounds(of_pair("sharp-pair", "m", 5, slack="1/100", eta="1/25000", x0="0"), RISE),
        *bounds(of_pair("sharp-pair", "m", 30, x0="0", followed=False), RISE),
    ],
    "sto-sc-upper": lambda: [
        *bounds(of_pair("sharp-pair", "m", 5, upper=True, eta="1/4"), UPPER),
        *bounds(of_pair("quadratic-pair", "m", 5, upper=True, eta="1", x0="3"), UPPER),
    ],
    "sto-sc-upper-nsam": lambda: [
        *bounds(of_pair("sharp-pair", "n", 3, upper=True, eta="1/4"), UPPER_N),
        *bounds(of_pair("quadratic-pair", "n", 3, upper=True, eta="1", x0="3"), UPPER_N),
    ],
    "sto-nonconvex-upper-msam": lambda: [
        *bounds(noisy("zigzag", "m", 40, noise="1/1000", eta="1", x0="101/100", delta="1/100"), NONCONVEX),
        *bounds(of_pair("pathwise-pair", "m", 5, upper=True, eta="1"), NONCONVEX),
    ],
    "sto-nonconvex-upper-nsam": lambda: [
        *bounds(noisy("zigzag", "n", 40, noise="1/1000", eta="1", x0="101/100", delta="1/100"), NONCONVEX_N),
        *bounds(of_pair("pathwise-pair", "n", 3, upper=True, eta="1"), NONCONVEX_N),
    ],
}


def comparisons(claim_id: str) -> list[Comparison]:
    """The exact comparisons for a claim; none for claims that are not about stochastic SAM.

    >>> all(comparison.row()["agrees"] for comparison in comparisons("sto-sc-lower-pathwise"))
    True
    """
    return _COMPARISONS[claim_id]() if claim_id in _COMPARISONS else []


def compared() -> tuple[str, ...]:
    """The claims for which there are comparisons."""
    return tuple(_COMPARISONS)
