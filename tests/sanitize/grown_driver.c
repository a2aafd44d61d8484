/* Applies all modules, then runs the program as the native host does: driver COUNT MODULES... ARGUMENTS... */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "dsu_host.h"

extern char **environ;

static void apply(const char *path)
{
    char error[4096] = "";
    struct dsu_patch *patch = dsu_prepare(path, error, sizeof error);
    if (patch) {
        dsu_request(patch);
        if (dsu_patch_state(patch) == DSU_APPLIED)
            return;
        dsu_patch_report(patch, error, sizeof error);
    }
    fprintf(stderr, "grown_driver: %s: %s\n", path, error);
    exit(127);
}

int main(int argc, char **argv)
{
    int n = atoi(argv[1]);
    dsu_start(0, -1);
    for (int i = 0; i < n; i++)
        apply(argv[2 + i]);
    int (*entry)(int, char **, char **);
    *(void **)&entry = dlsym(RTLD_DEFAULT, "__dsu_f_main");
    if (!entry)
        return 126;
    argv[1 + n] = "./a.out";
    program_invocation_name = program_invocation_short_name = argv[1 + n] + 2;
    errno = 0;
    exit(entry(argc - 1 - n, argv + 1 + n, environ));
}
