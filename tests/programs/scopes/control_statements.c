/* Each control statement and each of its substatements is a block of its own: what a condition
   declares hides a typedef name up to the statement's end, and no longer. */
#include <stdio.h>

typedef int T;
typedef struct {
    int v;
} S;

static void loops(void)
{
    for (T T = 0, i = 5; T < 2; T++)
        printf("for %d\n", (T) + i);
    for (S T = {2}; T.v; T.v--)
        printf("object %d\n", T.v);
    for (T k = 0; k < 2; k++)
        printf("body %d\n", (int)sizeof(enum { T = 6 }) + (T)-k);
    while (sizeof(enum { T = 3 })) {
        printf("while %d\n", (T) * 2);
        break;
    }
    do
        printf("do %d\n", (int)sizeof(enum { S = 4, T = 3 }) + S * T);
    while (sizeof(S) == 0);
    T after = 1;
    S also = {2};
    printf("after loops %d\n", after + also.v);
}

static void selections(int x)
{
    if (sizeof(enum { T = 5 }) == 4)
        printf("if %d\n", (T) + 1);
    else
        printf("else %d\n", (T)-1);
    if (x)
        printf("branch %d\n", (int)sizeof(enum { S = 7, T = 8 }) + S * T);
    else {
        S s = {1};
        x = s.v;
    }
    if (!x)
        puts("no");
    else if (sizeof(enum { S = 2 }) && x == 9)
        puts("nine");
    else
        printf("chain %d\n", (S)-1);
    switch (x)
    case 3:
        printf("case %d\n", (int)sizeof(enum { S = 7, T = 8 }) + S * T);
    switch (sizeof(struct { T a; enum { T = 4 } b; })) {
    default:
        printf("switch %d\n", (T)-1);
    }
    switch (({ int T = 4; T; })) {
    case 4: {
        T inner = 9;
        printf("expression %d\n", inner);
    }
    }
    T after = 1;
    S also = {2};
    printf("after selections %d\n", after + also.v);
}

int main(void)
{
    loops();
    selections(3);
    return 0;
}
