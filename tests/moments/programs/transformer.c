/* A type transformer of the user's own; old code is not to see its results.
 * TRANSFORM price: xout->euros = xin->cents / 100.0; */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct price { double euros; };
#else
struct price { int cents; };
#endif
struct price prices[3];
void set(int i, int cents) {
#if V
    prices[i].euros = cents / 100.0;
#else
    prices[i].cents = cents;
#endif
}
int cents(int i) {
#if V
    return (int)(prices[i].euros * 100 + 0.5);
#else
    update(); // @later struct price
    return prices[i].cents;
#endif
}
int main(void) {
    for (int i = 0; i < 3; i++) set(i, 250 * i);
    for (int i = 0; i < 3; i++) {
        update(); // @now
        printf("%d\n", cents(i));
    }
    return 0;
}
