"""Where a {{...}} stands, and which @name lines a request sees."""

from __future__ import annotations

import pytest

from nbauth.core.request_text import parse_requests
from nbauth.core.scope import Place, definitions


@pytest.mark.parametrize(
    "begin, is_first, message",
    [
        ("", True, "line 3, column 7: no\n  {{x}}\n  ^"),
        ("", False, "line 3, column 7: no\n  …{{x}}\n   ^"),
        ("X-A: ", True, "line 3, column 7: no\n  X-A: {{x}}\n       ^"),
        ("X-A: ", False, "line 3, column 7: no\n  X-A: …{{x}}\n        ^"),
    ],
)
def test_what_can_be_shown(begin, is_first, message):
    """The begin of the line and the reference; what stands between may be a secret."""
    error = Place("x", 3, 7, begin, is_first).error("no", "do this")

    assert (message, "do this") == (str(error), error.hint)


def test_within_a_file():
    """The line of the cell counts; the file's own line is told beside it."""
    assert str(Place("x", 3, 7, "", True, " (line 9 of that file)").error("no")).startswith(
        "line 3, column 7: no (line 9 of that file)\n"
    )


def test_definitions():
    """Of each name the last one above a request, else the first below."""
    drafts = parse_requests("@a = 1\n@a = 2\nGET /\n###\n@a = 3\n@b = 4\nGET /\n###\n@b = 5\n@c = 6")
    seen = [{name: one.value.text for name, one in definitions(drafts, draft).items()} for draft in drafts]

    assert [{"a": "2", "b": "4", "c": "6"}, {"a": "3", "b": "4", "c": "6"}] == seen
