"""Live objects whose types grow, shrink and move their fields, under ASan, UBSan and LSan.

Every scenario in ``updates/`` checks its own values after every patch, with types that outgrow
their room at once (no slop) and with types that stay in place (much slop). What may leak, and only
that, is told behind ``LEAKS:`` in a scenario's first comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sanitizing import CFLAGS_SANITIZED, sanitizer_options
from updating import SCENARIOS, driver, play

from dsu_kernel.toolchain.compiler import Compiler

pytestmark = pytest.mark.sanitize
VERSIONS = 5
ROOMY = 1024
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.c"))


@pytest.fixture(autouse=True)
def _options() -> Iterator[None]:
    with sanitizer_options():
        yield


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return driver(Compiler(CFLAGS_SANITIZED), tmp_path_factory.mktemp("host"))


@pytest.mark.parametrize("optimise", ["-O0", "-O1", "-O3"])
@pytest.mark.parametrize("slop", [0, ROOMY])
@pytest.mark.parametrize("name", NAMES)
def test_scenario(name: str, slop: int, optimise: str, host: Path) -> None:
    done = play(name, VERSIONS, slop, host, (optimise,))
    assert not done.run.report
    assert (done.run.outcome.status, done.run.outcome.stderr) == (0, b"")
    if slop == 0:
        assert any(each["outgrown"] for each in done.types.values())
    if "LEAKS:" not in (SCENARIOS / f"{name}.c").read_text():
        assert not done.run.allocations, done.run.leaks
    else:
        assert len(done.run.ours) == done.run.leaks.count(" leak of "), done.run.leaks
