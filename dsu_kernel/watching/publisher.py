"""Publishes snapshots of a session from one thread of its own, and carries out commands there.

Whoever shows a session gets a new snapshot when something has changed, at most ten a second, and
asks for something by a command: that is put in a queue, and its outcome is part of a later
snapshot.
"""

from __future__ import annotations

import contextvars
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from dsu_kernel.errors import DsuError
from dsu_kernel.patch.handle import Patch
from dsu_kernel.session import Session
from dsu_kernel.watching.snapshot import Preview, Said, Snapshot
from dsu_kernel.watching.watcher import Watcher

Publish: TypeAlias = Callable[[Snapshot], None]

INTERVAL_S = 0.1
"""Between two snapshots at least."""
CALM_S = 0.5
"""Between two looks at a program in which nothing changes."""

_log = logging.getLogger(__name__)


class Commands:
    """What can be asked of a session by name; each returns the words that tell its outcome."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.preview: Preview | None = None
        """What going back would do, until it is done or dismissed."""

    def carry_out(self, name: str, args: Mapping[str, Any]) -> str:
        """Do it. Raises DsuError when it cannot be done or there is no such command."""
        known = {
            "apply": self._apply,
            "hold": self._hold,
            "cancel": self._cancel,
            "preview": self._preview,
            "rollback": self._rollback,
            "dismiss": self._dismiss,
        }
        if name not in known:
            raise DsuError(f"there is no command {name!r}")
        return known[name](args)

    def _apply(self, _: Mapping[str, Any]) -> str:
        patch = self._session.apply(wait=0)
        return "patches are no longer held back" if patch is None else _fate(patch)

    def _hold(self, _: Mapping[str, Any]) -> str:
        self._session.hold()
        return "patches are held back"

    def _cancel(self, _: Mapping[str, Any]) -> str:
        return "the patch is taken back" if self._session.cancel() else "no patch waits any more"

    def _preview(self, args: Mapping[str, Any]) -> str:
        version = _version(args)
        planned = self._session.plan_rollback(version)
        told = self._session.words.told
        refusals = tuple(told(str(refusal)) for refusal in planned.refusals)
        losses = tuple(map(told, planned.losses))
        self.preview = Preview(version, told(planned.summary), losses, refusals)
        return f"what going back to v{version} would do is shown"

    def _rollback(self, args: Mapping[str, Any]) -> str:
        self.preview = None
        version = _version(args)
        return f"back to the text of v{version}: {_fate(self._session.rollback(version, wait=0))}"

    def _dismiss(self, _: Mapping[str, Any]) -> str:
        self.preview = None
        return ""


def _version(args: Mapping[str, Any]) -> int:
    version = args.get("version")
    if not isinstance(version, int):
        raise DsuError("which version?")
    return version


def _fate(patch: Patch) -> str:
    if patch.state == "empty":
        return "nothing changes"
    if patch.state == "pending":
        why = "patches are held back" if patch.kept_back else "it waits for a safe moment"
        return f"v{patch.version} is requested; {why}"
    return f"v{patch.version} is {patch.state}"


class Publisher:
    """The thread between a session and whoever shows it. ``publish`` is called on that thread."""

    def __init__(self, session: Session, name: str, publish: Publish) -> None:
        self._watcher = Watcher(session, name)
        self._commands = Commands(session)
        self._publish = publish
        self._asked: queue.SimpleQueue[tuple[str, Mapping[str, Any]] | None] = queue.SimpleQueue()
        self._looking = threading.Lock()
        self._latest = Snapshot()
        self._said: Said | None = None
        self._said_of: tuple[object, ...] | None = None
        """The state in which what was said was published first; it is not said of a later one."""
        self._number = 0
        self._over = False
        run = contextvars.copy_context().run
        self._thread = threading.Thread(
            target=run, args=(self._run,), name="dsu-publisher", daemon=True
        )

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def stop(self) -> None:
        """Publish no more; returns when the thread has ended."""
        self._over = True
        self.wake()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def ask(self, command: str, args: Mapping[str, Any]) -> None:
        """Have a command carried out; returns at once, on whatever thread."""
        self._asked.put((command, args))

    def wake(self) -> None:
        """Something may have changed."""
        self._asked.put(None)

    def look(self) -> Snapshot:
        """Take a snapshot now, on the caller's thread; it has the number of one not published."""
        with self._looking:
            taken = self._watcher.snapshot()
            said = self._said if self._said_of in (None, taken.landmark) else None
            return replace(taken, seq=self._latest.seq, preview=self._commands.preview, said=said)

    # ---- the thread ----

    def _run(self) -> None:
        pause = INTERVAL_S
        while not self._over:
            began = time.monotonic()
            changed = self._publish_change()
            pause = INTERVAL_S if changed else min(CALM_S, pause * 1.3)
            if self._await_commands(pause):
                pause = INTERVAL_S
            time.sleep(max(0.0, began + INTERVAL_S - time.monotonic()))

    def _await_commands(self, pause: float) -> bool:
        """Carry out what is asked for within ``pause`` seconds; whether there was something."""
        try:
            asked = self._asked.get(timeout=pause)
        except queue.Empty:
            return False
        while True:
            if asked is not None:
                self._carry_out(*asked)
            try:
                asked = self._asked.get_nowait()
            except queue.Empty:
                return True

    def _carry_out(self, command: str, args: Mapping[str, Any]) -> None:
        self._number += 1
        self._said_of = None
        try:
            self._said = Said(self._number, True, self._commands.carry_out(command, args))
        except DsuError as error:
            self._said = Said(self._number, False, f"{type(error).__name__}: {error}")

    def _publish_change(self) -> bool:
        try:
            taken = self.look()
            if taken == self._latest and taken.seq:
                return False
            self._latest = taken.numbered(self._latest.seq + 1)
            self._said_of = self._said_of or taken.landmark
            self._publish(self._latest)
        except Exception:  # noqa: BLE001 - the next look may succeed; the log has what went wrong
            _log.exception("a session cannot be shown")
            return False
        return True
