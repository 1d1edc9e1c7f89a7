"""JSON as it was written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.json_value import count, member, parse, preview, read, scalar, up_to_the_cut

BIG = "123456789012345678901234567890.10000000000000000000"


@pytest.mark.parametrize("text", [BIG, "9" * 250, "1e400", "-0.0", "NaN", "-Infinity", "null", "true", '"é\\n"'])
def test_a_scalar_is_as_it_was_written(text):
    """No digit is lost, and what only Python takes for JSON is shown too."""
    assert text == scalar(parse(text))


def test_a_name_that_is_there_twice():
    """Both are kept, in order."""
    assert [("a", "1"), ("b", "2"), ("a", "3")] == parse('{"a": 1, "b": 2, "a": 3}')


@pytest.mark.parametrize(
    "data, parameters",
    [
        (b'\xef\xbb\xbf{"a": 1}', {}),
        ('{"a": 1}'.encode("utf-16"), {}),
        ('{"a": 1}'.encode("utf-32-be"), {}),
        ('{"a": 1}'.encode("utf-16-le"), {"charset": "utf-16-le"}),
    ],
)
def test_encodings(data, parameters):
    """With a byte order mark, in UTF-16 or UTF-32, with a charset."""
    assert ([("a", "1")], 0) == read(Content(data, parameters=parameters))


@pytest.mark.parametrize("data", [b"[" * 10_000, b'{"a":' * 10_000])
def test_very_deep_nesting(data):
    """It is refused by Python's parser, or read; never an error of another kind."""
    with pytest.raises((ValueError, RecursionError)):
        read(Content(data + b"1"))


@pytest.mark.parametrize(
    "cut, whole, levels",
    [
        ('{"a": 1, "b": [1, 2', '{"a": 1, "b": [1]}', 2),
        ('{"a": 1, "b": "x,y]', '{"a": 1}', 1),
        ('{"a": {"b": {}}, "c', '{"a": {"b": {}}}', 1),
        ('[{"a": "\\"', "[{}]", 2),
        ('["a", "b"], ', '["a", "b"]', 0),
        ("[tru", "[]", 1),
        ('"abc', "", 0),
        ("", "", 0),
    ],
)
def test_up_to_the_cut(cut, whole, levels):
    """What is complete is kept, and every bracket is closed; how many were open is told."""
    assert (whole, levels) == up_to_the_cut(cut)


VALUES = st.recursive(
    st.sampled_from([None, True, 1.5, -20, "", 'a"b\\', "[{,", "é\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab[,"), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=3), st.integers(1), st.booleans())
def test_any_cut_leaves_json(value, at, is_ascii):
    """Wherever JSON is cut, what is left of it is JSON."""
    text = json.dumps(value, ensure_ascii=is_ascii)
    cut = text[: 1 + at % len(text)]

    assert isinstance(json.loads(up_to_the_cut(cut)[0]), list | dict)


def test_brackets_that_do_not_match():
    """That is no cut."""
    with pytest.raises(ValueError, match="brackets"):
        up_to_the_cut("[1}")


@pytest.mark.parametrize(
    "text, shown",
    [
        ('{"id": 0, "name": "item 0", "tags": ["a"], "more": {"a": 1}}', '{id: 0, name: "item 0", tags: […], more: {…}}'),
        ('{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9}', "{a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, …}"),
        ("[1, 2, 3]", "[1, 2, 3]"),
        (json.dumps(list(range(1000))), "[0, 1, 2, 3, 4, 5, 6, 7, …] 1000 items"),
        ('{"a": {"b": 1}}', "{ 1 key }"),
        ("[[1], [2]]", "[ 2 items ]"),
        ('[{}, [], 1]', "[{}, [], 1]"),
        ("{}", "{}"),
        (json.dumps({"text": "x" * 100}), '{text: "' + "x" * 32 + '…" (100 characters)}'),
        (json.dumps({"x" * 100: 1}), "{ 1 key }"),
    ],
)  # fmt: skip
def test_preview(text, shown):
    """The first scalars, in a short line."""
    assert shown == preview(parse(text))[0]


@pytest.mark.parametrize(
    "text, is_all",
    [("1", True), ("[]", True), ('{"a": 1, "b": []}', True), ('["x", 2]', True), ('{"a": [1]}', False), ("[[]]", False),
     (json.dumps(["x" * 33]), False), (json.dumps(list(range(9))), False), (json.dumps({"a": "x" * 30, "b" * 40: 1}), False)],
)  # fmt: skip
def test_a_preview_may_be_all_of_it(text, is_all):
    """Then there is nothing to open."""
    assert is_all == preview(parse(text))[1]


def test_members_and_strings_are_inert():
    """Controls and what turns text round stay visible; half a character is replaced."""
    assert ["plain_name", '"with space"', '"a\\u001b"'] == [
        member(name) for name in ("plain_name", "with space", "a\x1b")
    ]
    assert '"\ufffd\ufffd\\n"' == scalar("\u202e\ud800\n")
    assert ["{ 1 key }", "[ 2 items ]", "[]"] == [count(parse(text)) for text in ('{"a": 1}', "[1, 2]", "[]")]
