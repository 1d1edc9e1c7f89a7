"""Bearer: a token in the Authorization header (RFC 6750 section 2.1)."""

from __future__ import annotations

import pytest

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import InvalidField
from nbauth.schemes.bearer import BearerAuth

CANARY = 'p+/"&<%z9'  # no é and no space: a token is visible ASCII


def header(token: str | Secret) -> str:
    """What goes out for this token."""
    return next(BearerAuth(token).sync_auth_flow(httpx.Request("GET", "https://a"))).headers["Authorization"]


def test_the_token_goes_out_without_a_challenge(send):
    """RFC 6750 section 2.1, in any client of httpx."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(401)

    assert 401 == send(BearerAuth(CANARY), answer).status_code
    assert [f"Bearer {CANARY}"] == seen


@pytest.mark.parametrize(
    "pasted",
    [
        CANARY,
        f"  {CANARY}\n",
        f"\r\n\t{CANARY}\r\n",
        f"\u00a0{CANARY}\u2028",
        f"Bearer {CANARY}",
        f"bearer\t{CANARY} ",
        f" BEARER   {CANARY}\n",
        Secret(f"{CANARY}\n", "api_token"),
    ],
)
def test_what_comes_along_with_a_pasted_token_is_removed(pasted):
    """White space and line breaks around it, and the word Bearer before it."""
    assert f"Bearer {CANARY}" == header(pasted)


@pytest.mark.parametrize("token", ["bearer", "Bearer-abc", "bearerabc"])
def test_a_token_may_begin_with_the_word(token):
    """Only the word and white space after it are not the token's."""
    assert f"Bearer {token}" == header(token)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "empty"),
        (" \r\n", "empty"),
        (f"{CANARY} {CANARY}", "inside"),
        (f"{CANARY}\r\nX-Evil: 1", "inside"),
        (f"{CANARY}\0", "inside"),
        (f"{CANARY}é", "inside"),
        (f"{CANARY}\u200b", "inside"),
        (f"Bearer Bearer {CANARY}", "inside"),
        (Secret(f"{CANARY}\x7f", "api_token"), "inside"),
        (None, "not NoneType"),
        (CANARY.encode(), "not bytes"),
    ],
)
def test_a_token_that_cannot_be_sent_is_refused_unquoted(token, reason):
    """One line before any request, without the value."""
    with pytest.raises(InvalidField, match=f"^token: .*{reason}") as caught:
        BearerAuth(token)
    assert "z9" not in str(caught.value)


def test_it_knows_its_secret_as_it_is_sent():
    """The trimmed token is the one that redaction looks for, under the name it was given."""
    (known,) = BearerAuth(Secret(f" {CANARY}\n", "api_token")).secrets()
    held = Secret(CANARY, "api_token")

    assert (CANARY, "api_token") == (known.secret.reveal(), known.secret.name)
    assert held is next(BearerAuth(held).secrets()).secret
    assert CANARY not in f"{BearerAuth(held)!r} {vars(BearerAuth(held))}"
