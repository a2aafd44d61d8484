/* An object cache: array of preconstructed structs handed out by index, reset by struct assignment. */
#include <stdio.h>
#include <string.h>

#define N 8
struct request { int id; char path[16]; struct { int code, bytes; } reply; };
struct cache { struct request items[N]; unsigned char busy[N]; int misses; };

static const struct request blank = {-1, "/", {200, 0}};
static struct cache cache = {.items = {[0 ... N - 1] = {-1, "/", {200, 0}}}};

static struct request *acquire(struct cache *c)
{
    for (int i = 0; i < N; i++)
        if (!c->busy[i]) {
            c->busy[i] = 1;
            return &c->items[i];
        }
    c->misses++;
    return NULL;
}
static void release(struct cache *c, struct request *r)
{
    size_t index = r - c->items;
    *r = blank;
    c->busy[index] = 0;
}

int main(void)
{
    struct request *open[12];
    int n = 0, bytes = 0;
    for (int i = 0; i < 30; i++) {
        struct request *r = acquire(&cache);
        if (r) {
            bytes += r->reply.bytes + r->reply.code;
            r->id = i;
            snprintf(r->path, sizeof r->path, "/page/%d", i);
            r->reply.bytes = strlen(r->path);
            open[n++] = r;
        }
        if (i % 3 == 2)
            release(&cache, open[--n]);
    }
    printf("%d %d %d\n", n, cache.misses, bytes);
    for (int i = 0; i < N; i++)
        printf("%d%s ", cache.items[i].id, cache.items[i].path);
    printf("\n");
    return 0;
}
