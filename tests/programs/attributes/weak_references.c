/* Weak references to what the program defines, and to what nobody does. */
#include <stdio.h>

int defined(int x) { return x + 1; }
static int inner(int x) { return x + 2; }
int number = 5;
static int by_reference(int) __attribute__((weakref("defined")));
static int to_static(int) __attribute__((weakref("inner")));
static int to_nothing(int) __attribute__((weakref("defined_by_nobody")));
static int to_library(const char *) __attribute__((weakref("puts")));
static int other_number __attribute__((weakref("number")));
static int no_number __attribute__((weakref("number_of_nobody")));

int main(void)
{
    printf("%d %d %d\n", by_reference(1), to_static(1), to_nothing != NULL);
    other_number++;
    printf("%d %d %d\n", number, &other_number == &number, &no_number != NULL);
    return to_library("done") < 0 || by_reference != defined;
}
