"""The entries of a HAR file as exchanges: redacted by value and by place, as everything that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from ..core.redact import Redactor
from .har_entries import Har, HarEntry, HarMessage

__all__ = ["from_har"]

HALF_A_NAME = re.compile(rb"\{\{?\w*\}?\Z")
"""What is left of a {{name}} at the end of a body that is cut."""


def from_har(har: Har, redactor: Redactor, *, body_limit: int) -> list[Exchange]:
    """Return the entries of a file as exchanges, which have no numbers yet.

    Each entry is an exchange of its own; those that nbauth has written of one exchange become one again.

    Args:
        redactor: Knows the secrets that stand in the file, beyond those that are found by their place.
        body_limit: Bytes of each body that are kept.
    """
    made = []
    for group in _groups(har.entries):
        legs = tuple(_leg(entry, redactor, body_limit) for entry in group)
        own, source = group[0].own, ""
        elapsed, error = sum(leg.elapsed for leg in legs), legs[-1].error
        if own is not None:
            elapsed, source = own.total, redactor.text(own.source)
            error = redactor.text(own.error) if own.error is not None else None
        made.append(Exchange(0, legs, elapsed, error, source, imported=True))
    return made


def _groups(entries: list[HarEntry]) -> Iterator[list[HarEntry]]:
    """Yield the entries of one exchange: of browsers one each, of nbauth its legs, as far as they are together."""
    group: list[HarEntry] = []
    for entry in entries:
        last, own = group[-1].own if group else None, entry.own
        goes_on = last and own and (own.exchange, own.leg) == (last.exchange, last.leg + 1)
        if group and not goes_on:
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _leg(entry: HarEntry, redactor: Redactor, limit: int) -> Leg:
    request = RequestRecord(
        redactor.text(entry.method),
        redactor.url(entry.url),
        redactor.headers(entry.request.headers),
        _body(entry.request, redactor, limit),
        entry.own.literal if entry.own else (),
    )
    response = None
    if entry.response is not None:
        response = ResponseRecord(
            entry.status,
            redactor.text(entry.reason),
            redactor.headers(entry.response.headers),
            _body(entry.response, redactor, limit),
            redactor.text(entry.version),
        )
    error = redactor.text(entry.error) if entry.error is not None else None
    own = entry.own
    if own is None:
        return Leg("request", request, response, error, entry.started, entry.elapsed)
    username = redactor.text(own.username) if own.username is not None else None
    return Leg(own.purpose, request, response, error, own.started, own.elapsed, own.login, username, own.by)


def _body(message: HarMessage, redactor: Redactor, limit: int) -> Body:
    # All of it is redacted, then it is cut: a secret that the limit cuts in two is found whole.
    content = redactor.body(message.content, message.header("content-type"))
    note = redactor.text(message.note)
    if len(content) <= limit:
        return Body(content, message.size, note)
    return Body(HALF_A_NAME.sub(b"", content[:limit]), message.size, note or "cut")
