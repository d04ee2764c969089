"""The example of `sharp_msam` as a convex function: E f'(x_T)^2 >= (1 - slack) r^2, r = beta rho, and for any target > 0 the loss is at
least the target when mu = min{beta/2, (1 - slack) r^2/(2 target)}.
"""

from __future__ import annotations

from ..statements import Claim
from .one_dimensional import second_derivative, strongly_convex
from .script import Fact, Script, Term, terms, written
from .sharp_msam import Floor, Pair
from .tactics import Q, by, divide, min_split

NAMES = {"symbols": "hole"}
beta, mu, rho, slack, target, u = terms("beta mu rho slack target u")
cap = (1 - slack) * beta**2 * rho**2 / (2 * target)


def convex(pair: Pair) -> Fact:
    p = pair.p
    return strongly_convex(p, pair.definition, written(0), by(p, second_derivative(p, pair.definition) >= 0, (1, pair.mu)))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    pair, (gradient, loss) = Pair(p, claim), claim.parts
    beta_pos, rho_pos, target_pos = (p.assume(f"{name} > 0") for name in ("beta", "rho", "target"))
    less, choice = p.assume("slack < 1"), p.assume(loss.given[-1])
    inv_target, one_target = divide(p, target, target_pos)
    cap_pos = by(p, cap > 0, (Q(1, 2), less, beta_pos, beta_pos, rho_pos, rho_pos, inv_target))

    def chosen(value: Term, is_value: Fact, order: Fact) -> Fact:
        """mu > 0 in both cases of the minimum."""
        return by(p, mu > 0, (Q(1, 2), beta_pos) if value.text == (beta / 2).text else (1, cap_pos), hints=[(1, choice), (1, is_value)])

    mu_pos = min_split(p, beta / 2, cap, chosen)
    below = min_split(
        p,
        beta / 2,
        cap,
        lambda value, e, order: by(
            p, beta / 2 - mu >= 0, *([] if value.text == (beta / 2).text else [(1, order)]), hints=[(1, choice), (1, e)]
        ),
    )
    capped = min_split(
        p,
        beta / 2,
        cap,
        lambda value, e, order: by(p, cap - mu >= 0, *([(1, order)] if value.text == (beta / 2).text else []), hints=[(1, choice), (1, e)]),
    )
    mu_small = by(p, mu < beta, (1, below), (Q(1, 2), beta_pos))
    floor = Floor(pair, gradient.given)
    high = floor.loss(Term("mean(u, X[T], f(u)) - inf(f)") >= (1 - slack) * beta**2 * rho**2 / (2 * mu))
    inv_mu, one_mu = pair.inv_mu, pair.one_mu
    # (1 - slack) r^2/(2 mu) - target = (target/mu) (cap - mu)
    reached = by(
        p,
        loss.then[1],
        (1, high),
        (1, target_pos, inv_mu, capped),
        hints=[(target, one_mu), ((1 - slack) * beta**2 * rho**2 / mu / 2, one_target)],
        slack=[(target_pos,)],
    )
    given = [p.discharge(f, mu_pos, mu_small) for f in (convex(pair), reached)]
    return {gradient.name: [convex(pair), floor.slope(gradient.then[1])], loss.name: given}
