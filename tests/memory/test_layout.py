"""Where fields lie, version by version: gcc's numbers, and nothing left out."""

from __future__ import annotations

import pytest
from list_program import GROWN

from dsu_kernel import Session
from dsu_kernel.errors import DsuError
from dsu_kernel.memory.layout import TypeLayout


def covers(layout: TypeLayout) -> bool:
    """Whether the segments of each block fill it without gaps."""
    for version in layout.versions:
        for block in version.blocks:
            at = 0
            for segment in block.segments:
                if segment.offset != at:
                    return False
                at = segment.end
            if at != block.size:
                return False
    return True


def test_fields_padding_slop_and_version_word(first: Session):
    layout = first.layout("node")
    (version,) = layout.versions
    (block,) = version.blocks
    assert covers(layout)
    assert [(s.kind, s.name, s.offset, s.size) for s in block.segments] == [
        ("field", "next", 0, 8),
        ("field", "value", 8, 4),
        ("bits", "unsigned int a : 3; int b : 5", 12, 1),
        ("field", "name", 13, 12),
        ("padding", "", 25, 3),
        ("field", "colour", 28, 4),
        ("slop", "", 32, 4),
        ("version", "version", 36, 4),
    ]
    assert layout.size == first.eval("sizeof(struct node)")


def test_old_and_new_with_the_transformer_between(grown: Session):
    layout = grown.layout("struct node")
    old, new = layout.versions
    (step,) = layout.steps
    assert covers(layout)
    assert not old.outgrown
    assert new.outgrown
    assert [block.title for block in new.blocks] == ["object", "storage of its own"]
    assert {move.name: move.how for move in step.moves if move.name.isidentifier()} == {
        "next": "kept",
        "value": "kept",
        "weight": "new",
        "name": "moved",
        "colour": "moved",
    }
    assert "tt_node(struct __node0 *xin, struct __node1 *xout)" in step.transformer
    assert "int weight: new at 12" in str(layout)


def test_all_earlier_steps_are_kept(grown: Session):
    grown.define(GROWN.replace("int weight; ", ""), "list")
    layout = grown.layout("node")
    assert [version.number for version in layout.versions] == [0, 1, 2]
    assert [bool(step.transformer) for step in layout.steps] == [True, True]
    assert layout.steps[1].moves[-1].how == "dropped"


def test_values_that_are_lost_are_said():
    with Session() as session:
        session.define("struct T { int x; int y; }; struct T t;", "a")
        session.define("struct T { int *x; long y; }; struct T t;", "a")
        (step,) = session.layout("T").steps
        assert [move.how for move in step.moves] == ["lost", "converted"]
        assert "its value is not carried over" in str(session.layout("T"))


def test_fixed_types_are_plain_c(first: Session):
    layout = first.layout("plain")
    assert covers(layout)
    assert layout.wrappability == "fixed"
    assert [s.name for s in layout.versions[0].blocks[0].segments if s.kind == "field"] == [
        *("u", "d", "p", "q", "s", "any", "handler", "text", "big")
    ]
    assert layout.size == first.eval("sizeof(struct plain)")


def test_members_of_a_union_lie_over_each_other(first: Session):
    layout = first.layout("number")
    assert [[s.name for s in b.segments] for b in layout.versions[0].blocks] == [["i"], ["f"]]


def test_the_version_of_a_waiting_patch_is_marked():
    with Session() as session:
        session.define("struct T { int x; }; struct T t;", "a")
        session.hold()
        session.define("struct T { int x; int y; }; struct T t;", "a")
        assert [version.waiting for version in session.layout("T").versions] == [False, True]
        assert "waits for a safe moment" in str(session.layout("T"))
        session.apply()
        assert [version.waiting for version in session.layout("T").versions] == [False, False]


def test_an_update_is_the_types_that_it_changed(grown: Session):
    update = grown.changed_types()
    assert update.version == 1
    (node,) = update.types
    assert (node.layout.name, node.objects.versions) == ("struct node", {0: 3})
    assert "3 in v0 reachable from globals" in str(update)
    with Session() as session:
        session.define("struct T { int x; }; struct T t;", "a")
        assert str(session.changed_types()) == "no type has changed so far"


def test_unknown_types_are_an_error(first: Session):
    with pytest.raises(DsuError, match="no struct nobody; the program has"):
        first.layout("nobody")


def test_the_picture_is_to_scale(first: Session):
    lines = str(first.layout("node")).splitlines()
    boxes = [line for line in lines if line.startswith("  ┌")]
    assert len(boxes[0]) == 2 + 16 * 4 + 1
    assert boxes[0].index("┬") == 2 + 8 * 4  # behind the pointer of eight bytes
