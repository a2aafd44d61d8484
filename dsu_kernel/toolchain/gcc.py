"""gcc and its companions: finding them, running them, sorting the user's flags by use."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dsu_kernel.cfront.source.diagnostics import parse_gcc
from dsu_kernel.errors import CompileError, DsuError

_INSTALL: Final = (
    "install gcc, binutils and the C library's headers with your system's package manager "
    "(Debian, Ubuntu: apt install gcc libc6-dev)"
)
_DEFAULTS: Final = ("-O2", "-std=gnu11")
_WITH_VALUE: Final = {
    "-I", "-D", "-U", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-l", "-L",
    "-Xlinker", "-T", "-u", "-z", "--param", "-x", "-o", "-B",
}  # fmt: skip
_PREPROCESS: Final = (
    "-I", "-D", "-U", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-nostdinc",
)  # fmt: skip
_LINK: Final = ("-l", "-L", "-Wl,", "-Xlinker", "-T", "-u", "-z", "-rdynamic")
_OBJECTS: Final = (".a", ".o", ".so")
# What would make something else than a module out of a program.
_REFUSED: Final = {
    "-c", "-S", "-E", "-o", "-x", "-M", "-MM", "-MD", "-MMD", "-shared", "-static", "-r", "-pg",
    "-nostdlib", "-nostartfiles", "-fsyntax-only", "-flto", "-m32", "-mx32", "-fsplit-stack",
}  # fmt: skip
_REFUSED_STARTS: Final = (
    "-flto", "-static", "-finstrument-functions", "-o", "-MF", "-MT", "-specs", "-fpack-struct",
    "-fsso-struct=big",
)  # fmt: skip
# About a whole program, which a module never is; without effect on what a program means.
_IGNORED: Final = {"-fwhole-program", "-pie", "-no-pie", "-fpie", "-fPIE", "-fno-pie", "-fno-PIE"}
_BOTH: Final = ("-pthread", "-fsanitize=", "-fopenmp", "--coverage", "-B")


@dataclass(frozen=True, slots=True)
class Flags:
    """The user's flags, sorted: ``compile`` holds what changes the language or the code."""

    preprocess: tuple[str, ...]
    compile: tuple[str, ...]
    warnings: tuple[str, ...]
    link: tuple[str, ...]

    @property
    def check(self) -> tuple[str, ...]:
        """The flags for the user's own text."""
        return (*self.preprocess, *self.compile, *self.warnings)


def sort_flags(cflags: Sequence[str]) -> Flags:
    """Part ``cflags``, with ``-O2 -std=gnu11`` in front; later flags win, as for gcc."""
    parts: dict[str, list[str]] = {"preprocess": [], "compile": [], "warnings": [], "link": []}
    flags = iter((*_DEFAULTS, *cflags))
    for flag in flags:
        if flag in _REFUSED or flag.startswith(_REFUSED_STARTS):
            raise DsuError(f"the compiler flag {flag} cannot be used for a live program")
        if flag in _IGNORED:
            continue
        words = [flag]
        if flag in _WITH_VALUE:
            value = next(flags, None)
            if value is None:
                raise DsuError(f"the compiler flag {flag} lacks its value")
            words.append(value)
        for part in _parts_of(flag):
            parts[part] += words
    return Flags(**{name: tuple(words) for name, words in parts.items()})


def _parts_of(flag: str) -> tuple[str, ...]:
    if flag.startswith(_BOTH):
        return ("compile", "link")
    if flag.startswith("-Wp,"):
        return ("preprocess",)
    if flag.startswith(_LINK) or (not flag.startswith("-") and flag.endswith(_OBJECTS)):
        return ("link",)
    if not flag.startswith("-"):
        raise DsuError(f"'{flag}' is not a compiler flag")
    if flag.startswith(_PREPROCESS):
        return ("preprocess",)
    if (flag.startswith("-W") and not flag.startswith("-Wa,")) or flag.startswith("-pedantic"):
        return ("warnings",)
    return ("compile",)


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A gcc that works; ``identity`` changes whenever it may generate other code."""

    gcc: str
    identity: str

    def run(
        self,
        arguments: Sequence[str],
        text: str | None = None,
        *,
        cwd: Path | None = None,
        sources: str = "",
    ) -> tuple[str, str]:
        """Run gcc, with ``text`` as its standard input; returns its output and messages.

        A failure is a :class:`CompileError` in gcc's words. ``sources`` says in the message what
        was compiled when that is not the user's own text.
        """
        done = _run([self.gcc, *arguments], text, cwd)
        messages = done.stderr.decode("utf-8", "surrogateescape")
        if done.returncode != 0:
            what = f"gcc failed on {sources}:\n" if sources else ""
            message = messages.rstrip() or f"gcc ended with status {done.returncode}"
            raise CompileError(what + message, parse_gcc(messages))
        return done.stdout.decode("utf-8", "surrogateescape"), messages

    def program(self, name: str) -> str:
        """Path of a companion such as ``addr2line``."""
        found = shutil.which(name)
        if found is None:
            raise DsuError(f"'{name}' was not found; {_INSTALL}")
        return found


def find_gcc(gcc: str = "gcc") -> Toolchain:
    """Look for ``gcc`` and ask who it is; :class:`DsuError` says what to install."""
    path = shutil.which(gcc)
    if path is None:
        raise DsuError(f"the C compiler '{gcc}' was not found; {_INSTALL}")
    done = _run([path, "-v"], None, None)
    version = done.stderr.decode("utf-8", "replace")
    if done.returncode != 0 or "gcc version" not in version:
        raise DsuError(f"'{gcc}' is not GCC; live programs need GCC; {_INSTALL}")
    return Toolchain(path, version)


def _run(
    command: list[str], text: str | None, cwd: Path | None
) -> subprocess.CompletedProcess[bytes]:
    # Messages in English and UTF-8 whatever the user's locale: they are parsed.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    data = (text or "").encode("utf-8", "surrogateescape")
    try:
        return subprocess.run(
            command, input=data, capture_output=True, cwd=cwd, env=environment, check=False
        )
    except (FileNotFoundError, PermissionError) as error:
        if cwd is not None and not cwd.is_dir():
            raise DsuError(f"the working directory {cwd} does not exist") from error
        raise DsuError(f"'{command[0]}' cannot be run ({error.strerror}); {_INSTALL}") from error
