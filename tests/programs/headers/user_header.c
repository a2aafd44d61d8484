/* A user header beside the program: types, inline functions, macros, extern data, included twice. */
#include "user_header.h"
#include <stdio.h>
#include "user_header.h"

struct shape shapes[SHAPES] = {[0] = SHAPE_INIT(1, 2), SHAPE_INIT(3, 4)};
const char *const shape_names[SHAPES] = {"first", "second", "third"};

int main(void)
{
    shapes[2] = grow(shapes[1], 10);
    for (int i = 0; i < SHAPES; i++)
        printf("%s %d %zu\n", shape_names[i], area(&shapes[i]), sizeof(struct shape));
    shape_visitor v = print_shape;
    v(&shapes[0]);
    return area(&shapes[2]) - 14 * 13;
}
