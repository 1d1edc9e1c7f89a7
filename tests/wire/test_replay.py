"""A recorded request, sent again: with the credentials of now, and to nobody else."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from wire.canary import CANARY, HEADER_CANARY, leaks
from wire.kinds import KINDS
from wire.sink import challenged, redirect, reply

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import Origin
from nbauth.core.record import Body, Exchange, Leg, RequestRecord
from nbauth.errors import BodyNotReplayable, CredentialsNotFound, NbauthError

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))


@pytest.fixture
def again(caller):
    """Replay with the client of the test."""

    def replay(session, which=-1, **options):
        if caller.is_async:
            return caller.run(session.history.areplay(which, **options))
        return session.history.replay(which, **options)

    return replay


def secret_request(session, caller, url, method="POST", *, value=CANARY, name="key", **parts):
    """Send a request with {{key}} in it, as a cell does."""
    session.vault.learn(name, value)
    request = httpx.Request(method, url, **parts)
    request.extensions["nbauth.secrets"] = {name: session.vault[name]}
    return caller.send(session, request)


@EVERY
def test_logins_answer_anew(logged_in, sink, again, kind):
    """The server gets the credential again, once; no placeholder goes out, and the rest is as it was."""
    session, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply())
    get("/?x=1&flag&y=a%2Bb", headers={"X-Page": "2", "Accept": "text/plain"})
    sink.arrived.clear()
    response = again(session)

    assert 200 == response.status_code
    for each in sink.arrived:
        if each.path == "/":
            assert b"{{" not in each.raw and b"%7B%7B" not in each.raw
            assert each.target.startswith("/?x=1&flag") and "&y=a%2Bb" in each.target
            assert ("2", "text/plain") == (each.headers["x-page"], each.headers["accept"])
    if kind.name != "token flow":  # which has fetched its token before
        assert 1 == sum(kind.arrived([each]) for each in sink.arrived)
    assert [1, 2] == [exchange.number for exchange in session.history]


@EVERY
def test_after_a_logout(logged_in, sink, again, kind):
    """Nothing is sent: what it was sent with is gone, and the error says so without a value."""
    session, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply())
    get("/")
    session.logout()
    sink.arrived.clear()
    with pytest.raises(CredentialsNotFound) as caught:
        again(session)

    assert "#1 was sent with the login" in str(caught.value)
    assert [] == leaks(str(caught.value), kind.secret)
    assert [] == sink.arrived


def test_after_a_login_with_another_password(sink, caller, new_session, again):
    """The new one is sent."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth("first-token"))
    caller.call(session, "GET", sink.url(path="/"))
    session.login(sink.url(), nbauth.BearerAuth("second-token"))
    again(session)

    assert ["Bearer first-token", "Bearer second-token"] == [each.headers["authorization"] for each in sink.arrived]


def test_a_login_that_came_later(sink, caller, new_session, again):
    """A request that was refused is sent again with it."""
    session = new_session()
    sink.answers["/"] = challenged(reply(), 'Basic realm="r"')
    caller.call(session, "GET", sink.url(path="/"))
    session.login(sink.url(), ("bob", CANARY))

    assert 200 == again(session).status_code


def test_a_login_that_is_async_only(sink, new_session, caller):
    """It answers in plain code too, as for any request."""

    class AsyncOnly(httpx.Auth):
        async def async_auth_flow(self, request):
            request.headers["X-Token"] = "async-token-1"
            yield request

    session = new_session()
    session.login(sink.url(), AsyncOnly(), name="mine")
    session.send(httpx.Request("GET", sink.url(path="/")))
    session.history.replay()

    assert ["async-token-1"] * 2 == [each.headers["x-token"] for each in sink.arrived]


def test_auth_of_the_call(sink, caller, new_session, again):
    """It takes the place of what was sent before; None sends nothing."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth("first-token"))
    caller.call(session, "GET", sink.url(path="/"))
    again(session, 0, auth=("eve", "x"))
    again(session, 0, auth=None)

    assert ["Basic ZXZlOng=", None] == [each.headers.get("authorization") for each in sink.arrived[1:]]


@pytest.mark.parametrize(
    "auth",
    [("eve", CANARY), nbauth.BearerAuth("eves-token"), nbauth.APIKeyAuth("eves-key-1234")],
    ids=["basic", "bearer", "key"],
)
def test_what_was_given_with_auth(sink, caller, new_session, again, auth):
    """It is sent again, not what a login has; when it is forgotten, nothing is sent."""
    session = new_session()
    session.login(sink.url(), ("bob", "another password"))
    caller.call(session, "GET", sink.url(path="/"), auth=auth)
    again(session)
    first, second = ([each.headers.get(name) for name in ("authorization", "x-api-key")] for each in sink.arrived)
    session.logout()

    assert first == second
    with pytest.raises(CredentialsNotFound):
        again(session, 0)
    assert 2 == len(sink.arrived)


def test_a_digest_that_was_given_with_auth(sink, caller, new_session, again):
    """A proof does not tell whose password it was made of: none is taken for it; a login answers, or nobody."""
    session = new_session()
    sink.answers["/"] = challenged(reply())
    caller.call(session, "GET", sink.url(path="/"), auth=("ada", "another password"))
    caller.call(session, "GET", sink.url(path="/"), auth=nbauth.DigestAuth("eve", CANARY))
    with pytest.raises(CredentialsNotFound, match=r"\{\{auth_proof\}\} in the header Authorization"):
        again(session)
    session.login(sink.url(), nbauth.DigestAuth("bob", CANARY))
    again(session, 1)

    assert 'username="bob"' in sink.arrived[-1].headers["authorization"]


def test_a_password_in_the_url(sink, caller, new_session, again):
    """It is sent again as long as it is known."""
    session = new_session()
    url = sink.url(path="/").replace("http://", "http://bob:p%2Bss%20w0rd@")
    caller.call(session, "GET", url)
    again(session)
    session.logout()

    assert sink.arrived[0].headers["authorization"] == sink.arrived[1].headers["authorization"]
    with pytest.raises(CredentialsNotFound, match="with a password in its URL"):
        again(session, 0)


def test_a_user_in_the_url(sink, caller, new_session, again):
    """It chooses among two logins again."""
    session = new_session()
    for user in ("bob", "eve"):
        session.login(sink.url(), (user, f"{user}s password"), name=user)
    caller.call(session, "GET", sink.url(path="/").replace("http://", "http://bob@"))
    again(session)

    assert 1 == len({each.headers["authorization"] for each in sink.arrived})
    assert "bob" == session.history[-1].login


def test_secrets_of_a_cell(sink, caller, new_session, again):
    """They go to the same address again, as they are, in URL, headers, cookies and body."""
    session = new_session()
    url = sink.url(path="/a?k={{key}}&b=2")
    headers = {"X-Key": "k {{key}}", "Cookie": "theme=dark; k={{key}}"}
    secret_request(session, caller, url, value=HEADER_CANARY, headers=headers, content=b"<{{key}}>")
    again(session)
    first, second = sink.arrived

    assert (first.target, first.body) == (second.target, second.body)
    assert (f"k {HEADER_CANARY}", f"k={HEADER_CANARY}") == (second.headers["x-key"], second.headers["cookie"])
    assert f"<{HEADER_CANARY}>".encode() == second.body
    assert [] == leaks(repr(session.history[-1]), HEADER_CANARY)
    assert session.history[0].request.body.content == session.history[1].request.body.content


@pytest.mark.parametrize("location", ["header", "query", "cookie"])
def test_secrets_of_a_cell_beside_a_login(sink, caller, new_session, again, location):
    """Both are there again, each once."""
    session = new_session()
    session.login(sink.url(), nbauth.APIKeyAuth("login-key-1", "X-Own", location), name="api")
    headers = {"X-Key": "{{key}}", "Cookie": "k={{key}}"}
    secret_request(session, caller, sink.url(path="/?q={{key}}"), value="cell-secret-1", headers=headers)
    again(session)
    first, second = sink.arrived

    assert (first.target, first.headers["cookie"]) == (second.target, second.headers["cookie"])
    assert ("cell-secret-1", 1, 3) == (
        second.headers["x-key"], second.raw.count(b"login-key-1"), second.raw.count(b"cell-secret-1"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [{"json": {"p": CANARY, "q": [CANARY, 1]}}, {"data": {"p": CANARY, "q": "x y"}}, {"content": CANARY.encode()}],
    ids=["JSON", "form", "text"],
)
def test_a_known_secret_in_a_body(sink, caller, new_session, again, body):
    """It is written as it was: escaped in JSON, encoded in a form, where a space may be + or %20."""
    session = new_session()
    session.vault.learn("key", CANARY)
    caller.call(session, "POST", sink.url(path="/"), **body)
    again(session)
    first, second = (each.body.decode() for each in sink.arrived)

    assert b"{{key}}" in session.history[0].request.body.content
    assert parse_qsl(first) == parse_qsl(second) if "data" in body else first == second
    assert session.history[0].request.body.content == session.history[1].request.body.content


def test_what_a_pasted_command_held(sink, caller, new_session, again):
    """It goes back, encoded as a form needs it, and only to the origin of that command."""
    session = new_session()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for host in ("a.localhost", "b.localhost"):
        name = session._pasted.keep(Origin.of(httpx.URL(sink.url())), "password", 1, "p+ss w0rd")
        caller.call(session, "POST", sink.url(host, "/"), headers=form, content=b"x=p%2Bss+w0rd")
    again(session, 0)

    assert f"x={{{{{name}}}}}".encode() == session.history[0].request.body.content
    assert b"x=p%2Bss%20w0rd" == sink.arrived[-1].body
    with pytest.raises(CredentialsNotFound):
        again(session, 1)


def test_a_token_that_was_fetched(sink, caller, new_session, again):
    """What one request has got and the user has put on the next is put there again."""
    session = new_session()
    sink.answers["/token"] = reply(200, {"access_token": "fetched-token-1"})
    token = caller.call(session, "POST", sink.url(path="/token")).json()["access_token"]
    caller.call(session, "GET", sink.url(path="/"), headers={"Authorization": f"Bearer {token}"})
    again(session)

    assert "Bearer fetched-token-1" == sink.arrived[-1].headers["authorization"]


@pytest.mark.parametrize("place", ["header", "query", "path", "body", "authorization"])
def test_what_is_forgotten(sink, caller, new_session, again, place):
    """A secret that the session does not know any more is named, and nothing is sent."""
    session = new_session()
    parts = {"content": b"{{key}}"} if place == "body" else {}
    path = {"query": "/?a={{key}}", "path": "/{{key}}/x"}.get(place, "/")
    if place in ("header", "authorization"):
        parts["headers"] = {"X-Key" if place == "header" else "Authorization": "{{key}}"}
    secret_request(session, caller, sink.url(path=path), value="some-secret-1", **parts)
    session.logout()
    sink.arrived.clear()
    with pytest.raises(CredentialsNotFound, match=r"#1 cannot be sent again: what \{\{key\}\} in .* is not kept"):
        again(session)

    assert [] == sink.arrived


def test_a_name_that_means_something_else_by_now(sink, caller, new_session, again):
    """After a logout the same name may be another secret: that one does not go to the old address."""
    session = new_session()
    secret_request(session, caller, sink.url(path="/"), value="old-secret-1", content=b"{{key}}")
    session.logout()
    secret_request(session, caller, sink.url("b.localhost", "/"), value="new-secret-1", content=b"{{key}}")
    sink.arrived.clear()
    with pytest.raises(CredentialsNotFound):
        again(session, 0)

    assert [] == sink.arrived


def test_a_secret_of_a_login_elsewhere(sink, caller, new_session, again):
    """A password that was written into a body by hand goes again where its login is for, and nowhere else."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY), name="api")
    for host in ("a.localhost", "b.localhost"):
        caller.call(session, "POST", sink.url(host, "/"), content=CANARY.encode(), auth=None)
    again(session, 0)

    assert CANARY.encode() == sink.arrived[-1].body
    with pytest.raises(CredentialsNotFound):
        again(session, 1)
    assert 3 == len(sink.arrived)


def test_text_in_braces_is_text(sink, caller, new_session, again):
    """A template that was sent is sent as it is, even where it has the name of a secret."""
    session = new_session()
    session.login(sink.url("b.localhost"), ("bob", CANARY), name="api")
    caller.call(session, "POST", sink.url(path="/"), content=b"Dear {{name}}, {{api_password}}")
    again(session)

    assert b"Dear {{name}}, {{api_password}}" == sink.arrived[-1].body


def test_what_comes_from_a_file_gets_no_secret(sink, caller, new_session, again):
    """Whatever names somebody has written into it."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY), name="api")
    session.vault.learn("key", "some-secret-1")
    for name in ("key", "api_password"):
        request = RequestRecord("POST", sink.url(path="/"), (), Body(f"{{{{{name}}}}}".encode(), 7))
        session.history.append(
            Exchange(session.history.next_number(), (Leg("request", request, None),), imported=True)
        )
        with pytest.raises(CredentialsNotFound):
            again(session)

    assert [] == sink.arrived


def test_a_request_from_a_file(sink, caller, new_session, again):
    """Logins answer for it as for any other, and it asks for what httpx can decode."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth("own-token"))
    headers = (("Authorization", "Bearer {{har_authorization}}"), ("accept-encoding", "gzip, br, zstd"), ("X", "1"))
    request = RequestRecord("GET", sink.url(path="/"), headers)
    session.history.append(Exchange(session.history.next_number(), (Leg("request", request, None),), imported=True))
    again(session)
    arrived = sink.arrived[0].headers

    assert ("Bearer own-token", "1") == (arrived["authorization"], arrived["x"])
    assert session.client.headers["accept-encoding"] == arrived["accept-encoding"]


def test_cookies_are_those_of_now(sink, caller, new_session, again):
    """As for any request: new values, and none that has gone."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", "Set-Cookie: sid=one-value-1; Path=/", "Set-Cookie: b=2; Path=/")
    sink.answers["/new"] = reply(
        200, b"", "Set-Cookie: sid=two-value-2; Path=/", "Set-Cookie: b=; Max-Age=0; Path=/"
    )
    for path in ("/set", "/", "/new"):
        caller.call(session, "GET", sink.url(path=path))
    again(session, 1)

    assert "sid=two-value-2" == sink.arrived[-1].headers["cookie"]


def test_credentials_that_were_typed(sink, caller, new_session, again):
    """They are not kept; a login answers in their place, and without one nothing is sent."""
    session = new_session()
    caller.call(session, "GET", sink.url(path="/"), headers={"Authorization": "Bearer typed-token-1"})
    with pytest.raises(CredentialsNotFound, match=r"\{\{authorization\}\} in the header Authorization"):
        again(session)
    session.login(sink.url(), nbauth.BearerAuth("own-token"))
    again(session)

    assert ["Bearer typed-token-1", "Bearer own-token"] == [each.headers["authorization"] for each in sink.arrived]


def test_basic_that_was_typed_and_is_known(sink, caller, new_session, again):
    """The name of a password is not what was sent, and is never sent in its place: the login answers, or nobody."""
    session = new_session()
    session.login(sink.url(), ("bob", "hunter2!"), name="api")
    caller.call(session, "GET", sink.url(path="/"), headers={"Authorization": "Basic Ym9iOmh1bnRlcjIh"})
    again(session)

    assert "Basic {{api_password}}" == session.history[0].request.header("authorization")
    assert ["Basic Ym9iOmh1bnRlcjIh"] * 2 == [each.headers["authorization"] for each in sink.arrived]
    session.logout()
    with pytest.raises(CredentialsNotFound):
        again(session, 0)
    assert 2 == len(sink.arrived)


def test_two_logins_with_the_same_key(sink, caller, new_session, again):
    """In the record it has the name of the first one; the login that has sent it answers anew."""
    session = new_session()
    for path in ("/a", "/b"):
        session.login(sink.url(path=path), nbauth.APIKeyAuth("same-key-1", "X-Own"), name=path[1:])
    caller.call(session, "GET", sink.url(path="/b"))
    session.login(sink.url(path="/b"), nbauth.APIKeyAuth("other-key-2", "X-Own"), name="b")
    again(session)

    assert ("b", "{{a_key}}") == (session.history[0].login, session.history[0].request.header("x-own"))
    assert ["same-key-1", "other-key-2"] == [each.headers["x-own"] for each in sink.arrived]


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("cut", "#1 cannot be sent again: 10 of 100 bytes of its body are kept"),
        ("not read", "its body is not kept"),
    ],
)
def test_a_body_that_is_not_all_there(sink, caller, new_session, again, note, message):
    """Half a body is not sent, and neither is an empty one."""
    session = new_session(body_limit=10)
    content = b"x" * 100 if note == "cut" else caller.body(b"x" * 5)
    sink.answers["/"] = reply()
    caller.call(session, "POST", sink.url(path="/"), content=content)
    if note == "not read":
        leg = session.history[-1].legs[0]
        record = Exchange(1, (Leg("request", RequestRecord("POST", leg.request.url, (), Body(note=note)), None),))
        session.history.replace(record)
    sink.arrived.clear()
    with pytest.raises(BodyNotReplayable, match=message):
        again(session)

    assert [] == sink.arrived


def test_bodies_as_they_were(sink, caller, new_session, again):
    """Any bytes, also those of a stream that was recorded whole, and an empty POST."""
    session = new_session()
    for content in (bytes(range(256)), caller.body(b"ab", b"cd"), None):
        caller.call(session, "POST", sink.url(path="/"), content=content)
    for index in range(3):
        again(session, index)

    assert [bytes(range(256)), b"abcd", b""] == [each.body for each in sink.arrived[3:]]
    assert ["256", "4", "0"] == [each.headers["content-length"] for each in sink.arrived[3:]]


@pytest.mark.parametrize("follow", [True, False])
def test_redirects_as_the_first_time(sink, caller, new_session, again, follow):
    """Followed, or shown; unless the call says otherwise."""
    session = new_session()
    sink.answers["/go"] = redirect(302, "/end")
    caller.call(session, "GET", sink.url(path="/go"), follow_redirects=follow)

    assert (200 if follow else 302) == again(session, 0).status_code
    assert (302 if follow else 200) == again(session, 0, follow_redirects=not follow).status_code


def test_a_timeout(sink, caller, new_session, again):
    """That of the client, or the call's."""
    session = new_session(timeout=9)
    caller.call(session, "GET", sink.url(path="/"))
    response = again(session)
    other = again(session, timeout=3)

    assert (9, 3) == (response.request.extensions["timeout"]["read"], other.request.extensions["timeout"]["read"])


def test_a_failure_is_recorded(sink, caller, new_session, again):
    """As of any request."""
    session = new_session()
    caller.call(session, "GET", sink.url(path="/"))
    sink.answers["/"] = "close"
    with pytest.raises(httpx.RemoteProtocolError):
        again(session)

    assert [None, "RemoteProtocolError"] == [
        each.error.partition(":")[0] if each.error else None for each in session.history
    ]


def test_an_index_counts_as_in_a_list(sink, caller, new_session, again):
    """Or it is the exchange itself; there is none beyond the end."""
    session = new_session()
    for path in ("/a", "/b"):
        caller.call(session, "GET", sink.url(path=path))
    again(session, 0)
    again(session, session.history.numbered(2)[0])
    again(session)

    assert ["/a", "/b", "/b"] == [each.path for each in sink.arrived[2:]]
    with pytest.raises(IndexError):
        again(session, 99)


def test_an_exchange_that_sent_nothing(new_session, again):
    """There is nothing to be sent."""
    session = new_session()
    session.history.append(Exchange(1, (), error="X"))
    with pytest.raises(NbauthError, match="#1 has sent nothing that could be sent again"):
        again(session)


def test_the_text_of_a_cell_stays(sink, caller, new_session, again):
    """What is sent again comes from the same cell."""
    session = new_session()
    request = httpx.Request("GET", sink.url(path="/"), extensions={"nbauth.source": "GET {{url}}/"})
    caller.send(session, request)
    again(session)

    assert ["GET {{url}}/"] * 2 == [each.source for each in session.history]
