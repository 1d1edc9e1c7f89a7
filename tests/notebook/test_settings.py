"""%config NBAuth in a real shell: listed, checked, used, and gone after unload."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from traitlets.config import Config

import nbauth
from nbauth.errors import NbauthError
from nbauth.notebook.settings import settings
from nbauth.wire.sessions import OPTIONS, set_options


def test_listed_with_help_and_values(shell):
    """%config names the class, %config NBAuth each setting with what it is for and its value."""
    assert "    NBAuth\n" in shell.run("%config").printed
    printed = shell.run("%config NBAuth").printed

    assert "NBAuth.timeout=<Float>" in printed and "Current: 5.0" in printed
    names = {"timeout", "follow_redirects", "history_limit", "history_bytes", "body_limit", "short_errors", "guard"}
    assert {*names, "allow_insecure", "widgets"} == {
        line.partition("=")[0].removeprefix("NBAuth.") for line in printed.splitlines() if "=<" in line
    }


@pytest.mark.parametrize(
    "setting, says",
    [
        ("timeout = 'abc'", "The 'timeout' trait of a NBAuth instance expected a float, not the str 'abc'."),
        ("timeout = 0", "NBAuth.timeout takes seconds, more than 0; or None to wait without end"),
        ("timeout = float('nan')", "NBAuth.timeout takes seconds, more than 0; or None to wait without end"),
        (
            "history_limit = 0",
            "The value of the 'history_limit' trait of a NBAuth instance should not be less than 1",
        ),
        ("body_limit = -1", "The value of the 'body_limit' trait of a NBAuth instance should not be less than 0"),
        (
            "short_errors = 'no'",
            "The 'short_errors' trait of a NBAuth instance expected a boolean, not the str 'no'.",
        ),
    ],
)
def test_a_value_that_cannot_be_used(shell, caplog, setting, says):
    """One line says what would do, and the setting stays as it was."""
    before = dict(settings(shell.ip).trait_values())
    shell.run(f"%config NBAuth.{setting}")

    assert says in caplog.text
    assert before == settings(shell.ip).trait_values()


def test_a_setting_that_is_not_there(shell):
    """A name nearly right is answered with the right one."""
    with pytest.warns(UserWarning, match=r"`timout` not recognized by `NBAuth`.  Did you mean `timeout`\?"):
        shell.run("%config NBAuth.timout = 3")


def test_the_session_of_the_notebook(shell):
    """A session that comes later has them, and plain Python too; None is no limit."""
    shell.run("%config NBAuth.timeout = 7")
    shell.run("%config NBAuth.history_limit = 3")
    shell.run("%config NBAuth.history_bytes = 9000")
    shell.run("%config NBAuth.body_limit = 10")
    shell.run("%config NBAuth.allow_insecure = True")
    session = nbauth.session()

    assert (7, 3, 9000, 10, True) == (
        session.client.timeout.read,
        session.history.limit,
        session.history.byte_limit,
        session.body_limit,
        session.allow_insecure,
    )
    assert 7 == session.async_client.timeout.read
    assert 5 == nbauth.Session().client.timeout.read
    shell.run("%config NBAuth.timeout = None")
    assert session.client.timeout.read is None


def test_a_session_that_is_there_already(shell, server):
    """Its clients, its history and its record follow at once; what is too much is dropped."""
    session, other = nbauth.session(), nbauth.session("other")
    for client in (session.client, session.async_client, other.client):
        assert 5 == client.timeout.read
    for _ in range(3):
        shell.run("%http --quiet GET {{url}}/echo")
    shell.run("%config NBAuth.timeout = 7")
    shell.run("%config NBAuth.history_limit = 2")
    shell.run("%config NBAuth.body_limit = 10")

    for client in (session.client, session.async_client, other.client):
        assert 7 == client.timeout.read
    assert [2, 3] == [exchange.number for exchange in session.history]
    whole = shell.run("%http GET {{url}}/echo").value.content
    kept = session.history[-1].response.body
    assert (10, len(whole), "cut") == (len(kept.content), kept.size, kept.note)


def test_the_timeout_of_a_cell(shell, server):
    """The setting holds for cells; --timeout says otherwise for one of them."""
    shell.run("%config NBAuth.timeout = 0.2")
    ran = shell.run("%http GET {{url}}/slow?seconds=0.6")

    assert ran.error.endswith("the server did not answer in time")
    assert "hint: wait longer: %http --timeout S, or %config NBAuth.timeout = S" in ran.printed
    assert 200 == shell.run("%http --timeout 20 GET {{url}}/slow?seconds=0.3").value.status_code


def test_redirects(shell, server):
    """False shows the redirect, as --no-redirects does for one cell."""
    shell.run("%config NBAuth.follow_redirects = False")
    assert 302 == shell.run("%http GET {{url}}/redirect?to=/echo").value.status_code
    shell.run("%config NBAuth.follow_redirects = True")

    assert 200 == shell.run("%http GET {{url}}/redirect?to=/echo").value.status_code


def test_all_of_an_error(shell, server, monkeypatch):
    """short_errors = False shows the stack, down to the cause, with no secret in it; True is as before."""
    secret = 'p+/"&<% z9Kq'
    monkeypatch.setenv("PW", secret)
    shell["key"] = nbauth.Secret(secret, "key")
    shell.run("%auth basic http://127.0.0.1:1 --username ada --password-from env:PW")
    cell = "%%http\nPOST http://127.0.0.1:1/x?key={{key}}\nX-Key: {{key}}\n\n{{key}}"
    short = shell.run(cell).printed
    shell.run("%config NBAuth.short_errors = False")
    printed = shell.run(cell).printed

    assert "Connection refused" in printed and "connect_tcp" in printed
    assert "The above exception was the direct cause of the following exception" in printed
    assert printed.rstrip().endswith(
        "RequestFailed: POST http://127.0.0.1:1: the connection was refused\n"
        "hint: is the server running, and is the port right?"
    )
    assert "z9Kq" not in shell.everything
    assert "Traceback" in shell.run("%auth netrc").printed
    shell.run("%config NBAuth.short_errors = True")
    assert short == shell.run(cell).printed


def test_unload_takes_them_back(shell):
    """Sessions are httpx's again, errors are short, and %config knows no NBAuth."""
    shell.run("%config NBAuth.timeout = 7")
    shell.run("%config NBAuth.short_errors = False")
    shell.run("%unload_ext nbauth")

    assert NbauthError.show_all is None
    assert 5 == nbauth.session().client.timeout.read
    assert "NBAuth" not in shell.run("%config").printed


def test_a_reload_keeps_them(shell):
    """What %config has set is in IPython's configuration, as for any extension."""
    shell.run("%config NBAuth.timeout = 7")
    shell.run("%reload_ext nbauth")

    assert 7.0 == shell.run("%config NBAuth.timeout").value
    assert 7 == nbauth.session().client.timeout.read
    assert 1 == shell.run("%config").printed.count("NBAuth")


def test_configuration_files(shell):
    """c.NBAuth.timeout = 7 holds from %load_ext on."""
    shell.ip.config.NBAuth = Config(timeout=7, short_errors=False)
    shell.run("%reload_ext nbauth")

    assert 7.0 == shell.run("%config NBAuth.timeout").value
    assert 7 == nbauth.session().client.timeout.read
    assert NbauthError.show_all is not None


def test_a_wrong_value_in_a_configuration_file(shell):
    """It is told in one line, and the default stays; the others hold."""
    shell.ip.config.NBAuth = Config(timeout="abc", history_limit=7)
    ran = shell.run("%reload_ext nbauth")

    told = (
        "warning: NBAuth.timeout stays 5.0: The 'timeout' trait of a NBAuth instance expected a float, not the str"
    )
    assert f"{told} 'abc'.\n" == ran.printed
    assert 7 == nbauth.session().history.limit


def test_the_command_line(tmp_path):
    """ipython --NBAuth.timeout=7, and the extension loaded from there too."""
    command = [
        sys.executable,
        "-m",
        "IPython",
        "--NBAuth.timeout=7",
        "--ext=nbauth",
        "-c",
        "%config NBAuth.timeout",
    ]
    environment = {**os.environ, "IPYTHONDIR": os.fspath(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)

    assert "7.0" in done.stdout


def test_options_are_those_of_a_session():
    """Every one is a keyword of Session; another is refused before anything is set."""
    assert None is nbauth.Session(**dict.fromkeys(OPTIONS, 1)).close()
    with pytest.raises(TypeError, match="set_options takes timeout"):
        set_options(timeuot=3)
