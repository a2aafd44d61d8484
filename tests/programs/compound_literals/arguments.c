/* Compound literals as named arguments, in conditional expressions, scalars, and returned by value. */
#include <stdio.h>

struct options { int width, height; const char *title; unsigned flags; };
#define open_window(...) open_window_((struct options){.width = 80, .height = 25, .title = "none", __VA_ARGS__})

static int open_window_(struct options o)
{
    printf("%dx%d %s %u\n", o.width, o.height, o.title, o.flags);
    return o.width * o.height;
}
static struct options scale(const struct options *o, int f)
{
    return (struct options){o->width * f, o->height * f, o->title, o->flags | 1};
}
static int read_int(const int *p) { return *p; }

int main(void)
{
    int a = open_window(.title = "first", .flags = 2);
    int b = open_window(.height = 2, .width = 3);
    printf("%d %d\n", a, b);
    struct options o = scale(&(struct options){2, 3, "s", 4}, 10);
    open_window_(o);
    open_window_(a > b ? (struct options){1, 1, "yes"} : o);
    int *p = &(int){5};
    ++*p;
    printf("%d %d %.1f\n", read_int(&(int){*p + 1}), *p, *&(double){2.5});
    printf("%s\n", ((struct options[]){{.title = "a"}, {.title = "b"}})[1].title);
    printf("%zu\n", sizeof((int[]){1, 2, 3}) / sizeof(int));
    return 0;
}
