/* Pointer differences in bytes and elements over arrays of structs; stepping by sizeof. */
#include <stdint.h>
#include <stdio.h>

struct rec { int id; short s; char c; };
static struct rec table[5] = {{1, 2, 'a'}, {3, 4, 'b'}, {5, 6, 'c'}, {7, 8, 'd'}, {9, 10, 'e'}};

static struct rec *step(struct rec *r, int n) { return (struct rec *)((char *)r + n * (int)sizeof *r); }
static long walk(const void *base, size_t n, size_t size, size_t off)
{
    long sum = 0;
    for (const char *p = base; n--; p += size)
        sum += *(const int *)(p + off);
    return sum;
}

int main(void)
{
    struct rec *a = &table[1], *b = table + 4;
    printf("%td %td\n", b - a, (char *)b - (char *)a);
    printf("%c %c\n", step(a, 2)->c, step(b, -4)->c);
    printf("%ld\n", walk(table, 5, sizeof(struct rec), 0));
    uintptr_t ia = (uintptr_t)a, ib = (uintptr_t)&b->s;
    printf("%d\n", (int)(ib - ia));
    printf("%d\n", *(short *)(ia + 8 + 4));
    char *cp = (char *)table;
    cp[sizeof *a + 6] = 'Z';
    printf("%c\n", table[1].c);
    int *ip = &table[0].id;
    printf("%d %d\n", ip[0], *(int *)((char *)ip + 3 * sizeof table[0]));
    const struct rec *end = (const struct rec *)(&table + 1);
    printf("%td\n", end - table);
    return a < b && (void *)a == (void *)&a->id ? 0 : 1;
}
