"""Origin and ProtectionSpace: what a credential may be sent to (RFC 6454, RFC 9110 section 11.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth._http import httpx
from nbauth.core.origin import ANYWHERE, HostSpace, Origin, ProtectionSpace


def origin(url: str) -> Origin:
    return Origin.of(httpx.URL(url))


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://api.example.com", "https://api.example.com"),
        ("HTTPS://API.Example.COM:443/v1?q#f", "https://api.example.com"),
        ("http://api.example.com:80/", "http://api.example.com"),
        ("http://api.example.com:443/", "http://api.example.com:443"),
        ("https://user:pass@api.example.com/", "https://api.example.com"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://[2001:DB8::A]/", "http://[2001:db8::a]"),
        ("ws://example.com:80/", "ws://example.com"),
    ],
)
def test_an_origin_is_normalized(url, text):
    """Lower case, punycode, default ports left out, nothing else of the URL (RFC 6454 section 4)."""
    assert text == str(origin(url))
    assert origin(url) == origin(text)
    assert hash(origin(url)) == hash(origin(text))


@pytest.mark.parametrize(
    "other",
    [
        "http://example.com",
        "https://example.com:8443",
        "https://example.com:0",
        "https://example.com.",
        "https://www.example.com",
        "https://example.com.evil.test",
        "https://evil.test/https://example.com",
        "https://example.com@evil.test",
        "https://example.com:443@evil.test",
        "https://evil.test#@example.com",
        "https://evil.test?@example.com",
        "https://\u0435xample.com",  # a Cyrillic letter
        "https://ex%61mple.com",
        "wss://example.com",
    ],
)
def test_another_origin_is_another(other):
    """One part differs, or only a person would take it for the same (RFC 6454 section 5)."""
    assert origin("https://example.com") != origin(other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000", True),
        ("http://LOCALHOST", True),
        ("http://app.localhost", True),
        ("http://127.0.0.1:1", True),
        ("http://127.255.0.9", True),
        ("http://[::1]", True),
        ("http://localhost.example.com", False),
        ("http://notlocalhost", False),
        ("http://127.0.0.1.example.com", False),
        ("http://127.0.0.example", False),
        ("http://127.0.0.0.1", False),
        ("http://127", False),
        ("http://128.0.0.1", False),
        ("http://0.0.0.0", False),
        ("http://[::2]", False),
    ],
)
def test_loopback_is_this_machine_only(url, expected):
    """RFC 6761 section 6.3, RFC 1122 section 3.2.1.3."""
    assert expected == origin(url).is_loopback


@pytest.mark.parametrize(
    ("path", "inside", "outside"),
    [
        ("/", ["", "/", "/a", "/a/../b", "*"], []),
        ("/api", ["/api", "/api/", "/api/x", "/api/x/"], ["", "/", "/apix", "/API", "/x/api", "/api;x"]),
        ("/api/", ["/api", "/api/x"], ["/apix"]),
        ("/api", ["/api/x..y", "/api/..."], ["/api/../x", "/api/..", "/../api"]),
    ],
)
def test_a_space_is_a_path_and_what_is_below(path, inside, outside):
    """A path with dot segments may lead out of it, so only a whole origin covers it."""
    here = origin("https://example.com")
    space = ProtectionSpace(here, path)

    assert [] == [tried for tried in inside if not space.covers(here, tried)]
    assert [] == [tried for tried in outside if space.covers(here, tried)]
    assert not space.covers(origin("http://example.com"), path)


def test_an_escaped_dot_segment_does_not_lead_out():
    """httpx resolves /api/../admin itself but sends %2e%2e as it stands."""
    url = httpx.URL("https://example.com/api/%2e%2e/admin")

    assert not ProtectionSpace(Origin.of(url), "/api").covers(Origin.of(url), url.path)


def test_anywhere_covers_all_origins():
    """httpx's client-wide auth: where a user calls directly."""
    assert ANYWHERE.covers(origin("http://a"), "/x") and ANYWHERE.covers(origin("https://b:1"), "/")
    assert "any origin" == str(ANYWHERE)


def test_machines_of_a_netrc_file_need_tls():
    """Any port, over TLS or on this machine, and no other spelling of the name."""
    space = HostSpace(frozenset({"api.example.com", "localhost"}))

    yes = ["https://api.example.com", "https://api.example.com:8443", "http://localhost:8000", "https://localhost"]
    no = ["http://api.example.com", "https://api.example.com.", "https://x.api.example.com", "http://127.0.0.1"]
    assert [] == [url for url in yes if not space.covers(origin(url), "/")]
    assert [] == [url for url in no if space.covers(origin(url), "/")]
    assert "api.example.com, localhost" == str(space)


def test_the_more_specific_space_ranks_higher():
    """Any origin, then hosts, then an origin, then its longer paths."""
    here = origin("https://example.com")
    spaces = [
        ANYWHERE,
        HostSpace(frozenset({"example.com"})),
        ProtectionSpace(here),
        ProtectionSpace(here, "/a"),
        ProtectionSpace(here, "/a/b"),
    ]

    ranks = [space.rank for space in spaces]
    assert sorted(set(ranks)) == ranks
    assert ["https://example.com", "https://example.com/a"] == [str(space) for space in spaces[2:4]]


labels = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)


@given(
    st.sampled_from(["http", "https", "ws", "wss"]),
    st.lists(labels, min_size=1, max_size=3).map(lambda found: ".".join([*found, "test"])),
    st.none() | st.integers(1, 65535),
)
def test_the_text_of_an_origin_names_it(scheme, host, port):
    """str is read back as the same origin, in any case of letters."""
    one = origin(f"{scheme}://{host}" + (f":{port}" if port else ""))

    assert one == origin(str(one)) == origin(str(one).upper())
    assert (scheme, host) == (one.scheme, one.host)
