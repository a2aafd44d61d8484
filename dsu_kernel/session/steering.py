"""What becomes of a session's patches: completed, planned, waited for, held, taken back."""

from __future__ import annotations

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import DsuError
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.model import Version
from dsu_kernel.session.journal import Journal, RolledBack, StateGiven, Transformed
from dsu_kernel.updating import report as looking
from dsu_kernel.updating.lock import SessionLock
from dsu_kernel.updating.updater import Updater


class Steering:
    """The part of a session that steers patches."""

    _lock: SessionLock
    _engine: Engine
    _updater: Updater
    journal: Journal

    def transform(self, type_name: str, text: str, unit: str | None = None) -> None:
        """Run C statements with ``xin`` and ``xout`` after the generated transformer of a type.

        They count for the next patch that changes the type; an empty text takes them back.
        """
        name = type_name.removeprefix("struct ").strip()
        label = unit or f"transform {name}"
        with self._lock():
            self._updater.sync()  # a patch that came meanwhile has taken the earlier ones
            known = self._updater.newest_version
            tags = {key.tag for key in known.records} if known is not None else {name}
            if name not in tags:
                raise DsuError(f"there is no struct {name} in the program")
            self._updater.transformers.pop(name, None)
            if text.strip():
                self._updater.transformers[name] = UserTransformer(name, text, label)
            self.journal.add(Transformed(name, text))

    def state(self, text: str, unit: str | None = None) -> None:
        """Run C statements once in the live process when the next patch is applied.

        They see the new globals, the old storage of retyped ones as ``old_NAME``, and may call new
        functions. When they return a value other than 0, crash, or do not end, the patch is
        refused and the process goes on at the old version. An empty text takes it back.
        """
        with self._lock():
            self._updater.sync()  # a patch that came meanwhile has taken the earlier one
            self._updater.state = UserState(text, unit or "state") if text.strip() else None
            self.journal.add(StateGiven(text))

    def clear_given(self) -> None:
        """Take back what :meth:`transform` and :meth:`state` have set for the next patch."""
        self.state("")
        for each in self._updater.given.transformers:
            self.transform(each.type_name, "")

    def hold(self) -> None:
        """Keep patches back, the one that waits included, until :meth:`apply`."""
        with self._lock():
            self._updater.hold()

    def apply(self, *, wait: float = 1.0) -> Patch | None:
        """Let the patch that waits be applied at the next safe moment; None without one."""
        with self._lock():
            patch = self._updater.release()
        return self._settled(patch, wait) if patch is not None else None

    def cancel(self) -> bool:
        """Take back the patch that waits; False when there is none or it came first."""
        with self._lock():
            self._updater.sync()
            return self._updater.waiting is not None and self._updater.withdraw()

    def rollback(self, version: int, *, wait: float = 1.0) -> Patch:
        """Go back to the text of an earlier version, by a patch like any other.

        Transformers are generated backwards; :meth:`plan_rollback` lists what gets lost.
        """
        with self._lock():
            self._updater.sync()
            watch = Stopwatch()
            earlier = self._earlier(version, watch)
            unit = f"rollback to v{version}"
            patch = self._updater.apply(earlier.program, earlier, unit, watch)
            self.journal.add(RolledBack(version, patch))
        return self._settled(patch, wait)

    def plan_rollback(self, version: int) -> Patch:
        """Tell what :meth:`rollback` would do."""
        with self._lock():
            self._updater.sync()
            watch = Stopwatch()
            earlier = self._earlier(version, watch)
            return self._planned(earlier, f"rollback to v{version}", watch)

    def _earlier(self, version: int, watch: Stopwatch) -> Version:
        text = self._updater.history.get(version)
        if text is None:
            known = ", ".join(f"v{number}" for number in sorted(self._updater.history))
            raise DsuError(
                f"there is no version {version} to go back to; there are {known or 'none'}"
            )
        return self._engine.again(text, self._updater.next_number, watch)

    def _planned(self, version: Version, unit: str, watch: Stopwatch) -> Patch:
        if self._updater.now is None:
            return Patch(0, unit, looking.everything(version), initial=True, _state="planned")
        plan = self._updater.plan(version, watch)
        return Patch(
            version.number,
            unit,
            plan.difference,
            refusals=plan.refusals,
            stages=watch.seconds,
            moments=plan.moments,
            _state="empty" if plan.difference.empty else "planned",
        )

    def _settled(self, patch: Patch, wait: float) -> Patch:
        """Give a running program the time to take a patch; raise what refused it meanwhile."""
        if patch.state == "pending" and not self._updater.holding:
            patch.wait(wait)
        with self._lock():
            self._updater.sync()
        patch.raise_refusal()
        return patch
