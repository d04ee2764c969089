"""A sweep has a row for each pair, the same whether in parallel or not, and says which pairs are undecided."""

import importlib.util
import sys

import pytest

from samproofs.errors import UsageError
from samproofs.report.sweeps import sweep
from samproofs.sam.orbit import iterate

FAR = {"steps": 10**18, "arithmetic": "ball", "digits": 15}


def test_each_pair_has_the_row_of_its_orbit():
    rows = sweep("quadratic", ["1/10", "1e-3"], ["1/10", "3/2", "2"], parameters={"c": "1/3"}, steps=50)
    assert [(row["rho"], row["eta"]) for row in rows] == [
        (r, e) for r in ("1/10", "1/1000") for e in ("1/10", "3/2", "2")
    ]
    for row in rows:
        orbit = iterate("quadratic", rho=row["rho"], eta=row["eta"], parameters={"c": "1/3"}, steps=50)
        assert row["last"] == orbit["last"] and row["limit"] == (orbit["limit"] and orbit["limit"]["kind"])


def test_the_two_cycle_ends_where_beta_eta_is_two():
    rows = sweep("quadratic", ["1/10"], ["1/100", "19/10", "21/10"], **FAR)
    assert [row["limit"] for row in rows] == ["two-cycle", "two-cycle", None]


def test_an_undecided_pair_is_a_row_with_a_reason():
    rows = sweep("zigzag", ["1"], ["1/10"], x0="-9/7", **FAR)
    assert rows[0]["last"] is None and "not found to be periodic" in rows[0]["reason"]


@pytest.mark.skipif(importlib.util.find_spec("joblib") is None, reason="joblib is the extra sweeps")
def test_parallel_rows_are_the_same_rows():
    asked = ("quadratic", ["1/10", "1/7"], ["1/10", "1/3"])
    assert sweep(*asked, jobs=2, **FAR) == sweep(*asked, **FAR)


def test_without_joblib_jobs_are_refused_in_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(UsageError, match="need joblib"):
        sweep("quadratic", ["1"], ["1"], jobs=2)


@pytest.mark.parametrize(
    ("rho", "eta", "complaint"),
    [([], ["1"], "between 1 and"), (["1"] * 101, ["1"] * 101, "between 1 and"), (["0"], ["1"], "rho must be positive"),
     (["1"], ["x"], "eta must be an exact number")],
)  # fmt: skip
def test_bad_grids_are_refused_in_one_sentence(rho, eta, complaint):
    with pytest.raises(UsageError, match=complaint):
        sweep("quadratic", rho, eta)
