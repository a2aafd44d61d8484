/* Static functions that are called in one place: statics, labels, __func__, asm, VLAs, structs, types, chains. */
#include <alloca.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct item { int key; char name[12]; struct item *next; };
struct total { long sum; int n; };

static int counted(int x)
{
    static int calls, *where = &calls;
    calls++;
    return *where * 100 + x;
}

static const char *its_name(int x)
{
    static const char *kept;
    const char *now = __func__;
    if (!kept)
        kept = now;
    return kept == now ? now + (x > 9) : "another";
}

static int jumps(int n)
{
    static void *const to[] = {&&zero, &&one, &&many};
    int s = 0;
    goto *to[n > 2 ? 2 : n];
many:
    s += 100;
one:
    s += 10;
zero:
    return s + n;
}

static int machine(int x)
{
    int y = x * 2 + 1;
    __asm__ volatile("only_caller_label: add $3, %0" : "+r"(y));
    return y + x * 3;
}

static long variable(int n)
{
    int squares[n], *more = alloca(n * sizeof *more);
    long sum = 0;
    for (int i = 0; i < n; i++)
        squares[i] = i * i, more[i] = -i;
    for (int i = 0; i < n; i++)
        sum += squares[i] + more[i];
    return sum + (long)(sizeof squares / sizeof *squares);
}

static struct total totals(struct item *first, struct total so_far)
{
    struct pair { int a, b; } last = {0, 0};
    for (struct item *i = first; i; i = i->next) {
        so_far.sum += i->key;
        so_far.n++;
        last = (struct pair){i->key, (int)strlen(i->name)};
    }
    so_far.sum += last.a * 10 + last.b;
    return so_far;
}

static int formatted(char *out, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int n = vsprintf(out, format, list);
    va_end(list);
    return n;
}

static jmp_buf back;
static int returns_twice(int x)
{
    volatile int seen = x;
    int code = setjmp(back);
    if (code < 3) {
        seen += code + 1;
        longjmp(back, code + 1);
    }
    return seen * 10 + code;
}

static int inner(int n) { int s = 0; while (n > 0) s += n-- % 3 + counted(n); return s; }
static int middle(int n) { int s = 0; for (int i = 0; i < n; i++) s += inner(i) - i; return s; }
static int outer(int n) { int s = n; for (int i = 0; i < n; i++) s ^= middle(i) << (i & 3); return s; }

static int down(int n) { return n < 2 ? n : down(n - 1) * 3 % 1001 + n; }
static inline __attribute__((always_inline)) int always(int a, int b) { return a * 7 - b * 5 + (a ^ b) + (a & b) * 2; }
static int old_style(a, b) int a; char b; { return a * 10 + b; }
static void cleaned(int *p) { printf("end %d\n", *p + outer(*p)); }

int main(void)
{
    char text[40];
    struct item b = {2, "second", NULL}, a = {1, "first", &b};
    struct total t = totals(&a, (struct total){5, 0});
    int here __attribute__((cleanup(cleaned))) = 3;
    for (int i = 0; i < 3; i++)
        printf("%s %d %ld\n", its_name(i * 5), jumps(i + 1), variable(i + 2));
    printf("%d %ld %d\n", machine(4), t.sum, t.n);
    printf("%d %s\n", formatted(text, "%d-%s-%c", 7, a.name, 'x'), text);
    printf("%d %d %d %d\n", returns_twice(1), down(9), always(here, 4), old_style(3, 'a'));
    return 0;
}
