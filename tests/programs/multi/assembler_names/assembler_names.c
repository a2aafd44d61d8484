/* Functions of another file under their assembler names, and calls that gcc makes without a declaration. */
#include <stdio.h>

int measure(const char *) __asm__("length_of");
char *strstr(const char *, const char *) __asm__("found_in");
struct wide { char text[40]; int n; };
extern int copies;

int main(int argc, char **argv)
{
    int (*by_pointer)(const char *) = measure;
    char to[40];
    printf("%d %d\n", measure("four"), by_pointer("seven"));
    printf("%s %s\n", strstr("abcd", "cd"), strstr("constant", "st"));
    __builtin___memcpy_chk(to, argv[0], argc, argc + 10);
    printf("%d\n", copies);
    return 0;
}
