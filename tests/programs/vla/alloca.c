/* alloca for structs, linked lists on the stack, strings, in loops; mixed with VLAs. */
#include <alloca.h>
#include <stdio.h>
#include <string.h>

struct node { struct node *next; int v; char text[]; };

static int build(int n)
{
    struct node *head = NULL;
    for (int i = 0; i < n; i++) {
        struct node *x = alloca(sizeof(struct node) + 8);
        x->next = head;
        x->v = i;
        sprintf(x->text, "n%d", i);
        head = x;
    }
    int sum = 0;
    for (struct node *x = head; x; x = x->next)
        sum += x->v * strlen(x->text);
    return sum;
}
struct big { long a[4]; };
static long mix(int n)
{
    struct big *b = __builtin_alloca(n * sizeof *b);
    memset(b, 0, n * sizeof *b);
    long t = 0;
    {
        int vla[n];
        for (int i = 0; i < n; i++)
            vla[i] = i, b[i].a[i % 4] = i;
        for (int i = 0; i < n; i++)
            t += vla[i] + b[i].a[0];
    }
    return t;
}
static char *dup_on(char *buf, const char *s) { return strcpy(buf, s); }
#define stack_dup(s) dup_on(alloca(strlen(s) + 1), s)

int main(void)
{
    printf("%d %ld\n", build(12), mix(9));
    char *a = stack_dup("first"), *b = stack_dup("second");
    printf("%s %s\n", a, b);
    return 0;
}
