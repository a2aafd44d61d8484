/* _Generic over scalars, pointers, structs and qualified types; used for overloading by macro. */
#include <stdio.h>

struct vec { double x, y; };
struct str { const char *s; };
#define NAME(v) _Generic((v), int: "int", unsigned: "unsigned", long: "long", char: "char", double: "double", \
    float: "float", char *: "char*", const char *: "const char*", struct vec: "vec", struct vec *: "vec*", \
    int (*)(int): "fn", default: "other")

static void show_vec(struct vec v) { printf("<%.1f,%.1f>", v.x, v.y); }
static void show_str(struct str s) { printf("'%s'", s.s); }
static void show_int(int i) { printf("%d", i); }
static void show_dbl(double d) { printf("%.2f", d); }
#define SHOW(v) _Generic((v), struct vec: show_vec, struct str: show_str, int: show_int, double: show_dbl)(v)
#define TYPE_MAX(t) _Generic((t)0, unsigned char: 255, short: 32767, int: 2147483647)

static int fn(int x) { return x; }

int main(void)
{
    struct vec v = {1, 2};
    struct str s = {"text"};
    short sh = 1;
    const int ci = 5;
    int arr[3];
    printf("%s %s %s %s\n", NAME(1), NAME(1u), NAME('c'), NAME((char)1));
    printf("%s %s %s %s\n", NAME(1.0f), NAME("lit"), NAME(v), NAME(&v));
    printf("%s %s %s %s\n", NAME(sh), NAME(sh + 1), NAME(ci), NAME(fn));
    printf("%s %s\n", NAME(arr), NAME((const char *)0));
    SHOW(v), SHOW(s), SHOW(3), SHOW(v.x + 1);
    printf("\n%d %d\n", TYPE_MAX(short), TYPE_MAX(unsigned char));
    int i = 0;
    int r = _Generic(i++, int: _Generic(v, struct vec: 10, default: 20), default: i++);
    printf("%d %d\n", r, i);
    return 0;
}
