"""Writes ``_abi.py``: the runtime's C interface in the compiled form that cffi imports quickly.

Parsing the headers at each start of a live process would take longer than all the rest of it.  Run
``python -m dsu_kernel.live.bindings`` after a change of ``dsu_host.h`` or ``dsu_abi.h``; a test
compares the committed file with the headers.
"""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

_HEAD = "# Written by bindings.py.\n# ruff: noqa\n# fmt: off\n# mypy: ignore-errors\n"

_BESIDES = """
void dsu_thunk(const union dsu_arg *args, struct dsu_out *out);
int prctl(int option, ...);
char *setlocale(int category, const char *locale);
void *malloc(size_t size);
struct iovec { void *iov_base; size_t iov_len; };
ssize_t process_vm_readv(int pid, const struct iovec *local, unsigned long n_local,
                         const struct iovec *remote, unsigned long n_remote, unsigned long flags);
void *dlsym(void *handle, const char *symbol);
void exit(int status);
"""


def _declarations() -> str:
    headers = files("dsu_kernel.runtime_c")
    text = "".join((headers / name).read_text("utf-8") for name in ("dsu_abi.h", "dsu_host.h"))
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def generate() -> str:
    """The text of ``_abi.py`` for the headers as they are."""
    import cffi
    from cffi.recompiler import make_py_source

    ffi = cffi.FFI()
    ffi.cdef(_declarations() + _BESIDES)
    ffi.set_source("dsu_kernel.live._abi", None)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "_abi.py")
        make_py_source(ffi, "dsu_kernel.live._abi", str(target))
        return _HEAD + target.read_text("utf-8")


def _main() -> None:
    Path(__file__).with_name("_abi.py").write_text(generate(), "utf-8")


if __name__ == "__main__":
    _main()
