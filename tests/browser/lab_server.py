"""A JupyterLab server of the tests' own: fresh configuration, its own folder, no network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

TOKEN = "browser-tests"
LIMIT_S = 40.0
"""Nothing here is a measurement: a loaded machine may take its time."""

SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    # A notebook's cells are all in the page, whether they can be seen or not.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "defer"},
}
START = (
    "import sys; sys.modules['rfc3987_syntax'] = None;"  # 2 s, see tests/conftest.py
    "from jupyterlab.labapp import main; sys.exit(main())"
)
LANGUAGE = {"python3": "python", "dsu": "c"}
DISABLED = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


class LabServer:
    """A running server; notebooks are opened from ``root``."""

    def __init__(self, home: Path) -> None:
        self.root = home / "root"
        self._home = home
        self._log = home / "server.log"
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._write_settings()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(), env=self._environment(), stdout=log, stderr=log, cwd=self.root
            )

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-c", START, "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", f"--port={self._port}", "--ServerApp.port_retries=0"),
            *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={self.root}"),
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]

    def _environment(self) -> dict[str, str]:
        own = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
        folders = {f"JUPYTER_{name}": str(self._home / name.lower()) for name in own}
        lab = {
            "JUPYTERLAB_SETTINGS_DIR": str(self._home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self._home / "workspaces"),
            "IPYTHONDIR": str(self._home / "ipython"),
        }
        return {**os.environ, **folders, **lab}

    def _write_settings(self) -> None:
        self.root.mkdir(parents=True)
        for name, values in SETTINGS.items():
            path = self._home / "settings" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        config = self._home / "config_dir" / "labconfig"
        config.mkdir(parents=True)
        (config / "page_config.json").write_text(json.dumps(DISABLED))

    def await_ready(self) -> None:
        """Wait until the server answers. Raises RuntimeError with its log when it does not."""
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.api("api/status")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"JupyterLab does not start:\n{self._log.read_text()}")

    def stop(self) -> None:
        """End the server and its kernels."""
        if self._process.poll() is None:
            for kernel in self.api("api/kernels"):
                self.api(f"api/kernels/{kernel['id']}", "DELETE")
        self._process.terminate()
        self._process.wait()

    def api(self, path: str, method: str = "GET", body: object = None) -> Any:
        """The answer of the server's REST interface, from JSON."""
        request = urllib.request.Request(
            f"{self.url}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def set_theme(self, name: str) -> None:
        """Choose a theme, ``JupyterLab Light`` or ``JupyterLab Dark``, for pages opened later."""
        settings = {"raw": json.dumps({"theme": name})}
        self.api("lab/api/settings/@jupyterlab/apputils-extension:themes", "PUT", settings)

    def write(self, name: str, cells: Sequence[str], kernel: str = "python3") -> str:
        """Write a notebook of code cells into ``root``; returns its name."""
        book = nbformat.v4.new_notebook(
            metadata={
                "kernelspec": {
                    "name": kernel,
                    "display_name": kernel,
                    "language": LANGUAGE[kernel],
                },
                "language_info": {"name": LANGUAGE[kernel]},
            },
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        )
        nbformat.write(book, self.root / name)
        return name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
