/* typeof, __auto_type, statement expressions, _Generic and container macros on unconstrained types. */
#include <stdio.h>
#include <stdlib.h>

struct el { int k; struct el *next; };
struct li { struct el *head, **tail; int n; };
#define NEW(...) ({ __auto_type p_ = (struct el *)malloc(sizeof(struct el)); *p_ = (struct el){__VA_ARGS__}; p_; })
#define PUSH(l, e) ({ typeof(l) l_ = (l); typeof(e) e_ = (e); *l_->tail = e_; l_->tail = &e_->next; ++l_->n; })
#define POP(l) ({ typeof(*(l)) *l_ = (l); typeof(l_->head) h_ = l_->head; struct el v_ = {-1}; \
    if (h_) { v_ = *h_; if (!(l_->head = h_->next)) l_->tail = &l_->head; free(h_); l_->n--; } v_; })
#define EACH(v, l) for (typeof((l)->head) v = (l)->head; v; v = v->next)
#define SWAP(a, b) do { typeof(a) t_ = a; a = b; b = t_; } while (0)
#define KIND(x) _Generic((x), struct el: "el", struct el *: "el*", struct li: "li", const struct el *: "const", default: "?")

int main(void)
{
    struct li l = {0, &l.head};
    for (int i = 0; i < 5; i++)
        PUSH(&l, NEW(.k = i * i));
    int s = 0;
    EACH(e, &l)
        s = s * 3 + e->k;
    printf("%d %d\n", s, l.n);
    struct el a = POP(&l), b = POP(&l);
    SWAP(a, b);
    a.next = b.next = NULL;
    printf("%d %d %d\n", a.k, b.k, ({ struct el q = POP(&l); q; }).k);
    typeof(a) arr[2] = {a, b}, *pa = arr;
    typeof(pa[0].k) k = pa++->k;
    k += (*pa).k;
    const __auto_type c = *pa;
    printf("%d %d %s %s %s %s\n", k, c.k, KIND(a), KIND(&a), KIND(l), KIND((const struct el *)&c));
    while (l.n)
        printf("%d ", POP(&l).k);
    printf("%d %d\n", POP(&l).k, l.tail == &l.head);
    return 0;
}
