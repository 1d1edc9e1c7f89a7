"""The ways of %auth to log in, in a real shell against a real server."""

from __future__ import annotations

import os
import warnings

import pytest

import nbauth


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


def test_plain_http_is_said(shell, monkeypatch):
    """A password over plain http to another machine is readable on the way; Digest sends none."""
    monkeypatch.setenv("ADA", "made up")
    line = "http://h.example --username ada --password-from env:ADA"

    assert "over plain http" in shell.run(f"%auth basic {line}").printed
    assert "over plain http" not in shell.run(f"%auth digest {line}").printed
