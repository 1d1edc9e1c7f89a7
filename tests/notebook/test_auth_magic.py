"""%auth: its commands and its help, in a real shell against a real server; its mistakes are in test_wording.py."""

from __future__ import annotations

import pytest
from faulty import broken_plugin
from oauth2.browser import sign_in
from oidc import ODD
from wire.canary import leaks

import nbauth
from nbauth.oauth2.plan import Plan
from nbauth.wire.signing_in import SigningIn


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


def test_forget_what_a_server_granted(shell, provider, monkeypatch):
    """The token is taken back, which is said; %auth list has nothing then."""
    monkeypatch.setenv("OF_CLIENT", ODD)
    shell["issuer"] = provider.issuer
    shell.run("%auth oauth2 {{issuer}} --issuer {{issuer}} --client-id basic --client-secret-from env:OF_CLIENT")
    assert "200" in shell.run("%http GET {{issuer}}/api/").shown
    said = shell.run("%auth forget --all").printed

    assert f"oauth2: its token is taken back by {provider.issuer}\n" == said
    assert "no logins" in shell.run("%auth list").printed and [] == leaks(shell.everything, ODD)


def test_a_sign_in_that_was_kept(shell, provider, ring):
    """Nobody has to be there: the keyring has what somebody has signed in for. Logging out takes it from there."""
    cell = "%auth oauth2 {{issuer}}/api --issuer {{issuer}} --client-id notebook --keep keyring --as mine"
    shell["issuer"] = provider.issuer
    assert "nobody can sign in here" in shell.run(cell).printed
    plan = Plan.of(f"{provider.issuer}/api", {"issuer": provider.issuer, "client_id": "notebook", "keep": "keyring",
                                              "scope": "openid offline_access"})  # fmt: skip
    with nbauth.Session() as before:
        signing = SigningIn(before, plan, changed=lambda: None, failed=print)
        signing.with_browser()
        signing.answer(sign_in(signing.sign_in.url, end=signing.sign_in.redirect_uri))
    assert f"mine: OAuth 2 for {provider.issuer}/api" in shell.run(cell).printed
    assert "200" in shell.run("%http GET {{issuer}}/api/").shown
    assert "is taken back by" in shell.run("%auth forget mine").printed and {} == ring.kept
    assert "nobody can sign in here" in shell.run(cell).printed


def test_the_list_tells_expiry_and_use(shell, server):
    """Two more columns, where something is known: when a login expires, and when it was used last."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    assert "name   scheme  origin                  user  source" == shell.run("%auth list").printed.splitlines()[0]
    shell.run("%http --quiet GET {{url}}/basic")

    assert ["used", "now"] == [line.split()[-1] for line in shell.run("%auth list").printed.splitlines()]
    shell.run("%auth forget basic")
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    assert "last used" not in shell.run("%auth list").printed


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


def test_a_broken_plugin_hurts_only_who_asks_for_it(shell, server, tmp_path, monkeypatch):
    """An entry point that cannot be imported is listed; all others work."""
    broken_plugin(tmp_path, monkeypatch)
    assert "broken" in shell.run("%auth -h").printed
    assert "NbauthError: the scheme broken cannot be loaded" in shell.run("%auth broken {{url}}").error
    assert "" == shell.run("%auth basic {{url}} --username ada --password-from env:ADA").error
