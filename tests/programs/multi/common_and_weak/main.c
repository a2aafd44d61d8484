/* Initialised globals across units, arrays of incomplete type, weak default overridden, constructors in both, aliases. */
#include <stdio.h>

extern int table[];
extern int table_size;
extern struct config { int level; const char *name; } config;
extern const char *order;
int shared = 3;
__attribute__((weak)) int policy(void) { return 1; }
__attribute__((weak)) int only_here(void) { return 7; }
int set_level(int);

int main(void)
{
    int s = 0;
    for (int i = 0; i < table_size; i++)
        s += table[i];
    printf("%d %d %d\n", s, policy(), only_here());
    int old = set_level(4);
    printf("%s %d %d\n", config.name, old, config.level);
    extern int late_value;
    printf("%d %d\n", late_value, shared);
    printf("%s\n", order);
    return shared;
}
