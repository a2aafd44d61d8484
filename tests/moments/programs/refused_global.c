/* A pointer to the global is kept: it would lead to where the global was.
 * REFUSED: a pointer to it is kept */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
long n;
#else
int n;
#endif
void *kept;
void remember(void) { kept = &n; }
void add(void) { *(int *)kept += 1; }
int get(void) { return (int)n; }
int main(void) {
    remember();
    for (int i = 0; i < 3; i++) {
        update(); // @now
        add();
        printf("%d\n", get());
    }
    return 0;
}
