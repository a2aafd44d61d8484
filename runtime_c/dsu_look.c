/* dsu_look.c: where the threads of the program are, for somebody who watches.
 *
 * A blocked thread is claimed for a moment and its stack is walked from outside.  One that runs is asked to tell:
 * at the next update point or blocking call that it comes to it walks its own stack, once for each look.  So a
 * look costs the program a walk for each thread, and a program that comes to no point is left alone.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <unistd.h>

enum { SPARE = 1000 }; /* arrivals that one thread may waste while another one has not told yet */

static struct {
    unsigned number;  /* of the look; 0: nobody has looked so far */
    unsigned missing; /* threads that were asked and have not told */
    int wanted;
} look;

int dsu_look_wanted(void)
{
    return look.wanted && !dsu.forked;
}

/* ---- stacks ---- */

struct seeing {
    struct dsu_sight *sight;
    uintptr_t base;
    int skip; /* the first frame is that of dsu_walk */
};

static _Unwind_Reason_Code see_frame(struct _Unwind_Context *context, void *data)
{
    struct seeing *seeing = data;
    struct dsu_sight *sight = seeing->sight;
    int interrupted = 0;
    if (seeing->skip) {
        seeing->skip = 0;
        return _URC_NO_REASON;
    }
    if (_Unwind_GetCFA(context) > seeing->base || sight->n == DSU_SIGHT_FRAMES)
        return _URC_END_OF_STACK;
    uintptr_t ip = _Unwind_GetIPInfo(context, &interrupted);
    const struct dsu_patch *module = dsu_module_at(ip);
    if (module) {
        sight->frames[sight->n].body = dsu_body_at(module, _Unwind_GetRegionStart(context));
        sight->frames[sight->n].module = module;
        sight->frames[sight->n++].ip = ip - !interrupted;
    }
    return _URC_NO_REASON;
}

/* With the lock held; `region`: of a thread that is claimed, 0 for the calling one. */
static void see(struct dsu_thread *thread, const struct dsu_point *point, const struct dsu_region *region)
{
    struct seeing seeing = {.sight = &thread->sight, .skip = region != 0};
    const void *base = thread->base ? thread->base : dsu_active->base;
    seeing.base = (uintptr_t)base;
    thread->sight.point = point;
    thread->sight.n = 0;
    if (region)
        dsu_walk(region, see_frame, &seeing);
    else
        _Unwind_Backtrace(see_frame, &seeing);
    thread->sight.when_ns = dsu_now();
}

/* ---- the thread itself ---- */

static void stop_asking(void)
{
    look.wanted = 0;
    dsu_show_pending_flags();
}

void dsu_look_here(struct dsu_thread *thread, const struct dsu_point *point)
{
    if (thread->sight.number == __atomic_load_n(&look.number, __ATOMIC_RELAXED) && thread->sight.spare++ < SPARE)
        return;
    dsu_lock();
    if (thread->sight.number != look.number) {
        see(thread, point, 0);
        thread->sight.number = look.number;
        thread->sight.spare = 0;
        if (look.missing <= 1)
            stop_asking();
        else
            look.missing--;
    } else if (look.wanted) {
        stop_asking();
    }
    dsu_unlock();
}

void dsu_look_forget(struct dsu_thread *thread)
{
    thread->sight.point = 0;
}

/* ---- who looks ---- */

void dsu_tell_point(struct dsu_text *text, const struct dsu_point *point)
{
    dsu_text_format(text, "{\"id\":%u,\"line\":%u,\"region\":%d,\"function\":", point->id, point->line, point->region);
    dsu_text_json_str(text, point->name);
    dsu_text_str(text, ",\"unit\":");
    dsu_text_json_str(text, point->unit);
    dsu_text_str(text, "}");
}

static void tell_sight(struct dsu_text *text, const struct dsu_sight *sight)
{
    dsu_text_str(text, ",\"point\":");
    dsu_tell_point(text, sight->point);
    dsu_text_format(text, ",\"age_ns\":%llu,\"frames\":[", (unsigned long long)(dsu_now() - sight->when_ns));
    for (unsigned i = 0; i < sight->n; i++) {
        const struct dsu_body *body = sight->frames[i].body;
        const struct dsu_patch *module = sight->frames[i].module;
        dsu_text_comma(text);
        dsu_text_format(text, "{\"offset\":\"%llx\",\"module\":", (unsigned long long)(sight->frames[i].ip - module->base));
        dsu_text_json_str(text, module->path);
        dsu_text_str(text, ",\"function\":");
        dsu_text_json_str(text, body ? body->name : "");
        if (body) {
            dsu_text_format(text, ",\"version\":%u,\"unit\":", body->version);
            dsu_text_json_str(text, body->unit);
        }
        dsu_text_str(text, "}");
    }
    dsu_text_str(text, "]");
}

/* What the thread does; one that is blocked is seen on the way. */
static const char *state_of(struct dsu_thread *thread, struct dsu_region *region)
{
    if (!thread->base && !dsu_active)
        return "idle";
    if (thread->parked)
        return "parked";
    if (!thread->base && dsu_active->outer)
        return "evaluating";
    if (thread->claimed || !dsu_region_claim(region))
        return "running";
    see(thread, region->point, region);
    dsu_region_let_go(region);
    return "blocked";
}

static void tell_thread(struct dsu_text *text, struct dsu_thread *thread)
{
    struct dsu_region *region = __atomic_load_n(&thread->region, __ATOMIC_ACQUIRE);
    if (!region)
        return; /* it has not begun */
    const char *state = state_of(thread, region);
    dsu_text_comma(text);
    dsu_text_format(text, "{\"thread\":%d,\"state\":\"%s\"", thread->tid, state);
    if (thread->sight.point && state[0] != 'i')
        tell_sight(text, &thread->sight);
    dsu_text_str(text, "}");
    if (state[0] == 'r')
        look.missing++;
}

size_t dsu_look(char *buffer, size_t size)
{
    struct dsu_text text = {0};
    dsu_lock();
    __atomic_store_n(&look.number, look.number + 1, __ATOMIC_RELAXED);
    look.missing = 0;
    dsu_text_str(&text, "{\"threads\":[");
    for (struct dsu_thread *thread = dsu_next_thread(0); thread; thread = dsu_next_thread(thread))
        tell_thread(&text, thread);
    dsu_text_str(&text, "]}");
    look.wanted = look.missing > 0;
    dsu_show_pending_flags();
    dsu_unlock();
    return dsu_text_give(&text, buffer, size);
}
