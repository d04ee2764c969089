"""The check of the built site rejects formulas that are not typeset and links that lead nowhere; the site itself passes."""

import shutil
import subprocess
import sys
from pathlib import Path

import check
import pytest

CHROMIUM = shutil.which("chromium")


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html#here">b</a><a href="b.html#gone">b</a><a href="c.html">c</a>')
    (tmp_path / "b.html").write_text('<p id="here"><a href="https://example.org/">elsewhere</a></p>')
    assert check.links(tmp_path) == ["a.html: b.html#gone has no such place", "a.html: c.html does not exist"]


def test_formulas_typeset_formulas_errors_and_tex_in_the_text_are_told_apart() -> None:
    page = check.Page(
        '<span class="math notranslate">x</span><mjx-container></mjx-container>'
        r'<g data-mml-node="merror"></g><p>\frac{1}{2}</p><pre>\frac{1}{2}</pre>'
    )
    assert (page.formulas, page.typeset, page.errors, page.raw) == (1, 1, 1, [r"\frac{1}{2}"])


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_formula_that_nothing_typesets_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(r'<span class="math notranslate">\(x^2\)</span>')
    assert check.formulas(page, str(CHROMIUM)) == [
        "page.html: 1 of 1 formulas are not typeset",
        r"page.html: TeX is left in the text: \(x^2\)",
    ]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_site_builds_without_a_warning_and_passes_its_check() -> None:
    pytest.importorskip("myst_nb")
    for script in ("build.py", "check.py"):  # in processes of their own: Sphinx warns of its own deprecations
        run = subprocess.run([sys.executable, str(Path(check.__file__).parent / script)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
