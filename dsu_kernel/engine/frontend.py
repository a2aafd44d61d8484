"""From a program's text to a version: preprocess, parse and type every translation unit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from dsu_kernel.cfront.fragment import build_fragment
from dsu_kernel.cfront.headers import HeaderCache
from dsu_kernel.cfront.inline_only import means_gnu_inline, set_apart
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.source.preprocess import Preprocessed, preprocess
from dsu_kernel.cfront.unit import build_unit
from dsu_kernel.extraction.extractor import extracted
from dsu_kernel.extraction.model import Extraction
from dsu_kernel.extraction.naming import MemberOrder
from dsu_kernel.program.model import Program, Text, Version
from dsu_kernel.program.short_names import defines_update
from dsu_kernel.toolchain.compiler import Compiler


class Frontend:
    """Builds versions with one compiler; keeps what it knows of system headers between them."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._headers = HeaderCache()
        self._order = MemberOrder()

    def flags(self, program: Program, name: str) -> tuple[str, ...]:
        """Return the preprocessor's flags for a translation unit.

        Cells know ``update()`` without an include.
        """
        flags = self._compiler.flags
        include = str(self._compiler.runtime().include)
        # -g3 would keep the definitions of macros in the text.
        common = (*flags.preprocess, *flags.compile, "-g0", "-isystem", include)
        if program.files:
            # The text comes on standard input: say what gcc would know from the file's name.
            base = f"-D__BASE_FILE__={json.dumps(name, ensure_ascii=False)}"
            folder = str(Path(name).parent)
            return (*common, "-iquote", folder, "-Wno-builtin-macro-redefined", base)
        own = any(defines_update(unit.text) for unit in program.units)
        short = ("-DDSU_NO_SHORT_NAMES",) if own else ()
        return (*common, *short, "-include", "dsu.h")

    def version(self, program: Program, number: int) -> Version:
        """Return the typed program.

        Raises CompileError, ParseError or UnsupportedConstruct, each with its place.
        """
        preprocessed = tuple(
            self._preprocessed(name, text, (*self.flags(program, name), "-DDSU_UPDATABLE"))
            for name, text in program.translation_units()
        )
        return self.again(Text(program, preprocessed), number)

    def again(self, text: Text, number: int) -> Version:
        """Return the typed program; no header is read."""
        program, files = text.program, text.program.files
        gnu = self.gnu_inline
        found = [
            extracted(
                build_unit(pre, name, file_mode=files, headers=self._headers, gnu_inline=gnu),
                file_mode=files,
                order=self._order,
            )
            for (name, _), pre in zip(program.translation_units(), text.preprocessed, strict=True)
        ]
        units = set_apart([unit for unit, _ in found])
        extraction = Extraction.of(part for _, part in found)
        return Version(number, program, units, extraction, text.preprocessed)

    @property
    def gnu_inline(self) -> bool:
        """Whether ``extern inline`` means what it does in GNU C89."""
        return means_gnu_inline(self._compiler.flags.compile)

    def fragment(
        self, version: Version, base: TranslationUnit, label: str, source: str
    ) -> TranslationUnit:
        """Type more text in the scope of a unit of a version, macros included.

        Raises CompileError when preprocessing fails, ParseError for text that is not C.
        """
        return build_fragment(self.expanded(version, base, label, source), base, label)

    def expanded(self, version: Version, base: TranslationUnit, label: str, source: str) -> str:
        """Return more text of a unit of a version with its macros expanded, and line markers.

        Raises CompileError when preprocessing fails.
        """
        index = version.units.index(base)
        _, text = version.program.translation_units()[index]
        quoted = json.dumps(label, ensure_ascii=False)
        pre = preprocess(
            f"{text}\n#line 1 {quoted}\n{source}",
            (*self.flags(version.program, base.name), "-DDSU_UPDATABLE"),
            name=base.name,
            gcc=self._compiler.toolchain.gcc,
        )
        _, marker, own = pre.user_text.partition(quoted)
        return f"# 1 {marker}{own}" if marker else ""

    def _preprocessed(self, name: str, text: str, flags: tuple[str, ...]) -> Preprocessed:
        pre = preprocess(text, flags, name=name, gcc=self._compiler.toolchain.gcc)
        # Many versions of many units share one text of the headers.
        return replace(pre, system_text=self._headers.index(pre.system_text).text)
