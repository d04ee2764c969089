"""The modules of docs/ as tests import them, and a small report of `verify`."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))


@pytest.fixture(scope="session")
def some() -> dict[str, Any]:
    """The verdicts on two claims."""
    from samproofs import verify

    return verify(["det-nonconvex-upper", "det-sc-lower"])
