"""The library functions that gcc knows by name.

It computes some calls of them itself and turns others into calls of their relatives, even where
the program defines a function of that name. Source: ``gcc/builtins.def`` of gcc 12.
"""

from __future__ import annotations

# Each also for float and long double: sin, sinf, sinl.
_MATHEMATICS = """
acos acosh asin asinh atan atan2 atanh cabs cacos cacosh carg casin casinh catan catanh cbrt ccos
ccosh ceil cexp cimag clog clog10 conj copysign cos cosh cpow cproj creal csin csinh csqrt ctan
ctanh drem erf erfc exp exp10 exp2 expm1 fabs fdim finite floor fma fmax fmin fmod frexp gamma
hypot ilogb isinf isnan j0 j1 jn ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround
modf nan nearbyint nextafter nexttoward pow pow10 remainder remquo rint round roundeven scalb
scalbln scalbn signbit significand sin sincos sinh sqrt tan tanh tgamma trunc y0 y1 yn
"""
_OTHERS = """
_Exit __clear_cache __fprintf_chk __memcpy_chk __memmove_chk __mempcpy_chk __memset_chk
__printf_chk __snprintf_chk __sprintf_chk __stpcpy_chk __stpncpy_chk __strcat_chk __strcpy_chk
__strncat_chk __strncpy_chk __vfprintf_chk __vprintf_chk __vsnprintf_chk __vsprintf_chk _exit abort
abs aligned_alloc alloca bcmp bcopy bzero calloc dcgettext dgettext execl execle execlp execv
execve execvp exit feclearexcept fegetenv fegetexceptflag fegetround feholdexcept feraiseexcept
fesetenv fesetexceptflag fesetround fetestexcept feupdateenv ffs ffsimax ffsl ffsll fork fprintf
fprintf_unlocked fputc fputc_unlocked fputs fputs_unlocked free fscanf fwrite fwrite_unlocked
gamma_r gammaf_r gammal_r gettext imaxabs index isalnum isalpha isascii isblank iscntrl isdigit
isgraph islower isprint ispunct isspace isupper iswalnum iswalpha iswblank iswcntrl iswdigit
iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit isxdigit labs lgamma_r lgammaf_r
lgammal_r llabs malloc memchr memcmp memcpy memmove mempcpy memset posix_memalign printf
printf_unlocked putc putc_unlocked putchar putchar_unlocked puts puts_unlocked realloc rindex scanf
snprintf sprintf sscanf stpcpy stpncpy strcasecmp strcat strchr strcmp strcpy strcspn strdup
strfmon strftime strlen strncasecmp strncat strncmp strncpy strndup strnlen strpbrk strrchr strspn
strstr toascii tolower toupper towlower towupper vfprintf vfscanf vprintf vscanf vsnprintf vsprintf
vsscanf
"""

BUILTIN_NAMES = frozenset(
    {name + suffix for name in _MATHEMATICS.split() for suffix in ("", "f", "l")}
    | set(_OTHERS.split())
)
