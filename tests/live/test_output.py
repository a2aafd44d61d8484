"""What the program prints, and what it is given to read."""

import pytest

from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import LiveError
from dsu_kernel.live.output import OutputLog


def test_the_log_keeps_the_newest_bytes():
    log = OutputLog(10)
    log.add("stdout", b"abcdef")
    log.add("stderr", b"123456")
    assert log.data() == b"cdef123456"
    assert log.data("stdout") == b"cdef"
    assert log.dropped == 2
    log.add("stdout", b"x" * 30)
    assert (log.data(), log.dropped) == (b"x" * 10, 32)


def test_output_arrives_before_the_value(process, c, outputs):
    thunk = c.thunk('printf("line %lld", args[0].i); dsu_out_null(out);')
    expected = ""
    for number in range(50):
        process.submit(thunk, [number]).wait(10)
        expected += f"line {number}"
        assert outputs.text() == expected


def test_streams_are_told_apart(process, c, outputs):
    process.submit(c.thunk('puts("out"); fputs("err", stderr);')).wait(10)
    assert (outputs.text("stdout"), outputs.text("stderr")) == ("out\n", "err")


def test_a_hundred_megabytes(start, c):
    sizes = [0, 0]

    def count(_stream, data):
        sizes[0] += len(data)
        sizes[1] = max(sizes[1], len(data))

    live = start(on_output=count)
    thunk = c.thunk(
        "static char block[1 << 20];"
        "for (int i = 0; i < 100; i++) fwrite(block, 1, sizeof block, stdout);"
    )
    live.submit(thunk).wait(20)
    assert sizes[0] == 100 << 20
    assert sizes[1] <= 1 << 16
    assert len(live.output.data()) == 1 << 20
    assert live.output.dropped == 99 << 20


def test_a_callback_that_fails_does_no_harm(start, c, caplog):
    def fail(_stream, _data):
        raise RuntimeError("broken callback")

    live = start(on_output=fail)
    live.submit(c.thunk('puts("text");')).wait(10)
    assert live.output.text() == "text\n"
    assert "broken callback" in caplog.text


def test_input_and_its_end(process, c):
    thunk = c.thunk(
        "long n = 0; for (int ch; (ch = getchar()) != EOF;) n += ch == 'x'; dsu_out_int(out, n);"
    )
    job = process.submit(thunk)
    process.write_stdin(b"x" * 1_000_000)
    process.write_stdin(b"yx")
    process.close_stdin()
    assert job.wait(10) == 1_000_001


def test_input_that_nobody_reads_does_not_block(process):
    process.write_stdin(b"x" * 5_000_000)
    assert not process.busy


def test_input_for_a_program_that_closed_it(process, c):
    process.submit(c.thunk("close(0);")).wait(10)
    process.write_stdin(b"lost")
    process.drain()
    with pytest.raises(LiveError, match="closed"):
        process.write_stdin(b"lost")


def test_what_a_dying_program_wrote_is_delivered(process, c, outputs):
    process.submit(c.thunk('for (int i = 0; i < 9999; i++) puts("line"); exit(0);'))
    assert process.wait_exit(10)
    assert outputs.text() == "line\n" * 9999


def test_a_child_may_write_on_after_the_end(runtime, c, outputs):
    live = LiveProcess.start(runtime, on_output=outputs)
    thunk = c.thunk(
        "int p[2]; char x; pipe(p);"
        'if (!fork()) { close(p[1]); read(p[0], &x, 1); puts("heir"); exit(0); }'
        " _exit(0);"
    )
    live.submit(thunk)
    live.wait_exit(10)
    live._pump._thread.join(10)
    assert outputs.text() == "heir\n"
    live.stop()
