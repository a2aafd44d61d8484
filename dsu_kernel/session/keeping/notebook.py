"""A session as a notebook that does all of it again. It is JSON; Jupyter is not needed here."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsu_kernel.editor.routing import expression_of
from dsu_kernel.session.journal import (
    WENT_ON,
    Call,
    Change,
    Edited,
    Entry,
    Evaluate,
    Input,
    Journal,
    Loaded,
    Restarted,
    RolledBack,
    Start,
    StateGiven,
    Transformed,
    Type,
)
from dsu_kernel.session.keeping.plain import relative
from dsu_kernel.updating.arguments import c_string

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_INTRODUCTION = (
    "# A session, again\n\nThis notebook was written by `save`. Run all cells: the program is "
    "defined, changed and used as it was. (Needs `dsu-kernel`.)"
)
_SESSION = (
    "from dsu_kernel.magics import sessions_of\n\n"
    "session = sessions_of(get_ipython()).get().session"
)
_WORK = "import shutil\n\nshutil.copytree('versions/v{0}', 'work', dirs_exist_ok=True)"


@dataclass(slots=True)
class _Writer:
    """Makes cells of entries; remembers what later cells rely on."""

    flags: tuple[str, ...]
    cells: list[dict[str, object]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    started: bool = False
    knows_session: bool = False

    def add(self, kind: str, source: str, *tags: str) -> None:
        cell: dict[str, object] = {
            "id": f"cell-{len(self.cells):02}",
            "cell_type": kind,
            "metadata": {"tags": list(tags)} if tags else {},
            "source": source,
        }
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
        self.cells.append(cell)

    def change(self, change: Change) -> None:
        match change:
            case Edited(unit, label, source, patch):
                # A cell that was run again has another label, and is the same unit.
                name = self.names.setdefault(unit, _name(label))
                if patch.state != "cancelled":
                    flags = f" --cflags={shlex.quote(' '.join(self.flags))}" if self.flags else ""
                    self.add("code", f"%%dsu_c {name}{flags}\n{_own(source)}")
            case Loaded(paths, patch, texts):
                if patch.state != "cancelled":
                    names = relative(list(texts))
                    files = " ".join(shlex.quote(f"work/{names[path]}") for path in paths)
                    self.add("code", _WORK.format(patch.version))
                    self.add("code", f"%dsu_load --wait 10 {files}")
            case RolledBack(version, patch):
                if patch.state != "cancelled":
                    self.add("code", f"%dsu_rollback --wait 10 {version}")
            case Transformed(name, text):
                self.add("code", f"%%dsu_transform {name}\n{_own(text)}")
            case StateGiven(text):
                self.add("code", f"%%dsu_state\n{_own(text) or 'return 0;'}")
            case Restarted():
                self.started = False
                self.add("code", "%dsu_restart")

    def input(self, item: Input) -> None:
        if self.started and not item.running:
            self.add("code", "%dsu_wait 10")
            self.started = False
        # What crashed crashes again, and the cells behind it are run all the same.
        tags = ("raises-exception",) if item.fault else ()
        match item.act:
            case Evaluate():
                self.add("code", f"%dsu {expression_of(str(item.act), 'expression')}", *tags)
            case Call(function, args):
                self._call(function, args, tags)
            case Start(function, args):
                words = " ".join(shlex.quote(str(arg)) for arg in args)
                self.add("code", f"%dsu_run --wait 0.1 {function} {words}".rstrip())
                self.started = True
            case Type(data):
                self._session(f"session.write_stdin({data!r})" if data else "session.end_input()")

    def _call(self, function: str, args: tuple[object, ...], tags: tuple[str, ...]) -> None:
        texts = [_c_text(arg) for arg in args]
        known = [text for text in texts if text is not None]
        if len(known) == len(texts):
            self.add("code", f"%dsu {function}({', '.join(known)})", *tags)
        else:
            passed = ", ".join([repr(function), *map(repr, args)])
            self._session(f"session.call({passed})", *tags)

    def _session(self, code: str, *tags: str) -> None:
        """What no magic does."""
        self.add("code", code if self.knows_session else f"{_SESSION}\n{code}", *tags)
        self.knows_session = True


def notebook(journal: Journal, flags: tuple[str, ...]) -> str:
    """Return the notebook's text, in format 4.5."""
    writer = _Writer(flags)
    writer.add("markdown", _INTRODUCTION)
    writer.add("code", "%load_ext dsu_kernel")
    for entry in _wanted(journal):
        if isinstance(entry, Input):
            writer.input(entry)
        else:
            writer.change(entry)
    writer.add("code", "%dsu_timeline")
    form = {"cells": writer.cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(form, indent=1, ensure_ascii=False) + "\n"


def _wanted(journal: Journal) -> Iterator[Entry]:
    """Yield what is worth repeating; what was refused, or never ended, is not."""
    for entry in journal:
        if isinstance(entry, Input) and entry.fault == WENT_ON:
            continue
        if isinstance(entry, Edited | Loaded | RolledBack) and entry.patch.state == "refused":
            continue
        yield entry


def _name(label: str) -> str:
    """Return the name of a unit as a magic takes it: ``In[3]`` is a label, no name."""
    return re.sub(r"\W+", "_", label).strip("_") or "cell"


def _own(text: str) -> str:
    """Return the text of a cell without the line that stood for its magic."""
    return text.removeprefix("\n").rstrip()


def _c_text(value: object) -> str | None:
    """Return a Python value as C; None for what only Python can give."""
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, str) and type(value) is str:
        return c_string(value)
    if value is None:
        return "0"
    return None
