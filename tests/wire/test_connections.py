"""Connections are shared, credentials are not: two users of one host, on one connection (CVE-2022-22576)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from http2_server import Http2Server
from wire.canary import CANARY, TOKEN_CANARY, leaks
from wire.kinds import KINDS, digest_is_right
from wire.sink import challenged, reply

import nbauth
from nbauth._http import httpx

USERS = {"alice": TOKEN_CANARY + "-alice", "bob": TOKEN_CANARY + "-bob"}


def bearers(session, url):
    """Log in two users of one host; return the auth= of each."""
    return {name: session.login(url, nbauth.BearerAuth(token), name=name) for name, token in USERS.items()}


def test_two_users_of_one_session(sink, caller, new_session):
    """One connection, and on it each request has the credential of its own user."""
    session = new_session()
    users = bearers(session, sink.url())
    order = ["alice", "bob", "bob", "alice", None, "bob"]
    for name in order:
        caller.call(session, "GET", sink.url(path="/"), auth=users[name] if name else None)

    assert 1 == len({each.connection for each in sink.arrived})
    assert [f"Bearer {USERS[name]}" if name else None for name in order] == [
        each.headers.get("authorization") for each in sink.arrived
    ]


def test_a_login_that_is_renewed(sink, caller, new_session):
    """On the same connection, the next request has the new credential and nothing of the old one."""
    session = new_session()
    for token in USERS.values():
        session.login(sink.url(), nbauth.BearerAuth(token), name="x")
        caller.call(session, "GET", sink.url(path="/"))
    session.logout("x")
    caller.call(session, "GET", sink.url(path="/"))

    assert 1 == len({each.connection for each in sink.arrived})
    assert [*(f"Bearer {token}" for token in USERS.values()), None] == [
        each.headers.get("authorization") for each in sink.arrived
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_two_sessions(sink, caller, new_session, tmp_path, kind):
    """One is logged in, the other is not: nothing of the one comes with the other, the pool neither."""
    one, other = new_session(), new_session()
    sink.answers["/"] = kind.wanted(reply())
    sink.answers["/token"] = reply(200, {"access_token": "AT-0f9d8c7b6a"})
    one.login(sink.url(), kind.make(sink, tmp_path))
    for session in (one, other, one, other):
        caller.call(session, "GET", sink.url(path="/"))

    mine = {each.connection for each in sink.arrived if kind.arrived([each])}
    others = [each for each in sink.arrived if each.connection not in mine]
    assert 2 == len({each.connection for each in sink.arrived})
    assert 2 == len(others)
    assert [] == [
        name for each in others for name in ("authorization", "x-api-key", "cookie") if name in each.headers
    ]
    assert [] == leaks(b"".join(each.raw for each in others), kind.secret)


def test_digest_of_two_users(sink, caller, new_session):
    """Each user's answers are made with their own password, also in turns, on one connection and one nonce."""
    session = new_session()
    sink.answers["/"] = challenged(reply())
    passwords = {"alice": "wonder-l/nd", "bob": CANARY}
    users = {
        name: session.login(sink.url(), nbauth.DigestAuth(name, pw), name=name) for name, pw in passwords.items()
    }
    for name in ("alice", "bob", "alice", "bob"):
        caller.call(session, "GET", sink.url(path="/"), auth=users[name])
        last = sink.arrived[-1]
        assert {user: user == name for user in passwords} == {
            user: digest_is_right(last, user, password) for user, password in passwords.items()
        }


@dataclass(frozen=True)
class Seen:
    path: str
    connection: int
    version: str
    authorization: str | None


@pytest.fixture(scope="module")
def http2(authority, tmp_path_factory):
    """A server that speaks HTTP/2 and keeps what arrives in `seen`."""
    seen = []

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        value = headers.get(b"authorization")
        seen.append(Seen(scope["path"], scope["client"][1], scope["http_version"], value and value.decode()))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    server = Http2Server(lambda url: app, authority, tmp_path_factory.mktemp("http2"))
    server.seen = seen
    yield server
    server.close()


def test_two_users_on_one_http2_connection(http2, caller, new_session):
    """20 requests of two users and of nobody, as streams of one connection: each with its own credential.

    At once in tasks only: in threads, httpcore's HTTP/2 connection loses some, in a bare httpx.Client too.
    """
    http2.seen.clear()
    session = new_session(http2=True)
    users = {**bearers(session, http2.url), "nobody": None}
    caller.call(session, "GET", f"{http2.url}/first", auth=None)
    names = [name for name in users for _ in range(7)][:20]
    calls = [
        caller.later(session, "GET", f"{http2.url}/{name}/{number}", 1, auth=users[name])
        for number, name in enumerate(names)
    ]
    if caller.is_async:
        caller.together(calls)
    else:
        for call in calls:
            call()

    assert 21 == len(http2.seen)
    assert {"2"} == {each.version for each in http2.seen}
    assert 1 == len({each.connection for each in http2.seen})
    for each in http2.seen[1:]:
        user = each.path.split("/")[1]
        assert (f"Bearer {USERS[user]}" if user in USERS else None) == each.authorization


def test_two_sessions_over_http2(http2, caller, new_session):
    """Two sessions have two connections; after a logout the next request on the same one has nothing."""
    http2.seen.clear()
    sessions = {name: new_session(http2=True) for name in USERS}
    for name, session in sessions.items():
        session.login(http2.url, nbauth.BearerAuth(USERS[name]))
    for name in ("alice", "bob", "alice", "bob"):
        caller.call(sessions[name], "GET", f"{http2.url}/{name}")
    sessions["alice"].logout()
    for name in ("alice", "bob"):
        caller.call(sessions[name], "GET", f"{http2.url}/{name}")

    of = {name: [each for each in http2.seen if each.path == f"/{name}"] for name in USERS}
    assert [1, 1] == [len({each.connection for each in of[name]}) for name in USERS]
    assert of["alice"][0].connection != of["bob"][0].connection
    alice, bob = (f"Bearer {token}" for token in USERS.values())
    assert [alice, alice, None] == [each.authorization for each in of["alice"]]
    assert [bob] * 3 == [each.authorization for each in of["bob"]]


def test_users_that_come_and_go(sink, caller, new_session):
    """Logins and logouts while requests are under way: each has one whole credential, or none."""
    session = new_session()

    def change():
        for number in range(40):
            session.login(sink.url(), nbauth.BearerAuth(USERS["alice" if number % 2 else "bob"]), name="x")
            yield
            if number % 5 == 0:
                session.logout("x")

    async def in_turns():
        for _ in change():
            await asyncio.sleep(0)

    changing = in_turns if caller.is_async else lambda: list(change())
    caller.together([changing, *(caller.later(session, "GET", sink.url(path="/"), 20) for _ in range(4))])

    allowed = {None, *(f"Bearer {token}" for token in USERS.values())}
    assert 80 == len(sink.arrived)
    assert {each.headers.get("authorization") for each in sink.arrived} <= allowed


def test_an_auth_object_of_two_sessions(sink, caller, new_session):
    """One object in two sessions keeps working in the one after the other has logged out."""
    auth = httpx.BasicAuth("bob", CANARY)
    one, other = new_session(), new_session()
    for session in (one, other):
        session.login(sink.url(), auth)
    one.logout()
    for session in (one, other):
        caller.call(session, "GET", sink.url(path="/"))

    assert [False, True] == ["authorization" in each.headers for each in sink.arrived]
