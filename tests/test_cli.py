"""The command line: exit codes, one sentence for every mistake, JSON, pipes and a light start."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import mpmath
import pytest

from samproofs import __version__, cli
from samproofs.proofs import export

CLAIM = "det-nonconvex-upper"

BAD = [
    "",
    "verfy",
    "frobnicate",
    "verify nope",
    "verify 9.9",
    "verify --jobs 0",
    "verify --jobs -1",
    "verify --jobs many",
    "verify --jobs 1/2",
    "verify --jobs",
    "verify --job 2",
    "verify --from /no/such/folder",
    "verify --verbose",
    "--verbose",
    "list everything",
    "show",
    "show nope",
    "show 3.4 3.5",
    "axioms nope",
    "derive",
    "derive quadratik",
    "derive quadratic --function x**2",
    "derive --function x**",
    "derive --function __import__('os')",
    "derive --function q*x",
    "derive --function 0.1*x**2",
    "iterate",
    "iterate quadratik",
    "iterate quadratic --rho 0",
    "iterate quadratic --rho -1/2",
    "iterate quadratic --eta -1",
    "iterate quadratic --eta 0",
    "iterate quadratic --rho nan",
    "iterate quadratic --rho inf",
    "iterate quadratic --x0 -inf",
    "iterate quadratic --rho 1/0",
    "iterate quadratic --x0 abc",
    "iterate quadratic --x0 1e999999",
    "iterate quadratic --x0",
    "iterate quadratic --steps -3",
    "iterate quadratic --model n",
    "iterate quadratic --samples +-",
    "iterate sharp-pair --model k",
    "iterate sharp-pair --samples +0",
    "iterate sharp-pair --samples +- --steps 3",
    "iterate sharp-pair --param slack=1/2",
    "iterate sharp-pair --arithmetic float64",
    "iterate pathwise-pair --param mu=1",
    "scaling sharp-pair",
    "plot quadratic-pair --kind basins --out figure.png",
    "iterate quadratic --steps 1.5",
    "iterate quadratic --steps 1e30",
    "iterate quadratic --digits 0",
    "iterate quadratic --digits 1e9",
    "iterate quadratic --arithmetic double",
    "iterate quadratic --variant adam",
    "iterate quadratic --variant usam",
    "iterate quadratic --epsilon 1",
    "iterate quadratic --every 0",
    "iterate quadratic --param beta",
    "iterate quadratic --param beta=",
    "iterate quadratic --param gamma=1",
    "iterate quadratic --param beta=-1",
    "iterate quadratic --param beta=1 --param beta=2",
    "iterate quadratic --zero-gradient never",
    "iterate quadratic --zero-gradient nan --arithmetic ball",
    "iterate quadratic --zero-gradient nan --arithmetic exact",
    "iterate quadratic --zero-gradient stay --variant usam --rho-u 1",
    "iterate sharp-pair --zero-gradient nan",
    "iterate quadratic --checkpoint run",
    "iterate quadratic --hessian 1 --x0 1 --json-lines",
    "iterate quadratic --budget 0",
    "iterate quadratic --digits 10000 --steps 1000000 --budget 1",
    "iterate zigzag --arithmetic exact --steps 1000000",
    "iterate sharp-pair --json-lines --model m",
    "sweep nope",
    "sweep sharp-pair",
    "sweep quadratic --rho 1:2",
    "sweep quadratic --rho 1:2:3:log",
    "sweep quadratic --eta 0",
    "sweep quadratic --jobs 0",
    "sweep quadratic --out figure.txt",
    "sweep quadratic --rho 1/10:1:10000 --eta 1/10:1:10000",
    "table --floors --format html",
    "iterate quadratic --frequency 2",
    "iterate quadratic --hessian 1,0",
    "iterate quadratic --hessian 1,0 --x0 1",
    "iterate quadratic --hessian 1,2;3,4 --x0 1,1",
    "iterate quadratic --hessian 1,x;x,1 --x0 1,1",
    "iterate quadratic --hessian 1 --x0 1 --arithmetic exact",
    "iterate quadratic --hessian 1 --x0 1 --param beta=2",
    "iterate sinusoid --hessian 1 --x0 1",
    "table --format html",
    "export",
    "export json",
    "export coq --out x",
    "export json --out /dev/null/x",
    "scaling nope",
    "scaling quadratic --decades 0",
    "scaling quadratic --decades x",
    "scaling zigzag",
    "plot nope --out /tmp/x.png",
    "plot quadratic --out /tmp/x.txt",
    "plot quadratic",
    "cite 9.9",
]


@pytest.mark.parametrize("line", BAD)
def test_bad_usage_is_one_sentence_and_exit_code_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(line.split()) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("samproofs: ") and err.endswith("\n") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("verfy", "did you mean verify?"),
        ("derive quadratik", "did you mean 'quadratic'?"),
        ("show det-sc-lowr", "did you mean det-sc-lower?"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest(line: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(line.split()) == 2
    assert hint in capsys.readouterr().err


def run(*arguments: str, python: tuple[str, ...] = (), **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "-m", "samproofs", *arguments], capture_output=True, text=True, check=False, **options
    )


def test_a_mistake_on_the_real_command_line_is_no_traceback() -> None:
    found = run("iterate", "quadratic", "--rho", "0")
    assert (found.returncode, found.stdout, found.stderr) == (2, "", "samproofs: rho must be positive, got 0\n")


# ---------------------------------------------------------------- verify
@pytest.mark.parametrize("python", [(), ("-O",)], ids=["python", "python -O"])
def test_a_tampered_proof_gives_exit_code_1_with_and_without_optimisation(
    tmp_path: Path, python: tuple[str, ...]
) -> None:
    proof = export(CLAIM)
    tampered = next(step for step in proof["steps"] if step["rule"] == "combine" and len(step["args"][1]) > 1)
    tampered["args"][1][0][0] = {"number": "2"}
    (tmp_path / f"{CLAIM}.json").write_text(json.dumps(proof))
    found = run("verify", CLAIM, "--from", str(tmp_path), python=python)
    assert found.returncode == 1 and found.stdout.splitlines()[-1] == "0 passed, 1 failed"
    assert "the goal and the certificate differ" in found.stdout and found.stderr == ""


def test_an_untouched_proof_from_a_folder_is_proved(tmp_path: Path) -> None:
    (tmp_path / f"{CLAIM}.json").write_text(json.dumps(export(CLAIM)))
    found = run("verify", CLAIM, "--from", str(tmp_path))
    assert (found.returncode, found.stdout.splitlines()[-1], found.stderr) == (0, "1 passed, 0 failed", "")


def test_verify_json_is_one_json_text_with_the_same_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "3.4", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["schema"], report["version"], report["passed"], report["failed"]) == (1, __version__, 1, 0)
    assert report["claims"][0]["verdict"] == "PROVED"


def test_a_claim_that_is_not_proved_gives_exit_code_1_everywhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("samproofs.report.verify.replay", lambda *_: {"verdict": "UNDECIDED", "reason": "no"})
    monkeypatch.setattr(
        "samproofs.report.axioms.replay", lambda *_: {"verdict": "UNDECIDED", "reason": "no"}, raising=False
    )
    for line in ("verify 3.4", "show 3.4", "axioms 3.4", "verify 3.4 --json", "show 3.4 --json"):
        assert cli.main(line.split()) == 1, line


# ---------------------------------------------------------------- the other commands
@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("show 3.4 --json", {"verdict", "idea", "constructed"}),
        ("axioms 3.4 --json", {"groups", "verdict"}),
        ("derive quadratic --json", {"two_cycles", "fixed_points"}),
        ("derive --function x**2/2 --json", {"two_cycles"}),
        ("iterate quadratic --json", {"iterates", "last", "limit"}),
    ],
)
def test_json_is_printed_on_request(line: str, keys: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(line.split()) == 0
    assert keys <= set(json.loads(capsys.readouterr().out))


def test_list_shows_every_claim(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--json"]) == 0
    names = [row["id"] for row in json.loads(capsys.readouterr().out)]
    assert cli.main(["list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == names and CLAIM in names


def test_show_says_all_that_the_statement_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "3.2"]) == 0
    out = capsys.readouterr().out
    for title in (
        "Statement",
        "Constructed function",
        "Axioms allowed",
        "Idea",
        "Proof",
        "False neighbours",
        "Relation to the paper",
    ):
        assert f"\n{title}\n" in out


def test_numbers_are_read_exactly_and_may_be_negative(capsys: pytest.CaptureFixture[str]) -> None:
    line = "iterate quadratic --rho 0.1 --eta 1/10 --x0 -1/190 --steps 2 --arithmetic exact --param c=0 --json"
    assert cli.main(line.split()) == 0
    assert json.loads(capsys.readouterr().out)["iterates"] == ["-1/190", "1/190", "-1/190"]


def test_a_quadratic_of_several_dimensions_is_iterated(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main("iterate quadratic --hessian 2,1;1,2 --x0 -1,1 --steps 1 --json".split()) == 0
    found = json.loads(capsys.readouterr().out)
    with mpmath.workdps(30):  # the gradient at (-1, 1) is itself, so y is (-1, 1)*(1 + rho/sqrt(2))
        wanted = 1 - (1 + mpmath.mpf(1) / 10 / mpmath.sqrt(2)) / 10
        assert abs(mpmath.mpf(found["last"][1]) - wanted) < 1e-25


def test_undecided_arithmetic_is_exit_code_1_and_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from samproofs.functions.arithmetics import UndecidedError

    def undecided(*_: Any, **__: Any) -> Any:
        raise UndecidedError("the sign is not decided")

    monkeypatch.setattr("samproofs.sam.orbit.iterate", undecided)
    assert cli.main(["iterate", "quadratic"]) == 1
    assert capsys.readouterr().err == "samproofs: undecided: the sign is not decided\n"


def test_an_exported_archive_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "json", "--out", str(tmp_path)]) == 0, capsys.readouterr().err
    assert str(tmp_path / "proofs" / f"{CLAIM}.json") in capsys.readouterr().out.splitlines()
    assert cli.main(["verify", CLAIM, "--from", str(tmp_path / "proofs")]) == 0


def test_version_and_help_go_to_the_standard_output() -> None:
    assert run("--version").stdout == f"samproofs {__version__}\n"
    assert run("--help").returncode == 0 and run("verify", "--help").returncode == 0


# ---------------------------------------------------------------- how it starts and ends
def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; before = set(sys.modules); import samproofs.cli; samproofs.cli.parser().format_help();"
        "print(*{name for name in set(sys.modules) - before if name.startswith('samproofs')}, '|', *sys.modules)"
    )
    ours, everything = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split("|")
    assert set(ours.split()) == {"samproofs", "samproofs.cli", "samproofs.errors"}
    heavy = {
        "sympy",
        "mpmath",
        "numpy",
        "flint",
        "rich",
        "matplotlib",
        "tomllib",
        "ast",
        "fractions",
        "json",
        "subprocess",
    }
    assert not heavy & set(everything.split())


def test_an_interrupt_ends_with_130_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("samproofs.report.verify.verify", interrupted)
    assert cli.main(["verify"]) == 130
    assert capsys.readouterr().err == "samproofs: interrupted\n"


def test_a_closed_pipe_ends_without_a_traceback() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-m", "samproofs", "list"]
        found = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(write)
    assert (found.returncode, found.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "samproofs", "list"]
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (found.returncode, found.stderr.count("\n")) == (1, 1) and found.stderr.startswith("samproofs: ")


def test_piped_output_has_no_escape_sequences_and_is_ascii() -> None:
    for command in (("list",), ("show", "3.4"), ("axioms", "3.4")):
        out = run(*command).stdout
        assert out.isascii() and "\x1b" not in out


@pytest.mark.parametrize("arithmetic", ["mpmath", "exact", "ball", "float32"])
def test_an_interrupted_run_goes_on_from_its_checkpoint_to_the_same_lines(tmp_path: Path, arithmetic: str) -> None:
    """A real process, a real interrupt: what the two halves print is what one run prints."""
    name = "quadratic" if arithmetic == "exact" else "sinusoid"
    line = f"iterate {name} --arithmetic {arithmetic} --eta 1/1000 --steps {5000 if arithmetic == 'exact' else 20000}"
    line += f" --every 50 --json-lines --checkpoint {tmp_path / 'run'}"
    out = tmp_path / "lines"
    with out.open("w") as file:
        started = subprocess.Popen([sys.executable, "-u", "-m", "samproofs", *line.split()], stdout=file, stderr=subprocess.PIPE, text=True)
        while started.poll() is None and out.read_text().count("\n") < 5:
            time.sleep(0.01)
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=60)
    lines = out.read_text().splitlines(keepends=True)
    if started.returncode != 0:  # not so fast that it was over before the interrupt
        assert started.returncode == 130
        assert said == f"samproofs: interrupted; the same command goes on from {tmp_path / 'run'}\n"
        again = subprocess.run([sys.executable, "-m", "samproofs", *line.split()], capture_output=True, text=True, timeout=60)
        assert again.returncode == 0
        lines += again.stdout.splitlines(keepends=True)
    whole = line.partition(" --checkpoint")[0]
    wanted = subprocess.run([sys.executable, "-m", "samproofs", *whole.split()], capture_output=True, text=True, timeout=60)
    assert "".join(lines) == wanted.stdout


def test_the_parser_of_one_command_is_that_of_all_commands() -> None:
    whole = next(a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
    assert tuple(whole) == cli.COMMANDS
    for name in cli.COMMANDS:
        alone = next(a for a in cli.parser(name)._actions if isinstance(a, argparse._SubParsersAction)).choices
        assert list(alone) == [name] and alone[name].format_help() == whole[name].format_help()


def test_a_damaged_checkpoint_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run").write_text('{"run": ')
    assert cli.main(["iterate", "quadratic", "--json-lines", "--checkpoint", str(tmp_path / "run")]) == 2
    assert "is not a checkpoint of this run" in capsys.readouterr().err


def test_a_sweep_prints_a_table_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sweep.png"
    line = f"sweep quadratic --rho 1/10 --eta 1/10:1/2:3 3 --jobs 1 --out {out}"
    assert cli.main(line.split()) == 0
    shown = capsys.readouterr().out
    assert shown.count("two-cycle  ") == 3 and "none" in shown and out.read_bytes()[:4] == b"\x89PNG"
