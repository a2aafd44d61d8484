"""The terminal's commands that steer patches."""

from __future__ import annotations

from dsu_kernel.errors import DsuError
from dsu_kernel.terminal.base import CommandSet
from dsu_kernel.terminal.typed import with_wait
from dsu_kernel.views.patches import given_view, nothing_waits, patch_view
from dsu_kernel.views.view import View

STEERING_COMMANDS = {
    "hold": "keep patches back until :apply",
    "apply": "[--wait S]: let the patch that waits be applied",
    "cancel": "take back the patch that waits",
    "rollback": "[--plan] VERSION: go back to an earlier text",
    "transform": "T { C }: your own step from an old object (xin) to a new one (xout)",
    "state": "{ C }: C that runs once when the next patch is applied; alone: what is set; --clear",
}
_SECONDS = 1.0


class SteeringCommands(CommandSet):
    """The part of the commands that holds, lets go, takes back and completes patches."""

    def _apply(self, rest: str) -> View | str:
        seconds, _ = with_wait(rest, _SECONDS)
        held = self._session.holding
        patch = self._session.apply(wait=seconds)
        if patch is None:
            return nothing_waits(held=held)
        return patch_view(self._keep(patch))

    def _hold(self, rest: str) -> str:
        self._session.hold()
        return "patches are held back; :apply lets them go"

    def _cancel(self, rest: str) -> str:
        return "the patch is taken back" if self._session.cancel() else "no patch waits"

    def _rollback(self, rest: str) -> View:
        only_plan = "--plan" in rest.split()
        version = rest.replace("--plan", "").strip().removeprefix("v")
        if not version.isdigit():
            raise DsuError("which version? :timeline lists them")
        if only_plan:
            return patch_view(self._session.plan_rollback(int(version)))
        return patch_view(self._keep(self._session.rollback(int(version))))

    def _transform(self, rest: str, text: str | None, label: str) -> View | str:
        name = rest.removeprefix("struct ").strip()
        if text is None and not name:
            return given_view(self._session, ":state --clear")
        if text is None or not name:
            raise DsuError("which transformer? :transform T { xout->field = xin->other; }")
        self._session.transform(name, text)
        if not text.strip():
            return f"the next patch uses no transformer of yours for {name}"
        return f"the next patch that changes {name} will use this transformer"

    def _state(self, rest: str, text: str | None, label: str) -> View | str:
        if text is None:
            if rest == "--clear":
                self._session.clear_given()
            return given_view(self._session, ":state --clear")
        self._session.state("\n" * self._line + text, label)
        if not text.strip():
            return "the next patch runs no state transformer"
        return "the next patch will run this state transformer when it is applied"
