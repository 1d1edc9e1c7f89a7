"""What the panels read of a record."""

from __future__ import annotations

import pytest
from exchanges import came, sent

from nbauth.core.record import Body, RequestRecord, ResponseRecord
from nbauth.render.worked.reading import form, is_known, json_of, lasting, moment, owner, placeholder, query


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (3600, "60 min"), (7200, "2 h"), (172_800, "2 days")],
)
def test_durations(seconds, words):
    """In the largest unit of which there are two."""
    assert words == lasting(seconds)


def test_moments():
    """What no date has is said."""
    assert "2001-09-09 01:46:40 UTC" == moment(1e9)
    assert "no time that a date has" == moment(1e300) == moment(-1)


def test_names():
    """Of the same login; a name that was sent as text stands for nothing."""
    assert "{{api_password}}" == owner("{{api_proof}}", "password")
    assert "{{password}}" == owner("{{proof}}", "password") == owner("", "password")
    assert ("a", "") == (placeholder("{{a}}"), placeholder("x{{a}}"))
    assert is_known("a {{b}}", ("b",)) and not is_known("a {{b}}")


def test_bodies():
    """A form and JSON; of others, of what was cut, and of too much of it, nothing."""
    media = "application/x-www-form-urlencoded"
    many = "&".join(f"a{n}=1" for n in range(5000)).encode()

    assert {"a": "1", "b": ""} == form(sent(body=b"a=1&b=&a=2", media=media))
    assert {} == form(sent(body=b"a=1")) == form(sent(body=many, media=media)) == query("http://[")
    assert {"a": 1} == json_of(came(200, b'{"a": 1}'))
    assert {} == json_of(None) == json_of(came(200, b"[1]")) == json_of(came(200, b"[" * 100_000))
    assert {} == json_of(ResponseRecord(200, body=Body(b'{"a": 1}', 99, "cut"))) == form(RequestRecord("GET", ""))
