"""One test for each known hole of this kind, by its number: what happened there, and that it does not happen here.

Most of them are cases of a rule that test_confinement.py and its neighbours try with every kind of credential. Here
each stands as it was reported, so that nobody has to look for it. Descriptions are our own; those of curl:
https://curl.se/docs/CVE-....html.
"""

from __future__ import annotations

import logging
from itertools import pairwise
from urllib.parse import quote

import pytest
from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, TOKEN_CANARY, leaks
from wire.held import texts
from wire.kinds import BY_NAME, CREDENTIAL_HEADERS, digest_is_right
from wire.sink import CLOSE, challenged, redirect, reply

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import Origin
from nbauth.errors import InvalidField, InvalidOrigin, NbauthError
from nbauth.wire.bindings import parse_space

A, B = "a.localhost", "b.localhost"


@pytest.fixture
def get(caller):
    """GET along redirects."""
    return lambda session, url, **options: caller.call(session, "GET", url, **{"follow_redirects": True, **options})


def credentials(requests):
    """Return the credential headers of each request."""
    return [{name: each.headers[name] for name in CREDENTIAL_HEADERS if name in each.headers} for each in requests]


@pytest.fixture
def netrc(tmp_path):
    """Return the Auth of a netrc file with this text."""

    def make(text, **options):
        path = tmp_path / "netrc"
        path.write_text(text)
        path.chmod(0o600)
        return nbauth.NetRCAuth(path, **options)

    return make


# -- curl: redirects --------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key", "Cookie", "Private-Token"])
def test_cve_2018_1000007_a_header_of_the_users_own_follows_a_redirect(sink, get, new_session, header):
    """curl sent an ``Authorization:`` that was given with -H to whatever host it was redirected to."""
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(new_session(), sink.url(path="/go"), headers={header: f"Basic {HEADER_CANARY}"})

    assert leaks(sink.at(sink.url())[0].raw, HEADER_CANARY)
    assert [] == leaks(sink.elsewhere(sink.url()), HEADER_CANARY)
    assert 2 == len(sink.arrived)


@pytest.mark.parametrize("target", [(A, "http2nd"), (A, "https"), (B, "http")])
def test_cve_2022_27774_same_host_but_another_port_or_protocol(sink, get, new_session, target):
    """curl took another port, and another protocol, of a host for the same host."""
    host, server = target
    session = new_session()
    session.login(sink.url(), ("bob", CANARY))
    sink.answers["/go"] = redirect(302, sink.url(host, "/end", server))
    get(session, sink.url(path="/go"))

    assert [{}] == credentials(sink.at(sink.url(host, server=server)))
    assert [] == leaks(sink.elsewhere(sink.url()), CANARY)


def test_cve_2022_27776_authorization_and_cookie_headers_on_another_port(sink, get, new_session):
    """curl's check for headers, of -H 'Authorization:' and 'Cookie:', looked at the host's name only."""
    sink.answers["/go"] = redirect(302, sink.url(server="http2nd", path="/end"))
    get(
        new_session(), sink.url(path="/go"), headers={"Authorization": f"X {TOKEN_CANARY}", "Cookie": COOKIE_CANARY}
    )

    assert 2 == len(sink.arrived)
    assert [{}] == credentials(sink.at(sink.url(server="http2nd")))


@pytest.mark.parametrize(
    "target", ["imap://bob@a.localhost/", "ldap://bob@a.localhost/", "pop3://bob@a.localhost/", "smtp://bob@a.localhost/",
               "ftp://bob@a.localhost/", "file:///etc/passwd", "data:text/plain,x"],
)  # fmt: skip
def test_cve_2025_14524_a_bearer_token_on_a_redirect_to_another_protocol(sink, get, new_session, target):
    """curl passed a bearer token on when an http redirect led to IMAP, LDAP, POP3 or SMTP."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    sink.answers["/go"] = redirect(302, target)

    with pytest.raises((httpx.HTTPError, httpx.InvalidURL)):
        get(session, sink.url(path="/go"))
    assert ["/go"] == [each.path for each in sink.arrived]


def test_cve_2021_22876_the_user_of_a_url_in_a_referer(sink, get, new_session):
    """curl -e ';auto' put the whole URL of the request before, user and password in it, into Referer."""
    session = new_session()
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(session, sink.url(f"bob:{quote(CANARY, safe='')}@{A}", "/go"))

    assert leaks(sink.at(sink.url())[0].raw, CANARY)
    assert all("referer" not in each.headers for each in sink.arrived)
    assert [] == leaks(sink.elsewhere(sink.url()), CANARY)


def test_cve_2026_94265_userinfo_in_a_location_brings_the_credential_along(sink, get, new_session):
    """curl answered a challenge anew at a host that a redirect named with a user in its URL."""
    session = new_session()
    session.login(sink.url(), nbauth.DigestAuth("bob", CANARY))
    sink.answers[f"{sink.url()}/go"] = challenged(redirect(302, sink.url(f"bob@{B}", "/end")))
    sink.answers[f"{sink.url(B)}/end"] = challenged(reply())

    assert 401 == get(session, sink.url(path="/go")).status_code
    assert any(digest_is_right(each, "bob", CANARY) for each in sink.at(sink.url()))
    assert [{}] == credentials(sink.at(sink.url(B)))


# -- curl: netrc ------------------------------------------------------------------------------------------

OF_A = f"machine {A} login mary password marys-pass/word\n"
OTHERS = {
    "no entry": "",
    "login only": f"machine {B} login bob\n",
    "empty": f"machine {B}\n",
    "empty default": "default\n",
    "full": f"machine {B} login bob password bobs-pass/word\n",
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_cve_2024_11053_netrc_and_a_redirect(sink, get, new_session, netrc, other):
    """curl sent the password of the first host to the second, whose entry in the netrc file had none."""
    session = new_session()
    session.login(None, netrc(OF_A + other))
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(session, sink.url(path="/go"))

    assert leaks(sink.at(sink.url())[0].raw, "marys-pass/word")
    assert [{}] == credentials(sink.at(sink.url(B)))


def test_cve_2025_0167_netrc_and_an_empty_default(sink, get, new_session, netrc):
    """The same, with a ``default`` that names no user and no password; also where it was asked for."""
    session = new_session()
    session.login(None, netrc(OF_A + "default\n", default=True))
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(session, sink.url(path="/go"))
    get(session, sink.url(B, "/direct"))

    assert leaks(sink.at(sink.url())[0].raw, "marys-pass/word")
    assert [{}, {}] == credentials(sink.at(sink.url(B)))


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_cve_2026_6429_netrc_and_a_redirect_on_one_connection_to_a_proxy(sink, get, new_session, netrc, other):
    """The same, when both requests took one connection to an http proxy."""
    session = new_session(proxy=sink.url("proxy.localhost"))
    session.login(None, netrc(OF_A + other))
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(session, sink.url(path="/go"))

    assert [sink.url(path="/go"), sink.url(B, "/end")] == [each.target for each in sink.arrived]
    assert 1 == len({each.port for each in sink.arrived})
    assert [{}] == credentials(sink.at(sink.url(B)))


@pytest.mark.parametrize("entry", [f"machine {B} login bob password bobs-pass/word", "default login x password y"])
def test_cve_2026_3783_a_bearer_token_and_a_netrc_entry_for_the_target(sink, get, new_session, netrc, entry):
    """curl passed a bearer token on where the netrc file had an entry for the host of the redirect."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    session.login(None, netrc(entry, default=True))
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(session, sink.url(path="/go"))

    assert f"Bearer {TOKEN_CANARY}" == sink.arrived[0].headers["authorization"]
    assert [{}] == credentials(sink.at(sink.url(B)))


def test_cve_2026_8926_the_password_of_another_netrc_user(sink, get, new_session, netrc):
    """curl sent the password of the file's first user for a host to it when the URL named another user.

    httpx does so too. Here nothing is sent, and `explain` says why.
    """
    auth = netrc(f"machine {A} login alice password alices-pass/word\n")
    session = new_session()
    session.login(None, auth)
    get(session, sink.url(f"bob@{A}", "/"))
    get(session, sink.url(f"alice@{A}", "/"))

    assert [False, True] == ["authorization" in each.headers for each in sink.arrived]
    assert "(line 1) is for the user in the URL" in session.explain(sink.url(f"bob@{A}", "/"))


# -- curl: proxies ----------------------------------------------------------------------------------------

PROXY_USER = "proxy-user:proxys-pass%2Fword"


def test_cve_2015_3153_headers_for_the_server_in_connect(sink, get, new_session):
    """curl sent headers that were meant for the server to the proxy too, with CONNECT."""
    session = new_session(proxy=sink.url("proxy.localhost"), headers={"X-Api-Key": HEADER_CANARY})
    session.login(sink.url(server="https"), nbauth.BearerAuth(TOKEN_CANARY))
    get(session, sink.url(server="https", path="/"), headers={"X-Mine": "1", "Cookie": f"sid={COOKIE_CANARY}"})

    connect, request = sink.arrived
    assert {"host", "accept"} == connect.headers.keys()
    assert {"x-api-key", "x-mine", "cookie", "authorization"} <= request.headers.keys()


@pytest.mark.parametrize("schemes", [("http", "https"), ("https", "http")])
def test_cve_2026_6253_a_redirect_from_one_proxy_to_another(sink, get, new_session, caller, trusted, schemes):
    """Where http and https have proxies of their own, curl sent the credential for the first to the second."""
    transport = httpx.AsyncHTTPTransport if caller.is_async else httpx.HTTPTransport
    first = transport(proxy=sink.url(f"{PROXY_USER}@proxy.localhost"), verify=trusted)
    second = transport(proxy=sink.url("other-proxy.localhost", server="http2nd"), verify=trusted)
    session = new_session(mounts={f"{schemes[0]}://": first, f"{schemes[1]}://": second})
    sink.answers["/go"] = redirect(302, sink.url(B, "/end", schemes[1]))
    get(session, sink.url(path="/go", server=schemes[0]))

    at_proxy = [each for each in sink.arrived if each.scheme == "connect" or each.target.startswith("http:")]
    with_credential = {each.port: "proxy-authorization" in each.headers for each in at_proxy}
    assert [True, False] == list(with_credential.values())
    assert 2 == len(with_credential)


def test_cve_2026_3784_a_proxy_connection_of_other_credentials(sink, get, new_session):
    """curl took a connection through a proxy that had been opened with other credentials for the proxy."""
    for user in ("alice", "bob"):
        session = new_session(proxy=sink.url(f"{user}:pass-word@proxy.localhost"))
        for _ in range(2):
            get(session, sink.url(server="https", path="/"))

    connects = [each for each in sink.arrived if each.scheme == "connect"]
    requests = [each for each in sink.arrived if each.scheme == "https"]
    assert 2 == len({each.headers["proxy-authorization"] for each in connects}) == len(connects)
    assert [connects[0].connection] * 2 + [connects[1].connection] * 2 == [each.connection for each in requests]


def test_cve_2026_7168_digest_of_one_proxy_at_another(sink, get, new_session):
    """After Digest with one proxy, libcurl sent the answer for it to the next one. A session answers no proxy."""
    session = new_session(proxy=sink.url("proxy.localhost"))
    session.login(sink.url(), nbauth.DigestAuth("bob", CANARY))
    session.login(sink.url("proxy.localhost"), nbauth.DigestAuth("bob", CANARY))
    sink.answers["/"] = reply(407, b"", 'Proxy-Authenticate: Digest realm="p", nonce="n0nce", qop="auth"')

    assert 407 == get(session, sink.url(path="/")).status_code
    assert [{}] == credentials(sink.arrived)


@pytest.mark.parametrize("server", ["http", "https"])
def test_cve_2026_9079_proxy_credentials_that_were_taken_back(sink, get, new_session, server):
    """libcurl kept sending the password for a proxy after it had been told to forget it."""
    url = sink.url(server=server, path="/")
    for proxy in (sink.url(f"{PROXY_USER}@proxy.localhost"), sink.url("proxy.localhost"), None):
        get(new_session(proxy=proxy), url)

    at_proxy = [each for each in sink.arrived if each.scheme == "connect" or each.target.startswith("http:")]
    assert [True, False] == ["proxy-authorization" in each.headers for each in at_proxy]
    assert all("proxy-authorization" not in each.headers for each in sink.arrived if each not in at_proxy)


def test_cve_2026_86414_a_proxy_that_asks_in_the_servers_name(sink, get, new_session):
    """A proxy could have curl send it the server's password, by answering CONNECT with 401 instead of 407."""
    session = new_session(proxy=sink.url("proxy.localhost"))
    session.login(sink.url(server="https"), nbauth.DigestAuth("bob", CANARY))
    session.login(sink.url(B, server="https"), ("bob", CANARY))
    sink.answers["CONNECT"] = reply(401, b"", 'WWW-Authenticate: Digest realm="r", nonce="n0nce", qop="auth"')

    for host in (A, B):
        with pytest.raises(httpx.ProxyError):
            get(session, sink.url(host, "/", "https"))
    assert [{}, {}] == credentials(sink.arrived)
    assert {"connect"} == {each.scheme for each in sink.arrived}


# -- curl: Digest, passwords, cookies, connections --------------------------------------------------------


@pytest.mark.parametrize("kind", ["digest", "httpx digest"])
@pytest.mark.parametrize("way", ["login", "client", "request"])
def test_cve_2026_11856_digest_for_one_server_at_another(sink, get, new_session, tmp_path, kind, way):
    """After Digest with one server curl sent an answer made with its nonce to the next; so does httpx."""
    auth = BY_NAME[kind].make(sink, tmp_path)
    sink.answers[f"{sink.url()}/"] = challenged(reply())
    session = new_session(auth=auth if way == "client" else None)
    if way == "login":
        session.login(sink.url(), auth)
    options = {"auth": auth} if way == "request" else {}
    for _ in range(2):
        get(session, sink.url(path="/"), **options)
    get(session, sink.url(B, "/"), **options)

    assert digest_is_right(sink.at(sink.url())[-1], "bob", CANARY)
    assert [{}] == credentials(sink.at(sink.url(B)))


FRAGMENTS = ["pa@ss", "pa/ss", "pa:ss", "pa#ss", "pa?ss", "pa%ss", "p@b.localhost/x", "pa\\ss", "p@[::1]"]


@pytest.mark.parametrize("password", FRAGMENTS)
def test_cve_2020_8169_a_part_of_the_password_as_the_name_of_a_host(sink, get, new_session, password):
    """curl asked a name server for a part of the password, when it had an @ in it and a redirect was followed."""
    session = new_session()
    session.login(sink.url(), ("bob", password))
    sink.answers["/go"] = redirect(302, "/end")
    get(session, sink.url(path="/go"))
    get(new_session(), sink.url(f"bob:{quote(password, safe='')}@{A}", "/go"))

    assert {A} == set(sink.names)
    assert 4 == len(sink.arrived)
    assert all(leaks(each.raw, f"bob:{password}") for each in sink.arrived)


@pytest.mark.parametrize("password", FRAGMENTS)
def test_cve_2020_8169_a_password_that_is_not_quoted_in_a_url(password):
    """Written into a URL as it is, it changes where the URL leads, for every parser. No login is bound to that, and
    the refusal has no part of it, nor what hangs on it."""
    url = f"http://bob:p4n-{password}-z9Kq@{A}/"
    with pytest.raises(InvalidOrigin) as caught:
        parse_space(url)

    assert [] == [part for part in ("p4n-", "-z9Kq") if part in f"{caught.value} {caught.value.__context__!r}"]


@pytest.mark.parametrize(
    "host, domain", [("a.co.uk.", "co.uk."), ("a.test.", "test."), ("a.test.", "test"), ("a.co.uk", "co.uk")]
)
def test_cve_2022_27779_a_cookie_for_a_top_level_domain(sink, get, new_session, host, domain):
    """With a dot at the end of the host's name, curl let it set a cookie for a whole top-level domain."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}; Domain={domain}")
    get(session, sink.url(host, "/set"))
    strangers = [host.replace("a.", "b.", 1), host.replace("a.", "b.", 1).rstrip("."), domain]
    for stranger in strangers:
        get(session, sink.url(stranger, "/"))

    assert 1 + len(strangers) == len(sink.arrived)
    assert [] == leaks(sink.elsewhere(), COOKIE_CANARY)


def test_cve_2026_8924_a_super_cookie_with_a_final_dot(sink, get, new_session):
    """Domain=co.uk. set by example.co.uk. passed curl's check against the Public Suffix List."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}; Domain=co.uk.")
    get(session, sink.url("example.co.uk.", "/set"))
    get(session, sink.url("other.co.uk.", "/"))

    assert [] == list(session.client.cookies.jar)
    assert [] == leaks(sink.elsewhere(), COOKIE_CANARY)


def test_cve_2026_6276_cookies_for_the_host_of_an_earlier_request(sink, get, new_session):
    """libcurl took the host of cookies from a Host header of the request before."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}")
    get(session, sink.url(path="/set"), headers={"Host": "other.localhost"})
    for host in ("other.localhost", B):
        get(session, sink.url(host, "/"))
    get(session, sink.url(B, "/"), headers={"Host": sink.url().removeprefix("http://")})
    get(session, sink.url(path="/"))

    assert [None] * 4 + [f"sid={COOKIE_CANARY}"] == [each.headers.get("cookie") for each in sink.arrived]


@pytest.mark.parametrize("second", ["bob", None])
def test_cve_2022_22576_a_connection_of_another_users(sink, get, new_session, second):
    """curl took a connection that had been authenticated with another token (OAuth2 with SASL)."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth(f"{TOKEN_CANARY}-alice"), name="alice")
    get(session, sink.url(path="/"))
    session.logout("alice")
    if second:
        session.login(sink.url(), nbauth.BearerAuth(f"{TOKEN_CANARY}-bob"), name="bob")
    get(session, sink.url(path="/"))

    one, two = sink.arrived
    assert one.connection == two.connection
    assert f"Bearer {TOKEN_CANARY}-alice" == one.headers["authorization"]
    assert (f"Bearer {TOKEN_CANARY}-bob" if second else None) == two.headers.get("authorization")


@pytest.mark.parametrize("number", ["CVE-2015-3148", "CVE-2014-0015"])
def test_connections_of_two_users_of_one_host(sink, get, new_session, number):
    """Negotiate (CVE-2015-3148) and NTLM (CVE-2014-0015) authenticate a connection, and curl gave it to the next
    user. Here each session has connections of its own, and no scheme of ours authenticates one."""
    for user in ("alice", "bob"):
        session = new_session()
        session.login(sink.url(), (user, f"pass-word-of-{user}"))
        get(session, sink.url(path="/"))

    one, two = sink.arrived
    assert one.connection != two.connection
    for user in ("alice", "bob"):
        assert [user == "alice", user == "bob"] == [bool(leaks(each.raw, f"of-{user}")) for each in sink.arrived]


# -- requests, Go, HTTPie, SDKs ---------------------------------------------------------------------------

TRICKS = {
    "user that is A": "http://{A}:@{B}/",
    "user and port that are A": "http://{A}:80@{B}/",
    "A and a path, in a password": "http://{A}%2F:x@{B}/",
    "A, then a backslash": "http://{A}\\@{B}/",
    "A, in the query": "http://{B}/?@{A}/",
    "A, in the fragment": "http://{B}#@{A}/",
    "A, in the path": "http://{B}/@{A}/",
    "A, then a full-width dot": "http://{A}\uff0e{B}/",
    "A, then an ideographic full stop": "http://{A}\u3002{B}/",
    "A, then a full-width slash": "http://{A}\uff0f@{B}/",
    "A, then a full-width at sign": "http://{A}\uff20{B}/",
    "A with a soft hyphen": "http://{A}\u00ad.{B}/",
    "A, with a line break": "http://{A}\n@{B}/",
    "A, with a tab": "http://{A}\t@{B}/",
    "A, with NUL": "http://{A}\0@{B}/",
    "A, with a blank": "http://{A} @{B}/",
    "A, twice": "http://{A}@{A}@{B}/",
    "three slashes": "http:///{A}@{B}/",
}


@pytest.mark.parametrize("url", TRICKS.values(), ids=TRICKS)
def test_cve_2024_47081_a_host_that_is_read_from_the_user_of_the_url(sink, get, new_session, netrc, url):
    """requests looked http://A:@B/ up in the netrc file as A. Every way to write A where the host is not."""
    session = new_session()
    session.login(None, netrc(OF_A))
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    url = url.format(A=A, B=sink.url(B).removeprefix("http://"))
    try:
        get(session, url)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.ConnectError):
        pass  # three of them lead nowhere
    get(session, sink.url(path="/"))

    home = sink.url()
    assert leaks(sink.at(home)[-1].raw, TOKEN_CANARY)
    assert [] == leaks(sink.elsewhere(home), TOKEN_CANARY) + leaks(sink.elsewhere(home), "marys-pass/word")
    assert 1 == len(sink.at(home))


def test_cve_2018_18074_authorization_from_https_to_http(sink, get, new_session):
    """requests sent Authorization on when https redirected to http on the same host."""
    session = new_session(auth=("bob", CANARY))
    sink.answers["/go"] = redirect(302, sink.url(path="/end"))
    get(session, sink.url(server="https", path="/go"), headers={"X-Api-Key": HEADER_CANARY})

    assert leaks(sink.at(sink.url(server="https"))[0].raw, CANARY)
    assert [{}] == credentials(sink.at(sink.url()))


@pytest.mark.parametrize("number", ["CVE-2023-32681", "CVE-2025-4673"])
def test_proxy_authorization_at_the_server(sink, get, new_session, number):
    """requests sent the credential for a proxy through the tunnel, to the server (CVE-2023-32681); Go kept the
    header Proxy-Authorization on a redirect to another host (CVE-2025-4673). httpx does the latter too."""
    session = new_session(proxy=sink.url(f"{PROXY_USER}@proxy.localhost") if number == "CVE-2023-32681" else None)
    server = "https" if number == "CVE-2023-32681" else "http"
    sink.answers["/go"] = redirect(302, sink.url(B, "/end", server))
    get(session, sink.url(path="/go", server=server), headers={"Proxy-Authorization": f"Basic {HEADER_CANARY}"})

    at_servers = [each for each in sink.arrived if each.scheme == server]
    assert [sink.url(server=server), sink.url(B, server=server)] == [each.origin for each in at_servers]
    assert "proxy-authorization" not in at_servers[1].headers
    if server == "https":
        assert "proxy-authorization" not in at_servers[0].headers
        assert [True, True] == [
            "proxy-authorization" in each.headers for each in sink.arrived if each.scheme == "connect"
        ]


@pytest.mark.parametrize("chain", [(A, B, B), (A, B, A, B), (A, A, B), (A, B, "c.localhost", B)])
def test_cve_2024_45336_a_header_that_comes_back_on_the_second_redirect(sink, get, new_session, chain):
    """Go took Authorization off at a redirect to another host, and put it on again at the next one."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    for number, (here, there) in enumerate(pairwise(chain)):
        sink.answers[f"{sink.url(here)}/{number}"] = redirect(302, sink.url(there, f"/{number + 1}"))
    get(session, sink.url(chain[0], "/0"), headers={"X-Api-Key": HEADER_CANARY})

    assert [sink.url(host) for host in chain] == [each.origin for each in sink.arrived]
    assert [host == A for host in chain] == ["authorization" in each.headers for each in sink.arrived]
    assert [] == leaks(sink.elsewhere(sink.url()), HEADER_CANARY)


@pytest.mark.parametrize(
    "host", ["sub.a.localhost", "a.localhost.", "a.localhost.evil.test", "xa.localhost", "localhost"]
)
def test_cve_2023_45289_a_sub_domain_is_the_same_host(sink, get, new_session, host):
    """Go kept Authorization and cookies where a redirect led to a sub-domain, or to what looked like one."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}")
    sink.answers["/go"] = redirect(302, sink.url(host, "/end"))
    for path in ("/set", "/go"):
        get(session, sink.url(path=path))
    get(session, sink.url(host, "/end"))

    assert [{}, {}] == credentials(sink.at(sink.url(host)))


@pytest.mark.parametrize("number", ["CVE-2022-0430", "CVE-2022-24737"])
def test_stored_cookies_without_a_domain(sink, get, new_session, number):
    """HTTPie's sessions kept cookies without the host that had set them, and sent them to every other host, by
    direct call (CVE-2022-0430) and by redirect (CVE-2022-24737)."""
    session = new_session()
    sink.answers["/set"] = reply(200, b"", f"Set-Cookie: sid={COOKIE_CANARY}")
    sink.answers["/go"] = redirect(302, sink.url(B, "/end"))
    get(session, sink.url(path="/set"))
    again = new_session(cookies=session.client.cookies)
    get(again, sink.url(B, "/end") if number == "CVE-2022-0430" else sink.url(path="/go"))

    assert [{}] == credentials(sink.at(sink.url(B)))
    get(again, sink.url(path="/end"))
    assert f"sid={COOKIE_CANARY}" == sink.arrived[-1].headers["cookie"]


@pytest.mark.parametrize("header", ["api-key", "X-Whatever", "Ocp-Apim-Subscription-Key", "x"])
def test_openai_python_3516_axios_10892_a_key_in_a_header_of_any_name(sink, get, new_session, header):
    """SDKs that put their key into a header of their own had it sent on: who strips by name knows not all names."""
    session = new_session()
    session.login(sink.url(), nbauth.APIKeyAuth(HEADER_CANARY, header), name="by_login")
    sink.answers["/go"] = redirect(307, sink.url(B, "/end"))
    get(session, sink.url(path="/go"))
    session.logout()
    get(session, sink.url(path="/go"), auth=nbauth.APIKeyAuth(HEADER_CANARY, header))

    assert [HEADER_CANARY] * 2 == [each.headers[header.lower()] for each in sink.at(sink.url())]
    assert [] == leaks(sink.elsewhere(sink.url()), HEADER_CANARY)
    assert 4 == len(sink.arrived)


# -- git, Jupyter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["https:///evil", "http://", "https://:443/", "https://@/", "https://?x"])
def test_cve_2020_11008_a_url_without_a_host(sink, get, new_session, url):
    """git asked its helpers for "any" credential when a URL had no host, and sent it to the attacker's."""
    session = new_session(auth=("bob", CANARY))
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))

    with pytest.raises(InvalidOrigin):
        session.login(url, ("bob", CANARY))
    with pytest.raises(InvalidOrigin):
        session.explain(url)
    with pytest.raises((httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.ConnectError, httpx.LocalProtocolError)):
        get(session, url)
    assert [] == sink.arrived


BREAKS = {"CR LF": "\r\n", "LF": "\n", "CR": "\r", "NUL": "\0"}
FIELDS = {
    "user name": lambda text: nbauth.BasicAuth(text, "pass-word"),
    "password": lambda text: nbauth.BasicAuth("bob", text),
    "digest user": lambda text: nbauth.DigestAuth(text, "pass-word"),
    "digest password": lambda text: nbauth.DigestAuth("bob", text),
    "token": nbauth.BearerAuth,
    "key": nbauth.APIKeyAuth,
    "name of a key": lambda text: nbauth.APIKeyAuth("k3y-of-it", text),
    "name of a parameter": lambda text: nbauth.APIKeyAuth("k3y-of-it", text, "query"),
}


@pytest.mark.parametrize("number", ["CVE-2020-5260", "CVE-2024-52006"])
@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS)
def test_a_line_break_in_a_field(number, make, text):
    """A line break in a URL made new lines in git's talk with its helpers, and so another host (CVE-2020-5260); so
    did a CR alone (CVE-2024-52006). It is refused in every field, and not quoted."""
    with pytest.raises(InvalidField) as caught:
        make(f"p4n-x{text}X-Evil: z9Kq")

    assert "p4n" not in str(caught.value) and "X-Evil" not in str(caught.value)


@pytest.mark.parametrize("text", BREAKS.values(), ids=BREAKS)
def test_cve_2020_5260_a_line_break_in_a_url(sink, get, new_session, text):
    """In the URL of a login, of a request and of a redirect."""
    session = new_session()
    session.login(sink.url(), nbauth.BearerAuth(TOKEN_CANARY))
    url = f"http://{A}{text}Host: {B}/"

    with pytest.raises(InvalidOrigin):
        session.login(url, ("bob", CANARY))
    with pytest.raises((httpx.InvalidURL, httpx.LocalProtocolError)):
        get(session, sink.url(path=f"/{text}X-Evil: 1"))
    assert [] == sink.arrived


@pytest.mark.parametrize(
    "host, shown",
    [
        ("bücher.example", "xn--bcher-kva.example"),
        ("\u0430pple.example", "xn--pple-43d.example"),
    ],
)
def test_cve_2024_50349_a_prompt_that_looks_like_another_host_s(host, shown):
    """git's prompt for a password showed what a URL brought: escapes and look-alikes. An origin is shown as it is
    asked for by the network, in ASCII. (That no escape reaches a screen: tests/render/test_inert.py.)"""
    session = nbauth.Session()
    login = session.login(f"https://{host}", ("bob", CANARY))

    assert f"https://{shown}" == login.origin
    assert f"https://{shown}: login basic" in session.explain(f"https://{host}/")
    for text in (
        "https://h.example\x1b[2K/",
        "https://h.example\u202e/",
        "https://h\u2066.example/",
        "https://\uff41.b/",
    ):
        with pytest.raises(NbauthError) as caught:
            session.login(text, ("bob", CANARY))
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("number", ["CVE-2022-24758", "CVE-2022-24757"])
@pytest.mark.parametrize("kind", ["pair", "bearer", "digest", "key in header", "key in query", "key in cookie"])
def test_credentials_in_the_log_after_an_error(sink, get, new_session, tmp_path, caplog, kind, number):
    """jupyter_server wrote cookies and Authorization of a request into its log when it failed with a 5xx
    (CVE-2022-24758), and the notebook server did so before (CVE-2022-24757). All loggers, at DEBUG."""
    caplog.set_level(logging.DEBUG)
    kind = BY_NAME[kind]
    session = new_session()
    session.login(sink.url(), kind.make(sink, tmp_path))
    sink.answers["/error"] = kind.wanted(reply(500, b"", f"X-Echo: {kind.secret}"))
    sink.answers["/closed"] = kind.wanted(CLOSE)
    try:
        get(session, sink.url(path="/error")).raise_for_status()
    except httpx.HTTPStatusError:
        logging.getLogger("mine").exception("it failed")
    try:
        get(session, sink.url(path="/closed"))
    except httpx.HTTPError as exc:
        logging.getLogger("mine").exception("it failed: %r", exc.request.headers)

    assert kind.arrived(sink.arrived)
    assert {"mine", httpx.__name__} <= {each.name.partition(".")[0] for each in caplog.records}
    assert [] == leaks(caplog.text, kind.secret)
    held = [
        (path, text)
        for each in caplog.records
        for path, text in texts([each.msg, each.args, each.exc_text], each.name)
    ]
    assert [] == [path for path, text in held if leaks(text, kind.secret)]


def test_the_table_is_of_origins():
    """What all of this rests on: URLs that look alike are other origins (RFC 6454 section 4)."""
    origin = Origin.of(httpx.URL("https://a.example"))
    others = ["http://a.example", "https://a.example:8443", "https://a.example.", "https://x.a.example"]

    assert [origin] == [
        each for each in map(Origin.of, map(httpx.URL, [*others, "https://A.EXAMPLE:443/x"])) if each == origin
    ]
