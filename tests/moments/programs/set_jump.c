/* longjmp goes back to a function that uses the type: it holds all that it uses, always. */
#define V 0
#include <dsu.h>
#include <setjmp.h>
#include <stdio.h>
#if V
struct T { long more; int x; };
#else
struct T { int x; };
#endif
struct T t = {.x = 1};
jmp_buf back;
void touch(void) { t.x++; }
void show(void) { printf("%d\n", t.x); }
void deep(int n) {
    update(); // @later struct T
    touch();
    if (n == 0) longjmp(back, 1);
    deep(n - 1);
}
int main(void) {
    if (setjmp(back) == 0) {
        deep(2);
    } else {
        update(); // @later struct T
        touch();
        t.x += 5;
    }
    show();
    return 0;
}
