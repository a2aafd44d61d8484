/* dsu_native.c: the native host: runs a program's module as if it were ./a.out.
 *
 *     dsu-native [--name ARGV0] MODULE.so [ARGUMENTS...]
 *
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

static void load(const char *path)
{
    char error[512];
    struct dsu_patch *patch = dsu_prepare(path, error, sizeof error);
    if (patch) {
        dsu_request(patch);
        if (dsu_patch_state(patch) == DSU_APPLIED)
            return;
        dsu_patch_report(patch, error, sizeof error);
    }
    fprintf(stderr, "dsu-native: %s: %s\n", path, error);
    exit(127);
}

int main(int argc, char **argv)
{
    char *name = 0;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--name") == 0) {
        name = argv[2];
        first = 3;
    }
    if (first >= argc) {
        fprintf(stderr, "usage: dsu-native [--name ARGV0] MODULE.so [ARGUMENTS...]\n");
        return 127;
    }
    dsu_start(0, -1);
    load(argv[first]);
    /* An int main(void) or void main(void) ignores what it is given: the calling convention allows it. */
    int (*entry)(int, char **, char **);
    *(void **)&entry = dlsym(RTLD_DEFAULT, "__dsu_f_main");
    if (!entry) {
        fprintf(stderr, "dsu-native: %s: no main\n", argv[first]);
        return 127;
    }
    if (name)
        argv[first] = name;
    set_name(argv[first]);
    errno = 0;
    exit(entry(argc - first, argv + first, environ));
}
