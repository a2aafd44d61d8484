/* Second names of functions and objects (aliases), used from another file. */
#include <stdio.h>
#include "names.h"

int here(void);
static int (*const table[])(struct count *) = {forward, also_forward};

int main(void)
{
    printf("%d %d\n", also_forward(&shared), here());
    printf("%d %d\n", table[0](&also_shared), table[1](&shared));
    printf("%d %d %d\n", also_shared.n, &shared == &also_shared, table[0] == table[1]);
    return 0;
}
