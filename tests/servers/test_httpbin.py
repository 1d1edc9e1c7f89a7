"""Basic, Digest, Bearer, API keys, redirects and cookies through a session, against httpbin behind gunicorn.

httpbin takes user and password from the URL, which is the test's own: what must not hold the password is the record.
"""

import pytest
from servers.observed import leaked, params, proofs, story, without_login

import nbauth
from nbauth._http import httpx

ADA = ("ada", "correcthorse")
TOKEN = "t0k.en-_~+/z9K=="  # every kind of character that a token may have (RFC 6750 section 2.1)
KEY = 'k+/"&<% z9Kq'


@pytest.mark.parametrize("page, refusal", [("basic-auth", 401), ("hidden-basic-auth", 404)])
def test_basic(connect, httpbin, curl_agrees, page, refusal):
    """Refused without a login and with a wrong one, let in with the right one; also where no challenge comes."""
    caller, url = connect(), f"{httpbin}/{page}/ada/correcthorse"
    assert refusal == without_login(caller, url)

    caller.session.login(httpbin, nbauth.BasicAuth("ada", "wrongdonkey"))
    assert refusal == caller.get(url).status_code
    assert [] == leaked("wrongdonkey", caller)
    caller.session.history.clear()
    caller.session.login(httpbin, nbauth.BasicAuth(*ADA))
    response = caller.get(url)

    assert {"authenticated": True, "user": "ada"}.items() <= response.json().items()
    assert [("request", 200)] == story(caller)
    assert ["Basic {{basic_password}}"] == caller.sent("Authorization")
    assert [] == leaked("correcthorse", caller)
    assert curl_agrees(200, "--basic", "-u", "ada:correcthorse", url)
    assert curl_agrees(refusal, "--basic", "-u", "ada:wrongdonkey", url)


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SHA-512"])
@pytest.mark.parametrize("qop", ["auth", "auth-int"])
def test_digest(connect, httpbin, qop, algorithm):
    """Each algorithm with each qop: 401 without a login, one challenge, then counts that go up."""
    caller, url = connect(), f"{httpbin}/digest-auth/{qop}/ada/correcthorse/{algorithm}"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.DigestAuth(*ADA))

    response = caller.get(url)
    assert (200, True) == (response.status_code, response.json()["authenticated"])
    assert [("challenge", 401), ("answer", 200)] == story(caller)
    sent = params(caller.sent("Authorization")[-1])
    assert (algorithm, qop) == (sent["algorithm"], sent["qop"])
    assert 200 == caller.get(url).status_code
    assert [("request", 200)] == story(caller)
    assert [1, 2] == [count for _, count in proofs(caller)]
    assert [] == leaked("correcthorse", caller)


@pytest.mark.parametrize("user, password", [("ada", "wrongdonkey"), ("bob", "correcthorse")])
@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_digest_that_is_wrong(connect, httpbin, curl_agrees, algorithm, user, password):
    """The 401 reaches the user after one try. httpbin takes any user name that the proof is right for; so does curl."""
    caller, url = connect(), f"{httpbin}/digest-auth/auth/ada/correcthorse/{algorithm}"
    status = 200 if user == "bob" else 401
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.DigestAuth(user, password))

    assert status == caller.get(url).status_code
    assert [("challenge", 401), ("answer", status)] == story(caller)
    assert [] == leaked(password, caller)
    assert curl_agrees(status, "--digest", "-u", f"{user}:{password}", url)


def test_digest_over_a_body(connect, httpbin):
    """auth-int proves the body too: bytes, and a stream that is read for it and still arrives."""
    url = f"{httpbin}/digest-auth/auth-int/ada/correcthorse/SHA-256"
    caller = connect()
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.DigestAuth(*ADA))

    assert 200 == caller.request("GET", url, content="naïve".encode()).status_code
    assert 200 == caller.request("GET", url, content=caller.body([b"one", b"two"])).status_code
    assert b"onetwo" == caller.exchange.legs[-1].request.body.content


def test_stale(connect, httpbin):
    """A nonce that is good for two requests: the third is asked again, and the user sees 200 all the time."""
    caller, url = connect(), f"{httpbin}/digest-auth/auth/ada/correcthorse/SHA-256/2"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.DigestAuth(*ADA))

    stories = []
    for _ in range(4):
        assert 200 == caller.get(url).status_code
        stories.append([status for _, status in story(caller)])
    assert [[401, 200], [200], [401, 200], [200]] == stories


def test_stale_for_ever(connect, httpbin):
    """A server that calls each nonce stale gets its 401 through to the user in the end."""
    caller, url = connect(), f"{httpbin}/digest-auth/auth/ada/correcthorse/MD5/0"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.DigestAuth(*ADA))

    assert 401 == caller.get(url).status_code
    assert len(story(caller)) < 10


def test_bearer(connect, httpbin):
    """401 without a token; with one httpbin echoes it: the user sees it, the record does not."""
    caller, url = connect(), f"{httpbin}/bearer"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.BearerAuth(TOKEN))

    response = caller.get(url)

    assert {"authenticated": True, "token": TOKEN} == response.json()
    assert ["Bearer {{bearer_token}}"] == caller.sent("Authorization")
    assert "{{bearer_token}}" == caller.exchange.response.json()["token"]
    assert [] == leaked(TOKEN, caller, response.request)


@pytest.mark.parametrize(
    "place, page, echo",
    [("header", "/headers", "headers"), ("query", "/get", "args"), ("cookie", "/cookies", "cookies")],
)
def test_api_key(connect, httpbin, place, page, echo):
    """Not there without a login; with one httpbin echoes it: the user sees it, the record does not."""
    key = (
        KEY if place != "cookie" else "k+/&<%z9Kq"
    )  # no cookie has a quote or a space in it (RFC 6265 section 4.1.1)
    caller, url = connect(), httpbin + page
    assert "X-Demo-Key" not in caller.get(url).json()[echo]
    caller.session.login(httpbin, nbauth.APIKeyAuth(key, "X-Demo-Key", place))

    response = caller.get(url)

    assert key == response.json()[echo]["X-Demo-Key"]
    assert "{{apikey_key}}" == caller.exchange.response.json()[echo]["X-Demo-Key"]
    assert [] == leaked(key, caller, response.request)


def test_redirect_within_the_origin(connect, httpbin):
    """Each hop gets the login of its origin, and Digest answers for the hop's own uri (RFC 7616 section 3.4)."""
    target = "/digest-auth/auth/ada/{}/SHA-256".format
    caller = connect(follow_redirects=True)
    url = f"{httpbin}/redirect-to?url={target('correcthorse')}"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.DigestAuth(*ADA))

    response = caller.get(url)

    assert 200 == response.status_code
    assert [302, 401] == [each.status_code for each in response.history]
    assert [302, 401, 200] == [status for _, status in story(caller)]
    assert target("{{digest_password}}") == params(caller.sent("Authorization")[-1])["uri"]


LOGINS = {
    "basic": lambda: nbauth.BasicAuth("ada", "correct horse"),
    "digest": lambda: nbauth.DigestAuth("ada", "correct horse"),
    "bearer": lambda: nbauth.BearerAuth(TOKEN),
    "pair": lambda: ("ada", "correct horse"),
}


@pytest.mark.parametrize("scheme", LOGINS)
def test_redirect_to_another_port(connect, httpbin, apache, scheme):
    """The other server on the same host gets no credential, though it would take it, and the user gets its 401."""
    path = "digest" if scheme == "digest" else "basic"
    caller, url = connect(follow_redirects=True), f"{httpbin}/redirect-to?url={apache}/{path}"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, LOGINS[scheme]())

    response = caller.get(url)

    assert (401, f"{apache}/{path}") == (response.status_code, str(response.url))
    assert [302, 401] == [status for _, status in story(caller)]
    assert None is caller.sent("Authorization")[-1]


def test_redirect_to_another_login(connect, httpbin, apache):
    """A hop to a server that has a login of its own gets that one, and only that."""
    caller, url = connect(follow_redirects=True), f"{httpbin}/redirect-to?url={apache}/basic"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.BearerAuth(TOKEN))
    caller.session.login(apache, nbauth.BasicAuth("ada", "correct horse"))

    response = caller.get(url)

    assert (200, "ada") == (response.status_code, response.headers["X-User"])
    assert ["Bearer {{bearer_token}}", "Basic {{basic_password}}"] == caller.sent("Authorization")


def test_cookies(connect, httpbin):
    """What a server sets on the way comes back to it, beside the login; the record has no session cookie's value."""
    caller = connect(follow_redirects=True)
    assert {"cookies": {}} == caller.get(f"{httpbin}/cookies").json()
    caller.session.login(httpbin, nbauth.BasicAuth(*ADA))

    response = caller.get(f"{httpbin}/cookies/set?flavour=chocolate-z9Kq")

    assert {"flavour": "chocolate-z9Kq"} == response.json()["cookies"]
    assert "chocolate-z9Kq" == caller.client.cookies["flavour"]
    assert "chocolate-z9Kq" not in caller.sent("Cookie")[-1]
    assert ["Basic {{basic_password}}"] * 2 == caller.sent("Authorization")


def test_an_authorization_of_the_users_own(connect, httpbin):
    """A login does not overwrite what the user wrote, and auth=None sends nothing."""
    caller, url = connect(), f"{httpbin}/bearer"
    assert 401 == without_login(caller, url)
    caller.session.login(httpbin, nbauth.BearerAuth(TOKEN))

    assert "mine" == caller.get(url, headers={"Authorization": "Bearer mine"}).json()["token"]
    assert 401 == caller.get(url, auth=None).status_code
    assert TOKEN == caller.get(url).json()["token"]


def test_the_same_as_bare_httpx(connect, httpbin):
    """What httpbin saw of a request through a session is what it sees of one by httpx itself."""
    caller, url = connect(), f"{httpbin}/anything?a=%20b"
    assert "Authorization" not in caller.get(url).json()["headers"]
    caller.session.login(httpbin, nbauth.BasicAuth(*ADA))

    assert httpx.post(url, auth=ADA, json={"é": 1}).json() == caller.post(url, json={"é": 1}).json()
