"""The checker of itineraries: from the pieces that an orbit is said to visit, where it is at every step, as balls.

A piecewise-affine map, a start and the itinerary determine an orbit, once each iterate is shown to lie in the piece
that the itinerary says. For a word of pieces with composed slope `A >= 0` this needs two comparisons for each letter,
however often the word repeats: the iterates in one phase of the word are `y[k+1] = A*y[k] + B`, hence monotone in k,
and a piece is an interval, so it contains those between any two that it contains. If moreover it contains the limit,
in its closure, the word is followed for ever. Nothing here searches; `jump` does, and this module does not know it.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from samproofs.balls import decide

SIZE = 20_000


class Line(NamedTuple):
    """`x -> slope*x + intercept` with its fixed point, which is None where the slope is 1."""

    slope: Any
    intercept: Any
    fixed: Any

    @staticmethod
    def of(slope: Any, intercept: Any) -> "Line":
        """The line of two rationals."""
        return Line(slope, intercept, None if slope == 1 else intercept / (1 - slope))


class CertificateError(ValueError):
    """A certificate that does not show what it should; the message says at which step it fails."""


class Point(NamedTuple):
    """The number `offset + rest`: an exact rational and a ball; `exact` is the number itself while it is short.

    The two summands let an iterate be compared with a break point to which it converges.
    """

    exact: Any
    offset: Any
    rest: Any

    @staticmethod
    def at(value: Any) -> "Point":
        """The point of an exact rational."""
        return Point(value, value, 0)

    def ball(self) -> Any:
        """A ball that contains the point, at the working precision."""
        import flint

        return flint.arb(self.offset) + self.rest

    def above(self, value: Any) -> int:
        """The sign of `point - value`; UndecidedError when the working precision does not tell."""
        if self.exact is not None:
            top = (self.exact - value).p
            return int(top > 0) - int(top < 0)
        import flint

        return decide(self.rest - flint.arb(value - self.offset))

    def moved(self, line: Line, times: int = 1) -> "Point":
        """The point after `times` applications of `x -> slope*x + intercept`, by the closed form."""
        if times == 0:
            return self
        slope, intercept, fixed = line
        if times == 1 and self.exact is not None:
            value = slope * self.exact + intercept
            if _size(value) <= SIZE:
                return Point(value, value, 0)
        if fixed is None:
            shift = intercept * times
            if self.exact is not None and _size(self.exact) + _size(shift) <= SIZE:
                return Point.at(self.exact + shift)
            import flint

            return Point(None, shift, flint.arb(self.offset) + self.rest)
        if self.exact is not None:
            if self.exact == fixed or slope == 0:
                return Point.at(fixed)
            if _size(self.exact) + times * _size(slope) + _size(fixed) <= SIZE:
                return Point.at(fixed + slope**times * (self.exact - fixed))
        import flint

        return Point(None, fixed, flint.arb(slope) ** flint.fmpz(times) * (flint.arb(self.offset - fixed) + self.rest))


def _size(rational: Any) -> int:
    """A bound of the bits of numerator and denominator together."""
    return 2 * int(rational.height_bits())


def composed(pieces: Sequence[Line], word: Sequence[int]) -> Line:
    """The affine map that applies the pieces of a word, which is not empty, from left to right."""
    slope, intercept, _ = pieces[word[0]]
    for letter in word[1:]:
        a, b, _ = pieces[letter]
        slope, intercept = a * slope, a * intercept + b
    return Line.of(slope, intercept)


def shifted(line: Line, first: Line) -> Line:
    """The composed map of a word whose first piece is moved to its end: that piece, after the word, before its inverse.

    With slope A and intercept B it takes `a*x + b` to `a*(A*x + B) + b`, hence x to `A*x + a*B + b*(1 - A)`. The piece
    takes the fixed point of the one to that of the other.
    """
    (a, b, _), (slope, intercept, fixed) = first, line
    return Line(slope, a * intercept + b * (1 - slope), None if fixed is None else a * fixed + b)


class Map:
    """The piecewise-affine map of a certificate, as rationals of flint: open intervals between breaks, and the breaks.

    `data` holds `breaks`, `pieces` (slope and intercept, one more than breaks) and the values `at` the breaks, as text.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.breaks = [_rational(text) for text in data["breaks"]]
        self.pieces = [Line.of(_rational(a), _rational(b)) for a, b in data["pieces"]]
        self.at = [_rational(text) for text in data["at"]]
        ordered = all(left < right for left, right in zip(self.breaks, self.breaks[1:], strict=False))
        if not ordered or len(self.pieces) != len(self.breaks) + 1 or len(self.at) != len(self.breaks):
            raise CertificateError("the map has increasing breaks, a value at each, and one more piece than breaks")

    def ends(self, piece: int) -> tuple[Any, Any]:
        """The ends of an open interval, None standing for infinity."""
        lower = self.breaks[piece - 1] if piece else None
        return lower, self.breaks[piece] if piece < len(self.breaks) else None

    def image(self, value: Any) -> Any:
        """Where the map takes a rational."""
        if value in self.breaks:
            return self.at[self.breaks.index(value)]
        slope, intercept, _ = self.pieces[sum(1 for at in self.breaks if value > at)]
        return slope * value + intercept

    def contains(self, piece: int, point: Point) -> bool:
        """Whether a point lies in an open interval; UndecidedError when the working precision does not tell."""
        lower, upper = self.ends(piece)
        return (lower is None or point.above(lower) > 0) and (upper is None or point.above(upper) < 0)

    def keeps(self, piece: int, point: Point, line: Line) -> bool:
        """Whether a point of a piece, moved by a line of slope at least 0 for ever, stays in the piece."""
        (slope, intercept, fixed), (lower, upper) = line, self.ends(piece)
        if fixed is None:
            return bool(intercept == 0) or (upper if intercept > 0 else lower) is None
        if slope == 0:
            return self.contains(piece, Point.at(fixed))
        if slope < 1:
            return (lower is None or fixed >= lower) and (upper is None or fixed <= upper)
        side = point.above(fixed)
        return side == 0 or (upper if side > 0 else lower) is None


def _rational(text: Any) -> Any:
    import flint

    if not isinstance(text, str):
        raise CertificateError(f"a number is written as text, got {text!r}")
    try:
        value = flint.fmpq(*map(flint.fmpz, text.split("/", 1))) if "/" in text else flint.fmpq(flint.fmpz(text))
    except (ValueError, ZeroDivisionError):
        raise CertificateError(f"a number is written as a quotient of whole numbers, got {text!r}") from None
    return value


class Itinerary:
    """A certificate that has been checked: `Itinerary(certificate)(t)` is a ball that contains the iterate of step t.

    The certificate holds the `map`, the `start` and the `segments`. A segment starts where the one before it ends:
    `{"free": [pieces]}`, `{"word": [pieces], "steps": n}`, `{"word": [pieces], "steps": "forever"}`, and, for an
    iterate exactly at a break, `{"break": i, "steps": 1}` or `"forever"` if the map fixes it. CertificateError if it
    is wrong, UndecidedError if the working precision does not tell.

    >>> halving = {"breaks": [], "pieces": [["1/2", "0"]], "at": []}
    >>> orbit = Itinerary({"map": halving, "start": "1", "segments": [{"word": [0], "steps": "forever"}]})
    >>> orbit(3), orbit(10**18) < 1e-300
    (0.125000000000000, True)
    """

    def __init__(self, certificate: Mapping[str, Any]) -> None:
        self.map = Map(certificate["map"])
        self.steps: int | None = 0
        self._starts: list[int] = []
        self._segments: list[tuple[list[Point], list[Line]]] = []
        point = Point.at(_rational(certificate["start"]))
        for segment in certificate["segments"]:
            if self.steps is None:
                raise CertificateError("nothing follows a segment that lasts for ever")
            self._starts.append(self.steps)
            point = self._follow(segment, point)
        self._starts.append(self.steps if self.steps is not None else -1)
        self._last = point

    def __call__(self, t: int) -> Any:
        if t < 0 or (self.steps is not None and t > self.steps):
            raise CertificateError(f"the itinerary has the steps 0 to {self.steps}, not {t}")
        if t == self.steps:
            return self._last.ball()
        i = bisect_right(self._starts[:-1], t) - 1
        (points, lines), after = self._segments[i], t - self._starts[i]
        if not lines:
            return points[after].ball()
        return points[after % len(lines)].moved(lines[after % len(lines)], after // len(lines)).ball()

    def limit(self) -> list[Any] | None:
        """The rationals between which the orbit goes around in the end, or the one at which it rests; None if neither.

        They attract it: the last word is followed for ever, and its composed slope is below 1.
        """
        lines = self._segments[-1][1] if self._segments else []
        if self.steps is not None or any(line.slope >= 1 for line in lines):
            return None
        return list(dict.fromkeys(line.fixed for line in lines))

    def cyclic(self, points: list[Any]) -> bool:
        """Whether the map takes each of these points to the next, and the last to the first."""
        return all(self.map.image(point) == following for point, following in zip(points, [*points[1:], points[0]], strict=True))

    def _follow(self, segment: Mapping[str, Any], point: Point) -> Point:
        """Check a segment that starts at a point, and give the point where it ends."""
        match segment:
            case {"free": list(word)}:
                return self._free(word, point)
            case {"word": list(word), "steps": "forever"} if word:
                return self._repeat(word, None, point)
            case {"word": list(word), "steps": int(steps)} if word and steps >= len(word):
                return self._repeat(word, steps, point)
            case {"break": int(i), "steps": 1 | "forever" as steps} if 0 <= i < len(self.map.breaks):
                return self._break(i, steps == "forever", point)
        raise CertificateError(f"from step {self.steps} on, the segment {str(segment)[:100]} is not a segment")

    def _free(self, word: list[int], point: Point) -> Point:
        points = []
        for letter in word:
            self._inside(letter, point)
            points.append(point)
            point = point.moved(self.map.pieces[letter])
        self._add(points, [], len(word))
        return point

    def _repeat(self, word: list[int], steps: int | None, point: Point) -> Point:
        points, lines = [], []
        for letter in word:
            self._letter(letter)
        line = composed(self.map.pieces, word)
        if line[0] < 0:
            raise CertificateError(f"from step {self.steps} on, a word repeats whose composed slope is negative")
        for phase, letter in enumerate(word):
            self._inside(letter, point)
            if steps is not None:
                self._inside(letter, point.moved(line, (steps - phase - 1) // len(word)))
            elif not self.map.keeps(letter, point, line):
                raise CertificateError(f"from step {self.steps} on, a word does not repeat for ever")
            points.append(point)
            lines.append(line)
            point, line = point.moved(self.map.pieces[letter]), shifted(line, self.map.pieces[letter])
        self._add(points, lines, steps)
        if steps is None:
            return point
        phase = steps % len(word)
        return points[phase].moved(lines[phase], steps // len(word))

    def _break(self, i: int, forever: bool, point: Point) -> Point:
        if point.exact != self.map.breaks[i]:
            raise CertificateError(f"at step {self.steps} the iterate is not known to be the break {i}")
        if forever and self.map.at[i] != self.map.breaks[i]:
            raise CertificateError(f"at step {self.steps} the map does not stay at the break {i}")
        self._add([point], [Line.of(point.exact * 0, point.exact)] if forever else [], None if forever else 1)
        return Point.at(self.map.at[i])

    def _letter(self, letter: Any) -> None:
        if type(letter) is not int or not 0 <= letter < len(self.map.pieces):
            raise CertificateError(f"the map has the pieces 0 to {len(self.map.pieces) - 1}, not {letter!r}")

    def _inside(self, letter: Any, point: Point) -> None:
        self._letter(letter)
        if not self.map.contains(letter, point):
            raise CertificateError(f"from step {self.steps} on, an iterate is not in the piece {letter}")

    def _add(self, points: list[Point], lines: list[Line], steps: int | None) -> None:
        self._segments.append((points, lines))
        self.steps = None if steps is None or self.steps is None else self.steps + steps
