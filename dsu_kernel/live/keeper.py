"""Spawns the live process and outlives it: the parent that ``PR_SET_PDEATHSIG`` refers to.

The signal follows the *thread* that spawned, so each process has a thread of its own here, which
then waits for it to end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import _cffi_backend

#: What the host must be able to import from, in this order.
PACKAGES = (Path(__file__).parents[2], Path(_cffi_backend.__file__).parent)
_BOOTSTRAP = (
    f"import sys; sys.path += {[str(path) for path in PACKAGES]!r}; "
    "from dsu_kernel.live.host import main; main()"
)


@dataclass(frozen=True, slots=True)
class ChildEnds:
    """The file descriptors that go to the child; the keeper closes them here."""

    stdin: int
    stdout: int
    stderr: int
    control: int
    report: int

    def close(self) -> None:
        """Close all of them in this process."""
        for fd in (self.stdin, self.stdout, self.stderr, self.control, self.report):
            os.close(fd)


class Keeper:
    """The thread that spawns one process, waits for it and tells ``on_exit`` the return code."""

    def __init__(
        self,
        runtime: Path,
        ends: ChildEnds,
        *,
        env: Mapping[str, str] | None,
        cwd: Path | None,
        on_exit: Callable[[int], None],
    ) -> None:
        self._runtime = runtime
        self._ends = ends
        self._env = env
        self._cwd = cwd
        self._on_exit = on_exit
        self._spawned = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._problem: OSError | None = None
        self._lock = threading.Lock()  # the pid stays ours while it is held and not _reaped
        self._reaped = False
        self._may_reap = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dsu-keeper", daemon=True)

    def spawn(self) -> int:
        """Start the process; returns its pid.  Raises OSError when it cannot be started."""
        self._thread.start()
        self._spawned.wait()
        if self._problem is not None:
            raise self._problem
        assert self._process is not None
        return self._process.pid

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the process and those it forked; nothing when it is gone."""
        with self._lock:
            if self._process is not None and not self._reaped:
                os.killpg(self._process.pid, number)

    def discard(self) -> None:
        """Undo :meth:`spawn`, wherever it was interrupted."""
        if self._thread.ident is None:
            self._ends.close()
            return
        self._spawned.wait()
        self.finish()

    def finish(self) -> None:
        """End the process, if it has not ended, and what it forked and left behind."""
        self.signal_group(signal.SIGKILL)
        self._may_reap.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._process = self._popen()
        except OSError as problem:
            self._problem = problem
            return
        finally:
            self._ends.close()
            self._spawned.set()
        self._await(self._process)

    def _popen(self) -> subprocess.Popen[bytes]:
        ends = self._ends
        numbers = (str(ends.control), str(ends.report), str(os.getpid()))
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _BOOTSTRAP, *numbers, str(self._runtime)],
            stdin=ends.stdin,
            stdout=ends.stdout,
            stderr=ends.stderr,
            pass_fds=(ends.control, ends.report),
            env=self._env,
            cwd=self._cwd,
            start_new_session=True,
        )

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the end; the process stays a zombie until :meth:`finish`.

        So its pid, and with it the number of its group, cannot become somebody else's.
        """
        end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert end is not None
        self._on_exit(end.si_status if end.si_code == os.CLD_EXITED else -end.si_status)
        self._may_reap.wait()
        with self._lock:
            process.wait()
            self._reaped = True
