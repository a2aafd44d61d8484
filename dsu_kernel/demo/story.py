"""The story that the demo tells, step by step, in the terminal."""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Iterable
from importlib.resources import files

from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table

from ..errors import DsuError
from ..patch.handle import Patch
from ..session import Session
from .client import Client

UNIT = "kv.c"
PAIRS = 1000
FIRST = [("SET apples 3", "OK"), ("SET pears 5", "OK"), ("GET apples", "3"), ("COUNT", None)]
SECOND = [("GET apples", "3"), ("INCR apples", "4"), ("GET pears", "5"), ("HITS apples", "1")]
THIRD = [("SET plums 2.5", "OK plums = 2.5"), ("INCR apples", "5"), ("HITS apples", "1")]


class Announcement:
    """Collects what the server prints until it has told its port."""

    def __init__(self) -> None:
        self._text = ""
        self._told = threading.Event()

    def receive(self, _stream: str, data: bytes) -> None:
        """Take output of the server, on whatever thread."""
        self._text += data.decode(errors="replace")
        if "\n" in self._text:
            self._told.set()

    def port(self, timeout: float = 10.0) -> int:
        """The port, as soon as it is known."""
        self._told.wait(timeout)
        found = re.search(r"port (\d+)", self._text)
        if not found:
            raise DsuError(f"the server did not start: {self._text!r}")
        return int(found[1])


def text_of(version: int) -> str:
    """The server's C text in a version."""
    return files(__package__).joinpath(f"kv_v{version}.c").read_text(encoding="utf-8")


def tell(console: Console | None = None) -> int:
    """Run the demo; returns the exit status: 0 when every answer was as expected."""
    out = console or Console(highlight=False)
    announcement = Announcement()
    with Session(on_output=announcement.receive) as session:
        out.rule("[bold]1. A key-value server in C starts")
        report(out, session.define(text_of(0), unit=UNIT))
        session.run("main")
        port = announcement.port()
        out.print(f"main runs in process {session.eval('getpid()')} and listens on port {port}.")
        with Client(port) as client:
            return _with_client(out, session, client)


def _with_client(out: Console, session: Session, client: Client) -> int:
    out.rule("[bold]2. A client connects and stores data")
    wrong = converse(out, client, FIRST)
    for number in range(PAIRS):
        client.ask(f"SET key{number} {number}")
    out.print(f"... and {PAIRS} more pairs: COUNT answers {client.ask('COUNT')}.")

    out.rule("[bold]3. The struct gains a field, two commands are new; the server runs on")
    change(out, session, 1)
    wrong += converse(out, client, SECOND)

    out.rule("[bold]4. Fields change type, lookup and answer change their prototypes")
    change(out, session, 2)
    wrong += converse(out, client, [*THIRD, ("COUNT", str(PAIRS + 3))])
    wrong += check_all(out, client)

    out.rule("[bold]5. What happened")
    summarise(out, session)
    if wrong:
        out.print(f"[bold]{wrong} answers were not as expected.")
    return 1 if wrong else 0


def change(out: Console, session: Session, version: int) -> None:
    """Edit the server's text, as one would edit a cell, and patch the running process."""
    old, new = text_of(version - 1).splitlines(), text_of(version).splitlines()
    lines = difflib.unified_diff(old, new, lineterm="", n=0)
    edits = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    out.print(Syntax("\n".join(edits), "diff", background_color="default"))
    report(out, session.define("\n".join(new) + "\n", unit=UNIT, wait=5.0))


def report(out: Console, patch: Patch) -> None:
    """Print what a patch did."""
    out.print(f"[bold]v{patch.version} {patch.state}[/]: {escape(patch.summary)}")
    if patch.state != "applied":
        raise DsuError(f"the patch is {patch.state}: {patch.verdict}")


def converse(out: Console, client: Client, dialogue: Iterable[tuple[str, str | None]]) -> int:
    """Hold a conversation; returns how many answers were not the expected ones."""
    wrong = 0
    for request, expected in dialogue:
        answer = client.ask(request)
        mark = "" if expected in (None, answer) else f"   [bold]expected {expected}"
        wrong += bool(mark)
        out.print(f"  client > {request:<16} server > {escape(answer)}{mark}")
    return wrong


def check_all(out: Console, client: Client) -> int:
    """Ask for every pair stored before the first change."""
    answers = [client.ask(f"GET key{number}") for number in range(PAIRS)]
    right = sum(answer == str(number) for number, answer in enumerate(answers))
    out.print(f"  {right} of {PAIRS} pairs stored in version 0 have their value.")
    return PAIRS - right


def summarise(out: Console, session: Session) -> None:
    """Print the timeline, and how many objects were converted."""
    timeline = Table("version", "change", "waited", "program paused")
    for entry in session.timeline:
        waited = "" if entry.waited_s is None else f"{entry.waited_s * 1000:.0f} ms"
        pause = "" if entry.pause_us is None else f"{entry.pause_us:.0f} µs"
        timeline.add_row(f"v{entry.version}", escape(entry.summary), waited, pause)
    out.print(timeline)
    for info in session.types:
        if info.converted:
            out.print(f"{info.name}: {info.converted} conversions, each at first use.")
    out.print(f"Still process {session.eval('getpid()')}, still the same connection.")
