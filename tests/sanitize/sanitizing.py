"""Building and running under ASan, UBSan and LSan, and taking their reports apart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from program_corpus import CProgram
from program_runs import CFLAGS, Outcome

SANITIZERS = ("address", "undefined")
FLAGS = (f"-fsanitize={','.join(SANITIZERS)}", "-fno-sanitize-recover=all")
CFLAGS_SANITIZED = (*CFLAGS, "-g1", *FLAGS)
TIMEOUT = 120

# Every module has a dsu_module of its own. Leaks are counted by the tests: they change no status.
# The pointer to storage elsewhere lies where the object does, at any multiple of 4.
_OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_odr_violation=0",
    "LSAN_OPTIONS": "exitcode=0:use_unaligned=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
_LEAKS = re.compile(rb"\n=+\n==\d+==ERROR: LeakSanitizer: .*?\nSUMMARY: [^\n]*\n", re.DOTALL)
_LEAK = re.compile(r"^(?:Direct|Indirect) leak .*?(?=\n\n)", re.DOTALL | re.MULTILINE)
_IN_RUNTIME = re.compile(r"#1 \S+ in .*\bdsu_\w+\.c:\d+")
_COUNTS = re.compile(rb"SUMMARY: \S+ (\d+) byte\(s\) leaked in (\d+) allocation\(s\)")
# Undefined or not supported by the sanitizers on purpose: a program says so in a comment.
_ON_PURPOSE = re.compile(r"^.*NO_SANITIZE.*$", re.MULTILINE)
_NO_LEAK_CHECK = b"LeakSanitizer has encountered a fatal error"


@dataclass(frozen=True, slots=True)
class Sanitized:
    """A run's own outcome and the leaks found at its end (of all its processes)."""

    outcome: Outcome
    allocations: int
    bytes: int
    leaks: str

    @property
    def ours(self) -> list[str]:
        """The leaks of memory that the runtime allocated, not the program."""
        return [leak for leak in _LEAK.findall(self.leaks) if _IN_RUNTIME.search(leak)]

    @property
    def report(self) -> str:
        """The first report of a sanitizer other than about leaks, empty when there is none."""
        for mark in (b"ERROR: AddressSanitizer", b"runtime error: "):
            at = self.outcome.stderr.find(mark)
            if at >= 0:
                start = self.outcome.stderr.rfind(b"\n", 0, at) + 1
                return self.outcome.stderr[start:].decode(errors="replace")
        return ""


def parted(outcome: Outcome) -> Sanitized:
    """Separate the leak reports from what the program itself wrote."""
    stderr = outcome.stderr
    assert _NO_LEAK_CHECK not in stderr, "no leak check here (ptrace is not permitted)"
    found = b"".join(_LEAKS.findall(stderr))
    counts = [(int(size), int(number)) for size, number in _COUNTS.findall(found)]
    return Sanitized(
        Outcome(outcome.status, outcome.stdout, _LEAKS.sub(b"", stderr)),
        sum(number for _, number in counts),
        sum(size for size, _ in counts),
        found.decode(errors="replace"),
    )


def reason_to_skip(program: CProgram) -> str:
    """Return why a program is not for the sanitizers, empty if it is."""
    for file in program.files:
        found = _ON_PURPOSE.search(file.read_text("utf-8", "replace"))
        if found:
            return found[0].strip(" /*")
    return ""


@contextmanager
def sanitizer_options() -> Iterator[None]:
    """Run the programs of a block with the options of the sanitizers set."""
    before = {name: os.environ.get(name) for name in _OPTIONS}
    os.environ.update(_OPTIONS)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
