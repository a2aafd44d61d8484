/* dsu_module.c: prepare: load a module, check it against the registry, reserve all that its commit needs.
 *
 * Nothing that the program can see changes here; a failure leaves no trace.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

__attribute__((format(printf, 2, 3))) static int fail(struct dsu_patch *patch, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(patch->error, sizeof patch->error, format, list);
    va_end(list);
    return -1;
}

/* ---- loading ---- */

static int find_text(struct dl_phdr_info *info, size_t size, void *data)
{
    struct dsu_patch *patch = data;
    (void)size;
    if (info->dlpi_addr != patch->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type == PT_LOAD && p->p_flags & PF_X && patch->n_text < sizeof patch->text / sizeof *patch->text) {
            uintptr_t low = patch->base + p->p_vaddr;
            patch->text[patch->n_text++] = (struct dsu_range){low, low + p->p_memsz};
        }
    }
    return 1;
}

static int is_loaded(const void *handle)
{
    for (struct dsu_patch *m = dsu.modules; m; m = m->next)
        if (m->handle == handle)
            return 1;
    return 0;
}

/* The same file again (a version that comes back): load a copy, since a module's state is its own. */
static void *load_copy(const char *path)
{
    char name[64];
    void *handle = 0;
    int from = open(path, O_RDONLY | O_CLOEXEC), to = memfd_create("dsu-module", MFD_CLOEXEC);
    if (from >= 0 && to >= 0) {
        char block[16384];
        ssize_t size;
        while ((size = read(from, block, sizeof block)) > 0)
            if (write(to, block, (size_t)size) != size)
                size = -1;
        snprintf(name, sizeof name, "/proc/self/fd/%d", to);
        if (size == 0)
            handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
    }
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return handle;
}

static int load(struct dsu_patch *patch)
{
    patch->handle = dlopen(patch->path, RTLD_NOW | RTLD_GLOBAL);
    if (!patch->handle)
        return fail(patch, "%s", dlerror());
    dsu_lock();
    int again = is_loaded(patch->handle);
    dsu_unlock();
    if (again) {
        dlclose(patch->handle);
        patch->handle = load_copy(patch->path);
        if (!patch->handle)
            return fail(patch, "%s: cannot load a second copy", patch->path);
    }
    struct link_map *map = 0;
    if (dlinfo(patch->handle, RTLD_DI_LINKMAP, &map) != 0)
        return fail(patch, "%s", dlerror());
    patch->base = map->l_addr;
    dl_iterate_phdr(find_text, patch);
    patch->module = dlsym(patch->handle, "dsu_module");
    if (!patch->module)
        return fail(patch, "%s: not a module: no dsu_module", patch->path);
    if (patch->module->abi != DSU_ABI)
        return fail(patch, "%s: made for another runtime (%u, this is %u)", patch->path, patch->module->abi, DSU_ABI);
    return 0;
}

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
        return fail(patch, "out of memory");
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

/* ---- checks; with the lock held ---- */

static int check_name(struct dsu_patch *patch, const struct dsu_name *name)
{
    struct dsu_entry *known = dsu_entry_make(name->id);
    if (!known)
        return fail(patch, "name %s: number %u is out of range", name->text, name->id);
    if (known->applied && (known->kind != name->kind || strcmp(known->text, name->text) != 0))
        return fail(patch, "number %u stands for %c %s, not for %c %s", name->id, known->kind, known->text, name->kind, name->text);
    return 0;
}

/* Until a module that has the name is applied, its number may come to stand for another one. */
static int register_name(struct dsu_patch *patch, const struct dsu_name *name)
{
    struct dsu_entry *known = dsu_entry(name->id);
    if (known->applied || (known->text && known->kind == name->kind && strcmp(known->text, name->text) == 0))
        return 0;
    char *text = strdup(name->text);
    if (!text)
        return fail(patch, "out of memory");
    known->text = text; /* the old text stays: reports may point to it */
    known->kind = name->kind;
    return 0;
}

static int check_type(struct dsu_patch *patch, const struct dsu_type *type)
{
    struct dsu_entry *known = dsu_entry_make(type->id);
    if (!known)
        return fail(patch, "type %s: number %u is out of range", type->name, type->id);
    if (type->word != (type->id << DSU_VERSION_BITS | (type->version + 1)) || type->version + 1 >= 1u << DSU_VERSION_BITS)
        return fail(patch, "type %s v%u: wrong version word %#x", type->name, type->version, type->word);
    if (type->size > type->capacity && !type->outgrown)
        return fail(patch, "type %s v%u: %lu bytes do not fit in %lu", type->name, type->version, type->size, type->capacity);
    if (type->outgrown && type->capacity < sizeof(void *))
        return fail(patch, "type %s: no room for a pointer in %lu bytes", type->name, type->capacity);
    if (known->n_versions == 0)
        return type->outgrown ? fail(patch, "type %s: outgrown in its first version", type->name) : 0;
    const struct dsu_type *first = known->versions[0];
    if (type->capacity != first->capacity || type->wrapper_size != first->wrapper_size || type->version_offset != first->version_offset)
        return fail(patch, "type %s v%u: its wrapper has changed", type->name, type->version);
    if (!type->transform)
        return fail(patch, "type %s v%u: no transformer", type->name, type->version);
    return 0;
}

static int is_issued(const struct dsu_patch *patch, unsigned function)
{
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_issues; i++)
            if ((*u)->issues[i].function == function && (*u)->issues[i].code)
                return 1;
    return 0;
}

/* The text of a name that may be new with this module. */
static const char *name_of(const struct dsu_patch *patch, unsigned id)
{
    EACH_UNIT(patch, u)
        for (unsigned i = 0; i < (*u)->n_names; i++)
            if ((*u)->names[i].id == id)
                return (*u)->names[i].text;
    return dsu_entry_text(id);
}

static int check_slot(struct dsu_patch *patch, const struct dsu_slot *slot)
{
    struct dsu_entry *known = dsu_entry_make(slot->function);
    if (!known)
        return fail(patch, "slot of function number %u: out of range", slot->function);
    for (unsigned i = 0; i < patch->n_text; i++)
        if ((uintptr_t)slot->slot - patch->text[i].low < patch->text[i].high - patch->text[i].low)
            return fail(patch, "the slot of function %s lies among code", name_of(patch, slot->function));
    if (!*slot->slot && !known->code && !is_issued(patch, slot->function))
        return fail(patch, "function %s has no body in any version", name_of(patch, slot->function));
    return 0;
}

static int check(struct dsu_patch *patch)
{
    EACH_UNIT(patch, u) {
        for (unsigned i = 0; i < (*u)->n_names; i++)
            if (check_name(patch, &(*u)->names[i]))
                return -1;
        for (unsigned i = 0; i < (*u)->n_types; i++)
            if (check_type(patch, &(*u)->types[i]))
                return -1;
        for (unsigned i = 0; i < (*u)->n_slots; i++)
            if (check_slot(patch, &(*u)->slots[i]))
                return -1;
        for (unsigned i = 0; i < (*u)->n_issues; i++)
            if (!dsu_entry_make((*u)->issues[i].function))
                return fail(patch, "issue of function number %u: out of range", (*u)->issues[i].function);
    }
    return 0;
}

/* ---- reserving; with the lock held ---- */

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

/* Conversions read the array without a lock: a larger one replaces it, and the old one stays. */
static int reserve_version(unsigned id)
{
    struct dsu_entry *type = dsu_entry(id);
    unsigned need = type->n_versions + 8; /* a module seldom brings more than one version of a type */
    if (type->version_capacity >= need)
        return 0;
    const struct dsu_type **versions = calloc(need * 2, sizeof *versions);
    if (!versions)
        return -1;
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

static int reserve(struct dsu_patch *patch)
{
    EACH_UNIT(patch, u) {
        for (unsigned i = 0; i < (*u)->n_names; i++)
            if (register_name(patch, &(*u)->names[i]))
                return -1;
        for (unsigned i = 0; i < (*u)->n_types; i++)
            if (reserve_version((*u)->types[i].id))
                return fail(patch, "out of memory");
        for (unsigned i = 0; i < (*u)->n_slots; i++) {
            const struct dsu_slot *slot = &(*u)->slots[i];
            if (add_slot(slot))
                return fail(patch, "out of memory");
            if (dsu_entry(slot->function)->code && !is_issued(patch, slot->function))
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
    if (load(patch) || index_patch(patch))
        return -1;
    dsu_lock();
    int failed = check(patch) || reserve(patch);
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
