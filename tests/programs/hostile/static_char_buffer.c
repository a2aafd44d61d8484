/* Hostile to wrapping: structs placed in char buffers of exactly their size, side by side, at computed offsets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct head { int len; int kind; };
struct item { long id; char name[8]; };

static _Alignas(8) char room[sizeof(struct head) + 3 * sizeof(struct item)];
static _Alignas(8) unsigned char two[2 * sizeof(struct item)];

static struct item *nth(struct head *h, int n) { return (struct item *)(h + 1) + n; }

int main(void)
{
    struct head *h = (struct head *)room;
    h->len = 3;
    h->kind = 9;
    for (int i = 0; i < h->len; i++) {
        nth(h, i)->id = i * 11;
        snprintf(nth(h, i)->name, sizeof nth(h, i)->name, "n%d", i);
    }
    struct item *last = (struct item *)(room + sizeof room - sizeof(struct item));
    printf("%ld %s %zu\n", last->id, last->name, sizeof room);
    struct item *a = (void *)two, *b = a + 1;
    memset(two, 0x11, sizeof two);
    *a = *last;
    printf("%d %lx\n", two[sizeof *a], b->id);
    b->id = -1;
    printf("%d %s\n", two[sizeof(struct item)] == 0xff, a->name);
    char *blob = malloc(sizeof room);
    memcpy(blob, room, sizeof room);
    ((struct head *)blob)->len--;
    printf("%d %d %s\n", ((struct head *)blob)->len, h->len, ((struct item *)(blob + sizeof(struct head)))[1].name);
    free(blob);
    return (int)sizeof two;
}
