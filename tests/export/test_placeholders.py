"""{{name}} in recorded texts, and how its value is written there."""

from __future__ import annotations

import pytest

from nbauth.export.placeholders import Placeholder, body_pieces, environment, joined, pieces

KEY = Placeholder("key")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        ("plain {{", ["plain {{"]),
        ("{{key}}", [KEY]),
        ("a {{key}}{{key}} b", ["a ", KEY, KEY, " b"]),
        ("{{ key }} {{1}} {{a-b}} {{é}}", ["{{ key }} {{1}} {{a-b}} {{é}}"]),
        ("{{{key}}}", ["{", KEY, "}"]),
    ],
)
def test_pieces(text, expected):
    """Only what redaction writes is a placeholder; text stays in one piece."""
    assert expected == pieces(text)


def test_names_that_are_text():
    """What was sent in braces is text, and in one piece with what is around it."""
    assert ["a {{template}} b ", KEY] == pieces("a {{template}} b {{key}}", literal=["template"])


FORM = "application/x-www-form-urlencoded; charset=utf-8"
BODIES = [
    ("text/plain", '"{{key}}"', ['"', KEY, '"']),
    ("", "{{key}}", [KEY]),
    (FORM, "a={{key}}", ["a=", Placeholder("key", "percent")]),
    (FORM, "{{key}}=a", [Placeholder("key", "percent"), "=a"]),
    (FORM, '{"a": "{{key}}"}', ['{"a": "', Placeholder("key", "json"), '"}']),
    (
        "application/json",
        '{"a": "x{{key}}", "b": {{key}}}',
        ['{"a": "x', Placeholder("key", "json"), '", "b": ', KEY, "}"],
    ),
    ("application/problem+json", r'["\"{{key}}", {{key}}]', ['["\\"', Placeholder("key", "json"), '", ', KEY, "]"]),
    ("application/json", '"{{key}}', ['"', Placeholder("key", "json")]),
]


@pytest.mark.parametrize(("media", "text", "expected"), BODIES)
def test_pieces_of_bodies(media, text, expected):
    """In a form a value is percent-encoded; in a JSON string, and only there, it is escaped."""
    assert expected == body_pieces(text, media)


def test_joined():
    """Texts that are neighbours become one."""
    assert ["ab", KEY, "c", KEY, KEY] == joined(["a", "b", KEY, "c", KEY, KEY])


def test_environment():
    """Each name has a variable of its own, that neither the shell nor a program uses for something else."""
    expected = {
        "api_key": "API_KEY",
        "API_key": "API_KEY_2",
        "pwd": "PWD_SECRET",
        "Home": "HOME_SECRET",
        "_x": "_X",
    }

    assert expected == environment(["api_key", "API_key", "pwd", "api_key", "Home", "_x"])
