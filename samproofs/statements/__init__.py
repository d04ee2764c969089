"""What is claimed: one data file per claim, read here into `Claim` objects.  No proof is imported, and nothing is computed.

A statement file is TOML: `id`, `paper` (the theorem's number, from memory), `title`, `setting`, `kind`, `tier`, `relation`, `abstract`
(the sentences of the paper's abstract that it belongs to, by number: see `abstract.py`), `idea`, `axioms` (the groups that a proof may
use), `[language]` (the names and their kinds), `given` (hypotheses), `[construct]` (a real function of the statement, by a file in
`functions/` and terms for its parameters), and `[[part]]`s, each with further hypotheses and conclusions.
"""
from __future__ import annotations

import difflib
import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..kernel.replay import Statement, read_toml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Part:
    """One theorem of a claim: its own hypotheses and its conclusions, as text."""

    name: str
    given: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A claim as its statement file says it; `table` is the file's content."""

    id: str
    paper: str
    title: str
    setting: str
    kind: str
    tier: str
    relation: str
    abstract: tuple[int, ...]
    idea: tuple[str, ...]
    axioms: tuple[str, ...]
    given: tuple[str, ...]
    construct: dict[str, dict[str, str]]
    parts: tuple[Part, ...]
    table: dict[str, Any]
    path: Path

    @property
    def names(self) -> dict[str, str]:
        """The declared names by kind, as the kernel's `Language` takes them."""
        return dict(self.table["language"])

    @property
    def goals(self) -> dict[str, list[str]]:
        """The conclusions of each part."""
        return {part.name: list(part.then) for part in self.parts}

    @property
    def constructed(self) -> dict[str, str]:
        """The formula that defines each constructed function, as `forall(u, f(u) == ...)`."""
        made = {}
        for f, how in self.construct.items():
            function = function_table(how["function"])
            names = {name: f"({text})" for name, text in how.items() if name != "function"} | {function["variable"]: "u"}
            body = re.sub(r"\b[a-zA-Z_]\w*\b", functools.partial(_put, names), function["formula"])
            made[f] = f"forall(u, {f}(u) == {body})"
        return made

    def statement(self) -> Any:
        """The kernel's reading of the statement: formulas, not text."""
        return Statement(self.table, function_table)

    def hypotheses(self, part: Part) -> list[str]:
        """All hypotheses of a part, in order: the construction, the shared ones, its own."""
        return [*self.constructed.values(), *self.given, *part.given]

    @property
    def hash(self) -> str:
        """SHA-256 of what is claimed (names, construction, hypotheses, conclusions, axioms), 16 digits: it changes when the claim does."""
        said = [self.names, self.constructed, self.given, [(p.name, p.given, p.then) for p in self.parts], self.axioms]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def from_table(table: dict[str, Any], path: Path) -> Claim:
    """A claim from the content of a statement file."""
    parts = tuple(Part(p["name"], tuple(p.get("given", ())), tuple(p["then"])) for p in table["part"])
    simple: dict[str, Any] = {key: table[key] for key in ("id", "paper", "title", "setting", "kind", "tier", "relation")}
    simple |= {key: tuple(table.get(key, ())) for key in ("abstract", "idea", "axioms", "given")}
    return Claim(**simple, construct=dict(table.get("construct", {})), parts=parts, table=table, path=path)


def _put(names: dict[str, str], match: re.Match[str]) -> str:
    """What a name in a formula is replaced by."""
    return names.get(match[0], match[0])


@functools.cache
def function_table(name: str) -> dict[str, Any]:
    """The content of a function's file."""
    table: dict[str, Any] = read_toml(FOLDER.parent / "functions" / f"{name}.toml")
    return table


@functools.cache
def claims() -> dict[str, Claim]:
    """All claims by id, in the order of the paper.

    >>> claims()["det-nonconvex-upper"].paper
    '3.4'
    """
    found = {path.stem: from_table(read_toml(path), path) for path in sorted(FOLDER.glob("*.toml"))}
    return dict(sorted(found.items(), key=lambda item: (item[1].paper, item[0])))


def named(name: str) -> list[Claim]:
    """The claim with this id; or all claims that belong to the theorem with this number, or whose id begins with this family's name.

    An id means its own claim alone.  Where it begins other ids too, a final dash asks for the family, itself included.  UsageError
    with the nearest name if there is no such claim.

    >>> [c.id for c in named("3.4")]
    ['det-nonconvex-upper']
    >>> [c.id for c in named("contrast-usam")]
    ['contrast-usam-quadratic', 'contrast-usam-sinusoid']
    >>> [c.id for c in named("contrast-decay")], [c.id for c in named("contrast-decay-")][:2]
    (['contrast-decay'], ['contrast-decay', 'contrast-decay-maximum'])
    """
    everything = claims()
    if name in everything:
        return [everything[name]]
    family = name.removesuffix("-")
    found = [c for c in everything.values() if name == c.paper or (family and f"{c.id}-".startswith(f"{family}-"))]
    if found:
        return found
    near = difflib.get_close_matches(name, [*everything, *(c.paper for c in everything.values())], 1, 0.3)
    raise UsageError(f"there is no claim {name!r}" + (f"; did you mean {near[0]}?" if near else "; `samproofs list` shows all"))


def claim(name: str) -> Claim:
    """The one claim with this id, theorem number or family's name; `UsageError` if several belong to it.

    >>> claim("3.4").id
    'det-nonconvex-upper'
    """
    found = named(name)
    if len(found) > 1:
        whose = f"theorem {name}" if name == found[0].paper and name[0].isdigit() else f"the family {name}"
        raise UsageError(f"several claims belong to {whose}: {', '.join(c.id for c in found)}; name one of them")
    return found[0]
