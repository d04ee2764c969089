"""The claim graph as SVG: which claims there are, what the kernel says of each, and which lemmas their proofs share.

An arrow from A to B says that the proof of B is written with A, as the imports of the proof modules have it; arrows that
others imply are not drawn. Columns run from lemmas to claims; verdicts are told apart by text and line as well as by colour.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from samproofs import proofs
from samproofs.errors import UsageError

LANGUAGE = {"script", "tactics"}  # the language that every proof is written in
STYLE = {  # fill, stroke, dashes
    "PROVED": ("#d9f2e0", "#1a6b34", ""),
    "UNDECIDED": ("#fdf3d0", "#8a6100", "6 3"),
    "REFUTED": ("#ffdcd9", "#b3261e", "2 3"),
    "lemma": ("#f1f3f5", "#57606a", ""),
}
WIDTH, HEIGHT, GAP, BETWEEN, MARGIN = 206, 40, 12, 84, 10
SWEEPS = 8
Edges = Mapping[str, set[str]]


def imports() -> dict[str, set[str]]:
    """For each proof module, by the name of its file, the proof modules that it imports, `LANGUAGE` left out."""
    files = {path.stem: path for path in Path(str(proofs.__file__)).parent.glob("*.py") if path.stem != "__init__"}
    found = {}
    for name in files.keys() - LANGUAGE:
        tree = ast.parse(files[name].read_text(encoding="utf-8"))
        said = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        found[name] = ({module.rpartition(".")[2] for module in said} & files.keys()) - LANGUAGE - {name}
    return found


def needed(claims: list[str], uses: Edges) -> dict[str, set[str]]:
    """What the proofs of these claims use, directly or not, without the arrows that others imply; ids for claims."""
    module = {name.replace("-", "_"): name for name in claims}
    behind: dict[str, set[str]] = {}

    def visit(name: str) -> set[str]:
        if name not in behind:
            behind[name] = set()
            behind[name] = uses.get(name, set()).union(*(visit(other) for other in uses.get(name, ())))
        return behind[name]

    for name in module:
        visit(name)
    called = {name: module.get(name, name) for name in behind}
    return {called[name]: {called[u] for u in uses.get(name, ()) if not any(u in behind[v] for v in uses[name] - {u})} for name in behind}


def columns(claims: list[str], uses: Edges) -> list[list[str]]:
    """The nodes from left to right, each just to the right of what it uses; claims in their order, below lemmas."""
    depth: dict[str, int] = {}

    def place(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((place(u) for u in uses[name]), default=-1)
        return depth[name]

    order = {name: i for i, name in enumerate(claims)}
    rows: list[list[str]] = [[] for _ in range(1 + max(map(place, uses), default=-1))]
    for name in sorted(uses, key=lambda n: (order.get(n, -1), n)):
        rows[depth[name]].append(name)
    return rows


def places(rows: list[list[str]], uses: Edges) -> dict[str, tuple[float, float]]:
    """The left upper corner of each box: in each column as near as can be to the boxes that an arrow joins it with."""
    step = HEIGHT + GAP
    total = max(map(len, rows), default=0) * step
    at = {name: i * total / len(row) for row in rows for i, name in enumerate(row)}
    near = {name: [*uses[name], *(v for v in uses if name in uses[v])] for name in uses}
    for _ in range(SWEEPS):
        for row in rows:
            wanted = {name: sum(at[v] for v in near[name]) / len(near[name]) if near[name] else at[name] for name in row}
            row.sort(key=lambda name: wanted[name])
            low = 0.0
            for i, name in enumerate(row):
                at[name] = max(low, min(wanted[name], total - (len(row) - i) * step))
                low = at[name] + step
    left = {name: i * (WIDTH + BETWEEN) for i, row in enumerate(rows) for name in row}
    return {name: (MARGIN + left[name], MARGIN + at[name]) for name in at}


def svg(report: dict[str, Any], link: Callable[[str], str], uses: Edges | None = None) -> str:
    """The graph of the claims in a report of `verify`; `link` gives the address of a claim's page."""
    rows = {row["id"]: row for row in report["claims"]}
    edges = needed(list(rows), imports() if uses is None else uses)
    corner = places(columns(list(rows), edges), edges)
    width = max((x for x, _ in corner.values()), default=0) + WIDTH + MARGIN
    height = max((y for _, y in corner.values()), default=0) + HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        'role="img" aria-label="The claims, their verdicts and the lemmas that their proofs share" '
        'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="13">',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#6e7781"/></marker></defs>',
    ]
    for name in corner:
        lines += [_arrow(corner[source], corner[name]) for source in sorted(edges[name])]
    for name, (x, y) in corner.items():
        lines.append(_lemma(name, x, y) if name not in rows else _claim(rows[name], x, y, link(name)))
    return "\n".join([*lines, "</svg>"])


def _arrow(source: tuple[float, float], target: tuple[float, float]) -> str:
    x, y = source[0] + WIDTH, source[1] + HEIGHT / 2
    u, v = target[0] - 2, target[1] + HEIGHT / 2
    bend = (u - x) / 2 if u - x < 2 * BETWEEN else BETWEEN
    path = f"M{x:.0f} {y:.0f}C{x + bend:.0f} {y:.0f} {u - bend:.0f} {v:.0f} {u:.0f} {v:.0f}"
    return f'<path d="{path}" fill="none" stroke="#6e7781" stroke-width="1" opacity="0.75" marker-end="url(#head)"/>'


def _box(style: str, x: float, y: float, title: str, first: str, second: str) -> str:
    fill, stroke, dash = STYLE[style]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="1.4"{dashes}/>'
        f'<text x="{x + WIDTH / 2:.0f}" y="{y + 17:.0f}" text-anchor="middle" fill="#1f2328">{escape(first)}</text>'
        f'<text x="{x + WIDTH / 2:.0f}" y="{y + 32:.0f}" text-anchor="middle" font-size="11" fill="{stroke}">'
        f"{escape(second)}</text></g>"
    )


def _claim(row: dict[str, Any], x: float, y: float, address: str) -> str:
    number = f"{row['paper']}, " if row["paper"][:1].isdigit() else ""
    box = _box(row["verdict"], x, y, f"{row['title']} ({row['verdict']})", row["id"], number + row["verdict"].lower())
    return f'<a href="{escape(address)}">{box}</a>'


def _lemma(name: str, x: float, y: float) -> str:
    module = Path(str(proofs.__file__)).with_name(f"{name}.py")
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) if module.exists() else None
    return _box("lemma", x, y, " ".join((said or name).split("\n\n")[0].split()), name.replace("_", " "), "lemmas")


def write_graph(report: Mapping[str, Any], folder: str) -> Path:
    """Write the graph of a report of `verify` to `claims.svg` in a folder; UsageError where that is not possible."""
    path = Path(folder) / "claims.svg"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg(dict(report), lambda name: f"#{name}") + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return path
