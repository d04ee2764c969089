"""No changed step of any proof goes unnoticed: constants moved, signs flipped, facts removed, one at a time."""

import pytest
from mutations import Proof, of_argument, of_step, survivors

from samproofs import proofs
from samproofs.statements import claim, claims


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", claims())
def test_no_mutation_of_a_proof_survives(claim_id: str) -> None:
    tried, found = survivors(proofs.export(claim_id), claim(claim_id))
    assert tried > 100
    assert not found, f"{len(found)} of {tried} changes went unnoticed, the first at step {found[0]}"


def test_every_constant_and_sign_of_an_argument_is_changed_and_a_term_gets_another_sign() -> None:
    assert set(of_argument("a - (-b) >= -2*c")) == {
        "a + (-b) >= -2*c",
        "a - (b) >= -2*c",
        "a - (-b) >= 2*c",
        "a - (-b) >= -3*c",
    }
    assert list(of_argument("x[t]")) == ["-(x[t])"]
    assert list(of_argument(["a", {"number": "2"}]))[:2] == [[{"number": "2"}], ["-(a)", {"number": "2"}]]


def test_a_mutation_that_proves_the_same_statement_by_another_theorem_is_found() -> None:
    """The search itself can fail: a lemma that the statement makes superfluous is reported."""
    statement, proof = claim("det-nonconvex-upper"), proofs.export("det-nonconvex-upper")
    whole = Proof(proof, statement)
    number = max(i for i, step in enumerate(proof["steps"]) if step["rule"] == "cut")
    lemma = whole.results[proof["steps"][number]["args"][1]].conclusion
    whole.stated = {i: (given | {lemma}, conclusion) for i, (given, conclusion) in whole.stated.items()}
    assert any(whole.survives(number, arguments) for arguments in of_step(proof["steps"][number]))
