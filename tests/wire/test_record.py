"""Every leg is recorded as it was sent, in order, redacted before it is kept: property 3, on real sockets."""

from __future__ import annotations

import time

import pytest
from wire.canary import CANARY, TOKEN_CANARY
from wire.held import check_record
from wire.kinds import BY_NAME, KINDS, TOKEN, CustomHeader, TokenFlow
from wire.sink import CLOSE, HANG, challenged, redirect, reply

import nbauth
from nbauth._http import httpx

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))


def told(exchange):
    return [(leg.purpose, leg.request.method, httpx.URL(leg.request.url).path, leg.status) for leg in exchange.legs]


@EVERY
def test_a_record_of_each_kind(logged_in, sink, kind):
    """Legs in the order of the wire, along a redirect, where each body echoes the request that it answers."""

    def echo(request):
        return reply(
            200, request.raw, "Content-Type: text/plain", f"X-Echo: {request.headers.get('authorization')}"
        )

    session, get = logged_in(kind)
    sink.answers["/go"] = kind.wanted(redirect(302, "/end?x=1"))
    sink.answers["/end"] = echo
    before = time.time()
    response = get("/go", follow_redirects=True)
    (exchange,) = session.history

    legs = [("request", "GET", "/go", 302), ("redirect", "GET", "/end", 200)]
    if kind.is_digest:
        legs = [("challenge", "GET", "/go", 401), ("answer", "GET", "/go", 302), ("redirect", "GET", "/end", 200)]
    if kind.name == "token flow":
        legs.insert(0, ("token", "POST", "/token", 200))
    assert legs == told(exchange)
    assert [each.path for each in sink.arrived] == [httpx.URL(leg.request.url).path for leg in exchange.legs]
    assert before <= exchange.started <= time.time()
    assert all(0 < leg.elapsed <= exchange.elapsed for leg in exchange.legs)
    assert (1, None, 200) == (exchange.number, exchange.error, exchange.status)
    assert exchange is response.extensions["nbauth.exchange"]
    # The user's own response is whole; what is kept of it is not.
    assert response.content == sink.arrived[-1].raw
    check_record(exchange, kind.secret, TOKEN)


def test_a_leg_is_recorded_as_sent(sink, caller, new_session):
    """All header lines in their order, names in their case, body and its size."""
    session = new_session(headers={"X-One": "1"})
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    caller.call(session, "POST", sink.url(path="/?a=b"), headers=[("X-Two", "2"), ("X-Two", "3")], content=b"body")

    (leg,) = session.history[0].legs
    sent = [tuple(line.split(": ", 1)) for line in sink.arrived[0].head[1:]]
    assert [(n, v) if n != "Authorization" else (n, "Bearer {{bearer_token}}") for n, v in sent] == list(
        leg.request.headers
    )
    assert (b"body", 4, "") == (leg.request.body.content, leg.request.body.size, leg.request.body.note)
    assert "bearer" == leg.login
    assert ("HTTP/1.1", "X") == (leg.response.http_version, leg.response.reason)


FAILURES = {"closes": (CLOSE, "RemoteProtocolError"), "times out": (HANG, "ReadTimeout")}


@pytest.mark.parametrize(("answer", "error"), FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize("where", ["/token", "/go", "/end"])
def test_a_leg_that_fails(logged_in, sink, answer, error, where):
    """What was sent before is there, and then the leg that failed, with its error; the send failed too."""
    session, get = logged_in(BY_NAME["token flow"])
    sink.answers["/go"] = redirect(302, "/end")
    sink.answers[where] = answer

    with pytest.raises(httpx.TransportError):
        get("/go", follow_redirects=True, timeout=0.3 if answer == HANG else 10)

    (exchange,) = session.history
    path = ["/token", "/go", "/end"]
    assert path[: path.index(where) + 1] == [httpx.URL(leg.request.url).path for leg in exchange.legs]
    assert exchange.legs[-1].error.startswith(error)
    assert exchange.error.startswith(error)
    assert (None, None) == (exchange.legs[-1].response, exchange.response)
    assert all(leg.error is None for leg in exchange.legs[:-1])
    check_record(exchange, CANARY, TOKEN)


def test_a_failed_connection(caller, new_session):
    """A host that refuses the connection is a leg too."""
    session = new_session()

    with pytest.raises(httpx.ConnectError):
        caller.call(session, "GET", "http://127.0.0.1:1/")

    (leg,) = session.history[0].legs
    assert leg.error.startswith("ConnectError: ")
    assert leg.elapsed > 0


def test_too_many_redirects(sink, caller, new_session):
    """Each leg up to the limit is there, with the reason for the end."""
    session = new_session(max_redirects=3)
    sink.answers["/"] = redirect(302, "/")

    with pytest.raises(httpx.TooManyRedirects):
        caller.call(session, "GET", sink.url(path="/"), follow_redirects=True)

    assert ["request", "redirect", "redirect", "redirect"] == [leg.purpose for leg in session.history[0].legs]
    assert session.history[0].error.startswith("TooManyRedirects")


TOKEN_ANSWERS = {
    "json": reply(200, {"access_token": TOKEN, "refresh_token": "RT-5b4a3c2d1e", "expires_in": 3600}),
    "form": reply(
        200,
        f"access_token={TOKEN}&refresh_token=RT-5b4a3c2d1e".encode(),
        "Content-Type: application/x-www-form-urlencoded",
    ),
}


class FormFlow(TokenFlow):
    def auth_flow(self, request):
        form = {"grant_type": "password", "client_secret": self.secret}
        response = yield type(request)("POST", self.url, data=form)
        self.token = TOKEN
        assert TOKEN in response.text
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


@pytest.mark.parametrize("name", TOKEN_ANSWERS)
def test_tokens_are_registered_on_arrival(sink, caller, new_session, name):
    """Tokens that a response hands out, and the client secret that got them, show as names wherever they come up."""
    session = new_session()
    sink.answers["/token"] = TOKEN_ANSWERS[name]
    said = f"you sent {TOKEN}, next is RT-5b4a3c2d1e, from {CANARY}".encode()
    sink.answers["/"] = reply(200, said, "Content-Type: text/plain; charset=utf-8")
    session.login(sink.url(), FormFlow(sink.url(path="/token"), CANARY))
    response = caller.call(session, "GET", sink.url(path="/"))

    token, answer = session.history[0].legs
    check_record(session.history[0], TOKEN, "RT-5b4a3c2d1e", CANARY)
    assert said == response.content
    shown = answer.response.body.text()
    assert "you sent {{formflow_access_token}}, next is {{formflow_refresh_token}}, from {{" in shown
    assert "grant_type=password" in token.request.body.text()


def test_a_token_that_the_user_fetches(sink, caller, new_session):
    """A token in the answer to the user's own request is registered as well: the next echo of it is redacted."""
    session = new_session()
    sink.answers["/token"] = reply(200, {"access_token": TOKEN})
    sink.answers["/"] = lambda request: reply(200, request.headers["x-mine"].encode())
    token = caller.call(session, "POST", sink.url(path="/token")).json()["access_token"]
    caller.call(session, "GET", sink.url(path="/"), headers={"X-Mine": token})

    assert TOKEN == token
    for exchange in session.history:
        check_record(exchange, TOKEN)


def test_a_hostile_token_answer(sink, caller, new_session):
    """A body that is JSON to no end, or holds odd types, breaks neither the send nor the record."""
    session = new_session()
    bodies = [
        b'{"token": ' + b"[" * 200_000,
        b'{"access_token": [1, null], "token": {}}',
        b'"token"',
        b"\xff token",
    ]
    for body in bodies:
        sink.answers["/"] = reply(200, body, "Content-Type: application/json")

        assert body == caller.call(session, "GET", sink.url(path="/")).content
    assert len(bodies) == len(session.history)


# Flows of one request, of two, and with one of their own: what they put on it does not matter here.
@pytest.mark.parametrize("kind", [BY_NAME[name] for name in ("pair", "digest", "httpx digest", "token flow")])
def test_a_timeout_reaches_the_requests_of_a_flow(logged_in, sink, caller, kind):
    """A token endpoint that hangs ends by the caller's timeout; httpx itself would wait for ever."""
    _, get = logged_in(kind)
    sink.answers["/token" if kind.name == "token flow" else "/"] = HANG
    begun = time.monotonic()

    with pytest.raises(httpx.ReadTimeout):
        get("/", timeout=0.3)

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("name", ["digest", "httpx digest"])
def test_a_cookie_of_the_401_goes_with_the_answer(logged_in, sink, name):
    """What the challenge sets is sent with the answer and is in the jar; the user's own cookies stay."""
    session, get = logged_in(BY_NAME[name])
    challenge = 'WWW-Authenticate: Digest realm="r", nonce="n0nce", qop="auth", algorithm=MD5'
    refusal = reply(401, b"", challenge, "Set-Cookie: visit=42; Path=/")
    sink.answers["/"] = lambda request: reply() if "authorization" in request.headers else refusal
    response = get("/", headers={"Cookie": "theme=dark"})

    assert 200 == response.status_code
    assert {"visit=42", "theme=dark"} == set(sink.arrived[-1].headers["cookie"].split("; "))
    assert "42" == session.client.cookies["visit"]


def test_hooks_fire_for_every_leg(sink, caller, new_session):
    """Both kinds of hooks, for each leg of Digest and of a redirect, with the Authorization of that leg."""
    seen = []
    session = new_session()
    client = session.async_client if caller.is_async else session.client
    client.event_hooks = {
        "request": [caller.hook(lambda request: seen.append(request.headers.get("authorization", "none")[:6]))],
        "response": [caller.hook(lambda response: seen.append(response.status_code))],
    }
    sink.answers["/go"] = challenged(redirect(302, "/end"))
    session.login(sink.url(), nbauth.DigestAuth("bob", CANARY))
    caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert ["none", 401, "Digest", 302, "Digest", 200] == seen


def test_many_at_once(sink, caller, new_session):
    """20 threads or tasks, 20 requests each, two logins on one session: each recorded once, no credential crosses."""
    session = new_session()
    homes = {"a": sink.url(), "b": sink.url("b.localhost")}
    keys = {"a": TOKEN_CANARY + "aaaa", "b": TOKEN_CANARY + "bbbb"}
    session.login(homes["a"], nbauth.BearerAuth(keys["a"]), name="a")
    session.login(homes["b"], CustomHeader(keys["b"]), name="b")
    calls = [
        caller.later(session, "GET", f"{homes['ab'[number % 2]]}/{number}", 20, timeout=60) for number in range(20)
    ]
    responses = [response for several in caller.together(calls) for response in several]

    assert 400 == len(sink.arrived) == len(session.history)
    assert set(range(1, 401)) == {exchange.number for exchange in session.history}
    assert 20 * 20 == sum(len(exchange.legs) for exchange in session.history)
    for each in sink.at(homes["a"]):
        assert (f"Bearer {keys['a']}", None) == (
            each.headers["authorization"],
            each.headers.get("x-authentication"),
        )
    for each in sink.at(homes["b"]):
        assert (None, keys["b"]) == (each.headers.get("authorization"), each.headers["x-authentication"])
    assert 200 == len(sink.at(homes["a"]))
    for response in responses:
        (leg,) = response.extensions["nbauth.exchange"].legs
        assert str(response.url) == leg.request.url
        assert leg.login == ("a" if "//a." in leg.request.url else "b")
        assert "{{a_token}}" in str(leg.request.headers) or "{{b_x_authentication}}" in str(leg.request.headers)
