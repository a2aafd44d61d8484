/* dsu_step.c: a program that is watched: it stops before each statement until the host says go.
 *
 * Only modules that were compiled for it have steps, and only the program's first thread stops.  While it
 * stands, the host looks at its memory, requests patches, or has objects converted at this very moment.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <time.h>

enum step_state { RUNS, STANDS, TOLD, GO };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum step_state state;
static struct dsu_watched *innermost;
static int after_try;
static struct {
    void *const *objects;
    const unsigned *types;
    unsigned n;
} wanted;

/* ---- the program's side ---- */

/* Frames that a jump has left lie below: the stack grows down. */
static void enter(struct dsu_watched *frame)
{
    while (innermost && (uintptr_t)innermost < (uintptr_t)frame)
        innermost = innermost->outer;
    if (innermost == frame)
        return;
    frame->outer = innermost;
    frame->entered = 1;
    innermost = frame;
}

void dsu_watched_leave(struct dsu_watched *frame)
{
    if (frame->entered && innermost == frame)
        innermost = frame->outer;
}

/* Stands until it is let go; says whether there is something to convert first. */
static int stand(int after)
{
    pthread_mutex_lock(&lock);
    after_try = after;
    wanted.n = 0;
    state = STANDS;
    pthread_cond_broadcast(&changed);
    while (state != GO)
        pthread_cond_wait(&changed, &lock);
    state = RUNS;
    pthread_mutex_unlock(&lock);
    return wanted.n != 0;
}

void dsu_step(struct dsu_watched *frame, const struct dsu_point *point, int after, unsigned version, unsigned n,
              const unsigned *variables, void *const *places)
{
    const struct dsu_thread *thread = dsu_thread_self();
    if (!thread || thread->base)
        return;
    enter(frame);
    frame->point = point;
    frame->version = version;
    frame->n = n < DSU_WATCHED ? n : DSU_WATCHED;
    for (unsigned i = 0; i < frame->n; i++) {
        frame->variables[i] = variables[i];
        frame->places[i] = places[i];
    }
    while (stand(after)) {
        for (unsigned i = 0; i < wanted.n; i++)
            dsu_convert(wanted.objects[i], wanted.types[i]);
        after = 2;
    }
}

/* ---- the host's side ---- */

int dsu_step_wait(long timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += timeout_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&lock);
    int timed_out = 0;
    while (state != STANDS && !timed_out)
        timed_out = pthread_cond_timedwait(&changed, &lock, &until) != 0;
    int stands = state == STANDS;
    if (stands)
        state = TOLD;
    pthread_mutex_unlock(&lock);
    return stands;
}

static void describe_frame(struct dsu_text *text, const struct dsu_watched *frame)
{
    dsu_text_comma(text);
    dsu_text_format(text, "{\"version\":%u,\"point\":%u,\"line\":%u,\"function\":", frame->version, frame->point->id,
                    frame->point->line);
    dsu_text_json_str(text, frame->point->name);
    dsu_text_str(text, ",\"unit\":");
    dsu_text_json_str(text, frame->point->unit);
    dsu_text_str(text, ",\"variables\":[");
    for (unsigned i = 0; i < frame->n; i++) {
        dsu_text_comma(text);
        dsu_text_format(text, "[%u,\"0x%llx\"]", frame->variables[i], (unsigned long long)(uintptr_t)frame->places[i]);
    }
    dsu_text_str(text, "]}");
}

size_t dsu_step_describe(char *buffer, size_t size)
{
    struct dsu_text text = {0};
    pthread_mutex_lock(&lock);
    dsu_text_format(&text, "{\"after\":%d,\"frames\":[", after_try);
    if (state == STANDS || state == TOLD)
        for (const struct dsu_watched *frame = innermost; frame; frame = frame->outer)
            describe_frame(&text, frame);
    dsu_text_str(&text, "]}");
    pthread_mutex_unlock(&lock);
    return dsu_text_give(&text, buffer, size);
}

void dsu_step_go(void *const *objects, const unsigned *types, unsigned n)
{
    pthread_mutex_lock(&lock);
    if (state == STANDS || state == TOLD) {
        wanted.objects = objects;
        wanted.types = types;
        wanted.n = n;
        state = GO;
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&lock);
}
