/* Arrays in the state: strings, designators, two dimensions, pointers made before the loop. */
#include <dsu.h>
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    char name[16] = "live", open[] = "open end", *end = open + strlen(open);
    int grid[2][3] = {{1, 2}, [1][2] = 9}, *cell = &grid[1][2], (*row)[3] = grid + 1;
    char words[3][6] = {"one", "two", {'t', 'h', 'r', 'e', 'e'}};
    const char *list[] = {name, open, words[2]};
    double sums[4] = {[2] = 1.5};
    int copy[3];
    int values[] = {7, 8, 9};
    int braced = {4}, empty[2] = {};
    memcpy(copy, grid[0], sizeof copy);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        update();
        printf("%s/%zu ", list[i], strlen(list[i]));
        *--end = 'X';
        *cell += (int)i;
        (*row)[0]++;
        sums[i] += i + sums[2];
        name[i] -= 'a' - 'A';
        copy[i % 3] += values[i];
        empty[i % 2] += braced;
    }
    printf("\n%s %s %d %d %g %g %d %d %zu %zu %d %d\n", name, open, grid[1][2], grid[1][0], sums[0], sums[3],
           copy[0], copy[2], sizeof name, sizeof open, empty[0], argc + (argv[argc] == 0));
    return 0;
}
