/* main falling off its end returns 0; several returns; main called recursively; exit in a static initialiser helper. */
#include <stdio.h>
#include <stdlib.h>

static int depth;
struct path { int n; };

int main(int argc, char **argv)
{
    struct path p = {depth};
    if (depth++ < 3) {
        int r = main(argc, argv);
        printf("%d:%d ", p.n, r);
        if (p.n == 0)
            printf("\n");
        return r + 1;
    }
    if (argc > 50)
        exit(1);
    printf("bottom\n");
}
