"""``dsu moments OLD NEW``: the map of a patch over a run of the old program, as text."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.moments.model import MomentMap
from dsu_kernel.moments.trials import Batch, Trials, ends_as_before
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.model import Program, Unit, decode
from dsu_kernel.toolchain.compiler import Compiler


@dataclass(frozen=True, slots=True)
class Request:
    """What to try: two C files or two folders, what comes with the patch, and how to run.

    ``transforms`` are texts like ``T=FILE``; ``stdin`` and ``state`` are files.
    """

    old: Path
    new: Path
    args: Sequence[str] = ()
    stdin: Path | None = None
    state: Path | None = None
    transforms: Sequence[str] = ()
    limit: int | None = 200
    timeout: float = 20.0
    slop: int = 0
    cflags: Sequence[str] = ()


def try_moments(request: Request) -> MomentMap:
    """Return the map. Raises DsuError for a program or patch that cannot be."""
    with tempfile.TemporaryDirectory(prefix="dsu-moments-") as folder:
        staged = Path(folder)
        trials = Trials(_program(request.old, request.old, staged), Compiler(request.cflags),
                        request.slop)  # fmt: skip
        transformers = [_transformer(text) for text in request.transforms]
        state = UserState(_text(request.state), str(request.state)) if request.state else None
        trials.change(_program(request.old, request.new, staged), transformers, state)
    stdin = request.stdin.read_bytes() if request.stdin else b""
    batch = Batch(tuple(request.args), stdin, request.timeout)
    return trials.map(batch, ends_as_before, request.limit)


def _program(old: Path, path: Path, staged: Path) -> Program:
    """Read one version; a unit is known by the same name in both, whatever its folder."""
    if not path.is_dir():
        return Program((Unit(str(old), _text(path), str(path)),), files=True)
    for left in staged.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copytree(path, staged, dirs_exist_ok=True)
    sources = sorted(staged.rglob("*.c"))
    if not sources:
        raise DsuError(f"{path}: no C files there")
    units = (Unit(str(s), _text(s), str(s.relative_to(staged))) for s in sources)
    return Program(tuple(units), files=True)


def _transformer(text: str) -> UserTransformer:
    name, equals, file = text.partition("=")
    if not equals:
        raise DsuError(f"--transform {text}: write TYPE=FILE")
    return UserTransformer(name.removeprefix("struct ").strip(), _text(Path(file)), file)


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise DsuError(f"{path}: {error.strerror}") from error
