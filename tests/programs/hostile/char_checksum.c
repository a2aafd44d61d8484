/* Hostile to wrapping: structs read and written through char pointers, with sizes passed around. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct packet { uint16_t type; uint16_t len; uint32_t seq; uint8_t body[8]; uint16_t sum; uint16_t pad; };

static uint16_t checksum(const void *data, size_t n)
{
    const uint8_t *p = data;
    uint32_t s = 0;
    for (size_t i = 0; i + 1 < n; i += 2)
        s += p[i] << 8 | p[i + 1];
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return ~s;
}
static void dump(const char *name, const void *data, size_t n)
{
    const unsigned char *p = data;
    printf("%s(%zu)", name, n);
    while (n--)
        printf(" %02x", *p++);
    printf("\n");
}

int main(void)
{
    struct packet p = {1, sizeof p, 0x01020304, "payload", 0, 0};
    p.sum = checksum(&p, sizeof p);
    dump("packet", &p, sizeof p);
    struct packet q;
    const char *from = (const char *)&p;
    char *to = (char *)&q;
    for (size_t i = 0; i < sizeof q; i++)
        to[i] = from[sizeof p - 1 - (sizeof p - 1 - i)];
    printf("%d %x\n", memcmp(&p, &q, sizeof p), q.seq);
    unsigned char *bytes = (unsigned char *)&q.seq;
    bytes[1] ^= 0xff;
    ((char *)&q)[offsetof_len()] = 7;
    dump("changed", &q, sizeof(struct packet));
    printf("%d\n", q.len);
    return q.len & 0xff;
}
int offsetof_len(void) { return (int)__builtin_offsetof(struct packet, len); }
