"""The ``dsu`` command."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import DsuError

EXEC_NOTE = """
Options that dsu does not know (-I, -D, -O, -l, -std=, -W, ...) go to the C compiler; write them as
one word. What follows `--` goes to the program. Exit status and output are the program's own.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the status is 1 for a program that cannot be built, 2 for bad usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    words, program_args = _split(words)
    parser = _parser()
    options, unknown = parser.parse_known_args(words)
    stray = unknown if options.command != "exec" else []
    stray += program_args if options.command not in ("exec", "moments") else []
    if stray:
        parser.error(f"unrecognized arguments: {' '.join(stray)}")
    try:
        if options.command is None:
            return _repl()
        if options.command == "demo":
            return _demo()
        if options.command == "install":
            return _install(options)
        if options.command == "moments":
            return _moments(options, program_args)
        return _exec(options, unknown, program_args)
    except DsuError as error:
        print(f"dsu: {error}", file=sys.stderr)
        return 1


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """What belongs to dsu, and what follows ``--``."""
    if "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dsu",
        description="Live C: programs that change as they run. Without a command: the terminal.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    run = commands.add_parser(
        "exec",
        help="compile and run C files as gcc would, in updatable form",
        epilog=EXEC_NOTE,
        allow_abbrev=False,
    )
    run.add_argument("files", nargs="+", metavar="FILE.c", help="the program's C files")
    run.add_argument("--slop", type=_slop, help="bytes that each struct may grow in place")
    run.add_argument("--cflags", default="", help="options for the C compiler, as one word")
    install = commands.add_parser("install", help="tell Jupyter of the kernel C (live)")
    where = install.add_mutually_exclusive_group()
    where.add_argument("--user", action="store_true", help="for you alone")
    where.add_argument("--sys-prefix", action="store_true", help="in this Python's environment")
    where.add_argument("--prefix", metavar="FOLDER", help="below FOLDER/share/jupyter")
    _add_moments(commands)
    commands.add_parser("demo", help="change a key-value server while a client talks to it")
    return parser


def _add_moments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "moments",
        help="run a program once for each moment, and patch it to another version there",
        description="Run OLD once for each arrival at an update point or blocking call, request "
        "the patch to NEW there, and print by source line where it is applied, where it waits and "
        "why, and where a run does not end as it does without the patch (then the status is 1).",
        epilog="What follows `--` goes to the program.",
    )
    run.add_argument("old", type=Path, metavar="OLD", help="a C file, or a folder of them")
    run.add_argument("new", type=Path, metavar="NEW", help="the same, changed")
    run.add_argument("--stdin", type=Path, metavar="FILE", help="the program's input")
    run.add_argument("--state", type=Path, metavar="FILE", help="a state transformer")
    run.add_argument("--transform", action="append", default=[], metavar="TYPE=FILE",
                     help="a type transformer")  # fmt: skip
    run.add_argument("--limit", type=int, default=200, help="moments to try at most, about (200)")
    run.add_argument("--timeout", type=float, default=20.0, help="seconds for a run (20)")
    run.add_argument("--slop", type=_slop, default=0, help="bytes that each struct may grow")
    run.add_argument("--cflags", default="", help="options for the C compiler, as one word")


def _moments(options: argparse.Namespace, program_args: list[str]) -> int:
    from .moments.command import Request, try_moments

    found = try_moments(
        Request(
            options.old,
            options.new,
            program_args,
            options.stdin,
            options.state,
            options.transform,
            options.limit,
            options.timeout,
            options.slop,
            shlex.split(options.cflags),
        )
    )
    print(found)
    return 1 if found.wrong else 0


def _slop(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("slop cannot be negative")
    return value


def _exec(options: argparse.Namespace, unknown: list[str], program_args: list[str]) -> int:
    from dsu_kernel.engine.execute import execute

    stray = [word for word in unknown if not word.startswith("-")]
    if stray:
        raise DsuError(f"not an option and not a file: {' '.join(stray)}")
    cflags = [*shlex.split(options.cflags), *unknown]
    execute(options.files, program_args, options.slop, cflags)


def _repl() -> int:
    from .terminal.start import main

    return main()


def _install(options: argparse.Namespace) -> int:
    from .kernelspec_install import install

    prefix = sys.prefix if options.sys_prefix else options.prefix
    place = install(user=options.user, prefix=prefix)
    print(f"the kernel C (live) is installed: {place}")
    return 0


def _demo() -> int:
    from .demo import tell

    return tell()


if __name__ == "__main__":
    sys.exit(main())
