/* getopt and getopt_long with flag pointers into objects, optarg and optind, an error message with the program's name. */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

struct settings { int verbose, color, size; const char *out; };
static struct settings s = {.size = 1, .out = "stdout"};
static const struct option longs[] = {
    {"verbose", no_argument, &s.verbose, 2}, {"color", optional_argument, NULL, 'c'},
    {"size", required_argument, NULL, 's'}, {"out", required_argument, NULL, 'o'}, {0}};

int main(int argc, char **argv)
{
    int c, which = -1, bad = 0;
    while ((c = getopt_long(argc, argv, "vs:o:", longs, &which)) != -1)
        switch (c) {
        case 0: printf("flag %s\n", longs[which].name); break;
        case 'v': s.verbose++; break;
        case 'c': s.color = optarg ? atoi(optarg) : 1; break;
        case 's': s.size = atoi(optarg); break;
        case 'o': s.out = optarg; break;
        default: bad++; fprintf(stderr, "bad option %c\n", optopt ? optopt : '-');
        }
    printf("%d %d %d %s %d\n", s.verbose, s.color, s.size, s.out, bad);
    for (; optind < argc; optind++)
        printf("[%s]", argv[optind]);
    printf("\n");
    return bad;
}
