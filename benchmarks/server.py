"""A server that is patched: how long patches wait for it, and its clients for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from dsu_kernel import Session
from dsu_kernel.demo.story import Announcement, text_of

from .load import Answers, Load, Request

UNIT = "kv.c"
QUIET = 1.0
NEAR = 0.02
"""Seconds that are quiet before the first patch, and that count as around an update."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Microseconds from the request of a prepared patch until it was applied."""

    server: str
    patch: str
    patches: int
    median: float
    longest: float


@dataclass(frozen=True, slots=True)
class Served:
    """What patches and clients experienced."""

    waits: tuple[Wait, ...]
    answers: dict[str, Answers]


def edited(kind: str, k: int) -> str:
    """The server's text with another body, or with a struct that has k more fields."""
    text = text_of(0)
    if kind == "body":
        return text.replace("int n = 0;", f"int n = 0; (void){k};")
    fields = "".join(f"    int more{i};\n" for i in range(k))
    return text.replace("    struct entry *next;\n", f"    struct entry *next;\n{fields}")


def measure(patches: int = 10) -> Served:
    """Patch an idle and a busy server with new bodies and with new fields."""
    waits: list[Wait] = []
    answers: dict[str, Answers] = {}
    for kind in ("body", "struct"):
        announcement = Announcement()
        with Session(on_output=announcement.receive) as session:
            session.define(edited(kind, 0), unit=UNIT)
            session.run("main")
            port = announcement.port()
            waits.append(_waits("idle", kind, session, range(1, patches + 1))[0])
            load = Load(port)
            began = time.time()
            time.sleep(QUIET)
            wait, updates = _waits("busy", kind, session, range(patches + 1, 2 * patches + 1))
            waits.append(wait)
            requests = load.stop()
        answers |= _sorted(requests, began + QUIET, updates, kind)
    return Served(tuple(waits), answers)


def _waits(server: str, kind: str, session: Session, edits: range) -> tuple[Wait, list[float]]:
    """Apply patches; returns how long they waited, and when each was applied."""
    for k in edits:
        patch = session.define(edited(kind, k), unit=UNIT, wait=30)
        assert patch.state == "applied", patch.verdict
    entries = session.timeline[-len(edits) :]
    times = [entry.waited_s * 1e6 for entry in entries if entry.waited_s is not None]
    wait = Wait(server, kind, len(edits), statistics.median(times), max(times))
    return wait, [entry.requested for entry in entries]


def _sorted(
    requests: Sequence[Request], quiet_until: float, updates: Sequence[float], kind: str
) -> dict[str, Answers]:
    """Part requests into those before all patches, those near an update, and the others."""
    quiet, near, others = [], [], []
    for request in requests:
        if request.ended < quiet_until:
            quiet.append(request)
        elif any(request.began - NEAR < update < request.ended + NEAR for update in updates):
            near.append(request)
        elif request.ended < updates[-1]:
            others.append(request)
    return {
        f"{kind}: no patch in sight": Answers.of(quiet),
        f"{kind}: while patches are compiled": Answers.of(others),
        f"{kind}: within {NEAR * 1000:.0f} ms of an update": Answers.of(near),
    }
