/* One type through its versions: 0 {x}, 1 {x,y}, 2 outgrown {x,y,many}, 3 back to {y,x}; 4 needs no user's help but faults. */
#include "module.h"

enum { T = 1, GET, OTHER };

/* For modules that do not fit: check_driver.c. */
#ifndef MORE_ROOM
#define MORE_ROOM 0
#endif
#ifndef MORE_SIZE
#define MORE_SIZE 0
#endif
#ifndef LATER_WORD
#define LATER_WORD 0
#endif

/* All wrappers have 16 bytes of room and the word behind them. */
struct T0 { int x; };
struct T1 { int x; short y; };
struct T2 { int x; short y; long many[8]; };
struct T3 { long y; int x; };
struct T4 { long y; int x; int z; };
struct wrapper {
    union { char slop[16]; void *storage; } u;
    unsigned version;
};

#define WORD(v) (T << DSU_VERSION_BITS | ((v) + 1))
#define TYPE(v, out, transformer, user) \
    {T, "T", v, WORD(v), out, sizeof(struct T##v), _Alignof(struct T##v), 16 + MORE_ROOM, sizeof(struct wrapper) + MORE_SIZE, \
     offsetof(struct wrapper, version) + LATER_WORD, transformer, user, 0, 0, 0}

extern EXPORT struct wrapper __dsu_g_objects[];
extern int puts(const char *);

#if VERSION == 0
struct wrapper __dsu_g_objects[8];
static const struct dsu_type types[] = {TYPE(0, 0, 0, 0), {OTHER, "other", 0, OTHER << DSU_VERSION_BITS | 1, 0, 8, 8, 8, 16, 8, 0, 0, 0, 0, 0}};
#elif VERSION == 1
static void step(const void *xin, void *xout)
{
    ((struct T1 *)xout)->x = ((const struct T0 *)xin)->x;
}
static void user(void *xin, void *xout)
{
    ((struct T1 *)xout)->y = (short)(10 * ((struct T0 *)xin)->x);
}
static const struct dsu_type types[] = {TYPE(1, 0, step, user)};
#elif VERSION == 2
static void step(const void *xin, void *xout)
{
    struct T2 *out = xout;
    out->x = ((const struct T1 *)xin)->x;
    out->y = ((const struct T1 *)xin)->y;
}
/* Touches another object of the type, which converts while this one does. */
static void user(void *xin, void *xout)
{
    struct wrapper *last = &__dsu_g_objects[7];
    if (((struct T1 *)xin)->x == 3) {
        if (last->version != WORD(2))
            dsu_convert(last, T);
        ((struct T2 *)xout)->many[1] = ((struct T2 *)last->u.storage)->x;
    }
    ((struct T2 *)xout)->many[7] = 77;
}
static const struct dsu_type types[] = {TYPE(2, 1, step, user)};
#elif VERSION == 3
static void step(const void *xin, void *xout)
{
    ((struct T3 *)xout)->y = ((const struct T2 *)xin)->y + ((const struct T2 *)xin)->many[7];
    ((struct T3 *)xout)->x = ((const struct T2 *)xin)->x;
}
static const struct dsu_type types[] = {TYPE(3, 0, step, 0)};
#else
static void step(const void *xin, void *xout)
{
    ((struct T4 *)xout)->y = ((const struct T3 *)xin)->y;
    ((struct T4 *)xout)->x = ((const struct T3 *)xin)->x;
}
static int *volatile nowhere = (int *)16;
static void user(void *xin, void *xout)
{
    ((struct T4 *)xout)->z = 5;
    ((struct T4 *)xout)->x = -1;
    if (((struct T3 *)xin)->x % 2)
        ((struct T4 *)xout)->z = *nowhere;
    ((struct T4 *)xout)->x = ((struct T3 *)xin)->x;
}
static const struct dsu_type types[] = {TYPE(4, 0, step, user)};
#endif

/* x * 1000 + y, or -1000 - z for a fault to be seen. */
__attribute__((no_sanitize("alignment"))) BODY int get(int n)
{
    struct wrapper *object = &__dsu_g_objects[n];
    if (object->version != WORD(VERSION))
        dsu_convert(object, T);
#if VERSION == 0
    return ((struct T0 *)object)->x * 1000;
#elif VERSION == 1
    return ((struct T1 *)object)->x * 1000 + ((struct T1 *)object)->y;
#elif VERSION == 2
    struct T2 *t = object->u.storage;
    return t->x * 1000 + t->y + (int)t->many[1] * 100000 + (int)t->many[7];
#elif VERSION == 3
    return ((struct T3 *)object)->x * 1000 + (int)((struct T3 *)object)->y;
#else
    return ((struct T4 *)object)->x * 1000 + ((struct T4 *)object)->z;
#endif
}
#if VERSION == 0
SLOT(int (*)(int), get, get);
ENTRY(get);
/* Gives object n the value n; 100: an object of another type, 101: of no type; 102: storage is a null pointer. */
BODY int set(int n)
{
    if (n >= 100) {
        __dsu_g_objects[1].version = n == 100 ? OTHER << DSU_VERSION_BITS | 1 : 0xdeadbeef;
        return 0;
    }
    ((struct T0 *)&__dsu_g_objects[n])->x = n;
    __dsu_g_objects[n].version = WORD(0);
    return 0;
}
SLOT(int (*)(int), set, set);
ENTRY(set);
static const struct dsu_slot slots[] = {{GET, (void **)&get_fptr}};
#endif

static const struct dsu_name names[] = {{T, 'T', "T"}, {GET, 'F', "get"}, {OTHER, 'T', "other"}};
static const struct dsu_body bodies[] = {{GET, "get", VERSION, get, 0, "types", 1, 0, 0, 0, 0}};
static const struct dsu_issue issues[] = {{GET, get}};
static const struct dsu_unit unit = {
    .name = "types",
    .n_names = COUNT(names), .names = names,
    .n_bodies = COUNT(bodies), .bodies = bodies,
#if VERSION == 0
    .n_slots = COUNT(slots), .slots = slots,
#endif
    .n_issues = COUNT(issues), .issues = issues,
    .n_types = COUNT(types), .types = types,
};
static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, HELD(T), &pending, 0, 0, 0};
