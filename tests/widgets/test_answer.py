"""The form below a 401: what it offers, and what becomes of the response."""

from __future__ import annotations

import io
import json
import threading

import pytest
from service import Answer as Reply
from service import Service
from widgets.fake_page import FakePage
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.render.card import Card
from nbauth.widgets import answer, form_part
from nbauth.widgets.answer import Answer
from nbauth.wire.answer import unanswered


@pytest.fixture
def shown(monkeypatch):
    """What the card of each response was updated to."""
    cards = []
    monkeypatch.setattr(answer, "update_display", lambda bundle, **about: cards.append(bundle))
    return cards


def page_of(response):
    return FakePage(Answer(lambda: unanswered(response), lambda: {"text/plain": str(response.status_code)}, "cell"))


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
         ["apikey", "basic", "bearer", "digest", "netrc", "oauth2"]),
        (['Bearer resource_metadata="https://api.example/about"'],
         "The server asks for Bearer. It says who grants its tokens: %auth oauth2 PLACE --client-id ID signs in there.",
         ["bearer"]),
        ([], "The server wants to know who asks, and does not say how.",
         ["apikey", "basic", "bearer", "digest", "netrc", "oauth2"]),
    ],
)  # fmt: skip
def test_what_it_offers(session, challenges, words, offered):
    """The challenge in words; a form for exactly what is asked, the strongest first, at exactly this origin."""
    with asking(*challenges) as service:
        response = session.client.get(service.url)
        told = page_of(response).last("hello")

    assert words.replace("PLACE", service.url) == told["words"]
    text = " ".join(Card(response.extensions["nbauth.exchange"]).text())
    assert ("to sign in: %auth oauth2 " in text) == ("PLACE" in words)
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
    """Why it could not be sent is said, nothing is bound, and the secret need not be typed again."""
    with asking("Basic") as service:
        response = session.client.get(service.url)
    session.client._transport.close()  # nor by a connection that is open still
    page = page_of(response)
    for typed in ("x" * 8, ""):
        page.log_in("basic", service.url, typed, values={"username": "ada"})
        assert "the connection was refused" in page.said and page.last("kept")
    assert {} == dict(session.logins)


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


def test_a_login_that_is_there_already(session, server, shown):
    """A 401 from before it: it is offered, and a button leads to a form for another one."""
    response = session.client.get(f"{server.url}/basic")
    session.login(server.url, ("ada", server.users["ada"]))
    page = page_of(response)
    assert "user ada" in page.last("hello")["ready"]
    page.do("another")
    assert "form" in page.last("hello")
    page.log_in("basic", server.url, "wrong-one", values={"username": "ada"})
    assert 200 == session.client.get(f"{server.url}/basic").status_code
    assert ["basic"] == list(session.logins)


def test_a_bound_login_that_is_refused(session, shown):
    """It is good for other places: it stays, and who has the right can log in as somebody else."""
    with asking() as service:
        response = session.client.get(service.url)
        page = page_of(response)
        session.login(service.url, nbauth.APIKeyAuth("a-key-of-mine"))
        page.do("again")
        assert "the server refuses that login here" in page.said
        assert ["apikey"] == list(session.logins) and "ready" in page.last("hello")


def test_a_name_that_is_taken(session, server):
    """The login that has it stays as it is."""
    session.login("https://prod.example", ("ada", "x" * 8), name="prod")
    page = page_of(session.client.get(f"{server.url}/basic"))
    page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"}, name="prod")
    assert "name: a login has it already" == page.said
    assert "https://prod.example" == session.logins["prod"].origin


@pytest.mark.parametrize("default", ["yes", "no"])
@pytest.mark.parametrize("machine", ["127.0.0.1", "elsewhere.example"])
def test_a_netrc_file(session, tmp_path, machine, default):
    """Refused, nothing of it stays bound, not its default entry either; a file without that host is not tried."""
    (tmp_path / "netrc").write_text(
        f"machine {machine} login ada password xxxxxxxx\ndefault login d password dddddddd"
    )
    (tmp_path / "netrc").chmod(0o600)
    refusing = Service(lambda arrived: Reply(401, b"no"))
    with refusing as service:
        page = page_of(session.client.get(service.url))
        page.log_in("netrc", "", values={"file": f"{tmp_path}/netrc", "default": default})
        tried = len(service.seen) - 1
    assert {} == dict(session.logins)
    assert (1 if machine == "127.0.0.1" else 0) == tried
    assert "form" in page.last("hello")


@pytest.mark.parametrize("challenge", ["netrc", "apikey", 'Callable realm="x"'])
def test_a_server_cannot_ask_for_what_is_no_http_scheme(session, challenge):
    """Its word alone brings nobody to hand over a netrc file: such a name is one that nbauth does not know."""
    with asking(challenge) as service:
        told = page_of(session.client.get(service.url)).last("hello")
    assert "nbauth has no scheme" in told["words"]
    assert ["apikey", "basic", "bearer", "digest", "netrc", "oauth2"] == [
        each["name"] for each in told["form"]["schemes"]
    ]


def test_remembered_when_it_was_right(session, server, shown, monkeypatch):
    """A wrong password is put into no keyring, over the right one; what came of it is said."""
    kept = []
    monkeypatch.setattr(form_part, "remember", lambda *args: kept.append(args[2].reveal()) or "keyring:x/ada")
    page = page_of(session.client.get(f"{server.url}/basic"))
    for password in ("wrong-one", server.users["ada"]):
        page.log_in("basic", server.url, password, values={"username": "ada"}, remember=["password"])
    assert [server.users["ada"]] == kept
    assert "remembered: next time, --password-from keyring:x/ada" in page.last("hello")["done"]


def test_logged_out_meanwhile(session, shown):
    """A login that is forgotten while the request is out is not sent again."""
    with asking("Basic") as service:
        page = page_of(session.client.get(service.url))
        session.login(service.url, ("ada", "x" * 8))
        assert "ready" in page.last("hello")
    session.client._transport.close()
    original = page.widget._asked.again
    page.widget._asked.again = lambda login: (session.logout(), original(login))[1]
    page.do("again")
    assert "form" in page.last("hello")


def test_two_submits(session, server, shown):
    """Enter twice: the second sends nothing, leaves nothing behind, and the first one's secret stays its own."""
    go, there = threading.Event(), threading.Event()
    page = page_of(session.client.get(f"{server.url}/basic"))
    asked = page.widget._asked
    again, asked.again = asked.again, lambda login: (there.set(), go.wait(30), again(login))[2]
    content = {
        "do": "login",
        "view": "v",
        "page": "p",
        "scheme": "basic",
        "secrets": {"password": 0},
        "name": "prod",
    }
    for user, password in (("ada", server.users["ada"]), ("bob", "bobs password")):
        given = {**content, "values": {"username": user}}
        page.widget._received(None, given, [password.encode()])
        assert there.wait(30)
    assert "the request before is still on its way" == page.said
    go.set()
    page.do("hello")
    assert ["prod"] == list(session.logins) and {} == session._bindings.tried
    assert "ada" == session.logins["prod"].username


def test_logged_out_while_it_is_tried(session, server, shown, monkeypatch):
    """The answer is shown, no login is kept, nothing goes into a keyring, and it is said so."""
    kept = []
    monkeypatch.setattr(form_part, "remember", lambda *args: kept.append(args) or "keyring:x")
    response = session.client.get(f"{server.url}/basic")
    page = page_of(response)
    again = page.widget._asked.again
    page.widget._asked.again = lambda login: (again(login), session.logout())[0]
    page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"}, remember=["password"])
    assert (200, {}, []) == (response.status_code, dict(session.logins), kept)
    assert "no login was kept" in page.last("hello")["done"] and "note" == page.last("hello")["level"]


def test_a_kept_secret_is_gone_with_the_view(session):
    """And when somebody logs out of all."""
    for end in ("bye", "logout"):
        with asking("Basic") as service:
            page = page_of(session.client.get(service.url))
        session.client._transport.close()
        page.log_in("basic", service.url, "x" * 8, values={"username": "ada"})
        assert page.last("kept")
        page.do("bye") if end == "bye" else session.logout()
        page.do("hello")
        page.log_in("basic", service.url, "", values={"username": "ada"})
        assert "password: nothing was typed" == page.said


def test_another_origin_asks_next(session, server, shown):
    """The login was right where it is for, and the form is for the next one then; other cells are told of it."""

    def leading(arrived):
        if "Authorization" not in arrived.headers:
            return Reply(401, b"no", (("WWW-Authenticate", "Basic"),))
        return Reply(302, b"", (("Location", f"{server.url}/basic"),))

    with Service(leading) as service:
        response = session.client.get(service.url, follow_redirects=True)
        page = page_of(response)
        page.log_in("basic", service.url, "x" * 8, values={"username": "eve"})
        assert server.url == page.last("hello")["form"]["origin"] and ["basic"] == list(session.logins)
        assert unanswered(response).is_open_elsewhere("two")
        page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    assert 200 == response.status_code and ["basic", "basic_2"] == list(session.logins)


def test_forbidden(session, shown):
    """Who is logged in and may not is told so, not as a success."""
    forbidding = Service(lambda arrived: Reply(403 if "Authorization" in arrived.headers else 401, b"no"))
    with forbidding as service:
        page = page_of(session.client.get(service.url))
        page.log_in("basic", service.url, "x" * 8, values={"username": "ada"})
    assert "note" == page.last("hello")["level"] and "403 Forbidden" in page.last("hello")["done"]


def test_several_responses(session, server, shown):
    """The first that waits is answered, then the next one, with the login that is there by then."""
    responses = session.run(f"GET {server.url}/basic\n###\nGET {server.url}/open\n###\nGET {server.url}/basic")
    found = lambda: next((one for each in responses if (one := unanswered(each))), None)  # noqa: E731
    page = FakePage(Answer(found, lambda: {}, "cell"))
    page.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    assert "user ada" in page.last("hello")["ready"]
    page.do("again")
    assert [200, 200, 200] == [each.status_code for each in responses] and "done" in page.last("hello")


def test_shown_twice(session, server, shown):
    """What one place has answered is not sent again in the other."""
    response = session.client.get(f"{server.url}/basic")
    one, other = page_of(response), page_of(response)
    one.log_in("basic", server.url, server.users["ada"], values={"username": "ada"})
    sent = len(session.history)
    other.do("again")
    assert sent == len(session.history) and "Answered in another place." == other.last("hello")["done"]


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
