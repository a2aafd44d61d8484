"""The programs that are timed; each has one entry, ``int run(int n)``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "programs"


@dataclass(frozen=True, slots=True)
class Program:
    """A C file, what it stands for, and the ``n`` with which it runs some tenths of a second."""

    name: str
    title: str
    n: int

    @property
    def path(self) -> Path:
        """Where its text is."""
        return FOLDER / f"{self.name}.c"


PROGRAMS = (
    Program("fib", "fib", 800),
    Program("binary_trees", "binary trees", 500),
    Program("hash_table", "hash-table key-value store", 9000),
    Program("red_black", "red-black tree", 3000),
    Program("nbody", "n-body", 25000),
    Program("array_scan", "scan over an array of structs", 1300),
    Program("interpreter", "interpreter loop", 2200),
    Program("echo_loop", "socketpair echo loop", 100),
)
