/* hash table: a key-value store with chained buckets that grows. */
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char *key;
    long value;
    unsigned hits;
    struct entry *next;
};

struct store {
    struct entry **buckets;
    unsigned size, used;
    unsigned long lookups;
};

static struct store store;

static unsigned hash(const char *key)
{
    unsigned h = 2166136261u;
    while (*key)
        h = (h ^ (unsigned char)*key++) * 16777619u;
    return h;
}

static void resize(struct store *s, unsigned size)
{
    struct entry **buckets = calloc(size, sizeof *buckets);
    if (!buckets)
        abort();
    for (unsigned i = 0; i < s->size; i++) {
        struct entry *e = s->buckets[i];
        while (e) {
            struct entry *next = e->next;
            unsigned h = hash(e->key) % size;
            e->next = buckets[h];
            buckets[h] = e;
            e = next;
        }
    }
    free(s->buckets);
    s->buckets = buckets;
    s->size = size;
}

static struct entry *lookup(struct store *s, const char *key)
{
    struct entry *e;
    s->lookups++;
    for (e = s->buckets[hash(key) % s->size]; e; e = e->next)
        if (strcmp(e->key, key) == 0) {
            e->hits++;
            break;
        }
    return e;
}

static void put(struct store *s, const char *key, long value)
{
    struct entry *e = lookup(s, key);
    if (!e) {
        if (s->used >= s->size)
            resize(s, s->size * 2);
        unsigned h = hash(key) % s->size;
        e = malloc(sizeof *e);
        if (!e)
            abort();
        e->key = strdup(key);
        e->hits = 0;
        e->next = s->buckets[h];
        s->buckets[h] = e;
        s->used++;
    }
    e->value = value;
}

static int get(struct store *s, const char *key, long *value)
{
    struct entry *e = lookup(s, key);
    if (e)
        *value = e->value;
    return e != 0;
}

static void clear(struct store *s)
{
    for (unsigned i = 0; i < s->size; i++)
        while (s->buckets[i]) {
            struct entry *e = s->buckets[i];
            s->buckets[i] = e->next;
            free(e->key);
            free(e);
        }
    free(s->buckets);
    memset(s, 0, sizeof *s);
}

static char keys[20000][16];

/* n rounds of requests to a store of 20,000 keys: nine reads to a write. */
int run(int n)
{
    unsigned random = 12345;
    long sum = 0, value = 0;
    for (int i = 0; i < 20000; i++)
        snprintf(keys[i], sizeof keys[i], "key:%d", i);
    resize(&store, 16);
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < 1000; i++) {
            random = random * 1664525u + 1013904223u;
            const char *key = keys[(random >> 8) % 20000];
            if (random % 10 == 0)
                put(&store, key, round);
            else if (get(&store, key, &value))
                sum += value;
        }
        update();
    }
    sum += store.used;
    clear(&store);
    return (int)sum;
}
