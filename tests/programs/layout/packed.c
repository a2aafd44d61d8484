/* Packed structs: sizes, offsets, fields of a wire format, packed within plain, pragma pack. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct __attribute__((packed)) wire { uint8_t type; uint32_t len; uint16_t crc; };
struct mixed { char c; struct wire w; int i; };
typedef struct { char a; double d; } __attribute__((__packed__)) pd;
#pragma pack(push, 2)
struct two { char c; int i; long l; };
#pragma pack(pop)
struct normal { char c; int i; long l; };
struct field_packed { char c; int i __attribute__((packed)); short s; };

int main(void)
{
    unsigned char stream[] = {7, 0x10, 0x20, 0, 0, 0xcd, 0xab, 9};
    struct wire w;
    memcpy(&w, stream, sizeof w);
    printf("%u %u %x\n", w.type, w.len, w.crc);
    struct wire *in = (struct wire *)stream;
    in->len += 1;
    printf("%02x %02x\n", stream[1], in->type);
    printf("%zu %zu %zu\n", sizeof(struct wire), sizeof(struct mixed), sizeof(pd));
    printf("%zu %zu %zu\n", sizeof(struct two), sizeof(struct normal), sizeof(struct field_packed));
    printf("%zu %zu %zu\n", offsetof(struct mixed, i), offsetof(struct two, l), offsetof(struct field_packed, s));
    struct wire arr[3] = {{1, 2, 3}, {4, 5, 6}, {.crc = 9}};
    unsigned sum = 0;
    for (int i = 0; i < 3; i++)
        sum += arr[i].type + arr[i].len + arr[i].crc;
    printf("%u %td\n", sum, (char *)&arr[2] - (char *)arr);
    pd d = {'x', 2.5};
    printf("%c %.1f %zu\n", d.a, d.d, _Alignof(pd));
    return 0;
}
