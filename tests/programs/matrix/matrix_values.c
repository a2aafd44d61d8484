/* Matrix code: matrices as struct values and as heap objects, power, determinant, transpose. */
#include <stdio.h>
#include <stdlib.h>

typedef struct { long m[3][3]; } mat3;
typedef struct matrix { int rows, cols; double *v; } matrix;

static const mat3 identity = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
static mat3 mul(mat3 a, mat3 b)
{
    mat3 r = {{{0}}};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                r.m[i][j] += a.m[i][k] * b.m[k][j];
    return r;
}
static mat3 power(mat3 a, unsigned n) { return n == 0 ? identity : n % 2 ? mul(a, power(a, n - 1)) : power(mul(a, a), n / 2); }
static long det(mat3 a)
{
    long (*m)[3] = a.m;
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}
static matrix make(int r, int c) { return (matrix){r, c, calloc((size_t)r * c, sizeof(double))}; }
static double *at(matrix *m, int i, int j) { return &m->v[i * m->cols + j]; }
static matrix transpose(matrix m)
{
    matrix t = make(m.cols, m.rows);
    for (int i = 0; i < m.rows; i++)
        for (int j = 0; j < m.cols; j++)
            *at(&t, j, i) = *at(&m, i, j);
    return t;
}

int main(void)
{
    mat3 fib = {{{1, 1, 0}, {1, 0, 0}, {0, 0, 1}}};
    printf("%ld %ld\n", power(fib, 40).m[0][1], det(power(fib, 5)));
    mat3 a = {{{2, 0, 1}, {3, 1, 0}, {0, 4, 5}}}, b = a;
    b.m[1][1] += 7;
    printf("%ld %ld %ld\n", det(a), det(b), det(mul(a, b)));
    matrix m = make(2, 3);
    for (int i = 0; i < 6; i++)
        m.v[i] = i * 1.5;
    matrix t = transpose(m), u = transpose(t);
    double diff = 0;
    for (int i = 0; i < 6; i++)
        diff += (u.v[i] - m.v[i]) * (u.v[i] - m.v[i]);
    printf("%d %d %.1f %.1f\n", t.rows, t.cols, *at(&t, 2, 1), diff);
    free(m.v), free(t.v), free(u.v);
    return 0;
}
