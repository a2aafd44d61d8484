/* A state transformer that does not agree: the old version goes on as if nothing had been asked.
 * STATE: calls = 1000; return 1; */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <unistd.h>
int calls;
int next(void) {
#if V
    return -1;
#else
    return ++calls;
#endif
}
int main(void) {
    for (int i = 0; i < 3; i++) {
        printf("%d\n", next());
        update(); // @refused
        usleep(1); // @refused
    }
    return 0;
}
