"""The page of a claim has everything that the report says of it."""

from pathlib import Path
from typing import Any

import pages
from showing import factors

from samproofs import claims
from samproofs.report.latex import latex


def test_a_page_has_statement_idea_axioms_certificates_neighbours_and_citation(some: dict[str, Any], tmp_path: Path) -> None:
    for row in some["claims"]:
        stated = claims()[row["id"]]
        page = pages.claim_page(stated, row, tmp_path)
        assert row["verdict"] in page and row["certificate_hash"] in page
        for part in stated.parts:
            assert all(latex(text, stated.names) in page for text in (*part.given, *part.then))
        assert all(sentence in page for sentence in stated.idea)
        assert all(f"[{group}]" in page for group in row["axioms"])
        assert all(neighbour["name"] in page for neighbour in row["false_neighbours"])
        assert all(step["goal"] in page for step in row["steps"])


def test_a_claim_about_an_example_function_has_its_figure(some: dict[str, Any], tmp_path: Path) -> None:
    drawn = {row["id"]: "figures/" in pages.claim_page(claims()[row["id"]], row, tmp_path) for row in some["claims"]}
    assert drawn == {"det-sc-lower": True, "det-nonconvex-upper": False}
    assert [path.name for path in tmp_path.iterdir()] == ["quadratic.svg"]


def test_a_neighbour_that_was_not_shown_false_is_said_to_be_so(some: dict[str, Any], tmp_path: Path) -> None:
    row = some["claims"][0]
    neighbour = {"name": "n", "part": "p", "change": "c", "rejected": False, "how": "", "witness": None, "reason": "r"}
    page = pages.claim_page(claims()[row["id"]], {**row, "false_neighbours": [neighbour]}, tmp_path)
    assert page.count("**not shown false**") == 1


def test_an_exact_comparison_is_shown_as_exact_and_its_stars_are_not_markup() -> None:
    from samproofs.sam.confirmations import confirmations

    (page,) = pages._confirmations({"confirmations": confirmations("sharp-msam")})
    lines = page.splitlines()[2:]
    assert len(lines) == len(confirmations("sharp-msam")) and all("| exact |" in line for line in lines)
    assert "**" not in page and "beta\\*\\*2" in page


def test_the_reason_of_an_undecided_claim_is_on_its_page(some: dict[str, Any], tmp_path: Path) -> None:
    row = {**some["claims"][0], "verdict": "UNDECIDED", "reason": "no model was found", "steps": []}
    page = pages.claim_page(claims()[row["id"]], row, tmp_path)
    assert "no model was found" in page and "No proof that the kernel accepts." in page


def test_a_product_is_split_at_its_own_stars_only() -> None:
    assert factors("2*[a*b >= c**2]*(x[t] - y)**2*z**2") == ["2", "[a*b >= c**2]", "(x[t] - y)**2", "z**2"]


def test_a_conclusion_is_found_inside_its_quantifier() -> None:
    assert pages._inner("forall(t, x[t+2] == x[t])") == "x[t+2] == x[t]"
    assert pages._inner("x[0] <= 1") == "x[0] <= 1"


def test_pictures_are_the_same_each_time(tmp_path: Path) -> None:
    from samproofs.report.figures import function_figure

    for name in ("a.svg", "b.svg"):
        pages.save(function_figure("quadratic"), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_every_group_of_axioms_that_a_claim_rests_on_has_facts(some: dict[str, Any]) -> None:
    known = pages.facts_of_groups()
    assert all(known[group] for row in some["claims"] for group in row["axioms"])
    page = pages.axioms_page(some)
    assert all(f"`{name}`" in page for listed in known.values() for name, _ in listed)
