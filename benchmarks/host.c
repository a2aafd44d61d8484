/* host.c: loads a plain module, or the runtime and the modules of a live program, and calls run(N).
 *
 *     host RUNTIME|- N MODULE...
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct dsu_patch;

static void *symbol(void *library, const char *name)
{
    void *found = dlsym(library, name);
    if (!found) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return found;
}

static void *open_module(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return library;
}

/* Applies each module as a patch on top of the ones before. */
static void *open_live(const char *runtime, char **modules)
{
    enum { APPLIED = 2 };
    char error[1000] = "";
    void *library = open_module(runtime);
    void (*start)(int, int) = symbol(library, "dsu_start");
    struct dsu_patch *(*prepare)(const char *, char *, size_t) = symbol(library, "dsu_prepare");
    void (*request)(struct dsu_patch *) = symbol(library, "dsu_request");
    int (*state)(struct dsu_patch *) = symbol(library, "dsu_patch_state");
    start(0, -1);
    for (char **module = modules; *module; module++) {
        struct dsu_patch *patch = prepare(*module, error, sizeof error);
        if (patch)
            request(patch);
        if (!patch || state(patch) != APPLIED) {
            fprintf(stderr, "%s is not applied: %s\n", *module, error);
            exit(1);
        }
    }
    return RTLD_DEFAULT;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Prints the result and the seconds of processor time. */
int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int live = strcmp(argv[1], "-") != 0, n = atoi(argv[2]);
    void *library = live ? open_live(argv[1], argv + 3) : open_module(argv[3]);
    int (*run)(int) = symbol(library, live ? "__dsu_f_run" : "run");
    run(1); /* old objects are converted, pages are there */
    double start = now();
    int result = n ? run(n) : 0;
    printf("%d %.9f\n", result, now() - start);
    return 0;
}
