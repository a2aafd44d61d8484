"""Which texts use ``update`` for something of their own."""

from __future__ import annotations

import pytest

from dsu_kernel.program.short_names import defines_update


@pytest.mark.parametrize(
    "text",
    [
        "int main(void) { for (;;) { update(); } }",
        "void f(int a) { if (a) update(); else update(); do update(); while (a); }",
        "void f(void) { for (;; update()) ; }",
        "int g(int a) { return update(), a; }",
        "void f(struct s *p) { p->update(3); p->update(); update(); }",
        'const char *k = "int update(int a)"; // void update(int);',
        "/* update(5) */ int x; void f(void) { update ( void ) ; }",
        "void (*u)(void) = update;",
    ],
)
def test_update_is_the_point(text: str) -> None:
    assert not defines_update(text)


@pytest.mark.parametrize(
    "text",
    [
        "int update(int a) { return a; }",
        "void update(void) { }",
        "static struct node *update() { return 0; }",
        "extern void update(const char *name, int by);",
        "int f(void) { return update(3); }",
        "int update = 4;",
        "long a, b; unsigned long update;",
        "char *update[4];",
        "#define update 3",
        "#define update() tick()",
    ],
)
def test_the_program_has_its_own(text: str) -> None:
    assert defines_update(text)
