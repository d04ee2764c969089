"""Statements in words and in LaTeX say what the statement language says."""

import re

import pytest

from samproofs.kernel.language import Language
from samproofs.report.latex import escape, latex, statement_latex
from samproofs.report.words import in_expectation, shared, statement_text, words
from samproofs.statements import Claim, claims

NAMES = {
    "symbols": "beta mu eta rho c a b u", "indices": "t T s i", "vectors": "x y", "sequences": "z",
    "functions": "f l", "real_functions": "h", "chains": "X",
}  # fmt: skip
GRADIENT = r"\nabla f(x_{t})"
PERTURBATION = rf"\frac{{\rho {GRADIENT}}}{{\left\lVert {GRADIENT}\right\rVert}}"
SAM = rf"y_{{t}} = x_{{t}} + {PERTURBATION} \quad \text{{for all }} t \ge 0"
CASES = r"X_{t} + a & \text{with probability } c \\ -X_{t} & \text{with probability } 1 - c"
CHAIN = rf"X_{{0}} = b, \quad X_{{t+1}} = \begin{{cases}} {CASES} \end{{cases}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("forall(t, y[t] == x[t] + rho*grad(f, x[t])/norm(grad(f, x[t])))", SAM),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("a*(b + c)", "a (b + c)"),
        ("(a*b)**2", "(a b)^{2}"),
        ("-a**2", "-a^{2}"),
        ("(-a)**2", "(-a)^{2}"),
        ("a + (-b)", "a + (-b)"),
        ("-9*a/b", r"-\frac{9 a}{b}"),
        ("a - -2*b", "a - (-2 b)"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a*3", r"a \cdot 3"),
        ("2*3", r"2 \cdot 3"),
        ("sq(x)", r"\left\lVert x\right\rVert^{2}"),
        ("sq(a - b)", "(a - b)^{2}"),
        ("norm(x[t] - y)", r"\left\lVert x_{t} - y\right\rVert"),
        ("norm(grad(h, u))", r"\left\lvert h'(u)\right\rvert"),
        ("dot(x, y)", r"\left\langle x, y\right\rangle"),
        ("dot(a, b + c)", "a (b + c)"),
        ("sum(s, T, z[s])", r"\sum_{s=0}^{T-1} z_{s}"),
        ("sum(s, t+1, z[s])", r"\sum_{s=0}^{t} z_{s}"),
        ("sum(s, 3, z[s])", r"\sum_{s=0}^{2} z_{s}"),
        ("sum(s, T, z[s] + a)*b", r"\left(\sum_{s=0}^{T-1} (z_{s} + a)\right) b"),
        ("1/T*sum(s, T, z[s]) <= a", r"\frac{1}{T} \sum_{s=0}^{T-1} z_{s} \le a"),
        ("sin(a)**2", r"(\sin(a))^{2}"),
        ("a**(t+1)", "a^{t+1}"),
        ("min(a, b)", r"\min\left\{a, b\right\}"),
        ("choose(a, b, c)", r"\begin{cases} b & \text{if } a \ge 0 \\ c & \text{otherwise} \end{cases}"),
        ("mean(u, X[T], grad(h, u)**2)", r"\mathbb{E}\left(h'(X_{T})^{2}\right)"),
        ("Chain(X, b, u, c, u + a, 1 - c, -u)", CHAIN),
        ("Smooth(l[i], beta)", r"l_{i} \text{ is } \beta\text{-smooth}"),
        ("StronglyConvex(f, 0)", r"f \text{ is convex}"),
        ("StronglyConvex(f, mu/2)", r"f \text{ is } \left(\frac{\mu}{2}\right)\text{-strongly convex}"),
        ("forall(u, h(u) >= inf(h))", r"h(u) \ge \inf h \quad \text{for all } u \in \mathbb{R}"),
    ],
)  # fmt: skip
def test_a_text_has_this_latex(text: str, expected: str) -> None:
    assert latex(text, NAMES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sq(x)", r"\mathbb{E} \left\lVert x\right\rVert^{2}"),
        ("norm(x)", r"\sqrt{\mathbb{E} \left\lVert x\right\rVert^{2}}"),
        ("dot(x, y)", r"\mathbb{E} \left\langle x, y\right\rangle"),
        ("f(x) - inf(f)", r"\mathbb{E} f(x) - \inf f"),
        ("l[t](y)", r"\mathbb{E} l_{t}(y)"),
        ("norm(x)**2", r"\sqrt{\mathbb{E} \left\lVert x\right\rVert^{2}}^{2}"),
        ("sq(x)**2", r"(\mathbb{E} \left\lVert x\right\rVert^{2})^{2}"),
        ("sq(a)", "a^{2}"),
        ("h(u)", "h(u)"),
    ],
)
def test_random_vectors_are_written_with_their_expectations(text: str, expected: str) -> None:
    assert latex(text, NAMES, expected=True) == expected


def formulas(stated: Claim) -> list[str]:
    return [text for part in stated.parts for text in (*stated.hypotheses(part), *part.then)]


@pytest.mark.parametrize("stated", claims().values(), ids=lambda stated: stated.id)
def test_every_formula_of_every_statement_is_written_well(stated: Claim) -> None:
    for written in (
        *(latex(text, stated.names, in_expectation(stated)) for text in formulas(stated)),
        statement_latex(stated),
    ):
        assert written.count("{") - written.count(r"\left\{") == written.count("}") - written.count(r"\right\}")
        assert len(re.findall(r"\\left(?![a-z])", written)) == len(re.findall(r"\\right(?![a-z])", written))
        assert "|" not in written and "operatorname" not in written and "**" not in written and "[" not in written


@pytest.mark.parametrize("stated", claims().values(), ids=lambda stated: stated.id)
def test_what_is_read_of_a_construction_is_what_the_kernel_reads(stated: Claim) -> None:
    read = Language(**stated.names)
    assert list(map(read, shared(stated))) == list(map(read, [*stated.constructed.values(), *stated.given]))


@pytest.mark.parametrize("stated", claims().values(), ids=lambda stated: stated.id)
def test_every_hypothesis_and_conclusion_is_in_the_text(stated: Claim) -> None:
    text = statement_text(stated)
    read = [*shared(stated), *(formula for part in stated.parts for formula in (*part.given, *part.then))]
    assert all(words(formula) in text for formula in read)
    assert not re.search(r"\b(forall|Smooth|StronglyConvex|BoundedBelow|Chain)\b", text)


@pytest.mark.parametrize(
    ("formula", "spoken"),
    [
        ("Smooth(f, beta)", "f is beta-smooth"),
        ("Smooth(f, beta + mu)", "f is (beta + mu)-smooth"),
        ("StronglyConvex(f, mu)", "f is mu-strongly convex"),
        ("StronglyConvex(f, 0)", "f is convex"),
        ("BoundedBelow(f)", "f is bounded below"),
        (
            "Chain(X, b, u, c, u, 1 - c, -u)",
            "X[0] = b and X[t+1] = X[t] with probability c, -X[t] with probability 1 - c",
        ),
        ("forall(t, x[t] == y[t])", "x[t] = y[t] for all t"),
        ("a <= b", "a <= b"),
    ],
)
def test_predicates_and_quantifiers_are_spoken(formula: str, spoken: str) -> None:
    assert words(formula) == spoken


def test_special_characters_of_latex_are_escaped() -> None:
    assert escape(r"a_b^2 ~ 5% {x} \y") == r"a\_b\textasciicircum{}2 \textasciitilde{} 5\% \{x\} \textbackslash{}y"
