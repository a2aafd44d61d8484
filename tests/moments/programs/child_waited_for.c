/* The program waits for a child of its own, which comes to points as well. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#if V
struct job { char name[16]; int status; };
#else
struct job { int status; };
#endif
struct job j;
int status_of(struct job *job) { return job->status; }
void store(struct job *job, int status) { job->status = status; }
int main(void) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        update();
        _exit(7);
    }
    int status;
    waitpid(child, &status, 0); // @now
    store(&j, WEXITSTATUS(status));
    update(); // @now
    printf("%d\n", status_of(&j));
    return 0;
}
