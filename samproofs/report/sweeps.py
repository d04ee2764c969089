"""What SAM approaches over grids of rho and eta: one orbit for each pair, in parallel where joblib is installed."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from samproofs.balls import UndecidedError
from samproofs.errors import UsageError
from samproofs.rationals import natural, positive
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import Number

PAIRS = 10_000


def sweep(
    name: str,
    rho: Sequence[Number],
    eta: Sequence[Number],
    *,
    jobs: Number = 1,
    parameters: Mapping[str, Number] | None = None,
    **asked: Any,
) -> list[dict[str, Any]]:
    """One row for each pair of rho and eta: the last iterate and the limit, as `iterate` gives them; numbers as text.

    `asked` is passed to `iterate`. `limit` is the kind of the limit, `points` its points; `reason` says why a pair is
    undecided, and is None otherwise. With `jobs` above 1 the pairs are shared among processes by joblib, under
    whatever backend `joblib.parallel_config` has chosen. UsageError for parameters that make no sense.

    >>> rows = sweep("quadratic", rho=["1/10"], eta=["1/10", "3"], arithmetic="ball", steps=10**18, digits=15)
    >>> [(row["eta"], row["limit"]) for row in rows]
    [('1/10', 'two-cycle'), ('3', None)]
    """
    workers = natural(jobs, "jobs", least=1, most=1000)
    radii, sizes = [positive(r, "rho") for r in rho], [positive(e, "eta") for e in eta]
    if not 1 <= len(radii) * len(sizes) <= PAIRS:
        raise UsageError(f"a sweep has between 1 and {PAIRS} pairs of rho and eta, got {len(radii) * len(sizes)}")
    calls = [{**asked, "parameters": parameters, "rho": r, "eta": e} for r, e in product(radii, sizes)]
    if workers == 1:
        return [_row(name, call) for call in calls]
    try:
        from joblib import Parallel, delayed  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ModuleNotFoundError:
        raise UsageError("jobs above 1 need joblib: pip install 'samproofs[sweeps]'") from None
    return list(Parallel(n_jobs=workers)(delayed(_row)(name, call) for call in calls))


def _row(name: str, call: Mapping[str, Any]) -> dict[str, Any]:
    """One pair; an orbit that is undecided is a row, not the end of the sweep."""
    place = {"rho": str(call["rho"]), "eta": str(call["eta"])}
    try:
        found = iterate(name, **call)
    except UndecidedError as undecided:
        return {**place, "last": None, "limit": None, "points": [], "reason": str(undecided)}
    limit = found["limit"] or {"kind": None, "points": []}
    return {**place, "last": found["last"], "limit": limit["kind"], "points": limit["points"], "reason": None}
