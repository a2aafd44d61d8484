"""Update scenarios: one C file that is the program at every version, and the host that runs it.

``V`` is the number of the version. The driver applies the modules one after the other and calls
``int scenario(int step)`` after each; the program checks its values itself.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from program_corpus import CProgram
from program_runs import run
from sanitizing import CFLAGS_SANITIZED, FLAGS, SANITIZERS, TIMEOUT, Sanitized, parted

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.program.model import Program, Unit
from dsu_kernel.toolchain.compiler import Compiler

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE / "updates"
_RUNTIME = HERE.parents[1] / "runtime_c"


@dataclass(frozen=True, slots=True)
class Updated:
    """How a scenario went: the run, and what the runtime says of each type afterwards."""

    run: Sanitized
    types: dict[str, dict[str, Any]]


def modules(name: str, versions: int, slop: int, compiler: Compiler) -> list[Path]:
    """Build the module of each version of a scenario; raises AssertionError for a refusal."""
    engine, watch, found = Engine(compiler, slop), Stopwatch(), []
    text = (SCENARIOS / f"{name}.c").read_text()
    now = None
    for number in range(versions):
        unit = Unit(name, f'#define V {number}\n#line 1 "{name}.c"\n{text}', f"{name}.c")
        version = engine.version(Program((unit,)), number, watch)
        if now is None:
            now, module = engine.first(version, watch)
        else:
            plan = engine.plan(now, version, {}, watch)
            assert not plan.refusals, plan.refusals
            assert plan.module is not None
            now, module = plan.after, plan.module
        found.append(engine.build(module, watch).path)
    return found


def driver(compiler: Compiler, folder: Path, source: str = "update_driver.c") -> Path:
    """Build the host."""
    binary, library = folder / "driver", compiler.runtime(SANITIZERS).library
    words = ["gcc", "-Wall", "-Wextra", "-Werror", "-g", *FLAGS, f"-I{_RUNTIME}"]
    words += [str(HERE / source), str(library), "-rdynamic", "-pthread"]
    words += [f"-Wl,-rpath,{library.parent}", "-o", str(binary)]
    subprocess.run(words, check=True)
    return binary


def play(name: str, versions: int, slop: int, host: Path, cflags: Sequence[str] = ()) -> Updated:
    """Build and run a scenario."""
    compiler = Compiler((*CFLAGS_SANITIZED, *cflags))
    paths = [str(path) for path in modules(name, versions, slop, compiler)]
    done = parted(
        run([str(host), *paths], CProgram(name, ()), executable=str(host), timeout=TIMEOUT)
    )
    described = done.outcome.stdout.decode().splitlines()[-1:] or ["{}"]
    types = json.loads(described[0]).get("types", ()) if done.outcome.status == 0 else ()
    return Updated(done, {each["name"]: each for each in types})
