/* When a patch may be applied: names held by frames, qsort, tail calls, unknown frames, cancelling. */
#include "driver.h"

static void held_then_applied(const char *patch_file)
{
    struct dsu_patch *patch = prepared(patch_file);
    struct dsu_job *job = start_job("__dsu_f_main", 0, 0, 0);
    gate_await(1);
    CHECK(dsu_busy());
    dsu_request(patch);
    CHECK(dsu_patch_wait(patch, 0) == DSU_PENDING);
    gate_open(1);
    gate_await(2); /* `first` was passed: main holds T there */
    CHECK(dsu_patch_state(patch) == DSU_PENDING);
    const char *text = report(patch);
    CHECK_TEXT(text, "\"name\":\"T\",\"id\":6,\"kind\":\"T\",\"function\":\"main\",\"version\":0,\"line\":101,\"unit\":\"stack\"");
    CHECK_TEXT(text, "\"point\":{\"id\":1,");
    CHECK_TEXT(text, "\"why\":\"\"");
    CHECK_TEXT(text, "\"tries\":1,");
    gate_open(2);
    gate_await(3); /* `second` was passed: nothing is held there */
    CHECK(dsu_patch_wait(patch, 10000) == DSU_APPLIED);
    CHECK_TEXT(report(patch), "\"state\":\"applied\"");
    gate_open(3);
    CHECK(finish_job(job) == 1 + 2 + 100 * 1002);
    CHECK(dsu_version() == 1);
    CHECK(dsu_cancel(patch) == -1);
    CHECK(dsu_discard(patch) == -1);
}

static void held_across_tail_call(struct dsu_patch *patch)
{
    struct dsu_job *job = start_job("__dsu_f_main", 7, 0, 0);
    gate_await(1);
    dsu_request(patch);
    gate_open(1);
    gate_await(2); /* first has become third by a tail call, but main waits for first */
    CHECK_TEXT(report(patch), "\"point\":{\"id\":3,");
    CHECK_TEXT(report(patch), "\"line\":101");
    CHECK(dsu_cancel(patch) == 0);
    CHECK(dsu_cancel(patch) == -1);
    CHECK(dsu_patch_state(patch) == DSU_PREPARED);
    gate_open(2);
    gate_await(3);
    gate_open(3);
    CHECK(finish_job(job) == 10 + 9 + 900);
}

static void held_below_qsort(struct dsu_patch *patch)
{
    struct dsu_job *job = start_job("__dsu_f_sorter", 0, 0, 0);
    gate_await(1);
    dsu_request(patch);
    gate_open(1);
    gate_await(2); /* many calls of compare below qsort, all while sorter holds T */
    CHECK_TEXT(report(patch), "\"point\":{\"id\":4,");
    CHECK_TEXT(report(patch), "\"function\":\"sorter\",\"version\":0,\"line\":111");
    CHECK(dsu_cancel(patch) == 0);
    gate_open(2);
    CHECK(finish_job(job) == 2);
}

static void unknown_frame(struct dsu_patch *patch)
{
    struct dsu_job *job = start_job("__dsu_f_stray", 0, 0, 0);
    gate_await(1);
    dsu_request(patch);
    gate_open(1);
    gate_await(4);
    CHECK_TEXT(report(patch), "\"why\":\"frame not recognised\"");
    CHECK(dsu_cancel(patch) == 0);
    gate_open(4);
    gate_await(2);
    gate_open(2);
    CHECK(finish_job(job) == 3 + 5);
}

static void scenario(char **files)
{
    applied(files[0]);
    struct dsu_patch *patch = prepared(files[1]);
    held_across_tail_call(patch);
    held_below_qsort(patch);
    unknown_frame(patch);
    CHECK(dsu_discard(patch) == 0);
    held_then_applied(files[1]);

    struct dsu_patch *late = prepared(files[1]); /* the same version again */
    dsu_request(late);
    CHECK(dsu_patch_wait(late, 10000) == DSU_FAILED);
    CHECK_TEXT(report(late), "a newer version has been applied already");
    CHECK(dsu_version() == 1);
    CHECK(dsu_discard(late) == 0);

    applied(files[2]);
    CHECK(call("__dsu_f_second", 0) == 2002);
    CHECK_TEXT(description(), "{\"id\":3,\"version\":2,\"name\":\"second\"}");
    CHECK_TEXT(description(), "{\"id\":2,\"version\":0,\"name\":\"first\"}");
}
