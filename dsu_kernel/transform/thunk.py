"""A thunk: a small shared object that evaluates one expression in the live process.

It binds to the program's entries and storage through the dynamic linker, so it always calls the
newest code; it answers only while the version it was compiled for is in force.
"""

from __future__ import annotations

from dataclasses import replace

from pycparser import c_ast

from dsu_kernel.analysis.safety.evaluations import held_by_evaluation
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.printing.printer import compact_markers
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.types import (
    Array,
    Basic,
    CType,
    EnumType,
    Record,
    Void,
    describe,
    unqualified,
)
from dsu_kernel.errors import ParseError
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.reading import Reader
from dsu_kernel.transform.state import EntryTransformer
from dsu_kernel.transform.unit_writer import UnitWriter
from dsu_kernel.transform.values import without_const

EVALUATE = "__dsu_evaluate"
STALE = "<stale>"

ARGUMENTS = "long long __dsu_arg_i(int); double __dsu_arg_d(int); void *__dsu_arg_p(int);\n"
_ARGUMENTS_TEXT = """\
static const union dsu_arg *__dsu_args;
static long long __dsu_arg_i(int n) { return __dsu_args[n].i; }
static double __dsu_arg_d(int n) { return __dsu_args[n].d; }
static void *__dsu_arg_p(int n) { return __dsu_args[n].p; }
extern unsigned dsu_version(void);
"""


class _ThunkTransformer(EntryTransformer):
    """Prints the statements and the expression of a thunk."""

    def steps(self, body: c_ast.Compound) -> str:
        """Return the statements before the expression."""
        self.function, self._function_name = EVALUATE, EVALUATE
        self._autos.append([])
        try:
            return self.body((body.block_items or [])[:-1])
        finally:
            self.function, self._function_name = None, ""

    def value(self, node: c_ast.Node) -> str:
        """Return the expression."""
        self.function = EVALUATE
        try:
            return self.expr(node)
        finally:
            self.function = None


def evaluated(fragment: TranslationUnit) -> c_ast.Node:
    """Return the expression that a fragment evaluates. Raises ParseError if it is none."""
    definitions = [item for item in fragment.items if isinstance(item, c_ast.FuncDef)]
    items: list[c_ast.Node] = definitions[0].body.block_items or [] if len(definitions) == 1 else []
    last = items[-1] if items else None
    if last is None or isinstance(last, c_ast.EmptyStatement):
        raise ParseError("there is no expression to evaluate")
    if isinstance(last, c_ast.Decl | c_ast.Typedef):
        raise ParseError(
            "this is a declaration, not an expression; a text that declares ends with ‘;’"
        )
    if last not in fragment.types:
        raise ParseError("this is not an expression")
    return last


def thunk_text(plan: ModulePlan, base: TranslationUnit, fragment: TranslationUnit, abi: str) -> str:
    """Return the C text of a thunk for the expression of ``fragment``, typed on ``base``."""
    index = plan.version.units.index(base)
    writer = UnitWriter(plan, base, index)
    scheme = replace(writer.measuring_scheme(), unit=replace(fragment, items=base.items))
    transformer = _ThunkTransformer(replace(scheme, module=max(scheme.module, 1)), "")
    declarations = transformer.declarations_only()
    node = evaluated(fragment)
    definition = next(item for item in fragment.items if isinstance(item, c_ast.FuncDef))
    steps = transformer.steps(definition.body)
    text = transformer.value(node)
    ctype = fragment.types[node]
    lines = _answer(ctype, text, transformer.is_lvalue(node), Reader(fragment, scheme.types))
    held = held_by_evaluation(fragment, definition.body)
    numbers = plan.after.ids
    names = numbers if held is None else {(name.kind, name.key) for name in held}
    ids = ", ".join(f"{i}u" for i in (*sorted(i for n, i in numbers.items() if n in names), 0))
    body = "\n".join(lines)
    return compact_markers(
        f"{abi}{_ARGUMENTS_TEXT}extern unsigned __dsu_pending;\n{base.system_text}"
        f'# 1 "<generated>"\n{declarations}# 1 "<generated>"\n'
        f"static const unsigned __dsu_held[] = {{ {ids} }};\n"
        '__attribute__((visibility("default"))) '
        "void dsu_thunk(const union dsu_arg *__args, struct dsu_out *__out) {\n"
        f'if (dsu_version() != {plan.version.number}u) {{ dsu_out_record_open(__out, "{STALE}"); '
        "dsu_out_record_close(__out); return; }\n"
        f"__dsu_args = __args; dsu_hold(__dsu_held);\n{steps}"
        f'# 1 "<expression>"\n{body}\n}}\n'
    )


def _answer(ctype: CType, text: str, lvalue: bool, reader: Reader) -> list[str]:
    plain = unqualified(ctype)
    if isinstance(plain, Void) or (lvalue and isinstance(plain, Record | Array)):
        return reader.statements(plain, text)
    if isinstance(plain, Array):
        return reader.statements(plain, text)
    declared = describe(without_const(plain), "__value")
    if isinstance(plain, Record) and nameable(plain):
        return [f"{declared} = ({text});", *reader.statements(plain, "__value")]
    if isinstance(plain, Basic | EnumType):
        # __auto_type cannot take the value of a bit-field.
        name = plain.underlying if isinstance(plain, EnumType) else describe(plain)
        return [f"{name} __value = ({text});", *reader.statements(plain, "__value")]
    return [f"__auto_type __value = ({text});", *reader.statements(plain, "__value")]
