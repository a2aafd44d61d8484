/* Each old field goes where another one was. SLOP: 32 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { int extra; int a; int b; int c; };
#else
struct T { int a; int b; int c; };
#endif
struct T t = {.a = 1, .b = 2, .c = 3};
void show(void) { printf("%d %d %d\n", t.a++, t.b++, t.c++); }
int main(void) {
    for (int i = 0; i < 3; i++) {
        show();
        update(); // @now
    }
    return 0;
}
