/* dsu_check.c: does a module fit what the process holds?  With the lock held. */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int dsu_fail(struct dsu_patch *patch, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(patch->error, sizeof patch->error, format, list);
    va_end(list);
    return -1;
}

static int check_name(struct dsu_patch *patch, const struct dsu_name *name)
{
    struct dsu_entry *known = dsu_entry_make(name->id);
    if (!known)
        return dsu_fail(patch, "name %s: number %u is out of range", name->text, name->id);
    if (known->applied && (known->kind != name->kind || strcmp(known->text, name->text) != 0))
        return dsu_fail(patch, "number %u stands for %c %s, not for %c %s", name->id, known->kind, known->text, name->kind, name->text);
    return 0;
}

static int check_type(struct dsu_patch *patch, const struct dsu_type *type)
{
    struct dsu_entry *known = dsu_entry_make(type->id);
    if (!known)
        return dsu_fail(patch, "type %s: number %u is out of range", type->name, type->id);
    if (type->word != (type->id << DSU_VERSION_BITS | (type->version + 1)) || type->version + 1 >= 1u << DSU_VERSION_BITS)
        return dsu_fail(patch, "type %s v%u: wrong version word %#x", type->name, type->version, type->word);
    if (type->size > type->capacity && !type->outgrown)
        return dsu_fail(patch, "type %s v%u: %lu bytes do not fit in %lu", type->name, type->version, type->size, type->capacity);
    if (type->outgrown && type->capacity < sizeof(void *))
        return dsu_fail(patch, "type %s: no room for a pointer in %lu bytes", type->name, type->capacity);
    if (type->kept > type->size || (type->kept && (type->outgrown || type->user_transform)))
        return dsu_fail(patch, "type %s v%u: %lu bytes cannot be kept", type->name, type->version, type->kept);
    if (known->n_versions == 0)
        return type->outgrown ? dsu_fail(patch, "type %s: outgrown in its first version", type->name) : 0;
    const struct dsu_type *first = known->versions[0];
    if (type->capacity != first->capacity || type->wrapper_size != first->wrapper_size || type->version_offset != first->version_offset)
        return dsu_fail(patch, "type %s v%u: its wrapper has changed", type->name, type->version);
    if (!type->transform)
        return dsu_fail(patch, "type %s v%u: no transformer", type->name, type->version);
    return 0;
}

int dsu_issues(const struct dsu_patch *patch, unsigned function)
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
        return dsu_fail(patch, "slot of function number %u: out of range", slot->function);
    for (unsigned i = 0; i < patch->n_text; i++)
        if ((uintptr_t)slot->slot - patch->text[i].low < patch->text[i].high - patch->text[i].low)
            return dsu_fail(patch, "the slot of function %s lies among code", name_of(patch, slot->function));
    if (!*slot->slot && !known->code && !dsu_issues(patch, slot->function))
        return dsu_fail(patch, "function %s has no body in any version", name_of(patch, slot->function));
    return 0;
}

int dsu_check(struct dsu_patch *patch)
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
                return dsu_fail(patch, "issue of function number %u: out of range", (*u)->issues[i].function);
    }
    return 0;
}
