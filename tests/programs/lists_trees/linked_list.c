/* Singly linked list: insert sorted, reverse, delete through pointer to pointer, merge sort. */
#include <stdio.h>
#include <stdlib.h>

struct node { int key; struct node *next; };

static void insert(struct node **at, int key)
{
    while (*at && (*at)->key < key)
        at = &(*at)->next;
    struct node *n = malloc(sizeof(struct node));
    n->key = key;
    n->next = *at;
    *at = n;
}
static int erase(struct node **at, int key)
{
    for (; *at; at = &(*at)->next)
        if ((*at)->key == key) {
            struct node *dead = *at;
            *at = dead->next;
            free(dead);
            return 1;
        }
    return 0;
}
static struct node *reverse(struct node *l)
{
    struct node *r = NULL;
    while (l) {
        struct node *next = l->next;
        l->next = r, r = l, l = next;
    }
    return r;
}
static struct node *merge(struct node *a, struct node *b)
{
    struct node head, *tail = &head;
    while (a && b) {
        struct node **least = a->key <= b->key ? &a : &b;
        tail = tail->next = *least;
        *least = (*least)->next;
    }
    tail->next = a ? a : b;
    return head.next;
}
static struct node *sort(struct node *l)
{
    if (!l || !l->next)
        return l;
    struct node *slow = l, *fast = l->next;
    for (; fast && fast->next; fast = fast->next->next)
        slow = slow->next;
    fast = slow->next;
    slow->next = NULL;
    return merge(sort(l), sort(fast));
}
static int show(const struct node *l)
{
    int n = 0;
    for (; l; l = l->next, n++)
        printf("%d ", l->key);
    printf("(%d)\n", n);
    return n;
}

int main(void)
{
    struct node *list = NULL;
    for (int i = 0; i < 10; i++)
        insert(&list, i * 7 % 10);
    show(list);
    printf("%d%d\n", erase(&list, 4), erase(&list, 44));
    list = reverse(list);
    show(list);
    list = sort(list);
    int n = show(list);
    while (list)
        erase(&list, list->key);
    return n;
}
