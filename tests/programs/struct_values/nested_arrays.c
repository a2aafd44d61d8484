/* Structs with arrays of structs: deep copies by assignment, passing rows, returning arrays within structs. */
#include <stdio.h>

struct cell { int v; char mark; };
struct row { struct cell cells[4]; };
struct board { struct row rows[3]; int turn; };

static struct board play(struct board b, int r, int c, char mark)
{
    b.rows[r].cells[c] = (struct cell){++b.turn, mark};
    return b;
}
static struct row last_row(const struct board *b) { return b->rows[2]; }
static int score(struct row r)
{
    int s = 0;
    for (int i = 0; i < 4; i++)
        s = s * 10 + r.cells[i].v;
    return s;
}

int main(void)
{
    struct board a = {.turn = 0}, b;
    a = play(a, 2, 1, 'x');
    b = play(a, 2, 3, 'o');
    a = play(a, 0, 0, 'x');
    printf("%d %d\n", score(last_row(&a)), score(last_row(&b)));
    printf("%d\n", play(play(b, 0, 0, 'q'), 0, 1, 'r').rows[0].cells[1].mark);
    a.rows[1] = a.rows[0];
    a.rows[0].cells[2] = a.rows[2].cells[1];
    printf("%d %d\n", score(a.rows[0]), score(a.rows[1]));
    struct board boards[2] = {a, b}, *p = boards;
    p++->turn = 70;
    *p = boards[0];
    printf("%d %d %d\n", boards[1].turn, (int)(p - boards), boards[1].rows[2].cells[1].mark);
    struct cell *c = b.rows[2].cells;
    printf("%d %zu\n", c[3].v, sizeof b.rows[0].cells / sizeof b.rows[0].cells[0]);
    struct row (*rp)[3] = &b.rows;
    printf("%c\n", (*rp)[2].cells[3].mark);
    return score(last_row(&b));
}
