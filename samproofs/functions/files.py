"""The data files of a folder, by name; read with modules that load fast, since every command reads some."""

import os
import tomllib
from typing import Any

ENDING = ".toml"


def names(folder: str) -> tuple[str, ...]:
    """The names of the data files in a folder, without their ending, in alphabetic order."""
    return tuple(sorted(name.removesuffix(ENDING) for name in os.listdir(folder) if name.endswith(ENDING)))


def table(folder: str, name: str) -> dict[str, Any]:
    """What a data file says."""
    with open(os.path.join(folder, name + ENDING), "rb") as file:
        return tomllib.load(file)
