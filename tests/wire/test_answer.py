"""A 401 that a login could answer: which responses are marked, and how one becomes its answer."""

from __future__ import annotations

import gc
import warnings

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.errors import BodyNotReplayable, InsecureTransportWarning, InvalidAuth, InvalidField
from nbauth.wire.answer import unanswered
from nbauth.wire.runner import run

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


def test_a_login_that_is_tried(session):
    """It answers where it is for, bound or not; what the session has stays as it is."""
    session.client.cookies.set("theirs", "stays", domain="api.example")
    found = unanswered(session.client.get(URL))
    other = session.login("https://other.example", ("ada", "long enough"))
    trial = session.trial("https://api.example", ("ada", "another one"), source="form")
    assert ["basic"] == list(session.logins) and "basic_2" == trial.name
    assert 200 == found.again(trial).status_code
    assert "basic_2" == session.history[-1].login

    session.drop(trial)
    assert [other] == list(session.logins.values()) and "stays" == session.client.cookies["theirs"]
    assert "{{refused_basic_2_password}}" == session.redactor.text("another one")
    assert "long enough" == session.vault["basic_password"].reveal()


def test_a_login_that_is_kept(session):
    """It is bound as it was tried; not when somebody has logged out of all meanwhile."""
    trial = session.trial("https://api.example", ("ada", "long enough"), source="form")
    with pytest.raises(InvalidField, match="name"):
        session.login("https://b.example", ("ada", "long enough"), name=trial.name)
    with pytest.raises(InvalidField, match="a login has it already"):
        session.trial("https://api.example", ("ada", "long enough"), name=trial.name, source="form")
    assert session.keep(trial)
    assert 200 == session.client.get(URL).status_code

    trial = session.trial("https://api.example", ("bob", "long enough"), source="form")
    session.logout()
    assert not session.keep(trial) and {} == dict(session.logins)


def test_another_login_has_the_name_by_then(session):
    """Somebody has logged out of all, and in again, while one was tried: each has its own, and nothing shows."""
    tried = session.trial("https://api.example", ("ada", "the first password"), source="form")
    session.logout()
    bound = session.login("https://b.example", ("bob", "the other password"))
    again = session.trial("https://api.example", ("eve", "the third password"), source="form")
    assert tried.name == bound.name == "basic"
    assert not session.keep(tried)
    session.drop(tried)
    assert session.keep(again)
    assert ["https://b.example", "https://api.example"] == [each.origin for each in session.logins.values()]
    shown = session.redactor.text("the first password, the other password, the third password")
    assert "{{refused_basic_password}}, {{basic_password}}, {{basic_2_password}}" == shown


def test_the_same_user_again(session):
    """Takes the name and the place of the login that is there, as by `login`."""
    session.login("https://api.example", ("ada", "the old password"))
    trial = session.trial("https://api.example", ("ada", "the new password"), source="form")
    assert session.keep(trial)
    assert ["basic"] == list(session.logins) and "the new password" == session.vault["basic_password"].reveal()


def test_a_file_with_a_default_entry(session, tmp_path):
    """It is bound as by `login`."""
    (tmp_path / "netrc").write_text(
        "machine api.example login ada password aaaaaaaa\ndefault login d password dddddddd"
    )
    (tmp_path / "netrc").chmod(0o600)
    session.keep(session.trial(None, nbauth.NetRCAuth(tmp_path / "netrc", default=True), source="form"))
    assert ["netrc", "netrc_default"] == list(session.logins)


def test_what_goes_in_clear_is_told_the_next_time():
    """The form has said it of what it tries; that counts for nothing else."""
    with nbauth.Session(transport=httpx.MockTransport(reply)) as session:
        found = unanswered(session.client.get("http://api.example/items"))
        trial = session.trial("http://api.example", ("ada", "long enough"), source="form")
        with session.plain_http.wanted(found.origin), warnings.catch_warnings():
            warnings.simplefilter("error")
            found.again(trial)
        session.drop(trial)
        with pytest.warns(InsecureTransportWarning):
            session.client.get("http://api.example/items", auth=("ada", "long enough"))


def test_the_answer_is_sent_again_as_any_other():
    """What was sent to where a redirect had led has no home left on it: auth= counts."""
    sent = []

    def answer(request):
        sent.append(request.headers.get("Authorization", ""))
        if request.url.host == "home.example":
            return httpx.Response(302, headers={"Location": AWAY})
        return httpx.Response(200 if "Authorization" in request.headers else 401)

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        found = unanswered(session.client.get(HOME, follow_redirects=True))
        login = session.login(AWAY, ("ada", "long enough"))
        found.settle(found.again(login))
        session.client.send(found.response.request, auth=("bob", "another one"))
    assert sent[-1] and sent[-1] != sent[-2]


def test_another_origin_that_asks():
    """The login was right, and led on to where another one is wanted: no refusal, and the next thing to answer."""

    def answer(request):
        if request.url.host == "home.example" and "Authorization" in request.headers:
            return httpx.Response(302, headers={"Location": AWAY})
        return httpx.Response(401, headers=CHALLENGE)

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        found = unanswered(session.client.get(HOME, follow_redirects=True))
        again = found.again(session.trial(HOME, ("ada", "long enough"), source="form"))
        assert not found.is_refusal(again)
        found.settle(again)
        assert AWAY == str(unanswered(found.response).space)


@pytest.mark.parametrize("port, is_sent", [(443, True), (8443, False)])
def test_a_netrc_file_after_a_redirect(tmp_path, port, is_sent):
    """It answers there only by https on the default port; what does not answer is not covered up by another login."""
    away = f"https://away.example{'' if port == 443 else f':{port}'}"

    def answer(request):
        if request.url.host == "home.example":
            return httpx.Response(302, headers={"Location": away})
        return httpx.Response(200 if "Authorization" in request.headers else 401)

    (tmp_path / "netrc").write_text("machine away.example login ada password aaaaaaaa")
    (tmp_path / "netrc").chmod(0o600)
    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        found = unanswered(session.client.get(HOME, follow_redirects=True))
        session.login(away, ("bob", "long enough"))
        trial = session.trial(None, nbauth.NetRCAuth(tmp_path / "netrc"), source="form")
        assert is_sent == trial.answers(found.origin, found.path, direct=found.is_direct)
        if is_sent:
            assert 200 == found.again(trial).status_code
        else:
            with pytest.raises(InvalidAuth, match=r"the login netrc is for away\.example, not for"):
                found.again(trial)


HOME, AWAY = "https://home.example", "https://away.example"


@pytest.mark.parametrize("where", ["header", "query", "literal"])
def test_a_secret_of_a_cell_stays_at_home(where):
    """Sent again where a redirect has led, with a login for there, a request takes no secret along that the cell has
    sent home: not in a header, nor in the query, nor where the server writes its name into the address."""
    arrived = []

    def answer(request):
        arrived.append(request)
        if request.url.host == "home.example":
            tail = "?key={{api_key}}" if where == "literal" else ""
            return httpx.Response(307, headers={"Location": f"{AWAY}/x{tail}"})
        return httpx.Response(200 if "Authorization" in request.headers else 401)

    cell = f"GET {HOME}/{'?k={{api_key}}' if where == 'query' else ''}\n"
    cell += "X-Key: {{api_key}}\n" if where != "query" else ""
    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        response = session.run(cell, variables={"api_key": nbauth.Secret("a-very-secret-key", "api_key")})
        assert 401 == response.status_code and "a-very-secret-key" in str(arrived[0].headers) + str(arrived[0].url)
        found = unanswered(response)
        assert AWAY == str(found.space)
        assert 200 == found.again(session.trial(AWAY, ("ada", "long enough"), source="form")).status_code
    assert ["home.example", "away.example", "away.example"] == [each.url.host for each in arrived]
    for each in arrived[1:]:
        assert "a-very-secret-key" not in f"{each.url} {dict(each.headers)}"


def test_cookies_of_the_401():
    """What it has set goes along, as in a flow."""

    def answer(request):
        if "Authorization" not in request.headers:
            return httpx.Response(401, headers={"Set-Cookie": "seen=1; Path=/"})
        return httpx.Response(200 if "seen=1" in request.headers.get("Cookie", "") else 400)

    with nbauth.Session(transport=httpx.MockTransport(answer)) as session:
        found = unanswered(session.client.get(URL))
        assert (
            200
            == found.again(session.trial("https://api.example", ("ada", "long enough"), source="form")).status_code
        )


class Parts:
    """A body that only the async client can send, again and again."""

    async def __aiter__(self):
        yield b"some"
        yield b"thing"


async def posted(session):
    return await session.async_client.post(URL, content=Parts())


def test_a_body_of_the_async_client(session):
    """It is sent again by the client that can."""
    response = run(posted(session))
    found = unanswered(response)
    again = found.again(session.trial("https://api.example", ("ada", "long enough"), source="form"))
    assert 200 == again.status_code


def test_settled(session):
    """The one response can be shown in two places: what is settled in one is so in the other."""
    response = session.client.get(URL)
    first, second = unanswered(response), unanswered(response)
    first.settle(first.again(session.login("https://api.example", ("ada", "long enough"))))
    assert second.is_settled
