"""Stochastic SAM with constant step size on a strongly convex function with minimiser x*, noise of variance sigma^2 at least:
E||x_{t+1} - x*||^2 >= eta^2 sigma^2 for n-SAM and >= eta^2 [sigma - beta rho_t]_+^2 for m-SAM, whatever the radii rho_t are; and
E||grad f(x)||^2 >= mu^2 E||x - x*||^2.

n-SAM: x+ - x* = u - eta n, u = x - x* - eta grad f(y), and the noise n is orthogonal to u.
m-SAM: x+ - x* = p - q, p = x - x* - eta grad f(x) - eta n and q = eta (grad l(y) - grad l(x)), with ||p|| >= eta sigma and
||q|| <= eta r, r = beta rho_t < sigma: sigma r ||p - q||^2 = ||r p - sigma q||^2 + r (sigma - r)||p||^2 - sigma (sigma - r)||q||^2.
"""

from __future__ import annotations

from ..statements import Claim
from .deterministic import a, beta, eta, radius, sq, x, x_next, y
from .script import Fact, Script, Term, body, call, written
from .stochastic import STEP, always, before, mu, sigma, v
from .tactics import by, divide, weak

end, b = Term("end"), Term("grad(f, y[t])")
r = beta * radius


def gradient_grows(p: Script) -> Fact:
    """||grad f(x+)||^2 >= mu^2 ||x+ - x*||^2: both sides of ||g - mu d||^2 >= 0 and <g, d> >= mu ||d||^2."""
    g, d = Term("grad(f, x[t+1])"), x_next - end
    rests = p.assume("grad(f, end) == zero")
    monotone = p.know("monotone", "f", None, mu, x_next, end)
    return by(
        p,
        sq(g) >= mu**2 * sq(d),
        (1, p.know("square_nonneg", g - mu * d)),
        (2, p.assume("mu > 0"), monotone),
        hints=[(mu, p.dot_zero(rests, d))],
    )


def new_sample(p: Script) -> Fact:
    """||x+ - x*||^2 >= eta^2 sigma^2."""
    update, noise = always(p, STEP), v - b
    start = always(p, "dot(x[t] - end, grad(l[t], y[t]) - grad(f, y[t])) == 0")
    along = always(p, "dot(grad(f, y[t]), grad(l[t], y[t]) - grad(f, y[t])) == 0")
    rest = x - end - eta * b
    return by(
        p,
        sq(x_next - end) >= eta**2 * sigma**2,
        (1, p.know("square_nonneg", rest)),
        (1, eta, always(p, "sq(grad(l[t], y[t]) - grad(f, y[t])) >= sigma**2")),
        hints=[(1, p.dot_zero(update, x_next - end)), (1, p.dot_zero(update, rest - eta * noise)), (eta, start), (eta**2, along)],
    )


def same_sample(p: Script, goal: str) -> Fact:
    """||x+ - x*||^2 >= eta^2 [sigma - beta rho_t]_+^2."""
    update, noise, change = always(p, STEP), before - a, v - before
    start = always(p, "dot(x[t] - end, grad(l[t], x[t]) - grad(f, x[t])) == 0")
    along = always(p, "dot(grad(f, x[t]), grad(l[t], x[t]) - grad(f, x[t])) == 0")
    rest = x - end - eta * a
    far, near = rest - eta * noise, eta * change
    above = by(
        p,
        sq(far) >= eta**2 * sigma**2,
        (1, p.know("square_nonneg", rest)),
        (1, eta, always(p, "sq(grad(l[t], x[t]) - grad(f, x[t])) >= sigma**2")),
        hints=[(eta, start), (eta**2, along)],
    )
    lipschitz = p.cut(p.know("lipschitz", "l", p.index("t"), beta, y, x), always(p, "Smooth(l[t], beta)"))
    below = by(p, eta**2 * r**2 >= sq(near), (1, eta, lipschitz), (1, eta * beta, always(p, "sq(y[t] - x[t]) <= radius[t]**2")))
    r_pos = by(p, r > 0, (1, p.assume("beta > 0"), always(p, "radius[t] > 0")))
    more = p.assume(sigma - r > 0)
    sigma_pos = by(p, sigma > 0, (1, more), (1, r_pos))
    inv_r, one_r = divide(p, r, r_pos)
    inv_sigma, one_sigma = divide(p, sigma, sigma_pos)
    scaled = by(
        p,
        sigma * r * sq(far - near) >= sigma * r * eta**2 * (sigma - r) ** 2,
        (1, p.know("square_nonneg", r * far - sigma * near)),
        (1, r_pos, more, above),
        (1, sigma_pos, more, below),
    )
    apart = by(
        p,
        sq(far - near) >= eta**2 * (sigma - r) ** 2,
        (1, inv_r, inv_sigma, scaled),
        using=[one_r, one_sigma],
    )
    reached, most = x - end - eta * v, call("max", sigma - r, 0)
    less = p.assume(r - sigma >= 0)
    none = p.cut(p.know("max_right", sigma - r, 0), by(p, written(0) >= sigma - r, (1, less)))
    some = p.cut(p.know("max_left", sigma - r, 0), weak(p, more))
    at_zero = by(p, goal, (1, p.know("square_nonneg", x_next - end)), hints=[(eta**2 * most, none)])
    moved = by(
        p,
        goal,
        (1, apart),
        hints=[
            (1, p.dot_zero(update, x_next - end)),
            (1, p.dot_zero(update, reached)),
            (eta**2 * (most + sigma - r), some),
        ],
    )
    return p.cases(r - sigma, at_zero, moved)


def prove(p: Script, claim: Claim) -> dict[str, list[Fact]]:
    most = call("max", sigma - r, 0)
    n, m = new_sample(p), same_sample(p, sq(x_next - end) >= eta**2 * most**2)
    roots = {}
    for part, near, size in (("n-SAM", n, eta * sigma), ("m-SAM", m, eta * most)):
        far, steep = map(body, claim.goals[part])
        apart = by(p, far, (1, near), slack=[(size,)])
        grown = by(p, steep, (1, gradient_grows(p)), (1, mu, near), slack=[(mu * size,)])
        roots[part] = [p.generalize("index", "t", fact) for fact in (apart, grown)]
    return roots


NAMES = {"symbols": "hole"}
