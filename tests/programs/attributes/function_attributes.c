/* noreturn, format, unused, always_inline, noinline, const, pure, section, hot, cold, nonnull, malloc, warn_unused. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct s { int v __attribute__((unused)); } __attribute__((may_alias));

static void __attribute__((format(printf, 1, 2))) out(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
}
__attribute__((const)) static int cube(int x) { return x * x * x; }
__attribute__((pure, nonnull(1))) static int len(const char *s) { int n = 0; while (s[n]) n++; return n; }
static inline __attribute__((always_inline)) int twice(int x) { return 2 * x; }
__attribute__((noinline, noclone, section(".text.special"))) static int special(int x) { return x - 1; }
__attribute__((hot)) int hot_fn(void) { return 1; }
int cold_fn(void) __attribute__((cold));
int cold_fn(void) { return 2; }
__attribute__((malloc, warn_unused_result)) static struct s *mk(int v) { struct s *p = malloc(sizeof *p); p->v = v; return p; }
static int counter __attribute__((section(".data.counter"))) = 40;
static _Noreturn void leave(int code) { out("leaving %d\n", code); exit(code); }
__attribute__((noreturn)) void leave2(struct s *s) { leave(s->v); }
static int ignored(int a __attribute__((unused)), __attribute__((unused)) int b) { return a; }
__attribute__((optimize("O0"))) static int slow(int n) { int s = 0; while (n--) s += n; return s; }
__attribute__((deprecated("old"))) static int old(void) { return 4; }
__attribute__((returns_twice)) int fake(void) { return 0; }

int main(void)
{
    __attribute__((unused)) int nothing;
    out("%d %d %d\n", cube(3), len("four"), twice(special(8)));
    out("%d %d %d %d\n", hot_fn(), cold_fn(), ++counter, ignored(5, 6));
    out("%d %d %d\n", slow(5), old(), fake());
    struct s *s = mk(42);
    leave2(s);
}
