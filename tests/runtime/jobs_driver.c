/* Jobs: nesting, withdrawing, waiting, guards, state transformers, forks. */
#include "driver.h"

#include <signal.h>
#include <sys/wait.h>

static void values(const union dsu_arg *args, struct dsu_out *out)
{
    static int thing = 3;
    (void)args;
    dsu_out_record_open(out, "struct S");
    dsu_out_field(out, "a");
    dsu_out_int(out, -3);
    dsu_out_field(out, "empty");
    dsu_out_record_open(out, "struct E");
    dsu_out_record_close(out);
    dsu_out_field(out, "list");
    dsu_out_array_open(out, 9);
    dsu_out_uint(out, ~0ull);
    dsu_out_double(out, 3.0);
    dsu_out_null(out);
    dsu_out_array_open(out, 0);
    dsu_out_array_close(out);
    dsu_out_array_close(out);
    dsu_out_field(out, "\"[q");
    dsu_out_text(out, "a\n\xff\xc3\xa4[", 6);
    dsu_out_field(out, "e");
    dsu_out_enum(out, 2, "TWO");
    dsu_out_field(out, "bad");
    dsu_out_string(out, (const char *)8, "char *");
    dsu_out_field(out, "good");
    dsu_out_string(out, "hey", "char *");
    dsu_out_record_close(out);
    dsu_out_pointer(out, &thing, "int *");
}

static void results(void)
{
    struct dsu_job *job = dsu_submit(values, 0, 0, 0, 0);
    CHECK(dsu_job_wait(job, 10000) == DSU_JOB_DONE);
    CHECK_TEXT(dsu_job_result(job),
               "{\"r\":\"struct S\",\"v\":[[\"a\",-3],[\"empty\",{\"r\":\"struct E\",\"v\":[]}],[\"list\",{\"n\":9,\"a\":[18446744073709551615,"
               "{\"f\":\"0x1.8p+1\"},null,{\"n\":0,\"a\":[]}]}],[\"\\\"[q\",{\"s\":\"a\\u000a\\udcff\xc3\xa4[\"}],[\"e\",{\"e\":\"TWO\",\"i\":2}],"
               "[\"bad\",{\"p\":\"0x8\",\"t\":\"char *\"}],[\"good\",{\"p\":\"0x");
    CHECK_TEXT(dsu_job_result(job), "\"t\":\"char *\",\"s\":\"hey\"}]]},{\"p\":\"0x");
    CHECK_TEXT(dsu_job_fault(job), "null");
    dsu_job_release(job);
}

static void nesting(const char *patch_file)
{
    struct dsu_job *loop = start_job("__dsu_f_loop", 5, 0, 0);
    gate_await(1);
    struct dsu_job *inside = start_job("__dsu_f_now", 100, 1, 0);
    struct dsu_job *after = start_job("__dsu_f_now", 200, 0, 0);
    struct dsu_job *never = start_job("__dsu_f_now", 300, 1, 0);
    struct dsu_patch *patch = prepared(patch_file);
    CHECK(dsu_job_withdraw(never) == 0);
    CHECK(dsu_job_withdraw(never) == -1);
    CHECK(dsu_job_wait(never, 0) == DSU_JOB_WITHDRAWN);
    CHECK(dsu_job_wait(inside, 1) == DSU_JOB_QUEUED);
    CHECK(dsu_job_wait(loop, 0) == DSU_JOB_RUNNING);
    gate_open(1);
    CHECK(finish_job(inside) == 101); /* at the first point of the loop */
    gate_await(2);
    CHECK(dsu_job_wait(after, 0) == DSU_JOB_QUEUED);
    dsu_request(patch); /* after the last point: applied when the loop has ended */
    gate_open(2);
    CHECK(dsu_patch_wait(patch, 10000) == DSU_APPLIED);
    CHECK(finish_job(loop) == 5);
    CHECK(finish_job(after) == 1205);
    dsu_job_release(never);
    CHECK(!dsu_busy());
}

/* A patch and a nested job at the same point; the nested job may have points of its own. */
static void patch_and_job_together(void)
{
    struct dsu_job *loop = start_job("__dsu_f_loop", 1, 0, 0);
    gate_await(1);
    struct dsu_job *inside = start_job("__dsu_f_now", 0, 1, 1);
    gate_open(1);
    CHECK(finish_job(inside) == 1006);
    gate_await(2);
    gate_open(2);
    CHECK(finish_job(loop) == 6);
}

static void guards(void)
{
    static const char *const signals[] = {"\"SIGSEGV\",\"number\":11,\"address\":\"0x18\"", "\"SIGFPE\"", "\"SIGSEGV\",\"number\":11,\"address\":\"0x28\"",
                                          "\"SIGSEGV\"", "\"SIGABRT\"", "\"SIGILL\"", "\"SIGSEGV\""};
    int sanitized = getenv("SANITIZED") != 0; /* sanitizers have their own frames between abort, strlen and us */
    for (int twice = 0; twice < 2; twice++)
        for (int n = 0; n < 7; n++) {
            if (sanitized && (n == 1 || n == 2 || n == 3 || n == 4 || n == 6))
                continue;
            struct dsu_job *job = start_job("__dsu_f_fault", n, 0, 1);
            CHECK(dsu_job_wait(job, 20000) == DSU_JOB_CRASHED);
            CHECK_TEXT(dsu_job_fault(job), signals[n]);
            CHECK_TEXT(dsu_job_fault(job), n == 6 ? "\"function\":\"deep\",\"unit\":\"jobs\",\"version\":0" : "\"function\":\"fault\",\"unit\":\"jobs\",\"version\":0");
            CHECK_TEXT(dsu_job_result(job), "null");
            dsu_job_release(job);
        }
    CHECK(call("__dsu_f_fault", 70) == 70);
    struct dsu_job *loop = start_job("__dsu_f_loop", 1, 0, 0); /* a nested one crashes, the job around it goes on */
    gate_await(1);
    struct dsu_job *inside = start_job("__dsu_f_fault", 0, 1, 1);
    gate_open(1);
    CHECK(dsu_job_wait(inside, 10000) == DSU_JOB_CRASHED);
    gate_await(2);
    gate_open(2);
    finish_job(loop);
    dsu_job_release(inside);
}

static void states(char **files)
{
    struct dsu_patch *refused = prepared(files[0]), *faulty = prepared(files[1]), *good = prepared(files[2]);
    dsu_request(refused);
    CHECK(dsu_patch_wait(refused, 10000) == DSU_FAILED);
    CHECK_TEXT(report(refused), "\"state\":\"failed\"");
    CHECK_TEXT(report(refused), "the state transformer returned 9");
    CHECK(dsu_version() == 1);
    CHECK(call("__dsu_f_now", 0) < 2000); /* the body of version 1 */
    dsu_request(faulty);
    CHECK(dsu_patch_wait(faulty, 10000) == DSU_FAILED);
    CHECK_TEXT(report(faulty), "the state transformer crashed: {\\\"signal\\\":\\\"SIGSEGV\\\"");
    dsu_request(good);
    CHECK(dsu_patch_state(good) == DSU_APPLIED);
    CHECK(call("__dsu_f_now", 0) == 4500);
    CHECK(dsu_discard(refused) == 0);
}

/* What is told of a process that was forked, from outside. */
static void children(void)
{
    char told[200];
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (!child) {
        close(ready[1]); /* its return from fork: it knows what it is */
        for (;;)
            pause();
    }
    close(ready[1]);
    CHECK(read(ready[0], told, 1) == 0);
    CHECK(dsu_look_at_child(child, told, sizeof told) < sizeof told);
    CHECK_TEXT(told, "\"pending\":0,\"rehearsal\":0}");
    kill(child, SIGKILL);
    waitpid(child, 0, 0);
    dsu_look_at_child(child, told, sizeof told);
    CHECK(strcmp(told, "{}") == 0);
    dsu_look_at_child(getpid(), told, sizeof told);
    CHECK(strcmp(told, "{}") == 0);
}

static void scenario(char **files)
{
    char error[256] = "", small[8];
    CHECK(!dsu_prepare("/nowhere/module.so", error, sizeof error));
    CHECK_TEXT(error, "/nowhere/module.so: No such file or directory");
    CHECK(!dsu_prepare("libc.so.6", error, sizeof error));
    applied(files[0]);
    if (files[1][0] == '!') { /* !function argument: unguarded */
        start_job(files[1] + 1, atoi(files[2]), 0, 0);
        for (;;)
            pause();
    }
    results();
    nesting(files[1]);
    patch_and_job_together();
    guards();
    CHECK(call("__dsu_f_fork", 1) == 5);
    CHECK(call("__dsu_f_fork", 0) == 7); /* the child that returns from its job exits with the result */
    states(files + 2);
    children();
    CHECK(dsu_describe(small, sizeof small) > sizeof small && strlen(small) == 7);
}
