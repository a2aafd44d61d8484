/* dsu_patch.c: what a controller does with a prepared patch: request it, wait for it, take it back. */
#define _GNU_SOURCE
#include "dsu_internal.h"

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
