"""A 401 that a login could answer: which responses are marked, and how one becomes its answer."""

from __future__ import annotations

import gc

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.errors import BodyNotReplayable
from nbauth.wire.answer import unanswered

CHALLENGE = {"WWW-Authenticate": 'Digest realm="a", nonce="n", Basic realm="b"'}
URL = "https://api.example/items"


def reply(request):
    if "Authorization" in request.headers:
        return httpx.Response(200, json={"sent": request.content.decode()}, headers={"X-New": "1"})
    return httpx.Response(401, headers={**CHALLENGE, "X-Old": "1"})


@pytest.fixture
def session():
    with nbauth.Session(transport=httpx.MockTransport(reply)) as made:
        yield made


def test_what_is_asked_for(session):
    """The challenges, and the origin of what was sent."""
    found = unanswered(session.client.get(URL))

    assert {("digest", "a"), ("basic", "b")} == found.asked
    assert "https://api.example" == str(found.space)


def test_the_response_becomes_the_answer(session):
    """The same object, for everybody who holds it, with nothing of the 401 left."""
    response = session.client.post(URL, content=b"body", headers={"X-Mine": "1"})
    found = unanswered(response)
    login = session.login("https://api.example", ("ada", "long enough"))
    found.settle(found.again(login))

    assert (200, {"sent": "body"}) == (response.status_code, response.json())
    assert ("1", None) == (response.headers.get("X-New"), response.headers.get("X-Old"))
    assert "1" == response.request.headers["X-Mine"]
    assert response.extensions["nbauth.exchange"] is session.history[-1]
    assert unanswered(response) is None


@pytest.mark.parametrize("follows", [True, False])
def test_redirects_as_the_first_time(follows):
    """The answer to a login may be a redirect."""

    def redirecting(request):
        if request.url.path == "/there":
            return httpx.Response(200)
        if "Authorization" in request.headers:
            return httpx.Response(302, headers={"Location": "/there"})
        return httpx.Response(401)

    with nbauth.Session(transport=httpx.MockTransport(redirecting)) as session:
        found = unanswered(session.client.get(URL, follow_redirects=follows))
        login = session.login("https://api.example", ("ada", "long enough"))
        assert (200 if follows else 302) == found.again(login).status_code


def test_a_body_that_is_read_once(session):
    """It is refused before anything is sent."""
    found = unanswered(session.client.post(URL, content=(part for part in [b"a", b"b"])))
    with pytest.raises(BodyNotReplayable, match="read only once"):
        found.check()
    with pytest.raises(BodyNotReplayable):
        found.again(session.login("https://api.example", ("ada", "long enough")))
    assert 1 == len(session.history)


def test_a_response_that_was_not_read():
    """A stream is its reader's."""
    transport = httpx.MockTransport(lambda request: httpx.Response(401, content=iter([b"streamed"])))
    with nbauth.Session(transport=transport) as session, session.client.stream("GET", URL) as response:
        assert unanswered(response) is None


def test_a_session_that_is_gone():
    """A response does not keep its session alive."""
    response = nbauth.Session(transport=httpx.MockTransport(reply)).client.get(URL)
    gc.collect()
    assert unanswered(response) is None


def test_no_login_is_left_of_a_refused_one(session):
    """It is taken back: unbound, its secret known to redaction alone; what the session had stays."""
    session.client.cookies.set("theirs", "stays", domain="api.example")
    login = session.login("https://api.example", ("ada", "refused password"))
    session._take_back(login)

    assert {} == dict(session.logins) and "stays" == session.client.cookies["theirs"]
    assert "{{refused_basic_password}}" == session.redactor.text("refused password")
    session._take_back(login)  # twice does no harm
    again = session.login("https://api.example", ("ada", "another password"))
    session._take_back(login)  # nor when the name is another login's by now
    assert again is session._bindings["basic"]
