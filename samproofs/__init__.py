"""samproofs: the claims of Si and Yun (NeurIPS 2023) on practical sharpness-aware minimization, proved and checked.

`verify()` gives the verdicts, `claims()` what is claimed, `functions` the example functions, `derive(name)` what SAM
does to one of them, `iterate(name)` its orbit.  Each is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samproofs import functions as functions
    from samproofs.report.verify import verify as verify
    from samproofs.sam.derive import derive as derive
    from samproofs.sam.orbit import iterate as iterate
    from samproofs.statements import claims as claims

__version__ = "0.1.0"
__all__ = ["claims", "derive", "functions", "iterate", "verify"]

_HOME = {"claims": "statements", "derive": "sam.derive", "iterate": "sam.orbit", "verify": "report.verify"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "functions":
        return import_module("samproofs.functions")
    if name in _HOME:
        return getattr(import_module(f"samproofs.{_HOME[name]}"), name)
    raise AttributeError(f"module 'samproofs' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
