"""Bodies of curl commands. That they are curl's own, byte for byte: tests/wire/test_curl_as_curl.py."""

from __future__ import annotations

import pytest

from nbauth.core.curl_body import data_piece, encoded_piece, form_part, joined, multipart, percent_encoded
from nbauth.core.shell_words import Word
from nbauth.errors import RequestSyntaxError

FILES = {"f.txt": b"a\r\nb\0c\n", "dir/p.PNG": b"\x89"}


def read(piece):
    return FILES[piece.path]


@pytest.mark.parametrize(
    "pieces, body",
    [
        ([("data", "a=1"), ("data", "b=2")], b"a=1&b=2"),
        ([("data", "@f.txt")], b"abc"),
        ([("data-ascii", "@f.txt"), ("data-binary", "@f.txt")], b"abc&a\r\nb\0c\n"),
        ([("data-raw", "@f.txt")], b"@f.txt"),
        ([("json", '{"a":'), ("json", "1}")], b'{"a":1}'),
        ([("json", "@f.txt")], b"a\r\nb\0c\n"),
        ([("data", ""), ("data", "x")], b"x"),
        ([("data", "\udcff")], b"\xff"),
    ],
)
def test_data(pieces, body):
    """Joined by &, JSON as it is; -d takes line breaks and NUL out of a file, and only of a file."""
    assert body == joined([data_piece(name, Word(text)) for name, text in pieces], read)


@pytest.mark.parametrize(
    "text, body",
    [
        ("a b+é", b"a+b%2B%C3%A9"),
        ("=a=b", b"a%3Db"),
        ("n=a@b", b"n=a%40b"),
        ("n@f.txt", b"n=a%0D%0Ab%00c%0A"),
        ("@f.txt", b"a%0D%0Ab%00c%0A"),
        ("\udcff", b"%FF"),
    ],
)
def test_encoded(text, body):
    """--data-urlencode: only the content is encoded, not the name."""
    assert body == joined([encoded_piece(Word(text))], read)


def test_percent_encoding():
    """All but the unreserved characters of RFC 3986; hex in capitals, a space as +."""
    assert b"aZ0-._~+%2F%00%FF" == percent_encoded(b"aZ0-._~ /\0\xff")


@pytest.mark.parametrize(
    "text, head, content",
    [
        ("a=1", 'form-data; name="a"', b"1"),
        ("a= 1 ;type=text/x; charset=utf-8 ; filename= b ", 'form-data; name="a"; filename="b"\r\nContent-Type: text/x; charset=utf-8', b"1"),
        ('a="x;\\"y\\\\";filename="c;d"', 'form-data; name="a"; filename="c;d"', b'x;"y\\'),
        ('a="open', 'form-data; name="a"', b'"open'),
        ("=x", "form-data", b"x"),
        ('q"\r\n=x', 'form-data; name="q%22%0D%0A"', b"x"),
        ("a=@f.txt", 'form-data; name="a"; filename="f.txt"\r\nContent-Type: text/plain', FILES["f.txt"]),
        ("a=@dir/p.PNG", 'form-data; name="a"; filename="p.PNG"\r\nContent-Type: image/png', b"\x89"),
        ("a=<dir/p.PNG", 'form-data; name="a"\r\nContent-Type: image/png', b"\x89"),
        ("a=<f.txt", 'form-data; name="a"', FILES["f.txt"]),
        ("a=@f.txt;filename=x", 'form-data; name="a"; filename="x"\r\nContent-Type: text/plain', FILES["f.txt"]),
    ],
)  # fmt: skip
def test_form(text, head, content):
    """-F: values, files under their own or another name, types given and guessed."""
    part = form_part(Word(text), literal=False)

    assert f"Content-Disposition: {head}" == part.head()
    assert content == part.content(read)


def test_form_string():
    """--form-string reads nothing into a value."""
    part = form_part(Word("a=@x;type=y"), literal=True)

    assert b"@x;type=y" == part.content(read)


def test_what_is_left_out_is_known():
    """What curl does not understand behind a ; is not sent, by curl either."""
    part = form_part(Word("a=x;y z;type=a/b"), literal=False)

    assert (b"x", True, "a/b") == (part.content(read), part.ignored, part.media)
    assert not form_part(Word("a=x;type=a/b;y"), literal=False).ignored


def test_multipart():
    """RFC 7578, with CR and LF."""
    parts = [form_part(Word("a=1"), literal=False), form_part(Word("b=@f.txt"), literal=False)]

    assert (
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--B\r\nContent-Disposition: form-data; name="b"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\n'
        b"a\r\nb\0c\n\r\n--B--\r\n"
    ) == multipart(parts, "B", read)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: data_piece("data", Word("@-", 2, 3)), "standard input (@-) cannot be read here"),
        (lambda: encoded_piece(Word("z9Kq@", 2, 3)), "an empty path cannot be read here"),
        (lambda: form_part(Word("z9Kq", 2, 3), literal=False), "a form field is name=value"),
        (lambda: form_part(Word("z9Kq=@a,b", 2, 3), literal=False), "several files in one field are not supported"),
        (lambda: form_part(Word("z9Kq=(;type=a/b", 2, 3), literal=False), "parts within parts"),
        (lambda: form_part(Word("=)", 2, 3), literal=False), "parts within parts"),
        (lambda: form_part(Word("a=b;headers=z9Kq", 2, 3), literal=False), "-F with headers= is not supported"),
        (lambda: form_part(Word("a=b;type=z9Kq", 2, 3), literal=False), "type= takes a media type"),
        (lambda: form_part(Word("a=@-", 2, 3), literal=False), "standard input (@-) cannot be read here"),
    ],
)
def test_refused(make, message):
    """With the place of the word, which is not quoted."""
    with pytest.raises(RequestSyntaxError) as caught:
        make()

    assert str(caught.value).startswith(f"line 2, column 3: {message}")
    assert "z9Kq" not in str(caught.value)


def test_pieces_are_not_shown():
    """They hold passwords: no repr has them."""
    pieces = [data_piece("data", Word("z9Kq")), form_part(Word("z9Kq=z9Kq"), literal=False)]

    assert "z9Kq" not in repr(pieces)
