/* Statement expressions: values, struct values, nested, in conditions, with locals and loops. */
#include <stdio.h>

struct p { int x, y; };
#define MAX(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define SQUARE(v) ({ int v_ = (v); v_ * v_; })

static int calls;
static int tick(void) { return ++calls; }

int main(void)
{
    int a = MAX(tick(), 0), b = MAX(MAX(2, tick()), MAX(tick(), 1));
    printf("%d %d %d\n", a, b, calls);
    struct p p = ({ struct p t = {a, b}; t.x += 10; t; });
    printf("%d %d\n", p.x, p.y);
    printf("%d\n", ({ p; }).y + ({ struct p q = p; q.y *= 2; q; }).y);
    int sum = ({
        int s = 0;
        for (int i = 0; i < 5; i++) {
            if (i == 3)
                continue;
            s += SQUARE(i);
        }
        s;
    });
    printf("%d\n", sum);
    while (({ sum--; sum > 15; }))
        ;
    printf("%d\n", sum);
    int *pi = &({ &p; })->x;
    *pi = 77;
    printf("%d\n", p.x);
    ({ p.y = 5; });
    ({ ; });
    for (int i = ({ 3; }); ({ i > 0; }); ({ i--; }))
        printf("%d", ({ int i_ = i; ({ i_ + 1; }); }));
    printf("\n");
    double d = ({ 1; 2.5; }) + ({ goto_free: 1; });
    printf("%.1f\n", d);
    switch (({ int k = 2; k; })) {
    case 2: printf("two\n"); break;
    }
    return ({ static int kept = 4; ++kept; });
}
