"""httpx's page, section "Custom authentication schemes": its classes, with `auth_flow` and one or many yields."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from service import Answer, Service

from nbauth._http import httpx

TOKEN = 'p+/"&<% z9'
KEY = b"a key that both sides have"


class SendsAlways(httpx.Auth):
    """The page's first class."""

    def __init__(self, token):
        self.token = token

    def auth_flow(self, request):
        # Send the request, with a custom `X-Authentication` header.
        request.headers["X-Authentication"] = self.token
        yield request


class SendsWhenAsked(httpx.Auth):
    """The page's second class."""

    def __init__(self, token):
        self.token = token

    def auth_flow(self, request):
        response = yield request
        if response.status_code == 401:
            # If the server issues a 401 response then resend the request,
            # with a custom `X-Authentication` header.
            request.headers["X-Authentication"] = self.token
            yield request


class Signs(httpx.Auth):
    """The page's third class, its `sign_request` an HMAC over what the page names."""

    requires_request_body = True

    def __init__(self, token):
        self.token = token

    def auth_flow(self, request):
        response = yield request
        if response.status_code == 401:
            # If the server issues a 401 response then resend the request,
            # with a custom `X-Authentication` header.
            request.headers["X-Authentication"] = self.sign_request(request)
            yield request

    def sign_request(self, request):
        # Create a request signature, based on `request.method`, `request.url`,
        # `request.headers`, and `request.content`.
        target, media = request.url.raw_path.decode(), request.headers.get("Content-Type", "")
        return signature(self.token, request.method, target, media, request.content)


def signature(key, method, target, media, content):
    return hmac.digest(key, f"{method} {target} {media} ".encode() + content, "sha256").hex()


@pytest.fixture
def service():
    """Wants the token, at /signed the signature of the request, in X-Authentication."""

    def answer(arrived):
        given, wanted = arrived.headers["X-Authentication"], TOKEN
        if arrived.path == "/signed":
            media = arrived.headers.get("Content-Type", "")
            wanted = signature(KEY, arrived.method, arrived.target, media, arrived.body)
        return Answer(200 if given == wanted else 401, {"body": hashlib.sha256(arrived.body).hexdigest()})

    with Service(answer) as service:
        yield service


def test_one_yield(present, service):
    """ "A subclass of httpx.Auth should implement `def auth_flow(request)`, and yield any requests that need to be
    made..."
    """
    caller = present(SendsAlways(TOKEN), service.url)

    assert 401 == caller.get(service.url, auth=None).status_code
    response = caller.get(service.url)

    assert (200, []) == (response.status_code, response.history)
    assert TOKEN == service.seen[1].headers["X-Authentication"]
    assert ["request"] == caller.purposes
    assert [f"{{{{{caller.owner}_x_authentication}}}}"] == caller.sent("X-Authentication")
    assert TOKEN not in str(caller.exchange)


def test_several_yields(present, service):
    """ "If the auth flow requires more than one request, you can issue multiple yields, and obtain the response in
    each case..."
    """
    caller = present(SendsWhenAsked(TOKEN), service.url)

    response = caller.get(service.url)

    assert (200, [401]) == (response.status_code, [each.status_code for each in response.history])
    assert [None, TOKEN] == [seen.headers["X-Authentication"] for seen in service.seen]
    assert ["challenge", "answer"] == caller.purposes
    assert [None, f"{{{{{caller.owner}_x_authentication}}}}"] == caller.sent("X-Authentication")


def test_history_shows_what_each_leg_sent(present, service):
    """The 401 of `response.history` was sent without the header, and says so.

    httpx differs: the flow changes the request that the 401 holds too, so there it shows the retry's header.
    """
    response = present(SendsWhenAsked(TOKEN), service.url).get(service.url)

    assert "X-Authentication" not in response.history[0].request.headers
    assert response.request.headers["X-Authentication"].startswith("{{")


def test_what_is_sent_on_success_stays_as_it_is(present, service):
    """Without a 401 the second yield is not reached: one request, as it was given."""
    caller = present(SendsWhenAsked(TOKEN), service.url)

    response = caller.get(service.url, headers={"X-Authentication": TOKEN})

    assert (200, []) == (response.status_code, response.history)
    assert 1 == len(service.seen)


def test_no_io(service, connect):
    """ "Custom authentication classes are designed to not perform any I/O, so that they may be used with both sync
    and async client instances": one object serves both clients of a session.
    """
    caller = connect()
    auth = SendsWhenAsked(TOKEN)
    caller.session.login(service.url, auth)

    assert 200 == caller.get(service.url).status_code
    assert 200 == caller.get(service.url, auth=auth).status_code
    assert [None, TOKEN, None, TOKEN] == [seen.headers["X-Authentication"] for seen in service.seen]


BODY = b"0123456789" * 20_000


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (lambda caller: {}, b""),
        (lambda caller: {"content": BODY}, BODY),
        (lambda caller: {"content": caller.body([BODY[:70_000], b"", BODY[70_000:]])}, BODY),
        (
            lambda caller: {"json": {"é": 1}},
            json.dumps({"é": 1}, ensure_ascii=False, separators=(",", ":")).encode(),
        ),
        (lambda caller: {"data": {"a": "b c"}}, b"a=b+c"),
        (lambda caller: {"files": {"file": ("a.txt", BODY)}}, None),
    ],
    ids=["none", "bytes", "generator", "json", "form", "multipart"],
)
def test_requires_request_body(present, service, options, expected):
    """ "You will then be able to access `request.content` inside the `.auth_flow()` method", whatever the body is
    given as; the server finds the signature of just what arrives.
    """
    caller = present(Signs(KEY), service.url)

    response = caller.post(f"{service.url}/signed?a=b", **options(caller))

    assert (200, [401]) == (response.status_code, [each.status_code for each in response.history])
    first, second = service.seen
    assert first.body == second.body
    assert expected is None or expected == second.body
    assert ["challenge", "answer"] == caller.purposes
    assert [None, f"{{{{{caller.owner}_x_authentication}}}}"] == caller.sent("X-Authentication")


def test_a_file_is_sent_again(present, service, tmp_path):
    """ "...resend the request": the body of an open file goes out whole both times.

    httpx differs: the second time it sends what is left of the file, nothing, and fails on its Content-Length. (Its
    AsyncClient takes no open file as content, but in a form.)
    """
    path = tmp_path / "file"
    path.write_bytes(BODY)
    caller = present(SendsWhenAsked(TOKEN), service.url)

    with path.open("rb") as file:
        response = caller.post(service.url, **({"files": {"file": file}} if caller.is_async else {"content": file}))

    assert (200, [401]) == (response.status_code, [each.status_code for each in response.history])
    first, second = service.seen
    assert first.body == second.body
    assert BODY in first.body
    assert caller.is_async or BODY == first.body


def test_not_requiring_the_request_body(present, service):
    """ "...you need to indicate this on the class using a `requires_request_body` property": without it, a body that
    is generated is not there to be read (`httpx.RequestNotRead`). Bytes are there anyway.
    """

    class Unsaid(Signs):
        requires_request_body = False

    caller = present(Unsaid(KEY), service.url)

    assert 200 == caller.post(f"{service.url}/signed", content=BODY).status_code
    with pytest.raises(httpx.RequestNotRead):
        caller.post(f"{service.url}/signed", content=caller.body([BODY]))


def test_redirects_and_a_flow(present):
    """Every response on the way is in `response.history`, in the order of the wire; the flow runs where it leads.

    httpx differs: its flow stands outside of the redirects, and the first 302 is lost from the history.
    """

    def answer(arrived):
        if arrived.path == "/old":
            return Answer(302, b"", (("Location", "/new"),))
        return Answer(200 if arrived.headers["X-Authentication"] else 401)

    with Service(answer) as moved:
        caller = present(SendsWhenAsked(TOKEN), moved.url)
        response = caller.get(f"{moved.url}/old", follow_redirects=True)

    assert (200, [302, 401]) == (response.status_code, [each.status_code for each in response.history])
    assert [("/old", None), ("/new", None), ("/new", TOKEN)] == [
        (seen.path, seen.headers["X-Authentication"]) for seen in moved.seen
    ]
    assert ["request", "challenge", "answer"] == caller.purposes
