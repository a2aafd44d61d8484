/* Structs used as hash keys by their bytes: memset first, hash and compare sizeof bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key { int kind; short port; char proto; };
struct entry { struct key key; int hits; struct entry *next; };
static struct entry *buckets[16];

static unsigned hash_bytes(const void *data, size_t n)
{
    const unsigned char *p = data;
    unsigned h = 5381;
    while (n--)
        h = h * 33 + *p++;
    return h;
}
static struct key make(int kind, int port, char proto)
{
    struct key k;
    memset(&k, 0, sizeof k);
    k.kind = kind;
    k.port = port;
    k.proto = proto;
    return k;
}
static struct entry *find(const struct key *k)
{
    struct entry **b = &buckets[hash_bytes(k, sizeof *k) % 16];
    for (struct entry *e = *b; e; e = e->next)
        if (memcmp(&e->key, k, sizeof *k) == 0)
            return e;
    struct entry *e = calloc(1, sizeof *e);
    memcpy(&e->key, k, sizeof e->key);
    e->next = *b;
    return *b = e;
}

int main(void)
{
    struct key k;
    for (int i = 0; i < 60; i++) {
        memset(&k, 0, sizeof k);
        k.kind = i % 3;
        k.port = i % 4;
        k.proto = 't';
        find(&k)->hits++;
    }
    int entries = 0;
    for (int i = 0; i < 16; i++)
        for (struct entry *e = buckets[i]; e; e = e->next)
            entries++;
    memset(&k, 0, sizeof k);
    k.kind = 1, k.port = 2, k.proto = 't';
    printf("%d %d %zu\n", entries, find(&k)->hits, sizeof k);
    printf("%u\n", hash_bytes(&k, sizeof k));
    printf("%d\n", make(1, 2, 't').port);
    return 0;
}
