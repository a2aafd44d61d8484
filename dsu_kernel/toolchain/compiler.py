"""Generated C to shared objects: the compiler driver and its cache.

A cache entry is named by the hash of all that decides its content, is written under another name
first and renamed, so that processes can share a cache and a reader never sees half a file.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import platformdirs

from dsu_kernel.errors import DsuError
from dsu_kernel.toolchain.gcc import Flags, Toolchain, find_gcc, sort_flags
from dsu_kernel.toolchain.runtime_files import RuntimeFiles, build_runtime

# No cold parts (a frame must start where its body starts); hidden, or libc preempts user names.
_MODULE: Final = (
    "-fPIC", "-fvisibility=hidden", "-fasynchronous-unwind-tables", "-fno-lto", "-fno-common",
    "-fno-reorder-blocks-and-partition", "-fno-use-linker-plugin", "-w",
)  # fmt: skip
# The program's threads begin in the runtime, which has to know them all.
_RENAMED: Final = (
    "#pragma redefine_extname pthread_create dsu_pthread_create\n"
    "#pragma redefine_extname thrd_create dsu_thrd_create\n"
    '# 1 "<generated>"\n'
)
_ROOT: Final = "/dsu"  # stands for the working directory in debug information
_PARALLEL: Final = 2
_DIRECTIVES: Final = {
    "byte": 1,
    **dict.fromkeys(("value", "short", "hword", "2byte"), 2),
    **dict.fromkeys(("long", "word", "4byte"), 4),
    **dict.fromkeys(("quad", "xword", "8byte"), 8),
}
_PROBE: Final = re.compile(r"^dsu_probe_(\d+):\s*\n\s*\.(quad|zero)\s+(-?\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SharedObject:
    """A compiled module: where it is, how long it took, and whether it came from the cache."""

    path: Path
    seconds: float
    cached: bool

    def __fspath__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where an address of a module comes from; ``line`` 0 and empty names mean unknown."""

    function: str
    unit: str
    line: int


Lines: TypeAlias = tuple[SourceLine, ...]


class Compiler:
    """Compiles for one program: one gcc, one set of flags, one cache folder.

    ``cflags`` are the user's own (``-std -D -I -l -O -g -W …``).
    """

    def __init__(
        self,
        cflags: Sequence[str] = (),
        gcc: str = "gcc",
        *,
        cache: Path | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.flags: Final[Flags] = sort_flags(cflags)
        self.toolchain: Final[Toolchain] = find_gcc(gcc)
        self._cache = cache or Path(platformdirs.user_cache_dir("dsu-kernel"))
        self._cwd = cwd

    def check(self, text: str, flags: Sequence[str] = ()) -> str:
        """Let gcc judge the user's own text, with ``#line`` directives in it.

        Returns the warnings (gcc's text); raises :class:`~dsu_kernel.errors.CompileError`.
        """
        command = (*self.flags.check, *flags, "-isystem", str(self.runtime().include))
        return self.toolchain.run((*command, "-fsyntax-only", "-x", "c", "-"), text, cwd=self._cwd)[
            1
        ]

    def shared(
        self, text: str | Sequence[str], *, name: str, flags: Sequence[str] = ()
    ) -> SharedObject:
        """Compile generated, preprocessed C to a shared object.

        Several texts are units of one module, compiled side by side. ``name`` shows in the
        file's name. ``flags`` are further gcc flags for this module.
        """
        began = time.perf_counter()
        texts = (text,) if isinstance(text, str) else tuple(text)
        target = self._entry(name, texts, tuple(flags))
        cached = target.exists()
        if cached:
            os.utime(target)  # what was not used for long is removed first
        else:
            self._compile(texts, target, name, tuple(flags))
        return SharedObject(target, time.perf_counter() - began, cached)

    def layouts(self, text: str, expressions: Sequence[str]) -> dict[str, int]:
        """Values of integer constant expressions (``sizeof(struct T)``) after ``text``.

        ``text`` is preprocessed C; use ``__builtin_offsetof``, not the macro.
        """
        distinct = tuple(dict.fromkeys(expressions))
        probes = "".join(
            f"\n__attribute__((used)) const long long dsu_probe_{i} = (long long)({expression});"
            for i, expression in enumerate(distinct)
        )
        command = (*self.flags.compile, "-O0", "-g0", "-w", "-fno-lto", "-S", "-o", "-")
        assembly, _ = self.toolchain.run((*command, "-x", "cpp-output", "-"), text + probes + "\n")
        found = {
            int(match[1]): int(match[3]) if match[2] == "quad" else 0
            for match in _PROBE.finditer(assembly)
        }
        if len(found) != len(distinct):
            raise DsuError("gcc's assembly of a layout probe was not understood")
        return {expression: found[i] for i, expression in enumerate(distinct)}

    def bit_masks(self, text: str, fields: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Which bits of an object (type, bit-field) are those of a bit-field.

        The result has them set, the object read as one little-endian number. ``text`` as above.
        """
        probes = "".join(
            f"\n__attribute__((used)) const {ctype} dsu_bits_{i} = {{ .{name} = -1 }};"
            for i, (ctype, name) in enumerate(fields)
        )
        command = (*self.flags.compile, "-O0", "-g0", "-w", "-fno-lto", "-S", "-o", "-")
        assembly, _ = self.toolchain.run((*command, "-x", "cpp-output", "-"), text + probes + "\n")
        found = dict(_data_of(assembly, "dsu_bits_"))
        if len(found) != len(fields):
            raise DsuError("gcc's assembly of a bit-field probe was not understood")
        return {field: found[i] for i, field in enumerate(fields)}

    def runtime(self, sanitize: Sequence[str] = ()) -> RuntimeFiles:
        """The compiled runtime: its library, the native host and ``dsu.h``."""
        return build_runtime(self.toolchain, self._cache, tuple(sanitize))

    def symbolise(self, module: Path, offsets: Sequence[int]) -> tuple[Lines, ...]:
        """Functions, units and lines of code ``offsets`` in a module.

        For each the innermost function first, which gcc may have inlined into the ones behind it.
        """
        if not offsets:
            return ()
        command = [self.toolchain.program("addr2line"), "-a", "-i", "-f", "-e", str(module)]
        done = subprocess.run(
            [*command, *map(hex, offsets)], capture_output=True, text=True, check=False
        )
        found: list[list[str]] = []
        for line in done.stdout.splitlines():
            if line.startswith("0x"):
                found.append([])
            elif found:
                found[-1].append(line)
        if done.returncode != 0 or len(found) != len(offsets) or any(len(f) % 2 for f in found):
            raise DsuError(f"addr2line failed on {module}: {done.stderr.strip()}")
        return tuple(tuple(map(self._source_line, f[::2], f[1::2])) for f in found)

    def prune(self, keep_bytes: int = 256 << 20) -> int:
        """Remove the modules unused for longest until the cache is small; returns how many."""
        files = [(f.stat().st_mtime, f.stat().st_size, f) for f in self._folder().glob("*.so")]
        total, removed = sum(size for _, size, _ in files), 0
        for _, size, file in sorted(files):
            if total <= keep_bytes:
                break
            file.unlink(missing_ok=True)
            total -= size
            removed += 1
        return removed

    # ---- steps -------------------------------------------------------------------------

    def _folder(self) -> Path:
        folder = self._cache / "modules"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _entry(self, name: str, texts: tuple[str, ...], flags: tuple[str, ...]) -> Path:
        options = (*self._command(flags), *self.flags.link, str(self._cwd))
        parts = (*options, self.toolchain.identity, _RENAMED, *texts)
        digest = hashlib.sha256()
        for part in parts:
            data = part.encode("utf-8", "surrogateescape")
            digest.update(b"%d:" % len(data) + data)
        safe = re.sub(r"[^A-Za-z0-9_.-]+", "_", name)[:60]
        return self._folder() / f"{safe}-{digest.hexdigest()[:32]}.so"

    def _command(self, flags: tuple[str, ...]) -> tuple[str, ...]:
        # DWARF 4: addr2line of binutils 2.40 confuses the first two files of DWARF 5.
        return ("-g1", "-gdwarf-4", *self.flags.compile, *flags, *_MODULE)

    def _compile(
        self, texts: tuple[str, ...], target: Path, name: str, flags: tuple[str, ...]
    ) -> None:
        with _work_folder(target.parent) as work:
            command = self._command(flags)
            mapping = f"-fdebug-prefix-map={work}={self._cwd or _ROOT}"
            result = work / "module.so"
            if len(texts) == 1:
                self._gcc(work, (*command, mapping, "-shared"), texts[0], result, name)
            else:
                objects = self._objects(work, (*command, mapping), texts, name)
                inputs = [str(path) for path in objects]
                output = ("-shared", "-o", str(result), *self.flags.link)
                self.toolchain.run((*command, *inputs, *output), cwd=work, sources=name)
            os.replace(result, target)

    def _objects(
        self, work: Path, command: tuple[str, ...], texts: tuple[str, ...], name: str
    ) -> list[Path]:
        def one(index: int) -> Path:
            result = work / f"{index}.o"
            self._gcc(work, (*command, "-c"), texts[index], result, name)
            return result

        with ThreadPoolExecutor(max_workers=_PARALLEL) as pool:
            return list(pool.map(one, range(len(texts))))

    def _gcc(
        self, work: Path, command: tuple[str, ...], text: str, result: Path, name: str
    ) -> None:
        link = ("-x", "none", *self.flags.link) if "-shared" in command else ()
        arguments = (*command, "-x", "cpp-output", "-", *link, "-o", str(result))
        self.toolchain.run(arguments, _RENAMED + text, cwd=work, sources=name)

    def _source_line(self, function: str, place: str) -> SourceLine:
        unit, _, line = place.partition(" (discriminator")[0].rpartition(":")
        unit = unit.removeprefix(f"{self._cwd or _ROOT}/")
        return SourceLine(
            "" if function == "??" else function,
            "" if unit == "??" else unit,
            int(line) if line.isdigit() else 0,
        )


def _data_of(assembly: str, prefix: str) -> Iterator[tuple[int, int]]:
    """Yield the number in the name and the value of each object called ``prefix`` and a number."""
    for match in re.finditer(
        rf"^{prefix}(\d+):\n((?:\s*\.\w+\s+[^\n]*\n)*)", assembly, re.MULTILINE
    ):
        value = at = 0
        for kind, number in re.findall(r"\.(\w+)\s+(-?\d+)", match[2]):
            size = int(number) if kind == "zero" else _DIRECTIVES.get(kind)
            if size is None:
                break
            if kind != "zero":
                value |= (int(number) & (1 << 8 * size) - 1) << 8 * at
            at += size
        yield int(match[1]), value


@contextmanager
def _work_folder(parent: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=parent, prefix="work-") as folder:
        yield Path(folder)
