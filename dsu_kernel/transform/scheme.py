"""What the emission of one unit of a module needs to know, all decided beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pycparser import c_ast

from dsu_kernel.analysis.facts import TypeFacts
from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.types import Array, CType, Record, RecordKey
from dsu_kernel.program.image import Storage, mangle
from dsu_kernel.transform.wrapper import WrapperText


@dataclass(frozen=True, slots=True)
class FunctionScheme:
    """How one function of the program appears in a module.

    ``issued``: this module brings its body, as ``version``. ``copied``: this part has the body for
    calls from here alone. ``fresh``: its entry is in this module.
    ``inlined``: its only caller gets a second body.
    ``spans``: an update may happen while it is active. ``handler``: it may run for a signal.
    ``apart`` keeps our names apart from names that the program uses itself.
    """

    key: str
    name: str
    id: int
    symbol: str
    version: int
    issued: bool
    fresh: bool
    spans: bool
    internal: str
    apart: str = ""
    handler: bool = False
    copied: bool = False
    inlined: bool = False

    @property
    def compiled(self) -> bool:
        """Whether a body of it may be in this unit of the module."""
        return self.issued or self.copied

    @property
    def body(self) -> str:
        """The C name of the body, as on the slides: ``foo_v0``."""
        return f"{self.name}_v{self.version}{self.apart}"

    @property
    def body_here(self) -> str:
        """The C name of the body for its only caller, which gcc puts in the place of the call."""
        return f"{self.name}_v{self.version}_here{self.apart}"

    @property
    def called_body(self) -> str:
        """The C name of the body that direct calls name."""
        return self.body_here if self.inlined else self.body

    @property
    def slot(self) -> str:
        """The C name of the slot, as on the slides: ``foo_fptr``."""
        return f"{self.name}_fptr{self.apart}"

    @property
    def slot_label(self) -> str:
        """The assembler name of the slot: qualified when the function is private to a unit."""
        return f"{mangle(self.slot)}{self.internal}"

    @property
    def entry_label(self) -> str:
        """The assembler name by which this module reaches the immortal entry."""
        return f"{mangle(self.name)}.entry{self.internal}" if self.fresh else self.symbol


@dataclass(frozen=True, slots=True)
class GlobalScheme:
    """How one object with static storage appears in a module.

    ``fresh``: its storage is in this module; ``here``: and in this part of its unit. ``name`` is
    its C name there (lifted static locals have one of their own). ``overruled``: its type in a
    weak definition of this unit that does not count.
    """

    key: str
    name: str
    storage: Storage
    fresh: bool
    internal: str
    here: bool = True
    overruled: CType | None = None

    @property
    def defined_here(self) -> bool:
        """Whether its definition is to be printed."""
        return self.fresh and self.here and self.overruled is None

    @property
    def declared_type(self) -> CType:
        """Its type where the definition is not seen, with the length of an array."""
        return self.overruled or self.storage.ctype

    @property
    def label(self) -> str:
        """The assembler name by which this module reaches the storage, "" for the C name."""
        if not self.fresh:
            return self.storage.symbol
        return f"{mangle(self.name)}{self.internal}" if self.internal else ""


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """All decisions about one unit of a module.

    ``owned``: keys of the functions whose definition in this unit is the one that counts (a weak
    one gives way to that of another unit). ``overwritten``: constants that get their new value in
    place. ``second_names``: assembler names of what other units give a second name (``alias``).
    """

    module: int
    unit: TranslationUnit
    types: Mapping[RecordKey, WrapperText]
    facts: TypeFacts
    functions: Mapping[str, FunctionScheme]
    globals: Mapping[str, GlobalScheme]
    direct: frozenset[tuple[str, str]]
    points: Mapping[c_ast.Node, int]
    regions: Mapping[c_ast.Node, int]
    owned: frozenset[str] = frozenset()
    overwritten: frozenset[str] = frozenset()
    second_names: Mapping[str, str] = field(default_factory=dict)

    def wrapped(self, ctype: CType | None) -> WrapperText | None:
        """Return the wrapper of a struct type, None for every other type."""
        return self.types.get(ctype.key) if isinstance(ctype, Record) else None

    def wrapped_object(self, ctype: CType | None) -> WrapperText | None:
        """Return the wrapper of the objects in a type: itself, or the elements of arrays."""
        while isinstance(ctype, Array):
            ctype = ctype.element
        return self.wrapped(ctype)

    def function(self, symbol: Symbol | None) -> FunctionScheme | None:
        """Return the scheme of a function of the program, None for anything else."""
        if symbol is None or symbol.kind != "function" or symbol.key is None:
            return None
        return self.functions.get(symbol.key)

    def after_type(self, function: FunctionScheme) -> CType | None:
        """Return the type with which this unit defines a function, None if it does not."""
        definition = self.unit.functions.get(function.name)
        if definition is None or definition.key != function.key:
            return None
        has = function.copied or function.key in self.owned
        return definition.symbol.ctype if has else None

    def object(self, symbol: Symbol | None) -> GlobalScheme | None:
        """Return the scheme of an object with static storage of the program."""
        if symbol is None or symbol.kind != "object" or symbol.key is None:
            return None
        return self.globals.get(symbol.key)


def static_name(key: str) -> str:
    """Return the C name of a lifted static local: ``foo::n#2`` becomes ``foo__static_n_2``."""
    function, _, rest = key.partition("::")
    tail = mangle(rest).replace(".23", "_").replace(".", "_")
    return f"{mangle(function).replace('.', '_')}__static_{tail}"
