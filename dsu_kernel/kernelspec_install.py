"""Telling Jupyter of the kernel, where the package was installed without its data files."""

from __future__ import annotations

import json
import sys
import tempfile
from importlib import resources
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

from dsu_kernel.errors import DsuError

NAME = "dsu"


def install(*, user: bool = False, prefix: str | None = None) -> Path:
    """Install the kernelspec, with this Python as the one to run it; returns its folder.

    Without arguments for the whole system. Raises DsuError where the folder cannot be written.
    """
    source = resources.files("dsu_kernel") / "kernelspec"
    spec = json.loads((source / "kernel.json").read_text(encoding="utf-8"))
    spec["argv"][0] = sys.executable
    manager = KernelSpecManager()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kernel.json").write_text(json.dumps(spec, indent=2), encoding="utf-8")
        try:
            place = manager.install_kernel_spec(folder, NAME, user=user, prefix=prefix)
        except OSError as error:
            raise DsuError(
                f"{error.filename or error}: {error.strerror}; "
                "try --user, or --sys-prefix in an environment of your own"
            ) from error
    return Path(place)
