/* Thread-local objects with a model that only a main program can have. */
#include <stdio.h>

static __thread int calls __attribute__((tls_model("local-exec"))) = 4;
extern __thread int later __attribute__((tls_model("initial-exec")));
static int count(void) { return ++calls + later; }
__thread int later = 10;

int main(void)
{
    count();
    later++;
    printf("%d\n", count());
    return 0;
}
