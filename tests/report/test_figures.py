"""Figures show the function, the virtual loss and the derived points, for every example function."""

from fractions import Fraction

import pytest
from mpmath import mpf

from samproofs.functions import function
from samproofs.functions.catalogue import names
from samproofs.report.figures import function_figure, log_ten, orbit_figure, save
from samproofs.sam.derive import derive


def lines(figure: object) -> dict[str, object]:
    return {line.get_label(): line for line in figure.axes[0].get_lines()}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", names())
def test_every_example_function_has_its_figure(name: str) -> None:
    drawn = lines(function_figure(name))
    assert {"$f$", "virtual loss $J$, with $J' = G$"} <= drawn.keys()


def test_the_two_cycle_of_the_quadratic_is_marked_where_it_was_derived() -> None:
    marked = lines(function_figure("quadratic"))["two-cycle of SAM"]
    radius = 1 / 190
    assert list(marked.get_xdata()) == pytest.approx([-radius, radius])  # type: ignore[attr-defined]


def test_the_points_where_sam_rests_on_the_sinusoid_are_not_stationary() -> None:
    marked = lines(function_figure("sinusoid"))["fixed for SAM, not stationary"]
    slope = derive("sinusoid", beta=1, rho=1).gradient
    (x,) = slope.free_symbols
    assert all(abs(float(slope.subs(x, at))) > 0.1 for at in marked.get_xdata())  # type: ignore[attr-defined]


def test_the_slope_of_the_virtual_loss_is_the_gradient_at_the_perturbed_point() -> None:
    curve = lines(function_figure("quadratic"))["virtual loss $J$, with $J' = G$"]
    x, height = (list(axis) for axis in curve.get_data())  # type: ignore[attr-defined]
    i = next(i for i, at in enumerate(x) if at > 0.02)
    rho = float(function("quadratic").values()["rho"])
    assert (height[i + 1] - height[i - 1]) / (x[i + 1] - x[i - 1]) == pytest.approx(x[i] + rho)


def test_the_distance_of_an_orbit_falls_to_its_limit() -> None:
    (curve,) = orbit_figure("sinusoid", steps=60).axes[0].get_lines()
    heights = [height for height in curve.get_ydata() if height is not None]
    assert heights[-1] < heights[0] - 5


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_figure_is_written_as_the_same_bytes(tmp_path, ending):
    files = [tmp_path / f"{i}.{ending}" for i in (1, 2)]
    for file in files:
        save(function_figure("quadratic"), str(file))
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes()[:4] in (b"\x89PNG", b"%PDF", b"<?xm")


def test_what_rounding_made_negative_has_no_logarithm():
    assert log_ten(mpf("-1e-60")) is None
    assert log_ten(0) is None
    assert log_ten(Fraction(1, 100)) == pytest.approx(-2)
