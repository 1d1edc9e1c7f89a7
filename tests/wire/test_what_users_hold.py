"""What a user holds has no session credential in it: property 2 of a session, on real sockets.

Everything that hangs from a response or an exception is walked, text by text, and read in every encoding.
"""

from __future__ import annotations

import pytest
from wire.canary import CANARY, HEADER_CANARY, leaks
from wire.held import texts
from wire.kinds import BY_NAME, KINDS, TOKEN, CustomHeader, TokenFlow
from wire.sink import CLOSE, HANG, challenged, redirect, reply

from nbauth._http import httpx
from nbauth.errors import RedirectRefused

EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))


def check(thing, kind):
    """No reading of any text below *thing* has the secret of *kind*, or the token that its flow got."""
    places = [path for path, text in texts(thing, "it") if leaks(text, kind.secret) or leaks(text, TOKEN)]
    assert [] == places


@EVERY
def test_the_response(logged_in, sink, kind):
    """Its request, URL, history with their requests, and all that can be reached from them."""
    session, get = logged_in(kind)
    sink.answers["/go"] = kind.wanted(redirect(307, "/end?x=1"))
    response = get("/go", follow_redirects=True)

    assert kind.arrived(sink.arrived)
    assert response.history
    check(response, kind)
    check([str(response.url), repr(response.request.headers), response.request.url], kind)
    check([repr(session), str(session.logins), repr(session.vault), repr(session.history)], kind)
    check(list(session.logins.values()), kind)


@EVERY
def test_a_streamed_response(logged_in, sink, caller, kind):
    """While its body is not read yet, and after it was closed."""
    session, _ = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply())

    def stream():
        with session.client.stream("GET", sink.url(path="/")) as response:
            yield response
        yield response

    async def astream():
        async with session.async_client.stream("GET", sink.url(path="/")) as response:
            check(response, kind)
        return response

    for response in [caller.run(astream())] if caller.is_async else stream():
        check(response, kind)
    assert kind.arrived(sink.arrived)


SHOWN = {
    "pair": ("authorization", "Basic {{basic_password}}"),
    "httpx basic": ("authorization", "Basic {{basicauth_password}}"),
    "bearer": ("authorization", "Bearer {{bearer_token}}"),
    "key in header": ("x-api-key", "{{apikey_key}}"),
    "key in cookie": ("cookie", "key={{apikey_key}}"),
    "netrc": ("authorization", "Basic {{netrc_password}}"),
    "custom header": ("x-authentication", "{{customheader_x_authentication}}"),
    "token flow": ("authorization", "Bearer {{tokenflow_access_token}}"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_name_of_the_secret_shows(logged_in, sink, name):
    """response.request has what was sent, each secret as its {{name}}."""
    _, get = logged_in(BY_NAME[name])
    response = get("/")
    header, value = SHOWN[name]

    assert value == response.request.headers[header]
    assert leaks(sink.arrived[-1].headers[header], BY_NAME[name].secret) or name == "token flow"


def test_the_name_shows_in_the_url(logged_in):
    """So has its URL, when the secret is in the query."""
    _, get = logged_in(BY_NAME["key in query"])

    assert "{{apikey_key}}" == get("/?x=1").url.params["key"]


@pytest.mark.parametrize("name", ["digest", "httpx digest"])
def test_the_history_of_digest(logged_in, sink, name):
    """The 401 shows its request as it was sent, the 200 the answer with its proof masked."""
    _, get = logged_in(BY_NAME[name])
    sink.answers["/"] = challenged(reply())
    response = get("/")

    (refused,) = response.history
    assert (401, None) == (refused.status_code, refused.request.headers.get("authorization"))
    shown, sent = response.request.headers["authorization"], sink.arrived[-1].headers["authorization"]
    assert 'username="bob"' in shown and "{{" in shown
    proof = sent.partition('response="')[2].partition('"')[0]
    assert 32 == len(proof)
    assert proof not in shown


def test_the_history_of_a_token_flow(logged_in, sink):
    """The flow's own request and its answer are there, without client secret and tokens; the flow got both."""
    _, get = logged_in(BY_NAME["token flow"])
    response = get("/")

    (token,) = response.history
    assert ("POST", "/token") == (token.request.method, token.url.path)
    assert b"client_id=me" in token.request.content
    assert {"access_token", "refresh_token"} == set(token.json())
    assert leaks(sink.arrived[0].body, CANARY)
    assert f"Bearer {TOKEN}" == sink.arrived[1].headers["authorization"]


@EVERY
@pytest.mark.parametrize("status", [404, 302])
def test_an_error_status(logged_in, sink, kind, status):
    """HTTPStatusError: its text, and the response that it holds."""
    _, get = logged_in(kind)
    sink.answers["/"] = kind.wanted(reply(status, b"gone", "Location: /else?x=1"))

    with pytest.raises(httpx.HTTPStatusError) as caught:
        get("/?x=1").raise_for_status()

    assert kind.arrived(sink.arrived)
    check(caught.value, kind)


def cut(request):
    yield b"HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n1234"
    raise ConnectionError


FAILURES = {
    "closes": (CLOSE, httpx.RemoteProtocolError),
    "loops": (redirect(302, "/"), httpx.TooManyRedirects),
    "cut body": (cut, httpx.RemoteProtocolError),
    "bad encoding": (reply(200, b"\x1f\x8bno", "Content-Encoding: gzip"), httpx.DecodingError),
}


@EVERY
@pytest.mark.parametrize("name", FAILURES)
def test_a_failure(logged_in, sink, kind, name):
    """Exceptions: their text, their request, and what caused them."""
    check_failure(logged_in, sink, kind, name)


# It takes its time; each place that a credential can have, and each shape of a flow, once.
@pytest.mark.parametrize("kind", [BY_NAME[name] for name in ("pair", "digest", "key in query", "token flow")])
def test_a_timeout(logged_in, sink, kind):
    """A ReadTimeout, and what it holds."""
    check_failure(logged_in, sink, kind, "times out")


def check_failure(logged_in, sink, kind, name):
    session, get = logged_in(kind)
    answer, error = {**FAILURES, "times out": (HANG, httpx.ReadTimeout)}[name]
    sink.answers["/"] = kind.wanted(answer)

    with pytest.raises(error) as caught:
        get("/?x=1", follow_redirects=True, timeout=0.3 if answer == HANG else 10)

    assert kind.arrived(sink.arrived)
    check(caught.value, kind)
    assert session.history[-1].error.startswith(error.__name__)


@EVERY
def test_a_refused_connection(sink, caller, new_session, tmp_path, kind):
    """A ConnectError, with the request that it holds."""
    session = new_session()
    sink.answers["/token"] = reply(200, {"access_token": TOKEN})
    session.login("http://a.localhost:1", kind.make(sink, tmp_path))

    with pytest.raises(httpx.ConnectError) as caught:
        caller.call(session, "GET", "http://a.localhost:1/?x=1")

    check(caught.value, kind)
    assert session.history[-1].legs[-1].error.startswith("ConnectError")


def test_a_refused_redirect(logged_in, sink):
    """RedirectRefused, for a token request that is sent elsewhere."""
    _, get = logged_in(BY_NAME["token flow"])
    sink.answers["/token"] = redirect(307, sink.url("b.localhost", "/token"))

    with pytest.raises(RedirectRefused) as caught:
        get("/", follow_redirects=True)

    check(caught.value, BY_NAME["token flow"])


@pytest.mark.parametrize("value", ["pass/word", "pass?word", "pass#word", "pass\nword", f"{CANARY}"])
def test_a_password_that_no_url_can_carry(caller, new_session, value):
    """InvalidURL: httpx quotes what it takes for a port, which is a part of the password; a session's client does not."""
    session = new_session()

    with pytest.raises(httpx.InvalidURL) as caught:
        caller.call(session, "GET", f"http://ada:{value}@a.localhost/")

    assert ["pass", "word"] == [
        part for part in ("pass", "word") if part not in str(caught.value).split("(which")[0]
    ]
    assert [] == leaks(str(caught.value), CANARY)
    assert "/ as %2F" in str(caught.value)
    assert None is caught.value.__context__


def test_a_url_without_a_password_is_told_as_httpx_tells_it(caller, new_session):
    with pytest.raises(httpx.InvalidURL) as caught:
        caller.call(new_session(), "GET", "http://a.localhost:port/")

    assert "Invalid port: 'port'" == str(caught.value)


def test_a_token_that_no_header_can_carry(sink, caller, new_session):
    """A flow that sets a header with a line break, as a pasted token has: the error does not quote it."""
    session = new_session()
    session.login(sink.url(), CustomHeader(f"{HEADER_CANARY}\nX-Evil: 1"))

    with pytest.raises(httpx.LocalProtocolError) as caught:
        caller.call(session, "GET", sink.url(path="/"))

    check(caught.value, BY_NAME["custom header"])
    assert [] == sink.arrived


def test_a_token_that_is_no_ascii(sink, caller, new_session):
    """A flow that sets a header with an é: the UnicodeEncodeError that httpx raises holds the value no more."""
    session = new_session()
    session.login(sink.url(), lambda request: request.headers.update({"X-Key": CANARY}))

    with pytest.raises(UnicodeEncodeError) as caught:
        caller.call(session, "GET", sink.url(path="/"))

    check(caught.value, BY_NAME["pair"])


def test_a_flow_may_send_the_request_of_a_response_again(sink, caller, new_session):
    """A flow that yields response.request, as in httpx, sends what it had put on it and no placeholder."""

    class Again(httpx.Auth):
        def auth_flow(self, request):
            request.headers["X-Key"] = HEADER_CANARY
            response = yield request
            again = response.request
            again.headers["X-Try"] = "2"
            yield again

    session = new_session()
    session.login(sink.url(), Again())
    response = caller.call(session, "GET", sink.url(path="/"))

    assert [HEADER_CANARY] * 2 == [each.headers["x-key"] for each in sink.arrived]
    assert "2" == sink.arrived[1].headers["x-try"]
    check(response, BY_NAME["custom header"])


def test_hooks_see_the_credential(sink, caller, new_session):
    """The one exception: a request hook gets the leg as it goes out, for each leg of a flow."""
    seen = []
    session = new_session(
        event_hooks={
            "request": [caller.hook(lambda request: seen.append(request.headers.get("authorization")))],
            "response": [caller.hook(lambda response: seen.append(response.status_code))],
        }
    )
    sink.answers["/token"] = reply(200, {"access_token": TOKEN})
    sink.answers["/go"] = redirect(302, "/")
    session.login(sink.url(), TokenFlow(sink.url(path="/token"), CANARY))
    caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert [None, 200, f"Bearer {TOKEN}", 302, f"Bearer {TOKEN}", 200] == seen
