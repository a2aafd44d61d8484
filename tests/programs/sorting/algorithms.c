/* Six sorting algorithms over an array of structs through one function type; stability checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rec { int key, seq; };
typedef void sorter(struct rec *, int);

static void bubble(struct rec *v, int n) { for (int i = 0; i < n; i++) for (int j = 1; j < n - i; j++) if (v[j].key < v[j - 1].key) { struct rec t = v[j]; v[j] = v[j - 1]; v[j - 1] = t; } }
static void insertion(struct rec *v, int n)
{
    for (int i = 1, j; i < n; i++) {
        struct rec x = v[i];
        for (j = i; j > 0 && v[j - 1].key > x.key; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}
static void quick(struct rec *v, int n)
{
    if (n < 2)
        return;
    struct rec p = v[n / 2], t;
    int i = 0, j = n - 1;
    for (;; i++, j--) {
        while (v[i].key < p.key) i++;
        while (v[j].key > p.key) j--;
        if (i >= j)
            break;
        t = v[i], v[i] = v[j], v[j] = t;
    }
    quick(v, i);
    quick(v + i, n - i);
}
static void merge(struct rec *v, int n)
{
    if (n < 2)
        return;
    struct rec tmp[n];
    int h = n / 2, a = 0, b = h;
    merge(v, h), merge(v + h, n - h);
    for (int k = 0; k < n; k++)
        tmp[k] = b >= n || (a < h && v[a].key <= v[b].key) ? v[a++] : v[b++];
    memcpy(v, tmp, sizeof tmp);
}
static void heap(struct rec *v, int n)
{
    for (int end = n, start = n / 2; end > 1;) {
        struct rec t;
        if (start > 0)
            t = v[--start];
        else
            t = v[--end], v[end] = v[0];
        int i = start, c;
        for (; (c = 2 * i + 1) < end; i = c) {
            c += c + 1 < end && v[c + 1].key > v[c].key;
            if (v[c].key <= t.key)
                break;
            v[i] = v[c];
        }
        v[i] = t;
    }
}
static void shell(struct rec *v, int n) { for (int g = n / 2; g; g /= 2) for (int i = g; i < n; i++) for (int j = i - g; j >= 0 && v[j].key > v[j + g].key; j -= g) { struct rec t = v[j]; v[j] = v[j + g]; v[j + g] = t; } }

static const struct { const char *name; sorter *sort; int stable; } all[] = {
    {"bubble", bubble, 1}, {"insertion", insertion, 1}, {"quick", quick}, {"merge", merge, 1}, {"heap", heap}, {"shell", shell}};

int main(void)
{
    int failures = 0;
    for (unsigned a = 0; a < sizeof all / sizeof all[0]; a++) {
        struct rec v[150];
        unsigned seed = 7;
        for (int i = 0; i < 150; i++)
            v[i] = (struct rec){(seed = seed * 1103515245u + 12345u) >> 16 & 63, i};
        all[a].sort(v, 150);
        int ordered = 1, stable = 1;
        long sum = 0;
        for (int i = 0; i < 150; i++) {
            sum += (long)v[i].key * (i % 7 + 1);
            ordered &= !i || v[i - 1].key <= v[i].key;
            stable &= !i || v[i - 1].key < v[i].key || v[i - 1].seq < v[i].seq;
        }
        failures += !ordered || (all[a].stable && !stable);
        printf("%s %d %ld\n", all[a].name, ordered, sum);
    }
    return failures;
}
