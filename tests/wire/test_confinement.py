"""No credential reaches an origin that it was not given for: property 1 of a session, on real sockets.

Host A is http://a.localhost; everything else that the sink serves is "elsewhere", where each request is answered
by a challenge, so that whoever would answer it does. Each test also sees the credential arrive at A: without that
it would prove nothing.
"""

from __future__ import annotations

import pytest
from wire.canary import CANARY, HEADER_CANARY, TOKEN_CANARY, leaks
from wire.kinds import BY_NAME, CREDENTIAL_HEADERS, KINDS, CustomHeader, TokenFlow, digest_is_right
from wire.sink import CHALLENGE, challenged, redirect, reply

import nbauth
from nbauth._http import httpx
from nbauth.errors import RedirectRefused, UnknownName

TOKEN = "AT-0f9d8c7b6a"

LURE = reply(401, b"who?", f"WWW-Authenticate: {CHALLENGE}", 'WWW-Authenticate: Basic realm="r"')

# Where A sends its visitors: (host, server), with a user in it or not.
TARGETS = {
    "other host": ("b.localhost", "http"),
    "other port": ("a.localhost", "http2nd"),
    "http to https": ("a.localhost", "https"),
    "sub-domain": ("sub.a.localhost", "http"),
    "parent domain": ("localhost", "http"),
    "longer name": ("a.localhost.localhost", "http"),
    "trailing dot": ("a.localhost.", "http"),
    "user in it": ("a.localhost@b.localhost", "http"),
    "bob in it": ("bob@b.localhost", "http"),
}

STATUSES = (301, 302, 303, 307, 308)

# Where a session has it from, and for which kinds.
PLACES = {
    "login": KINDS,
    "request": [BY_NAME[name] for name in ("pair", "httpx basic", "httpx digest", "custom header", "callable")],
    "client": [BY_NAME[name] for name in ("pair", "httpx basic", "digest", "httpx digest", "custom header")],
    "base_url": [BY_NAME[name] for name in ("pair", "digest", "httpx digest", "key in header", "callable")],
}

CASES = [
    pytest.param(place, kind, id=f"{place}-{kind.name.replace(' ', '_')}")
    for place, kinds in PLACES.items()
    for kind in kinds
]


class Visit:
    """One session that has a credential for A, and how it calls."""

    def __init__(self, place, kind, sink, folder, caller, new_session, server="http"):
        self.kind, self.sink, self._caller = kind, sink, caller
        self.home = sink.url(server=server)
        auth = kind.make(sink, folder)
        self._options = {"auth": auth} if place == "request" else {}
        match place:
            case "login":
                self.session = new_session()
                self.session.login(self.home, auth)
            case "request":
                self.session = new_session()
            case "client":
                self.session = new_session(auth=auth)
            case "base_url":
                self.session = new_session(auth=auth, base_url=self.home)
        # Everywhere else each request is answered by challenges; A answers as its visitors expect it.
        home = sink.answers
        home[f"{self.home}/token"] = reply(200, {"access_token": TOKEN, "token_type": "bearer"})
        home[f"{self.home}/"] = self.wanted(reply())
        home["/lure"] = LURE

    def wanted(self, answer):
        return challenged(answer) if self.kind.is_digest else answer

    def sends(self, path, answer):
        self.sink.answers[f"{self.home}{path}"] = self.wanted(answer)

    def get(self, url, **options):
        return self._caller.call(self.session, "GET", url, **{"follow_redirects": True, **self._options, **options})

    def check(self, *, elsewhere=1):
        """A got the credential; nobody else did, though *elsewhere* requests came there."""
        there = [each for each in self.sink.arrived if each.origin != self.home]
        seen = self.sink.elsewhere(self.home)

        assert self.kind.arrived(self.sink.at(self.home))
        assert elsewhere == len(there)
        assert [] == leaks(seen, self.kind.secret)
        assert [] == leaks(seen, TOKEN)
        assert [] == [name for each in there for name in CREDENTIAL_HEADERS if name in each.headers]


@pytest.fixture
def visit(sink, caller, new_session, tmp_path):
    return lambda place, kind, **options: Visit(place, kind, sink, tmp_path, caller, new_session, **options)


@pytest.mark.parametrize(("place", "kind"), CASES)
def test_a_redirect_with_each_status(visit, sink, place, kind):
    """A redirect to another host carries no credential, whatever its status (curl CVE-2018-1000007)."""
    visit = visit(place, kind)
    for status in STATUSES:
        visit.sends(f"/{status}", redirect(status, sink.url("b.localhost", "/lure")))

        assert 401 == visit.get(f"{visit.home}/{status}").status_code

    visit.check(elsewhere=len(STATUSES))


@pytest.mark.parametrize(("place", "kind"), CASES)
def test_a_redirect_to_each_kind_of_neighbour(visit, sink, place, kind):
    """Scheme, host and port must be the same (CVE-2022-27774, -27776; Go CVE-2023-45289)."""
    visit = visit(place, kind)
    for number, (host, server) in enumerate(TARGETS.values()):
        user, _, name = host.rpartition("@")
        target = sink.url(name, "/lure", server)
        target = target.replace("://", f"://{user}@") if user else target
        visit.sends(f"/{number}", redirect(307, target))
        if user:
            # Without a user in it: httpx, too, takes what a URL says for credentials of its own.
            target = sink.url(name, "/lure", server)
        response = visit.get(f"{visit.home}/{number}")

        assert httpx.URL(target).host == response.url.host

    visit.check(elsewhere=len(TARGETS))


@pytest.mark.parametrize(("place", "kind"), CASES)
def test_https_to_http(visit, sink, place, kind):
    """A credential for https is not sent in clear (requests CVE-2018-18074)."""
    visit = visit(place, kind, server="https")
    if kind.name == "token flow":
        visit.session.login(visit.home, TokenFlow(f"{visit.home}/token", kind.secret))
    for status in (302, 307):
        visit.sends(f"/{status}", redirect(status, sink.url("a.localhost", "/lure")))
        visit.get(f"{visit.home}/{status}")

    visit.check(elsewhere=2)


@pytest.mark.parametrize(("place", "kind"), CASES)
def test_there_and_back(visit, sink, place, kind):
    """In a chain A, B, B, A, B the credential goes to A only, both times (Go CVE-2024-45336)."""
    visit = visit(place, kind)
    visit.sends("/1", redirect(302, sink.url("b.localhost", "/2")))
    sink.answers["/2"] = redirect(302, "/3")
    sink.answers["/3"] = redirect(302, f"{visit.home}/4")
    visit.sends("/4", redirect(302, sink.url("b.localhost", "/lure")))
    visit.get(f"{visit.home}/1")

    visit.check(elsewhere=3)
    assert kind.name == "token flow" or kind.arrived([each for each in sink.at(visit.home) if each.path == "/4"])


DIRECT = [case for case in CASES if case.values[0] in ("login", "base_url")]


@pytest.mark.parametrize(("place", "kind"), DIRECT)
def test_a_direct_call(visit, sink, place, kind):
    """A call to another origin carries nothing, also after A has been called and Digest has its nonce
    (CVE-2026-11856)."""
    visit = visit(place, kind)
    visit.get(f"{visit.home}/")
    for host, server in TARGETS.values():
        if "@" not in host:
            visit.get(sink.url(host, "/lure", server))
    visit.get(f"{visit.home}/")

    visit.check(elsewhere=len([host for host, _ in TARGETS.values() if "@" not in host]))


@pytest.mark.parametrize(("place", "kind"), DIRECT)
def test_an_at_sign_does_not_move_the_host(visit, sink, place, kind):
    """The host is what comes after the last @ of the parsed URL, not what the text begins with."""
    visit = visit(place, kind)
    visit.get(f"{visit.home}/")
    other = sink.url("b.localhost").removeprefix("http://")
    tricks = [
        f"http://a.localhost@{other}/lure",
        f"http://a.localhost:80%2F@{other}/lure",
        f"{visit.home}@{other}/lure",
        f"http://{other}/lure?@a.localhost/",
        f"http://{other}/lure#@a.localhost/",
    ]
    for trick in tricks:
        visit.get(trick)
    if place == "base_url":
        visit.get(f"@{other}/lure")  # a path below base_url

    # What the URL itself names as its user may be sent; it is no secret of ours.
    assert kind.arrived(sink.at(visit.home))
    assert len(tricks) == len(sink.at(sink.url("b.localhost")))
    assert [] == leaks(sink.elsewhere(visit.home), kind.secret)
    assert [] == leaks(sink.elsewhere(visit.home), TOKEN)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_after_logout(visit, sink, kind):
    """After a logout the next request carries nothing, on the same connection (CVE-2022-22576)."""
    visit = visit("login", kind)
    visit.get(f"{visit.home}/")
    before = len(sink.arrived)
    visit.session.logout(*visit.session.logins)
    visit.get(f"{visit.home}/lure")

    assert kind.arrived(sink.arrived[:before])
    assert not kind.arrived(sink.arrived[before:])
    assert [] == [name for each in sink.arrived[before:] for name in CREDENTIAL_HEADERS if name in each.headers]
    with pytest.raises(UnknownName):
        visit.session.logout("basic")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_auth_none_is_off_for_all_hops(visit, sink, kind):
    """auth=None: no login answers for this call, not after a redirect to its own origin either."""
    visit = visit("login", kind)
    sink.answers["/hop"] = redirect(302, f"{visit.home}/lure")
    visit.get(f"{visit.home}/hop", auth=None)
    visit.get(sink.url("b.localhost", "/hop"), auth=None)

    assert [] == [name for each in sink.arrived for name in CREDENTIAL_HEADERS if name in each.headers]
    assert [] == leaks(sink.elsewhere(), kind.secret)
    visit.get(f"{visit.home}/")
    assert kind.arrived(sink.arrived)


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize(("host", "server"), TARGETS.values(), ids=TARGETS)
def test_the_body_of_a_flows_own_request(sink, caller, new_session, status, host, server):
    """A token request that is redirected to another origin is refused: its body has the client secret."""
    session = new_session()
    user, _, name = host.rpartition("@")
    target = sink.url(name, "/token", server).replace("://", f"://{user}@" if user else "://")
    sink.answers[f"{sink.url()}/token"] = redirect(status, target)
    session.login(sink.url(), TokenFlow(sink.url(path="/token"), CANARY))

    with pytest.raises(RedirectRefused) as caught:
        caller.call(session, "GET", sink.url(path="/"), follow_redirects=True)

    assert [] == leaks(str(caught.value), CANARY)
    assert leaks(sink.at(sink.url())[0].raw, CANARY)
    assert b"" == sink.elsewhere(sink.url())


def test_a_flows_own_request_may_be_redirected_at_home(sink, caller, new_session):
    """A token endpoint that has moved within its origin is followed, with its body."""
    session = new_session()
    sink.answers["/token"] = redirect(308, "/token2")
    sink.answers["/token2"] = reply(200, {"access_token": TOKEN})
    session.login(sink.url(), TokenFlow(sink.url(path="/token"), CANARY))
    caller.call(session, "GET", sink.url(path="/"), follow_redirects=True)

    assert ["/token", "/token2", "/"] == [each.path for each in sink.arrived]
    assert leaks(sink.arrived[1].raw, CANARY)
    assert f"Bearer {TOKEN}" == sink.arrived[2].headers["authorization"]


def test_a_secret_of_a_cell_does_not_follow_a_redirect(sink, caller, new_session):
    """A Secret in a request's header goes to the origin of its own URL; elsewhere the header is left out."""
    session = new_session()
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/lure"))
    build = httpx.Request
    request = build("GET", sink.url(path="/go"), headers={"X-Api-Key": "{{key}}"})
    request.extensions["nbauth.secrets"] = {"key": nbauth.Secret(HEADER_CANARY, "key")}
    caller.send(session, request, follow_redirects=True)

    assert HEADER_CANARY == sink.at(sink.url())[0].headers["x-api-key"]
    assert "x-api-key" not in sink.at(sink.url("b.localhost"))[0].headers
    assert [] == leaks(sink.elsewhere(sink.url()), HEADER_CANARY)


@pytest.mark.parametrize("status", [307, 308])
def test_a_secret_in_a_cells_body_does_not_follow_a_redirect(sink, caller, new_session, status):
    """A body with a Secret in it is not sent to another origin: the send is refused."""
    session = new_session()
    sink.answers["/go"] = redirect(status, sink.url("b.localhost", "/lure"))
    request = httpx.Request("POST", sink.url(path="/go"), content=b'{"password": "{{key}}"}')
    request.extensions["nbauth.secrets"] = {"key": nbauth.Secret(CANARY, "key")}

    with pytest.raises(RedirectRefused):
        caller.send(session, request, follow_redirects=True)

    assert leaks(sink.at(sink.url())[0].raw, CANARY)
    assert b"" == sink.elsewhere(sink.url())


@pytest.mark.parametrize(
    "target", ["ftp://a.localhost/", "file:///etc/passwd", "data:,x", "http:///x", "javascript:x"]
)
def test_a_redirect_to_another_protocol(sink, caller, new_session, target):
    """A redirect that leads to no http(s) host is an error without the credential (CVE-2025-14524)."""
    session = new_session()
    session.login(sink.url(), ("bob", CANARY))
    sink.answers["/go"] = redirect(302, target)

    with pytest.raises((httpx.HTTPError, httpx.InvalidURL)) as caught:
        caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)

    assert [] == leaks(str(caught.value), CANARY)
    assert 1 == len(sink.arrived)


@pytest.mark.parametrize("auth", [None, BY_NAME["bearer"], BY_NAME["netrc"], BY_NAME["custom header"]])
@pytest.mark.parametrize("target", ["b.localhost", "a.localhost"])
def test_an_authorization_of_the_users_own(sink, caller, new_session, tmp_path, auth, target):
    """A header that the user wrote goes where httpx sends it, and a login does not overwrite it."""
    session = new_session()
    if auth is not None:
        session.login(sink.url(), auth.make(sink, tmp_path))
    sink.answers["/go"] = redirect(302, sink.url(target, "/end"))
    mine = {"Authorization": "Custom mine", "X-Authentication": "mine too"}
    caller.call(session, "GET", sink.url(path="/go"), headers=mine, follow_redirects=True)
    ours = [(each.path, each.headers) for each in sink.arrived]
    sink.arrived.clear()
    httpx.get(sink.url(path="/go"), headers=mine, follow_redirects=True)

    assert ours == [(each.path, each.headers) for each in sink.arrived]
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
