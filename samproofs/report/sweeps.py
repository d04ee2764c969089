"""What SAM approaches over grids of rho and eta: one orbit for each pair, in parallel where joblib is installed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.errors import UsageError
from samproofs.functions.arithmetics import Multiprecision
from samproofs.functions.catalogue import resolve
from samproofs.rationals import exact, natural, positive
from samproofs.sam.orbit import FARTHEST, iterate
from samproofs.sam.problem import Number, Problem, problem

PAIRS = 10_000
STEPS = 1000
SHOWN = 10  # digits


def sweep(
    name: str,
    rho: Sequence[Number] = (),
    eta: Sequence[Number] = (),
    *,
    jobs: Number | None = 1,
    parameters: Mapping[str, Number] | None = None,
    arithmetic: str = "mpmath",
    done: Callable[[int, int], None] | None = None,
    **asked: Any,
) -> list[dict[str, Any]]:
    """One row for each pair of rho and eta; numbers as text; where none are given, the defaults of the function.

    `x0` is the first iterate, `last` the last; `limit` is the kind of the limit, `points` its points, as `iterate` gives them; `floor` is
    the squared gradient at the last iterate, `closed` its value at the nearest limit of that kind which SymPy derived,
    with its `formula`, and `ratio` is floor/rho^2. `reason` says why a pair is undecided, and is None otherwise.

    `asked` is passed to `iterate`; steps are 10^18 by balls and 1000 otherwise. With `jobs` above 1 the pairs are shared
    among processes by joblib, under whatever backend `joblib.parallel_config` has chosen; None is as many as there are
    processors if joblib is there. `done` is called with the number of finished pairs and of all. UsageError for
    parameters that make no sense.

    >>> rows = sweep("quadratic", rho=["1/10"], eta=["1/10", "3"], arithmetic="ball", digits=15)
    >>> [(row["eta"], row["limit"], row["ratio"]) for row in rows]
    [('1/10', 'two-cycle', '0.002770083102'), ('3', None, None)]
    """
    function = resolve(name)
    radii, sizes = [positive(r, "rho") for r in rho or [function.rho]], [positive(e, "eta") for e in eta or [function.eta]]
    if not 1 <= len(radii) * len(sizes) <= PAIRS:
        raise UsageError(f"a sweep has between 1 and {PAIRS} pairs of rho and eta, got {len(radii) * len(sizes)}")
    given = {"steps": FARTHEST if arithmetic == "ball" else STEPS, "x0": function.x0, **asked}
    given |= {"arithmetic": arithmetic, "parameters": parameters}
    calls = [{**given, "rho": r, "eta": e} for r, e in product(radii, sizes)]
    rows: list[dict[str, Any]] = []
    for row in _rows(name, calls, jobs):
        rows.append(row)
        if done is not None:
            done(len(rows), len(calls))
    return rows


def _rows(name: str, calls: list[dict[str, Any]], jobs: Number | None) -> Iterable[dict[str, Any]]:
    """The rows, as they are finished where the backend allows that."""
    try:
        from joblib import Parallel, cpu_count, delayed  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ModuleNotFoundError:
        if jobs is not None and natural(jobs, "jobs", least=1, most=1000) > 1:
            raise UsageError("jobs above 1 need joblib: pip install joblib") from None
        return (_row(name, call) for call in calls)
    workers = min(cpu_count(), len(calls)) if jobs is None else natural(jobs, "jobs", least=1, most=1000)
    if workers == 1:
        return (_row(name, call) for call in calls)
    work = [delayed(_row)(name, call) for call in calls]
    try:
        rows: Iterable[dict[str, Any]] = Parallel(n_jobs=workers, return_as="generator")(work)
    except ValueError:  # a backend that gives all rows at once, such as Dask's
        rows = Parallel(n_jobs=workers)(work)
    return rows


def _row(name: str, call: Mapping[str, Any]) -> dict[str, Any]:
    """One pair; an orbit that is undecided is a row, not the end of the sweep."""
    row: dict[str, Any] = {
        "rho": str(call["rho"]), "eta": str(call["eta"]), "x0": str(call["x0"]), "last": None, "limit": None, "points": [], "floor": None,
        "closed": None, "ratio": None, "formula": None, "reason": None,
    }  # fmt: skip
    try:
        found = iterate(name, **call)
    except UndecidedError as undecided:
        return row | {"reason": str(undecided)}
    limit = found["limit"] or {"kind": None, "points": []}
    row |= {"last": found["last"], "limit": limit["kind"], "points": limit["points"]}
    if limit["kind"] is None:
        return row
    kept = ("rho", "eta", "x0", "variant", "parameters", "rho_u", "epsilon")
    given = problem(name, **{key: call[key] for key in kept if key in call})
    judge = Multiprecision(max(int(call.get("digits", 50)), 50))
    last = exact(found["last"]["mid"] if isinstance(found["last"], dict) else found["last"], "the last iterate")
    floor = _squared(given, judge, judge.number(last))
    row |= {"floor": _text(judge, floor), "ratio": _text(judge, floor / judge.number(given.values["rho"]) ** 2)}
    return row | _closed(given, judge, limit["kind"], last)


def _closed(given: Problem, judge: Multiprecision, kind: str, last: Fraction) -> dict[str, Any]:
    """The squared gradient at the derived limit of a kind that is nearest to the last iterate."""
    from samproofs.sam.limits import candidates

    x = judge.number(last)
    places = [(point(x), formulas) for of, points, _, formulas, *_ in candidates(given, judge) if of == kind for point in points]
    if not places:
        return {}
    place, formulas = min(places, key=lambda found: abs(found[0] - x))
    said = ", ".join(f"{key} {text}" for key, text in formulas.items())
    return {"closed": _text(judge, _squared(given, judge, place)), "formula": said}


def _squared(given: Problem, judge: Multiprecision, x: Any) -> Any:
    return given.gradient(judge)(x) ** 2


def _text(judge: Multiprecision, value: Any) -> str:
    return str(judge.context.nstr(value, SHOWN))


def grid(values: Sequence[str], name: str) -> list[Fraction]:
    """The numbers that a person lists: `1/10`, ranges `1/10:1/2:5` of equal differences, `1e-1:1e-5:5:log` of equal ratios.

    >>> grid(["1/3", "1/10:1/2:3", "1e-1:1e-3:3:log"], "eta")
    [Fraction(1, 3), Fraction(1, 10), Fraction(3, 10), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000)]
    """
    found: list[Fraction] = []
    for text in values:
        match text.split(":"):
            case [one]:
                found.append(positive(one, name))
            case [first, last, count]:
                a, b, n = positive(first, name), positive(last, name), natural(count, "a count", least=2, most=PAIRS)
                found += [a + (b - a) * i / (n - 1) for i in range(n)]
            case [first, last, count, "log"]:
                a, b, n = positive(first, name), positive(last, name), natural(count, "a count", least=2, most=PAIRS)
                ratio = _root(b / a, n - 1)
                if ratio is None:
                    raise UsageError(f"{text} has an irrational ratio; take ends such as 1e-1:1e-5:5:log, whose ratio is 1/10")
                found += [a * ratio**i for i in range(n)]
            case _:
                raise UsageError(f"{name} is a number, or a range such as 1/10:1/2:5 or 1e-1:1e-5:5:log, got {text!r}")
    return found


def _root(value: Fraction, n: int) -> Fraction | None:
    """The n-th root, if it is rational."""
    roots = []
    for whole in (value.numerator, value.denominator):
        low, high = 1, 1 << (whole.bit_length() // n + 1)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**n <= whole else (low, middle - 1)
        if low**n != whole:
            return None
        roots.append(low)
    return Fraction(*roots)


def text(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The table for people: a line for each pair, a sentence for each that is undecided, the formulas."""
    head = ("rho", "eta", "limit", "squared gradient", "closed form", "over rho^2")
    keys = ("rho", "eta", "limit", "floor", "closed", "ratio")
    table = [tuple(str(row[key] or ("none" if key == "limit" else "")) for key in keys) for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *table)]
    formulas = dict.fromkeys(f"{row['limit']}: {row['formula']}" for row in rows if row["formula"])
    reasons = [f"rho {row['rho']}, eta {row['eta']}: undecided, {row['reason']}" for row in rows if row["reason"]]
    more = [*formulas, *reasons]
    start = "".join(dict.fromkeys(f" from x0 = {row['x0']}" for row in rows))
    return "\n".join([f"{name}: what SAM approaches{start}", "", *lines, *([""] if more else []), *more])


