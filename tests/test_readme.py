"""What README.md and the guide tell people to type works, and prints what they say it prints."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from samproofs import cli
from samproofs.errors import UsageError

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/guide.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def blocks(page: str) -> list[tuple[str, str]]:
    """The fenced blocks of a page: language and text."""
    return FENCE.findall((ROOT / page).read_text(encoding="utf-8"))


def printed(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "<README>", "exec"), {})  # noqa: S102
    return out.getvalue()


def commands(page: str) -> list[list[str]]:
    """The arguments of every `samproofs` in the shell blocks of a page."""
    lines = (line for language, text in blocks(page) if language == "sh" for line in text.splitlines())
    found = []
    for line in lines:
        for part in " ".join(shlex.split(line, comments=True)).split("&&") if "&&" in line else [line]:
            words = shlex.split(part, comments=True)
            if words and words[0].rpartition("/")[2] == "samproofs":
                found.append(words[1:])
    return found


def test_the_python_example_prints_what_the_readme_says() -> None:
    found = blocks("README.md")
    examples = [(code, found[i + 1]) for i, (language, code) in enumerate(found[:-1]) if language == "python"]
    assert examples
    for code, (language, text) in examples:
        assert language == "text"
        assert printed(code) == text


def test_the_comparison_rejects_another_output() -> None:
    assert printed("print(1)") == "1\n" != "2\n"


def test_the_python_of_the_guide_runs() -> None:
    codes = [code for language, code in blocks("docs/guide.md") if language == "python"]
    assert codes
    assert all(printed(code) for code in codes)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_shows_is_one(page: str) -> None:
    shown = commands(page)
    assert shown
    for arguments in shown:
        given = cli._joined(arguments)
        assert cli.parser().parse_args(given).run is not None


def test_a_command_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(UsageError):
        cli.parser().parse_args(["verifie"])
    with pytest.raises(UsageError):
        cli.parser().parse_args(["verify", "--no-such-option"])


@pytest.mark.parametrize("page", [*PAGES, "docs/trust.md", "docs/faithfulness.md"])
def test_every_file_that_a_page_links_to_exists(page: str) -> None:
    here = (ROOT / page).parent
    missing = [link for link in LINK.findall((ROOT / page).read_text(encoding="utf-8")) if not (here / link).exists()]
    assert missing == []
