/* Two loops with points, one inside the other: both are taken apart. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct grid { int step; int cells[6]; };
#else
struct grid { int cells[6]; };
#endif
struct grid g;
void mark(int row, int column) { g.cells[row * 3 + column] = row + column; }
int cell(int i) { return g.cells[i]; }
int main(void) {
    int sum = 0;
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 3; column++) {
            mark(row, column);
            update(); // @now
        }
        sum += cell(row);
        update(); // @now
    }
    for (int i = 0; i < 6; i++) printf("%d ", cell(i));
    printf("%d\n", sum);
    return 0;
}
