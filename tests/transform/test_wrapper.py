"""The small functions of wrapped types, compiled and run: births, ends, copies."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from planning import Imagined, unit_of

from dsu_kernel.cfront.model import RecordDef
from dsu_kernel.cfront.types import RecordKey, describe
from dsu_kernel.program.image import FieldLayout, Generation, Layout, WrappedType, Wrapper
from dsu_kernel.transform.wrapped_types import wrapper_texts
from dsu_kernel.transform.wrapper import WrapperText
from dsu_kernel.transform.wrapper_functions import functions_of

HERE = Path(__file__).parent


class Types:
    """The text of the wrapped types of a program after a chain of versions."""

    def __init__(self, *versions: str, slop: int = 0) -> None:
        self.process = Imagined(versions[0], slop)
        for text in versions[1:]:
            self.process.go(text)
        now = self.process.now
        (unit,) = now.version.units
        self.texts = wrapper_texts(unit, now.image, now.facts.types, slop)
        self.unit = unit

    def __getitem__(self, tag: str) -> WrapperText:
        return self.texts[RecordKey("struct", tag)]

    def run(self, main: str, folder: Path) -> None:
        """Compile the types with statements that CHECK, and run them."""
        parts = ['#include "stand_in.h"\n']
        for key, text in self.texts.items():
            fields = _members(self.unit.records[key])
            parts.append(f"{text.data} {{ {fields} }};\n{text.spelling} {text.body()};\n")
            parts.append(functions_of(text))
        source, program = folder / "main.c", folder / "main"
        body = f"int main(void) {{\n{main}\nreturn failures; }}\n"
        source.write_text("".join(parts) + f'#line 1 "main"\n{body}')
        flags = ("-Wall", "-Wextra", "-Wno-unused-function", "-Werror")
        subprocess.run(["gcc", "-O0", *flags, f"-I{HERE}", source, "-o", program], check=True)
        done = subprocess.run([program], capture_output=True, text=True)
        assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def _members(record: RecordDef) -> str:
    return " ".join(f"{describe(f.ctype, f.name or '')};" for f in record.fields)


T0 = "struct T { int a; int b; }; struct T t;"
T1 = "struct T { int a; char c; }; struct T t;"  # in place
AWAY = "struct T { int a; char name[40]; }; struct T t;"  # elsewhere
OWNER = " struct O { struct T one; struct T many[3]; int z; }; struct O o;"


def test_the_first_version_checks_nothing(tmp_path: Path) -> None:
    Types(T0).run(
        """
        struct T t = {{.data = {1, 2}}, 4097u};
        CHECK(__con_T(&t)->b == 2);
        CHECK((void *)__con_T(&t) == (void *)&t);
        t.version = 0;
        __con_T(&t)->a = 5;
        CHECK(converted == 0 && t.version == 0);
        """,
        tmp_path,
    )


def test_later_versions_check_the_word(tmp_path: Path) -> None:
    types = Types(T0, T1)
    number = types["T"].word()
    assert number == types["T"].id << 12 | 2
    types.run(
        f"""
        struct T t = {{{{.data = {{1, 2}}}}, {number}u}};
        CHECK(__con_T(&t)->a == 1 && converted == 0);
        t.version = {number - 1}u;
        __con_T(&t);
        CHECK(converted == 1);
        t.version = 0;
        __con_T(&t);
        CHECK(converted == 2);
        """,
        tmp_path,
    )


def test_stamps_reach_nested_objects(tmp_path: Path) -> None:
    types = Types(T0 + OWNER)
    types.run(
        f"""
        struct O o;
        __builtin_memset(&o, 0x55, sizeof o);
        __stamp_O(&o);
        CHECK(o.version == {types["O"].word()}u);
        CHECK(__con_O(&o)->one.version == {types["T"].word()}u);
        CHECK(__con_O(&o)->many[2].version == {types["T"].word()}u);
        """,
        tmp_path,
    )


def test_heap_memory_is_born_whole(tmp_path: Path) -> None:
    types = Types(T0)
    word = types["T"].word()
    types.run(
        f"""
        struct T *one = __birth_T(malloc(sizeof *one));
        CHECK(one->version == {word}u);
        struct T *many = malloc(10 * sizeof *many);
        __builtin_memset(many, 0x55, 10 * sizeof *many);
        CHECK(__births_T(many, 0) == many);
        for (int i = 0; i < 10; i++) CHECK(many[i].version == {word}u);
        __builtin_memset(many, 0x55, 10 * sizeof *many);
        __bear_T(many, 4 * sizeof *many, 6 * sizeof *many);
        CHECK(many[3].version == 0x55555555u && many[4].version == {word}u);
        CHECK(many[5].version == {word}u && many[6].version == 0x55555555u);
        CHECK(__births_T(0, 0) == 0 && __birth_T(0) == 0);
        """,
        tmp_path,
    )


def test_zeroed_memory_of_a_later_version_is_stamped(tmp_path: Path) -> None:
    types = Types(T0 + OWNER, T1 + OWNER)
    word = types["T"].word()
    assert types["T"].late
    assert types["O"].late  # because of what it holds, though it has had one version
    types.run(
        f"""
        struct T many[3];
        __builtin_memset(many, 0x55, sizeof many);
        __clear_T(many, sizeof many);
        CHECK(many[2].version == {word}u && __con_T(&many[2])->c == 0);
        struct T partly[3] = {{ {{{{.data = {{1, 2}}}}, {word}u}} }};
        __settle_T(partly, sizeof partly);
        CHECK(__con_T(&partly[0])->a == 1 && partly[2].version == {word}u);
        struct O o = {{0}};
        __settle_O(&o, sizeof o);
        CHECK(__con_O(&o)->many[1].version == {word}u && __con_O(&o)->one.version == {word}u);
        struct O half = {{{{.data = {{.z = 3}}}}, {types["O"].word()}u}};
        __settle_O(&half, sizeof half);
        CHECK(__con_O(&half)->one.version == {word}u && __con_O(&half)->z == 3);
        CHECK(converted == 0);
        """,
        tmp_path,
    )


# ---- data elsewhere ----


@pytest.fixture(scope="module")
def away() -> Types:
    return Types(T0 + OWNER, AWAY + OWNER)


def test_outgrown_data_has_storage_of_its_own(away: Types, tmp_path: Path) -> None:
    assert (away["T"].outgrown, away["T"].values, away["O"].values) == (True, True, True)
    away.run(
        """
        struct T t;
        __stamp_T(&t);
        CHECK(storages == 1 && __con_T(&t)->name[39] == 0);
        __con_T(&t)->a = 7;
        __drop_T(&t);
        CHECK(storages == 0 && t.version == 0);
        __drop_T(&t);
        CHECK(storages == 0);
        """,
        tmp_path,
    )


def test_copies_do_not_share(away: Types, tmp_path: Path) -> None:
    away.run(
        """
        struct T one = __new_T((struct __T1){3, "abc"});
        struct T two = __dup_T(&one);
        __con_T(&one)->name[0] = 'x';
        CHECK(__con_T(&two)->name[0] == 'a' && __con_T(&two)->a == 3 && storages == 2);
        __move_T(&one, __dup_T(&two));
        CHECK(__con_T(&one)->name[0] == 'a' && storages == 2);
        __move_T(&one, __dup_T(&one));
        CHECK(__con_T(&one)->a == 3 && storages == 2);
        __discard_T(__dup_T(&one));
        CHECK(storages == 2);
        __drop_T(&one), __drop_T(&two);
        CHECK(storages == 0);
        """,
        tmp_path,
    )


def test_constant_members_are_set_once(tmp_path: Path) -> None:
    old = "struct T { const int a; }; struct T t;"
    Types(old, "struct T { const int a; const char name[40]; }; struct T t;").run(
        """
        struct T t = __new_T((struct __T1){3, "abc"});
        CHECK(__con_T(&t)->a == 3 && __con_T(&t)->name[2] == 'c');
        """,
        tmp_path,
    )


def test_blocks_are_moved_in_the_right_order(away: Types, tmp_path: Path) -> None:
    away.run(
        """
        struct T all[4];
        for (int i = 0; i < 4; i++) all[i] = __new_T((struct __T1){i, ""});
        __copy_T(all + 1, all, 3 * sizeof *all);
        for (int i = 0; i < 4; i++) CHECK(__con_T(&all[i])->a == (i ? i - 1 : 0));
        __copy_T(all, all + 1, 3 * sizeof *all);
        CHECK(__con_T(&all[0])->a == 0 && __con_T(&all[2])->a == 2);
        CHECK(storages == 4);
        struct T other[4] = {0};
        __fill_T(other, all, sizeof other);
        CHECK(storages == 4 && __con_T(&other[3])->a == 2);
        struct __span_T span = {other, sizeof other};
        __end_T(&span);
        CHECK(storages == 0);
        """,
        tmp_path,
    )


def test_freed_blocks_give_back_what_is_elsewhere(away: Types, tmp_path: Path) -> None:
    away.run(
        """
        struct T *block = __births_T(malloc(5 * sizeof *block), 0);
        CHECK(storages >= 5);
        __free_T(block);
        CHECK(storages == 0);
        struct T some[3] = {0};
        __clear_T(some, sizeof some);
        CHECK(storages == 3);
        __clear_T(some, sizeof some);
        CHECK(storages == 3);
        """,
        tmp_path,
    )


def test_owners_of_such_objects_own_deeply(away: Types, tmp_path: Path) -> None:
    word = away["O"].word()
    away.run(
        f"""
        struct O one;
        __stamp_O(&one);
        CHECK(storages == 4 && one.version == {word}u);
        __con_T(&__con_O(&one)->many[2])->a = 9;
        struct O two = __dup_O(&one);
        CHECK(storages == 8);
        __con_T(&__con_O(&one)->many[2])->a = 1;
        CHECK(__con_T(&__con_O(&two)->many[2])->a == 9);
        __drop_O(&one), __drop_O(&two);
        CHECK(storages == 0);
        """,
        tmp_path,
    )


def test_what_became_small_again_still_owns_its_old_storage(tmp_path: Path) -> None:
    types = Types(T0, AWAY, T1)
    assert (types["T"].outgrown, types["T"].values) == (False, True)
    word = types["T"].word()
    types.run(
        f"""
        struct T old, now = __new_T((struct __T2){{1, 2}});
        CHECK(storages == 0 && now.version == {word}u);
        void *storage = dsu_storage_new(44);
        __builtin_memcpy(&old, &storage, sizeof storage);
        old.version = {word - 1}u;
        struct T copy = __dup_T(&old);
        CHECK(storages == 2 && copy.version == {word - 1}u);
        __drop_T(&old), __drop_T(&copy), __drop_T(&now);
        CHECK(storages == 0);
        """,
        tmp_path,
    )


# ---- the text itself ----


def wrapped(size: int, align: int, capacity: int, frame_align: int) -> WrappedType:
    unit = unit_of("struct T { int a; };")
    key = RecordKey("struct", "T")
    layout = Layout(size, align, (FieldLayout("a", "int", 0, 4),))
    frame = Wrapper(capacity, capacity + 4, frame_align)
    return WrappedType(key, 5, frame, (Generation(0, 0, unit.records[key], unit, layout),))


def test_a_frame_aligned_like_the_word_needs_no_attributes() -> None:
    assert WrapperText.of(wrapped(8, 4, 8, 4), 0, ()).body() == (
        "{ union { struct __T0 data; char slop[8]; } u; unsigned version; }"
    )


def test_other_frames_keep_the_word_behind_the_slop() -> None:
    assert WrapperText.of(wrapped(16, 8, 20, 8), 0, ()).body() == (
        "{ union { struct __T0 data; char slop[20]; } __attribute__((packed, aligned(4))) u; "
        "unsigned version; } __attribute__((aligned(8)))"
    )


def test_a_frame_holds_what_fits_in_size_and_alignment() -> None:
    frame = Wrapper(20, 24, 8)
    assert frame.holds(Layout(20, 8, ()))
    assert not frame.holds(Layout(21, 4, ()))
    assert not frame.holds(Layout(8, 16, ()))
