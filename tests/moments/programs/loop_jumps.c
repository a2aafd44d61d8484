/* break, continue, goto and return leave iterations of a loop with points. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct acc { char label[8]; int odd, even; };
#else
struct acc { int odd, even; };
#endif
struct acc a;
void odd(int n) { a.odd += n; }
void even(int n) { a.even += n; }
void show(void) { printf("%d %d\n", a.odd, a.even); }
int run(int limit) {
    for (int i = 0;; i++) {
        update(); // @now
        if (i == limit) break;
        if (i % 2) {
            odd(i);
            continue;
        }
        if (i == 100) goto out;
        even(i);
        if (i == 50) return 1;
        update(); // @now
    }
    update(); // @now
out:
    return 0;
}
int main(void) {
    int first = run(5);
    int second = run(3);
    printf("%d %d ", first, second);
    show();
    return 0;
}
