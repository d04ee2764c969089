"""The algorithm: one definition of the update, what is derived from it, and its orbits.

`update` defines the step; `derive.derive` the perturbed point, virtual gradient, fixed points and two-cycles of a
function; `orbit.iterate` the iterates in several arithmetics; `stream` long runs line by line.
Rigorous iterates are in `rigorous`: `affine` and `jump` find the itinerary of a piecewise-affine map and `itinerary`
checks it; `enclosures` makes single steps and `trap` finds and checks a ball that holds all later iterates.
`moments` follows every sample path of stochastic SAM, `tree` gives the exact moments of the pairs, `comparisons` puts the
stochastic bounds beside them; `confirmations.confirmations` shows the predicted limits met.
"""

from samproofs.sam.update import VARIANTS, Update

__all__ = ["VARIANTS", "Update"]
