"""Every kind of figure for every name that has it; what is drawn is what is computed."""

import math
from fractions import Fraction as F

import pytest

from samproofs.errors import UsageError
from samproofs.functions import names, pairs
from samproofs.report.basins import basins
from samproofs.report.kinds import KINDS, PAIRS, draw
from samproofs.report.scaling import scaling
from samproofs.sam.orbit import iterate


def data(axes):
    return {line.get_label(): [list(map(float, axis)) for axis in line.get_data()] for line in axes.get_lines()}


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("kind", ["function", "orbit", "step-size"])
def test_every_function_has_its_figures(name, kind):
    figure = draw(kind, name)
    assert all(axes.get_lines() for axes in figure.axes)


@pytest.mark.parametrize("name", pairs.names())
@pytest.mark.parametrize("kind", PAIRS)
def test_every_pair_has_its_figures(name, kind):
    assert all(axes.get_lines() for axes in draw(kind, name).axes)


def test_the_orbit_is_that_of_iterate_with_its_limit_and_the_stationary_point():
    upper, lower = draw("orbit", "quadratic", steps="30", x0="1/2").axes
    drawn = data(upper)
    wanted = iterate("quadratic", steps=30, x0="1/2", digits=60)
    assert drawn["iterates"][1] == pytest.approx([float(x) for x in wanted["iterates"]])
    assert drawn["stationary for $f$"][1] == [0, 0]
    assert abs(drawn["two-cycle of SAM"][1][0]) == pytest.approx(1 / 190)
    (distance,) = lower.get_lines()
    assert list(distance.get_ydata())[-1] == pytest.approx(math.log10(F(wanted["limit"]["distance"])), abs=0.2)


def test_a_limit_that_an_orbit_does_not_approach_is_not_drawn():
    upper, _ = draw("orbit", "quadratic", eta="3", steps="8").axes
    assert not any("SAM" in label for label in data(upper))


def test_basins_are_those_of_exact_orbits():
    found = basins("zigzag", F(-1), F(3), count=41)
    assert found[0].first == -1 and found[-1].last == 3
    starts = [F(-1) + F(k, 10) for k in range(41)]
    for x0 in starts:
        (mine,) = [b for b in found if b.first <= x0 <= b.last]
        last = F(iterate("zigzag", x0=x0, steps=300, arithmetic="exact", every=300)["last"])
        if mine.kind == "fixed point":
            assert min(abs(last - point) for point in mine.points) < F(1, 1000)
        else:
            assert mine.kind in (None, "stationary point")
    assert {b.kind for b in found} >= {"fixed point", "stationary point"}


def test_basins_of_the_sinusoid_are_bounded_by_its_stationary_points():
    found = basins("sinusoid", F(-29, 100), F(89, 100), count=60)
    kinds = [(b.kind, *b.points) for b in found if b.kind == "fixed point"]
    assert kinds == [("fixed point", F(-1, 10)), ("fixed point", F(7, 10))]
    assert found[0].last < F(3, 10) <= found[-1].first


def test_the_strip_of_the_figure_has_a_legend_for_each_basin():
    (axes,) = draw("basins", "sinusoid").axes
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert "from here: fixed point at -0.1" in texts and "from here: fixed point at 0.7" in texts
    assert not any("two-cycle" in text for text in texts)


@pytest.mark.parametrize("kind", ["function", "orbit", "basins"])
def test_a_formula_is_drawn_as_an_example_function_is(kind):
    assert draw(kind, "x**4/4 - x**2/2").axes[0].lines


def test_an_orbit_that_never_moves_says_so_where_no_distance_can_be_drawn():
    (_, lower) = draw("orbit", "x**4/4 - x**2/2", x0="1").axes
    assert [text.get_text() for text in lower.texts] == ["every iterate is the limit"]
    assert not draw("orbit", "quadratic").axes[1].texts


def test_a_start_that_alone_approaches_its_limit_is_a_line_and_no_strip():
    (axes,) = draw("basins", "quadratic").axes
    assert "from here alone: stationary point at 0" in [text.get_text() for text in axes.get_legend().get_texts()]
    assert [list(line.get_xdata()) for line in axes.lines if list(line.get_ydata()) == [0, 0.1]] == [[0, 0]]


@pytest.mark.slow
def test_the_points_of_the_scaling_figure_are_the_measured_floors():
    figure = draw("scaling", "quadratic")
    report = scaling("quadratic", 20)
    left = data(figure.axes[0])
    wanted = [r for r in report["rows"] if (r["quantity"], r["minimiser"], r["infimum"], r["arithmetic"]) == ("value gap", 0, 1, "float64")]
    shown = [r for r in wanted if F(r["floor"]) > 0]
    assert len(left["float64"][0]) == len(shown)
    assert len(left["the law (rigorous)"][0]) == 20


@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("picture", "quadratic", {}),
        ("basins", "sharp-pair", {}),
        ("scaling", "zigzag", {}),
        ("scaling", "quadratic", {"rho": "1"}),
        ("orbit", "quadratic", {"steps": "0"}),
        ("orbit", "quadratic", {"steps": "2000"}),
        ("orbit", "nosuch", {}),
        ("function", "quadratic", {"x0": "1"}),
        ("function", "quadratic", {"parameters": {"gamma": "1"}}),
        ("orbit", "sharp-pair", {"parameters": {"mu": "1/2"}}),
    ],
)
def test_what_has_no_figure_is_refused_in_one_sentence(kind, name, options):
    with pytest.raises(UsageError) as refused:
        draw(kind, name, **options)
    assert "\n" not in str(refused.value)


def test_the_kinds_of_a_pair_are_kinds():
    assert PAIRS.keys() <= KINDS.keys()
