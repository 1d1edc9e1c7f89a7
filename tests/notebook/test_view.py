"""How responses, exchanges and histories are shown in a notebook."""

from __future__ import annotations

import importlib
import json
import os

import pytest
from exchanges import answered, digest, failed, refreshed
from html_page import Page, assert_inert

import nbauth
from nbauth.core.history import History
from nbauth.notebook.view import FlowView, HistoryView
from nbauth.render.style import LIMIT
from nbauth.wire.responses import Responses

URL = "https://api.example.com/items"


@pytest.fixture(params=["httpx", "httpx2"])
def library(request):
    """Either HTTP library, whichever of them nbauth itself uses."""
    return importlib.import_module(request.param)


@pytest.fixture
def bundle(shell):
    """Returns what a frontend gets to show of an object."""

    def format_(shown):
        return shell.ip.display_formatter.format(shown)[0]

    return format_


def test_a_response_of_a_bare_client(library, bundle):
    """Without a session it is a card too: all that is known of it, with its history."""

    def answer(request):
        if request.url.path == "/items":
            return library.Response(302, headers={"Location": "https://other.example/new"})
        return library.Response(200, json={"n": 1})

    with library.Client(transport=library.MockTransport(answer), follow_redirects=True) as client:
        data = bundle(client.get(URL, headers={"Authorization": "Bearer of-nobody-1234567890"}))

    assert assert_inert(data["text/html"]).text.startswith(f"200 OK GET {URL} ")
    assert "Sent to where the redirect points, another origin" in data["text/html"]
    assert "→ Authorization: Bearer {{authorization}}" in data["text/plain"]
    assert "of-nobody" not in json.dumps(data)


def test_digest_of_a_bare_client(library, bundle):
    """The challenge is shown without the answer, although both legs are one request object there."""

    def answer(request):
        if "authorization" in request.headers:
            return library.Response(200, text="in")
        return library.Response(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'})

    with library.Client(transport=library.MockTransport(answer)) as client:
        text = bundle(client.get(URL, auth=library.DigestAuth("ada", "secret-1234")))["text/plain"]

    assert '1 → challenge  GET /items  ← 401 Unauthorized  Digest realm="r"' in text
    assert "2 → answer     GET /items  Digest ••••••  ← 200 OK" in text


@pytest.mark.parametrize(
    "options, said",
    [
        ({"text": "hi"}, "body: text/plain · 2 B\nhi"),
        ({"content": iter([b"x"])}, "body: not read: it was streamed"),
        ({"json": {"access_token": "abcdefghij1234567890"}}, '"access_token": "{{access_token}}"'),
        ({}, "body: empty"),
    ],
)
def test_a_response_made_by_hand(library, bundle, options, said):
    """It has no request, which is said; no time, and maybe no body yet."""
    text = bundle(library.Response(200, **options))["text/plain"]

    assert said in text
    assert text.startswith("200 OK  0 ms")
    assert (
        "\n  1 → request    no request  ← 200 OK  0 ms\n      This response was made by hand: nothing was sent for it.\n"
        in text
    )


def test_through_a_session_it_has_all_legs(shell, server, bundle):
    """Those that httpx has forgotten too; and what the card shows is what the history has."""
    nbauth.session().login(server.url, nbauth.DigestAuth("ada", server.users["ada"]))
    response = nbauth.session().client.get(f"{server.url}/digest")

    assert bundle(response) == bundle(nbauth.session().history[-1])
    assert 2 == bundle(response)["text/html"].count("<li ")
    assert "correct horse" not in json.dumps(bundle(response))


def test_responses(bundle):
    """The responses of a cell are cards below each other; a plain list prints as ever."""
    from nbauth._http import httpx

    several = Responses()
    for status in (200, 404):
        several.add(httpx.Response(status, request=httpx.Request("GET", URL)))
    page = assert_inert(bundle(several)["text/html"])

    assert page.text.index("200 OK") < page.text.index("404 Not Found")
    assert bundle(several)["text/plain"].startswith("200 OK  GET https")
    assert {"text/plain": "[<Response [200 OK]>]"} == bundle(several[:1])


def test_exchanges_in_a_list(bundle):
    """Each is a line, not all of its record."""
    assert {"text/plain": f"[<Exchange 4: 200 OK  GET {URL}  6 ms  12 B  login api>]"} == bundle([digest(number=4)])


def test_history(bundle):
    """A history shows its rows, and what it has dropped."""
    history = History(limit=2)
    for number in (1, 2, 3):
        history.append(digest(number=number))
    data = bundle(history)

    assert data == bundle(HistoryView(list(history), 1))
    assert data["text/plain"].startswith("1 older exchanges were dropped\n  2  200 OK")
    assert data["text/plain"] == repr(HistoryView(list(history), 1))
    assert "<details open>" in bundle(HistoryView(list(history), flow=True))["text/html"]


@pytest.mark.parametrize("shown, count", [(refreshed(), 3), ([refreshed(), failed()], 4), ((digest(),), 2)])
def test_flow(bundle, shown, count):
    """Of one exchange or of several, without headers and bodies."""
    data = bundle(FlowView(shown))

    assert count == Page(data["text/html"]).tags.count("li")
    assert "Body" not in data["text/html"]
    assert data["text/plain"] == repr(FlowView(shown))


def test_the_flow_of_a_response(server, shell, bundle):
    """A response has its exchange with it."""
    response = nbauth.session().client.get(f"{server.url}/open")

    assert f"200 OK  GET {server.url}/open" in bundle(FlowView(response))["text/plain"]
    assert bundle(FlowView([response])) == bundle(FlowView(response))


def test_a_card_is_small(bundle):
    """However large the body was that the response has."""
    data = bundle(answered(os.urandom(200_000), "text/plain"))

    assert len(data["text/html"].encode()) <= LIMIT
    assert len(data["text/plain"]) < 10_000
