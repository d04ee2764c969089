"""Every command and every example of the page on the engine runs as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from samproofs import cli

PAGE = (Path(__file__).parents[2] / "docs" / "engine.md").read_text()
LINES = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
def test_a_command_of_the_page_runs(line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program, *words = shlex.split(line)
    assert program == "samproofs"
    assert cli.main(words) == 0
    assert capsys.readouterr().out.strip()


def test_the_page_has_commands_and_names_those_of_the_engine():
    assert {shlex.split(line)[1] for line in LINES} == {"iterate", "scaling", "sweep"}


def test_the_python_of_the_page_prints_what_it_should(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(compile(code, "engine.md", "exec"), {})  # noqa: S102  the page's own example
    assert capsys.readouterr().out == "[0, 500, 1000]\n0.01111\n"
