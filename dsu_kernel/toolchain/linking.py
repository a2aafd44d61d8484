"""Undefined references of a program: what the linker says to the plain program counts."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.program.model import Program
from dsu_kernel.toolchain.compiler import Compiler, SharedObject

_OURS = ("dsu_", "__dsu_")


def left_out(program: Program, compiler: Compiler, module: SharedObject) -> tuple[str, ...]:
    """Return what a module names and nothing defines, as gcc left it out of the plain program.

    Raises CompileError in the linker's words when the plain program of files does not link either,
    and DsuError for a name that only the plain program has.
    """
    unknown = sorted(set(_unknown(module, compiler)))
    if not unknown:
        return ()
    flags = compiler.flags
    files = [unit.name for unit in program.units]
    options = (*flags.preprocess, *flags.compile, "-w", *files, *flags.link)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain"
        compiler.toolchain.run((*options, "-o", str(plain)))
        words = [compiler.toolchain.program("nm"), "--defined-only", "-P", str(plain)]
        defined = {line.split()[0] for line in _lines(words)}
    for name in unknown:
        if name in defined:
            raise DsuError(
                f"'{name}' is reached by its symbol alone (in assembly, by gcc itself, in C's "
                "start); a live program does not find it there: call a C function of another name"
            )
    return tuple(unknown)


def weakened(units: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Return generated units that may name what nothing defines, as nothing gets there."""
    weak = "".join(f'__asm__(".weak {name}");\n' for name in names)
    return tuple(text + weak for text in units)


def _unknown(module: SharedObject, compiler: Compiler) -> Iterator[str]:
    """Yield the names that the linker found in no library, or in one without versions."""
    words = [compiler.toolchain.program("nm"), "-D", "--undefined-only", "-P", str(module.path)]
    for line in _lines(words):
        name, kind = line.split()[:2]
        if kind == "U" and "@" not in name and not name.startswith(_OURS):
            yield name


def _lines(words: Sequence[str]) -> list[str]:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
