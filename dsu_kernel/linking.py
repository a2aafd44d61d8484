"""Undefined references of a program: what the linker says to the plain program counts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from dsu_kernel.build import Compiler, SharedObject
from dsu_kernel.program import Program


def links_only_as_a_whole(program: Program, compiler: Compiler, module: SharedObject) -> bool:
    """Whether a module names what nothing may define, though the plain program of files links.

    Raises CompileError in the linker's words when that does not link either.
    """
    if not any(_unknown(module, compiler)):
        return False
    flags = compiler.flags
    files = [unit.name for unit in program.units]
    options = (*flags.preprocess, *flags.compile, "-w", *files, *flags.link)
    compiler.toolchain.run((*options, "-o", os.devnull))
    return True


def _unknown(module: SharedObject, compiler: Compiler) -> Iterator[str]:
    """Yield the names that the linker found in no library, or in one without versions."""
    words = [compiler.toolchain.program("nm"), "-D", "--undefined-only", "-P", str(module.path)]
    listed = subprocess.run(words, capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        name, kind = line.split()[:2]
        if kind == "U" and "@" not in name and not name.startswith(_OURS):
            yield name


_OURS = ("dsu_", "__dsu_")
