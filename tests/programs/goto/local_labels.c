/* __label__ in blocks, macros used twice, and labels named like variables, types and functions. */
#include <stdio.h>

typedef int word;
#define FIND(n, limit) ({ \
        __label__ done; \
        int i_, r_ = -1; \
        for (i_ = 0; i_ < (limit); i_++) \
            for (int j_ = 0; j_ < (limit); j_++) \
                if (i_ * j_ == (n)) { r_ = i_ * 10 + j_; goto done; } \
done: \
        r_; })

static int helper(int x) { return x + 1; }

static int names(int x)
{
    goto x;
    x = 0;
x:
    x++;
    if (x < 3)
        goto helper;
    goto word;
helper:
    x = helper(x) * 2;
    goto x;
word:
    return x;
}

int main(void)
{
    printf("%d %d %d\n", FIND(12, 6), FIND(25, 6), FIND(26, 6));
    printf("%d\n", names(0));
    {
        __label__ end;
        int n = 0;
        {
            __label__ end;
            goto end;
            n = 50;
end:
            n += 1;
        }
        goto end;
        n = 70;
end:
        printf("%d\n", n);
    }
    int unused_label_count = 2;
here: there:
    if (unused_label_count--)
        goto *(unused_label_count ? &&here : &&there);
    printf("%d\n", unused_label_count);
    return 0;
}
