/* Bit-fields in arrays of structs, in unions, in nested anonymous structs; promotions of narrow fields. */
#include <stdio.h>
#include <string.h>

struct pixel { unsigned r : 5, g : 6, b : 5; };
union word { unsigned short raw; struct pixel px; struct { unsigned short low : 8, high : 8; }; };
struct date { unsigned day : 5, month : 4, year : 12; const char *label; };

static struct pixel image[2][3] = {{{1, 2, 3}, {4, 5, 6}, {31, 63, 31}}, {[1] = {.g = 60}}};

static unsigned luma(const struct pixel *p) { return p->r * 3 + p->g * 6 + p->b; }

int main(void)
{
    unsigned sum = 0;
    for (struct pixel *p = image[0]; p < image[0] + 6; p++)
        sum += luma(p);
    printf("%u %zu\n", sum, sizeof image);
    union word w;
    memset(&w, 0, sizeof w);
    w.px = (struct pixel){.r = 31, .b = 1};
    printf("%#x %x %x\n", w.raw, w.low, w.high);
    w.high = 0xab;
    printf("%u %u\n", w.px.b, w.px.g);
    struct date d[2] = {{31, 12, 1999, "old"}, {1, 1, 2000, "new"}};
    printf("%d/%d/%d %s\n", d[1].day, d[1].month, d[1].year, d[0].label);
    d[0].day++;
    printf("%d\n", d[0].day);
    printf("%d\n", d[0].month - 13 < 0);
    struct { unsigned n : 3; } c = {6};
    int turns = 0;
    while (c.n++)
        turns++;
    printf("%d %d\n", turns, c.n);
    return 0;
}
