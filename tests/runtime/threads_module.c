/* A program of several threads, each with update points. */
#pragma redefine_extname pthread_create dsu_pthread_create

#include <pthread.h>

#include "module.h"

enum { MAIN = 1, WORKER, STEP, T, STUCK };

static const struct dsu_point points[] = {POINT(1, MAIN, "main", "threads", 10, NONE), POINT(2, WORKER, "worker", "threads", 20, NONE)};

extern EXPORT int __dsu_g_stop, __dsu_g_sum;

#if VERSION == 0
int __dsu_g_stop, __dsu_g_sum;

BODY int step_v0(void)
{
    return 1;
}
SLOT(int (*)(void), step, step_v0);
ENTRY(step);

BODY void *worker_v0(void *data)
{
    if (data)
        gate(2); /* not at a point for as long as the test likes */
    while (!__atomic_load_n(&__dsu_g_stop, __ATOMIC_ACQUIRE)) {
        __atomic_fetch_add(&__dsu_g_sum, step_fptr(), __ATOMIC_RELAXED);
        reach(&points[1]);
    }
    return 0;
}
SLOT(void *(*)(void *), worker, worker_v0);
ENTRY(worker);
extern void *worker_entry(void *) __asm__("__dsu_f_worker");

/* n 0: all threads come to points; 1: the first worker is stuck for a while; 2: main only joins. */
BODY int main_v0(int n)
{
    pthread_t threads[3];
    __atomic_store_n(&__dsu_g_stop, 0, __ATOMIC_RELEASE);
    for (int i = 0; i < 3; i++)
        if (pthread_create(&threads[i], 0, worker_entry, n == 1 && i == 0 ? threads : 0))
            return -1;
    gate(1);
    while (n < 2 && !__atomic_load_n(&__dsu_g_stop, __ATOMIC_ACQUIRE))
        reach(&points[0]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], 0);
    reach(&points[0]);
    return step_fptr();
}
SLOT(int (*)(int), main, main_v0);
ENTRY(main);

BODY int stop_v0(int n)
{
    __atomic_store_n(&__dsu_g_stop, 1, __ATOMIC_RELEASE);
    return n;
}
SLOT(int (*)(int), stop, stop_v0);
ENTRY(stop);

static const struct dsu_name names[] = {{MAIN, 'F', "main"}, {WORKER, 'F', "worker"}, {STEP, 'F', "step"}, {T, 'T', "T"}};
static const struct dsu_body bodies[] = {{MAIN, "main", 0, main_v0, 1, "threads", 5, 0, 0, 0, 0}, {WORKER, "worker", 0, worker_v0, 1, "threads", 15, 0, 0, 0, 0}};
static const struct dsu_slot slots[] = {{MAIN, (void **)&main_fptr}, {WORKER, (void **)&worker_fptr}, {STEP, (void **)&step_fptr}};
static const struct dsu_issue issues[] = {{MAIN, main_v0}, {WORKER, worker_v0}, {STEP, step_v0}};
static const struct dsu_unit unit = {
    .name = "threads",
    .n_names = COUNT(names), .names = names,
    .n_bodies = COUNT(bodies), .bodies = bodies,
    .n_points = COUNT(points), .points = points,
    .n_slots = COUNT(slots), .slots = slots,
    .n_issues = COUNT(issues), .issues = issues,
};
#else
BODY int step_new(void)
{
    return 1 + VERSION;
}
static const struct dsu_issue issues[] = {{STEP, step_new}};
static const struct dsu_unit unit = {.name = "threads", .n_points = COUNT(points), .points = points, .n_issues = 1, .issues = issues};
#endif

static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, HELD(T), &pending, 0, 0, 0};
