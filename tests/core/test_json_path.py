"""JSONPath: one place in a document."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.json_path import JSONPathError, find, parse_path, path_text

CANARY = 'p+/"&<%é z9'
DOCUMENT = {"a": [{"b": 1}, {"b": [2, CANARY]}], "c d": {"e.f": None}, "ok": True, "text": CANARY, "": 0, "n": 1.5}


@pytest.mark.parametrize(
    "path, value",
    [
        ("$", DOCUMENT),
        ("$.a[0].b", 1),
        ("a[1].b[-1]", CANARY),
        ("$.a[-1].b[0]", 2),
        ("$['c d']['e.f']", None),
        ('$["c d"]', {"e.f": None}),
        ("$.a.[0]", {"b": 1}),
        ("$['']", 0),
        ("[ 'ok' ]", True),
        ("$.a[ 0 ]", {"b": 1}),
    ],
)
def test_found(path, value):
    """With and without the $, by names, indexes and quoted names."""
    assert value == find(DOCUMENT, parse_path(path))


MISSING = [
    ("$.b", "$ has no member b"),
    ("$.txt", "$ has no member txt; did you mean text?"),
    ("$.a[2]", "$.a has no item [2]: it is a list of 2"),
    ("$.a[-3]", "$.a has no item [-3]: it is a list of 2"),
    ("$.a.b", "$.a is a list, and no object, which a name needs"),
    ("$.text.x", "$.text is text, and no object, which a name needs"),
    ("$.ok[0]", "$.ok is true or false, and no list, which an index needs"),
    ("$.n.x", "$.n is a number, and no object, which a name needs"),
    ("$['c d']['e.f'].x", "$['c d']['e.f'] is null, and no object, which a name needs"),
    ("$[0]", "$ is an object, and no list, which an index needs"),
    ("$['c d']['x y']", "$['c d'] has no member ['x y']"),
]  # fmt: skip


@pytest.mark.parametrize("path, message", MISSING, ids=[path for path, _ in MISSING])
def test_missing(path, message):
    """At which step, and what is there; never a value."""
    with pytest.raises(JSONPathError) as caught:
        find(DOCUMENT, parse_path(path))

    assert message == str(caught.value)


def test_keys_of_a_server_are_not_shown_when_they_look_like_none():
    """A map may have tokens as its keys."""
    with pytest.raises(JSONPathError) as caught:
        find({"tokn 123": 1, "tok" * 40: 1}, parse_path("$.tokn"))

    assert "$ has no member tokn" == str(caught.value)


FOREIGN = [
    ("$..b", "in JSONPath, .. (descendants) is not supported; $ .name [0] [-1] ['name'] are"),
    ("$.a[*]", "in JSONPath, * (all members) is not supported; $ .name [0] [-1] ['name'] are"),
    ("$.a[?(@.b)]", "in JSONPath, ? (a filter) is not supported; $ .name [0] [-1] ['name'] are"),
    ("$.a[0:2]", "in JSONPath, : (a slice) is not supported; $ .name [0] [-1] ['name'] are"),
    ("$['a','b']", "in JSONPath, , (several) is not supported; $ .name [0] [-1] ['name'] are"),
    ("$.", "this is no JSONPath; it is written $.items[0].id or $['a name']"),
    ("$a", "this is no JSONPath; it is written $.items[0].id or $['a name']"),
    ("", "this is no JSONPath; it is written $.items[0].id or $['a name']"),
    ("a b", "this is no JSONPath; it is written $.items[0].id or $['a name']"),
]  # fmt: skip


@pytest.mark.parametrize("path, message", FOREIGN, ids=[path for path, _ in FOREIGN])
def test_no_path(path, message):
    """More than names and indexes is refused by name."""
    with pytest.raises(JSONPathError) as caught:
        parse_path(path)

    assert message == str(caught.value)


STEP = st.one_of(
    st.integers(-999, 999), st.text(st.characters(exclude_characters="'\"", codec="utf-8"), max_size=5)
)


@given(st.lists(st.one_of(STEP, st.sampled_from(["it's", "a b", "a"])), max_size=5).map(tuple))
def test_round_trip(steps):
    """A path that is written and read again has the same steps."""
    assert steps == parse_path(path_text(steps))


@given(
    st.text(st.sampled_from("$.[]'\"ab01-* ?@():,"), max_size=20), st.recursive(st.none() | st.text("ab"), st.lists)
)
def test_only_its_own_error(text, document):
    """Whatever is asked of whatever: a value, or one error."""
    try:
        json.dumps(find(document, parse_path(text)))
    except JSONPathError:
        pass
