"""core/message.py: whole messages are redacted as their parts are, and what is remembered is no secret."""

import gc

import pytest

from nbauth.core.message import REMEMBERED, Messages, text, texts
from nbauth.core.redact import Redactor
from nbauth.core.secret import Vault

CANARY = 'p+/"&<%é z9'
RAW = [(b"Authorization", b"Bearer abcdefgh"), (b"X-Echo", f"<{CANARY}>".encode()), (b"Accept", b"*/*")]


def messages(**secrets: str) -> tuple[Vault, Messages]:
    vault = Vault()
    for name, value in secrets.items():
        vault.add(name, value)
    return vault, Messages(Redactor(vault))


def test_a_message_is_its_parts():
    """Headers, URL and body come out as the redactor alone gives them, the first time and later."""
    vault, found = messages(password=CANARY)
    alone = Redactor(vault)
    body = b'{"token": "a"}'

    for _ in range(2):
        headers = found.headers([*RAW, (b"Content-Type", b"application/json")])
        assert headers == alone.headers([*texts(RAW), ("Content-Type", "application/json")])
        assert found.url("https://h/?token=a") == alone.url("https://h/?token=a")
        assert found.body(body, headers) == alone.body(body, "application/json")
    assert "{{password}}" in headers[1][1]


def test_a_secret_that_comes_later_is_found_in_what_was_seen_before():
    """What is remembered is for the secrets of then."""
    vault, found = messages()
    assert found.headers(RAW)[1] == ("X-Echo", f"<{CANARY}>")

    vault.add("late", CANARY)

    assert found.headers(RAW)[1] == ("X-Echo", "<{{late}}>")
    assert found.url("https://h/" + "x" * 9) == "https://h/xxxxxxxxx"


def test_a_proof_is_of_its_login():
    """What was computed from a secret shows by the login it is of; it cannot be resolved."""
    _, found = messages()
    answer = [(b"Authorization", b'Digest username="ada", response="0123456789abcdef"')]

    assert found.headers(answer, "api")[0][1] == 'Digest username="ada", response="{{api_proof}}"'
    assert found.headers(answer)[0][1] == 'Digest username="ada", response="{{proof}}"'


def test_what_is_remembered_is_bounded():
    """Dates and proofs are new each time; they must not add up."""
    _, found = messages()

    for number in range(3 * REMEMBERED):
        found.headers([(b"Date", b"%d" % number)])

    assert len(found._memo[1]) <= REMEMBERED


def test_nothing_of_a_secret_is_remembered():
    """Header pairs are remembered under a keyed hash, what became of them without secrets."""
    _, found = messages(password=CANARY)
    found.headers(RAW)

    reachable = gc.get_referents(found._memo[1])

    assert CANARY not in repr(reachable)
    assert "abcdefgh" not in repr(reachable)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ([], []),
        ([(b"A", b"b"), (b"C", b"")], [("A", "b"), ("C", "")]),
        ([(b"A", "é".encode())], [("A", "é")]),
        ([(b"A", b"\xe9")], [("A", "é")]),  # Latin-1, as RFC 9110 section 5.5 has it of old
        ([(b"A", b"x\ny")], [("A", "x\ny")]),
    ],
)
def test_header_bytes_as_text(raw, shown):
    """UTF-8, else Latin-1; a line break in a value mixes nothing up."""
    assert texts(raw) == shown
    assert [(text(name), text(value)) for name, value in raw] == shown
