"""The FTP server is patched at every moment of a client's session.

``pytest -m long tests/moments/test_ftp_moments.py -s`` tries all moments and prints the maps.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from ftp_scenario import FtpSession, served, survey, trials
from moment_cases import switched
from versions import FtpVersion, versions

from dsu_kernel.moments.model import MomentMap
from dsu_kernel.toolchain.compiler import Compiler

VERSIONS = versions()


def tried(
    old: FtpVersion, new: FtpVersion, folder: Path, compiler: Compiler, limit: int | None = None
) -> MomentMap:
    """Try the patch between two versions; a reply is the old one's or, from some on, the new's."""
    play = FtpSession(served(folder))
    after = survey(new, folder / "again", compiler, play)
    between = VERSIONS[old.number + 1 : new.number]
    pair = trials((old, *between, new), folder / "source", compiler)
    before = pair.survey(play)[1]
    judge = partial(switched, old=before, new=after)
    found = pair.map(play, judge, limit)
    print(f"\nv{old.number} to v{new.number}: {found}")
    assert before.status == 0
    assert not found.wrong, str(found)
    return found


def test_statistics_join_the_client_at_some_moments(
    compiler: Compiler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = tried(VERSIONS[0], VERSIONS[1], Path("."), compiler, limit=8)
    assert {trial.outcome for trial in found.trials} & {"at once", "later"}


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, len(VERSIONS)))
def test_all_moments_of_a_step(number: int, compiler: Compiler, tmp_path: Path) -> None:
    found = tried(VERSIONS[number - 1], VERSIONS[number], tmp_path, compiler)
    assert len(found.trials) > 50


@pytest.mark.long
@pytest.mark.parametrize(("old", "new"), [(0, 8), (8, 0), (3, 6), (7, 2)])
def test_all_moments_of_a_leap(old: int, new: int, compiler: Compiler, tmp_path: Path) -> None:
    tried(VERSIONS[old], VERSIONS[new], tmp_path, compiler)
