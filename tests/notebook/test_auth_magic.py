"""%auth in a real shell against a real server."""

from __future__ import annotations

import os
import warnings

import pytest

import nbauth

CANARY = 'p+/"&<% z9Kq'


@pytest.mark.parametrize(
    "line, path, user",
    [
        ("basic {{url}} --username ada --password-from env:ADA", "/basic", "ada"),
        ("digest {{url}} --username ada --password-from env:ADA", "/digest", "ada"),
        ("basic {{url}} --username {{who}} --password-from=env:ADA", "/basic", "ada"),
        ("basic {{url}}/basic --username-from env:WHO --password-from env:ADA", "/basic", "ada"),
        ("apikey {{url}} --key-from env:KEY", "/apikey/header", None),
        ("apikey {{url}} --key-from env:KEY --location query --header api_key", "/apikey/query", None),
        ("use ('ada', server.users['ada']) {{url}}", "/basic", "ada"),
    ],
)
def test_log_in(shell, server, monkeypatch, line, path, user):
    """A 401 before, a 200 after; what is printed names origin, user and source, never a value."""
    shell["server"], shell["who"] = server, "ada"
    monkeypatch.setenv("WHO", "ada")
    monkeypatch.setenv("KEY", server.api_key)
    assert shell.run(f"%http GET {{{{url}}}}{path}").value.status_code == 401
    ran = shell.run(f"%auth {line}")

    assert "" == ran.error
    assert server.url in ran.printed and (user is None or f"user {user}" in ran.printed)
    assert shell.run(f"%http GET {{{{url}}}}{path}").value.status_code == 200
    assert server.users["ada"] not in shell.everything and server.api_key not in shell.everything


def test_bearer(shell, server, monkeypatch):
    """A token from the environment, with what a paste leaves around it."""
    token = nbauth.session().client.post(
        f"{server.url}/token", data={"grant_type": "password", "username": "ada", "password": "correct horse"}
    )
    monkeypatch.setenv("TOKEN", f" Bearer {token.json()['access_token']}\n")
    shell.run("%auth bearer {{url}} --token-from env:TOKEN")

    assert shell.run("%http GET {{url}}/bearer").value.status_code == 200
    assert token.json()["access_token"] not in shell.everything


def test_prompt(shell, server, monkeypatch):
    """Without a source the password is asked for, hidden; the prompt says what for and for whom."""
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or server.users["ada"])
    shell.run("%auth basic {{url}} --username ada")

    assert ["Password for ada: "] == asked
    assert shell.run("%http GET {{url}}/basic").value.status_code == 200


def test_a_mistake_is_told_before_the_prompt(shell, server, monkeypatch):
    """Nobody types a password for nothing."""
    monkeypatch.setattr("getpass.getpass", lambda prompt: pytest.fail("asked"))

    assert "InvalidOrigin" in shell.run("%auth basic 127.0.0.1 --username ada").error
    assert "InvalidField" in shell.run("%auth basic {{url}} --username ada --as list").error


def test_netrc(shell, server, tmp_path):
    """Every machine of the file; the default file without a path."""
    path = tmp_path / ".netrc"
    path.write_text("machine 127.0.0.1 login ada password 'correct horse'\n".replace("'", '"'))
    path.chmod(0o600)
    assert "netrc: NetRC for 127.0.0.1" in shell.run("%auth netrc").printed
    assert shell.run("%http GET {{url}}/basic").value.status_code == 200
    shell.run("%auth forget --all")
    shell.run(f"%auth netrc {path}")
    assert shell.run("%http GET {{url}}/basic").value.status_code == 200


def test_list_explain_test_forget(shell, server):
    """What the words say."""
    assert "no logins" in shell.run("%auth list").printed
    shell.run("%auth digest {{url}} --username ada --password-from env:ADA --as me")
    printed = shell.run("%auth").printed

    assert ["me", "digest", server.url, "ada", "env:ADA"] == printed.splitlines()[1].split()
    assert "schemes:    apikey, basic, bearer, digest, netrc" in printed
    assert f"{server.url}: login me (digest)" in shell.run("%auth explain {{url}}/digest").printed
    assert "without: 401 Unauthorized\nme: 200 OK\naccepted\n" == shell.run("%auth test me {{url}}/digest").printed
    assert "me: 401 Unauthorized\nrefused\n" in shell.run("%auth test me {{url}}/basic").printed
    assert "nothing there asks for a login" in shell.run("%auth test me").printed
    shell.run("%auth forget me")
    assert "no logins" in shell.run("%auth list").printed
    assert "no login" in shell.run("%auth explain {{url}}").printed


def test_a_netrc_file_that_others_can_read(shell, server, tmp_path):
    """One line says so and what to run, without the place where nbauth is installed; the login is made."""
    path = tmp_path / "open.netrc"
    path.write_text("machine 127.0.0.1 login ada password hunter22\n")
    path.chmod(0o644)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        ran = shell.run(f"%auth netrc {path}")

    warning = f"warning: other users can read the netrc file {path} or change it; run: chmod 600 {path}\n"
    assert warning in ran.printed
    assert "netrc.py" not in ran.printed
    assert ["netrc"] == list(nbauth.session().logins)


def test_no_netrc_file_at_a_path(shell):
    """What to do stands below it."""
    ran = shell.run("%auth netrc /nope")

    assert "CredentialsNotFound: there is no netrc file at that path" == ran.error
    assert (
        "hint: give its path: %auth netrc PATH, or set NETRC to it, or log in with %auth basic ORIGIN"
        in ran.printed
    )


@pytest.mark.parametrize("password, said", [("abc12", True), ("abc123", False)])
@pytest.mark.parametrize(
    "line", ["basic {{url}} --username ada --password-from env:PW", "use ('ada', pw) {{url}}", "netrc {{file}}"]
)
def test_a_short_secret_is_said_to_be_hidden_by_place_only(
    shell, server, monkeypatch, tmp_path, line, password, said
):
    """Under six characters a value is not looked for in all texts; whoever logs in with one is told."""
    monkeypatch.setenv("PW", password)
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login ada password {password}\n")
    (tmp_path / "netrc").chmod(0o600)
    shell["file"], shell["pw"] = os.fspath(tmp_path / "netrc"), password
    printed = shell.run(f"%auth {line}").printed

    note = "_password is shorter than 6 characters: it is hidden only where credentials stand, not everywhere it appears"
    assert said == (note in printed)
    assert password not in printed


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["use", "list", "forget", "explain", "test", "netrc"])
def test_help_of_a_command(shell, command, option):
    """-h and --help after a command show its line and its options, and do nothing."""
    ran = shell.run(f"%auth {command} {option}")

    assert "" == ran.error
    assert ran.printed.startswith(f"%auth {command}")
    assert "  -h, --help" in ran.printed


def test_docstrings(shell):
    """What %auth? shows is the usage."""
    doc = shell.ip.find_line_magic("auth").__doc__

    assert "%auth SCHEME ORIGIN [OPTIONS]" in doc and "-h, --help" in doc


def test_help(shell):
    """-h lists commands and schemes; a scheme's -h its fields; a secret one only as a source."""
    assert "%auth SCHEME ORIGIN" in shell.run("%auth -h").printed
    printed = shell.run("%auth basic -h").printed
    assert "--username VALUE" in printed and "--password-from SOURCE" in printed
    assert "--password VALUE" not in printed


MISTAKES = [
    (f"%auth basic {{{{url}}}} --username ada --password '{CANARY}'",
     "UsageError: --password: not on the line: it would stay in the notebook and in the kernel's history (if it was a"
     " real one, delete it and change it). Leave it out to be asked, or use --password-from env:NAME, file:PATH,"
     " keyring:SERVICE[/USER] or prompt"),
    ("%auth basic {{url}} --password=z9Kq", "UsageError: --password: not on the line"),
    ("%auth basic {{url}} --pass z9Kq", "UsageError: an option is unknown; did you mean --password or --password-from?"),
    ("%auth basic {{url}} -p z9Kq", "UsageError: an option is unknown; known: --username, --username-from, --password,"),
    ("%auth bsic {{url}}", "UsageError: the first word is a scheme: apikey, basic, bearer, digest, netrc, or a command:"
     " list, use, forget, explain, test; did you mean basic? (%auth -h)"),
    ("%auth z9Kq", "UsageError: the first word is a scheme: apikey, basic, bearer, digest, netrc, or a command:"
     " list, use, forget, explain, test (%auth -h)"),
    ("%auth https://ada:z9Kq@h.example", "UsageError: the first word is a scheme: apikey, basic, bearer, digest, netrc"),
    ("%auth list z9Kq", "UsageError: %auth list takes nothing more"),
    ("%auth list --z9Kq", "UsageError: an option is unknown; known: --help"),
    ("%auth netrc {{odd}}", "InvalidField: file: a control character is in the path"),
    ("%auth basic", "UsageError: an origin is missing: %auth basic https://api.example.com --FIELD VALUE"),
    ("%auth basic {{url}} z9Kq", "UsageError: there is more than one origin: %auth basic"),
    ("%auth basic https://ada:z9Kq@h.example", "InvalidOrigin: not an origin: it holds a user name or password"),
    ("%auth basic h.example/z9Kq", "InvalidOrigin: not an origin: it does not start with http:// or https://"),
    ("%auth basic {{url}} --username a:b --password-from env:ADA", "InvalidField: username: a colon in it"),
    ("%auth basic {{url}} --username ada --password-from z9Kq",
     "InvalidField: --password-from: this is no source; known: env:NAME, file:PATH, keyring:SERVICE[/USER], prompt"),
    ("%auth basic {{url}} --username ada --password-from env:z9Kq",
     "CredentialsNotFound: password: the environment has no variable of that name"),
    ("%auth basic {{url}} --username ada --password-from file:z9Kq",
     "CredentialsNotFound: password: that file cannot be read: No such file or directory"),
    ("%auth basic {{url}} --username a --username-from env:ADA", "UsageError: --username and --username-from: give one"),
    ("%auth apikey {{url}} --key-from env:ADA --location z9Kq", "InvalidField: location: choose header, query, cookie"),
    ("%auth basic {{key}} --username ada", "RequestSyntaxError: line 1, column 1: {{key}} is a Secret, which cannot be used in an origin"),
    ("%auth netrc z9Kq", "CredentialsNotFound: there is no netrc file at that path"),
    ("%auth netrc", "NetrcNotFound: there is no netrc file at "),
    ("%auth use z9Kq {{url}}", "UsageError: %auth use: the expression fails with NameError"),
    ("%auth use ('a', 'z9Kq', {{url}}", "UsageError: %auth use: the expression fails with SyntaxError"),
    ("%auth use ('a', 'z9Kq', 'c') {{url}}", 'InvalidAuth: Invalid "auth" argument: a tuple of 3'),
    ("%auth use {{url}}", "UsageError: %auth use EXPR ORIGIN"),
    ("%auth forget z9Kq", "UsageError: no login has that name; known: none"),
    ("%auth forget", "UsageError: %auth forget NAME, or %auth forget --all"),
    ("%auth explain z9Kq", "UsageError: the URL has no scheme; it starts with https:// or http://"),
    ("%auth test z9Kq", "UsageError: no login has that name; known: none"),
]  # fmt: skip


@pytest.mark.parametrize("cell, error", MISTAKES, ids=[cell for cell, _ in MISTAKES])
def test_mistakes(shell, server, cell, error):
    """Where, what, what to do; nothing is bound, and what was typed is not repeated."""
    shell["key"] = nbauth.Secret("z9Kq secret")
    shell["odd"] = "/z9Kq\u202elogged in"
    ran = shell.run(cell)

    assert ran.error.startswith(error), ran.error
    assert "Traceback" not in ran.printed
    assert "z9Kq" not in shell.everything
    assert not nbauth.session().logins


def test_plain_http_is_said(shell, monkeypatch):
    """A password over plain http to another machine is readable on the way; Digest sends none."""
    monkeypatch.setenv("ADA", "made up")
    line = "http://h.example --username ada --password-from env:ADA"

    assert "over plain http" in shell.run(f"%auth basic {line}").printed
    assert "over plain http" not in shell.run(f"%auth digest {line}").printed


def test_a_broken_plugin_hurts_only_who_asks_for_it(shell, server, tmp_path, monkeypatch):
    """An entry point that cannot be imported is named; all others work."""
    (tmp_path / "broken-1.dist-info").mkdir()
    (tmp_path / "broken-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    points = "[nbauth.schemes]\nbroken = nbauth_broken_plugin:Auth\n"
    (tmp_path / "broken-1.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(os.fspath(tmp_path))

    assert (
        "the scheme broken cannot be loaded from nbauth_broken_plugin:Auth: ModuleNotFoundError"
        in shell.run("%auth broken {{url}}").error
    )
    assert "broken" in shell.run("%auth -h").printed
    assert "" == shell.run("%auth basic {{url}} --username ada --password-from env:ADA").error
