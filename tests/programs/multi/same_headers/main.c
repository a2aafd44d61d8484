/* Two folders with headers of one name: each unit must see its own; a header reached through "../". */
#include <stdio.h>
#include "part.h"
#include "sub/api.h"

struct part top = {WIDTH, "top"};

int main(void)
{
    printf("%d %s %d\n", top.width, top.label, sub_width());
    struct sub_box b = sub_make(3);
    printf("%d %d\n", b.n, sub_total(&b));
    return WIDTH;
}
