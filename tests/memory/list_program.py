"""A program with a list, and one whose nodes have a field more."""

LIST = """\
#include <stdlib.h>
enum colour { RED, GREEN };
struct node { struct node *next; int value; unsigned a : 3; int b : 5; char name[12];
              enum colour colour; };
struct node *head, *none;
void push(int value) {
    struct node *n = malloc(sizeof *n);
    *n = (struct node){head, value, 5, -3, "abc", GREEN};
    head = n;
}
void close_ring(void) { head->next->next->next = head; }
void spoil(void) { head->next->next = (struct node *)0x1234; }
union number { int i; float f; };
struct plain { union number u; double d; struct { int p, q; }; short s[3]; void *any;
               void (*handler)(int); const char *text; unsigned long big; };
#pragma dsu fixed plain
struct plain plain = {{1}, 2.5, {3, 4}, {-1, 2, 3}, &plain, push, "hello", ~0ul};
int n = 2;
"""
GROWN = LIST.replace("int value; unsigned", "int value; int weight; unsigned")
