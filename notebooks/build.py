"""Execute the notebooks and write them with their outputs, or check that the committed outputs are what a fresh run gives.

python notebooks/build.py build      run every notebooks/*.py (py:percent) and write the .ipynb beside it
python notebooks/build.py check      run them and report every output that differs from the committed one
"""

from __future__ import annotations

import base64
import io
import os
import re
import sys
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HELPERS = ("build.py", "showing.py")
PIXELS = 2.0  # root mean square difference of two renderings of the same picture, of 255
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def sources() -> list[Path]:
    """The notebooks, as py:percent files."""
    return sorted(path for path in HERE.glob("*.py") if path.name not in HELPERS)


def run(source: Path) -> Any:
    """A notebook, executed from top to bottom; anything on stderr is an error."""
    import jupytext
    from nbclient import NotebookClient
    from traitlets.config import Config

    # Agg, as continuous integration sets it, would silently drop every figure
    os.environ.pop("MPLBACKEND", None)
    os.environ.update(PYTHONHASHSEED="0", SOURCE_DATE_EPOCH="0")
    notebook = jupytext.read(source)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for i, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{i:02d}"
    config = Config()
    config.KernelManager.transport_encryption = "auto"
    options = {"timeout": 300, "kernel_name": "python3", "record_timing": False, "config": config}
    NotebookClient(notebook, resources={"metadata": {"path": str(source.parent)}}, **options).execute()
    # pictures compare within one minor version of matplotlib only
    drawn_by = ".".join(version("matplotlib").split(".")[:2])
    notebook.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "samproofs": {"matplotlib": drawn_by},
    }
    for cell in notebook.cells:
        if "outputs" in cell:
            cell["outputs"] = joined(cell["outputs"])
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and output.name == "stderr":
                raise RuntimeError(f"{source.name}: a cell wrote to stderr: {output.text[:300]}")
    return notebook


def joined(outputs: list[Any]) -> list[Any]:
    """The outputs with what was printed in pieces put together: where it is cut depends on time."""
    whole: list[Any] = []
    for output in outputs:
        if whole and output.output_type == "stream" and whole[-1].get("name") == output.name:
            whole[-1]["text"] += output.text
        else:
            whole.append(output)
    return whole


def differences(committed: Any, fresh: Any) -> list[str]:
    """What differs between the committed notebook and a fresh run: one sentence each."""
    if [c.source for c in committed.cells] != [c.source for c in fresh.cells]:
        return ["the committed notebook was made from another source"]
    if committed.metadata.get("samproofs") != fresh.metadata["samproofs"]:
        drawn, here = (n.metadata.get("samproofs", {}).get("matplotlib") for n in (committed, fresh))
        return [f"the pictures were drawn by matplotlib {drawn} and cannot be compared with those of {here}"]
    found = []
    for i, (old, new) in enumerate(zip(committed.cells, fresh.cells, strict=True)):
        before, after = ([_data(o) for o in cell.get("outputs", ())] for cell in (old, new))
        if len(before) != len(after):
            found.append(f"cell {i} has {len(before)} outputs, and {len(after)} in a fresh run")
            continue
        for a, b in zip(before, after, strict=True):
            if a.keys() != b.keys():
                found.append(f"cell {i} gives {sorted(b)} instead of {sorted(a)}")
            differ = [kind for kind in sorted(a.keys() & b.keys()) if not _same(kind, a[kind], b[kind])]
            found += [f"cell {i}: {kind} differs{_first(kind, a[kind], b[kind])}" for kind in differ]
    return found


def _data(output: Any) -> dict[str, str]:
    return {output.name: output.text} if output.output_type == "stream" else dict(output.get("data", {}))


def _first(kind: str, a: str, b: str) -> str:
    """The first line that differs, where there are lines."""
    if kind == "image/png":
        return ""
    lines = zip_longest(a.splitlines(), b.splitlines(), fillvalue="")
    old, new = next(((old, new) for old, new in lines if old != new), ("", ""))
    return f", {old.strip()!r} has become {new.strip()!r}"


def _same(kind: str, a: str, b: str) -> bool:
    if kind != "image/png":
        return ADDRESS.sub("", a) == ADDRESS.sub("", b)
    import numpy as np
    from PIL import Image

    pictures = [np.asarray(Image.open(io.BytesIO(base64.b64decode(x))).convert("RGB"), float) for x in (a, b)]
    return pictures[0].shape == pictures[1].shape and float(((pictures[0] - pictures[1]) ** 2).mean()) ** 0.5 <= PIXELS


def main(arguments: list[str]) -> int:
    """Build or check every notebook."""
    import nbformat

    if arguments not in (["build"], ["check"]):
        print("usage: python notebooks/build.py build | check", file=sys.stderr)
        return 2
    failed = 0
    for source in sources():
        fresh, target = run(source), source.with_suffix(".ipynb")
        if arguments == ["build"]:
            nbformat.write(fresh, target)
            print(f"wrote {target.name}")
            continue
        for sentence in differences(nbformat.read(target, 4), fresh):
            print(f"{target.name}: {sentence}")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
