"""Figures of functions, orbits, floors and pairs of components.  Drawn in floating point; a picture is not evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from samproofs.functions.catalogue import resolve
from samproofs.sam.derive import Derivation, derive
from samproofs.sam.orbit import iterate
from samproofs.sam.problem import problem

TRUE, VIRTUAL, MARK = "black", "0.55", "0.0"  # readable in grey: a black line, a grey dashed line, symbols
STYLES = ("-", "--", "-.", ":", (0, (1, 3)))
MARKS = ("_", "o", "s")
ARITHMETICS = {"mpmath": "high precision", "float64": "float64", "float32": "float32"}


def save(figure: Any, out: str) -> None:
    """Write a figure as png, svg or pdf, by the ending of the file's name: the same figure gives the same bytes.

    OSError when the file cannot be written.
    """
    import matplotlib

    undated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(out[-4:], {})
    with matplotlib.rc_context({"svg.hashsalt": "samproofs"}):
        figure.savefig(out, metadata=undated)


def function_figure(name: str, **parameters: str | int | Fraction) -> Any:
    """The function, the virtual loss whose gradient SAM follows, the stationary points and the points where SAM rests.

    `parameters` are those of the function and `rho`, as exact text; the others have their defaults. Returns a matplotlib figure.

    >>> function_figure("sinusoid").axes[0].get_xlabel()
    '$x$'
    """
    derivation = numeric(name, parameters)
    figure, axes = _axes()
    low, high = window(derivation, _breaks(name, derivation))
    points = [low + (high - low) * i / 2000 for i in range(2001)]
    f = _curve(derivation, derivation.function)
    axes.plot(points, [f(x) for x in points], color=TRUE, label="$f$")
    axes.plot(
        points,
        _virtual_loss(derivation, points),
        color=VIRTUAL,
        linestyle="--",
        label="virtual loss $J$, with $J' = G$",
    )
    for kind, marker, label in ((True, "o", "stationary for $f$"), (False, "D", "fixed for SAM, not stationary")):
        rests = [p for p in derivation.fixed_points if p.stationary is kind and (kind or _attracts(derivation, p))]
        places = [x for p in rests for x in repeats(derivation, p.point, low, high)]
        if places:
            axes.plot(
                places,
                [f(x) for x in places],
                marker,
                color=MARK,
                fillstyle="none" if kind else "full",
                markersize=8 if kind else 5,
                linestyle="",
                label=label,
            )
    for cycle in derivation.two_cycles[:1]:
        places = [float(point.evalf()) for point in cycle.points]
        axes.plot(places, [f(x) for x in places], "s", color=MARK, markersize=4, linestyle="", label="two-cycle of SAM")
    axes.set_xlabel("$x$")
    axes.set_ylabel("loss")
    _legend(axes)
    return figure


def orbit_figure(name: str, steps: int = 60, **options: Any) -> Any:
    """The distance of an orbit from the limit that SymPy derived, step by step, on a logarithmic scale."""
    from mpmath import log10, mpf, workdps

    run = iterate(name, steps=steps, **options)
    figure, axes = _axes()
    digits = int(run["digits"]) if run["digits"] else 17
    with workdps(digits + 10):
        places = [mpf(point) for point in run["limit"]["points"]]
        distances = [min(abs(mpf(x) - place) for place in places) for x in run["iterates"]]
        heights = [float(log10(distance)) if distance else None for distance in distances]
    axes.plot(range(len(heights)), heights, "o-", color=TRUE, markersize=3, linewidth=0.8)
    axes.set_xlabel("$t$")
    axes.set_ylabel(r"$\log_{10}$ of the distance to the " + ("limit" if len(places) == 1 else "two-cycle"))
    return figure


def variants_figure(name: str, variants: Mapping[str, Mapping[str, Any]], steps: int = 100, **options: Any) -> Any:
    """The size of the gradient along the orbits of several variants of SAM; `variants` maps a label to options of `iterate`.

    >>> figure = variants_figure("quadratic", {"SAM": {}, "USAM": {"variant": "usam", "rho_u": "1"}}, steps=20)
    >>> [line.get_label() for line in figure.axes[0].get_lines()]
    ['SAM', 'USAM']
    """
    figure, axes = _axes()
    for (label, chosen), style in zip(variants.items(), STYLES, strict=False):
        run = iterate(name, steps=steps, **options, **chosen)
        sizes = [log_ten(abs(slope)) for slope in _slopes(name, run, run["iterates"])]
        axes.plot(range(len(sizes)), sizes, color=TRUE, linestyle=style, linewidth=1.0, label=label)
    axes.set_xlabel("$t$")
    axes.set_ylabel(r"$\log_{10}\,|f'(x_t)|$")
    _legend(axes)
    return figure


def scaling_figure(name: str, exponents: Sequence[int] = range(1, 41), steps: int = 400, **options: Any) -> Any:
    """The squared gradient that remains after some steps against rho, in several arithmetics; both axes logarithmic.

    SAM starts at distance rho from x0. What an arithmetic rounds to exactly 0 is not drawn, and neither is what it
    does not bring near the floor because it cannot move.
    """
    figure, axes = _axes()
    start = Fraction(str(options.pop("x0", resolve(name).x0)))
    for (arithmetic, label), mark in zip(ARITHMETICS.items(), MARKS, strict=True):
        floors = []
        for exponent in exponents:
            rho = Fraction(1, 10**exponent)
            given: dict[str, Any] = {"rho": rho, "x0": start + rho, "arithmetic": arithmetic, "digits": 2 * max(exponents) + 20}
            run = iterate(name, steps=steps, **given, **options)
            floors.append(log_ten(_slopes(name, run, [run["last"]])[0] ** 2))
        axes.plot([-e for e in exponents], floors, mark, color=TRUE, markersize=4, fillstyle="none", label=label)
    axes.set_xlabel(r"$\log_{10}\rho$")
    axes.set_ylabel(r"$\log_{10}$ of the squared gradient")
    _legend(axes, 3)
    return figure


def step_size_figure(beta_eta: Sequence[Fraction], curves: Mapping[str, Callable[[Fraction], Fraction]]) -> Any:
    """Quantities against the step size in units of 1/beta, on a logarithmic scale: a floor beside its bounds."""
    figure, axes = _axes()
    for (label, curve), style in zip(curves.items(), STYLES, strict=False):
        heights = [log_ten(curve(z)) for z in beta_eta]
        axes.plot([float(z) for z in beta_eta], heights, color=TRUE, linestyle=style, linewidth=1.0, label=label)
    axes.set_xlabel(r"$z = \eta\beta$")
    axes.set_ylabel(r"$\log_{10}$ of the floor and its bounds")
    _legend(axes)
    return figure


def components_figure(
    components: Sequence[tuple[Fraction, Callable[[Fraction], Fraction]]],
    rho: Fraction,
    window: tuple[Fraction, Fraction],
    marked: Mapping[str, Fraction] | None = None,
) -> Any:
    """The mean gradient and the expected virtual gradient of m-SAM for components given as (probability, derivative).

    Each component is perturbed along its own gradient: its virtual gradient is its derivative at `x + rho*sign`.
    `marked` names points on the axis. Below, the second minus the first: what m-SAM adds to the gradient.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 5.0), layout="constrained")
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    for panel in (axes, below):
        panel.spines[["top", "right"]].set_visible(False)
    low, high = window
    points = [low + (high - low) * i / 1200 for i in range(1201)]

    def virtual(slope: Callable[[Fraction], Fraction], x: Fraction) -> Fraction:
        at = slope(x)
        return slope(x + rho * ((at > 0) - (at < 0)))

    def signs(x: Fraction) -> list[bool]:
        return [slope(x) > 0 for _, slope in components]

    jumps = {i for i in range(1, len(points)) if signs(points[i]) != signs(points[i - 1])}  # no line is drawn across one
    mean = [float(sum(p * slope(x) for p, slope in components)) for x in points]
    expected = [
        float("nan") if i in jumps else float(sum(p * virtual(slope, x) for p, slope in components))
        for i, x in enumerate(points)
    ]
    places = [float(x) for x in points]
    axes.axhline(0, color=VIRTUAL, linewidth=0.6)
    axes.plot(places, mean, color=TRUE, label="mean gradient $f'$")
    axes.plot(places, expected, color=VIRTUAL, linestyle="--", label="expected virtual gradient")
    for (label, x), mark in zip((marked or {}).items(), "oDs", strict=False):
        axes.plot([float(x)], [0], mark, color=MARK, linestyle="", label=label)
    below.axhline(0, color=VIRTUAL, linewidth=0.6)
    below.plot(places, [e - m for e, m in zip(expected, mean, strict=True)], color=TRUE, linewidth=1.0)
    below.set_ylabel("difference")
    below.set_xlabel("$x$")
    axes.set_ylabel("slope")
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, handlelength=3)
    return figure


def _slopes(name: str, run: Mapping[str, Any], iterates: Sequence[str]) -> list[Any]:
    """f' at iterates of a run, evaluated with enough digits whatever the arithmetic of the run was."""
    from samproofs.functions.arithmetics import Multiprecision

    numbers = Multiprecision(200)
    known = {parameter.name for parameter in resolve(name).parameters}
    chosen = {key: value for key, value in run["parameters"].items() if key in known}
    gradient = problem(name, rho=run["parameters"]["rho"], parameters=chosen).gradient(numbers)
    return [gradient(numbers.context.mpf(x)) for x in iterates]


def log_ten(value: Any) -> float | None:
    """The logarithm of a positive number of any size, None for 0 and for what rounding made negative."""
    from mpmath import log10, mpf

    if isinstance(value, Fraction):
        value = mpf(value.numerator) / value.denominator
    return float(log10(value)) if value > 0 else None


def _legend(axes: Any, ncols: int = 2) -> None:
    """The legend, below the figure, with dashes long enough to be told apart."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=ncols, frameon=False, handlelength=3)


def _axes() -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def numeric(name: str, parameters: dict[str, str | int | Fraction]) -> Derivation:
    """The derivation with a number for every parameter; eta decides only what attracts."""
    chosen = resolve(name)
    eta = parameters.pop("eta", chosen.eta)
    return derive(name, **{**chosen.values(parameters), "eta": eta})


def _curve(derivation: Derivation, expression: Any) -> Callable[[float], float]:
    """A formula in x as a function of floats."""
    from sympy import lambdify

    at: Callable[[float], float] = lambdify(derivation.variable, expression, "math")
    return at


def _attracts(derivation: Derivation, point: Any) -> bool:
    return point.multiplier is not None and bool(abs(point.multiplier.evalf()) < 1)


def _breaks(name: str, derivation: Derivation) -> list[float]:
    """Where the gradient of a function changes its formula, by declaration."""
    chosen = resolve(name)
    if chosen.gradient is None:
        return []
    numbers = {p.name: Fraction(str(derivation.symbols[p.name])) for p in chosen.parameters}
    return [float(at) for at in chosen.piecewise(rho=Fraction(str(derivation.symbols["rho"])), **numbers).breaks]


def window(derivation: Derivation, breaks: Sequence[float] = ()) -> tuple[float, float]:
    """The interval to draw: about one and a half periods, or the stationary points and breaks with a margin.

    About a lone two-cycle it is so narrow that the minimiser is seen between the two points.
    """
    places = [float(p.evalf()) for p in derivation.stationary_points or ()]
    if derivation.period is not None:
        period = float(derivation.period.evalf())
        return places[0] - 0.35 * period, places[0] + 1.15 * period
    rho = float((derivation.pieces[-1].perturbed - derivation.variable).evalf())
    margin = 2 * rho if len(places) == 1 else 0.75 * rho
    if breaks:
        ends = [*places, *breaks]
        margin = max(margin, 0.4 * (max(ends) - min(ends)))
        return min(ends) - margin, max(ends) + margin
    for cycle in derivation.two_cycles[:1]:
        margin = min(margin, 8 * float(cycle.radius.evalf()))
    return min(places) - margin, max(places) + margin


def repeats(derivation: Derivation, point: Any, low: float, high: float) -> list[float]:
    """The places of a point in the window, repeated with the period."""
    place = float(point.evalf())
    if derivation.period is None:
        return [place]
    period = float(derivation.period.evalf())
    return [place + k * period for k in range(-3, 4) if low <= place + k * period <= high]


def _virtual_loss(derivation: Derivation, points: list[float]) -> list[float]:
    """J on the window, with one constant for each piece so that it is continuous."""
    ends = [(float(p.lower.evalf()), float(p.upper.evalf())) for p in derivation.pieces]
    curves = [_curve(derivation, p.virtual_loss) for p in derivation.pieces]
    period = None if derivation.period is None else float(derivation.period.evalf())
    values: list[float] = []
    previous, shift = None, 0.0
    for x in points:
        copy = 0 if period is None else floor((x - ends[0][0]) / period)
        inside = x - copy * (period or 0.0)
        piece = next((i for i, (a, b) in enumerate(ends) if a <= inside < b), len(ends) - 1)
        height = curves[piece](inside)
        if previous not in (None, (piece, copy)):
            shift = values[-1] - height
        previous = piece, copy
        values.append(height + shift)
    return values
