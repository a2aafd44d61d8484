/* Variables that nothing initialises, or only the loader: noinit and persistent. */
#include <stdio.h>

struct pair { int x, y; };
int plain __attribute__((noinit));
struct pair pair __attribute__((noinit));
static int counted __attribute__((persistent)) = 5;
struct pair kept __attribute__((persistent)) = {1, 2};

int main(void)
{
    plain = 3;
    pair = (struct pair){plain, 4};
    counted++;
    kept.y += counted;
    printf("%d %d %d %d %d\n", plain, pair.x + pair.y, counted, kept.x, kept.y);
    return 0;
}
