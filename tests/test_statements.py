"""A name of the command line stands for one claim, for those of a theorem, or for a family; a misspelt one for none."""

import pytest

from samproofs import cli
from samproofs.errors import UsageError
from samproofs.statements import claim, claims, named


@pytest.mark.parametrize("claim_id", list(claims()))
def test_an_id_means_its_own_claim_alone(claim_id: str) -> None:
    assert named(claim_id) == [claim(claim_id)] == [claims()[claim_id]]


@pytest.mark.parametrize("family", ["contrast-usam", "contrast-decay-", "contrast", "det-sc", "sto-sc-upper-", "consistent-"])
def test_a_family_is_all_claims_whose_ids_begin_with_its_name(family: str) -> None:
    stem = family.rstrip("-")
    expected = {c for c in claims() if c == stem or c.startswith(f"{stem}-")}
    assert {c.id for c in named(family)} == expected and len(expected) > 1


def test_a_part_of_a_word_is_no_family() -> None:
    for name in ("contrast-us", "contrast-u-", "contrast-decay--", "-", "", "usam", "det-sc-upper-x", "3"):
        with pytest.raises(UsageError, match="there is no claim"):
            named(name)


@pytest.mark.parametrize("command", ["show", "axioms", "cite"])
def test_one_claim_is_asked_for_by_name_when_a_family_has_several(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "contrast-usam"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "several claims belong to the family contrast-usam: contrast-usam-quadratic, contrast-usam-sinusoid; name one" in error


def test_a_family_of_one_is_that_claim() -> None:
    assert claim("contrast-epsilon-").id == "contrast-epsilon"
