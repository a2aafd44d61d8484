/* A JSON reader into a recursive tagged struct with growing arrays of children; printed back sorted. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json { enum { NUL, BOOL, NUM, STR, ARR, OBJ } type; union { double num; char *str; struct { struct member *v; size_t n; } list; _Bool b; } u; };
struct member { char *key; struct json value; };
struct src { const char *p; int errors; };

static void skip(struct src *s) { while (isspace((unsigned char)*s->p)) s->p++; }
static char *text(struct src *s)
{
    const char *e = strchr(++s->p, '"');
    char *r = strndup(s->p, e - s->p);
    s->p = e + 1;
    return r;
}
static struct json parse(struct src *s)
{
    struct json j = {NUL};
    skip(s);
    if (*s->p == '{' || *s->p == '[') {
        char close = *s->p == '{' ? '}' : ']';
        j.type = *s->p++ == '{' ? OBJ : ARR;
        j.u.list.v = NULL, j.u.list.n = 0;
        for (skip(s); *s->p && *s->p != close; skip(s)) {
            struct member m = {NULL};
            if (j.type == OBJ) {
                m.key = text(s);
                skip(s);
                if (*s->p++ != ':')
                    s->errors++;
            }
            m.value = parse(s);
            j.u.list.v = realloc(j.u.list.v, (j.u.list.n + 1) * sizeof *j.u.list.v);
            j.u.list.v[j.u.list.n++] = m;
            skip(s);
            if (*s->p == ',')
                s->p++;
        }
        s->p++;
    } else if (*s->p == '"') {
        j.type = STR, j.u.str = text(s);
    } else if (isdigit((unsigned char)*s->p) || *s->p == '-') {
        char *end;
        j.type = NUM, j.u.num = strtod(s->p, &end);
        s->p = end;
    } else if (*s->p == 't' || *s->p == 'f') {
        j.type = BOOL, j.u.b = *s->p == 't';
        s->p += 4 + !j.u.b;
    } else
        s->p += 4;
    return j;
}
static int by_key(const void *a, const void *b) { return strcmp(((struct member *)a)->key, ((struct member *)b)->key); }
static void print(struct json j)
{
    switch (j.type) {
    case NUL: printf("null"); break;
    case BOOL: printf(j.u.b ? "true" : "false"); break;
    case NUM: printf("%g", j.u.num); break;
    case STR: printf("\"%s\"", j.u.str); break;
    default:
        if (j.type == OBJ)
            qsort(j.u.list.v, j.u.list.n, sizeof(struct member), by_key);
        putchar("[{"[j.type == OBJ]);
        for (size_t i = 0; i < j.u.list.n; i++) {
            printf(i ? "," : "");
            if (j.type == OBJ)
                printf("\"%s\":", j.u.list.v[i].key);
            print(j.u.list.v[i].value);
        }
        putchar("]}"[j.type == OBJ]);
    }
}

int main(void)
{
    struct src s = {"{\"name\": \"dsu\", \"tags\":[1, -2.5, true, null, []], \"deep\": {\"z\": {\"y\": false}, \"a\": \"b\"}}"};
    struct json j = parse(&s);
    print(j);
    printf("\n%d %zu\n", s.errors, j.u.list.n);
    return *s.p;
}
