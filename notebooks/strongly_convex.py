# %% [markdown]
# # Deterministic SAM on smooth strongly convex functions
#
# The first half of the sentence of the abstract that is quoted below belongs to two claims, by their locators
# Theorem 3.1 (an upper bound) and Theorem 3.2 (a lower bound); the numbers are from memory. A third claim says that
# the two fit. Write $z=\eta\beta$, $r=\beta\rho$ and $\kappa=\beta/\mu$.

# %%
# %matplotlib inline
from fractions import Fraction

from showing import abstract, certificate, neighbours, statement, verdicts

from samproofs import derive, iterate, verify
from samproofs.report.figures import function_figure, orbit_figure, scaling_figure, step_size_figure
from samproofs.report.kinds import draw

names = ["det-sc-upper", "det-sc-lower", "consistent-det-sc"]
entries = verify(names)["claims"]
upper, lower, fit = entries

# %%
abstract(*names)

# %% [markdown]
# ## The lower bound: SAM jumps for ever
#
# The simplest function is enough. Its SAM update, derived by SymPy from the formula alone:

# %%
quadratic = derive("quadratic")
quadratic.function

# %%
left, right = quadratic.pieces
right.update

# %%
left.update

# %% [markdown]
# To the right of the minimiser $c$ the step overshoots by $z\rho$, to the left it overshoots to the other side. Two
# points are exchanged:

# %%
cycle = quadratic.two_cycles[0]
cycle.points

# %% [markdown]
# and the distance to them is multiplied in two steps by

# %%
cycle.multiplier

# %% [markdown]
# The gap on the cycle is $\frac{\beta}{2}\bigl(\frac{z\rho}{2-z}\bigr)^2\ge\frac{\eta^2\beta^3\rho^2}{8}$ for ever.
# Small steps make it small, but with steps below $\frac{1}{\mu T}$ a flatter quadratic is not crossed in $T$ steps. So
# no step size brings the gap below the order of $\frac{1}{T^2}$.

# %%
function_figure("quadratic", eta="1/2")

# %%
statement("det-sc-lower", "two-cycle", "every step size")

# %% [markdown]
# The last step of the proof, for step sizes with $\eta\mu T<1$; the distance that is left is
# $\frac{\beta}{\mu}\sqrt{\frac{\beta}{\mu}}\frac{\rho}{2T}$:

# %%
certificate(lower, "f(x[T]) - inf(f) >= beta**3*rho**2/(8*mu**2*T**2)")

# %% [markdown]
# ## The upper bound
#
# Where the gradient is larger than $\tau=\frac{\beta(\beta+\mu)\eta\rho}{2(1-z)}$, strong convexity turns the
# perturbation into a help, and one step is as good as one of gradient descent. Where it is smaller, the gap is already
# of order $\tau^2/\mu$, and one step does not lift it above a floor $M$ of order $\eta^2\rho^2$. A step size of order
# $\frac{\ln T}{T}$ then makes both parts small.

# %%
statement("det-sc-upper")

# %% [markdown]
# ### The key inequality and its certificate
#
# Far from the minimiser one step decreases the loss as gradient descent does:

# %%
certificate(upper, "f(x[t]) - inf(f) - (f(x[t+1]) - inf(f)) >= eta*(1 - eta*beta/2)*sq(grad(f, x[t]))")

# %% [markdown]
# ## Floor against step size
#
# In units $\beta=\rho=1$ with $\mu=\frac14$: the gap of the two-cycle, what the lower bound keeps of it, and the floor
# $M$ of the upper bound. The factor that separates the last two for small steps is at most $4\kappa$; the two-cycle is
# one-dimensional.

# %%
steps = [Fraction(i, 100) for i in range(1, 80)]
mu = Fraction(1, 4)
step_size_figure(
    steps,
    {
        "two-cycle: $(z/(2-z))^2/2$": lambda z: (z / (2 - z)) ** 2 / 2,
        "lower bound: $z^2/8$": lambda z: z**2 / 8,
        r"upper bound: $(1+\mu)^2z^2/(8\mu(1-z)^2)$": lambda z: (1 + mu) ** 2 * z**2 / (8 * mu * (1 - z) ** 2),
    },
)

# %% [markdown]
# ## The orbit, exactly and in high precision
#
# Rational numbers lose nothing: started on the cycle, the orbit stays there. From elsewhere it approaches the derived
# points.

# %%
print(iterate("quadratic", rho="1/10", eta="1/10", x0="1/190", steps=4, arithmetic="exact")["iterates"])
orbit = iterate("quadratic", rho="1/10", eta="1/10", x0="1", steps=1000, digits=50)
print(orbit["last"], "after 1000 steps")
print(orbit["limit"]["kind"], *orbit["limit"]["points"])

# %%
orbit_figure("quadratic", steps=400, rho="1/10", eta="1/10", x0="1", digits=60)

# %% [markdown]
# ## What floating point sees
#
# The squared gradient that remains, against $\rho$, with the minimiser at $1$. The slope is $2$ and the line goes on
# for ever; float64 leaves it where $\rho$ comes near its resolution, float32 much earlier. What an arithmetic rounds to
# zero is missing from the picture.

# %%
scaling_figure("quadratic", parameters={"c": "1"}, x0="1", eta="1/10")

# %% [markdown]
# The floor over the step size, read from rigorous orbits that start off the cycle, on the curve that SymPy derived:

# %%
draw("step-size", "quadratic")

# %% [markdown]
# ## The verdicts

# %%
verdicts(entries)

# %% [markdown]
# ## What would falsify it

# %%
neighbours(entries)
