"""Snapshots come by themselves, commands are carried out, and what they did is said."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from dsu_kernel import Session
from dsu_kernel.watching.publisher import INTERVAL_S, Publisher
from dsu_kernel.watching.snapshot import Snapshot

V0 = "struct T { int a; int b; }; struct T t = {1, 2}; int get(void) { return t.a; }"
V1 = "struct T { int a; }; struct T t; int get(void) { return 10 * t.a; }"


class Reader:
    """Gets what is published."""

    def __init__(self, session: Session) -> None:
        self.shots: list[Snapshot] = []
        self.times: list[float] = []
        self.threads: set[threading.Thread] = set()
        self._changed = threading.Condition()
        self.publisher = Publisher(session, "", self.receive)

    def receive(self, shot: Snapshot) -> None:
        with self._changed:
            self.shots.append(shot)
            self.times.append(time.monotonic())
            self.threads.add(threading.current_thread())
            self._changed.notify_all()

    def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        with self._changed:
            assert self._changed.wait_for(lambda: self.shots and holds(self.shots[-1]), 60)
            return self.shots[-1]

    def said(self, number: int) -> str:
        """The outcome of the nth command."""
        said = self.until(lambda s: s.said is not None and s.said.number == number).said
        assert said is not None
        return said.text if said.ok else f"refused: {said.text}"


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as s:
        yield s


@pytest.fixture
def reader(session: Session) -> Iterator[Reader]:
    session.define(V0, unit="a")
    reader = Reader(session)
    reader.publisher.start()
    yield reader
    reader.publisher.stop()


def test_only_changes_are_published_in_order_by_one_thread(session: Session, reader: Reader):
    reader.until(lambda s: s.version == 0)
    session.define(V1, unit="a")
    session.define(V0, unit="a")
    reader.until(lambda s: s.version == 2)
    assert [shot.seq for shot in reader.shots] == [*range(1, len(reader.shots) + 1)]
    assert len(reader.threads) == 1
    told = [shot.numbered(0) for shot in reader.shots]
    assert all(one != other for one, other in pairwise(told))


def test_there_are_at_most_ten_snapshots_a_second(session: Session, reader: Reader):
    busy = "int n; void one(void) { n++; } int main(void) { for (;;) { one(); update(); n++; } }"
    session.define(busy, unit="busy")
    session.run("main")
    reader.until(lambda s: bool(s.threads and s.threads[0].unit))
    # No time is asserted of the machine: only that what it did was never early.
    assert all(later - earlier >= INTERVAL_S * 0.5 for earlier, later in pairwise(reader.times))


def test_patches_are_held_back_and_let_go(session: Session, reader: Reader):
    reader.publisher.ask("hold", {})
    assert reader.said(1) == "patches are held back"
    patch = session.define(V1, unit="a", wait=0)
    assert reader.until(lambda s: s.pending is not None).holding
    reader.publisher.ask("apply", {})
    assert reader.said(2) == "v1 is applied"
    assert patch.state == "applied"
    assert session.call("get") == 10


def test_a_patch_is_taken_back(session: Session, reader: Reader):
    session.hold()
    session.define(V1, unit="a", wait=0)
    reader.publisher.ask("cancel", {})
    assert reader.said(1) == "the patch is taken back"
    assert session.pending is None


def test_what_going_back_would_lose_is_shown_before(session: Session, reader: Reader):
    grown = V0.replace("int b;", "int b; long c;")
    session.define(grown, unit="a")
    reader.publisher.ask("preview", {"version": 0})
    preview = reader.until(lambda s: s.preview is not None).preview
    assert preview is not None
    assert any("c" in loss for loss in preview.losses)
    assert session.version == 1
    reader.publisher.ask("rollback", {"version": 0})
    assert reader.said(2) == "back to the text of v0: v2 is applied"
    assert reader.until(lambda s: s.version == 2).preview is None


def test_a_preview_is_put_aside(reader: Reader):
    reader.publisher.ask("preview", {"version": 0})
    reader.until(lambda s: s.preview is not None)
    reader.publisher.ask("dismiss", {})
    reader.until(lambda s: s.preview is None)


def test_what_cannot_be_done_is_said(reader: Reader):
    reader.publisher.ask("rollback", {"version": 7})
    assert "no version 7" in reader.said(1)
    reader.publisher.ask("rollback", {"version": "0"})
    assert "which version" in reader.said(2)
    reader.publisher.ask("format", {})
    assert "no command 'format'" in reader.said(3)


def test_what_was_said_is_not_said_of_a_later_state(session: Session, reader: Reader):
    reader.publisher.ask("hold", {})
    assert reader.said(1) == "patches are held back"
    session.apply()
    assert reader.until(lambda s: not s.holding).said is None
    session.define(V1, unit="a")
    assert reader.until(lambda s: s.version == 1).said is None


def test_nothing_is_published_after_the_end(session: Session, reader: Reader):
    reader.until(lambda s: s.version == 0)
    reader.publisher.stop()
    number = len(reader.shots)
    session.define(V1, unit="a")
    assert len(reader.shots) == number
