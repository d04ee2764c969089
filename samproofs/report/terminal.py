"""Text for people: a table drawn by rich on a terminal, aligned columns and whole lines everywhere else."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

STYLE = {"PROVED": "green", "REFUTED": "bold red", "UNDECIDED": "bold red"}
WRAPPED = 16  # a column that is wrapped to fewer characters breaks its words


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers on the standard output; a narrow terminal wraps the widest column, a narrower one has a line per cell."""
    if sys.stdout.isatty():
        _print_rich(headers, rows)
        return
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    for row in (headers, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _print_rich(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    if sum(widths) - max(widths) + 2 * len(widths) + WRAPPED > console.width:
        for first, *others in rows:
            console.print(Text(first, "bold"))
            for header, cell in zip(headers[1:], others, strict=True):
                console.print(Text(f"  {header}: ").append(cell, STYLE.get(cell, "")))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for header, width in zip(headers, widths, strict=True):
        table.add_column(header, no_wrap=width < max(widths), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, STYLE.get(cell, "")) for cell in row))
    console.print(table)


def paragraph(text: str, indent: str = "") -> str:
    """Prose, filled to the width of a terminal; one long line elsewhere, so that it can be searched."""
    if not sys.stdout.isatty():
        return indent + text
    import shutil
    import textwrap

    hanging = indent + "  " * bool(indent)
    filled = textwrap.TextWrapper(max(40, shutil.get_terminal_size().columns), indent, hanging)
    filled.break_long_words = filled.break_on_hyphens = False
    return filled.fill(text)


def section(title: str, lines: Iterable[str]) -> None:
    """A title and indented lines below it."""
    print(f"\n{title}")
    for line in lines:
        print(paragraph(line.lstrip(), "  " + " " * (len(line) - len(line.lstrip()))))


def plain(value: Any) -> str:
    """Data on one line: `name: value`, lists in brackets, nothing for what is empty."""
    if isinstance(value, dict):
        said = ((key.replace("_", " "), v) for key, v in value.items() if v not in (None, "", {}, []))
        return ", ".join(f"{key}: ({plain(v)})" if isinstance(v, dict) else f"{key}: {plain(v)}" for key, v in said)
    if isinstance(value, list):
        return "[" + ", ".join(map(plain, value)) + "]"
    return value if isinstance(value, str) else json.dumps(value)


def mapping_page(found: dict[str, Any]) -> None:
    """A dictionary as text: `key: value`, lists and dictionaries below their key."""
    for key, value in found.items():
        if isinstance(value, list | dict) and value:
            section(key.replace("_", " "), list(_nested(value)))
        elif value not in (None, [], {}):
            print(paragraph(f"{key.replace('_', ' ')}: {plain(value)}"))


def _nested(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{key.replace('_', ' ')}: {plain(item)}" for key, item in value.items() if item is not None)
        return
    for item in value:
        if not isinstance(item, dict):
            yield plain(item)
            continue
        shown = [f"{key.replace('_', ' ')}: {plain(v)}" for key, v in item.items() if v is not None]
        yield from (line if i == 0 else f"  {line}" for i, line in enumerate(shown))
