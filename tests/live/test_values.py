"""Decoding of what the runtime writes."""

import json
import math
import pickle

import pytest

from dsu_kernel.live.job import encode_argument
from dsu_kernel.live.values import CArray, CEnum, CPointer, CString, CStruct, parse, type_of


@pytest.mark.parametrize("number", [0, -1, 2**64 - 1, -(2**63)])
def test_integers_of_any_width(number):
    assert parse(str(number)) == number


def test_null_is_none():
    assert parse("null") is None


@pytest.mark.parametrize("number", [0.1, -0.0, 5e-324, 1.7976931348623157e308, math.inf, -math.inf])
def test_doubles_are_exact(number):
    digits = {math.inf: "inf", -math.inf: "-inf"}.get(number, number.hex())
    value = parse(json.dumps({"f": digits}))
    assert isinstance(value, float)
    assert value.hex() == number.hex()


def test_not_a_number_and_a_decimal_comma():
    assert math.isnan(parse('{"f":"-nan"}'))
    assert parse('{"f":"0x1,8p+1"}') == 3.0


def test_pointers():
    value = parse('{"p":"0x7f00","t":"struct node *"}')
    assert value == CPointer(0x7F00, "struct node *")
    assert repr(value) == "(struct node *) 0x7f00"
    assert repr(parse('{"p":"0x0","t":"int *"}')) == "(int *) NULL"
    assert value
    assert not CPointer(0, "int *")


def test_strings_are_str_with_an_address():
    value = parse('{"p":"0x10","t":"char *","s":"a\\"b\\n"}')
    assert value == 'a"b\n'
    assert isinstance(value, CString)
    assert (value.address, type_of(value)) == (16, "char *")
    assert repr(value) == r'"a\"b\n"'


def test_bytes_that_are_not_utf8_survive():
    text = b'{"s":"\xff\xc3\xa4"}'.decode("utf-8", "surrogateescape")
    value = parse(text)
    assert value.encode("utf-8", "surrogateescape") == b"\xff\xc3\xa4"
    assert repr(value) == r'"\377ä"'


def test_enumerators_are_integers_with_a_name():
    value = parse('{"e":"GREEN","i":2}')
    assert (value, value.name, repr(value), str(value)) == (2, "GREEN", "GREEN", "GREEN")
    assert repr(parse('{"e":null,"i":9}')) == "9"
    assert isinstance(value, CEnum)


def test_records_nest():
    value = parse(
        '{"r":"struct p","v":[["x",1],["in",{"r":"struct q","v":[["y",{"f":"0x1p+0"}]]}]]}'
    )
    assert isinstance(value, CStruct)
    assert value.x == value["x"] == 1
    assert value["in"].y == 1.0
    assert repr(value) == "{x = 1, in = {y = 1.0}}"
    assert list(value) == ["x", "in"]
    assert type_of(value) == "struct p"
    assert value == pickle.loads(pickle.dumps(value))
    with pytest.raises(AttributeError, match="no field 'z'"):
        _ = value.z
    with pytest.raises(KeyError):
        _ = value["z"]
    with pytest.raises(AttributeError, match="copy"):
        value.x = 2


def test_a_field_may_be_called_like_a_method():
    value = parse('{"r":"struct p","v":[["type",1],["_fields",2],["items",3]]}')
    assert (value.type, value["_fields"], value.items) == (1, 2, 3)


def test_arrays_tell_what_is_left_out():
    value = parse('{"n":5,"a":[1,2]}')
    assert value == CArray((1, 2), 5)
    assert (list(value), value[1], value[:1], len(value)) == ([1, 2], 2, (1,), 2)
    assert repr(value) == "{1, 2, ... 3 more}"


def test_what_the_runtime_never_writes_is_an_error():
    with pytest.raises(ValueError, match="not a value"):
        parse('{"z":1}')


@pytest.mark.parametrize(
    ("argument", "encoded"),
    [
        (None, {"p": 0}),
        (7, {"i": 7}),
        (True, {"i": 1}),
        (2**64 - 1, {"i": -1}),
        (0.5, {"d": "0x1.0000000000000p-1"}),
        ("ä", {"b": "\xc3\xa4"}),
        ("\udcff", {"b": "\xff"}),
        (b"\xff\x00", {"b": "\xff\x00"}),
        (CPointer(64, "int *"), {"p": 64}),
        (CString("seen", 64), {"p": 64}),
        (CString("copied"), {"b": "copied"}),
        (CEnum(3, "BLUE"), {"i": 3}),
    ],
)
def test_arguments(argument, encoded):
    assert encode_argument(argument) == encoded


def test_arguments_that_no_word_holds():
    with pytest.raises(OverflowError, match="64 bits"):
        encode_argument(2**64)
    with pytest.raises(TypeError, match="list"):
        encode_argument([1])
