/* Structs through a pipe with write and read, in one process and from a forked child. */
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

struct msg { int seq; char text[11]; short sum; };

int main(void)
{
    int p[2];
    if (pipe(p))
        return 1;
    struct msg m, in[3];
    memset(&m, 0, sizeof m);
    m.seq = 1;
    strcpy(m.text, "hello");
    if (write(p[1], &m, sizeof m) != sizeof m)
        return 2;
    memset(&m, 0, sizeof m);
    printf("%zd\n", read(p[0], &m, sizeof(struct msg)));
    printf("%d %s\n", m.seq, m.text);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 3; i++) {
            m.seq = i * 11;
            m.sum = i + 100;
            if (write(p[1], &m, sizeof m) < 0)
                _exit(9);
        }
        _exit(5);
    }
    int status, got = 0;
    waitpid(child, &status, 0);
    while (got < (int)sizeof in)
        got += read(p[0], (char *)in + got, sizeof in - got);
    printf("%d %d %d %d\n", in[2].seq, in[1].sum, got, WEXITSTATUS(status));
    struct msg a = {7, "io", 8}, b;
    int n;
    struct iovec out = {&a, sizeof a}, back[2] = {{&b, sizeof b}, {&n, 0}};
    printf("%zd ", writev(p[1], &out, 1));
    printf("%zd ", readv(p[0], back, 1));
    printf("%d %s\n", b.seq, b.text);
    return 0;
}
