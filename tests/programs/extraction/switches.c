/* A switch in the loop, the loop in a case, falling through behind it, switches in both places. */
#include <dsu.h>
#include <stdio.h>
static int inside(const char *ops)
{
    int acc = 0;
    while (*ops) {
        switch (*ops++) {
        case '+': acc++;
        case '*': acc *= 2; break;
        case '-': acc--; continue;
        case 'r': return acc;
        case 'n': { int k = 3; while (k) { if (k-- == 2) break; acc++; } } break;
        default: goto out;
        }
        update();
        acc += 100;
    }
    acc = -acc;
out:
    return acc * 10;
}
static int in_case(int kind, int n)
{
    int sum = 0;
    switch (kind) {
        int unused;
    case 0:
        sum = 1000;
        break;
    case 1:
        sum = 1;
    case 2:
        sum += 10;
        while (n > 0) {
            update();
            n--;
            if (n == 5)
                break;
            if (n == 17)
                goto three;
            sum += n;
        }
        if (n == 5)
            break;
        sum += 500;
    case 3:
three:
        sum += 3;
        if (sum % 2)
            break;
    case 4: {
        int inner = sum;
        sum += inner;
        break;
    }
    default:
        sum = -1;
    }
    printf("%d ", sum);
    return sum + n;
}
int main(void)
{
    printf("%d %d %d %d %d\n", inside("+*-"), inside("+n*r"), inside("--x"), inside(""), inside("nn+"));
    for (int kind = 0; kind < 6; kind++)
        printf("%d | ", in_case(kind, 4) + in_case(kind, 9) + in_case(kind, 18));
    printf("\n");
    return 0;
}
