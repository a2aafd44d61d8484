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
    releases: tuple[str, ...] = ("",)
    """Releases of Debian to ask, first to last; an empty one is the machine's own."""


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


def fetch(package: Package) -> Path:
    """Return the unpacked source folder of a package, fetched once by ``apt-get source``."""
    home = platformdirs.user_cache_path("dsu-kernel") / "debian-sources"
    folder = home / package.name
    if found := _unpacked(folder):
        return found
    if shutil.which("apt-get") is None or shutil.which("dpkg-source") is None:
        raise SourceUnavailableError("needs apt-get and dpkg-source (Debian: dpkg-dev)")
    folder.mkdir(parents=True, exist_ok=True)
    told = []
    for release in package.releases:
        try:
            _fetch(package.name, release, home / f"apt{release}", folder)
        except SourceUnavailableError as error:
            told.append(str(error))
        if found := _unpacked(folder):
            return found
    raise SourceUnavailableError("\n".join(told) or f"no source folder of {package.name} came")


def _fetch(name: str, release: str, apt: Path, folder: Path) -> None:
    options = _apt_options(apt, release)
    if not any((apt / "lists").glob("*Sources*")):
        _run(["apt-get", "-q", *options, "update"], apt)
    _run(["apt-get", "-q", *options, "source", name], folder)


def build(package: Package, work: Path) -> BuiltPackage:
    """Build a copy of the package under ``work`` and return what its compiler was asked."""
    source = fetch(package)
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
    own = {f"-l{each.stem.removeprefix('lib')}" for each in _archives(words, folder)}
    libraries = tuple(w for w in words if w.startswith(("-l", "-L", "-pthread")) and w not in own)
    return BuiltPackage(source.name, tuple(files.values()), Path(target), linked, libraries)


def _unpacked(folder: Path) -> Path | None:
    return next((p for p in folder.glob("*") if p.is_dir()), None) if folder.exists() else None


def _apt_options(home: Path, release: str) -> list[str]:
    """Options under which apt knows the machine's own archives as sources of source packages.

    With ``release`` it knows them as the archives of that release only.
    """
    (home / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (home / "deb-src.sources").write_text("\n\n".join(_modern_sources(release)) + "\n")
    (home / "deb-src.list").write_text("\n".join(_one_line_sources(release)) + "\n")
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


def _modern_sources(release: str) -> Iterator[str]:
    """The stanzas of Debian's own archive in deb822 files, turned to source packages."""
    for file in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            lines = [line for line in stanza.splitlines() if not line.startswith("#")]
            if not any(re.match(r"Signed-By:.*debian-archive", line) for line in lines):
                continue
            kept = [line for line in lines if not line.startswith("Types:")]
            if release and any("security" in line for line in kept):
                continue
            if release:
                kept = [re.sub(r"^Suites:.*", f"Suites: {release}", line) for line in kept]
            yield "\n".join(["Types: deb-src", *kept])


def _one_line_sources(release: str) -> Iterator[str]:
    listed = Path("/etc/apt/sources.list")
    for line in listed.read_text().splitlines() if listed.exists() else ():
        if not line.startswith("deb ") or "debian" not in line:
            continue
        if release and "security" in line:
            continue
        source = "deb-src " + line.removeprefix("deb ")
        if release:  # deb-src [options] ADDRESS SUITE COMPONENTS
            source = re.sub(r"^(deb-src (?:\[[^]]*\] )?\S+) \S+", rf"\1 {release}", source)
        yield source


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
    for word in words:
        if word.endswith((".o", ".c")):
            yield files[(folder / word).resolve().with_suffix(".o")]
    for archive in _archives(words, folder):
        listed = subprocess.run(
            ["ar", "t", str(archive)], capture_output=True, text=True, check=True
        )
        for member in listed.stdout.split():
            yield files[(archive.parent / member).resolve()]


def _archives(words: Sequence[str], folder: Path) -> Iterator[Path]:
    """The static libraries that the build itself made and links."""
    archives = [folder / word for word in words if word.endswith(".a")]
    archives += [
        folder / place[2:] / f"lib{name[2:]}.a"
        for place in words if place.startswith("-L")
        for name in words if name.startswith("-l")
    ]  # fmt: skip
    yield from (each for each in archives if each.exists())
