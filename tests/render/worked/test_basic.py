"""Basic, worked: encoded, and nothing hidden."""

from __future__ import annotations

import base64

import pytest
from corpora import corpus
from exchanges import came, sent

import nbauth
from nbauth.core.record import Exchange, Leg
from nbauth.render.worked.basic import panels


def exchange(username="ada", url="https://a.example/", value="Basic {{api_password}}"):
    leg = Leg("request", sent(url=url, headers=(("Authorization", value),)), came(), username=username)
    return Exchange(1, (leg,))


def steps(panel):
    return {step.name: step.value for step in panel.steps}


def test_there_and_back():
    """Text, bytes, base64, header, and the text again; the password by its name."""
    (panel,) = panels(exchange())

    assert {
        "text": "ada:{{api_password}}",
        "bytes": "61 64 61 3a, then those of {{api_password}}",
        "base64": "YWRhO…",
        "header": "Basic {{api_password}}",
        "and back": "ada:{{api_password}}",
    } == steps(panel)
    assert "no lock" in panel.why and () == panel.problems


@pytest.mark.parametrize("row", corpus("rfc-vectors/vectors.json", "basic"), ids=lambda row: row["source"])
def test_what_the_user_name_decides(row):
    """The beginning that is shown is that of the RFCs' headers, and says nothing of the password."""
    (panel,) = panels(exchange(row["user"]))
    shown = steps(panel)["base64"].removesuffix("…")

    assert row["header"].startswith(f"Basic {shown}")
    assert base64.b64decode(shown[: len(shown) // 4 * 4]).decode() in f"{row['user']}:"


def test_a_name_that_is_not_known():
    """A user name that may be a secret, or that a file does not have, decides nothing."""
    for name in ("{{api_username}}", None):
        (panel,) = panels(exchange(name))
        assert "…" == steps(panel)["base64"] and "61" not in steps(panel)["bytes"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://api.example.com/", "api.example.com"),
        ("http://192.168.1.7:8000/", "192.168.1.7"),
        ("https://api.example.com/", None),
        ("http://127.0.0.1:5000/", None),
        ("http://[::1]:5000/", None),
        ("http://api.localhost/", None),
    ],
)
def test_in_clear(url, host):
    """Over a network without TLS it is in everybody's hands; on this machine it goes over none."""
    (panel,) = panels(exchange(url=url))

    assert bool(host) == bool(panel.problems)
    assert host is None or f"went to {host} over plain http" in panel.problems[0]


def test_a_real_server(running):
    """What a session records: one panel for all legs with the same credentials."""
    with nbauth.Session() as session:
        session.login(running.url, nbauth.BasicAuth("ada", running.users["ada"]), name="api")
        session.client.get(f"{running.url}/basic")
        (panel,) = panels(session.history[-1])

    assert ((1,), "ada:{{api_password}}") == (panel.legs, steps(panel)["text"])


def test_another_scheme():
    """It has no panel here."""
    assert [] == list(panels(exchange(value="Bearer {{api_token}}")))
