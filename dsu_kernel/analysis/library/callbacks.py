"""Which library functions call functions of the program, and when.

A function that is in none of these sets and gets a function pointer may keep it: from then on any
library call, except of those that are known never to call back, may call it.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They call what they are given before they return, and forget it.
DURING_CALL = _names(
    """
    qsort qsort_r bsearch lfind lsearch tsearch tfind tdelete twalk twalk_r tdestroy ftw ftw64
    nftw nftw64 scandir scandir64 scandirat glob glob64 pthread_once call_once dl_iterate_phdr
    argp_parse
    """
)
# What they are given is called when the program ends or a thread ends: see RUN_HANDLERS.
AT_EXIT = _names(
    """
    atexit on_exit at_quick_exit pthread_key_create tss_create pthread_atfork __cxa_atexit
    """
)
RUN_HANDLERS = _names(
    """
    exit quick_exit pthread_exit thrd_exit fork vfork forkpty daemon
    """
)
# What they are given is called at any moment.
SIGNALS = _names(
    """
    signal sigaction sigset bsd_signal sysv_signal __sysv_signal sigvec timer_create mq_notify
    """
)
# What they are given runs on a stack of its own.
THREADS = _names(
    """
    pthread_create thrd_create clone makecontext
    """
)
# After one of these any library call may call any function whose address is known.
HOOKS = _names(
    """
    fopencookie funopen register_printf_function register_printf_specifier obstack_init
    """
)
# Suspend the stack that they are called on and go on with another one.
SWITCHES = _names("swapcontext setcontext")
SETJMPS = _names(
    """
    setjmp _setjmp sigsetjmp __sigsetjmp __builtin_setjmp getcontext vfork
    """
)
# Leave the activations that called them, without those knowing.
JUMPS = _names(
    """
    longjmp _longjmp siglongjmp __longjmp_chk __builtin_longjmp setcontext swapcontext
    pthread_exit thrd_exit
    """
)
# Control does not come back to the caller's next statement.
NEVER_RETURN = _names(
    """
    exit _exit _Exit quick_exit abort longjmp _longjmp siglongjmp __longjmp_chk
    __builtin_longjmp pthread_exit thrd_exit __builtin_unreachable __builtin_trap __assert_fail
    __assert setcontext
    """
)
# They return memory of their own, never a pointer into what they were given.
FRESH_RESULT = _names(
    """
    malloc calloc aligned_alloc memalign valloc strdup strndup __strdup __strndup wcsdup fopen
    fopen64 fdopen freopen popen opendir fdopendir readdir readdir64 tmpfile getenv
    secure_getenv strerror strerror_l strsignal localtime gmtime ctime asctime inet_ntoa
    gethostbyname gethostbyaddr getservbyname getprotobyname getpwnam getpwuid getgrnam getgrgid
    ttyname getlogin setlocale nl_langinfo dlopen dlsym dlerror sem_open mmap shmat
    pthread_getspecific crypt strtol strtoul strtoll strtoull atol atoll strlen strnlen strcspn
    strspn read write recv send recvfrom sendto readv writev lseek fread fwrite ftell time clock
    sysconf pathconf getline getdelim
    """
)
# They never call a function of the program, whatever was registered before.
NEVER_CALL_BACK = FRESH_RESULT | _names(
    """
    free realloc reallocarray abort _exit _Exit memcpy memmove memset memcmp memchr mempcpy
    bzero bcopy strcpy strncpy strcat strncat strcmp strncmp strcasecmp strncasecmp strchr
    strrchr strstr strpbrk strtok strtok_r strsep stpcpy strlcpy strlcat strcoll printf fprintf
    sprintf snprintf vprintf vfprintf vsprintf vsnprintf dprintf puts fputs putchar putc fputc
    getc fgetc getchar fgets ungetc scanf fscanf sscanf fflush fclose pclose fseek rewind feof
    ferror clearerr fileno setvbuf setbuf perror remove rename open openat creat close dup dup2
    dup3 pipe pipe2 fcntl ioctl stat fstat lstat access unlink mkdir rmdir chdir getcwd isatty
    socket bind listen accept accept4 connect shutdown setsockopt getsockopt getsockname
    getpeername sendmsg recvmsg select pselect poll ppoll epoll_create epoll_create1 epoll_ctl
    epoll_wait epoll_pwait getpid getppid getuid geteuid kill raise alarm sleep usleep nanosleep
    clock_gettime gettimeofday mktime strftime difftime rand srand random srandom abs labs llabs
    div ldiv atoi atof strtod strtof isalpha isdigit isalnum isspace isupper islower ispunct
    isprint isxdigit iscntrl toupper tolower htonl htons ntohl ntohs inet_pton inet_ntop
    inet_addr sigemptyset sigfillset sigaddset sigdelset sigprocmask pthread_mutex_init
    pthread_mutex_lock pthread_mutex_trylock pthread_mutex_unlock pthread_mutex_destroy
    pthread_cond_init pthread_cond_wait pthread_cond_timedwait pthread_cond_signal
    pthread_cond_broadcast pthread_cond_destroy pthread_self sched_yield wait waitpid setenv
    unsetenv putenv umask chmod chown sin cos tan asin acos atan atan2 sinh cosh tanh exp exp2
    log log2 log10 pow sqrt cbrt floor ceil round trunc fabs fmod fmin fmax hypot lround
    __errno_location __ctype_b_loc __ctype_toupper_loc __ctype_tolower_loc __assert_fail longjmp
    siglongjmp setjmp _setjmp __sigsetjmp atexit at_quick_exit on_exit signal sigaction
    pthread_create pthread_detach pthread_key_create pthread_setspecific
    """
)
