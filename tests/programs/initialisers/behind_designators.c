/* Lists that go on behind a nested designator: the next item is behind the whole part. */
#include <stdio.h>
struct I { int J; int K[3]; int L; };
struct M { int N; struct I O[3]; int P; };
struct M n[] = { [0 ... 5].O[1 ... 2].K[0 ... 1] = 4, 5, 6, 7 };
struct M o[] = { [0 ... 2].O = { [1 ... 2].K[0 ... 1] = 4 }, [2].O[2].K[2] = 5, 6, 7 };
struct E {};
struct F { struct E H; };
struct G { int I; struct E J; int K; };
struct H { int I; struct F J; int K; };
struct G k = { .J = {}, 1 };
struct H l = { .J.H = {}, 2 };
struct H m = { .J = {}, 3 };
int a[][2][4] = { [2 ... 4][0 ... 1][2 ... 3] = 1, [2] = 2, [2][0][2] = 3 };
int q[3][3] = { [0 ... 1] = { [1 ... 2] = 23 }, [1][2] = 24 };
int main(void) {
  for (unsigned i = 0; i < sizeof n / sizeof n[0]; i++) {
    printf("n%u: %d %d |", i, n[i].N, n[i].P);
    for (int y = 0; y < 3; y++) printf(" %d (%d %d %d) %d |", n[i].O[y].J, n[i].O[y].K[0], n[i].O[y].K[1], n[i].O[y].K[2], n[i].O[y].L);
    puts("");
  }
  for (unsigned i = 0; i < sizeof o / sizeof o[0]; i++) {
    printf("o%u: %d %d |", i, o[i].N, o[i].P);
    for (int y = 0; y < 3; y++) printf(" %d (%d %d %d) %d |", o[i].O[y].J, o[i].O[y].K[0], o[i].O[y].K[1], o[i].O[y].K[2], o[i].O[y].L);
    puts("");
  }
  printf("%d %d %d %d %d %d\n", k.I, k.K, l.I, l.K, m.I, m.K);
  for (unsigned i = 0; i < sizeof a / sizeof **a / 4 ; i++) printf("%d %d %d %d\n", a[i/2][i%2][0], a[i/2][i%2][1],a[i/2][i%2][2],a[i/2][i%2][3]);
  for (int i = 0; i < 3; i++) printf("%d %d %d\n", q[i][0], q[i][1], q[i][2]);
}
