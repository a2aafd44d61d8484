/* Command-line arguments: count, lengths, NULL at the end, modification in place, getopt-like parsing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options { int verbose, level; const char *name; char **rest; };

static struct options parse(int argc, char **argv)
{
    struct options o = {.rest = argv + argc};
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' || !argv[i][1]) {
            o.rest = argv + i;
            break;
        }
        switch (argv[i][1]) {
        case 'v': o.verbose++; break;
        case 'l': o.level = atoi(argv[i][2] ? argv[i] + 2 : argv[++i]); break;
        case 'n': o.name = argv[++i]; break;
        }
    }
    return o;
}

int main(int argc, char *argv[])
{
    struct options o = parse(argc, argv);
    printf("%d %d %d %s\n", argc, o.verbose, o.level, o.name ? o.name : "-");
    for (char **p = o.rest; *p; p++)
        printf("[%s]", *p);
    printf("\n%d\n", argv[argc] == NULL);
    if (argc > 1)
        argv[1][0] = '+';
    printf("%s\n", argc > 1 ? argv[1] : "none");
    return argc;
}
