/* Functions that block; VERSION 0 the program, others patches that change T and `answer`. */
#define _GNU_SOURCE
#pragma redefine_extname pthread_create dsu_pthread_create
#pragma redefine_extname pthread_cancel dsu_pthread_cancel

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "module.h"

enum { MAIN = 1, ANSWER, TAKE, COMPARE, ON_SIGNAL, WORKER, HOT, EVALUATED, HELD_TAKE, SORTER, T };

static const struct dsu_point points[] = {
    REGION(1, TAKE, "take", "regions", 10, NONE),          REGION(2, TAKE, "take", "regions", 11, HELD(T)),
    REGION(3, COMPARE, "compare", "regions", 20, NONE),    REGION(4, ON_SIGNAL, "on_signal", "regions", 30, NONE),
    REGION(5, MAIN, "main", "regions", 108, NONE),         REGION(6, HOT, "hot", "regions", 60, HELD(T)),
    REGION(7, WORKER, "worker", "regions", 50, NONE),
};

extern EXPORT int __dsu_g_pipe[2], __dsu_g_seen[8];

#if VERSION == 0
int __dsu_g_pipe[2], __dsu_g_seen[8];

BODY int answer_v0(void)
{
    return 1;
}
SLOT(int (*)(void), answer, answer_v0);
ENTRY(answer);

/* Reads a byte inside a region. */
BODY int take_v0(int held)
{
    char byte = 0;
    int fd = __dsu_g_pipe[0];
    dsu_block(&points[held]);
    ssize_t n = read(fd, &byte, 1);
    dsu_unblock();
    return n == 1 ? byte : n == 0 ? 0 : -errno;
}
SLOT(int (*)(int), take, take_v0);
ENTRY(take);

BODY int compare_v0(const void *a, const void *b)
{
    char byte;
    dsu_block(&points[2]);
    ssize_t n = read(__dsu_g_pipe[0], &byte, 1);
    dsu_unblock();
    return n == 1 ? *(const int *)a - *(const int *)b : 0;
}
SLOT(int (*)(const void *, const void *), compare, compare_v0);
ENTRY(compare);
extern int compare_entry(const void *, const void *) __asm__("__dsu_f_compare");

/* As take, but main holds T while it waits for it. */
BODY int held_take_v0(int n)
{
    n += take_fptr(0);
    return n + 1;
}
SLOT(int (*)(int), held_take, held_take_v0);
ENTRY(held_take);

static sigjmp_buf jump;

/* Blocks, too; sets errno, which the interrupted call must not notice. */
BODY void on_signal_v0(int number)
{
    __attribute__((cleanup(dsu_handler_leave))) struct dsu_handler handler;
    dsu_handler_enter(&handler);
    int error = errno;
    __dsu_g_seen[0] = answer_fptr();
    if (number == SIGUSR2)
        siglongjmp(jump, 1);
    gate(2);
    struct pollfd none = {-1, 0, 0};
    dsu_block(&points[3]);
    poll(&none, 1, 1);
    dsu_unblock();
    gate(3);
    __dsu_g_seen[1] = answer_fptr();
    errno = error;
}
SLOT(void (*)(int), on_signal, on_signal_v0);
ENTRY(on_signal);
extern void on_signal_entry(int) __asm__("__dsu_f_on_signal");

BODY void *worker_v0(void *data)
{
    char byte;
    dsu_block(&points[6]);
    ssize_t n = read(*(int *)data, &byte, 1);
    dsu_unblock();
    __atomic_add_fetch(&__dsu_g_seen[2], n == 1 ? answer_fptr() : 1000, __ATOMIC_RELAXED);
    return 0;
}
SLOT(void *(*)(void *), worker, worker_v0);
ENTRY(worker);
extern void *worker_entry(void *) __asm__("__dsu_f_worker");

/* Comes to a region that holds T, over and over. */
BODY int hot_v0(int rounds)
{
    struct pollfd none = {-1, 0, 0};
    gate(1);
    for (int i = 0; i < rounds; i++) {
        dsu_block(&points[5]);
        poll(&none, 1, 0);
        dsu_unblock();
    }
    return rounds;
}
SLOT(int (*)(int), hot, hot_v0);
ENTRY(hot);

BODY int evaluated_v0(int n)
{
    __dsu_g_seen[3] = take_fptr(0); /* blocks inside an evaluation */
    return n + answer_fptr();
}
SLOT(int (*)(int), evaluated, evaluated_v0);
ENTRY(evaluated);

static int with_handler(int flags)
{
    struct sigaction action = {.sa_flags = flags};
    action.sa_handler = on_signal_entry;
    return sigaction(SIGUSR1, &action, 0) || sigaction(SIGUSR2, &action, 0);
}

BODY int sorter_v0(int n)
{
    int sorted[3] = {3, n, 2};
    gate(1);
    qsort(sorted, COUNT(sorted), sizeof *sorted, compare_entry);
    return 100 * sorted[0] + answer_fptr();
}
SLOT(int (*)(int), sorter, sorter_v0);
ENTRY(sorter);

BODY int main_v0(int mode)
{
    pthread_t threads[3];
    int byte = 0;
    gate(1);
    switch (mode) {
    case 0: /* idle, T held nowhere */
        byte = take_fptr(0);
        break;
    case 1: /* T held by the region, then by nobody */
        byte = take_fptr(1);
        byte = take_fptr(0);
        break;
    case 2: /* T held by main while `held_take` runs */
        byte = held_take_fptr(0);
        break;
    case 4:
        if (with_handler(SA_RESTART))
            return -1;
        byte = take_fptr(0);
        break;
    case 5:
        if (with_handler(0))
            return -1;
        byte = take_fptr(0); /* -EINTR */
        break;
    case 6:
        if (with_handler(SA_RESTART))
            return -1;
        if (sigsetjmp(jump, 1) == 0)
            byte = take_fptr(0);
        else
            gate(4);
        byte = take_fptr(0);
        break;
    case 7:
        for (unsigned i = 0; i < COUNT(threads); i++)
            if (pthread_create(&threads[i], 0, worker_entry, &__dsu_g_pipe[0]))
                return -1;
        for (unsigned i = 0; i < COUNT(threads); i++) {
            dsu_block(&points[4]);
            pthread_join(threads[i], 0);
            dsu_unblock();
        }
        break;
    case 8: /* a thread is cancelled in its region: from then on none counts */
        if (pthread_create(&threads[0], 0, worker_entry, &__dsu_g_pipe[0]))
            return -1;
        pthread_cancel(threads[0]);
        pthread_join(threads[0], 0);
        byte = take_fptr(0);
        break;
    }
    return 100 * byte + answer_fptr();
}
SLOT(int (*)(int), main, main_v0);
ENTRY(main);

static const struct dsu_site main_sites[] = {{TAKE, 101, NONE}, {HELD_TAKE, 102, HELD(T)}};
static const struct dsu_name names[] = {{MAIN, 'F', "main"}, {ANSWER, 'F', "answer"}, {TAKE, 'F', "take"}, {COMPARE, 'F', "compare"},
                                        {ON_SIGNAL, 'F', "on_signal"}, {WORKER, 'F', "worker"}, {HOT, 'F', "hot"},
                                        {EVALUATED, 'F', "evaluated"}, {T, 'T', "T"}};
static const struct dsu_site held_take_sites[] = {{TAKE, 41, NONE}};
static const struct dsu_site sorter_sites[] = {{0, 91, NONE}};
static const struct dsu_site evaluated_sites[] = {{TAKE, 71, NONE}};
static const struct dsu_body bodies[] = {
    {MAIN, "main", 0, main_v0, 1, "regions", 100, COUNT(main_sites), main_sites, 0, 0},
    {TAKE, "take", 0, take_v0, 1, "regions", 9, 0, 0, 0, 0},
    {COMPARE, "compare", 0, compare_v0, 1, "regions", 19, 0, 0, 0, 0},
    {ON_SIGNAL, "on_signal", 0, on_signal_v0, 1, "regions", 29, 0, 0, 0, 0},
    {WORKER, "worker", 0, worker_v0, 1, "regions", 49, 0, 0, 0, 0},
    {HELD_TAKE, "held_take", 0, held_take_v0, 1, "regions", 40, COUNT(held_take_sites), held_take_sites, 0, 0},
    {SORTER, "sorter", 0, sorter_v0, 1, "regions", 90, COUNT(sorter_sites), sorter_sites, 0, 0},
    {HOT, "hot", 0, hot_v0, 1, "regions", 59, 0, 0, 0, 0},
    {EVALUATED, "evaluated", 0, evaluated_v0, 1, "regions", 70, COUNT(evaluated_sites), evaluated_sites, 0, 0},
};
static const struct dsu_slot slots[] = {
    {MAIN, (void **)&main_fptr}, {ANSWER, (void **)&answer_fptr}, {TAKE, (void **)&take_fptr}, {COMPARE, (void **)&compare_fptr},
    {ON_SIGNAL, (void **)&on_signal_fptr}, {WORKER, (void **)&worker_fptr}, {HOT, (void **)&hot_fptr}, {EVALUATED, (void **)&evaluated_fptr}, {HELD_TAKE, (void **)&held_take_fptr}, {SORTER, (void **)&sorter_fptr}};
static const struct dsu_issue issues[] = {
    {MAIN, main_v0}, {ANSWER, answer_v0}, {TAKE, take_v0}, {COMPARE, compare_v0},
    {ON_SIGNAL, on_signal_v0}, {WORKER, worker_v0}, {HOT, hot_v0}, {EVALUATED, evaluated_v0}, {HELD_TAKE, held_take_v0}, {SORTER, sorter_v0}};
static const struct dsu_unit unit = {
    .name = "regions",
    .n_names = COUNT(names), .names = names,
    .n_bodies = COUNT(bodies), .bodies = bodies,
    .n_points = COUNT(points), .points = points,
    .n_slots = COUNT(slots), .slots = slots,
    .n_issues = COUNT(issues), .issues = issues,
};
#else
BODY int answer_new(void)
{
    return 1 + VERSION;
}
static const struct dsu_issue issues[] = {{ANSWER, answer_new}};
static const struct dsu_unit unit = {.name = "regions", .n_points = COUNT(points), .points = points, .n_issues = 1, .issues = issues};
#endif

static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, HELD(T), &pending, 0, 0, 0};
