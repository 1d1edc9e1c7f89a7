"""%load_ext and %unload_ext."""

from __future__ import annotations

import subprocess
import sys

import nbauth
from nbauth._http import httpx


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
    """No magic, no card, no login, and the client is closed."""
    shell.run("%auth basic {{url}} --username ada --password-from env:ADA")
    shell.run("%http r << GET {{url}}/basic")
    session = nbauth.session()
    shell.run("%unload_ext nbauth")

    assert "not found" in shell.run("%auth").printed + shell.run("%http GET {{url}}").printed
    assert "<Response [200 OK]>" == shell.run("r").shown
    assert not session.logins and not session.vault and session.client.is_closed
    assert nbauth.session() is not session
    shell.run("%load_ext nbauth")


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
