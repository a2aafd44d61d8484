"""What a patch cannot do to a program that runs, with the reason and a way out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.statics import liftable, nameable
from dsu_kernel.cfront.types import is_const
from dsu_kernel.patch.difference import (
    Difference,
    FunctionChanges,
    GlobalChanges,
    changed_types,
    file_scope_asm,
    is_thread_local,
    record_units,
)
from dsu_kernel.patch.image_after import revived_in
from dsu_kernel.patch.members import same_record
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.refusal import Refusals
from dsu_kernel.program.model import Version


@dataclass(frozen=True, slots=True, eq=False)
class Feasibility:
    """Judges one patch; what it forbids is added to ``refusals``."""

    before: InForce
    version: Version
    refusals: Refusals

    def fixed_types(self) -> None:
        """Types that are not wrapped keep their definition."""
        for key, change in changed_types(self.before.version, self.version).items():
            if key in self.before.image.types:
                continue
            found = self.before.facts.types.wrappability.get(key)
            reason = found.reason if found else "it is not wrapped"
            self.refusals.add(
                change.name,
                f"{change.name} is fixed: {reason}",
                found.place if found else None,
                "restart the program to change it",
            )

    def returning_types(self) -> None:
        """Objects of a plain type that was deleted may still be there when it comes back."""
        gone, known = self.before.image.gone, record_units(self.before.version)
        still = {(unit.name, key) for unit in self.before.version.units for key in unit.records}
        for unit in self.version.units:
            for key, record in unit.records.items():
                if (unit.name, key) in still:
                    continue
                was = [d for (name, k), d in gone.items() if k == key and name == unit.name]
                was = was or [d for (_, k), d in gone.items() if k == key and key not in known]
                if was and not any(same_record(*each, record, unit) for each in was):
                    self.refusals.add(
                        key.spelling,
                        f"{key.spelling} was defined otherwise in an earlier version, and objects "
                        "of it, which cannot be converted, may still be there",
                        record.place,
                        "restart the program to change it, or give it a new name",
                    )

    def assembly(self) -> None:
        """File-scope asm defines things once and for all."""
        before = {text for text, _ in file_scope_asm(self.before.version)}
        for text, place in file_scope_asm(self.version):
            if text not in before:
                self.refusals.add(
                    "asm",
                    "asm at file scope can only come with the first version",
                    place,
                    "restart the program, or put it into a function",
                )

    def functions(self, changes: FunctionChanges, difference: Difference) -> None:
        """Functions keep what pointers and old bodies of theirs rely on."""
        taken = self.before.image.taken
        for key in (*changes.prototypes, *revived_in(self.before, self.version, difference)):
            if key in taken:
                self.refusals.add(
                    key,
                    f"the prototype of {key} changes, but its address was taken at {taken[key]}: "
                    "a pointer to it may be called with the old arguments",
                    None,
                    "give the function with the new prototype a new name",
                )
        self._statics_inside(difference.issued & self.before.image.functions.keys())

    def _statics_inside(self, issued: Collection[str]) -> None:
        """A static local that cannot be lifted is a new object in each body of its function."""
        before, after = _statics(self.before.version), _statics(self.version)
        for key in before.keys() & after.keys():
            (old, unit), (new, new_unit), owner = before[key], after[key], key.partition("::")[0]
            if owner not in issued or is_const(old.ctype):
                continue
            if not liftable(new, new_unit):
                why = f"of a type that only {owner} knows"
                if nameable(new.ctype):
                    why = f"with an initialiser that only {owner} can give it"
                hint = "move the type, or the variable, to file scope"
            elif not liftable(old, unit):
                why = f"which only {owner} knew until now"
                hint = "give it a new name to let it begin anew, or restart the program"
            else:
                continue
            self.refusals.add(
                owner,
                f"{owner} has the static local {new.name} {why}, so its value cannot be kept",
                new.place,
                hint,
            )

    def globals(self, changes: GlobalChanges) -> None:
        """A global with a new type moves; pointers that were kept would stay behind.

        Those to constants may: they still find the old constant.
        """
        kept, storage = self.before.image.kept, self.before.image.globals
        before, after = self.before.version.globals, self.version.globals
        for change in changes.retyped:
            if is_thread_local(before[change.key]) or is_thread_local(after[change.key]):
                self.refusals.add(
                    change.key,
                    f"the type of {change.key} changes, but it is thread-local: "
                    "each thread has a value of its own",
                    after[change.key].place,
                    "give the global with the new type a new name, or restart the program",
                )
            if change.key in kept and not is_const(storage[change.key].ctype):
                self.refusals.add(
                    change.key,
                    f"the type of {change.key} changes, but a pointer to it is kept at "
                    f"{kept[change.key]} and would still point to the old {change.key}",
                    None,
                    "give the global with the new type a new name, or restart the program",
                )


def _statics(version: Version) -> dict[str, tuple[Symbol, TranslationUnit]]:
    """Return the static locals by key, each with its unit."""
    return {s.key: (s, unit) for unit in version.units for s in unit.static_locals if s.key}
