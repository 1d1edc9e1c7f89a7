"""What a notebook knows by name, for completion."""

from __future__ import annotations

import os

import pytest

import nbauth
from nbauth._http import httpx
from nbauth.notebook.known_names import KnownNames, paths
from nbauth.wire.sessions import end_sessions


@pytest.fixture
def session():
    with nbauth.Session(transport=httpx.MockTransport(lambda request: httpx.Response(200))) as made:
        yield made


def test_nothing_is_known_and_nothing_is_made(shell):
    """A notebook that has sent nothing has no session; asking for names makes none."""
    end_sessions()  # of other tests of this process
    known = KnownNames({})

    assert [[], [], [], [], []] == [
        known.logins(),
        known.sessions(),
        known.origins(),
        known.urls(),
        known.fillable(),
    ]
    assert [] == KnownNames({}, "other").sessions()


def test_urls(session):
    """Newest first, each once, without query and fragment; none with a secret or a user in it; by variable as well."""
    session.login("https://q.example", nbauth.APIKeyAuth("z9Kq" * 3, "key", "query"))
    key = nbauth.Secret("z9Kq" * 3, "key")
    for url in (
        "https://a.example/x?y=1#z",
        "https://ada:z9Kq@b.example/",
        "https://q.example/p",
        "https://a.example/x",
    ):
        session.client.get(url)
    session.run("GET https://c.example/{{key}}/x", variables={"key": key})
    known = KnownNames(
        {"s": session, "q": "https://q.example/", "no": "httpsomething", "_u": "https://u.example"}, "s"
    )

    assert [
        "{{q}}/p",
        "https://a.example/x",
        "https://q.example/p",
        "https://q.example",
        "https://a.example",
        "{{q}}",
    ] == known.urls()


def test_only_the_newest_are_looked_at(session):
    """A long history does not make completion slow."""
    for number in range(205):
        session.client.get(f"https://a.example/{number}")
    urls = KnownNames({"s": session}, "s").urls()

    assert ("https://a.example/204", "https://a.example/5") == (urls[0], urls[199])
    assert "https://a.example/4" not in urls


def test_paths(tmp_path, monkeypatch):
    """As they would be typed: folders end in /, what has to be quoted is left out, hidden ones when asked for."""
    for name in ("one", "other", ".own", "with space", "bra{ce"):
        (tmp_path / name).write_text("")
    (tmp_path / "of").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", os.fspath(tmp_path))

    assert ["of/", "one", "other"] == paths("")
    assert ["one"] == paths("on")
    assert [".own"] == paths(".")
    assert ["~/of/", "~/one", "~/other"] == paths("~/")
    assert [f"{tmp_path}/one"] == paths(f"{tmp_path}/on")
    assert [] == paths("nowhere/")
    assert [] == paths("on\0")
