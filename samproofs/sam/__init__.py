"""The algorithm: one definition of the update, what is derived from it, and its orbits.

`update` defines the step; `derive.derive` the perturbed point, virtual gradient, fixed points and two-cycles of a
function; `orbit.iterate` the iterates in several arithmetics; `confirmations.confirmations` the predicted limits
met at high precision.
"""

from samproofs.sam.update import VARIANTS, Update

__all__ = ["VARIANTS", "Update"]
