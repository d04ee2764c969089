"""The names people import, and that importing the package costs nothing."""

import subprocess
import sys

import pytest

import samproofs


def test_the_names_of_the_package_are_what_they_say() -> None:
    from samproofs import claims, derive, functions, iterate, verify

    assert "3.4" in {claim.paper for claim in claims().values()}
    assert "quadratic" in functions.names()
    assert derive("quadratic").two_cycles
    assert iterate("quadratic", rho="1/10", eta="1/10", x0="1/190", steps=2, arithmetic="exact")["last"] == "1/190"
    assert verify(["3.4"])["claims"][0]["engines"]["kernel"]["verdict"] == "PROVED"


def test_all_and_dir_list_the_lazy_names() -> None:
    assert set(samproofs.__all__) <= set(dir(samproofs))
    assert all(getattr(samproofs, name) is not None for name in samproofs.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prove'"):
        samproofs.prove  # noqa: B018


def test_importing_the_package_imports_nothing_but_typing() -> None:
    code = "import sys; import typing; before = set(sys.modules); import samproofs; print(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["samproofs"]
