/* dsu_thread.c: the threads that a program starts.
 *
 * In modules pthread_create and thrd_create stand for the two functions at the end (see build.py).  A patch needs all of them at
 * update points: a thread at one where the patch may be applied parks there for a short while, and the last
 * to come applies it.  Waiting is bounded, since a parked thread may hold what another one waits for.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <threads.h>
#include <unistd.h>

#define PARK_NS 5000000u
#define REST_NS 50000000u /* so that waiting in vain costs a tenth at most */

static struct dsu_thread first = {.seed = 1};
static struct dsu_thread *others;
static __thread struct dsu_thread *self __attribute__((tls_model("initial-exec")));
static pthread_key_t at_exit;

struct dsu_thread *dsu_thread_self(void)
{
    return self;
}

/* ---- parking; with the lock held ---- */

static enum dsu_others stands(struct dsu_patch *patch, struct dsu_thread *thread)
{
    if (thread->parked == patch)
        return DSU_ALL_STAND;
    if (thread == &first && dsu_active->outer)
        return DSU_SOME_RUN; /* an evaluation */
    if (!dsu_region_claim(__atomic_load_n(&thread->region, __ATOMIC_ACQUIRE)))
        return DSU_SOME_RUN;
    thread->claimed = 1;
    return dsu_may_commit(patch, thread->region->point, thread, thread->region) ? DSU_ALL_STAND : DSU_SOME_HOLD;
}

enum dsu_others dsu_claim_others(struct dsu_patch *patch, const struct dsu_thread *me)
{
    enum dsu_others all = DSU_ALL_STAND;
    if (&first != me && dsu_active)
        all = stands(patch, &first);
    for (struct dsu_thread *t = others; t && all == DSU_ALL_STAND; t = t->next)
        if (t != me)
            all = stands(patch, t);
    if (all != DSU_ALL_STAND)
        dsu_let_go();
    return all;
}

static void let_go(struct dsu_thread *thread)
{
    if (thread->claimed)
        dsu_region_let_go(thread->region);
    thread->claimed = 0;
}

void dsu_let_go(void)
{
    let_go(&first);
    for (struct dsu_thread *t = others; t; t = t->next)
        let_go(t);
}

int dsu_claimed_kinds(void)
{
    int all = DSU_REGION_BARE, any = 0;
    for (struct dsu_thread *t = &first; t; t = t == &first ? others : t->next)
        if (t->claimed) {
            all &= t->region->point->region;
            any |= t->region->point->region;
        }
    return all | (any & ~DSU_REGION_BARE);
}

const struct dsu_point *dsu_claimed_point(void)
{
    for (struct dsu_thread *t = &first; t; t = t == &first ? others : t->next)
        if (t->claimed)
            return t->region->point;
    return 0;
}

static int others_stand(struct dsu_patch *patch, const struct dsu_thread *me)
{
    int all = dsu_claim_others(patch, me) == DSU_ALL_STAND;
    if (all)
        dsu_let_go();
    return all;
}

static int somebody_parked(const struct dsu_patch *patch)
{
    int parked = first.parked == patch;
    for (const struct dsu_thread *t = others; t; t = t->next)
        parked |= t->parked == patch;
    return parked;
}

int dsu_park(struct dsu_thread *me, struct dsu_patch *patch)
{
    uint64_t now = dsu_now(), until = now + PARK_NS;
    if (now < me->rest_until && !patch->committing && !somebody_parked(patch))
        return 0;
    int in_time = 1;
    me->parked = patch;
    /* During a commit this thread was counted on: it stays, however long that takes. */
    while (patch->state == DSU_PENDING && (patch->committing || (in_time && !others_stand(patch, me))))
        in_time = dsu_wait_until(patch->committing ? 0 : until);
    me->parked = 0;
    int in_vain = patch->state == DSU_PENDING && !others_stand(patch, me);
    if (in_vain)
        me->rest_until = dsu_now() + REST_NS;
    return !in_vain;
}

/* ---- the list ---- */

struct dsu_thread *dsu_next_thread(struct dsu_thread *thread)
{
    return !thread ? &first : thread == &first ? others : thread->next;
}

struct dsu_thread *const *dsu_other_threads(void)
{
    return &others;
}

/* ---- beginning and end of a thread ---- */

static void enlist(struct dsu_thread *thread)
{
    dsu_lock();
    thread->next = others;
    others = thread;
    dsu_unlock();
}

static void dismiss(struct dsu_thread *thread)
{
    dsu_lock();
    for (struct dsu_thread **link = &others; *link; link = &(*link)->next)
        if (*link == thread) {
            *link = thread->next;
            break;
        }
    dsu_try(0, 0); /* the others may all be blocked */
    dsu_notify();
    dsu_unlock();
    free(thread);
}

/* The destructor of `at_exit`: however the thread ends.  Late, since the program has destructors too; the
 * very last round is the thread sanitizer's. */
static void thread_ends(void *data)
{
    struct dsu_thread *thread = data;
    if (++thread->end_rounds < PTHREAD_DESTRUCTOR_ITERATIONS - 1 && pthread_setspecific(at_exit, thread) == 0)
        return;
    self = 0;
    dismiss(thread);
}

void dsu_thread_start(void)
{
    self = &first;
    first.tid = (int)syscall(SYS_gettid);
    first.region = &dsu_region;
    pthread_key_create(&at_exit, thread_ends);
}

void dsu_threads_after_fork(void)
{
    struct dsu_thread *mine = self && self->base ? self : 0;
    if (mine)
        mine->next = 0;
    others = mine; /* the rest has stayed in the parent */
    first.parked = 0;
    first.claimed = 0;
    if (self)
        self->tid = (int)syscall(SYS_gettid);
}

struct beginning {
    struct dsu_thread thread;
    void *(*start)(void *);
    int (*start_int)(void *);
    void *argument;
};

static struct beginning *begin(void *argument)
{
    struct beginning *beginning = calloc(1, sizeof *beginning);
    if (!beginning)
        return 0;
    beginning->argument = argument;
    beginning->thread.seed = 1;
    beginning->thread.base = beginning; /* not known yet; but it is no thread of jobs */
    enlist(&beginning->thread); /* counts from now on, so that no patch comes between */
    return beginning;
}

/* Not inlined: its frame is where a stack walk ends. */
__attribute__((noinline)) static void *run_thread(void *data)
{
    struct beginning *beginning = data;
    self = &beginning->thread;
    self->tid = (int)syscall(SYS_gettid);
    self->base = __builtin_frame_address(0);
    __atomic_store_n(&self->region, &dsu_region, __ATOMIC_RELEASE);
    pthread_setspecific(at_exit, self);
    return beginning->start(beginning->argument);
}

__attribute__((noinline)) static int run_thread_int(void *data)
{
    struct beginning *beginning = data;
    self = &beginning->thread;
    self->tid = (int)syscall(SYS_gettid);
    self->base = __builtin_frame_address(0);
    __atomic_store_n(&self->region, &dsu_region, __ATOMIC_RELEASE);
    pthread_setspecific(at_exit, self);
    return beginning->start_int(beginning->argument);
}

__attribute__((visibility("default"))) int dsu_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int dsu_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    struct beginning *beginning = begin(argument);
    if (!beginning)
        return EAGAIN;
    beginning->start = start;
    int error = pthread_create(thread, attributes, run_thread, beginning);
    if (error)
        dismiss(&beginning->thread);
    return error;
}

__attribute__((visibility("default"))) int dsu_thrd_create(thrd_t *, thrd_start_t, void *);
int dsu_thrd_create(thrd_t *thread, thrd_start_t start, void *argument)
{
    struct beginning *beginning = begin(argument);
    if (!beginning)
        return thrd_nomem;
    beginning->start_int = start;
    int result = thrd_create(thread, run_thread_int, beginning);
    if (result != thrd_success)
        dismiss(&beginning->thread);
    return result;
}
