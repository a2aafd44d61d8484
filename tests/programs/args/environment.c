/* main with three parameters; environ, getenv, setenv on own names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

int main(int argc, char **argv, char **envp)
{
    int found = 0;
    setenv("DSU_CORPUS_TEST", "value one", 1);
    for (char **e = environ; *e; e++)
        if (!strncmp(*e, "DSU_CORPUS_TEST=", 16))
            found++;
    printf("%d %s\n", found, getenv("DSU_CORPUS_TEST"));
    unsetenv("DSU_CORPUS_TEST");
    printf("%d %d %d\n", getenv("DSU_CORPUS_TEST") == NULL, envp != NULL, argc);
    return argv[0] == NULL;
}
