/* Static locals with address constants, arrays, structs, strings, sizeof and enum initialisers. */
#include <stdio.h>

struct item { const char *name; int *counter; int (*fn)(void); };

static int global = 3;
static int seven(void) { return 7; }

static int visit(int i)
{
    enum { N = 3 };
    static int hits[N];
    static char text[] = "abc";
    static const char *const names[] = {"x", "y", "z"};
    static struct item items[N] = {{"one", &hits[0], seven}, {.counter = &hits[1], .name = "two"}, {text + 1, hits + 2, 0}};
    static int *gp = &global, size = sizeof items / sizeof items[0];
    static struct item *cursor = &items[1];
    static int self_size = sizeof(text);
    (*items[i % size].counter)++;
    text[0]++;
    *gp += items[i % size].fn ? items[i % size].fn() : 1;
    printf("%s %s %d%d%d %s %d %d\n", names[i % N], items[i % N].name, hits[0], hits[1], hits[2], text, *gp, self_size);
    cursor = cursor == items ? &items[2] : items;
    return (int)(cursor - items);
}

int main(void)
{
    int r = 0;
    for (int i = 0; i < 5; i++)
        r = r * 3 + visit(i);
    printf("%d\n", r);
    return 0;
}
