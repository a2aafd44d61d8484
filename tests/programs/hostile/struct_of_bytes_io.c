/* Hostile to wrapping: struct arrays written to a file whole, re-read as bytes, ints, and with a different struct. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rec { int id; int value; };
struct wide { int id, value, id2, value2; };

int main(void)
{
    FILE *f = tmpfile();
    struct rec v[6];
    for (int i = 0; i < 6; i++)
        v[i] = (struct rec){i, i * i};
    fwrite(v, sizeof v, 1, f);
    fflush(f);
    int fd = fileno(f), ints[12];
    struct wide w[3];
    printf("%zd ", pread(fd, ints, sizeof ints, 0));
    printf("%d %d\n", ints[4], ints[11]);
    printf("%zd ", pread(fd, w, sizeof w, 0));
    printf("%d %d\n", w[1].id2, w[2].value2);
    struct rec one = {7, 8};
    printf("%zd\n", pwrite(fd, &one, sizeof one, sizeof one * 2));
    struct rec *all = malloc(6 * sizeof *all);
    rewind(f);
    printf("%zu ", fread(all, sizeof(struct rec), 6, f));
    printf("%d %d %d\n", all[2].id, all[2].value, all[3].id);
    printf("%zu ", fread(all, 1, 1, f));
    printf("%ld\n", ftell(f));
    free(all);
    fclose(f);
    return 0;
}
