"""Basic: user name and password in base64 (RFC 7617)."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from corpora import corpus
from hypothesis import given
from hypothesis import strategies as st

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidField
from nbauth.schemes.basic import BasicAuth

CANARY = 'p+/"&<%é z9'

BASIC = corpus("rfc-vectors/vectors.json", "basic")


def header(username: str, password: str | Secret) -> str:
    """What goes out for these."""
    request = httpx.Request("GET", "https://api.example.com/")
    return next(BasicAuth(username, password).sync_auth_flow(request)).headers["Authorization"]


@pytest.mark.parametrize("vector", BASIC, ids=lambda vector: vector["source"])
def test_the_examples_of_the_rfc(vector):
    """RFC 7617 sections 2 and 2.1, whose values are in the shared table."""
    assert vector["header"] == header(vector["user"], vector["password"])


def test_credentials_go_out_without_a_challenge(send):
    """One leg, in any client of httpx; nothing else of the request changes (RFC 7617 section 2.2)."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401)

    response = send(BasicAuth("ann", CANARY), answer, method="POST", content=b"body")

    assert 401 == response.status_code and [] == response.history
    assert [f"Basic {b64encode(f'ann:{CANARY}'.encode()).decode()}"] == [
        one.headers["Authorization"] for one in seen
    ]
    assert [b"body"] == [one.content for one in seen]


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("", ""),
        ("ann", ""),
        ("", "token"),
        ("ann", ":"),
        ("ann", "a:b:c"),
        ("Jäsøn Doe", "пароль"),
        ("ann", Secret(CANARY)),
    ],
)
def test_anything_but_a_colon_in_the_name_is_sent(username, password):
    """A colon in the password is part of it; UTF-8 throughout (RFC 7617 section 2.1)."""
    text = password.reveal() if isinstance(password, Secret) else password

    assert f"{username}:{text}" == b64decode(header(username, password).removeprefix("Basic ")).decode()


printable = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(c) for c in (*range(32), 127)])
)


@given(printable.filter(lambda name: ":" not in name), printable)
def test_name_and_password_come_out_as_they_went_in(username, password):
    """The first colon divides them (RFC 7617 section 2)."""
    pair = b64decode(header(username, password).removeprefix("Basic ")).decode()

    assert (username, ":", password) == pair.partition(":")


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("ann:bob", CANARY, "username"),
        ("ann\r\nX: y", CANARY, "username"),
        ("ann", f"{CANARY}\n", "password"),
        ("ann", f"{CANARY}\0", "password"),
        ("ann", f"{CANARY}\x7f", "password"),
        ("ann", f"{CANARY}\udc80", "password"),
        ("ann", Secret(f"\t{CANARY}"), "password"),
        (None, CANARY, "username"),
        (b"ann", CANARY, "username"),
        ("ann", None, "password"),
        ("ann", CANARY.encode(), "password"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once(username, password, field):
    """One line that names the field and quotes nothing, before any request (RFC 7617 section 2)."""
    with pytest.raises(InvalidField) as caught:
        BasicAuth(username, password)
    assert field == caught.value.field
    assert "z9" not in str(caught.value) and "bob" not in str(caught.value)


def test_it_knows_its_user_and_its_secret():
    """Redaction is told of the pair in base64 too."""
    auth = BasicAuth("ann", CANARY)
    (known,) = auth.secrets()

    assert ("ann", "password") == (auth.username, known.name)
    assert (CANARY, header("ann", CANARY).removeprefix("Basic ")) == known.values()
    assert CANARY not in f"{auth!r} {vars(auth)}"


def test_a_basic_auth_of_httpx_is_what_it_is(send):
    """Code that asks isinstance(auth, httpx.BasicAuth) gets its yes."""
    assert isinstance(BasicAuth("ann"), httpx.BasicAuth)
    assert (
        header("ann", "pw")
        == next(httpx.BasicAuth("ann", "pw").sync_auth_flow(httpx.Request("GET", "https://a"))).headers[
            "Authorization"
        ]
    )
