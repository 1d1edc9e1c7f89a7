"""HAR files as exchanges: redacted, cut, and legs of one exchange together."""

from __future__ import annotations

import pytest
from export.test_har_entries import document, entry, sample

from nbauth.core.record import Exchange
from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault
from nbauth.export.har_entries import read_har
from nbauth.export.har_in import from_har


def exchanges(har: object, *secrets: str, body_limit: int = 65_536) -> list[Exchange]:
    vault = Vault()
    for number, secret in enumerate(secrets, 1):
        vault.add(f"key_{number}", secret)
    return from_har(read_har(har), Redactor(vault), body_limit=body_limit)


def own(exchange: int, leg: int, **parts: object) -> dict[str, object]:
    return entry(_nbauth={"exchange": exchange, "leg": leg, "purpose": "request", **parts})


def test_entries_of_a_browser_are_an_exchange_each():
    """They are marked as imported, and have no number yet."""
    login, logo, blocked = exchanges(sample("chrome"))

    assert [(0, True, 1)] * 3 == [(one.number, one.imported, len(one.legs)) for one in (login, logo, blocked)]
    assert (200, 200, None) == (login.status, logo.status, blocked.status)
    assert "net::ERR_BLOCKED_BY_CLIENT" == blocked.error == blocked.legs[0].error
    assert pytest.approx(0.0814) == login.elapsed == login.legs[0].elapsed


def test_what_stands_where_credentials_stand():
    """In the URL, headers, cookies and bodies of both sides, whatever it is."""
    login, logo, blocked = exchanges(sample("chrome"))
    request, response = login.request, login.response

    assert "https://shop.example/api/login?next=%2Fhome&access_token={{access_token}}" == request.url
    assert ("theme={{cookie}}; sid={{cookie}}", "{{x_csrf_token}}") == (
        request.header("cookie"), request.header("x-csrf-token"),
    )  # fmt: skip
    assert b"user=ada&password={{password}}" == request.body.content
    assert "session={{cookie}}; Path=/; HttpOnly" == response.header("set-cookie")
    assert "{{access_token}}" == response.json()["access_token"]
    assert "Bearer {{authorization}}" == logo.request.header("authorization")
    assert "https://shop.example/?access_token={{access_token}}" == blocked.request.header("referer")


def test_known_secrets_are_found_anywhere():
    """By value, in what is in no such place, and in what a tool has written about it."""
    har = document(
        entry(
            {
                "url": "https://a.example/se-cret-1/",
                "method": "POST",
                "postData": {"text": "a se-cret-1", "comment": "se-cret-1"},
            },
            {"statusText": "se-cret-1", "httpVersion": "se-cret-1", "content": {"text": "b se-cret-1"}},
        ),
        entry(None, {"status": 0, "_error": "net::se-cret-1"}),
    )
    first, second = exchanges(har, "se-cret-1")

    assert "https://a.example/{{key_1}}/" == first.request.url
    assert (b"a {{key_1}}", "{{key_1}}") == (first.request.body.content, first.request.body.note)
    assert (b"b {{key_1}}", "{{key_1}}") == (first.response.body.content, first.response.reason)
    assert "net::{{key_1}}" == second.error
    assert "se-cret-1" not in repr([first, second])


def test_legs_of_one_exchange():
    """Those that are together; what was left out, sorted or joined by others is exchanges of its own."""
    har = document(
        own(1, 1), own(1, 2), own(2, 1), own(1, 1), own(1, 3), entry(), own(5, 1), own(5, 2), creator="nbauth"
    )

    assert [2, 1, 1, 1, 1, 2] == [len(one.legs) for one in exchanges(har)]


def test_what_is_known_of_the_whole():
    """Its duration, its failure and its text are with the first leg; they are redacted too."""
    about = {"elapsed": 3.5, "error": "X: se-cret-1", "source": "GET / se-cret-1"}
    har = document(
        own(1, 1, of_exchange=about, elapsed=0.5, started=9.0, login="api", username="se-cret-1"), creator="nbauth"
    )
    (one,) = exchanges(har, "se-cret-1")

    assert (3.5, "X: {{key_1}}", "GET / {{key_1}}") == (one.elapsed, one.error, one.source)
    assert (0.5, 9.0, "api", "{{key_1}}") == (
        one.legs[0].elapsed, one.legs[0].started, one.legs[0].login, one.legs[0].username,
    )  # fmt: skip


def test_bodies_are_cut():
    """After they were redacted: of a secret, or its name, no half is left."""
    har = document(entry(None, {"content": {"size": 5000, "text": "x" * 95 + "se-cret-1" + "y" * 100}}))
    for limit in range(90, 110):
        (one,) = exchanges(har, "se-cret-1", body_limit=limit)
        body = one.response.body

        assert (5000, "cut") == (body.size, body.note)
        assert len(body.content) <= limit
        assert b"" == body.content.replace(b"{{key_1}}", b"").strip(b"xy")
