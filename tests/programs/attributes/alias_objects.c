/* Second names of static objects, of structs, and weak ones: one storage under two names. */
#include <stdio.h>

static int counter = 0;
extern int also_counter __attribute__((alias("counter")));
static struct pair { int x, y; } hidden = {1, 2};
extern struct pair shown __attribute__((alias("hidden")));
int public = 4;
extern int weak_public __attribute__((weak, alias("public")));

__attribute__((noinline)) static void change(void)
{
    also_counter++;
    shown.x += 5;
}

int main(void)
{
    counter = 0;
    change();
    printf("%d %d %d %d\n", counter, also_counter, hidden.x, shown.y);
    weak_public += counter;
    printf("%d %d\n", public, &counter == &also_counter);
    return 0;
}
