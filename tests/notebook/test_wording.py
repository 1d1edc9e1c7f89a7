"""What each mistake and each failure says, to the letter: where, what, and what to do.

The table is the place to judge the words. `<name>` stands for the address of one of the servers below.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

import pytest
from drop_in.forward_proxy import ForwardProxy
from faulty import RESET, answering, broken_plugin, certificate, full
from IPython.core.error import StdinNotImplementedError
from service import Answer, Service

import nbauth
from nbauth import errors, playground
from nbauth._http import httpx

CANARY = "z9Kq"
"""Part of all that may be a secret; no row says it."""

GIVEN = "env:NAME, file:PATH or keyring:SERVICE[/USER]"
SOURCES = "env:NAME, file:PATH, keyring:SERVICE[/USER], prompt or form"
ON_THE_LINE = (
    "UsageError: --password: not on the line: it would stay in the notebook and in the kernel's history (if it was a real"
    f" one, delete it and change it). Leave it out to be asked, or use --password-from {SOURCES}"
)
NO_OPTION = (
    "UsageError: an option is unknown; known: --username, --username-from, --password-from, --form, --as, --help"
)
FIRST_WORD = (
    "UsageError: the first word is a scheme: apikey, basic, bearer, digest, netrc, oauth2, or a command: list, use, forget,"
    " explain, test (%auth -h)"
)
ORIGIN_HINT = "  hint: write an origin like https://api.example.com or http://127.0.0.1:8000"

LINES = [
    # A secret on the line, however it is spelled; it is refused before anything else is looked at.
    (f"%auth basic {{{{url}}}} --username ada --password '{CANARY} \"'", ON_THE_LINE),
    (f"%auth basic {{{{url}}}} --password={CANARY}", ON_THE_LINE),
    (f"%auth basic {{{{url}}}} --passwd {CANARY}", ON_THE_LINE),
    (f"%auth basic {{{{url}}}} --pass={CANARY}", ON_THE_LINE),
    (f"%auth digest --password {CANARY} {{{{url}}}}", ON_THE_LINE),
    (f"%auth bearer {{{{url}}}} --token {CANARY}", ON_THE_LINE.replace("--password", "--token")),
    (f"%auth apikey {{{{url}}}} --key {CANARY}", ON_THE_LINE.replace("--password", "--key")),
    (f"%auth basic {{{{url}}}} -p {CANARY}", NO_OPTION),
    (f"%auth basic {{{{url}}}} -p{CANARY}", NO_OPTION),
    (f"%auth basic {{{{url}}}} -u ada:{CANARY}", NO_OPTION),
    (f"%auth basic {{{{url}}}} --{CANARY}", NO_OPTION),
    (f"%auth basic {{{{url}}}} ada {CANARY}",
     "UsageError: there is a word too many: %auth basic https://api.example.com [OPTIONS] (%auth basic -h)"),
    (f"%auth {CANARY}", FIRST_WORD),
    (f"%auth https://ada:{CANARY}@h.example", FIRST_WORD),
    (f"%auth basic https://ada:{CANARY}@h.example",
     "InvalidOrigin: not an origin: it holds a user name or password; give them as fields of the login\n" + ORIGIN_HINT),
    # Other mistakes on the line of %auth.
    ("%auth bsic {{url}}", FIRST_WORD.replace(" (%", "; did you mean basic? (%")),
    ("%auth basic {{url}} --form",
     "UsageError: nobody can fill in a form here; use --password-from env:NAME, file:PATH or keyring:SERVICE[/USER], or"
     " leave it out to be asked"),
    ("%auth bearer {{url}} --token-from form",
     "UsageError: nobody can fill in a form here; use --token-from env:NAME, file:PATH or keyring:SERVICE[/USER], or"
     " leave it out to be asked"),
    ("%auth oauth2 {{url}}", "InvalidField: client_id: it is missing; or have the server make one: --register yes"),
    ("%auth oauth2 {{url}} --client-id a --issuer http://as.example",
     "InvalidField: issuer: it is http, and not on this machine: tokens could be read on the way; use https"),
    ("%auth oauth2 {{url}} --issuer {{url}} --client-id notebook",
     f"UsageError: nobody can sign in here; use --client-secret-from or --refresh-token-from {GIVEN}"),
    ("%auth basic", "UsageError: an origin is missing: %auth basic https://api.example.com [OPTIONS] (%auth basic -h)"),
    ("%auth basic {{urll}}", "UsageError: an origin: nothing defines {{urll}}; did you mean: url, full"),
    ("%auth explain {{elsewher}}/x", "UsageError: a URL: nothing defines {{elsewher}}; did you mean: elsewhere"),
    ("%auth basic {{key}}", "UsageError: an origin: {{key}} is a Secret, which cannot be used in an origin"),
    ("%auth basic {{nbauth}}",
     "UsageError: an origin: {{nbauth}} is of type module; text, an int, a float or a Secret can be put in"),
    ("%auth basic {{url}} --username {{othr}}",
     "UsageError: --username: nothing defines {{othr}}; did you mean: other"),
    ("%auth basic {{url}} --usrname ada", "UsageError: an option is unknown; did you mean --username or --username-from?"),
    ("%auth basic {{url}} --username", "UsageError: --username needs a value: --username VALUE"),
    ("%auth basic {{url}} --username a --username b", "UsageError: --username is given twice"),
    ("%auth basic {{url}} --username a --username-from env:ADA",
     "UsageError: --username and --username-from: give one of them"),
    (f"%auth basic '{CANARY}", "UsageError: a quote is not closed; quote a quote as \"'\""),
    (f"%auth list {CANARY}", "UsageError: %auth list takes nothing more"),
    (f"%auth list --{CANARY}", "UsageError: an option is unknown; known: --help"),
    (f"%auth forget {CANARY}", "UsageError: no login has that name; known: me"),
    ("%auth forget mee", "UsageError: no login has that name; did you mean me?"),
    ("%auth forget", "UsageError: which one? %auth forget NAME, or %auth forget --all"),
    ("%auth forget me --all", "UsageError: which one? %auth forget NAME, or %auth forget --all"),
    ("%auth forget --all=yes", "UsageError: --all takes no value"),
    (f"%auth explain {CANARY}", "UsageError: the URL has no scheme; it starts with https:// or http://"),
    ("%auth explain", "UsageError: give one URL: %auth explain URL"),
    (f"%auth test {CANARY}", "UsageError: no login has that name; known: me"),
    ("%auth test",
     "UsageError: give a login, and a URL where it has more than one place: %auth test NAME [URL]"),
    (f"%auth use {CANARY} {{{{url}}}}",
     "UsageError: %auth use: the expression fails with NameError; try it in a cell of its own"),
    (f"%auth use ('a', '{CANARY}', {{{{url}}}}",
     "UsageError: %auth use: the expression fails with SyntaxError; try it in a cell of its own"),
    ("%auth use {{url}}",
     "UsageError: %auth use EXPR ORIGIN: the last word is the origin, the text before it is Python"),
    # And of %http and %http_history.
    ("%http", "UsageError: what to send? %http GET https://example.com (%http -h)"),
    ("%http --tiemout 3 GET {{url}}", "UsageError: an option is unknown; did you mean --timeout?"),
    (f"%http --timeout {CANARY} GET {{{{url}}}}", "UsageError: --timeout takes seconds: --timeout 2.5"),
    (f"%http --auth {CANARY} GET {{{{url}}}}",
     "UsageError: --auth: no login has that name, and as Python it fails (NameError); logins: me"),
    (f"%http --auth f('{CANARY}') GET {{{{url}}}}",
     "UsageError: --auth: no login has that name, and as Python it fails (NameError); logins: me;"
     " an expression with quotes or spaces goes into quotes: --auth \"f('x')\""),
    (f"%http GET '{CANARY}", "UsageError: a quote is not closed; quote a quote as \"'\""),
    ("%http --session url GET {{url}}",
     "UsageError: --session: the variable of that name holds no nbauth.Session"),
]  # fmt: skip

VALUES = [
    # Sources.
    (f"%auth basic {{{{url}}}} --username ada --password-from {CANARY}",
     "InvalidField: --password-from: this is no source; known: env:NAME, file:PATH, keyring:SERVICE[/USER], prompt, form"),
    (f"%auth basic {{{{url}}}} --username ada --password-from env:{CANARY}",
     "CredentialsNotFound: password: the environment has no variable of that name\n  hint: set it before the kernel starts"),
    ("%auth basic {{url}} --username ada --password-from env:ADA_PASWORD",
     "CredentialsNotFound: password: the environment has no variable of that name\n  hint: did you mean env:ADA_PASSWORD?"),
    ("%auth basic {{url}} --username ada --password-from env:EMPTY",
     "CredentialsNotFound: password: that variable of the environment is empty"),
    (f"%auth basic {{{{url}}}} --username ada --password-from file:/{CANARY}",
     "CredentialsNotFound: password: that file cannot be read: No such file or directory"),
    ("%auth basic {{url}} --username ada --password-from file:~/open",
     "CredentialsNotFound: password: other users can read that file or change it\n  hint: chmod 600 it"),
    ("%auth basic {{url}} --username ada --password-from keyring:api/ada",
     "MissingExtra: keyring: as a source needs an optional package\n  hint: pip install 'nbauth[keyring]'"),
    ("%auth basic {{url}} --username ada",
     "CredentialsNotFound: password: nobody can answer a prompt here\n"
     "  hint: give --password-from env:NAME or file:PATH or keyring:SERVICE[/USER]"),
    # What a field cannot be.
    ("%auth basic {{url}} --username ada --password-from env:CRLF",
     "InvalidField: password: a control character (CR, LF, NUL, tab, ...) is in it"),
    ("%auth basic {{url}} --username a:b --password-from env:ADA",
     "InvalidField: username: a colon in it would end it (RFC 7617 section 2)"),
    ("%auth bearer {{url}} --token-from env:CRLF",
     "InvalidField: token: white space, a line break or a non-ASCII character is inside it"),
    ("%auth apikey {{url}} --key-from env:CRLF",
     "InvalidField: key: a control character (CR, LF, NUL, tab, ...) is in it"),
    ("%auth apikey {{url}} --key-from env:ADA --header a:b",
     "InvalidField: header: not a header's name (RFC 9110 section 5.6.2)"),
    (f"%auth apikey {{{{url}}}} --key-from env:ADA --location {CANARY}",
     "InvalidField: location: choose header, query, cookie"),
    ("%auth basic {{url}} --as list --username ada --password-from env:ADA",
     "InvalidField: --as: use letters, digits and _, and no word that %auth knows"),
    ("nbauth.BasicAuth('ada', 'a\\0b')",
     "InvalidField: password: a control character (CR, LF, NUL, tab, ...) is in it"),
    # Origins.
    (f"%auth basic h.example/{CANARY}",
     "InvalidOrigin: not an origin: it does not start with http:// or https://\n" + ORIGIN_HINT),
    (f"%auth basic ftp://{CANARY}", "InvalidOrigin: not an origin: it does not start with http:// or https://\n" + ORIGIN_HINT),
    ("%auth basic https://", "InvalidOrigin: not an origin: it has no host\n" + ORIGIN_HINT),
    ("%auth basic https://h.example:99999", "InvalidOrigin: not an origin: there are no ports above 65535\n" + ORIGIN_HINT),
    (f"%auth basic https://h.example:{CANARY}",
     "InvalidOrigin: not an origin: the host or the port cannot be read\n" + ORIGIN_HINT),
    (f"%auth basic https://h.example?key={CANARY}",
     "InvalidOrigin: not an origin: it holds a query or a fragment\n" + ORIGIN_HINT),
    # netrc files.
    ("%auth netrc", "NetrcNotFound: there is no netrc file at <home>/.netrc\n"
     "  hint: pass the path of your netrc file, or set NETRC to it"),
    (f"%auth netrc /{CANARY}", "CredentialsNotFound: there is no netrc file at that path\n"
     "  hint: give its path: %auth netrc PATH, or set NETRC to it, or log in with %auth basic ORIGIN"),
    ("%auth netrc a b", "UsageError: there is a word too many: %auth netrc [PATH]; quote a path with blanks in it"),
    ("%auth netrc {{odd}}", "InvalidField: file: a control character is in the path"),
    ("%auth netrc {{home}}", "CredentialsNotFound: the netrc file <home> cannot be read: Is a directory"),
    ("%auth netrc {{home}}/bad", "NetrcSyntaxError: <home>/bad, line 2: a quoted value does not end on its line"),
    ("%auth netrc {{home}}/binary", "NetrcSyntaxError: <home>/binary, line 1: this is no text in UTF-8"),
    # What is no auth.
    (f"%auth use ('a', '{CANARY}', 'c') {{{{url}}}}",
     'InvalidAuth: Invalid "auth" argument: a tuple of 3; it has two parts, user name and password'),
    ("%auth use 5 {{url}}",
     'InvalidAuth: Invalid "auth" argument: int; it is a (username, password) tuple, an httpx.Auth, or a function that takes'
     " a request and returns it"),
    ("%auth use None {{url}}", "InvalidAuth: there is nothing to log in with: auth is None"),
    ("%http --auth me GET {{other}}/", "InvalidAuth: the login me is for <url>, not for <other>\n"
     "  hint: log in there too, or leave auth out"),
    # In Python.
    ("nbauth.session().logins['mee']", "UnknownName: no login is named 'mee'; did you mean me?"),
    ("nbauth.session().logout('you')", "UnknownName: no login is named 'you'; known: me"),
    ("from nbauth.core.challenge import parse_credentials as parse; parse('Basic a, Digest b=c')",
     "ChallengeSyntaxError: Authorization: a second scheme, where one is allowed at position 9"),
    ("%auth broken {{url}}", "NbauthError: the scheme broken cannot be loaded from nbauth_no_such:Auth: ModuleNotFoundError"),
]  # fmt: skip

REQUESTS = [
    ("o = nbauth.session('o'); o.login(url, nbauth.OAuth2Auth('a', 'b' * 9, issuer=url)); o.client.get(url)",
     "OAuthError: <url> refuses: invalid_client\n"
     "  hint: look at the client id and its secret, and at how the client shows who it is"),
    ("form = nbauth.session().form(other); form.came(); nbauth.session().client.get(other)",
     "LoginStillOpen: <other> waits for a login: fill in its form, or press Not now there, or use %auth SCHEME <other>;"
     " then run this cell again"),
    ("form = nbauth.session().form(other); form.came()\n%http GET {{other}}",
     "UsageError: <other> waits for a login: fill in its form, or press Not now there, or use %auth SCHEME <other>; then"
     " run this cell again"),
    (f"%http GET {CANARY}/x", "RequestSyntaxError: line 1, column 5: the URL has no scheme\n"
     "  hint: it starts with https:// or http://"),
    (f"%http GET https://u:{CANARY}@h:port/",
     "RequestSyntaxError: line 1, column 5: the URL cannot be read: its host or its port is wrong"),
    ("%http GET https:///x", "RequestSyntaxError: line 1, column 5: the URL has no host\n"
     "  hint: write https://host/path"),
    ("%http GET {{urll}}/x", "UnresolvedVariable: line 1, column 5: nothing defines {{urll}}; did you mean: url, full\n"
     "  {{urll}}\n  ^\n  hint: set it in the notebook, or log in with %auth"),
    ("%%http\nGET {{url}}/echo\nX-Trace: a {{othr}}",
     "UnresolvedVariable: line 2, column 12: nothing defines {{othr}}; did you mean: other\n  X-Trace: …{{othr}}\n            ^\n"
     "  hint: set it in the notebook, or log in with %auth"),
    ("%%http\n# nothing", "RequestSyntaxError: line 1, column 1: there is no request\n  hint: write: GET https://example.com/path"),
    ("%http GET", "RequestSyntaxError: line 1, column 4: no URL after GET\n  GET \n     ^"),
    ("%http_history --load ~/har", "HarSyntaxError: the HAR file: it is no JSON, from line 2, column 1"),
    ("%http_history --load ~/bad", "HistorySyntaxError: the history file, line 1: it is no JSON, from column 1"),
]  # fmt: skip

TIMEOUT = "  hint: wait longer: %http --timeout S, or %config NBAuth.timeout = S"
CA = "  hint: for a CA of your own: nbauth.Session(verify=ssl.create_default_context(cafile='ca.pem')), with --session"
PROXY = "  hint: it comes from Session(proxy=...) or HTTP_PROXY, HTTPS_PROXY, ALL_PROXY; NO_PROXY lists hosts to go to without"

NETWORK = [
    ("%http GET http://127.0.0.1:1/z9Kq?a=z9Kq", "RequestFailed: GET http://127.0.0.1:1: the connection was refused\n"
     "  hint: is the server running, and is the port right?"),
    ("%http GET http://nothing.invalid/", "RequestFailed: GET http://nothing.invalid: there is no host of that name\n"
     "  hint: check the name, and the network"),
    # A broadcast address: no TCP connection leads there, on any network.
    ("%http GET http://255.255.255.255/", "RequestFailed: GET http://255.255.255.255: no way leads there\n"
     "  hint: is the network up? Where only a proxy leads out, set HTTPS_PROXY"),
    ("%http --timeout 0.2 GET {{full}}",
     "RequestFailed: GET <full>: the server did not take the connection in time\n" + TIMEOUT),
    ("%http --timeout 0.2 GET {{url}}/slow?seconds=5",
     "RequestFailed: GET <url>: the server did not answer in time\n" + TIMEOUT),
    ("%http --session one GET {{url}}/echo", "RequestFailed: GET <url>: all connections of the client are in use\n"
     "  hint: close the responses that you stream"),
    ("%http GET {{untrusted}}", "RequestFailed: GET <untrusted>: no secure connection: unable to get local issuer"
     " certificate\n" + CA),
    ("%http --session trusting GET {{elsewhere}}", "RequestFailed: GET <elsewhere>: no secure connection: Hostname mismatch,"
     " certificate is not valid for 'localhost'\n" + CA),
    ("%http GET {{without_tls}}", "RequestFailed: GET <without_tls>: no secure connection: no TLS is spoken there\n"
     "  hint: is it http:// there, or another port?"),
    ("%http GET {{eof}}", "RequestFailed: GET <eof>: no secure connection: the server broke off while it was made"),
    ("%http GET {{silent}}", "RequestFailed: GET <silent>: the server broke off without an answer"),
    ("%http GET {{cut}}", "RequestFailed: GET <cut>: the server broke off in the middle of its answer"),
    ("%http GET {{reset}}", "RequestFailed: GET <reset>: the server broke the connection off"),
    ("%http GET {{ssh}}", "RequestFailed: GET <ssh>: what answers there does not speak HTTP: 'SSH-2.0-OpenSSH_9.6'\n"
     "  hint: is it https:// there, or another port?"),
    ("%http GET {{garbled}}", "RequestFailed: GET <garbled>: the body is not what its Content-Encoding says"),
    ("%http GET {{round}}", "RequestFailed: GET <round>: too many redirects\n  hint: --no-redirects shows the first one"),
    ("%http GET {{nowhere}}", "RequestFailed: GET <nowhere>: a redirect leads to what is no URL\n  hint: --no-redirects shows it"),
    ("%http GET {{ftp}}", "RequestFailed: GET ftp://h.example: a redirect leads there, and only http and https are supported\n"
     "  hint: --no-redirects shows it"),
    ("%http --session by_proxy GET http://h.example/", "RequestFailed: GET http://h.example: the proxy 127.0.0.1:1 refused the"
     " connection\n" + PROXY),
    ("%http --session asked GET https://h.example/", "RequestFailed: GET https://h.example: the proxy wants credentials of its"
     " own (407)\n  hint: give its user and password: nbauth.Session(proxy=httpx.Proxy(url, auth=(user, password))), with"
     " --session"),
    ("%http --session closed GET {{url}}", "RequestFailed: this session is closed\n"
     "  hint: make a new one: nbauth.Session(), with --session"),
    ("%http --quiet --check GET {{url}}/status/404", "RequestFailed: GET <url>/status/404: the server answered 404 Not Found"),
]  # fmt: skip

PROTOCOLS = [
    ("%http --auth proof GET {{digest}}/odd",
     "ChallengeRefused: <digest>: the Digest challenge cannot be answered: algorithm 'ROT13' is unknown\n"
     "  hint: algorithms that can be: MD5, SHA, SHA-256, SHA-512-256, SHA-512, each with or without -sess"),
    ("%http --auth proof GET {{digest}}/liar", "ServerNotAuthentic: <digest>: the server's rspauth is wrong\n"
     "  hint: whoever answered does not know the password; do not trust the response"),
    ("nbauth.session().client.post(digest + '/new', content=iter([b'z9Kq']), auth=nbauth.DigestAuth('ada', 'z9Kq z9Kq'))",
     "BodyNotReplayable: <digest>: the body can be sent once, and a challenge must come first\n"
     "  hint: pass content=b'...' or a seekable file instead of a generator, or send a small request first"),
    ("%%http\nPOST {{digest}}/away\n\n{{key}}",
     "RedirectRefused: a redirect to <other> would carry a secret in the body\n"
     "  hint: if it is meant for that address, send the request there yourself"),
]  # fmt: skip

ANSWERS = {
    "silent": b"",
    "cut": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "reset": RESET,
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "garbled": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "round": b"HTTP/1.1 302 Found\r\nLocation: /\r\nConnection: close\r\n\r\n",
    "nowhere": b"HTTP/1.1 302 Found\r\nLocation: https://h:port/\r\nConnection: close\r\n\r\n",
    "ftp": b"HTTP/1.1 302 Found\r\nLocation: ftp://h.example/\r\nConnection: close\r\n\r\n",
}


@pytest.fixture(scope="module")
def places():
    """The addresses of all servers by name, and what else a session needs."""
    with ExitStack() as servers:
        at = {
            name: f"http://127.0.0.1:{servers.enter_context(answering(answer))}" for name, answer in ANSWERS.items()
        }
        at["full"] = f"http://127.0.0.1:{servers.enter_context(full())}"
        at["without_tls"], at["eof"] = (at[name].replace("http", "https") for name in ("ssh", "silent"))
        untrusted, _ = certificate("localhost")
        at["untrusted"] = f"https://localhost:{servers.enter_context(answering(b'', untrusted))}"
        elsewhere, trusted = certificate("h.example")
        at["elsewhere"] = f"https://localhost:{servers.enter_context(answering(b'', elsewhere))}"
        server = servers.enter_context(playground.start())
        at["url"], at["other"] = server.url, server.other
        at["digest"] = servers.enter_context(Service(lambda arrived: strange_digest(arrived, server.other))).url
        yield at, trusted, servers.enter_context(ForwardProxy()).url


def strange_digest(arrived, other):
    # Nothing in the bodies: what is left unread would reset the connection, and the server would tell of it.
    if arrived.path == "/away":
        return Answer(307, b"", (("Location", f"{other}/echo"),))
    if "Authorization" in arrived.headers:
        return Answer(200, b"", (("Authentication-Info", 'rspauth="00", qop=auth'),))
    algorithm = "ROT13" if arrived.path == "/odd" else "MD5"
    asked = f'Digest realm="r", nonce="n", qop="auth", algorithm={algorithm}'
    return Answer(401, b"", (("WWW-Authenticate", asked),))


@pytest.fixture
def prepared(shell, places, tmp_path, monkeypatch, cell):
    """A shell with all that the cell speaks of; yields it and the addresses by name."""
    at, trusted, proxy = places
    for name, value in at.items():
        shell[name] = value
    shell["nbauth"], shell["home"], shell["odd"] = nbauth, os.fspath(tmp_path), f"/{CANARY}\u202elogged in"
    shell["key"], shell["proof"] = (
        nbauth.Secret(f"{CANARY} {CANARY}", "key"),
        nbauth.DigestAuth("ada", f"{CANARY} {CANARY}"),
    )
    for name, value in {
        "ADA": CANARY * 2,
        "ADA_PASSWORD": CANARY * 2,
        "EMPTY": "",
        "CRLF": f"{CANARY}\r\n{CANARY}",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr("getpass.getpass", nobody)
    monkeypatch.setattr("builtins.input", nobody)
    for name, content in {
        "open": b"x",
        "bad": b'machine h\n login ada password "z9Kq\n',
        "binary": b"machine \xff\n",
        "har": b'{"log":\nz9Kq',
    }.items():
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o644 if name == "open" else 0o600)
    broken_plugin(tmp_path, monkeypatch)
    nbauth.session().login(at["url"], ("ada", CANARY * 2), name="me")
    with ExitStack() as sessions:
        options = {
            "one": {"limits": httpx.Limits(max_connections=1), "timeout": 0.2},
            "trusting": {"verify": trusted},
            "by_proxy": {"proxy": f"http://ada:{CANARY}@127.0.0.1:1"},
            "asked": {"proxy": proxy},
            "closed": {},
        }
        for name in (name for name in options if f"--session {name} " in cell):
            session = shell[name] = sessions.enter_context(nbauth.Session(**options[name]))
            if name == "one":
                sessions.enter_context(session.client.stream("GET", f"{at['url']}/big"))
            if name == "closed":
                session.client.close()
        yield shell, {**at, "home": os.fspath(tmp_path)}


def nobody(prompt):
    raise StdinNotImplementedError("no frontend")


ROWS = [*LINES, *VALUES, *REQUESTS, *NETWORK, *PROTOCOLS]


@pytest.mark.parametrize("cell, words", ROWS, ids=[cell for cell, _ in ROWS])
def test_wording(prepared, cell, words):
    """These words and no others; two lines at most, and two that point; nothing that was typed and may be a secret."""
    shell, places = prepared
    ran = shell.run(cell)
    printed = ran.printed.replace(" broken,", "").strip("\n")  # the plugin is in every list of schemes
    for name, address in places.items():
        printed = printed.replace(address, f"<{name}>")

    assert words == printed
    assert len(printed.splitlines()) <= (4 if "^" in words else 2)
    assert CANARY not in shell.everything
    assert ["me"] == list(nbauth.session().logins)


def test_every_error_is_in_the_table():
    """Who adds a class of errors says in what words a person meets it."""
    public = {name for name in errors.__all__ if issubclass(getattr(errors, name), errors.NbauthError)}
    # The one that only others are made of.
    shown = {words.partition(":")[0] for _, words in ROWS} | {"ParseError"}

    assert public == shown - {"UsageError"}
