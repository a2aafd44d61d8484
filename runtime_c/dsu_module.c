/* dsu_module.c: prepare: load a module, check it against the registry, reserve all that its commit needs.
 *
 * Nothing that the program can see changes here; a failure leaves no trace.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)(*(const struct dsu_body *const *)a)->code;
    uintptr_t y = (uintptr_t)(*(const struct dsu_body *const *)b)->code;
    return x < y ? -1 : x > y;
}

/* The tables that only this patch uses: bodies by address, changed names as bits. */
static int index_patch(struct dsu_patch *patch)
{
    unsigned issues = 0, limit = 0;
    EACH_UNIT(patch, u) {
        patch->n_bodies += (*u)->n_bodies;
        issues += (*u)->n_issues;
    }
    for (const unsigned *id = patch->module->changed; id && *id; id++)
        limit = *id >= limit ? *id + 1 : limit;
    patch->bodies = calloc(patch->n_bodies + 1u, sizeof *patch->bodies);
    patch->undo = calloc(issues + 1u, sizeof *patch->undo);
    patch->changed = calloc(limit / 8 + 1u, 1);
    if (!patch->bodies || !patch->undo || !patch->changed)
        return dsu_fail(patch, "out of memory");
    patch->changed_limit = limit;
    for (const unsigned *id = patch->module->changed; id && *id; id++)
        patch->changed[*id / 8] |= (unsigned char)(1u << *id % 8);
    unsigned n = 0;
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_bodies; i++)
            patch->bodies[n++] = &(*u)->bodies[i];
    qsort(patch->bodies, n, sizeof *patch->bodies, by_address);
    return 0;
}

/* ---- reserving; with the lock held ---- */

/* Until a module that has the name is applied, its number may come to stand for another one. */
static int register_name(struct dsu_patch *patch, const struct dsu_name *name)
{
    struct dsu_entry *known = dsu_entry(name->id);
    if (known->applied || (known->text && known->kind == name->kind && strcmp(known->text, name->text) == 0))
        return 0;
    char *text = strdup(name->text);
    if (!text)
        return dsu_fail(patch, "out of memory");
    known->text = text; /* the old text stays: reports may point to it */
    known->kind = name->kind;
    return 0;
}

static int add_slot(const struct dsu_slot *slot)
{
    struct dsu_entry *function = dsu_entry(slot->function);
    if (function->n_slots == function->slot_capacity) {
        unsigned capacity = function->slot_capacity ? 2 * function->slot_capacity : 4;
        void ***slots = realloc(function->slots, capacity * sizeof *slots);
        if (!slots)
            return -1;
        function->slots = slots;
        function->slot_capacity = capacity;
    }
    function->slots[function->n_slots++] = slot->slot;
    return 0;
}

/* Conversions read the array of versions without a lock: a larger one replaces it, and the old one stays. */
static int reserve_version(unsigned id)
{
    struct dsu_entry *type = dsu_entry(id);
    unsigned need = type->n_versions + 8; /* a module seldom brings more than one version of a type */
    if (type->version_capacity >= need)
        return 0;
    const struct dsu_type **versions = calloc(need * 2, sizeof *versions);
    if (!versions)
        return -1;
    unsigned long *began = realloc(type->began, need * 2 * sizeof *began);
    if (!began) {
        free(versions);
        return -1;
    }
    type->began = began;
    if (type->n_versions)
        memcpy(versions, type->versions, type->n_versions * sizeof *versions);
    __atomic_store_n(&type->versions, versions, __ATOMIC_RELEASE);
    type->version_capacity = need * 2;
    return 0;
}

static void remove_slots(struct dsu_patch *patch)
{
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_slots; i++) {
            struct dsu_entry *function = dsu_entry((*u)->slots[i].function);
            for (unsigned k = 0; function && k < function->n_slots; k++)
                if (function->slots[k] == (*u)->slots[i].slot) {
                    function->slots[k] = function->slots[--function->n_slots];
                    break;
                }
        }
}

/* Early, and for good: other code than this module's may use the types in handlers, too. */
static int guard_types(struct dsu_patch *patch)
{
    for (const unsigned *id = patch->module->guarded; id && *id; id++) {
        struct dsu_entry *type = dsu_entry_make(*id);
        if (!type)
            return dsu_fail(patch, "type number %u: out of range", *id);
        __atomic_store_n(&type->guarded, 1, __ATOMIC_RELAXED);
    }
    return 0;
}

static int reserve(struct dsu_patch *patch)
{
    if (guard_types(patch))
        return -1;
    EACH_UNIT(patch, u) {
        for (unsigned i = 0; i < (*u)->n_names; i++)
            if (register_name(patch, &(*u)->names[i]))
                return -1;
        for (unsigned i = 0; i < (*u)->n_types; i++)
            if (reserve_version((*u)->types[i].id))
                return dsu_fail(patch, "out of memory");
        for (unsigned i = 0; i < (*u)->n_slots; i++) {
            const struct dsu_slot *slot = &(*u)->slots[i];
            if (add_slot(slot))
                return dsu_fail(patch, "out of memory");
            if (dsu_entry(slot->function)->code && !dsu_issues(patch, slot->function))
                *slot->slot = dsu_entry(slot->function)->code;
        }
    }
    EACH_UNIT(patch, u) { /* slots for bodies that another unit of this module issues */
        for (unsigned i = 0; i < (*u)->n_issues; i++) {
            struct dsu_entry *function = dsu_entry((*u)->issues[i].function);
            for (unsigned k = 0; k < function->n_slots; k++)
                if (!*function->slots[k])
                    *function->slots[k] = (*u)->issues[i].code;
        }
    }
    return 0;
}

static void append(struct dsu_patch *patch)
{
    struct dsu_patch **link = &dsu.modules;
    while (*link)
        link = &(*link)->next;
    __atomic_store_n(link, patch, __ATOMIC_RELEASE);
    dsu_set_pending_flags();
}

static void release(struct dsu_patch *patch)
{
    if (patch->handle)
        dlclose(patch->handle);
    free(patch->bodies);
    free(patch->changed);
    free(patch->undo);
    free(patch->path);
    free(patch);
}

static int prepare(struct dsu_patch *patch)
{
    if (dsu_load(patch) || index_patch(patch))
        return -1;
    dsu_lock();
    int failed = dsu_check(patch) || reserve(patch);
    if (failed)
        remove_slots(patch);
    dsu_unlock();
    if (failed)
        return -1;
    EACH_UNIT(patch, u)
        if ((*u)->birth)
            (*u)->birth();
    dsu_lock();
    append(patch);
    dsu_unlock();
    return 0;
}

struct dsu_patch *dsu_prepare(const char *path, char *error, size_t error_size)
{
    struct dsu_patch *patch = calloc(1, sizeof *patch);
    if (patch)
        patch->path = realpath(path, 0); /* a bare name would be looked up in the library path */
    if (!patch || !patch->path) {
        snprintf(error, error_size, "%s: %s", path, strerror(errno));
        free(patch);
        return 0;
    }
    if (prepare(patch) == 0)
        return patch;
    snprintf(error, error_size, "%s", patch->error);
    release(patch);
    return 0;
}

int dsu_discard(struct dsu_patch *patch)
{
    dsu_lock();
    int refused = patch->state == DSU_PENDING || patch->state == DSU_APPLIED;
    if (!refused) {
        remove_slots(patch);
        for (struct dsu_patch **link = &dsu.modules; *link; link = &(*link)->next)
            if (*link == patch) {
                *link = patch->next;
                break;
            }
    }
    dsu_unlock();
    if (refused)
        return -1;
    release(patch);
    return 0;
}
