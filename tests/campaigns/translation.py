"""What the front end and the transformer make of a program's files: the table of a campaign.

:func:`translate_files` is the one place that knows the transformer's interface.
"""

from __future__ import annotations

import os
import re
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.toolchain.compiler import Compiler, SharedObject


@dataclass(frozen=True, slots=True)
class TypeClass:
    """How one struct type was classed, and why."""

    name: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The outcome for some files: the error in one line, or the types and the module."""

    error: str
    types: tuple[TypeClass, ...] = ()
    module: SharedObject | None = None


def translate_files(
    paths: Sequence[Path], cflags: Sequence[str], *, link: bool = True
) -> Translation:
    """Take files through front end, transformer and gcc as one program.

    Without ``link`` gcc compiles only: one file of many may name what only the others have.
    """
    from dsu_kernel.engine.execute import read_program, translate
    from dsu_kernel.engine.frontend import Frontend

    compiler = Compiler(cflags)
    try:
        program = read_program([str(path) for path in paths])
        _, facts, _, generated = translate(program, Frontend(compiler))
        if link:
            module = compiler.shared(generated.units, name=paths[0].stem)
        else:
            module = None
            _compile_only(compiler, generated.units)
    except DsuError as error:
        return Translation(f"{type(error).__name__}: {_first_lines(str(error))}")
    except Exception as error:  # noqa: BLE001  a campaign counts crashes of the tool, too
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        return Translation(f"CRASH {type(error).__name__}: {error} at {where}")
    types = tuple(
        TypeClass(key.tag, found.kind, found.reason) for key, found in facts.judged.items()
    )
    return Translation("", types, module)


def _compile_only(compiler: Compiler, texts: Sequence[str]) -> None:
    for text in texts:
        command = (*compiler.flags.compile, "-fPIC", "-w", "-c", "-o", os.devnull)
        compiler.toolchain.run((*command, "-x", "cpp-output", "-"), text)


def table(title: str, files: Sequence[tuple[str, Translation]], whole: Translation) -> str:
    """The report of one package, as text."""
    failed = [(name, each.error) for name, each in files if each.error]
    kinds = Counter(each.kind for each in whole.types)
    reasons = Counter(
        f"{each.kind}: {_FOLDER.sub('', each.reason)}" for each in whole.types if each.reason
    )
    lines = [
        f"{title}: {len(files) - len(failed)} files ok, {len(failed)} failed",
        *(f"  failed  {name}: {error}" for name, error in failed),
        f"  whole program: {whole.error or 'ok'}",
        "  struct types: " + ", ".join(f"{kinds[kind]} {kind}" for kind in _KINDS),
        *(f"  {count:5d}  {reason}" for reason, count in reasons.most_common(12)),
    ]
    return "\n".join(lines)


_FOLDER = re.compile(r"/\S+/")
_KINDS = ("free", "pinned", "fixed")


def _first_lines(text: str) -> str:
    return " | ".join(line.strip() for line in text.splitlines()[:3])
