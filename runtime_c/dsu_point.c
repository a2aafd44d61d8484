/* dsu_point.c: update points: may a pending patch be applied here?
 *
 * The names in use are those that the point's body still needs, and for every body below it on the stack
 * what it needs after the call it is in.  When in doubt the answer is no.  A thread walks its own stack, or
 * that of one that is blocked (dsu_region.c).
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <string.h>

static const char NOT_RECOGNISED[] = "frame not recognised";
static const char OTHERS[] = "other threads of the program are not at update points";
static const char IN_HANDLER[] = "a signal handler is active";

/* ---- which call is a frame in? ---- */

/* The function that the call before `back` calls for certain, or 0.  Slots are called by `call *slot(%rip)`,
 * known bodies by `call body`; code that was entered by tail calls does not confuse this. */
static unsigned called_function(uintptr_t back)
{
#ifdef __x86_64__
    const unsigned char *code = (const unsigned char *)back;
    int32_t offset;
    memcpy(&offset, code - 4, sizeof offset);
    uintptr_t target = back + (uintptr_t)(intptr_t)offset;
    if (code[-6] == 0xFF && code[-5] == 0x15) {
        struct dsu_patch *module = dsu_module_at(back);
        EACH_UNIT(module, u)
            for (unsigned i = 0; i < (*u)->n_slots; i++)
                if ((uintptr_t)(*u)->slots[i].slot == target)
                    return (*u)->slots[i].function;
    }
    if (code[-5] == 0xE8) {
        const struct dsu_patch *module = dsu_module_at(target);
        const struct dsu_body *body = module ? dsu_body_at(module, target) : 0;
        return body ? body->function : 0;
    }
#else
    (void)back;
#endif
    return 0;
}

/* ---- the walk ---- */

struct walk {
    struct dsu_patch *patch;
    struct dsu_verdict *verdict;
    uintptr_t base;
    const struct dsu_body *above; /* the program's frame that was seen last */
    int skip;   /* the first frame is that of dsu_walk */
    int frames; /* of the program, so far */
    int done;   /* reached the base of the job */
};

static void hold(struct walk *walk, struct dsu_held held)
{
    struct dsu_verdict *verdict = walk->verdict;
    held.depth = (unsigned)walk->frames;
    for (unsigned i = 0; i < verdict->n_held; i++)
        if (verdict->held[i].name == held.name && verdict->held[i].body == held.body)
            return;
    if (verdict->n_held < DSU_HELD_LIMIT)
        verdict->held[verdict->n_held++] = held;
}

static void note(struct walk *walk, const unsigned *held, const struct dsu_body *body, unsigned line)
{
    for (; held && *held; held++)
        if (*held < walk->patch->changed_limit && walk->patch->changed[*held / 8] >> *held % 8 & 1)
            hold(walk, (struct dsu_held){.name = *held, .body = body, .line = line});
}

/* The body that contains a point. */
static const struct dsu_body *body_around(const struct dsu_point *point)
{
    for (const struct dsu_patch *m = dsu.modules; m; m = m->next)
        EACH_UNIT(m, u)
            if (point >= (*u)->points && point < (*u)->points + (*u)->n_points)
                for (unsigned i = 0; i < (*u)->n_bodies; i++)
                    if ((*u)->bodies[i].function == point->function)
                        return &(*u)->bodies[i];
    return 0;
}

/* The body of a function that was in force at a version, or 0. */
static const struct dsu_body *in_force(unsigned function, unsigned version)
{
    const struct dsu_body *found = 0;
    for (const struct dsu_patch *m = dsu.modules; m; m = m->next) {
        if (m->state != DSU_APPLIED || m->module->version > version)
            continue;
        EACH_UNIT(m, u)
            for (unsigned i = 0; i < (*u)->n_bodies; i++) {
                const struct dsu_body *body = &(*u)->bodies[i];
                if (body->function == function && (!found || body->version > found->version))
                    found = body;
            }
    }
    return found;
}

/* Whether a caller may wait for a call that none of its sites tells of: patches have given an update point to what it
 * called, or to what it calls through a pointer. */
static int was_quiet(const struct dsu_body *caller, const struct dsu_body *callee)
{
    int may_be = caller->quiet_others;
    for (const unsigned *quiet = caller->quiet; quiet && *quiet && !may_be; quiet++)
        may_be = *quiet == callee->function;
    if (!may_be || callee->version <= caller->version)
        return 0;
    const struct dsu_body *then = in_force(callee->function, caller->version);
    return !then || !then->spans;
}

/* A body that waits for a call to return: the sites it may be at. */
static void note_caller(struct walk *walk, const struct dsu_body *body, uintptr_t back)
{
    unsigned callee = called_function(back), matches = 0;
    unsigned line = body->n_sites == 1 ? body->sites[0].line : 0;
    for (unsigned i = 0; callee && i < body->n_sites; i++)
        if (body->sites[i].callee == callee)
            line = matches++ ? 0 : body->sites[i].line;
    if (walk->verdict->n_frames < DSU_FRAME_LIMIT)
        walk->verdict->frames[walk->verdict->n_frames++] = (struct dsu_frame){body, line};
    for (unsigned i = 0; i < body->n_sites; i++)
        if (!matches || body->sites[i].callee == callee)
            note(walk, body->sites[i].held, body, body->sites[i].line);
    if (!body->spans || body->n_sites == 0)
        walk->verdict->why = NOT_RECOGNISED;
    if (walk->above && was_quiet(body, walk->above))
        hold(walk, (struct dsu_held){.name = walk->above->function, .body = body, .line = body->line, .waits = 1});
}

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *data)
{
    struct walk *walk = data;
    if (walk->skip) {
        walk->skip = 0;
        return _URC_NO_REASON;
    }
    if (_Unwind_GetCFA(context) > walk->base) {
        walk->done = 1;
        return _URC_END_OF_STACK;
    }
    int interrupted = 0;
    uintptr_t ip = _Unwind_GetIPInfo(context, &interrupted);
    if (interrupted) {
        walk->verdict->why = IN_HANDLER;
        return _URC_END_OF_STACK;
    }
    const struct dsu_patch *module = dsu_module_at(ip);
    if (!module)
        return _URC_NO_REASON;
    const struct dsu_body *body = dsu_body_at(module, _Unwind_GetRegionStart(context));
    if (!body)
        walk->verdict->why = NOT_RECOGNISED;
    else if (walk->frames > 0)
        note_caller(walk, body, ip);
    walk->above = body;
    walk->frames++;
    return _URC_NO_REASON;
}

int dsu_may_commit(struct dsu_patch *patch, const struct dsu_point *point, const struct dsu_thread *thread, const struct dsu_region *region)
{
    const void *base = thread->base ? thread->base : dsu_active->base;
    struct dsu_verdict verdict = {.point = point, .why = ""};
    struct walk walk = {.patch = patch, .verdict = &verdict, .base = (uintptr_t)base, .skip = region != 0};
    patch->tries++;
    note(&walk, point->held, body_around(point), point->line);
    if (!thread->base)
        note(&walk, dsu_active->held, 0, 0);
    if (verdict.n_held == 0) {
        if (region)
            dsu_walk(region, frame, &walk);
        else
            _Unwind_Backtrace(frame, &walk);
        if (!walk.done && !verdict.why[0])
            verdict.why = "the stack does not lead back to the start of the job";
    }
    if (verdict.n_held == 0 && !verdict.why[0])
        return 1;
    patch->verdict = verdict;
    return 0;
}

/* ---- the point itself ---- */

enum { FREE_TRIES = 64 };

/* A try that fails costs a walk; at the same point with the same frame the later ones are spaced out, at random
 * so that no pattern starves the patch, so that one that has to wait slows the program little. */
int dsu_worth_a_try(struct dsu_thread *thread, const struct dsu_point *point, const void *frame_address)
{
    unsigned request = __atomic_load_n(&dsu.requests, __ATOMIC_RELAXED);
    if (request != thread->last_request || point != thread->last_point || thread->last_frame != frame_address) {
        thread->last_request = request;
        thread->last_point = point;
        thread->last_frame = frame_address;
        thread->tries = 0;
    }
    if (thread->tries++ < FREE_TRIES)
        return 1;
    uint64_t now = dsu_now();
    if (now < thread->next_try)
        return 0;
    thread->seed = thread->seed * 1664525u + 1013904223u;
    thread->next_try = now + 50000 + (thread->seed >> 8) % 100000; /* some ten times what a walk takes */
    return 1;
}

static void try_patches(struct dsu_thread *thread, const struct dsu_point *point)
{
    struct dsu_patch *patch;
    while ((patch = dsu.pending) != 0) {
        if (!patch->committing) {
            if (!dsu_may_commit(patch, point, thread, 0))
                return;
            enum dsu_others others = dsu_claim_others(patch, thread);
            if (others == DSU_ALL_STAND) {
                patch->where = point;
                dsu_commit(patch);
                dsu_let_go();
                continue;
            }
            if (others == DSU_SOME_HOLD)
                return;
            patch->verdict = (struct dsu_verdict){.point = point, .why = OTHERS};
        }
        if (!dsu_park(thread, patch))
            return;
    }
}

static void stop_at(const struct dsu_point *point, struct dsu_thread *thread, const void *frame_address)
{
    unsigned wanted = __atomic_load_n(&dsu_wanted, __ATOMIC_RELAXED);
    int jobs = wanted & DSU_WANT_JOB && !thread->base;
    int worth = wanted & DSU_WANT_PATCH && dsu_worth_a_try(thread, point, frame_address);
    if (!jobs && !worth)
        return;
    dsu_lock();
    if (worth)
        try_patches(thread, point);
    if (jobs)
        dsu_run_nested();
    dsu_unlock();
}

void dsu_reach(const struct dsu_point *point)
{
    struct dsu_thread *thread = dsu_thread_self();
    if (!dsu_is_outermost(thread))
        return;
    unsigned wanted = __atomic_load_n(&dsu_wanted, __ATOMIC_RELAXED);
    int counts = wanted & DSU_WANT_MOMENT;
    if (wanted & DSU_WANT_LOOK)
        dsu_look_here(thread, point);
    if (counts)
        dsu_moment_begins(point);
    stop_at(point, thread, __builtin_frame_address(0));
    if (counts)
        dsu_moment_ends(point);
}

void dsu_try(const struct dsu_thread *thread, const struct dsu_region *region)
{
    struct dsu_patch *patch;
    while ((patch = dsu.pending) != 0 && !patch->committing) {
        if (thread && !dsu_may_commit(patch, region->point, thread, region))
            return;
        enum dsu_others others = dsu_claim_others(patch, thread);
        if (others == DSU_SOME_RUN && thread)
            patch->verdict = (struct dsu_verdict){.point = region->point, .why = OTHERS};
        if (others != DSU_ALL_STAND)
            return;
        const char *waits = patch->module->state ? dsu_state_waits(patch) : 0;
        if (waits) {
            patch->verdict = (struct dsu_verdict){.point = dsu_claimed_point(), .why = waits};
        } else {
            patch->where = region ? region->point : dsu_claimed_point();
            dsu_commit(patch);
        }
        dsu_let_go();
        if (waits)
            return;
    }
}

void dsu_hold(const unsigned *held)
{
    if (dsu_active)
        dsu_active->held = held;
}
