"""A program that waits for input is seen to wait, and gets some."""

import pytest

from dsu_kernel.live.attend import attend
from dsu_kernel.live.errors import JobTimeout

READ = 'char text[20] = ""; dsu_out_int(out, scanf("%19s", text)); fputs(text, stdout);'


def test_input_is_asked_for_once_and_given(process, c, outputs):
    asked = []
    job = process.submit(c.thunk(READ))
    value = attend(job, process, 60, lambda: asked.append(1) or "word\n")
    assert (value, outputs.text(), asked) == (1, "word", [1])


def test_the_end_of_input_is_given_as_none(process, c):
    assert attend(process.submit(c.thunk(READ)), process, 60, lambda: None) == -1


def test_a_job_that_reads_nothing_asks_nothing(process, c):
    def never():
        raise AssertionError("asked")

    thunk = c.thunk("usleep(200000); dsu_out_int(out, 7);")
    assert attend(process.submit(thunk), process, 60, never) == 7
    with pytest.raises(JobTimeout):
        attend(process.submit(c.thunk("pause();")), process, 0.2, never)


def test_what_is_already_given_is_not_asked_for(process, c):
    def never():
        raise AssertionError("asked")

    process.write_stdin(b"early\n")
    assert attend(process.submit(c.thunk(READ)), process, 60, never) == 1


def test_the_waiting_may_be_given_up(process, c):
    def interrupted():
        raise KeyboardInterrupt

    job = process.submit(c.thunk(READ))
    with pytest.raises(KeyboardInterrupt):
        attend(job, process, 60, interrupted)
    assert process.wants_input
    process.write_stdin(b"late\n")
    assert job.wait(60) == 1
