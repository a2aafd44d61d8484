/* Patches are applied while functions are active whose automatic objects and parameters live on.
 * LEAKS: a body ends objects of the versions that it knows; what was converted to a later one while it was
 * active keeps its storage */
#include <stdlib.h>
#include <string.h>

#include <dsu.h>

void failed(const char *what, int line);
int next_version(void);
#define CHECK(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))

#if V == 0
struct item { int key; struct item *next; };
#elif V == 1
struct item { int key; struct item *next; long more[6]; };
#elif V == 2
struct item { long more[9]; long key; struct item *next; };
#elif V == 3
struct item { struct item *next; int key; };
#else
struct item { char name[300]; struct item *next; int key; };
#endif
struct pair { struct item left, right; };

static struct item fixed = {.key = 77}, row[3] = {{.key = 1}, {.key = 2}, {.key = 3}};
static int version(void) { return V; }

static void init(struct item *item, int key, struct item *next)
{
    item->key = key;
    item->next = next;
}
static void init_pair(struct pair *pair, int key)
{
    pair->left = (struct item){.key = key};
    pair->right.key = key + 1;
    pair->right.next = 0;
}
static int key_of(const struct item *item) { return (int)item->key; }
static void change(struct item *item, int by) { item->key += by; }
static void check_pair(struct pair *pair, int key)
{
    CHECK(pair->left.key == key && pair->right.key == key + 1);
    CHECK(pair->left.next == 0 && pair->right.next == 0);
    struct pair copy = *pair;
    copy.left = copy.right;
    CHECK(copy.left.key == key + 1 && pair->left.key == key);
    pair->left = (struct item){.key = key, .next = 0};
}
static void check_row(struct item *items, int n, int first)
{
    for (int i = 0; i < n; i++)
        CHECK(items[i].key == first + i);
    if (n > 1) {
        struct item swap = items[0];
        items[0] = items[1];
        items[1] = swap;
        CHECK(items[0].key == first + 1 && items[1].key == first);
        swap = items[0];
        items[0] = items[1];
        items[1] = swap;
    }
}

static void patch(void)
{
    int before = version();
    CHECK(next_version());
    update();
    CHECK(version() == before + 1);
}

static int descend(int depth)
{
    struct item local;
    struct pair pair;
    init(&local, depth, 0);
    init_pair(&pair, depth * 10);
    if (depth == 0)
        patch();
    else
        CHECK(descend(depth - 1) == depth - 1);
    change(&local, 1);
    change(&local, -1);
    check_pair(&pair, depth * 10);
    return key_of(&local);
}

static int given(struct item item, struct pair pair)
{
    init_pair(&pair, 50);
    patch();
    check_pair(&pair, 50);
    change(&item, 5);
    return key_of(&item);
}

static struct item make(int key)
{
    struct item item = {.key = key};
    return item;
}

static int give(int key)
{
    struct pair pair = {.left = make(1)};
    return given(make(key), pair);
}

int scenario(int step)
{
    struct item first, many[3];
    struct pair pair;
    CHECK(step == 0);
    init(&first, 5, 0);
    for (int i = 0; i < 3; i++)
        init(&many[i], 20 + i, &first);
    init_pair(&pair, 30);
    for (int round = 0; round < 4; round++) {
        if (round == 1)
            CHECK(descend(4) == 4);
        else if (round == 2)
            CHECK(give(9) == 14);
        else
            patch();
        CHECK(key_of(&first) == 5 && key_of(&fixed) == 77);
        check_row(many, 3, 20);
        check_row(row, 3, 1);
        check_pair(&pair, 30);
    }
    return 0;
}
