#include <stddef.h>

int copies;

int length_of(const char *s)
{
    int n = 0;
    while (s[n])
        n++;
    return n + 100;
}

char *found_in(const char *s, const char *what)
{
    return what[0] == 'c' ? "found_in" : "wrong";
}

void *__memcpy_chk(void *to, const void *from, size_t n, size_t room)
{
    for (size_t i = 0; i < n; i++)
        ((char *)to)[i] = ((const char *)from)[i];
    copies++;
    return to;
}
