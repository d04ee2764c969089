"""One test for each claim: `pytest -k det-nonconvex-upper`."""

import pytest

from samproofs import verify
from samproofs.statements import claims


@pytest.mark.parametrize("claim_id", claims())
def test_claim_is_proved_by_both_engines_and_its_neighbours_are_false(claim_id: str) -> None:
    (row,) = verify(claim_id)["claims"]
    assert row["verdict"] == "PROVED", row["reason"]
    assert row["tier"] == claims()[claim_id].tier
    assert {name: answer["verdict"] for name, answer in row["engines"].items()} == {"kernel": "PROVED", "sympy": "PROVED"}
    assert set(row["axioms"]) == set(claims()[claim_id].axioms)
    assert len(row["false_neighbours"]) >= 3
    assert all(neighbour["rejected"] for neighbour in row["false_neighbours"])
    assert {model["part"] for model in row["models"]} == {part.name for part in claims()[claim_id].parts}
    assert all(model["holds"] for model in row["models"])
