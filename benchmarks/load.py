"""A client process that keeps the key-value server busy and notes how long each answer takes.

In a process of its own, so that nothing of the session's work is measured with it.
"""

from __future__ import annotations

import select
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from dsu_kernel.demo.client import Client

CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Request:
    """Begin and end of one request, in seconds since the epoch."""

    began: float
    ended: float

    @property
    def microseconds(self) -> float:
        """How long the answer took."""
        return (self.ended - self.began) * 1e6


@dataclass(frozen=True, slots=True)
class Answers:
    """How long answers took, in microseconds."""

    requests: int
    p50: float
    p99: float
    longest: float

    @classmethod
    def of(cls, requests: Sequence[Request]) -> Answers:
        """Summarise requests; there must be two at least."""
        times = sorted(request.microseconds for request in requests)
        cuts = statistics.quantiles(times, n=100)
        return cls(len(times), statistics.median(times), cuts[-1], times[-1])


class Load:
    """The client process: it asks from the start until :meth:`stop`."""

    def __init__(self, port: int) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._child.stdout is not None
        self._child.stdout.readline()  # it has begun

    def stop(self) -> list[Request]:
        """End it; returns all its requests."""
        output, _ = self._child.communicate()
        if self._child.returncode != 0:
            raise AssertionError("an answer was wrong")
        pairs = (map(float, line.split()) for line in output.splitlines())
        return [Request(*pair) for pair in pairs]


def ask(port: int) -> list[Request]:
    """Ask in turn over several connections until standard input ends."""
    requests = []
    clients = [Client(port) for _ in range(CLIENTS)]
    for i, client in enumerate(clients):
        assert client.ask(f"SET client{i} {i}") == "OK"
    print("begun", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        for i, client in enumerate(clients):
            began = time.time()
            answer = client.ask(f"GET client{i}")
            requests.append(Request(began, time.time()))
            assert answer == str(i), answer
    return requests


if __name__ == "__main__":
    for done in ask(int(sys.argv[1])):
        print(f"{done.began:.7f} {done.ended:.7f}")
