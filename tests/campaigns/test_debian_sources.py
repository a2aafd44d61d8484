"""Real programs from Debian's archive: every C file through front end, transformer and gcc.

    pytest -m long -s tests/campaigns/test_debian_sources.py

fetches the sources with ``apt-get source`` (as root, from the machine's own archives; ngircd from
a newer release of Debian) into the user's cache, configures them as they come and prints a table
for each: files, classes of struct types, the commonest reasons. Needs dpkg-dev, make, and
libevent-dev for memcached. What cannot be fetched or built is skipped with apt's or configure's own
words.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from debian_sources import BuiltPackage, CompiledFile, Package, SourceUnavailableError, build
from translation import Translation, table, translate_files

from dsu_kernel.toolchain.compiler import Compiler

pytestmark = pytest.mark.long

_SMOKE = str(Path(__file__).with_name("smoke.lua"))
PACKAGES = (
    Package(
        "tinyproxy",
        "./configure -q --disable-manpage_support",
        "make -s",
        "src/tinyproxy",
        (("-v",), ("-h",), ("-c", "/nonexistent")),
    ),
    Package(
        "ngircd",
        "./configure -q",
        "make -s",
        "src/ngircd/ngircd",
        (("--version",), ("--help",), ("--configtest", "--config", "/nonexistent")),
        ("sid", "trixie", ""),  # 27 or 28
    ),
    Package("memcached", "./configure -q", "make -s", "memcached", (("-V",), ("-h",), ("-Z9",))),
    Package(
        "lua5.4",
        "echo '#define DEB_HOST_MULTIARCH \"multiarch\"' > src/lua5.4-deb-multiarch.h",
        "cd src && $CC -O2 -std=gnu99 -DLUA_COMPAT_5_3 -DLUA_USE_POSIX -DLUA_USE_DLOPEN "
        "$(ls *.c | grep -v luac.c) -o lua -Wl,-E -lm -ldl",
        "src/lua",
        (("-v",), (_SMOKE,), ("-e", "error('deliberate')"), ("-e", "os.exit(7)")),
    ),
)  # fmt: skip


@pytest.mark.parametrize("package", PACKAGES, ids=[each.name for each in PACKAGES])
def test_package(package: Package, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        built = build(package, tmp_path)
    except SourceUnavailableError as reason:
        pytest.skip(f"{package.name}: {reason}")
    files = [
        (each.path.name, translate_files([each.path], _flags([each]), link=False))
        for each in built.files
    ]
    flags = [*_flags(built.linked), *built.libraries]
    whole = translate_files([each.path for each in built.linked], flags)
    with capsys.disabled():
        print("\n" + table(built.version, files, whole))
    assert not [name for name, each in files if each.error]
    assert not whole.error
    for words in package.smoke:
        assert _run(_transformed(whole), built, words) == _run([str(built.program)], built, words)


def _flags(files: tuple[CompiledFile, ...] | list[CompiledFile]) -> list[str]:
    """The flags of all files together, each pair kept together and said once."""
    words = ["-O2", "-w"]
    for each in files:
        flags = iter(each.flags)
        pairs = [(f, next(flags)) if f in _PAIRED else (f,) for f in flags]
        words += [
            word for pair in dict.fromkeys(pairs) if not _within(pair, words) for word in pair
        ]
    return words


_PAIRED = {"-I", "-isystem", "-iquote", "-include"}


def _within(pair: tuple[str, ...], words: list[str]) -> bool:
    at = range(len(words) - len(pair) + 1)
    return any(tuple(words[i : i + len(pair)]) == pair for i in at)


def _transformed(whole: Translation) -> list[str]:
    assert whole.module is not None
    return [str(Compiler().runtime().native), "--name", "prog", str(whole.module.path)]


def _run(command: list[str], built: BuiltPackage, words: tuple[str, ...]) -> tuple[int, str]:
    """Status and output; the program is called the same both ways."""
    arguments = command if len(command) > 1 else ["prog"]
    done = subprocess.run(
        [*arguments, *words], executable=command[0], cwd=built.program.parent, timeout=60,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace")
