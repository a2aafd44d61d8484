/* A request/response server over a socketpair with a forked client; request structs sent whole. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum verb { PUT, GET, STOP };
struct request { enum verb verb; char key[8]; int value; };
struct reply { int ok, value; };
struct store { struct { char key[8]; int value; } rows[8]; int n; };

static struct reply handle(struct store *s, const struct request *r)
{
    for (int i = 0; i < s->n; i++)
        if (strncmp(s->rows[i].key, r->key, sizeof r->key) == 0) {
            if (r->verb == PUT)
                s->rows[i].value = r->value;
            return (struct reply){1, s->rows[i].value};
        }
    if (r->verb != PUT)
        return (struct reply){.ok = 0};
    memcpy(s->rows[s->n].key, r->key, sizeof r->key);
    s->rows[s->n].value = r->value;
    return (struct reply){2, s->rows[s->n++].value};
}

int main(void)
{
    int sv[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv))
        return 1;
    pid_t client = fork();
    if (client == 0) {
        static const struct request script[] = {{PUT, "a", 1}, {PUT, "b", 2}, {GET, "a"}, {PUT, "a", 10}, {GET, "zz"}, {GET, "a"}, {STOP}};
        int total = 0;
        for (unsigned i = 0; i < sizeof script / sizeof *script; i++) {
            struct reply rep = {0};
            if (send(sv[1], &script[i], sizeof script[i], 0) != sizeof script[i])
                _exit(200);
            if (script[i].verb == STOP)
                break;
            if (recv(sv[1], &rep, sizeof rep, MSG_WAITALL) != sizeof rep)
                _exit(201);
            total += rep.ok * rep.value;
        }
        _exit(total);
    }
    struct store s = {.n = 0};
    struct request r;
    while (recv(sv[0], &r, sizeof r, MSG_WAITALL) == sizeof r && r.verb != STOP) {
        struct reply rep = handle(&s, &r);
        printf("%d %s -> %d %d\n", r.verb, r.key, rep.ok, rep.value);
        send(sv[0], &rep, sizeof rep, 0);
    }
    int status;
    waitpid(client, &status, 0);
    printf("%d %d\n", s.n, WEXITSTATUS(status));
    return WEXITSTATUS(status);
}
