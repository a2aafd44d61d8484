/* Objects lie in memory of unknown contents: a version word there would be garbage.
 * REFUSED: struct node is fixed */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <string.h>
#if V
struct node { long more; int value; };
#else
struct node { int value; };
#endif
static long pool[64];
int value(struct node *n) { return n->value; }
int main(void) {
    memset(pool, 0x5a, sizeof pool);
    for (int i = 0; i < 3; i++) {
        struct node *n = (struct node *)&pool[i * 8];
        n->value = i;
        update(); // @later struct node
        printf("%d\n", value(n));
    }
    return 0;
}
