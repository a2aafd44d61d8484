/* Ways out of an object's life that nobody can see: right values and no error, but storage stays.
 * LEAKS: alloca, longjmp, a shrinking realloc, free through void *, arguments that are never fetched */
#include <alloca.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

void failed(const char *what, int line);
#define CHECK(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))

#if V == 0
struct entry { int a, b; };
#elif V == 3
struct entry { int b, a; };
#else
struct entry { int a, b, c[20 * V]; };
#endif

static jmp_buf out;
static struct entry *kept;

static struct entry make(int a) { return (struct entry){.a = a, .b = -a}; }
static void release(void *block) { free(block); }

static int on_stack(int n)
{
    struct entry *entries = alloca(n * sizeof *entries);
    int sum = 0;
    for (int i = 0; i < n; i++)
        entries[i] = make(i);
    entries[0] = entries[n - 1];
    for (int i = 0; i < n; i++)
        sum += entries[i].a - entries[i].b;
    return sum;
}

static void jump(struct entry by_value, int depth)
{
    struct entry local = by_value, row[2] = {{.a = depth}};
    CHECK(local.a == by_value.a && row[1].a == 0);
    if (depth == 0)
        longjmp(out, (int)local.a);
    jump(make((int)local.a + 1), depth - 1);
}

static int first_of(int n, ...)
{
    va_list list;
    va_start(list, n);
    struct entry first = va_arg(list, struct entry);
    va_end(list);
    return (int)first.a;
}

static int jumps(void)
{
    struct entry before = make(3);
    int found = setjmp(out);
    if (found)
        return found + (int)before.a;
    jump(before, 4);
    return 0;
}

int scenario(int step)
{
    CHECK(on_stack(5) == 28);
    CHECK(jumps() == 10);
    CHECK(first_of(3, make(4), make(5), make(6)) == 4);
    struct entry *some = malloc(4 * sizeof *some);
    for (int i = 0; i < 4; i++)
        some[i] = make(i);
    some = realloc(some, 2 * sizeof *some);
    CHECK(some[1].a == 1 && some[1].b == -1);
    release(some);
    if (step == 0) {
        kept = malloc(sizeof *kept);
        *kept = make(8);
    }
    CHECK(kept->a == 8 && kept->b == -8);
    if (step == 4)
        release(kept);
    return 0;
}
