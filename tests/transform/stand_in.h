/* stand_in.h: what generated text calls, for tests that run it without the runtime.
 *
 * Conversions only count; storage is counted, filled with 0xAA when it is given back, and never
 * used again, so that a value that outlives its storage shows.
 */
extern void *calloc(unsigned long, unsigned long);
extern void *malloc(unsigned long);
extern unsigned long malloc_usable_size(void *);
extern int printf(const char *, ...);

static int converted, storages;
static int failures;

void dsu_convert(void *object, unsigned type)
{
    (void)object, (void)type;
    converted++;
}

void *dsu_storage_new(unsigned long size)
{
    unsigned long *block = calloc(1, size + sizeof(unsigned long) * 2);
    block[0] = size;
    storages++;
    return block + 2;
}

void dsu_storage_free(void *storage)
{
    if (!storage)
        return;
    unsigned long *block = (unsigned long *)storage - 2;
    __builtin_memset(storage, 0xAA, block[0]);
    storages--;
}

unsigned long dsu_usable(void *block)
{
    return malloc_usable_size(block);
}

#define CHECK(what) ((what) ? 0 : (failures++, printf("line %d: %s\n", __LINE__, #what)))
