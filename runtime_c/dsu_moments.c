/* dsu_moments.c: a patch that is requested at a chosen moment of a run, so that all can be tried in turn.
 *
 * Moments are the arrivals at update points and blocking calls, from 1 on.  What happens is told in lines of
 * JSON: each arrival, when no moment was chosen; else how the patch fares at the chosen one, and where it is
 * applied later.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static struct {
    struct dsu_patch *patch;
    unsigned long chosen, count;
    int fd;
    int told; /* how it fared at the chosen moment */
} moments = {.fd = -1};

int dsu_moments_wanted(void)
{
    return moments.fd >= 0 && !dsu.forked;
}

void dsu_moments(struct dsu_patch *patch, unsigned long chosen, int report_fd)
{
    dsu_lock();
    moments.patch = patch;
    moments.chosen = chosen;
    moments.fd = report_fd;
    dsu_set_pending_flags();
    dsu_unlock();
}

static void tell(const struct dsu_point *point, const char *what)
{
    static char report[1 << 15];
    struct dsu_text text = {0};
    dsu_text_format(&text, "{\"moment\":%lu,\"line\":%u,\"region\":%d,\"written\":%ld,\"function\":", moments.count, point->line,
                    point->region, ftell(stdout));
    dsu_text_json_str(&text, point->name);
    dsu_text_str(&text, ",\"unit\":");
    dsu_text_json_str(&text, point->unit);
    if (what) {
        size_t size = dsu_patch_report(moments.patch, report, sizeof report);
        dsu_text_format(&text, ",\"what\":\"%s\",\"report\":", what);
        dsu_text_str(&text, size < sizeof report ? report : "null");
    }
    dsu_text_str(&text, "}\n");
    /* One write is one line, whoever else writes; the reader sees that there is none when this fails. */
    if (text.chars && write(moments.fd, text.chars, text.size) < 0)
        moments.fd = -1;
    dsu_text_free(&text);
}

static void *request(void *patch)
{
    dsu_request(patch);
    return 0;
}

/* As somebody else would, while this thread is blocked. */
static void request_from_outside(void)
{
    pthread_t requester;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (pthread_create(&requester, 0, request, moments.patch) == 0)
        pthread_join(requester, 0);
    pthread_sigmask(SIG_SETMASK, &before, 0);
}

int dsu_moment_begins(const struct dsu_point *point)
{
    int error = errno, outside = 0;
    unsigned long number = ++moments.count;
    if (!moments.patch) {
        tell(point, 0);
    } else if (number == moments.chosen) {
        tell(point, "requested");
        outside = point->region != 0;
        if (outside)
            request_from_outside();
        else
            dsu_request(moments.patch);
    }
    errno = error;
    return outside;
}

void dsu_moment_ends(const struct dsu_point *point)
{
    int error = errno;
    enum dsu_patch_state state = moments.patch ? dsu_patch_state(moments.patch) : DSU_PREPARED;
    if (moments.count == moments.chosen && !moments.told) {
        moments.told = 1;
        tell(point, "tried");
    }
    if (state >= DSU_APPLIED) {
        tell(point, "settled");
        dsu_moments(0, 0, -1);
    }
    errno = error;
}
