/* A blocking read of bytes that belong to no object of the type; its caller is done with it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <unistd.h>
#if V
struct count { long letters; long words; };
#else
struct count { int words; int letters; };
#endif
struct count all;
void add(const char *text, long n) {
    for (long i = 0; i < n; i++) text[i] == ' ' ? all.words++ : all.letters++;
}
void show(void) { printf("%ld %ld\n", (long)all.words, (long)all.letters); }
int main(void) {
    char buffer[8];
    long n;
    while ((n = read(0, buffer, sizeof buffer)) > 0) add(buffer, n); // @now
    show();
    return 0;
}
/* STDIN: to be or not to be that is the question */
