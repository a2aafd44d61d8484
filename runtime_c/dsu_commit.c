/* dsu_commit.c: the commit of a patch: at a safe moment, on one thread, with the lock held.
 *
 * It only stores: everything it writes to was reserved by prepare.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <signal.h>
#include <stdio.h>

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
            type->began[type->n_versions] = __atomic_load_n(&type->converted, __ATOMIC_RELAXED);
            __atomic_store_n(&type->versions[type->n_versions], &(*u)->types[i], __ATOMIC_RELEASE);
            __atomic_store_n(&type->n_versions, type->n_versions + 1, __ATOMIC_RELEASE);
            __atomic_store_n(&type->quick, dsu_quick_step(type), __ATOMIC_RELEASE);
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
        for (unsigned i = 0; i < (*u)->n_types; i++) {
            struct dsu_entry *type = dsu_entry((*u)->types[i].id);
            type->n_versions--;
            type->quick = dsu_quick_step(type);
        }
    }
}

static int has_migration(const struct dsu_patch *patch)
{
    EACH_UNIT(patch, u)
        if ((*u)->migrate)
            return 1;
    return 0;
}

void dsu_switch(struct dsu_patch *patch)
{
    switch_functions(patch);
    switch_types(patch);
    EACH_UNIT(patch, u)
        if ((*u)->migrate)
            (*u)->migrate();
    __atomic_store_n(&dsu.version, patch->module->version, __ATOMIC_RELAXED);
}

static void settle_names(const struct dsu_patch *patch)
{
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_names; i++)
            dsu_entry((*u)->names[i].id)->applied = 1;
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

/* A refusal after data has changed cannot be honoured: then the patch counts as applied, and the report says so. */
static enum dsu_patch_state consult_state(struct dsu_patch *patch, unsigned long converted)
{
    patch->refusal = dsu_run_state(patch);
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
    if (patch->module->state && !dsu_rehearse(patch, &before)) {
        finish(patch, DSU_FAILED, began);
        pthread_sigmask(SIG_SETMASK, &before, 0);
        return;
    }
    began = dsu_now();
    unsigned old_version = dsu.version;
    unsigned long converted = conversions(patch);
    dsu_switch(patch);
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
