"""What the language reads is what is written; everything that it does not know is refused with a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samproofs.kernel import terms as t
from samproofs.kernel.language import Language
from samproofs.kernel.terms import Formula, Index, KernelError, Vec

# s, t and u are how bound names are printed, so that terms to be read again have no free ones of these names
NAMES = {
    "symbols": "a beta u",
    "indices": "n m s t",
    "sequences": "g h",
    "vectors": "x y",
    "functions": "f l",
    "real_functions": "k",
}
L = Language(**NAMES)

# ---------------------------------------------------------------- round trip

indices = st.builds(Index, st.sampled_from([None, "n", "m"]), st.integers(0, 3))
numerals = st.fractions(min_value=-9, max_value=9, max_denominator=9).map(t.poly)


def numbers(bound_index=None, bound_symbol=None, depth=2):
    """Random terms; they may contain a bound index (of a sum or of forall) or a bound symbol."""
    i = (
        indices
        if bound_index is None
        else st.one_of(indices, st.builds(Index, st.just(bound_index), st.integers(0, 2)))
    )
    symbols = ["a", "beta"] + ([bound_symbol] if bound_symbol else [])
    leaf = st.one_of(
        numerals,
        st.sampled_from(symbols).map(t.sym),
        st.builds(lambda name, j: t.atom("seq", name, j), st.sampled_from("gh"), i),
        i.map(t.nat),
        st.just(t.atom("pi")),
    )
    if depth == 0:
        return leaf
    p = numbers(bound_index, bound_symbol, depth - 1)
    v = vectors(i, p, depth)
    f = st.tuples(st.sampled_from(["f", "l"]), st.one_of(st.none(), i))
    return st.one_of(
        leaf,
        st.builds(lambda p, q: p + q, p, p),
        st.builds(lambda p, q: p * q, p, p),
        st.builds(lambda p, n: p**n, leaf, st.integers(0, 3)),
        p.map(t.inv),
        st.builds(t.atom, st.sampled_from(["sqrt", "exp", "ln", "sin", "cos", "sign"]), p),
        st.builds(t.maximum, p, p),
        st.builds(t.choose, leaf, leaf, leaf),
        st.builds(t.power, p, i),
        st.builds(t.dot, v, v),
        st.builds(lambda f, v: t.atom("val", *f, v), f, v),
        f.map(lambda f: t.atom("inf", *f)),
        st.builds(lambda kind, p: t.atom(kind, "k", p), st.sampled_from(["rval", "rgrad"]), p),
        st.just(t.atom("rinf", "k")),
    )


def vectors(i, p, depth):
    point = st.builds(lambda name, j: t.vector("vec", name, j), st.sampled_from("xy"), st.one_of(st.none(), i))
    gradient = st.builds(
        lambda name, j, at: t.vector("grad", name, j, at), st.sampled_from("fl"), st.one_of(st.none(), i), point
    )
    return st.builds(
        lambda pairs: sum((v * c for v, c in pairs), Vec()),
        st.lists(st.tuples(st.one_of(point, gradient), p), max_size=2),
    )


sums = st.builds(lambda upper, body: t.summation("s", upper, body), indices, numbers("s", depth=1))
some = numbers()
any_number = st.one_of(
    some, st.builds(lambda p, q: p * q, some, sums), st.builds(lambda p, q: t.inv(p + q), some, sums)
)
any_vector = vectors(indices, numbers(depth=1), 1)


def compared(p):
    return st.builds(lambda kind, p: Formula(kind, p), st.sampled_from([">=", ">", "="]), p)


function = st.tuples(st.sampled_from(["f", "l"]), st.one_of(st.none(), indices))
formulas = st.one_of(
    compared(any_number),
    any_vector.map(lambda v: Formula("v=", v)),
    st.builds(
        lambda name, f, p: Formula("pred", name, *f, p), st.sampled_from(["Smooth", "StronglyConvex"]), function, some
    ),
    function.map(lambda f: Formula("pred", "BoundedBelow", *f, None)),
    st.builds(
        lambda name, p: Formula("pred", name, "k", None, p), st.sampled_from(["Smooth1", "StronglyConvex1"]), some
    ),
    compared(numbers("t")).map(lambda body: t.forall("t", body)),
    compared(numbers(bound_symbol="u")).map(lambda body: t.every("u", body)),
)


def read_again(text):
    try:
        return L(text)
    except KernelError as refusal:
        if "MAX_TEXT" in str(refusal) or "not too long" in str(refusal):
            return None
        raise


@settings(max_examples=300, deadline=None)
@given(st.one_of(any_number, any_vector, formulas))
def test_what_is_printed_is_read_as_the_same_term(x):
    again = read_again(repr(x))
    assert again is None or again == x
    assert again is None or hash(again) == hash(x)


@settings(max_examples=100, deadline=None)
@given(indices)
def test_what_is_printed_is_read_as_the_same_index(i):
    assert L.index(repr(i)) == i


def test_a_printed_bound_name_is_ambiguous_exactly_when_it_is_free_too():
    """Printing is for people: what is stored in a proof is what was written, and what counts is what is read."""
    captured = t.summation("n", "m", L("g[n]*h[s]"))
    assert repr(captured) == "sum(s, m, g[s]*h[s])" and L(repr(captured)) != captured


# ---------------------------------------------------------------- meaning


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("-a**2", "-(a**2)"),
        ("2*-a", "-2*a"),
        ("a - beta - u", "(a - beta) - u"),
        ("a/beta/u", "a*inv(beta)*inv(u)"),
        ("a/(beta*u)", "a/beta/u"),
        ("a/(beta/u)", "a*inv(beta)*u"),
        ("1/(2*beta*(1 - a)**2)", "1/2*inv(beta)*inv(1 - a)**2"),
        ("1/(1/a)", "a"),
        ("inv(4*a**2*beta)", "inv(a)**2*inv(beta)/4"),
        ("inv(2*a + 4*beta)", "inv(a + 2*beta)/2"),
        ("min(a, beta)", "-max(-a, -beta)"),
        ("abs(a)", "max(a, -a)"),
        ("choose(a, beta, u)", "u + (beta - u)*(1 - max(-sign(a), 0))"),
        ("a**n", "pow(a, n)"),
        ("a**(n+1)", "pow(a, n+1)"),
        ("n + 2", "2 + n"),
        ("g[n+1]", "g[n + 1]"),
        ("norm(a)", "abs(a)"),
        ("sq(a)", "a**2"),
        ("dot(a, beta)", "a*beta"),
        ("sq(x)", "dot(x, x)"),
        ("norm(x - y)", "sqrt(dot(x, x) - 2*dot(y, x) + dot(y, y))"),
        ("dot(zero, x)", "0"),
        ("a <= beta", "beta >= a"),
        ("a < beta", "beta > a"),
        ("forall(t, g[t] >= 0)", "forall(n, g[n] >= 0)"),
        ("forall(u, k(u) >= 0)", "forall(a, k(a) >= 0)"),
        ("sum(s, n, g[s])", "sum(m, n, g[m])"),
        ("sum(n, n, g[n])", "sum(s, n, g[s])"),
    ],
)
def test_two_texts_say_the_same(text, same):
    assert L(text) == L(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("a >= 0", "a > 0"),
        ("a >= 0", "a == 0"),
        ("a == beta", "beta == a"),
        ("a/a", "1"),
        ("inv(a + beta)", "inv(a) + inv(beta)"),
        ("sqrt(a**2)", "a"),
        ("pow(a, n)", "pow(a, m)"),
        ("g[n]", "h[n]"),
        ("g[n]", "g[0]"),
        ("f(x)", "l(x)"),
        ("f(x)", "f[0](x)"),
        ("f(x)", "grad(k, a)"),
        ("Smooth(f, a)", "Smooth(k, a)"),
        ("forall(t, g[t] >= 0)", "forall(u, g[t] >= 0)"),
        ("sum(s, n, g[s])", "sum(s, m, g[s])"),
    ],
)
def test_two_texts_say_different_things(text, other):
    assert L(text) != L(other)


# ---------------------------------------------------------------- refusals

REFUSED = {
    "0.5*a": "numbers are integers and quotients of integers, got 0.5",
    "1e3": "a number is decimal digits",
    "2j": "a number is decimal digits",
    "True": "numbers are integers",
    "None": "numbers are integers",
    "...": "numbers are integers",
    "'a'": "numbers are integers",
    "a^2": "operator not allowed",
    "a % 2": "operator not allowed",
    "a // 2": "operator not allowed",
    "a @ a": "operator not allowed",
    "0 < a < 1": "comparisons are not chained",
    "a != 0": "comparison not allowed",
    "a is beta": "comparison not allowed",
    "a in beta": "comparison not allowed",
    "+a": "not understood",
    "~a": "not understood",
    "not a": "not understood",
    "a and beta": "not understood",
    "a if beta else u": "not understood",
    "lambda a: a": "not understood",
    "[a]": "not understood",
    "(a, beta)": "not understood",
    "{a}": "not understood",
    "[a for a in x]": "not understood",
    "a.real": "not understood",
    "(a := 1)": "not understood",
    "f'{a}'": "not understood",
    "sin(x=a)": "not understood",
    "sin(*a)": "not understood",
    "__import__('os').system('true')": "not a function",
    "eval('1')": "not a function",
    "open('f')": "not a function",
    "a(1)": "not a function",
    "x(a)": "not a function",
    "k[0](a)": "not a function",
    "(lambda: 0)()": "not a function",
    "a = 1": "not an expression",
    "a\nbeta": "not an expression",
    "": "not an expression",
    "a;": "not an expression",
    "import os": "not an expression",
    "a\x00": "not an expression",
    "a**-1": "not an index",
    "a**(1/2)": "not an index",
    "a**beta": "not an index",
    "a**0.5": "the exponent must be an integer in 0..64, got 0.5",
    "a**True": "the exponent must be an integer in 0..64, got True",
    "a**65": "the exponent must be an integer in 0..64, got 65",
    "a**100000000000": "the exponent must be an integer in 0..64",
    "(a**64)**64": "exponent 128 is not in 1..64",
    "g[-1]": "not an index",
    "g[n-1]": "not an index",
    "g[a]": "not an index",
    "g[True]": "not an index",
    "g[n:m]": "not an index",
    "g[2*n]": "not an index",
    "g[n+m]": "an index is a name, a number, or name \\+ number",
    "g[1+n]": "an index is a name, a number, or name \\+ number",
    "g[1000000]": "the shift must be a natural number",
    "a[0]": "not a sequence",
    "g": "g is not declared as a symbol, an index or a vector",
    "f": "f is not declared as a symbol, an index or a vector",
    "unknown": "unknown is not declared as a symbol",
    "x*y": "vectors are multiplied with dot",
    "x + a": "a vector and a number are added",
    "a/x": "not a number",
    "x**2": "not a number",
    "sin(x)": "not a number",
    "x >= y": "only numbers are compared",
    "x == 0": "only numbers are compared",
    "(a >= 0) >= 0": "only numbers are compared",
    "dot(x, a)": "dot: takes two vectors",
    "grad(f, a)": "atom: bad argument of grad",
    "grad(k, x)": "atom: bad argument of rgrad",
    "f(a)": "atom: bad argument of val",
    "k(x)": "atom: bad argument of rval",
    "f(x, y)": "a function takes one argument",
    "sin(a, beta)": "wrong number of arguments",
    "max(a)": "wrong number of arguments",
    "norm(x, y)": "wrong number of arguments|not a number|not declared as a symbol",
    "Smooth(f)": "wrong number of arguments|not a number|not declared as a symbol",
    "BoundedBelow(f, a)": "wrong number of arguments|not a number|not declared as a symbol",
    "Smooth(a, a)": "not a function",
    "forall(t, a)": "forall takes a formula",
    "forall(x, a >= 0)": "wrong number of arguments|not a number",
    "sum(a, n, a)": "wrong number of arguments|not a number",
    "sum(s, n, x)": "not a number",
    "sum(s, n, sum(t, n, g[t]))": "a sum inside a sum is not allowed",
    "forall(t, forall(n, g[t] >= g[n]))": "no quantifier inside a quantifier",
    "forall(t, forall(u, k(u) >= g[t]))": "no quantifier inside a quantifier",
    "a + (beta >= 0)": "not a number or a vector",
    "-(a >= 0)": "not a number or a vector",
    "(a >= 0)*beta": "not a number or a vector",
    "beta*(a >= 0)": "not a number or a vector",
    "(a >= 0)/beta": "not a number or a vector",
    "beta/(a >= 0)": "not a number",
    "0 >= 1 # <= 2": "no comments, and a number is decimal digits",
    "a >= 0x10": "no comments, and a number is decimal digits",
    "a >= 1_000": "no comments, and a number is decimal digits",
    "a >= 1e2": "no comments, and a number is decimal digits",
    "β >= 0": "the text must be ASCII",
    "\u0430 >= 0": "the text must be ASCII",
    "a ≥ 0": "the text must be ASCII",
    "a" + " + a" * 6000: "not too long",
    "-" * 15000 + "a": "not an expression",
    "(" * 8000 + "a" + ")" * 8000: "not an expression",
    "+".join(["a"] * 9000): "not an expression",
    "*".join(["1"] * 9000): "not an expression",
    "**".join(["1"] * 6000): "not an expression",
    "sin(" * 3000 + "a" + ")" * 3000: "not an expression",
    "9" * 5000: "not an expression",
}


@pytest.mark.parametrize(
    "text", REFUSED, ids=lambda text: text[:30].encode("ascii", "replace").decode().replace("\x00", "NUL")
)
def test_the_reader_refuses(text):
    with pytest.raises(KernelError, match=REFUSED[text]):
        L(text)


@pytest.mark.parametrize("text", [b"a", None, 3, 1.5, True, bytearray(b"a")])
def test_only_text_is_read(text):
    with pytest.raises((KernelError, TypeError)):
        L(text)


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ({"symbols": "g", "sequences": "g"}, "g is declared twice"),
        ({"symbols": "a a"}, "a is declared twice"),
        ({"symbols": "pi"}, "'pi' is not a plain name"),
        ({"indices": "sum"}, "'sum' is not a plain name"),
        ({"functions": "Smooth"}, "'Smooth' is not a plain name"),
        ({"symbols": "zero"}, "'zero' is not a plain name"),
        ({"symbols": "%t"}, "'%t' is not a plain name"),
        ({"symbols": "2a"}, "'2a' is not a plain name"),
        ({"symbols": "β"}, "is not a plain name"),
        ({"symbols": "\u0430"}, "is not a plain name"),
        ({"matrices": "a"}, "'matrices' is not one of symbols"),
        ({"symbols": ["a"]}, "'symbols' is not one of symbols"),
    ],
)
def test_declarations_are_plain_and_of_one_kind(declared, sentence):
    with pytest.raises(KernelError, match=rf"language: .*{sentence}"):
        Language(**declared)


def test_names_come_from_the_declaration_and_from_nowhere_else():
    with pytest.raises(KernelError, match="omega is not declared"):
        Language(symbols="a")("omega >= 0")
    assert Language(symbols="s")("s >= 0") != Language(indices="s")("s >= 0")
