"""The second reader understands the language, computes in coordinates, and refuses everything else with a sentence."""

import pytest
from conftest import NAMES

from samproofs.crosscheck.coordinates import Refusal, Values
from samproofs.crosscheck.reader import Reader, declared
from samproofs.kernel.language import Language
from samproofs.kernel.terms import KernelError


@pytest.fixture
def read():
    return Reader(Values(), declared(NAMES))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(a + b)**2", "a**2 + 2*a*b + b**2"),
        ("sq(x - b*y)", "sq(x) - 2*b*dot(y, x) + b**2*sq(y)"),
        ("1/(2*a)*b/(a/c)", "b*c*inv(a)**2/2"),
        ("inv(inv(a))", "a"),
        ("inv(a**2*b)", "inv(a)**2*inv(b)"),
        ("inv(2*a + 4*b)", "inv(a + 2*b)/2"),
        ("inv(a - b)", "-inv(b - a)"),
        ("inv(a*sq(x))", "1/a/sq(x)"),
        ("inv(0)", "0"),
        ("inv(a**2 - b**2)", "inv(a - b)*inv(a + b)"),
        ("norm(x)**2*norm(x)", "sqrt(dot(x, x))**3"),
        ("norm(a)", "max(a, -a)"),
        ("sq(a) - dot(a, b)", "a*(a - b)"),
        ("min(a, b)", "-max(-a, -b)"),
        ("choose(a, b, c)", "c + (b - c)*(1 - max(-sign(a), 0))"),
        ("a**n", "pow(a, n)"),
        ("sum(s, T, g[s])", "sum(j, T, g[j])"),
        ("f(x + 2*y)", "f(y + x + y)"),
        ("mean(w, X[i], (a*w + b)**2)", "a**2*mean(z, X[i], z**2) + 2*a*b*mean(z, X[i], z) + b**2"),
        ("forall(w, a*w >= mean(w, X[i], w))", "forall(z, a*z >= mean(w, X[i], w))"),
        ("a <= b", "b >= a"),
        ("forall(i, x[i+1] == x[i])", "forall(j, x[j+1] - x[j] == zero)"),
        ("forall(w, h(w) == w)", "forall(z, h(z) == z)"),
    ],
)
def test_two_ways_of_writing_the_same_are_equal(read, one, other):
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a*inv(a)", "1"),  # not at a = 0
        ("a**2/a", "a"),
        ("sqrt(a)**2", "a"),
        ("sqrt(a**2)", "a"),
        ("exp(a)*exp(b)", "exp(a + b)"),
        ("exp(0)", "1"),
        ("ln(exp(a))", "a"),
        ("sin(-a)", "-sin(a)"),
        ("sin(pi)", "0"),
        ("sign(2)", "1"),
        ("max(a, a)", "a"),
        ("pow(a, 0)", "1"),
        ("a**(n+1)", "a*a**n"),
        ("sum(s, 0, g[s])", "0"),
        ("x[i]", "x[i+1]"),
        ("grad(f, x)", "grad(f[0], x)"),
        ("inf(f)", "inf(h)"),
        ("a >= b", "a > b"),
        ("mean(w, X[i], w**2)", "mean(w, X[i], w)**2"),
        ("mean(w, X[i], w)", "mean(w, X[i+1], w)"),
        ("sum(s, T, g[s])", "sum(s, T, g[i])"),
        ("forall(w, w >= a)", "forall(a, a >= w)"),
        ("forall(i, g[i] >= 0)", "g[i] >= 0"),
    ],
)
def test_what_only_holds_sometimes_or_by_a_fact_is_not_used(read, one, other):
    assert read(one) != read(other)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0.5*a", "numbers are integers"),
        ("1e3", "numbers are integers"),
        ("True", "numbers are integers"),
        ("'a'", "numbers are integers"),
        ("a**0.5", "an exponent is an integer"),
        ("a**-1", "an index is a natural number"),
        ("a**65", "an exponent is an integer in 0..64"),
        ("((a + b)**64)**64", "too large an exponent"),
        ("__import__('os').system('true')", "not a function"),
        ("eval('a')", "not a function"),
        ("a.real", "not understood"),
        ("x.__class__", "not understood"),
        ("(lambda: a)(b)", "not a function"),
        ("[a, b]", "not understood"),
        ("a if b else c", "not understood"),
        ("+a", "not understood"),
        ("not a", "not understood"),
        ("a % b", "operator not allowed"),
        ("a // b", "operator not allowed"),
        ("0 <= a <= b", "comparisons are not chained"),
        ("a != b", "comparison not allowed"),
        ("x <= y", "only numbers are compared"),
        ("(a <= b) == (b <= c)", "only numbers are compared"),
        ("unknown + a", "unknown is not declared"),
        ("unknown[i]", "not a sequence"),
        ("unknown(a)", "not a function"),
        ("f[i+j](x)", "an index is a natural number"),
        ("x[a]", "an index is a natural number"),
        ("x[-1]", "an index is a natural number"),
        ("g", "g is not declared as a symbol"),
        ("f", "f is not declared as a symbol"),
        ("X[i]", "not a sequence"),
        ("h[i](a)", "not a function"),
        ("x + a", "a vector and a number are added"),
        ("x*y", "vectors with dot(u, v)"),
        ("a/x", "not a number"),
        ("-(a >= b)", "a formula has no sign"),
        ("(a >= b) + 1", "formulas are not added"),
        ("(a >= b)*a", "numbers are multiplied"),
        ("(a >= b)/a", "numbers are multiplied"),
        ("sqrt(x)", "not a number"),
        ("sqrt(a, b)", "wrong number"),
        ("max(a)", "wrong number"),
        ("f(a)", "f takes a vector"),
        ("h(x)", "h takes a number"),
        ("f(x, y)", "a function takes one argument"),
        ("f(u=x)", "not understood"),
        ("dot(x, a)", "takes vectors"),
        ("sum(a, T, a)", "wrong number or kind"),
        ("sum(s, T, sum(j, T, g[j]*g[s]))", "a sum inside a sum"),
        ("forall(x, a >= b)", "binds an index or a symbol"),
        ("forall(w, a)", "forall takes a formula"),
        ("forall(w, forall(z, w >= z))", "forall takes a formula without forall"),
        ("mean(w, X[i], mean(z, X[j], sin(z*w)))", "a mean inside a mean"),
        ("mean(w, g[i], w)", "not declared as a chain"),
        ("Chain(X, a, w, w, w)", "are constants"),
        ("Smooth(f)", "wrong number"),
        ("Smooth(a, b)", "not a function"),
        ("a +", "not an expression"),
        ("a; b", "not an expression"),
        ("a := b", "not an expression"),
        ("\u03b2", "ASCII"),
        ("a" + " + a" * 6000, "at most 20000 characters"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_language_is_refused_with_a_sentence(read, text, sentence):
    with pytest.raises(Refusal) as refusal:
        read(text)
    assert sentence in str(refusal.value)
    with pytest.raises((KernelError, TypeError)):
        Language(**NAMES)(text)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"symbols": "a a"}, "declared twice"),
        ({"symbols": "a", "vectors": "a"}, "declared twice"),
        ({"symbols": "pi"}, "a word of the language"),
        ({"symbols": "%t"}, "not a plain name"),
        ({"symbols": "f.1"}, "not a plain name"),
        ({"matrices": "A"}, "is not one of"),
    ],
)
def test_a_bad_declaration_is_refused_with_a_sentence(names, sentence):
    with pytest.raises(Refusal) as refusal:
        declared(names)
    assert sentence in str(refusal.value)
