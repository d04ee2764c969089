"""A sweep has a row for each pair, the same whether in parallel or not, and says which pairs are undecided."""

import importlib.util
import math
import sys
from fractions import Fraction as F

import pytest

from samproofs.errors import UsageError
from samproofs.report.sweep_figure import sweep_figure
from samproofs.report.sweeps import grid, sweep, text
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


def test_the_floor_is_that_of_the_closed_form_where_one_is_derived():
    for name in ("quadratic", "sinusoid", "zigzag"):
        for row in sweep(name, eta=["1/10", "1/4"], arithmetic="ball", digits=30):
            assert abs(F(row["floor"]) / F(row["closed"]) - 1) < F(1, 10**9) and row["formula"]
            assert abs(F(row["ratio"]) / (F(row["floor"]) / F(row["rho"]) ** 2) - 1) < F(1, 10**8)


def test_the_floor_is_read_from_the_orbit_and_not_from_the_closed_form():
    """After some steps the orbit is not yet at its limit, and the two differ."""
    (row,) = sweep("quadratic", ["1/10"], ["1/10"], x0="1/50", steps=7)
    assert row["limit"] == "two-cycle"
    assert abs(F(row["floor"]) / F(row["closed"]) - 1) > F(1, 100)


def test_progress_is_told_for_each_pair():
    told = []
    sweep("quadratic", ["1/10"], ["1/10", "1/5"], steps=5, done=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_ranges_are_exact():
    assert grid(["1/10:1/2:5"], "eta") == [F(k, 10) for k in range(1, 6)]
    assert grid(["1e-1:1e-40:40:log"], "rho") == [F(1, 10**k) for k in range(1, 41)]
    assert grid(["8/27:2/3:3:log"], "rho") == [F(8, 27), F(4, 9), F(2, 3)]
    for bad in ("1:2", "1:2:1", "1:2:3:lin", "1:2:3:log", "0:1:3", "1:2:x", "1:2:3:4:5"):
        with pytest.raises(UsageError):
            grid([bad], "rho")


def test_the_table_says_every_pair_and_every_reason():
    rows = sweep("zigzag", ["1"], ["1/10"], x0="-9/7", **FAR) + sweep("quadratic", ["1/10"], ["1/10"], **FAR)
    shown = text("both", rows)
    assert "undecided, " in shown and "two-cycle: centre c" in shown


@pytest.mark.parametrize("axis", ["eta", "rho"])
def test_the_figure_has_the_points_of_the_rows(axis):
    grids = {"rho": ["1/10", "1/100"], "eta": ["1/10"]} if axis == "rho" else {"rho": ["1/10"], "eta": ["1/10", "1/5", "3"]}
    rows = sweep("quadratic", **grids, **FAR)
    marks, line = sweep_figure("quadratic", rows).axes[0].get_lines()[:2]
    known = [row for row in rows if row["floor"]]
    wanted = [math.log10(F(row[axis])) for row in known][: len(marks.get_xdata())]
    assert list(marks.get_xdata()) == pytest.approx(wanted)
    assert list(marks.get_ydata()) == pytest.approx([math.log10(F(row["floor"])) for row in known][: len(wanted)])
    assert list(line.get_ydata()) == pytest.approx(list(marks.get_ydata()))


@pytest.mark.parametrize(
    ("rho", "eta", "complaint"),
    [(["1"] * 101, ["1"] * 101, "between 1 and"), (["0"], ["1"], "rho must be positive"),
     (["1"], ["x"], "eta must be an exact number")],
)  # fmt: skip
def test_bad_grids_are_refused_in_one_sentence(rho, eta, complaint):
    with pytest.raises(UsageError, match=complaint):
        sweep("quadratic", rho, eta)
