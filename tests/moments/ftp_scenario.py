"""A client's session with the FTP server, played the same way for every moment."""

from __future__ import annotations

import ftplib
import hashlib
import io
import re
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from versions import FtpVersion

from dsu_kernel.moments.model import Run
from dsu_kernel.moments.trials import Trials
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.model import Program, Unit
from dsu_kernel.toolchain.compiler import Compiler

PATIENCE = 30
SMALL = bytes(range(256)) * 80


class Recorded(ftplib.FTP):
    """Keeps what was said; port numbers and dates are left out."""

    def __init__(self, port: int) -> None:
        super().__init__(timeout=PATIENCE)
        self.said: list[str] = []
        self.connect("127.0.0.1", port)

    def getmultiline(self) -> str:
        # A reply in two parts would wait for our acknowledgement of the first, 40 ms each time.
        assert self.sock is not None
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        line = super().getmultiline()
        told = re.sub(r"\(.*\)", "()", line) if line[:2] == "22" else line
        self.said.append(" | ".join(told.split("\n")))  # one reply, one line
        return line


@dataclass(frozen=True)
class FtpSession:
    """Runs the server in ``root`` and talks to it; the transcript is its stdout."""

    root: Path

    def __call__(self, command: Sequence[str], report: int) -> Run:
        """Play: see ``Play`` of dsu_kernel.moments.trials."""
        (self.root / "sent").unlink(missing_ok=True)
        server = subprocess.Popen(
            [*command, str(self.root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(report,),
        )
        said: list[str] = []
        status: int | None = 0
        try:
            assert server.stdout is not None
            found = re.search(rb"port (\d+)", server.stdout.readline())
            assert found is not None
            self._talk(int(found[1]), said)
        except (OSError, EOFError, ftplib.Error, AssertionError) as error:
            said.append(f"{type(error).__name__}: {error}")
            with suppress(subprocess.TimeoutExpired):
                server.wait(1)
        if server.poll() is None:
            server.kill()
        else:
            status = server.returncode
        _, errors = server.communicate()
        return Run(status, "\n".join(said).encode(), errors)

    def _talk(self, port: int, said: list[str]) -> None:
        with Recorded(port) as idle, Recorded(port) as client:
            client.said = said
            idle.login("idle", "x")
            client.login("ann", "x")
            for line in ("PWD", "CWD sub", "PWD", "CWD ..", "TYPE I", "SIZE small", "NOOP"):
                self._ask(client, line)
            names: list[str] = []
            client.retrlines("NLST", names.append)
            said.append(" ".join(sorted(names)))
            self._fetch(client, "small")
            client.storbinary("STOR sent", io.BytesIO(SMALL[:5000]))
            self._fetch(client, "sent")
            for line in ("RETR missing", "RETR sub", "CWD nowhere", "HELP", "CWD", "XYZ"):
                self._ask(client, line)
            idle.voidcmd("NOOP")
            self._fetch(client, "small")
            said.append(client.quit())
            idle.quit()

    def _ask(self, client: Recorded, line: str) -> None:
        with suppress(ftplib.error_reply, ftplib.error_temp, ftplib.error_perm):
            if line.startswith("RETR"):
                client.retrbinary(line, lambda _data: None)
            else:
                client.sendcmd(line)

    def _fetch(self, client: Recorded, name: str) -> None:
        parts: list[bytes] = []
        client.retrbinary(f"RETR {name}", parts.append)
        data = b"".join(parts)
        client.said.append(f"{name}: {len(data)} bytes, {hash_of(data)}")


def hash_of(data: bytes) -> str:
    """A few digits that tell contents apart."""
    return hashlib.sha256(data).hexdigest()[:12]


def served(folder: Path) -> Path:
    """A folder with something to serve."""
    root = folder / "served"
    (root / "sub").mkdir(parents=True)
    (root / "small").write_bytes(SMALL)
    return root


def survey(version: FtpVersion, folder: Path, compiler: Compiler, play: FtpSession) -> Run:
    """Play with a version from its start."""
    return Trials(_program(version, folder), compiler).survey(play)[1]


def trials(steps: Sequence[FtpVersion], folder: Path, compiler: Compiler) -> Trials:
    """Compile the first version and the patch to the last; those between bring their own code."""
    found = Trials(_program(steps[0], folder), compiler)
    texts = {name: text for step in steps[1:] for name, text in step.transforms.items()}
    transformers = [
        UserTransformer(name, text, f"transform {name}") for name, text in texts.items()
    ]
    state = "\n".join(step.state for step in steps[1:] if step.state)
    last = _program(steps[-1], folder)
    found.change(last, transformers, UserState(state, "state") if state else None)
    return found


def _program(version: FtpVersion, folder: Path) -> Program:
    paths = version.write(folder)
    return Program(tuple(Unit(str(p), p.read_text(), p.name) for p in paths), files=True)
