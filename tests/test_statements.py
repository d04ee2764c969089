"""A name of the command line stands for one claim, for those of a theorem, or for a family; a misspelt one for none."""

import re
from pathlib import Path

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


def unlisted(changelog: str, hashes: dict[str, str]) -> list[str]:
    """The claims whose hash the newest version in a changelog does not list as it is, and those that it lists and are none."""
    newest = changelog.split("\n## ")[1]
    listed = dict(re.findall(r"^\* `([a-z-]+)` ([0-9a-f]{8})$", newest, re.M))
    return sorted({*(name for name, found in hashes.items() if listed.get(name) != found[:8]), *(listed.keys() - hashes.keys())})


def test_the_changelog_lists_what_each_claim_says():
    text = (Path(__file__).parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    now = {claim.id: claim.hash for claim in claims().values()}
    assert unlisted(text, now) == [], "a statement changed: say so in CHANGELOG.md, and give the first eight digits of its new hash"


def test_a_changed_a_new_and_a_removed_statement_are_missed_in_the_changelog():
    text = "# Changelog\n\n## 2.0\n\n* `old-one` 00000000\n* `same` 11111111\n* `gone` 22222222\n\n## 1.0\n\n* `new-one` 33333333\n"
    assert unlisted(text, {"old-one": "4" * 64, "same": "1" * 64, "new-one": "3" * 64}) == ["gone", "new-one", "old-one"]
