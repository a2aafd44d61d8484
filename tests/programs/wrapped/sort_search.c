/* qsort and bsearch with keys, arrays of pointers, nested fields, a sort inside a comparator, lfind by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name { char first[6], last[6]; };
struct emp { struct name name; int age; struct emp *boss; };
static int compares;

static int by_age(const void *a, const void *b) { compares++; return ((struct emp *)a)->age - ((struct emp *)b)->age; }
static int by_last(const void *pa, const void *pb)
{
    const struct emp *a = pa, *b = pb;
    int r = strcmp(a->name.last, b->name.last);
    return r ? r : strcmp(a->name.first, b->name.first);
}
static int by_boss(const void *a, const void *b)
{
    const struct emp *x = *(const struct emp *const *)a, *y = *(struct emp **)b;
    if (!x->boss || !y->boss)
        return !!x->boss - !!y->boss;
    return by_last(x->boss, y->boss) ?: x->age - y->age;
}
static struct emp *oldest(struct emp *v, size_t n)
{
    struct emp *best = v;
    while (n--)
        if (v[n].age > best->age)
            best = &v[n];
    return best;
}

int main(void)
{
    struct emp staff[5] = {{{"ann", "zorn"}, 40}, {{"bob", "yale"}, 35}, {{"cat", "yale"}, 28}, {{"dan", "xu"}, 60}, {{"eve", "ward"}, 33}};
    struct emp *boss = oldest(staff, 5), by_value[5], *ptr[5], key = {.age = 35};
    memcpy(by_value, staff, sizeof staff);
    qsort(by_value, 5, sizeof by_value[0], by_age);
    struct emp *found = bsearch(&key, by_value, 5, sizeof(struct emp), by_age);
    printf("%s %d\n", found->name.first, (int)(found - by_value));
    qsort(by_value, 5, sizeof(struct emp), by_last);
    for (int i = 0; i < 5; i++)
        printf("%s.%s ", by_value[i].name.first, by_value[i].name.last);
    printf("\n");
    for (int i = 0; i < 5; i++) {
        ptr[i] = &staff[i];
        if (ptr[i] != boss)
            staff[i].boss = i < 2 ? boss : &staff[0];
    }
    qsort(ptr, 5, sizeof *ptr, by_boss);
    for (int i = 0; i < 5; i++)
        printf("%s<%s ", ptr[i]->name.first, ptr[i]->boss ? ptr[i]->boss->name.first : "-");
    printf("%d\n", compares > 4);
    return 0;
}
