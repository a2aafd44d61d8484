from __future__ import annotations

import re
import subprocess

import pytest
from contention import Rival, TellingLock, first_time
from type_oracle import speakable

from dsu_kernel.cfront.headers import HeaderCache, HeaderIndex
from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.source.header_scan import scan
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.types import Opaque, Record, describe
from dsu_kernel.cfront.unit import build_unit

HEADERS = (
    *("stdio.h", "stdlib.h", "string.h", "signal.h", "sys/epoll.h", "sys/socket.h", "math.h"),
    *("netinet/in.h", "pthread.h", "time.h", "sys/stat.h", "errno.h", "ctype.h", "unistd.h"),
    *("setjmp.h", "inttypes.h", "sys/mman.h", "poll.h", "dirent.h", "fcntl.h", "wchar.h"),
)


def index_of(*headers: str, flags: tuple[str, ...] = ()) -> HeaderIndex:
    text = "".join(f"#include <{header}>\n" for header in headers)
    return HeaderIndex(preprocess(text, list(flags), name="h.c").system_text)


@pytest.fixture(scope="module")
def everything() -> HeaderIndex:
    return index_of(*HEADERS, flags=("-D_GNU_SOURCE",))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("printf", "int (const char *, ...)"),
        (
            "qsort",
            "void (void *, unsigned long, unsigned long, int (*)(const void *, const void *))",
        ),
        ("signal", "void (*(int, void (*)(int)))(int)"),
        ("stdin", "struct _IO_FILE *"),
        ("size_t", "unsigned long"),
        ("strerror_r", "char *(int, char *, unsigned long)"),
        ("EPOLLIN", "int"),
        ("siginfo_t", "siginfo_t"),
        ("jmp_buf", "struct __jmp_buf_tag [1]"),
        ("uint64_t", "unsigned long"),
        ("int8_t", "signed char"),
        ("errno", ""),
    ],
)
def test_lookup(everything: HeaderIndex, name: str, expected: str) -> None:
    symbol = everything.lookup(name)
    assert (describe(symbol.ctype) if symbol else "") == expected
    if symbol:
        assert symbol.system


def test_gcc_agrees_with_every_declaration(everything: HeaderIndex) -> None:
    claims = []
    for name in scan(everything.text).names:
        symbol = everything.lookup(name)
        assert symbol is not None, name
        assert (symbol.kind == "typedef") == (name in everything.typedef_names), name
        if speakable(symbol.ctype):
            claim = f"__builtin_types_compatible_p(__typeof__({name}), {describe(symbol.ctype)})"
            claims.append(f'_Static_assert({claim}, "{name}");')
    assert len(claims) > 1500
    program = everything.text + "\n" + "\n".join(claims)
    command = ["gcc", "-x", "c", "-w", "-fsyntax-only", "-"]
    run = subprocess.run(command, input=program, capture_output=True, text=True, check=False)
    assert re.findall(r"error: (.*)", run.stderr) == []


def test_packed_system_records_keep_their_attribute(everything: HeaderIndex) -> None:
    event = everything.record("struct", "epoll_event")
    assert event is not None
    assert event.attributes == ("packed",)
    assert event.system
    assert event.key.scope == "system"
    data = everything.record("union", "epoll_data")
    assert data is not None
    assert [field.name for field in data.fields] == ["ptr", "fd", "u32", "u64"]


def test_anonymous_members_of_system_records(everything: HeaderIndex) -> None:
    info = everything.record("struct", "siginfo_t")
    assert info is not None
    inner = next(field for field in info.fields if field.name == "_sifields")
    assert isinstance(inner.ctype, Record)
    assert everything.record("union", inner.ctype.key.tag) is not None
    assert everything.record("union", "sigval") is not None


def test_places_are_those_of_the_headers() -> None:
    symbol = index_of("stdlib.h").lookup("abort")
    assert symbol is not None
    assert symbol.place.unit.endswith("stdlib.h")
    with open(symbol.place.unit, encoding="utf-8") as header:
        assert "abort" in header.readlines()[symbol.place.line - 1]


def test_inline_functions_pragmas_and_several_declarators() -> None:
    index = HeaderIndex(
        """
        #pragma pack(push, 1)
        struct tight { char c; int i; };
        #pragma pack(pop)
        struct loose { char c; int i; };
        static inline __attribute__((unused)) int twice(int x) { struct tight t = {1, x};
          if (x) { return t.i; } return 2 * x; }
        extern __inline __attribute__((__gnu_inline__)) struct loose pass(struct loose l)
          { return l; }
        extern int one, *two, (*three)(int, char), four[4];
        typedef struct pair { int x; } pair, *pair_ptr;
        extern double (acos)(double) __attribute__((nothrow)); extern float acosf(float);
        extern int renamed(char *) __asm__("__renamed") __attribute__((nonnull(1)));
        enum { FIRST, SECOND = 7,
          THIRD };
        extern __typeof__(renamed) another;
        typedef int handler(int), *numbers[3];
        _Static_assert(sizeof(int) == 4, "layout");
        struct forward;
        """
    )
    texts = {
        "twice": "int (int)",
        "pass": "struct loose (struct loose)",
        "one": "int",
        "two": "int *",
        "three": "int (*)(int, char)",
        "four": "int [4]",
        "pair": "struct pair",
        "pair_ptr": "struct pair *",
        "acos": "double (double)",
        "acosf": "float (float)",
        "renamed": "int (char *)",
        "another": "int (char *)",
        "THIRD": "int",
        "handler": "int (int)",
        "numbers": "int *[3]",
    }
    for name, text in texts.items():
        symbol = index.lookup(name)
        assert symbol is not None, name
        assert describe(symbol.ctype) == text
    assert index.typedef_names == {"pair", "pair_ptr", "handler", "numbers"}
    twice, third = index.lookup("twice"), index.lookup("THIRD")
    assert twice is not None
    assert twice.defined
    assert third is not None
    assert third.value == 8
    tight, loose = index.record("struct", "tight"), index.record("struct", "loose")
    assert tight is not None
    assert tight.attributes == ("packed",)
    assert loose is not None
    assert loose.attributes == ()


def test_vector_types_are_opaque() -> None:
    index = HeaderIndex("typedef float v4 __attribute__((vector_size(16)));")
    symbol = index.lookup("v4")
    assert symbol is not None
    assert isinstance(symbol.ctype, Opaque)


def test_unknown_names_are_none() -> None:
    index = index_of("stdio.h")
    assert index.lookup("no_such_name") is None
    assert index.lookup_tag("no_such_tag") is None
    assert index.record("struct", "no_such_tag") is None


def test_nothing_is_parsed_before_it_is_needed() -> None:
    pre = preprocess("#include <stdio.h>\nint x;\n", [], name="a.c")
    unit = build_unit(pre, "a.c", file_mode=True)
    assert unit.headers._loaded == set()
    assert unit.record(unit.headers.lookup("FILE").ctype) is not None


def test_units_with_the_same_headers_share_an_index() -> None:
    cache = HeaderCache(size=1)
    text = preprocess("#include <stdio.h>\n", [], name="a.c").system_text
    index = cache.index(text)
    assert cache.index(text) is index
    cache.index("int other;")
    assert cache.index(text) is not index


def test_declarations_of_dsu_h_are_recognisable(tmp_path) -> None:
    (tmp_path / "dsu.h").write_text("void dsu_update(void);\n#define update() dsu_update()\n")
    text = "#include <dsu.h>\nvoid loop(void) { update(); }\n"
    pre = preprocess(text, ["-isystem", str(tmp_path)], name="In[1]")
    unit = build_unit(pre, "In[1]", file_mode=False)
    called = [symbol for node, symbol in unit.refs.items() if node.name == "dsu_update"]
    assert len(called) == 1
    assert called[0].system
    assert called[0].place.unit.endswith("dsu.h")
    assert called[0].place.line == 1


def test_two_threads_that_want_the_same_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one waits until the first has parsed it: else it would find nothing there."""
    index = index_of("stdio.h")
    lock = TellingLock()
    monkeypatch.setattr(index, "_lock", lock)
    found: list[Symbol | None] = []
    rival = Rival(lock, lambda: found.append(index.lookup("printf")))
    monkeypatch.setattr(index, "_parse", first_time(index._parse, rival.start))
    symbol = index.lookup("printf")
    rival.join()
    assert symbol is not None
    assert found == [symbol]
