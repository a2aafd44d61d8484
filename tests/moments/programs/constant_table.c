/* A constant table is replaced: a function that runs through it ends with the old one. JUDGE: switch */
#define V 0
#include <dsu.h>
#include <stdio.h>
struct word { const char *text; int n; };
#if V
static const struct word words[3] = {{"ONE", 1}, {"TWO", 2}, {"THREE", 3}};
#else
static const struct word words[3] = {{"one", 1}, {"two", 2}, {"three", 3}};
#endif
const char *text(int i) { return words[i].text; }
int main(void) {
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 3; i++) {
            printf("%s\n", text(i));
            update(); // @now
        }
    return 0;
}
