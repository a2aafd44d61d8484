"""Finding an object by an expression without running anything: ``list->head->next[2].name``.

Names, members, elements, ``*``, ``&``, casts and numbers are followed through memory as it is. What
calls functions or computes is not; the program itself would have to evaluate that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import Array, CType, Function, Pointer, Void, describe, unqualified
from dsu_kernel.errors import DsuError
from dsu_kernel.memory.decode import Decoder
from dsu_kernel.memory.layout import POINTER
from dsu_kernel.memory.shapes import Shape, Shaper
from dsu_kernel.memory.snapshot import Snapshot
from dsu_kernel.program.image import WrappedType


@dataclass(frozen=True, slots=True)
class Found:
    """An object of a type at an address."""

    address: int
    ctype: CType


class Finder:
    """Follows the expression of one fragment; ``addresses`` are those of globals, by key."""

    def __init__(
        self,
        unit: TranslationUnit,
        addresses: Mapping[str, int],
        memory: Snapshot,
        shaper: Shaper,
        decoder: Decoder,
    ) -> None:
        self._unit = unit
        self._addresses = addresses
        self._memory = memory
        self._shaper = shaper
        self._decoder = decoder

    def place(self, node: Any) -> Found:  # noqa: ANN401 - syntax nodes are dynamic
        """Return the object that an expression designates. Raises DsuError."""
        match node:
            case c_ast.ID():
                return self._name(node)
            case c_ast.StructRef(type="."):
                return self._member(self.place(node.name), node.field.name)
            case c_ast.StructRef():
                return self._member(self._pointee(node.name), node.field.name)
            case c_ast.ArrayRef():
                return self._element(node)
            case c_ast.UnaryOp(op="*"):
                return self._pointee(node.expr)
            case c_ast.Cast():
                raise DsuError("a cast is a value; put * in front to look at what it points to")
        raise DsuError(
            "only names, members, elements, *, & and casts can be followed without running the "
            "program; evaluate anything else"
        )

    def pointer(self, node: Any) -> tuple[int, CType]:  # noqa: ANN401
        """Return the address that an expression of pointer type holds, and the type there."""
        match node:
            case c_ast.UnaryOp(op="&"):
                found = self.place(node.expr)
                return found.address, found.ctype
            case c_ast.Cast():
                target = unqualified(self._unit.types[node.to_type])
                if not isinstance(target, Pointer):
                    raise DsuError(f"{describe(target)} is no pointer")
                return self._number(node.expr), target.target
        found = self.place(node)
        plain = unqualified(found.ctype)
        if isinstance(plain, Array):
            return found.address, plain.element
        if not isinstance(plain, Pointer):
            raise DsuError(f"{describe(plain)} is no pointer")
        return self._load(found.address), plain.target

    def _number(self, node: Any) -> int:  # noqa: ANN401
        if isinstance(node, c_ast.Constant) and node.type.endswith(("int", "long")):
            return int(node.value.rstrip("uUlL"), 0)
        return self.pointer(node)[0]

    def _pointee(self, node: Any) -> Found:  # noqa: ANN401
        address, target = self.pointer(node)
        if address == 0:
            raise DsuError("the pointer is NULL")
        if isinstance(unqualified(target), Void):
            raise DsuError("a void * does not say what it points to; cast it")
        return Found(address, target)

    def _load(self, address: int) -> int:
        found = self._memory.word(address, POINTER)
        if found is None:
            raise DsuError(f"there is no memory at {address:#x}")
        return found

    def _name(self, node: c_ast.ID) -> Found:
        symbol = self._unit.refs.get(node)
        key = symbol.key if symbol is not None else None
        if symbol is None or key is None or isinstance(symbol.ctype, Function):
            raise DsuError(f"{node.name} is no variable with a place in memory")
        address = self._addresses.get(key)
        if address is None:
            raise DsuError(f"the live process has no {node.name} of the program")
        return Found(address, symbol.ctype)

    def _member(self, owner: Found, name: str) -> Found:
        plain = unqualified(owner.ctype)
        shape = self._shaper.shape(plain)
        at = owner.address
        if shape.wrapped is not None:
            at, shape = self._data(shape.wrapped, owner.address)
        for field in shape.fields:
            if field.name == name and not field.mask:
                return Found(at + field.offset, field.shape.ctype)
            if field.name == name:
                raise DsuError(f"{name} is a bit-field; look at the whole object")
        raise DsuError(f"the object at {owner.address:#x}, as it is now, has no {name}")

    def _data(self, wrapped: WrappedType, address: int) -> tuple[int, Shape]:
        generation = self._decoder.generation(wrapped, address)
        if generation is None:
            raise DsuError(f"there is no {wrapped.key.spelling} at {address:#x}")
        at = self._decoder.data_address(generation, address)
        return at, self._shaper.data(wrapped, generation)

    def _element(self, node: c_ast.ArrayRef) -> Found:
        address, element = self.pointer(node.name)
        index = self._index(node.subscript)
        size = self._shaper.shape(element).size
        if not size:
            raise DsuError(f"the size of {describe(element)} is not known")
        return Found(address + index * size, element)

    def _index(self, node: Any) -> int:  # noqa: ANN401
        if isinstance(node, c_ast.Constant):
            return int(node.value.rstrip("uUlL"), 0)
        found = self.place(node)
        shape = self._shaper.shape(found.ctype)
        data = self._memory.read(found.address, shape.size)
        if shape.kind != "number" or len(data) < shape.size:
            raise DsuError("an index has to be a number or an integer variable")
        return int.from_bytes(data, "little", signed=shape.signed)
