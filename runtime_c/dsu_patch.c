/* dsu_patch.c: the life of a patch after prepare: request, cancel, commit, report.
 *
 * The commit only stores: everything it writes to was reserved by prepare.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- the parts of a commit; with the lock held ---- */

/* Why the patch can no longer be applied, or 0.  Patches build on each other, in the order of versions. */
static const char *stale(const struct dsu_patch *patch)
{
    if (dsu.applied_any && patch->module->version <= dsu.version)
        return "a newer version has been applied already";
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_types; i++) {
            const struct dsu_type *type = &(*u)->types[i];
            const struct dsu_entry *known = dsu_entry(type->id);
            if (known->n_versions && known->versions[known->n_versions - 1]->version >= type->version)
                return "a type of it has this version already";
            if (known->n_versions == 0 && type->outgrown)
                return "its types need a version that has not been applied";
            if (known->n_versions == known->version_capacity)
                return "too many patches are waiting";
        }
    return 0;
}

static void switch_functions(struct dsu_patch *patch)
{
    unsigned n = 0;
    EACH_UNIT(patch, u) {
        for (unsigned i = 0; i < (*u)->n_issues; i++) {
            struct dsu_entry *function = dsu_entry((*u)->issues[i].function);
            patch->undo[n++] = function->code;
            if (!(*u)->issues[i].code)
                continue;
            function->code = (*u)->issues[i].code;
            for (unsigned k = 0; k < function->n_slots; k++)
                __atomic_store_n(function->slots[k], function->code, __ATOMIC_RELEASE);
        }
        /* What this module calls but does not issue: other patches may have come since it was prepared. */
        for (unsigned i = 0; i < (*u)->n_slots; i++) {
            struct dsu_entry *function = dsu_entry((*u)->slots[i].function);
            if (!function->code)
                function->code = *(*u)->slots[i].slot;
            __atomic_store_n((*u)->slots[i].slot, function->code, __ATOMIC_RELEASE);
        }
    }
}

static void switch_types(const struct dsu_patch *patch)
{
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_types; i++) {
            struct dsu_entry *type = dsu_entry((*u)->types[i].id);
            __atomic_store_n(&type->versions[type->n_versions], &(*u)->types[i], __ATOMIC_RELEASE);
            __atomic_store_n(&type->n_versions, type->n_versions + 1, __ATOMIC_RELEASE);
        }
}

static unsigned long conversions(const struct dsu_patch *patch)
{
    unsigned long sum = 0;
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_types; i++)
            sum += __atomic_load_n(&dsu_entry((*u)->types[i].id)->converted, __ATOMIC_RELAXED);
    return sum;
}

/* Takes the switch back: for a state transformer that refused before any data had changed. */
static void switch_back(struct dsu_patch *patch)
{
    unsigned n = 0;
    EACH_UNIT(patch, u) {
        for (unsigned i = 0; i < (*u)->n_issues; i++) {
            struct dsu_entry *function = dsu_entry((*u)->issues[i].function);
            function->code = patch->undo[n++];
            for (unsigned k = 0; function->code && k < function->n_slots; k++)
                __atomic_store_n(function->slots[k], function->code, __ATOMIC_RELEASE);
        }
        for (unsigned i = 0; i < (*u)->n_types; i++)
            dsu_entry((*u)->types[i].id)->n_versions--;
    }
}

static int has_migration(const struct dsu_patch *patch)
{
    EACH_UNIT(patch, u)
        if ((*u)->migrate)
            return 1;
    return 0;
}

static void settle_names(const struct dsu_patch *patch)
{
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_names; i++)
            dsu_entry((*u)->names[i].id)->applied = 1;
}

/* Update points that a state transformer comes to are none: its thread is in the middle of the commit. */
static __thread int in_state __attribute__((tls_model("initial-exec")));

int dsu_in_state(void)
{
    return in_state;
}

/* Runs the user's state transformer, without the lock; non-zero: it refuses, or it faulted. */
static int run_state(struct dsu_patch *patch)
{
    struct dsu_guard guard = {.thunk = {0, 0}};
    volatile int result = -1;
    sigset_t faults, before; /* a blocked fault would kill: let the guard see it */
    dsu_fault_signals(&faults);
    dsu_unlock();
    pthread_sigmask(SIG_UNBLOCK, &faults, &before);
    in_state = 1;
    dsu_guard_enter(&guard);
    if (sigsetjmp(guard.jump, 0) == 0)
        result = patch->module->state();
    else
        snprintf(patch->error, sizeof patch->error, "the state transformer crashed: %s", dsu_last_fault());
    dsu_guard_leave(&guard);
    in_state = 0;
    pthread_sigmask(SIG_SETMASK, &before, 0);
    dsu_lock();
    return result;
}

static void finish(struct dsu_patch *patch, enum dsu_patch_state state, uint64_t began)
{
    patch->state = state;
    patch->applied_ns = dsu_now();
    patch->pause_ns = patch->applied_ns - began;
    for (struct dsu_patch **link = &dsu.pending; *link; link = &(*link)->waiting)
        if (*link == patch) {
            *link = patch->waiting;
            break;
        }
    patch->committing = 0;
    dsu_set_pending_flags();
    dsu_notify();
}

/* ---- rehearsal: the state transformer runs first in a copy of the process, where it may fail ---- */

enum { REHEARSAL_MS = 2000 };

struct rehearsal {
    int result;
    char error[sizeof((struct dsu_patch *)0)->error];
};

static void switch_all(struct dsu_patch *patch)
{
    switch_functions(patch);
    switch_types(patch);
    EACH_UNIT(patch, u)
        if ((*u)->migrate)
            (*u)->migrate();
    __atomic_store_n(&dsu.version, patch->module->version, __ATOMIC_RELAXED);
}

/* In the copy: nothing that it prints is seen, nothing that it changes lasts. */
static _Noreturn void rehearse_in_child(struct dsu_patch *patch, struct rehearsal *told, const sigset_t *mask)
{
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    pthread_sigmask(SIG_SETMASK, mask, 0);
    switch_all(patch);
    told->result = run_state(patch);
    memcpy(told->error, patch->error, sizeof told->error);
    _exit(0);
}

/* Waits for the copy, at most REHEARSAL_MS; its wait status, or -1 when it did not end in time. */
static int await_child(pid_t child)
{
    uint64_t deadline = dsu_now() + REHEARSAL_MS * 1000000ull;
    struct timespec pause = {0, 200000};
    int status;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (dsu_now() > deadline) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return -1;
        }
        nanosleep(&pause, 0);
    }
    return status;
}

/* The program must not see that a child of ours has ended; one of its own may have ended meanwhile. */
static void forget_child_signal(int was_pending)
{
    sigset_t child_signal;
    struct timespec now = {0, 0};
    siginfo_t info = {0};
    if (was_pending)
        return;
    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    sigtimedwait(&child_signal, 0, &now);
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid)
        kill(getpid(), SIGCHLD);
}

/* Whether the state transformer agrees and comes to an end. */
static int rehearse(struct dsu_patch *patch, const sigset_t *mask)
{
    sigset_t pending, all, before;
    struct rehearsal *told = mmap(0, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED)
        return 1;
    told->result = -1;
    sigfillset(&all);
    dsu_unlock(); /* the handlers of fork take the lock; `committing` keeps the patch as it is */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    sigpending(&pending);
    pid_t child = fork();
    if (child == 0) {
        dsu_lock();
        rehearse_in_child(patch, told, mask);
    }
    int status = child > 0 ? await_child(child) : 0;
    if (child > 0)
        forget_child_signal(sigismember(&pending, SIGCHLD));
    pthread_sigmask(SIG_SETMASK, &before, 0);
    dsu_lock();
    if (child < 0)
        snprintf(patch->error, sizeof patch->error, "the state transformer cannot be rehearsed: fork failed");
    else if (status == -1)
        snprintf(patch->error, sizeof patch->error, "the state transformer did not end within %d s", REHEARSAL_MS / 1000);
    else if (status != 0)
        snprintf(patch->error, sizeof patch->error, "the state transformer ended the process (wait status %d)", status);
    else if (told->result != 0 && told->error[0])
        memcpy(patch->error, told->error, sizeof patch->error);
    else if (told->result != 0)
        snprintf(patch->error, sizeof patch->error, "the state transformer returned %d", told->result);
    patch->refusal = told->result;
    munmap(told, sizeof *told);
    return !patch->error[0];
}

/* A refusal after data has changed cannot be honoured: then the patch counts as applied, and the report says so. */
static enum dsu_patch_state consult_state(struct dsu_patch *patch, unsigned long converted)
{
    patch->refusal = run_state(patch);
    if (patch->refusal == 0)
        return DSU_APPLIED;
    int untouched = !has_migration(patch) && conversions(patch) == converted;
    if (untouched)
        switch_back(patch);
    if (!patch->error[0])
        snprintf(patch->error, sizeof patch->error, "the state transformer returned %d%s", patch->refusal,
                 untouched ? "" : ", after data had been converted: the patch is applied");
    return untouched ? DSU_FAILED : DSU_APPLIED;
}

void dsu_commit(struct dsu_patch *patch)
{
    sigset_t all, before;
    const char *why = stale(patch);
    uint64_t began = dsu_now();
    if (why) {
        snprintf(patch->error, sizeof patch->error, "%s", why);
        finish(patch, DSU_FAILED, began);
        return;
    }
    patch->committing = 1;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (patch->module->state && !rehearse(patch, &before)) {
        finish(patch, DSU_FAILED, began);
        pthread_sigmask(SIG_SETMASK, &before, 0);
        return;
    }
    began = dsu_now();
    unsigned old_version = dsu.version;
    unsigned long converted = conversions(patch);
    switch_all(patch);
    enum dsu_patch_state state = DSU_APPLIED;
    if (patch->module->state) {
        sigset_t faults = before; /* a blocked fault would kill: let the guard see it */
        pthread_sigmask(SIG_SETMASK, &faults, 0);
        state = consult_state(patch, converted);
        pthread_sigmask(SIG_BLOCK, &all, 0);
    }
    if (state == DSU_APPLIED) {
        dsu.applied_any = 1;
        settle_names(patch);
    } else {
        __atomic_store_n(&dsu.version, old_version, __ATOMIC_RELAXED);
    }
    finish(patch, state, began);
    pthread_sigmask(SIG_SETMASK, &before, 0);
}

void dsu_commit_all(void)
{
    dsu_try(0, 0);
    if (dsu.looked != dsu.requests)
        pthread_cond_broadcast(&dsu.changed);
    dsu.looked = dsu.requests;
}

/* ---- requests ---- */

void dsu_request(struct dsu_patch *patch)
{
    dsu_lock();
    if (patch->state != DSU_PREPARED) {
        dsu_unlock();
        return;
    }
    patch->state = DSU_PENDING;
    patch->requested_ns = dsu_now();
    struct dsu_patch **link = &dsu.pending;
    while (*link)
        link = &(*link)->waiting;
    patch->waiting = 0;
    *link = patch;
    dsu_set_pending_flags();
    dsu_notify();
    if (dsu_active || !dsu_loop_is_idle())
        dsu_try(0, 0); /* all may be blocked; or the program's thread does not serve yet */
    unsigned mine = dsu.requests;
    while (patch->state == DSU_PENDING && dsu_loop_is_idle() && (int)(dsu.looked - mine) < 0)
        dsu_wait_until(0);
    dsu_unlock();
}

int dsu_cancel(struct dsu_patch *patch)
{
    dsu_lock();
    int late = patch->state != DSU_PENDING || patch->committing;
    if (!late) {
        for (struct dsu_patch **link = &dsu.pending; *link; link = &(*link)->waiting)
            if (*link == patch) {
                *link = patch->waiting;
                break;
            }
        patch->state = DSU_PREPARED;
        dsu_set_pending_flags();
        dsu_notify();
    }
    dsu_unlock();
    return late ? -1 : 0;
}

enum dsu_patch_state dsu_patch_state(const struct dsu_patch *patch)
{
    dsu_lock();
    enum dsu_patch_state state = patch->state;
    dsu_unlock();
    return state;
}

enum { POLL_NS = 5000000, POLL_LIMIT_NS = 80000000 };

enum dsu_patch_state dsu_patch_wait(struct dsu_patch *patch, long timeout_ms)
{
    uint64_t deadline = dsu_deadline(timeout_ms);
    uint64_t pause = POLL_NS;
    dsu_lock();
    while (patch->state == DSU_PENDING) {
        uint64_t next = dsu_now() + pause;
        int last = deadline && deadline <= next;
        if (dsu_wait_until(last ? deadline : next))
            continue;
        if (last)
            break;
        dsu_try(0, 0); /* a thread that was blocked right after a try in vain has not tried again */
        pause = pause < POLL_LIMIT_NS ? 2 * pause : pause;
    }
    enum dsu_patch_state state = patch->state;
    dsu_unlock();
    return state;
}

/* ---- reports ---- */

static void verdict(struct dsu_text *text, const struct dsu_verdict *v)
{
    const struct dsu_point *p = v->point;
    if (!p) {
        dsu_text_str(text, "null");
        return;
    }
    dsu_text_format(text, "{\"point\":{\"id\":%u,\"function\":%u,\"line\":%u,\"name\":", p->id, p->function, p->line);
    dsu_text_json_str(text, p->name);
    dsu_text_str(text, ",\"unit\":");
    dsu_text_json_str(text, p->unit);
    dsu_text_str(text, "},\"held\":[");
    for (unsigned i = 0; i < v->n_held; i++) {
        const struct dsu_held *held = &v->held[i];
        const struct dsu_entry *name = dsu_entry(held->name);
        dsu_text_comma(text);
        dsu_text_str(text, "{\"name\":");
        dsu_text_json_str(text, dsu_entry_text(held->name));
        dsu_text_format(text, ",\"id\":%u,\"kind\":\"%c\",\"function\":", held->name, name && name->kind ? name->kind : '?');
        dsu_text_json_str(text, held->body ? held->body->name : p->name);
        dsu_text_format(text, ",\"version\":%u,\"line\":%u,\"unit\":", held->body ? held->body->version : 0, held->line);
        dsu_text_json_str(text, held->body ? held->body->unit : p->unit);
        dsu_text_str(text, "}");
    }
    dsu_text_str(text, "],\"why\":");
    dsu_text_json_str(text, v->why);
    dsu_text_str(text, "}");
}

size_t dsu_patch_report(struct dsu_patch *patch, char *buffer, size_t size)
{
    static const char *const names[] = {"prepared", "pending", "applied", "failed"};
    struct dsu_text text = {0};
    dsu_lock();
    uint64_t until = patch->state >= DSU_APPLIED ? patch->applied_ns : dsu_now();
    dsu_text_format(&text, "{\"state\":\"%s\",\"version\":%u,\"pause_ns\":%llu,\"waited_ns\":%llu,\"tries\":%lu,\"error\":",
                    names[patch->state], patch->module->version, (unsigned long long)patch->pause_ns,
                    patch->requested_ns ? (unsigned long long)(until - patch->requested_ns) : 0, patch->tries);
    dsu_text_json_str(&text, patch->error);
    dsu_text_format(&text, ",\"refusal\":%d,\"verdict\":", patch->refusal);
    verdict(&text, &patch->verdict);
    dsu_text_str(&text, "}");
    dsu_unlock();
    return dsu_text_give(&text, buffer, size);
}
