"""Debian source packages: fetched with apt, built their own way, the compile commands recorded."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_KEPT = ("-I", "-D", "-U", "-std", "-f", "-m", "-include", "-pthread", "-isystem", "-iquote")
_SEPARATE = {"-I", "-D", "-U", "-include", "-isystem", "-iquote", "-o", "-MF", "-MT", "-MQ", "-l"}
_FOLDER_FLAGS = ("-isystem", "-iquote", "-I")
# Stands for the compiler during a build: notes what it was asked, then asks gcc.
_RECORDER = """#!{python}
import json, os, sys
with open({log!r}, "a") as log:
    print(json.dumps([os.getcwd(), sys.argv[1:]]), file=log)
os.execvp("gcc", ["gcc", *sys.argv[1:]])
"""


class SourceUnavailableError(Exception):
    """The package cannot be had or built here; the text says why."""


@dataclass(frozen=True, slots=True)
class Package:
    """A source package, how it is configured and built, and a program of it to try."""

    name: str
    configure: str
    build: str
    program: str
    smoke: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CompiledFile:
    """A C file as the build compiled it."""

    path: Path
    flags: tuple[str, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """A built package: its files, and those of its program with the libraries linked to it."""

    version: str
    files: tuple[CompiledFile, ...]
    program: Path
    linked: tuple[CompiledFile, ...]
    libraries: tuple[str, ...]


def fetch(package: str) -> Path:
    """Return the unpacked source folder of a package, fetched once by ``apt-get source``."""
    home = platformdirs.user_cache_path("dsu-kernel") / "debian-sources"
    folder = home / package
    if found := _unpacked(folder):
        return found
    if shutil.which("apt-get") is None or shutil.which("dpkg-source") is None:
        raise SourceUnavailableError("needs apt-get and dpkg-source (Debian: dpkg-dev)")
    folder.mkdir(parents=True, exist_ok=True)
    options = _apt_options(home / "apt")
    if not any((home / "apt" / "lists").glob("*Sources*")):
        _run(["apt-get", "-q", *options, "update"], home)
    _run(["apt-get", "-q", *options, "source", package], folder)
    found = _unpacked(folder)
    if found is None:
        raise SourceUnavailableError(f"apt-get source {package} left no source folder")
    return found


def build(package: Package, work: Path) -> BuiltPackage:
    """Build a copy of the package under ``work`` and return what its compiler was asked."""
    source = fetch(package.name)
    tree = work / source.name
    shutil.copytree(source, tree, symlinks=True)
    log, recorder = work / "commands", work / "cc"
    recorder.write_text(_RECORDER.format(python=sys.executable, log=str(log)))
    recorder.chmod(recorder.stat().st_mode | stat.S_IXUSR)
    env = {**os.environ, "CC": str(recorder)}
    for step in (package.configure, package.build):
        log.unlink(missing_ok=True)  # what configure tried is not part of the program
        _run(["sh", "-ec", step], tree, env)
    files, links = _read(log)
    target, words, folder = next(
        link for link in links if Path(link[0]).resolve() == (tree / package.program).resolve()
    )
    linked = tuple(_linked(words, folder, files))
    libraries = tuple(word for word in words if word.startswith(("-l", "-L", "-pthread")))
    return BuiltPackage(source.name, tuple(files.values()), Path(target), linked, libraries)


def _unpacked(folder: Path) -> Path | None:
    return next((p for p in folder.glob("*") if p.is_dir()), None) if folder.exists() else None


def _apt_options(home: Path) -> list[str]:
    """Options under which apt knows the machine's own archives as sources of source packages."""
    (home / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (home / "deb-src.sources").write_text("\n\n".join(_modern_sources()) + "\n")
    (home / "deb-src.list").write_text("\n".join(_one_line_sources()) + "\n")
    parts = home / "parts"
    parts.mkdir(exist_ok=True)
    for name in ("deb-src.sources", "deb-src.list"):
        shutil.copy(home / name, parts / name)
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": str(parts),
        "Dir::State::lists": str(home / "lists"),
        "Dir::Cache": str(home),
        "APT::Sandbox::User": "root",
    }
    return [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]


def _modern_sources() -> Iterator[str]:
    """The stanzas of Debian's own archive in deb822 files, turned to source packages."""
    for file in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            lines = [line for line in stanza.splitlines() if not line.startswith("#")]
            if any(re.match(r"Signed-By:.*debian-archive", line) for line in lines):
                kept = [line for line in lines if not line.startswith("Types:")]
                yield "\n".join(["Types: deb-src", *kept])


def _one_line_sources() -> Iterator[str]:
    listed = Path("/etc/apt/sources.list")
    for line in listed.read_text().splitlines() if listed.exists() else ():
        if line.startswith("deb ") and "debian" in line:
            yield "deb-src " + line.removeprefix("deb ")


def _run(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0:
        told = "\n".join((done.stdout + done.stderr).splitlines()[-8:])
        raise SourceUnavailableError(f"{command[0]} … {command[-1]} failed:\n{told}")


_Link = tuple[str, list[str], Path]


def _read(log: Path) -> tuple[dict[Path, CompiledFile], list[_Link]]:
    """The files compiled, by the object each became, and the link commands."""
    files: dict[Path, CompiledFile] = {}
    links: list[_Link] = []
    for line in log.read_text().splitlines():
        cwd, words = json.loads(line)
        folder = Path(cwd)
        sources = [word for word in words if word.endswith(".c")]
        output = words[words.index("-o") + 1] if "-o" in words else ""
        flags = tuple(_flags(words, folder))
        for source in sources:
            compiled = CompiledFile((folder / source).resolve(), flags, folder)
            alone = "-c" in words and output
            files[(folder / (output if alone else Path(source).stem + ".o")).resolve()] = compiled
        if "-c" not in words and "-E" not in words and output:
            links.append((str(folder / output), words, folder))
    return files, links


def _flags(words: Sequence[str], folder: Path) -> Iterator[str]:
    """The flags that matter to the meaning of a file, folders made absolute."""
    rest = iter(words)
    for word in rest:
        joined = word + next(rest) if word in _SEPARATE else word
        if not joined.startswith(_KEPT):
            continue
        prefix = next((flag for flag in _FOLDER_FLAGS if joined.startswith(flag)), "")
        if prefix:
            yield from (prefix, str((folder / joined.removeprefix(prefix)).resolve()))
        elif joined.startswith("-include"):
            yield from ("-include", joined.removeprefix("-include"))
        else:
            yield joined


def _linked(
    words: Sequence[str], folder: Path, files: Mapping[Path, CompiledFile]
) -> Iterator[CompiledFile]:
    """The C files behind a link command, those in archives included."""
    archives = [folder / word for word in words if word.endswith(".a")]
    archives += [
        folder / place[2:] / f"lib{name[2:]}.a"
        for place in words if place.startswith("-L")
        for name in words if name.startswith("-l")
    ]  # fmt: skip
    for word in words:
        if word.endswith((".o", ".c")):
            yield files[(folder / word).resolve().with_suffix(".o")]
    for archive in archives:
        if archive.exists():
            listed = subprocess.run(
                ["ar", "t", str(archive)], capture_output=True, text=True, check=True
            )
            for member in listed.stdout.split():
                yield files[(archive.parent / member).resolve()]
