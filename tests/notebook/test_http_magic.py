"""%http and %%http in a real shell against a real server."""

from __future__ import annotations

import pytest

import nbauth


def test_line_and_cell(shell, server):
    """%http sends one line; %%http what is written, headers and body included."""
    assert shell.run("%http GET {{url}}/echo").shown.startswith("200 OK  GET http://127.0.0.1")
    shell["word"] = "é $x {y}"
    shell.run('%%http\nPUT {{url}}/echo\n    ?a=1\n    &b=2\nX-Trace: {{word}}\n\n{"$x": "{{word}}"}')
    seen = server.seen[-1]

    assert ("PUT", "/echo", "a=1&b=2") == (seen.method, seen.path, seen.query)
    assert "é $x {y}" == seen.headers["x-trace"].encode("latin-1").decode()
    assert '{"$x": "é $x {y}"}' == seen.body.decode()


def test_into_a_variable(shell, server):
    """NAME << keeps the response and shows nothing."""
    ran = shell.run("%http r << GET {{url}}/echo")

    assert (None, "") == (ran.value, ran.printed)
    assert 200 == shell["r"].status_code
    shell.run("%%http s <<\nGET {{url}}/echo")
    assert 200 == shell["s"].status_code


def test_answered_challenge_shows_both_legs(shell, server):
    """The 401 and the answer, in order."""
    shell.run("%auth digest {{url}} --username ada --password-from env:ADA")
    shown = shell.run("%http GET {{url}}/digest").shown.splitlines()

    assert ["1 → challenge", "2 → answer"] == [
        line.split("  GET")[0].strip() for line in shown if "  GET" in line[9:]
    ]


def test_redirects_are_followed_unless_told(shell, server):
    """A cell follows; --no-redirects shows the 302."""
    assert "200 OK" in shell.run("%http GET {{url}}/redirect?to=/echo").shown
    assert shell.run("%http --no-redirects GET {{url}}/redirect?to=/echo").shown.startswith("302 Found")


def test_check_stops_and_still_shows(shell, server):
    """--check turns a 4xx into an error, with the card above it; a redirect is no error."""
    ran = shell.run("%http --check GET {{url}}/status/404")

    assert f"RequestFailed: GET {server.url}/status/404: the server answered 404 Not Found" == ran.error
    assert "404 Not Found" in ran.printed
    assert "" == shell.run("%http --check --no-redirects GET {{url}}/redirect?to=/echo").error


def test_quiet(shell, server):
    """--quiet sends, and shows nothing."""
    ran = shell.run("%http --quiet GET {{url}}/echo")

    assert (None, "", 1) == (ran.value, ran.printed, len(server.seen))


def test_auth_option(shell, server):
    """A login by name, an expression, or none; a login for elsewhere is refused."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA --as me")
    shell["pair"] = ("ada", "correct horse")
    shell["elsewhere"] = nbauth.session().login("https://other.example", ("ada", "x"), name="other")

    assert shell.run("%http --auth none GET {{url}}/basic").shown.startswith("401")
    assert shell.run("%http --auth me GET {{url}}/basic").shown.startswith("200")
    assert shell.run("%http --auth pair GET {{url}}/basic").shown.startswith("200")
    assert (
        "InvalidAuth: the login other is for https://other.example"
        in shell.run("%http --auth other GET {{url}}/").error
    )


def test_dry_run_sends_nothing(shell, server):
    """The request as it would go out, secrets by name, and the login that would answer."""
    shell["key"] = nbauth.Secret("hunter2 hunter2", "key")
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    printed = shell.run("%%http --dry-run\nPOST {{url}}/echo?k={{key}}\nX: {{key}}\n\nbody {{key}}").printed

    assert printed.startswith(f"POST {server.url}/echo?k={{{{key}}}}\n")
    assert "X: {{key}}" in printed and "body {{key}}" in printed
    assert "login basic" in printed
    assert 0 == len(server.seen)
    assert "hunter2" not in shell.everything


def test_a_secret_goes_in_on_the_wire(shell, server):
    """The server gets the value; the response, the record and the page have its name."""
    shell["key"] = nbauth.Secret('p+/"&<% z9', "key")
    shell.run("%%http r <<\nPOST {{url}}/echo?k={{key}}\nX-Key: {{key}}\n\n[{{key}}]")
    seen = server.seen[-1]
    exchange = nbauth.session().history[-1]

    assert 'p+/"&<% z9' == seen.headers["x-key"]
    assert b'[p+/"&<% z9]' == seen.body
    assert "k=p%2B%2F%22%26%3C%25%20z9" == seen.query
    assert "{{key}}" == shell["r"].request.headers["x-key"]
    assert "z9" not in repr(exchange)


def test_a_secret_of_a_login_stays_at_its_origin(shell, server):
    """{{basic_password}} is usable where the login is, and refused by name elsewhere."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%%http\nPOST {{url}}/echo\n\n{{basic_password}}")
    assert b"correct horse" == server.seen[-1].body
    shell["other"] = server.other
    ran = shell.run("%%http\nPOST {{other}}/echo\n\n{{basic_password}}")

    expected = f"InvalidAuth: {{{{basic_password}}}} is of the login basic, for {server.url}; this request goes to {server.other}"
    assert expected == ran.error
    assert 1 == len(server.seen)


def test_a_session_of_ones_own(shell, server):
    """--session takes a variable; a path is enough where it has a base_url."""
    shell["mine"] = mine = nbauth.Session(base_url=server.url)

    assert shell.run("%http --session mine GET /echo").shown.startswith("200")
    assert (1, 0) == (len(mine.history), len(nbauth.session().history))
    mine.close()


def test_a_session_by_a_new_name(shell, server):
    """A name that nobody used before is said to be new, once; the notebook's own is not."""
    note = "note: no session had that name; a new one begins, without logins\n"

    assert note == shell.run("%http --quiet --session other GET {{url}}/echo").printed
    assert "" == shell.run("%http --quiet --session other GET {{url}}/echo").printed
    assert "" == shell.run("%http --quiet --session default GET {{url}}/echo").printed


def test_docstrings(shell):
    """What %http? shows is the usage, with all options."""
    assert "%%http [NAME <<]" in shell.ip.find_line_magic("http").__doc__
    assert "--session NAME" in shell.ip.find_cell_magic("http").__doc__


# -- mistakes: where, what, what to do; none quotes what may be a secret ----------------------------------------

CANARY = "hunter2-canary"

MISTAKES = [
    ("%http", "UsageError: what to send? %http GET https://example.com (%http -h)"),
    (f"%http --{CANARY} GET /", "UsageError: an option is unknown; known: --auth, --timeout, --no-redirects, --check,"
     " --dry-run, --quiet, --flow, --async, --session, --help"),
    ("%http --tmeout 3 GET /", "UsageError: an option is unknown; did you mean --timeout?"),
    (f"%http --auth {CANARY} GET /", "UsageError: --auth: no login has that name, and as Python it fails (NameError);"
     " logins: none"),
    (f"%http --auth '\"{CANARY}\"' GET /", "UsageError: --auth: no login has that name, and as Python it fails"
     " (it is only text); logins: none"),
    (f"%http --timeout {CANARY} GET {{{{url}}}}", "UsageError: --timeout takes seconds: --timeout 2.5"),
    ("%http --timeout", "UsageError: --timeout needs a value: --timeout S"),
    ("%http --check=yes GET /", "UsageError: --check takes no value"),
    ("%http --check --check GET /", "UsageError: --check is given twice"),
    (f"%http GET '{CANARY}", "UsageError: a quote is not closed; quote a quote as \"'\""),
    (f"%http 1{CANARY} << GET /", "UsageError: what stands before << is a variable's name: %http r << GET URL"),
    (f"%%http GET /{CANARY}\nx", "UsageError: %%http [NAME <<] [OPTIONS] is its line; METHOD and URL go into the cell"),
    (f"%http GET {CANARY}/x", "RequestSyntaxError: line 1, column 5: the URL has no scheme"),
    (f"%http GET ftp://{CANARY}/x", "RequestSyntaxError: line 1, column 5: this scheme is not supported"),
    ("%http GET https:///x", "RequestSyntaxError: line 1, column 5: the URL has no host"),
    (f"%http GET https://u:{CANARY}@h:port/", "RequestSyntaxError: line 1, column 5: the URL cannot be read: its host or"
     " its port is wrong"),
    (f"%http GET /{CANARY}", "RequestSyntaxError: line 1, column 5: a path needs an address before it"),
    ("%http GET https://{{key}}.example/", "RequestSyntaxError: line 1, column 5: a Secret cannot be in the host, nor be a"
     " user name or password in a URL"),
    ("%http GET {{urll}}/x", "UnresolvedVariable: line 1, column 5: nothing defines {{urll}}; did you mean: url\n"
     "  {{urll}}\n  ^"),
    ("%%http\nGET {{url}}/\n\na\n###\nGET /b", "RequestSyntaxError: line 5, column 5: a path needs an address before it"),
    ("%http --session url GET /", "UsageError: --session: the variable of that name holds no nbauth.Session"),
    ("%http --session 1x GET /", "UsageError: --session takes a variable that holds a Session, or a name made of letters"),
]  # fmt: skip


@pytest.mark.parametrize("cell, error", MISTAKES, ids=[cell for cell, _ in MISTAKES])
def test_mistakes(shell, server, cell, error):
    """One line, nothing sent, and no word of it quoted but known names."""
    shell["key"] = nbauth.Secret(CANARY)
    ran = shell.run(cell)

    assert error == ran.error
    assert "Traceback" not in ran.printed
    assert CANARY not in shell.everything
    assert 0 == len(server.seen)


@pytest.mark.parametrize(
    "path, error",
    [
        ("/drop", "the server broke off without an answer"),
        ("/slow?seconds=5", "the server did not answer in time"),
    ],
)
def test_network_failures(shell, server, path, error):
    """Where and what, in one line, and a stack nowhere."""
    ran = shell.run(f"%http --timeout 0.3 GET {{{{url}}}}{path}")

    assert f"RequestFailed: GET {server.url}: {error}" == ran.error
    assert "Traceback" not in ran.printed
    assert "✗ " in shell.run("%http_history").shown


def test_refused_connection(shell, server):
    """A server that is not there, with what to look at."""
    ran = shell.run("%http GET http://127.0.0.1:1/")

    assert "RequestFailed: GET http://127.0.0.1:1: the connection was refused" == ran.error
    assert "is the server running" in ran.printed


def test_bad_certificate(shell, apache_tls):
    """An unknown authority: what to do about it, which is not to turn verification off."""
    shell["tls"] = apache_tls[0]
    ran = shell.run("%http GET {{tls}}/")

    assert ran.error.endswith("no secure connection: unable to get local issuer certificate")
    assert "nbauth.Session(verify=ssl.create_default_context(cafile=" in ran.printed
    assert "verify=False" not in ran.printed
