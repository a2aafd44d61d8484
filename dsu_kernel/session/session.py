"""Session: one program and its live process. This is the public API.

What few sessions are asked for, to save or to repeat themselves, is loaded then: it would make
every start slower.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dsu_kernel.session.live_program import LiveProgram

if TYPE_CHECKING:
    from dsu_kernel.session.keeping.replay import Replay


class Session(LiveProgram):
    """A C program that can be edited while it runs.

    ``cflags`` go to gcc, ``slop`` is the number of bytes that each struct may grow in place (None:
    what alignment gives away), ``on_output`` gets a stream's name and bytes, on another thread,
    where it can give input with ``write_stdin`` and must leave the rest of the session alone.
    Else every method may be called from any thread.
    """

    def save(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the program as plain C, its patches and a notebook to a new folder.

        Returns the files. Raises DsuError when something is there already.
        """
        from dsu_kernel.session.keeping.save import save

        return save(self, folder)

    def replay(self, ignore: Iterable[str] = ()) -> Replay:
        """Start the newest text cold, repeat all inputs and compare: hot = cold.

        ``ignore`` names globals that may differ, such as clocks.
        """
        from dsu_kernel.session.keeping.replay import replay

        return replay(self, ignore)
