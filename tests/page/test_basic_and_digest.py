"""httpx's page, sections "Authentication", "Basic authentication" and "Digest authentication"."""

from __future__ import annotations

import base64
import re

import pytest

import nbauth
from nbauth._http import httpx

PASSWORD = "correct horse"
CANARY = 'p+/"&<%é z9'


@pytest.fixture(params=[nbauth, httpx], ids=["nbauth", "httpx"])
def library(request):
    """Whose BasicAuth and DigestAuth: nbauth's, and the HTTP library's own."""
    return request.param


# Authentication


def test_per_request(connect, server, library):
    """ "Authentication can either be included on a per-request basis..."; the next request has none."""
    caller = connect()
    auth = library.BasicAuth(username="ada", password=PASSWORD)

    response = caller.get(f"{server.url}/basic", auth=auth)

    assert 200 == response.status_code
    assert ["Basic {{auth_password}}"] == caller.sent("Authorization")
    assert 401 == caller.get(f"{server.url}/basic").status_code


def test_on_the_client(connect, server, library):
    """ "Or configured on the client instance, ensuring that all outgoing requests will include [...] credentials"."""
    caller = connect(auth=library.BasicAuth(username="ada", password=PASSWORD))

    responses = [caller.get(f"{server.url}/{path}") for path in ("basic", "basic?again", "open")]

    assert [200, 200, 200] == [response.status_code for response in responses]
    assert [True, True, True] == ["authorization" in seen.headers for seen in server.seen]
    assert ["Basic {{client_password}}"] == caller.sent("Authorization")


def test_none_turns_the_clients_auth_off(connect, server):
    """`auth=None` on a request sends it without the client's credentials (httpx: `Client.send`)."""
    caller = connect(auth=("ada", PASSWORD))

    response = caller.get(f"{server.url}/basic", auth=None)

    assert 401 == response.status_code
    assert "authorization" not in server.seen[0].headers
    assert ["request"] == caller.purposes


def test_none_turns_a_login_off(connect, server):
    """`auth=None` is off for a login too, on every hop of that call."""
    caller = connect(follow_redirects=True)
    caller.session.login(server.url, ("ada", PASSWORD))

    assert 401 == caller.get(f"{server.url}/redirect?to=/basic", auth=None).status_code
    assert [False, False] == ["authorization" in seen.headers for seen in server.seen]
    assert 200 == caller.get(f"{server.url}/redirect?to=/basic").status_code


def test_the_requests_auth_comes_before_the_clients(connect, server):
    """Of the two, the one on the request is used (httpx: `auth` "to use in this request")."""
    caller = connect(auth=("ada", "wrong"))

    assert 200 == caller.get(f"{server.url}/basic", auth=("ada", PASSWORD)).status_code
    assert 401 == caller.get(f"{server.url}/basic").status_code


# Basic authentication


def test_basic_sample(present, httpbin, library):
    """The sample: `response` is `<Response [200 OK]>`; without credentials it is a 401."""
    url = f"{httpbin}/basic-auth/finley/secret"
    caller = present(library.BasicAuth(username="finley", password="secret"), httpbin)

    assert 401 == caller.get(url, auth=None).status_code
    assert "<Response [200 OK]>" == repr(caller.get(url))


def test_basic_is_unencrypted(present, server, library):
    """ "an unencrypted authentication scheme that uses a simple encoding [...] in the request Authorization header"."""
    server.users["finley"] = CANARY
    caller = present(library.BasicAuth(username="finley", password=CANARY), server.url)

    assert 200 == caller.get(f"{server.url}/basic").status_code

    scheme, _, pair = server.seen[0].headers["authorization"].partition(" ")
    assert ("Basic", f"finley:{CANARY}") == (scheme, base64.b64decode(pair).decode())
    # What is shown of it is not the password in its simple encoding.
    assert [f"Basic {{{{{caller.owner}_password}}}}"] == caller.sent("Authorization")
    assert ["request"] == caller.purposes


def test_basic_over_http_is_not_refused(present, server, library):
    """ "it should typically only be used over https, although this is not strictly enforced"."""
    caller = present(library.BasicAuth("ada", PASSWORD), server.url)

    assert server.url.startswith("http://")
    assert 200 == caller.get(f"{server.url}/basic").status_code


# Digest authentication


def test_digest_sample(present, httpbin, library):
    """The sample: `<Response [200 OK]>`, and `response.history` is `[<Response [401 UNAUTHORIZED]>]`."""
    url = f"{httpbin}/digest-auth/auth/olivia/secret"
    caller = present(library.DigestAuth(username="olivia", password="secret"), httpbin)

    assert 401 == caller.get(url, auth=None).status_code
    response = caller.get(url)

    assert "<Response [200 OK]>" == repr(response)
    assert "[<Response [401 UNAUTHORIZED]>]" == repr(response.history)


def test_digest_takes_one_more_round_trip(present, server, library):
    """ "It requires an additional round-trip in order to negotiate the authentication"; the next request none."""
    caller = present(library.DigestAuth(username="ada", password=PASSWORD), server.url)

    first = caller.get(f"{server.url}/digest")

    assert (200, [401]) == (first.status_code, [each.status_code for each in first.history])
    assert ["challenge", "answer"] == caller.purposes
    challenge, answer = caller.sent("Authorization")
    assert challenge is None
    assert answer.startswith('Digest username="ada"')
    assert re.search(r'response="\{\{\w+_proof\}\}"', answer)

    second = caller.get(f"{server.url}/digest")

    assert (200, []) == (second.status_code, second.history)
    assert ["request"] == caller.purposes
    assert 3 == len(server.seen)


def test_digest_sends_no_password(present, server, library):
    """ "it provides encryption, and can be used over unencrypted http connections".

    The page's word is wrong: Digest sends a hash over the password, and nothing is encrypted (RFC 7616 section 5).
    What holds: the password itself is in no leg.
    """
    server.users["olivia"] = CANARY
    caller = present(library.DigestAuth(username="olivia", password=CANARY), server.url)

    response = caller.post(f"{server.url}/digest", content=b"readable on the way")

    assert 200 == response.status_code
    assert b"readable on the way" == server.seen[1].body
    for seen in server.seen:
        assert CANARY not in seen.headers.get("authorization", "")


def test_history_shows_what_each_leg_sent(present, server, library):
    """`response.history` has each answer with its own request.

    httpx differs: there `history[0].request` is `response.request`, and the 401 seems to have been sent credentials.
    """
    caller = present(library.DigestAuth("ada", PASSWORD), server.url)

    response = caller.get(f"{server.url}/digest")

    assert "Authorization" not in response.history[0].request.headers
    assert re.search(r'response="\{\{\w+_proof\}\}"', response.request.headers["Authorization"])


def test_wrong_password(present, server, library):
    """A Digest password that is wrong is answered once, and ends in the server's second 401."""
    caller = present(library.DigestAuth("ada", "wrong"), server.url)

    response = caller.get(f"{server.url}/digest")

    assert (401, [401]) == (response.status_code, [each.status_code for each in response.history])
    assert 2 == len(server.seen)
