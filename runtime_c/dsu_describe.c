/* dsu_describe.c: the registry as JSON. */
#include "dsu_internal.h"

static void describe_types(struct dsu_text *text)
{
    DSU_EACH_NAME(id, entry) {
        if (!entry->n_versions)
            continue;
        const struct dsu_type *now = entry->versions[entry->n_versions - 1];
        dsu_text_comma(text);
        dsu_text_format(text, "{\"id\":%u,\"versions\":%u,\"current\":%u,\"size\":%lu,\"wrapper_size\":%lu,\"capacity\":%lu,", id,
                        entry->n_versions, now->version, now->size, now->wrapper_size, now->capacity);
        dsu_text_format(text, "\"outgrown\":%s,\"converted\":%lu,\"faults\":%lu,\"fault\":", now->outgrown ? "true" : "false",
                        __atomic_load_n(&entry->converted, __ATOMIC_RELAXED), __atomic_load_n(&entry->faults, __ATOMIC_RELAXED));
        const char *fault = __atomic_load_n(&entry->fault, __ATOMIC_ACQUIRE);
        dsu_text_str(text, fault ? fault : "null");
        dsu_text_str(text, ",\"counts\":[");
        for (unsigned i = 0; i < entry->n_versions; i++) {
            unsigned long end = i + 1 < entry->n_versions ? entry->began[i + 1] : __atomic_load_n(&entry->converted, __ATOMIC_RELAXED);
            dsu_text_comma(text);
            dsu_text_format(text, "%lu", end - entry->began[i]);
        }
        dsu_text_str(text, "]");
        dsu_text_str(text, ",\"name\":");
        dsu_text_json_str(text, now->name);
        dsu_text_str(text, "}");
    }
}

static void describe_functions(struct dsu_text *text)
{
    DSU_EACH_NAME(id, entry) {
        const struct dsu_patch *module = entry->code ? dsu_module_at((uintptr_t)entry->code) : 0;
        const struct dsu_body *body = module ? dsu_body_at(module, (uintptr_t)entry->code) : 0;
        if (!entry->code)
            continue;
        dsu_text_comma(text);
        dsu_text_format(text, "{\"id\":%u,\"version\":%u,\"name\":", id, body ? body->version : 0);
        dsu_text_json_str(text, entry->text ? entry->text : body ? body->name : "?");
        dsu_text_str(text, "}");
    }
}

/* The points of the bodies that are in force. */
static void describe_points(struct dsu_text *text)
{
    for (struct dsu_patch *m = dsu.modules; m; m = m->next) {
        if (m->state != DSU_APPLIED)
            continue;
        EACH_UNIT(m, u)
            for (unsigned i = 0; i < (*u)->n_points; i++) {
                const struct dsu_point *point = &(*u)->points[i];
                const struct dsu_entry *function = dsu_entry(point->function);
                if (function && function->code && dsu_module_at((uintptr_t)function->code) != m)
                    continue;
                dsu_text_comma(text);
                dsu_text_format(text, "{\"id\":%u,\"function\":%u,\"line\":%u,\"name\":", point->id, point->function, point->line);
                dsu_text_json_str(text, point->name);
                dsu_text_str(text, ",\"unit\":");
                dsu_text_json_str(text, point->unit);
                dsu_text_str(text, "}");
            }
    }
}

static void describe_modules(struct dsu_text *text)
{
    for (struct dsu_patch *m = dsu.modules; m; m = m->next) {
        dsu_text_comma(text);
        dsu_text_format(text, "{\"version\":%u,\"applied\":%s,\"base\":\"0x%llx\",\"path\":", m->module->version,
                        m->state == DSU_APPLIED ? "true" : "false", (unsigned long long)m->base);
        dsu_text_json_str(text, m->path);
        dsu_text_str(text, "}");
    }
}

size_t dsu_describe(char *buffer, size_t size)
{
    struct dsu_text text = {0};
    dsu_lock();
    dsu_text_format(&text, "{\"version\":%u,\"types\":[", dsu.version);
    describe_types(&text);
    dsu_text_str(&text, "],\"functions\":[");
    describe_functions(&text);
    dsu_text_str(&text, "],\"points\":[");
    describe_points(&text);
    dsu_text_str(&text, "],\"modules\":[");
    describe_modules(&text);
    dsu_text_str(&text, "]}");
    dsu_unlock();
    return dsu_text_give(&text, buffer, size);
}
