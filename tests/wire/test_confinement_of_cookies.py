"""Cookies go where RFC 6265 lets them, and no further: on real sockets, by redirect and by direct call."""

from __future__ import annotations

from http.cookiejar import CookieJar, MozillaCookieJar

import pytest
from wire.canary import COOKIE_CANARY, leaks
from wire.sink import redirect, reply

import nbauth
from nbauth._http import httpx

pytestmark = pytest.mark.filterwarnings("ignore:Setting per-request cookies:DeprecationWarning")

# Who sets it, with which attributes; and to which hosts it goes then, and to which it does not.
SET = {
    "no Domain": (
        "a.example.test",
        "",
        ["a.example.test"],
        ["sub.a.example.test", "example.test", "b.example.test", "a.example.test."],
    ),
    "Domain": (
        "login.example.test",
        "; Domain=example.test",
        ["login.example.test", "api.example.test", "example.test", "x.api.example.test"],
        ["notexample.test", "example.test.evil.test", "example.test.", "test"],
    ),
    "Domain with a dot before": ("login.example.test", "; Domain=.example.test", ["api.example.test"], ["test"]),
    "Domain with a dot behind": (
        "login.example.test",
        "; Domain=example.test.",
        [],
        ["login.example.test", "api.example.test", "api.example.test."],
    ),
    "Domain of others": ("a.example.test", "; Domain=example.org", [], ["example.org", "a.example.test"]),
    "Domain below": ("example.test", "; Domain=sub.example.test", [], ["sub.example.test"]),
    "a part of a name": ("notexample.test", "; Domain=example.test", [], ["example.test"]),
    "top level": ("a.example.test", "; Domain=test", [], ["b.other.test"]),
    "second level": ("a.co.uk", "; Domain=co.uk", [], ["b.co.uk", "co.uk"]),
    "second level, with final dots": ("a.co.uk.", "; Domain=co.uk.", [], ["b.co.uk.", "b.co.uk"]),
    "hoster": ("mine.github.io", "; Domain=github.io", [], ["yours.github.io", "github.io"]),
    "localhost": ("a.localhost", "; Domain=localhost", [], ["b.localhost", "localhost"]),
    "its own name": ("mine.github.io", "; Domain=mine.github.io", ["mine.github.io"], ["yours.github.io"]),
}


@pytest.mark.parametrize(("host", "attributes", "there", "not_there"), SET.values(), ids=SET)
def test_where_a_cookie_goes(sink, caller, new_session, host, attributes, there, not_there):
    """To those hosts and to no other, called directly, or by a redirect of who has set it (CVE-2022-27779)."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}; Path=/{attributes}")
    caller.call(session, "GET", sink.url(host, "/set"))
    for name in (*there, *not_there):
        caller.call(session, "GET", sink.url(name, "/direct"))
        sink.answers["/go"] = redirect(302, sink.url(name, "/redirected"))
        caller.call(session, "GET", sink.url(host, "/go"), follow_redirects=True)

    for path in ("/direct", "/redirected"):
        came = {httpx.URL(each.origin).host: each for each in sink.arrived if each.path == path}
        assert {name: name in there for name in (*there, *not_there)} == {
            name: f"sid={COOKIE_CANARY}" == each.headers.get("cookie") for name, each in came.items()
        }
    assert [] == leaks(sink.elsewhere(*(sink.url(name) for name in {host, *there})), COOKIE_CANARY)


@pytest.mark.parametrize("domain", ["0.0.1", ".0.0.1", "127.0.0.1"])
def test_an_address_has_no_domain(domain):
    """A part of an address spans no hosts: 127.0.0.1 and 10.0.0.1 have nothing in common."""
    answer = httpx.Response(200, headers={"Set-Cookie": f"sid={COOKIE_CANARY}; Domain={domain}"})
    with nbauth.Session(transport=httpx.MockTransport(lambda request: answer)) as session:
        session.client.get("http://127.0.0.1/")
        requests = [session.client.build_request("GET", f"http://{host}/") for host in ("127.0.0.1", "10.0.0.1")]

    assert [domain == "127.0.0.1", False] == ["cookie" in each.headers for each in requests]


def test_what_came_over_tls_does_not_go_out_in_clear(sink, caller, new_session):
    """Also when the server did not say Secure; over TLS it goes to the same host."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}")
    caller.call(session, "GET", sink.url(server="https", path="/set"))
    caller.call(session, "GET", sink.url(server="https", path="/"))
    caller.call(session, "GET", sink.url(path="/"))

    assert f"sid={COOKIE_CANARY}" == sink.arrived[1].headers["cookie"]
    assert [] == leaks(sink.elsewhere(sink.url(server="https")), COOKIE_CANARY)


def test_a_port_is_no_border(sink, caller, new_session):
    """ "Cookies do not provide isolation by port" (RFC 6265 section 8.5): what docs/security.md says of them."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}")
    caller.call(session, "GET", sink.url(path="/set"))
    caller.call(session, "GET", sink.url(server="http2nd", path="/"))

    assert f"sid={COOKIE_CANARY}" == sink.arrived[-1].headers["cookie"]


def test_the_user_of_a_url_is_no_part_of_the_host(sink, caller, new_session):
    """A cookie that is set for https://user:password@host/ is the host's, and has no password in its domain."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", "Set-Cookie: sid=1")
    caller.call(session, "GET", sink.url("bob:pass-wo%2Frd@a.localhost", "/set"))
    caller.call(session, "GET", sink.url(path="/"))
    caller.call(session, "GET", sink.url("a.localhost@b.localhost", "/"))

    assert ["a.localhost"] == [cookie.domain for cookie in session.client.cookies.jar]
    assert [None, "sid=1", None] == [each.headers.get("cookie") for each in sink.arrived]


def test_a_host_header_moves_nothing(sink, caller, new_session):
    """A Host header that the user writes chooses no cookie and no login (CVE-2026-6276): the URL does."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}")
    session.login(sink.url(), nbauth.BearerAuth("for-a-only"))
    caller.call(session, "GET", sink.url(path="/set"))
    host = sink.url().removeprefix("http://")
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/end"))
    for path in ("/", "/go"):
        caller.call(session, "GET", sink.url("b.localhost", path), headers={"Host": host}, follow_redirects=True)

    for each in sink.arrived[1:]:
        assert (None, None) == (each.headers.get("cookie"), each.headers.get("authorization"))


GIVEN = {
    "dict": lambda: {"sid": COOKIE_CANARY},
    "list": lambda: [("sid", COOKIE_CANARY)],
    "Cookies": lambda: httpx.Cookies({"sid": COOKIE_CANARY}),
    "CookieJar": lambda: httpx.Cookies({"sid": COOKIE_CANARY}).jar,
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("later", [False, True])
def test_cookies_without_a_domain(sink, caller, new_session, given, later):
    """With base_url they are for its origin only; whatever they are given as, and when."""
    session = new_session(base_url=sink.url(), **({} if later else {"cookies": given()}))
    if later:
        client = session.async_client if caller.is_async else session.client
        client.cookies = given()
    for url in ("/", sink.url("b.localhost", "/"), sink.url("sub.a.localhost", "/"), sink.url(server="http2nd")):
        caller.call(session, "GET", url)

    assert [f"sid={COOKIE_CANARY}", None, None, None] == [each.headers.get("cookie") for each in sink.arrived]


def test_cookies_without_a_domain_and_no_base_url(sink, caller, new_session):
    """They go where the person calls, as in httpx, and along no redirect elsewhere; back home they go again."""
    session = new_session(cookies={"sid": COOKIE_CANARY})
    sink.answers[f"{sink.url()}/go"] = redirect(302, sink.url("b.localhost", "/go"))
    sink.answers[f"{sink.url('b.localhost')}/go"] = redirect(302, sink.url(path="/end"))
    caller.call(session, "GET", sink.url(path="/go"), follow_redirects=True)
    caller.call(session, "GET", sink.url("b.localhost", "/"))

    cookie = f"sid={COOKIE_CANARY}"
    assert [cookie, None, cookie, cookie] == [each.headers.get("cookie") for each in sink.arrived]


def test_cookies_of_one_request(sink, caller, new_session):
    """Those that a request is given are for this request, beside those of the client."""
    session = new_session(cookies={"mine": "1"}, base_url=sink.url())
    for url in ("/", sink.url("b.localhost", "/"), "/"):
        caller.call(session, "GET", url, **({"cookies": {"sid": "2"}} if len(sink.arrived) < 2 else {}))

    assert ["mine=1; sid=2", "sid=2", "mine=1"] == [each.headers.get("cookie") for each in sink.arrived]


def test_a_cookie_header_of_the_users_own(sink, caller, new_session):
    """It is sent as it is written, once: httpx takes it off at each redirect."""
    session = new_session(cookies={"mine": "1"})
    sink.answers["/go"] = redirect(302, sink.url("b.localhost", "/"))
    caller.call(session, "GET", sink.url(path="/go"), headers={"Cookie": "sid=2"}, follow_redirects=True)

    assert ["sid=2", None] == [each.headers.get("cookie") for each in sink.arrived]


def test_a_jar_from_a_file(sink, caller, new_session, tmp_path):
    """Each cookie of a saved jar keeps its host; a super cookie in it goes nowhere (HTTPie, CVE-2022-0430)."""
    lines = ["a.localhost\tFALSE", ".example.test\tTRUE", ".co.uk\tTRUE", ".localhost\tTRUE"]
    text = "".join(f"{line}\t/\tFALSE\t9999999999\tsid\t{COOKIE_CANARY}{n}\n" for n, line in enumerate(lines))
    (tmp_path / "jar.txt").write_text("# Netscape HTTP Cookie File\n" + text)
    jar = MozillaCookieJar(tmp_path / "jar.txt")
    jar.load()
    session = new_session(cookies=jar)
    for host in ("a.localhost", "sub.a.localhost", "b.localhost", "api.example.test", "b.co.uk"):
        caller.call(session, "GET", sink.url(host, "/"))

    sent = [(each.headers.get("cookie") or "").removeprefix(f"sid={COOKIE_CANARY}") for each in sink.arrived]
    assert ["0", "", "", "1", ""] == sent


def test_cookies_of_a_token_endpoint(sink, caller, new_session):
    """What the answer to a flow's own request sets goes with the request only where it is for its host too."""

    class Flow(httpx.Auth):
        def auth_flow(self, request):
            yield type(request)("POST", sink.url("example.test", "/token"), content=b"x")
            request.headers["X-Done"] = "1"
            yield request

    session = new_session(allow_insecure=True)
    set_cookies = [
        "Set-Cookie: mine=1",
        "Set-Cookie: ours=2; Domain=example.test",
        "Set-Cookie: all=3; Domain=test",
    ]
    sink.answers["/token"] = reply(200, b"", *set_cookies)
    session.login(sink.url("api.example.test"), Flow())
    caller.call(session, "GET", sink.url("api.example.test", "/"))

    assert "ours=2" == sink.arrived[-1].headers["cookie"]


def cookies_of(caller, session, sink):
    """Return what A and B get."""
    sink.arrived.clear()
    for host in ("a.localhost", "b.localhost"):
        caller.call(session, "GET", sink.url(host, "/"))
    return [each.headers.get("cookie") for each in sink.arrived]


@pytest.mark.parametrize("jar", [False, True])
def test_cookies_end_with_their_login(sink, caller, new_session, jar):
    """Who logs out, or logs in anew, is no longer known by the cookies that were set meanwhile, whoever's jar it is."""
    session = new_session()
    if jar:
        client = session.async_client if caller.is_async else session.client
        client.cookies = CookieJar()
    sink.answers["/set"] = reply(200, b"", "Set-Cookie: sid=1; Path=/")

    def log_in():
        for name, host in (("a", "a.localhost"), ("b", "b.localhost")):
            session.login(sink.url(host), nbauth.BearerAuth("t0ken-of-it"), name=name)
            caller.call(session, "GET", sink.url(host, "/set"))

    log_in()
    assert ["sid=1", "sid=1"] == cookies_of(caller, session, sink)
    session.logout("a")
    assert [None, "sid=1"] == cookies_of(caller, session, sink)
    log_in()
    session.login(sink.url("b.localhost"), nbauth.BearerAuth("another-user"), name="b")
    assert ["sid=1", None] == cookies_of(caller, session, sink)
    log_in()
    session.logout()
    assert [None, None] == cookies_of(caller, session, sink)
