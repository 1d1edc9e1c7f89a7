"""Bodies: media type, charset, and a name to save them under."""

from __future__ import annotations

import codecs

import pytest
from exchanges import came, sent

from nbauth.core.record import Body, ResponseRecord
from nbauth.render.bodies.content import Content, content_of, media_type, safe_name


@pytest.mark.parametrize(
    "value, media, parameters",
    [
        ("application/json", "application/json", {}),
        ("Text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ('multipart/form-data; boundary="a;b"', "multipart/form-data", {"boundary": "a;b"}),
        ("text/csv;header=absent;header=present", "text/csv", {"header": "absent"}),
        ("", "", {}),
        (";;=", "", {}),
    ],
)
def test_media_type(value, media, parameters):
    """Type and parameters, of repeated ones the first (RFC 9110 section 8.3.1)."""
    assert (media, parameters) == media_type(value)


@pytest.mark.parametrize(
    "data, charset, text",
    [
        ("é".encode(), "", "é"),
        (b"\xe9", "iso-8859-1", "é"),
        ("é".encode("utf-16"), "utf-16", "é"),
        (codecs.BOM_UTF8 + "é".encode(), "iso-8859-1", "é"),
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "", "é"),
        (codecs.BOM_UTF32_BE + "é".encode("utf-32-be"), "", "é"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        (b"\xff", "utf-8", "\ufffd"),
        (b"a", "no-such-charset", "a"),
        (b"a", "a\0b", "a"),
        (b"a", "\udc80", "a"),
        (b"eJwDAAAAAAE=", "base64", "eJwDAAAAAAE="),
        (b"\\u0041", "unicode_escape", "\\u0041"),
        (b"xn--a", "idna", "xn--a"),
    ],
)
def test_text(data, charset, text):
    """A byte order mark counts before the charset; what is no charset counts as UTF-8."""
    assert text == Content(data, "text/plain", {"charset": charset}).text()


def test_a_character_cut_in_two_is_left_off():
    """Of a body that was cut; in a whole one it is an error, and is seen."""
    half = "aé".encode()[:-1]

    assert "a" == Content(half, note="cut").text()
    assert "a\ufffd" == Content(half).text()


@pytest.mark.parametrize(
    "data, is_text", [(b"a\n\x1b[1m", True), (b"a\0", False), (b"\xff", False), ("é".encode(), True)]
)
def test_is_text(data, is_text):
    """What nobody has named a type for is text when it can be nothing else."""
    assert is_text == Content(data).is_text()


@pytest.mark.parametrize(
    "disposition, url, media, name",
    [
        ('attachment; filename="report.pdf"', "https://x/a", "", "report.pdf"),
        ("attachment; filename*=UTF-8''na%C3%AFve%20plan.txt; filename=x.txt", "https://x/a", "", "na_ve_plan.txt"),
        ('attachment; filename="../../etc/passwd"', "https://x/a", "", "passwd"),
        ('attachment; filename="C:\\\\x\\\\evil.exe"', "https://x/a", "", "evil.exe"),
        ('attachment; filename="a\\";rm -rf /;.txt"', "https://x/a", "", "txt"),
        ("", "https://x/v1/export.zip?key={{k}}", "", "export.zip"),
        ("", "https://x/items/", "image/png", "body.png"),
        ("", "https://x/logo", "image/png", "logo.png"),
        ("", "https://x/.bashrc", "", "bashrc"),
        ("", "https://x/%2e%2e%2fetc", "", "etc"),
        ("", "https://x/" + "a" * 300, "", "a" * 60),
    ],
)
def test_a_name_to_save_it_under(disposition, url, media, name):
    """From Content-Disposition or the URL, with harmless characters only, in the current folder."""
    headers = (("Content-Disposition", disposition),) if disposition else ()
    content = content_of(came(200, b"x", media, headers), url)

    assert name == content.name
    assert name == safe_name(name, "")


def test_whose_body_it_is():
    """The Python that gives all of it is that of the response or of the request."""
    assert "response.content" == content_of(came(), "").whole
    assert "response.request.content" == content_of(sent(), "").whole
    cut = content_of(ResponseRecord(200, body=Body(b"a", 5, "cut")), "")
    assert (b"a", 5, True) == (cut.data, cut.size, cut.is_cut)
