"""Certificates are shown as they are in the data."""

from types import SimpleNamespace
from typing import Any

import pytest

from samproofs.kernel.terms import KernelError
from samproofs.proofs import export
from samproofs.report.steps import certificates, tidy
from samproofs.statements import claim

NAMES: Any = SimpleNamespace(names={"symbols": "a b"})


def number(text: str) -> dict[str, str]:
    return {"number": text}


def test_a_product_shows_its_coefficient_its_facts_by_goal_and_its_squares() -> None:
    steps = [
        {"rule": "assume", "args": ["a > 0"]},
        {"rule": "pi_lower", "args": []},
        {"rule": "combine", "args": ["a/2*(a-b)**2 + (pi - 3)*b**2 + 5 >= 0",
                                     [[number("1/2"), 0, "a - b"], [number("1"), 1, "b"], [number("5")]], []]},
    ]  # fmt: skip
    (shown,) = certificates(NAMES, {"names": {}, "steps": steps})
    assert shown["certificate"] == ["1/2*[a > 0]*(a - b)**2", "[pi - 3 > 0]*b**2", "5"]
    assert (shown["step"], shown["equations"]) == (2, 0)


def test_the_one_step_inequality_shows_the_papers_certificate() -> None:
    stated = claim("3.4")
    shown = certificates(stated, export(stated.id))
    assert any(
        "1/2*[eta > 0]*[eta*beta <= 1]*[dot(grad(f, y[t]), grad(f, y[t])) >= 0]" in step["certificate"]
        for step in shown
    )


def test_a_proof_that_the_kernel_refuses_is_not_shown() -> None:
    with pytest.raises(KernelError):
        certificates(NAMES, {"names": {}, "steps": [{"rule": "combine", "args": ["a >= 0", [], []]}]})


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("(a + b) >= 0", "a + b >= 0"),
        ("(a)*(b) < (a)", "(a)*(b) < a"),
        ("Smooth(f, b)", "Smooth(f, b)"),
        ("a == (b)", "a == b"),
    ],
)
def test_only_parentheses_around_a_side_are_dropped(written: str, shown: str) -> None:
    assert tidy(written) == shown
