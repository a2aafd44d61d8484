/* driver.h: the host of a test: the program's thread serves jobs, `scenario` runs on a thread of its own. */
#ifndef DRIVER_H
#define DRIVER_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dsu_host.h"

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            _exit(99); \
        } \
    } while (0)
#define CHECK_TEXT(text, part) \
    do { \
        const char *text_ = (text); \
        if (!strstr(text_, part)) { \
            fprintf(stderr, "%s:%d: no '%s' in: %s\n", __FILE__, __LINE__, part, text_); \
            _exit(99); \
        } \
    } while (0)

/* ---- gates: the program waits at one until the scenario opens it ---- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_moved = PTHREAD_COND_INITIALIZER;
static int gate_arrived[16], gate_opened[16];

void gate(int number);
void gate(int number)
{
    pthread_mutex_lock(&gate_lock);
    int mine = ++gate_arrived[number];
    pthread_cond_broadcast(&gate_moved);
    while (gate_opened[number] < mine)
        pthread_cond_wait(&gate_moved, &gate_lock);
    pthread_mutex_unlock(&gate_lock);
}

static inline void gate_await(int number)
{
    pthread_mutex_lock(&gate_lock);
    while (gate_arrived[number] <= gate_opened[number])
        pthread_cond_wait(&gate_moved, &gate_lock);
    pthread_mutex_unlock(&gate_lock);
}

static inline void gate_open(int number)
{
    pthread_mutex_lock(&gate_lock);
    gate_opened[number]++;
    pthread_cond_broadcast(&gate_moved);
    pthread_mutex_unlock(&gate_lock);
}

/* ---- shorthand ---- */

static inline struct dsu_patch *prepared(const char *path)
{
    char error[512] = "";
    struct dsu_patch *patch = dsu_prepare(path, error, sizeof error);
    if (!patch)
        fprintf(stderr, "%s\n", error);
    CHECK(patch);
    return patch;
}

static inline struct dsu_patch *applied(const char *path)
{
    struct dsu_patch *patch = prepared(path);
    dsu_request(patch);
    CHECK(dsu_patch_wait(patch, 10000) == DSU_APPLIED);
    return patch;
}

static inline const char *report(struct dsu_patch *patch)
{
    static char text[8192];
    CHECK(dsu_patch_report(patch, text, sizeof text) < sizeof text);
    return text;
}

static inline const char *description(void)
{
    static char text[1 << 20];
    CHECK(dsu_describe(text, sizeof text) < sizeof text);
    return text;
}

static inline void *entry(const char *name)
{
    void *found = dlsym(RTLD_DEFAULT, name);
    if (!found)
        fprintf(stderr, "no %s\n", name);
    CHECK(found);
    return found;
}

/* Calls the int function of the program whose entry is the first argument with the second one. */
static inline void call_entry(const union dsu_arg *args, struct dsu_out *out)
{
    int (*function)(long long);
    memcpy(&function, &args[0].p, sizeof function);
    dsu_out_int(out, function(args[1].i));
}

static inline struct dsu_job *start_job(const char *name, long long argument, int nested, int guarded)
{
    union dsu_arg args[2] = {{.p = entry(name)}, {.i = argument}};
    struct dsu_job *job = dsu_submit(call_entry, args, 2, nested, guarded);
    CHECK(job);
    return job;
}

static inline long long finish_job(struct dsu_job *job)
{
    CHECK(dsu_job_wait(job, 20000) == DSU_JOB_DONE);
    long long result = strtoll(dsu_job_result(job), 0, 10);
    dsu_job_release(job);
    return result;
}

static inline long long call(const char *name, long long argument)
{
    return finish_job(start_job(name, argument, 0, 0));
}

/* ---- the process ---- */

static pthread_t main_thread __attribute__((unused));

static void scenario(char **files);

static void *run_scenario(void *files)
{
    scenario(files);
    dsu_finish();
    return 0;
}

static int over;

/* Somebody who watches: looks all the time. */
static void *look_on(void *data)
{
    static char seen[1 << 16];
    do {
        CHECK(dsu_look(seen, sizeof seen) < sizeof seen);
        CHECK_TEXT(seen, "\"state\":\"");
    } while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE));
    return data;
}

int main(int argc, char **argv)
{
    pthread_t thread, watcher;
    int watched = getenv("WATCHED") != 0;
    (void)argc;
    main_thread = pthread_self();
    dsu_start(1, atoi(getenv("REPORT_FD")));
    CHECK(pthread_create(&thread, 0, run_scenario, argv + 1) == 0);
    if (watched)
        CHECK(pthread_create(&watcher, 0, look_on, 0) == 0);
    dsu_main_loop();
    pthread_join(thread, 0);
    __atomic_store_n(&over, 1, __ATOMIC_RELEASE);
    if (watched)
        pthread_join(watcher, 0);
    puts("scenario passed");
    return 0;
}

#endif
