"""The table of floors says what the confirmations say, and what does not agree is counted."""

import copy
import shutil
import subprocess

import pytest

from samproofs.report.floors import cells, floors, markdown, tex, text
from samproofs.report.verify import verify


@pytest.fixture(scope="module")
def report():
    return verify(["det-sc-lower", "sharp-msam", "det-convex-upper"])


def test_each_quantity_of_each_claim_has_a_row_and_its_instances_are_counted(report):
    rows = floors(report)
    wanted = {(c["id"], f["what"]) for c in report["claims"] for f in c["confirmations"]}
    assert {(row["id"], row["what"]) for row in rows} == wanted
    assert sum(row["instances"] for row in rows) == sum(len(c["confirmations"]) for c in report["claims"])
    assert all(row["agreeing"] == row["instances"] for row in rows)
    assert "det-convex-upper" not in {row["id"] for row in rows}


def test_an_instance_that_does_not_agree_is_not_counted_as_agreeing(report):
    changed = copy.deepcopy(report)
    changed["claims"][0]["confirmations"][0]["agrees"] = False
    row = floors(changed)[0]
    assert row["agreeing"] == row["instances"] - 1
    assert cells(row)[-1] == f"{row['agreeing']} of {row['instances']}"


def test_the_numbers_are_the_leading_digits_of_the_confirmations(report):
    (found,) = [row for row in floors(report) if row["id"] == "det-sc-lower"]
    observed = cells(found)[2]
    assert observed == "0.0052631578947" and found["observed"].startswith(observed)
    exponent = {**found, "observed": "1.2345678901234567e-20", "predicted": "-0.0999999999999999"}
    assert cells(exponent)[2:4] == ("1.2345678901e-20", "-0.1")


@pytest.mark.parametrize("form", [text, markdown])
def test_every_format_has_every_row(report, form):
    shown = form(floors(report))
    for row in floors(report):
        assert row["id"] in shown and row["what"] in shown


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_the_latex_table_compiles_with_no_line_too_long(report, tmp_path):
    body = tex(floors(report))
    head = "\\documentclass{article}\\usepackage{array,booktabs,longtable}\\begin{document}\n"
    (tmp_path / "floors.tex").write_text(head + body + "\n\\end{document}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "floors.tex"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout[-2000:]
    assert "Overfull" not in made.stdout
