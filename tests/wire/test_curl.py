"""A pasted curl command: its credentials become a login or a named secret, and are nowhere else."""

from __future__ import annotations

import json
import logging
from base64 import b64decode, b64encode
from urllib.parse import quote, quote_plus

import pytest
from service import Answer, Service
from wire.canary import CANARY, COOKIE_CANARY, HEADER_CANARY, TOKEN_CANARY, leaks
from wire.sink import challenged, redirect, reply

from nbauth._http import httpx
from nbauth.core.secret import Secret
from nbauth.errors import CredentialsNotFound, InvalidAuth, RequestSyntaxError, UnknownName, UnresolvedVariable
from nbauth.wire.curl import Curl
from nbauth.wire.text import read_cell


@pytest.fixture
def curl(sink, caller, new_session):
    """Run a command with the sync or the async client; URL in it is host A. `.session`, `.last` are theirs."""
    session = new_session()

    def run(command, **options):
        client = session.async_client if caller.is_async else session.client
        run.last = Curl(session, command.replace("URL", sink.url()), client, **options)
        return caller.run(run.last.asend()) if caller.is_async else run.last.send()

    run.session = session
    return run


def basic(user, password):
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


# -- logins -----------------------------------------------------------------------------------------------


LOGINS = {
    "user": ("-u 'bob:p:w'", "basic", "bob", ("authorization", basic("bob", "p:w"))),
    "url": ("--url http://b%40b:p%3Aw@HOST/", "basic", "b@b", ("authorization", basic("b@b", "p:w"))),
    "basic header": (f"-H 'Authorization: {basic('bob', 'pw')}'", "basic", "bob", ("authorization", basic("bob", "pw"))),
    "no user": ("-u :token", "basic", "", ("authorization", basic("", "token"))),
    "token as user": ("-u tok-en-123:", "apikey", None, ("authorization", basic("tok-en-123", ""))),
    "bearer": ("--oauth2-bearer tok.en", "bearer", None, ("authorization", "Bearer tok.en")),
    "bearer header": ("-H 'authorization: Bearer tok.en'", "bearer", None, ("authorization", "Bearer tok.en")),
    "other scheme": ("-H 'Authorization: Token tok.en'", "apikey", None, ("authorization", "Token tok.en")),
    "bare token": ("-H 'Authorization: tok.en'", "apikey", None, ("authorization", "tok.en")),
    "key": ("-H 'X-API-Key: k123'", "apikey", None, ("x-api-key", "k123")),
    "key and forgery": ("-H 'X-CSRF-Token: c' -H 'X-API-Key: k123'", "apikey", None, ("x-api-key", "k123")),
}  # fmt: skip


@pytest.mark.parametrize("kind", LOGINS)
def test_the_login_of_a_command(sink, curl, caller, kind):
    """It is bound to the origin, sends what the command says, and answers later requests there, and only there."""
    options, scheme, user, (header, value) = LOGINS[kind]
    where = sink.url().removeprefix("http://")
    url = "" if "--url" in options else "URL/x "
    curl(f"curl {url}{options.replace('HOST', where)}")
    (login,) = curl.session.logins.values()
    caller.call(curl.session, "GET", sink.url(path="/later"))
    caller.call(curl.session, "GET", sink.url("b.localhost"))

    assert (scheme, scheme, sink.url(), user, "curl") == (
        login.name,
        login.scheme,
        login.origin,
        login.username,
        login.source,
    )
    assert [value, value, None] == [each.headers.get(header) for each in sink.arrived]
    assert f"login {scheme}: " in curl.last.text


def test_a_digest_login(sink, curl):
    """--digest waits for the challenge."""
    sink.answers["/x"] = challenged(reply())
    curl("curl URL/x --digest -u bob:pw -d a=1")

    assert ["challenge", "answer"] == [leg.purpose for leg in curl.session.history[-1].legs]
    assert "digest" == curl.session.logins["digest"].scheme


@pytest.mark.parametrize(
    "options",
    ["", "-H 'Authorization: Digest username=\"bob\", response=\"0123456789abcdef\"'", "-b a=1", "-d password=p",
     "-H 'X-API-Key: a' -H 'X-Auth-Token: b'", "-H 'Authorization;'"],
)  # fmt: skip
def test_what_makes_no_login(curl, options):
    """What is for one request only, and what is more than one login could send."""
    curl(f"curl URL/x {options}")

    assert {} == dict(curl.session.logins)


def test_running_it_again_leaves_one_of_each(sink, curl):
    """A cell is run again and again: one login, one secret for each place; another value takes the place."""
    for password in ("one", "one", "two"):
        curl(
            f"curl 'URL/x?token={password}' -u bob:{password} -b 'a={password}' --json '{{\"password\": \"{password}-pw\"}}'"
        )
    names = {"basic_password", "curl_token", "curl_cookie", "curl_password"}

    assert ["basic"] == list(curl.session.logins)
    assert names == set(curl.session.vault)
    assert "two-pw" == curl.session.vault["curl_password"].reveal()
    assert [basic("bob", "two"), "a=two"] == [
        sink.arrived[-1].headers[name] for name in ("authorization", "cookie")
    ]


def test_another_origin_has_its_own_names(sink, curl):
    """A secret is for the origin of its command: each origin's is another one."""
    curl("curl 'URL/x?token=one-123'")
    curl(f"curl '{sink.url('b.localhost')}/x?token=two-123'")

    assert ["one-123", "two-123"] == [curl.session.vault[name].reveal() for name in ("curl_token", "curl_token_2")]


def test_no_login_of_the_session_is_used(sink, curl):
    """A command sends what it says; that there is a login is told, and the caller can ask for it."""
    curl.session.login(sink.url(), ("ada", "pw"), name="site")
    curl("curl URL/x")
    text = curl.last.text
    curl("curl URL/x", auth="site")

    assert [None, basic("ada", "pw")] == [each.headers.get("authorization") for each in sink.arrived]
    assert "no login is used, as the command has none: --auth site sends it with that one" in text
    assert "no login" not in curl.last.text
    with pytest.raises(UnknownName):
        curl("curl URL/x", auth="sight")


def test_another_auth_is_asked_for(sink, curl):
    """Then the command's own credentials go nowhere, and nothing is bound."""
    curl("curl URL/x -u bob:secret-pw", auth=None)

    assert "authorization" not in sink.arrived[0].headers
    assert {} == dict(curl.session.logins)
    assert "the command's own credentials are left out" in curl.last.text


def test_a_password_that_curl_would_ask_for(curl, sink, monkeypatch):
    """-u with a user alone: a hidden prompt; where nobody can answer, what to write instead."""
    monkeypatch.setattr("getpass.getpass", lambda prompt: "typed-pw")
    curl("curl URL/x -u bob")
    monkeypatch.setattr("getpass.getpass", lambda prompt: "")
    with pytest.raises(CredentialsNotFound, match="password: nothing was typed") as caught:
        curl("curl URL/x -u z9Kq")

    assert [basic("bob", "typed-pw")] == [each.headers["authorization"] for each in sink.arrived]
    assert "write -u 'user:$PASSWORD', and set the variable PASSWORD" == caught.value.hint


# -- netrc ------------------------------------------------------------------------------------------------


def test_netrc(sink, curl, tmp_path):
    """-n: for this request, not bound; --netrc-optional goes on without a file, -n does not."""
    file = tmp_path / "own"
    file.write_text("machine a.localhost login ada password netrc-pw\n")
    file.chmod(0o600)
    curl(f"curl URL/x --netrc-file {file}")
    curl("curl URL/x --netrc-optional")
    with pytest.raises(CredentialsNotFound, match="there is no netrc file at that path"):
        curl("curl URL/x -n")

    assert [basic("ada", "netrc-pw"), None] == [each.headers.get("authorization") for each in sink.arrived]
    assert {} == dict(curl.session.logins)


# -- the text ---------------------------------------------------------------------------------------------


TEXTS = [
    ("curl URL/x?a=1", "# @no-redirect\nGET URL/x?a=1"),
    ("curl -L URL/x -m 5 --connect-timeout 1.5", "# @timeout 5\n# @connection-timeout 1500 ms\nGET URL/x"),
    (
        "curl -kL 'URL/x?token=t-1' -u bob:pw -b 'a=1; b=2' -o f --json '{\"password\": \"p\"}'",
        "# curl -o: nothing is written: the response is in the notebook\n# curl -k: certificates are not checked\n"
        "# login basic: Basic for URL, user bob\n"
        "POST URL/x?token={{curl_token}}\nContent-Type: application/json\nAccept: application/json\n"
        'Cookie: {{curl_cookie}}\n\n{"password": "{{curl_password}}"}',
    ),
    (
        "curl -L URL/x -d 'a=1&password=p%26w' -H 'X-CSRF-Token: c'",
        "POST URL/x\nContent-Type: application/x-www-form-urlencoded\nX-CSRF-Token: {{curl_x_csrf_token}}\n\n"
        "a=1&password={{curl_password}}",
    ),
    (
        "curl -L URL/x --data-binary @body.json -H 'Content-Type: application/json'",
        "POST URL/x\nContent-Type: application/json\n\n< body.json",
    ),
    (
        "curl -L URL/x -F a=1 -F token=t-1 -F 'f=@body.json' -H 'Content-Type: multipart/form-data; boundary=B'",
        "POST URL/x\nContent-Type: multipart/form-data; boundary=B\n\n"
        '--B\nContent-Disposition: form-data; name="a"\n\n1\n'
        '--B\nContent-Disposition: form-data; name="token"\n\n{{curl_token}}\n'
        '--B\nContent-Disposition: form-data; name="f"; filename="body.json"\n'
        "Content-Type: application/octet-stream\n\n< body.json\n--B--\n",
    ),
    (
        "curl -L URL/x -H 'Authorization: Bearer t' -H 'X-Key: '$OTHER_KEY",
        "# login bearer: Bearer for URL\nGET URL/x\nX-Key: {{OTHER_KEY}}",
    ),
    (
        'curl -L "URL/x?token=$OF_ENVIRONMENT_TOKEN" -d "a=$OF_ENVIRONMENT_TOKEN"',
        "POST URL/x?token={{$processEnv OF_ENVIRONMENT_TOKEN}}\nContent-Type: application/x-www-form-urlencoded\n\n"
        "a={{$processEnv OF_ENVIRONMENT_TOKEN}}",
    ),
]


@pytest.fixture
def body_file(tmp_path, monkeypatch):
    (tmp_path / "body.json").write_text('{"a": 1}')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OF_ENVIRONMENT_TOKEN", "env-token-1")


@pytest.mark.parametrize("command, text", TEXTS)
def test_the_text_of_a_command(sink, new_session, body_file, command, text):
    """As a cell has it: what no line of it can say is a comment; a name for each secret."""
    session = new_session()
    found = Curl(session, command.replace("URL", sink.url()), session.client, variables={"OTHER_KEY": Secret("k")})

    assert text.replace("URL", sink.url()) == found.text


@pytest.mark.parametrize("command", [command for command, _ in TEXTS])
def test_the_text_sends_the_same(sink, curl, caller, body_file, command):
    """Read back as a cell, it sends the same request, with the same login."""
    variables = {"OTHER_KEY": Secret("k-123")}
    curl(command, variables=variables)
    session = curl.session
    client = session.async_client if caller.is_async else session.client
    cell = read_cell(session, curl.last.text, client, variables=variables)
    caller.run(cell.asend()) if caller.is_async else cell.send()
    first, second = sink.arrived
    names = ("authorization", "cookie", "content-type", "x-csrf-token", "x-key")

    assert (first.target, first.body.strip()) == (second.target, second.body.strip())
    assert [first.headers.get(name) for name in names] == [second.headers.get(name) for name in names]


def test_a_secret_of_a_command_elsewhere(sink, curl):
    """{{curl_token}} in a cell goes where the command was for, and nowhere else."""
    curl("curl 'URL/x?token=t-123456'")
    with pytest.raises(InvalidAuth, match=r"\{\{curl_token\}\} came with a curl command for http://a\.localhost"):
        read_cell(curl.session, f"{sink.url('b.localhost')}/?t={{{{curl_token}}}}", curl.session.client).send()

    assert 1 == len(sink.arrived)


def test_braces_are_text(sink, curl):
    """What looks like a placeholder in a command is sent as it is, also beside one that is."""
    curl(
        "curl -g 'URL/x?a={{curl_password}}' -d '{{b}} {{curl_password}}&password=p-123456' -H 'X: {{curl_password}}'"
    )
    (request,) = sink.arrived

    assert b"{{b}} {{curl_password}}&password=p-123456" == request.body
    assert ("/x?a={{curl_password}}", "{{curl_password}}") == (request.target, request.headers["x"])


# -- what is sent -----------------------------------------------------------------------------------------


def test_nothing_of_the_session_is_sent(sink, caller, trusted, new_session):
    """No cookies, headers, parameters nor base URL of it; what a server sets is not kept."""
    sink.answers["/x"] = reply(200, b"", "Set-Cookie: got=1")
    session = new_session(
        base_url="http://b.localhost", headers={"X-Own": "1"}, params={"own": "1"}, cookies={"own": "1"}
    )
    client = session.async_client if caller.is_async else session.client
    found = Curl(session, f"curl -L {sink.url()}/x", client)
    caller.run(found.asend()) if caller.is_async else found.send()
    (request,) = sink.arrived

    assert "/x" == request.target
    assert {"host", "accept", "connection", "user-agent"} == set(request.headers)
    assert ["own"] == [cookie.name for cookie in client.cookies.jar]


@pytest.mark.parametrize(
    "asked, sent",
    [
        ("gzip, deflate, snappy, zz;q=0.5", "gzip, deflate"),
        ("GZIP;q=1.0, identity", "GZIP;q=1.0, identity"),
        ("zz", "zz"),
    ],
)
def test_codings_that_nothing_decodes(sink, curl, asked, sent):
    """A browser knows more of them: they are not asked for, unless there is nothing else."""
    curl(f"curl URL/x -H 'Accept-Encoding: {asked}'")

    assert sent == sink.arrived[0].headers["accept-encoding"]


def test_a_transport_of_the_session_is_left_open(caller, new_session):
    """It is used, and not closed with the command's client."""
    closed = []

    class Transport(httpx.MockTransport):
        def close(self):
            closed.append("sync")

        async def aclose(self):
            closed.append("async")

    session = new_session(transport=Transport(lambda request: httpx.Response(200)))
    client = session.async_client if caller.is_async else session.client
    for _ in range(2):
        found = Curl(session, "curl https://a.example", client)
        response = caller.run(found.asend()) if caller.is_async else found.send()

    assert (200, []) == (response.status_code, closed)


def test_certificates(sink, curl, new_session, caller, authority, tmp_path):
    """-k takes any; --cacert trusts one; without either those that the session trusts count."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    session = new_session()
    session._options["verify"] = True
    url = sink.url(server="https")

    def run(options):
        found = Curl(
            session, f"curl {url}/x {options}", session.async_client if caller.is_async else session.client
        )
        return caller.run(found.asend()) if caller.is_async else found.send()

    with pytest.raises(httpx.ConnectError):
        run("")
    assert [200, 200] == [run("-k").status_code, run(f"--cacert {tmp_path}/ca.pem").status_code]
    with pytest.raises(RequestSyntaxError, match="--cacert: this file cannot be read, or holds no certificates"):
        run("--cacert z9Kq.pem")


def test_check(sink, curl):
    """check=True raises for a 4xx, not for a redirect that is shown."""
    sink.answers["/no"] = reply(404)
    sink.answers["/go"] = redirect(302, "/no")

    assert 302 == curl("curl URL/go", check=True).status_code
    with pytest.raises(httpx.HTTPStatusError):
        curl("curl -L URL/go", check=True)
    assert 302 == curl("curl -L URL/go", follow_redirects=False).status_code


def test_dry_run(sink, new_session):
    """Nothing is sent, bound or asked."""
    session = new_session()
    found = Curl(session, f"curl {sink.url()}/x -u bob", session.client)

    assert found.dry_run() == f"{found.text}\n\nnot sent"
    assert "login basic: Basic for" in found.text
    assert ([], {}) == (sink.arrived, dict(session.logins))


# -- variables --------------------------------------------------------------------------------------------


def test_variables(sink, curl, monkeypatch):
    """Of the notebook, then of the environment; a Secret and what sounds like one is shown by its name."""
    monkeypatch.setenv("API_TOKEN", "env-token-1")
    monkeypatch.setenv("BASE", "no: the notebook's is used")
    variables = {"BASE": sink.url(), "user": Secret("s3"), "page": 2}
    curl('curl "$BASE/$user/?page=${page}" -d "t=$API_TOKEN&u=$user" -H "X: a-$API_TOKEN"', variables=variables)
    (request,) = sink.arrived

    assert ("/s3/?page=2", b"t=env-token-1&u=s3", "a-env-token-1") == (
        request.target,
        request.body,
        request.headers["x"],
    )
    assert f"POST {sink.url()}/{{{{user}}}}/?page=2\n" in curl.last.text
    assert "X: a-{{$processEnv API_TOKEN}}\n\nt={{$processEnv API_TOKEN}}&u={{user}}" in curl.last.text
    assert "a-{{API_TOKEN}}" == curl.session.history[-1].legs[0].request.header("X")
    with pytest.raises(UnresolvedVariable, match=r"nothing defines \$API_TOKN; did you mean: API_TOKEN"):
        curl('curl "URL/$API_TOKN"')


def test_encoded_variables(sink, curl):
    """--data-urlencode encodes a variable's value, which is still known by its name."""
    curl('curl URL/x --data-urlencode "q=$key" -u "bob:$key"', variables={"key": Secret("a+b/c d")})

    assert b"q=a%2Bb%2Fc+d" == sink.arrived[0].body
    assert curl.last.text.endswith("q={{key}}")


def test_a_secret_in_the_host(curl):
    """It could be sent to anybody."""
    with pytest.raises(RequestSyntaxError, match="a Secret cannot be in the host"):
        curl('curl "http://$key.localhost/"', variables={"key": Secret("abc")})


# -- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command, message",
    [
        ("curl http://", "line 1, column 6: the URL has no host"),
        ("curl http://z9Kq:pass/", "line 1, column 6: the URL cannot be read"),
        ("curl URL -d @z9Kq", "there is no file at this path"),
        ("curl URL -F a=@/", "this is a directory"),
        ("curl URL -u bob:pw -x ftp://z9Kq", "-x: this kind of proxy is not supported"),
        ("curl URL -x http://z9Kq:z9Kq@host:port", "-x: the proxy's URL cannot be read"),
        ("curl URL -u 'bob:z9Kq\n'", "password: a control character"),
        ("curl URL --oauth2-bearer 'z9 Kq'", "token: white space"),
    ],
)
def test_refused(curl, sink, command, message):
    """Before anything is sent or bound, and without a word of the command."""
    with pytest.raises((RequestSyntaxError, ValueError)) as caught:
        curl(command)

    assert message in str(caught.value)
    for word in ("z9", "9Kq", ":pass"):
        assert word not in f"{caught.value} {caught.value.hint} {caught.value.__context__!r}"
    assert ([], {}) == (sink.arrived, dict(curl.session.logins))


@pytest.mark.parametrize("options", ["-k", "--cacert x", "-x http://p"])
def test_a_session_that_decides_itself(new_session, options):
    """With a transport of its own, a session has no say in certificates and proxies; then -k would do nothing."""
    session = new_session(transport=httpx.MockTransport(lambda request: httpx.Response(200)))
    with pytest.raises(RequestSyntaxError, match="this session has transport= of its own"):
        Curl(session, f"curl https://a.example -u bob:pw {options}", session.client).send()
    assert {} == dict(session.logins)


# -- confinement ------------------------------------------------------------------------------------------


PLACES = {
    "user": ("-u 'bob:{}'", CANARY),
    "bearer": ("--oauth2-bearer '{}'", TOKEN_CANARY),
    "basic header": ("-H 'Authorization: {basic}'", CANARY),
    "other header": ("-H 'Authorization: Token {}'", HEADER_CANARY),
    "proof header": ("-H 'Authorization: Signature keyId=\"a\", signature={}'", TOKEN_CANARY),
    "token as user": ("-u '{}:'", CANARY),
    "key": ("-H 'X-API-Key: {}'", HEADER_CANARY),
    "second key": ("-H 'X-API-Key: a' -H 'X-Auth-Token: {}'", HEADER_CANARY),
    "cookie": ("-b 'theme=dark; sid={}'", COOKIE_CANARY),
    "cookie header": ("-H 'Cookie: sid={}'", COOKIE_CANARY),
    "query": ("-G --data-urlencode 'access_token={}'", CANARY),
    "form": ("-d 'a=1&password={quoted}'", CANARY),
    "plus form": ("-d 'password={plus}'", CANARY),
    "raw form": ("-d 'password={raw}'", CANARY),
    "json in a form": ("-d '{json}'", CANARY),
    "json": ("--json '{json}'", CANARY),
    "ascii json": ("--json '{ascii}'", CANARY),
    "multipart": ("-F 'a=1' --form-string 'password={}'", CANARY),
    "file": ("--data-binary @secret.json -H 'Content-Type: application/json'", CANARY),
    "variable in the path": ('--url "URL/$API_TOKEN/x"', CANARY.replace(" ", "").replace('"', "").replace("<", "").replace("%", "")),
    "variable in a header": ('-H "X-Any: <$API_TOKEN>"', HEADER_CANARY),
    "variable in the body": ('-d "any $API_TOKEN"', CANARY),
    "encoded variable": ('--data-urlencode "x=$API_TOKEN"', CANARY),
    "secret variable": ('-H "X-Any: $mine"', HEADER_CANARY),
}  # fmt: skip


def place(kind, tmp_path, monkeypatch):
    """Return the command of a kind, its secret, and its variables."""
    options, secret = PLACES[kind]
    document = {"user": "bob", "password": secret}
    forms = {"basic": basic("bob", secret), "quoted": quote(secret, safe=""), "plus": quote_plus(secret), "raw": secret.replace("%", "%25").replace("&", "%26").replace("+", "%2B"),
             "json": json.dumps(document, ensure_ascii=False), "ascii": json.dumps(document)}  # fmt: skip
    for name, form in forms.items():
        options = options.replace(f"{{{name}}}", form)
    (tmp_path / "secret.json").write_text(forms["ascii"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("API_TOKEN", secret)
    url = "" if "--url" in options else "URL/x "
    return f"curl -L {url}{options.replace('{}', secret)}", secret, {"mine": Secret(secret)}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("status", [302, 307])
def test_a_secret_stays_at_its_origin(sink, curl, tmp_path, monkeypatch, kind, status):
    """Along a redirect to another origin nothing of it goes, wherever it stood."""
    command, secret, variables = place(kind, tmp_path, monkeypatch)
    sink.answers["/x"] = sink.answers[f"/{secret}/x"] = redirect(status, sink.url("b.localhost", "/end"))
    for path in [each for each in (f"/{quote(secret)}/x", f"/{quote(secret, safe='')}/x")]:
        sink.answers[path] = redirect(status, sink.url("b.localhost", "/end"))
    try:
        curl(command, variables=variables)
    except httpx.HTTPError:
        raise
    except Exception as exc:
        assert "RedirectRefused" == type(exc).__name__
        assert not leaks(str(exc), secret)

    assert leaks(sink.arrived[0].raw, secret)
    assert not leaks(sink.elsewhere(sink.url()), secret)


@pytest.mark.parametrize("kind", PLACES)
def test_a_secret_is_in_nothing_that_is_kept_or_shown(curl, tmp_path, monkeypatch, caplog, kind):
    """The server echoes all it gets; text, record, source, reprs, logs and what the user holds have its name only."""
    caplog.set_level(logging.DEBUG)
    command, secret, variables = place(kind, tmp_path, monkeypatch)

    def echo(arrived):
        headers = dict(arrived.headers.items())
        # What a server has understood, beside what it was sent.
        credentials = headers.get("Authorization", "")
        word = "" if "," in credentials else credentials.rpartition(" ")[2]  # a proof's parts tell nothing
        pairs = [pair.partition("=")[2] for pair in headers.get("Cookie", "").split(";")]
        known = [word, *pairs, b64decode(f"{word}==", b"-_").decode("utf-8", "ignore").rpartition(":")[0]]
        sent = {"target": arrived.target, "headers": headers, "body": arrived.body.decode()}
        return Answer(200, {**sent, "known": known})

    with Service(echo) as service:
        response = curl(command.replace("URL", service.url), variables=variables)
        assert leaks(response.content, secret)
    session, exchange = curl.session, curl.session.history[-1]
    request = response.request
    shown = [
        curl.last.text, curl.last.dry_run(), repr(vars(curl.last)), repr(exchange), exchange.source, repr(session.history),
        repr(session), repr(session.logins), repr(session.vault), repr(session._pasted), caplog.text,
        str(request.url), repr(request.headers.raw), request.content, repr(request.extensions), repr(response),
        *(f"{leg}{leg.request.body.content!r}{leg.response.body.content!r}" for leg in exchange.legs),
    ]  # fmt: skip

    assert [] == [leak for each in shown for leak in leaks(each, secret)]
    assert "curl -" not in exchange.source
