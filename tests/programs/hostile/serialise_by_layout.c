/* Hostile to wrapping: a table of offsets and sizes drives reading, writing and copying of members. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { INT, DOUBLE, TEXT };
struct config { int port; double ratio; char host[12]; int verbose; struct { int w, h; } win; };
struct field { const char *name; enum kind kind; size_t off, size; };
#define F(n, k) {#n, k, offsetof(struct config, n), sizeof(((struct config *)0)->n)}
static const struct field fields[] = {F(port, INT), F(ratio, DOUBLE), F(host, TEXT), F(verbose, INT), F(win.w, INT), F(win.h, INT)};

static int set(void *obj, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field *f = &fields[i];
        char *at = (char *)obj + f->off;
        if (strcmp(f->name, name))
            continue;
        switch (f->kind) {
        case INT: *(int *)at = atoi(value); return 1;
        case DOUBLE: *(double *)at = atof(value); return 1;
        case TEXT: snprintf(at, f->size, "%s", value); return 1;
        }
    }
    return 0;
}

int main(void)
{
    struct config c = {.port = 1}, d;
    static const char *settings[][2] = {{"port", "8080"}, {"ratio", "0.75"}, {"host", "localhost.localdomain"}, {"win.h", "40"}, {"no", "x"}};
    int ok = 0;
    for (int i = 0; i < 5; i++)
        ok = ok * 2 + set(&c, settings[i][0], settings[i][1]);
    printf("%d %d %.2f %s %d %d\n", ok, c.port, c.ratio, c.host, c.win.w, c.win.h);
    memset(&d, 0, sizeof d);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        memcpy((char *)&d + fields[i].off, (char *)&c + fields[i].off, fields[i].size);
    printf("%d %s %d\n", d.port, d.host, d.win.h);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        printf("%zu:%zu ", fields[i].off, fields[i].size);
    printf("\n");
    return ok;
}
