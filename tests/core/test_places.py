"""Redaction by place in headers and URLs: what stands where credentials stand, known or not."""

from __future__ import annotations

import time

import pytest

from nbauth.core.places import headers, url
from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault

HEADERS = [
    ("Authorization", "Basic QWxhZGRpbjpvcGVu", "Basic {{authorization}}"),
    ("authorization", "Bearer a.b-c", "Bearer {{authorization}}"),
    ("Authorization", "opaque-value", "{{authorization}}"),
    ("Authorization", 'p+/"&<% z9', "{{authorization}}"),
    ("Authorization", "AWS4-HMAC-SHA256 Credential=a/b, Signature=c", "AWS4-HMAC-SHA256 {{authorization}}"),
    ("Authorization", "Bearer {{token}}", "Bearer {{token}}"),
    ("Authorization", "", ""),
    ("Proxy-Authorization", "Basic QWxhZGRpbjpvcGVu", "Basic {{proxy_authorization}}"),
    (
        "Authorization",
        'Digest username="al, response=\\"x\\"", realm="r", nonce="n", uri="/", response="6629fae4", cnonce="c", nc=1',
        'Digest username="al, response=\\"x\\"", realm="r", nonce="n", uri="/", response="{{proof}}", cnonce="c", nc=1',
    ),
    ("Authorization", "digest response=6629, qop=auth", "digest response={{proof}}, qop=auth"),
    ("Authentication-Info", 'rspauth="ab", nextnonce="n"', 'rspauth="{{proof}}", nextnonce="n"'),
    ("WWW-Authenticate", 'Digest realm="r", nonce="n"', 'Digest realm="r", nonce="n"'),
    ("Cookie", "a=b; sid=x=y;c=", "a={{cookie}}; sid={{cookie}};c="),
    ("Cookie", "{{api_sid}}; a={{api_sid}}", "{{api_sid}}; a={{api_sid}}"),
    ("Set-Cookie", "sid=abc; Path=/; HttpOnly; Max-Age=5", "sid={{cookie}}; Path=/; HttpOnly; Max-Age=5"),
    ("Set-Cookie", "sid=; Max-Age=0", "sid=; Max-Age=0"),
    ("X-API-Key", "abc", "{{x_api_key}}"),
    ("x-auth-token", "abc", "{{x_auth_token}}"),
    ("PRIVATE-TOKEN", "abc", "{{private_token}}"),
    ("Location", "/cb?code=0123456789abcdef&state=s", "/cb?code={{code}}&state=s"),
    (
        "Link",
        '</a?access_token=x>; rel="next", </b>; rel="prev"',
        '</a?access_token={{access_token}}>; rel="next", </b>; rel="prev"',
    ),
    ("Accept", "application/json", "application/json"),
    ("X-Request-Token-Type", "x", "x"),
]


@pytest.mark.parametrize(("name", "value", "shown"), HEADERS)
def test_headers(name, value, shown):
    """The scheme word, the names of cookies, attributes and what teaches stay; twice is once."""
    once = headers([(name, value)], {})

    assert ((name, shown),) == once
    assert once == headers(once, {})


URLS = [
    ("https://al:pass@h/", "https://al:{{password}}@h/"),
    ("https://al@h/", "https://al@h/"),
    ("https://al:@h/", "https://al:@h/"),
    ("https://ghp_0123456789abcdefgh@h/", "https://{{userinfo}}@h/"),
    (
        "https://h/?access_token=a&q=1#id_token=b&state=c",
        "https://h/?access_token={{access_token}}&q=1#id_token={{id_token}}&state=c",
    ),
    ("/?apiKey=a&API-KEY=b&api%5Fkey=c", "/?apiKey={{api_key}}&API-KEY={{api_key}}&api%5Fkey={{api_key}}"),
    ("/?code=US&code=SplxlOBeZQQYbYS6WxSbIA", "/?code=US&code={{code}}"),
    ("/?token_type=a&tokens=2&q=token", "/?token_type=a&tokens=2&q=token"),
    ("/?token={{api_token}}&token=%7B%7Bapi_token%7D%7D", "/?token={{api_token}}&token=%7B%7Bapi_token%7D%7D"),
    ("/a@b:c?x=1", "/a@b:c?x=1"),
    ("see https://al:pass@h/ and //b:c@d", "see https://al:{{password}}@h/ and //b:{{password}}@d"),
]


@pytest.mark.parametrize(("before", "after"), URLS)
def test_urls(before, after):
    """The userinfo's password, token-like parameters of query and fragment; nothing else."""
    assert after == url(before, {})
    assert after == url(after, {})


def test_a_known_value_shows_its_own_name_however_short():
    """Values under six characters are found by place only, and percent-encoded ones are read."""
    exact = {"1234": "pin", "a/b": "key"}

    assert "https://al:{{pin}}@h/?token={{key}}" == url("https://al:1234@h/?token=a%2Fb", exact)
    assert (("X-API-Key", "{{pin}}"), ("Cookie", "a={{pin}}")) == headers(
        [("X-API-Key", "1234"), ("Cookie", "a=1234")], exact
    )


def test_value_and_place_together():
    """A known value has its name; what stands around it in a credential's place goes with the place."""
    vault = Vault()
    vault.add("token", 'p+/"&<% z9')
    found = Redactor(vault)

    assert (
        ("Authorization", "Bearer {{token}}"),
        ("X-Echo", "<{{token}}>"),
        ("Token", "{{token}}"),
    ) == found.headers(
        [("Authorization", 'Bearer p+/"&<% z9'), ("X-Echo", '<p+/"&<% z9>'), ("Token", 'xp+/"&<% z9x')]
    )
    assert "/{{token}}?api_key={{token}}&code=1" == found.url(
        "/p+%2F%22&%3C%25%20z9?api_key=p%2B%2F%22%26%3C%25+z9&code=1"
    )


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Authorization", "Digest a"),
        ("Authorization", '"'),
        ("Authorization", "a="),
        ("Cookie", ";"),
        ("Location", "//a:"),
        ("Link", "?a"),
        ("Link", "&"),
    ],
)
def test_hostile_headers_cost_linear_time(name, unit):
    """A server may send what a pattern reads for long; a quadratic one would take minutes."""
    value = ("Digest " if name == "Authorization" else "") + unit * 100_000

    began = time.process_time()
    headers([(name, value)], {})

    assert time.process_time() - began < 5
