"""m-SAM on a smooth nonconvex function, z = eta beta <= 1, r = beta rho, N_t = ||grad f(x_t)||, without Lipschitz:
(1/T) sum E N_t^2 <= 2 Delta/(eta T) + (1 - z) r^2 + z (sigma + r)^2, and in the paper's form
(1/T) sum E (N_t - r)^2 <= r^2 + [Delta/(eta T) + (z/2)(sigma + r)^2]/(1 - z/2).

One step: let m be the noise at x and e the change of the component's gradient from x to y, so that the step is along
a + m + e.  As E m = 0 given x, E<a, e> >= -r E N and E||m + e||^2 <= (sigma + r)^2,
f(x+) <= f(x) - eta (1 - z/2) E N^2 + eta (1 - z) r E N + (beta eta^2/2)(sigma + r)^2.
The first bound completes the square (eta/2)(1 - z)(N - r)^2; the second uses (1 - z/2)(N - r)^2 + r N =
(1 - z/2) r^2 + (1 - z/2) N^2 - (1 - z) r N.  Telescope and divide.  The best step size balances the two terms that
contain eta.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import Delta, T, T_positive, a, beta, eta, norm_squared, sq
from .script import Fact, Script, Term, call
from .stochastic import M_SAM, Average, Equations, against, always, everywhere, r, r_positive, same_sample_best_step, sigma, z
from .stochastic import same_sample_descent as descent
from .tactics import Q, by, divide, telescope


def paper_form(p: Script, goal: str, n: Term, n_nonneg: Fact, step: Fact, distance: Term, square: Equations) -> Fact:
    """The average of `distance` = ||a||^2 - 2 r n + r^2, an equality that `square` gives, from n >= 0 and the step."""
    eta_pos, small, q = p.assume("eta > 0"), p.assume("eta*beta <= 1"), 1 - z / 2
    error = eta * q * r**2 + beta * eta**2 / 2 * (sigma + r) ** 2
    apart = Term("f(x[t]) - f(x[t+1])") + error >= eta * q * distance
    one_step = by(p, apart, (1, step), (1, eta_pos, r_positive(p), n_nonneg), hints=square)
    loss, body = (lambda i: Term(f"f(x[{i}])")), (lambda i: Term(distance.text.replace("[t]", f"[{i}]")))
    summed = p.at(telescope(p, "t", everywhere(p, one_step), loss, eta * q, body, error), "T")

    inv_T, one_T = divide(p, T, T_positive(p))
    inv_eta, one_eta = divide(p, eta, eta_pos)
    inv_q, one_q = divide(p, q, by(p, q > 0, (Q(1, 2), small), (Q(1, 2),)))
    start, end = (p.know("above_inf", "f", None, Term(f"x[{i}]")) for i in "0T")
    average = 1 / T * call("sum", Term("t"), T, distance)
    bound = Delta / (eta * T) + q * r**2 + z / 2 * (sigma + r) ** 2 >= q * average
    averaged = by(p, bound, (1, inv_eta, inv_T, summed), (1, inv_eta, inv_T, end), using=[one_T, one_eta])
    left = [(r,), (inv_q, inv_eta, inv_T, start), (inv_q, eta_pos, p.assume("beta > 0"), sigma + r)]
    return by(p, goal, (1, inv_q, averaged), hints=[(average, one_q), (r**2, one_q)], slack=left)


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    goals, average = claim.goals, Average(p, M_SAM)
    (paper,), (root_mean_square,) = goals["paper's form"], goals["paper's form, root mean square"]
    n, N, square = Term("n[t]"), call("norm", a), norm_squared(p)
    step = descent(p, n, always(p, "dot(grad(f, x[t]), grad(l[t], x[t]) - grad(l[t], y[t])) <= beta*rho*n[t]"))
    N_nonneg, N_step = p.know("sqrt_nonneg", sq(a)), descent(p, N, against(p))
    squares = [(eta, square), (eta * z, square)]
    return {
        "any step size": [average.any_step(*goals["any step size"])],
        "best step size": [same_sample_best_step(average, *goals["best step size"])],
        "no noise, eta = 1/beta": [average.no_noise(*goals["no noise, eta = 1/beta"])],
        "start at the infimum": [average.no_gap(*goals["start at the infimum"])],
        "paper's form": [paper_form(p, paper, n, always(p, "n[t] >= 0"), step, sq(a) - 2 * r * n + r**2, [])],
        "paper's form, root mean square": [paper_form(p, root_mean_square, N, N_nonneg, N_step, (N - r) ** 2, squares)],
    }


NAMES = {"symbols": "hole"}
