/* sizeof and offsetof printed and used in arithmetic, array sizes, case labels, enum values and asserts. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct s1 { char c; };
struct s2 { char c; int i; };
struct s3 { char c; short s; char d; long l; };
struct s4 { struct s2 a[3]; struct s3 b; };
struct s5 { int i; char tail[3]; };
union u1 { char c[5]; int i; };
enum { SIZE = sizeof(struct s2), WORDS = sizeof(struct s4) / sizeof(int), OFF = offsetof(struct s4, b.l) };
_Static_assert(sizeof(struct s2) == 8, "s2");
_Static_assert(offsetof(struct s3, l) == 8, "s3");
static char raw[sizeof(struct s3) * 2 + 1];
struct buffer { char room[sizeof(struct s5) + sizeof(union u1)]; };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FIELD_SIZE(t, f) sizeof(((t *)0)->f)

static const char *classify(size_t n)
{
    switch (n) {
    case sizeof(struct s1): return "s1";
    case sizeof(struct s2): return "s2";
    case sizeof(struct s3): return "s3";
    case sizeof(struct s4): return "s4";
    default: return "?";
    }
}

int main(void)
{
    printf("%zu %zu %zu %zu %zu %zu\n", sizeof(struct s1), sizeof(struct s2), sizeof(struct s3), sizeof(struct s4),
           sizeof(struct s5), sizeof(union u1));
    printf("%d %d %d %zu %zu\n", SIZE, WORDS, OFF, sizeof raw, sizeof(struct buffer));
    struct s4 v, arr[7];
    memset(&v, 0, sizeof v);
    printf("%s %s %s\n", classify(sizeof v.a[0]), classify(sizeof v), classify(sizeof v.b));
    printf("%zu %zu\n", COUNT(arr), COUNT(v.a));
    printf("%zu %zu\n", FIELD_SIZE(struct s4, a), FIELD_SIZE(struct s5, tail));
    printf("%zu %zu %zu\n", offsetof(struct s3, d), offsetof(struct s4, a[2].i), offsetof(struct s5, tail[1]));
    int vla[sizeof(struct s2)];
    printf("%zu %zu\n", sizeof vla, sizeof(char[sizeof(struct s3)]));
    size_t pages = (3 * sizeof(struct s4) + 63) / 64;
    printf("%zu %zu\n", pages, sizeof(struct s4) % sizeof(struct s2));
    return sizeof(struct s4);
}
