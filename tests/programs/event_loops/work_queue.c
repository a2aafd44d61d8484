/* A loop with an update point whose body uses break, continue, return, goto and many locals. */
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>

struct job { int kind, n; struct job *next; };
static struct job *queue;
static int made;

static void post(int kind, int n)
{
    struct job *j = malloc(sizeof(struct job)), **at = &queue;
    j->kind = kind, j->n = n, j->next = NULL;
    while (*at)
        at = &(*at)->next;
    *at = j;
    made++;
}
static int serve(int limit)
{
    int done = 0, skipped = 0, retries = 0;
    char trail[32] = "";
    struct { int last, best; } stats = {0, -1};
    while (1) {
        dsu_update();
        struct job *j = queue;
        if (!j)
            break;
        queue = j->next;
        int kind = j->kind, n = j->n;
        free(j);
        if (kind == 0) {
            skipped++;
            continue;
        }
again:
        switch (kind) {
        case 1:
            for (int i = 0; i < n; i++) {
                if (i == 3)
                    break;
                post(i % 2, i + 1);
            }
            break;
        case 2:
            if (retries++ < 2) {
                kind = 1;
                goto again;
            }
            break;
        case 3:
            return -skipped;
        }
        if (n > stats.best)
            stats.best = n;
        stats.last = n;
        trail[done % 31] = '0' + kind;
        if (++done == limit)
            goto out;
    }
    trail[done < 31 ? done : 31] = 0;
out:
    printf("%s %d %d %d %d\n", trail, done, skipped, stats.last, stats.best);
    return done;
}

int main(void)
{
    post(1, 5), post(0, 1), post(2, 4), post(2, 2);
    int a = serve(100);
    post(1, 2), post(3, 0);
    int b = serve(100);
    post(1, 1), post(1, 1);
    int c = serve(1);
    printf("%d %d %d %d\n", a, b, c, made);
    return 0;
}
