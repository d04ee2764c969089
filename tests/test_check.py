"""The second replayer agrees with the kernel on every proof and on single changes of every proof and statement."""

import ast
import copy
import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import samproofs
from samproofs import proofs
from samproofs.kernel import replay
from samproofs.kernel.rules import RULES
from samproofs.kernel.terms import KernelError
from samproofs.statements import claims

PROGRAM = Path(samproofs.__file__).parent / "check.py"
FUNCTIONS = PROGRAM.parent / "functions"
_spec = importlib.util.spec_from_file_location("independent_check", PROGRAM)
check = importlib.util.module_from_spec(_spec)
sys.modules["independent_check"] = check
_spec.loader.exec_module(check)


def function_table(name):
    return replay.read_toml(FUNCTIONS / f"{name}.toml")


def kernel_accepts(table, proof):
    try:
        replay.verdict(proof, replay.Statement(table, function_table))
    except (KernelError, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError):
        return False
    return True


def check_accepts(table, proof):
    try:
        check.check(table, proof, function_table)
    except (check.RefusedError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return True


@pytest.fixture(scope="module", params=sorted(claims()))
def claim(request):
    """A claim's statement table and its exported proof."""
    return claims()[request.param].table, json.loads(json.dumps(proofs.export(request.param)))


# ---------------------------------------------------------------- independence


def test_the_file_imports_the_standard_library_alone_and_evaluates_no_text():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"))
    modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    modules |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level == 0}
    assert not any(isinstance(n, ast.ImportFrom) and n.level for n in ast.walk(tree))
    assert {name.partition(".")[0] for name in modules} <= {*sys.stdlib_module_names, "__future__"} - {"ast"}
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert not names & {"eval", "exec", "compile", "__import__", "float"} and not any(
        isinstance(n, ast.Assert) for n in ast.walk(tree)
    )
    assert not any(isinstance(n, ast.Constant) and isinstance(n.value, float) for n in ast.walk(tree))


def test_it_knows_the_rules_facts_and_words_of_the_kernel_and_no_others():
    assert check.RULES.keys() | check.FACTS.keys() == RULES.keys() and not check.RULES.keys() & check.FACTS.keys()
    assert set(check.KINDS) == set(replay.KINDS) and replay.facts.AXIOMS.keys() == check.GROUPS
    from samproofs.kernel.terms import RESERVED

    assert set(check.WORDS) == set(RESERVED)


# ---------------------------------------------------------------- agreement


def test_both_accept_the_proof_of_the_claim(claim):
    assert kernel_accepts(*claim) and check_accepts(*claim)


def test_both_refuse_the_proof_for_another_claim(claim):
    table, proof = claim
    for other in claims().values():
        if other.id != table["id"]:
            assert not kernel_accepts(other.table, proof) and not check_accepts(other.table, proof)


SWAPS = [
    ("+", "-"),
    ("-", "+"),
    ("*", "+"),
    (">=", ">"),
    (">=", "<="),
    ("==", ">="),
    ("<=", "<"),
    ("2", "3"),
    ("1", "2"),
    ("/", "*"),
    ("[t]", "[0]"),
    ("t+1", "t"),
    ("beta", "eta"),
    ("eta", "rho"),
    ("sin", "cos"),
    ("x", "y"),
    ("max", "min"),
    ("0", "1"),
    ("**2", ""),
    ("sq", "norm"),
]


def other_text(rng, text):
    """The text with one thing in it changed."""
    possible = [(m.start(), a, b) for a, b in SWAPS for m in re.finditer(re.escape(a), text)]
    if not possible:
        return text + " + 1"
    at, a, b = rng.choice(possible)
    return text[:at] + b + text[at + len(a) :]


def leaves(x, path=()):
    """The places of everything in a step's arguments that is no list."""
    if isinstance(x, list):
        return [leaf for i, y in enumerate(x) for leaf in leaves(y, (*path, i))]
    return [path]


def one_change(rng, proof):
    """The proof with one thing changed at random."""
    proof = copy.deepcopy(proof)
    n = rng.randrange(len(proof["steps"]))
    step, kind = proof["steps"][n], rng.choice(["leaf"] * 8 + ["rule", "drop", "more", "root", "delete", "swap"])
    if kind == "rule":
        step["rule"] = rng.choice(sorted(RULES))
    elif kind == "drop" and step["args"]:
        place = step["args"]
        while isinstance(place[-1], list) and place[-1] and rng.random() < 0.7:
            place = place[-1]
        place.pop(rng.randrange(len(place)))
    elif kind == "more":
        step["args"].append(rng.choice([None, 0, "1", {"name": "t"}, []]))
    elif kind == "root":
        part = rng.choice(sorted(proof["roots"]))
        proof["roots"][part][rng.randrange(len(proof["roots"][part]))] = n
    elif kind == "delete":
        del proof["steps"][n]
    elif kind == "swap" and n:
        proof["steps"][n - 1 : n + 1] = reversed(proof["steps"][n - 1 : n + 1])
    elif places := leaves(step["args"]):
        *path, last = rng.choice(places)
        place = step["args"]
        for i in path:
            place = place[i]
        x = place[last]
        if isinstance(x, int):
            place[last] = rng.choice([x - 1, x + 1, n - 1, 0, n, True])
        elif isinstance(x, str):
            place[last] = other_text(rng, x)
        elif x is None:
            place[last] = {"index": "t"}
        else:
            (tag,) = x
            options = {
                "number": ["-1", "0", "2", "1/2", "99/100", "0.5"],
                "index": ["t", "0", "t+1", "T", "s"],
                "name": ["t", "s", "f", "u", "pi", "%t"],
            }
            place[last] = {tag: rng.choice(options[tag])}
    return proof


def test_both_judge_single_changes_of_the_proof_alike(claim):
    table, proof = claim
    rng, accepted, tried = random.Random(table["id"]), 0, 0
    for _ in range(max(10, 4000 // len(proof["steps"]))):
        other = one_change(rng, proof)
        if other != proof and tried < 40:
            tried += 1
            kernel, ours = kernel_accepts(table, other), check_accepts(table, other)
            assert kernel == ours, next((a, b) for a, b in zip(proof["steps"], other["steps"], strict=False) if a != b)
            accepted += kernel
    assert tried >= 7 and accepted <= tried // 3, "most changes must be noticed"


def test_both_judge_single_changes_of_the_statement_alike(claim):
    table, proof = claim
    rng = random.Random(table["id"])
    refused = 0
    for _ in range(4):
        other = copy.deepcopy(table)
        part = rng.choice(other["part"])
        place = rng.choice([x for x in (other.get("given", []), part.get("given", []), part["then"]) if x])
        i = rng.randrange(len(place))
        place[i] = other_text(rng, place[i])
        kernel, ours = kernel_accepts(other, proof), check_accepts(other, proof)
        assert kernel == ours, place[i]
        refused += not kernel
    assert refused >= 2


TEXTS = [
    "a",
    "-a**2",
    "2**3",
    "a/(b*a)",
    "a/(b/a)",
    "1/(2*b*(1 - a)**2)",
    "inv(2*a + 4*b)",
    "inv(-3*a)",
    "1/inv(a)",
    "a**t",
    "a**(t+1)",
    "min(a, b)",
    "choose(a, b, 1)",
    "abs(a - b)",
    "sum(s, T, g[s]*a)",
    "sum(s, t+1, g[s+1])",
    "dot(x - y[t], a*x)",
    "norm(x)",
    "sq(x + b*y[0])",
    "f(x)",
    "f[t](x)",
    "grad(f, x - a*grad(f, x))",
    "sq(grad(f[0], x))",
    "inf(f)",
    "k(a)",
    "grad(k, sin(a))",
    "inf(k)",
    "norm(a)",
    "sq(a)",
    "mean(u, X[t], a*u**2 + sin(u))",
    "mean(u, X[0], 1)",
    "pi",
    "t + 3",
    "exp(a + b)*ln(a)",
    "zero",
    "a*zero",
    "sign(a - a)",
    "pow(a, 0)",
]
FORMULAS = [
    "a >= b",
    "a < b",
    "a == b",
    "x == y[t]",
    "forall(t, g[t+1] <= g[t])",
    "forall(u, k(u) >= a*u)",
    "Smooth(f, b)",
    "Smooth(k, b)",
    "BoundedBelow(f[t])",
    "StronglyConvex(f, 0)",
    "Chain(X, a, u, 1/2, u + 1, 1/2, -u)",
]
NONSENSE = [
    "",
    "a b",
    "a +",
    "0.5",
    "1e3",
    "a^2",
    "a < b < a",
    "x*x",
    "x + a",
    "sin(x)",
    "f(a)",
    "k(x)",
    "g",
    "omega",
    "a**b",
    "a**-1",
    "g[t-1]",
    "g[a]",
    "sum(a, T, a)",
    "forall(t, forall(s, g[s] >= g[t]))",
    "sum(s, T, sum(t, s, g[t]))",
    "mean(u, X[t], mean(b, X[t], sin(u + b)))",
    "(a",
    "a)",
    "a >= b >= 0",
    "a >= x",
    "a != b",
    "not a",
    "+a",
    "'a'",
    "a if b else a",
    "-(a >= b)",
    "(a >= b)*a",
    "\u0430",
    "f(x, y)",
    "pow(a, b)",
    "a**65",
    "(" * 5000 + "a",
    "-" * 9000 + "a",
    "a; b",
    "a = b",
    "a.b",
    "[a]",
    "a, b",
    "%t",
    "#t",
    "Chain(X, a, u, u, u)",
    "t**True",
]
NAMES = {
    "symbols": "a b u",
    "indices": "t s T",
    "sequences": "g",
    "vectors": "x y",
    "functions": "f",
    "real_functions": "k",
    "chains": "X",
}


def both(text):
    """Whether each of the two readers understands a text."""
    found = []
    for read, refusals in (
        (replay.Language(**NAMES), (KernelError, TypeError)),
        (check.Language(NAMES).read, (check.RefusedError, RecursionError)),
    ):
        try:
            read(text)
            found.append(True)
        except refusals:
            found.append(False)
    return found


def test_both_read_the_same_texts():
    for text in (*TEXTS, *FORMULAS):
        assert both(text) == [True, True], text
    for text in NONSENSE:
        assert both(text) == [False, False], text


def test_both_call_the_same_texts_equal():
    kernel, ours = replay.Language(**NAMES), check.Language(NAMES).read
    texts = [
        *TEXTS,
        *FORMULAS,
        "-(a*a)",
        "8",
        "inv(b)",
        "a*inv(a)*inv(b)",
        "pow(a, t)",
        "-max(-a, -b)",
        "b > a",
        "dot(x, x)",
        "sum(t, T, a*g[t])",
        "3 + t",
    ]
    for one in texts:
        for other in texts:
            same = type(kernel(one)) is type(kernel(other)) and kernel(one) == kernel(other)
            assert same == (type(ours(one)) is type(ours(other)) and ours(one) == ours(other)), (one, other)


# ---------------------------------------------------------------- the program


def run(*arguments, program=PROGRAM, cwd=None):
    done = subprocess.run(
        [sys.executable, "-I", "-S", program, *arguments], capture_output=True, text=True, timeout=300, cwd=cwd
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All statements, functions and proofs in one folder, with a copy of the program."""
    root = tmp_path_factory.mktemp("export")
    for name in ("statements", "functions", "proofs"):
        (root / name).mkdir()
    for c in claims().values():
        shutil.copy(c.path, root / "statements")
        (root / "proofs" / f"{c.id}.json").write_text(json.dumps(proofs.export(c.id)), encoding="utf-8")
    for path in FUNCTIONS.glob("*.toml"):
        shutil.copy(path, root / "functions")
    shutil.copy(PROGRAM, root)
    return root


def test_a_copy_of_the_file_checks_a_folder_by_itself(folder):
    code, lines, errors = run(folder, program=folder / "check.py", cwd=folder)
    assert code == 0 and not errors and lines[-1] == f"{len(claims())} passed, 0 failed"
    assert [line.split()[:2] for line in lines[:-1]] == [["PROVED", name] for name in sorted(claims())]


def test_one_statement_and_one_proof_are_checked(folder):
    name = min(claims())
    code, lines, _ = run(folder / "statements" / f"{name}.toml", folder / "proofs" / f"{name}.json")
    assert code == 0 and lines[-1] == "1 passed, 0 failed"


def test_a_missing_or_broken_proof_fails_with_exit_code_1(folder, tmp_path):
    root = tmp_path / "broken"
    shutil.copytree(folder, root)
    first, second = sorted(claims())[:2]
    (root / "proofs" / f"{first}.json").unlink()
    (root / "proofs" / f"{second}.json").write_text("{", encoding="utf-8")
    code, lines, errors = run(root)
    assert code == 1 and not errors and lines[-1] == f"{len(claims()) - 2} passed, 2 failed"
    assert sum(line.startswith("FAILED") for line in lines) == 2


def test_wrong_usage_is_one_sentence_and_exit_code_2(tmp_path):
    for arguments in ((), (tmp_path,), ("a", "b", "c"), (tmp_path / "nothing",)):
        code, lines, errors = run(*arguments)
        assert code == 2 and not lines and errors.startswith("usage: ") and errors.count("\n") == 1


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"names": {}, "steps": [{}], "roots": {}}',
        '{"names": {}, "steps": 3, "roots": {}}',
        "NaN",
        '{"names": {}, "steps": [{"rule": "assume", "args": [{"number": "1/0"}]}], "roots": {}}',
        '{"names": {}, "steps": [{"rule": "assume", "args": ["((((10**64)**64)**64)**64)**64 >= 0"]}], "roots": {}}',
        '{"names": {}, "steps": [{"rule": ["assume"], "args": []}], "roots": {}}',
    ],
    ids=range(11),
)
def test_a_file_that_is_no_proof_is_refused_in_one_line(folder, tmp_path, proof):
    (tmp_path / "p.json").write_text(proof, encoding="utf-8")
    code, lines, errors = run(folder / "statements" / f"{min(claims())}.toml", tmp_path / "p.json")
    assert (
        code == 1
        and not errors
        and len(lines) == 2
        and lines[0].startswith("FAILED")
        and lines[1] == "0 passed, 1 failed"
    )
