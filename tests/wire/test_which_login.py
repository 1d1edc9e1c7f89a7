"""Which credential is sent where several could be: the user's own header, two users, paths, netrc, shared objects."""

from __future__ import annotations

import pytest
from wire.canary import CANARY, HEADER_CANARY, TOKEN_CANARY, leaks
from wire.kinds import BY_NAME, CustomHeader, digest_is_right
from wire.sink import challenged, redirect, reply

import nbauth
from nbauth._http import httpx


@pytest.mark.parametrize("auth", [None, BY_NAME["bearer"], BY_NAME["netrc"], BY_NAME["custom header"]])
@pytest.mark.parametrize("target", ["b.localhost", "a.localhost"])
def test_an_authorization_of_the_users_own(sink, caller, new_session, tmp_path, auth, target):
    """A header that the user wrote goes where httpx sends it, and a login does not overwrite it.

    Credentials under other names than Authorization stay with it where httpx takes them along.
    """
    session = new_session()
    if auth is not None:
        session.login(sink.url(), auth.make(sink, tmp_path))
    sink.answers["/go"] = redirect(302, sink.url(target, "/end"))
    mine = {"Authorization": "Custom mine", "X-Authentication": "mine too", "X-Trace": "1"}
    caller.call(session, "GET", sink.url(path="/go"), headers=mine, follow_redirects=True)
    ours = [(each.path, each.headers) for each in sink.arrived]
    sink.arrived.clear()
    httpx.get(sink.url(path="/go"), headers=mine, follow_redirects=True)
    theirs = [(each.path, each.headers) for each in sink.arrived]
    if target == "b.localhost":
        assert "mine too" == theirs[1][1].pop("x-authentication")

    assert ours == theirs
    assert "Custom mine" == ours[0][1]["authorization"]
    assert ("Custom mine" if target == "a.localhost" else None) == ours[1][1].get("authorization")


def test_auth_on_the_request_overwrites_the_users_header(sink, caller, new_session):
    """auth= on the request does overwrite an Authorization header, as in httpx."""
    caller.call(
        new_session(), "GET", sink.url(path="/"), headers={"Authorization": "mine"}, auth=nbauth.BearerAuth("yours")
    )

    assert "Bearer yours" == sink.arrived[0].headers["authorization"]


USERS = {
    "nbauth": (nbauth.BasicAuth, "basic"),
    "httpx": (httpx.BasicAuth, "BasicAuth"),
    "digest": (nbauth.DigestAuth, "digest"),
    "httpx digest": (httpx.DigestAuth, "DigestAuth"),
}


@pytest.mark.parametrize(("kind", "name"), USERS.values(), ids=USERS)
def test_two_users_on_one_host(sink, caller, new_session, kind, name):
    """Among two logins of one origin, the user in the URL chooses; none is sent for a third one (CVE-2026-8926)."""
    session = new_session()
    sink.answers["/"] = challenged(reply()) if "igest" in name else reply()
    alice = session.login(sink.url(), kind("alice", "wonder-l/nd"))
    bob = session.login(sink.url(), kind("bob", CANARY))

    assert 2 == len(session.logins)
    for url, chosen in (
        (sink.url("alice@a.localhost", "/"), "alice"),
        (sink.url("bob@a.localhost", "/"), "bob"),
        (sink.url(path="/"), "bob"),  # the newest
    ):
        sink.arrived.clear()
        caller.call(session, "GET", url)
        (last,) = [each for each in sink.arrived if _is_right(each, name, chosen)]
        assert last is sink.arrived[-1]

    sink.arrived.clear()
    caller.call(session, "GET", sink.url("carol@a.localhost", "/"))
    for each in sink.arrived:
        assert not _is_right(each, name, "alice") and not _is_right(each, name, "bob")
    assert ("alice", "bob") == (alice.username, bob.username)


def _is_right(arrived, name, user):
    password = {"alice": "wonder-l/nd", "bob": CANARY}[user]
    if "igest" in name:
        return digest_is_right(arrived, user, password)
    return bool(leaks(arrived.raw, f"{user}:{password}"))


def test_a_login_for_a_path(sink, caller, new_session):
    """A login for a path is used below it only, also after redirects and for paths that climb out of it."""
    session = new_session()
    session.login(sink.url(path="/api"), nbauth.BearerAuth(TOKEN_CANARY))
    sink.answers["/api/go"] = redirect(302, "/other")
    inside = ["/api", "/api/", "/api/x?y", "/api/go"]
    outside = ["/", "/apix", "/API", "/api%2f..%2fother", "/api/%2e%2e/other", "/api/../other", "//api", "/x/api"]
    for path in [*inside, *outside]:
        caller.call(session, "GET", sink.url(path=path), follow_redirects=True)

    assert {"/api", "/api/", "/api/x", "/api/go"} == {
        each.path for each in sink.arrived if leaks(each.raw, TOKEN_CANARY)
    }
    assert len(inside) + len(outside) + 1 == len(sink.arrived)


def test_a_netrc_file_after_a_redirect(sink, caller, new_session, tmp_path):
    """Netrc names machines, of which the user calls any port; a redirect to another port gets nothing."""
    session = new_session()
    session.login(None, BY_NAME["netrc"].make(sink, tmp_path))
    sink.answers["/port"] = redirect(302, sink.url(server="http2nd", path="/end"))
    sink.answers["/host"] = redirect(302, sink.url("b.localhost", path="/end"))
    for path in ("/port", "/host"):
        caller.call(session, "GET", sink.url(path=path), follow_redirects=True)

    assert all(leaks(each.raw, CANARY) for each in sink.at(sink.url()))
    assert 2 == len(sink.at(sink.url()))
    assert [] == leaks(sink.elsewhere(sink.url()), CANARY)

    caller.call(session, "GET", sink.url(server="http2nd", path="/"))
    assert leaks(sink.at(sink.url(server="http2nd"))[-1].raw, CANARY)


@pytest.mark.parametrize("name", ["client", "netrc_default"])
def test_a_login_for_any_origin_is_chosen(sink, caller, new_session, tmp_path, name):
    """A login that goes wherever the user calls, chosen with auth=, does not go where a server redirects."""
    session = new_session(auth=("bob", CANARY) if name == "client" else None)
    if name == "netrc_default":
        path = tmp_path / "netrc"
        path.write_text("default login bob password p+/&<%z9Kq")
        path.chmod(0o600)
        session.login(None, nbauth.NetRCAuth(path, default=True))
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/end"))
    caller.call(session, "GET", sink.url(path="/go"), auth=session.logins[name], follow_redirects=True)

    (a,), (b,) = sink.at(sink.url()), sink.at(sink.url("b.localhost"))
    assert (True, False) == ("authorization" in a.headers, "authorization" in b.headers)


def test_a_digest_object_for_two_origins(sink, caller, new_session):
    """One httpx.DigestAuth, given to two origins on purpose, has a nonce for each: B gets no answer to A's."""
    auth = httpx.DigestAuth("bob", CANARY)
    for session in (new_session(auth=auth), new_session()):
        options = {} if session.logins else {"auth": auth}
        sink.arrived.clear()
        sink.answers[f"{sink.url()}/"] = challenged(reply())
        for _ in range(2):
            caller.call(session, "GET", sink.url(path="/"), **options)
        caller.call(session, "GET", sink.url("b.localhost", "/"), **options)

        assert digest_is_right(sink.at(sink.url())[-1], "bob", CANARY)
        assert ["authorization" in each.headers for each in sink.at(sink.url("b.localhost"))] == [False]


def test_a_digest_object_that_has_been_elsewhere(sink, caller, new_session):
    """The nonce that an httpx.DigestAuth brings from another client or session answers no other server."""
    auth = httpx.DigestAuth("bob", CANARY)
    sink.answers[f"{sink.url()}/"] = challenged(reply())
    with httpx.Client(auth=auth) as bare:
        bare.get(sink.url(path="/"))
    session = new_session()
    login = session.login(sink.url("b.localhost"), auth)
    caller.call(session, "GET", sink.url("b.localhost", "/"))
    session.logout(login.name)
    session.login(sink.url("sub.a.localhost"), auth)
    caller.call(session, "GET", sink.url("sub.a.localhost", "/"))

    assert digest_is_right(sink.at(sink.url())[-1], "bob", CANARY)
    assert [False, False] == ["authorization" in each.headers for each in sink.arrived if "//a" not in each.origin]


def test_the_login_of_the_redirects_target(sink, caller, new_session):
    """After a redirect, the login of the new origin answers there, and auth= stays at home."""
    session = new_session()
    session.login(sink.url("b.localhost"), nbauth.BearerAuth("for-b-only"))
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/end"))
    caller.call(session, "GET", sink.url(path="/go"), auth=CustomHeader(HEADER_CANARY), follow_redirects=True)

    (a,), (b,) = sink.at(sink.url()), sink.at(sink.url("b.localhost"))
    assert (HEADER_CANARY, None) == (a.headers.get("x-authentication"), a.headers.get("authorization"))
    assert (None, "Bearer for-b-only") == (b.headers.get("x-authentication"), b.headers.get("authorization"))
