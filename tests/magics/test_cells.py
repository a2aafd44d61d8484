from __future__ import annotations

from types import SimpleNamespace

from dsu_kernel.magics.cells import CellName, name_of_cell


def shell(metadata: dict[str, object] | None) -> SimpleNamespace:
    hook = SimpleNamespace(prompt_count=7)
    if metadata is None:
        return SimpleNamespace(displayhook=hook)
    return SimpleNamespace(displayhook=hook, get_parent=lambda: {"metadata": metadata})


def test_a_given_name_is_identity_and_label():
    assert name_of_cell(shell({"cellId": "x"}), "kv") == CellName("kv", "kv")


def test_the_front_ends_cell_id_is_the_identity_shown_as_the_execution():
    assert name_of_cell(shell({"cellId": "abc"}), None) == CellName("abc", "In[7]")


def test_without_an_id_nothing_identifies_the_cell():
    for metadata in (None, {}, {"cellId": ""}, {"cellId": 3}):
        assert name_of_cell(shell(metadata), None) == CellName(None, "In[7]")
