"""What is known of library functions: who keeps a pointer, who hands one back, who allocates.

A function missing here is unknown: whatever it is given is exposed, and may be kept for ever.
"""

from __future__ import annotations

from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREFIXES = ("__builtin___", "__builtin_")


@dataclass(frozen=True, slots=True)
class LibraryAllocator:
    """A function that returns fresh memory: see :class:`dsu_kernel.analysis.facts.Birth`."""

    name: str
    size_args: tuple[int, ...]
    old: int | None = None
    zeroed: bool = False


ALLOCATORS = {
    "malloc": LibraryAllocator("malloc", (0,)),
    "calloc": LibraryAllocator("calloc", (0, 1), zeroed=True),
    "realloc": LibraryAllocator("realloc", (1,), old=0),
    "reallocarray": LibraryAllocator("realloc", (1, 2), old=0),
    "aligned_alloc": LibraryAllocator("malloc", (1,)),
    "memalign": LibraryAllocator("malloc", (1,)),
    "valloc": LibraryAllocator("malloc", (0,)),
    "alloca": LibraryAllocator("alloca", (0,)),
}

# The pointer that comes back is the argument with this index (or points into the same object).
RETURNS_ARGUMENT = dict.fromkeys(
    _words(
        """
    memcpy memmove mempcpy memset memccpy memchr memrchr rawmemchr memmem strcpy strncpy stpcpy
    stpncpy strcat strncat strchr strrchr strchrnul strstr strcasestr strpbrk fgets gets strsep
    strtok_r index rindex wcscpy wcsncpy wcscat wmemcpy wmemset wmemmove getcwd realpath inet_ntop
    strlcpy strerror_r ctime_r asctime_r gmtime_r localtime_r assume_aligned expect basename
    dirname mkdtemp strptime wcschr"""
    ),
    0,
)
RETURNS_ARGUMENT |= {
    "lfind": 1,
    "crypt_r": 2,
    "bsearch": 1,
    "gmtime_r": 1,
    "localtime_r": 1,
    "ctime_r": 1,
    "asctime_r": 1,
    "inet_ntop": 2,
    "strerror_r": 1,
    "realpath": 1,
}

PRINTERS = _words(
    """printf fprintf sprintf snprintf dprintf vprintf vfprintf vsprintf vsnprintf vdprintf asprintf
    vasprintf syslog vsyslog err errx warn warnx error printf_chk fprintf_chk sprintf_chk
    snprintf_chk perror"""
)
SCANNERS = _words("scanf fscanf sscanf vscanf vfscanf vsscanf isoc99_sscanf")

# Functions that give up all their pointers when they return (strtok and setvbuf keep theirs).
_FORGETFUL = (
    _words(
        """memcpy memmove mempcpy memset bzero bcopy explicit_bzero memcmp memchr memrchr rawmemchr
    memmem memccpy bcmp swab
    strlen strnlen strcpy strncpy stpcpy stpncpy strcat strncat strlcpy strlcat strcmp strncmp
    strcasecmp strncasecmp strcoll strxfrm strchr strrchr strchrnul strstr strcasestr strpbrk
    strspn strcspn strsep strtok_r strdup strndup strerror_r strverscmp index rindex basename
    dirname strsignal
    strtol strtoul strtoll strtoull strtod strtof strtold strtoimax strtoumax atoi atol atoll atof
    qsort qsort_r bsearch lfind
    read write pread pwrite readv writev preadv pwritev recv send recvfrom sendto recvmsg sendmsg
    fread fwrite fgets fputs puts fputc fgetc putc getc ungetc getline getdelim gets fflush fclose
    fseek fseeko ftell ftello rewind feof ferror clearerr fileno fopen freopen fdopen popen pclose
    fgetpos fsetpos
    open openat creat access stat fstat lstat fstatat unlink unlinkat rename link symlink readlink
    mkdir rmdir chdir chmod chown truncate opendir readdir closedir mkstemp mkdtemp mkfifo utime
    utimes utimensat execv execve execvp execl execlp execle system getenv setenv unsetenv getcwd
    realpath pipe pipe2 statvfs statfs glob globfree fnmatch wordexp
    bind connect accept accept4 getsockname getpeername getsockopt setsockopt inet_pton inet_ntop
    inet_aton inet_addr getaddrinfo freeaddrinfo getnameinfo gethostname gethostbyname select
    pselect poll ppoll epoll_ctl epoll_wait epoll_pwait socketpair if_nametoindex
    time gettimeofday settimeofday clock_gettime clock_settime clock_getres nanosleep
    clock_nanosleep localtime gmtime mktime timegm localtime_r gmtime_r ctime ctime_r asctime
    asctime_r strftime strptime times difftime getrusage getrlimit setrlimit uname sysinfo
    wait waitpid wait3 wait4 waitid sigemptyset sigfillset sigaddset sigdelset sigismember
    sigprocmask pthread_sigmask sigaction sigwait sigpending sigsuspend
    frexp modf modff modfl remquo sincos lgamma_r nan
    pthread_create pthread_join pthread_attr_init pthread_attr_destroy pthread_attr_setstacksize
    pthread_key_create thrd_create thrd_join
    regcomp regexec regfree regerror getopt getopt_long
    setjmp _setjmp __sigsetjmp sigsetjmp longjmp siglongjmp _longjmp
    tcgetattr tcsetattr cfmakeraw isatty ttyname_r rand_r drand48_r
    mbtowc wctomb mbstowcs wcstombs mbrtowc wcrtomb mbsrtowcs wcsrtombs wcslen wcscpy wcsncpy
    wcscat wcscmp wcsncmp wcschr wmemcpy wmemset wmemmove
    free malloc_usable_size realloc reallocarray posix_memalign abort exit __assert_fail __assert
    prefetch object_size dynamic_object_size va_start va_end va_copy va_arg expect constant_p
    assume_aligned add_overflow sub_overflow mul_overflow umull_overflow uaddl_overflow
    getrandom getentropy arc4random_buf crypt_r htons htonl ntohs ntohl
    """
    )
    | PRINTERS
    | SCANNERS
)
# Functions that write numbers and text behind their arguments, or nothing: no pointers.
_STORING_NO_POINTERS = _words(
    """memset bzero explicit_bzero memcmp memchr strlen strnlen strcpy strncpy strcat strncat
    strlcpy strlcat strcmp strncmp strcasecmp strncasecmp strchr strrchr strstr strspn strcspn
    printf fprintf sprintf snprintf dprintf vprintf vfprintf vsprintf vsnprintf puts fputs fputc
    putc putchar perror printf_chk fprintf_chk sprintf_chk snprintf_chk
    read write pread pwrite recv send recvfrom sendto fread fwrite fgets fgetc getc fflush fclose
    open close unlink rename access stat fstat lstat mkstemp getcwd readlink
    bind connect accept accept4 listen getsockname getpeername getsockopt setsockopt inet_pton
    inet_ntop gethostname poll ppoll select pselect pipe pipe2 socketpair
    time gettimeofday clock_gettime nanosleep clock_nanosleep strftime getrusage uname
    sigemptyset sigfillset sigaddset sigdelset sigismember sigprocmask pthread_sigmask
    pthread_mutex_lock pthread_mutex_unlock pthread_mutex_trylock atoi atol atoll atof
    rand_r getrandom getentropy arc4random_buf isatty tcgetattr tcsetattr free"""
)
ATOMIC_PREFIXES = ("__atomic_", "__sync_", "atomic_", "__c11_atomic_")
_FORGETFUL_PREFIXES = (*ATOMIC_PREFIXES, "__ctype_")

# Functions that only use the address of what a void * argument points to.
ADDRESS_ONLY = (
    _words(
        """free malloc_usable_size prefetch expect constant_p assume_aligned va_start va_end va_copy
    va_arg"""
    )
    | PRINTERS
)

# Functions that move the bytes behind a void * argument and forget it.
BYTE_MOVERS = frozenset({"memset", "memcpy", "memmove", "mempcpy", "bzero", "explicit_bzero"})

# Functions that keep a function and a pointer to call it with: the indices of the function, of its
# parameter and of the pointer.
CALLBACKS = {
    "on_exit": (0, 1, 1),
    "event_set": (3, 2, 4),
    "event_assign": (4, 2, 5),
    "event_new": (3, 2, 4),
    "event_once": (2, 2, 3),
    "event_base_once": (3, 2, 4),
    "evconnlistener_new": (1, 4, 2),
    "evconnlistener_new_bind": (1, 4, 2),
    "sqlite3_exec": (2, 0, 3),
}

# System record members that hold an untouched pointer of the program's.
USER_POINTER_FIELDS = frozenset({"ptr", "sival_ptr", "si_ptr", "udata"})


def bare(name: str) -> str:
    """Return the name without the prefix of a compiler builtin: ``__builtin_memcpy`` -> memcpy."""
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix).removesuffix("_chk")
    return name


def stores_no_pointers(name: str) -> bool:
    """Whether a library function stores no pointer behind its arguments."""
    return bare(name) in _STORING_NO_POINTERS


def forgets(name: str) -> bool:
    """Whether a library function keeps none of its pointer arguments after it returns."""
    return bare(name) in _FORGETFUL or name.startswith(_FORGETFUL_PREFIXES)
