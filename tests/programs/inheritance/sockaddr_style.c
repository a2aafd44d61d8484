/* sockaddr-like families: different structs passed as the common header pointer, copied by length. */
#include <stdio.h>
#include <string.h>

struct addr { unsigned short family; char data[14]; };
struct addr_in { unsigned short family; unsigned short port; unsigned host; char zero[8]; };
struct addr_un { unsigned short family; char path[30]; };
struct addr_storage { unsigned short family; char pad[62]; };

static int bound;
static int do_bind(const struct addr *a, unsigned len)
{
    switch (a->family) {
    case 2: {
        struct addr_in in;
        memcpy(&in, a, len < sizeof in ? len : sizeof in);
        bound++;
        return printf("in %u:%u\n", in.host, in.port);
    }
    case 1: {
        char path[30];
        memcpy(path, (const char *)a + 2, len - 2);
        bound++;
        return printf("un %s\n", path);
    }
    }
    return -1;
}
static unsigned get_name(struct addr *a, unsigned *len)
{
    struct addr_in in = {2, 8080, 77};
    unsigned n = *len < sizeof in ? *len : (unsigned)sizeof in;
    memcpy(a, &in, n);
    *len = sizeof in;
    return n;
}

int main(void)
{
    struct addr_in in = {.family = 2, .port = 80, .host = 127};
    struct addr_un un = {1, "/tmp/sock"};
    struct addr_storage st;
    memset(&st, 0, sizeof st);
    do_bind((struct addr *)&in, sizeof in);
    do_bind((const struct addr *)&un, sizeof un);
    unsigned len = sizeof st;
    get_name((struct addr *)&st, &len);
    do_bind((struct addr *)&st, len);
    printf("%u %d\n", len, do_bind(&(struct addr){.family = 9}, sizeof(struct addr)));
    return bound;
}
