"""Walkthrough 1, executed: wrappers, laziness, transformers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from execute import execute
from reading import FOLDER, answer, failed, shown


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "01_type_wrapping.ipynb")


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_version_word_makes_a_struct_larger(notebook: Any):
    assert [shown(notebook, "sizeof(struct T)", nth=n) for n in (0, 1)] == ["12", "12"]
    assert shown(notebook, "&kept ==") == "1"


def test_generated_code_stands_beside_the_slide(notebook: Any):
    both = shown(notebook, "%%dsu_show T")
    first, *rest = both.splitlines()[1:]
    assert first.split() == ["slide", "generated"]
    assert "struct __T0 *__con_T(struct T *abs) {" in both
    assert rest[2].startswith("    unsigned int version;")  # the slide's
    assert "{{.data = {1, 2}}, " in flat(shown(notebook, "%%dsu_show call"))


def test_an_object_is_converted_when_it_is_used(notebook: Any):
    assert shown(notebook, "& 4095").endswith(", 1}")
    old, new = (answer(notebook, "%dsu_object kept", nth=n) for n in (0, 1))
    assert "v0, will be converted to v1 at first use" in old
    assert "v1, the newest" in new
    assert answer(notebook, "kept") == "{x = 10, y = 20, z = 0}"
    before, after = (shown(notebook, "%dsu_types", nth=n).split()[-1] for n in (0, 1))
    assert (before, after) == ("0", "1")


def test_the_layout_shows_where_the_data_went(notebook: Any):
    assert "outgrown: its data lies elsewhere" in answer(notebook, "%dsu_layout T")


def test_the_transformer_is_the_slides(notebook: Any):
    code = flat(shown(notebook, "%%dsu_show T", "tt_T"))
    assert "void tt_T(struct __T0 *xin, struct __T1 *xout) {" in code
    assert "xout->x = xin->x;" in code
    assert "!= " in shown(notebook, "%%dsu_show T", "__DSU_transform", nth=1)


def test_own_transformers_and_chains_of_them(notebook: Any):
    assert answer(notebook, "kept", nth=1) == "{x = 10, y = 20, z = 0, sum = 30}"
    assert answer(notebook, "late") == "{x = 7.0, y = 8, z = 9, sum = 24, tag = 0}"


def test_the_quiz_is_passed(notebook: Any):
    assert "6 of 6 checks passed" in shown(notebook, "%dsu_quiz product", nth=-1)
    assert failed(notebook) == []
