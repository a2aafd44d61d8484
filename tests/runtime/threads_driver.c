/* Programs of several threads: all must be at points; nobody waits for ever. */
#include "driver.h"

static void stop(void)
{
    int (*function)(int) = (int (*)(int))entry("__dsu_f_stop");
    function(0);
}

/* Waits until the latest try of the patch failed because of other threads. */
static void await_others(struct dsu_patch *patch)
{
    while (!strstr(report(patch), "other threads of the program are not at update points"))
        CHECK(dsu_patch_wait(patch, 1) == DSU_PENDING);
}

static void scenario(char **files)
{
    applied(files[0]);

    struct dsu_job *job = start_job("__dsu_f_main", 0, 0, 0);
    gate_await(1);
    gate_open(1);
    struct dsu_patch *first = prepared(files[1]);
    dsu_request(first);
    CHECK(dsu_patch_wait(first, 20000) == DSU_APPLIED);
    stop();
    CHECK(finish_job(job) == 2);

    job = start_job("__dsu_f_main", 1, 0, 0);
    gate_await(1);
    gate_await(2); /* one worker is stuck */
    gate_open(1);
    struct dsu_patch *second = prepared(files[2]);
    dsu_request(second);
    await_others(second);
    gate_open(2);
    CHECK(dsu_patch_wait(second, 20000) == DSU_APPLIED);
    stop();
    CHECK(finish_job(job) == 3);

    job = start_job("__dsu_f_main", 2, 0, 0);
    gate_await(1);
    gate_open(1);
    struct dsu_patch *third = prepared(files[3]);
    dsu_request(third);
    await_others(third); /* main is in pthread_join */
    stop();
    CHECK(dsu_patch_wait(third, 20000) == DSU_APPLIED);
    CHECK(finish_job(job) == 4);
}
