"""A program as plain C files: what gcc alone compiles, with ``update()`` doing nothing."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from dsu_kernel.program.forward import LABEL, with_declarations
from dsu_kernel.program.model import Program, Version
from dsu_kernel.program.short_names import defines_update
from dsu_kernel.toolchain.runtime_files import runtime_sources

HEADER = "dsu.h"
_NO_SHORT_NAME = "#define DSU_NO_SHORT_NAMES /* update is a name of the program's own */\n"


def cells_as_file(version: Version) -> str:
    """Return the cells of a program as one C file, with declarations where order needs them."""
    program = version.program
    text = with_declarations(program, version) or program.translation_units()[0][1]
    text = text.replace(LABEL, "/* defined below */\n")
    for unit in program.units:
        text = text.replace(unit.directive, f"/* ==== {unit.label} ==== */\n")
    own = any(defines_update(unit.text) for unit in program.units)
    head = f'{_NO_SHORT_NAME if own else ""}#include "{HEADER}"\n\n'
    return head + re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def relative(paths: Sequence[str]) -> Mapping[str, str]:
    """Return for each path the one below the folder that all share, with ``/``."""
    folders = [os.path.dirname(os.path.abspath(path)) for path in paths]
    top = os.path.commonpath(folders)
    return {
        path: str(PurePosixPath(Path(os.path.abspath(path)).relative_to(top))) for path in paths
    }


def plain_files(version: Version, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of the program; ``texts``: those of a program of files."""
    if not version.program.files:
        yield "program.c", cells_as_file(version)
        return
    names = relative(list(texts))
    for path, text in texts.items():
        yield names[path], text


def makefile(version: Version, names: Sequence[str], flags: Sequence[str]) -> str:
    """Return a Makefile that builds the files, with the session's own flags."""
    sources = " ".join(name for name in names if name.endswith(".c"))
    whole = any(function.name == "main" for function in version.functions.values())
    options = "".join(f" {shlex.quote(flag)}" for flag in flags)
    target = "program" if whole else "program.o"
    how = f"$(CC) $(CFLAGS) -o $@ {sources} $(LDLIBS)"
    if not whole:
        how = f"$(CC) $(CFLAGS) -r -nostdlib -o $@ {sources}"
    note = "" if whole else "# There is no main(): the program is an object file.\n"
    return (
        f"{note}CC = gcc\nCFLAGS = -O2 -g -I. -Wno-unknown-pragmas{options}\n"
        f"LDLIBS = -lm -pthread\n\n{target}: {' '.join(names)} {HEADER}\n\t{how}\n"
    )


def header() -> str:
    """Return the text of ``dsu.h``: without the tool, its update points do nothing."""
    return runtime_sources()[HEADER]


def texts_of(program: Program) -> Mapping[str, str]:
    """Return the text of each unit by its label, as a diff names it."""
    return {unit.label: unit.text for unit in program.units}
