"""No credential reaches an origin that it was not given for: property 1 of a session, on real sockets.

Host A is http://a.localhost; everything else that the sink serves is "elsewhere", where each request is answered
by a challenge, so that whoever would answer it does. Each test also sees the credential arrive at A: without that
it would prove nothing.
"""

from __future__ import annotations

import pytest
from wire.canary import leaks
from wire.kinds import BY_NAME, CREDENTIAL_HEADERS, KINDS, TARGETS, TOKEN, TokenFlow
from wire.sink import CHALLENGE, challenged, redirect, reply

from nbauth._http import httpx
from nbauth.errors import UnknownName

LURE = reply(401, b"who?", f"WWW-Authenticate: {CHALLENGE}", 'WWW-Authenticate: Basic realm="r"')

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
