"""Function definitions: headers and parameters, prototyped and old-style."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, place_of
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.syntax.declarations import innermost
from dsu_kernel.cfront.types import INT, CType, Function, Void, unqualified
from dsu_kernel.cfront.typing.declarations import Declarations, storage_class
from dsu_kernel.cfront.typing.expressions import ExpressionTyper
from dsu_kernel.cfront.typing.specifiers import TypeBuilder
from dsu_kernel.cfront.typing.workspace import FunctionContext, Workspace


class Definitions(Declarations):
    """Enters function definitions too, and keeps what their bodies are typed with."""

    def __init__(self, work: Workspace, types: TypeBuilder, expressions: ExpressionTyper) -> None:
        super().__init__(work, types, expressions)
        self._headers: dict[c_ast.FuncDef, tuple[Symbol, FunctionContext, Scope]] = {}

    def function_header(self, node: c_ast.FuncDef) -> Symbol:
        """Enter a function definition's name and parameters."""
        work, decl = self._work, node.decl
        storage = storage_class(decl)
        context = FunctionContext(decl.name, self._function_key(decl.name, storage), INT)
        outer, work.function = work.function, context
        self._take_back_int(decl)
        ctype = self._types.declared_type(decl)
        declarator = self._declarator(decl.type)
        scope = self._types.parameter_scopes.get(declarator) if declarator else None
        if scope is None:
            scope = Scope(work.scope)
        scope.kind = "block"
        if node.param_decls or (isinstance(ctype, Function) and not ctype.prototyped):
            ctype = self._old_style(node, ctype, declarator, scope)
        work.function = outer
        symbol = self.entity(decl, ctype, storage, True)
        if isinstance(ctype, Function):
            context.result = ctype.result
        symbol.node, symbol.place = node, place_of(decl)
        work.types[decl] = ctype
        work.introduces[decl] = symbol
        context.key = symbol.key or decl.name
        self._headers[node] = (symbol, context, scope)
        return symbol

    def _take_back_int(self, decl: c_ast.Decl) -> None:
        """Without a type specifier ``f() {}`` is what ``void f();`` said before, as for gcc."""
        specifier = innermost(decl.type).type
        known = self._work.linkage.get(decl.name)
        if (
            isinstance(specifier, c_ast.IdentifierType)
            and specifier.coord is None
            and known is not None
            and isinstance(known.ctype, Function)
            and isinstance(known.ctype.result, Void)
        ):
            specifier.names = ["void"]

    def _function_key(self, name: str, storage: str) -> str:
        existing = self._work.linkage.get(name)
        if existing is not None and existing.key is not None and existing.linkage == "internal":
            return existing.key
        internal = storage == "static" and self._work.file_mode
        return f"{name}@{self._work.unit}" if internal else name

    @staticmethod
    def _declarator(node: c_ast.Node) -> c_ast.FuncDecl | None:
        current: c_ast.Node | None = node
        while current is not None and not isinstance(current, c_ast.FuncDecl):
            current = getattr(current, "type", None)
        return current

    def _old_style(
        self,
        node: c_ast.FuncDef,
        ctype: CType,
        declarator: c_ast.FuncDecl | None,
        scope: Scope,
    ) -> CType:
        """Enter the parameters of a K&R definition; its type lists them but has no prototype."""
        work = self._work
        outer, work.scope = work.scope, scope
        declared: dict[str, CType] = {}
        self.note_typedef_names(node.param_decls)
        for decl in node.param_decls or ():
            if isinstance(decl, c_ast.Decl) and decl.name:
                declared[decl.name] = self._types.parameter_type(decl)
                self._types.parameter(decl, declared[decl.name])
        types: list[CType] = []
        names = declarator.args.params if declarator and declarator.args else []
        for name in names:
            if isinstance(name, c_ast.ID):
                if name.name not in declared:
                    self._implicit_parameter(name)
                work.refs[name] = scope.symbols[name.name]
                types.append(unqualified(declared.get(name.name, INT)))
        work.scope = outer
        result = ctype.result if isinstance(ctype, Function) else INT
        return Function(result, tuple(types), prototyped=False)

    def _implicit_parameter(self, node: c_ast.ID) -> None:
        decl = c_ast.Decl(node.name, [], [], [], [], None, None, None, node.coord)
        self._types.parameter(decl, INT)

    def function_body_context(self, node: c_ast.FuncDef) -> tuple[Symbol, FunctionContext, Scope]:
        """Return what :meth:`function_header` prepared for the body."""
        return self._headers[node]

    def function_def(self, node: c_ast.FuncDef) -> FunctionDef:
        """Return the finished definition, once the body is typed."""
        symbol, context, _ = self._headers[node]
        return FunctionDef(
            name=symbol.name,
            key=context.key,
            symbol=symbol,
            node=node,
            unit=self._work.unit,
            place=place_of(node.decl),
            params=self._parameters(node),
            locals=tuple(context.locals),
            attributes=symbol.attributes,
        )

    def _parameters(self, node: c_ast.FuncDef) -> tuple[Symbol, ...]:
        work = self._work
        declarator = self._declarator(node.decl.type)
        found: list[Symbol] = []
        for param in declarator.args.params if declarator and declarator.args else ():
            symbol = work.refs.get(param) if isinstance(param, c_ast.ID) else None
            symbol = symbol or work.introduces.get(param)
            if symbol is not None:
                found.append(symbol)
        return tuple(found)
