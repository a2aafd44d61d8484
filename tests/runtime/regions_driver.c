/* Patches of a program whose threads are blocked in the library. */
#include "driver.h"

#include <poll.h>
#include <signal.h>

static int *pipes, *seen;
static int version;
static pthread_t program;

static void give(char byte)
{
    CHECK(write(pipes[1], &byte, 1) == 1);
}

/* Takes back what was given in excess. */
static void drain(void)
{
    struct pollfd end = {pipes[0], POLLIN, 0};
    for (char byte; poll(&end, 1, 0) == 1;)
        CHECK(read(pipes[0], &byte, 1) == 1);
}

/* Waits until the program's thread sleeps in the kernel, in read. */
static void blocked(void)
{
    char path[64], call[8] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", (int)getpid());
    while (strncmp(call, "0 ", 2) != 0) {
        FILE *file = fopen(path, "r");
        CHECK(file && fgets(call, sizeof call, file));
        fclose(file);
    }
}

static struct dsu_patch *requested(char **files)
{
    struct dsu_patch *patch = prepared(files[++version]);
    dsu_request(patch);
    return patch;
}

static void at_once(struct dsu_patch *patch)
{
    if (dsu_patch_wait(patch, 20000) != DSU_APPLIED)
        CHECK_TEXT(report(patch), "applied");
}

static struct dsu_job *started_in(const char *function, int argument)
{
    struct dsu_job *job = start_job(function, argument, 0, 0);
    gate_await(1);
    gate_open(1);
    return job;
}

static struct dsu_job *started(int mode)
{
    return started_in("__dsu_f_main", mode);
}

static void idle(char **files)
{
    struct dsu_job *job = started(0);
    blocked();
    at_once(requested(files));
    give(7);
    CHECK(finish_job(job) == 701 + version);
}

/* Waits until the patch was tried in vain: then the verdict has `part`. */
static void refused(struct dsu_patch *patch, const char *part)
{
    while (!strstr(report(patch), part))
        CHECK(dsu_patch_wait(patch, 1) == DSU_PENDING);
    CHECK(dsu_patch_wait(patch, 30) == DSU_PENDING);
}

static void held(char **files)
{
    struct dsu_job *job = started(1);
    blocked();
    struct dsu_patch *patch = requested(files);
    refused(patch, "\"point\":{\"id\":2,\"function\":3,\"line\":11,\"name\":\"take\"");
    CHECK_TEXT(report(patch), "\"name\":\"T\"");
    give(1);
    at_once(patch); /* in the next region */
    give(2);
    CHECK(finish_job(job) == 201 + version);

    job = started(2);
    patch = requested(files);
    refused(patch, "\"function\":\"main\",\"version\":0,\"line\":102");
    CHECK_TEXT(report(patch), "\"point\":{\"id\":1,");
    give(3);
    CHECK(finish_job(job) == 400 + version); /* as before: only when main is over */
    at_once(patch);
}

static void below_qsort(char **files)
{
    struct dsu_job *job = started_in("__dsu_f_sorter", 1);
    blocked();
    at_once(requested(files));
    give(1);
    at_once(requested(files));
    for (int i = 0; i < 4; i++)
        give(1);
    CHECK(finish_job(job) == 101 + version);
    drain();
}

__attribute__((unused)) static void in_handlers(char **files)
{
    struct dsu_job *job = started(4);
    at_once(requested(files)); /* so the thread is in its region */
    pthread_kill(program, SIGUSR1);
    gate_await(2);
    struct dsu_patch *patch = requested(files);
    CHECK(dsu_patch_wait(patch, 30) == DSU_PENDING);
    gate_open(2);
    gate_await(3); /* it was in the handler's own region for a while */
    CHECK(dsu_patch_wait(patch, 0) == DSU_PENDING);
    gate_open(3);
    at_once(patch); /* back in the interrupted region */
    CHECK(seen[0] == version && seen[1] == version);
    give(5);
    CHECK(finish_job(job) == 501 + version);

    job = started(5);
    at_once(requested(files));
    blocked(); /* before the call the signal would not interrupt it */
    pthread_kill(program, SIGUSR1);
    gate_await(2);
    gate_open(2);
    gate_await(3);
    gate_open(3);
    CHECK(finish_job(job) == -400 + 1 + version); /* EINTR, whatever errno the handler left */

    job = started(6);
    at_once(requested(files));
    pthread_kill(program, SIGUSR2);
    gate_await(4); /* jumped out: the region is no more */
    patch = requested(files);
    CHECK(dsu_patch_wait(patch, 30) == DSU_PENDING);
    gate_open(4);
    at_once(patch);
    give(6);
    CHECK(finish_job(job) == 601 + version);
}

static void threads(char **files)
{
    struct dsu_job *job = started(7);
    at_once(requested(files));
    give(1);
    at_once(requested(files)); /* one thread less */
    give(1);
    give(1);
    CHECK(finish_job(job) == 1 + version);
    CHECK(seen[2] >= 3 * version && seen[2] <= 3 * (version + 1));
}

static void evaluations(char **files)
{
    struct dsu_job *job = started(0);
    blocked();
    at_once(requested(files));
    struct dsu_job *nested = start_job("__dsu_f_evaluated", 0, 1, 0);
    CHECK(dsu_job_wait(nested, 30) == DSU_JOB_QUEUED); /* the thread is blocked */
    give(4);
    CHECK(finish_job(job) == 401 + version);
    give(9);
    CHECK(finish_job(nested) == 1 + version && seen[3] == 9); /* main is over: it ran as a job of its own */

    job = start_job("__dsu_f_main", 1, 0, 0);
    gate_await(1);
    nested = start_job("__dsu_f_evaluated", 0, 1, 0);
    gate_open(1); /* the evaluation runs where main comes to a region */
    struct dsu_patch *patch = requested(files);
    CHECK(dsu_patch_wait(patch, 30) == DSU_PENDING); /* its region does not count: main is below it */
    give(8);
    CHECK(finish_job(nested) == version);
    CHECK(seen[3] == 8);
    refused(patch, "\"point\":{\"id\":2,");
    give(2);
    at_once(patch);
    give(3);
    CHECK(finish_job(job) == 301 + version);
}

static void hot(char **files)
{
    struct dsu_job *job = started_in("__dsu_f_hot", 20000);
    struct dsu_patch *patch = requested(files);
    while (dsu_job_wait(job, 0) < DSU_JOB_DONE)
        CHECK(dsu_patch_wait(patch, 1) == DSU_PENDING || dsu_job_wait(job, 0) == DSU_JOB_DONE);
    CHECK(finish_job(job) == 20000);
    at_once(patch);
}

static void cancelled(char **files)
{
    struct dsu_job *job = started(8);
    blocked();
    struct dsu_patch *patch = requested(files);
    CHECK(dsu_patch_wait(patch, 100) == DSU_PENDING);
    give(2);
    CHECK(finish_job(job) == 200 + version);
    at_once(patch);
}

static void scenario(char **files)
{
    program = main_thread;
    applied(files[0]);
    pipes = entry("__dsu_g_pipe");
    seen = entry("__dsu_g_seen");
    CHECK(pipe(pipes) == 0);
    idle(files);
    held(files);
    below_qsort(files);
#ifndef __SANITIZE_THREAD__ /* which holds signals back until the call returns */
    in_handlers(files);
#endif
    threads(files);
    evaluations(files);
    hot(files);
    cancelled(files);
}
