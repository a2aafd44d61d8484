"""What a session keeps of itself: its texts so far; saved to a folder, or repeated from cold."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.model import Program, Version
from dsu_kernel.updating.updater import Updater

if TYPE_CHECKING:
    from dsu_kernel.classroom.replay import Replay


class Keeping:
    """The part of a session that looks back."""

    _lock: threading.RLock
    _updater: Updater
    _options: tuple[tuple[str, ...], int | None, str]

    def _inspected(self) -> InForce:
        raise NotImplementedError

    @property
    def cflags(self) -> tuple[str, ...]:
        """The options for the C compiler."""
        return self._options[0]

    def texts(self) -> tuple[Version, Mapping[int, Program]]:
        """Return the version in force, and the program of each version so far by number."""
        with self._lock:
            version = self._inspected().version
            return version, {n: text.program for n, text in self._updater.history.items()}

    def save(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the program as plain C, its patches and a notebook to a new folder.

        Returns the files. Raises DsuError when something is there already.
        """
        from dsu_kernel.classroom.save import save
        from dsu_kernel.session import Session

        assert isinstance(self, Session)
        return save(self, folder)

    def replay(self, ignore: Iterable[str] = ()) -> Replay:
        """Start the newest text cold, repeat all inputs and compare: hot = cold.

        ``ignore`` names globals that may differ, such as clocks.
        """
        from dsu_kernel.classroom.replay import replay
        from dsu_kernel.session import Session

        assert isinstance(self, Session)
        return replay(self, ignore)
