/* Structs on the heap grow past their room, are reordered and shrink again, under every allocation call. */
#include <stdlib.h>
#include <string.h>

void failed(const char *what, int line);
#define CHECK(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))

#if V == 0
struct item { int key; struct item *next; };
#elif V == 1
struct item { int key; struct item *next; double weight[4]; };
#elif V == 2
struct item { double weight[5]; struct item *next; char tag; long key; };
#elif V == 3
struct item { struct item *next; int key; };
#else
struct item { struct item *next; int key; char name[200]; };
#endif

struct box { int n; struct item one; struct item several[3]; struct item *apart; };

static struct item *list, *row;
static int rows;
static struct box *boxes[4];

static struct item *new_item(int key, struct item *next)
{
    struct item *item = malloc(sizeof *item);
    item->key = key;
    item->next = next;
    return item;
}

static struct item *new_zero(int key, struct item *next)
{
    struct item *item = calloc(1, sizeof(struct item));
    item->key = key;
    item->next = next;
    return item;
}

static struct item *new_cleared(int key, struct item *next)
{
    struct item *item = malloc(sizeof(struct item));
    memset(item, 0, sizeof *item);
    CHECK(item->key == 0 && item->next == 0);
    item->key = key;
    item->next = next;
    return item;
}

static int compare(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static int sum(struct item *item)
{
    int total = 0;
    for (; item; item = item->next)
        total += (int)item->key;
    return total;
}

static void drop_every_second(void)
{
    for (struct item *item = list; item && item->next; item = item->next) {
        struct item *gone = item->next;
        item->next = gone->next;
        free(gone);
    }
}

static void grow_row(int n)
{
    row = realloc(row, n * sizeof *row);
    for (int i = rows; i < n; i++) {
        row[i].key = (n * 7 + i * 13) % 31;
        row[i].next = 0;
    }
    rows = n;
}

static void check_row(void)
{
    int before = 0, after = 0;
    for (int i = 0; i < rows; i++)
        before += (int)row[i].key;
    qsort(row, rows, sizeof *row, compare);
    for (int i = 0; i < rows; i++) {
        after += (int)row[i].key;
        CHECK(i == 0 || row[i - 1].key <= row[i].key);
    }
    CHECK(before == after);
    struct item probe = {.key = row[rows / 2].key};
    struct item *found = bsearch(&probe, row, rows, sizeof *row, compare);
    CHECK(found && found->key == probe.key);
}

static void check_copies(void)
{
    struct item *copy = malloc(rows * sizeof *copy);
    memcpy(copy, row, rows * sizeof *row);
    for (int i = 0; i < rows; i++) {
        CHECK(copy[i].key == row[i].key);
        copy[i].key += 100;
        CHECK(copy[i].key == row[i].key + 100);
    }
    memmove(copy, copy + 1, (rows - 1) * sizeof *copy);
    for (int i = 0; i + 1 < rows; i++)
        CHECK(copy[i].key == row[i + 1].key + 100);
    memmove(copy + 1, copy, (rows - 1) * sizeof *copy);
    for (int i = 1; i < rows; i++)
        CHECK(copy[i].key == row[i].key + 100);
    memcpy(&copy[0], &row[0], sizeof(struct item));
    CHECK(copy[0].key == row[0].key);
    memset(copy, 0, rows * sizeof *copy);
    for (int i = 0; i < rows; i++)
        CHECK(copy[i].key == 0);
    free(copy);
}

static struct box *new_box(int n)
{
    struct box *box = malloc(sizeof *box);
    box->n = n;
    box->one.key = n;
    box->one.next = 0;
    for (int i = 0; i < 3; i++) {
        box->several[i].key = n * 10 + i;
        box->several[i].next = &box->one;
    }
    box->apart = new_item(n * 100, &box->several[1]);
    return box;
}

static void check_box(const struct box *box, int n)
{
    CHECK(box->n == n && box->one.key == n);
    for (int i = 0; i < 3; i++)
        CHECK(box->several[i].key == n * 10 + i && box->several[i].next == &box->one);
    CHECK(box->apart->key == n * 100 && box->apart->next == &box->several[1]);
    CHECK(sum(box->apart) == n * 100 + n * 10 + 1 + n);
}

static void free_box(struct box *box)
{
    free(box->apart);
    free(box);
}

static void copy_box(struct box *to, const struct box *from)
{
    struct item *apart = to->apart;
    *to = *from;
    to->apart = apart;
    for (int i = 0; i < 3; i++)
        to->several[i].next = &to->one;
    *to->apart = *from->apart;
    to->apart->next = &to->several[1];
}

int scenario(int step)
{
    static int expected;
    if (step == 0)
        for (int i = 0; i < 4; i++)
            boxes[i] = new_box(i + 1);
    CHECK(sum(list) == expected);
    list = new_item(step + 1, list);
    list = new_zero(step + 10, list);
    list = new_cleared(step + 100, list);
    for (int i = 0; i < 5; i++)
        list = new_item(i, list);
    expected = sum(list);
    drop_every_second();
    expected = sum(list);
    if (row)
        check_row();
    grow_row(rows + 5);
    check_row();
    check_copies();
    for (int i = step < 2 ? 0 : 1; i < 4; i++)
        check_box(boxes[i], i + 1);
    if (step == 1) {
        copy_box(boxes[0], boxes[3]);
        check_box(boxes[0], 4);
        copy_box(boxes[0], boxes[0]);
        check_box(boxes[0], 4);
    }
    if (step == 4) {
        while (list) {
            struct item *next = list->next;
            free(list);
            list = next;
        }
        free(row);
        row = 0;
        for (int i = 0; i < 4; i++)
            free_box(boxes[i]);
        memset(boxes, 0, sizeof boxes);
    }
    return 0;
}
