"""Looking at objects in memory: values as they are, and nothing is converted by it."""

from __future__ import annotations

import ctypes
import threading

import pytest
from list_program import GROWN

from dsu_kernel import Session
from dsu_kernel.errors import DsuError
from dsu_kernel.memory.browse import Browser


def values(session: Session, expression: str) -> dict[str, str]:
    return {part.name: part.text for part in session.object(expression).parts}


def test_values_of_all_kinds(first: Session):
    found = values(first, "plain")
    pointer = found.pop("any"), found.pop("handler"), found.pop("text")
    assert found == {
        "u": "{i = 1, f = 1.40129846e-45}",
        "d": "2.5",
        "p": "3",
        "q": "4",
        "s": "{-1, 2, 3}",
        "big": str(2**64 - 1),
    }
    assert pointer[0].endswith("(&plain)")
    assert pointer[1].endswith("(push)")
    assert pointer[2].endswith('"hello"')


def test_bit_fields_and_enumerators(first: Session):
    found = values(first, "*head")
    assert (found["a"], found["b"]) == ("5", "-3")
    assert (found["name"], found["colour"]) == ('"abc"', "GREEN (1)")


def test_offsets_are_those_of_the_compiler(first: Session):
    class Plain(ctypes.Structure):
        _fields_ = (
            *(("u", ctypes.c_int), ("d", ctypes.c_double), ("p", ctypes.c_int)),
            *(("q", ctypes.c_int), ("s", ctypes.c_short * 3), ("any", ctypes.c_void_p)),
        )

    for part in first.object("plain").parts[:6]:
        assert part.offset == getattr(Plain, part.name).offset


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("head->value", "2"),
        ("head->next->value", "1"),
        ("(*head->next->next).value", "0"),
        ("head[0].value", "2"),
        ("plain.s[n]", "3"),
        ("plain.q", "4"),
        ("(&plain)->p", "3"),
        ("((struct plain *)plain.any)->p", "3"),
        ("*plain.text", "104 'h'"),
        ("none", "NULL"),
    ],
)
def test_expressions_that_are_followed(first: Session, expression: str, value: str):
    assert first.object(expression).text == value


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("push(1)", "without running the program"),
        ("n + 1", "without running the program"),
        ("*none", "NULL"),
        ("*plain.any", "void"),
        ("head->a", "bit-field"),
        ("push", "no variable"),
        ("nobody", "no variable"),
        ("n->x", "no pointer"),
        ("3 +", "expected"),
    ],
)
def test_what_cannot_be_followed_is_said(first: Session, expression: str, words: str):
    with pytest.raises(DsuError, match=words):
        first.object(expression)


def test_looking_does_not_convert(grown: Session):
    for _ in range(2):
        cell = grown.object("*head")
        assert cell.state is not None
        assert str(cell.state) == "v0, will be converted to v1 at first use"
        assert [p.name for p in cell.parts] == ["next", "value", "a", "b", "name", "colour"]
        assert cell.part("b").text == "-3"
    with pytest.raises(DsuError, match="as it is now, has no weight"):
        grown.object("head->weight")
    assert {i.versions: i.converted for i in grown.types if i.name == "struct node"} == {2: 0}


def test_an_object_before_and_after_its_conversion(grown: Session):
    found = grown.convert("*head")
    assert found.before.state is not None
    assert found.after.state is not None
    assert (found.before.state.status, found.after.state.status) == ("older", "current")
    assert found.after.state.outgrown
    assert found.before.address == found.after.address
    assert found.after.part("weight").text == "0"
    assert found.before.part("value").data == found.after.part("value").data
    assert len(found.after.storage) == 40
    assert "v1, the newest" in str(found)


def test_what_has_no_versions_cannot_be_converted(first: Session):
    with pytest.raises(DsuError, match="no versions"):
        first.convert("plain")


def test_an_object_that_is_none_is_told_apart(first: Session):
    wrong = first.object("*(struct node *)&plain")
    assert wrong.state is not None
    assert wrong.state.status == "foreign"
    assert "no object of this type" in str(wrong)
    with pytest.raises(DsuError, match="no object of this type"):
        first.convert("*(struct node *)&plain")


def test_bad_pointers_do_no_harm(grown: Session):
    grown.call("spoil")
    assert grown.object("head->next->next").text == "0x1234, which cannot be read"
    assert grown.object("*head->next->next").text == "unreadable"
    assert len(grown.objects("node").instances) == 2
    assert len(grown.object_graph("head", depth=9).nodes) == 3
    assert grown.eval("n") == 2


def test_the_graph_has_each_object_once(grown: Session):
    grown.call("close_ring")
    graph = grown.object_graph("head", depth=9)
    assert [node.path for node in graph.nodes] == [
        *("head", "*head", "*head->next", "*head->next->next")
    ]
    assert [link.node for node in graph.nodes for link in node.links] == [1, 2, 3, 1]
    near = grown.object_graph("head", depth=1)
    assert [link.node for node in near.nodes for link in node.links] == [1, None]
    assert "[1] *head: struct node" in str(graph)


def test_objects_of_a_type_with_their_versions(grown: Session):
    grown.call("close_ring")  # converts the three nodes
    grown.call("push", 7)
    grown.define(GROWN.replace("int weight", "long weight"), "list")
    grown.convert("*head->next")
    census = grown.objects("struct node")
    assert census.versions == {1: 3, 2: 1}
    assert census.complete
    assert [instance.path for instance in census.instances[:2]] == ["*head", "*head->next"]
    assert str(census).startswith("struct node: 3 in v1, 1 in v2")


LOOP = """\
#include <stdio.h>
struct T { int x; } t = {5};
int main(void) {
    puts("runs"); fflush(stdout);
    for (;;) { t.x = t.x; }
}
"""


def test_a_program_that_never_stops_can_be_looked_at():
    runs = threading.Event()
    with Session(on_output=lambda stream, data: runs.set()) as session:
        session.define(LOOP, "loop")
        session.run()
        assert runs.wait(20)
        assert session.object("t").part("x").text == "5"
        assert session.object_graph("t").root.state is not None


def test_a_walk_follows_pointers_and_keeps_what_objects_were(grown: Session):
    walk = Browser(grown, "*head", depth=0)
    (link,) = walk.graph.nodes[0].links
    assert walk.follow(0, link.cell.address) == 1
    assert walk.follow(0, link.cell.address) == 1  # each object once
    (further,) = walk.graph.nodes[1].links
    assert walk.follow(1, further.cell.address) == 2
    assert [seen.path for seen in walk.seen] == ["*head", "*head->next", "*head->next->next"]
    walk.convert(1)
    before, state = walk.seen[1].before, walk.seen[1].cell.state
    assert before is not None
    assert before.state is not None
    assert state is not None
    assert (before.state.version, state.version) == (0, 1)
    assert walk.seen[0].before is None
    grown.call("push", 9)
    grown.eval("head->next->value = 77")
    walk.refresh()
    assert walk.seen[0].cell.part("value").text == "77"
    with pytest.raises(DsuError, match="no pointer at"):
        walk.follow(0, 1)
