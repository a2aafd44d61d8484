/* dsu_job.c: jobs on the program's thread, and its main loop. */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dsu_job {
    struct dsu_job *next;
    enum dsu_job_state state;
    int nested, guarded, released;
    dsu_thunk_fn *thunk;
    struct dsu_range text; /* the thunk's module */
    struct dsu_out out;
    char *fault;
    unsigned n_args;
    union dsu_arg args[];
};

struct dsu_activation *dsu_active;

static struct dsu_job *queue;
static int serving, finished;

/* ---- submitting ---- */

static int find_text(struct dl_phdr_info *info, size_t size, void *data)
{
    struct dsu_job *job = data;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t low = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && (uintptr_t)job->thunk - low < info->dlpi_phdr[i].p_memsz) {
            job->text = (struct dsu_range){low, low + info->dlpi_phdr[i].p_memsz};
            return 1;
        }
    }
    return 0;
}

struct dsu_job *dsu_submit(dsu_thunk_fn *thunk, const union dsu_arg *args, unsigned n_args, int nested, int guarded)
{
    struct dsu_job *job = calloc(1, sizeof *job + n_args * sizeof *args);
    if (!job)
        return 0;
    job->thunk = thunk;
    job->nested = nested;
    job->guarded = guarded;
    job->n_args = n_args;
    if (n_args)
        memcpy(job->args, args, n_args * sizeof *args);
    dl_iterate_phdr(find_text, job);
    dsu_lock();
    struct dsu_job **link = &queue;
    while (*link)
        link = &(*link)->next;
    *link = job;
    dsu_set_pending_flags();
    dsu_notify();
    dsu_unlock();
    return job;
}

/* ---- running; the lock is held outside of the thunk ---- */

/* A child that the program forked has come to the end of the job: what main returned is its exit status. */
__attribute__((noreturn)) static void leave_child(const struct dsu_job *job)
{
    exit(job->out.text.size ? (int)strtol(job->out.text.chars, 0, 10) : 0);
}

static void free_job(struct dsu_job *job)
{
    dsu_text_free(&job->out.text);
    free(job->fault);
    free(job);
}

/* Not inlined: its frame is where a stack walk ends. */
__attribute__((noinline)) static enum dsu_job_state call(struct dsu_job *job, struct dsu_activation *active)
{
    active->base = __builtin_frame_address(0);
    if (!job->guarded) {
        job->thunk(job->args, &job->out);
        return DSU_JOB_DONE;
    }
    struct dsu_guard guard = {.thunk = job->text};
    volatile enum dsu_job_state state = DSU_JOB_DONE;
    dsu_guard_enter(&guard);
    if (sigsetjmp(guard.jump, 0) == 0) {
        job->thunk(job->args, &job->out);
    } else {
        state = DSU_JOB_CRASHED;
        job->fault = strdup(dsu_last_fault());
    }
    dsu_guard_leave(&guard);
    return state;
}

static void run(struct dsu_job *job)
{
    struct dsu_activation active = {.outer = dsu_active, .job = job};
    job->state = DSU_JOB_RUNNING;
    if (!active.outer)
        dsu_look_forget(dsu_thread_self());
    dsu_active = &active;
    dsu_notify();
    dsu_unlock();
    enum dsu_job_state state = call(job, &active);
    if (dsu.forked && !active.outer)
        leave_child(job);
    if (dsu.interactive) {
        fflush(stdout);
        fflush(stderr);
    }
    dsu_lock();
    dsu_active = active.outer;
    job->state = state;
    dsu_notify();
    if (job->released)
        free_job(job);
}

static struct dsu_job *take(int only_nested)
{
    for (struct dsu_job **link = &queue; *link; link = &(*link)->next)
        if ((*link)->nested || !only_nested) {
            struct dsu_job *job = *link;
            *link = job->next;
            dsu_set_pending_flags();
            return job;
        }
    return 0;
}

int dsu_nested_waiting(void)
{
    for (const struct dsu_job *job = queue; job; job = job->next)
        if (job->nested)
            return 1;
    return 0;
}

int dsu_is_outermost(const struct dsu_thread *self)
{
    return self && !dsu_in_state() && (self->base || (dsu_active && !dsu_active->outer));
}

void dsu_run_nested(void)
{
    struct dsu_job *job;
    while ((job = take(1)) != 0)
        run(job);
}

void dsu_jobs_after_fork(void)
{
    queue = 0; /* the parent's: they run there */
    if (!dsu_thread_self() || dsu_thread_self()->base)
        dsu_active = 0; /* the job's thread has stayed behind */
}

int dsu_loop_is_idle(void)
{
    return serving && !dsu_active;
}

void dsu_main_loop(void)
{
    dsu_lock();
    serving = 1;
    while (!finished) {
        struct dsu_job *job;
        dsu_commit_all();
        if ((job = take(0)) != 0)
            run(job);
        else
            dsu_wait_idle();
    }
    serving = 0;
    dsu_notify();
    dsu_unlock();
}

void dsu_finish(void)
{
    dsu_lock();
    finished = 1;
    dsu_notify();
    dsu_unlock();
}

/* ---- waiting for a job, and its results ---- */

enum dsu_job_state dsu_job_wait(struct dsu_job *job, long timeout_ms)
{
    uint64_t deadline = dsu_deadline(timeout_ms);
    dsu_lock();
    while (job->state < DSU_JOB_DONE && dsu_wait_until(deadline))
        ;
    enum dsu_job_state state = job->state;
    dsu_unlock();
    return state;
}

int dsu_job_withdraw(struct dsu_job *job)
{
    int found = -1;
    dsu_lock();
    for (struct dsu_job **link = &queue; *link; link = &(*link)->next)
        if (*link == job) {
            *link = job->next;
            job->state = DSU_JOB_WITHDRAWN;
            found = 0;
            dsu_set_pending_flags();
            dsu_notify();
            break;
        }
    dsu_unlock();
    return found;
}

const char *dsu_job_result(const struct dsu_job *job)
{
    return job->out.text.size ? job->out.text.chars : "null";
}

const char *dsu_job_fault(const struct dsu_job *job)
{
    return job->fault ? job->fault : "null";
}

void dsu_job_release(struct dsu_job *job)
{
    dsu_job_withdraw(job);
    dsu_lock();
    int running = job->state == DSU_JOB_RUNNING;
    job->released = running;
    dsu_unlock();
    if (!running)
        free_job(job);
}

int dsu_busy(void)
{
    dsu_lock();
    int busy = dsu_active != 0;
    dsu_unlock();
    return busy;
}
