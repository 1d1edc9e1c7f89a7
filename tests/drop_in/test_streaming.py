"""Streaming stays streaming (https://www.python-httpx.org/quickstart/#streaming-responses)."""

from __future__ import annotations

import threading

import pytest
from service import Answer, Service

import nbauth
from nbauth._http import httpx

CHALLENGE = 'Digest realm="r", nonce="n0nce", qop="auth", algorithm=SHA-256'
SECONDS = 20


class OneYield(httpx.Auth):
    """A flow of the user's own."""

    def auth_flow(self, request):
        request.headers["Authorization"] = "Token good-0f9d8c7b6a"
        yield request


class Reads(OneYield):
    """One that wants to look at the response."""

    requires_response_body = True

    def __init__(self):
        self.found = None

    def auth_flow(self, request):
        request.headers["Authorization"] = "Token good-0f9d8c7b6a"
        response = yield request
        self.found = response.content


def in_a_function(request):
    request.headers["Authorization"] = "Token good-0f9d8c7b6a"
    return request


def netrc(folder):
    path = folder / "netrc"
    path.write_text("machine 127.0.0.1 login ada password a-password\n")
    path.chmod(0o600)
    return path


LOGINS = {
    "none": lambda folder: None,
    "basic": lambda folder: nbauth.BasicAuth("ada", "a-password"),
    "digest": lambda folder: nbauth.DigestAuth("ada", "a-password"),
    "bearer": lambda folder: nbauth.BearerAuth("a-token-0123456789"),
    "apikey": lambda folder: nbauth.APIKeyAuth("a-key-0123456789", "Authorization"),
    "netrc": lambda folder: nbauth.NetRCAuth(netrc(folder)),
    "httpx basic": lambda folder: httpx.BasicAuth("ada", "a-password"),
    "httpx digest": lambda folder: httpx.DigestAuth("ada", "a-password"),
    "httpx netrc": lambda folder: httpx.NetRCAuth(str(netrc(folder))),
    "function": lambda folder: in_a_function,
    "own": lambda folder: OneYield(),
}


class InTwoHalves:
    """Sends the second half of its body when the first has been read; 401 first to who has no credential."""

    def __init__(self, wants_credentials=True):
        self.first_is_read = threading.Event()
        self._wants = wants_credentials

    def __call__(self, arrived):
        if self._wants and not arrived.headers["Authorization"]:
            return Answer(401, b"who?", (("WWW-Authenticate", CHALLENGE),))
        return Answer(200, self.halves(), (("Content-Type", "text/plain"),))

    def halves(self):
        yield b"first"
        yield b"second" if self.first_is_read.wait(SECONDS) else b"nobody read the first half"


@pytest.mark.parametrize("name", LOGINS)
def test_a_response_is_read_as_it_comes(connect, tmp_path, name):
    """The user has the first half of a body before the second is sent: no login reads it, and no record."""
    answer = InTwoHalves(wants_credentials=name != "none")
    with Service(answer) as service:
        caller = connect()
        if name != "none":
            caller.session.login(service.url, LOGINS[name](tmp_path))
        got = []

        def each(response, chunk):
            got.append(chunk)
            answer.first_is_read.set()

        response = caller.stream(service.url, each)

    assert (200, b"firstsecond") == (response.status_code, b"".join(got))
    assert b"firstsecond" == caller.exchange.response.body.content
    assert caller.exchange is response.extensions["nbauth.exchange"]


def test_who_asks_for_the_body_has_it_read(connect):
    """ "requires_response_body": then, and only then, the body is read before the user sees the response."""
    answer, auth, got = InTwoHalves(), Reads(), []
    answer.first_is_read.set()
    with Service(answer) as service:
        caller = connect()
        caller.session.login(service.url, auth)

        def each(response, chunk):
            assert response.is_stream_consumed
            assert b"firstsecond" == auth.found
            got.append(chunk)

        caller.stream(service.url, each)

    assert b"firstsecond" == b"".join(got)


def test_the_body_of_a_challenge(connect):
    """The body of a 401 that is answered is read to its end, so that its connection serves the answer too."""
    answer = InTwoHalves()
    answer.first_is_read.set()
    with Service(answer) as service:
        caller = connect(limits=httpx.Limits(max_connections=1), timeout=5)
        caller.session.login(service.url, nbauth.DigestAuth("ada", "a-password"))
        response = caller.stream(service.url, lambda response, chunk: None)

    assert [b"who?"] == [each.content for each in response.history]
    assert [b"who?", b"firstsecond"] == [leg.response.body.content for leg in caller.exchange.legs]


def test_closed_in_the_middle(connect):
    """A body that the user does not read to its end is recorded as far as it was read, and said so."""
    answer = InTwoHalves()

    class Enough(Exception):
        pass

    def each(response, chunk):
        raise Enough

    with Service(answer) as service:
        caller = connect()
        caller.session.login(service.url, ("ada", "a-password"))
        with pytest.raises(Enough):
            caller.stream(service.url, each)
        answer.first_is_read.set()

    body = caller.exchange.response.body
    assert (b"first", None, "not read to its end") == (body.content, body.size, body.note)


@pytest.mark.parametrize("name", ["basic", "bearer", "apikey", "netrc", "function", "own"])
def test_a_request_is_sent_as_it_comes(connect, tmp_path, name):
    """A generator is sent chunked, and is recorded; a login that need not ask first takes it as httpx does."""
    with Service(lambda arrived: Answer(200 if arrived.headers["Authorization"] else 401)) as service:
        caller = connect()
        caller.session.login(service.url, LOGINS[name](tmp_path))
        response = caller.post(service.url, content=caller.body([b"first", b"second"]))

    assert 200 == response.status_code
    assert ("chunked", b"firstsecond") == (service.seen[0].headers["Transfer-Encoding"], service.seen[0].body)
    assert b"firstsecond" == caller.exchange.legs[0].request.body.content


def test_sent_with_stream(connect, server):
    """`client.send(request, stream=True)` hands out the response unread; whoever does so closes it."""
    caller = connect()
    caller.session.login(server.url, ("ada", server.users["ada"]))
    request = caller.client.build_request("GET", f"{server.url}/basic")

    response = caller.send(request, stream=True)

    assert not response.is_stream_consumed
    assert "Authorization" not in request.headers
    caller.read(response)
    assert response.json()["authenticated"]
    assert response.is_closed
