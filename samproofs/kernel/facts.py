"""What is taken as known: one constructor per fact, each with its side conditions as hypotheses of the theorem it returns.

`AXIOMS` names the groups; a theorem carries the names of the groups that it rests on.  Numbers F1 to F10 are those of the project's
mathematical source.  Meanings are total (see `terms`), so a fact without hypotheses holds for all reals or vectors.
"""
from fractions import Fraction

from .rules import Theorem, rule, seal
from .terms import (
    VALUE, Formula, Poly, atom, derivative, dot, eq, every, free, ge, gt, index, inv, is_name, maximum, mean, nat, need, poly, power,
    substitute, summation, sym, vector,
)  # fmt: skip

AXIOMS = {
    "definition": "the meaning of max, 1/p, sign, square roots, powers, finite sums and natural numbers",
    "hilbert": "||u||^2 >= 0 in a real Hilbert space",
    "infimum": "inf f is the greatest lower bound of the values of f",
    "calculus": "sums, products, sin, cos and exp are differentiated by the rules of calculus",
    "expectation": "the expectation of a nonnegative variable with finitely many values is >= 0; the law of a chain's next value",
    "F1": "the gradient of a beta-smooth function is beta-Lipschitz",
    "F2": "the descent lemma for a beta-smooth function",
    "F3": "the gradient of a mu-strongly convex function (convex: mu = 0) is strongly monotone",
    "F4": "Nesterov, Introductory Lectures, Theorem 2.1.12: smooth and strongly convex coercivity",
    "F5": "gradient dominance of a strongly convex function: ||grad f||^2 >= 2 mu (f - inf f)",
    "F6": "the Cauchy-Schwarz inequality",
    "F7": "exp: positive, additive, exp(x) >= 1 + x; ln is its inverse",
    "F8": "Taylor, Hendrickx, Glineur 2017, Theorem 4: the inequality that smooth strongly convex data satisfy",
    "F9": "the smooth convex inequality with the squared difference of gradients",
    "F10": "elementary analysis: trigonometry, pi > 3, concavity of sin, |f''| <= beta makes f beta-smooth, f'' >= mu strongly convex",
}


def fact(group):
    """Enter a fact of a group of axioms: a function (arguments -> hypotheses, conclusion)."""
    need(group in AXIOMS, lambda: f"no group of axioms is called {group}")

    def enter(function):
        def body(*args):
            hypotheses, conclusion = function(*args)
            return frozenset(hypotheses), conclusion, {group}

        body.__name__, body.__doc__ = function.__name__, function.__doc__
        return rule(body)

    return enter


# ---------------------------------------------------------------- definitions of the total functions
@fact("definition")
def max_left(p, q):
    """p >= q: max(p, q) = p."""
    return {ge(p, q)}, eq(maximum(p, q), p)


@fact("definition")
def max_right(p, q):
    """q >= p: max(p, q) = q."""
    return {ge(q, p)}, eq(maximum(p, q), q)


@fact("definition")
def inv_eq(p):
    """p > 0: p inv(p) = 1."""
    return {gt(p, 0)}, eq(p * inv(p), 1)


@fact("definition")
def inv_pos(p):
    """p > 0: inv(p) > 0."""
    return {gt(p, 0)}, gt(inv(p), 0)


@fact("definition")
def sign_pos(p):
    """p > 0: sign(p) = 1."""
    return {gt(p, 0)}, eq(atom("sign", p), 1)


@fact("definition")
def sign_neg(p):
    """p < 0: sign(p) = -1."""
    return {gt(-p, 0)}, eq(atom("sign", p), -1)


@fact("definition")
def sign_zero(p):
    """p = 0: sign(p) = 0."""
    return {eq(p, 0)}, eq(atom("sign", p), 0)


@fact("definition")
def sqrt_nonneg(p):
    """sqrt(p) >= 0."""
    return (), ge(atom("sqrt", p), 0)


@fact("definition")
def sqrt_sq(p):
    """p >= 0: sqrt(p)^2 = p."""
    return {ge(p, 0)}, eq(atom("sqrt", p) ** 2, p)


@fact("definition")
def nat_nonneg(i):
    """A natural number is >= 0."""
    return (), ge(nat(i), 0)


@fact("definition")
def pow_zero(p):
    """pow(p, 0) = 1."""
    return (), eq(power(p, 0), 1)


@fact("definition")
def pow_step(p, i):
    """pow(p, i+1) = p pow(p, i)."""
    return (), eq(power(p, index(i).next()), p * power(p, i))


@fact("definition")
def sum_zero(s, body):
    """An empty sum is 0."""
    return (), eq(summation(s, 0, body), 0)


@fact("definition")
def sum_step(s, body, i):
    """A sum over s < i+1 is the sum over s < i and the term at s = i."""
    i = index(i)
    return (), eq(summation(s, i.next(), body), summation(s, i, body) + substitute(body, {}, {s: i}))


# ---------------------------------------------------------------- exp, ln, sin, cos
@fact("F7")
def exp_pos(p):
    """exp(p) > 0."""
    return (), gt(atom("exp", p), 0)


@fact("F7")
def exp_ge(p):
    """exp(p) >= 1 + p."""
    return (), ge(atom("exp", p), p + 1)


@fact("F7")
def exp_add(p, q):
    """exp(p + q) = exp(p) exp(q)."""
    return (), eq(atom("exp", p + q), atom("exp", p) * atom("exp", q))


@fact("F7")
def exp_zero():
    """exp(0) = 1."""
    return (), eq(atom("exp", poly(0)), 1)


@fact("F7")
def exp_ln(p):
    """p > 0: exp(ln p) = p."""
    return {gt(p, 0)}, eq(atom("exp", atom("ln", p)), p)


@fact("F10")
def sin_add(p, q):
    """sin(p + q) = sin p cos q + cos p sin q."""
    return (), eq(atom("sin", p + q), atom("sin", p) * atom("cos", q) + atom("cos", p) * atom("sin", q))


@fact("F10")
def cos_add(p, q):
    """cos(p + q) = cos p cos q - sin p sin q."""
    return (), eq(atom("cos", p + q), atom("cos", p) * atom("cos", q) - atom("sin", p) * atom("sin", q))


@fact("F10")
def sin_neg(p):
    """sin(-p) = -sin p."""
    return (), eq(atom("sin", -p), -atom("sin", p))


@fact("F10")
def cos_neg(p):
    """cos(-p) = cos p."""
    return (), eq(atom("cos", -p), atom("cos", p))


@fact("F10")
def sin_cos_one(p):
    """sin^2 + cos^2 = 1."""
    return (), eq(atom("sin", p) ** 2 + atom("cos", p) ** 2, 1)


@fact("F10")
def sin_half_pi():
    """sin(pi/2) = 1."""
    return (), eq(atom("sin", atom("pi") * Fraction(1, 2)), 1)


@fact("F10")
def sin_sixth_pi():
    """sin(pi/6) = 1/2."""
    return (), eq(atom("sin", atom("pi") * Fraction(1, 6)), Fraction(1, 2))


@fact("F10")
def pi_lower():
    """pi > 3."""
    return (), gt(atom("pi"), 3)


@fact("F10")
def sin_le(p):
    """p >= 0: sin p <= p."""
    return {ge(p, 0)}, ge(p, atom("sin", p))


@fact("F10")
def sin_concave(a, x, b):
    """0 <= a <= x <= b <= pi: (b - a) sin x >= (b - x) sin a + (x - a) sin b."""
    sin_a, sin_x, sin_b = (atom("sin", p) for p in (a, x, b))
    return {ge(a, 0), ge(x, a), ge(b, x), ge(atom("pi"), b)}, ge((b - a) * sin_x, (b - x) * sin_a + (x - a) * sin_b)


# ---------------------------------------------------------------- Hilbert space
@fact("hilbert")
def square_nonneg(u):
    """||u||^2 >= 0."""
    return (), ge(dot(u, u), 0)


@fact("F6")
def cauchy_schwarz(u, v):
    """||u||^2 ||v||^2 >= <u, v>^2."""
    return (), ge(dot(u, u) * dot(v, v), dot(u, v) ** 2)


# ---------------------------------------------------------------- function classes on H; i is None or the index of a component f[i]
def _smooth(f, i, beta):
    return Formula("pred", "Smooth", f, i, beta)


def _convex(f, i, mu):
    return Formula("pred", "StronglyConvex", f, i, mu)


def _value(f, i, u):
    return atom("val", f, i, u)


def _gradient(f, i, u):
    return vector("grad", f, i, u)


def _square(u):
    return dot(u, u)


@fact("F1")
def lipschitz(f, i, beta, u, v):
    """f beta-smooth: ||f'(u) - f'(v)||^2 <= beta^2 ||u - v||^2."""
    return {_smooth(f, i, beta)}, ge(beta**2 * _square(u - v), _square(_gradient(f, i, u) - _gradient(f, i, v)))


@fact("F2")
def descent(f, i, beta, u, v):
    """f beta-smooth: f(u) <= f(v) + <f'(v), u - v> + (beta/2) ||u - v||^2."""
    upper = _value(f, i, v) + dot(_gradient(f, i, v), u - v) + beta * Fraction(1, 2) * _square(u - v)
    return {_smooth(f, i, beta)}, ge(upper, _value(f, i, u))


@fact("F3")
def monotone(f, i, mu, u, v):
    """f mu-strongly convex: <f'(u) - f'(v), u - v> >= mu ||u - v||^2."""
    return {_convex(f, i, mu)}, ge(dot(_gradient(f, i, u) - _gradient(f, i, v), u - v), mu * _square(u - v))


@fact("F4")
def coercive(f, i, mu, beta, u, v):
    """f beta-smooth and mu-strongly convex, mu > 0: (mu + beta) <f'(u) - f'(v), u - v> >= mu beta ||u - v||^2 + ||f'(u) - f'(v)||^2."""
    g = _gradient(f, i, u) - _gradient(f, i, v)
    return {_smooth(f, i, beta), _convex(f, i, mu), gt(mu, 0)}, ge((mu + beta) * dot(g, u - v), mu * beta * _square(u - v) + _square(g))


@fact("F5")
def gradient_dominance(f, i, mu, u):
    """f mu-strongly convex, mu > 0: ||f'(u)||^2 >= 2 mu (f(u) - inf f)."""
    return {_convex(f, i, mu), gt(mu, 0)}, ge(_square(_gradient(f, i, u)), mu * 2 * (_value(f, i, u) - atom("inf", f, i)))


@fact("F8")
def interpolation(f, i, mu, beta, u, v):
    """f beta-smooth and mu-strongly convex, beta > mu; F = f - (mu/2)||.||^2, h = f' - mu x:
    2 (beta - mu) (F(u) - F(v) - <h(v), u - v>) >= ||h(u) - h(v)||^2."""
    h_u, h_v = _gradient(f, i, u) - u * mu, _gradient(f, i, v) - v * mu
    gap = _value(f, i, u) - _value(f, i, v) - mu * Fraction(1, 2) * (_square(u) - _square(v)) - dot(h_v, u - v)
    return {_smooth(f, i, beta), _convex(f, i, mu), gt(beta, mu)}, ge((beta - mu) * 2 * gap, _square(h_u - h_v))


@fact("F9")
def convex_smooth(f, i, beta, u, v):
    """f convex and beta-smooth, beta > 0: 2 beta (f(v) - f(u) - <f'(u), v - u>) >= ||f'(v) - f'(u)||^2."""
    gap = _value(f, i, v) - _value(f, i, u) - dot(_gradient(f, i, u), v - u)
    return {_smooth(f, i, beta), _convex(f, i, poly(0)), gt(beta, 0)}, ge(beta * 2 * gap, _square(_gradient(f, i, v) - _gradient(f, i, u)))


@fact("infimum")
def above_inf(f, i, u):
    """f bounded below: f(u) >= inf f."""
    return {Formula("pred", "BoundedBelow", f, i, None)}, ge(_value(f, i, u), atom("inf", f, i))


# ---------------------------------------------------------------- functions on the real line, given by a formula
def _defined(f, u, body):
    """The hypothesis forall(u, f(u) == body)."""
    need(is_name(f) and is_name(u) and type(body) is Poly, "takes the names of a function and of its variable, and a term")
    return every(u, eq(atom("rval", f, sym(u)), body))


@fact("calculus")
def real_gradient(f, u, body, p):
    """f(u) = body for all u: f'(p) is the derivative of the body at p."""
    need(is_name(u), "takes the name of the variable")
    return {_defined(f, u, body)}, eq(atom("rgrad", f, p), substitute(derivative(body, u), {u: p}, {}))


@fact("F10")
def real_smooth(f, u, body, beta):
    """f(u) = body and -beta <= f''(u) <= beta for all u: f is beta-smooth (beta does not contain u)."""
    second = derivative(derivative(body, u), u)
    bounds = {every(u, ge(beta, second)), every(u, ge(beta, -second))}
    return {_defined(f, u, body)} | bounds, Formula("pred", "Smooth1", f, None, _without(u, beta))


@fact("F10")
def real_strongly_convex(f, u, body, mu):
    """f(u) = body and f''(u) >= mu for all u: f is mu-strongly convex (mu does not contain u)."""
    bound = every(u, ge(derivative(derivative(body, u), u), mu))
    return {_defined(f, u, body), bound}, Formula("pred", "StronglyConvex1", f, None, _without(u, mu))


@fact("infimum")
def real_inf_ge(f, u, m):
    """f(u) >= m for all u: inf f >= m (m does not contain u)."""
    return {every(u, ge(atom("rval", f, sym(u)), _without(u, m)))}, ge(atom("rinf", f), m)


@fact("infimum")
def real_bounded(f, u, m):
    """f(u) >= m for all u: f is bounded below."""
    return {every(u, ge(atom("rval", f, sym(u)), _without(u, m)))}, Formula("pred", "BoundedBelow1", f, None, None)


@fact("infimum")
def real_above_inf(f, p):
    """f bounded below: f(p) >= inf f."""
    return {Formula("pred", "BoundedBelow1", f, None, None)}, ge(atom("rval", f, p), atom("rinf", f))


# ---------------------------------------------------------------- a class of real functions, from its definition
@rule
def smooth_by_definition(f, beta, u, v, theorem):
    """beta >= 0 and G |- beta^2 (u - v)^2 >= (f'(u) - f'(v))^2, with u and v not free in G or beta: f is beta-smooth."""
    need(is_name(u) and is_name(v) and u != v, "takes the names of two different variables")
    need(type(theorem) is Theorem and type(beta) is Poly, "takes a constant and a theorem")
    for name in (u, v):
        for x in (beta, *theorem.hypotheses):
            need(("symbol", name) not in free(x), lambda: f"{name} is free in {x}")
    slopes = atom("rgrad", f, sym(u)) - atom("rgrad", f, sym(v))
    expected = ge(beta**2 * (sym(u) - sym(v)) ** 2, slopes**2)
    need(theorem.conclusion == expected, lambda: f"the theorem proves {theorem.conclusion}, expected {expected}")
    return theorem.hypotheses | {ge(beta, 0)}, Formula("pred", "Smooth1", f, None, beta), theorem.axioms


# ---------------------------------------------------------------- expectation along a chain
@fact("expectation")
def mean_nonneg(chain, i, u, body):
    """p(u) >= 0 for all u: E p(X_i) >= 0."""
    return {every(u, ge(body, 0))}, ge(mean(chain, i, substitute(body, {u: sym(VALUE)}, {})), 0)


@fact("expectation")
def chain_start(chain, u, body, start, *pairs):
    """X_0 = start: E p(X_0) = p(start).  `pairs` are the probabilities and the maps, terms in u, of the chain."""
    at = substitute(body, {u: sym(VALUE)}, {})
    return {_chain(chain, u, start, pairs)}, eq(mean(chain, 0, at), substitute(body, {u: start}, {}))


@fact("expectation")
def chain_step(chain, i, u, body, start, *pairs):
    """E p(X_{i+1}) = E sum_k P_k p(F_k(X_i))."""
    after = sum((P * substitute(body, {u: to}, {}) for P, to in zip(pairs[::2], pairs[1::2])), poly(0))
    law = _chain(chain, u, start, pairs)
    left = mean(chain, index(i).next(), substitute(body, {u: sym(VALUE)}, {}))
    return {law}, eq(left, mean(chain, i, substitute(after, {u: sym(VALUE)}, {})))


def _chain(chain, u, start, pairs):
    need(is_name(u), "takes the name of the variable")
    return Formula("chain", chain, start, *(substitute(p, {u: sym(VALUE)}, {}) for p in pairs))


def _without(u, p):
    """A constant, which must not contain the variable."""
    need(is_name(u) and type(p) is Poly and ("symbol", u) not in free(p), "the constant contains the variable")
    return p


seal()
