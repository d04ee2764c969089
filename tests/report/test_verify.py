"""Verdicts are the kernel's and nobody else's, and everything that must fail a claim fails it."""

import hashlib
import importlib.util
import json
import marshal
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from samproofs.errors import UsageError
from samproofs.proofs import export
from samproofs.report import verify as module
from samproofs.report.verify import canonical, digest, read_answer, replay, verify
from samproofs.statements import claim

CLAIM = "det-nonconvex-upper"
KEYS = {
    "id", "paper", "title", "setting", "statement", "hypotheses", "unused_hypotheses", "relation", "verdict", "tier",
    "reason", "axioms", "uses", "steps", "engines", "models", "confirmations", "confirmations_failure",
    "false_neighbours", "certificate_hash", "seconds",
}  # fmt: skip


@pytest.fixture(scope="module")
def proof() -> dict[str, Any]:
    return export(CLAIM)


class Neighbours:
    """Stands for `samproofs.neighbours` with answers of the test's choice."""

    def __init__(self, models: Any, neighbours: Any) -> None:
        self.models, self.check = (lambda _: models), (lambda _: neighbours)


PARTS = [part.name for part in claim(CLAIM).parts]
MODELS = [{"part": name, "holds": True, "hypotheses": [], "model": {}} for name in PARTS]
REJECTED = {
    "name": "n",
    "part": PARTS[0],
    "change": "c",
    "rejected": True,
    "how": "exact instance",
    "witness": {},
    "reason": "",
}


@pytest.fixture
def agreeing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Everything around the kernel agrees with it, so that a test can change one thing."""
    axioms = replay(claim(CLAIM).path, canonical(export(CLAIM)))["axioms"]
    monkeypatch.setattr(module, "_confirm", lambda *_: {"verdict": "PROVED", "axioms": axioms, "steps": 1})
    monkeypatch.setattr(module, "_neighbours", lambda: Neighbours(MODELS, [REJECTED]))
    return monkeypatch


def entry(**options: Any) -> dict[str, Any]:
    (found,) = verify([CLAIM], **options)["claims"]
    return dict(found)


# ---------------------------------------------------------------- the kernel's answer
def test_the_kernel_proves_the_exported_proof(proof: dict[str, Any]) -> None:
    assert replay(claim(CLAIM).path, canonical(proof))["verdict"] == "PROVED"


def test_a_proof_of_another_claim_is_not_accepted() -> None:
    assert replay(claim(CLAIM).path, canonical(export("det-convex-upper")))["verdict"] == "UNDECIDED"


def test_a_proof_that_lacks_a_step_is_undecided(proof: dict[str, Any]) -> None:
    for number in range(0, len(proof["steps"]), 9):
        shorter = {**proof, "steps": proof["steps"][:number] + proof["steps"][number + 1 :]}
        assert replay(claim(CLAIM).path, canonical(shorter))["verdict"] == "UNDECIDED"


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", "[" * 100_000, '{"steps": NaN}', "\x00", "1" * 5000])
def test_what_is_no_proof_is_undecided_with_a_reason(text: str) -> None:
    answer = replay(claim(CLAIM).path, text)
    assert answer["verdict"] == "UNDECIDED" and answer["reason"]


PROVED = {"verdict": "PROVED", "axioms": ["F1"], "unused": {}, "steps": 3}


def test_a_proved_line_with_exit_code_0_is_read() -> None:
    assert read_answer(json.dumps(PROVED).encode(), 0) == PROVED


@pytest.mark.parametrize(
    ("output", "code"),
    [
        (json.dumps(PROVED), 1),
        (json.dumps(PROVED), -9),
        (json.dumps(PROVED) + "\n" + json.dumps(PROVED), 0),
        ("warning\n" + json.dumps(PROVED), 0),
        ('{"verdict": "PROVED"}', 0),
        ('{"verdict": "PROVED", "axioms": "F1", "unused": {}, "steps": 3}', 0),
        ('{"verdict": true, "axioms": [], "unused": {}, "steps": 3}', 0),
        ('{"verdict": "UNDECIDED"}', 1),
        ("PROVED", 0),
        ("true", 0),
        ("[" * 100_000, 0),
        ("", 0),
    ],
)
def test_any_other_output_of_the_replayer_proves_nothing(output: str, code: int) -> None:
    answer = read_answer(output.encode(), code)
    assert answer["verdict"] == "UNDECIDED" and "cannot be read" in answer["reason"]


def test_a_replayer_that_does_not_answer_in_time_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(command: list[str], **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, 600)

    monkeypatch.setattr(subprocess, "run", late)
    answer = replay(claim(CLAIM).path, "{}")
    assert answer["verdict"] == "UNDECIDED" and "gave no answer" in answer["reason"]


def test_the_replayer_runs_in_an_isolated_interpreter_without_site_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    original = subprocess.run

    def watch(command: list[str], **options: Any) -> Any:
        seen.append(command)
        return original(command, **options)

    monkeypatch.setattr(subprocess, "run", watch)
    replay(claim(CLAIM).path, "{}")
    assert seen[0][1:4] == ["-I", "-S", "-X"] and Path(seen[0][5]).name == "replay.py"


FALSE = 'axioms = []\n[language]\nsymbols = "p"\n[[part]]\nname = "main"\nthen = ["0 >= 1"]\n'
FORGED = {"claim": "false", "names": {}, "steps": [{"rule": "combine", "args": ["0 >= 1", [], []]}], "roots": {"main": [0]}}


def test_bytecode_planted_beside_the_kernel_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that pretends to be that of `rules.py`, with the certificate rule's comparison taken out."""
    folder = tmp_path / "samproofs" / "kernel"
    shutil.copytree(Path(module.kernel.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "samproofs" / "statements").mkdir()
    statement, proof = tmp_path / "samproofs" / "statements" / "false.toml", json.dumps(FORGED)
    statement.write_text(FALSE)
    source = folder / "rules.py"
    check = 'need(not rest.items, lambda: f"the goal and the certificate differ by {rest}")'
    assert check in source.read_text()
    cached, stat = Path(importlib.util.cache_from_source(str(source))), source.stat()
    if sys.pycache_prefix is not None:
        cached = folder / "__pycache__" / cached.name
    cached.parent.mkdir()
    code = marshal.dumps(compile(source.read_text().replace(check, "pass"), str(source), "exec"))
    header = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF)
    cached.write_bytes(header + code)
    monkeypatch.setattr(module, "kernel", SimpleNamespace(__file__=str(folder / "replay.py")))
    assert "differ by -1" in replay(statement, proof)["reason"]
    (path := tmp_path / "proof.json").write_text(proof)
    trusting = [sys.executable, "-I", "-S", str(folder / "replay.py"), str(statement), str(path)]
    answer = subprocess.run(trusting, capture_output=True, text=True, check=False).stdout
    assert json.loads(answer)["verdict"] == "PROVED"  # the attack works where the cache is read


# ---------------------------------------------------------------- what makes a claim fail
def test_a_claim_on_which_everything_agrees_is_proved(agreeing: pytest.MonkeyPatch) -> None:
    found = entry()
    assert (found["verdict"], found["reason"], found["tier"]) == ("PROVED", None, "symbolic")


def test_a_disagreement_of_the_engines_fails_the_claim(agreeing: pytest.MonkeyPatch) -> None:
    agreeing.setattr(module, "_confirm", lambda *_: {"verdict": "UNDECIDED", "reason": "step 3"})
    found = entry()
    assert found["verdict"] == "UNDECIDED"
    assert found["reason"] == "the engines disagree: the kernel says PROVED, SymPy says UNDECIDED (step 3)"


def test_a_disagreement_about_the_axioms_fails_the_claim(agreeing: pytest.MonkeyPatch) -> None:
    agreeing.setattr(module, "_confirm", lambda *_: {"verdict": "PROVED", "axioms": ["F9"], "steps": 1})
    found = entry()
    assert (
        found["verdict"] == "UNDECIDED"
        and found["reason"].startswith("the engines disagree")
        and "F9" in found["reason"]
    )


def test_sympy_alone_proves_nothing(agreeing: pytest.MonkeyPatch) -> None:
    agreeing.setattr(module, "replay", lambda *_: {"verdict": "UNDECIDED", "reason": "step 3"})
    found = entry()
    assert (found["verdict"], found["tier"], found["steps"], found["axioms"]) == ("UNDECIDED", None, [], [])
    assert found["reason"] == "the engines disagree: the kernel says UNDECIDED (step 3), SymPy says PROVED"


def test_two_engines_that_do_not_prove_are_both_quoted(agreeing: pytest.MonkeyPatch) -> None:
    agreeing.setattr(module, "replay", lambda *_: {"verdict": "UNDECIDED", "reason": "one"})
    agreeing.setattr(module, "_confirm", lambda *_: {"verdict": "UNDECIDED", "reason": "two"})
    assert entry()["reason"] == "kernel: one; sympy: two"


@pytest.mark.parametrize("rejected", [False, None, "yes", 1])
def test_a_false_neighbour_that_is_not_shown_false_fails_the_claim(agreeing: pytest.MonkeyPatch, rejected: Any) -> None:
    accepted = {**REJECTED, "rejected": rejected, "reason": "holds"}
    agreeing.setattr(module, "_neighbours", lambda: Neighbours(MODELS, [REJECTED, accepted]))
    found = entry()
    assert found["verdict"] == "UNDECIDED" and found["reason"] == "a false neighbour was not shown false: n: holds"


def test_a_claim_without_false_neighbours_fails(agreeing: pytest.MonkeyPatch) -> None:
    agreeing.setattr(module, "_neighbours", lambda: Neighbours(MODELS, []))
    assert entry()["reason"] == "the claim has no false neighbour"


@pytest.mark.parametrize(
    "models", [MODELS[:1], [MODELS[0], {**MODELS[1], "holds": False}], [MODELS[0], {**MODELS[1], "holds": None}]]
)
def test_a_part_without_a_model_is_vacuous_and_fails(agreeing: pytest.MonkeyPatch, models: Any) -> None:
    agreeing.setattr(module, "_neighbours", lambda: Neighbours(models, [REJECTED]))
    found = entry()
    assert found["verdict"] == "UNDECIDED" and found["reason"].startswith("vacuous") and PARTS[1] in found["reason"]


def test_a_model_with_a_false_conclusion_refutes_the_claim(agreeing: pytest.MonkeyPatch) -> None:
    models = [MODELS[0], {**MODELS[1], "conclusions": [["1 <= 0", "false (1 against 0)"]]}]
    agreeing.setattr(module, "_neighbours", lambda: Neighbours(models, [REJECTED]))
    report = verify([CLAIM])
    assert (
        report["claims"][0]["verdict"] == "REFUTED"
        and "1 <= 0" in report["claims"][0]["reason"]
        and report["failed"] == 1
    )


def test_a_false_conclusion_where_the_hypotheses_fail_refutes_nothing(agreeing: pytest.MonkeyPatch) -> None:
    models = [*MODELS, {**MODELS[1], "holds": False, "conclusions": [["1 <= 0", "false"]]}]
    agreeing.setattr(module, "_neighbours", lambda: Neighbours(models, [REJECTED]))
    assert entry()["verdict"] == "PROVED"


def test_an_error_beside_the_kernel_is_a_reason_and_no_traceback(agreeing: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise RuntimeError("out of order")

    agreeing.setattr(module, "_neighbours", broken)
    found = entry()
    assert found["verdict"] == "UNDECIDED" and "RuntimeError: out of order" in found["reason"]


def test_an_error_of_a_confirmation_is_listed_and_decides_nothing(agreeing: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        raise RuntimeError("out of order")

    agreeing.setattr(module, "_confirmations", broken)
    found = entry()
    assert found["verdict"] == "PROVED" and found["confirmations_failure"] == "RuntimeError: out of order"


def test_a_tier_below_the_declared_one_and_an_unknown_tier_are_reasons() -> None:
    assert module._tier_reasons("exact instance", "symbolic")
    assert module._tier_reasons("symbolic", "certain")
    assert not module._tier_reasons("symbolic", "exact instance")


def test_a_proof_that_cannot_be_written_is_undecided(agreeing: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        raise ZeroDivisionError("in the proof")

    agreeing.setattr("samproofs.proofs.exported", broken)
    found = entry()
    assert found["verdict"] == "UNDECIDED" and "the proof could not be written: ZeroDivisionError" in found["reason"]
    assert found["certificate_hash"] is None


# ---------------------------------------------------------------- proofs from files
@pytest.mark.parametrize("text", ["", "[1]", "{", "\xff", "[" * 100_000])
def test_a_file_that_holds_no_proof_is_undecided_with_a_reason(
    agreeing: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    (tmp_path / f"{CLAIM}.json").write_bytes(text.encode("latin-1"))
    found = entry(proofs_from=tmp_path)
    assert found["verdict"] == "UNDECIDED" and "cannot be read as a proof" in found["reason"]


def test_a_folder_without_the_proof_is_refused_and_the_folder_in_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"has no proof of {CLAIM}$"):
        verify(CLAIM, proofs_from=tmp_path)
    (tmp_path / "proofs").mkdir()
    with pytest.raises(UsageError, match=r"did you mean .*proofs"):
        verify(CLAIM, proofs_from=tmp_path)


def test_the_proof_is_read_from_the_folder(agreeing: pytest.MonkeyPatch, tmp_path: Path, proof: dict[str, Any]) -> None:
    path = tmp_path / f"{CLAIM}.json"
    path.write_text(canonical(proof))
    assert entry(proofs_from=tmp_path)["verdict"] == "PROVED"
    first = next(step for step in proof["steps"] if step["rule"] == "combine" and step["args"][1])
    path.write_text(canonical(proof).replace(json.dumps(first["args"][0]), json.dumps("1 >= 0"), 1))
    assert entry(proofs_from=tmp_path)["verdict"] == "UNDECIDED"


# ---------------------------------------------------------------- the report
def test_the_report_has_the_documented_form(agreeing: pytest.MonkeyPatch) -> None:
    report = json.loads(json.dumps(verify([CLAIM])))
    assert set(report) == {"schema", "version", "claims", "passed", "failed"}
    assert (report["passed"], report["failed"]) == (1, 0)
    (found,) = report["claims"]
    assert set(found) == KEYS
    assert set(found["statement"]) == {"text", "latex", "hash"}
    assert set(found["engines"]) == {"kernel", "sympy"}
    assert set(found["hypotheses"]) == set(PARTS)
    assert found["axioms"] == ["definition", "hilbert", "infimum", "F1", "F2"]


def test_every_claim_passes_and_both_engines_agree() -> None:
    report = verify()
    assert [(row["id"], row["reason"]) for row in report["claims"] if row["verdict"] != "PROVED"] == []


def test_unused_hypotheses_are_written_as_the_statement_writes_them(agreeing: pytest.MonkeyPatch) -> None:
    found = entry()
    for part, unused in found["unused_hypotheses"].items():
        assert set(unused) < set(found["hypotheses"][part])
    assert sum(map(len, found["unused_hypotheses"].values())) == sum(
        map(len, found["engines"]["kernel"]["unused"].values())
    )


def test_the_certificate_hash_is_that_of_the_canonical_text(proof: dict[str, Any]) -> None:
    shuffled = dict(reversed(proof.items()))
    assert digest(shuffled) == digest(proof) == hashlib.sha256(canonical(proof).encode()).hexdigest()[:16]
    assert digest({**proof, "steps": proof["steps"][1:]}) != digest(proof)


def test_a_theorem_number_names_its_claim_once(agreeing: pytest.MonkeyPatch) -> None:
    assert [row["id"] for row in verify(["3.4", CLAIM])["claims"]] == [CLAIM]


def test_parallel_verdicts_come_in_order_and_are_the_same() -> None:
    names = ["det-convex-upper", CLAIM]
    one, two = (
        [(r["id"], r["verdict"], r["certificate_hash"]) for r in verify(names, jobs=jobs)["claims"]] for jobs in (1, 2)
    )
    assert one == two


def dies(*_: Any) -> None:
    os._exit(3)


def test_a_killed_worker_is_an_error_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_proved", dies)
    with pytest.raises(ChildProcessError, match="fewer jobs"):
        verify([CLAIM, "det-convex-upper"], jobs=2)


@pytest.mark.parametrize(
    "options", [{"jobs": 0}, {"jobs": "1/2"}, {"jobs": 10**6}, {"proofs_from": "/no/such/folder"}, {"ids": ["nope"]}]
)
def test_bad_options_are_usage_errors(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        verify(**options)
