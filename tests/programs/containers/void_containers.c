/* void* stack, list and callbacks over different struct types, with a tag to tell them apart. */
#include <stdio.h>
#include <stdlib.h>

struct stack { void *items[10]; int top; };
struct cat { int kind; const char *name; };
struct dog { int kind; int volume; double weight; };
union any { struct cat *c; struct dog *d; void *v; };

static void push(struct stack *s, void *p) { s->items[s->top++] = p; }
static void *pop(struct stack *s) { return s->top ? s->items[--s->top] : NULL; }
static void each(struct stack *s, void (*f)(void *)) { for (int i = 0; i < s->top; i++) f(s->items[i]); }

static void speak(void *p)
{
    switch (*(int *)p) {
    case 1: printf("meow %s\n", ((struct cat *)p)->name); break;
    case 2: {
        struct dog *d = p;
        printf("woof %d %.1f\n", d->volume++, d->weight);
        break;
    }
    default: printf("?\n");
    }
}

int main(void)
{
    struct stack s = {.top = 0};
    struct cat tom = {1, "tom"};
    struct dog *rex = malloc(sizeof *rex);
    rex->kind = 2, rex->volume = 10, rex->weight = 7.5;
    int other = 9;
    push(&s, &tom);
    push(&s, rex);
    push(&s, &other);
    push(&s, rex);
    each(&s, speak);
    union any u;
    u.v = pop(&s);
    printf("%d\n", u.d->volume);
    while ((u.v = pop(&s)))
        printf("%d", *(int *)u.v);
    printf("\n");
    free(rex);
    return 0;
}
