/* Functions that jobs call: with points, with faults, forking, leaving. */
#include "module.h"

extern int fork(void), getpid(void), printf(const char *, ...), system(const char *);
extern void exit(int), abort(void), _exit(int);
extern int waitpid(int, int *, int);
extern unsigned long strlen(const char *);
extern int kill(int, int);

enum { LOOP = 1, NOW, FAULT, FORK, LEAVE, DEEP };

static const struct dsu_point points[] = {POINT(1, LOOP, "loop", "jobs", 10, NONE), POINT(2, NOW, "now", "jobs", 20, NONE)};

extern EXPORT int __dsu_g_counter;

#if VERSION == 0
int __dsu_g_counter;

/* Runs through `n` update points, waiting at gates 1 (before) and 2 (behind). */
BODY int loop_v0(int n)
{
    gate(1);
    for (int i = 0; i < n; i++) {
        __dsu_g_counter++;
        reach(&points[0]);
    }
    gate(2);
    return __dsu_g_counter;
}

/* One point; for evaluations while `loop` runs. */
BODY int now_v0(int n)
{
    reach(&points[1]);
    return __dsu_g_counter + n;
}

static int *volatile nowhere = (int *)24;
static const char *volatile no_text = (const char *)40;
static int (*volatile wild)(void) = (int (*)(void))0x10;
static volatile int zero;

BODY int deep_v0(int n)
{
    volatile char room[4096];
    room[n % 4096] = (char)n;
    return n < 0 ? room[0] : deep_v0(n + 1) + room[n % 4096];
}

BODY int fault_v0(int n)
{
    switch (n) {
    case 0: return *nowhere;
    case 1: return 100 / zero;
    case 2: return (int)strlen(no_text);
    case 3: return wild() + 1;
    case 4: abort();
    case 5: __builtin_trap();
    case 6: return deep_v0(0);
    case 7: return kill(getpid(), 11) + zero;
    default: return n;
    }
}

BODY int fork_v0(int n)
{
    int status = 0, child = fork();
    if (child == 0) {
        if (n == 1)
            exit(5);
        return 7; /* the end of main in the child */
    }
    waitpid(child, &status, 0);
    return status >> 8 & 255;
}

BODY int leave_v0(int n)
{
    printf("leaving"); /* not flushed: exit must do it */
    exit(n);
}

#define FUNCTION(f) \
    SLOT(int (*)(int), f, f##_v0); \
    ENTRY(f)
FUNCTION(loop);
FUNCTION(now);
FUNCTION(fault);
FUNCTION(fork);
FUNCTION(leave);
FUNCTION(deep);

static const struct dsu_body bodies[] = {{LOOP, "loop", 0, loop_v0, 1, "jobs", 5, 0, 0, 0, 0},     {NOW, "now", 0, now_v0, 1, "jobs", 15, 0, 0, 0, 0},
                                         {FAULT, "fault", 0, fault_v0, 0, "jobs", 25, 0, 0, 0, 0}, {FORK, "fork", 0, fork_v0, 0, "jobs", 35, 0, 0, 0, 0},
                                         {LEAVE, "leave", 0, leave_v0, 0, "jobs", 45, 0, 0, 0, 0}, {DEEP, "deep", 0, deep_v0, 0, "jobs", 55, 0, 0, 0, 0}};
static const struct dsu_slot slots[] = {{LOOP, (void **)&loop_fptr}, {NOW, (void **)&now_fptr}};
static const struct dsu_issue issues[] = {{LOOP, loop_v0}, {NOW, now_v0}};
#define n_slots_ COUNT(slots)
#define state 0
#else
BODY int now_new(int n)
{
    return __dsu_g_counter + n + 1000 * VERSION;
}
static const struct dsu_body bodies[] = {{NOW, "now", VERSION, now_new, 0, "jobs", 15, 0, 0, 0, 0}};
static const struct dsu_slot slots[] = {{0, 0}};
static const struct dsu_issue issues[] = {{NOW, now_new}};
#define n_slots_ 0
/* Version 2 refuses, 3 faults, 4 prepares the data. */
static int *volatile nowhere = (int *)8;
static int state(void)
{
    if (VERSION == 3)
        *nowhere = 1;
    if (VERSION == 4)
        __dsu_g_counter = 500;
    return VERSION == 2 ? 9 : 0;
}
#endif

static const struct dsu_name names[] = {{LOOP, 'F', "loop"}, {NOW, 'F', "now"}};
static const struct dsu_unit unit = {
    .name = "jobs",
    .n_names = COUNT(names), .names = names,
    .n_bodies = COUNT(bodies), .bodies = bodies,
    .n_points = COUNT(points), .points = points,
    .n_slots = n_slots_, .slots = slots,
    .n_issues = COUNT(issues), .issues = issues,
};
static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, NONE, &pending, state, 0, 0};
