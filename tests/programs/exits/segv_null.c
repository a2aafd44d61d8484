/* A null pointer dereference ends the program with SIGSEGV. NO_SANITIZE: on purpose */
#include <stdio.h>
#include <sys/resource.h>

struct node { int v; struct node *next; };
static struct node *volatile list;

int main(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    printf("walking\n");
    fflush(stdout);
    int v = list->next->v;
    printf("%d\n", v);
    return 0;
}
