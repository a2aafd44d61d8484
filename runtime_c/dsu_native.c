/* dsu_native.c: the native host: runs a program's module as if it were ./a.out.
 *
 *     dsu-native [--name ARGV0] [--moments PATCH.so N FD] MODULE.so [ARGUMENTS...]
 *
 * With --moments PATCH.so is requested at the N-th moment; with an empty PATCH.so all are told: see dsu_moments().
 * No handlers, no threads, nothing printed; exit status, signals, streams and buffering are the program's own.
 */
#define _GNU_SOURCE
#include "dsu_host.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;
extern char *__progname;

/* What assert, err, error and getopt print in front of their messages. */
static void set_name(char *name)
{
    char *slash = strrchr(name, '/');
    program_invocation_name = name;
    program_invocation_short_name = slash ? slash + 1 : name;
    __progname = program_invocation_short_name;
}

static struct dsu_patch *prepare(const char *path)
{
    char error[512];
    struct dsu_patch *patch = dsu_prepare(path, error, sizeof error);
    if (patch)
        return patch;
    fprintf(stderr, "dsu-native: %s: %s\n", path, error);
    exit(127);
}

static void load(const char *path)
{
    char error[512];
    struct dsu_patch *patch = prepare(path);
    dsu_request(patch);
    if (dsu_patch_state(patch) == DSU_APPLIED)
        return;
    dsu_patch_report(patch, error, sizeof error);
    fprintf(stderr, "dsu-native: %s: %s\n", path, error);
    exit(127);
}

/* An int main(void) or void main(void) ignores what it is given: the calling convention allows it. */
static int (*entry)(int, char **, char **);

static void run_main(const union dsu_arg *args, struct dsu_out *out)
{
    (void)out;
    errno = 0;
    exit(entry((int)args[0].i, args[1].p, environ));
}

/* Runs main as a job, so that a stack walk finds its end. */
static void run_with_moments(char **options, int argc, char **argv)
{
    struct dsu_patch *patch = options[0][0] ? prepare(options[0]) : 0;
    union dsu_arg args[2] = {{.i = argc}, {.p = argv}};
    dsu_moments(patch, strtoul(options[1], 0, 10), atoi(options[2]));
    if (!dsu_submit(run_main, args, 2, 0, 0))
        exit(127);
    dsu_main_loop();
}

int main(int argc, char **argv)
{
    char *name = 0, **moments = 0;
    int first = 1;
    if (argc > first + 1 && strcmp(argv[first], "--name") == 0) {
        name = argv[first + 1];
        first += 2;
    }
    if (argc > first + 3 && strcmp(argv[first], "--moments") == 0) {
        moments = argv + first + 1;
        first += 4;
    }
    if (first >= argc) {
        fprintf(stderr, "usage: dsu-native [--name ARGV0] [--moments PATCH.so N FD] MODULE.so [ARGUMENTS...]\n");
        return 127;
    }
    dsu_start(0, -1);
    load(argv[first]);
    *(void **)&entry = dlsym(RTLD_DEFAULT, "__dsu_f_main");
    if (!entry) {
        fprintf(stderr, "dsu-native: %s: no main\n", argv[first]);
        return 127;
    }
    if (name)
        argv[first] = name;
    set_name(argv[first]);
    if (moments)
        run_with_moments(moments, argc - first, argv + first);
    errno = 0;
    exit(entry(argc - first, argv + first, environ));
}
