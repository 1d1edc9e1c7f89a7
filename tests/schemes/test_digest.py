"""Digest in a plain httpx client, sync and async, against a strict server with arithmetic of its own."""

from __future__ import annotations

import asyncio
import io

import pytest
from digest_server import CANARY, DigestServer

from nbauth._http import httpx
from nbauth.errors import ChallengeRefused, InvalidField, ServerNotAuthentic
from nbauth.schemes.digest import DigestAuth

ALGORITHMS = ["", "MD5", "SHA", "SHA-256", "SHA-512-256", "SHA-512", "MD5-sess", "SHA-256-sess", "SHA-512-256-SESS"]


@pytest.fixture(params=["sync", "async"])
def call(request):
    """Send requests one after the other through one client: call(auth, server, kwargs or path, ...)."""

    def sync(auth, server, *requests, **options):
        with httpx.Client(transport=httpx.MockTransport(transport(server)), auth=auth, **options) as client:
            return [client.request(**keywords(each)) for each in requests]

    async def tasks(auth, server, *requests, **options):
        async with httpx.AsyncClient(
            transport=httpx.MockTransport(transport(server)), auth=auth, **options
        ) as client:
            return [await client.request(**keywords(each)) for each in requests]

    return sync if request.param == "sync" else lambda *args, **options: asyncio.run(tasks(*args, **options))


def keywords(given):
    given = {"url": given} if isinstance(given, str) else dict(given)
    given["url"] = httpx.URL("http://host.example/").join(given["url"])
    return {"method": "POST" if {"content", "files"} & set(given) else "GET", **given}


def transport(server):
    if not isinstance(server, DigestServer):
        return server

    def handler(request):
        headers = {name.lower(): value for name, value in request.headers.raw}
        target = request.url.raw_path.decode()
        status, more, text = server.handle(request.method, target, headers, request.content)
        return httpx.Response(status, headers=more, content=text)

    return handler


def ada():
    return DigestAuth("ada", CANARY)


def statuses(server):
    return [status for _, _, status in server.log]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("qop", ["auth", "auth-int", "auth-int, auth", ""])
def test_every_algorithm_and_qop(call, algorithm, qop):
    """One 401, then a count that goes up by one; RFC 2069 servers too (RFC 7616 section 3.4)."""
    server = DigestServer(algorithm=algorithm, qop=qop)
    sent = {"url": "/a?b=c%20d", "content": b"body"}
    responses = call(ada(), server, sent, "/e", sent)

    assert [] == server.problems
    assert [200, 200, 200] == [response.status_code for response in responses]
    assert [1, 0, 0] == [len(response.history) for response in responses]
    counts = ["00000001", "00000002", "00000003"] if qop else ["", "", ""]
    assert [None, *counts] == [nc for _, nc, _ in server.log]


@pytest.mark.parametrize("params", ["", "charset=UTF-8", "userhash=true, charset=UTF-8", "userhash=false"])
@pytest.mark.parametrize("user", ["Jäsøn Doe", "CORP\\ada", 'a "b"', "ada:x", "日本"])
def test_every_user_name(call, user, params):
    """Names that need quoting, escapes or UTF-8 arrive, in whichever way the server asks for."""
    server = DigestServer(user=user, params=params)
    responses = call(DigestAuth(user, CANARY), server, "/", "/again")

    assert [] == server.problems
    assert [200, 200] == [response.status_code for response in responses]


def test_realm_in_latin_1(call):
    """A realm that is not UTF-8 is sent back byte for byte, beside a name that is."""

    def handler(request):
        seen.append(request.headers)
        return httpx.Response(401, headers=[(b"WWW-Authenticate", b'Digest realm="B\xfcro", nonce="n"')])

    seen = []
    call(DigestAuth("Jäsøn", CANARY), handler, "/")
    sent = dict(seen[-1].raw)[b"Authorization"]

    assert b'realm="B\xfcro"' in sent
    assert 'username="Jäsøn"'.encode() in sent


def test_answer_goes_beside_basic(call):
    """The strongest of several challenges is answered, also after a Basic one on the same line."""
    weaker = 'Basic realm="b", Digest realm="weak", nonce="w", algorithm=MD5, qop="auth"'
    server = DigestServer(algorithm="SHA-512-256", extra=[weaker, "Negotiate"])

    assert [200] == [response.status_code for response in call(ada(), server, "/")]
    assert "SHA-512-256" == server.seen[-1]["algorithm"]


def test_wrong_password_stops(call):
    """A refused answer is the user's to see: one 401 for the question, one for the answer, no third try."""
    server = DigestServer()
    responses = call(DigestAuth("ada", "wrong"), server, "/", "/")

    assert [401, 401] == [response.status_code for response in responses]
    assert [None, "00000001", None, "00000001"] == [nc for _, nc, _ in server.log]


@pytest.mark.parametrize("says_stale", [True, False])
def test_old_nonce_is_renewed(call, says_stale):
    """A nonce that is over costs one round, and its successor counts from 1, also without a stale=true."""
    server = DigestServer(uses=2, says_stale=says_stale)
    responses = call(ada(), server, "/1", "/2", "/3", "/4", "/5")

    assert [200] * 5 == [response.status_code for response in responses]
    assert [401, 200, 200, 401, 200, 200, 401, 200] == statuses(server)
    assert [None, 1, 2, 3, 1, 2, 3, 1] == [nc and int(nc, 16) for _, nc, _ in server.log]


def test_stale_for_ever_ends(call):
    """A server that calls every nonce stale gets its 401 through to the user, not an endless loop."""

    def handler(request):
        calls.append(request)
        nonce = f"n{len(calls)}"
        return httpx.Response(401, headers={"WWW-Authenticate": f'Digest realm="r", nonce="{nonce}", stale=true'})

    calls = []

    assert [401] == [response.status_code for response in call(ada(), handler, "/")]
    assert 6 == len(calls)


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5-sess"])
def test_nextnonce(call, algorithm):
    """The next nonce is used at once, from 1; a -sess A1 stays the first one's (RFC 7616 sections 3.4.2, 3.5)."""
    server = DigestServer(uses=1, nextnonce=True, algorithm=algorithm)
    responses = call(ada(), server, "/1", "/2", "/3")

    assert [200, 200, 200] == [response.status_code for response in responses]
    assert [401, 200, 200, 200] == statuses(server)
    assert [None, *["00000001"] * 3] == [nc for _, nc, _ in server.log]


@pytest.mark.parametrize("qop", ["auth", "auth-int", ""])
def test_wrong_rspauth(call, qop):
    """A server that does not know the password is found out (RFC 7616 section 3.5)."""
    with pytest.raises(ServerNotAuthentic, match=r"http://host\.example: the server's rspauth is wrong"):
        call(ada(), DigestServer(rspauth="wrong", qop=qop), {"url": "/", "content": b"x"})


def test_new_cookie_goes_with_the_answer(call):
    """A cookie set by the 401 is sent with the answer; the user's own stay, each once."""
    server = DigestServer(cookie="session=new; Path=/")
    call(ada(), server, {"url": "/", "headers": {"Cookie": "mine=1; session=old"}})

    assert b"mine=1; session=new" == server.headers[-1][b"cookie"]


def test_domain_limits_what_is_sent_unasked(call):
    """Outside of the paths that the server lists, the nonce is not sent before a challenge (section 3.3)."""
    server = DigestServer(params='domain="/in http://other.example/ http://["')
    call(ada(), server, "/in/1", "/in?2", "/inside", "/in/3")

    assert [None, 1, 2, None, 1, 2] == [nc and int(nc, 16) for _, nc, _ in server.log]
    assert [] == server.problems


@pytest.mark.parametrize(
    "other",
    ["http://other.example/", "http://host.example:8080/", "https://host.example/", "http://host.example./"],
)
def test_other_origins_get_nothing(call, other):
    """What was learned at one origin is never sent to another (CVE-2026-11856 in curl), domain or not."""
    server = DigestServer(params=f'domain="/ {other}"')
    call(ada(), server, "/", other)

    assert [None, 1, None, 1] == [nc and int(nc, 16) for _, nc, _ in server.log]
    assert server.seen[1]["nonce"] != server.seen[3]["nonce"]


def test_redirect_answers_for_the_hop(call):
    """The uri is the hop's own; a 401 of another origin that httpx followed to is not answered."""
    server = DigestServer()
    guarded = transport(server)

    def handler(request):
        match request.url.path:
            case "/here":
                return httpx.Response(302, headers={"Location": "/there?x=1"})
            case "/away":
                return httpx.Response(302, headers={"Location": "http://evil.example/"})
        hosts.append(request.url.host)
        return guarded(request)

    hosts = []
    here, away = call(ada(), handler, "/here", "/away", follow_redirects=True)

    assert (200, 401) == (here.status_code, away.status_code)
    assert [("/there?x=1", None), ("/there?x=1", "00000001"), ("/", None)] == [leg[:2] for leg in server.log]
    assert 1 == hosts.count("evil.example")


def test_replayable_bodies_arrive_whole(call):
    """Bytes and multipart files go with the question and again with the answer."""
    server = DigestServer(qop="auth-int")
    handle, bodies = transport(server), []

    def handler(request):
        bodies.append(request.content)
        return handle(request)

    call(ada(), handler, {"url": "/", "files": {"f": io.BytesIO(b"in a file")}}, {"url": "/", "content": b"bytes"})

    assert [401, 200, 200] == statuses(server)
    assert bodies[0] == bodies[1]
    assert b"in a file" in bodies[1]
    assert b"bytes" == bodies[2]


def test_refused_challenge(call):
    """A challenge that nobody can answer is an error that names where and what."""

    def handler(request):
        return httpx.Response(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", algorithm=ROT13'})

    with pytest.raises(ChallengeRefused, match=r"^http://host\.example: .*'ROT13' is unknown$"):
        call(ada(), handler, "/")


def test_control_character_in_nextnonce(call):
    """A nonce that cannot be quoted back is refused also where it comes with a good answer."""
    server = DigestServer(rspauth="")
    handle = transport(server)

    def handler(request):
        response = handle(request)
        response.headers["Authentication-Info"] = 'nextnonce="a\x01b"'
        return response

    with pytest.raises(ChallengeRefused, match="a control character is in the header that names the next nonce"):
        call(ada(), handler, "/")


def test_other_401_is_left_alone(call):
    """Without a Digest challenge the 401 is the user's."""
    assert [401] == [response.status_code for response in call(ada(), lambda request: httpx.Response(401), "/")]


@pytest.mark.parametrize("field", ["username", "password"])
def test_control_characters_are_refused(field):
    """CR, LF or NUL in a field is an error that names the field and quotes nothing."""
    with pytest.raises(InvalidField) as refused:
        DigestAuth(**{"username": "ada", "password": CANARY, field: f"{CANARY}\r\nX: y"})

    assert str(refused.value).startswith(f"{field}:")
    assert "z9" not in str(refused.value)


def test_declares_itself():
    """Name, fields, user and secret are there for %auth, forms and redaction; the object shows none of it."""
    auth = ada()

    assert ("digest", "ada") == (auth.name, auth.username)
    assert [("username", False), ("password", True)] == [(field.name, field.secret) for field in auth.fields]
    assert [("password", CANARY, ())] == [(k.name, k.secret.reveal(), k.usernames) for k in auth.secrets()]
    assert CANARY not in repr(auth) + repr(vars(auth))


def test_changed_password_is_not_tried_for_ever(call):
    """A password that is no longer good is offered twice at most: more tries would lock the account."""
    server, auth = DigestServer(), ada()
    call(auth, server, "/")
    server.password = b"changed"
    responses = call(auth, server, "/", "/")

    assert [401, 401] == [response.status_code for response in responses]
    assert [None, 1, 2, 1, None, 1] == [nc and int(nc, 16) for _, nc, _ in server.log]
