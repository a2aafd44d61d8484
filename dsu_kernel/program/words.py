"""What users are told instead of the names that extraction makes: ``the loop of main``.

Data keeps the names (they are keys, and those of the generated C); texts for readers do not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dsu_kernel.extraction.model import Origin
from dsu_kernel.program.model import Version

_UNIVERSAL = re.compile(r"\\U([0-9a-fA-F]{8})")
_LOOP = re.compile(r"_(loop|part)(\d*)_*")


@dataclass(frozen=True)
class Words:
    """Generated names of all versions so far, and where each comes from."""

    origins: Mapping[str, Origin] = field(default_factory=dict)

    def adding(self, version: Version) -> Words:
        """The same and those of a version; what it has under such a name itself is no longer one.

        A name that a user gives to something of their own is theirs.
        """
        made = {**version.extraction.functions, **version.extraction.types}
        own = {*version.functions, *version.globals, *(key.tag for key in version.records)}
        if made.items() <= self.origins.items() and not (own & self.origins.keys()) - made.keys():
            return self
        kept = {name: origin for name, origin in self.origins.items() if name not in own}
        return Words({**kept, **made})

    def told(self, text: str) -> str:
        """A text with words for the names in it."""
        text = written(text)
        return self._pattern.sub(self._word, text) if self.origins else text

    def prototype(self, name: str, prototype: str) -> str:
        """A function's prototype; of one that was made the words alone, since nobody calls it."""
        bare = name.partition("@")[0]
        return self.told(bare) if bare in self.origins else self.told(prototype)

    def owner(self, name: str) -> str:
        """The function of the text that a name belongs to; other names as they are."""
        return self.origins[name].name if name in self.origins else name

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(sorted(map(re.escape, self.origins), key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:struct |union |enum )?({names})(?:\.(\w+))?(?!\w)")

    def _word(self, found: re.Match[str]) -> str:
        name, member = found[1], found[2]
        origin = self.origins[name]
        if origin.kind == "state" and member:
            return f"{member} in {_loop(name, origin)}"
        behind = f".{member}" if member else ""
        return f"{_words(name, origin)}{behind}"


def written(text: str) -> str:
    """Return names as one writes them; the preprocessor leaves \\U000000e9 of an é."""
    return _UNIVERSAL.sub(_letter, text) if "\\U" in text else text


def _letter(found: re.Match[str]) -> str:
    letter = chr(min(int(found[1], 16), 0x10FFFF))
    return letter if f"_{letter}".isidentifier() else found[0]


def _words(name: str, origin: Origin) -> str:
    loop = _loop(name, origin)
    match origin.kind:
        case "iteration":
            return loop
        case "rest":
            return f"the code after {loop}"
        case "state":
            return f"the variables of {loop}"
        case "label":
            return f"the way to {name.rpartition('_to_')[2]} after {loop}"
        case "type":
            return f"{name.removeprefix(f'{origin.name}_')} of {origin.name}"


def _loop(name: str, origin: Origin) -> str:
    """``the loop of main``, ``loop 2 of main``: by its number in the text, as its name has it."""
    found = _LOOP.match(name.removeprefix(origin.name))
    kind, number = (found[1], found[2]) if found else ("loop", "")
    return f"{kind} {number} of {origin.name}" if number else f"the {kind} of {origin.name}"
