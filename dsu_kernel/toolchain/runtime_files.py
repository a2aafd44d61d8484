"""The C runtime: its sources in the package, and what is compiled from them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from dsu_kernel.errors import DsuError
from dsu_kernel.toolchain.gcc import Toolchain

_COMPILE: Final = (
    "-std=gnu11", "-O2", "-g1", "-fPIC", "-fvisibility=hidden", "-fasynchronous-unwind-tables",
    "-pthread",
)  # fmt: skip
_NATIVE: Final = "dsu_native.c"
_PARALLEL: Final = 2


@dataclass(frozen=True, slots=True)
class RuntimeFiles:
    """The compiled runtime.

    ``library`` is for a host that loads it (with its symbols global: modules bind to them),
    ``native`` is the host executable, ``include`` the folder of ``dsu.h``.
    """

    library: Path
    native: Path
    include: Path


def runtime_sources() -> dict[str, str]:
    """All C files and headers of the runtime by name."""
    folder = resources.files("dsu_kernel").joinpath("runtime_c")
    found = {
        item.name: item.read_text(encoding="utf-8")
        for item in folder.iterdir()
        if item.name.endswith((".c", ".h"))
    }
    if _NATIVE not in found:
        raise DsuError("the package is incomplete: the C runtime's sources are missing")
    return dict(sorted(found.items()))


def abi_declarations() -> str:
    """``dsu_abi.h`` without its directives, to be pasted into generated modules."""
    lines = runtime_sources()["dsu_abi.h"].splitlines()
    return "\n".join("" if line.startswith("#") else line for line in lines) + "\n"


def build_runtime(
    toolchain: Toolchain, cache: Path, sanitize: tuple[str, ...] = ()
) -> RuntimeFiles:
    """Compile the runtime, or find it in ``cache``; ``sanitize``: names for ``-fsanitize``."""
    sources = runtime_sources()
    command = (*_COMPILE, *(("-fsanitize=" + ",".join(sanitize),) if sanitize else ()))
    digest = hashlib.sha256("\0".join((toolchain.identity, *command)).encode())
    for name, text in sources.items():
        digest.update(f"{name}\0{text}\0".encode())
    folder = cache / f"runtime-{digest.hexdigest()[:32]}"
    files = RuntimeFiles(folder / "libdsu.so", folder / "dsu-native", folder / "include")
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        _build(toolchain, sources, command, folder)
    return files


def _build(
    toolchain: Toolchain, sources: dict[str, str], command: tuple[str, ...], folder: Path
) -> None:
    """Everything happens in a folder that gets its name when it is complete."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="runtime-work-") as temporary:
        work = Path(temporary)
        result = work / "result"
        (result / "include").mkdir(parents=True)
        (result / "include" / "dsu.h").write_text(sources["dsu.h"], encoding="utf-8")
        for name, text in sources.items():
            (work / name).write_text(text, encoding="utf-8")

        def compile_one(name: str) -> str:
            output = name.removesuffix(".c") + ".o"
            arguments = (*command, "-c", name, "-o", output)
            toolchain.run(arguments, cwd=work, sources="the C runtime")
            return output

        names = [name for name in sources if name.endswith(".c") and name != _NATIVE]
        with ThreadPoolExecutor(max_workers=_PARALLEL) as pool:
            objects = list(pool.map(compile_one, names))
        native = compile_one(_NATIVE)
        link = (*command, *objects, "-ldl")
        toolchain.run((*link, "-shared", "-Wl,-z,defs", "-o", "result/libdsu.so"), cwd=work)
        toolchain.run((*link, native, "-rdynamic", "-o", "result/dsu-native"), cwd=work)
        _publish(result, folder)


def _publish(result: Path, folder: Path) -> None:
    try:
        os.rename(result, folder)
    except OSError:
        if not folder.is_dir():  # otherwise another process was faster with the same content
            raise
