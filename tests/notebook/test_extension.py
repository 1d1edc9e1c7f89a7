"""%load_ext and %unload_ext."""

from __future__ import annotations

import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

import nbauth
from nbauth._http import httpx
from nbauth.notebook.settings import settings
from nbauth.wire.runner import run


def test_load_imports_no_http_library_and_no_widgets():
    """`%load_ext nbauth` prints nothing; the libraries come with the first request (SURFACE: silent, light)."""
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.instance().run_line_magic('load_ext', 'nbauth')\n"
        "import sys; print(sorted({'httpx', 'httpx2', 'ipywidgets', 'anywidget', 'starlette', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert ("[]\n", "") == (done.stdout, done.stderr)


def test_unload_leaves_nothing(shell, server):
    """No magic, no card, no login, and both clients are closed."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http r << GET {{url}}/basic")
    session = nbauth.session()
    run(session.async_client.get(f"{server.url}/echo"))
    shell.run("%unload_ext nbauth")

    assert session.async_client.is_closed
    assert "not found" in shell.run("%auth").printed + shell.run("%http GET {{url}}").printed
    assert "<Response [200 OK]>" == shell.run("r").shown
    assert not session.logins and not session.vault and session.client.is_closed
    assert nbauth.session() is not session
    shell.run("%load_ext nbauth")


@pytest.mark.parametrize(
    "cell, says",
    [
        ("%auth explain {{x}}", "https://h.example: no login"),
        ("%auth explain {x}", "UsageError: the URL has no scheme"),
        ("%auth explain $x", "UsageError: the URL has no scheme"),
        ("%http GET {x}", "the URL has no scheme"),
        ("%http GET $x", "the URL has no scheme"),
        ("%http --dry-run GET {{x}}", "GET https://h.example"),
        ("%%http --timeout {n}\nGET {{x}}", "UsageError: --timeout takes seconds"),
        ("%%http --timeout $n\nGET {{x}}", "UsageError: --timeout takes seconds"),
        ("%http_history {n}", "UsageError: %http_history takes a number"),
        ("%http_history $n", "UsageError: %http_history takes a number"),
    ],
)
def test_nothing_is_expanded(shell, cell, says):
    """`{{x}}`, `$x` and `{x}` arrive as they were typed: IPython puts no value in, and takes no brace away."""
    shell["x"], shell["n"] = "https://h.example", 1

    assert says in shell.run(cell).printed


@pytest.mark.parametrize(
    "cell, says",
    [
        ("%auth?", "%auth SCHEME ORIGIN"),
        ("%http?", "--timeout S"),
        ("%%http?", "%%http [NAME <<]"),
        ("%http_history?", "--clear"),
    ],
)
def test_question_mark(shell, cell, says):
    """IPython's own help shows the usage with all options."""
    assert says in shell.run(cell).printed


# -- the shell is given back as it was ----------------------------------------------------------------------


def state(ip):
    """Return all of a shell that an extension can have changed."""
    formatter = ip.display_formatter.mimebundle_formatter
    return {
        "magics": {kind: dict(names) for kind, names in ip.magics_manager.magics.items()},
        "registry": dict(ip.magics_manager.registry),
        "configurables": list(ip.configurables),
        "config": str(ip.config),
        "matchers": list(ip.Completer.custom_matchers),
        "by type": dict(formatter.type_printers),
        "by name": dict(formatter.deferred_printers),
        "events": {name: list(called) for name, called in ip.events.callbacks.items()},
        "transformers": [*ip.input_transformers_cleanup, *ip.input_transformers_post],
        "ast": list(ip.ast_transformers),
        "custom exceptions": ip.custom_exceptions,
        "names": set(ip.user_ns) - {"_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh", "_exit_code"},
    }


@pytest.fixture
def plain(shell):
    """The shell without the extension; it has it again after the test."""
    shell.run("%unload_ext nbauth")
    yield shell.ip
    shell.run("%load_ext nbauth")


def test_unload_restores_the_shell(plain, shell):
    """After load, use and unload nothing of it is different."""
    before = state(plain)
    shell.run("%load_ext nbauth")
    shell.run("%auth list")
    assert before != state(plain)
    shell.run("%unload_ext nbauth")

    assert before == state(plain)


@magics_class
class HttpMagics(Magics):
    """Another extension's, of the same class name and with the same magics."""

    @line_cell_magic
    def http(self, line, cell=None):
        return "theirs"

    @line_magic
    def auth(self, line):
        return "theirs"


def test_magics_that_were_there_before_come_back(plain, shell):
    """Another extension's %http, %%http and %auth, and how it shows responses."""
    plain.register_magics(HttpMagics)
    theirs = state(plain)
    shell.run("%load_ext nbauth")
    assert "theirs" not in shell.run("%auth list").printed
    shell.run("%unload_ext nbauth")

    assert theirs == state(plain)
    assert "theirs" == shell.run("%http").value == shell.run("%%http\nx").value
    for place, name in (("line", "http"), ("cell", "http"), ("line", "auth")):
        del plain.magics_manager.magics[place][name]
    plain.configurables.remove(plain.magics_manager.registry.pop("HttpMagics"))


def test_magics_that_came_later_stay(plain, shell):
    """Who has taken a name since keeps it."""
    shell.run("%load_ext nbauth")
    plain.register_magics(HttpMagics)
    shell.run("%unload_ext nbauth")

    assert "theirs" == shell.run("%http").value == shell.run("%auth").value
    assert "http_history" not in plain.magics_manager.magics["line"]
    for place, name in (("line", "http"), ("cell", "http"), ("line", "auth")):
        del plain.magics_manager.magics[place][name]
    plain.configurables.remove(plain.magics_manager.registry.pop("HttpMagics"))


@pytest.mark.parametrize("when", ["before", "since"])
def test_anothers_way_to_show_a_response_stays(plain, shell, when):
    """The one from before comes back; the one that came since is not ours to remove."""

    def theirs(response):
        return {"text/plain": "theirs"}

    shell["r"] = httpx.Response(200)
    formatter = plain.display_formatter.mimebundle_formatter
    if when == "before":
        formatter.for_type_by_name(httpx.Response.__module__, "Response", theirs)
        assert "theirs" == shell.run("r").shown
    shell.run("%load_ext nbauth")
    assert shell.run("r").shown.startswith("200 OK")
    if when == "since":
        formatter.for_type(httpx.Response, theirs)
    shell.run("%unload_ext nbauth")

    assert "theirs" == shell.run("r").shown
    formatter.pop(httpx.Response)


def test_loading_twice_adds_nothing_twice(shell):
    """%load_ext says so itself; a direct call changes nothing either."""
    before = state(shell.ip)
    nbauth.load_ipython_extension(shell.ip)

    assert before == state(shell.ip)


def test_unloading_what_is_not_loaded(plain, shell):
    """It does nothing."""
    before = state(plain)
    nbauth.unload_ipython_extension(plain)

    assert before == state(plain)


def test_reload(shell, server):
    """All works afterwards, nothing is there twice, and the logins are gone."""
    before = state(shell.ip)
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http --quiet GET {{url}}/basic")
    session = nbauth.session()
    shell.run("%reload_ext nbauth")
    after = state(shell.ip)

    assert {name: len(value) for name, value in before.items()} == {
        name: len(value) for name, value in after.items()
    }
    assert not session.logins and session.client.is_closed
    assert "no logins" in shell.run("%auth list").printed
    assert 401 == shell.run("%http GET {{url}}/basic").value.status_code


def test_a_load_that_fails_leaves_nothing(plain, monkeypatch):
    """What was added before the failure is taken back."""
    before = state(plain)
    monkeypatch.setattr("nbauth.notebook.extension.SHOWN", (("httpx", "Response", None, "one too many"),))
    with pytest.raises(ValueError):
        nbauth.load_ipython_extension(plain)

    assert before == state(plain)


def test_an_unload_that_fails_forgets_all_the_same(shell, server, monkeypatch):
    """What stands in the way of one step keeps no other from being done: no login stays behind."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http --quiet GET {{url}}/basic")
    one, other = nbauth.session(), nbauth.session("other")
    other.login(server.url, ("bob", "x" * 9))

    def broken():
        raise RuntimeError("cannot be closed")

    with monkeypatch.context() as patched:
        patched.setattr(one.client, "close", broken)
        with pytest.raises(RuntimeError, match="cannot be closed"):
            nbauth.unload_ipython_extension(shell.ip)
    one.close()

    assert not one.logins and not other.logins and shell.ip.find_line_magic("auth") is None
    shell.ip.extension_manager.loaded.discard("nbauth")
    shell.run("%load_ext nbauth")


def test_two_shells(shell, server):
    """Each has its magics and settings; the sessions are the process's, and end with the last of them."""
    other = InteractiveShell(config=shell.ip.config.copy())
    nbauth.load_ipython_extension(other)
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%config NBAuth.follow_redirects = False")
    assert settings(other).follow_redirects
    assert other.find_line_magic("auth").__self__ is not shell.ip.find_line_magic("auth").__self__
    nbauth.unload_ipython_extension(other)

    assert other.find_line_magic("auth") is None
    assert "ada" in shell.run("%auth list").printed
    assert "200 OK" in shell.run("%http GET {{url}}/basic").shown


def test_a_response_that_came_through_no_session(shell, server):
    """Any httpx.Response is a card, with its history as legs and its credentials by name."""
    with httpx.Client() as client:
        shell["r"] = client.get(f"{server.url}/digest", auth=httpx.DigestAuth("ada", "correct horse"))
    shown = shell.run("r").shown

    assert shown.startswith("200 OK  GET http://127.0.0.1:")
    assert "→ challenge  GET /digest  ← 401 Unauthorized" in shown
    assert "→ answer     GET /digest  Digest ••••••  ← 200 OK" in shown


def test_a_response_made_by_hand(shell):
    """Without a request there is no URL to show, and no error either."""
    shell["r"] = httpx.Response(404, text="nothing")

    assert "404 Not Found" in shell.run("r").shown
