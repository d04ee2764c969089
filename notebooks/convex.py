# %% [markdown]
# # Deterministic SAM on smooth convex functions
#
# The abstract of Si and Yun (NeurIPS 2023, arXiv:2306.09850) has no sentence about this case. The claim is located at
# Theorem 3.3, a number from memory: without strong convexity, and in contrast to the nonconvex case, deterministic SAM
# has no floor.

# %%
# %matplotlib inline
from fractions import Fraction

from showing import certificate, neighbours, statement, verdicts

from samproofs import derive, iterate, verify
from samproofs.report.figures import function_figure, orbit_figure, step_size_figure

entries = verify(["det-convex-upper", "consistent-det-convex"])["claims"]
upper, fit = entries

# %% [markdown]
# ## The idea
#
# For a convex function the gradient at the perturbed point does not turn against the gradient at the iterate:
# $\langle\nabla f(x),\nabla f(y)-\nabla f(x)\rangle\ge 0$. So what is lost to the perturbation is of second order in
# the step size, $\frac{\beta\eta^2}{2}\beta^2\rho^2$ instead of $\frac{\eta}{2}\beta^2\rho^2$. Divided by $\eta$ this
# vanishes as the steps shrink.

# %%
statement("det-convex-upper")

# %% [markdown]
# ## The key inequality and its certificate
#
# With $a=\nabla f(x)$, $b=\nabla f(y)$ the certificate is $\eta(1-z)\langle
# a,b-a\rangle+\frac{\beta\eta^2}{2}\bigl(r^2-\lVert b-a\rVert^2\bigr)$ beside the descent lemma:

# %%
certificate(upper, "f(x[t]) - f(x[t+1]) + beta*eta**2/2*beta**2*rho**2 >= eta*(1 - eta*beta/2)*sq(grad(f, x[t]))")

# %% [markdown]
# Where convexity enters: the perturbed point lies in the direction of the gradient, and monotonicity of the gradient
# does the rest.

# %%
certificate(upper, "dot(grad(f, x[t]), grad(f, y[t]) - grad(f, x[t])) >= 0")

# %% [markdown]
# ## A convex function that is not strongly convex
#
# The Huber function is quadratic near its minimiser and continues with constant slope. Its virtual loss and the
# two-cycle of SAM, derived by SymPy:

# %%
huber = derive("huber", beta=1, slope=1, rho=Fraction(1, 10))
for piece in huber.pieces:
    print(piece.lower, "< x <", piece.upper, " virtual gradient", piece.virtual_gradient)

# %%
function_figure("huber")

# %% [markdown]
# ## The orbit in high precision
#
# From the linear part the orbit comes in with constant steps and then approaches a two-cycle, whose radius is of order
# $\eta\rho$: there is no floor that does not shrink with the step size.

# %%
for eta in ("1/10", "1/100", "1/1000"):
    orbit = iterate("huber", rho="1/10", eta=eta, x0="1/2", steps=12000, every=12000, digits=40)
    print("eta =", eta, " last", orbit["last"])

# %%
orbit_figure("huber", steps=300, rho="1/10", eta="1/10", x0="2", digits=60)

# %% [markdown]
# ## Floor against step size
#
# In units $\beta=\rho=1$: the squared gradient on the two-cycle of a quadratic against the floor $\frac{z}{2-z}$ of the
# upper bound, both after infinitely many steps. They meet at $z=1$, so that the constant of the upper bound is attained
# there.

# %%
step_size_figure(
    [Fraction(i, 100) for i in range(1, 101)],
    {"two-cycle: $(z/(2-z))^2$": lambda z: (z / (2 - z)) ** 2, "upper bound: $z/(2-z)$": lambda z: z / (2 - z)},
)

# %% [markdown]
# ## The verdict

# %%
verdicts(entries)

# %% [markdown]
# ## What would falsify it
#
# Without convexity the conclusion is false: the first neighbour has its witness among nonconvex functions.

# %%
neighbours(entries)
