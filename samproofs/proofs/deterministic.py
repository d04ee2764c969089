"""Deterministic SAM on a smooth function: what every upper bound starts from.

Names: `a = grad f(x_t)`, `b = grad f(y_t)`, `N = ||a||`, `z = eta beta`, `r = beta rho`.
"""
from __future__ import annotations

from collections.abc import Mapping

from .script import Fact, Script, Term, equal, terms
from .tactics import by, contradiction, divide

beta, rho, eta, T = terms("beta rho eta T")
radius = Term("radius[t]")
x, y, x_next = terms("x[t] y[t] x[t+1]")
a, b = Term("grad(f, x[t])"), Term("grad(f, y[t])")
N = Term("norm(grad(f, x[t]))")
z = eta * beta
mean = Term("1/T*sum(t, T, sq(grad(f, x[t])))", 1)
Delta = Term("f(x[0]) - inf(f)", 0)
PERTURBATION = "forall(t, y[t] == x[t] + rho*grad(f, x[t])/norm(grad(f, x[t])))"
STEP = "forall(t, x[t+1] == x[t] - eta*grad(f, y[t]))"


def sq(u: Term) -> Term:
    return Term(f"sq({u!s})")


def dot(u: Term, v: Term) -> Term:
    return Term(f"dot({u!s}, {v!s})")


def inverse(q: Term) -> Term:
    return Term(f"inv({q!s})")


def perturbed(p: Script) -> Fact:
    """The perturbation of the step t alone: what follows from it is true with another radius in each step."""
    return p.assume("y[t] == x[t] + rho*grad(f, x[t])/norm(grad(f, x[t]))")


def everywhere(p: Script, fact: Fact) -> Fact:
    """The same from the hypothesis that all steps have the radius rho."""
    return p.discharge(fact, p.at(p.assume(PERTURBATION), "t"))


def with_radii(p: Script, fact: Fact, symbols: Mapping[str, Term] | None = None) -> Fact:
    """The same with the radius radius[t] for rho, from the hypothesis that the step t has it, and terms for other symbols."""
    at = p.instantiate(fact, {"rho": radius, **(symbols or {})})
    return p.discharge(at, p.at(p.assume(PERTURBATION.replace("rho", "radius[t]")), "t"))


def T_positive(p: Script) -> Fact:
    return by(p, "T > 0", (1, p.assume("T >= 1")), (1,))


def norm_squared(p: Script) -> Fact:
    """N^2 = ||a||^2."""
    return p.cut(p.know("sqrt_sq", sq(a)), p.know("square_nonneg", a))


def norm_zero(p: Script) -> Fact:
    """N = 0 in the case -N >= 0."""
    return p.antisym(p.know("sqrt_nonneg", sq(a)), p.assume(-N >= 0))


def ball(p: Script) -> Fact:
    """||y - x||^2 <= rho^2, by the cases N > 0 and N = 0."""
    k = rho * inverse(N)
    along = [(1, p.dot_zero(perturbed(p), y - x)), (k, p.dot_zero(perturbed(p), a)), (k**2, norm_squared(p))]
    goal = rho**2 >= sq(y - x)
    moved = by(p, goal, hints=along, using=[p.know("inv_eq", N)])
    stays = by(p, goal, (1, rho), hints=[*along, (k**2 * N, norm_zero(p))])
    return p.cases(-N, stays, moved)


def gradient_error(p: Script) -> Fact:
    """||b - a||^2 <= r^2."""
    return by(p, beta**2 * rho**2 >= sq(b - a), (1, p.know("lipschitz", "f", None, beta, y, x)), (1, beta, ball(p)))


def descent(p: Script) -> Fact:
    """f(x+) <= f(x) - eta <a, b> + (beta eta^2/2) ||b||^2."""
    update = p.at(p.assume(STEP), "t")
    bound = Term("f(x[t])") - eta * dot(a, b) + beta * eta**2 / 2 * sq(b)
    return by(p, bound >= Term("f(x[t+1])"), (1, p.know("descent", "f", None, beta, x_next, x)),
              hints=[(1, p.dot_zero(update, a)), (beta, p.dot_zero(update, x_next - x - eta * b))])  # fmt: skip


def aligned(p: Script, monotone: Fact) -> Fact:
    """<a, b - a> >= 0 from <b - a, y - x> >= 0: the perturbation points along a."""
    goal = dot(a, b - a) >= 0
    scaled = by(p, rho * inverse(N) * dot(a, b - a) >= 0, (1, monotone), hints=[(1, p.dot_zero(perturbed(p), b - a))])
    rho_pos, N_pos = p.assume(rho > 0), p.assume(N > 0)
    inv_rho, one_rho = divide(p, rho, rho_pos)
    moved = by(p, goal, (1, inv_rho, N_pos, scaled), using=[one_rho, p.cut(p.know("inv_eq", N), N_pos)])
    at_zero = by(p, equal(sq(a), 0), hints=[(1, norm_squared(p)), (N, norm_zero(p))])
    square = by(p, -dot(a, b - a) ** 2 >= 0, (1, p.know("cauchy_schwarz", a, b - a)), hints=[(sq(b - a), at_zero)])
    negative = p.assume(-dot(a, b - a) > 0)
    never = contradiction(p, square, by(p, dot(a, b - a) ** 2 > 0, (1, negative, negative)), goal)
    return p.cases(-N, p.cases(dot(a, b - a), p.assume(goal), never), moved)


