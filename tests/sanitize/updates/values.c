/* Whole structs by value: parameters, results, assignment, literals, arrays, nesting; at every version. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void failed(const char *what, int line);
#define CHECK(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))

#if V == 0
struct point { int x, y; };
#elif V == 1
struct point { int x, y; double weight[4]; };
#elif V == 2
struct point { double weight[3]; long y; long x; };
#elif V == 3
struct point { int y, x; };
#else
struct point { int x, y; char name[100]; };
#endif
#if V < 2
struct shape { struct point centre; struct point corner[3]; int n; };
#else
struct shape { long made[6]; int n; struct point corner[3]; struct point centre; };
#endif
struct range { struct point low, high; };
struct drawing { struct shape first; struct shape *rest; struct range range; };

static struct point origin, table[4];
static struct shape last;
static struct drawing *kept;
#if V >= 1
static struct point added = {.x = 30, .y = 40};
static struct point added_row[3] = {{.x = 1}, [2] = {.x = 3}};
static struct shape added_shape = {.centre = {.x = 1, .y = 2}, .corner = {[1] = {.y = 9}}, .n = 8};
#endif

static struct point make(int x, int y) { return (struct point){.x = x, .y = y}; }
static struct point add(struct point a, struct point b) { return make((int)(a.x + b.x), (int)(a.y + b.y)); }
static struct point same(struct point p) { return p; }
static struct point twice(struct point p)
{
    p.x *= 2;
    p.y *= 2;
    return p;
}
static struct point local(int n)
{
    struct point p = {.x = n, .y = -n};
    struct point q = p;
    q.x++;
    return n > 5 ? p : q;
}
static struct shape make_shape(int n)
{
    struct shape s = {.n = n, .centre = {.x = n, .y = n}, .corner[1] = {.y = 2 * n}};
    s.corner[0] = make(n, 1);
    s.corner[2] = s.corner[0];
    s.corner[2].y = 5;
    return s;
}
static struct point corner(struct shape s, int i) { return s.corner[i]; }
static struct shape moved(struct shape s, struct point by)
{
    s.centre = add(s.centre, by);
    for (int i = 0; i < 3; i++)
        s.corner[i] = add(s.corner[i], by);
    return s;
}
static int total(int n, ...)
{
    va_list list;
    int sum = 0;
    va_start(list, n);
    for (int i = 0; i < n; i++) {
        struct point p = va_arg(list, struct point);
        sum += (int)(p.x + p.y);
    }
    va_end(list);
    return sum;
}
static int norm(const struct point *p) { return (int)(p->x * p->x + p->y * p->y); }
static struct point recurse(struct point p, int n)
{
    struct point step = {.x = 1, .y = 1};
    return n ? recurse(add(p, step), n - 1) : p;
}

static void check_shape(const struct shape *s, int n)
{
    CHECK(s->n == n && s->centre.x == n && s->centre.y == n);
    CHECK(s->corner[0].x == n && s->corner[0].y == 1);
    CHECK(s->corner[1].x == 0 && s->corner[1].y == 2 * n);
    CHECK(s->corner[2].x == n && s->corner[2].y == 5);
}

static void calls(void)
{
    struct point a = make(1, 2), b = {.x = 3, .y = 4}, c;
    c = a;
    CHECK(c.x == 1 && c.y == 2);
    c = add(a, b);
    CHECK(c.x == 4 && c.y == 6);
    c = add(add(a, b), add(b, same(a)));
    CHECK(c.x == 8 && c.y == 12);
    c = twice(c);
    CHECK(c.x == 16 && c.y == 24 && twice(c).y == 48 && c.y == 24);
    CHECK(make(7, 8).y == 8 && make_shape(3).corner[1].y == 6);
    CHECK(local(2).x == 3 && local(7).x == 7);
    CHECK(total(3, a, b, make(5, 5)) == 20);
    c = recurse(a, 10);
    CHECK(c.x == 11 && c.y == 12);
    struct point (*through)(struct point, struct point) = add;
    c = through(a, (struct point){.x = 10, .y = 20});
    CHECK(c.x == 11 && c.y == 22);
    make(1, 1);
    (void)same(a);
    a;
    CHECK(norm(&(struct point){.x = 3, .y = 4}) == 25);
}

static void assignments(void)
{
    struct point a = {.x = 1, .y = 2}, b, c, *p = &b;
    c = b = a;
    b.x = 9;
    CHECK(a.x == 1 && b.x == 9 && c.x == 1);
    a = a;
    *p = *p;
    CHECK(a.y == 2 && b.y == 2);
    *p = c;
    CHECK(b.x == 1);
    (c = a).x;
    CHECK((c = make(4, 5)).y == 5 && c.x == 4);
    c = (a.x = 6, a);
    CHECK(c.x == 6);
    c = a.x == 6 ? a : b;
    CHECK(c.x == 6);
    c = a.x == 7 ? a : make(8, 8);
    CHECK(c.x == 8);
    c = ({ struct point t = a; t.y = 11; t; });
    CHECK(c.y == 11 && a.y == 2);
    struct point swap = a;
    a = c;
    c = swap;
    CHECK(a.y == 11 && c.y == 2);
    c = (struct point){.x = a.x};
    CHECK(c.x == 6 && c.y == 0);
    for (struct point i = {.x = 0, .y = 3}; i.x < i.y; i.x++)
        c = i;
    CHECK(c.x == 2 && c.y == 3);
}

static void arrays(int n)
{
    struct point fixed[3] = {{.x = 1}, [2] = {.y = 2}}, unset[4], vla[n];
    CHECK(fixed[0].x == 1 && fixed[1].x == 0 && fixed[1].y == 0 && fixed[2].y == 2);
    for (int i = 0; i < 4; i++)
        unset[i] = i < 3 ? fixed[i] : make(9, 9);
    for (int i = 0; i < n; i++)
        vla[i] = (struct point){.x = i, .y = unset[i % 4].x};
    for (int i = 0; i < n; i++)
        CHECK(vla[i].x == i && vla[i].y == (i % 4 == 0 ? 1 : i % 4 == 3 ? 9 : 0));
    unset[0] = unset[3];
    unset[3].x = 1;
    CHECK(unset[0].x == 9);
    struct point ranges[] = {[0 ... 2] = {.x = 5, .y = 6}, [4] = {.x = 7}};
    CHECK(ranges[2].y == 6 && ranges[3].y == 0 && ranges[4].x == 7);
    struct point grid[2][2] = {{{.x = 1}, {.x = 2}}, {{.x = 3}}};
    CHECK(grid[0][1].x == 2 && grid[1][0].x == 3 && grid[1][1].x == 0);
    grid[1][1] = grid[0][1];
    CHECK(grid[1][1].x == 2);
    struct point *literal = (struct point[]){{.x = 1}, {.x = 2}};
    CHECK(literal[1].x == 2);
    literal[0] = literal[1];
    CHECK(literal[0].x == 2);
    memcpy(table, fixed, sizeof fixed);
    CHECK(table[2].y == 2);
    table[3] = table[2];
    memset(table, 0, sizeof table);
    CHECK(table[3].y == 0);
}

static void designated(int n)
{
    struct shape s = {.n = n, .centre.x = n, .corner[1].y = n + 1, .corner[1].x = 2, .centre.y = 6};
    CHECK(s.n == n && s.centre.x == n && s.centre.y == 6 && s.corner[0].x == 0);
    CHECK(s.corner[1].x == 2 && s.corner[1].y == n + 1 && s.corner[2].y == 0);
    struct drawing d = {.first.corner[2] = {.x = n}, .range.high.y = 3, .first.corner[2].y = 4};
    CHECK(d.first.corner[2].x == n && d.first.corner[2].y == 4 && d.range.high.y == 3);
    struct point row[] = {[1].x = n, [0 ... 1].y = 5, [3] = {.x = 1}};
    CHECK(row[0].y == 5 && row[1].y == 5 && row[1].x == n && row[2].x == 0 && row[3].x == 1);
    row[0] = make(1, 1);
    CHECK(row[1].y == 5);
}

static void qualified(register struct point given, const struct point fixed)
{
    register struct point r = given;
    const struct point c = fixed;
    const struct point both[2] = {{.x = 1}, {.x = 2}};
    r.x++;
    CHECK(r.x == given.x + 1 && c.y == fixed.y && both[1].x == 2);
    given = c;
    CHECK(given.x == fixed.x && norm(&c) == norm(&fixed));
    for (struct point a[2] = {{.x = 0}}; a[0].x < 2; a[0].x++)
        CHECK(a[1].x == 0);
}

static void aliased(void)
{
    struct point a = make(1, 2), b = make(3, 4);
    struct shape s = make_shape(5), t = make_shape(6);
    __typeof__(a.x) *x = &a.x, *corner_x = &s.corner[2].x, *centre_y = &s.centre.y;
    a = b;
    CHECK(*x == 3);
    *x = 8;
    CHECK(a.x == 8 && b.x == 3);
    s = t;
    CHECK(*corner_x == 6 && *centre_y == 6);
    s.centre = make(1, 9);
    CHECK(*centre_y == 9);
    s = moved(s, b);
    CHECK(*corner_x == 9 && *centre_y == 13);
    memset(&s, 0, sizeof s);
    memset(&a, 0, sizeof a);
    CHECK(*x == 0 && *corner_x == 0 && *centre_y == 0);
    *corner_x = 2;
    CHECK(s.corner[2].x == 2);
}

static void additions(void)
{
#if V >= 1
    CHECK(added.x == 30 && added.y == 40 && added_row[0].x == 1 && added_row[1].x == 0 && added_row[2].x == 3);
    CHECK(added_shape.centre.y == 2 && added_shape.corner[1].y == 9 && added_shape.corner[2].x == 0 && added_shape.n == 8);
    struct point swap = added;
    added = added_row[0];
    added_row[0] = swap;
    CHECK(added.x == 1 && added_row[0].y == 40);
    added_row[0] = added;
    added = swap;
#endif
}

static void nested(int n)
{
    struct shape s = make_shape(n), t, many[2];
    check_shape(&s, n);
    t = s;
    t.corner[1].x = 40;
    check_shape(&s, n);
    CHECK(corner(t, 1).x == 40);
    t = moved(s, make(1, 1));
    CHECK(t.corner[1].y == 2 * n + 1 && t.centre.x == n + 1);
    many[0] = s;
    many[1] = many[0];
    many[0].corner[0] = many[1].corner[1];
    check_shape(&many[1], n);
    CHECK(many[0].corner[0].x == 0);
    s.corner[0] = s.corner[1];
    CHECK(s.corner[0].y == 2 * n);
    s = (struct shape){.centre = t.centre, .corner = {[1] = make(1, 2)}, .n = 3};
    CHECK(s.centre.x == n + 1 && s.corner[1].y == 2 && s.corner[2].x == 0);
    struct point copy[3];
    memcpy(copy, s.corner, sizeof copy);
    CHECK(copy[1].y == 2);
    struct drawing d = {.first = make_shape(2), .range = {.high = {.x = 5}}};
    struct drawing e = d;
    e.range.low = e.range.high;
    CHECK(e.range.low.x == 5 && d.range.low.x == 0 && e.first.corner[1].y == 4);
    check_shape(&d.first, 2);
    d = e;
    CHECK(d.range.low.x == 5);
}

static int jumps(int n)
{
    int sum = 0;
again:;
    struct point p = {.x = n};
    struct shape s;
    switch (n) {
        struct point q;
    case 0:
        q = make(1, 1);
        sum += (int)q.x;
        break;
    case 1:
        q = p;
        sum += 10 * (int)q.x;
        goto out;
    default: {
        struct point inner = make(n, n);
        s = make_shape(n);
        sum += (int)inner.x + (int)s.centre.x;
        if (n == 3)
            return sum + (int)inner.y;
    }
    }
    for (int i = 0; i < 3; i++) {
        struct point each = make(i, i);
        if (i == 1)
            continue;
        sum += (int)each.x;
        if (i == 2)
            break;
    }
    if (n-- > 0)
        goto again;
out:
    return sum;
}

static void keep(int step)
{
    if (step == 0) {
        kept = calloc(1, sizeof *kept);
        kept->rest = malloc(2 * sizeof *kept->rest);
        kept->first = make_shape(1);
        kept->rest[0] = make_shape(2);
        kept->rest[1] = kept->first;
        kept->range.high = make(6, 7);
        last = make_shape(9);
        origin = make(-1, -2);
    }
    check_shape(&kept->first, 1);
    check_shape(&kept->rest[0], 2);
    check_shape(&kept->rest[1], 1);
    CHECK(kept->range.high.y == 7 && kept->range.low.x == 0);
    check_shape(&last, 9);
    CHECK(origin.x == -1 && origin.y == -2);
    last = moved(moved(last, make(1, 1)), make(-1, -1));
    struct drawing copy = *kept;
    copy.first.centre = origin;
    CHECK(copy.first.centre.x == -1);
    check_shape(&kept->first, 1);
    *kept = copy;
    kept->first = make_shape(1);
    if (step == 4) {
        free(kept->rest);
        free(kept);
    }
}

int scenario(int step)
{
    for (int i = 0; i < 2; i++) {
        calls();
        assignments();
        arrays(6 + step);
        nested(4 + step);
        designated(step);
        qualified(make(step, 2), make(3, step));
        additions();
        aliased();
        CHECK(jumps(0) == 3 && jumps(1) == 10 && jumps(2) == 16 && jumps(3) == 9);
    }
    keep(step);
    return 0;
}
