"""Stochastic SAM without chance: exact moments by following every sample path, equal states merged; single paths.

The function is the mean of finitely many components with given probabilities. In m-SAM one sample gives both
gradients of a step; in n-SAM the descent gradient has a sample of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Rational
from samproofs.functions.piecewise import PiecewiseQuadratic
from samproofs.sam.update import Update

MODELS = ("m", "n")
STATES = 20_000
BITS = 20_000

Distribution = Mapping[Fraction, Fraction]


@dataclass(frozen=True)
class Mixture:
    """Components with piecewise-affine gradients and their probabilities, which are positive and add up to 1.

    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> pair = Mixture(tuple(PiecewiseQuadratic((), ((one, c),)) for c in (-one, one)), (half, half))
    >>> pair.mean().gradient(Fraction(3)), pair.mean().infimum()
    (Fraction(3, 1), Fraction(0, 1))
    """

    components: tuple[PiecewiseQuadratic, ...]
    probabilities: tuple[Fraction, ...]
    stays: bool = False  # no step where the ascent gradient is 0

    def __post_init__(self) -> None:
        fits = len(self.components) == len(self.probabilities) and all(p > 0 for p in self.probabilities)
        if not fits or sum(self.probabilities) != 1:
            raise UsageError("each component has a positive probability, and the probabilities add up to 1")

    def mean(self) -> PiecewiseQuadratic:
        """The function whose gradient is the mean of the components' gradients; breaks are where that changes formula."""
        breaks = sorted({at for component in self.components for at in component.breaks})
        pieces: list[tuple[Fraction, Fraction]] = []
        kept: list[Fraction] = []
        for start, end in pairwise([None, *breaks, None]):
            # the piece of a component left of its break `end`, or its last piece
            lines = [c.pieces[sum(at < end for at in c.breaks) if end is not None else -1] for c in self.components]
            slope, intercept = (
                sum((p * line[i] for p, line in zip(self.probabilities, lines, strict=True)), Fraction(0))
                for i in (0, 1)
            )
            if pieces[-1:] != [(slope, intercept)]:
                pieces.append((slope, intercept))
                kept += [] if start is None else [start]
        return PiecewiseQuadratic(tuple(kept), tuple(pieces))

    def step(self, x: Fraction, ascent: int, descent: int, eta: Fraction, rho: Fraction) -> Fraction:
        """The iterate after x, with the samples of its two gradients."""
        if self.stays and self.components[ascent].gradient(x) == 0:
            return x
        update = Update(self.components[ascent].gradient, Rational().functions["sign"], abs, eta, rho)
        following: Fraction = x - eta * self.components[descent].gradient(update.perturbed(x))
        return following


def distributions(
    mixture: Mixture, x0: Fraction, eta: Fraction, rho: Fraction, model: str = "m"
) -> Iterator[Distribution]:
    """The exact distribution of each iterate, x_0 first: the probability of each value.

    UsageError when there are more than 20,000 values, or a value has more than 20,000 bits.

    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> pair = Mixture(tuple(PiecewiseQuadratic((), ((one, c),)) for c in (-one, one)), (half, half))
    >>> states = distributions(pair, Fraction(0), half, half)
    >>> next(states), {str(x): str(p) for x, p in next(states).items()}
    ({Fraction(0, 1): Fraction(1, 1)}, {'3/4': '1/2', '-3/4': '1/2'})
    """
    if model not in MODELS:
        raise UsageError(f"the model must be m (one sample for both gradients) or n (two samples), got {model!r}")
    weights = list(enumerate(mixture.probabilities))
    samples = [(i, i, p) for i, p in weights]
    if model == "n":
        samples = [(i, j, p * q) for (i, p), (j, q) in product(weights, weights)]
    state: dict[Fraction, Fraction] = {x0: Fraction(1)}
    t = 0
    while True:
        yield state
        following: dict[Fraction, Fraction] = {}
        for x, probability in state.items():
            for ascent, descent, weight in samples:
                place = mixture.step(x, ascent, descent, eta, rho)
                following[place] = following.get(place, Fraction(0)) + probability * weight
        state, t = following, t + 1
        if len(state) > STATES or max(x.denominator.bit_length() for x in state) > BITS:
            raise UsageError(
                f"at step {t} the exact distribution has more than {STATES} values or {BITS} bits; ask for fewer steps"
            )


def moments(mixture: Mixture, state: Distribution) -> dict[str, Fraction]:
    """`E x`, `E x^2`, and for the mean function f the expected value gap `E g` and squared gradient `E f'^2`.

    UsageError if f is unbounded below.
    """
    mean = mixture.mean()
    least = mean.infimum()
    if least is None:
        raise UsageError("the mean function is unbounded below, so there is no value gap")
    quantities: Mapping[str, Callable[[Fraction], Fraction]] = {
        "E x": lambda x: x,
        "E x^2": lambda x: x * x,
        "E g": lambda x: mean.value(x) - least,
        "E f'^2": lambda x: mean.gradient(x) ** 2,
    }
    return {
        name: sum((probability * quantity(x) for x, probability in state.items()), Fraction(0))
        for name, quantity in quantities.items()
    }


def path(mixture: Mixture, x0: Fraction, eta: Fraction, rho: Fraction, word: Sequence[int]) -> list[Fraction]:
    """The iterates of m-SAM whose sample at step t is the component `word[t]`, x_0 first."""
    iterates = [x0]
    for sample in word:
        iterates.append(mixture.step(iterates[-1], sample, sample, eta, rho))
    return iterates


def samples(text: str) -> list[int]:
    """The samples of a word such as `+-+-` of a pair: 0 for the component `+`, which comes first, and 1 for `-`.

    >>> samples("+-+")
    [0, 1, 0]
    """
    if not text or set(text) - {"+", "-"}:
        raise UsageError(f"samples are a word of + and - such as +-+-, got {text!r}")
    return ["+-".index(letter) for letter in text]
