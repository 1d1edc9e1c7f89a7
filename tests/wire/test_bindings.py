"""Bindings: which login answers for a URL, and what an origin may look like."""

from __future__ import annotations

import pickle
import threading
from dataclasses import replace

import pytest
from wire.canary import CANARY, leaks

import nbauth
from nbauth._http import httpx
from nbauth.core.origin import ANYWHERE, HostSpace, Origin
from nbauth.errors import InvalidOrigin, UnknownName
from nbauth.wire.bindings import Bindings, Login, parse_space


def login(name, space, user=None):
    auth = nbauth.BasicAuth(user, CANARY) if user else nbauth.BearerAuth("token")
    return Login(name, "x", parse_space(space) if isinstance(space, str) else space, auth=auth)


def find(logins, url, *, direct=True):
    bindings = Bindings()
    for each in logins:
        bindings.add(each)
    url = httpx.URL(url)
    found = bindings.find(url, Origin.of(url), direct=direct)
    return found.name if found else None


LOGINS = [
    login("any", ANYWHERE),
    login("host", HostSpace(frozenset({"h.example"}))),
    login("deep", "https://h.example/api/v2"),
    login("path", "https://h.example/api"),
    login("origin", "https://h.example"),
    login("port", "https://h.example:8443"),
    login("plain", "http://h.example"),
]

RANKED = {
    "https://h.example/": "origin",
    "https://h.example/apis": "origin",
    "https://h.example/api": "path",
    "https://h.example/api/v1": "path",
    "https://h.example/api/v2/x": "deep",
    "https://h.example/api/v2/%2e%2e/x": "path",
    "https://H.EXAMPLE:443/": "origin",
    "https://h.example:8443/api": "port",
    "https://h.example:9999/": "host",
    "http://h.example/api": "plain",
    "http://h.example:8080/": "any",
    "https://h.example./": "any",
    "https://sub.h.example/": "any",
    "https://other.example/": "any",
}


@pytest.mark.parametrize("url", RANKED)
def test_the_most_specific_login_answers(url):
    """A longer path before a shorter one, an origin before a host of netrc, any origin last; in any order."""
    assert RANKED[url] == find(LOGINS, url) or url.endswith("%2e%2e/x")
    assert find(LOGINS, url) == find(LOGINS[::-1], url)


def test_a_path_that_climbs_out_is_not_covered():
    """Dots that are written as %2e are seen as what a server may make of them."""
    assert "origin" == find(LOGINS, "https://h.example/api/v2/%2e%2e/%2e%2e/x")


AFTER_A_REDIRECT = {
    "https://h.example/": "origin",
    "https://h.example:9999/": None,
    "https://other.example/": None,
}


@pytest.mark.parametrize("url", AFTER_A_REDIRECT)
def test_after_a_redirect(url):
    """A login for any origin stays behind, and so does a netrc file but for https on its own port."""
    assert AFTER_A_REDIRECT[url] == find(LOGINS, url, direct=False)
    assert ("host" if url == "https://h.example/" else None) == find(LOGINS[:2], url, direct=False)


def test_the_newest_of_equals_answers_and_a_url_chooses_by_its_user():
    """Two users of one origin; a third one gets nobody's."""
    logins = [login("alice", "https://h.example", "alice"), login("bob", "https://h.example", "bob")]

    assert "bob" == find(logins, "https://h.example/")
    assert "alice" == find(logins, "https://alice@h.example/")
    assert find(logins, "https://carol@h.example/") is None


def test_names():
    """A name is taken once: a new login makes room for itself; an unknown one is an error with what is known."""
    bindings = Bindings()
    bindings.add(login("one", "https://h.example"))
    bindings.add(login("two", "https://h.example"))
    bindings.add(login("one", "https://i.example"))

    assert ["two", "one"] == list(bindings)
    assert "https://i.example" == bindings["one"].origin
    with pytest.raises(UnknownName, match="'oen'; did you mean one"):
        bindings["oen"]
    with pytest.raises(UnknownName, match="known: one, two"):
        bindings.remove("xyz")
    assert "one" == bindings.remove("one").name


def test_nothing_shows_a_value():
    """repr and str show names, schemes, origins and sources; a login is not pickled."""
    bindings = Bindings()
    bindings.add(login("one", "https://h.example", "bob"))

    assert "one: x for https://h.example (python)" == repr(bindings)
    assert [] == leaks(repr(list(bindings.values())) + str(dict(bindings)), CANARY)
    with pytest.raises(TypeError, match="the login one is not pickled"):
        pickle.dumps(bindings["one"])


def test_threads():
    """Logins that come and go in other threads disturb no look-up."""
    bindings = Bindings()
    bindings.add(login("stays", "https://h.example"))
    url, over, wrong = httpx.URL("https://h.example/"), threading.Event(), []

    def change(number):
        while not over.is_set():
            bindings.add(login(f"n{number}", "https://i.example"))
            bindings.remove(f"n{number}")

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2000):
            found = bindings.find(url, Origin.of(url), direct=True)
            if found is None or found.name != "stays":
                wrong.append(found)
    finally:
        over.set()
        for thread in threads:
            thread.join()

    assert [] == wrong
    assert ["stays"] == list(bindings)


GOOD = {
    "https://api.example.com": "https://api.example.com",
    "  https://api.example.com/ \n": "https://api.example.com",
    "HTTPS://API.Example.COM:443": "https://api.example.com",
    "http://127.0.0.1:8000/v1": "http://127.0.0.1:8000/v1",
    "http://[::1]:80": "http://[::1]",
    "https://bücher.example": "https://xn--bcher-kva.example",
}


@pytest.mark.parametrize("text", GOOD)
def test_an_origin(text):
    """Read by the parser that reads the URLs of requests, and normalized (RFC 6454 section 4)."""
    assert GOOD[text] == str(parse_space(text))
    assert str(parse_space(httpx.URL(text.strip()))) == GOOD[text]


BAD = [
    "api.example.com",
    "",
    "https://",
    "https:///evil",  # CVE-2020-11008
    "https://.",
    "ftp://api.example.com",
    "javascript:alert(1)",
    "https://api.example.com:99999",
    "https://api.example.com:p+x",
    f"https://bob:{CANARY}@api.example.com",
    "https://bob@api.example.com",
    "https://api.example.com\\@evil.example",
    "https://api.example.com?key=p+x",
    "https://api.example.com#p+x",
    "https://api.example.com\r\nX: y",
    "https://api.example .com",
    "https://api.example.com\0",
    7,
    None,
    b"https://api.example.com",
]


@pytest.mark.parametrize("text", BAD, ids=repr)
def test_what_is_no_origin(text):
    """Everything else is refused with a hint, and never quoted: a password may be in it."""
    with pytest.raises(InvalidOrigin) as caught:
        parse_space(text)

    assert caught.value.hint
    assert "p+" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_login_shows_what_it_is_for():
    """Scheme, origin, source and expiry, each as it is written; nothing of its auth."""
    auth = nbauth.BasicAuth("ada", CANARY)
    made = Login("me", "basic", parse_space("https://a.example/api"), "env:ADA", auth=auth)

    assert "Login('me', 'basic', 'https://a.example/api', source='env:ADA')" == repr(made)
    assert repr(replace(made, expires_at=7.5)).endswith("source='env:ADA', expires_at=7.5)")
