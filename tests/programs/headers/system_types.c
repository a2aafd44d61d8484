/* System header types as members and values: time, stat, timespec, div_t, fd_set, tm, sockaddr. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct entry { struct stat st; struct tm when; struct timespec ts; struct sockaddr_in addr; struct pollfd pfd[2]; };

static struct timespec later(struct timespec t, long ns)
{
    t.tv_nsec += ns;
    if (t.tv_nsec >= 1000000000L)
        t.tv_sec++, t.tv_nsec -= 1000000000L;
    return t;
}

int main(void)
{
    struct entry e = {.ts = {5, 999999990}, .addr = {.sin_family = AF_INET, .sin_port = htons(8080)}};
    e.ts = later(e.ts, 20);
    printf("%ld %ld\n", (long)e.ts.tv_sec, e.ts.tv_nsec);
    time_t t = 86400 * 365;
    gmtime_r(&t, &e.when);
    printf("%d %d %d\n", e.when.tm_year, e.when.tm_mon, e.when.tm_mday);
    div_t d = div(17, 5);
    ldiv_t l = ldiv(-17, 5);
    printf("%d %d %ld %ld\n", d.quot, d.rem, l.quot, l.rem);
    inet_pton(AF_INET, "127.0.0.1", &e.addr.sin_addr);
    char text[INET_ADDRSTRLEN];
    printf("%s:%d\n", inet_ntop(AF_INET, &e.addr.sin_addr, text, sizeof text), ntohs(e.addr.sin_port));
    int p[2];
    if (pipe(p) || write(p[1], "x", 1) != 1 || fstat(p[0], &e.st))
        return 1;
    e.pfd[0] = (struct pollfd){p[0], POLLIN};
    e.pfd[1] = (struct pollfd){.fd = p[1], .events = POLLOUT};
    int ready = poll(e.pfd, 2, 0);
    printf("%d %d %d\n", ready, S_ISFIFO(e.st.st_mode), e.pfd[0].revents == POLLIN);
    int ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN, .data.u64 = 0x123456789abcULL}, got[2];
    epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &ev);
    printf("%d ", epoll_wait(ep, got, 2, 100));
    printf("%llx %zu\n", (unsigned long long)got[0].data.u64, sizeof ev);
    return 0;
}
