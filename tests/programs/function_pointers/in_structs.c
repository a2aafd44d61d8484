/* "Virtual" methods: struct of function pointers, inheritance of tables, pointers as values. */
#include <stdio.h>

struct shape;
struct vtable { double (*area)(const struct shape *); const char *(*name)(void); };
struct shape { const struct vtable *vt; double a, b; };

static double rect_area(const struct shape *s) { return s->a * s->b; }
static double tri_area(const struct shape *s) { return s->a * s->b / 2; }
static const char *rect_name(void) { return "rect"; }
static const char *tri_name(void) { return "tri"; }
static const struct vtable rect = {rect_area, rect_name}, tri = {.name = tri_name, .area = tri_area};

static struct vtable derive(struct vtable base, const char *(*name)(void))
{
    base.name = name;
    return base;
}
static const char *square_name(void) { return "square"; }

static double (*area_of(const struct shape *s))(const struct shape *) { return s->vt->area; }

int main(void)
{
    struct vtable square = derive(rect, square_name);
    struct shape s[] = {{&rect, 2, 3}, {&tri, 4, 5}, {&square, 3, 3}};
    double total = 0;
    for (int i = 0; i < 3; i++) {
        double (*f)(const struct shape *) = area_of(&s[i]);
        printf("%s %.1f %d\n", s[i].vt->name(), (*s[i].vt->area)(s + i), f == rect_area);
        total += f(&s[i]);
    }
    printf("%.1f\n", total);
    return (int)total;
}
