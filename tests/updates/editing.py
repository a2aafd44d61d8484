"""Random programs and random edits of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from making import FIELD_NAMES, SMALL_ENUM, Maker
from program import Function, Global, Helper, Member, Place, Version
from shapes import BOOL, INT, Arr, Bits, Box, Enum, Fun, Heap, Num, Ptr, Rec, Type
from statements import Call, numbers


def first(maker: Maker) -> Version:
    """Return a first version."""
    rng = maker.rng
    version = Version(
        enums={"E0": _enum(maker, "A", SMALL_ENUM), "E1": {**_enum(maker, "B", 50), "BN": -3}},
        structs={f"S{i}": () for i in range(rng.randint(1, 3))},
        globals={},
        ops={},
        leaves={},
        helpers={},
        sort_keys={},
    )
    names = [f"leaf{i}" for i in range(rng.randint(1, 3))]
    version = replace(version, leaves={n: Function(n) for n in names})
    for tag in version.structs:
        version = _with_struct(maker, version, tag, rng.randint(1, 5))
    for tag in version.structs:
        version = _with_globals(maker, version, tag)
    for _ in range(rng.randint(2, 4)):
        version = _add_global(maker, version)
    for _ in range(rng.randint(0, 2)):
        version = _add_helper(maker, version)
    version = replace(version, dispatch=rng.choice(("switch", "table")))
    for name in reversed([f"op{i}" for i in range(rng.randint(2, 4))]):
        version = replace(version, ops={name: Function(name), **version.ops})
    for name in names:
        made = maker.function(version, name, rng.randint(1, 3))
        version = replace(version, leaves={**version.leaves, name: made})
    for name in version.ops:
        made = maker.function(version, name, rng.randint(3, 8))
        version = replace(version, ops={**version.ops, name: made})
    return repaired(maker, version)


def next_version(maker: Maker, version: Version) -> Version:
    """Return an edited version."""
    edits = (
        (14, _add_field),
        (9, _remove_field),
        (5, _reorder),
        (16, _retype_field),
        (4, _grow_much),
        (2, _add_struct),
        (5, _edit_enum),
        (5, _add_global),
        (2, _remove_global),
        (7, _retype_global),
        (4, _change_init),
        (10, _rewrite_op),
        (8, _append_statement),
        (4, _drop_statement),
        (3, _add_op),
        (2, _remove_op),
        (4, _rewrite_leaf),
        (2, _add_leaf),
        (1, _remove_leaf),
        (4, _edit_helper),
        (2, _add_helper),
        (1, _remove_helper),
        (3, _move_key),
        (2, _salt),
        (1, _redispatch),
        (3, _edit_static),
    )
    total = sum(weight for weight, _ in edits)
    for _ in range(maker.rng.randint(1, 5)):
        at = maker.rng.randrange(total)
        for weight, edit in edits:
            at -= weight
            if at < 0:
                version = repaired(maker, edit(maker, version))
                break
    return version


def repaired(maker: Maker, version: Version) -> Version:
    """Return the version without what no longer means anything in it."""
    keys = {}
    for tag in version.structs:
        places = [place for place, _ in numbers(version, Rec(tag))]
        known = version.sort_keys.get(tag)
        keys[tag] = known if known in places else maker.rng.choice(places)
    version = replace(version, sort_keys=keys)
    globals_ = {n: _fitting(version, g) for n, g in version.globals.items()}
    version = replace(version, globals=globals_)
    return replace(
        version,
        ops={n: _valid(version, f) for n, f in version.ops.items()},
        leaves={n: _valid(version, f) for n, f in version.leaves.items()},
    )


def _fitting(version: Version, found: Global) -> Global:
    return found if version.fits(found.ctype, found.init) else replace(found, init=None)


def _valid(version: Version, f: Function) -> Function:
    f = replace(
        f,
        locals={n: _fitting(version, g) for n, g in f.locals.items()},
        statics={n: _fitting(version, g) for n, g in f.statics.items()},
    )
    body = [s for s in f.body if s.valid(version, f)]
    # One call of another operation each: else the number of calls, and of gates, explodes.
    calls = [s for s in body if isinstance(s, Call) and s.name in version.ops]
    return replace(f, body=tuple(s for s in body if s not in calls[1:] or s is calls[0]))


def _enum(maker: Maker, prefix: str, top: int) -> dict[str, int]:
    values = maker.rng.sample(range(top), maker.rng.randint(2, 4))
    return {f"{prefix}{i}": value for i, value in enumerate(values)}


def _without(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k != name}


# ---- structs ------------------------------------------------------------------------------------


def _index(version: Version, tag: str) -> int:
    return list(version.structs).index(tag)


def _with_struct(maker: Maker, version: Version, tag: str, count: int) -> Version:
    names = maker.rng.sample(FIELD_NAMES, count)
    members = [Member(n, maker.member_type(version, _index(version, tag))) for n in names]
    if not any(isinstance(m.ctype, Num | Bits | Enum) for m in members):
        members[0] = Member(names[0], maker.number())
    made = _structs(maker, version, tag, tuple(members))
    if made.structs.get(tag):
        return made
    # It became too large.
    return _structs(maker, version, tag, (Member(names[0], maker.number()),))


def _structs(maker: Maker, version: Version, tag: str, members: tuple[Member, ...]) -> Version:
    changed = replace(version, structs={**version.structs, tag: members})
    if not members or not numbers(changed, Rec(tag)) or _size(changed, Rec(tag)) > 150:
        return version
    for member in members:
        maker.note_wild(f"{tag}.{member.name}", member.ctype)
    return changed


def _size(version: Version, ctype: Type) -> int:
    """Return the number of values in a type: texts must not become too long."""
    match ctype:
        case Rec(tag):
            return sum(_size(version, m.ctype) for m in version.structs[tag])
        case Box():
            return len(ctype.members)
        case Arr(element, length):
            return length * _size(version, element)
    return 1


def _with_globals(maker: Maker, version: Version, tag: str) -> Version:
    rec = Rec(tag)
    made: dict[str, Global] = {}
    if maker.chance(80):
        made[f"g_{tag}"] = Global(rec, maker.initial(version, rec) or None)
    if maker.chance(50):
        table = Arr(rec, maker.rng.randint(1, 3))
        made[f"a_{tag}"] = Global(table, maker.initial(version, table))
    made[f"tab_{tag}"] = Global(Arr(Ptr(tag), maker.rng.randint(1, 3)))
    if maker.chance(40):
        made[f"tmp_{tag}"] = Global(Arr(Ptr(tag), 2))
    if maker.chance(50):
        made[f"n_arr_{tag}"] = Global(INT)
        made[f"arr_{tag}"] = Global(Heap(tag))
    if maker.chance(25):
        table = Arr(rec, maker.rng.randint(1, 3))
        made[f"b_{tag}"] = Global(table, maker.initial(version, table))
    return replace(version, globals={**version.globals, **made})


def _any_struct(maker: Maker, version: Version) -> str:
    return maker.rng.choice(list(version.structs))


def _add_field(maker: Maker, version: Version) -> Version:
    tag = _any_struct(maker, version)
    members = list(version.structs[tag])
    free = [n for n in FIELD_NAMES if n not in {m.name for m in members}]
    if not free:
        return version
    member = Member(maker.rng.choice(free), maker.member_type(version, _index(version, tag)))
    at = len(members) if maker.chance(50) else maker.rng.randint(0, len(members))
    members.insert(at, member)
    # A name that comes back may meet old objects that still have the old field.
    old = f"{tag}.{member.name}"
    if old in maker.wild or not isinstance(member.ctype, Num) or not member.ctype.mantissa:
        maker.wild.add(old)
    return _structs(maker, version, tag, tuple(members))


def _remove_field(maker: Maker, version: Version) -> Version:
    tag = _any_struct(maker, version)
    members = list(version.structs[tag])
    maker.wild.add(f"{tag}.{members.pop(maker.rng.randrange(len(members))).name}")
    return _structs(maker, version, tag, tuple(members))


def _reorder(maker: Maker, version: Version) -> Version:
    tag = _any_struct(maker, version)
    members = list(version.structs[tag])
    maker.rng.shuffle(members)
    return _structs(maker, version, tag, tuple(members))


def _retype_field(maker: Maker, version: Version) -> Version:
    tag = _any_struct(maker, version)
    members = list(version.structs[tag])
    at = maker.rng.randrange(len(members))
    name, old = members[at].name, members[at].ctype
    new = maker.retyped(version, _index(version, tag), old, f"{tag}.{name}")
    if _defined(old, new, f"{tag}.{name}" in maker.wild):
        members[at] = Member(name, new)
    return _structs(maker, version, tag, tuple(members))


def _defined(old: Type, new: Type, wild: bool) -> bool:
    """Whether C defines all conversions that carrying over may need."""
    if isinstance(old, Box) and isinstance(new, Box):
        return True
    while isinstance(old, Arr) and isinstance(new, Arr):
        old, new = old.element, new.element
    if isinstance(old, Rec) and isinstance(new, Rec) and old != new:
        return False
    if not (isinstance(old, Num) and old.mantissa):
        return True
    if isinstance(new, Bits | Enum):
        return False
    if isinstance(new, Num) and not new.mantissa and new != BOOL:
        return new.signed and not wild
    return True


def _grow_much(maker: Maker, version: Version) -> Version:
    tag = _any_struct(maker, version)
    members = list(version.structs[tag])
    free = [n for n in FIELD_NAMES if n not in {m.name for m in members}]
    if not free:
        return version
    members.append(Member(free[0], Arr(maker.number(), maker.rng.randint(10, 24))))
    maker.wild.add(f"{tag}.{free[0]}")
    return _structs(maker, version, tag, tuple(members))


def _add_struct(maker: Maker, version: Version) -> Version:
    if len(version.structs) > 3:
        return version
    tag = f"S{len(version.structs)}"
    version = replace(version, structs={**version.structs, tag: ()})
    version = _with_struct(maker, version, tag, maker.rng.randint(1, 4))
    return _with_globals(maker, version, tag)


def _edit_enum(maker: Maker, version: Version) -> Version:
    tag, prefix, top = maker.rng.choice((("E0", "A", SMALL_ENUM), ("E1", "B", 50)))
    values = dict(version.enums[tag])
    how = maker.rng.randrange(3)
    free = [v for v in range(top) if v not in values.values()]
    fresh = next(f"{prefix}{i}" for i in range(100) if f"{prefix}{i}" not in values)
    if how == 0 and len(values) < 6:
        values[fresh] = maker.rng.choice(free)
    elif how == 1 and len(values) > 2:
        values.pop(maker.rng.choice([n for n in values if n != "BN"]))
    else:
        names = [n for n in values if n != "BN"]
        numbers_ = maker.rng.sample(range(top), len(names))
        values.update(zip(names, numbers_, strict=True))
    return replace(version, enums={**version.enums, tag: values})


# ---- globals ------------------------------------------------------------------------------------


def _add_global(maker: Maker, version: Version) -> Version:
    kind = maker.rng.randrange(100)
    ctype: Type
    if kind < 45:
        ctype = maker.number()
    elif kind < 65:
        ctype = Arr(maker.number(), maker.rng.randint(1, 5))
    elif kind < 75:
        ctype = Enum(maker.rng.choice(list(version.enums)))
    elif kind < 85:
        ctype = Arr(Fun(), maker.rng.randint(1, 3)) if maker.chance(60) else Fun()
    elif kind < 93:
        ctype = Ptr(_any_struct(maker, version))
    else:
        ctype = Rec(_any_struct(maker, version))
    name = maker.name("x")
    maker.note_wild(name, ctype)
    init = maker.initial(version, ctype) or None
    constant = isinstance(ctype, Num | Rec) and maker.chance(30)
    return _globals(version, name, Global(ctype, init, constant))


def _globals(version: Version, name: str, found: Global) -> Version:
    return replace(version, globals={**version.globals, name: found})


def _plain(version: Version) -> list[str]:
    """Return the globals that nothing points to."""
    return [n for n in version.globals if n.startswith(("x", "b_"))]


def _remove_global(maker: Maker, version: Version) -> Version:
    names = _plain(version)
    if not names:
        return version
    return replace(version, globals=_without(version.globals, maker.rng.choice(names)))


def _retype_global(maker: Maker, version: Version) -> Version:
    names = _plain(version)
    if not names:
        return version
    name = maker.rng.choice(names)
    found = version.globals[name]
    if found.constant:
        return version
    if isinstance(found.ctype, Arr) and isinstance(found.ctype.element, Rec):
        new: Type = Arr(found.ctype.element, maker.rng.randint(1, 4))
    else:
        new = maker.retyped(version, 0, found.ctype, name)
    if isinstance(new, Bits) or (isinstance(new, Enum) and new.width):
        return version
    if isinstance(new.element if isinstance(new, Arr) else new, Box):
        return version  # a type without a name cannot be declared here and defined there
    if not _defined(found.ctype, new, name in maker.wild):
        return version
    maker.note_wild(name, new)
    init = found.init
    if not version.fits(new, init) or maker.chance(30):
        init = maker.initial(version, new) or None
    return _globals(version, name, Global(new, init))


def _change_init(maker: Maker, version: Version) -> Version:
    name = maker.rng.choice(list(version.globals))
    found = version.globals[name]
    if name[:4] in ("tab_", "tmp_", "arr_", "n_ar"):
        return version
    init = maker.initial(version, found.ctype) or None
    return _globals(version, name, replace(found, init=init))


# ---- functions ----------------------------------------------------------------------------------


def _op(version: Version, f: Function) -> Version:
    return replace(version, ops={**version.ops, f.name: f})


def _any_op(maker: Maker, version: Version) -> Function:
    return version.ops[maker.rng.choice(list(version.ops))]


def _rewrite_op(maker: Maker, version: Version) -> Version:
    name = _any_op(maker, version).name
    return _op(version, maker.function(version, name, maker.rng.randint(2, 7)))


def _append_statement(maker: Maker, version: Version) -> Version:
    f = _any_op(maker, version)
    at = maker.rng.randint(0, len(f.body))
    body = (*f.body[:at], *maker.body(version, f, 2), *f.body[at:])
    return _op(version, replace(f, body=body))


def _drop_statement(maker: Maker, version: Version) -> Version:
    f = _any_op(maker, version)
    if not f.body:
        return version
    at = maker.rng.randrange(len(f.body))
    return _op(version, replace(f, body=f.body[:at] + f.body[at + 1 :]))


def _add_op(maker: Maker, version: Version) -> Version:
    name = next(f"op{i}" for i in range(10) if f"op{i}" not in version.ops)
    if name == "op9":
        return version
    return _op(version, maker.function(version, name, maker.rng.randint(1, 5)))


def _remove_op(maker: Maker, version: Version) -> Version:
    if len(version.ops) < 2:
        return version
    return replace(version, ops=_without(version.ops, _any_op(maker, version).name))


def _rewrite_leaf(maker: Maker, version: Version) -> Version:
    name = maker.rng.choice(list(version.leaves))
    made = maker.function(version, name, maker.rng.randint(1, 3))
    return replace(version, leaves={**version.leaves, name: made})


def _add_leaf(maker: Maker, version: Version) -> Version:
    name = maker.name("leaf_")
    made = maker.function(version, name, maker.rng.randint(1, 3))
    return replace(version, leaves={**version.leaves, name: made})


def _remove_leaf(maker: Maker, version: Version) -> Version:
    if len(version.leaves) < 2:
        return version
    name = maker.rng.choice(list(version.leaves))
    return replace(version, leaves=_without(version.leaves, name))


def _add_helper(maker: Maker, version: Version) -> Version:
    return _with_helper(maker, version, maker.name("help"))


def _with_helper(maker: Maker, version: Version, name: str) -> Version:
    params: tuple[Type, ...] = tuple(maker.number() for _ in range(maker.rng.randint(0, 3)))
    known = [tag for tag in version.structs if f"g_{tag}" in version.globals]
    if known and maker.chance(50):
        tag = maker.rng.choice(known)
        params = (*params, maker.rng.choice((Rec(tag), Ptr(tag))))
    result = maker.number()
    while result.mantissa:
        result = maker.number()
    made = Helper(name, result, params, maker.rng.randint(0, 99))
    return replace(version, helpers={**version.helpers, name: made})


def _edit_helper(maker: Maker, version: Version) -> Version:
    if not version.helpers:
        return _add_helper(maker, version)
    return _with_helper(maker, version, maker.rng.choice(list(version.helpers)))


def _remove_helper(maker: Maker, version: Version) -> Version:
    if not version.helpers:
        return version
    name = maker.rng.choice(list(version.helpers))
    return replace(version, helpers=_without(version.helpers, name))


def _move_key(maker: Maker, version: Version) -> Version:
    tag = _any_struct(maker, version)
    places: list[Place] = [place for place, _ in numbers(version, Rec(tag))]
    return replace(version, sort_keys={**version.sort_keys, tag: maker.rng.choice(places)})


def _salt(maker: Maker, version: Version) -> Version:
    return replace(version, salt=maker.rng.randint(0, 9))


def _redispatch(maker: Maker, version: Version) -> Version:
    return replace(version, dispatch="table" if version.dispatch == "switch" else "switch")


def _edit_static(maker: Maker, version: Version) -> Version:
    f = _any_op(maker, version)
    if not f.statics:
        return _op(version, replace(f, statics=dict([maker.static(version)])))
    name = maker.rng.choice(list(f.statics))
    if maker.chance(30):
        return _op(version, replace(f, statics=_without(f.statics, name)))
    found = f.statics[name]
    if isinstance(found.ctype, Rec) or maker.chance(30):
        made = replace(found, init=maker.initial(version, found.ctype) or None)
    else:
        new = maker.retyped(version, 0, found.ctype, name)
        if not isinstance(new, Num) or not _defined(found.ctype, new, name in maker.wild):
            return version
        maker.note_wild(name, new)
        made = Global(new, maker.initial(version, new) or None)
    return _op(version, replace(f, statics={**f.statics, name: made}))
