"""The wire format, the compiled bindings and what the host imports."""

from pathlib import Path

from dsu_kernel.live import _abi, bindings, protocol


def test_every_message_survives_the_wire():
    messages = [
        protocol.Prepare(1, "/tmp/x\udcff.so"),
        protocol.Submit(2, "t.so", [{"i": 1}], nested=True, guarded=False),
        protocol.Reply(3, {"a": None}),
        protocol.Reply(4, error="no"),
        protocol.JobEnded(5, "done", '{"s":"\udcff\\n"}'),
        protocol.Busy(),
    ]
    for message in messages:
        line = protocol.encode(message, 9)
        assert line.count(b"\n") == 1
        assert protocol.decode(line) == (message, 9)


def test_lines_are_put_together():
    lines = protocol.Lines()
    assert lines.feed(b"on") == []
    assert lines.feed(b"e\ntwo\nth") == [b"one", b"two"]
    assert lines.feed(b"ree\n") == [b"three"]


def test_states_are_in_the_order_of_the_headers():
    ffi = _abi.ffi
    patch = ffi.typeof("enum dsu_patch_state").relements
    job = ffi.typeof("enum dsu_job_state").relements
    assert [f"DSU_{name}".upper() for name in protocol.PATCH_STATES] == sorted(patch, key=patch.get)
    assert [f"DSU_JOB_{name}".upper() for name in protocol.JOB_STATES] == sorted(job, key=job.get)


def test_bindings_are_those_of_the_headers():
    assert Path(_abi.__file__).read_text("utf-8") == bindings.generate()
