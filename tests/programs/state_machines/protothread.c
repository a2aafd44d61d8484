/* Stackless coroutines by switch and __LINE__, locals kept in structs, two of them interleaved. */
#include <stdio.h>

struct co { int line; int i, sum; };
#define BEGIN(c) switch ((c)->line) { case 0:
#define YIELD(c, v) do { (c)->line = __LINE__; return (v); case __LINE__:; } while (0)
#define END(c) } (c)->line = -1; return -1

static int squares(struct co *c, int limit)
{
    BEGIN(c);
    for (c->i = 1; c->i <= limit; c->i++) {
        c->sum += c->i * c->i;
        YIELD(c, c->i * c->i);
    }
    YIELD(c, c->sum);
    END(c);
}
static int odds(struct co *c)
{
    BEGIN(c);
    for (;;) {
        c->i += c->i % 2 + 1;
        if (c->i % 2 == 0)
            continue;
        if (c->i > 9)
            break;
        YIELD(c, c->i);
    }
    END(c);
}

int main(void)
{
    struct co a = {0}, b = {0}, saved = {0};
    int x, y, n = 0;
    while ((x = squares(&a, 5)) >= 0) {
        y = b.line < 0 ? 0 : odds(&b);
        printf("%d/%d ", x, y);
        if (++n == 2)
            saved = a;
    }
    printf("\n%d %d %d\n", squares(&saved, 5), a.line, b.line > 0);
    return n;
}
