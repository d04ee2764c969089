"""samproofs: the claims of Si and Yun (NeurIPS 2023) on practical sharpness-aware minimization, proved and checked."""

__version__ = "0.1.0"
