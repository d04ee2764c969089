# %% [markdown]
# # Stochastic SAM on strongly convex functions
#
# The claims that belong to the sentences of the abstract quoted below are located at Theorem 4.1 (upper bounds) and
# Theorem 4.2 (lower bounds), numbers from memory, and one is this project's own. In **m-SAM** one sample serves for
# both gradients, in **n-SAM** the descent step draws a new one. No random number is drawn below: expectations are
# sums over all samples, in rational numbers.

# %%
# %matplotlib inline
from fractions import Fraction
from itertools import product

import sympy
from showing import abstract, certificate, neighbours, statement, verdicts

from samproofs import verify
from samproofs.report.figures import components_figure, step_size_figure
from samproofs.sam.update import Update

names = ["sto-sc-upper", "sto-sc-upper-nsam", "sto-sc-lower-pair", "sto-sc-lower-pathwise", "sharp-msam", "consistent-sto-sc"]
entries = verify(names)["claims"]
claim = {entry["id"]: entry for entry in entries}

# %%
abstract(*names)

# %% [markdown]
# ## The upper bounds
#
# The perturbation moves the gradient by at most $\beta\rho$, and with the same sample this error is not averaged out.
# One step decreases the expected loss by $\frac{\eta}{2}\mathbb E\lVert\nabla f\rVert^2$ up to an error whose part
# without $\sigma$ is of first order in $\eta$. Strong convexity makes a contraction of it, towards a floor
# $\frac{\beta^2\rho^2}{2\mu}$ that no step size removes from the bound.

# %%
statement("sto-sc-upper", "any step size")

# %% [markdown]
# ### The key inequality and its certificate
#
# m-SAM, with $\mathbb E$ in every inner product:

# %%
certificate(
    claim["sto-sc-upper"],
    "f(x[t]) - f(x[t+1]) + eta/2*((beta*rho)**2 + eta*beta*(sigma**2 + 2*sigma*(beta*rho))) >= eta/2*sq(grad(f, x[t]))",
)

# %% [markdown]
# n-SAM, where the noise of the descent step is independent of everything before it:

# %%
certificate(
    claim["sto-sc-upper-nsam"],
    "f(x[t]) - f(x[t+1]) + eta/2*((beta*rho)**2 + eta*beta*sigma**2) >= eta/2*sq(grad(f, x[t]))",
)

# %% [markdown]
# ## A floor in expectation: two quadratics
#
# Two quadratics of the same curvature, one likely and near, one unlikely and far on the other side. Between their
# minimisers $a < x < b$ the ascent steps are $+\rho$ for the first and $-\rho$ for the second. The expected virtual
# gradient, derived on the spot:

# %%
x, a, b = sympy.symbols("x a b", real=True)
beta, rho, P = sympy.symbols("beta rho P", positive=True)


def virtual(minimiser, direction):
    """The gradient of a quadratic at the perturbed point, by the one definition of the update."""
    step = Update(lambda u: beta * (u - minimiser), lambda g: direction, abs, eta=1, rho=rho)
    return beta * (x + step.perturbation(beta * (x - minimiser)) - minimiser)


expected = P * virtual(a, 1) + (1 - P) * virtual(b, -1)
sympy.factor(expected.subs(a, -(1 - P) * b / P))

# %% [markdown]
# It vanishes at $\rho(1-2P)$, while the mean gradient $\beta x$ vanishes at $0$.

# %%
statement("sto-sc-lower-pair", "same sample (m-SAM)")

# %% [markdown]
# ### Exact moments
#
# The distribution of the iterate is a list of rational numbers with rational probabilities. With $P=\frac15$, slack
# $\frac14$ and $\beta=\rho=1$ the mean does not move from $\frac35$, whatever the number of steps shown, and the
# expected gap stays above the bound.

# %%
likely, near = Fraction(4, 5), Fraction(8)
far = -likely * near / (1 - likely)
eta = Fraction(3, 17**2)
pair = [(1 - likely, far), (likely, near)]


def sign(g):
    return (g > 0) - (g < 0)


def slope(minimiser):
    return lambda u: u - minimiser


def same_sample(u):
    """The next iterates of m-SAM and their probabilities."""
    for p, c in pair:
        yield p, Update(slope(c), sign, abs, eta=eta, rho=Fraction(1))(u)


def new_sample(u):
    """The next iterates of n-SAM and their probabilities."""
    for (p, c), (q, d) in product(pair, pair):
        perturbed = u + Update(slope(c), sign, abs, eta=eta, rho=Fraction(1)).perturbation(slope(c)(u))
        yield p * q, u - eta * slope(d)(perturbed)


def distributions(start, steps, following):
    """The exact distribution after each step, as {iterate: probability}."""
    law = {start: Fraction(1)}
    for _ in range(steps):
        yield law
        after = {}
        for u, p in law.items():
            for q, v in following(u):
                after[v] = after.get(v, 0) + p * q
        law = after
    yield law


bound = Fraction(1, 2) * (1 - 2 * (1 - likely) - Fraction(1, 8)) ** 2
for name, following, steps in (("m-SAM", same_sample, 8), ("n-SAM", new_sample, 4)):
    for t, law in enumerate(distributions(1 - 2 * (1 - likely), steps, following)):
        mean = sum(p * u for u, p in law.items())
        gap = sum(p * u**2 for u, p in law.items()) / 2
        print(f"{name} t = {t}: E x = {mean}, E g = {float(gap):.6f} on {len(law)} points, at least {bound}: {gap >= bound}")

# %% [markdown]
# ## Every sample path converges to the wrong point
#
# Now $f=\frac{\mu}{2}x^2$ and the two components $f\pm h$ are equally likely. In an interval around $\hat x$ the ascent
# steps of the two lead to places where both have the same slope, so that it makes no difference which sample is drawn.

# %%
statement("sto-sc-lower-pathwise", "every sample path", "the gap")

# %%
mu, lam, radius = Fraction(1, 8), Fraction(1, 2), Fraction(1)
k = 1 - mu
xhat = lam * (1 - 2 * mu) * radius / (2 * mu)
width = ((1 - 2 * mu) * radius - 2 * mu * xhat) / (3 - 2 * mu) / 2
knots = [xhat - radius - width, xhat - radius + width, xhat - mu * xhat / k, xhat + radius - width, xhat + radius + width]


def noise(u):
    """h', piecewise affine with five knots, as the statement defines it."""
    turns = (-1, 2, -2, 2, -1)
    return mu * (xhat - radius) + k * width + k * sum(c * max(u - q, 0) for c, q in zip(turns, knots, strict=True))


def plus(u):
    return mu * u + noise(u)


def minus(u):
    return mu * u - noise(u)


print("xhat =", xhat, " width =", width)
components_figure(
    [(Fraction(1, 2), plus), (Fraction(1, 2), minus)],
    radius,
    (Fraction(-2), Fraction(4)),
    {"minimiser of $f$": Fraction(0), r"$\hat x$": xhat},
)

# %% [markdown]
# All 64 words of six samples, exactly: one end point, and it is $\hat x+(1-\eta)^6(x_0-\hat x)$.

# %%
ends = set()
for word in product((plus, minus), repeat=6):
    u = xhat + width
    for component in word:
        u = Update(component, sign, abs, eta=Fraction(1, 3), rho=radius)(u)
    ends.add(u)
print(ends)
print(xhat + (1 - Fraction(1, 3)) ** 6 * width)

# %% [markdown]
# ## The constant one half is optimal for m-SAM
#
# With components that are not convex the floor $\frac{\beta^2\rho^2}{2\mu}$ of the upper bound is attained up to any
# slack. Near the minimiser the two slopes are opposite, and the expected virtual gradient is $\mu x-\beta\rho$ exactly.

# %%
statement("sharp-msam")

# %%
mu, slack = Fraction(3, 5), Fraction(1, 4)
m = 1 / mu
R = 1 + 8 * m
A = 2 * R * (1 + mu) / (1 - mu)
weight = (1 - mu) / 2
sigma = R * (3 - mu) * 2
step_size = 3 / (mu * (sigma + 1) ** 2)


def tilt(u):
    return A - (1 + mu) * min(max(u, -R), R)


sharp = [(weight, lambda u: mu * u + tilt(u)), (1 - weight, lambda u: mu * u - weight / (1 - weight) * tilt(u))]
components_figure(sharp, Fraction(1), (-R - 5, R + 5), {"minimiser of $f$": Fraction(0), r"$\beta\rho/\mu$": m})


# %%
def sharp_step(u):
    for p, component in sharp:
        yield p, Update(component, sign, abs, eta=step_size, rho=Fraction(1))(u)


for t, law in enumerate(distributions(m, 6, sharp_step)):
    mean = sum(p * u for u, p in law.items())
    gap = mu / 2 * sum(p * u**2 for u, p in law.items())
    bound = (1 - slack) / (2 * mu)
    print(f"t = {t}: E x = {mean}, E g = {float(gap):.6f}, at least {bound}: {gap >= bound}")

# %% [markdown]
# ## Floor against step size
#
# In units $\beta=\rho=1$ with $\mu=\frac14$ and $\sigma=2$: what remains of the upper bounds after infinitely many
# steps. Deterministic SAM goes to zero with the step size, stochastic SAM does not.

# %%
quarter, noise_level = Fraction(1, 4), 2
step_size_figure(
    [Fraction(i, 200) for i in range(1, 160)],
    {
        "m-SAM": lambda z: ((1 - z) + z * (noise_level + 1) ** 2) / (2 * quarter),
        "n-SAM": lambda z: (1 + z * noise_level**2) / (2 * quarter),
        "deterministic": lambda z: (1 + quarter) ** 2 * z**2 / (8 * quarter * (1 - z) ** 2),
    },
)

# %% [markdown]
# ## The verdicts

# %%
verdicts(entries)

# %% [markdown]
# ## What would falsify it

# %%
neighbours(entries)
