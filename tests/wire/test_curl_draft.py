"""What a command sends, in templates: names for a request, and the text of a cell."""

from __future__ import annotations

import re

import pytest

from nbauth.core.curl_text import parse_curl
from nbauth.core.request_text import FilePiece, Piece
from nbauth.wire.curl_draft import draft_of
from nbauth.wire.session import Session


@pytest.fixture
def session():
    with Session() as session:
        yield session


def draft(session, options, **secrets):
    return draft_of(session, parse_curl(f"curl -g https://a.example/{options}", secrets), secrets)


def test_a_request_with_names(session):
    """URL, headers, cookie and body with placeholders, and what to put in as it stood there."""
    filled = draft(
        session, "?token=a%2fb -H 'X-Auth: k' -H 'X-Auth-Token: t' -b 'a=1' -d 'password=p+w&x=é'"
    ).filled()

    assert "https://a.example/?token={{curl_token}}" == filled.url
    assert (b"X-Auth", b"{{curl_x_auth}}") in filled.headers
    assert ("{{curl_cookie}}", "password={{curl_password}}&x=é".encode()) == (filled.cookie, filled.content)
    assert {"curl_token": "a%2fb", "curl_x_auth": "k", "curl_x_auth_token": "t", "curl_cookie": "a=1",
            "curl_password": "p+w"} == {name: secret.reveal() for name, secret in filled.secrets.items()}  # fmt: skip


def test_names_that_are_taken(session):
    """A name that stands in braces already is text; two ways to write a value have two names in the request."""
    options = "'%7B%7Bcurl_token_2%7D%7D/?token=tt&x={{curl_token}}' --json '{\"password\": \"t\\u0074\"}'"
    filled = draft(session, options).filled()

    assert "https://a.example/%7B%7Bcurl_token_2%7D%7D/?token={{curl_token_3}}&x={{curl_token_4}}" == filled.url
    assert b'{"password": "{{curl_token}}"}' == filled.content
    assert ["t\\u0074", "tt", "{{curl_token}}"] == [secret.reveal() for secret in filled.secrets.values()]


def test_what_is_no_text_stays(session):
    """Bytes that are no UTF-8 are sent as they are; a secret that has some is no name's."""
    made = draft(session, "?x=1 --data-raw $'a=\\xff&password=\\xff\\xfe'")

    assert b"a=\xff&password=\xff\xfe" == made.filled().content
    assert {} == made.filled().secrets
    assert (Piece("a=\ufffd&password={{password}}", 1),) == made.shown_body


def test_characters_that_no_url_has(session):
    """They would end the URL in a text, and what stands behind them would be shown."""
    made = draft(session, "'?token=a\"b<c>d&x=1'")

    assert "https://a.example/?token={{curl_token}}&x=1" == made.url.named()
    assert "a%22b%3Cc%3Ed" == made.filled().secrets["curl_token"].reveal()


@pytest.mark.parametrize(
    "options, media",
    [
        ("x -F a=1", r"multipart/form-data; boundary=-{24}[0-9a-f]{16}"),
        (
            "x -F a=1 -H 'Content-Type: multipart/form-data; boundary=\"b b\"'",
            'multipart/form-data; boundary="b b"',
        ),
        ("x -F a=1 -H 'Content-Type: multipart/related'", r"multipart/related; boundary=-{24}\w+"),
        ("x -F a=1 -H Content-Type:", None),
    ],
)
def test_the_boundary(session, options, media):
    """In the Content-Type and in the body, given or made up."""
    filled = draft(session, options).filled()
    given = dict(filled.headers).get(b"Content-Type", b"").decode()

    assert media is None or re.fullmatch(media, given)
    boundary = re.search(r'boundary="?([^"]+)', given)[1] if media else filled.content[2:42].decode()
    assert filled.content.startswith(f"--{boundary}\r\n".encode())
    assert filled.content.endswith(f"\r\n--{boundary}--\r\n".encode())


def test_files_are_shown_by_their_names(session, tmp_path, monkeypatch):
    """As a cell names them; what -d changes in a file, and what stands beside other data, is written out."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").write_text('{"password":\n"p"}')

    assert (FilePiece("< f", 1, Piece("f", 1)),) == draft(session, "x --data-binary @f").shown_body
    assert (FilePiece("< f", 1, Piece("f", 1)),) == draft(session, "x --json @f").shown_body
    assert (Piece('{"password":"{{curl_password}}"}', 1),) == draft(session, "x -d @f").shown_body
    assert "< f" in draft(session, "x -F a=@f").shown_body[0].text


def test_no_body(session):
    """None at all, or an empty one: curl tells the length of the one."""
    assert (None, b"") == (draft(session, "x").filled().content, draft(session, "x -d ''").filled().content)
    assert ((), ()) == (draft(session, "x").shown_body, draft(session, "x -d ''").shown_body)


def test_nothing_is_shown(session):
    """Neither a draft nor what it is filled to has a repr with a value."""
    made = draft(session, "?token=z9Kq -d z9Kq -b a=z9Kq -u z9Kq:z9Kq")

    assert "z9Kq" not in repr([made, made.filled()])
