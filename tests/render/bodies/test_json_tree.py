"""JSON as a tree."""

from __future__ import annotations

import json
import re

import pytest
from html_page import assert_inert

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.json_tree import JSONLinesView, JSONView
from nbauth.render.style import weight

ITEMS = [{"id": n, "name": f"item {n}", "tags": ["a", "b"], "price": n * 1.5} for n in range(1000)]


def view(value, **options):
    return JSONView(Content(json.dumps(value).encode(), "application/json", **options))


@pytest.mark.parametrize(
    "media, takes",
    [
        ("application/json", True),
        ("application/problem+json", True),
        ("text/json", True),
        ("application/x-json", True),
        ("application/jsonp", False),
        ("text/plain", False),
        ("", True),
    ],
)
def test_takes(media, takes):
    """JSON and all that ends in +json; what begins as JSON where there is no media type."""
    assert takes == JSONView.takes(Content(b' {"a": 1}', media))


def test_two_levels_of_a_small_value_are_open():
    """A list of more than ten is closed, with the first of its scalars."""
    html = view({"user": {"name": "ada", "tags": [{}]}, "items": list(range(11)), "next": None}).html(10_000)

    assert 2 == html.count("<details open>")
    assert (
        '{ 3 keys }user: { 2 keys }name: "ada"tags: [ 1 item ]0: {}items: [0, 1, 2, 3, 4, 5, 6, 7, …] 11 items0: 0'
        in assert_inert(html).text
    )
    assert 1 == view({str(n): {"a": 1} for n in range(11)}).html(10_000).count("<details open>")


def test_a_level_has_fifty():
    """The rest is counted, with the Python that gives it, in depth too."""
    text = assert_inert(view({"data": [{"ids": list(range(80))}]}).html(30_000)).text

    assert '… 30 more: response.json()["data"][0]["ids"]' in text
    assert "… 950 more: response.json()" in assert_inert(view(ITEMS).html(60_000)).text


def test_the_items_share_the_room():
    """Each of fifty can be opened; none takes the room of all others."""
    text = assert_inert(view([{"big": ["x" * 200] * 50, "n": n} for n in range(50)]).html(30_000)).text

    assert "49: {big: […], n: 49}" in text


def test_a_request_s_own():
    """What gives all of a request's body is another expression."""
    text = assert_inert(view(list(range(60)), whole="response.request.content").html(9_000)).text

    assert "… 10 more: json.loads(response.request.content)" in text


@pytest.mark.parametrize("room", [600, 1_000, 3_000, 12_000])
@pytest.mark.parametrize(
    "value", [ITEMS, {"<" * 300: {"<" * 300: ["<" * 300] * 90}}, [[[[ITEMS]]]], ["&" * 999] * 60]
)
def test_never_more_than_its_room(value, room):
    """However it is nested; a single scalar apart."""
    html = view(value).html(room)

    assert weight(html) <= max(room, 1_000)
    assert_inert(html)


def test_deep_nesting_ends_in_a_preview():
    """Nobody opens a hundred levels."""
    value = 1
    for _ in range(400):
        value = [value]
    shown = view(value)

    assert 21 == shown.html(30_000).count("<details")
    assert 21 + 1 + 21 == len(shown.text(1000))


def test_text():
    """Indented JSON, and where the rest is."""
    assert ["{", '  "a": [', '    {"b": 1},', "… more: response.json()"] == view({"a": [{"b": 1}, [[2]]]}).text(3)
    assert ["{", '  "a": [', "    1,", "    [", "      [2]", "    ]", "  ]", "}"] == view({"a": [1, [[2]]]}).text(
        20
    )
    assert ['"' + "x" * 179 + "…"] == view("x" * 250).text(3)


def test_what_is_short_is_one_line_of_text():
    """Inside of the outermost value; a screen has few lines."""
    assert ["{", '  "a": [1, "x", {}],', '  "b": {"c": null}', "}"] == view(
        {"a": [1, "x", {}], "b": {"c": None}}
    ).text(9)
    assert ["[", "  [", *[f"    {n}," for n in range(10)], "    10", "  ]", "]"] == view([list(range(11))]).text(20)
    assert ["[", "  [", f'    "{"x" * 70}"', "  ]", "]"] == view([["x" * 70]]).text(9)


def test_what_goes_on_behind_a_cut():
    """Its items are not counted as if they were all: neither of the list that was cut, nor of what it is in."""
    data = b'{"done": [1], "items": [{"a": 1}, {"b": 2}, {"c'
    shown = JSONView(Content(data, "application/json", note="cut"))

    assert (
        "{ 2 keys, and more }done: [1]items: [ 3 items, and more ]0: {a: 1}1: {b: 2}2: {}"
        '… more: response.json()["items"]… more: response.json()'
    ) == assert_inert(shown.html(9_000)).text
    assert "… more: response.json()" == shown.text(20)[-1]


def test_a_cut_body_is_a_tree_too():
    """Up to the last complete value."""
    data = json.dumps(ITEMS).encode()[:5_000]
    text = assert_inert(JSONView(Content(data, "application/json", note="cut")).html(30_000)).text

    assert re.match(r"\[ \d\d items, and more \]0: \{id: 0,", text)


@pytest.mark.parametrize("media", ["application/x-ndjson", "application/jsonl", "application/json-seq"])
def test_lines(media):
    """Each line is an item; the separators of RFC 7464 count as line breaks; empty lines do not."""
    shown = JSONLinesView(Content(b'{"a": 1}\n\n\x1e{"a": 2}\r\n', media))

    assert JSONLinesView.takes(Content(b"", media))
    assert "2 lines" == shown.about
    assert "[ 2 items ]0: {a: 1}1: {a: 2}" == assert_inert(shown.html(9_000)).text


def test_cut_lines():
    """The last line may be half of one."""
    shown = JSONLinesView(Content(b'{"a": 1}\n{"a": 2, "b": "xx', "application/jsonl", note="cut"))

    assert assert_inert(shown.html(9_000)).text.startswith(
        "[ 2 items, and more ]0: {a: 1}1: { 1 key, and more }a: 2… more:"
    )
    assert "1 line, and more" == JSONLinesView(Content(b'1\n"xx', "application/jsonl", note="cut")).about


def test_lines_that_are_none():
    """One that is no JSON makes it text."""
    with pytest.raises(ValueError):
        JSONLinesView(Content(b'{"a": 1}\nhello', "application/jsonl"))
