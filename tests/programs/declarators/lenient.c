/* What gcc lets pass: no semicolon after a last member, the suffix d of a double. */
#include <stdio.h>

struct pair { int first; int second };
struct outer { struct pair pair; enum { NO, YES } answer };
struct holder { int count; union { int whole; char part[4]; } };

static const double sizes[] = {10.0d, 1.5D, 0x1p3d, .5d};

int main(void)
{
    struct outer outer = {{1, 2}, YES};
    struct holder holder = {3, {65}};
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += sizes[i];
    printf("%d %d %d %d %.1f\n", outer.pair.second, outer.answer, holder.count, holder.part[0], sum);
    return (int)sizeof(1.0d) - (int)sizeof(double);
}
