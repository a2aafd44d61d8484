/* Return values above 255 are taken modulo 256; output buffered before is flushed. */
#include <stdio.h>

struct code { int low, high; };
static struct code codes = {44, 3};

int main(void)
{
    printf("returning without newline");
    return codes.high * 256 + codes.low;
}
