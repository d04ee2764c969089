# %% [markdown]
# # Stochastic SAM on smooth convex and nonconvex functions
#
# The claims that belong to the sentences of the abstract quoted below are located at Theorems 4.3 to 4.6, numbers
# from memory. The nonconvex bounds hold for convex functions as they are, so that convexity is stated and not used;
# the lower bound is about a strongly convex objective already.

# %%
# %matplotlib inline
from fractions import Fraction

import sympy
from showing import abstract, certificate, neighbours, statement, verdicts

from samproofs import verify
from samproofs.report.figures import components_figure, step_size_figure
from samproofs.sam.update import Update

names = [
    "sto-nonconvex-upper-nsam", "sto-nonconvex-upper-msam", "sto-upper-msam", "sto-convex-upper", "sto-convex-lower",
    "consistent-sto-nonconvex",
]  # fmt: skip
entries = verify(names)["claims"]
claim = {entry["id"]: entry for entry in entries}

# %%
abstract(*names)

# %% [markdown]
# ## n-SAM
#
# The descent sample is independent of the perturbation, so that its noise costs $\frac{\beta\eta^2}{2}\sigma^2$, of
# second order in the step size. What remains is deterministic: the gradient at the perturbed point differs from the
# true one by at most $\beta\rho$. Summing over the steps, the losses cancel.

# %%
statement("sto-nonconvex-upper-nsam", "any step size", "best step size")

# %%
certificate(
    claim["sto-nonconvex-upper-nsam"],
    "f(x[t]) - f(x[t+1]) + eta/2*((beta*rho)**2 + eta*beta*sigma**2) >= eta/2*sq(grad(f, x[t]))",
)

# %% [markdown]
# ## m-SAM
#
# The same sample moves the iterate to where its own loss is larger. This error is not averaged out: against the
# gradient it costs $\beta\rho\lVert\nabla f\rVert$, and completing the square leaves $\beta^2\rho^2$. Every component
# has to be smooth, and no gradient has to be bounded.

# %%
statement("sto-nonconvex-upper-msam", "any step size", "best step size")

# %%
certificate(
    claim["sto-nonconvex-upper-msam"],
    "f(x[t]) - f(x[t+1]) + eta*(1 - eta*beta)*(beta*rho)*norm(grad(f, x[t])) + beta*eta**2/2*(sigma + beta*rho)**2"
    " >= eta*(1 - eta*beta/2)*sq(grad(f, x[t]))",
)

# %% [markdown]
# The change of the component's gradient can also be met as a whole, against the true gradient and the noise of the same
# step at once. One square takes it all, and since noise and gradient are orthogonal, no product of $\sigma$ and
# $\beta\rho$ is left: to first order in the step size the floors are those of n-SAM. The price is of second order.

# %%
statement("sto-upper-msam")

# %%
certificate(
    claim["sto-upper-msam"],
    "f(x[t]) - f(x[t+1]) + eta/2*((1 + eta*beta)*((beta*rho)**2 + eta*beta*sigma**2))"
    " >= eta/2*(1 + eta*beta - (eta*beta)**2)*sq(grad(f, x[t]))",
)

# %% [markdown]
# ## The lower bound
#
# The SAM update of a component whose slope does not change sign is its gradient at a shifted point. For the two
# components below, one with positive and one with negative slope near the minimiser, the expected virtual gradient is
# derived on the spot:

# %%
x = sympy.symbols("x", real=True)
beta, mu, rho, A = sympy.symbols("beta mu rho A", positive=True)
P = (1 - mu / beta) / 2


def tilt(u):
    """The part that the components do not share, where it is not clipped."""
    return A - (beta + mu) * u


def up(u):
    return mu * u + tilt(u)


def down(u):
    return mu * u - P / (1 - P) * tilt(u)


above, below = (Update(f, lambda g, s=s: s, abs, eta=1, rho=rho) for f, s in ((up, 1), (down, -1)))
expected = P * up(x + above.perturbation(up(x))) + (1 - P) * down(x + below.perturbation(down(x)))
sympy.simplify(expected)

# %% [markdown]
# The mean gradient is $\mu x$; the expected virtual gradient vanishes where the mean gradient is $\beta\rho$.

# %%
statement("sto-convex-lower")

# %% [markdown]
# The figure has $\beta=\rho=1$, $\mu=\frac35$ and slack $\frac14$. Between the two kinks the dashed line is lower by
# exactly $\beta\rho$.

# %%
ratio = Fraction(3, 5)
rest = 1 / ratio
R = 1 + 8 * rest
height = 2 * R * (1 + ratio) / (1 - ratio)
weight = (1 - ratio) / 2


def clipped(u):
    return height - (1 + ratio) * min(max(u, -R), R)


pair = [
    (weight, lambda u: ratio * u + clipped(u)),
    (1 - weight, lambda u: ratio * u - weight / (1 - weight) * clipped(u)),
]
components_figure(pair, Fraction(1), (-R - 5, R + 5), {"minimiser of $f$": Fraction(0), "mean of the iterates": rest})

# %% [markdown]
# ## Exact moments
#
# The law of the iterate as rational numbers with rational probabilities, no random number: the expected squared
# gradient stays above $(1-\text{slack})\beta^2\rho^2$, whatever the number of steps shown.

# %%
sigma = R * (3 - ratio) * 2
eta = 3 / (ratio * (sigma + 1) ** 2)
law = {rest: Fraction(1)}
for t in range(7):
    mean = sum(p * u for u, p in law.items())
    squared = ratio**2 * sum(p * u**2 for u, p in law.items())
    print(f"t = {t}: E x = {mean}, E f'^2 = {float(squared):.6f} on {len(law)} points, at least 3/4: {4 * squared >= 3}")
    after = {}
    for u, p in law.items():
        for q, component in pair:
            v = Update(component, lambda g: (g > 0) - (g < 0), abs, eta=eta, rho=Fraction(1))(u)
            after[v] = after.get(v, 0) + p * q
    law = after

# %% [markdown]
# ## Floor against step size
#
# In units $\beta=\rho=1$ with $\sigma=2$: what remains of the upper bounds on the squared gradient after infinitely
# many steps. All tend to $\beta^2\rho^2$ and none below it.

# %%
level = 2
step_size_figure(
    [Fraction(i, 200) for i in range(1, 200)],
    {
        "m-SAM": lambda z: (1 - z) + z * (level + 1) ** 2,
        "n-SAM": lambda z: 1 + z * level**2,
        "lower bound for m-SAM, slack to 0": lambda z: Fraction(1),
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
