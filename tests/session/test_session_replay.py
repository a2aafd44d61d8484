"""Hot = cold: the newest text, started anew with the same inputs."""

from __future__ import annotations

import threading

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.errors import JobTimeout, ProgramFault
from dsu_kernel.session.keeping.replay import Replay

CART = """
#include <stdio.h>
#include <stdlib.h>
struct item { int price; struct item *next, *before; int (*discount)(int); const char *name; };
struct item *cart;
int count, table[1000];
static int none(int price) { return price; }
void add(int price)
{
    struct item *fresh = calloc(1, sizeof *fresh);
    *fresh = (struct item){.price = price, .next = cart, .discount = none, .name = "thing"};
    if (cart) cart->before = fresh;
    cart = fresh;
    table[900] = ++count;
    printf("item for %d\\n", price);
}
int total(void)
{
    int sum = 0;
    for (struct item *i = cart; i; i = i->next) sum += i->discount(i->price);
    return sum;
}
"""
PIECES = CART.replace("{ int price;", "{ int pieces; int price;").replace(
    ".price = price", ".pieces = 1, .price = price"
)


@pytest.fixture
def cart(session: Session) -> Session:
    session.define(CART, "cart")
    session.call("add", 100)
    session.eval("add(200)")
    return session


def differences(found: Replay) -> dict[str, tuple[str, str]]:
    return {item.what: (item.hot, item.cold) for item in found.differences}


def test_an_update_that_keeps_everything_is_the_same_as_a_cold_start(cart: Session) -> None:
    cart.define(CART.replace("int price;", "long price;"), "cart")
    assert cart.call("total") == 300
    found = cart.replay()
    assert found.same, str(found)
    assert (found.version, found.inputs, found.objects, found.lines) == (1, 3, 2, 2)
    assert str(found).startswith("hot = cold: v1 started cold is in the same state (3 inputs, ")


def test_what_a_transformer_forgot_is_found_behind_pointers(cart: Session) -> None:
    cart.define(PIECES, "cart")
    assert differences(cart.replay()) == {
        "cart->pieces": ("0", "1"),
        "cart->next->pieces": ("0", "1"),
    }
    assert cart.call("total") == 300  # the live process goes on


def test_every_kind_of_difference_is_told(cart: Session) -> None:
    newer = CART.replace("item for", "an item for").replace("++count", "count += 2")
    newer = newer.replace(".discount = none", ".discount = half")
    newer = newer.replace("void add", "static int half(int price) { return price / 2; }\nvoid add")
    cart.define(newer.replace('"thing"', '"something"'), "cart")
    found = differences(cart.replay())
    assert found["output, line 1"] == (
        "'item for 100' and 1 more lines",
        "'an item for 100' and 1 more lines",
    )
    assert found["count"] == ("2", "4")
    assert found["cart->discount"] == ("none", "half")
    assert found["cart->name"] == ('"thing"', '"something"')
    assert "table[900]" in found


def test_an_input_that_no_longer_works_is_a_difference(cart: Session) -> None:
    cart.call("total")
    cart.define(CART[: CART.index("int total")], "cart")
    (found,) = cart.replay().differences
    assert found.what == "total()"
    assert found.hot == "300"


def test_values_of_the_newest_text_are_compared(session: Session) -> None:
    session.define("int n; int next(void) { return ++n; }", "cell")
    session.call("next")
    session.define("int n; int next(void) { return n += 10; }", "cell")
    session.call("next")
    assert differences(session.replay()) == {"next()": ("11", "20"), "n": ("11", "20")}
    assert differences(session.replay(ignore=["n"])) == {"next()": ("11", "20")}


def test_a_program_with_input_is_run_again(session: Session) -> None:
    session.define(
        "#include <stdio.h>\nint sum; int main(void) { int n; "
        'while (scanf("%d", &n) == 1) sum += n; return sum; }',
        "cell",
    )
    session.run()
    session.write_stdin("1 2\n3\n")
    session.end_input()
    assert session.wait_exit(10) is not None
    assert session.eval("sum") == 6
    assert session.replay().same


def test_a_running_program_is_compared_as_it_runs(session: Session) -> None:
    session.define(
        "int set, seen, rounds; int main(void) { for (;;) { seen = set; rounds++; update(); } }",
        "cell",
    )
    session.run()
    session.eval("set = 7")
    found = session.replay(ignore=["rounds", "seen"])
    assert found.same, str(found)
    assert any("the program runs" in note for note in found.notes)


def test_only_what_this_process_was_given_counts(cart: Session) -> None:
    cart.restart()
    cart.call("add", 5)
    found = cart.replay()
    assert found.same
    assert found.inputs == 1


def test_without_a_live_process_there_is_nothing_to_compare(session: Session) -> None:
    with pytest.raises(DsuError, match="there is no program yet"):
        session.replay()
    session.define("int n;", "cell")
    session.stop()
    with pytest.raises(ProcessGone):
        session.replay()


def test_the_end_of_input_that_a_user_typed_is_repeated(session: Session) -> None:
    session.define(
        "#include <stdio.h>\nint n;\n"
        'int sum(void) { int k; while (scanf("%d", &k) == 1) n += k; return n; }'
    )
    given = iter(["3\n4\n", None])
    assert session.eval("sum()", on_input=lambda: next(given)) == 7
    found = session.replay()
    assert found.same, str(found)


def test_the_two_streams_are_compared_apart(session: Session) -> None:
    session.define(
        "#include <stdio.h>\nvoid f(void) { for (int i = 0; i < 50; i++) {"
        ' printf("%d\\n", i); fflush(stdout); fprintf(stderr, "%d\\n", -i); } }',
        "cell",
    )
    session.call("f")
    assert session.replay().same
    session.define("#include <stdio.h>\nvoid f(void) { }", "cell")
    found = differences(session.replay())
    assert found == {
        "output, line 1": ("'0' and 49 more lines", "nothing"),
        "error output, line 1": ("'0' and 49 more lines", "nothing"),
    }


def test_what_a_thread_prints_later_is_waited_for() -> None:
    printed = threading.Event()
    with Session(on_output=lambda _stream, _data: printed.set()) as session:
        session.define(
            "#include <pthread.h>\n#include <stdio.h>\n#include <unistd.h>\n"
            'void *late(void *arg) { usleep(100000); puts("late"); fflush(stdout); return arg; }\n'
            "void go(void) { pthread_t it; pthread_create(&it, 0, late, 0); pthread_detach(it); }",
            "cell",
        )
        session.call("go")
        assert printed.wait(10)
        found = session.replay()
    assert found.same, str(found)
    assert found.lines == 1


def test_a_crash_is_an_input_like_any_other(session: Session) -> None:
    session.define("int n; int f(void) { n++; __builtin_trap(); }", "cell")
    with pytest.raises(ProgramFault):
        session.call("f")
    assert session.eval("n") == 1
    found = session.replay()
    assert found.same, str(found)
    assert found.inputs == 2
    session.define("int n; int f(void) { n++; return 5; }", "cell")
    assert session.replay().same  # what an earlier text did is compared in what it left behind
    session.call("f")
    session.define("int n; int f(void) { n++; __builtin_trap(); }", "cell")
    assert differences(session.replay()) == {"f()": ("5", "Illegal instruction (SIGILL)")}


def test_what_nobody_waited_for_is_repeated_and_its_value_is_not_known(session: Session) -> None:
    session.define("int stop, n; int f(void) { n++; while (!stop) update(); return 5; }", "cell")
    with pytest.raises(JobTimeout, match="it goes on in the program"):
        session.eval("f()", timeout=1)
    session.eval("stop = 1")
    found = session.replay()
    assert found.same, str(found)
    assert found.inputs == 2


def test_a_cold_program_that_ends_is_a_difference(session: Session) -> None:
    session.define("#include <stdlib.h>\nint n; int f(void) { return 1; }", "cell")
    session.call("f")
    session.define("#include <stdlib.h>\nint n; int f(void) { exit(3); }", "cell")
    session.eval("n")
    found = session.replay()
    assert differences(found) == {
        "f()": ("1", "the program exited with status 3"),
        "the program": ("lives", "the program exited with status 3"),
    }
    assert "could not be compared" in str(found)
    assert session.eval("n") == 0


def test_a_cold_main_that_crashes_is_a_difference(session: Session) -> None:
    session.define("int n; int main(void) { return 0; }", "cell")
    session.run()
    assert session.wait_exit(10) is not None
    session.define("int n; int main(void) { __builtin_trap(); }", "cell")
    session.eval("n")
    assert differences(session.replay()) == {
        "the program": ("lives", "Illegal instruction (SIGILL)")
    }
