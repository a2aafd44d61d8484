/* Enumerators are renumbered: fields go by their names. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
enum color { NONE, BLUE, GREEN, RED };
struct lamp { long hours; enum color color; };
#else
enum color { RED, GREEN, BLUE };
struct lamp { enum color color; };
#endif
struct lamp lamps[3];
void light(int i) {
    struct lamp *l = &lamps[i];
    l->color = i == 0 ? RED : i == 1 ? GREEN : BLUE;
}
char letter(int i) {
    struct lamp *l = &lamps[i];
    return l->color == RED ? 'r' : l->color == GREEN ? 'g' : 'b';
}
int main(void) {
    for (int i = 0; i < 3; i++) {
        light(i);
        update(); // @now
    }
    for (int i = 0; i < 3; i++) {
        printf("%c\n", letter(i));
        update(); // @now
    }
    return 0;
}
