/* Weak functions and variables defined in several files: the strong one counts, else the first; by pragma, too. */
#include <stdio.h>

struct limits { int most; const char *name; };
struct limits limits __attribute__((weak)) = {10, "default"};
__attribute__((weak)) int both_weak = 1, overruled[] = {1, 2};
__attribute__((weak)) int first_counts(void) { return 1; }
#pragma weak by_pragma
int by_pragma(void) { return 1; }
int late_weak(void) { return 1; }
extern int late_weak(void) __attribute__((weak));
#pragma weak pragma_value
int pragma_value = 1;

static int counter = 40;
static int counted(int by) { return counter += by; }
#pragma weak second_counter = counter
#pragma weak second_counted = counted
extern int second_counter;
extern int second_counted(int);
#pragma weak nowhere
extern int nowhere(void);

int elsewhere(void);

int main(void)
{
    printf("%d %s %d %d\n", limits.most, limits.name, both_weak, overruled[0]);
    printf("%d %d %d %d\n", first_counts(), by_pragma(), late_weak(), pragma_value);
    both_weak += 10, limits.most++, overruled[0]++, pragma_value++;
    printf("%d\n", elsewhere());
    for (unsigned i = 0; i < sizeof overruled / sizeof overruled[0]; i++)
        printf("%d\n", overruled[i]);
    int seen = second_counted(1);
    printf("%d %d %d %d\n", seen, second_counter, counter, nowhere ? nowhere() : -1);
    return 0;
}
