/* A static function that nothing uses may name what nothing defines, as in many headers.
   NO_SANITIZE: only dsu exec knows that the plain program links. */
#include <stdio.h>

int defined_nowhere(int);
struct list { struct list *next; };
static inline int helper(struct list *l) { return l->next ? defined_nowhere(1) : 2; }
static int other(int n) { return n ? defined_nowhere(n) : 3; }

int main(void)
{
    puts("nothing is missing");
    return 0;
}
