"""The kinds of figures that `plot` draws, by name; for an example function or, where it makes sense, for a pair of components."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Any

from samproofs.errors import UsageError
from samproofs.functions import names, pairs
from samproofs.functions.catalogue import resolve
from samproofs.report import figures
from samproofs.report.basins import COUNT, basins
from samproofs.sam.orbit import iterate

HATCHES = ("///", "...", "\\\\\\", "xxx", "ooo", "+++", "---", "***")
SHADES = ("0.92", "0.8", "0.68", "0.98", "0.86", "0.74", "0.95", "0.83")
STEPS = 60
DECADES = 20
ETAS = 24


def draw(kind: str, name: str, **options: Any) -> Any:
    """The figure of a kind as a matplotlib figure; `options` are those of `iterate`, as exact text, with `parameters`.

    UsageError for a kind that does not exist, or has no meaning for the name.

    >>> len(draw("orbit", "quadratic", steps="20").axes)
    2
    """
    if kind not in KINDS:
        raise UsageError(f"the kinds of figures are {', '.join(KINDS)}, got {kind!r}")
    table = PAIRS if name not in names() and name in pairs.names() else KINDS
    if kind not in table:
        raise UsageError(f"{name} is a pair of components, whose figures are {', '.join(PAIRS)}, got {kind!r}")
    return table[kind](name, {key: value for key, value in options.items() if value is not None})


def _function(name: str, given: Mapping[str, Any]) -> Any:
    values = dict(given)
    parameters = values.pop("parameters", None) or {}
    _only(values, "function", "rho", "eta")
    return figures.function_figure(name, **parameters, **values)


def _only(given: Mapping[str, Any], kind: str, *known: str) -> None:
    if not given.keys() <= {*known, "parameters"}:
        extra = sorted(given.keys() - {*known, "parameters"})
        raise UsageError(f"the figure {kind!r} takes {', '.join(known) or 'no options'}, not {', '.join(extra)}")


def orbit(name: str, given: Mapping[str, Any]) -> Any:
    """The iterates with the limit that they approach and the stationary points, and below, the distance from the limit."""
    from matplotlib.figure import Figure
    from mpmath import log10, mpf, workdps

    _only(given, "orbit", "rho", "eta", "x0", "steps", "variant", "rho_u", "epsilon")
    run = iterate(name, **{"steps": STEPS, "digits": 60, **given})
    if len(run["iterates"]) < 2:
        raise UsageError("the figure 'orbit' needs between 1 and 1000 steps")
    figure = Figure(figsize=(6.4, 5.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    for axes in (upper, lower):
        axes.spines[["top", "right"]].set_visible(False)
    places = [float(x) for x in run["iterates"]]
    upper.plot(range(len(places)), places, "o-", color="black", markersize=3, linewidth=0.6, label="iterates")
    for x in _stationary(name, run, min(places), max(places)):
        upper.axhline(x, color="0.6", linewidth=0.8, label="stationary for $f$")
    limit = run["limit"]
    if limit is not None and limit["kind"] != "stationary point":
        for text in limit["points"]:
            upper.axhline(float(text), color="0.2", linestyle="--", linewidth=0.8, label=f"{limit['kind']} of SAM")
    upper.set_ylabel("$x_t$")
    handles, labels = upper.get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    upper.legend(once.values(), once.keys(), loc="upper right", frameon=False, handlelength=3)
    if limit is not None:
        with workdps(80):
            points = [mpf(text) for text in limit["points"]]
            distances = [min(abs(mpf(x) - point) for point in points) for x in run["iterates"]]
            heights = [float(log10(d)) if d else float("nan") for d in distances]
        lower.plot(range(len(heights)), heights, "o-", color="black", markersize=3, linewidth=0.6)
        if all(d == 0 for d in distances):
            lower.text(0.5, 0.5, "every iterate is the limit", ha="center", va="center", transform=lower.transAxes)
    lower.set_ylabel(r"$\log_{10}$ of the distance")
    lower.set_xlabel("$t$")
    return figure


def _stationary(name: str, run: Mapping[str, Any], low: float, high: float) -> list[float]:
    """The stationary points between the least and the greatest iterate, or next to them."""
    numbers = {key: value for key, value in run["parameters"].items() if key in _known(name)}
    derivation = figures.numeric(name, numbers)
    margin = 0.1 * (high - low)
    ends = low - margin, high + margin
    points = {x for p in derivation.stationary_points or () for x in figures.repeats(derivation, p, *ends)}
    return sorted(x for x in points if ends[0] <= x <= ends[1])


def _known(name: str) -> set[str]:
    return {"rho", *(parameter.name for parameter in resolve(name).parameters)}


def basin(name: str, given: Mapping[str, Any]) -> Any:
    """The function and its virtual loss above a strip that shows, for each start, what SAM approaches from there."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    _only(given, "basins", "rho", "eta", "variant", "rho_u", "epsilon")
    parameters = given.get("parameters") or {}
    drawn = {key: given[key] for key in ("rho", "eta") if key in given}
    figure = figures.function_figure(name, **parameters, **drawn)
    (axes,) = figure.axes
    low, high = (Fraction(str(round(x, 9))) for x in axes.get_xlim())
    found = basins(name, low, high, **given)
    labels = list(dict.fromkeys(one.label() for one in found))
    step = (high - low) / (COUNT - 1) / 2
    bottom, top = axes.get_ylim()
    height = 0.12 * (top - bottom)
    alone = {label for label in labels if all(one.first == one.last for one in found if one.label() == label)}
    for one in found:
        if one.label() in alone:  # a strip would say something of its neighbours
            axes.axvline(float(one.first), ymax=0.1, color="black", linewidth=1.5)
            continue
        style = labels.index(one.label()) % len(HATCHES)
        left, right = max(one.first - step, low), min(one.last + step, high)
        axes.axvspan(
            float(left), float(right), ymin=0, ymax=0.1, facecolor=SHADES[style], hatch=HATCHES[style], edgecolor="0.3", linewidth=0.3
        )  # fmt: skip
    axes.set_ylim(bottom - height, top)
    axes.set_xlim(float(low), float(high))
    handles, texts = axes.get_legend_handles_labels()
    for i, label in enumerate(labels):
        style = i % len(HATCHES)
        strip = Patch(facecolor=SHADES[style], hatch=HATCHES[style], edgecolor="0.3")
        line = Line2D([], [], color="black", linewidth=1.5, linestyle="", marker="|", markersize=10, markeredgewidth=1.5)
        handles.append(line if label in alone else strip)
        texts.append(f"from here{' alone' * (label in alone)}: {label}")
    axes.legend(handles, texts, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, frameon=False, handlelength=3)
    return figure


def scaling(name: str, given: Mapping[str, Any]) -> Any:
    """The value gap that remains against rho in each arithmetic, and the law; the infimum is 1, where cancellation bites."""
    from matplotlib.figure import Figure

    from samproofs.report.scaling import scaling as measured

    _only(given, "scaling")
    report = measured(name, DECADES)
    figure = Figure(figsize=(9.0, 4.2), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (minimiser, infimum) in zip(panels, ((0, 1), (1, 0)), strict=True):
        axes.spines[["top", "right"]].set_visible(False)
        rows = [r for r in report["rows"] if (r["quantity"], r["minimiser"], r["infimum"]) == ("value gap", minimiser, infimum)]
        for (arithmetic, group), mark in zip(groupby(rows, key=lambda r: r["arithmetic"]), ("-", "_", "o", "s", "x"), strict=True):
            points = [(figures.log_ten(Fraction(r["rho"])), figures.log_ten(Fraction(r["floor"]))) for r in group]
            kept = [(x, y) for x, y in points if x is not None and y is not None]
            line = {"linestyle": "-", "linewidth": 0.7} if mark == "-" else {"linestyle": "", "marker": mark}
            label = "the law (rigorous)" if arithmetic == "reference" else arithmetic
            axes.plot(*zip(*kept, strict=True), color="black", fillstyle="none", markersize=5, label=label, **line)
        axes.set_title(f"minimiser {minimiser}, infimum {infimum}", fontsize="medium")
        axes.set_xlabel(r"$\log_{10}\rho$")
        law = [figures.log_ten(Fraction(r["floor"])) for r in rows if r["arithmetic"] == "reference"]
        axes.set_ylim(bottom=min(y for y in law if y is not None) - 12)  # what is lost altogether is far below
    panels[0].set_ylabel(r"$\log_{10}$ of the value gap")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, frameon=False)
    return figure


def step_size(name: str, given: Mapping[str, Any]) -> Any:
    """The squared gradient that remains over the step size: points are orbits, lines the derived closed form."""
    from samproofs.report.sweep_figure import sweep_figure
    from samproofs.report.sweeps import sweep

    _only(given, "step-size", "rho", "x0")
    chosen = {key: value for key, value in given.items() if key in ("x0", "parameters")}
    beta = Fraction(str((given.get("parameters") or {}).get("beta", "1")))
    etas = [Fraction(2 * k, ETAS + 1) / beta for k in range(1, ETAS + 1)]
    rho = [given["rho"]] if "rho" in given else []
    return sweep_figure(name, sweep(name, rho, etas, arithmetic="ball", **chosen))


def components(name: str, given: Mapping[str, Any]) -> Any:
    """The mean gradient and the expected virtual gradient of a pair, between its kinks."""
    from samproofs.sam.tree import mixture

    _only(given, "function", "rho")
    example = pairs.pair(name)
    values = example.values({**(given.get("parameters") or {}), **({"rho": given["rho"]} if "rho" in given else {})})
    mixed = mixture(example, values)
    rho = values["rho"]
    kinks = [at for one in mixed.components for at in (*one.breaks, *one.stationary_points())]
    low, high = min(kinks, default=-rho) - 2 * rho, max(kinks, default=rho) + 2 * rho
    parts = list(zip(mixed.probabilities, (one.gradient for one in mixed.components), strict=True))
    places = {"stationary for $f$": mixed.mean().stationary_points()[0]} if mixed.mean().stationary_points() else {}
    return figures.components_figure(parts, rho, (low, high), places)


def moments(name: str, given: Mapping[str, Any]) -> Any:
    """Exact expectations at each step, beside the bounds that the claim of the pair states for them."""
    from matplotlib.figure import Figure

    from samproofs.sam.comparisons import comparisons

    _only(given, "orbit")
    if given.get("parameters"):
        raise UsageError("the figure 'orbit' of a pair shows the instances that its claim is confirmed on, and takes no parameters")
    found = [c for c in comparisons(pairs.pair(name).claim) if c.first <= 1 and len(c.observed) > 1]
    found = list({c.what.split(" (")[0]: c for c in found}.values())[:4]
    figure = Figure(figsize=(6.4, 2.3 * len(found) + 0.4), layout="constrained")
    for axes, one in zip(figure.subplots(len(found), 1, sharex=False, squeeze=False)[:, 0], found, strict=True):
        axes.spines[["top", "right"]].set_visible(False)
        times = range(one.first, one.first + len(one.observed))
        axes.plot(times, [float(x) for x in one.observed], "o-", color="black", markersize=4, linewidth=0.8, label="exact")
        axes.plot(times, [float(x) for x in one.bound], "--", color="0.4", linewidth=1.0, label="bound")
        axes.set_title(one.what, fontsize="small", wrap=True)
        axes.set_xlabel("step")
        axes.legend(loc="best", frameon=False, handlelength=3)
    return figure


KINDS: Mapping[str, Callable[[str, Mapping[str, Any]], Any]] = {
    "function": _function, "orbit": orbit, "basins": basin, "scaling": scaling, "step-size": step_size,
}  # fmt: skip
PAIRS: Mapping[str, Callable[[str, Mapping[str, Any]], Any]] = {"function": components, "orbit": moments}
