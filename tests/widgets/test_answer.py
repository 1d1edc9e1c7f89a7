"""The form below a 401: what it offers, and what becomes of the response."""

from __future__ import annotations

import io
import json

import pytest
from service import Answer as Reply
from service import Service
from widgets.fake_page import FakePage
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.widgets import answer
from nbauth.widgets.answer import Answer
from nbauth.wire.answer import unanswered


@pytest.fixture
def shown(monkeypatch):
    """What the card of each response was updated to."""
    cards = []
    monkeypatch.setattr(answer, "update_display", lambda bundle, **about: cards.append(bundle))
    return cards


def page_of(response):
    return FakePage(Answer(unanswered(response), lambda: {"text/plain": str(response.status_code)}, "cell"))


def asking(*challenges, body=b"no"):
    """A server that asks for this, and takes any credentials."""

    def reply(arrived):
        if "Authorization" in arrived.headers:
            return Reply(200, arrived.body or b"yes")
        return Reply(401, body, tuple(("WWW-Authenticate", each) for each in challenges))

    return Service(reply)


@pytest.mark.parametrize(
    "challenges, words, offered",
    [
        (['Digest realm="a", nonce="n", qop="auth"'], "The server asks for Digest (realm “a”).", ["digest"]),
        (['Basic realm="b"', 'Digest realm="a", nonce="n"'],
         "The server asks for Basic (realm “b”) or Digest (realm “a”).", ["digest", "basic"]),
        (["Bearer, Basic"], "The server asks for Bearer or Basic.", ["bearer", "basic"]),
        (["Negotiate", 'Basic realm="b"'],
         "The server asks for Negotiate or Basic (realm “b”). nbauth has no scheme Negotiate.", ["basic"]),
        (["Negotiate"], "The server asks for Negotiate. nbauth has no scheme Negotiate.",
         ["apikey", "basic", "bearer", "digest", "netrc"]),
        ([], "The server wants to know who asks, and does not say how.",
         ["apikey", "basic", "bearer", "digest", "netrc"]),
    ],
)  # fmt: skip
def test_what_it_offers(session, challenges, words, offered):
    """The challenge in words; a form for exactly what is asked, the strongest first, at exactly this origin."""
    with asking(*challenges) as service:
        told = page_of(session.client.get(service.url)).last("hello")

    assert words == told["words"]
    assert offered == [each["name"] for each in told["form"]["schemes"]]
    assert (service.url, True) == (told["form"]["origin"], told["form"]["fixed"])


def test_answered(session, server, shown):
    """The request is sent again; the response, whoever holds it, is the answer; the login is kept."""
    response = session.client.get(f"{server.url}/digest")
    held = [response]
    page = page_of(response)
    page.log_in("digest", server.url, server.users["ada"], values={"username": "ada"})

    assert 200 == response.status_code == held[0].status_code and response.json()["authenticated"]
    assert [{"text/plain": "200"}] == shown
    assert page.last("hello")["done"].startswith("200 OK, with digest: Digest for")
    assert ["digest"] == list(session.logins)
    assert 200 == session.client.get(f"{server.url}/digest").status_code
    assert [401, 200, 200] == [each.status for each in session.history]
    assert [] == leaks(json.dumps([page.told, page.widget.get_state()], default=str), server.users["ada"])


def test_a_wrong_password(session, server, shown):
    """The form stays and says so; nothing is kept of that login, and the next try works."""
    session.client.cookies.set("theirs", "stays", domain="127.0.0.1")
    response = session.client.get(f"{server.url}/basic")
    page = page_of(response)
    page.log_in("basic", server.url, CANARY, values={"username": "ada"})

    assert "the server refuses that login: look at what was typed, and try again" == page.said
    assert "password" == page.last("said")["field"]
    assert (401, [], {}) == (response.status_code, shown, dict(session.logins))
    assert "stays" == session.client.cookies["theirs"]
    assert "{{refused_basic_password}}" == session.redactor.text(CANARY)

    page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    assert 200 == response.status_code


def test_what_is_typed_wrongly(session, server):
    """Nothing is sent, and the form says what is wrong."""
    page = page_of(session.client.get(f"{server.url}/basic"))
    page.log_in("basic", server.url, "x" * 8, values={"username": "a:b"})
    assert "username: a colon in it would end it" in page.said and 1 == len(session.history)


def test_a_body_that_can_be_sent_again(session, shown):
    """Bytes, a form and a file are sent again as they were."""
    with asking("Basic") as service:
        for content in (b"some bytes", io.BytesIO(b"some bytes")):
            response = session.client.post(service.url, content=content)
            page_of(response).log_in("basic", service.url, "x" * 8, values={"username": "ada"})
            assert b"some bytes" == response.content
            session.logout()


def test_a_body_that_cannot(session, shown):
    """It is said before, and again when the login is made, which is kept; nothing is sent."""
    with asking("Basic") as service:
        response = session.client.post(service.url, content=(part for part in [b"some", b"bytes"]))
        page = page_of(response)
        assert "its body can be read only once" in page.last("hello")["blocked"]
        page.log_in("basic", service.url, "x" * 8, values={"username": "ada"})

    assert "its body can be read only once" in page.last("hello")["done"]
    assert ["basic"] == list(session.logins) and 1 == len(session.history) and 401 == response.status_code


def test_a_server_that_is_gone(session):
    """The login stays, why it could not be sent is said, and it can be sent again."""
    with asking("Basic") as service:
        response = session.client.get(service.url)
    session.client._transport.close()  # nor by a connection that is open still
    page = page_of(response)
    page.log_in("basic", service.url, "x" * 8, values={"username": "ada"})

    assert "refused" in page.said
    assert "basic: Basic for" in page.last("hello")["ready"]


def test_a_login_that_was_made_elsewhere(session, server, shown):
    """By %auth in another cell: one button sends the request again."""
    response = session.client.get(f"{server.url}/basic")
    page = page_of(response)
    session.login(server.url, ("ada", server.users["ada"]))
    assert "user ada" in page.last("hello")["ready"]
    page.do("again")
    assert 200 == response.status_code
    session.logout()
    assert "done" in page.last("hello")


def test_not_for_what_is_settled(session, server):
    """A response that was asked for without auth, or with an auth of its own, or with what a login was refused."""
    own = {"Authorization": "Basic eDp5"}
    session.login(f"{server.url}/digest", nbauth.DigestAuth("ada", "wrong-one"))
    for response in (
        session.client.get(f"{server.url}/basic", auth=None),
        session.client.get(f"{server.url}/basic", auth=("ada", "wrong-one")),
        session.client.get(f"{server.url}/basic", headers=own),
        session.client.get(f"{server.url}/digest"),
        session.client.get(f"{server.url}/echo"),
        httpx.Response(401, request=httpx.Request("GET", server.url)),
    ):
        assert unanswered(response) is None


def test_after_a_redirect(session, server, shown):
    """It is the last one's origin that asks, and that the login is for."""
    with Service(lambda arrived: Reply(302, headers=(("Location", f"{server.url}/basic"),))) as service:
        response = session.client.get(service.url, follow_redirects=True)
        page = page_of(response)
        assert server.url == page.last("hello")["form"]["origin"]
        page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})

    assert 200 == response.status_code


def test_a_named_request(session, server, shown):
    """What later requests read of it is the answer's."""
    response = session.run(f"# @name one\nGET {server.url}/basic")
    session.run(f"GET {server.url}/echo\nX-A: {{{{one.response.body.$.authenticated}}}}")
    page_of(response).log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    session.run(f"GET {server.url}/echo\nX-A: {{{{one.response.body.$.authenticated}}}}")

    assert ["false", "true"] == [one.headers["X-A"] for one in server.seen if one.path == "/echo"]


async def _got(session, url):
    return await session.async_client.get(url)


def test_of_the_async_client(session, server, shown):
    """It is sent again all the same."""
    from nbauth.wire.runner import run

    response = run(_got(session, f"{server.url}/basic"))
    page_of(response).log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    assert 200 == response.status_code


def test_which_forms_are_open(session, server):
    """A second cell that gets the same 401 learns of the first one's form; another realm has its own."""
    asked = unanswered(session.client.get(f"{server.url}/basic"))
    assert not asked.is_open_elsewhere("two")
    page = page_of(session.client.get(f"{server.url}/basic"))
    assert (
        asked.is_open_elsewhere("two") and not asked.is_open_elsewhere("cell") and not asked.is_open_elsewhere("")
    )
    assert not unanswered(session.client.get(f"{server.url}/digest")).is_open_elsewhere("two")
    page.do("bye")
    assert not asked.is_open_elsewhere("two")
