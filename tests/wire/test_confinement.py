"""No credential reaches an origin that it was not given for: property 1 of a session, on real sockets.

`wire.visit` has the ways to give one. Each test also sees the credential arrive at A: without that it would prove
nothing.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from wire.canary import leaks
from wire.kinds import CREDENTIAL_HEADERS, KINDS, TOKEN
from wire.sink import redirect
from wire.visit import BOUND, PLACES, Visit, cases

from nbauth._http import httpx
from nbauth.errors import RedirectRefused, UnknownName

STATUSES = (301, 302, 303, 307, 308)

EVERY = pytest.mark.parametrize(("place", "kind"), cases())
EVERY_BOUND = pytest.mark.parametrize(("place", "kind"), cases(*BOUND))
EVERY_LOGIN = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))

# httpx's deprecation of a request's own cookies=.
pytestmark = pytest.mark.filterwarnings("ignore:Setting per-request cookies:DeprecationWarning")


@pytest.fixture
def visit(sink, caller, new_session, tmp_path):
    return lambda place, kind, **options: Visit(place, kind, sink, tmp_path, caller, new_session, **options)


@EVERY
def test_a_redirect_with_each_status(visit, sink, place, kind):
    """A redirect to another host carries no credential, whatever its status, streamed or not (CVE-2018-1000007)."""
    visit = visit(place, kind)
    for status in STATUSES:
        visit.sends(f"/{status}", redirect(status, sink.url("b.localhost", "/lure")))
        for stream in (False, True):
            assert 401 == visit.get(f"{visit.home}/{status}", stream=stream).status_code

    visit.check(elsewhere=2 * len(STATUSES))


@EVERY
def test_a_redirect_to_each_kind_of_neighbour(visit, sink, place, kind):
    """Scheme, host and port must be the same (CVE-2022-27774, -27776; Go CVE-2023-45289)."""
    # 307, which keeps the most of a request; that the status does not matter is tried above.
    visit = visit(place, kind)
    for number, (host, server) in enumerate(visit.targets.values()):
        user, _, name = host.rpartition("@")
        target = sink.url(name, "/lure", server)
        target = target.replace("://", f"://{user}@") if user else target
        visit.sends(f"/{number}", redirect(307, target))
        if user:
            # Without a user in it: httpx, too, takes what a URL says for credentials of its own.
            target = sink.url(name, "/lure", server)
        response = visit.get(f"{visit.home}/{number}", stream=bool(number % 2))

        assert httpx.URL(target).host == response.url.host

    visit.check(elsewhere=len(visit.targets))


@EVERY
def test_https_to_http(visit, sink, place, kind):
    """A credential for https is not sent in clear (requests CVE-2018-18074)."""
    visit = visit(place, kind, server="https")
    for status in (302, 307):
        visit.sends(f"/{status}", redirect(status, sink.url("a.localhost", "/lure")))
        visit.get(f"{visit.home}/{status}", stream=status == 307)

    visit.check(elsewhere=2)


@EVERY
def test_there_and_back(visit, sink, place, kind):
    """Along a chain of redirects the credential goes to A only, each time it is A's turn (Go CVE-2024-45336)."""
    visit = visit(place, kind)
    chains = ("ABA", "ABB", "AAB", "ABBAB")
    for number, chain in enumerate(chains):
        visit.get(visit.chain(chain), stream=bool(number % 2))

    visit.check(elsewhere="".join(chains).count("B"))
    if place in BOUND and kind.name not in ("token flow", "X-Api-Key", "api_key"):
        # A token flow sends its own secret once. What is on the request itself is off it after B, as Authorization in httpx.
        assert all(
            kind.arrived([each for each in sink.arrived if each.path == path]) for path in ("/ABA2", "/AAB1")
        )


@EVERY_BOUND
def test_a_direct_call(visit, sink, place, kind):
    """A call to another origin carries nothing, also after A has been called and Digest has its nonce
    (CVE-2026-11856)."""
    visit = visit(place, kind)
    visit.get(f"{visit.home}/")
    called = [target for target in visit.targets.values() if "@" not in target[0]]
    for number, (host, server) in enumerate(called):
        visit.get(sink.url(host, "/lure", server), stream=bool(number % 2))
    visit.get(f"{visit.home}/")

    visit.check(elsewhere=len(called))


@EVERY_BOUND
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
    if "base_url" in place:
        visit.get(f"@{other}/lure")  # a path below base_url

    # What the URL itself names as its user may be sent; it is no secret of ours.
    assert kind.arrived(sink.at(visit.home))
    assert len(tricks) == len(sink.at(sink.url("b.localhost")))
    assert [] == leaks(sink.elsewhere(visit.home), kind.secret)
    assert [] == leaks(sink.elsewhere(visit.home), TOKEN)


# Nothing is sent there, whatever it would be: one kind for each way to give it.
@pytest.mark.parametrize(("place", "kind"), [cases(place)[0] for place in PLACES])
def test_a_redirect_to_another_protocol(visit, sink, place, kind):
    """A redirect that leads to no http(s) host is an error without the credential (CVE-2025-14524)."""
    visit = visit(place, kind)
    for number, target in enumerate(("ftp://a.localhost/", "file:///etc/passwd", "data:,x", "javascript:x")):
        visit.sends(f"/{number}", redirect(302, target))
        with pytest.raises((httpx.HTTPError, httpx.InvalidURL)) as caught:
            visit.get(f"{visit.home}/{number}")

        assert [] == leaks(str(caught.value), kind.secret)

    visit.check(elsewhere=0)


COPIED = [
    case
    for case in cases("login", "request", "client", "base_url", "url", "cell")
    # A Digest answer copied into a URL tells nobody the password, and is no text that a session knows.
    if not case.values[1].is_digest
]


@pytest.mark.parametrize(("place", "kind"), COPIED)
def test_a_location_with_the_secret_in_it(visit, sink, place, kind):
    """A server that copies what it was sent into its Location gets no further: the redirect is refused, and the
    name of its host is not even looked up."""
    visit = visit(place, kind)
    secret = TOKEN if kind.name == "token flow" else kind.secret
    other = sink.url("b.localhost")
    visit.sends("/go", redirect(302, f"{other}/lure?{httpx.QueryParams({'k': secret})}"))
    visit.sends("/user", redirect(302, f"{other.replace('//', '//bob:' + quote(secret, safe='') + '@')}/lure"))
    visit.sends("/query", lambda request: redirect(302, other + request.target))
    paths = ["/go", "/user", "/query"] if "query" in kind.name or kind.name == "callable" else ["/go", "/user"]
    for path in paths:
        with pytest.raises(RedirectRefused) as caught:
            visit.get(f"{visit.home}{path}")

        assert [] == leaks(str(caught.value), secret)
        assert visit.home in str(caught.value)

    visit.check(elsewhere=0)
    assert {"a.localhost"} == set(sink.names)


@EVERY_LOGIN
def test_after_logout(visit, sink, kind):
    """After a logout the next request carries nothing, on the same connection (CVE-2022-22576)."""
    visit = visit("login", kind)
    visit.get(f"{visit.home}/")
    before = len(sink.arrived)
    visit.session.logout(*visit.session.logins)
    visit.get(f"{visit.home}/lure")

    assert kind.arrived(sink.arrived[:before])
    assert not kind.arrived(sink.arrived[before:])
    assert sink.arrived[-1].connection == sink.arrived[0].connection
    assert [] == [name for each in sink.arrived[before:] for name in CREDENTIAL_HEADERS if name in each.headers]
    with pytest.raises(UnknownName):
        visit.session.logout("basic")


@EVERY_LOGIN
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
