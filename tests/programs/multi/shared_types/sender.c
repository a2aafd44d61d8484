#include <stdlib.h>
#include <string.h>

struct msg { int id; char text[12]; struct msg *next; };
struct msg last_sent;
static struct { int n; struct msg first; } log_;

struct msg *msg_new(int id, const char *text)
{
    struct msg *m = calloc(1, sizeof(struct msg));
    m->id = id;
    strncpy(m->text, text, sizeof m->text - 1);
    return m;
}
int send_all(struct msg *list, int (*h)(struct msg *))
{
    int sum = 0;
    for (; list; list = list->next) {
        struct msg copy = *list;
        if (!log_.n++)
            log_.first = copy;
        last_sent = copy;
        sum += h(&copy);
    }
    return sum * 10 + log_.first.id;
}
void *msg_pack(const struct msg *m, size_t *size)
{
    void *p = malloc(*size = sizeof *m);
    return memcpy(p, m, sizeof *m);
}
