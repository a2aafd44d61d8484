/* dsu_report.c: what became of a patch, as JSON: state, times, and where and why it waits. */
#define _GNU_SOURCE
#include "dsu_internal.h"

static void point(struct dsu_text *text, const struct dsu_point *p)
{
    if (!p) {
        dsu_text_str(text, "null");
        return;
    }
    dsu_text_format(text, "{\"id\":%u,\"function\":%u,\"line\":%u,\"name\":", p->id, p->function, p->line);
    dsu_text_json_str(text, p->name);
    dsu_text_str(text, ",\"unit\":");
    dsu_text_json_str(text, p->unit);
    dsu_text_str(text, "}");
}

static void verdict(struct dsu_text *text, const struct dsu_verdict *v)
{
    const struct dsu_point *p = v->point;
    if (!p) {
        dsu_text_str(text, "null");
        return;
    }
    dsu_text_str(text, "{\"point\":");
    point(text, p);
    dsu_text_str(text, ",\"held\":[");
    for (unsigned i = 0; i < v->n_held; i++) {
        const struct dsu_held *held = &v->held[i];
        const struct dsu_entry *name = dsu_entry(held->name);
        dsu_text_comma(text);
        dsu_text_str(text, "{\"name\":");
        dsu_text_json_str(text, dsu_entry_text(held->name));
        dsu_text_format(text, ",\"id\":%u,\"kind\":\"%c\",\"function\":", held->name, name && name->kind ? name->kind : '?');
        dsu_text_json_str(text, held->body ? held->body->name : "");
        dsu_text_format(text, ",\"version\":%u,\"line\":%u,\"unit\":", held->body ? held->body->version : 0, held->line);
        dsu_text_json_str(text, held->body ? held->body->unit : "");
        dsu_text_format(text, ",\"depth\":%u,\"waits\":%s}", held->depth, held->waits ? "true" : "false");
    }
    dsu_text_str(text, "],\"frames\":[");
    for (unsigned i = 0; i < v->n_frames; i++) {
        const struct dsu_frame *frame = &v->frames[i];
        dsu_text_comma(text);
        dsu_text_str(text, "{\"function\":");
        dsu_text_json_str(text, frame->body->name);
        dsu_text_format(text, ",\"line\":%u,\"unit\":", frame->line ? frame->line : frame->body->line);
        dsu_text_json_str(text, frame->body->unit);
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
    dsu_text_format(&text, ",\"refusal\":%d,\"where\":", patch->refusal);
    point(&text, patch->state == DSU_APPLIED ? patch->where : 0);
    dsu_text_str(&text, ",\"verdict\":");
    verdict(&text, &patch->verdict);
    dsu_text_str(&text, "}");
    dsu_unlock();
    return dsu_text_give(&text, buffer, size);
}
