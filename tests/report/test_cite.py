"""A citation names what a stranger needs to find the same claim and the same proof again."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from samproofs import __version__
from samproofs.errors import UsageError
from samproofs.report import cite
from samproofs.report.verify import Written, digest, proof_of

ROOT = Path(__file__).parents[2]


def balanced(bibtex: str) -> bool:
    return bibtex.count("{") == bibtex.count("}") and bibtex.strip().startswith("@") and bibtex.strip().endswith("}")


def test_the_software_is_cited_with_its_version_beside_the_paper() -> None:
    software, paper = cite.software().split("\n\n")
    assert f"note    = {{Version {__version__}" in software
    assert "arXiv:2306.09850" in paper
    assert balanced(software) and balanced(paper)


@pytest.mark.parametrize("known", [None, "b163169" * 5 + "-dirty"])
def test_the_commit_is_cited_exactly_where_it_is_known(monkeypatch: pytest.MonkeyPatch, known: str | None) -> None:
    monkeypatch.setattr(cite, "commit", lambda: known)
    assert ("commit" in cite.software()) == (known is not None)
    assert known is None or known in cite.software()
    assert balanced(cite.software().split("\n\n")[0])


def test_the_commit_of_an_installation_from_a_repository_is_the_one_that_pip_wrote_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cite, "_installed_from", lambda: {"url": "x", "vcs_info": {"vcs": "git", "commit_id": "abc"}})
    assert cite.commit() == "abc"


def test_without_git_no_commit_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cite, "_installed_from", dict)
    monkeypatch.setattr(cite.shutil, "which", lambda name: None)
    assert cite.commit() is None


def test_a_claim_is_cited_by_id_version_and_the_hash_of_its_exported_proof() -> None:
    sentence, note = cite.claim_citation("det-nonconvex-upper").split("\n\n")
    certificate = digest(proof_of("det-nonconvex-upper")[1])
    for text in (sentence, note):
        assert "det-nonconvex-upper" in text
        assert f"samproofs {__version__}" in text
        assert certificate in text
    assert balanced(note)


def test_a_proof_that_cannot_be_written_gives_no_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cite, "proof_of", lambda name: Written("", {}, "the proof could not be written"))
    assert "without a certificate" in cite.claim_citation("det-nonconvex-upper")
    assert not re.search(r"certificate [0-9a-f]{16}", cite.claim_citation("det-nonconvex-upper"))


def test_a_theorem_number_may_name_the_claim_and_an_unknown_name_is_refused() -> None:
    assert "det-nonconvex-upper" in cite.claim_citation("3.4", certificate="0" * 16)
    with pytest.raises(UsageError, match="no claim"):
        cite.claim_citation("no-such-claim")


def test_citation_cff_has_the_version_and_the_title_of_the_package() -> None:
    written = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (\S+)$", written, re.M)[1] == __version__
    title = re.search(r'^title: "(.*)"$', written, re.M)[1]
    assert title in cite.software()
    assert "arXiv:2306.09850" in written


@pytest.mark.slow
def test_plain_bibtex_reads_every_entry_without_a_warning_and_keeps_version_and_capitals(tmp_path: Path) -> None:
    if shutil.which("bibtex") is None and not os.environ.get("CI"):
        pytest.skip("bibtex is not installed: apt-get install texlive-binaries")
    note = cite.claim_citation("det-nonconvex-upper").split("\n\n")[1]
    (tmp_path / "all.bib").write_text(cite.software() + "\n\n" + note)
    (tmp_path / "all.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{all}\n")
    run = subprocess.run(["bibtex", "all"], cwd=tmp_path, capture_output=True, text=True, check=False)
    shown = " ".join((tmp_path / "all.bbl").read_text().split())
    assert run.returncode == 0 and "arning" not in run.stdout, run.stdout
    assert shown.count("\\bibitem") == 3 and f"Version {__version__}" in shown and "Deterministic SAM" in shown
