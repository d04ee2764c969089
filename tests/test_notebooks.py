"""The committed notebooks are what a fresh run gives, and the comparison rejects what is not."""

import ast
import base64
import copy
import importlib.util
import io
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from samproofs.statements import claims
from samproofs.statements.abstract import SENTENCES

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("jupytext")

FOLDER = Path(__file__).parents[1] / "notebooks"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem + "_of_" + path.parent.name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load(FOLDER / "build.py")
SOURCES = build.sources()


def committed(source: Path) -> Any:
    return nbformat.read(source.with_suffix(".ipynb"), 4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_a_fresh_run_gives_the_committed_outputs(source: Path) -> None:
    assert build.differences(committed(source), build.run(source)) == []


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_a_notebook_has_outputs_pictures_and_nothing_of_this_machine(source: Path) -> None:
    notebook = committed(source)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    text = "".join(output.get("text", "") + str(output.get("data", {}).get("text/plain", "")) for output in outputs)
    assert not re.search(r"/home/|/tmp/|\d\d:\d\d:\d\d|Traceback", text)


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_what_a_notebook_quotes_is_printed_from_the_claims_word_for_word(source: Path) -> None:
    outputs = [o for cell in committed(source).cells for o in cell.get("outputs", ())]
    shown = "".join(output.get("data", {}).get("text/markdown", "") for output in outputs)
    quoted = re.findall(r"^> (.*)$", shown, re.M)
    assert set(quoted) <= set(SENTENCES.values())
    assert quoted or "The abstract of Si and Yun" in source.read_text(encoding="utf-8")
    assert not re.search(r"^# > ", source.read_text(encoding="utf-8"), re.M), "no quotation is typed"


def test_every_claim_is_named_by_a_notebook() -> None:
    text = "".join(source.read_text(encoding="utf-8") + json.dumps(committed(source)) for source in SOURCES)
    assert [name for name in claims() if name not in text] == []


SYMBOLIC = ("sympy", "derive", "statement", "certificate", "Update", "symbols")


def floats_in(code: str) -> list[float]:
    """The float literals of a cell that computes with symbols."""
    tree = ast.parse("\n".join(line for line in code.splitlines() if not line.startswith("%")))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    return constants if names & set(SYMBOLIC) else []


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_no_symbolic_cell_has_a_float(source: Path) -> None:
    cells = [cell.source for cell in committed(source).cells if cell.cell_type == "code"]
    assert [(code, found) for code in cells if (found := floats_in(code))] == []


def test_a_float_in_a_symbolic_cell_would_be_found() -> None:
    assert floats_in("x = sympy.Symbol('x')\n1/2*x + 0.5") == [0.5]
    assert floats_in("%matplotlib inline\nprint(0.5)") == []


def numbers_and_pictures() -> Any:
    """A notebook with a printed number and a picture, as a run would give it."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "png")
    data = {"image/png": base64.b64encode(picture.getvalue()).decode(), "text/plain": "<Figure>"}
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="limit 0.25\n"),
        nbformat.v4.new_output("display_data", data=data),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print()", outputs=outputs)])
    notebook.metadata["samproofs"] = {"matplotlib": "3.10"}
    return notebook


def test_the_comparison_accepts_the_same_run() -> None:
    assert build.differences(numbers_and_pictures(), numbers_and_pictures()) == []


def test_a_changed_number_is_rejected() -> None:
    changed = numbers_and_pictures()
    changed.cells[0].outputs[0].text = "limit 0.26\n"
    assert build.differences(numbers_and_pictures(), changed) == ["cell 0: stdout differs, 'limit 0.25' has become 'limit 0.26'"]


def test_a_changed_picture_is_rejected() -> None:
    from PIL import Image

    changed, picture = numbers_and_pictures(), io.BytesIO()
    image = Image.new("RGB", (40, 30), "white")
    image.paste("black", (10, 10, 14, 14))
    image.save(picture, "png")
    changed.cells[0].outputs[1].data["image/png"] = base64.b64encode(picture.getvalue()).decode()
    assert build.differences(numbers_and_pictures(), changed) == ["cell 0: image/png differs"]


def test_a_missing_output_is_rejected() -> None:
    changed = numbers_and_pictures()
    del changed.cells[0].outputs[1]
    assert build.differences(changed, numbers_and_pictures()) == ["cell 0 has 1 outputs, and 2 in a fresh run"]


def test_a_picture_that_is_missing_from_its_output_is_rejected() -> None:
    changed = numbers_and_pictures()
    del changed.cells[0].outputs[1].data["image/png"]
    assert "instead of" in build.differences(changed, numbers_and_pictures())[0]


def test_pictures_of_another_matplotlib_are_not_compared_but_rejected() -> None:
    changed = numbers_and_pictures()
    changed.metadata["samproofs"] = {"matplotlib": "3.9"}
    assert "cannot be compared" in build.differences(changed, numbers_and_pictures())[0]


def test_another_source_is_rejected() -> None:
    changed = copy.deepcopy(numbers_and_pictures())
    changed.cells[0].source = "print(1)"
    assert build.differences(changed, numbers_and_pictures()) == ["the committed notebook was made from another source"]


def test_what_is_printed_in_pieces_is_one_output() -> None:
    pieces = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in ("a\n", "b\n")]
    assert [output.text for output in build.joined(pieces)] == ["a\nb\n"]


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_a_notebook_opens_whatever_the_dates_of_the_files_are(source: Path) -> None:
    """Paired with its source, it would not open in JupyterLab where the checkout gave it the later date."""
    assert "jupytext" not in committed(source).metadata
