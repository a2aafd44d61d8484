/* qsort and bsearch over structs, with comparators taking wrapped objects. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rec { char name[8]; int age; double score; };

static int by_age(const void *a, const void *b)
{
    const struct rec *x = a, *y = b;
    return (x->age > y->age) - (x->age < y->age);
}
static int by_name(const void *a, const void *b) { return strcmp(((const struct rec *)a)->name, ((const struct rec *)b)->name); }
static int key_name(const void *key, const void *b) { return strcmp(key, ((const struct rec *)b)->name); }
static int by_ptr(const void *a, const void *b) { return by_name(*(struct rec *const *)a, *(struct rec *const *)b); }

int main(void)
{
    struct rec r[] = {{"mia", 31, 1.5}, {"al", 25, 2.5}, {"zed", 40, 3.5}, {"bob", 19, 4.5}};
    size_t n = sizeof r / sizeof r[0];
    qsort(r, n, sizeof r[0], by_age);
    for (size_t i = 0; i < n; i++)
        printf("%s %d %.1f\n", r[i].name, r[i].age, r[i].score);
    qsort(r, n, sizeof(struct rec), by_name);
    struct rec key = {"mia"};
    struct rec *hit = bsearch(&key, r, n, sizeof *r, by_name);
    printf("%s %d at %td\n", hit->name, hit->age, hit - r);
    hit = bsearch("zed", r, n, sizeof r[0], key_name);
    printf("%s %d at %td\n", hit->name, hit->age, hit - r);
    struct rec *p[4];
    for (size_t i = 0; i < n; i++)
        p[n - 1 - i] = &r[i];
    qsort(p, n, sizeof p[0], by_ptr);
    for (size_t i = 0; i < n; i++)
        printf("%s%c", p[i]->name, i + 1 < n ? ' ' : '\n');
    return bsearch("none", r, n, sizeof r[0], key_name) ? 1 : 0;
}
