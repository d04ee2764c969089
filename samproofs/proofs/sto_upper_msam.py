"""m-SAM on a smooth function, z = eta beta, r = beta rho, c = 1 + z - z^2:
c (1/T) sum E||a_t||^2 <= 2 Delta/(eta T) + (1 + z)(r^2 + z sigma^2), and if f is mu-strongly convex and c > 0,
E g_T <= (1 - eta mu c)^T Delta + (1 + z)(r^2 + z sigma^2)/(2 mu c).

One step: let n be the noise at x and e the change of the component's gradient from x to y, so that the step is along
a + n + e with <a, n> = 0.  Then f(x+) <= f(x) - (eta/2) c ||a||^2 + (eta/2)(1 + z)(||e||^2 + z ||n||^2), up to
(eta/2)||e + (1 - z) a - z n||^2.  Telescope and divide; or use ||a||^2 >= 2 mu g, where 1 - eta mu c >= 1 - z c = (1 - z)^2 (1 + z).
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import Delta, T, T_positive, a, eta, sq, x
from .script import Fact, Script, Term
from .stochastic import always, before, component_moved, descent, everywhere, mu, r, sigma, v, z
from .tactics import Q, by, divide, telescope

c, noise = 1 + z - z**2, (1 + z) * (r**2 + z * sigma**2)


class Steps:
    """The one-step inequality, and what is positive in it."""

    def __init__(self, p: Script) -> None:
        self.p, self.eta_pos, self.beta_pos = p, p.assume("eta > 0"), p.assume("beta > 0")
        self.z_pos = by(p, z > 0, (1, self.eta_pos, self.beta_pos))
        self.inv_eta, self.one_eta = divide(p, eta, self.eta_pos)
        self.end = p.know("above_inf", "f", None, Term("x[T]"))
        self.fact = everywhere(p, self.step())

    def step(self) -> Fact:
        """f(x[t+1]) <= f(x[t]) - (eta/2) c ||a||^2 + (eta/2)(1 + z)(r^2 + z sigma^2)."""
        p = self.p
        unbiased = always(p, "dot(grad(f, x[t]), grad(l[t], x[t]) - grad(f, x[t])) == 0")
        spread = by(p, sigma**2 >= sq(before - a), (1, always(p, "sq(grad(l[t], x[t]) - grad(f, x[t])) <= sigma**2")))
        moved, h = component_moved(p), (Q(1, 2), self.eta_pos)
        against = v - before + (1 - z) * a - z * (before - a)
        met = by(p, sq(against) >= 0, (1, p.know("square_nonneg", against)))
        return by(
            p,
            Term("f(x[t]) - f(x[t+1])") + eta / 2 * noise >= eta / 2 * c * sq(a),
            (1, descent(p)),
            (*h, met),
            (*h, moved),
            (*h, self.z_pos, moved),
            (*h, self.z_pos, spread),
            (*h, self.z_pos, self.z_pos, spread),
            hints=[(eta, unbiased), (eta * z**2, unbiased)],
        )

    def averaged(self, goal: str) -> Fact:
        """The steps summed up, divided by eta T/2."""
        p = self.p
        loss, square = (lambda i: Term(f"f(x[{i}])")), (lambda i: Term(f"sq(grad(f, x[{i}]))"))
        summed = p.at(telescope(p, "t", self.fact, loss, eta / 2 * c, square, eta / 2 * noise), "T")
        inv_T, one_T = divide(p, T, T_positive(p))
        divided = (2, self.inv_eta, inv_T, summed), (2, self.inv_eta, inv_T, self.end)
        return by(p, goal, *divided, using=[one_T, self.one_eta])

    def last(self, goal: str) -> Fact:
        """The excess of the gap over the floor contracts, by induction."""
        p, mu_pos, order, c_pos = self.p, *map(self.p.assume, ("mu > 0", "mu <= beta", "1 + eta*beta - eta**2*beta**2 > 0"))
        inv_mu, one_mu = divide(p, mu, mu_pos)
        inv_c, one_c = divide(p, c, c_pos)
        rate, floor = 1 - eta * mu * c, noise / (2 * mu * c)
        rate_nonneg = by(p, rate >= 0, (1, 1 - z), (1, self.z_pos, 1 - z), (1, self.eta_pos, order, c_pos))

        def bound(i: str) -> str:
            return rate**i * Delta + floor >= Term(f"f(x[{i}]) - inf(f)")

        scale = (Q(1, 2), inv_mu, inv_c)
        parts = [(*scale, r), (*scale, self.z_pos, r), (*scale, self.z_pos, sigma), (*scale, self.z_pos, self.z_pos, sigma)]
        base = by(p, bound("0"), *parts, hints=[(Delta, p.know("pow_zero", rate))])
        dominated = (Q(1, 2), self.eta_pos, c_pos, p.know("gradient_dominance", "f", None, mu, x))
        here = (1, rate_nonneg, p.assume(bound("t")))
        later = by(
            p, bound("t+1"), here, (1, self.fact), dominated, using=[one_mu, one_c], hints=[(Delta, p.know("pow_step", rate, p.index("t")))]
        )
        return by(p, goal, (1, p.at(p.induct("t", bound("t"), base, later), "T")))


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    steps = Steps(p)
    average, last = claim.parts
    return {average.name: [steps.averaged(*average.then)], last.name: [steps.last(*last.then)]}
