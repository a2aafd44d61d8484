"""Types of expressions: stated ones, and whole snippets judged by gcc."""

from __future__ import annotations

import pytest
from pycparser import c_ast
from type_oracle import Oracle, unit_of

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import describe

PRELUDE = """
typedef unsigned char byte;
typedef struct { int re, im; } complex_t;
struct node { struct node *next; const char *name; byte bytes[4]; unsigned bit : 3;
  struct { int x, y; } in; union { long as_long; double as_double; }; int (*op)(int, char); };
enum colour { RED, GREEN = 5, BLUE };
int i; unsigned u; long l; char c; float f; double d; byte b; _Bool flag;
const int ci = 1; volatile long vl; char *s; const char *cs; void *v; int a[3], m[2][5];
struct node n, *p; const struct node *cp; complex_t z; enum colour e;
int fn(int, char *); void none(void); int old(); int (*fp)(int, char *);
int (*table[2])(int, char *); struct node by_value(void); const char *const names[] = {"x", "y"};
"""


def typed(text: str, prelude: str = PRELUDE) -> str:
    """Return the type of an expression, described; it is the last in a function's body."""
    unit = unit_of(f"{prelude}\nvoid at_end(int arg) {{ {text}; }}")
    last = unit.functions["at_end"].node.body.block_items[-1]
    return describe(unit.types[last])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "int"),
        ("1u", "unsigned int"),
        ("2147483648", "long"),
        ("0x80000000", "unsigned int"),
        ("1ull", "unsigned long long"),
        ("1.0f", "float"),
        ("1e3L", "long double"),
        ("2.0i", "_Complex double"),
        ("'x'", "int"),
        ("L'x'", "int"),
        ("u'x'", "unsigned short"),
        ('"abc"', "char [4]"),
        ('"a\\0\\x41" "z"', "char [5]"),
        ('L"ab"', "int [3]"),
        ('u8"\\u00e9"', "char [3]"),
        ("a", "int [3]"),
        ("fn", "int (int, char *)"),
        ("&a", "int (*)[3]"),
        ("a + 1", "int *"),
        ("&a[1] - a", "long"),
        ("1[a]", "int"),
        ("m[1]", "int [5]"),
        ("*m", "int [5]"),
        ("**m", "int"),
        ("c + b", "int"),
        ("u + l", "long"),
        ("i + u", "unsigned int"),
        ("f * i", "float"),
        ("l << u", "long"),
        ("c << l", "int"),
        ("e + 1", "unsigned int"),
        ("RED", "int"),
        ("-c", "int"),
        ("~b", "int"),
        ("!s", "int"),
        ("+f", "float"),
        ("ci", "const int"),
        ("ci + ci", "int"),
        ("vl++", "long"),
        ("i < l", "int"),
        ("p && cp", "int"),
        ("sizeof i", "unsigned long"),
        ("_Alignof(int)", "unsigned long"),
        ("p->next->name", "const char *"),
        ("cp->next", "struct node *const"),
        ("cp->bytes", "const unsigned char [4]"),
        ("n.bit", "unsigned int"),
        ("n.bit + 1", "int"),
        ("(n.bit = 1) - 3", "int"),
        ("p->in", "struct node.in"),
        ("p->in.y", "int"),
        ("p->as_double", "double"),
        ("cp->as_long", "const long"),
        ("p->op(1, 2)", "int"),
        ("by_value()", "struct node"),
        ("by_value().in.x", "int"),
        ("z", "complex_t"),
        ("z.re", "int"),
        ("names[0]", "const char *const"),
        ("fn(1, s)", "int"),
        ("fp(1, s)", "int"),
        ("(*fp)(1, s)", "int"),
        ("(***fn)(1, s)", "int"),
        ("*fn", "int (int, char *)"),
        ("&fn", "int (*)(int, char *)"),
        ("table[1](1, s)", "int"),
        ("none()", "void"),
        ("old(1, 2)", "int"),
        ("undeclared(1)", "int"),
        ("(char)i", "char"),
        ("(const struct node *)p", "const struct node *"),
        ("(void)i", "void"),
        ("i = c", "int"),
        ("s += 1", "char *"),
        ("i, s", "char *"),
        ("i, a", "int *"),
        ("i ? c : b", "int"),
        ("i ? b : b", "int"),
        ("i ? e : e", "unsigned int"),
        ("i ? s : 0", "char *"),
        ("i ? 0 : s", "char *"),
        ("i ? s : (void *)0", "char *"),
        ("i ? s : v", "void *"),
        ("i ? cs : s", "const char *"),
        ("i ? cs : v", "const void *"),
        ("i ? a : 0", "int *"),
        ("i ? fn : fp", "int (*)(int, char *)"),
        ("i ? none() : none()", "void"),
        ("i ? n : *p", "struct node"),
        ("i ? l : f", "float"),
        ("i ?: l", "long"),
        ("(complex_t){1, 2}", "complex_t"),
        ("(int[]){1, 2, 3}", "int [3]"),
        ("&(struct node){0}", "struct node *"),
        ("({ long q = 1; q; })", "long"),
        ("({ int q; for (q = 0; q < 3; q++) ; })", "void"),
        ("({ a; })", "int *"),
        ("(__typeof__(a) *)0", "int (*)[3]"),
        ("(typeof(p->in.x) *)v", "int *"),
        ("__extension__ l", "long"),
        ("&&here; here:", "void"),
        ("_Generic(c, int: 1L, char: 2.0, default: s)", "double"),
        ("_Generic(ci, int: 1L, default: s)", "long"),
        ("_Generic(s, int: 1L, default: s)", "char *"),
        ("__builtin_offsetof(struct node, in.y)", "unsigned long"),
        ("__builtin_expect(i, 0)", "long"),
        ("__builtin_memcpy(s, cs, 1)", "void *"),
        ("__builtin_choose_expr(1, s, 2.0)", "char *"),
        ("__builtin_types_compatible_p(int, long)", "int"),
        ("__builtin_add_overflow(i, i, &i)", "_Bool"),
        ("__sync_fetch_and_add(&l, 1)", "long"),
        ("__atomic_load_n(&p, 0)", "struct node *"),
        ("__builtin_clzll(1)", "int"),
        ("__func__", "const char [7]"),
        ("malloc(3)", "void *"),
        ("arg", "int"),
        ("__real__ (1.0fi)", "float"),
    ],
)
def test_type_of(text: str, expected: str) -> None:
    if text.startswith("&&here"):
        unit = unit_of("void f(void) { void *q = &&here; here: goto *q; }")
        declaration = unit.functions["f"].node.body.block_items[0]
        assert describe(unit.types[declaration.init]) == "void *"
        return
    assert typed(text) == expected


SNIPPETS = {
    "expressions": PRELUDE
    + """
    long sum(int count, ...) {
      __builtin_va_list ap; __builtin_va_start(ap, count);
      long total = 0;
      while (count-- > 0) total += __builtin_va_arg(ap, int) * (count % 2 ? 1 : -1);
      __builtin_va_end(ap);
      return total + (n.bit + 1) + p->in.x * e + (i ? s : 0)[0] + names[1][0] + (int)sizeof m[0];
    }
    int main(int argc, char **argv) {
      for (int k = 0, *q = &k; k < argc; k++, (*q)++) c ^= *argv[k] | b << 2;
      switch (e) { case RED: case GREEN ... BLUE: flag = !flag; break; default: f *= 2; }
      do { u = -u; d = i ? f : l; } while (u-- && ~l);
      if ((p = &n) != 0 && p->next == p) p->op = (int (*)(int, char))0; else return (*fp)(i, s);
      return (table[i] == fn ? fn : fp)(3, (char *)v + 2), ((complex_t){1, 2}).re;
    }""",
    "scopes": """
    struct t { int a; }; typedef int T; int x; extern int y; int y; static int later();
    int f(struct t t, T T) {
      int use = T + t.a;
      { double x = use; { struct t { double other; } u = { x }; x = u.other; } extern int y; y++; }
      { typedef char T2; T2 T[2] = "x"; use += T[0] + sizeof(T); }
      enum { x2 = 7, y2 } e = y2; enum { x3 = -1 } g = x3; use += e * g;
      for (long x = 0; x < 3; x++) use += x; { int x[3] = {1}; use += x[1]; }
      static int calls = 0; { static long calls; calls++; } calls++;
      return later(use, calls) + x;
    }
    static int later(a, b) int a; int b; { return a + b; }
    """,
    "gnu": """
    #define max(a, b) ({ __typeof__(a) _a = (a); __auto_type _b = (b); _a > _b ? _a : _b; })
    #define container_of(p, T, m) ({ const typeof(((T *)0)->m) *_m = (p); \\
        (T *)((char *)_m - __builtin_offsetof(T, m)); })
    struct list { struct list *next; }; struct item { int v; struct list l; };
    typedef int v4 __attribute__((vector_size(16)));
    typedef unsigned int word __attribute__((mode(DI)));
    _Atomic int counter; __thread int tls; __int128 wide;
    int g(struct list *l, unsigned short us, long n) {
      struct item *it = container_of(l, struct item, l);
      v4 a = {1, 2, 3, 4}; a += a; word w = 3; wide = w; wide *= 2;
      int k = max(it->v, us) + max(n, 3) + (us ?: n) + __builtin_popcount(us);
      counter++; tls = counter + 1; __sync_fetch_and_add(&k, 1);
      __asm__ volatile ("" : "+r"(k) : "r"(us) : "memory");
      int vla[n]; vla[0] = k; k = (int)sizeof vla + vla[n - 1];
      static void *labels[] = { &&one, &&two }; goto *labels[k & 1];
      one: k--; two: return k + _Generic(w, unsigned long: 1, default: 2L) + (int)wide;
    }
    """,
    "library": """
    #define _GNU_SOURCE
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <errno.h>
    #include <signal.h>
    #include <ctype.h>
    #include <math.h>
    #include <sys/epoll.h>
    #include <sys/socket.h>
    #include <netinet/in.h>
    #include <stdarg.h>
    #include <stdatomic.h>
    #include <assert.h>
    #include <pthread.h>
    static int by_int(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
    static void on(int sig, siginfo_t *si, void *ctx) { (void)sig; (void)si->si_pid; (void)ctx; }
    static void say(const char *fmt, ...) { va_list ap; va_start(ap, fmt); vprintf(fmt, ap); }
    int main(void) {
      struct epoll_event ev = { .events = EPOLLIN, .data.fd = 3 }; struct sigaction sa;
      struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(80) }; atomic_int n = 0;
      union sigval sv = { .sival_int = 1 }; pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
      in.sin_addr.s_addr = INADDR_ANY; sa.sa_sigaction = on; sigemptyset(&sa.sa_mask);
      if (bind(3, (struct sockaddr *)&in, sizeof in) < 0 && errno != EINTR) perror("bind");
      int a[] = {3, 1, 2}; qsort(a, 3, sizeof *a, by_int); ev.data.ptr = memchr("abc", 'b', 3);
      div_t q = div(7, 2); double r = pow(q.quot, 2.5) + HUGE_VAL + isnan(1.0) + fabs(-1);
      char *line = NULL; size_t size = 0; ssize_t got = getline(&line, &size, stdin);
      atomic_fetch_add(&n, 1); atomic_store(&n, 4); int now = atomic_load(&n);
      pthread_mutex_lock(&mutex); assert(got >= 0 && "read"); say("%d", sv.sival_int);
      fprintf(stderr, "%s %zd %f %d\\n", strerror(errno), got, r, toupper(line[0]) + now);
      return strtol(line, &line, 10) > 2 ? EXIT_FAILURE : fputc('x', stdout);
    }
    """,
    "initialisers": """
    struct in { int x, y; }; struct out { struct in a[2]; char s[4]; union { int u; float f; }; };
    struct out o[] = { { {{1, 2}, {3}}, "ab", {.f = 1} }, 1, 2, 3, 4, "abc", 5, [3].a[1].y = 9 };
    static const struct { const char *name; int (*run)(struct out *); } *none, jobs[] = {
      { "a", 0 }, { .run = 0, .name = "b" } };
    int total(struct in *in) { struct in copy = *in, both[2] = { copy, { .y = in->x } };
      struct out whole = { .a = { [1] = copy }, .s = { 'a', 'b' } };
      return ((struct in[]){ copy, both[1] })[1].x + whole.a[0].x
        + (int)(sizeof jobs / sizeof *none)
        + sizeof o / sizeof o[0]; }
    """,
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_gcc_agrees_with_every_type(name: str) -> None:
    oracle = Oracle(unit_of(SNIPPETS[name]))
    assert oracle.run() == []
    assert oracle.asked > 30


def walk(unit: TranslationUnit, kind: type) -> list[c_ast.Node]:
    found, pending = [], list(unit.items)
    while pending:
        node = pending.pop()
        if isinstance(node, kind):
            found.append(node)
        pending += list(node)
    return found


def test_members_know_their_path() -> None:
    unit = unit_of(PRELUDE + "double get(void) { return p->as_double + p->in.x; }")
    paths = {
        node.field.name: [field.name for field in unit.members[node].path]
        for node in walk(unit, c_ast.StructRef)
    }
    assert paths == {"as_double": [None, "as_double"], "in": ["in"], "x": ["x"]}
    assert {member.record.tag for member in unit.members.values()} == {"node", "node.in"}


def test_offsetof_designators_are_members_not_names() -> None:
    unit = unit_of(
        "int y; struct s { int x[3], y; };\n#include <stddef.h>\n"
        "unsigned long o = offsetof(struct s, x[y]) + offsetof(struct s, y);"
    )
    names = [node.name for node in unit.refs]
    assert names.count("y") == 1


def test_long_chains_need_no_deep_recursion() -> None:
    unit = unit_of("int f(int x) { return " + " + ".join(["x"] * 3000) + "; }")
    returned = unit.functions["f"].node.body.block_items[0].expr
    assert describe(unit.types[returned]) == "int"
