"""Programs of the corpus, changed at random: after the patch they do as gcc's program does.

    pytest -m long -n 2 tests/campaigns/test_mutations.py

The first text is in force, with nothing called yet, when the patch comes; then main runs. Whatever
a patch takes for unchanged but is not, shows. ``DSU_MUTATION_SEEDS=FIRST-LAST`` chooses other seeds
than 1-400. A changed text is only used if gcc takes it, and if it does the same at -O0, at -O2 and
under the sanitizers. Where the live state is not that of a start afresh, nothing can be compared.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from random import Random

import pytest
from mutation import mutated
from program_corpus import CProgram, alone
from program_runs import LIBS, REPOSITORY, Outcome, run

from dsu_kernel import Session
from dsu_kernel.cfront.headers import HeaderCache
from dsu_kernel.cfront.model import contained_records
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.unit import build_unit
from dsu_kernel.errors import PatchRefused
from dsu_kernel.patch.difference import Difference
from dsu_kernel.program.model import decode

pytestmark = pytest.mark.long

HEADERS = HeaderCache()
INCLUDE = ("-isystem", str(REPOSITORY / "runtime_c"))
WAYS = (
    ("-O0", "-w"),
    ("-O2", "-Werror=format"),
    ("-O1", "-w", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
)


def seeds() -> range:
    """The seeds to try."""
    first, last = os.environ.get("DSU_MUTATION_SEEDS", "1-400").split("-")
    return range(int(first), int(last) + 1)


def corpus() -> list[CProgram]:
    """The programs to change."""
    apart = ("threads", "signals", "exits")
    return [each for each in alone() if each.name.partition("/")[0] not in apart]


@pytest.mark.parametrize("seed", seeds())
def test_mutation(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    program = rng.choice(corpus())
    old = decode(program.files[0].read_bytes())
    new = old
    for _ in range(rng.choice((1, 1, 2, 3))):
        new = mutated(rng, new) or new
    expected = outcome(new, tmp_path) if new != old else None
    if expected is None:
        pytest.skip("no other program")
    monkeypatch.chdir(tmp_path)
    printed = {"stdout": b"", "stderr": b""}

    def note(stream: str, data: bytes) -> None:
        printed[stream] += data

    with Session(slop=rng.choice((None, None, 0, 16, 64)), on_output=note) as session:
        session.define(old, "cell")
        session.eval("1")
        try:
            patch = session.define(new, "cell")
        except PatchRefused as refused:
            pytest.skip(f"refused: {refused}")
        if keeps_state(patch.difference, new):
            pytest.skip("it goes on with what the first text gave it")
        session.run("main")
        end = session.wait_exit(20)
    assert end is not None, f"{program.name}: it does not end"
    assert (end.status, printed["stdout"]) == (expected.status, expected.stdout), program.name


def outcome(text: str, folder: Path) -> Outcome | None:
    """What a text does under plain gcc, None unless that is the same in all ways."""
    source = folder / "new.c"
    source.write_text(text, "utf-8", "surrogateescape")
    found: list[Outcome] = []
    for flags in WAYS:
        words = ["gcc", *flags, *INCLUDE, str(source)]
        built = subprocess.run(
            [*words, "-o", str(folder / "new"), *LIBS], capture_output=True, check=False
        )
        if built.returncode != 0:
            return None
        try:
            found.append(run([str(folder / "new")], CProgram("new", (source,)), timeout=5))
        except subprocess.TimeoutExpired:
            return None
        if found[-1].status < 0 or found[-1] != found[0]:
            return None
    return found[0]


def keeps_state(difference: Difference, text: str) -> bool:
    """Whether an initialiser of the new text gives another value than the object has."""
    if difference.initialisers_kept or difference.constants_replaced:
        return True
    pre = preprocess(text, INCLUDE, name="cell")
    unit = build_unit(pre, "cell", file_mode=False, headers=HEADERS)
    changed = {change.key for change in difference.types_changed}
    return any(
        getattr(symbol.node, "init", None) is not None
        and not changed.isdisjoint(contained_records(symbol.ctype, unit.records))
        for symbol in (*unit.objects.values(), *unit.static_locals)
    )
