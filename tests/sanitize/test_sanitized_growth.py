"""The corpus after a patch that makes all its types outgrow their room, under the sanitizers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from growing import ROOM, Grower, NotGrownError
from program_corpus import CProgram, programs
from program_runs import difference
from sanitizing import CFLAGS_SANITIZED, reason_to_skip, sanitizer_options
from updating import driver

from dsu_kernel.toolchain.compiler import Compiler

pytestmark = pytest.mark.sanitize
CORPUS = programs()


@pytest.fixture(autouse=True)
def _options() -> Iterator[None]:
    with sanitizer_options():
        yield


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("host")
    return driver(Compiler(CFLAGS_SANITIZED), folder, "grown_driver.c")


@pytest.mark.parametrize("each", CORPUS, ids=[each.name for each in CORPUS])
def test_grown_program_behaves_as_under_gcc(each: CProgram, host: Path, tmp_path: Path) -> None:
    reason = reason_to_skip(each)
    if reason:
        pytest.skip(reason)
    try:
        grower = Grower(each, tmp_path / "elsewhere", 0)
        modules = grower.modules()
    except NotGrownError:
        grower = Grower(each, tmp_path / "in-place", ROOM)
        modules = _modules(grower)
    try:
        expected = grower.plain(tmp_path / "a.out")
    except NotGrownError as error:
        pytest.skip(str(error))
    actual = grower.updated(host, modules)
    assert not expected.report
    assert not actual.report
    told = difference(expected.outcome, actual.outcome, stderr=True)
    assert not told, f"{each.name}: {told}"


def _modules(grower: Grower) -> list[Path]:
    try:
        return grower.modules()
    except NotGrownError as error:
        pytest.skip(str(error))
