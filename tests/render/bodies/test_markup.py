"""XML as its source."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.render.bodies.content import Content
from nbauth.render.bodies.markup import XMLView, indented

BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>'


@pytest.mark.parametrize(
    "source, lines",
    [
        (
            "<a><b>1</b><c/><d><e></e></d></a>",
            ["<a>", "  <b>1</b>", "  <c/>", "  <d>", "    <e></e>", "  </d>", "</a>"],
        ),
        ("<p>some <b>bold</b> <i/> words</p>", ["<p>some <b>bold</b> <i/> words</p>"]),
        ("<a>\n  <b/>\n</a>", ["<a>", "  <b/>", "</a>"]),
        ('<?xml version="1.0"?><!-- c --><a x=">"/>', ['<?xml version="1.0"?>', "<!-- c -->", '<a x=">"/>']),
        ("<a><![CDATA[<b>]]></a>", ["<a><![CDATA[<b>]]></a>"]),
        ("<ns:a><_b/></ns:a>", ["<ns:a>", "  <_b/>", "</ns:a>"]),
        ("</a></a><b>", ["</a>", "</a>", "<b>"]),
        ("<a><b></a>", ["<a>", "  <b></a>"]),
        (BOMB, ['<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c SYSTEM "file:///etc/passwd">]>', "<a>&b;&c;</a>"]),
    ],
)
def test_indented(source, lines):
    """An element a line, but for those that stand in text; entities stay as they are written."""
    assert lines == indented(source).splitlines()


def test_no_xml():
    """Without a tag it is text."""
    with pytest.raises(ValueError, match="no tag"):
        indented("1 < 2")


@given(st.text("<>/!?-[]\"' ab\n&;"))
def test_nothing_but_white_space_changes(source):
    """Whatever it is, every other character is there, in order."""
    try:
        shown = indented(source)
    except ValueError:
        return
    assert source.split() == [] or "".join(source.split()) == "".join(shown.split())


@pytest.mark.parametrize(
    "part", ["<a>", "<a b='", "<!--", "<![CDATA[", "<!DOCTYPE a [", "<", "<a b=\"'", "<?x", "</"]
)
def test_linear_time(part):
    """64 KiB of the same beginning take no time."""
    begun = time.process_time()
    XMLView(Content((f"<a>{part}" * (65_536 // len(part)))[:65_536].encode(), "text/xml"))

    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "media, takes",
    [("application/xml", True), ("application/soap+xml", True), ("application/xhtml+xml", False), ("text/html", False),
     ("image/svg+xml", True), ("", True)],
)  # fmt: skip
def test_takes(media, takes):
    """XML and what ends in +xml; HTML is left as it is."""
    assert takes == XMLView.takes(Content(b"<?xml", media))


def test_svg_is_source():
    """It says so, since one may have expected a picture."""
    view = XMLView(Content(b"<svg><script>alert(1)</script></svg>", "image/svg+xml"))

    assert "as source" == view.about
    assert "&lt;script&gt;" in view.html(9_000) and "<script" not in view.html(9_000)
