"""What a live process costs: many of them fit on one machine."""

from __future__ import annotations

from pathlib import Path


def test_an_idle_process_has_little_memory_of_its_own_and_two_threads(process):
    proc = Path(f"/proc/{process.pid}")
    fields = dict(line.split(":") for line in (proc / "smaps_rollup").read_text().splitlines()[1:])
    assert int(fields["Private_Dirty"].split()[0]) < 16 * 1024  # kB; about 6 MB are measured
    assert len(list((proc / "task").iterdir())) == 2
