/* A union of structs with a common initial sequence, and dispatch on the common tag. */
#include <stdio.h>
#include <string.h>

struct any { int type; unsigned len; };
struct ping { int type; unsigned len; long when; };
struct text { int type; unsigned len; char body[20]; };
struct move { int type; unsigned len; struct { short x, y; } to; };
union msg { struct any any; struct ping ping; struct text text; struct move move; };

static union msg make_text(const char *s)
{
    union msg m;
    memset(&m, 0, sizeof m);
    m.text.type = 2;
    m.text.len = strlen(s);
    memcpy(m.text.body, s, m.any.len);
    return m;
}
static int handle(const union msg *m)
{
    switch (m->any.type) {
    case 1: printf("ping %ld\n", m->ping.when); break;
    case 2: printf("text %.*s\n", (int)m->any.len, m->text.body); break;
    case 3: printf("move %d,%d\n", m->move.to.x, m->move.to.y); break;
    }
    return m->ping.len;
}

int main(void)
{
    union msg queue[3] = {{.ping = {1, 8, 99}}, make_text("hello"), {.move = {3, 4, {-1, 2}}}};
    int total = 0;
    for (union msg *m = queue; m != queue + 3; m++)
        total += handle(m);
    queue[0] = queue[1];
    queue[0].text.body[0] = 'j';
    handle(queue);
    struct text *t = &queue[0].text;
    t->len = 1;
    handle((union msg *)t);
    printf("%zu\n", sizeof(union msg));
    return total;
}
