/* dsu_child.c: what a child that the program forked is doing, for somebody who watches.
 *
 * It is a copy of this process: what it knows lies at the same addresses there, and is read from outside.
 * Nothing in it runs, or waits; what it changes meanwhile may be seen in part.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MANY = 10000 }; /* a list of so many threads is no list */

static int fetch_by_file(int pid, void *into, const void *from, size_t size)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    ssize_t got = pread(file, into, size, (off_t)(uintptr_t)from);
    close(file);
    return got == (ssize_t)size ? 0 : -1;
}

/* Copies what lies at an address of the other process; -1: it may not be read, or is not there. */
static int fetch(int pid, void *into, const void *from, size_t size)
{
    struct iovec local = {into, size}, remote = {(void *)(uintptr_t)from, size};
    if (process_vm_readv(pid, &local, 1, &remote, 1, 0) == (ssize_t)size)
        return 0;
    return fetch_by_file(pid, into, from, size); /* a sandbox may forbid the call */
}

/* The thread that forked is the child's first one, and has its number. */
static int fetch_first_thread(int pid, struct dsu_thread *thread)
{
    const struct dsu_thread *at = dsu_next_thread(0);
    if (fetch(pid, thread, at, sizeof *thread) != 0)
        return -1;
    if (thread->tid == pid)
        return 0;
    if (fetch(pid, &at, dsu_other_threads(), sizeof at) != 0)
        return -1;
    for (int i = 0; at && i < MANY; i++, at = thread->next) {
        if (fetch(pid, thread, at, sizeof *thread) != 0)
            return -1;
        if (thread->tid == pid)
            return 0;
    }
    return -1;
}

/* Is it a point of a module that is loaded here, too? */
static int is_known(const struct dsu_point *point)
{
    for (const struct dsu_patch *patch = dsu.modules; patch; patch = patch->next)
        EACH_UNIT(patch, u)
            if (point >= (*u)->points && point < (*u)->points + (*u)->n_points)
                return 1;
    return 0;
}

static void tell_place(struct dsu_text *text, int pid)
{
    struct dsu_thread thread;
    struct dsu_region region;
    if (fetch_first_thread(pid, &thread) != 0 || !thread.region)
        return;
    if (fetch(pid, &region, thread.region, sizeof region) != 0 || !region.state)
        return;
    dsu_lock();
    if (is_known(region.point)) {
        dsu_text_str(text, ",\"point\":");
        dsu_tell_point(text, region.point);
    }
    dsu_unlock();
}

size_t dsu_look_at_child(int pid, char *buffer, size_t size)
{
    struct dsu_text text = {0};
    struct dsu_state copy;
    dsu_text_str(&text, "{");
    if (fetch(pid, &copy, &dsu, sizeof copy) == 0 && (copy.forked || copy.rehearsing)) {
        dsu_text_format(&text, "\"version\":%u,\"pending\":%d,\"rehearsal\":%d", copy.version, copy.pending != 0,
                        copy.rehearsing);
        tell_place(&text, pid);
    }
    dsu_text_str(&text, "}");
    return dsu_text_give(&text, buffer, size);
}
