"""Small C programs, one per construct, for the printer's round trip.

Each is file-scope text that defines ``void @run(void)``; ``@`` is replaced by a prefix of its own,
so that all of them fit into one translation unit. What they print must not change.
"""
# ruff: noqa: E501  (C kept as dense as the cases it stands for)

PROGRAMS: dict[str, str] = {
    "precedence": r"""
void @run(void) {
  int a = 7, b = 3, c = 2;
  printf("%d %d %d %d\n", a - (b - c), (a - b) - c, a * (b + c), a / (b * c));
  printf("%d %d %d\n", (a & b) == c, a & (b == c), a << (b + c));
  printf("%d %d %d\n", (a << b) + c, a ^ (b | c), (a ^ b) | c);
  printf("%d %d\n", a % b * c, a * (b % c));
  printf("%d %d\n", (a || b) && !c, a || (b && !c));
}""",
    "relational_chains": r"""
void @run(void) {
  int a = 1, b = 2, c = 3;
  printf("%d %d %d\n", a < b < c, a < (b < c), (a == b) == c);
  printf("%d %d\n", a - b - c + 4, a - (b - (c + 4)));
}""",
    "unary_clashes": r"""
void @run(void) {
  int x = 5, *p = &x; int **pp = &p;
  printf("%d %d %d %d\n", - -x, -(-x), - - -x, +(+x));
  printf("%d %d %d\n", x - -x, x - (-x), !!x);
  printf("%d %d\n", **pp, *&*p);
  printf("%d %d\n", -x--, ~-x);
  printf("%d %d\n", - --x, x++ + ++x);
  printf("%d\n", (*p)++ + (*p--) + (p == &x - 1));
}""",
    "casts": r"""
void @run(void) {
  double d = 3.7; int i = 5;
  printf("%d %d %d\n", (int)d + 1, (int)(d + 0.5), (int)-d);
  printf("%d %u\n", (signed char)300, (unsigned char)~0);
  printf("%d\n", (int)sizeof(char) * 3 + (int)(long)(char *)0);
  printf("%d\n", *(int *)(char *)&i);
}""",
    "sizeof_alignof": r"""
struct @s { char c; double d; };
void @run(void) {
  int a[7]; struct @s s;
  printf("%zu %zu %zu\n", sizeof a, sizeof(a[0]), sizeof(int[3]));
  printf("%zu %zu %zu\n", sizeof s.d, sizeof(struct @s), sizeof(struct @s){1, 2}.d);
  printf("%zu %zu %zu\n", _Alignof(double), __alignof__(s), __alignof__ s.c);
  printf("%zu %zu\n", sizeof(int (*)[3]), sizeof *(int (*)[3])0);
  printf("%zu\n", sizeof(int) - 1 + sizeof a / sizeof *a);
}""",
    "conditional": r"""
static int @n;
static int @side(int x) { @n++; return x; }
void @run(void) {
  int a = 0, b = 4;
  printf("%d %d %d\n", a ? 1 : b ? 2 : 3, (a ? 1 : b) ? 2 : 3, a ? a ? 1 : 2 : 3);
  printf("%d %d\n", @side(5) ?: 9, @n);
  printf("%d %d\n", @side(0) ?: b ?: 7, (a ?: b) + 1);
  printf("%d\n", (a ? a : b, b + 1));
  a = b ? (a = 2, a + 1) : 0; printf("%d\n", a);
  (b ? &a : &b)[0] = 11; printf("%d %d\n", a, b);
}""",
    "comma_and_assignment": r"""
static int @f(int a, int b) { return a * 10 + b; }
void @run(void) {
  int a, b, c; a = b = c = 3; a += b -= c *= 2;
  printf("%d %d %d %d\n", a, b, c, @f((a, b), (c = 1, c)));
  int d = (a, 7), e[2] = {(b, 1), 2}; printf("%d %d\n", d, e[(0, 1)]);
  if ((a = 4)) printf("%d\n", a);
  while ((a = a - 1)) { printf("%d", a); }
  for (a = 0, b = 9; a < b; a++, b--) ; printf(" %d %d\n", a, b);
}""",
    "strings": r"""
void @run(void) {
  printf("%s|%s\n", "a" "b" "c", "tab\there \"quoted\" back\\slash \x41" "42");
  printf("%zu %zu %zu\n", sizeof "\1" "23", sizeof "\x1" "f", sizeof "" "");
  printf("%d %d %d %d\n", '\'', '"', '\\', '\0');
  printf("%d %d\n", 'ab', L'x');
  printf("é ☃ %s\n", "\u00e9?" "?/");
}""",
    "wide_strings": r"""
void @run(void) {
  const unsigned short *u16 = u"hi" "x"; const unsigned *u32 = U"hi"; const int *w = L"a" L"b" "c";
  printf("%zu %zu %zu %zu\n", sizeof L"ab", sizeof u"ab", sizeof U"ab", sizeof u8"ab");
  printf("%d %d %d %s\n", u16[2], u32[1], w[2], u8"é");
  printf("%d %d %d\n", u'a', U'b', L'\x263a');
}""",
    "numbers": r"""
void @run(void) {
  printf("%d %d %d %ld %llu\n", 0x1F, 017, 0b101, 10L, 18446744073709551615ULL);
  printf("%g %g %g %g %Lg\n", 1.5e3f, .5, 5., 0x1.8p3, 0x.8p1L);
  printf("%d %d %u\n", 0, 00, 0xFFFFFFFFu);
}""",
    "complex_numbers": r"""
void @run(void) {
  double _Complex z = 1.0 + 2.0i; __complex__ float f = 3.0fi;
  __real__ z += 4; __imag__ z = -__imag__ z;
  printf("%g %g %g %g\n", __real__ z, __imag__(z * z), __imag__ f, __real__ ~z);
}""",
    "float128_and_int128": r"""
void @run(void) {
  __int128 big = (__int128)1 << 100; unsigned __int128 u = big;
  _Float128 q = 1.5f128; _Float64 d = 2.5f64; _Float32x x = 0.5f32x; __float128 old = 2.0q;
  printf("%d %d %g %g %g %g\n", (int)(big >> 98), (int)(u >> 99), (double)q, (double)d,
         (double)x, (double)old);
}""",
    "arrays": r"""
static int @grid[2][3] = {{1, 2, 3}, {4, 5, 6}};
static int @sum(int n, int a[static 2], int b[const], int m[n][n]) { return a[1] + b[0] + m[1][1]; }
void @run(void) {
  int a[] = {1, 2, 3}, (*row)[3] = @grid, *flat[2] = {@grid[0], @grid[1]};
  int m[2][2] = {1, 2, 3, 4};
  printf("%d %d %d %d\n", row[1][2], (*(row + 1))[0], *flat[1], *(flat[0] + 2));
  printf("%d %d\n", 1[a], @sum(2, a, a, m));
}""",
    "zero_length_and_flexible": r"""
struct @z { int n; int zero[0]; }; struct @e {}; struct @f { int n; char data[]; };
static struct @f @fs = {3, {'a', 'b', 'c'}};
void @run(void) {
  printf("%zu %zu %zu %c\n", sizeof(struct @z), sizeof(struct @e), sizeof(struct @f), @fs.data[2]);
}""",
    "vla": r"""
static int @f(int n, int m, int a[n][m]) { return a[n - 1][m - 1]; }
static int @g(int n, int a[*]); static int @g(int n, int a[n]) { return a[n - 1]; }
void @run(void) {
  int n = 3; int a[n], b[n][n + 1]; typedef int row[n]; row r;
  for (int i = 0; i < n; i++) a[i] = i, r[i] = -i;
  b[2][3] = 8; printf("%zu %d %d %d %zu\n", sizeof a, @f(3, 4, b), @g(3, a), r[2], sizeof(row));
}""",
    "designators": r"""
struct @p { int x, y; struct { int z, w[3]; } in; };
void @run(void) {
  struct @p p = {.y = 2, .in.w[1] = 5, .in = {.w = {[2] = 7, [0] = 6}}, .x = 1};
  struct @p old = {x: 1, y: 2};
  int a[8] = {[2] = 1, 2, [6] = 9, [0] 4}; int r[] = {[0 ... 3] = 5, [5] = 1};
  printf("%d %d %d %d %d\n", p.x, p.y, p.in.w[0], p.in.w[1], p.in.w[2]);
  printf("%d %d %d %d %d %d %zu\n", old.y, a[0], a[3], a[6], a[1], r[3], sizeof r);
}""",
    "empty_initialiser": r"""
struct @s { int a, b; };
void @run(void) { struct @s s = {}; int a[3] = {}; printf("%d %d %d\n", s.a, s.b, a[2]); }""",
    "compound_literals": r"""
struct @s { int a, b; };
static int @f(struct @s s) { return s.a * 10 + s.b; }
static int *@static_array = (int[]){4, 5, 6};
void @run(void) {
  int *p = (int[3]){1, 2, 3}; struct @s *s = &(struct @s){.b = 2, .a = 1};
  printf("%d %d %d\n", p[1], s->b, @f((struct @s){7, 8}));
  printf("%d %d %s\n", (int[]){1, 2}[1], (struct @s){3, 4}.b, (char[]){"xyz"});
  printf("%d %d\n", @static_array[2], ++(int){5});
}""",
    "struct_values": r"""
struct @s { int a[3]; }; static struct @s @make(int x) { return (struct @s){{x, x + 1, x + 2}}; }
void @run(void) {
  struct @s s = @make(1), t; t = s; t.a[0] = 9;
  printf("%d %d %d\n", s.a[0], t.a[0], @make(5).a[2]);
}""",
    "bit_fields": r"""
struct @b { unsigned a : 3, : 2, b : 4; signed int c : 5; unsigned : 0; _Bool d : 1; };
void @run(void) {
  struct @b b = {7, 9, -3, 1}; b.a++; b.b -= 2;
  printf("%u %u %d %d %zu\n", b.a, b.b, b.c, b.d, sizeof(struct @b));
}""",
    "typedef_bit_field": r"""
typedef unsigned @u; struct @b { @u : 3; @u @u : 5; const @u c : 2; };
void @run(void) { struct @b b = {30, 2}; printf("%u %u\n", b.@u, b.c); }""",
    "unions_and_anonymous": r"""
struct @s { int tag; union { int i; struct { short lo, hi; }; float f; }; };
void @run(void) {
  struct @s s = {.tag = 1, .lo = 2, .hi = 3}; union { char c[4]; int i; } u = {.i = 0x41424344};
  printf("%d %d %c\n", s.i, s.hi, u.c[0]);
}""",
    "shared_records": r"""
struct @a { int x; } @a1 = {1}, *@a2 = &@a1, @a3[2] = {{2}, {3}};
static struct { int y; } @b1 = {4}, *@b2 = &@b1;
typedef struct { int z; } @t, *@pt; typedef enum { @E0, @E1 = 5, @E2 } @e, *@pe;
static union { int i; char c; } @u1, @u2;
void @run(void) {
  @t t = {6}; @pt p = &t; @e e = @E2; @pe q = &e; @u1.i = 65; @u2 = @u1;
  struct { struct { int in; } one, *two; } nest; nest.one.in = 8; nest.two = &nest.one;
  printf("%d %d %d %d %d\n", @a2->x, @a3[1].x, @b2->y, p->z, *q);
  printf("%d %d\n", @u2.c, nest.two->in);
  for (struct { int i; } c = {0}, *d = &c; d->i < 2; d->i++) printf("%d ", c.i);
  printf("\n");
}""",
    "forward_structs": r"""
struct @node; struct @node { struct @node *next; int v; }; struct @fwd *@p; enum @e { @A };
void @run(void) {
  struct @node a = {0, 1}, b = {&a, 2}; struct @node; struct @node *q = 0; (void)q;
  enum @e e = @A; printf("%d %d\n", b.next->v, e + (@p == 0));
}""",
    "inner_struct_scope": r"""
struct @s { int a; };
void @run(void) {
  struct @s { char b[20]; } s; printf("%zu ", sizeof s);
  { struct @s; struct @s { char c[30]; }; printf("%zu\n", sizeof(struct @s)); }
}""",
    "enums": r"""
enum @color { @RED, @GREEN = 4, @BLUE = @GREEN + 2, @LAST __attribute__((unused)), };
enum { @ANON = 1 << 4 | 3 };
void @run(void) { enum @color c = @BLUE; printf("%d %d %d\n", c, @LAST, @ANON); }""",
    "function_pointers": r"""
static int @add(int a, int b) { return a + b; } static int @sub(int a, int b) { return a - b; }
static int (*@pick(int which))(int, int) { return which ? @add : @sub; }
static int (*(*@picker)(int))(int, int) = @pick;
static int (*@table[2])(int, int) = {@add, &@sub}; typedef int @fn(int, int); static @fn @mul;
static int @mul(int a, int b) { return a * b; }
static int @apply(int f(int, int), @fn *g) { return f(3, 4) + g(3, 4); }
void @run(void) {
  int (*(*local)[2])(int, int) = &@table; void (*nothing)(void) = 0;
  printf("%d %d %d\n", @pick(1)(5, 3), (*@picker(0))(5, 3), (*local)[1](9, 1));
  printf("%d %d %d\n", @table[0](1, 2), @apply(@mul, @add), (**@add)(1, 1) + !nothing);
}""",
    "nested_declarators": r"""
static int @x = 3;
static int *(*(*@f(void))[2])(int); static int *@g(int a) { @x += a; return &@x; }
static int *(*@arr[2])(int) = {@g, @g};
static int *(*(*@f(void))[2])(int) { return &@arr; }
void @run(void) {
  char *(*(*a)[2])(void) = 0; const char *const *volatile q = 0; int *restrict r = &@x;
  printf("%d %d %d\n", *(*@f())[1](4), *r, a == 0 && q == 0);
}""",
    "old_style": r"""
int @old(a, b, c) int a; char *b, c; { return a + b[0] + c; }
static @implicit(x) { return x * 2; }
double @ret(p, q) register double p; int (*q)(); { return p + q(3); }
@none() { return 4; }
void @run(void) {
  printf("%d %d %g %d\n", @old(1, "A", 'B'), @implicit(4), @ret(0.5, @implicit), @none());
}""",
    "implicit_int": r"""
static @a = 3; const @b = 4; extern @c; @c = 5;
void @run(void) { register i; auto j = 2; const k = 1; i = 1; printf("%d\n", @a + @b + @c + i + j + k); }
""",
    "type_word_orders": r"""
long long unsigned @a = 1; int long @b = 2; short unsigned int @c = 3; char signed @d = -1;
long const int static volatile @e = 5; double long @f = 1.5L; unsigned const typedef @g;
void @run(void) {
  @g h = 7; printf("%llu %ld %d %d %ld %Lg %u\n", @a, @b, @c, @d, @e, @f, h);
}""",
    "dangling_else": r"""
static int @f(int a, int b) {
  if (a) if (b) return 1; else return 2;
  if (a) { if (b) return 3; } else return 4;
  if (a) for (;;) if (b) return 5; else return 6; else if (b) return 7; else ;
  return 8;
}
void @run(void) { printf("%d %d %d %d\n", @f(0, 0), @f(0, 1), @f(1, 0), @f(1, 1)); }""",
    "if_else_chain": r"""
static int @f(int a) {
  if (a == 0) return 10; else if (a == 1) { return 11; } else if (a == 2) return 12; else return 13;
}
void @run(void) { for (int i = 0; i < 4; i++) printf("%d ", @f(i)); printf("\n"); }""",
    "loops": r"""
void @run(void) {
  int i = 0, s = 0; do s += i; while (++i < 4); do { s++; if (s > 20) break; } while (s);
  for (;;) { if (i++ > 10) break; if (i & 1) continue; s += i; }
  while (i --> 0) ; for (int j = 0, k = 9; j < k; j++, k--) s += j * k;
  for (char *p = "abc"; *p; p++) s += *p; printf("%d %d\n", s, i);
}""",
    "switches": r"""
static int @f(int a) {
  int r = 0;
  switch (a) { case 0: r += 1; case 1: case 2: { r += 2; break; } case 3 ... 6: r += 4; break;
    default: r = 9; case 'x': r++; goto out; case 100: ; int x = 5; r = x; break; }
  switch (a) case 3: r += 100;
  switch (a) { int unused; default: ; } switch (a) {}
out: return r;
}
void @run(void) {
  for (int i = 0; i < 9; i++) printf("%d ", @f(i)); printf("%d %d\n", @f('x'), @f(100));
}""",
    "duffs_device": r"""
void @run(void) {
  char to[20] = {0}, *d = to; const char *s = "hello, duff!"; int count = 12, n = (count + 3) / 4;
  switch (count % 4) { case 0: do { *d++ = *s++; case 3: *d++ = *s++; case 2: *d++ = *s++;
    case 1: *d++ = *s++; } while (--n > 0); }
  printf("%s\n", to);
}""",
    "labels": r"""
void @run(void) {
  int i = 0;
again: __attribute__((unused)) i++;
  if (i < 3) goto again;
  { goto end; end: ; }
  goto decl;
decl: ; int x = i; printf("%d\n", x);
  if (x) { inner: x--; if (x) goto inner; }
  if (!x) last: printf("last\n");
  goto done;
done: ;
}""",
    "label_before_declaration": r"""
void @run(void) { int n = 0; l: int x = n; if (n++ < 2) goto l; printf("%d\n", x);
  switch (n) { case 3: int y = 4; printf("%d\n", y); default: static int z = 5; printf("%d\n", z); }
  goto e; e: }
""",
    "computed_goto": r"""
static int @run_code(const char *code) {
  static const void *const table[] = {&&inc, &&dbl, &&stop}; int acc = 1;
  goto *table[*code++ - 'a'];
inc: acc++; goto *table[*code++ - 'a'];
dbl: acc *= 2; goto *table[*code++ - 'a'];
stop: return acc;
}
void @run(void) {
  void *p = &&here; int n = 1 && &&here != 0; goto *p; printf("never\n"); here:
  printf("%d %d\n", @run_code("aabac"), n);
}""",
    "local_labels": r"""
#define @FIND(a, n, v) ({ __label__ found, out; int i; for (i = 0; i < n; i++) if (a[i] == v) goto found; \
  i = -1; goto out; found: ; out: i; })
void @run(void) { int a[] = {4, 5, 6}; printf("%d %d\n", @FIND(a, 3, 5), @FIND(a, 3, 9)); }""",
    "statement_expressions": r"""
#define @MAX(a, b) ({ __typeof__(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })
static int @calls; static int @f(void) { return ++@calls; }
void @run(void) {
  int x = @MAX(@f(), 0) + 1; printf("%d %d\n", x, @calls);
  printf("%d %d\n", ({ ({ 1; }); }), ({ int i = 3; { i++; } i; }) * 2);
  ({ printf("void\n"); }); ({;}); { ({ x = 4; }); }
  if (({ int t = x; t > 3; })) printf("%d\n", *({ &x; })); struct { int a; } s = {7};
  printf("%d %zu\n", ({ s; }).a, sizeof(({ s; })));
}""",
    "typeof_and_auto_type": r"""
void @run(void) {
  int x = 3, a[2] = {1, 2}; __typeof__(x) y = x; typeof(int *) p = &y; const __typeof__(a) b = {5, 6};
  __auto_type z = x + 0.5; typeof(x + 1L) w = 1; typeof(&a) q = &a; typeof(@run) *f = @run;
  printf("%d %d %g %zu %d %d\n", *p, b[1], z, sizeof w, (*q)[1], f == &@run);
}""",
    "shadowed_typedefs": r"""
typedef int @T; typedef char @U;
static int @f(@T @T, int @U) { return @T + @U; }
static int @g(int (*@T)(int, int), @U x[static 1]) { return @T(x[0], 1); }
struct @s { @T @T; struct { @U @U; } in; };
void @run(void) {
  @T @T = 4; printf("%d %d\n", @T * 2, (int)sizeof @T);
  { @U @U = 'x', *p = &@U; printf("%c %c\n", @U, *p); enum { @U2 = 3 } e = @U2; printf("%d\n", e); }
  @U u = 1; struct @s s = {.@T = 2, .in.@U = 3}; struct @s *q = &s; printf("%d %d\n", q->@T, u + s.in.@U);
  goto @U; @U: printf("%d %d\n", @f(1, 2), @g(@f, &u)); for (int @U = 0; @U < 2; @U++) u += @U;
  printf("%d\n", u); { extern int @T; } { int @U(int); (void)sizeof @U; }
}""",
    "declarator_in_own_initialiser": r"""
#include <stdlib.h>
typedef struct @rax { int v[3]; } @rax;
void @run(void) {
  @rax *@rax = malloc(sizeof *@rax); @rax->v[2] = 4; void *p = &p; int n = sizeof n;
  printf("%d %d %d\n", @rax->v[2], *(void **)p == p, n); free(@rax);
}""",
    "attributes_on_types": r"""
struct @a { char c; int i; } __attribute__((packed));
struct __attribute__((packed, aligned(2))) @b { char c; int i; };
typedef struct __attribute__((__packed__)) { char c; long l; } __attribute__((aligned(4))) @c;
union __attribute__((packed)) @d { char c[5]; int i; };
struct @e { char c; int i __attribute__((packed)); char d __attribute__((aligned(16))), e; };
enum __attribute__((packed)) @f { @F0, @F1 }; enum @g { @G0 } __attribute__((packed));
typedef int @v4 __attribute__((vector_size(16))); typedef int @di __attribute__((mode(DI)));
struct @h { char c; int __attribute__((aligned(8))) x, y; __attribute__((aligned(16))) char z; };
void @run(void) {
  @v4 v = {1, 2, 3, 4}, w = v + v; @di d = 1; d <<= 40;
  printf("%zu %zu %zu %zu\n", sizeof(struct @a), sizeof(struct @b), sizeof(@c), sizeof(union @d));
  printf("%zu %zu %zu %zu\n", sizeof(struct @e), __builtin_offsetof(struct @e, e), sizeof(enum @f),
         sizeof(enum @g));
  printf("%d %d %zu %zu %zu\n", w[2], (int)(d >> 38), sizeof(struct @h), __alignof__(@c),
         __builtin_offsetof(struct @h, y));
}""",
    "attributes_on_declarations": r"""
static int @u __attribute__((unused)), @v __attribute__((aligned(64))) = 3, @plain = 1;
__attribute__((noinline)) static int @f(int a __attribute__((unused)), int b) { return b; }
static void __attribute__((format(printf, 1, 2))) @log(const char *f, ...) { printf("%s", f); }
static int __attribute__((const)) @g(int), @h(int) __attribute__((pure)); static int @g(int x) { return x + 1; }
static int @h(int x) { return x; }
static int @at_start; static __attribute__((constructor)) void @init(void) { @at_start = 77; }
static void @done(int *p) { printf("cleanup %d\n", *p); }
void @run(void) {
  int __attribute__((cleanup(@done))) c = 5; int *__attribute__((unused)) p = &c, __attribute__((unused)) q;
  void (__attribute__((noinline)) *fp)(const char *, ...) = @log; fp("hi\n");
  printf("%d %d %d %d %d\n", @f(1, 2), @g(3) + @h(1), @at_start, (int)((long)&@v % 64), @v + @plain);
}""",
    "pointer_attributes": r"""
typedef int *__attribute__((aligned(16))) @p; struct @s { char c; char *__attribute__((aligned(16))) *d; @p e; };
void @run(void) { printf("%zu %zu\n", sizeof(struct @s), __builtin_offsetof(struct @s, e)); }""",
    "fallthrough": r"""
static int @f(int a) { int r = 0; switch (a) { case 1: r++; __attribute__((fallthrough)); case 2: r += 2; break;
  case 3: if (a) __attribute__((fallthrough)); default: r = 8; } return r; }
void @run(void) { printf("%d %d %d\n", @f(1), @f(2), @f(3)); }""",
    "standard_attributes": r"""
[[maybe_unused]] static int @a = 1; struct [[deprecated]] @s { int x; };
[[gnu::noinline]] static int @f([[maybe_unused]] int a) { switch (a) { case 1: a++; [[fallthrough]]; default: a++; } return a; }
void @run(void) { int b [[maybe_unused]] = 3; printf("%d %d\n", @f(1), @a); }""",
    "asm_labels": r"""
static int @x __asm__("@renamed_x") = 4; extern int @alias_of_x __asm__("@renamed_x");
int @f(void) __asm__("@other") __attribute__((noinline)); int @f(void) { return 6; }
void @run(void) { printf("%d %d\n", @alias_of_x, @f()); }""",
    "asm_statements": r"""
__asm__(".data\n" "@asm_value: .byte 42\n" ".text\n"); extern char @asm_value[];
static int @jump(int a) {
  __asm__ goto ("test %0, %0\n\tjz %l[zero]" : : "r"(a) : "cc" : zero); return 1; zero: return 2; }
void @run(void) {
  int a = 5, b; asm("" ::: "memory"); __asm__ volatile ("nop"); asm volatile ("" : "+r"(a));
  __asm__ ("addl %[x], %0" : "=r" (b) : "0" (a), [x] "r" (3) : "cc");
  printf("%d %d %d %d\n", b, @asm_value[0], @jump(0), @jump(1));
}""",
    "register_asm": r"""
void @run(void) { register long r __asm__("rbx") = 9; __asm__ volatile ("" : "+r"(r)); printf("%ld\n", r); }""",
    "generic_selection": r"""
#define @KIND(x) _Generic((x), int: "int", double: "double", char *: "string", int (*)(int): "fn", default: "other")
static int @f(int a) { return a; }
void @run(void) {
  printf("%s %s %s %s %s\n", @KIND(1), @KIND(2.0), @KIND("x"), @KIND(@f), @KIND(1u));
  printf("%d\n", _Generic(1, int: (1, 2), default: 3) + 1);
}""",
    "static_assertions": r"""
_Static_assert(sizeof(int) == 4, "int" " is 4"); struct @s { int a; _Static_assert(1, "m"); int b; };
void @run(void) { _Static_assert(1 + 1 == 2); struct @s s = {1, 2}; for (_Static_assert(1, "f"); s.a < 2; s.a++) ; printf("%d\n", s.a + s.b); }""",
    "alignas": r"""
static _Alignas(32) char @a[3]; _Alignas(double) static char @b; struct @s { char c; _Alignas(16) char d; };
void @run(void) { _Alignas(8) _Alignas(16) char l; printf("%d %d %zu %d\n", (int)((long)@a % 32), (int)((long)&@b % 8), sizeof(struct @s), (int)((long)&l % 16)); }""",
    "atomics": r"""
static _Atomic int @a = 1; static _Atomic(long) @b = 2; static int *_Atomic @p; static _Atomic(int *) @q;
void @run(void) { int x = 3; @a += 4; @b++; @p = &x; @q = &x; printf("%d %ld %d\n", @a, @b, *@p + *@q); }""",
    "thread_local": r"""
static _Thread_local int @a = 1; static __thread int @b = 2; extern __thread int @c; __thread int @c = 3;
void @run(void) { @a++; printf("%d\n", @a + @b + @c); }""",
    "inline_and_noreturn": r"""
#include <stdlib.h>
static inline int @a(void) { return 1; } static __inline__ __attribute__((always_inline)) int @b(void) { return 2; }
_Noreturn static void @die(void) { exit(1); } static void @die2(void) __attribute__((noreturn)); static void @die2(void) { exit(2); }
void @run(void) { if (@a() > @b()) @die(); if (@a() == 9) @die2(); printf("%d\n", @a() + @b()); }""",
    "varargs": r"""
#include <stdarg.h>
static int @sum(int n, ...) { va_list ap, copy; int s = 0; va_start(ap, n); va_copy(copy, ap);
  while (n--) s += va_arg(ap, int); s += va_arg(copy, int) * 10; va_end(copy); va_end(ap); return s; }
void @run(void) { printf("%d\n", @sum(3, 1, 2, 3)); }""",
    "builtins_with_types": r"""
#include <stddef.h>
struct @s { int a; struct { char b[10]; int c; } in[3]; };
void @run(void) {
  printf("%zu %zu %zu\n", offsetof(struct @s, in[1].c), __builtin_offsetof(struct @s, in), offsetof(struct @s, a));
  printf("%d %d\n", __builtin_types_compatible_p(int, const int), __builtin_types_compatible_p(int *, char *[2]));
  printf("%d %d\n", __builtin_choose_expr(1, 5, "no"), __builtin_constant_p(3));
  typedef int v4 __attribute__((vector_size(16))); typedef float f4 __attribute__((vector_size(16)));
  f4 f = __builtin_convertvector((v4){1, 2, 3, 4}, f4); printf("%g\n", f[2]);
}""",
    "extension": r"""
__extension__ typedef struct { __extension__ union { int a; float b; }; } @s; __extension__ __int128 @big = 1;
void @run(void) { __extension__ @s s = {{1}}; int x = __extension__ ({ 3; }); printf("%d %d\n", s.a + x, (int)(__extension__(long)@big)); }""",
    "dollar_and_unicode_names": r"""
static int @a$b = 1, $@c = 2; static int @größe = 3;
void @run(void) { printf("%d\n", @a$b + $@c + @größe); }""",
    "digraphs": 'static int @a<:2:> = <% 1, 2 %>;\nvoid @run(void) <% printf("%d\\n", @a<:1:>); %>',
    "empty_declarations": r"""
; ; struct @s { ; int a; ; int b; ; }; ; void @run(void) { ; ; struct @s s = {1, 2}; { } ; {;} printf("%d\n", s.a + s.b); ; } ;
""",
    "pragmas": r"""
#pragma pack(push, 1)
struct @p { char c; int i; };
#pragma pack(pop)
struct @q { char c;
#pragma pack(1)
  int i;
#pragma pack()
};
#pragma GCC diagnostic push
void @run(void) {
#pragma GCC unroll 4
  for (int i = 0; i < 2; i++)
#pragma GCC diagnostic ignored "-Wunused"
    printf("%d ", i);
  if (1) _Pragma("GCC diagnostic pop") printf("x "); else { }
  switch (2) { case 2:
#pragma dsu point
    printf("case ");
#pragma dsu end
  }
  printf("%zu %zu\n", sizeof(struct @p), sizeof(struct @q)); end:
#pragma dsu last
}""",
    "const_and_volatile": r"""
static const volatile int @a = 3; static int const *const @p = (const int *)&@a; typedef int *@ip; static const @ip @cp = 0;
void @run(void) { int *restrict r = 0; int *const volatile *s = 0; printf("%d %d\n", *@p, @cp == r && !s); }""",
    "static_locals": r"""
static int @next(void) { static int n = 10; static struct { int a, b; } s = {.b = 1}, *p = &s; p->a++; return n++ + s.a + s.b; }
void @run(void) { @next(); printf("%d %d\n", @next(), @next()); }""",
    "block_scope_externs": r"""
int @g = 5; void @run(void) { int @g = 1; { extern int @g; int f(int), h(void); printf("%d\n", @g); } printf("%d\n", @g); }""",
    "tentative_definitions": r"""
int @a, @b; int @a; extern int @a; int @a = 4; static int @c; static int @c; int @arr[]; int @arr[2] = {1, 2};
void @run(void) { printf("%d %d %d %d\n", @a, @b, @c, @arr[1]); }""",
    "enum_in_odd_places": r"""
static int @f(enum @in { @X = 3 } *p, struct @unused *q) { return p == 0 && q == 0 ? @X : 0; }
struct @s { enum { @P, @Q } kind; enum @in2 { @R = 7 } other : 4; };
void @run(void) { struct @s s = {@Q, @R}; printf("%d %d %zu %d\n", s.kind, s.other & 15, sizeof(enum { @Z }), @f(0, 0)); }""",
    "function_returning_inline_struct": r"""
struct @r { int a, b; } @make(int x) { struct @r r = {x, x + 1}; return r; }
void @run(void) { printf("%d\n", @make(3).b); }""",
    "long_constant_table": "static const int @t[] = {"
    + ", ".join(f"{n} * 2 + 1" for n in range(300))
    + '};\nvoid @run(void) { int s = 0; for (int i = 0; i < 300; i++) s += @t[i]; printf("%d\\n", s); }',
    "assignments_in_conditions": r"""
void @run(void) { int a, b = 3; if ((a = b)) printf("%d", a); do a--; while ((b = a)); for (; (b = a + 2) < 4; a++) ; switch (a = 2) { case 2: printf(" %d", b); } printf(" %d\n", a); }""",
    "scoped_enum_shadow": r"""
enum { @N = 3 }; void @run(void) { int a[@N]; { enum { @N = 5 }; printf("%d ", @N); } { int @N = 7; printf("%d ", @N); } printf("%zu\n", sizeof a / sizeof *a); }""",
}
