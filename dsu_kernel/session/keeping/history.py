"""The patches of a session as text: for each version its difference, and what was said about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from dsu_kernel.patch.handle import Patch
from dsu_kernel.program.info import TimelineEntry
from dsu_kernel.program.model import Program
from dsu_kernel.session.journal import (
    Change,
    Edited,
    Input,
    Journal,
    Loaded,
    RolledBack,
    StateGiven,
    Transformed,
)
from dsu_kernel.session.keeping.plain import relative, texts_of


def diff(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return a unified diff of texts by name; ``patch -p1`` understands it."""
    parts: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, ""), after.get(name, "")
        lines = difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"a/{name}", f"b/{name}", lineterm=""
        )
        parts += [f"{line}\n" for line in lines]
    return "".join(parts)


def patches(
    journal: Journal, programs: Mapping[int, Program], timeline: tuple[TimelineEntry, ...]
) -> Iterator[tuple[int, str, str]]:
    """Yield version, diff and text of each version that was applied."""
    loaded = files_by_version(journal)
    before: Mapping[str, str] = {}
    entries = {entry.version: entry for entry in timeline if entry.state == "applied"}
    for number in sorted(programs):
        after: Mapping[str, str] = texts_of(programs[number])
        if number in loaded:
            names = relative(list(loaded[number]))
            after = {names[path]: text for path, text in loaded[number].items()}
        yield number, diff(before, after), _text(number, journal, entries.get(number))
        before = after


def files_by_version(journal: Journal) -> Mapping[int, Mapping[str, str]]:
    """Return the files of each version of a program of files."""
    found: dict[int, Mapping[str, str]] = {}
    for change in _changes(journal):
        if isinstance(change, Loaded) and change.patch.state in ("applied", "empty"):
            found[change.patch.version] = change.texts
        elif isinstance(change, RolledBack) and change.version in found:
            found[change.patch.version] = found[change.version]
    return found


def _text(number: int, journal: Journal, entry: TimelineEntry | None) -> str:
    """Say what a patch changed, how it fared, and what ran with it."""
    lines = [str(entry) if entry is not None else f"v{number}"]
    if entry is not None and entry.waited_s is not None:
        lines.append(f"waited {entry.waited_s:.3f} s")
    given: list[Transformed | StateGiven] = []
    for change in _changes(journal):
        if isinstance(change, Transformed | StateGiven):
            given = [*(item for item in given if not _replaces(change, item)), change]
            continue
        patch = _patch_of(change)
        if patch is None or patch.state != "applied":
            continue
        used = [item for item in given if _uses(patch, item)]
        given = [item for item in given if item not in used]
        if patch.version == number:
            lines += [f"not carried over: {loss}" for loss in patch.losses]
            lines += (_ran(item) for item in used if item.text.strip())
    return "\n".join(lines) + "\n"


def _replaces(new: Transformed | StateGiven, old: Transformed | StateGiven) -> bool:
    if isinstance(new, Transformed) and isinstance(old, Transformed):
        return new.type_name == old.type_name
    return type(new) is type(old)


def _uses(patch: Patch, given: Transformed | StateGiven) -> bool:
    """Whether a patch runs what was given before it: transformers wait for the type."""
    if isinstance(given, StateGiven):
        return not patch.initial
    return any(given.type_name == c.key.tag for c in patch.difference.types_changed)


def _ran(given: Transformed | StateGiven) -> str:
    if isinstance(given, Transformed):
        return f"\ntransformer of {given.type_name}:\n{given.text.strip()}"
    return f"\nrun once at the update:\n{given.text.strip()}"


def _changes(journal: Journal) -> Iterator[Change]:
    return (entry for entry in journal if not isinstance(entry, Input))


def _patch_of(change: Change) -> Patch | None:
    return change.patch if isinstance(change, Edited | Loaded | RolledBack) else None
