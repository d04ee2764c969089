"""How the package says that what the user gave cannot be used."""


class UsageError(ValueError):
    """What the user gave cannot be used; the message is one sentence that says what was expected (exit code 2).

    >>> raise UsageError("rho must be positive, got 0")
    Traceback (most recent call last):
    samproofs.errors.UsageError: rho must be positive, got 0
    """
