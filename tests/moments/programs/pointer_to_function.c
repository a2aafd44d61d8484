/* The point is reached through a pointer to a function: whoever may have called it counts. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct event { char name[4]; int code; };
#else
struct event { int code; char name[4]; };
#endif
typedef void handler(int);
void quiet(int n) { (void)n; }
void loud(int n) {
    update(); // @later struct event
    printf("loud %d\n", n);
}
handler *handlers[] = {quiet, loud};
void deliver(struct event *e) {
    handlers[e->code & 1](e->code);
    printf("%d %c\n", e->code, e->name[0]);
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        struct event e = {.code = i, .name = "e"};
        deliver(&e);
        update(); // @now
    }
    return 0;
}
