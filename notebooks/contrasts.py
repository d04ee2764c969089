# %% [markdown]
# # Contrasts: without normalisation, with decaying radius, with a constant in the denominator
#
# The abstract says it in the sentences quoted below; no theorem number belongs to them. On the functions on which
# SAM with constant radius and normalised gradient has a floor, the floor of its variants is smaller or absent.

# %%
# %matplotlib inline
import sympy
from showing import abstract, neighbours, statement, verdicts

from samproofs import claims, derive, iterate, verify
from samproofs.report.figures import variants_figure
from samproofs.report.kinds import draw
from samproofs.sam.update import Update

names = [name for name, stated in claims().items() if stated.kind == "contrast"]
entries = verify(names)["claims"]

# %%
abstract(*names)

# %% [markdown]
# ## One step on a quadratic, derived on the spot
#
# The distance $d = x - c > 0$ to the minimiser after one step of each variant, by the one definition of the update:

# %%
d, beta, eta, rho, rho_u, epsilon = sympy.symbols("d beta eta rho rho_u epsilon", positive=True)


def step(variant, t=0, **options):
    """The distance after one step of a variant, from the distance d > 0."""
    update = Update(lambda u: beta * u, lambda g: 1, lambda g: g, eta=eta, rho=rho, variant=variant, **options)
    return sympy.simplify(update(d, t))


step("sam")

# %%
step("usam", rho_u=rho_u)

# %%
step("decay", t=sympy.Symbol("t", nonnegative=True))

# %%
step("epsilon", epsilon=epsilon)

# %% [markdown]
# SAM adds a length that does not depend on the distance, and so comes to rest from single
# starts only, those that hit the minimiser. Without normalisation one step is
# linear in the distance, with decaying radius the length added vanishes, and with a constant in the denominator it
# vanishes with the gradient once this is as small as the constant.

# %%
variants_figure(
    "quadratic",
    {
        "SAM": {},
        r"unnormalised, $\rho_u = 1$": {"variant": "usam", "rho_u": "1"},
        r"radius $\rho/(t+1)$": {"variant": "decay"},
        r"$\epsilon = 1/150$": {"variant": "epsilon", "epsilon": "1/150"},
    },
    steps=150,
    rho="1/10",
    eta="1/10",
    x0="1",
)

# %% [markdown]
# ## Without normalisation
#
# The perturbation shrinks with the gradient, so that one step multiplies the distance by $1-\eta\beta(1+\rho_u\beta)$.
# The radius $\rho_u$ has other units than $\rho$: a length per gradient.

# %%
statement("contrast-usam-quadratic")

# %% [markdown]
# On the sinusoid, where SAM converges to points that are not stationary, the unnormalised variant goes to a minimum.
# The strip says where it goes to from each start; below, one start and one step size for both.

# %%
draw("basins", "sinusoid", rho="1", eta="1/4", variant="usam", rho_u="1")

# %%
for variant, options in (("sam", {}), ("usam", {"rho_u": "1"})):
    orbit = iterate("sinusoid", variant=variant, rho="1", eta="1/4", x0="1/10", steps=400, digits=40, **options)
    print(variant, orbit["last"])
print("stationary points of f in one period:", *derive("sinusoid").stationary_points)

# %% [markdown]
# ## With decaying radius
#
# The errors add up to the sum of the squared radii, which stays bounded for $\rho/(t+1)$. The gradients then vanish.

# %%
statement("contrast-decay")

# %% [markdown]
# On strongly convex functions the gap follows the squared radius, of order $1/t^2$, with a constant step size:

# %%
statement("contrast-decay-sc", "radii rho/(t + 1)")

# %% [markdown]
# With noise the step size has to decay as well. At constant step size the noise of each step stays, whatever the radii
# are; with steps of order $1/t$ the expected gap is of order $1/t$.

# %%
statement("contrast-decay-noise")

# %%
statement("contrast-decay-stochastic", "m-SAM, strongly convex, steps 2/(mu (t + a)) and radii rho/(t + 1)")

# %% [markdown]
# Stationary, but not minimal: near a maximum the perturbation reaches over it to the other slope, and the step goes
# uphill. An open set of starts converges to the maximum at $\frac{3\rho}{10}$. Ten starts between the minimum at
# $-\frac{3\rho}{10}$ and that maximum, with $\rho=1$ and $\eta\beta=\frac12$:

# %%
for i in range(1, 11):
    start = f"{-33 + 6 * i}/110"
    orbit = iterate("sinusoid", variant="decay", rho="1", eta="1/2", x0=start, steps=3000, every=3000, digits=30)
    last = orbit["last"][:8]
    print(f"x_0 = {start:>7}  x_3000 = {last}")

# %%
statement("contrast-decay-maximum", "convergence to a maximum")

# %% [markdown]
# ## With a constant in the denominator
#
# Implementations divide by $\lVert\nabla f\rVert+\epsilon$. On the quadratic the radius of the two-cycle becomes
# $\frac{z\rho}{2-z}-\frac{\epsilon}{\beta}$, and where nothing is left of it SAM converges to the minimiser. In high
# precision, with $\frac{z\rho}{2-z}=\frac1{190}$:

# %%
for constant in ("1e-12", "1e-3", "1/190", "1/100"):
    orbit = iterate("quadratic", variant="epsilon", epsilon=constant, rho="1/10", eta="1/10", x0="1", steps=600, every=600, digits=30)
    print(f"epsilon = {constant:>5}  |x_600| = {orbit['last'].lstrip('-')}")

# %%
statement("contrast-epsilon")

# %% [markdown]
# ## The verdicts

# %%
verdicts(entries)

# %% [markdown]
# ## What would falsify it

# %%
neighbours(entries)
