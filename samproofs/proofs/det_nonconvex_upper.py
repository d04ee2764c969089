"""Deterministic SAM on a smooth nonconvex function: (1/T) sum ||grad f(x_t)||^2 <= 2 Delta/(eta T) + beta^2 rho^2 for eta beta <= 1.

With r = beta rho and z = eta beta, one step satisfies f(x+) <= f(x) - (eta/2) ||a||^2 + (eta/2) r^2, since the difference is
(eta/2)(1 - z)||b||^2 + (eta/2)(r^2 - ||b - a||^2).  Telescope, divide by eta T/2, use f(x_T) >= inf f.
"""
from __future__ import annotations

from ..statements import Claim
from .deterministic import Delta, T_positive, b, beta, descent, eta, everywhere, gradient_error, mean, rho
from .script import Fact, Script, Term
from .tactics import Q, by, divide, telescope


def one_step(p: Script) -> Fact:
    eta_pos, small = p.assume("eta > 0"), p.assume("eta*beta <= 1")
    return by(
        p, "f(x[t]) - f(x[t+1]) + eta/2*beta**2*rho**2 >= eta/2*sq(grad(f, x[t]))",
        (1, descent(p)),
        (Q(1, 2), eta_pos, small, p.know("square_nonneg", b)),
        (Q(1, 2), eta_pos, gradient_error(p)),
    )  # fmt: skip


def averaged(p: Script, goal: str) -> Fact:
    """Telescoping the step over T steps."""
    summed = telescope(p, "t", everywhere(p, one_step(p)), lambda i: Term(f"f(x[{i}])"), eta / 2, lambda i: Term(f"sq(grad(f, x[{i}]))"),
                       eta / 2 * beta**2 * rho**2)  # fmt: skip
    inv_T, one_T = divide(p, Term("T"), T_positive(p))
    inv_eta, one_eta = divide(p, eta, p.assume("eta > 0"))
    above = p.know("above_inf", "f", None, Term("x[T]"))
    start = p.know("above_inf", "f", None, Term("x[0]"))
    return by(p, goal, (2, inv_eta, inv_T, p.at(summed, "T")), (2, inv_eta, inv_T, above), using=[one_T, one_eta],
              slack=[(beta * rho,), (inv_eta, inv_T, start)])  # fmt: skip


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    (any_step,), (largest_step,) = claim.goals["any step size"], claim.goals["eta = 1/beta"]
    main = averaged(p, any_step)

    one_beta = p.know("inv_eq", beta)
    is_inverse = p.assume("eta == 1/beta")
    at_most = by(p, "eta*beta <= 1", hints=[(beta, is_inverse), (1, one_beta)])
    inv_eta = by(p, "1/eta == beta", hints=[(beta / eta, is_inverse), (1 / eta, one_beta), (beta, p.know("inv_eq", eta))])
    at = p.discharge(averaged(p, mean <= 2 * Delta / (eta * Term("T")) + beta**2 * rho**2), at_most)
    inv_T, _ = divide(p, Term("T"), T_positive(p))
    start = p.know("above_inf", "f", None, Term("x[0]"))
    special = by(p, largest_step, (1, at), hints=[(Delta / Term("T"), inv_eta)],
                 slack=[(beta * rho,), (p.assume("beta > 0"), inv_T, start)])  # fmt: skip
    return {"any step size": [main], "eta = 1/beta": [special]}
