/* A free list threaded through objects of one type, in a static array and on the heap; arrays shifted and compacted. */
#include <stdio.h>
#include <stdlib.h>

struct ent { int id, hp; struct ent *next; };
static struct ent pool[6], *free_;
static int live;

static void init(void) { for (int i = 5; i >= 0; i--) pool[i].next = free_, free_ = &pool[i]; }
static struct ent *spawn(int id)
{
    struct ent *e = free_;
    if (!e)
        return NULL;
    free_ = e->next;
    *e = (struct ent){.id = id, .hp = id * 10};
    live++;
    return e;
}
static void kill_(struct ent *e) { e->next = free_, free_ = e, e->id = -1, live--; }
static int compact(struct ent *v, int n)
{
    int w = 0;
    for (int r = 0; r < n; r++)
        if (v[r].hp > 0)
            v[w++] = v[r];
    return w;
}

int main(void)
{
    init();
    struct ent *a[8];
    for (int i = 0; i < 8; i++)
        a[i] = spawn(i + 1);
    printf("%d %d\n", live, a[6] == NULL);
    kill_(a[1]), kill_(a[4]);
    struct ent *x = spawn(50), *y = spawn(60);
    printf("%d %d %d\n", x == a[4], y == a[1], x->hp);
    struct ent *v = malloc(10 * sizeof *v);
    for (int i = 0; i < 10; i++)
        v[i] = (struct ent){i, i % 3 ? i : -1, NULL};
    int n = compact(v, 10), s = 0;
    for (int i = 0; i < n; i++)
        s = s * 7 + v[i].id;
    for (int i = n; i > 2; i--)
        v[i] = v[i - 1];
    v[2] = *x;
    printf("%d %d %d %d\n", n, s, v[2].id, v[3].id);
    free(v);
    return live;
}
