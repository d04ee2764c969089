"""How each claim is proved: one module per claim, with the name of its statement, and its false neighbours beside it."""
from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from ..statements import Claim, claim
from .script import Script


def module(claim_id: str) -> ModuleType:
    """The proof module of a claim."""
    return importlib.import_module(f"{__name__}.{claim_id.replace('-', '_')}")


def script(statement: Claim) -> tuple[Script, dict[str, Any]]:
    """Write the proof of a claim (or of a changed one with the same id); the script and its roots."""
    writer = module(statement.id)
    p = Script(statement.names, getattr(writer, "NAMES", None))
    return p, writer.prove(p, statement)


def export(claim_id: str) -> dict[str, Any]:
    """The proof of a claim as plain data, ready to be replayed.

    >>> export("det-nonconvex-upper")["claim"]
    'det-nonconvex-upper'
    """
    return exported(claim_id)[0]


def exported(claim_id: str) -> tuple[dict[str, Any], list[Any]]:
    """The proof of a claim as plain data, and what each of its steps proves."""
    statement = claim(claim_id)
    p, roots = script(statement)
    return p.export(statement.id, roots), p.theorems(roots)
