/* Hostile to wrapping: structs living in mmap'd and shared memory, initialised by zero pages and by a child. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct slot { int used; char text[20]; };
struct shared { unsigned magic; int count; struct slot slots[8]; };

int main(void)
{
    size_t size = sizeof(struct shared);
    struct shared *s = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED)
        return 1;
    printf("%u %d %zu\n", s->magic, s->slots[7].used, size);
    s->magic = 0xcafe;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 5; i++) {
            struct slot *sl = &s->slots[s->count++];
            sl->used = i + 1;
            snprintf(sl->text, sizeof sl->text, "child %d", i);
        }
        _exit(s->magic == 0xcafe ? 0 : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    int total = 0;
    for (int i = 0; i < s->count; i++)
        total += s->slots[i].used;
    printf("%d %d %s %d\n", s->count, total, s->slots[4].text, status);
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(page, 0xee, 4096);
    struct slot *odd = (struct slot *)(page + 4096 - sizeof(struct slot));
    odd->used = 5;
    strcpy(odd->text, "at the page end");
    struct slot copy = *odd;
    *(struct slot *)page = copy;
    printf("%s %d\n", ((struct slot *)page)->text, page[sizeof(struct slot)] == (char)0xee);
    munmap(page, 4096);
    munmap(s, size);
    return 0;
}
