from __future__ import annotations

import contextvars
import threading

import pytest

from dsu_kernel.magics.console import Console


def from_another_thread(console: Console, stream: str, data: bytes) -> None:
    thread = threading.Thread(target=console.receive, args=(stream, data))
    thread.start()
    thread.join()


def test_output_during_a_cell_is_shown_at_once(capsys: pytest.CaptureFixture[str]):
    console = Console()
    with console.cell():
        from_another_thread(console, "stdout", b"one\n")
        from_another_thread(console, "stderr", b"two\n")
        assert capsys.readouterr() == ("one\n", "two\n")


def test_output_between_cells_is_kept_for_the_next(capsys: pytest.CaptureFixture[str]):
    console = Console()
    console.receive("stdout", b"early\n")
    assert capsys.readouterr().out == ""
    with console.cell():
        assert capsys.readouterr().out == "early\n"
    with console.cell():
        pass
    assert capsys.readouterr().out == ""


def test_writing_borrows_the_context_of_the_cell(monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    cell: contextvars.ContextVar[str] = contextvars.ContextVar("cell")

    class Recorder:
        def write(self, text: str) -> None:
            seen.append(f"{cell.get('none')}: {text}")

        def flush(self) -> None:
            pass

    monkeypatch.setattr("sys.stdout", Recorder())
    console = Console()
    cell.set("third")
    with console.cell():
        from_another_thread(console, "stdout", b"x")
    assert seen == ["third: x"]


def test_a_character_split_over_two_reads_is_one_character(capsys: pytest.CaptureFixture[str]):
    console = Console()
    with console.cell():
        console.receive("stdout", "é".encode()[:1])
        console.receive("stdout", "é".encode()[1:])
        console.receive("stdout", b"\xff")
    assert capsys.readouterr().out == "é\N{REPLACEMENT CHARACTER}"


def test_a_flood_under_a_cell_is_cut_and_said(capsys: pytest.CaptureFixture[str]):
    console = Console(limit=10)
    with console.cell():
        for _ in range(5):
            console.receive("stdout", b"12345")
    out, err = capsys.readouterr()
    assert out == "1234512345"
    assert "15 more characters" in err


def test_of_a_flood_between_cells_the_end_is_kept(capsys: pytest.CaptureFixture[str]):
    console = Console(limit=10)
    for number in range(1000):
        console.receive("stdout", f"{number:04}\n".encode())
    with console.cell():
        pass
    out, err = capsys.readouterr()
    assert out == "0998\n0999\n"
    assert "4,990 more characters" in err


def test_cells_may_nest(capsys: pytest.CaptureFixture[str]):
    console = Console()
    with console.cell():
        with console.cell():
            console.receive("stdout", b"in")
        console.receive("stdout", b"out")
    assert capsys.readouterr().out == "inout"
