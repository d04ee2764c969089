"""The claim graph shows every claim with its verdict, and what the proofs are written with."""

import xml.etree.ElementTree as xml
from typing import Any

import pytest

from samproofs.errors import UsageError
from samproofs.report import graph

SPACE = "{http://www.w3.org/2000/svg}"
USES = {"a": {"lemma"}, "b": {"a", "lemma"}, "lemma": set()}


def test_arrows_that_others_imply_are_not_drawn() -> None:
    assert graph.needed(["a", "b"], USES) == {"lemma": set(), "a": {"lemma"}, "b": {"a"}}


def test_everything_stands_to_the_right_of_what_it_uses() -> None:
    edges = graph.needed(["a", "b"], USES)
    assert graph.columns(["a", "b"], edges) == [["lemma"], ["a"], ["b"]]


def test_boxes_do_not_overlap() -> None:
    uses = {f"claim{i}": {"lemma"} for i in range(7)} | {"lemma": set(), "alone": set()}
    places = graph.places(graph.columns([*uses], uses), uses)
    spots = list(places.values())
    for i, (x, y) in enumerate(spots):
        for u, v in spots[:i]:
            assert abs(x - u) >= graph.WIDTH or abs(y - v) >= graph.HEIGHT


@pytest.mark.parametrize("verdict", ["PROVED", "UNDECIDED", "REFUTED"])
def test_a_claim_is_a_link_with_its_verdict_in_words_and_in_line(some: dict[str, Any], verdict: str) -> None:
    row = {**some["claims"][0], "verdict": verdict}
    drawing = xml.fromstring(graph.svg({"claims": [row]}, lambda name: f"{name}.html"))  # noqa: S314
    links = drawing.findall(f".//{SPACE}a")
    assert [link.get("href") for link in links] == [f"{row['id']}.html"]
    said = [text.text for text in links[0].iter(f"{SPACE}text")]
    assert said[0] == row["id"] and verdict.lower() in str(said[1])
    dashes = links[0].find(f".//{SPACE}rect").get("stroke-dasharray")
    assert (dashes is None) == (verdict == "PROVED")


def test_the_lemmas_of_a_proof_are_read_from_its_imports() -> None:
    uses = graph.imports()
    assert "deterministic" in uses["det_nonconvex_upper"]
    assert not graph.LANGUAGE & set().union(*uses.values())


def test_the_same_report_gives_the_same_drawing(some: dict[str, Any]) -> None:
    assert graph.svg(some, str) == graph.svg(some, str)


def test_the_graph_is_written_where_one_says(tmp_path) -> None:
    row = {"id": "det-sc-lower", "verdict": "UNDECIDED", "title": "t", "paper": "3.2", "kind": "lower bound"}
    path = graph.write_graph({"claims": [row]}, str(tmp_path / "new"))
    drawing = path.read_text()
    assert "det-sc-lower" in drawing and "UNDECIDED" in drawing
    assert graph.write_graph({"claims": [row]}, str(tmp_path / "new")).read_text() == drawing
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        graph.write_graph({"claims": [row]}, str(tmp_path / "file"))
