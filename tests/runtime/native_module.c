/* A program for the native host; its first argument says what to do. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "module.h"

static void at_exit(void)
{
    printf("at exit\n");
}

static __attribute__((constructor)) void constructor(void)
{
    if (getenv("CONSTRUCTOR"))
        fprintf(stderr, "constructed\n");
}

BODY int main_v0(int argc, char **argv, char **envp)
{
    const char *what = argc > 1 ? argv[1] : "nothing";
    if (strcmp(what, "arguments") == 0) {
        for (int i = 0; i < argc; i++)
            printf("%s\n", argv[i]);
        printf("%s %s %d\n", program_invocation_short_name, argv[argc] ? "?" : "end", envp == environ);
    } else if (strcmp(what, "echo") == 0) {
        int c;
        while ((c = getchar()) != EOF)
            putchar(c);
        atexit(at_exit);
    } else if (strcmp(what, "die") == 0) {
        printf("lost"); /* a full buffer would be, and so is this */
        raise(SIGSEGV);
    } else if (strcmp(what, "handlers") == 0) {
        struct sigaction action;
        int defaults = 0;
        for (int n = 1; n < 32; n++)
            defaults += sigaction(n, 0, &action) == 0 && action.sa_handler == SIG_DFL;
        stack_t stack;
        sigaltstack(0, &stack);
        printf("%d %d %d\n", defaults, stack.ss_flags == SS_DISABLE, errno);
        for (int fd = 0; fd < 10; fd++)
            if (dup2(fd, fd) >= 0)
                printf("%d", fd);
    } else if (strcmp(what, "exit") == 0) {
        exit(atoi(argv[2]));
    }
    return argc;
}

SLOT(int (*)(int, char **, char **), main, main_v0);
ENTRY(main);

static const struct dsu_slot slots[] = {{1, (void **)&main_fptr}};
static const struct dsu_issue issues[] = {{1, main_v0}};
static const struct dsu_unit unit = {.name = "native", .n_slots = 1, .slots = slots, .n_issues = 1, .issues = issues};
static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, 0, 1, units, NONE, &pending, 0, 0, 0};
