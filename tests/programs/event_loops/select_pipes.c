/* A select loop over two pipes with children as writers, an update point per turn, ordered by a token. */
#include <dsu.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

struct source { int fd; long sum; int closed; };

static pid_t spawn(struct source *s, int base)
{
    int p[2];
    if (pipe(p))
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        close(p[0]);
        for (int i = 0; i < 20; i++) {
            int v = base + i;
            if (write(p[1], &v, sizeof v) != sizeof v)
                _exit(1);
        }
        _exit(base);
    }
    close(p[1]);
    s->fd = p[0];
    return pid;
}

int main(void)
{
    struct source s[2] = {{0}};
    pid_t kids[2];
    for (int i = 0; i < 2; i++)
        kids[i] = spawn(&s[i], (i + 1) * 100);
    for (int open = 2; open;) {
        dsu_update();
        fd_set set;
        FD_ZERO(&set);
        for (int i = 0; i < 2; i++)
            if (!s[i].closed)
                FD_SET(s[i].fd, &set);
        if (select(FD_SETSIZE, &set, NULL, NULL, &(struct timeval){1, 0}) <= 0)
            return 2;
        for (struct source *p = s; p < s + 2; p++)
            if (FD_ISSET(p->fd, &set)) {
                int v;
                if (read(p->fd, &v, sizeof v) == sizeof v)
                    p->sum += v;
                else
                    p->closed = 1, open--;
            }
    }
    int status = 0;
    for (int i = 0; i < 2; i++)
        waitpid(kids[i], &status, 0);
    printf("%ld %ld %d\n", s[0].sum, s[1].sum, WEXITSTATUS(status));
    return 0;
}
