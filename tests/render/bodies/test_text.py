"""Text."""

from __future__ import annotations

import pytest
from html_page import assert_inert

from nbauth.core.record import Body
from nbauth.render.bodies.content import Content
from nbauth.render.bodies.text import TextView, body_text, is_textual, lines_of, pre
from nbauth.render.style import weight


@pytest.mark.parametrize(
    "media, textual",
    [
        ("text/plain", True),
        ("text/event-stream", True),
        ("application/javascript", True),
        ("application/vnd.api+json", True),
        ("application/x-yaml", True),
        ("multipart/mixed", True),
        ("application/octet-stream", False),
        ("image/png", False),
        ("application/pdf", False),
    ],
)
def test_is_textual(media, textual):
    """Text by its name."""
    assert textual == is_textual(media)


def test_html_is_its_source():
    """Nothing of it becomes part of the page."""
    view = TextView(Content(b"<h1 onclick=alert(1)>Hi</h1><script>x</script>", "text/html"))

    assert "as source" == view.about
    assert ["pre"] == assert_inert(view.html(9_000)).tags
    assert "<h1 onclick=alert(1)>Hi</h1><script>x</script>" == assert_inert(view.html(9_000)).text


def test_server_sent_events():
    """Are shown as they came."""
    assert ["event: add", "data: 1", "", "data: 2"] == TextView(
        Content(b"event: add\r\ndata: 1\r\n\r\ndata: 2\n\n")
    ).text(9)


@pytest.mark.parametrize("char", ["a", "<", "€", "\x01", "\U0001f600"])
@pytest.mark.parametrize("room", [500, 1_000, 30_000])
def test_never_more_than_its_room(char, room):
    """Whatever a character becomes; how much is shown is said, and where all of it is."""
    html = pre(char * 30_000, room, "response.text")

    assert weight(html) <= room
    assert "of 30000 characters: response.text" in assert_inert(html).text
    assert weight(html) > room * 0.3 or room == 500 or char == "a"


def test_all_of_it():
    """What fits is not said to be cut."""
    assert "héllo" == assert_inert(pre("héllo", 1_000, "response.text")).text


def test_of_a_beginning_the_rest_is_not_counted():
    """Nobody knows how much more there is of a body that was cut."""
    view = TextView(Content(b"a\nb\nc" + b"d" * 30_000, "text/plain", note="cut"))

    assert ["a", "… more lines: response.text"] == view.text(1)
    assert assert_inert(view.html(30_000)).text.endswith("… the first 20000 characters: response.text")


def test_lines():
    """So many, each so long, inert; the rest is counted."""
    assert ["a", "b^M", "… 2 more lines: response.text"] == lines_of("a\r\nb\r\r\nc\nd\n\n", 2, "response.text")
    assert ["x" * 199 + "…"] == lines_of("x" * 300, 2, "response.text")
    assert ["a", "… 1 more line: response.text"] == lines_of("a\nb", 1, "response.text")
    assert ["^[[31m"] == lines_of("\x1b[31m", 5, "response.text")


@pytest.mark.parametrize(
    "content, media, text",
    [
        (b'{"a":"\xc3\xa9"}', "application/json", '{\n  "a": "é"\n}'),
        (b'{"a":', "application/json", '{"a":'),
        (b"[" * 5000, "application/problem+json", "[" * 5000),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
        (b"a\x1b]8;;http://evil\x07", "text/plain", "a^[]8;;http://evil^G"),
        (b"\x89PNG\xff", "image/png", None),
        (b"a=1", "application/x-www-form-urlencoded", "a=1"),
        (b"a", "", "a"),
        (b"a\0", "", None),
    ],
)
def test_body_text(content, media, text):
    """A whole body: JSON is laid out, text is inert, what is not text is None."""
    assert text == body_text(Body(content, len(content)), media)
