"""The kernel is what it claims to be: small, exact, the standard library alone, nothing of the rest of the package."""

import ast
import io
import tokenize
from pathlib import Path

import pytest

import samproofs.kernel
from samproofs.kernel import facts
from samproofs.kernel.rules import RULES

FILES = sorted(Path(samproofs.kernel.__file__).parent.glob("*.py"))
TREES = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
ALLOWED = {
    "__future__",
    "ast",
    "fractions", "functools",
    "importlib.util",
    "json",
    "math",
    "pathlib",
    "re",
    "sys",
    "tomllib",
    "types",
}


def test_the_kernel_is_six_files():
    assert sorted(TREES) == ["__init__", "facts", "language", "replay", "rules", "terms"]


@pytest.mark.parametrize("name", TREES)
def test_the_kernel_imports_the_standard_library_and_itself_only(name):
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= ALLOWED
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module in ALLOWED
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1 and (node.module or node.names[0].name) in TREES


@pytest.mark.parametrize("name", TREES)
def test_the_kernel_has_no_assertion_no_evaluation_and_no_float(name):
    for node in ast.walk(TREES[name]):
        assert not isinstance(node, ast.Assert | ast.Global | ast.Nonlocal)
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        if isinstance(node, ast.Name):
            assert node.id not in {
                "eval",
                "exec",
                "compile",
                "__import__",
                "float",
                "complex",
                "round",
                "globals",
                "locals",
                "input",
            }
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            assert name in {"terms", "replay"}, "a quotient of integers would be a float"


def lines_of_code(path):
    """Lines that are not blank, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    strings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            strings |= set(range(node.lineno, node.end_lineno + 1))
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return len({n for t in tokens if t.type not in silent for n in range(t.start[0], t.end[0] + 1)} - strings)


def test_the_kernel_can_be_read_in_an_evening():
    assert 500 < sum(map(lines_of_code, FILES)) <= 1000


def test_every_rule_and_fact_says_what_it_means_and_facts_belong_to_a_listed_group():
    for name, run in RULES.items():
        assert run.__name__ == name and run.__doc__
    assert all(facts.AXIOMS.values())
