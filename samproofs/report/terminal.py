"""Text for people: a table drawn by rich on a terminal, aligned columns and whole lines everywhere else."""

import shutil
import sys
import textwrap
from collections.abc import Sequence

STYLE = {"PROVED": "green", "REFUTED": "bold red", "UNDECIDED": "bold red"}


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers on the standard output; a narrow terminal wraps the widest column."""
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

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    for header, width in zip(headers, widths, strict=True):
        table.add_column(header, no_wrap=width < max(widths), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, STYLE.get(cell, "")) for cell in row))
    Console().print(table)


def paragraph(text: str, indent: str = "") -> str:
    """Prose, filled to the width of a terminal; one long line elsewhere, so that it can be searched."""
    if not sys.stdout.isatty():
        return indent + text
    hanging = indent + "  " * bool(indent)
    filled = textwrap.TextWrapper(max(40, shutil.get_terminal_size().columns), indent, hanging)
    filled.break_long_words = filled.break_on_hyphens = False
    return filled.fill(text)
