"""A whole exchange, redacted: every field of it, and nothing else changes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import pytest
from exchanges import digest, failed, refreshed
from wire.canary import CANARY
from wire.held import check_record

from nbauth.core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from nbauth.core.redact import Redactor
from nbauth.core.redact_exchange import redacted
from nbauth.core.secret import Vault

TEXT = f"a {CANARY} b"


@pytest.fixture
def redactor():
    vault = Vault()
    vault.add("key", CANARY)
    return Redactor(vault)


def full(text: str) -> Exchange:
    """Return an exchange that has a text wherever there can be one, but for what nbauth names itself."""
    headers, body = ((text, text),), Body(text.encode(), 9, text)
    request = RequestRecord(text, f"https://a.example/?q={text}", headers, body, ("name",))
    response = ResponseRecord(200, text, headers, body, text)
    leg = Leg("request", request, response, text, 1.0, 2.0, "login", text)
    return Exchange(7, (leg, replace(leg, response=None)), 3.0, text, text, True, (text, text))


def test_every_field(redactor):
    """In each text is the name, and all else is as it was."""
    assert full("a {{key}} b") == redacted(full(TEXT), redactor)


def test_no_field_is_forgotten(redactor):
    """`full` has a text in every field that can hold one, so a field that comes to a record is tested too."""
    ours = {"purpose", "login", "literal", "by"}  # names that nbauth has checked

    def texts(record: object, path: str = "") -> list[str]:
        if is_dataclass(record):
            return [
                each
                for part in fields(record)
                if part.name not in ours
                for each in texts(getattr(record, part.name), f"{path}.{part.name}")
            ]
        if isinstance(record, tuple):
            return [each for at, part in enumerate(record) for each in texts(part, f"{path}[{at}]")]
        is_text = isinstance(record, str | bytes)
        return [path] if is_text and CANARY not in (record if isinstance(record, str) else record.decode()) else []

    assert [] == texts(full(TEXT))
    check_record(redacted(full(TEXT), redactor), CANARY)


def test_by_place(redactor):
    """What stands where credentials stand is replaced, whatever it is."""
    request = RequestRecord(
        "POST",
        "https://bob:unknown-1@a.example/?api_key=unknown-2",
        (("Authorization", "Bearer unknown-3"), ("Content-Type", "application/json")),
        Body(b'{"password": "unknown-4"}', 25),
    )
    leg = Leg("request", request, ResponseRecord(200, headers=(("Set-Cookie", "a=unknown-5; Path=/"),)))

    assert "unknown" not in repr(redacted(Exchange(1, (leg,)), redactor))


@pytest.mark.parametrize(
    "exchange", [digest(), refreshed(), failed(), Exchange(1, ())], ids=lambda each: each.number
)
def test_what_is_redacted_already(redactor, exchange):
    """It is the same object."""
    assert exchange is redacted(exchange, redactor)
