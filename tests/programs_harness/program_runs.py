"""Running a C program two ways: as gcc builds it, and transformed.

What the plain program does is kept in a cache, named by the hash of all that decides it.
The transformed program is built in this process, by what ``dsu exec`` itself calls.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from program_corpus import CProgram

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CFLAGS = ("-O1", "-std=gnu11", "-w")
LIBS = ("-lm", "-lpthread")
TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run left behind; a negative status is the signal that ended it."""

    status: int
    stdout: bytes
    stderr: bytes


def plain(program: CProgram, cflags: Sequence[str] = CFLAGS, timeout: float = TIMEOUT) -> Outcome:
    """Build with gcc and run, or recall it. Raises TimeoutExpired."""
    entry = _cache() / f"{_digest(program, cflags)}.json"
    if entry.exists():
        return _from_json(entry.read_text())
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder) / "a.out"
        build_plain(program, binary, cflags)
        outcome = run([str(binary)], program, timeout=timeout)
    part = entry.with_suffix(f".{os.getpid()}")  # a reader never sees half a file
    part.write_text(_to_json(outcome))
    os.replace(part, entry)
    return outcome


def build_plain(program: CProgram, binary: Path, cflags: Sequence[str] = CFLAGS) -> None:
    """Compile and link with gcc alone; raises CalledProcessError."""
    include = ("-isystem", str(REPOSITORY / "runtime_c"))
    files = [str(file) for file in program.files]
    command = ["gcc", *cflags, *include, *files, "-o", str(binary), *LIBS]
    subprocess.run(command, check=True, capture_output=True, text=True)


def transformed(program: CProgram, slop: int | None, cflags: Sequence[str] = CFLAGS) -> Outcome:
    """Build in updatable form and run; raises DsuError where the program is refused."""
    from dsu_kernel.engine.execute import command, read_program
    from dsu_kernel.toolchain.compiler import Compiler

    files = read_program([str(file) for file in program.files])
    words = command(files, Compiler((*cflags, *LIBS)), slop)
    return run(words, program, executable=words[0])


def run(
    command: Sequence[str],
    program: CProgram,
    *,
    executable: str | None = None,
    timeout: float = TIMEOUT,
) -> Outcome:
    """Run a built program with its arguments and input, in an empty folder."""
    words = list(command) if executable else ["./a.out"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*words, *program.args],
            executable=executable or command[0],
            input=program.stdin,
            capture_output=True,
            timeout=timeout,
            cwd=folder,
            check=False,
        )
    return Outcome(done.returncode, done.stdout, done.stderr)


def difference(expected: Outcome, actual: Outcome, *, stderr: bool) -> str:
    """What differs, in words; empty when nothing does."""
    told = []
    if actual.status != expected.status:
        told.append(f"status {actual.status} instead of {expected.status}")
    if actual.stdout != expected.stdout:
        told.append(f"stdout\n{_text(actual.stdout)}instead of\n{_text(expected.stdout)}")
    if stderr and actual.stderr != expected.stderr:
        told.append(f"stderr\n{_text(actual.stderr)}instead of\n{_text(expected.stderr)}")
    if told and not stderr and actual.stderr:
        told.append(f"stderr\n{_text(actual.stderr)}")
    return "\n".join(told)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


@functools.cache
def _gcc_version() -> bytes:
    return subprocess.run(["gcc", "--version"], capture_output=True, check=True).stdout


def _digest(program: CProgram, cflags: Sequence[str]) -> str:
    parts = [_gcc_version(), *(flag.encode() for flag in (*cflags, *LIBS)), program.stdin]
    parts += [argument.encode() for argument in program.args]
    for file in program.sources:
        parts += [str(file).encode(), file.read_bytes()]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:32]


def _cache() -> Path:
    folder = platformdirs.user_cache_path("dsu-kernel") / "plain-programs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a home that cannot be written: each machine still has a temporary folder
        folder = Path(tempfile.gettempdir()) / "dsu-plain-programs"
        folder.mkdir(exist_ok=True)
    return folder


def _to_json(outcome: Outcome) -> str:
    streams = [base64.b64encode(each).decode() for each in (outcome.stdout, outcome.stderr)]
    return json.dumps([outcome.status, *streams])


def _from_json(text: str) -> Outcome:
    status, stdout, stderr = json.loads(text)
    return Outcome(status, base64.b64decode(stdout), base64.b64decode(stderr))
