"""gcc's builtins: prototypes as C text, and those whose result depends on their arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.cfront.semantics.constants import ConstantEvaluator
from dsu_kernel.cfront.types import BOOL, INT, VOID, CType, Opaque, decay, pointee, unqualified

OFFSETOF = frozenset({"__builtin_offsetof", "offsetof"})
BUILTIN_PREFIXES = ("__builtin_", "__sync_", "__atomic_")

# Written without the prefix: gcc knows each both as ``memcpy`` and as ``__builtin_memcpy``, and an
# undeclared call of the plain name gets this type too.
LIBRARY_PROTOTYPES = """
void *memcpy(void *, const void *, unsigned long);
void *memmove(void *, const void *, unsigned long);
void *mempcpy(void *, const void *, unsigned long);
void *memset(void *, int, unsigned long);
void *memchr(const void *, int, unsigned long);
int memcmp(const void *, const void *, unsigned long);
int bcmp(const void *, const void *, unsigned long);
void bcopy(const void *, void *, unsigned long);
void bzero(void *, unsigned long);
char *strcpy(char *, const char *);
char *stpcpy(char *, const char *);
char *strncpy(char *, const char *, unsigned long);
char *strcat(char *, const char *);
char *strncat(char *, const char *, unsigned long);
char *strchr(const char *, int);
char *strrchr(const char *, int);
char *index(const char *, int);
char *rindex(const char *, int);
char *strstr(const char *, const char *);
char *strpbrk(const char *, const char *);
char *strdup(const char *);
char *strndup(const char *, unsigned long);
int strcmp(const char *, const char *);
int strncmp(const char *, const char *, unsigned long);
int strcasecmp(const char *, const char *);
int strncasecmp(const char *, const char *, unsigned long);
unsigned long strlen(const char *);
unsigned long strnlen(const char *, unsigned long);
unsigned long strspn(const char *, const char *);
unsigned long strcspn(const char *, const char *);
void *malloc(unsigned long);
void *calloc(unsigned long, unsigned long);
void *realloc(void *, unsigned long);
void *aligned_alloc(unsigned long, unsigned long);
int posix_memalign(void **, unsigned long, unsigned long);
void free(void *);
void *alloca(unsigned long);
void abort(void);
void exit(int);
void _exit(int);
int printf(const char *, ...);
int sprintf(char *, const char *, ...);
int snprintf(char *, unsigned long, const char *, ...);
int vprintf(const char *, __builtin_va_list);
int vsprintf(char *, const char *, __builtin_va_list);
int vsnprintf(char *, unsigned long, const char *, __builtin_va_list);
int scanf(const char *, ...);
int sscanf(const char *, const char *, ...);
int puts(const char *);
int putchar(int);
int abs(int);
long labs(long);
long long llabs(long long);
int isalnum(int); int isalpha(int); int isdigit(int); int islower(int); int isupper(int);
int isspace(int); int ispunct(int); int isprint(int); int iscntrl(int); int isgraph(int);
int isxdigit(int); int isblank(int); int toascii(int); int tolower(int); int toupper(int);
int isinf(); int isnan(); int isfinite(); int isnormal(); int signbit(); int isinf_sign();
int isgreater(); int isgreaterequal(); int isless(); int islessequal(); int islessgreater();
int isunordered(); int fpclassify(); int signbitf(float); int signbitl(long double);
double ceil(double); double floor(double); double fabs(double); double sqrt(double);
double pow(double, double); double exp(double); double exp2(double); double log(double);
double log2(double); double log10(double); double sin(double); double cos(double);
double tan(double); double asin(double); double acos(double); double atan(double);
double atan2(double, double); double fmod(double, double); double round(double);
double trunc(double); double rint(double); double nearbyint(double); double cbrt(double);
double sinh(double); double cosh(double); double tanh(double); double hypot(double, double);
double copysign(double, double); double fmin(double, double); double fmax(double, double);
double fma(double, double, double); double ldexp(double, int); double frexp(double, int *);
float ceilf(float); float floorf(float); float fabsf(float); float sqrtf(float);
float powf(float, float); float sinf(float); float cosf(float); float fmodf(float, float);
float roundf(float); float truncf(float); float copysignf(float, float);
long double fabsl(long double); long double sqrtl(long double); long double floorl(long double);
long lround(double); long lrint(double); long long llround(double); long long llrint(double);
double inf(void); float inff(void); long double infl(void);
double huge_val(void); float huge_valf(void); long double huge_vall(void);
double nan(const char *); float nanf(const char *); long double nanl(const char *);
"""
PREFIXED_PROTOTYPES = """
long __builtin_expect(long, long);
long __builtin_expect_with_probability(long, long, double);
int __builtin_constant_p();
void __builtin_unreachable(void);
void __builtin_trap(void);
void __builtin_prefetch(const void *, ...);
void *__builtin_assume_aligned(const void *, unsigned long, ...);
unsigned long __builtin_object_size(const void *, int);
unsigned long __builtin_dynamic_object_size(const void *, int);
void *__builtin_return_address(unsigned int);
void *__builtin_frame_address(unsigned int);
void *__builtin_extract_return_addr(void *);
void *__builtin_alloca_with_align(unsigned long, unsigned long);
int __builtin_clz(unsigned int); int __builtin_clzl(unsigned long);
int __builtin_clzll(unsigned long long);
int __builtin_ctz(unsigned int); int __builtin_ctzl(unsigned long);
int __builtin_ctzll(unsigned long long);
int __builtin_ffs(int); int __builtin_ffsl(long); int __builtin_ffsll(long long);
int __builtin_popcount(unsigned int); int __builtin_popcountl(unsigned long);
int __builtin_popcountll(unsigned long long);
int __builtin_parity(unsigned int); int __builtin_parityl(unsigned long);
int __builtin_parityll(unsigned long long);
int __builtin_clrsb(int); int __builtin_clrsbl(long);
unsigned short __builtin_bswap16(unsigned short);
unsigned int __builtin_bswap32(unsigned int);
unsigned long __builtin_bswap64(unsigned long);
int __builtin_types_compatible_p();
int __builtin_classify_type();
int __builtin_setjmp(void *);
void __builtin_longjmp(void *, int);
int __builtin_cpu_supports(const char *);
int __builtin_cpu_is(const char *);
void __builtin_cpu_init(void);
void *__builtin___memcpy_chk(void *, const void *, unsigned long, unsigned long);
void *__builtin___memmove_chk(void *, const void *, unsigned long, unsigned long);
void *__builtin___mempcpy_chk(void *, const void *, unsigned long, unsigned long);
void *__builtin___memset_chk(void *, int, unsigned long, unsigned long);
char *__builtin___strcpy_chk(char *, const char *, unsigned long);
char *__builtin___stpcpy_chk(char *, const char *, unsigned long);
char *__builtin___strncpy_chk(char *, const char *, unsigned long, unsigned long);
char *__builtin___strcat_chk(char *, const char *, unsigned long);
char *__builtin___strncat_chk(char *, const char *, unsigned long, unsigned long);
int __builtin___sprintf_chk(char *, int, unsigned long, const char *, ...);
int __builtin___snprintf_chk(char *, unsigned long, int, unsigned long, const char *, ...);
int __builtin___vsprintf_chk(char *, int, unsigned long, const char *, __builtin_va_list);
int __builtin___vsnprintf_chk(char *, unsigned long, int, unsigned long, const char *,
                              __builtin_va_list);
int __builtin_va_arg_pack(void);
int __builtin_va_arg_pack_len(void);
void __builtin_va_start();
void __builtin_va_end();
void __builtin_va_copy();
int __builtin_eh_return_data_regno(int);
void __sync_synchronize(void);
void __atomic_thread_fence(int);
void __atomic_signal_fence(int);
_Bool __atomic_is_lock_free(unsigned long, const volatile void *);
_Bool __atomic_always_lock_free(unsigned long, const volatile void *);
"""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call, typed."""

    nodes: Sequence[c_ast.Node]
    types: Sequence[CType]
    constants: ConstantEvaluator

    def type(self, index: int) -> CType:
        """The type of an argument; that of one which is missing does not matter."""
        return self.types[index] if index < len(self.types) else INT


Special = Callable[[Arguments], CType]


def _first_target(arguments: Arguments) -> CType:
    """The value type behind the first argument, a pointer."""
    target = pointee(arguments.type(0))
    return unqualified(target) if target is not None else Opaque("atomic")


def _first(arguments: Arguments) -> CType:
    return decay(arguments.type(0))


def _second(arguments: Arguments) -> CType:
    return arguments.type(1)


def _boolean(_: Arguments) -> CType:
    return BOOL


def _void(_: Arguments) -> CType:
    return VOID


def _chosen(arguments: Arguments) -> CType:
    """The type of the operand that ``__builtin_choose_expr`` selects."""
    nodes = arguments.nodes
    condition = arguments.constants.value(nodes[0]) if nodes else None
    return arguments.type(2 if condition == 0 else 1)


_SPECIAL: dict[str, Special] = {
    "__builtin_va_arg": _second,
    "__builtin_choose_expr": _chosen,
    "__builtin_shuffle": _first,
    "__builtin_shufflevector": _first,
    "__builtin_convertvector": _second,
    "__builtin_nondeterministic_value": _first,
    "__sync_lock_release": _void,
    "__atomic_load": _void,
    "__atomic_store": _void,
    "__atomic_store_n": _void,
    "__atomic_exchange": _void,
    "__atomic_clear": _void,
    "__atomic_test_and_set": _boolean,
    "__sync_bool_compare_and_swap": _boolean,
    "__atomic_compare_exchange": _boolean,
    "__atomic_compare_exchange_n": _boolean,
}
_OVERFLOW = re.compile(r"__builtin_(?:add|sub|mul)_overflow(?:_p)?$|__builtin_[us]\w+_overflow$")


def special_call(name: str) -> Special | None:
    """Return how to type a call of a builtin whose result depends on its arguments."""
    if not name.startswith("__"):
        return None
    found = _SPECIAL.get(name)
    if found is None and name.startswith(("__sync_", "__atomic_")):
        generic = re.search(r"_n$|_and_\w+$|fetch_|_fetch$", name)
        return _first_target if generic else None
    if found is None and _OVERFLOW.match(name):
        return _boolean
    return found
