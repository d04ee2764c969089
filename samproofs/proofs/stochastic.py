"""Stochastic SAM on a smooth function: the one-step inequalities of m-SAM and n-SAM, and what every upper bound makes of them.

In `L^2(Omega; R^d)`: `dot` is `E<.,.>`, `f(x[t])` is `E f(x_t)`, `l[t]` is the component drawn for the descent step at time t.  With
`a = grad f(x_t)`, `z = eta beta <= 1`, `r = beta rho`, both models satisfy

    f(x+) <= f(x) - (eta/2) ||a||^2 + (eta/2)(r^2 + z w),     w = sigma^2 + 2 sigma r (m-SAM: the same sample), w = sigma^2 (n-SAM).
"""
from __future__ import annotations

from collections.abc import Callable, Sequence

from .deterministic import Delta, T, T_positive, a, b, beta, dot, eta, mean, rho, sq, x, x_next, y
from .script import Fact, Script, Term, Written, call, equal, terms, written
from .tactics import Q, by, contract, divide, max_facts, min_split, positive_root, root_order, telescope, weak

mu, sigma, L = terms("mu sigma L")
r, z = beta * rho, eta * beta
before, v = Term("grad(l[t], x[t])"), Term("grad(l[t], y[t])")
gap = Term("f(x[T]) - inf(f)", 0)
SAME_SAMPLE = sigma**2 + 2 * sigma * r
NEW_SAMPLE = sigma**2


def always(p: Script, formula: str) -> Fact:
    """The hypothesis forall(t, formula), at t."""
    return p.at(p.assume(f"forall(t, {formula})"), "t")


def descent(p: Script) -> Fact:
    """f(x+) <= f(x) - eta <a, v> + (beta eta^2/2) ||v||^2, v the gradient of the step."""
    update = always(p, "x[t+1] == x[t] - eta*grad(l[t], y[t])")
    bound = Term("f(x[t])") - eta * dot(a, v) + beta * eta**2 / 2 * sq(v)
    return by(p, bound >= Term("f(x[t+1])"), (1, p.know("descent", "f", None, beta, x_next, x)),
              hints=[(1, p.dot_zero(update, a)), (beta, p.dot_zero(update, x_next - x - eta * v))])  # fmt: skip


def moved(p: Script, lipschitz: Fact, change: Term) -> Fact:
    """||grad(y) - grad(x)||^2 <= r^2 from the Lipschitz inequality between y and x."""
    return by(p, r**2 >= sq(change), (1, lipschitz), (1, beta, always(p, "sq(y[t] - x[t]) <= rho**2")))


def product_bound(p: Script, u: Term, w: Term, bound: Term, nonneg: Fact, squares: Sequence[tuple[object, ...]], **found: list[tuple[Written, Fact]]) -> Fact:
    """bound >= <u, w>, where `squares` certify bound^2 >= ||u||^2 ||w||^2."""
    square = by(p, bound * bound >= dot(u, w) * dot(u, w), (1, p.know("cauchy_schwarz", u, w)), *squares, **found)
    return root_order(p, bound, dot(u, w), square, nonneg)


# ---------------------------------------------------------------- m-SAM
def component_moved(p: Script) -> Fact:
    """||grad l(y) - grad l(x)||^2 <= r^2."""
    return moved(p, p.cut(p.know("lipschitz", "l", p.index("t"), beta, y, x), always(p, "Smooth(l[t], beta)")), v - before)


def r_positive(p: Script) -> Fact:
    return by(p, r > 0, (1, p.assume("beta > 0"), p.assume("rho > 0")))


def against(p: Script) -> Fact:
    """<a, grad l(x) - grad l(y)> <= r N with the L^2 norm N = ||a||."""
    N = call("norm", a)
    square = p.cut(p.know("sqrt_sq", sq(a)), p.know("square_nonneg", a))
    N_nonneg = p.know("sqrt_nonneg", sq(a))
    nonneg = by(p, r * N >= 0, (1, r_positive(p), N_nonneg))
    return product_bound(p, a, before - v, r * N, nonneg, [(1, p.know("square_nonneg", a), component_moved(p))], hints=[(r**2, square)])


def same_sample_descent(p: Script, n: Term, turned: Fact) -> Fact:
    """f(x+) <= f(x) - eta (1 - z/2)||a||^2 + eta (1 - z) r n + (beta eta^2/2)(sigma + r)^2 from <a, grad l(x) - grad l(y)> <= r n."""
    eta_pos, beta_pos, small, sigma_nonneg = (p.assume(h) for h in ("eta > 0", "beta > 0", "eta*beta <= 1", "sigma >= 0"))
    mean_zero = always(p, "dot(grad(f, x[t]), grad(l[t], x[t]) - grad(f, x[t])) == 0")
    noise = always(p, "sq(grad(l[t], x[t]) - grad(f, x[t])) <= sigma**2")
    error = component_moved(p)
    nonneg = by(p, sigma * r >= 0, (1, sigma_nonneg, r_positive(p)))
    mixed = product_bound(p, before - a, v - before, sigma * r, nonneg,
                          [(1, noise, r), (1, error, p.know("square_nonneg", before - a))])  # fmt: skip
    spread = by(p, (sigma + r) ** 2 >= sq(v - a), (1, noise), (2, mixed), (1, error))
    later = Term("f(x[t]) - f(x[t+1])") + eta * (1 - z) * r * n + beta * eta**2 / 2 * (sigma + r) ** 2
    return by(p, later >= eta * (1 - z / 2) * sq(a), (1, descent(p)), (1, eta_pos, small, turned), (Q(1, 2), beta_pos, eta_pos, eta_pos, spread),
              hints=[(eta, mean_zero), (eta * z, mean_zero)])  # fmt: skip


def one_step(w: Term) -> str:
    return Term("f(x[t]) - f(x[t+1])") + eta / 2 * (r**2 + z * w) >= eta / 2 * sq(a)


def same_sample(p: Script) -> Fact:
    """The step of m-SAM: the square (N - r)^2 is completed."""
    N = call("norm", a)
    square = p.cut(p.know("sqrt_sq", sq(a)), p.know("square_nonneg", a))
    return by(p, one_step(SAME_SAMPLE), (1, same_sample_descent(p, N, against(p))), (Q(1, 2), p.assume("eta > 0"), p.assume("eta*beta <= 1"), N - r),
              hints=[(eta, square), (eta * z, square)])  # fmt: skip


# ---------------------------------------------------------------- n-SAM
def new_sample(p: Script) -> Fact:
    """The step of n-SAM: with b = grad f(y), the noise v - b is orthogonal to a and b."""
    eta_pos, beta_pos, small = p.assume("eta > 0"), p.assume("beta > 0"), p.assume("eta*beta <= 1")
    to_a = always(p, "dot(grad(f, x[t]), grad(l[t], y[t]) - grad(f, y[t])) == 0")
    to_b = always(p, "dot(grad(f, y[t]), grad(l[t], y[t]) - grad(f, y[t])) == 0")
    noise = always(p, "sq(grad(l[t], y[t]) - grad(f, y[t])) <= sigma**2")
    error = moved(p, p.know("lipschitz", "f", None, beta, y, x), b - a)
    return by(p, one_step(NEW_SAMPLE), (1, descent(p)), (Q(1, 2), eta_pos, small, p.know("square_nonneg", b)), (Q(1, 2), eta_pos, error),
              (Q(1, 2), beta_pos, eta_pos, eta_pos, noise), hints=[(eta, to_a), (beta * eta**2, to_b)])  # fmt: skip


Step = Callable[[Script], Fact]


# ---------------------------------------------------------------- the averaged squared gradient
class Average:
    """(1/T) sum ||a_t||^2 <= 2 Delta/(eta T) + r^2 + eta beta w, from the step with w, and what it gives for chosen step sizes."""

    def __init__(self, p: Script, step: Step, w: Term) -> None:
        self.p, self.w = p, w
        self.inv_T, self.one_T = divide(p, T, T_positive(p))
        self.start = p.know("above_inf", "f", None, Term("x[0]"))
        self.beta_pos = p.assume("beta > 0")
        summed = telescope(p, "t", step(p), lambda i: Term(f"f(x[{i}])"), eta / 2, lambda i: Term(f"sq(grad(f, x[{i}]))"),
                           eta / 2 * (r**2 + z * w))  # fmt: skip
        inv_eta, one_eta = divide(p, eta, p.assume("eta > 0"))
        above = p.know("above_inf", "f", None, Term("x[T]"))
        self.fact = by(p, self.bound(eta), (2, inv_eta, self.inv_T, p.at(summed, "T")), (2, inv_eta, self.inv_T, above), using=[self.one_T, one_eta])

    def bound(self, h: Written) -> str:
        h = written(h)
        return 2 * Delta / (h * T) + r**2 + h * beta * self.w >= mean

    def slack(self, eta_pos: Fact) -> list[tuple[object, ...]]:
        """What weaker constants leave over."""
        noise = by(self.p, z >= 0, (1, eta_pos, self.beta_pos))
        return [(r,), (noise, sigma), (noise, self.p.assume("sigma >= 0"), r_positive(self.p))]

    def any_step(self, goal: str) -> Fact:
        p, eta_pos = self.p, self.p.assume("eta > 0")
        inv_eta, _ = divide(p, eta, eta_pos)
        spread = (p.assume("eta*beta <= 1"), r), (eta_pos, self.beta_pos, sigma + r)
        return by(p, goal, (1, self.fact), slack=[(inv_eta, self.inv_T, self.start), *self.slack(eta_pos), *spread])

    def no_gap(self, goal: str) -> Fact:
        p = self.p
        return by(p, goal, (1, self.fact), hints=[(1 / (eta * T), p.assume("f(x[0]) == inf(f)"))], slack=self.slack(p.assume("eta > 0")))

    def at_step(self, value: Term, here: Fact, size: Fact, small: Fact) -> Fact:
        """The bound at eta = value."""
        return self.p.rewrite(eta, value, here, self.p.cut(self.fact, size, small), self.bound(Term("hole")))

    def no_noise(self, goal: str) -> Fact:
        p, zero, here = self.p, self.p.assume("sigma == 0"), self.p.assume("eta == 1/beta")
        inv_beta, one_beta = divide(p, beta, self.beta_pos)
        size = by(p, "eta > 0", (1, inv_beta), hints=[(1, here)])
        small = by(p, "eta*beta <= 1", using=[one_beta], hints=[(beta, here)])
        at = self.at_step(1 / beta, here, size, small)
        weak_sigma = by(p, "sigma >= 0", hints=[(1, zero)])
        return p.discharge(by(p, goal, (1, at), using=[one_beta], hints=[(sigma, zero), (r, zero)],
                              slack=[(r,), (self.beta_pos, self.inv_T, self.start)]), weak_sigma)  # fmt: skip

    def best_step(self, goal: str, w_pos: Fact, R: Term, R_nonneg: Fact, R_square: Fact) -> Fact:
        """The minimum of 2 Delta/(eta T) + eta beta w over eta <= 1/beta, at most 2 beta Delta/T + 2 R with R^2 = 2 beta Delta w/T."""
        p, w, beta_pos, inv_T = self.p, self.w, self.beta_pos, self.inv_T
        positive_gap = p.assume("f(x[0]) > inf(f)")
        inv_beta, one_beta = divide(p, beta, beta_pos)
        inv_w, one_w = divide(p, w, w_pos)
        under, c = 2 * Delta / (beta * w * T), beta * w
        s = call("sqrt", under)
        under_pos = by(p, under > 0, (2, positive_gap, inv_beta, inv_w, inv_T))
        square_s, s_pos = p.cut(p.know("sqrt_sq", under), weak(p, under_pos)), positive_root(p, under, under_pos)
        inv_s, one_s = divide(p, s, s_pos)
        same = by(p, R * R >= c * s * (c * s), using=[one_beta, one_w], hints=[(1, R_square), (c**2, square_s)])
        R_large = root_order(p, R, c * s, same, R_nonneg)                        # R >= beta w s
        is_step = p.assume(equal(eta, call("min", 1 / beta, s)))
        slack = [(R_nonneg,), (beta_pos, positive_gap, inv_T), (r,)]

        def at_step(value: Term, chosen: Fact, order: Fact) -> Fact:
            here = by(p, equal(eta, value), hints=[(1, is_step), (1, chosen)])
            largest = value.text == (1 / beta).text
            size = by(p, "eta > 0", (1, inv_beta if largest else s_pos), hints=[(1, here)])
            below = [] if largest else [(1, beta_pos, order)]
            small = by(p, "eta*beta <= 1", *below, using=[one_beta], hints=[(beta, here)])
            at = self.at_step(value, here, size, small)
            if largest:
                return by(p, goal, (1, at), (1, beta_pos, w_pos, order), (1, R_large), using=[one_beta], slack=slack)
            return by(p, goal, (1, at), (2, R_large), using=[one_s, one_beta, one_w, self.one_T], hints=[(c / s, square_s)], slack=slack)

        return min_split(p, 1 / beta, s, at_step)


def same_sample_best_step(p: Script, average: Average, goal: str) -> Fact:
    sigma_pos, r_pos = p.assume("sigma > 0"), r_positive(p)
    w_pos = by(p, SAME_SAMPLE > 0, (1, sigma_pos, sigma_pos), (2, sigma_pos, r_pos))
    under = 2 * beta * Delta * SAME_SAMPLE / T
    nonneg = by(p, under >= 0, (2, p.assume("beta > 0"), average.start, w_pos, average.inv_T))
    root = p.know("sqrt_nonneg", under)
    return average.best_step(goal, w_pos, call("sqrt", under), root, p.cut(p.know("sqrt_sq", under), nonneg))


def new_sample_best_step(p: Script, average: Average, goal: str) -> Fact:
    sigma_pos = p.assume("sigma > 0")
    w_pos = by(p, NEW_SAMPLE > 0, (1, sigma_pos, sigma_pos))
    under = 2 * beta * Delta / T
    nonneg = by(p, under >= 0, (2, p.assume("beta > 0"), average.start, average.inv_T))
    R = sigma * call("sqrt", under)
    root = by(p, R >= 0, (1, sigma_pos, p.know("sqrt_nonneg", under)))
    square = by(p, equal(R**2, sigma**2 * under), hints=[(sigma**2, p.cut(p.know("sqrt_sq", under), nonneg))])
    return average.best_step(goal, w_pos, R, root, square)
