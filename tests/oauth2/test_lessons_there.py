"""What the lessons on signing in do on the playground works at a certified provider too: their own cells, run there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import nbformat
from oauth2.browser import sign_in

from nbauth._http import httpx
from nbauth.oauth2.device_code import poll
from nbauth.oauth2.plan import Plan
from nbauth.wire.granting import granted

NOTEBOOKS = Path(__file__).parent.parent.parent / "notebooks"


def cells(name, *parts):
    """Return the cells of a lesson that have these parts, in the order of the parts."""
    sources = [cell.source for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells]
    return [next(source for source in sources if part in source) for part in parts]


class There:
    """The provider in place of the playground: a person signs in on its pages."""

    oauth = SimpleNamespace(device_interval=0)

    def __init__(self):
        self.seen = type("Seen", (list,), {"clear": lambda self: None})([SimpleNamespace(path="/token")])

    def person(self, who):
        def at(url, follows=False):
            params = httpx.URL(url).params
            end = params.get("redirect_uri", "")
            came = sign_in(url, end=end, code=params.get("user_code", ""))
            if follows:
                httpx.get(came)

        return SimpleNamespace(sign_in=at)


def test_sign_in_with_a_browser(session, provider):
    """Lesson 07, section 5: with the provider's own scopes."""
    names = {"url": provider.issuer, "session": session, "server": There()}
    (cell,) = cells("07-sign-in-with-a-browser", "def sign_in(who")
    exec(cell.replace("openid profile notes.read", "openid read"), names)  # noqa: S102 - of this repository

    assert "ada" == names["login"].auth.username
    assert ["authorize", "callback", "token", "keys", "userinfo"] == [
        leg.purpose for leg in session.history[-1].legs
    ]
    assert 200 == session.client.get(provider.api).status_code


def test_device_code(session, provider):
    """Lesson 08, section 4: from the API's address alone."""
    names = {
        "url": provider.issuer, "session": session, "client": session.client, "server": There(),
        "Plan": Plan, "poll": poll, "granted": granted,
    }  # fmt: skip
    for cell in cells("08-device-code", "plan.on_a_device()", "def on_the_phone", "plan.auth("):
        exec(cell, names)  # noqa: S102 - of this repository

    assert "zoe" in session.logins and 200 == session.client.get(provider.api).status_code
