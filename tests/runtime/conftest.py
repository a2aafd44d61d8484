"""Fixtures of the runtime's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dsu_kernel.toolchain.compiler import Compiler

from .workshop import SANITIZERS, Workshop


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    return Compiler(cache=tmp_path_factory.getbasetemp().parent / "runtime-test-cache")


@pytest.fixture(scope="session")
def make_workshop(
    compiler: Compiler, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Path], Workshop]:
    built = {variant: tmp_path_factory.mktemp(variant) for variant in SANITIZERS}

    def make(variant: str, folder: Path) -> Workshop:
        sanitizers = SANITIZERS[variant]
        return Workshop(folder, built[variant], compiler.runtime(sanitizers), sanitizers)

    return make


@pytest.fixture
def workshop(make_workshop: Callable[[str, Path], Workshop], tmp_path: Path) -> Workshop:
    """The plain variant."""
    return make_workshop("plain", tmp_path)


@pytest.fixture(params=tuple(SANITIZERS))
def any_workshop(
    request: pytest.FixtureRequest,
    make_workshop: Callable[[str, Path], Workshop],
    tmp_path: Path,
) -> Workshop:
    """Each variant in turn."""
    return make_workshop(request.param, tmp_path)
