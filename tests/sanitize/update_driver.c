/* The host of an update scenario: applies module after module and calls the program's scenario(step) in
 * between. A program that calls next_version() while it runs gets the next module at its next update point. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dsu_host.h"

static char **modules;
static struct dsu_patch *latest;

void failed(const char *what, int line);
void failed(const char *what, int line)
{
    static char report[1 << 14];
    fprintf(stderr, "v%u, line %d: %s\n", dsu_version(), line, what);
    if (latest && dsu_patch_state(latest) != DSU_APPLIED && dsu_patch_report(latest, report, sizeof report))
        fprintf(stderr, "%s\n", report);
    _exit(99);
}

/* Requests the next module; 0 when there is none. */
int next_version(void);
int next_version(void)
{
    char error[1024] = "";
    if (!*modules)
        return 0;
    latest = dsu_prepare(*modules++, error, sizeof error);
    if (!latest)
        failed(error, 0);
    dsu_request(latest);
    return 1;
}

static void call_scenario(const union dsu_arg *args, struct dsu_out *out)
{
    int (*scenario)(int);
    *(void **)&scenario = dlsym(RTLD_DEFAULT, "__dsu_f_scenario");
    if (!scenario)
        failed("no scenario", 0);
    dsu_out_int(out, scenario((int)args[0].i));
}

static void *drive(void *unused)
{
    for (int step = 0; next_version(); step++) {
        if (dsu_patch_wait(latest, 20000) != DSU_APPLIED)
            failed("the patch is not applied", 0);
        union dsu_arg argument = {.i = step};
        struct dsu_job *job = dsu_submit(call_scenario, &argument, 1, 0, 0);
        if (dsu_job_wait(job, 60000) != DSU_JOB_DONE)
            failed("the scenario does not return", 0);
        dsu_job_release(job);
        if (dsu_patch_wait(latest, 0) != DSU_APPLIED)
            failed("the patch is not applied at the end", 0);
    }
    dsu_finish();
    return unused;
}

int main(int argc, char **argv)
{
    static char description[1 << 16];
    pthread_t thread;
    (void)argc;
    modules = argv + 1;
    dsu_start(0, -1);
    if (pthread_create(&thread, 0, drive, 0) != 0)
        return 98;
    dsu_main_loop();
    pthread_join(thread, 0);
    dsu_describe(description, sizeof description);
    puts(description);
    return 0;
}
