/* With _FORTIFY_SOURCE: checked string functions into members, whose sizes the compiler knows. */
#define _FORTIFY_SOURCE 2
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rec { char name[8]; char tail[8]; int n; };

static void fill(struct rec *r, const char *s)
{
    strncpy(r->name, s, sizeof r->name - 1);
    r->name[7] = 0;
    snprintf(r->tail, sizeof r->tail, "%s!", s);
    memset(&r->n, 0, sizeof r->n);
}

int main(void)
{
    struct rec r, *h = malloc(sizeof *h);
    fill(&r, "fortified");
    memcpy(h, &r, sizeof *h);
    strcat(strcpy(h->tail, "ab"), "cd");
    h->n = sprintf(h->name, "%d", 1234);
    printf("%s %s %s %s %d\n", r.name, r.tail, h->name, h->tail, h->n);
    char cwd[4096];
    printf("%d\n", getcwd(cwd, sizeof cwd) == cwd);
    free(h);
    return 0;
}
