"""Deterministic SAM on a smooth convex function: (1 - z/2) mean <= Delta/(eta T) + beta eta r^2/2 for z = eta beta <= 1, r = beta rho,
with mean = (1/T) sum ||grad f(x_t)||^2; and mean <= 2 beta Delta/T + S, S = sqrt(2 Delta beta^3 rho^2/T), for the step size
min{1/beta, s}, s = sqrt(2 Delta/(beta^3 rho^2 T)).

One step: f(x+) <= f(x) - eta (1 - z/2) ||a||^2 + beta eta^2 r^2/2, since <a, b - a> >= 0 (convexity, and the perturbation points
along a).  Telescope and divide.  Step size: if it is 1/beta, then r^2 <= S; else mean (1 - z/2) <= beta^3 rho^2 s, and
(1 + z)(1 - z/2) >= 1.  If Delta = 0, then ||a||^2 <= 2 beta (f(x) - inf f) = 0 and SAM stays.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import (
    Delta,
    N,
    T,
    T_positive,
    a,
    aligned,
    b,
    beta,
    descent,
    dot,
    eta,
    everywhere,
    gradient_error,
    mean,
    perturbed,
    rho,
    sq,
    x,
    y,
)
from .script import Fact, Script, Term, Written, call, equal, written
from .tactics import Q, by, divide, min_split, positive_root, root_order, telescope, weak, zero_from_square

r = beta * rho


def one_step(p: Script) -> Fact:
    eta_pos, small = p.assume("eta > 0"), p.assume("eta*beta <= 1")
    convex = p.know("monotone", "f", None, 0, y, x)
    return by(
        p, "f(x[t]) - f(x[t+1]) + beta*eta**2/2*beta**2*rho**2 >= eta*(1 - eta*beta/2)*sq(grad(f, x[t]))",
        (1, descent(p)),
        (1, eta_pos, small, aligned(p, convex)),
        (Q(1, 2), p.assume("beta > 0"), eta_pos, eta_pos, gradient_error(p)),
    )  # fmt: skip


def bound(h: Written) -> str:
    """The averaged inequality at the step size h."""
    h = written(h)
    return Delta / (h * T) + beta * h * r**2 / 2 >= (1 - h * beta / 2) * mean


def averaged(p: Script) -> Fact:
    summed = telescope(p, "t", everywhere(p, one_step(p)), lambda i: Term(f"f(x[{i}])"), eta * (1 - eta * beta / 2),
                       lambda i: Term(f"sq(grad(f, x[{i}]))"), beta * eta**2 / 2 * beta**2 * rho**2)  # fmt: skip
    inv_T, one_T = divide(p, T, T_positive(p))
    inv_eta, one_eta = divide(p, eta, p.assume("eta > 0"))
    above = p.know("above_inf", "f", None, Term("x[T]"))
    return by(p, bound(eta), (1, inv_eta, inv_T, p.at(summed, "T")), (1, inv_eta, inv_T, above), using=[one_T, one_eta])


def divided(p: Script, goal: str) -> Fact:
    """Divide by 1 - z/2, which is positive."""
    d = 1 - eta * beta / 2
    small = p.assume("eta*beta <= 1")
    inv_d, one_d = divide(p, d, by(p, d > 0, (Q(1, 2), small), (Q(1, 2),)))
    inv_T, _ = divide(p, T, T_positive(p))
    inv_eta, _ = divide(p, eta, p.assume("eta > 0"))
    loss = p.know("above_inf", "f", None, Term("x[0]"))
    error = p.combine("beta*eta >= 0", [(1, p.assume("beta > 0"), p.assume("eta > 0"))])
    return by(p, goal, (1, inv_d, averaged(p)), hints=[(mean, one_d)], slack=[(inv_d, error, r), (inv_d, inv_eta, inv_T, loss)])


def mean_nonneg(p: Script) -> Fact:
    body = Term("sq(grad(f, x[s]))")

    def goal(i: str) -> str:
        return Term(f"sum(s, {i}, {body})") >= 0

    base = by(p, goal("0"), hints=[(1, p.know("sum_zero", "s", body))])
    step = by(p, goal("t+1"), (1, p.assume(goal("t"))), (1, p.know("square_nonneg", Term("grad(f, x[t])"))),
              hints=[(1, p.know("sum_step", "s", body, p.index("t")))])  # fmt: skip
    inv_T, _ = divide(p, T, T_positive(p))
    return by(p, mean >= 0, (1, inv_T, p.at(p.induct("t", goal("t"), base, step), "T")))


def with_step_size(p: Script, goal: str) -> Fact:
    gap, beta_pos, rho_pos = p.assume("f(x[0]) > inf(f)"), p.assume("beta > 0"), p.assume("rho > 0")
    inv_T, _one_T = divide(p, T, T_positive(p))
    inv_beta, one_beta = divide(p, beta, beta_pos)
    inv_rho, one_rho = divide(p, rho, rho_pos)
    under_s, under_S = 2 * Delta / (beta**3 * rho**2 * T), 2 * Delta * beta**3 * rho**2 / T
    s, S, c = call("sqrt", under_s), call("sqrt", under_S), beta**3 * rho**2
    under_s_pos = by(p, under_s > 0, (2, gap, inv_beta, inv_beta, inv_beta, inv_rho, inv_rho, inv_T))
    under_S_pos = by(p, under_S > 0, (2, gap, beta_pos, beta_pos, beta_pos, rho_pos, rho_pos, inv_T))
    square_s, square_S = p.cut(p.know("sqrt_sq", under_s), weak(p, under_s_pos)), p.cut(p.know("sqrt_sq", under_S), weak(p, under_S_pos))
    s_pos, S_nonneg = positive_root(p, under_s, under_s_pos), p.know("sqrt_nonneg", under_S)
    _inv_s, one_s = divide(p, s, s_pos)
    same_square = by(p, c * s * (c * s) <= S * S, using=[one_beta, one_rho], hints=[(1, square_S), (c**2, square_s)])
    S_large = root_order(p, S, c * s, same_square, S_nonneg)  # S >= beta^3 rho^2 s
    slack = [(beta_pos, gap, inv_T), (S_nonneg,)]
    step = call("min", 1 / beta, s)
    is_step = p.assume(equal(eta, step))

    def at_step(value: Term, chosen: Fact, order: Fact) -> Fact:
        """The bound in the case eta = value."""
        here = by(p, equal(eta, value), hints=[(1, is_step), (1, chosen)])
        largest = value.text == (1 / beta).text
        size = by(p, "eta > 0", (1, inv_beta if largest else s_pos), hints=[(1, here)])
        below = None if largest else by(p, s * beta <= 1, (1, beta_pos, order), using=[one_beta])
        small = by(p, "eta*beta <= 1", *([] if below is None else [(1, below)]), using=[one_beta], hints=[(beta, here)])
        at = p.rewrite(eta, value, here, p.cut(averaged(p), size, small), bound(Term("hole")))
        if below is None:
            return by(
                p, goal, (2, at), (1, S_large), (1, beta_pos, beta_pos, beta_pos, rho_pos, rho_pos, order), using=[one_beta], slack=slack
            )
        at = by(p, c * s >= (1 - s * beta / 2) * mean, (1, at), using=[one_s, one_beta, one_rho], hints=[(c / s / 2, square_s)])
        more = by(p, 1 + s * beta > 0, (1, beta_pos, s_pos), (1,))
        return by(p, goal, (1, more, at), (Q(1, 2), beta_pos, s_pos, below, mean_nonneg(p)), (1, S_large),
                  using=[one_beta, one_rho], hints=[(beta * c, square_s)], slack=slack)  # fmt: skip

    return min_split(p, 1 / beta, s, at_step)


def stays(p: Script) -> list[Fact]:
    """Delta = 0: the gradient vanishes, so there is no perturbation and no step, whatever the step size is."""
    here, k = Term("inf(f) - f(x[t])", 0) >= 0, rho / N
    beta_pos, lower = p.assume("beta > 0"), x - 1 / beta * a
    _, one_beta = divide(p, beta, beta_pos)
    below = p.assume(here), p.know("descent", "f", None, beta, lower, x), p.know("above_inf", "f", None, lower)
    flat = by(p, -sq(a) >= 0, *((2, beta_pos, q) for q in below), using=[one_beta])
    no_a = p.antisym(p.know("square_nonneg", a), flat)
    no_move = by(p, equal(sq(y - x), 0), hints=[(1, p.dot_zero(perturbed(p), y - x)), (k, p.dot_zero(perturbed(p), a)), (k**2, no_a)])
    kept = by(p, -sq(b - a) >= 0, (1, p.know("lipschitz", "f", None, beta, y, x)), hints=[(beta**2, no_move)])
    same = p.antisym(p.know("square_nonneg", b - a), kept)
    no_product = zero_from_square(p, dot(a, b), by(p, -(dot(a, b) ** 2) >= 0, (1, p.know("cauchy_schwarz", a, b)), hints=[(sq(b), no_a)]))
    no_b = by(p, equal(sq(b), 0), hints=[(1, same), (1, no_a), (1, no_product)])
    later = Term("inf(f) - f(x[t+1])", 0) >= 0
    step = by(p, later, (1, p.assume(here)), (1, descent(p)), hints=[(eta, no_product), (beta * eta**2, no_b)])
    base = by(p, Term("inf(f) - f(x[0])", 0) >= 0, hints=[(1, p.assume("f(x[0]) == inf(f)"))])
    always = p.at(p.induct("t", here, base, everywhere(p, step)), "t")
    lowest = p.antisym(p.know("above_inf", "f", None, x), always)
    return [p.generalize("index", "t", fact) for fact in (lowest, p.cut(no_a, always))]


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    (any_step,), (chosen_step,) = claim.goals["any step size"], claim.goals["step size for T steps"]
    return {
        "any step size": [divided(p, any_step)],
        "step size for T steps": [with_step_size(p, chosen_step)],
        "start at the infimum": stays(p),
    }


NAMES = {"symbols": "hole"}
