"""The terminal's commands that give the program its text."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.terminal.base import CommandSet
from dsu_kernel.views.patches import patch_view
from dsu_kernel.views.view import View

PROGRAM_COMMANDS = {
    "load": "FILES: take C files as the program, each with a scope of its own",
    "read": "FILES: read C files as if they were typed here",
    "edit": "NAME: edit a unit, or the one that defines NAME, in $EDITOR and patch the program",
    "c": "NAME { C }: define a unit with a name",
    "plan": "{ C }, or FILE: what it would change; alone: what the latest change did or waits for",
}


class ProgramCommands(CommandSet):
    """The part of the commands that defines, edits and plans."""

    def _c(self, rest: str, text: str | None, label: str) -> View:
        if text is None:
            raise DsuError("which text? :c NAME { int x; }")
        return patch_view(self.define(text, rest or None, rest or label))

    def _plan(self, rest: str, text: str | None, label: str) -> View | str:
        if text is None and rest:
            return patch_view(self._session.plan(_read(rest), rest))
        if text is not None:
            above = "" if rest else "\n" * self._line
            return patch_view(
                self._session.plan(above + text, rest or None, label=label, part=True)
            )
        return "no change so far" if self._latest is None else patch_view(self._latest)

    def _load(self, rest: str) -> View:
        files = shlex.split(rest)
        if not files:
            raise DsuError("which files? :load FILE.c ...")
        return patch_view(self._keep(self._session.load(*files)))

    def _read(self, rest: str) -> str:
        names = shlex.split(rest)
        if not names:
            raise DsuError("which files? :read FILE.c ...")
        shown = [patch_view(self.define(_read(name), name, name)) for name in names]
        return "\n".join(view.told(self._session.words).text() for view in shown)

    def _edit(self, rest: str) -> View:
        unit = self._unit(rest)
        units = self._session.units
        if self._session.made_of_files:
            _edited(Path(unit))
            return self._load(shlex.join(units))
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "unit.c"
            begin = self._unfinished.pop(unit, units[unit])
            copy.write_text(begin, encoding="utf-8", errors="surrogateescape")
            _edited(copy)
            text = copy.read_text(encoding="utf-8", errors="surrogateescape")
        try:
            return patch_view(self.define(text, unit, unit))
        except DsuError as error:
            self._unfinished[unit] = text
            error.add_note(f"nothing was changed; :edit {rest} goes on with what you wrote")
            raise

    def _unit(self, name: str) -> str:
        """The unit of a name: its own, the end of its path, or of what it defines."""
        units = self._session.units
        if name in units:
            return name
        if not name or not units:
            which = f"there is no unit {name}" if name else "which unit? :edit NAME"
            raise DsuError(f"{which}; there are {', '.join(units) or 'none'}")
        found = [unit for unit in units if unit.endswith(f"/{name}")]
        if not found:
            found = [f.unit for f in self._session.functions if f.name == name]
            found += [g.unit for g in self._session.globals if g.name == name]
        if len(found) == 1 and found[0] in units:
            return found[0]
        if found:
            raise DsuError(f"which unit? {name} is in {' and in '.join(found)}")
        raise DsuError(
            f"there is no unit, function or variable {name}; the units are {', '.join(units)}"
        )


def _edited(path: Path) -> None:
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        status = subprocess.run([*editor, str(path)], check=False).returncode
    except OSError as error:
        raise DsuError(f"{editor[0]}: {error.strerror}; set EDITOR to an editor") from error
    if status != 0:
        raise DsuError(f"{editor[0]} ended with status {status}; nothing was changed")


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise DsuError(f"{name}: {error.strerror}") from error
