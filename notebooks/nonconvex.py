# %% [markdown]
# # Deterministic SAM on smooth nonconvex functions
#
# Two claims belong to the sentences of the abstract that are quoted below, by their locators Theorem 3.4 (an upper
# bound) and Theorem 3.5 (a lower bound); the numbers are from memory. SAM is
#
# $$y_t = x_t + \rho\,\frac{\nabla f(x_t)}{\lVert\nabla f(x_t)\rVert},\qquad x_{t+1} = x_t - \eta\,\nabla f(y_t),$$
#
# with $y_t = x_t$ where the gradient vanishes. Every constant below is this project's own, and every inequality is
# proved by the kernel.

# %%
# %matplotlib inline
from showing import abstract, certificate, neighbours, statement, verdicts

from samproofs import derive, iterate, verify
from samproofs.report.figures import orbit_figure
from samproofs.report.kinds import draw

names = ["det-nonconvex-upper", "det-nonconvex-lower", "consistent-det-nonconvex"]
entries = verify(names)["claims"]
upper, lower, fit = entries

# %%
abstract(*names)

# %% [markdown]
# ## The upper bound
#
# SAM's gradient is taken at distance at most $\rho$ from the iterate, so that it differs from the true one by at most
# $\beta\rho$. The descent lemma turns this into a decrease of the loss up to an error of $\frac{\eta}{2}\beta^2\rho^2$
# in each step. Summing over the steps, the losses cancel and the error stays.

# %%
statement("det-nonconvex-upper")

# %% [markdown]
# ### The key inequality and its certificate
#
# Write $a = \nabla f(x)$, $b = \nabla f(y)$, $z = \eta\beta$ and $r = \beta\rho$. One step satisfies
#
# $$f(x^+) \le f(x) - \tfrac{\eta}{2}\lVert a\rVert^2 + \tfrac{\eta}{2}r^2,$$
#
# because the right side minus the bound of the descent lemma is a sum of nonnegative products,
#
# $$\tfrac{\eta}{2}(1-z)\lVert b\rVert^2 + \tfrac{\eta}{2}\bigl(r^2-\lVert b-a\rVert^2\bigr).$$
#
# The certificate in the exported proof is the same thing with the descent lemma written out: each bracket is a known
# fact and stands for the difference of its sides, which is not negative. The identity is checked coefficient by
# coefficient in exact arithmetic.

# %%
certificate(upper, "f(x[t]) - f(x[t+1]) + eta/2*beta**2*rho**2 >= eta/2*sq(grad(f, x[t]))")

# %% [markdown]
# ## The lower bound
#
# A floor of this order cannot be removed: on the following function SAM converges to a point that is not
# stationary. Nothing about SAM is typed in; SymPy derives it from the formula of $f$ alone.

# %%
sinusoid = derive("sinusoid")
sinusoid.function

# %%
sinusoid.gradient

# %% [markdown]
# Where $f' > 0$ the perturbed point is $x+\rho$, and the *virtual gradient* $G(x) = f'(x+\rho)$ is what SAM really
# follows. Its shift in phase is $5\pi/3$:

# %%
rising, falling = sinusoid.pieces
rising.virtual_gradient

# %%
falling.virtual_gradient

# %% [markdown]
# So on a rising arc SAM rests where the phase $\psi = \frac{5\pi x}{3\rho}+\frac{\pi}{6}$ vanishes, and there one step
# is $\psi^+ = \psi - z\sin\psi$. The derived fixed points, and whether they are stationary for $f$:

# %%
for point in sinusoid.fixed_points:
    print(f"x = {point.point}:  stationary for f: {point.stationary}")

# %% [markdown]
# The dashed line is the virtual loss, whose slope is $G$. Its minima are the diamonds, at distance $\rho/5$ from the
# minima of $f$.

# %%
draw("basins", "sinusoid", rho="1", eta="1/4")

# %% [markdown]
# ### What is proved
#
# For every step size $0 < z < 2$ and every start that is not stationary, the orbit converges linearly to a point with
# squared gradient $\frac{27}{100\pi^2}\beta^2\rho^2$. The multiple of $\pi$ that is nearest to the phase of the start
# is called *shift*.

# %%
statement("det-nonconvex-lower", "the function", "start on a rising arc")

# %% [markdown]
# The contraction on the arc, for $\psi\ge 0$: the chord of the sine gives $\sin\psi\ge\kappa\psi$ with
# $\kappa=\frac{3\sqrt3}{4\pi}$, and this is all that is needed for $\psi^+\le(1-z\kappa)\psi$.
#
# ## The verdicts
#
# A fresh interpreter replayed each proof against the text of the statement; SymPy checked every step a second time.

# %%
verdicts(entries)

# %% [markdown]
# ## The orbit in high precision
#
# This is a confirmation, not a proof: 300 steps at 60 digits show something about these 300 steps. The limit is the
# derived one.

# %%
orbit = iterate("sinusoid", rho="1", eta="1", x0="1/4", steps=300, digits=60)
for t in (0, 1, 2, 3, 4, 300):
    print(t, orbit["iterates"][t])
print("derived limit", orbit["limit"]["points"][0])

# %%
orbit_figure("sinusoid", steps=100, rho="1", eta="1/4", x0="1/4", digits=60)

# %% [markdown]
# ## What would falsify it
#
# Each claim has neighbours that are false, each shown false by an exact witness: parameters, a function and a start for
# which all hypotheses hold and the conclusion fails. If the checker accepted one of them, it would be worthless.

# %%
neighbours(entries)
