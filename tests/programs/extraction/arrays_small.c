/* Update points in loops and blocks: arrays small. */
#include <dsu.h>
#include <stdio.h>
int main(int argc, char **argv) {
    int i = 0, a[3] = {1,2}; long total = 0;
    
    while (i < 5) {
        total += i + a[i % 3] ;
        i++;
        update();
    }
    printf("%ld\n", total);
    return 0;
}
