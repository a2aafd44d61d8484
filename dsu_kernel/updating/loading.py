"""Modules into a live process, with errors in the user's words."""

from __future__ import annotations

from pathlib import Path

from dsu_kernel.errors import CompileError, PatchRefused
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import PatchRefused as ModuleRefused
from dsu_kernel.live.prepared import PreparedPatch
from dsu_kernel.live.pump import OnOutput
from dsu_kernel.patch.missing import linker_words, report_undefined, undefined_name
from dsu_kernel.program.model import Version
from dsu_kernel.toolchain.compiler import Compiler


def load(process: LiveProcess, module: Path, version: Version) -> PreparedPatch:
    """Load and check a module. Raises CompileError for an undefined name, else PatchRefused."""
    try:
        return process.prepare(module)
    except ModuleRefused as error:
        name = undefined_name(str(error))
        if name is None:
            raise PatchRefused(str(error)) from error
        report_undefined(version, {name})
        raise CompileError(linker_words(name)) from error


def start(
    compiler: Compiler, on_output: OnOutput | None, module: Path, version: Version
) -> tuple[LiveProcess, PreparedPatch]:
    """Start a process with a version as its first. Raises as :func:`load`; then there is none."""
    process = LiveProcess.start(
        compiler.runtime().library, on_output=on_output, symbolise=compiler.symbolise
    )
    try:
        prepared = load(process, module, version)
        prepared.request()
    except BaseException:
        process.stop()
        raise
    return process, prepared
