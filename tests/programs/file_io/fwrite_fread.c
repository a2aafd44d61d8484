/* Structs written to and read from a temporary file: one, arrays, at offsets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header { char magic[4]; int version; int count; };
struct record { int id; char name[10]; double score; };

int main(void)
{
    FILE *f = tmpfile();
    if (!f)
        return 1;
    struct record recs[4], back[4], one;
    memset(recs, 0, sizeof recs);
    for (int i = 0; i < 4; i++) {
        recs[i].id = i + 1;
        snprintf(recs[i].name, sizeof recs[i].name, "rec%d", i);
        recs[i].score = i * 1.5;
    }
    struct header h = {"DSU", 3, 4}, h2 = {{0}};
    size_t heads = fwrite(&h, sizeof h, 1, f), bodies = fwrite(recs, sizeof recs[0], 4, f);
    printf("%zu %zu\n", heads, bodies);
    fflush(f);
    printf("%ld\n", ftell(f));
    rewind(f);
    if (fread(&h2, sizeof(struct header), 1, f) != 1 || fread(back, sizeof(struct record), h2.count, f) != 4)
        return 2;
    printf("%s %d %d\n", h2.magic, h2.version, h2.count);
    for (int i = 0; i < h2.count; i++)
        printf("%d %s %.1f\n", back[i].id, back[i].name, back[i].score);
    fseek(f, sizeof(struct header) + 2 * sizeof(struct record), SEEK_SET);
    one = (struct record){0};
    printf("%zu %s\n", fread(&one, 1, sizeof one, f), one.name);
    one.id = 99;
    fseek(f, -(long)sizeof one, SEEK_CUR);
    fwrite(&one, sizeof one, 1, f);
    fseek(f, 12 + 2 * 24, SEEK_SET);
    int raw = 0;
    if (fread(&raw, sizeof raw, 1, f) != 1)
        return 3;
    fseek(f, 0, SEEK_END);
    printf("%d %ld\n", raw, ftell(f));
    printf("%zu\n", fread(&one, sizeof one, 1, f));
    return fclose(f);
}
