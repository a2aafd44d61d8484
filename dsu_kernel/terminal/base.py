"""What all commands work with."""

from __future__ import annotations

from collections.abc import Callable

from dsu_kernel.live.attend import GiveInput
from dsu_kernel.patch.handle import Patch
from dsu_kernel.session import Session


class CommandSet:
    """Commands on one session, each a method that returns what to show.

    ``ask`` gives the program its input (None: there is nobody to ask), ``show`` shows what cannot
    wait for the command's end, and ``requested`` is told of a patch that waits when the command is
    over.
    """

    def __init__(
        self,
        session: Session,
        ask: GiveInput | None,
        show: Callable[[str], None],
        requested: Callable[[Patch], None],
    ) -> None:
        self._session = session
        self._asked = ask
        self._ask: GiveInput = ask or (lambda: None)
        self._tell = show
        self._requested = requested
        self._line = 0
        """So many lines of a script are above the text of the command."""
        self._latest: Patch | None = None
        self._unfinished: dict[str, str] = {}
        """By unit, what was written in the editor and is no C yet."""

    def define(self, text: str, name: str | None, label: str, *, part: bool = False) -> Patch:
        """Define a unit, or change it; the patch is the latest one from then on."""
        patch = self._session.define(text, name, label=label, part=part)
        self._keep(patch)
        return patch

    def _keep(self, patch: Patch) -> Patch:
        if patch.state != "empty":
            self._latest = patch
        if patch.state == "pending":
            self._requested(patch)
        return patch
