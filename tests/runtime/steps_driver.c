/* A watched program: it stands before each statement, is looked at, patched and converted there, and jumps over frames. */
#include "driver.h"

#include <stdint.h>

static const char *stands_at(void)
{
    static char text[4096];
    CHECK(dsu_step_wait(10000));
    CHECK(!dsu_step_wait(0)); /* each stop is told once */
    CHECK(dsu_step_describe(text, sizeof text) < sizeof text);
    return text;
}

static void go(void)
{
    dsu_step_go(0, 0, 0);
}

static void frames_and_places(void)
{
    char place[64];
    snprintf(place, sizeof place, "[1,\"0x%llx\"]", (unsigned long long)(uintptr_t)entry("__dsu_g_object"));
    struct dsu_job *job = start_job("__dsu_f_walk", 4, 0, 0);
    const char *text = stands_at();
    CHECK_TEXT(text, "{\"after\":0,\"frames\":[{\"version\":0,\"point\":1,\"line\":10,\"function\":\"walk\",\"unit\":\"steps\"");
    CHECK_TEXT(text, place);
    go();
    CHECK_TEXT(stands_at(), "{\"after\":1,\"frames\":[{\"version\":0,\"point\":1,");
    go();
    text = stands_at();
    CHECK_TEXT(text, "\"frames\":[{\"version\":0,\"point\":2,\"line\":20,\"function\":\"inner\"");
    CHECK_TEXT(text, "]},{\"version\":0,\"point\":1,\"line\":10,\"function\":\"walk\"");
    go();
    text = stands_at();
    CHECK_TEXT(text, "\"frames\":[{\"version\":0,\"point\":3,\"line\":11,\"function\":\"walk\"");
    CHECK(!strstr(text, "inner"));
    go();
    CHECK(finish_job(job) == 5);
}

static void frames_left_by_a_jump(void)
{
    struct dsu_job *job = start_job("__dsu_f_walk", -1, 0, 0);
    for (int i = 0; i < 3; i++) {
        stands_at();
        go();
    }
    const char *text = stands_at();
    CHECK_TEXT(text, "\"frames\":[{\"version\":0,\"point\":3,");
    CHECK(!strstr(text, "inner"));
    go();
    CHECK(finish_job(job) == 0);
}

static void patched_and_converted(const char *file)
{
    void *object = entry("__dsu_g_object");
    unsigned type = 1;
    struct dsu_patch *patch = prepared(file);
    struct dsu_job *job = start_job("__dsu_f_walk", 1, 0, 0);
    CHECK_TEXT(stands_at(), "\"after\":0");
    dsu_request(patch);
    CHECK(dsu_patch_state(patch) == DSU_PENDING);
    go();
    CHECK_TEXT(stands_at(), "\"after\":1");
    CHECK(dsu_patch_state(patch) == DSU_APPLIED);
    CHECK_TEXT(description(), "\"converted\":0");
    dsu_step_go(&object, &type, 1);
    CHECK_TEXT(stands_at(), "\"after\":2"); /* the same place again */
    CHECK_TEXT(description(), "\"converted\":1");
    CHECK(((long *)object)[1] == 7);
    for (int i = 0; i < 2; i++) {
        go();
        stands_at();
    }
    go();
    CHECK(finish_job(job) == 2);
}

static void scenario(char **files)
{
    char text[256];
    applied(files[0]);
    CHECK(!dsu_step_wait(1)); /* nothing runs */
    CHECK(dsu_step_describe(text, sizeof text) < sizeof text);
    CHECK(strcmp(text, "{\"after\":0,\"frames\":[]}") == 0);
    go(); /* and this means nothing */
    frames_and_places();
    frames_left_by_a_jump();
    patched_and_converted(files[1]);
}
