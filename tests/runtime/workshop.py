"""Runtime tests are C: a driver (the host) and hand-written modules, built plain or sanitized."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dsu_kernel.toolchain.runtime_files import RuntimeFiles

HERE = Path(__file__).parent
HEADERS = HERE.parents[1] / "runtime_c"
WARNINGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-pedantic")
# Modules stay loaded, jobs may be jumped out of: no leak check. Each module has a dsu_module.
_OPTIONS = {"ASAN_OPTIONS": "detect_leaks=0:detect_odr_violation=0", "TSAN_OPTIONS": "exitcode=66"}
SANITIZERS = {"plain": (), "asan": ("address", "undefined"), "tsan": ("thread",)}


@dataclass(frozen=True)
class Run:
    status: int
    stdout: str
    stderr: str
    reports: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Workshop:
    """Builds drivers and modules in one variant, each once, and runs them in ``folder``."""

    folder: Path
    built: Path
    runtime: RuntimeFiles
    sanitizers: tuple[str, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        names = ",".join(self.sanitizers)
        return (f"-fsanitize={names}", "-fno-sanitize-recover=all") if names else ()

    def _gcc(self, result: Path, *arguments: str | Path) -> Path:
        if result.exists():
            return result
        arguments = (*arguments, "-o", result)
        command = ["gcc", *WARNINGS, "-g", *self.flags, f"-I{HEADERS}", f"-I{HERE}", *arguments]
        done = subprocess.run([str(a) for a in command], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return result

    def module(self, source: str | Path, version: int = 0, *flags: str) -> Path:
        path = HERE / source if isinstance(source, str) else source
        ending = "".join((str(version), *(flag for flag in flags if flag.startswith("-")), ".so"))
        return self._gcc(
            self._result(path, ending),
            "-O2", "-fPIC", "-fvisibility=hidden", "-fasynchronous-unwind-tables", "-shared",
            "-fno-reorder-blocks-and-partition", f"-DVERSION={version}", path, *flags,
        )  # fmt: skip

    def part(self, source: Path) -> Path:
        """Compile what several modules have in common, to be given to them as a flag."""
        return self._gcc(
            self._result(source, ".o"), "-O0", "-g0", "-c", "-fPIC", "-fvisibility=hidden",
            "-fasynchronous-unwind-tables", source,
        )  # fmt: skip

    def driver(self, source: str) -> Path:
        path, library = HERE / source, self.runtime.library
        return self._gcc(
            self._result(path, ""),
            "-O1", path, library, "-rdynamic", "-pthread", f"-Wl,-rpath,{library.parent}",
        )  # fmt: skip

    def _result(self, source: Path, ending: str) -> Path:
        """Where something is built; what a test has written itself, beside it."""
        folder = self.built if source.parent == HERE else self.folder
        return folder / f"{source.stem}{ending}"

    def run(
        self, program: Path, *arguments: str | Path, timeout: float = 60, watched: bool = False
    ) -> Run:
        """Run a driver; its crash reports go to file descriptor 3. ``watched``: by ``dsu_look``."""
        report = self.folder / "report"
        command = [str(a) for a in (program, *arguments)]
        extra = {"SANITIZED": "1"} if self.sanitizers else {}
        if watched:
            extra["WATCHED"] = "1"
        with report.open("w+b") as file:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=timeout,
                pass_fds=(file.fileno(),),
                env={**os.environ, **_OPTIONS, **extra, "REPORT_FD": str(file.fileno())},
            )
        lines = report.read_text().splitlines()
        return Run(
            done.returncode,
            done.stdout.decode(),
            done.stderr.decode(errors="replace"),
            tuple(json.loads(line) for line in lines),
        )

    def passes(self, driver: str, modules: Sequence[Path], *, watched: bool = False) -> Run:
        done = self.run(self.driver(driver), *modules, watched=watched)
        assert (done.status, done.stderr) == (0, ""), done
        assert done.stdout.endswith("scenario passed\n")
        return done
