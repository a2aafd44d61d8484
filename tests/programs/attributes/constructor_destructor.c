/* Constructors and destructors with priorities, before main and after exit handlers. */
#include <stdio.h>
#include <stdlib.h>

struct log { char text[32]; int n; };
static struct log boot;

static void note(char c) { boot.text[boot.n++] = c; }
__attribute__((constructor(201))) static void second(void) { note('b'); }
__attribute__((constructor(200))) static void first(void) { note('a'); }
static void __attribute__((constructor)) last(void) { note('c'); }
__attribute__((destructor)) static void bye(void) { printf("destructor %s\n", boot.text); }
static void at_exit(void) { note('x'); printf("atexit\n"); }
__attribute__((constructor, unused)) static void both(void) { if (boot.n < 0) exit(99); }

int main(void)
{
    atexit(at_exit);
    note('m');
    printf("main %s %d\n", boot.text, boot.n);
    return 3;
}
