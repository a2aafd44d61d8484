/* dsu_state.c: the registry: names by number, modules, the lock, the pending flags. */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 256, CHUNKS = 4096 };

struct dsu_state dsu = {.lock = PTHREAD_MUTEX_INITIALIZER, .report_fd = -1};

static struct dsu_entry *chunks[CHUNKS];
static unsigned entry_limit;

static sigset_t deaf; /* all but faults */
static __thread sigset_t open_to __attribute__((tls_model("initial-exec")));

void dsu_lock(void)
{
    if (dsu_thread_self()) {
        sigset_t before;
        pthread_sigmask(SIG_BLOCK, &deaf, &before);
        pthread_mutex_lock(&dsu.lock);
        open_to = before; /* now, since a handler may have come before the first step */
    } else {
        pthread_mutex_lock(&dsu.lock);
    }
}

void dsu_unlock(void)
{
    if (dsu_thread_self()) {
        sigset_t before = open_to;
        pthread_mutex_unlock(&dsu.lock);
        pthread_sigmask(SIG_SETMASK, &before, 0);
    } else {
        pthread_mutex_unlock(&dsu.lock);
    }
}

void dsu_deafen(sigset_t *before)
{
    pthread_sigmask(SIG_BLOCK, &deaf, before);
}

void dsu_undeafen(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, 0);
}

/* ---- waiting ---- */

static unsigned notes; /* how often dsu_notify() was called */

void dsu_notify(void)
{
    __atomic_add_fetch(&notes, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &notes, FUTEX_WAKE_PRIVATE, INT_MAX, 0, 0, 0);
    pthread_cond_broadcast(&dsu.changed);
}

void dsu_wait_idle(void)
{
    unsigned seen = __atomic_load_n(&notes, __ATOMIC_SEQ_CST); /* the lock is held: whatever comes, comes later */
    dsu_unlock();
    syscall(SYS_futex, &notes, FUTEX_WAIT_PRIVATE, seen, 0, 0, 0);
    dsu_lock();
}

uint64_t dsu_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t dsu_deadline(long timeout_ms)
{
    return timeout_ms < 0 ? 0 : dsu_now() + (uint64_t)timeout_ms * 1000000u;
}

int dsu_wait_until(uint64_t deadline_ns)
{
    if (deadline_ns == 0) {
        pthread_cond_wait(&dsu.changed, &dsu.lock);
        return 1;
    }
    struct timespec until = {(time_t)(deadline_ns / 1000000000u), (long)(deadline_ns % 1000000000u)};
    return pthread_cond_timedwait(&dsu.changed, &dsu.lock, &until) == 0;
}

/* ---- names ---- */

unsigned dsu_entry_limit(void)
{
    return __atomic_load_n(&entry_limit, __ATOMIC_ACQUIRE);
}

struct dsu_entry *dsu_entry(unsigned id)
{
    if (id == 0 || id >= dsu_entry_limit())
        return 0;
    struct dsu_entry *chunk = __atomic_load_n(&chunks[id / CHUNK], __ATOMIC_ACQUIRE);
    return chunk && chunk[id % CHUNK].id ? &chunk[id % CHUNK] : 0;
}

struct dsu_entry *dsu_entry_make(unsigned id)
{
    if (id == 0 || id >= CHUNK * CHUNKS)
        return 0;
    struct dsu_entry *chunk = chunks[id / CHUNK];
    if (!chunk) {
        chunk = calloc(CHUNK, sizeof *chunk);
        if (!chunk)
            return 0;
        __atomic_store_n(&chunks[id / CHUNK], chunk, __ATOMIC_RELEASE);
    }
    chunk[id % CHUNK].id = id;
    if (id >= entry_limit)
        __atomic_store_n(&entry_limit, id + 1, __ATOMIC_RELEASE);
    return &chunk[id % CHUNK];
}

const char *dsu_entry_text(unsigned id)
{
    struct dsu_entry *entry = dsu_entry(id);
    return entry && entry->text ? entry->text : "?";
}

/* ---- modules ---- */

static struct dsu_patch *next_module(struct dsu_patch *const *link)
{
    return __atomic_load_n(link, __ATOMIC_ACQUIRE); /* the crash handler looks without the lock */
}

struct dsu_patch *dsu_module_at(uintptr_t address)
{
    for (struct dsu_patch *m = next_module(&dsu.modules); m; m = next_module(&m->next))
        for (unsigned i = 0; i < m->n_text; i++)
            if (address - m->text[i].low < m->text[i].high - m->text[i].low)
                return m;
    return 0;
}

/* The last body that does not start behind `address`. */
const struct dsu_body *dsu_body_before(const struct dsu_patch *module, uintptr_t address)
{
    unsigned low = 0, high = module->n_bodies;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if ((uintptr_t)module->bodies[middle]->code <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? module->bodies[low - 1] : 0;
}

const struct dsu_body *dsu_body_at(const struct dsu_patch *module, uintptr_t code)
{
    const struct dsu_body *body = dsu_body_before(module, code);
    return body && (uintptr_t)body->code == code ? body : 0;
}

void dsu_set_pending_flags(void)
{
    __atomic_add_fetch(&dsu.requests, 1, __ATOMIC_RELAXED);
    dsu_show_pending_flags();
}

void dsu_show_pending_flags(void)
{
    unsigned wanted = (dsu.pending ? DSU_WANT_PATCH : 0) | (dsu_nested_waiting() ? DSU_WANT_JOB : 0)
                      | (dsu_moments_wanted() ? DSU_WANT_MOMENT : 0) | (dsu_look_wanted() ? DSU_WANT_LOOK : 0);
    unsigned flag = wanted != 0;
    for (struct dsu_patch *m = dsu.modules; m; m = m->next)
        if (m->module->pending)
            __atomic_store_n(m->module->pending, flag, __ATOMIC_RELAXED);
    dsu_want(wanted);
}

/* ---- start, fork ---- */

static void before_fork(void)
{
    dsu_turn_fork(0);
    dsu_storage_fork(0);
    dsu_lock();
}

static void after_fork_parent(void)
{
    dsu_unlock();
    dsu_storage_fork(1);
    dsu_turn_fork(1);
}

/* The child has only the thread that forked: nobody else waits, and the jobs of the parent are not its own. */
static void after_fork_child(void)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&dsu.changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    dsu.forked = 1;
    dsu_threads_after_fork();
    dsu_jobs_after_fork();
    dsu_set_pending_flags();
    dsu_unlock();
    dsu_storage_fork(1);
    dsu_turn_fork(1);
}

void dsu_start(int interactive, int report_fd)
{
    pthread_condattr_t monotonic;
    sigset_t faults;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&dsu.changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    sigfillset(&deaf);
    dsu_fault_signals(&faults);
    for (int i = 1; i < NSIG; i++)
        if (sigismember(&faults, i))
            sigdelset(&deaf, i);
    dsu_thread_start();
    dsu_turn_start();
    dsu_regions_start();
    dsu.interactive = interactive;
    dsu.report_fd = report_fd;
    pthread_atfork(before_fork, after_fork_parent, after_fork_child);
    if (interactive) {
        setvbuf(stdout, 0, _IOLBF, 0);
        setvbuf(stdin, 0, _IOLBF, 0); /* as on a terminal: reading shows the prompt before it */
        dsu_crash_start();
    }
}

unsigned dsu_version(void)
{
    return __atomic_load_n(&dsu.version, __ATOMIC_RELAXED);
}

/* A program may take the address of dsu_update; its calls are update points and never come here. */
__attribute__((visibility("default"))) void dsu_update(void);
void dsu_update(void)
{
}
