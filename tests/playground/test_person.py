"""Somebody who signs in where nobody clicks: walks through real pages, and types a password in no other place."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from nbauth import playground
from nbauth.errors import NbauthError
from nbauth.wire.loopback import Loopback

PARAMS = (
    "response_type=code&client_id=notebook&code_challenge_method=S256&state=s"
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)


def test_the_browser_comes_back_to_a_program_that_listens(server):
    """Told to follow, it goes where it is sent, as a browser does."""
    came: list[str] = []
    loopback = Loopback(lambda address: came.append(address) is None)
    ended = server.person("ada").sign_in(
        f"{server.url}/authorize?{PARAMS}&redirect_uri={loopback.redirect_uri}", follows=True
    )

    assert [ended] == came
    assert ended.startswith(f"{loopback.redirect_uri}?code=")


def test_it_takes_the_steps_that_a_browser_takes(server):
    """Each is seen at the server."""
    server.person("ada").sign_in(f"{server.url}/authorize?{PARAMS}&redirect_uri=http://127.0.0.1/callback")

    assert ["/authorize", "/authorize/login", "/authorize/consent"] == [one.path for one in server.seen]


def test_no_password_for_another_page(server):
    """A page elsewhere on this machine gets nothing typed into it: it is not opened."""
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'<form action="/steal"><input name="username"><input name="password"></form>')

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        thread = threading.Thread(target=elsewhere.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{elsewhere.server_port}/login"
        assert url == server.person("ada").sign_in(url)
        elsewhere.shutdown()
        thread.join()
    assert [] == asked


def test_who_is_not_there_cannot_sign_in(server):
    with pytest.raises(NbauthError, match="nobody is called that"):
        server.person("bob")


def test_a_page_that_refuses_is_said(server):
    """With its title; and a password that was changed meanwhile is wrong."""
    with pytest.raises(NbauthError, match=r"the page says no \(400\): This leads nowhere"):
        server.person("ada").sign_in(f"{server.url}/authorize?client_id=nobody")
    with playground.start() as own:
        ada = own.person("ada")
        own.users["ada"] = "changed"
        url = f"{own.url}/authorize?{PARAMS}&redirect_uri=http://127.0.0.1/callback"
        with pytest.raises(NbauthError, match=r"the page says no \(403\): Sign in"):
            ada.sign_in(url)


def test_what_only_the_person_could_know_is_asked_for(server):
    """The page for a device's code, and no code."""
    with pytest.raises(NbauthError, match="the page asks for user_code"):
        server.person("ada").sign_in(f"{server.url}/device")


def test_no_password_in_its_repr(server):
    ada = server.person("ada")

    assert "<Person ada>" == repr(ada)
