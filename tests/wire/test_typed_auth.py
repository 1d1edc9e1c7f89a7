"""Authorization: Basic user password."""

from __future__ import annotations

import pytest

from nbauth.core.request_text import Header, Piece
from nbauth.core.secret import Secret
from nbauth.core.variables import ResolvedRequest
from nbauth.errors import RequestSyntaxError
from nbauth.schemes.basic import BasicAuth
from nbauth.schemes.digest import DigestAuth
from nbauth.wire.foreign import secrets_of
from nbauth.wire.typed_auth import typed_auth

CANARY = 'p+/"&<%é z9'


def auth(value, **secrets):
    held = {name: Secret(text, name) for name, text in secrets.items()}
    resolved = ResolvedRequest("GET", "/", (("authorization", value),), (), held, {})
    return typed_auth(resolved, (Header("X", Piece("a", 6)), Header("authorization", Piece(value, 7))))


def meant(value, **secrets):
    """Return class, user name and password."""
    made = auth(value, **secrets)
    (known,) = secrets_of(made)
    return type(made), known.usernames, known.secret.reveal()


@pytest.mark.parametrize(
    "value, user, password",
    [
        ("Basic ada secret-word", "ada", "secret-word"),
        ("basic ada:secret-word", "ada", "secret-word"),
        ("Basic ada:a b:c", "ada", "a b:c"),
        ("Basic ada a b", "ada", "a b"),
        ("Basic ada:", "ada", ""),
    ],
)
def test_basic(value, user, password):
    """With a space or a colon between them, as VS Code and JetBrains write it."""
    assert (BasicAuth, (user,), password) == meant(value)


def test_digest():
    """The challenge is answered."""
    made = auth("Digest ada secret-word")

    assert DigestAuth is type(made)


def test_secrets():
    """Each is filled in here, for this request's own auth."""
    assert (BasicAuth, ("ada",), CANARY) == meant("Basic ada {{password}}", password=CANARY)
    assert (BasicAuth, ("u-1",), f"x{CANARY}") == meant("Basic {{user}}:x{{password}}", user="u-1", password=CANARY)
    assert (BasicAuth, ("ada",), "{{other}}") == meant("Basic ada {{other}}")


@pytest.mark.parametrize(
    "value",
    [
        "Basic YWRhOng=",
        "Bearer a b",
        'Digest username="ada", realm="x"',
        "Digest x",
        "token abc",
        "Basic",
        "",
        "AWS k:s",
    ],
)
def test_what_is_sent_as_it_is(value):
    """What is encoded or answered already, and other schemes."""
    assert auth(value) is None


def test_signing_is_refused():
    """VS Code's way to ask for a signature would send the keys."""
    with pytest.raises(
        RequestSyntaxError, match=r"^line 7, column 1: Authorization: AWS is not supported$"
    ) as caught:
        auth(f"AWS id {CANARY}")

    assert CANARY not in repr(caught.value)
    assert "%auth use EXPR ORIGIN takes any httpx.Auth, also one that signs" == caught.value.hint
