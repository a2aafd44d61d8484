/* Many objects of one type: 0 {x}, 1 {x, y}, in place, where x stays; 2 {x, y, many} outgrown. */
#include "module.h"

enum { T = 1, GET, GET_ALL, OBJECTS = 20000 };

struct T0 { int x; };
struct T1 { int x; int y; };
struct T2 { int x; int y; long many[4]; };
struct wrapper {
    union { char slop[12]; struct { void *storage; } __attribute__((packed)) away; } u;
    unsigned version;
};

#define WORD(v) (T << DSU_VERSION_BITS | ((v) + 1))
#define TYPE(v, out, transformer, kept) \
    {T, "T", v, WORD(v), out, sizeof(struct T##v), _Alignof(struct T##v), 12, sizeof(struct wrapper), \
     offsetof(struct wrapper, version), transformer, 0, 0, 0, kept}

extern EXPORT struct wrapper __dsu_g_objects[];

#if VERSION == 0
struct wrapper __dsu_g_objects[OBJECTS];
static const struct dsu_type types[] = {TYPE(0, 0, 0, 0)};
#elif VERSION == 1
/* Somebody else writes x meanwhile. */
static void step(const void *xin, void *xout)
{
    ((struct T1 *)xout)->x = ((const struct T0 *)xin)->x;
    ((struct T1 *)xout)->y = 1;
    ((struct T0 *)xin)->x = 5;
}
static const struct dsu_type types[] = {TYPE(1, 0, step, offsetof(struct T1, y))};
#else
static void step(const void *xin, void *xout)
{
    ((struct T2 *)xout)->x = ((const struct T1 *)xin)->x;
    ((struct T2 *)xout)->y = ((const struct T1 *)xin)->y;
    ((struct T2 *)xout)->many[3] = 1;
}
static const struct dsu_type types[] = {TYPE(2, 1, step, 0)};
#endif

/* As generated code looks at an object; the thread sanitizer wants to see that the order counts. */
static void *concrete(struct wrapper *object)
{
    if (__atomic_load_n(&object->version, __ATOMIC_ACQUIRE) != WORD(VERSION))
        dsu_convert(object, T);
#if VERSION == 2
    return object->u.away.storage;
#else
    return object;
#endif
}

BODY int get(int n)
{
#if VERSION == 0
    return ((struct T0 *)concrete(&__dsu_g_objects[n]))->x;
#elif VERSION == 1
    struct T1 *t = concrete(&__dsu_g_objects[n]);
    return t->x * 10 + t->y;
#else
    struct T2 *t = concrete(&__dsu_g_objects[n]);
    return t->x * 10 + t->y + (int)t->many[3];
#endif
}

BODY int get_all(int from)
{
    int sum = 0;
    for (int i = 0; i < OBJECTS; i++)
        sum += get((i + from) % OBJECTS);
    return sum;
}

#if VERSION == 0
SLOT(int (*)(int), get, get);
ENTRY(get);
SLOT(int (*)(int), get_all, get_all);
ENTRY(get_all);
static const struct dsu_slot slots[] = {{GET, (void **)&get_fptr}, {GET_ALL, (void **)&get_all_fptr}};
#endif

static const struct dsu_name names[] = {{T, 'T', "T"}, {GET, 'F', "get"}, {GET_ALL, 'F', "get_all"}};
static const struct dsu_issue issues[] = {{GET, get}, {GET_ALL, get_all}};
static const struct dsu_unit unit = {
    .name = "conversions",
    .n_names = COUNT(names), .names = names,
#if VERSION == 0
    .n_slots = COUNT(slots), .slots = slots,
#endif
    .n_issues = COUNT(issues), .issues = issues,
    .n_types = COUNT(types), .types = types,
};
static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, HELD(T), &pending, 0, 0, HELD(VERSION == 2 ? T : 0)};
