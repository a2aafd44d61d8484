/* A selection sees const where the program has it; a member of what it chooses can be assigned. */
#include <stdio.h>

struct s {
    int a;
};
const struct s fixed = {1};

#define KIND(x) _Generic((x), struct s *: "pointer", const struct s *: "const", default: "other")

int main(void)
{
    struct s v = {3}, *p = &v;
    printf("%s %s %s\n", KIND(&fixed), KIND(p), KIND(&*&fixed));
    _Generic(1, int: v).a = 12;
    printf("%d %d\n", v.a, _Generic(p->a, int: p, default: &fixed)->a);
    return 0;
}
