"""Which tests are slow: exhaustive ones, that try every claim, coefficient or notebook. `pytest -m slow` runs them."""

import re

import pytest

SLOW = re.compile(
    r"test_check\.py::test_both_"
    r"|test_certificates\.py::test_(a_constant_moves|every_changed_coefficient|exports_are|a_limit|each_coefficient)"
    r"|test_verify\.py::test_(every_claim_passes|parallel)"
    r"|test_sympy_engine\.py::test_.*\["
    r"|test_sympy_facts\.py::test_the_engines_say_the_same"
    r"|test_replay\.py::test_the_proof_of_a_claim"
    r"|test_facts\.py::test_.*random_models"
    r"|test_notebooks\.py::test_a_fresh_run.*\[(?!nonconvex)"
    r"|test_generate\.py::test_nothing_that_is_generated"
    r"|test_site\.py"
    r"|test_scaling\.py"
    r"|test_neighbours\.py::test_the_unchanged_claim"
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones before they are deselected."""
    for item in items:
        if SLOW.search(item.nodeid):
            item.add_marker(pytest.mark.slow)
