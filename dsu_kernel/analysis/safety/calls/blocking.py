"""Blocking regions: calls of the library during which a thread stands at an update point.

A call is one if it may wait for something outside of the program, calls no function of the
program meanwhile, and its arguments can be evaluated before it. Output to streams never counts:
it would make every program that prints one whose functions span.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import arguments, preorder
from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.types import Basic, CType, EnumType, Function, Pointer, decay

REGION: Final = 1
"""It is a region."""
BARE: Final = 2
"""Nothing of the library is in the middle of something: the call is the system call."""
CHILDREN: Final = 4
"""It may take notice of children of the process."""
BUFFERED: Final = 8
"""It does not wait when stdin has a character at hand."""


def _kinds(kind: int, text: str) -> dict[str, int]:
    return dict.fromkeys(text.split(), REGION | kind)


BLOCKING: Final[Mapping[str, int]] = {
    **_kinds(
        BARE,
        """
    read readv pread pread64 preadv preadv64 recv recvfrom recvmsg recvmmsg
    write writev pwrite pwrite64 pwritev pwritev64 send sendto sendmsg sendmmsg
    sendfile sendfile64 splice tee vmsplice accept accept4 connect
    poll ppoll select pselect epoll_wait epoll_pwait epoll_pwait2
    nanosleep clock_nanosleep usleep pause sigsuspend sigwait sigwaitinfo sigtimedwait
    flock lockf lockf64 fcntl msgrcv msgsnd semop semtimedop
    mq_receive mq_timedreceive mq_send mq_timedsend
    """,
    ),
    **_kinds(BARE | CHILDREN, "wait waitpid wait3 wait4 waitid"),
    **_kinds(CHILDREN, "system pclose"),
    **_kinds(
        0,
        """
    sleep thrd_sleep sem_wait sem_timedwait sem_clockwait
    pthread_cond_wait pthread_cond_timedwait pthread_cond_clockwait cnd_wait cnd_timedwait
    pthread_join pthread_timedjoin_np pthread_clockjoin_np thrd_join pthread_barrier_wait
    fgets getline getdelim fread scanf fscanf fgetws
    getaddrinfo getnameinfo gethostbyname gethostbyaddr
    """,
    ),
    **_kinds(BUFFERED, "getchar getc fgetc"),
}
_LOCK_COMMANDS: Final = frozenset({7, 38})  # F_SETLKW, F_OFD_SETLKW


def region_kind(unit: TranslationUnit, call: c_ast.FuncCall, symbol: Symbol) -> int:
    """Return what kind of region a call is, 0 for none. ``symbol`` is the function it names."""
    kind = BLOCKING.get(symbol.name, 0)
    ctype = symbol.ctype
    if not kind or not symbol.system or not isinstance(call.name, c_ast.ID):
        return 0
    if not isinstance(ctype, Function) or not ctype.prototyped:
        return 0
    given = arguments(call)
    if symbol.name == "fcntl" and not _waits_for_lock(given):
        return 0
    if kind & BUFFERED and given and not _is_stdin(given[0]):
        return 0  # one character of a file: the region would cost more than the call
    if isinstance(ctype.result, Pointer) and _has_literal(call):
        return 0  # the literal would end with the region, what is returned may point to it
    params = [*ctype.params, *[None] * (len(given) - len(ctype.params))]
    fit = len(given) >= len(ctype.params) and all(
        can_be_kept(unit, a, p) for a, p in zip(given, params, strict=True)
    )
    return kind if fit else 0


def _waits_for_lock(given: list[c_ast.Node]) -> bool:
    command = given[1] if len(given) > 2 else None
    return (
        isinstance(command, c_ast.Constant)
        and command.value.isdigit()
        and int(command.value) in _LOCK_COMMANDS
    )


def _is_stdin(stream: c_ast.Node) -> bool:
    return isinstance(stream, c_ast.ID) and stream.name == "stdin"


def _has_literal(call: c_ast.FuncCall) -> bool:
    return any(isinstance(node, c_ast.CompoundLiteral) for node in preorder(call))


def can_be_kept(unit: TranslationUnit, argument: c_ast.Node, param: CType | None) -> bool:
    """Whether an argument can be evaluated first and handed over later, in a temporary."""
    if is_constant(unit, argument):
        return True
    ctype = unit.types.get(argument)
    value = decay(ctype) if ctype is not None else None
    if isinstance(value, Pointer):
        return True
    return is_number(value) and not isinstance(param, Pointer)


def is_number(ctype: CType | None) -> bool:
    """Whether a type is one that ``+`` can be applied to without losing its value."""
    return isinstance(ctype, EnumType | Basic) and "va_list" not in getattr(ctype, "name", "")


def is_constant(unit: TranslationUnit, node: c_ast.Node) -> bool:
    """Whether an expression is made of constants alone, so that its evaluation does nothing."""
    if isinstance(node, c_ast.Constant):
        return True
    if isinstance(node, c_ast.ID):
        symbol = unit.refs.get(node)
        return symbol is not None and symbol.kind == "enumerator"
    if isinstance(node, c_ast.UnaryOp):
        return node.op in {"+", "-", "~", "!"} and is_constant(unit, node.expr)
    if isinstance(node, c_ast.BinaryOp):
        return is_constant(unit, node.left) and is_constant(unit, node.right)
    if isinstance(node, c_ast.Cast):
        return is_constant(unit, node.expr)
    return False
