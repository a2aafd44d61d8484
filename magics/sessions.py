"""The sessions of one notebook by name, and how a magic comes to the one that it is about.

Every magic takes ``--session NAME``; without it, the session is the notebook's current one. So a
magic of its own file looks like this::

    @magics_class
    class MyMagics(SessionMagics):
        @line_magic
        @command
        def dsu_mine(self, program: NamedSession, line: str) -> View:
            return my_view(program.session)

``command`` takes ``--session NAME`` from the line, shows the program's output under the cell and
errors as plain text.
"""

from __future__ import annotations

import atexit
import functools
import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from IPython.core.magic import Magics, magics_class

from dsu_kernel.errors import DsuError
from dsu_kernel.views.view import View
from dsu_kernel.wording import NOTEBOOK, told

from .console import Console

if TYPE_CHECKING:
    from dsu_kernel.patch.handle import Patch
    from dsu_kernel.session import Session

P = ParamSpec("P")
R = TypeVar("R")
Open = Callable[..., "Session"]

DEFAULT = "default"
NO_PROGRAM = (
    "No cell has defined a program in this kernel. After a restart of the kernel, run those cells "
    "again: Run > Run All Above Selected Cell."
)
_NAME = re.compile(r"[\w.-]+")
_OPTION = r"(?P<option>(?<!\S)--session(?:=|\s+)(?P<name>\S+)\s*)"
_ANYWHERE = re.compile(_OPTION)
# Behind other options at most: what follows may be C, or the arguments of a program.
_IN_FRONT = re.compile(rf"\s*(?:--\w+(?:=|\s+)\S+\s+)*?{_OPTION}")
_NAMELESS = re.compile(r"(?<!\S)--session=?\s*$")


class NamedSession:
    """One program of a notebook, and what the magics remember about it."""

    def __init__(self, name: str, open_session: Open) -> None:
        self.name = name
        self.console = Console()
        self.latest: Patch | None = None
        """The newest patch that was asked for by a cell."""
        self._open = open_session
        self._session: Session | None = None
        self._cflags: tuple[str, ...] = ()

    @property
    def session(self) -> Session:
        """The session, opened when it is first needed."""
        if self._session is None:
            self._session = self._open(cflags=self._cflags, on_output=self.console.receive)
        return self._session

    @property
    def is_open(self) -> bool:
        """Whether the session was needed so far."""
        return self._session is not None

    @property
    def is_empty(self) -> bool:
        """Whether it was used, but nothing is defined in it."""
        return self._session is not None and not self._session.units

    def close(self) -> None:
        """End the live process and forget the program."""
        session, self._session, self.latest = self._session, None, None
        if session is not None:
            session.close()

    def use_flags(self, text: str | None) -> None:
        """Take the compiler's options; one program has one set of them."""
        if text is None:
            return
        flags = tuple(flag for word in shlex.split(text) for flag in word.split())
        if self._session is not None and flags != self._cflags:
            used = " ".join(self._cflags) or "none"
            raise DsuError(
                f"the program was begun with other compiler options ({used}); give --cflags in "
                f"its first cell, after %dsu_session --close {self.name}"
            )
        self._cflags = flags


class Sessions:
    """The sessions of one IPython shell; one of them is the current one."""

    def __init__(self, open_session: Open | None = None) -> None:
        self._open = open_session or _open_session
        self._known: dict[str, NamedSession] = {}
        self.current = DEFAULT
        atexit.register(self.close)

    def get(self, name: str | None = None) -> NamedSession:
        """The session of that name, made when it is new; the current one without a name."""
        name = name or self.current
        if _NAME.fullmatch(name) is None:
            raise DsuError(f"a session's name has letters, digits, '_', '-' and '.': not {name!r}")
        if name not in self._known:
            self._known[name] = NamedSession(name, self._open)
        return self._known[name]

    @property
    def opened(self) -> tuple[NamedSession, ...]:
        """The sessions that were used, in order of first use."""
        return tuple(named for named in self._known.values() if named.is_open)

    def use(self, name: str) -> NamedSession:
        """Make a session the current one."""
        chosen = self.get(name)
        self.current = chosen.name
        return chosen

    def close(self, name: str | None = None) -> None:
        """End one session, or all."""
        if name is None:
            atexit.unregister(self.close)
        if name is not None and name not in self._known:
            known = ", ".join(self._known) or "none"
            raise DsuError(f"there is no session {name}; there are {known}")
        for named in [self._known[name]] if name else list(self._known.values()):
            named.close()
            del self._known[named.name]


@magics_class
class SessionMagics(Magics):
    """Base of all magics: they share the sessions of their notebook."""

    def __init__(self, shell: Any, sessions: Sessions) -> None:  # noqa: ANN401 - IPython is untyped
        super().__init__(shell)
        self.sessions = sessions


def command(method: Callable[Concatenate[Any, NamedSession, str, P], R]) -> Callable[..., R]:
    """Make a magic of a method, which gets the session that the line names, and the rest of it."""
    return _command(method, _ANYWHERE.search)


def raw_command(method: Callable[Concatenate[Any, NamedSession, str, P], R]) -> Callable[..., R]:
    """The same for a line of C or of a program's arguments: only in front is --session ours."""
    return _command(method, _IN_FRONT.match)


def _command(
    method: Callable[Concatenate[Any, NamedSession, str, P], R],
    find: Callable[[str], re.Match[str] | None],
) -> Callable[..., R]:
    @functools.wraps(method)
    def run(magics: SessionMagics, line: str, *args: P.args, **kwargs: P.kwargs) -> R:
        found = find(line)
        rest = line[: found.start("option")] + line[found.end() :] if found else line
        try:
            if _NAMELESS.search(rest):
                raise DsuError("--session needs a name; %dsu_sessions lists the sessions")
            named = magics.sessions.get(found["name"] if found else None)
            try:
                with named.console.cell():
                    return _for_readers(method(magics, named, rest, *args, **kwargs), named)
            except DsuError as error:
                hint = NO_PROGRAM if not any(args) and named.is_empty else ""
                raise shown_plainly(error, hint, named) from None
        except (DsuError, KeyboardInterrupt) as error:
            raise shown_plainly(error) from None

    return run


def _for_readers(value: R, named: NamedSession) -> R:
    """What a magic returns, with words instead of the names of taken-apart loops."""
    if isinstance(value, View) and named.is_open:
        return cast(R, value.told(named.session.words))
    return value


def shown_plainly(
    error: BaseException, hint: str = "", named: NamedSession | None = None
) -> BaseException:
    """IPython shows what an exception's ``_render_traceback_`` returns instead of a traceback."""
    if "_render_traceback_" in vars(error):
        return error
    text = told(error, NOTEBOOK)
    if named is not None and named.is_open:
        text = named.session.words.told(text)
    if isinstance(error, KeyboardInterrupt):
        text = "the notebook waits no longer; the program goes on"
    lines = [*f"{type(error).__name__}: {text}".splitlines(), *filter(None, [hint])]
    vars(error)["_render_traceback_"] = lambda: lines
    return error


def _open_session(**options: Any) -> Session:  # noqa: ANN401
    from dsu_kernel.session import Session

    return Session(**options)
