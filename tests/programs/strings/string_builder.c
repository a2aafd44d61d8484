/* String tables, interning by pointer equality, a builder struct with varargs, tokenising with strtok_r. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sb { char *s; size_t len, cap; };
static struct intern { const char *s; struct intern *next; } *interned;

static void sb_addf(struct sb *b, const char *fmt, ...)
{
    va_list ap, ap2;
    va_start(ap, fmt);
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap2);
    va_end(ap2);
    if (b->len + n + 1 > b->cap)
        b->s = realloc(b->s, b->cap = (b->len + n + 1) * 2);
    vsnprintf(b->s + b->len, b->cap - b->len, fmt, ap);
    va_end(ap);
    b->len += n;
}
static const char *intern(const char *s)
{
    for (struct intern *i = interned; i; i = i->next)
        if (!strcmp(i->s, s))
            return i->s;
    struct intern *n = malloc(sizeof *n);
    *n = (struct intern){strdup(s), interned};
    return (interned = n)->s;
}

int main(void)
{
    char text[] = "to be, or not to be: that is the question";
    struct sb b = {0};
    const char *words[16];
    int n = 0, same = 0;
    char *save;
    for (char *w = strtok_r(text, " ,:", &save); w; w = strtok_r(NULL, " ,:", &save)) {
        words[n] = intern(w);
        for (int i = 0; i < n; i++)
            same += words[i] == words[n];
        sb_addf(&b, "%s%s/%d", n ? " " : "", w, (int)strlen(w));
        n++;
    }
    printf("%s\n%d %d %zu\n", b.s, n, same, b.len);
    free(b.s);
    return n;
}
