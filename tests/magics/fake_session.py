"""A session without a process: it records what it is asked, and answers from a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from dsu_kernel.errors import PatchRefused
from dsu_kernel.program.words import Words

NOTHING: dict[str, Any] = {
    "functions_added": (),
    "functions_deleted": (),
    "bodies_changed": (),
    "prototypes_changed": (),
    "reissued": {},
    "types_added": (),
    "types_deleted": (),
    "types_changed": (),
    "globals_added": (),
    "globals_deleted": (),
    "globals_changed": (),
    "initialisers_kept": (),
    "constants_replaced": (),
}


def difference(**changes: Any) -> SimpleNamespace:
    return SimpleNamespace(**{**NOTHING, **changes})


@dataclass
class FakePatch:
    version: int = 1
    state: str = "applied"
    summary: str = "f changed"
    verdict: str | None = None
    losses: tuple[str, ...] = ()
    warnings: str = ""
    moments: tuple[Any, ...] = ()
    initial: bool = False
    kept_back: bool = False
    difference: SimpleNamespace = field(
        default_factory=lambda: difference(
            bodies_changed=("f",), reissued={"g": "calls f directly"}
        )
    )
    on_wait: Callable[[FakePatch, float], bool] = lambda patch, timeout: False

    def wait(self, timeout: float | None = None) -> bool:
        return self.on_wait(self, timeout or 0.0)

    def raise_refusal(self) -> None:
        if self.state == "refused":
            raise PatchRefused(self.verdict or "")


@dataclass
class FakeExit:
    text: str
    signal: str | None = None

    def __str__(self) -> str:
        return self.text


class FakeSession:
    """Every call is recorded in ``calls``; ``answers`` maps a method to what it does."""

    def __init__(self, cflags: Any = (), on_output: Any = None) -> None:
        self.cflags = cflags
        self.on_output = on_output
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answers: dict[str, Callable[..., Any]] = {}
        self.version = 3
        self.running = self.holding = False
        self.exit: FakeExit | None = None
        self.wants_input = False
        self.pending: FakePatch | None = None
        self.words = Words()
        self.children: tuple[Any, ...] = ()
        self.units = self.sources = {"a": "\nint main(void) {\n    update();\n}\n"}
        self.functions = (
            SimpleNamespace(name="f", version=2, prototype="int f(void)", unit="a", line=4),
        )
        self.globals = (SimpleNamespace(name="g", type="struct T", unit="a", line=2),)
        self.types = (
            SimpleNamespace(
                name="T",
                size=8,
                slop=4,
                wrappability="fixed",
                reason="written to a file, a:7",
                place=None,
                versions=2,
                converted=5,
            ),
        )
        self.timeline = (
            SimpleNamespace(
                version=1,
                unit="a",
                state="applied",
                summary="f changed",
                requested=0.0,
                waited_s=0.25,
                pause_us=12.0,
            ),
            SimpleNamespace(
                version=2,
                unit=None,
                state="pending",
                summary="T changed",
                requested=1.0,
                waited_s=None,
                pause_us=None,
            ),
        )

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def method(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((name, args, kwargs))
            return self.answers.get(name, lambda *a, **k: None)(*args, **kwargs)

        return method

    def safety(self) -> tuple[SimpleNamespace, ...]:
        return (
            SimpleNamespace(unit="a", line=3, function="main", restricted=("T", "foo")),
            SimpleNamespace(unit="a", line=9, function="foo", restricted=()),
        )
