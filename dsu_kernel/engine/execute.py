"""``dsu exec``: compile C files into an updatable program and become that program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from dsu_kernel.engine.collector import collector_paused
from dsu_kernel.engine.depth import deep_nesting
from dsu_kernel.engine.frontend import Frontend
from dsu_kernel.errors import CompileError, DsuError
from dsu_kernel.patch.initial import first_module
from dsu_kernel.program.facts import Facts, gather
from dsu_kernel.program.image import Image
from dsu_kernel.program.model import Program, Unit, Version, decode
from dsu_kernel.toolchain.compiler import Compiler, SharedObject
from dsu_kernel.toolchain.linking import left_out, weakened
from dsu_kernel.toolchain.runtime_files import abi_declarations
from dsu_kernel.transform.module import GeneratedModule, generate


def read_program(files: Sequence[str]) -> Program:
    """Read C files as a program; each keeps its own scope. Raises DsuError if one is unreadable."""
    units = []
    for file in files:
        try:
            text = decode(Path(file).read_bytes())
        except OSError as error:
            raise DsuError(f"{file}: {error.strerror}") from error
        units.append(Unit(file, text, file))
    return Program(tuple(units), files=True)


@collector_paused()
@deep_nesting()
def translate(
    program: Program, frontend: Frontend, slop: int | None = None, *, divide: bool = True
) -> tuple[Version, Facts, Image, GeneratedModule]:
    """Return the first version of a program and its module, as C text.

    ``divide``: large units may be in parts.
    """
    version = frontend.version(program, 0)
    facts = gather(version, {}, frozenset())
    plan = first_module(version, facts, slop or 0)
    return version, facts, plan.after, generate(plan, abi_declarations(), divide=divide)


def build(program: Program, compiler: Compiler, slop: int | None = None) -> SharedObject:
    """Compile a program to its first module.

    Raises CompileError in gcc's words for text that gcc refuses, else the front end's errors.
    """
    return _compiled(program, compiler, slop)[1]


def _compiled(
    program: Program, compiler: Compiler, slop: int | None
) -> tuple[tuple[str, ...], SharedObject]:
    frontend = Frontend(compiler)
    for name, text in program.translation_units():
        compiler.check(text, frontend.flags(program, name))
    name, generated = _name(program), translate(program, frontend, slop)[3]
    try:
        return generated.units, compiler.shared(generated.units, name=name)
    except CompileError:
        if not generated.divided:
            raise
    whole = translate(program, frontend, slop, divide=False)[3]
    return whole.units, compiler.shared(whole.units, name=name)


def _name(program: Program) -> str:
    return Path(program.units[0].name).stem


def command(program: Program, compiler: Compiler, slop: int | None = None) -> tuple[str, ...]:
    """Return what runs a program, compiled, as ``./a.out``; its arguments follow.

    Raises what :func:`build` raises, and CompileError in the linker's words for a program that
    uses what nothing defines.
    """
    units, module = _compiled(program, compiler, slop)
    # gcc may have dropped the code that names something undefined; here the module still has it.
    absent = left_out(program, compiler, module)
    if absent:
        module = compiler.shared(weakened(units, absent), name=_name(program))
    return (str(compiler.runtime().native), "--name", "./a.out", str(module.path))


def execute(
    files: Sequence[str], args: Sequence[str], slop: int | None, cflags: Sequence[str]
) -> NoReturn:
    """Run the program of ``files`` in place of this process, as ``gcc && ./a.out`` would."""
    words = command(read_program(files), Compiler(cflags), slop)
    os.execv(words[0], [*words, *args])
