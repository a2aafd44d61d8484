"""An FTP server is updated without disrupting service to its clients."""

from __future__ import annotations

import ftplib
import hashlib
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from live_server import Client, LiveServer
from versions import SOURCES, FtpVersion, versions

from dsu_kernel.patch.handle import Patch

VERSIONS = versions()
HEADERS = SOURCES.parents[2] / "runtime_c"
SMALL = b"The quick brown fox\r\n" * 400


@contextmanager
def serving(folder: Path) -> Iterator[LiveServer]:
    """The first version serves a directory with a secret beside it."""
    served = folder / "served"
    (served / "sub").mkdir(parents=True)
    (served / "small").write_bytes(SMALL)
    (served / "sub" / "inner").write_text("inside\n")
    (folder / "secret").write_text("not to be seen\n")
    # Under the same relative path the versions are compiled once for all tests.
    with chdir(folder), LiveServer(served, Path("source")) as live:
        live.start(VERSIONS[0])
        yield live


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server of the test's own, to be updated."""
    with serving(tmp_path) as live:
        yield live


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all tests that leave it at the first version."""
    with serving(tmp_path_factory.mktemp("first")) as live:
        yield live


# ---- every version by itself -----------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: f"v{v.number}")
def test_gcc_has_nothing_to_say(version: FtpVersion, tmp_path: Path) -> None:
    files = [str(path) for path in version.write(tmp_path)]
    command = ["gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    subprocess.run([*command, "-isystem", str(HEADERS), *files], check=True)


def test_all_types_are_free(first: LiveServer) -> None:
    types = {t.name: t.wrappability for t in first.session.types}
    assert {"struct buffer", "struct transfer", "struct clientState", "struct command"} <= {*types}
    assert set(types.values()) == {"free"}


# ---- the slides ------------------------------------------------------------------------


def test_statistics_join_client_state_and_send_file_checks_for_errors(server: LiveServer) -> None:
    client = server.client()
    assert client.retrbinary("RETR sub", bytes) == "226 Transfer complete"  # a directory, read
    patch = server.update(VERSIONS[1])
    (change,) = (c for c in patch.difference.types_changed if c.name == "struct clientState")
    assert change.new_fields[0].name == "statistics"
    assert change.old_fields[0].name == "socket"
    with pytest.raises(ftplib.error_temp, match="451 Is a directory"):
        client.retrbinary("RETR sub", bytes)
    assert client.fetch("small") == SMALL
    client.quit()


# ---- many clients, long transfers, all versions ------------------------------------------


@dataclass(frozen=True)
class Load:
    """How much goes on during the updates."""

    clients: int
    megabytes: int


def contents(path: Path, megabytes: int) -> str:
    """Fill a file with bytes that repeat nowhere; returns their hash."""
    digest = hashlib.sha256()
    source = random.Random(7)
    with path.open("wb") as file:
        for _ in range(megabytes):
            block = source.randbytes(1 << 20)
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


Counts = tuple[int, ...]


class Sessions:
    """Clients that all do the same, each in a thread of its own."""

    def __init__(self, server: LiveServer, count: int) -> None:
        self._pool = ThreadPoolExecutor(count)
        self.clients = [server.client() for _ in range(count)]
        self._missed: list[Counts] = []

    def during(self, update: Callable[[], Patch]) -> Patch:
        """Keep all of them busy during an update."""
        done = False

        def keep_asking(client: Client) -> None:
            while not done:
                use(client)

        asking = [self._pool.submit(keep_asking, client) for client in self.clients]
        try:
            patch = update()
        finally:
            done = True
        for one in asking:
            one.result()
        return patch

    def all_use(self) -> None:
        for _ in self._pool.map(use, self.clients):
            pass

    def counts(self) -> list[Counts]:
        return [(client.commands, client.files, client.bytes) for client in self.clients]

    def check_statistics(self, before: list[Counts], after: list[Counts]) -> None:
        """The server counts from some moment between ``before`` and ``after`` on."""
        seen = [client.statistics() for client in self.clients]
        theirs = [(s["commands"], s["files"], s["bytes"]) for s in seen]
        missed = [
            tuple(mine - known for mine, known in zip(ours, theirs[i], strict=True))
            for i, ours in enumerate(self.counts())
        ]
        for low, found, high in zip(before, missed, after, strict=True):
            assert all(a <= b <= c for a, b, c in zip(low, found, high, strict=True))
        self._missed = self._missed or missed
        assert missed == self._missed

    def quit(self) -> None:
        for reply in self._pool.map(Client.quit, self.clients):
            assert reply.startswith("221")
        self._pool.shutdown()


def use(client: Client) -> None:
    """A little of everything."""
    assert client.pwd() == "/"
    assert client.voidcmd("NOOP").startswith("200")
    assert client.cwd("sub").startswith("250")
    assert client.nlst() == ["inner"]
    assert client.cwd("..").startswith("250")
    client.voidcmd("TYPE I")
    assert client.size("small") == len(SMALL)
    assert client.fetch("small") == SMALL


def run_through_all_versions(server: LiveServer, load: Load) -> list[Patch]:
    digest = contents(server.root / "large", load.megabytes)
    size = load.megabytes << 20
    step = size // (len(VERSIONS) + 2)
    sessions = Sessions(server, load.clients)
    download = server.download("large", size)
    upload = server.upload("uploaded")
    part = random.Random(8).randbytes(step)
    differences = Differences(server)
    patches = []
    uncounted = sessions.counts()
    counted = uncounted
    for version in VERSIONS[1:]:
        download.until(version.number * step)
        upload.send(part)
        patches.append(sessions.during(partial(server.update, version)))
        assert patches[-1].state == "applied", patches[-1].verdict
        assert server.session.version == version.number
        if version.number == 1:
            counted = sessions.counts()
        sessions.all_use()
        if version.number >= 3:
            sessions.check_statistics(uncounted, counted)
        differences.check(version)
    assert not download.reply
    losses = server.session.plan_rollback(7).losses
    assert "struct transfer.limit is dropped" in losses
    patches.append(sessions.during(partial(server.session.rollback, 7, wait=30)))
    sessions.all_use()
    sessions.check_statistics(uncounted, counted)
    assert download.finish() == "226 Transfer complete"
    assert download.got == size
    assert download.digest.hexdigest() == digest
    assert upload.finish() == "226 Transfer complete"
    stored = hashlib.sha256((server.root / "uploaded").read_bytes()).hexdigest()
    assert stored == upload.digest.hexdigest()
    sessions.quit()
    assert server.session.alive
    assert os.path.exists(f"/proc/{server.pid}")
    return patches


def test_clients_and_transfers_live_through_all_versions(server: LiveServer) -> None:
    run_through_all_versions(server, Load(clients=6, megabytes=20))


@pytest.mark.long
def test_twenty_clients_and_200_megabytes(server: LiveServer) -> None:
    for patch in run_through_all_versions(server, Load(clients=20, megabytes=200)):
        report = patch.report
        assert report is not None
        pause, waited = report.pause_ns / 1e3, report.waited_ns / 1e6
        print(
            f"v{patch.version}: pause {pause:.0f} µs, waited {waited:.0f} ms, {report.tries} tries"
        )


# ---- what each version brings --------------------------------------------------------------


class Differences:
    """Two more clients, one of them outside of the served directory, that see what is new."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self._client = server.client()
        self._outside = server.client()
        self._outside.cwd("../..")  # the bug that v7 repairs
        assert "secret" not in self._client.nlst()
        self._outside.cwd("..")

    def check(self, version: FtpVersion) -> None:
        """Ask for what a version brings, when it is in force."""
        self._client.voidcmd("NOOP")
        getattr(self, f"_v{version.number}", lambda: None)()

    def _v2(self) -> None:
        assert self._client.sendcmd("USER ann") == "331 Hello ann, any password will do"
        self._client.sendcmd("PASS x")

    def _v3(self) -> None:
        assert self._client.sendcmd("MDTM small").startswith("213 2")
        assert self._client.statistics()["files"] == 0

    def _v4(self) -> None:
        assert "STOR file" in self._client.sendcmd("HELP")
        with pytest.raises(ftplib.error_perm, match="501 CWD needs an argument: directory"):
            self._client.sendcmd("CWD")

    def _v5(self) -> None:
        before = self._client.statistics()["clients"]
        with Client(self._server.port) as one_more:
            assert one_more.statistics()["clients"] == before + 1

    def _v6(self) -> None:
        assert self._client.pwd() == "/"  # nobody is idle, thanks to the transformer

    def _v7(self) -> None:
        assert self._outside.pwd() == "/"
        assert self._outside.cwd("../../..").startswith("250")
        assert self._outside.pwd() == "/"
        assert "small" in self._outside.nlst()

    def _v8(self) -> None:
        with (self._server.root / "sparse").open("wb") as file:
            file.seek(5 << 30)
            file.write(b"the end")
        parts: list[bytes] = []
        self._client.retrbinary("RETR sparse", parts.append, rest=(5 << 30) - 3)
        assert b"".join(parts) == b"\0\0\0the end"
        assert self._client.sendcmd("SITE LIMIT 20000").startswith("200")
        began = time.monotonic()
        assert self._client.fetch("small") == SMALL
        assert time.monotonic() - began > 0.7 * len(SMALL) / 20000


def test_a_patch_that_is_held_back(server: LiveServer) -> None:
    session, client = server.session, server.client()
    session.hold()
    patch = server.update(VERSIONS[1], wait=0)
    use(client)
    assert patch.state == "pending"
    assert session.cancel()
    assert patch.state == "cancelled"
    patch = server.update(VERSIONS[1], wait=0)
    use(client)
    session.apply(wait=30)
    assert patch.state == "applied"
    assert session.version == 1
    use(client)


# ---- other people's clients ------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl(server: LiveServer) -> None:
    url = f"ftp://127.0.0.1:{server.port}"
    for version in VERSIONS[:2]:
        if version.number:
            server.update(version)
        assert run("curl", "-sS", f"{url}/small") == SMALL
        assert run("curl", "-sS", "--disable-epsv", f"{url}/sub/inner") == b"inside\n"
        assert b" inner" in run("curl", "-sS", f"{url}/sub/")
    run("curl", "-sS", "-T", str(server.root / "small"), f"{url}/sub/copy")
    assert (server.root / "sub" / "copy").read_bytes() == SMALL


@pytest.mark.skipif(not shutil.which("lftp"), reason="lftp is not installed")
def test_lftp(first: LiveServer, tmp_path: Path) -> None:
    there = f"open -u a,b ftp://127.0.0.1:{first.port}"
    settings = "set net:max-retries 1; set net:timeout 10"
    run("lftp", "-c", f"{settings}; {there}; lcd {tmp_path}; get small; put -O sub small -o sent")
    assert (tmp_path / "small").read_bytes() == SMALL
    assert (first.root / "sub" / "sent").read_bytes() == SMALL
    assert b"inner" in run("lftp", "-c", f"{settings}; {there}; cd sub; ls")


def run(*command: str) -> bytes:
    environment = {**os.environ, "HOME": "/nonexistent"}
    done = subprocess.run(command, capture_output=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout
