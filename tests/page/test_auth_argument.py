"""httpx's page, section "Custom authentication schemes": what the `auth` argument may be."""

from __future__ import annotations

import base64
import importlib

import pytest

import nbauth
from nbauth._http import OTHER, httpx
from nbauth.errors import InvalidAuth

CANARY = 'p+/"&<%é z9'
HEADER_CANARY = 'p+/"&<% z9'  # httpx puts only ASCII into a header


def test_a_two_tuple(present, server):
    """ "A two-tuple of username/password, to be used with basic authentication." """
    server.users["zoë"] = CANARY
    caller = present(("zoë", CANARY), server.url)

    assert 401 == caller.get(f"{server.url}/basic", auth=None).status_code
    assert 200 == caller.get(f"{server.url}/basic").status_code
    pair = server.seen[-1].headers["authorization"].removeprefix("Basic ")
    assert f"zoë:{CANARY}" == base64.b64decode(pair).decode()
    assert [f"Basic {{{{{caller.owner}_password}}}}"] == caller.sent("Authorization")


@pytest.mark.parametrize("parts", [("ada", CANARY, "more"), ("ada",), ()], ids=["three", "one", "none"])
def test_no_other_tuple(present, server, parts):
    """ "A two-tuple": httpx itself takes three parts and drops the third without a word."""
    with pytest.raises(InvalidAuth, match=f"a tuple of {len(parts)}; it has two parts") as caught:
        present(parts, server.url).get(f"{server.url}/basic")

    assert isinstance(caught.value, TypeError)
    assert CANARY not in str(caught.value)
    assert not server.seen


@pytest.mark.parametrize(
    ("make", "path", "statuses"),
    [
        (lambda file: httpx.BasicAuth("ada", "correct horse"), "basic", [200]),
        (lambda file: httpx.DigestAuth("ada", "correct horse"), "digest", [401, 200]),
        (lambda file: httpx.NetRCAuth(file), "basic", [200]),
        (lambda file: nbauth.BasicAuth("ada", "correct horse"), "basic", [200]),
        (lambda file: nbauth.DigestAuth("ada", "correct horse"), "digest", [401, 200]),
        (lambda file: nbauth.NetRCAuth(file), "basic", [200]),
    ],
    ids=["httpx-Basic", "httpx-Digest", "httpx-NetRC", "nbauth-Basic", "nbauth-Digest", "nbauth-NetRC"],
)
def test_an_instance(present, server, tmp_path, make, path, statuses):
    """ "An instance of httpx.BasicAuth(), httpx.DigestAuth(), or httpx.NetRCAuth()": the library's, and nbauth's."""
    file = tmp_path / "my.netrc"
    file.write_text('machine 127.0.0.1 login ada password "correct horse"\n')
    file.chmod(0o600)
    caller = present(make(str(file)), server.url)

    response = caller.get(f"{server.url}/{path}")

    assert statuses == [each.status_code for each in [*response.history, response]]
    assert isinstance(make(str(file)), httpx.Auth)


def test_a_callable(present, server):
    """ "A callable, accepting a request and returning an authenticated request instance." """

    def sign(request):
        request.headers["X-Signature"] = HEADER_CANARY
        return request

    caller = present(sign, server.url)

    assert 200 == caller.get(f"{server.url}/open").status_code
    assert HEADER_CANARY == server.seen[0].headers["x-signature"]
    assert [f"{{{{{caller.owner}_x_signature}}}}"] == caller.sent("X-Signature")


def test_a_callable_returning_another_request(present, server):
    """ "...returning an authenticated request instance": it need not be the one that it was given."""

    def sign(request):
        headers = {**request.headers, "X-Signature": HEADER_CANARY}
        return type(request)(request.method, request.url, headers=headers, content=request.content)

    caller = present(sign, server.url)

    assert 200 == caller.post(f"{server.url}/open", content=b"body").status_code
    assert (b"body", HEADER_CANARY) == (server.seen[0].body, server.seen[0].headers["x-signature"])
    assert ["request"] == caller.purposes


def test_a_callable_returning_nothing(present, server):
    """Forgetting the `return` is told as such. httpx: `'NoneType' object has no attribute 'url'`."""

    def sign(request):
        request.headers["X-Signature"] = HEADER_CANARY

    with pytest.raises(InvalidAuth, match=r"sign returned nothing; end it with: return request"):
        present(sign, server.url).get(f"{server.url}/open")
    assert not server.seen


def test_a_callable_that_is_async(present, server):
    """An `async def` is told as such. httpx: `'coroutine' object has no attribute 'url'`, and it was never awaited."""

    async def sign(request):
        return request

    with pytest.raises(InvalidAuth, match="is async; write a subclass"):
        present(sign, server.url).get(f"{server.url}/open")


def test_an_instance_of_a_subclass(present, server):
    """ "An instance of subclasses of httpx.Auth": also one that only inherits, and so sends the request as it is."""

    class Nothing(httpx.Auth):
        pass

    caller = present(Nothing(), server.url)

    assert 200 == caller.get(f"{server.url}/open").status_code
    assert (1, ["request"]) == (len(server.seen), caller.purposes)


@pytest.mark.parametrize("auth", [["ada", CANARY], f"ada:{CANARY}", 5, {"ada": CANARY}, httpx.BasicAuth])
def test_nothing_else(present, server, auth):
    """ "may be one of the following": a list, a text, a number, a dict, a class are a TypeError that quotes nothing."""
    with pytest.raises(TypeError, match='Invalid "auth" argument') as caught:
        present(auth, server.url).get(f"{server.url}/open")

    assert "ada" not in str(caught.value)
    assert not server.seen


def test_an_auth_of_the_other_library(present, server):
    """An Auth of httpx2 on httpx, or the reverse, is told as such in one line."""
    other = importlib.import_module(OTHER).BasicAuth("ada", CANARY)

    with pytest.raises(InvalidAuth, match=f"is an Auth of {OTHER}, and nbauth runs on") as caught:
        present(other, server.url).get(f"{server.url}/open")
    assert "\n" not in str(caught.value)
