"""What the tests of the second engine share: a language, and both engines' answers to one step."""

import pytest

from samproofs.crosscheck import sympy_engine
from samproofs.kernel import replay as kernel

NAMES = {
    "symbols": "a b c w z q hole",
    "indices": "i j n T s",
    "sequences": "g",
    "vectors": "x y",
    "functions": "f",
    "real_functions": "h",
    "chains": "X",
}


def name(n):
    return {"name": n}


def index(text):
    return {"index": text}


def number(text):
    return {"number": text}


def step(rule, *args):
    return {"rule": rule, "args": list(args)}


def assume(text):
    return step("assume", text)


class Engines:
    """Both engines on the same proofs: a test that says what the second does says it of the kernel too."""

    @staticmethod
    def proves(steps, given, then, axioms=()):
        """Whether the last step proves `then` from `given`; the two engines must answer alike."""
        proof = {"names": {}, "steps": steps, "roots": {"claim": [len(steps) - 1]}}
        table = {
            "language": NAMES,
            "axioms": list(axioms),
            "part": [{"name": "claim", "given": list(given), "then": [then]}],
        }
        second = sympy_engine.confirm(proof, table, None)
        try:
            first = kernel.verdict(proof, kernel.Statement(table, None))["verdict"]
        except kernel.KernelError:
            first = "UNDECIDED"
        assert first == second["verdict"], second
        return second["verdict"] == "PROVED"

    @staticmethod
    def refusal(*steps):
        """The sentence with which the second engine refuses the last of these steps; the kernel must refuse it too."""
        proof = {"names": {}, "steps": list(steps)}
        with pytest.raises(kernel.KernelError):
            kernel.run(proof, NAMES)
        with pytest.raises(sympy_engine.Refused) as refused:
            sympy_engine.replay(proof, NAMES)
        assert refused.value.step == len(steps) - 1
        return refused.value.sentence


@pytest.fixture
def engines():
    return Engines
