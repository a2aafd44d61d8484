/* Blocking calls that write into objects, while a state transformer converts them. */
#define V 0
#include <dsu.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if V
struct T { char first[64]; char buf[16]; int status; struct timespec ts; struct timeval tv; size_t n; };
#else
struct T { char buf[16]; int status; struct timespec ts; struct timeval tv; size_t n; };
#endif
struct T t;
void touch(void) { t.n++; }
void show(void) { printf("%s %d %zu\n", t.buf, t.status, t.n); fflush(stdout); }
/* STATE: touch(); t.n--; */
void a(struct T *p) { if (fgets(p->buf, 6, stdin)) show(); } // @later struct T
void b(struct T *p) { pid_t c = fork(); if (!c) _exit(3); waitpid(c, &p->status, 0); show(); } // @later struct T
void c(struct T *p) { p->ts.tv_nsec = 1000; nanosleep(&p->ts, &p->ts); show(); } // @later struct T
void d(struct T *p) { p->tv.tv_usec = 100; select(0, 0, 0, 0, &p->tv); show(); } // @later struct T
void e(struct T *p) { char *s = p->buf; write(2, s, strlen(s)); show(); } // @later struct T
int main(void) {
    for (int i = 0; i < 2; i++) { a(&t); b(&t); c(&t); d(&t); e(&t); touch(); t.n = 0; update(); } // @now
    return 0;
}
/* STDIN: one two three four five */
