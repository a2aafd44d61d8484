/* Loops in loops with points at every level: break, continue, return and goto across them. */
#include <dsu.h>
#include <stdio.h>
static int trace;
static int f(int n, int mode)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        int row = i * 10;
        update();
        for (int j = 0; j < 4; j++) {
            int cell = row + j;
            int k = 0;
            if (j == 2 && i == 1)
                continue;
            while (k < 3) {
                k++;
                update();
                total += cell + k;
                if (mode == 1 && cell == 12)
                    goto next_row;
                if (mode == 2 && cell == 21)
                    return -total;
                if (mode == 3 && k == 2)
                    break;
                if (mode == 4 && cell == 11)
                    goto out;
            }
            trace = trace * 3 % 1000 + k;
            if (mode == 5 && j == 1)
                break;
        }
        total += 1000;
next_row:
        trace++;
        do {
            row -= 7;
            update();
        } while (row > 0);
        total += row;
    }
    total *= 2;
out:
    printf("[%d %d] ", total, trace);
    return total;
}
int main(void)
{
    for (int mode = 0; mode < 6; mode++)
        printf("%d\n", f(4, mode));
    return 0;
}
