"""What the media type does to the text of a body."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core.body_text import as_sent, form_text, form_value, is_form
from nbauth.core.request_text import parse_request


@pytest.mark.parametrize(
    "media, body",
    [
        ("application/json", "a=1\n&b=2"),
        ("application/x-www-form-urlencoded", "a=1&b=2"),
        ("multipart/form-data; boundary=x", "a=1\r\n&b=2\r\n"),
        ("application/x-ndjson", "a=1\n&b=2\n"),
        ("Application/JSONL", "a=1\n&b=2\n"),
    ],
)
def test_line_ends(media, body):
    """A form is one line; multipart has CRLF (RFC 2046 section 4.1.1); each line of JSON ends."""
    assert body == parse_request(f"POST /\nContent-Type: {media}\n\na=1\n&b=2\n\n").body


def test_json_that_is_called_a_form():
    """As curl -d does: it is none, and its lines stay; a form may begin with a placeholder."""
    form = "application/x-www-form-urlencoded"
    text = '{"a": "x&\ny"}'

    assert text == as_sent(text, form)
    assert [True, True, False, False] == [is_form(form, body) for body in ("a=1", " {{a}}=1", ' {"a": 1}', "[1]")]


def test_no_body_stays_none():
    """No line end is made of nothing; what has its line ends keeps them."""
    assert "" == as_sent("", "multipart/form-data")
    assert "a\r\nb\r\n" == as_sent("a\r\nb\r\n", "multipart/form-data")


@pytest.mark.parametrize(
    "text, sent",
    [
        ("name=foo\n&password=bar", "name=foo&password=bar"),
        ("id = 999 &\nvalue = content &\nfact = IntelliJ %+ HTTP Client %= <3",
         "id=999&value=content&fact=IntelliJ%20%2B%20HTTP%20Client%20%3D%20%3C3"),
        ("a=b%20c+d", "a=b%20c+d"),
        ("a=50%&b=%%41&c=%", "a=50%26b=%2541&c=%25"),
        ("é={x}", "%C3%A9=%7Bx%7D"),
        ("a= b", "a=%20b"),
        ("a=1\n2", "a=1%0A2"),
    ],
)  # fmt: skip
def test_forms(text, sent):
    """As VS Code's REST Client and JetBrains' HTTP Client encode them: what is encoded already stays."""
    assert sent == form_text(text)


def test_a_value_in_a_form():
    """White space and what cannot stand in a form is encoded; & and = are the value's own business."""
    assert "%20a%20b&c=%22d%22%0A" == form_value(' a b&c="d"\n')


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1))
def test_a_form_is_ascii_without_white_space(pairs):
    """Whatever is in it, and once it is encoded nothing changes any more."""
    text = "&".join(f"{name}={value}" for name, value in pairs)
    sent = form_text(text.encode("utf-8", "replace").decode())

    assert sent.isascii() and not set(sent) & set(' \n\r\t"<>\\^`{|}')
    assert sent == form_text(sent) == form_value(sent)
    assert parse_qsl(sent, keep_blank_values=True) is not None
