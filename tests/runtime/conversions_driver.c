/* Several threads use the same old objects at the same time: each object is converted once. */
#include "driver.h"

enum { OBJECTS = 20000, THREADS = 3 };

static void *use_all(void *from)
{
    int (*get_all)(int) = (int (*)(int))entry("__dsu_f_get_all");
    return (void *)(long)get_all((int)(long)from);
}

static void all_threads_get(long long expected)
{
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], 0, use_all, (void *)(i * OBJECTS / THREADS)) == 0);
    CHECK(call("__dsu_f_get_all", 0) == expected);
    for (int i = 0; i < THREADS; i++) {
        void *sum;
        pthread_join(threads[i], &sum);
        CHECK((long)sum == expected);
    }
}

static void scenario(char **files)
{
    applied(files[0]);
    CHECK(call("__dsu_f_get_all", 0) == 0);
    applied(files[1]);
    CHECK(call("__dsu_f_get", 3) == 51); /* x was written during the conversion: that counts */
    CHECK_TEXT(description(), "\"converted\":1,");
    all_threads_get(51ll * OBJECTS);
    CHECK_TEXT(description(), "\"converted\":20000,");
    applied(files[2]);
    CHECK(call("__dsu_f_get", 4) == 52);
    all_threads_get(52ll * OBJECTS);
    CHECK_TEXT(description(), "\"outgrown\":true,\"converted\":40000,");
}
