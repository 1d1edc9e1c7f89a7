"""``{{login.response.body.$.token}}``: what a request that has a name was answered, or sent.

    NAME.response.body.*             the whole body
    NAME.response.body.$.a[0].b      a place in a JSON body: see `json_path`
    NAME.response.headers.X-Trace    a header
    NAME.request.body..., NAME.request.headers...    the same of the request as it was written

A place in JSON that is text goes in as that text; another one as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import places
from .json_path import JSONPathError, Step, find, parse_path

__all__ = ["Message", "Reference", "ReferenceFailed", "parse_reference", "value_of"]

REFERENCE = re.compile(r"([A-Za-z_][\w-]*)\.(response|request)(?:\.(\w+)(?:\.(.*))?)?", re.ASCII | re.DOTALL)
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
FORMS = "NAME.response.body.$.member, NAME.response.body.*, NAME.response.headers.NAME; also .request"
CREDENTIAL_HEADERS = (places.credentials, places.cookies, places.whole)


class ReferenceFailed(ValueError):
    """A reference that cannot be read, or that leads nowhere; says why, never a value."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as it is written.

    Attributes:
        request: The name of the request.
        side: "response" or "request".
        header: The name of a header; empty where it is about the body.
        steps: A place in the body; None for all of it.
    """

    request: str
    side: str
    header: str = ""
    steps: tuple[Step, ...] | None = None


@dataclass(frozen=True)
class Message:
    """What a reference can ask a request or a response for. `body` is None where it was not kept."""

    headers: Sequence[tuple[str, str]] = field(repr=False)
    body: str | None = field(repr=False)

    @cached_property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body or "")


def parse_reference(inside: str) -> Reference | None:
    """Read what stands in the braces; None when it does not look like a reference.

    Raises:
        ReferenceFailed: it does, and it is none that is supported.
    """
    match = REFERENCE.fullmatch(inside)
    if match is None:
        return None
    request, side, part, path = match.groups()
    if part == "headers" and path and HEADER_NAME.fullmatch(path):
        return Reference(request, side, header=path)
    if part != "body" or not path:
        raise ReferenceFailed(f"a reference is {FORMS}")
    kind, _, rest = path.partition(".")
    path = rest if kind == "asJson" else path
    if path == "*":
        return Reference(request, side)
    if kind == "asXml" or path.startswith("/"):
        raise ReferenceFailed("XPath is not supported; take the value out of the response in Python")
    failure = ""
    try:
        return Reference(request, side, steps=parse_path(path))
    except JSONPathError as exc:
        failure = str(exc)
    raise ReferenceFailed(failure)


def value_of(reference: Reference, message: Message) -> tuple[str, bool]:
    """Return the text that a reference stands for, and whether its place says that it is a credential.

    Raises:
        ReferenceFailed: there is none; says what is missing, and where.
    """
    whose = f"the {reference.side} of {reference.request}"
    if reference.header:
        return _header(reference.header, message, whose)
    if message.body is None:
        raise ReferenceFailed(f"the body of {whose} was not kept")
    if reference.steps is None:
        return message.body, False
    failure, value = "", None
    try:
        value = find(message.document, reference.steps)
    except JSONPathError as exc:
        failure = f"in {whose}, {exc}"
    except (ValueError, RecursionError):
        failure = f"{whose} is no JSON" if message.body else f"{whose} has no body"
    if failure:
        # Outside of the except clause: the error of JSON holds the body.
        raise ReferenceFailed(failure)
    is_credential = any(isinstance(step, str) and places.field(step) for step in reference.steps[-1:])
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)), is_credential


def _header(name: str, message: Message, whose: str) -> tuple[str, bool]:
    lower = name.lower()
    values = [value for key, value in message.headers if key.lower() == lower]
    if not values:
        raise ReferenceFailed(f"{whose} has no header {name}")
    # Of several Set-Cookie lines no list can be made (RFC 6265 section 3).
    text = values[0] if lower == "set-cookie" else ", ".join(values)
    return text, places.TREATMENTS[lower] in CREDENTIAL_HEADERS
