/* A deep recursion and a large automatic array: the main thread has the usual eight megabytes. NO_SANITIZE */
#include <stdio.h>
#include <string.h>

struct link { struct link *up; int n; };

static int depth(struct link *up, int n)
{
    struct link here = {up, n};
    if (n == 0) {
        int count = 0;
        for (struct link *l = &here; l; l = l->up)
            count++;
        return count;
    }
    int r = depth(&here, n - 1);
    return here.n == n ? r : -1;
}
static int large(void)
{
    char block[4 << 20];
    memset(block, 1, sizeof block);
    return block[0] + block[sizeof block - 1];
}

int main(void)
{
    printf("%d\n", depth(NULL, 30000));
    printf("%d\n", large());
    return 0;
}
