/* goto from the loop and from before it to labels behind it, in blocks and in branches. */
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
static int freed;
static void release(void *p) { if (p) freed++; free(p); }
static int serve(int mode, int n)
{
    char *a = NULL, *b = NULL;
    int status = -1, turns = 0;
    a = malloc(16);
    if (mode == 0)
        goto free_a;
    b = malloc(16);
    if (mode == 1)
        goto free_b;
    while (turns < n) {
        turns++;
        update();
        if (mode == 2 && turns == 3)
            goto done;
        if (mode == 3 && turns == 2)
            goto free_b;
        switch (mode) {
        case 4:
            if (turns == 4)
                goto inner;
            break;
        case 5:
            goto cleanup;
        }
    }
    status = 0;
    {
        status += 10;
inner:
        status += 5;
        if (mode == 4)
            goto done;
        for (int i = 0; i < 3; i++) {
            if (i == 2)
                goto leave;
            status++;
        }
leave:  status *= 2;
    }
done:
    status += turns;
cleanup:
free_b:
    release(b);
free_a:
    release(a);
    return status;
}
int main(void)
{
    for (int mode = 0; mode < 7; mode++)
        printf("%d:%d/%d ", mode, serve(mode, 5), freed);
    printf("\n");
    return 0;
}
