"""Texts on their way to the terminal: whole, in order, and above a prompt that is shown."""

from __future__ import annotations

import asyncio
import io

from dsu_kernel.terminal.screen import Screen


def screen() -> tuple[Screen, io.StringIO, io.StringIO]:
    out, errors = io.StringIO(), io.StringIO()
    return Screen(out, errors), out, errors


def test_without_a_prompt_texts_are_written_at_once():
    shown, out, errors = screen()
    shown.from_program("stdout", "né".encode()[:2])
    assert out.getvalue() == "n"
    shown.from_program("stdout", "né".encode()[2:])
    shown.complain("wrong")
    assert out.getvalue() == "né"
    assert errors.getvalue() == "\nwrong\n"


def test_an_answer_begins_a_line_unless_the_user_did():
    shown, out, _ = screen()
    shown.from_program("stdout", b"how many? ")
    assert shown.in_line
    shown.typed()
    shown.show("42")
    assert out.getvalue() == "how many? 42\n"


def test_at_a_prompt_nothing_is_lost_and_the_order_is_kept():
    shown, out, _ = screen()

    async def prompt() -> None:
        with shown.prompting() as begin:
            begin()
            for number in range(3):
                shown.from_program("stdout", b"%d\n" % number)
            await asyncio.sleep(0)

    asyncio.run(prompt())
    shown.show("after")
    assert out.getvalue() == "0\n1\n2\nafter\n"


def test_a_prompt_begins_on_a_line_of_its_own():
    shown, out, _ = screen()
    shown.from_program("stdout", b"no end")
    with shown.prompting():
        assert out.getvalue() == "no end\n"
