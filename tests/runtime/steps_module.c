/* A program that stops before its statements; VERSION 0 the program, 1 a patch of the type of its object. */
#include <setjmp.h>

#include "module.h"

enum { T = 1, WALK, INNER };
enum { OBJECT = 1, COUNTER, RESULT };

struct T0 { int x; };
struct T1 { long x, y; };
struct wrapper {
    union { char slop[16]; long align; } u;
    unsigned version;
};
#define WORD(v) (T << DSU_VERSION_BITS | ((v) + 1))
#define TYPE(v, transformer) \
    {T, "T", v, WORD(v), 0, sizeof(struct T##v), _Alignof(struct T##v), 16, sizeof(struct wrapper), \
     offsetof(struct wrapper, version), transformer, 0, 0, 0, 0}

extern EXPORT struct wrapper __dsu_g_object;

#if VERSION == 0
struct wrapper __dsu_g_object = {.version = WORD(0)};
static jmp_buf place;

static const struct dsu_point points[] = {
    POINT(1, WALK, "walk", "steps", 10, NONE),
    POINT(2, INNER, "inner", "steps", 20, HELD(T)),
    POINT(3, WALK, "walk", "steps", 11, NONE),
};
static const struct dsu_type types[] = {TYPE(0, 0)};

#define WATCHED struct dsu_watched frame __attribute__((cleanup(dsu_watched_leave))) = {0}
#define STEP(point, after, n, ...) \
    dsu_step(&frame, &points[point], after, VERSION, n, (const unsigned[]){__VA_ARGS__}, places)

/* Leaves by a jump for a negative n. */
BODY int inner_v0(int n)
{
    WATCHED;
    void *places[] = {&n};
    STEP(1, 0, 1, COUNTER);
    if (n < 0)
        longjmp(place, 1);
    return n + 1;
}
SLOT(int (*)(int), inner, inner_v0);

BODY int walk_v0(int n)
{
    WATCHED;
    volatile int result = 0;
    void *places[] = {&__dsu_g_object, (void *)&result};
    STEP(0, 0, 2, OBJECT, RESULT);
    reach(&points[0]);
    if (__atomic_load_n(&pending, __ATOMIC_RELAXED))
        return -1;
    STEP(0, 1, 2, OBJECT, RESULT);
    if (setjmp(place) == 0)
        result = inner_fptr(n);
    STEP(2, 0, 2, OBJECT, RESULT);
    return result;
}
SLOT(int (*)(int), walk, walk_v0);
ENTRY(walk);
static const struct dsu_slot slots[] = {{WALK, (void **)&walk_fptr}, {INNER, (void **)&inner_fptr}};
static const struct dsu_body bodies[] = {
    {WALK, "walk", 0, walk_v0, 0, "steps", 1, 0, 0, 0, 0},
    {INNER, "inner", 0, inner_v0, 0, "steps", 2, 0, 0, 0, 0},
};
static const struct dsu_issue issues[] = {{WALK, walk_v0}, {INNER, inner_v0}};
#else
static void step(const void *xin, void *xout)
{
    ((struct T1 *)xout)->x = ((const struct T0 *)xin)->x;
    ((struct T1 *)xout)->y = 7;
}
static const struct dsu_type types[] = {TYPE(1, step)};
#endif

static const struct dsu_name names[] = {{T, 'T', "T"}, {WALK, 'F', "walk"}, {INNER, 'F', "inner"}};
static const struct dsu_unit unit = {
    .name = "steps",
    .n_names = COUNT(names), .names = names,
#if VERSION == 0
    .n_points = COUNT(points), .points = points,
    .n_slots = COUNT(slots), .slots = slots,
    .n_bodies = COUNT(bodies), .bodies = bodies,
    .n_issues = COUNT(issues), .issues = issues,
#endif
    .n_types = COUNT(types), .types = types,
};
static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, HELD(T), &pending, 0, 0, 0};
