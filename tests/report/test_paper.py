"""The LaTeX export has an environment for every claim, no code is left in it, and it compiles without an overfull line."""

import os
import re
import shutil
import subprocess

import pytest

from samproofs.errors import UsageError
from samproofs.report.paper import theorem_environment, write_paper
from samproofs.report.verify import verify
from samproofs.statements import claim, claims

ENTRY = {"verdict": "PROVED", "tier": "symbolic", "certificate_hash": "0123456789abcdef"}


@pytest.mark.parametrize("claim_id", list(claims()))
def test_every_claim_is_an_environment_with_balanced_braces_and_no_code(claim_id):
    text = theorem_environment(claim(claim_id), ENTRY)
    assert text.startswith(r"\begin{claim}[") and text.endswith(r"\end{claim}")
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}") and text.count("$") % 2 == 0
    assert not re.search(r"grad\(|forall\(|inf\(|\*\*|==|<=|>=|choose\(|sq\(|dot\(", re.sub(r"\\texttt\{.*?\}", "", text))
    for part in claim(claim_id).parts:
        assert len(part.then) <= text.count("$") // 2 + text.count(r"\formula{")


def test_the_names_of_the_statements_are_typeset_as_a_paper_writes_them():
    pathwise = theorem_environment(claim("sto-sc-lower-pathwise"), ENTRY)
    assert r"\hat{x}" in pathwise and r"\lambda" in pathwise and "xhat" not in pathwise
    assert r"\rho_{u}" in theorem_environment(claim("contrast-usam-quadratic"), ENTRY)


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_paper(verify("3.4"), tmp_path / "file")


@pytest.mark.slow
def test_the_export_compiles_and_no_line_is_overfull(tmp_path):
    if shutil.which("pdflatex") is None and not os.environ.get("CI"):
        pytest.skip("pdflatex is not installed: apt-get install texlive-latex-base texlive-latex-recommended")
    write_paper(verify(jobs=2), tmp_path)
    for _ in range(2):
        run = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "samproofs.tex"]
        subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    log = (tmp_path / "samproofs.log").read_text(errors="replace")
    assert "Overfull" not in log and "undefined" not in log.lower() and (tmp_path / "samproofs.pdf").stat().st_size > 100_000
