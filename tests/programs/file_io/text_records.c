/* Text records with fprintf and fscanf into struct members; sscanf with widths; ungetc. */
#include <stdio.h>

struct temp { char city[12]; int low, high; float rain; unsigned char flags; };

static int parse(FILE *f, struct temp *t)
{
    return fscanf(f, "%11[^:]:%d:%d:%f:%hhx ", t->city, &t->low, &t->high, &t->rain, &t->flags) == 5;
}

int main(void)
{
    static const struct temp in[] = {{"Oslo", -5, 3, 1.25f, 0x1f}, {"Rome", 8, 17, 0.5f, 2}, {"Lima", 15, 22, 0, 0xff}};
    FILE *f = tmpfile();
    for (unsigned i = 0; i < sizeof in / sizeof in[0]; i++)
        fprintf(f, "%s:%d:%d:%.2f:%x\n", in[i].city, in[i].low, in[i].high, in[i].rain, in[i].flags);
    rewind(f);
    int c = fgetc(f);
    ungetc(c, f);
    struct temp t, hottest = {.high = -100};
    int n = 0;
    while (parse(f, &t)) {
        if (t.high > hottest.high)
            hottest = t;
        n++;
    }
    printf("%c %d %s %d %.2f %x\n", c, n, hottest.city, hottest.low, hottest.rain, hottest.flags);
    struct { int a, b; char op; } e;
    if (sscanf("12 * 30", "%d %c %d", &e.a, &e.op, &e.b) == 3)
        printf("%d%c%d\n", e.a, e.op, e.b);
    fclose(f);
    return n;
}
