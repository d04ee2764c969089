"""The figure of a sweep: the squared gradient that remains over the step size, a curve for each rho, beside the closed form."""

from collections.abc import Mapping, Sequence
from typing import Any

MARKS = ("o", "s", "D", "^", "v", "x", "+", "*")


def sweep_figure(name: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Points are orbits, lines the closed form; both axes logarithmic, readable in grey. Returns a matplotlib figure.

    Over rho instead, where there is one eta. Pairs with no limit have no point.

    >>> from samproofs.report.sweeps import sweep
    >>> sweep_figure("quadratic", sweep("quadratic", ["1/10"], ["1/10", "1/5"])).axes[0].get_xlabel()
    '$\\\\log_{10}\\\\eta$'
    """
    from matplotlib.figure import Figure
    from mpmath import log10, mpf, workdps

    def height(text: str) -> float:
        with workdps(30):
            value = mpf(text)
            return float(log10(value)) if value else float("nan")

    def place(text: str) -> float:
        top, _, bottom = text.partition("/")
        with workdps(30):
            return float(log10(mpf(top) / mpf(bottom or 1)))

    over, each = ("eta", "rho") if len({row["eta"] for row in rows}) > 1 else ("rho", "eta")
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    for i, value in enumerate(dict.fromkeys(row[each] for row in rows)):
        mine = [row for row in rows if row[each] == value]
        shade = str(min(0.15 * i, 0.6))
        known = [row for row in mine if row["floor"] is not None]
        label = rf"$\{each} = {_short(value)}$"
        axes.plot(
            [place(row[over]) for row in known], [height(row["floor"]) for row in known],
            MARKS[i % len(MARKS)], color=shade, fillstyle="none", markersize=5, linestyle="", label=label,
        )  # fmt: skip
        derived = [row for row in known if row["closed"] is not None]
        axes.plot([place(row[over]) for row in derived], [height(row["closed"]) for row in derived], "-", color=shade, linewidth=0.8)
    axes.set_title(f"{name}: orbits (marks) and the closed form (lines)", fontsize="medium")
    axes.set_xlabel(rf"$\log_{{10}}\{over}$")
    axes.set_ylabel(r"$\log_{10}$ of the squared gradient")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=4, frameon=False)
    return figure


def _short(value: str) -> str:
    """A rational in TeX, powers of ten as such.

    >>> _short("1/1000"), _short("3/7"), _short("10")
    ('10^{-3}', '3/7', '10')
    """
    top, _, bottom = value.partition("/")
    power = top == "1" and len(bottom) > 2 and bottom == "1".ljust(len(bottom), "0")
    return f"10^{{-{len(bottom) - 1}}}" if power else value
