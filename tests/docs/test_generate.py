"""The claims table of README.md and the faithfulness page say what the verdicts say, and drift is noticed."""

import copy
import json
from pathlib import Path
from typing import Any

import generate
import pytest

from samproofs import claims, verify
from samproofs.statements.abstract import sentence


def test_nothing_that_is_generated_has_drifted() -> None:
    readme = (generate.DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert generate.drift(generate.generated(verify(jobs=2), readme)) == []


def test_a_changed_verdict_is_drift(some: dict[str, Any], tmp_path: Path) -> None:
    files = {tmp_path / path.name: text for path, text in generated(some).items()}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    assert generate.drift(files) == []
    changed = copy.deepcopy(some)
    changed["claims"][0]["verdict"] = "REFUTED"
    found = generate.drift({tmp_path / path.name: text for path, text in generated(changed).items()})
    assert [sentence.split()[0] for sentence in found] == ["README.md", "faithfulness.md", "claims.svg"]


def test_a_missing_file_is_drift(tmp_path: Path) -> None:
    assert "line 1" in generate.drift({tmp_path / "missing.md": "text"})[0]


def generated(report: dict[str, Any]) -> dict[Path, str]:
    return generate.generated(report, f"before\n{generate.BEGIN}\nold\n{generate.END}\nafter\n")


def test_what_is_generated_tells_no_time_and_no_version(some: dict[str, Any]) -> None:
    changed = copy.deepcopy(some) | {"version": "9.9.9"}
    for row in changed["claims"]:
        row["seconds"] = 123.456
    assert generated(changed) == generated(some)


def test_only_the_text_between_the_markers_is_replaced(some: dict[str, Any]) -> None:
    readme = next(text for path, text in generated(some).items() if path.name == "README.md")
    assert readme.startswith(f"before\n{generate.BEGIN}\n")
    assert readme.endswith(f"{generate.END}\nafter\n")
    assert "old" not in readme


@pytest.mark.parametrize("readme", ["", generate.BEGIN, f"{generate.END}\n{generate.BEGIN}"])
def test_a_readme_without_its_markers_is_refused(some: dict[str, Any], readme: str) -> None:
    with pytest.raises(ValueError, match="must have the lines"):
        generate.generated(some, readme)


def test_verdicts_on_other_statements_are_refused(some: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "verdicts.json"
    path.write_text(json.dumps(some), encoding="utf-8")
    with pytest.raises(ValueError, match="not about the statements as they are"):
        generate.verdicts(str(path))


def test_every_theorem_of_the_paper_has_a_section(some: dict[str, Any]) -> None:
    page = generate.faithfulness(some)
    for number in generate.THEOREMS:
        assert f"## Theorem {number}\n" in page
    assert page.count("Not stated here.") == len(generate.THEOREMS) - 2


def test_every_claim_belongs_to_sentences_that_speak_of_its_setting() -> None:
    for claim in claims().values():
        said = [sentence(number) for number in claim.abstract]
        if claim.kind == "contrast":
            assert any("with vs. without" in text for text in said)
        elif claim.setting.startswith("deterministic, convex"):
            assert said == []
        elif claim.setting.startswith(("deterministic, strongly convex", "stochastic, strongly convex")):
            assert any(text.startswith("For smooth strongly convex functions") for text in said) or claim.id == "sto-convex-lower"
        else:
            assert any("in all the settings we consider" in text for text in said)
