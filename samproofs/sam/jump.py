"""A million million million steps: the itinerary of an orbit of a piecewise-affine map, found and written as data.

The orbit is followed piece by piece; when the latest pieces repeat an earlier word, the word is followed as far as
the orbit does, in one leap. What is found is certified by `itinerary`, which needs none of this.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from samproofs.balls import BudgetError
from samproofs.sam.affine import AffineMap
from samproofs.sam.itinerary import Line, Map, Point, composed, shifted

PERIOD = 64
WORK = 10_000

FOREVER = "forever"


def itinerary(affine: AffineMap, start: Fraction, steps: int) -> dict[str, Any]:
    """The certificate of the first `steps` steps: what `itinerary.Itinerary` checks, numbers as text.

    UndecidedError when the working precision does not tell which piece an iterate is in; BudgetError when the orbit
    has not been found periodic, with a period of at most 64, after 10,000 leaps and single steps.

    >>> one = Fraction(1)
    >>> around = AffineMap((Fraction(0),), ((-one / 2, one), (-one / 2, -one)), (Fraction(0),))
    >>> itinerary(around, one / 3, 10**18)["segments"]
    [{'free': [1, 0, 1, 0]}, {'word': [1, 0], 'steps': 'forever'}]
    """
    data = {
        "breaks": [str(at) for at in affine.breaks],
        "pieces": [[str(slope), str(intercept)] for slope, intercept in affine.pieces],
        "at": [str(value) for value in affine.at],
    }
    import flint

    point = Point.at(flint.fmpq(start.numerator, start.denominator))
    return {"kind": "itinerary", "map": data, "start": str(start), "segments": _Search(Map(data), steps).run(point)}


class _Search:
    """The state of a search: what has been found, and the latest letters; a break is the letter -1."""

    def __init__(self, map_: Map, steps: int) -> None:
        self.map, self.steps = map_, steps
        self.segments: list[dict[str, Any]] = []
        self.latest: list[int] = []
        self.failures: dict[int, tuple[int, int]] = {}

    def run(self, point: Point) -> list[dict[str, Any]]:
        t = 0
        for _ in range(WORK):
            if t >= self.steps:
                return self.segments
            leap = self.leap(point, t)
            if leap is None:
                point = self.single(point)
                t += 1
                if self.segments[-1].get("steps") == FOREVER:
                    return self.segments
                continue
            word, length, point = leap
            self.segments.append({"word": word, "steps": length or FOREVER})
            if length is None:
                return self.segments
            t += length
            last = min(length, 2 * PERIOD)
            self.latest = [*self.latest, *(word[i % len(word)] for i in range(length - last, length))][-2 * PERIOD :]
        if t >= self.steps:
            return self.segments
        raise BudgetError(
            f"the orbit is not found to be periodic in its first {t} steps, which took {WORK} pieces of work, "
            f"so {self.steps} steps are not certified; ask for fewer"
        )

    def single(self, point: Point) -> Point:
        """One step, recorded."""
        piece = self.locate(point)
        if piece is None:
            i = self.map.breaks.index(point.exact)
            stays = self.map.at[i] == self.map.breaks[i]
            self.segments.append({"break": i, "steps": FOREVER if stays else 1})
            self.latest.append(-1)
            return Point.at(self.map.at[i])
        if not self.segments or "free" not in self.segments[-1]:
            self.segments.append({"free": []})
        self.segments[-1]["free"].append(piece)
        self.latest = [*self.latest[1 - 2 * PERIOD :], piece]
        return point.moved(self.map.pieces[piece])

    def locate(self, point: Point) -> int | None:
        """The piece in which a point lies; None at a break."""
        low, high = 0, len(self.map.breaks)
        while low < high:
            middle = (low + high) // 2
            side = point.above(self.map.breaks[middle])
            if side == 0:
                return None
            low, high = (middle + 1, high) if side > 0 else (low, middle)
        return low

    def leap(self, point: Point, t: int) -> tuple[list[int], int | None, Point] | None:
        """A word that the orbit follows from here at least twice: the word, how long (None for ever), and the end.

        A period that has failed n times in a row is tried again after 2^n times its length only.
        """
        for word in self.candidates(point):
            period = len(word)
            again, failed = self.failures.get(period, (0, 0))
            if t < again:
                continue
            found = self.follow(word, point, self.steps - t)
            if found is not None:
                self.failures.pop(period, None)
                return found
            self.failures[period] = (t + (period << failed), min(failed + 1, 12))
        return None

    def candidates(self, point: Point) -> Iterator[list[int]]:
        """Words that the latest letters repeat, longest first, each doubled if its composed slope is negative."""
        latest = self.latest
        if not latest:
            piece = self.locate(point)
            words = [] if piece is None else [[piece]]
        else:
            periods = range(1, min(PERIOD, len(latest) // 2) + 1)
            words = []
            for period in periods:
                if latest[-1 - period] == latest[-1]:
                    word = latest[-period:]
                    repeats = latest[-2 * period : -period] == word and -1 not in word
                    if repeats and not any(_power(word, shorter) for shorter in words):
                        words.append(word)
        for word in reversed(words):
            falling = sum(self.map.pieces[letter][0] < 0 for letter in word)
            yield word * (1 + falling % 2)

    def follow(self, word: list[int], point: Point, steps: int) -> tuple[list[int], int | None, Point] | None:
        """How long the orbit follows a word, at most until no step is left; None if not twice."""
        period, length = len(word), None
        points: list[Point] = []
        lines: list[Line] = []
        line = composed(self.map.pieces, word)
        for phase, letter in enumerate(word):
            if not self.map.contains(letter, point):
                return None
            points.append(point)
            lines.append(line)
            if not self.map.keeps(letter, point, line):
                most = -(-((steps if length is None else length) - phase) // period)
                visits = self.visits(letter, point, line, most)
                if visits < 2:
                    return None
                length = min(steps if length is None else length, phase + visits * period)
            point, line = point.moved(self.map.pieces[letter]), shifted(line, self.map.pieces[letter])
        if length is None:
            return word, None, point
        if length < 2 * period:
            return None
        return word, length, points[length % period].moved(lines[length % period], length // period)

    def visits(self, letter: int, point: Point, line: Line, most: int) -> int:
        """How many of the iterates of a line, from a point of a piece on, are in the piece before the first is not."""
        inside, outside = 0, 1
        while outside < most and self.map.contains(letter, point.moved(line, outside)):
            inside, outside = outside, 2 * outside
        outside = min(outside, most)
        while outside - inside > 1:
            middle = (inside + outside) // 2
            if self.map.contains(letter, point.moved(line, middle)):
                inside = middle
            else:
                outside = middle
        return inside + 1


def _power(word: Sequence[int], shorter: Sequence[int]) -> bool:
    return len(word) % len(shorter) == 0 and list(word) == list(shorter) * (len(word) // len(shorter))
