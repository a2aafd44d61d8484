/* Bit-fields: packing, signedness, assignment value, wrap-around, zero width, unnamed. */
#include <stdio.h>

struct flags {
    unsigned ready : 1;
    signed level : 4;
    unsigned : 3;
    unsigned mode : 5;
    int : 0;
    unsigned char tail : 7;
    _Bool yes : 1;
    unsigned long long wide : 40;
};

static struct flags global = {1, -3, 17, 100, 1, 1ULL << 39};

static int level(struct flags f) { return f.level; }
static struct flags bump(struct flags f) { f.mode++; f.level--; f.wide += f.tail; return f; }

int main(void)
{
    struct flags f = {.mode = 31, .tail = 127}, *p = &f;
    int a = p->mode += 2;
    int b = (p->level = 7);
    p->yes = 42;
    p->ready ^= 1;
    p->tail++;
    printf("%d %d %d %d %d\n", a, b, p->yes, p->ready, p->tail);
    p->level = -8;
    p->level--;
    printf("%d %d\n", f.level, level(global));
    f = bump(bump(global));
    printf("%d %d %llu %d\n", f.mode, f.level, (unsigned long long)f.wide, global.mode);
    printf("%zu\n", sizeof(struct flags));
    struct { int a : 3, b : 3; } two = {3, -4};
    printf("%d %d %d\n", two.a, two.b, two.a + two.b);
    return f.ready ? 0 : 1;
}
