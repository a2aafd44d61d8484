"""The C-first Jupyter kernel: a cell is C unless it says otherwise.

An IPython kernel underneath, so magics, widgets, history and interrupts are IPython's.
"""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp

from dsu_kernel import load_ipython_extension
from dsu_kernel.editor.routing import is_typed, kind_of, route
from dsu_kernel.magics import sessions_of

if TYPE_CHECKING:
    from dsu_kernel.session import Session

BANNER = (
    "C (live): cells are C; edit one and run it again, and the running program is patched.\n"
    "A cell without a semicolon at its end is an expression. %lsmagic lists the commands."
)


class DsuKernel(IPythonKernel):
    """Routes C cells to ``%%dsu_c``, expressions to ``%dsu``; everything else is IPython's."""

    implementation = "dsu"
    implementation_version = "0.1"
    banner = BANNER
    language_info = {  # noqa: RUF012 - a traitlet-like attribute of ipykernel
        "name": "c",
        "mimetype": "text/x-csrc",
        "file_extension": ".c",
        "pygments_lexer": "c",
        "codemirror_mode": "text/x-csrc",
        "nbconvert_exporter": "script",
    }

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        base: Any = super()  # ipykernel is not typed
        base.__init__(**kwargs)
        load_ipython_extension(self.shell)
        # The front end sees the kernel while the engine is still being loaded.
        threading.Thread(target=import_module, args=("dsu_kernel.session",), daemon=True).start()

    async def do_execute(
        self,
        code: str,
        silent: bool,
        store_history: bool = True,
        user_expressions: dict[str, Any] | None = None,
        allow_stdin: bool = False,
        *,
        cell_meta: dict[str, Any] | None = None,
        cell_id: str | None = None,
    ) -> Any:  # noqa: ANN401
        """Run a cell."""
        base: Any = super()
        return await base.do_execute(
            route(code, self._known()),
            silent,
            store_history,
            user_expressions,
            allow_stdin,
            cell_meta=cell_meta,
            cell_id=cell_id,
        )

    def do_complete(self, code: str, cursor_pos: int) -> Any:  # noqa: ANN401
        """Complete C names from the model; magics, and the C in them, as IPython does."""
        if kind_of(code) == "magic":
            base: Any = super()
            return base.do_complete(code, cursor_pos)
        found = self._program().complete(code, cursor_pos)
        return {
            "matches": list(found.matches),
            "cursor_start": found.start,
            "cursor_end": cursor_pos,
            "metadata": {},
            "status": "ok",
        }

    def do_inspect(
        self,
        code: str,
        cursor_pos: int,
        detail_level: int = 0,
        omit_sections: Any = (),  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Tell about the name under the cursor; the magics see to the C below them."""
        text = None
        if kind_of(code) != "magic":
            text = self._program().inspect_at(code, cursor_pos)
        if text is None:
            base: Any = super()
            return base.do_inspect(code, cursor_pos, detail_level, omit_sections)
        return {"status": "ok", "found": True, "data": {"text/plain": text}, "metadata": {}}

    def do_is_complete(self, code: str) -> Any:  # noqa: ANN401
        """Say whether a multi-line input is finished."""
        if kind_of(code) == "magic":
            base: Any = super()
            return base.do_is_complete(code)
        if is_typed(code):
            return {"status": "complete"}
        return {"status": "incomplete", "indent": "    " if code.rstrip().endswith("{") else ""}

    def _program(self) -> Session:
        """The session that the notebook's cells are about at this moment."""
        return sessions_of(self.shell).get().session

    def _known(self) -> frozenset[str]:
        return frozenset(self._program().names)


def main() -> None:
    """Run the kernel; the arguments are Jupyter's."""
    IPKernelApp.launch_instance(kernel_class=DsuKernel)


if __name__ == "__main__":
    main()
