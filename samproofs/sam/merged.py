"""Rigorous steps of a piecewise-affine map in whole numbers: many steps by one line, with a bound of the error beside it.

An iterate is `m/2^bits`, up to `e/2^bits`, with whole numbers m and e. A piece moves it by one step. Where an orbit has
visited some pieces in a row, the line composed of theirs moves every point that visits the same pieces: these points
are an interval, found once. A line is applied when both ends of the interval from m - e to m + e are known to lie in
its own; where that is known for no line, UndecidedError is raised.
"""

from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.sam.affine import AffineMap

WORD = 32  # the steps that a composed line makes
WORDS = 1000
RANGE = 16  # an iterate may be 2^16 times as large as every number of the problem
FACTOR = 30  # bits after the point of the factor by which an error grows

State = tuple[int, int]


class Merged:
    """The steps of a map from a start, with `bits` bits after the point; a state is (m, e).

    >>> half = Fraction(1, 2)
    >>> around = AffineMap((Fraction(0),), ((half, half), (half, -half)), (Fraction(0),))
    >>> orbit = Merged(around, Fraction(7, 5), 100)
    >>> float(orbit.ball(orbit.after(orbit.start, 10**5)))
    -0.3333333333333333
    """

    def __init__(self, map_: AffineMap, start: Fraction, bits: int) -> None:
        numbers = [start, *map_.breaks, *(number for piece in map_.pieces for number in piece)]
        self._bits, self._most = bits, bits + RANGE + max(ceil(abs(number)) for number in numbers).bit_length()
        self._pieces = [(_rational(a), _rational(b)) for a, b in map_.pieces]
        breaks = [_rational(at) for at in map_.breaks]
        self._ends = list(pairwise([None, *breaks, None]))
        self._single, self._words = _Table(bits, self._most), _Table(bits, self._most)
        for piece, ends in zip(self._pieces, self._ends, strict=True):
            self._single.add(piece, *ends)
        self.start: State = (round(start * 2**bits), 1)

    def after(self, state: State, steps: int) -> State:
        """The state so many steps later; UndecidedError where this precision does not tell the piece of an iterate."""
        while steps >= WORD:
            state, made = self._words(state, steps // WORD)
            steps -= made * WORD
            if steps >= WORD:
                state = self._learn(state)
                steps -= WORD
        return self._singly(state, steps)[0]

    def ball(self, state: State) -> Any:
        """A ball of flint that contains the iterate, at its working precision."""
        import flint

        m, e = state
        return (flint.arb(m) + flint.arb(0, e)) * flint.arb(flint.fmpq(1, 1 << self._bits))

    def _singly(self, state: State, steps: int) -> tuple[State, list[int]]:
        """The state so many single steps later, and the pieces on the way."""
        word = []
        for _ in range(steps):
            word.append(self._single.index(state))
            state, made = self._single(state, 1)
            if not made:
                raise UndecidedError("the piece of an iterate is not decided")
        return state, word

    def _learn(self, state: State) -> State:
        """The state a word later, by single steps; the line of the word is kept."""
        state, word = self._singly(state, WORD)
        if len(self._words) < WORDS:
            (slope, intercept), lower, upper = self._pieces[word[0]], *self._ends[word[0]]
            for letter in word[1:]:
                bounds = self._ends[letter]
                if slope < 0:
                    bounds = bounds[::-1]
                if slope != 0:  # a constant is in the piece, since an iterate was
                    least, most = (None if at is None else (at - intercept) / slope for at in bounds)
                    lower = least if lower is None or (least is not None and least > lower) else lower
                    upper = most if upper is None or (most is not None and most < upper) else upper
                a, b = self._pieces[letter]
                slope, intercept = a * slope, a * intercept + b
            self._words.add((slope, intercept), lower, upper)
        return state


class _Table:
    """Lines on disjoint open intervals, as whole numbers.

    Where |m| < 2^most, the slope rounded to `most` bits, the intercept and the shift put the image wrong by less than
    1/2, 1/2 and 1.
    """

    def __init__(self, bits: int, most: int) -> None:
        self._bits, self._most = bits, most
        self._lows: list[int] = []
        self._highs: list[int] = []
        self._lines: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, line: tuple[Any, Any], lower: Any, upper: Any) -> None:
        """A line and the ends of its interval, None standing for infinity."""
        farthest = 1 << self._most
        low = -farthest if lower is None else max(int((lower * (1 << self._bits)).floor()), -farthest)
        high = farthest if upper is None else min(int((upper * (1 << self._bits)).ceil()), farthest)
        slope, intercept = line
        whole = (_whole(slope, self._most), _whole(intercept, self._bits), int((abs(slope) * (1 << FACTOR)).ceil()))
        i = bisect_left(self._lows, low)
        self._lows.insert(i, low)
        self._highs.insert(i, high)
        self._lines.insert(i, whole)

    def index(self, state: State) -> int:
        """The number of the only interval in which the state may be."""
        return bisect_right(self._lows, state[0]) - 1

    def __call__(self, state: State, times: int) -> tuple[State, int]:
        """The state after so many applications, or before the first that is not decided, and how many were made."""
        (m, e), lows, highs, lines, most = state, self._lows, self._highs, self._lines, self._most
        for made in range(times):
            i = bisect_right(lows, m) - 1
            if i < 0 or m - e <= lows[i] or m + e >= highs[i]:
                return (m, e), made
            slope, intercept, growth = lines[i]
            m = (slope * m >> most) + intercept
            e = (growth * e >> FACTOR) + 3
        return (m, e), times


def _whole(number: Any, bits: int) -> int:
    """The whole number nearest to `number * 2^bits`."""
    return round(Fraction(int(number.p), int(number.q)) * (1 << bits))


def _rational(number: Fraction) -> Any:
    import flint

    return flint.fmpq(number.numerator, number.denominator)
