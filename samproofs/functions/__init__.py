"""The example functions: symbolic form and exact pieces.

`names()` lists them, `function(name)` gives one, `written(formula)` one of the user's own. `reading` is the
expression language of formulas, `arithmetics` the numbers in which it is evaluated, `piecewise` the functions with
piecewise-affine gradient, `pairs` the stochastic examples.
"""

from samproofs.functions.catalogue import Function, function, names, resolve, written
from samproofs.functions.piecewise import PiecewiseQuadratic

__all__ = ["Function", "PiecewiseQuadratic", "function", "names", "resolve", "written"]
