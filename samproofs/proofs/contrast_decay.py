"""SAM with the radius rho_t in step t: sum ||grad f(x_t)||^2 <= 2 Delta/eta + beta^2 sum rho_t^2 for eta beta <= 1.

One step is that of constant radius: f(x+) <= f(x) - (eta/2) ||a||^2 + (eta/2) beta^2 rho_t^2.  Telescope the loss minus
the errors so far.
For rho_t = rho/(t + 1) the squared radii add up to 2 rho^2 at most, since 1/(s + 1)^2 <= 2/(s + 1) - 2/(s + 2).
"""

from __future__ import annotations

from ..statements import Claim
from .det_nonconvex_upper import one_step as constant_radius_step
from .deterministic import a, beta, eta, radius, rho, sq, with_radii
from .script import Fact, Script, Term, equal, terms, written
from .tactics import by, divide, telescope

t, T = terms("t T")
SQUARES = "radius[s]**2"


def squares(i: str) -> Term:
    """The sum of the squared radii of the first i steps."""
    return Term(f"sum(s, {i}, {SQUARES})")


def one_step(p: Script) -> Fact:
    """V(t) - V(t+1) >= (eta/2)||a||^2, with V(t) = f(x_t) - (eta/2) beta^2 sum of rho_s^2 over s < t."""
    added = p.know("sum_step", "s", Term(SQUARES), p.index("t"))
    step = with_radii(p, constant_radius_step(p))
    return by(p, value("t") - value("t+1") >= eta / 2 * sq(a), (1, step), hints=[(eta / 2 * beta**2, added)])


def value(i: str) -> Term:
    return Term(f"(f(x[{i}]) - eta/2*beta**2*{squares(i)})")


def summed(p: Script, goal: str) -> Fact:
    steps = telescope(p, "t", one_step(p), value, eta / 2, lambda i: Term(f"sq(grad(f, x[{i}]))"), written(0))
    inv_eta, one_eta = divide(p, eta, p.assume("eta > 0"))
    above, start = p.know("above_inf", "f", None, Term("x[T]")), p.know("above_inf", "f", None, Term("x[0]"))
    return by(
        p,
        goal,
        (2, inv_eta, p.at(steps, "T")),
        (2, inv_eta, above),
        using=[one_eta],
        hints=[(beta**2, p.know("sum_zero", "s", Term(SQUARES)))],
        slack=[(inv_eta, start), (beta, squares_nonneg(p))],
    )


def squares_nonneg(p: Script) -> Fact:
    """The sum of the squared radii is >= 0."""
    base = by(p, squares("0") >= 0, hints=[(1, p.know("sum_zero", "s", Term(SQUARES)))])
    added = p.know("sum_step", "s", Term(SQUARES), p.index("t"))
    step = by(p, squares("t+1") >= 0, (1, p.assume(squares("t") >= 0)), (1, radius), hints=[(1, added)])
    return p.at(p.induct("t", squares("t") >= 0, base, step), "T")


def square_sum(p: Script) -> Fact:
    """The sum of rho^2/(s + 1)^2 over s < T is at most 2 rho^2."""
    n, after = t + 1, t + 2
    natural, is_radius = p.know("nat_nonneg", p.index("t")), p.at(p.assume("forall(t, radius[t] == rho/(t + 1))"), "t")
    inv_n, one_n = divide(p, n, by(p, n > 0, (1, natural), (1,)))
    inv_after, one_after = divide(p, after, by(p, after > 0, (1, natural), (2,)))

    def bound(i: str) -> str:
        return 2 * rho**2 - 2 * rho**2 / (Term(f"({i})") + 1) >= squares(i)

    partial = by(p, equal(1 / n - 1 / after, 1 / n / after), hints=[(1 / after, one_n), (1 / n, one_after)])
    square = by(p, equal(radius**2, rho**2 / n**2), hints=[(radius + rho / n, is_radius)])
    shrinks = by(
        p,
        2 / n / after >= 1 / n**2,
        (1, natural, inv_n, inv_n, inv_after),
        hints=[(1 / n**2, one_after), (1 / n / after, one_n)],
    )
    base = by(p, bound("0"), hints=[(1, p.know("sum_zero", "s", Term(SQUARES)))])
    step = by(
        p,
        bound("t+1"),
        (1, p.assume(bound("t"))),
        (1, rho, shrinks),
        hints=[(2 * rho**2, partial), (1, square), (1, p.know("sum_step", "s", Term(SQUARES), p.index("t")))],
    )
    inv_end, _ = divide(p, T + 1, by(p, T + 1 > 0, (1, p.know("nat_nonneg", p.index("T"))), (1,)))
    return by(p, 2 * rho**2 >= squares("T"), (1, p.at(p.induct("t", bound("t"), base, step), "T")), (2, rho, inv_end))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    (any_radii,), (decaying,) = claim.goals.values()
    eta_pos = p.assume("eta > 0")
    start, inv_eta = p.know("above_inf", "f", None, Term("x[0]")), divide(p, eta, eta_pos)[0]
    general = summed(p, "sum(t, T, sq(grad(f, x[t]))) <= 2*(f(x[0]) - inf(f))/eta + beta**2*sum(t, T, radius[t]**2)")
    special = by(p, decaying, (1, general), (1, beta, square_sum(p)), slack=[(inv_eta, start), (beta * rho,)])
    return {"any radii": [summed(p, any_radii)], "radii rho/(t + 1)": [special]}
