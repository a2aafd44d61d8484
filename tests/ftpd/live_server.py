"""The FTP server in a live process, and clients that keep their sessions across updates."""

from __future__ import annotations

import ftplib
import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from versions import FtpVersion

from dsu_kernel import Session
from dsu_kernel.patch.handle import Patch

TIMEOUT = 30


class LiveServer:
    """One process that serves ``root``; its source stays in one folder through all versions."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self._said = threading.Condition()
        self._text = b""
        self.session = Session(on_output=self._hear)
        self.port = self.pid = 0
        self._open = ExitStack()

    def __enter__(self) -> LiveServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        self.session.close()

    def client(self) -> Client:
        """Return a new session, logged in; it is closed with the server."""
        client = Client(self.port)
        self._open.callback(client.close)
        return client

    def download(self, path: str, size: int) -> Download:
        """Begin a transfer from the server, of so many bytes."""
        transfer = Download(self.client(), path, size)
        self._open.callback(transfer.close)
        return transfer

    def upload(self, path: str) -> Upload:
        """Begin a transfer to the server."""
        transfer = Upload(self.client(), path)
        self._open.callback(transfer.close)
        return transfer

    def _hear(self, stream: str, data: bytes) -> None:
        with self._said:
            self._text += data
            self._said.notify_all()

    def start(self, version: FtpVersion) -> None:
        """Run the first version and learn its port."""
        self.session.load(*version.write(self.folder))
        self.session.run("main", str(self.root))
        with self._said:
            assert self._said.wait_for(lambda: b"\n" in self._text, TIMEOUT), self._text
        found = re.search(rb"port (\d+), process (\d+)", self._text)
        assert found, self._text
        self.port, self.pid = int(found[1]), int(found[2])

    def update(self, version: FtpVersion, wait: float = TIMEOUT) -> Patch:
        """Patch the process to the next version."""
        self.session.state(version.state)
        for type_name, text in version.transforms.items():
            self.session.transform(type_name, text)
        return self.session.load(*version.write(self.folder), wait=wait)


class Client(ftplib.FTP):
    """A session that knows how many commands it sent and how many bytes it got."""

    def __init__(self, port: int) -> None:
        super().__init__(timeout=TIMEOUT)
        self.commands = self.bytes = self.files = 0
        self.connect("127.0.0.1", port)
        self.login("somebody", "something")

    def putcmd(self, line: str) -> None:
        self.commands += 1
        super().putcmd(line)

    def fetch(self, path: str) -> bytes:
        """Transfer a whole file."""
        parts: list[bytes] = []
        self.retrbinary(f"RETR {path}", parts.append)
        data = b"".join(parts)
        self.bytes += len(data)
        self.files += 1
        return data

    def statistics(self) -> dict[str, int]:
        """Return what the server has counted for this session."""
        return {name: int(n) for n, name in re.findall(r"(\d+) ([a-z]+)", self.sendcmd("STAT"))}


class Download(threading.Thread):
    """A transfer that goes on only as far as it is let."""

    def __init__(self, client: Client, path: str, size: int) -> None:
        super().__init__(daemon=True)
        self._size = size
        self._client = client
        self._path = path
        self._turn = threading.Condition()
        self._limit = 0
        self.got = 0
        self.digest = hashlib.sha256()
        self.reply = ""
        self.failure: BaseException | None = None
        self._closed = False
        self.start()

    def close(self) -> None:
        """End it where it is."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        self.join(TIMEOUT)

    def until(self, limit: int) -> None:
        """Let it go on to this byte and wait until it is there."""
        with self._turn:
            self._limit = limit
            self._turn.notify_all()
            self._turn.wait_for(lambda: self.got >= min(limit, self._size) or self.failure, TIMEOUT)
        assert self.failure is None, self.failure
        assert self.got >= min(limit, self._size), f"the transfer stands still at {self.got}"

    def finish(self) -> str:
        """Let it run to the end; returns the server's last word."""
        self.until(self._size)
        with self._turn:
            self._limit = 2 * self._size
            self._turn.notify_all()
        self.join(TIMEOUT)
        assert self.failure is None, self.failure
        return self.reply

    def run(self) -> None:
        try:
            for block in self._blocks():
                self.digest.update(block)
                with self._turn:
                    self.got += len(block)
                    self._turn.notify_all()
                self._wait()
                if self._closed:
                    return
            self.reply = self._client.voidresp()
        except (OSError, ftplib.Error, EOFError) as error:
            with self._turn:
                self.failure = error
                self._turn.notify_all()

    def _wait(self) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self.got < self._limit or self._closed)

    def _blocks(self) -> Iterator[bytes]:
        self._client.voidcmd("TYPE I")
        host, port = self._client.makepasv()
        with socket.socket() as data:
            # Little is on its way at any time: the server itself has to carry the transfer on.
            data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            data.settimeout(TIMEOUT)
            data.connect((host, port))
            self._client.sendcmd(f"RETR {self._path}")
            self._wait()
            while block := data.recv(32 * 1024):
                yield block


class Upload:
    """A transfer to the server, part by part."""

    def __init__(self, client: Client, path: str) -> None:
        self._client = client
        self._client.voidcmd("TYPE I")
        self._data = self._client.transfercmd(f"STOR {path}")
        self.digest = hashlib.sha256()

    def send(self, part: bytes) -> None:
        """Send a part."""
        self.digest.update(part)
        self._data.sendall(part)

    def finish(self) -> str:
        """End the transfer; returns the server's last word."""
        self._data.close()
        return self._client.voidresp()

    def close(self) -> None:
        """End it where it is."""
        self._data.close()
