/* GNU range designators in static, automatic and nested arrays, with later overrides. */
#include <stdio.h>

enum { NONE, DIGIT, LOWER, UPPER };
static const unsigned char class[256] = {
    ['0' ... '9'] = DIGIT, ['a' ... 'z'] = LOWER, ['A' ... 'Z'] = UPPER, ['_'] = LOWER};
struct cell { short v; char tag; };
static struct cell board[3][4] = {[0 ... 2] = {[0 ... 3] = {7, 'x'}}, };
static struct cell board2[3][4] = {[0 ... 1] = {[1 ... 2] = {.tag = 'y'}}, [2][3].v = 5};

static int nothing(int x) { return x; }
static int doubled(int x) { return 2 * x; }
static int (*const ops[8])(int) = {[0 ... 7] = nothing, [3] = doubled, [6 ... 7] = doubled};

int main(void)
{
    const char *s = "Ab9_!";
    for (; *s; s++)
        printf("%d", class[(unsigned char)*s]);
    printf("\n");
    int sum = 0, tags = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            sum += board[i][j].v + board2[i][j].v, tags += board2[i][j].tag == 'y';
    printf("%d %d %c\n", sum, tags, board[2][3].tag);
    int r = 0;
    for (int i = 0; i < 8; i++)
        r += ops[i](1) << i;
    printf("%#x\n", r);
    int local[10] = {[2 ... 4] = 3, [8] = 1};
    for (int i = 0; i < 10; i++)
        printf("%d", local[i]);
    printf("\n");
    return 0;
}
