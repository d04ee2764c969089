"""The replayer believes nothing: a changed proof or statement is refused with one line of JSON."""

import copy
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

import samproofs.kernel.replay as replay
from samproofs import proofs
from samproofs.kernel.terms import KernelError
from samproofs.statements import claims

PROGRAM = Path(replay.__file__)
STATEMENT = {
    "language": {"symbols": "a b", "indices": "t s", "sequences": "g"},
    "given": ["a >= 0"],
    "part": [
        {"name": "square", "given": ["b >= 0"], "then": ["a*b + a**2 >= 0"]},
        {"name": "root", "then": ["sqrt(a)**2 == a", "a >= 0"]},
    ],
    "axioms": ["definition"],
}
PROOF = {
    "claim": "small",
    "names": {"symbols": "c"},
    "steps": [
        {"rule": "assume", "args": ["a >= 0"]},
        {"rule": "assume", "args": ["b >= 0"]},
        {"rule": "combine", "args": ["a*b + a**2 >= 0", [[{"number": "1"}, 0, 1], [{"number": "1"}, "a"]], []]},
        {"rule": "sqrt_sq", "args": ["a"]},
    ],
    "roots": {"square": [2], "root": [3, 0]},
}
TOML = """
given = ["a >= 0"]
axioms = ["definition"]
[language]
symbols = "a b"
indices = "t s"
sequences = "g"
[[part]]
name = "square"
given = ["b >= 0"]
then = ["a*b + a**2 >= 0"]
[[part]]
name = "root"
then = ["sqrt(a)**2 == a", "a >= 0"]
"""


def changed(table, *path_and_value):
    """A deep copy with the value at a path replaced."""
    *path, last, value = path_and_value
    table = copy.deepcopy(table)
    place = table
    for key in path:
        place = place[key]
    place[last] = value
    return table


def verdict(proof, statement=STATEMENT, functions=None):
    return replay.verdict(proof, replay.Statement(statement, (functions or {}).__getitem__))


def test_the_small_proof_is_accepted_and_unused_hypotheses_are_named():
    answer = verdict(PROOF)
    assert (
        answer["verdict"] == "PROVED"
        and answer["axioms"] == ["definition"]
        and answer["unused"] == {"square": [], "root": []}
    )
    more = changed(STATEMENT, "given", ["a >= 0", "a <= 1"])
    assert verdict(PROOF, more)["unused"]["square"] == ["-a + 1 >= 0"]


TAMPERED = {
    "a forward reference": (("steps", 2, "args", 1, 0, 1, 3), "step 2: replay: step 3 is not an earlier step"),
    "a reference to itself": (("steps", 2, "args", 1, 0, 1, 2), "step 2: replay: step 2 is not an earlier step"),
    "a negative reference": (("steps", 2, "args", 1, 0, 1, -1), "replay: step -1 is not an earlier step"),
    "a reference to true": (("steps", 2, "args", 1, 0, 1, True), "an argument cannot be read"),
    "a reference to 0.0": (("steps", 2, "args", 1, 0, 1, 0.0), "an argument cannot be read"),
    "an unknown rule": (("steps", 0, "rule", "trust"), "there is no rule called trust"),
    "a rule that is private": (("steps", 0, "rule", "_theorem"), "there is no rule called _theorem"),
    "the class of theorems": (("steps", 0, "rule", "Theorem"), "there is no rule called Theorem"),
    "a rule that is no text": (("steps", 0, "rule", 0), "there is no rule called 0"),
    "another rule": (("steps", 3, "rule", "sqrt_nonneg"), "verdict: root: proved is sqrt\\(a\\) >= 0, stated is"),
    "a theorem written out": (("steps", 0, "args", [{"theorem": "a >= 0"}]), "an argument cannot be read"),
    "two tags": (("steps", 0, "args", [{"name": "a", "index": "t"}]), "an argument cannot be read"),
    "a tag that holds a list": (("steps", 0, "args", [{"name": ["a"]}]), "a tagged argument holds a text"),
    "a negative coefficient": (("steps", 2, "args", 1, 0, 0, {"number": "-1"}), "is not a rational number >= 0"),
    "a decimal coefficient": (("steps", 2, "args", 1, 0, 0, {"number": "1.0"}), "not a quotient of integers"),
    "an exponent": (("steps", 2, "args", 1, 0, 0, {"number": "1e0"}), "not a quotient of integers"),
    "a division by zero": (("steps", 2, "args", 1, 0, 0, {"number": "1/0"}), "not a quotient of integers"),
    "a number of another script": (("steps", 2, "args", 1, 0, 0, {"number": "\u0661"}), "not a quotient of integers"),
    "a bound name": (("steps", 3, "args", [{"name": "%s"}]), "an argument is not a theorem, closed term, plain name"),
    "a bound index": (("steps", 3, "args", [{"index": "%t"}]), "not an expression"),
    "an undeclared name": (("steps", 0, "args", ["omega >= 0"]), "omega is not declared"),
    "too few arguments": (("steps", 3, "args", []), "do not have the shape"),
    "too many arguments": (("steps", 3, "args", ["a", "a"]), "do not have the shape"),
    "another conclusion": (("roots", "square", [1]), "verdict: square: proved is b >= 0, stated is"),
    "conclusions in another order": (("roots", "root", [0, 3]), "verdict: root: proved is a >= 0, stated is"),
    "fewer conclusions": (("roots", "root", [3]), "verdict: root: "),
    "more conclusions": (("roots", "root", [3, 0, 0]), "verdict: root: "),
    "a root that is true": (("roots", "root", [3, 0, True]), "verdict: root: "),
    "a root that does not exist": (("roots", "root", [3, 0, 99]), "verdict: root: "),
    "roots that are missing": (("roots", {"square": [2]}), "the proof has roots for other parts"),
    "roots of more parts": (("roots", {"square": [2], "root": [3, 0], "x": []}), "the proof has roots for other parts"),
    "a name declared again": (("names", {"symbols": "a"}), "language: a is declared twice"),
    "a name declared as another kind": (("names", {"sequences": "a"}), "language: a is declared twice"),
    "a word of the language declared": (("names", {"symbols": "pi"}), "'pi' is not a plain name"),
    "a kind that does not exist": (("names", {"rules": "c"}), "'rules' is not one of"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_the_replayer_refuses(name):
    change, sentence = TAMPERED[name]
    with pytest.raises(KernelError, match=sentence):
        verdict(changed(PROOF, *change))


STATED = {
    "a hypothesis that is not stated": (("given", []), "a hypothesis is used that is not stated: a >= 0"),
    "a stronger hypothesis only": (("given", ["a > 0"]), "a hypothesis is used that is not stated: a >= 0"),
    "a hypothesis of another part": (
        ("part", 0, "given", []),
        "verdict: square: a hypothesis is used that is not stated: b >= 0",
    ),
    "an axiom that is not listed": (("axioms", []), "an axiom is used that is not listed: definition"),
    "an axiom that does not exist": (("axioms", ["definition", "magic"]), "an axiom is listed that does not exist"),
    "one more conclusion": (("part", 0, "then", ["a*b + a**2 >= 0", "b >= 0"]), "verdict: square: "),
    "no conclusion": (("part", 0, "then", []), "every part has a name of its own and a conclusion"),
    "no part": (("part", []), "no part, or an axiom"),
    "two parts of one name": (("part", 1, "name", "square"), "every part has a name of its own"),
    "a stronger conclusion": (("part", 0, "then", ["a*b + a**2 > 0"]), "verdict: square: proved is"),
    "an equation": (("part", 0, "then", ["a*b + a**2 == 0"]), "verdict: square: proved is"),
    "a constant one percent smaller": (("part", 0, "then", ["99/100*a*b + a**2 >= 0"]), "verdict: square: proved is"),
    "a term as a conclusion": (("part", 0, "then", ["a*b"]), "verdict: square: proved is"),
    "a name of two kinds": (
        ("language", {"symbols": "a b t", "indices": "t s", "sequences": "g"}),
        "t is declared twice",
    ),
}


@pytest.mark.parametrize("name", STATED)
def test_the_proof_of_one_statement_does_not_serve_another(name):
    change, sentence = STATED[name]
    with pytest.raises(KernelError, match=sentence):
        verdict(PROOF, changed(STATEMENT, *change))


# ---------------------------------------------------------------- functions that a statement constructs


def constructed(how, formula="k/2*(x - c)**2", then="f(a) == k/2*(a - c)**2", symbols="a k c x"):
    statement = {
        "language": {"symbols": symbols, "real_functions": "f"},
        "construct": {"f": {"function": "bowl", **how}},
        "part": [{"name": "it", "then": [then]}],
        "axioms": [],
    }
    return replay.Statement(statement, {"bowl": {"variable": "x", "formula": formula}}.__getitem__).parts["it"][0]


def test_a_constructed_function_is_its_formula_with_the_terms_put_in():
    language = replay.Language(symbols="a k c x", real_functions="f")
    assert constructed({}) == {language("forall(a, f(a) == k/2*(a - c)**2)")}
    assert constructed({"k": "a", "c": "a + 1"}) == {language("forall(x, f(x) == a/2*(x - (a + 1))**2)")}
    assert constructed({"k": "c", "c": "k"}) == {language("forall(x, f(x) == c/2*(x - k)**2)")}, "simultaneously"


def test_the_variable_of_a_function_captures_no_symbol_of_the_statement():
    """With c = x the function is k/2 (u - x)^2, not k/2 (x - x)^2 = 0."""
    language = replay.Language(symbols="a k c x", real_functions="f")
    assert (
        constructed({"c": "x"}) == {language("forall(a, f(a) == k/2*(a - x)**2)")} != {language("forall(a, f(a) == 0)")}
    )


def test_a_construction_is_refused_if_it_cannot_be_read():
    for how, sentence in [
        ({"x": "1"}, "x is the variable of f, not a parameter"),
        ({"c": "omega"}, "omega is not declared"),
    ]:
        with pytest.raises(KernelError, match=sentence):
            constructed(how)
    with pytest.raises(KernelError, match="omega is not declared"):
        constructed({}, formula="omega*x")


# ---------------------------------------------------------------- the program


def run(tmp_path, statement=TOML, proof=PROOF, options=("-I", "-S"), arguments=None):
    (tmp_path / "s.toml").write_text(statement, encoding="utf-8")
    (tmp_path / "p.json").write_text(proof if isinstance(proof, str) else json.dumps(proof), encoding="utf-8")
    files = arguments if arguments is not None else [tmp_path / "s.toml", tmp_path / "p.json"]
    done = subprocess.run([sys.executable, *options, PROGRAM, *files], capture_output=True, text=True, timeout=60)
    assert done.stderr == "" and done.stdout.count("\n") == 1
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("options", [("-I", "-S"), ("-I", "-S", "-O"), ("-O",), ("-OO",)])
def test_the_program_replays_in_an_isolated_interpreter_and_without_assertions(tmp_path, options):
    assert run(tmp_path, options=options) == (0, verdict(PROOF))
    code, answer = run(tmp_path, proof=changed(PROOF, "roots", "square", [1]), options=options)
    assert code == 1 and answer["verdict"] == "UNDECIDED" and answer["reason"].startswith("verdict: square")


@pytest.mark.parametrize("name", TAMPERED)
def test_the_program_refuses_with_one_line_and_exit_code_1(tmp_path, name, capsys):
    change, _ = TAMPERED[name]
    (tmp_path / "s.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "p.json").write_text(json.dumps(changed(PROOF, *change)), encoding="utf-8")
    assert replay.main([str(tmp_path / "s.toml"), str(tmp_path / "p.json")]) == 1
    written = capsys.readouterr()
    assert json.loads(written.out)["verdict"] == "UNDECIDED" and written.out.count("\n") == 1 and not written.err


@pytest.mark.parametrize(
    ("statement", "proof"),
    [
        (TOML, ""),
        (TOML, "[]"),
        (TOML, "null"),
        (TOML, "{}"),
        (TOML, '{"names": {}, "steps": 3, "roots": {}}'),
        (TOML, "[" * 100_000),
        (TOML, '{"names": {}, "steps": [{}], "roots": {}}'),
        (TOML, '{"names": [], "steps": [], "roots": []}'),
        (TOML, "NaN"),
        (TOML, '{"names": {}, "steps": [{"rule": "assume", "args": [' + "9" * 5000 + ']}], "roots": {}}'),
        (TOML, changed(PROOF, "steps", 0, "args", [[[[[["a >= 0"]]]]]])),
        (TOML, changed(PROOF, "steps", 0, "args", ["(" * 9000])),
        (TOML, changed(PROOF, "steps", 0, "args", ["-(a >= 0)"])),
        (TOML, changed(PROOF, "steps", 0, "args", ["(a >= 0)*b"])),
        ("", PROOF),
        ("given = 3", PROOF),
        ("not toml", PROOF),
        (TOML.replace("part", "parts"), PROOF),
        (TOML.replace("a >= 0", "a >="), PROOF),
    ],
)
def test_files_that_are_no_statement_or_no_proof_are_refused_in_one_line(tmp_path, statement, proof):
    code, answer = run(tmp_path, statement, proof)
    assert code == 1 and answer["verdict"] == "UNDECIDED" and answer["reason"]


def test_files_that_do_not_exist_and_wrong_usage_are_refused_in_one_line(tmp_path):
    for arguments in ([], [tmp_path / "a"], [tmp_path / "a", tmp_path / "b"], ["a", "b", "c"]):
        code, answer = run(tmp_path, arguments=arguments)
        assert code == 1 and answer["verdict"] == "UNDECIDED" and answer["reason"]


# ---------------------------------------------------------------- the proofs of the claims


@pytest.fixture(scope="module", params=sorted(claims()))
def claim(request):
    """A claim and its exported proof."""
    return claims()[request.param], proofs.export(request.param)


def test_the_exported_proof_of_a_claim_is_replayed_by_a_fresh_interpreter(claim, tmp_path):
    statement, proof = claim
    (tmp_path / "claim.json").write_text(json.dumps(proof), encoding="utf-8")
    code, answer = run(tmp_path, arguments=[statement.path, tmp_path / "claim.json"])
    assert code == 0 and answer["verdict"] == "PROVED" and set(answer["axioms"]) <= set(statement.axioms)


def test_the_proof_of_a_claim_without_a_step_that_a_root_needs_is_refused(claim):
    statement, proof = claim
    for n in random.Random(1).sample(range(len(proof["steps"])), min(6, len(proof["steps"]))):
        shorter = {**proof, "steps": proof["steps"][:n]}
        with pytest.raises(KernelError, match=r"verdict: |replay: "):
            replay.verdict(shorter, statement.statement())


def test_the_proof_of_a_claim_does_not_serve_when_any_conclusion_is_changed(claim):
    statement, proof = claim
    for i, part in enumerate(statement.table["part"]):
        for j, text in enumerate(part["then"]):
            if "<=" in text or ">=" in text:
                other = text.replace("<=", "<", 1) if "<=" in text else text.replace(">=", ">", 1)
                table = changed(statement.table, "part", i, "then", j, other)
                with pytest.raises(KernelError, match=r"verdict: .*proved is"):
                    replay.verdict(
                        proof,
                        replay.Statement(table, lambda name: replay.read_toml(functions(statement) / f"{name}.toml")),
                    )


def functions(statement):
    return statement.path.parent.parent / "functions"
