/* An opaque handle API with the definition after its users; handles in structs, ids as intptr casts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct session session;
typedef struct session *session_t;
session_t session_open(const char *name);
int session_send(session *s, int bytes);
void session_close(session_t *s);

struct client { session_t s; int sent; };

static int talk(struct client *c)
{
    for (int i = 1; i < 4; i++)
        c->sent += session_send(c->s, i * 10);
    return c->sent;
}
static intptr_t to_handle(session *s) { return (intptr_t)s; }
static session *from_handle(intptr_t h) { return (session *)h; }

int main(void)
{
    struct client c = {session_open("srv")};
    printf("%d\n", talk(&c));
    intptr_t h = to_handle(c.s);
    printf("%d %d\n", from_handle(h) == c.s, session_send(from_handle(h), 5));
    session_close(&c.s);
    printf("%d\n", c.s == NULL);
    return c.sent;
}

struct session { const char *name; int total; unsigned open : 1; };
session_t session_open(const char *name)
{
    session *s = malloc(sizeof *s);
    *s = (session){name, 0, 1};
    return s;
}
int session_send(session *s, int bytes) { printf("%s:%d ", s->name, s->total += bytes); return s->open ? s->total : -1; }
void session_close(session_t *s) { (*s)->open = 0; free(*s); *s = NULL; }
