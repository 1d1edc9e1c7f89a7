"""The panel: the logins as they are now, and what can be done with them."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from oidc import ODD
from widgets.fake_page import FakePage
from wire.canary import CANARY, leaks

import nbauth
from nbauth.oauth2.auth import OAuth2Auth
from nbauth.widgets.panel import Panel


@pytest.fixture
def page(session):
    return FakePage(Panel(session))


def test_the_logins(page, session, server):
    """Scheme, origin, user, source; when it expires, from now; when it was used; never a value."""
    session.login(server.url, ("ada", server.users["ada"]), source="env:ADA")
    session.login("https://b.example", nbauth.BearerAuth(CANARY.replace(" ", "").replace("é", "e")), name="tok")
    bound = session._bindings["tok"]
    session._bindings.add(replace(bound, expires_at=time.time() + 250))
    session.client.get(f"{server.url}/basic")
    page.do("hello")
    first, second = page.last("hello")["rows"]

    assert {
        "name": "basic", "scheme": "basic", "origin": server.url, "user": "ada", "source": "env:ADA",
        "expires": None, "used": "just now",
    } == first  # fmt: skip
    assert ("tok", "not yet") == (second["name"], second["used"]) and 240 < second["expires"] <= 250
    assert [] == leaks(json.dumps(page.told, default=str), server.users["ada"])


def test_it_follows(page, session):
    """A login that is made or forgotten elsewhere is seen at once."""
    session.login("https://a.example", ("ada", "x" * 8))
    assert ["basic"] == [each["name"] for each in page.last("rows")["rows"]]
    session.logout("basic")
    assert [] == page.last("rows")["rows"]


def test_it_follows_the_cells(session, server, interactive_shell):
    """After each cell, since a login may have been used or have expired in it; until it is closed."""
    shell = interactive_shell
    try:
        page = FakePage(Panel(session))
        session.login(server.url, ("ada", server.users["ada"]))
        shell.user_ns["send"] = lambda: session.client.get(f"{server.url}/basic")
        assert "not yet" == page.last("rows")["rows"][0]["used"]
        shell.run_cell("send()")
        assert "just now" == page.last("rows")["rows"][0]["used"]
        page.widget.close()
        count = len(page.told)
        shell.run_cell("1")
        assert count == len(page.told)
    finally:
        shell.user_ns.pop("send", None)


def test_add(page, session):
    """Its form makes a login, which is in the rows then."""
    page.log_in("basic", "https://a.example", CANARY, values={"username": "ada"})

    assert "basic: Basic for https://a.example, user ada, from form" == page.last("added")["text"]
    assert ["basic"] == [each["name"] for each in page.last("rows")["rows"]]
    assert [] == leaks(json.dumps([page.told, page.widget.get_state()], default=str), CANARY)


def test_forget(page, session):
    """One, or all; one that is gone already is said so."""
    session.login("https://a.example", ("ada", "x" * 8), name="a")
    session.login("https://b.example", ("ada", "x" * 8), name="b")
    session.login("https://c.example", ("ada", "x" * 8), name="c")
    page.do("forget", name="a")
    assert "a is forgotten" == page.said and ["b", "c"] == list(session.logins)
    page.do("forget", name="a")
    assert "no login is named 'a'" in page.said
    page.do("forget")
    assert "logged out of 2 logins" == page.said and {} == dict(session.logins)


def test_forget_what_a_server_granted(page, session, provider):
    """The server is told, and what became of it is said; a request under way keeps nobody from logging out."""
    session.login(provider.issuer, OAuth2Auth("basic", ODD, issuer=provider.issuer), name="api")
    session.client.get(provider.api)
    with page.widget._is_busy:
        page.do("forget", name="api")

    assert f"api is forgotten; api: its token is taken back by {provider.issuer}" == page.said
    assert {} == dict(session.logins) and [] == page.last("rows")["rows"]


def test_try(page, session, server):
    """One request with a login; its card is shown, and the kernel goes on meanwhile."""
    session.login(server.url, ("ada", server.users["ada"]))
    page.do("try", name="basic", address=f"{server.url}/basic")

    assert "200 OK: the server does not refuse" == page.last("tested")["text"]
    assert "basic" == session.history[-1].login


@pytest.mark.parametrize(
    "address, said",
    [
        ("https://elsewhere.example", "address: the credentials are not for there: they are for "),
        ("elsewhere", "address: the URL has no scheme"),
    ],
)
def test_a_login_is_not_tried_elsewhere(page, session, server, address, said):
    """Nothing goes out."""
    session.login(server.url, ("ada", server.users["ada"]))
    page.do("try", name="basic", address=address)
    assert page.said.startswith(said) and 0 == len(session.history)


def test_a_login_for_several_places(page, session, tmp_path):
    """A netrc file's wants an address."""
    (tmp_path / "netrc").write_text(
        "machine a.example login ada password xxxxxxxx\nmachine b.example login b password yyyyyyyy"
    )
    (tmp_path / "netrc").chmod(0o600)
    session.login(None, nbauth.NetRCAuth(tmp_path / "netrc"))
    page.do("try", name="netrc", address="")
    assert "address: the URL has no scheme" in page.said


def test_its_text(session):
    """Where it is not alive, a line for each login."""
    session.login("https://a.example", ("<b>", "x" * 8))
    text, html = Panel(session).text()
    assert "basic: Basic for https://a.example, user <b>, from python" == text.splitlines()[0]
    assert "run this cell again to use it" in text and "&lt;b&gt;" in html


def test_a_panel_that_nobody_sees_is_told_nothing(session):
    """Its cell was run again, or deleted."""
    page = FakePage(Panel(session))
    page.do("bye")
    count = len(page.told)
    session.login("https://a.example", ("ada", "x" * 8))
    assert count == len(page.told)
    page.do("hello")
    assert ["basic"] == [each["name"] for each in page.last("hello")["rows"]]
    session.logout("basic")
    assert [] == page.last("rows")["rows"]
    page.do("bye")
    page.do("hello")
    session.login("https://a.example", ("ada", "x" * 8))
    assert ["basic"] == [each["name"] for each in page.last("rows")["rows"]]


def test_nothing_is_sent_where_nothing_has_changed(page, session):
    """A login that runs out is counted down by the page."""
    session.login("https://a.example", ("ada", "x" * 8))
    page.widget._changed()
    count = len(page.told)
    page.widget._changed()
    assert count == len(page.told)


def test_logged_out_of_all(page, session, server):
    """What a test has kept is forgotten as well."""
    page.do("test", server.users["ada"], scheme="basic", origin=server.url, values={"username": "ada"},
            secrets={"password": 0}, address=f"{server.url}/basic")  # fmt: skip
    page.do("forget")
    page.log_in("basic", server.url, "", values={"username": "ada"})
    assert "password: nothing was typed" == page.said
