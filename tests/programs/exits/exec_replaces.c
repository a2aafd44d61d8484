/* exec replaces the program; system and popen run others; output order is kept by flushing. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct tally { int lines, bytes; };

int main(void)
{
    printf("before\n");
    fflush(stdout);
    int st = system("echo from the shell; exit 4");
    printf("%d\n", WEXITSTATUS(st));
    FILE *f = popen("printf 'a\\nbb\\nccc\\n'", "r");
    struct tally t = {0};
    for (int c; (c = fgetc(f)) != EOF; t.bytes++)
        t.lines += c == '\n';
    st = pclose(f);
    printf("%d %d %d\n", t.lines, t.bytes, WEXITSTATUS(st));
    fflush(stdout);
    execl("/bin/sh", "sh", "-c", "echo replaced $0 $1; exit 9", "zero", "one", (char *)NULL);
    return 1;
}
