"""Tables, pages and archives show what the verdicts say, and an archive convinces a stranger."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from samproofs.errors import UsageError
from samproofs.kernel import replay as kernel
from samproofs.report import overview, pages
from samproofs.report.archive import write_archive
from samproofs.report.axioms import axioms
from samproofs.report.terminal import print_table
from samproofs.statements import claim, claims


def row(name: str, verdict: str, reason: str | None = None) -> dict[str, Any]:
    stated = claim(name)
    plain = {
        "id": name,
        "paper": stated.paper,
        "setting": stated.setting,
        "relation": stated.relation,
        "reason": reason,
    }
    return {**plain, "verdict": verdict, "tier": "symbolic", "axioms": ["F1"], "seconds": 0.25}


REPORT = {
    "claims": [row("det-convex-upper", "PROVED"), row("det-nonconvex-upper", "UNDECIDED", "no [bold] proof")],
    "passed": 1,
    "failed": 1,
}


def test_the_closing_line_stands_alone_and_reasons_are_given(capsys: pytest.CaptureFixture[str]) -> None:
    pages.verdicts(REPORT)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1 passed, 1 failed"
    assert lines[-2] == "det-nonconvex-upper: no [bold] proof"


def test_plain_columns_are_aligned_and_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a", "b"), [("x" * 200, "1"), ("y", "2")])
    assert capsys.readouterr().out.splitlines() == ["a" + " " * 201 + "b", "x" * 200 + "  1", "y" + " " * 201 + "2"]


def test_a_narrow_terminal_breaks_no_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    rows = [("sto-sc-lower-pathwise", "4.2", "lower bound", "on every sample path to the wrong point")]
    for columns in (40, 60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        print_table(("id", "paper", "kind", "title"), rows)
        shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
        assert all(word in shown for cell in rows[0] for word in cell.split())
        assert max(map(len, shown.splitlines())) <= columns


def test_square_brackets_in_a_terminal_table_are_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    print_table(("a",), [("x[t] [bold]",)])
    assert "x[t] [bold]" in capsys.readouterr().out


def test_a_markdown_table_has_as_many_cells_in_every_row() -> None:
    table = [line for line in overview.markdown(overview.overview(REPORT)).splitlines() if line.startswith("|")]
    assert len(table) == 4 and {line.count("|") for line in table} == {7}


def test_every_format_marks_what_is_from_memory_and_shows_the_verdict() -> None:
    rows = overview.overview(REPORT)
    for text in (overview.text(rows), overview.markdown(rows), overview.tex(rows), json.dumps(rows)):
        assert "memory" in text and "undecided" in text.lower()


def test_the_overview_shows_every_conclusion() -> None:
    report = {"claims": [row(name, "PROVED") for name in claims()]}
    for stated, shown in zip(claims().values(), overview.overview(report), strict=True):
        assert [c for part in shown["statement"] for c in part["then"]] == [
            c for part in stated.parts for c in part.then
        ]


def test_axioms_are_counted_in_the_proof() -> None:
    found = axioms("3.4")
    assert [group["group"] for group in found["groups"]] == ["definition", "hilbert", "infimum", "F1", "F2"]
    lipschitz = found["groups"][3]["facts"]
    assert lipschitz == [{"name": "lipschitz", "meaning": lipschitz[0]["meaning"], "used": 1}]
    assert "||f'(u) - f'(v)||^2 <= beta^2 ||u - v||^2" in lipschitz[0]["meaning"]


def test_an_unproved_claim_shows_no_axioms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samproofs.report.axioms.replay", lambda *_: {"verdict": "UNDECIDED", "reason": "no"})
    found = axioms("3.4")
    assert (found["verdict"], found["groups"]) == ("UNDECIDED", [])


def test_a_stranger_can_replay_an_archive_with_the_kernel_alone(tmp_path: Path) -> None:
    written, failures = write_archive(tmp_path / "out")
    assert failures == [] and {path.parent.name for path in written} == {"statements", "functions", "proofs"}
    shutil.copytree(Path(str(kernel.__file__)).parent, tmp_path / "kernel")
    for name in claims():
        files = [tmp_path / "out" / "statements" / f"{name}.toml", tmp_path / "out" / "proofs" / f"{name}.json"]
        command = [sys.executable, "-I", "-S", str(tmp_path / "kernel" / "replay.py"), *map(str, files)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (run.returncode, json.loads(run.stdout)["verdict"]) == (0, "PROVED")


def test_the_certificate_hash_begins_the_sha256_of_the_proof_file(tmp_path: Path) -> None:
    from samproofs.proofs import export
    from samproofs.report.verify import digest

    write_archive(tmp_path)
    for name in ("det-convex-upper", "det-sc-lower"):
        assert (
            hashlib.sha256((tmp_path / "proofs" / f"{name}.json").read_bytes())
            .hexdigest()
            .startswith(digest(export(name)))
        )


def test_a_proof_that_cannot_be_written_is_told_and_has_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_: str) -> Any:
        raise ZeroDivisionError("in the proof")

    monkeypatch.setattr("samproofs.proofs.exported", broken)
    written, failures = write_archive(tmp_path)
    assert len(failures) == len(claims()) and "ZeroDivisionError" in failures[0]
    assert not any(path.parent.name == "proofs" for path in written)
    assert axioms("3.4")["verdict"] == "UNDECIDED"


def test_an_archive_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_archive(tmp_path / "file")
