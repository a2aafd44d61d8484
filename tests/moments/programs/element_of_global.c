/* Pointers to an element of a global array that grows, in arguments and locals. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
int table[100];
#else
int table[4];
#endif
void touch(void) { table[2]++; }
void show(void) { printf("%d\n", table[2]); }
void step(void) { update(); touch(); } // @later table
void bump(int *p) { step(); *p += 10; }
int main(void) {
    for (int i = 0; i < 3; i++) {
        bump(&table[2]);
        show();
        int *q = table + 2;
        step();
        ++*q;
        show();
        update(); // @now
    }
    return 0;
}
