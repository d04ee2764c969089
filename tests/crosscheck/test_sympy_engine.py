"""The second engine gives the kernel's verdict on every claim, and none on a changed proof or a changed statement."""

import copy
import json
import random
import re
import subprocess
import sys

import pytest
from conftest import assume, number, step

from samproofs import proofs
from samproofs.crosscheck import sympy_engine
from samproofs.kernel import replay as kernel
from samproofs.statements import claim, claims, function_table

IDS = list(claims())
SQUARE = {"names": {}, "steps": [step("combine", "a**2 >= 0", [[number("1"), "a"]], [])], "roots": {"only": [0]}}
TABLE = {"language": {"symbols": "a"}, "axioms": [], "part": [{"name": "only", "then": ["a**2 >= 0"]}]}


@pytest.fixture(scope="module", params=IDS)
def proved(request):
    return json.loads(json.dumps(proofs.export(request.param))), claim(request.param)


def test_both_engines_prove_every_claim_from_the_same_axioms(proved):
    proof, stated = proved
    first, second = kernel.verdict(proof, stated.statement()), sympy_engine.confirm(proof, stated.table, function_table)
    assert second["verdict"] == "PROVED", second
    assert (first["axioms"], first["steps"]) == (second["axioms"], second["steps"])


def test_the_axioms_of_a_statement_are_those_that_its_proof_uses(proved):
    proof, stated = proved
    answer = sympy_engine.confirm(proof, stated.table | {"axioms": []}, function_table)
    assert answer["reason"].endswith(": " + ", ".join(sorted(stated.table["axioms"])))


def test_a_changed_conclusion_is_not_proved(proved):
    proof, stated = proved
    table = copy.deepcopy(stated.table)
    table["part"][-1]["then"][-1] = "0 > 1"
    assert "what is proved is not 0 > 1" in sympy_engine.confirm(proof, table, function_table)["reason"]


def test_changed_certificates_are_refused_where_they_were_changed(proved):
    proof, stated = proved
    rows = [n for n, row in enumerate(proof["steps"]) if row["rule"] == "combine" and row["args"][1]]
    for n in random.Random(1).sample(rows, 3):
        changed = copy.deepcopy(proof)
        coefficient = changed["steps"][n]["args"][1][0][0]
        coefficient["number"] = re.sub("^[0-9]+", lambda m: str(int(m[0]) + 1), coefficient["number"])
        with pytest.raises(sympy_engine.Refused) as refused:
            sympy_engine.replay(changed, stated.names)
        assert (refused.value.step, refused.value.rule) == (n, "combine")
        assert "differ by" in refused.value.sentence


# ---------------------------------------------------------------- the verdict
def test_a_proof_of_what_is_stated_is_proved():
    assert sympy_engine.confirm(SQUARE, TABLE, None) == {"verdict": "PROVED", "axioms": [], "steps": 1}


@pytest.mark.parametrize(
    ("proof", "table", "sentence"),
    [
        ({"roots": {"only": []}}, {}, "1 conclusions are stated, 0 are proved"),
        ({"roots": {"only": [0, 0]}}, {}, "1 conclusions are stated, 2 are proved"),
        ({"roots": {"only": [1]}}, {}, "a root is not the number of a step"),
        ({"roots": {"only": [-1]}}, {}, "a root is not the number of a step"),
        ({"roots": {"only": [False]}}, {}, "a root is not the number of a step"),
        ({"roots": {"only": [0], "more": [0]}}, {}, "not the parts stated"),
        ({"roots": {}}, {}, "not the parts stated"),
        ({"steps": [assume("a**2 >= 0")]}, {}, "a hypothesis is used that is not stated: a**2 >= 0"),
        ({"names": {"symbols": "a"}}, {}, "a is declared twice"),
        ({"names": {"vectors": "a"}}, {}, "a is declared twice"),
        ({"names": {"oracles": "o"}}, {}, "'oracles' is not one of"),
        ({"steps": [{}]}, {}, "not a statement and a proof: KeyError"),
        ({"steps": None}, {}, "not a statement and a proof: TypeError"),
        ({}, {"part": [{"name": "only", "then": []}]}, "0 conclusions are stated"),
        ({}, {"part": TABLE["part"] * 2}, "not the parts stated"),
        ({}, {"part": [{"name": "only", "then": ["a**2 > 0"]}]}, "what is proved is not a**2 > 0"),
        ({}, {"part": [{"name": "only", "then": ["a**2 >= 0.0"]}]}, "numbers are integers"),
    ],
)  # fmt: skip
def test_what_is_not_proved_is_undecided_with_a_reason(proof, table, sentence):
    answer = sympy_engine.confirm(SQUARE | proof, TABLE | table, function_table)
    assert answer["verdict"] == "UNDECIDED"
    assert sentence in answer["reason"]


def test_a_certificate_with_a_zero_denominator_is_refused():
    proof = SQUARE | {"steps": [step("combine", "a**2 >= 0", [[number("1/0"), "a"]], [])]}
    assert "cannot be read" in sympy_engine.confirm(proof, TABLE, None)["reason"]


def test_a_constructed_function_is_the_one_of_its_file():
    defined = "forall(u, h(u) == 3/2*(u - b)**2)"
    proof = {"names": {"symbols": "u"}, "steps": [assume(defined)], "roots": {"only": [0]}}
    table = {
        "language": {"symbols": "b x", "real_functions": "h"}, "axioms": [],
        "construct": {"h": {"function": "quadratic", "beta": "3", "c": "b"}},
        "part": [{"name": "only", "then": ["forall(x, h(x) == 3/2*(x - b)**2)"]}],
    }  # fmt: skip
    assert sympy_engine.confirm(proof, table, function_table)["verdict"] == "PROVED"
    table["construct"]["h"]["beta"] = "4"
    assert "not stated" in sympy_engine.confirm(proof, table, function_table)["reason"]


def test_the_engine_shares_no_code_with_the_kernel():
    program = (
        "import sys; import samproofs.crosscheck.sympy_engine; "
        "print([m for m in sys.modules if m.startswith('samproofs.') and 'crosscheck' not in m])"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
