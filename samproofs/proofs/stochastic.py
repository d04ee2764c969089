"""Stochastic SAM on a smooth function: the one-step inequalities of m-SAM and n-SAM, and the bounds that follow.

In `L^2(Omega; R^d)`: `dot` is `E<.,.>`, `f(x[t])` is `E f(x_t)`, `l[t]` is the component drawn for the descent step at
time t.  With `a = grad f(x_t)`, `z = eta beta <= 1` and `r = beta rho`, both models satisfy
`f(x+) <= f(x) - (eta/2) ||a||^2 + (eta/2)(r^2 + z w)`, where w is
`sigma^2 + 2 sigma r` for m-SAM (the same sample twice) and `sigma^2` for n-SAM (a new sample).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from . import exponential
from .deterministic import Delta, T, T_positive, a, b, beta, dot, eta, mean, norm_squared, rho, sq, x, x_next, y
from .script import Fact, Script, Term, Written, call, equal, terms, written
from .tactics import Q, by, divide, max_facts, min_split, positive_root, root_order, telescope, weak

Product = tuple[Any, ...]
Equations = Sequence[tuple[Written, Fact]]

mu, sigma, L = terms("mu sigma L")
r, z = beta * rho, eta * beta
before, v = Term("grad(l[t], x[t])"), Term("grad(l[t], y[t])")
gap = Term("f(x[T]) - inf(f)", 0)
STEP, NEAR = "x[t+1] == x[t] - eta*grad(l[t], y[t])", "sq(y[t] - x[t]) <= rho**2"


def always(p: Script, formula: str) -> Fact:
    """The hypothesis forall(t, formula), at t."""
    return p.at(p.assume(f"forall(t, {formula})"), "t")


def everywhere(p: Script, fact: Fact) -> Fact:
    """What holds for one step, from the hypotheses that all steps have the step size eta and the radius rho."""
    return p.discharge(fact, always(p, STEP), always(p, NEAR))


def varying(p: Script, fact: Fact) -> Fact:
    """What holds for one step, with the step size step[t] and the radius radius[t]."""
    at = p.instantiate(fact, {"eta": Term("step[t]"), "rho": Term("radius[t]")})
    hypotheses = STEP.replace("eta", "step[t]"), NEAR.replace("rho", "radius[t]"), "step[t] > 0", "step[t]*beta <= 1"
    return p.discharge(at, *(always(p, h) for h in hypotheses))


def r_positive(p: Script) -> Fact:
    return by(p, r > 0, (1, p.assume("beta > 0"), p.assume("rho > 0")))


def descent(p: Script) -> Fact:
    """f(x+) <= f(x) - eta <a, v> + (beta eta^2/2) ||v||^2, v the gradient of the step."""
    update = p.assume(STEP)
    bound = Term("f(x[t])") - eta * dot(a, v) + beta * eta**2 / 2 * sq(v)
    moves: Equations = [(1, p.dot_zero(update, a)), (beta, p.dot_zero(update, x_next - x - eta * v))]
    return by(p, bound >= Term("f(x[t+1])"), (1, p.know("descent", "f", None, beta, x_next, x)), hints=moves)


def moved(p: Script, lipschitz: Fact, change: Term) -> Fact:
    """||grad(y) - grad(x)||^2 <= r^2 from the Lipschitz inequality between y and x."""
    return by(p, r**2 >= sq(change), (1, lipschitz), (1, beta, p.assume(NEAR)))


def product_bound(p: Script, u: Term, w: Term, bound: Term, nonneg: Fact, *squares: Product, hints: Equations = ()) -> Fact:
    """<u, w> <= bound, where `squares` certify bound^2 >= ||u||^2 ||w||^2."""
    schwarz = p.know("cauchy_schwarz", u, w)
    square = by(p, bound * bound >= dot(u, w) * dot(u, w), (1, schwarz), *squares, hints=hints)
    return root_order(p, bound, dot(u, w), square, nonneg)


# ---------------------------------------------------------------- the steps
def one_step(w: Term) -> str:
    return Term("f(x[t]) - f(x[t+1])") + eta / 2 * (r**2 + z * w) >= eta / 2 * sq(a)


def component_moved(p: Script) -> Fact:
    """||grad l(y) - grad l(x)||^2 <= r^2."""
    lipschitz = p.know("lipschitz", "l", p.index("t"), beta, y, x)
    return moved(p, p.cut(lipschitz, always(p, "Smooth(l[t], beta)")), v - before)


def against(p: Script) -> Fact:
    """<a, grad l(x) - grad l(y)> <= r N with the L^2 norm N = ||a||."""
    N = call("norm", a)
    nonneg = by(p, r * N >= 0, (1, r_positive(p), p.know("sqrt_nonneg", sq(a))))
    squares = (1, p.know("square_nonneg", a), component_moved(p))
    return product_bound(p, a, before - v, r * N, nonneg, squares, hints=[(r**2, norm_squared(p))])


def same_sample_descent(p: Script, n: Term, turned: Fact) -> Fact:
    """f(x+) <= f(x) - eta (1 - z/2)||a||^2 + eta (1 - z) r n + (beta eta^2/2)(sigma + r)^2, from
    <a, grad l(x) - grad l(y)> <= r n."""
    eta_pos, beta_pos, small = p.assume("eta > 0"), p.assume("beta > 0"), p.assume("eta*beta <= 1")
    unbiased = always(p, "dot(grad(f, x[t]), grad(l[t], x[t]) - grad(f, x[t])) == 0")
    noise = always(p, "sq(grad(l[t], x[t]) - grad(f, x[t])) <= sigma**2")
    error = component_moved(p)
    nonneg = by(p, sigma * r >= 0, (1, p.assume("sigma >= 0"), r_positive(p)))
    squares = (1, noise, r), (1, error, p.know("square_nonneg", before - a))
    mixed = product_bound(p, before - a, v - before, sigma * r, nonneg, *squares)
    spread = by(p, (sigma + r) ** 2 >= sq(v - a), (1, noise), (2, mixed), (1, error))
    later = Term("f(x[t]) - f(x[t+1])") + eta * (1 - z) * r * n + beta * eta**2 / 2 * (sigma + r) ** 2
    return by(
        p,
        later >= eta * (1 - z / 2) * sq(a),
        (1, descent(p)),
        (1, eta_pos, small, turned),
        (Q(1, 2), beta_pos, eta_pos, eta_pos, spread),
        hints=[(eta, unbiased), (eta * z, unbiased)],
    )


def same_sample(p: Script) -> Fact:
    """The step of m-SAM: the square (N - r)^2 is completed."""
    N, square = call("norm", a), norm_squared(p)
    completed = (Q(1, 2), p.assume("eta > 0"), p.assume("eta*beta <= 1"), N - r)
    step = (1, same_sample_descent(p, N, against(p)))
    return by(p, one_step(M_SAM.noise), step, completed, hints=[(eta, square), (eta * z, square)])


def new_sample(p: Script) -> Fact:
    """The step of n-SAM: with b = grad f(y), the noise v - b is orthogonal to a and b."""
    eta_pos, beta_pos, small = p.assume("eta > 0"), p.assume("beta > 0"), p.assume("eta*beta <= 1")
    to_a = always(p, "dot(grad(f, x[t]), grad(l[t], y[t]) - grad(f, y[t])) == 0")
    to_b = always(p, "dot(grad(f, y[t]), grad(l[t], y[t]) - grad(f, y[t])) == 0")
    noise = always(p, "sq(grad(l[t], y[t]) - grad(f, y[t])) <= sigma**2")
    error = moved(p, p.know("lipschitz", "f", None, beta, y, x), b - a)
    return by(
        p,
        one_step(N_SAM.noise),
        (1, descent(p)),
        (Q(1, 2), eta_pos, small, p.know("square_nonneg", b)),
        (Q(1, 2), eta_pos, error),
        (Q(1, 2), beta_pos, eta_pos, eta_pos, noise),
        hints=[(eta, to_a), (beta * eta**2, to_b)],
    )


class Sampling(NamedTuple):
    """How the sample of the descent step is drawn: what the noise adds to beta^2 rho^2, and the one-step inequality."""

    noise: Term
    step: Callable[[Script], Fact]


M_SAM = Sampling(sigma**2 + 2 * sigma * r, same_sample)
N_SAM = Sampling(sigma**2, new_sample)


# ---------------------------------------------------------------- the averaged squared gradient
class Average:
    """(1/T) sum ||a_t||^2 <= 2 Delta/(eta T) + r^2 + eta beta w, and what it gives for chosen step sizes."""

    def __init__(self, p: Script, sampling: Sampling) -> None:
        self.p, self.w = p, sampling.noise
        self.beta_pos, self.sigma_nonneg = p.assume("beta > 0"), p.assume("sigma >= 0")
        self.inv_T, self.one_T = divide(p, T, T_positive(p))
        self.inv_beta, self.one_beta = divide(p, beta, self.beta_pos)
        self.start = p.know("above_inf", "f", None, Term("x[0]"))
        inv_eta, one_eta = divide(p, eta, p.assume("eta > 0"))
        error = eta / 2 * (r**2 + z * self.w)
        loss, square = (lambda i: Term(f"f(x[{i}])")), (lambda i: Term(f"sq(grad(f, x[{i}]))"))
        summed = p.at(telescope(p, "t", everywhere(p, sampling.step(p)), loss, eta / 2, square, error), "T")
        end = p.know("above_inf", "f", None, Term("x[T]"))
        divided = (2, inv_eta, self.inv_T, summed), (2, inv_eta, self.inv_T, end)
        self.fact = by(p, self.bound(eta), *divided, using=[self.one_T, one_eta])

    def bound(self, h: Written) -> str:
        """The inequality at the step size h."""
        h = written(h)
        return 2 * Delta / (h * T) + r**2 + h * beta * self.w >= mean

    def any_step(self, goal: str) -> Fact:
        p, eta_pos = self.p, self.p.assume("eta > 0")
        inv_eta, _ = divide(p, eta, eta_pos)
        small, noise = p.assume("eta*beta <= 1"), (eta_pos, self.beta_pos)
        left = [(r,), (small, r), (*noise, sigma), (*noise, sigma + r), (inv_eta, self.inv_T, self.start)]
        return by(p, goal, (1, self.fact), slack=left)

    def no_gap(self, goal: str) -> Fact:
        """Delta = 0."""
        p, noise = self.p, (self.p.assume("eta > 0"), self.beta_pos)
        left = [(r,), (*noise, sigma), (*noise, self.sigma_nonneg, r_positive(p))]
        return by(p, goal, (1, self.fact), hints=[(1 / (eta * T), p.assume("f(x[0]) == inf(f)"))], slack=left)

    def at_step(self, value: Term, here: Fact, size: Fact, small: Fact) -> Fact:
        """The bound at eta = value."""
        return self.p.rewrite(eta, value, here, self.p.cut(self.fact, size, small), self.bound(Term("hole")))

    def no_noise(self, goal: str) -> Fact:
        """sigma = 0 and eta = 1/beta."""
        p, zero, here = self.p, self.p.assume("sigma == 0"), self.p.assume("eta == 1/beta")
        size = by(p, "eta > 0", (1, self.inv_beta), hints=[(1, here)])
        small = by(p, "eta*beta <= 1", using=[self.one_beta], hints=[(beta, here)])
        at, left = self.at_step(1 / beta, here, size, small), [(r,), (self.beta_pos, self.inv_T, self.start)]
        return by(p, goal, (1, at), using=[self.one_beta], hints=[(sigma, zero), (r, zero)], slack=left)

    def best_step(self, goal: str, w_pos: Fact, R: Term, R_nonneg: Fact, R_square: Fact) -> Fact:
        """eta = min{1/beta, s} with beta w s^2 = 2 Delta/T balances the two terms that contain eta: each is at most
        R = beta w s if eta = s, and if eta = 1/beta the second is; `R_square` says R^2 = 2 beta Delta w/T."""
        p, w, beta_pos = self.p, self.w, self.beta_pos
        some_gap = p.assume("f(x[0]) > inf(f)")
        inv_w, one_w = divide(p, w, w_pos)
        under, c = 2 * Delta / (beta * w * T), beta * w
        s = call("sqrt", under)
        under_pos = by(p, under > 0, (2, some_gap, self.inv_beta, inv_w, self.inv_T))
        square, s_pos = p.cut(p.know("sqrt_sq", under), weak(p, under_pos)), positive_root(p, under, under_pos)
        _, one_s = divide(p, s, s_pos)
        balanced: Equations = [(1, R_square), (c**2, square)]
        same = by(p, R**2 - (c * s) ** 2 >= 0, using=[self.one_beta, one_w], hints=balanced)
        large = root_order(p, R, c * s, same, R_nonneg)
        is_step = p.assume(equal(eta, call("min", 1 / beta, s)))
        left = [(R_nonneg,), (beta_pos, some_gap, self.inv_T), (r,)]
        ones = [one_s, one_w, self.one_beta, self.one_T]

        def at_step(value: Term, chosen: Fact, order: Fact) -> Fact:
            here = by(p, equal(eta, value), hints=[(1, is_step), (1, chosen)])
            largest = value is not s
            size = by(p, "eta > 0", (1, self.inv_beta if largest else s_pos), hints=[(1, here)])
            below = [] if largest else [(1, beta_pos, order)]
            small = by(p, "eta*beta <= 1", *below, using=[self.one_beta], hints=[(beta, here)])
            at = self.at_step(value, here, size, small)
            if largest:
                return by(p, goal, (1, at), (1, beta_pos, w_pos, order), (1, large), using=[self.one_beta], slack=left)
            return by(p, goal, (1, at), (2, large), using=ones, hints=[(c / s, square)], slack=left)

        return min_split(p, 1 / beta, s, at_step)


def same_sample_best_step(average: Average, goal: str) -> Fact:
    """m-SAM with the best step size: R = sqrt(2 beta Delta (sigma^2 + 2 sigma r)/T)."""
    p, w = average.p, average.w
    sigma_pos = p.assume("sigma > 0")
    w_pos = by(p, w > 0, (1, sigma_pos, sigma_pos), (2, sigma_pos, r_positive(p)))
    under = 2 * beta * Delta * w / T
    nonneg = by(p, under >= 0, (2, average.beta_pos, average.start, w_pos, average.inv_T))
    square = p.cut(p.know("sqrt_sq", under), nonneg)
    return average.best_step(goal, w_pos, call("sqrt", under), p.know("sqrt_nonneg", under), square)


def new_sample_best_step(average: Average, goal: str) -> Fact:
    """n-SAM with the best step size: R = sigma sqrt(2 beta Delta/T)."""
    p, sigma_pos, under = average.p, average.p.assume("sigma > 0"), 2 * beta * Delta / T
    R = sigma * call("sqrt", under)
    under_nonneg = by(p, under >= 0, (2, average.beta_pos, average.start, average.inv_T))
    R_nonneg = by(p, R >= 0, (1, sigma_pos, p.know("sqrt_nonneg", under)))
    root: Equations = [(sigma**2, p.cut(p.know("sqrt_sq", under), under_nonneg))]
    R_square = by(p, equal(R**2, sigma**2 * under), hints=root)
    return average.best_step(goal, by(p, average.w > 0, (1, sigma_pos, sigma_pos)), R, R_nonneg, R_square)


# ---------------------------------------------------------------- the last iterate of a strongly convex function
class LastIterate:
    """g_T <= (1 - eta mu)^T Delta + F, F = (r^2 + z w)/(2 mu), from w >= 0, and what it gives for chosen step sizes."""

    def __init__(self, p: Script, sampling: Sampling, noise_nonneg: Fact) -> None:
        self.p, self.eta_pos, self.small = p, p.assume("eta > 0"), p.assume("eta*beta <= 1")
        self.mu_pos, mu_beta = p.assume("mu > 0"), p.assume("mu <= beta")
        self.beta_pos = by(p, beta > 0, (1, self.mu_pos), (1, mu_beta))
        self.inv_mu, self.one_mu = divide(p, mu, self.mu_pos)
        self.inv_beta, self.one_beta = divide(p, beta, self.beta_pos)
        self.scale = (self.eta_pos, self.beta_pos, self.inv_mu)
        self.start = p.know("above_inf", "f", None, Term("x[0]"))
        rate, self.floor = 1 - eta * mu, (r**2 + z * sampling.noise) / (2 * mu)
        rate_nonneg = by(p, rate >= 0, (1, self.small), (1, self.eta_pos, mu_beta))

        shrinks = (1, p.discharge(everywhere(p, sampling.step(p)), self.beta_pos))
        dominated = (Q(1, 2), self.eta_pos, p.know("gradient_dominance", "f", None, mu, x))
        floor_nonneg = (Q(1, 2), self.inv_mu, r), (Q(1, 2), *self.scale, noise_nonneg)

        def unrolled(decay: Callable[[str], Term], first: Fact, next_: Fact, *slower: Product) -> Fact:
            """decay(T) Delta + F >= g_T, from decay(0) = 1 and decay(t+1) >= (1 - eta mu) decay(t)."""

            def bound(i: str) -> str:
                return decay(i) * Delta + self.floor >= Term(f"f(x[{i}]) - inf(f)")

            base = by(p, bound("0"), *floor_nonneg, hints=[(Delta, first)])
            here = (1, rate_nonneg, p.assume(bound("t")))
            later = by(p, bound("t+1"), here, shrinks, dominated, *slower, using=[self.one_mu], hints=[(Delta, next_)])
            return p.at(p.induct("t", bound("t"), base, later), "T")

        s = eta * mu
        self.fact = unrolled(lambda i: rate**i, p.know("pow_zero", rate), p.know("pow_step", rate, p.index("t")))
        self.damped = unrolled(
            lambda i: exponential.exp(-s * Term(f"({i})")),
            p.know("exp_zero"),
            p.know("exp_add", -s * Term("t"), -s),
            (1, self.start, p.know("exp_pos", -s * Term("t")), p.know("exp_ge", -s)),
        )

    def bound(self, s: Term) -> str:
        """exp(-s) Delta + F >= g_T."""
        return exponential.exp(-s) * Delta + self.floor >= gap

    def decayed(self, s: Term) -> Product:
        """exp(-s) Delta >= 0."""
        return (self.p.know("exp_pos", -s), self.start)

    def any_step(self, goal: str, fact: Fact, *excess: Product, hints: Equations = ()) -> Fact:
        """The goal from one of the two bounds and the products by which its floor exceeds F."""
        floors = [(*self.scale, s) for s in (r, sigma, sigma + r)]
        left = [*floors, (self.inv_mu, r), (self.inv_mu, self.small, r), self.decayed(eta * mu * T)]
        return by(self.p, goal, (1, fact), *excess, hints=hints, slack=left)

    def at_exponent(self, s: Term, exponent: Fact) -> Fact:
        """The bound with exp(-s), from eta mu T = s."""
        return self.p.rewrite(eta * mu * T, s, exponent, self.damped, self.bound(Term("hole")))

    def at_largest(self, cap: Term, here: Fact) -> tuple[Fact, Fact, Fact]:
        """eta > 0, eta beta <= 1 and the bound at eta = cap, a fraction of 1/beta."""
        p, s = self.p, cap * mu * T
        size = by(p, "eta > 0", slack=[(self.inv_beta,)], hints=[(1, here)])
        small = by(p, "eta*beta <= 1", slack=[()], using=[self.one_beta], hints=[(beta, here)])
        return size, small, self.at_exponent(s, by(p, equal(eta * mu * T, s), hints=[(mu * T, here)]))

    def largest_step(self, goal: str, cap: Term, *excess: Product, hints: Equations = ()) -> Fact:
        """The goal at eta = cap, where the noise adds nothing that a smaller step would remove."""
        p, here = self.p, self.p.assume(equal(eta, cap))
        size, small, at = self.at_largest(cap, here)
        equations, left = [(beta * r**2 / mu, here), *hints], [(self.inv_mu, r), self.decayed(cap * mu * T)]
        bound = by(p, goal, (1, at), *excess, using=[self.one_beta], hints=equations, slack=left)
        return p.discharge(bound, size, small)

    def step_for_T(self, goal: str, cap: Term, k: Fraction, d: Term, d_pos: Fact, *excess: Product) -> Fact:
        """The goal at eta = min{cap, L/(mu T)}, L = max{1, ln(Delta/V)}, V = k beta d/(mu^2 T), where F is at most what
        remains and eta mu T V up to `excess`: eta mu T V <= L V, and exp(-eta mu T) Delta <= V unless eta = cap."""
        p, T_pos = self.p, T_positive(self.p)
        inv_T, one_T = divide(p, T, T_pos)
        _, one_d = divide(p, d, d_pos)
        V, ratio = k * beta * d / (mu**2 * T), 1 / k * mu**2 * T * Delta / (beta * d)
        V_pos = by(p, V > 0, (k, self.beta_pos, d_pos, self.inv_mu, self.inv_mu, inv_T))
        is_L, (one, log) = p.assume(equal(L, call("max", 1, call("ln", ratio)))), max_facts(p, 1, call("ln", ratio))
        L_pos = by(p, L > 0, (1, one), (1,), hints=[(1, is_L)])
        undone = exponential.undone(p, ratio, L, by(p, L - call("ln", ratio) >= 0, (1, log), hints=[(1, is_L)]))
        ones = [self.one_mu, self.one_beta, one_T, one_d]
        forgotten = by(p, exponential.exp(-L) * Delta <= V, (1, V_pos, undone), using=ones)
        is_step = p.assume(equal(eta, call("min", cap, L / (mu * T))))
        left = [(V_pos,), (V_pos, L_pos), (self.inv_mu, r), self.decayed(cap * mu * T)]

        def at_step(value: Term, chosen: Fact, order: Fact) -> Fact:
            here = by(p, equal(eta, value), hints=[(1, is_step), (1, chosen)])
            saved: Product = (1, forgotten)
            if value is cap:
                size, small, at = self.at_largest(cap, here)
                saved = (k, self.beta_pos, d_pos, self.inv_mu, order)
            else:
                size = by(p, "eta > 0", (1, L_pos, self.inv_mu, inv_T), hints=[(1, here)])
                below = (1, self.beta_pos, order)
                small = by(p, "eta*beta <= 1", below, slack=[()], using=[self.one_beta], hints=[(beta, here)])
                exponent = by(p, equal(eta * mu * T, L), using=ones, hints=[(mu * T, here)])
                at = self.at_exponent(L, exponent)
            floor = [*left, (self.inv_mu, size, self.beta_pos, r)]
            bound = by(p, goal, (1, at), saved, *excess, hints=[(k * beta * d / mu, here)], slack=floor)
            return p.discharge(bound, size, small)

        return min_split(p, cap, L / (mu * T), at_step)
