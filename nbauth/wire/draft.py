"""Placeholders on requests: a Secret of a cell goes in on the leg, a {{name}} of the record comes out.

A request made of text with a `Secret` in it carries ``{{name}}`` until it is on the wire, and
``extensions["nbauth.secrets"]`` tells what to put in. That happens for the origin of the request's own URL
only: elsewhere the header is left out, and a body with a Secret in it is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from .._http import httpx
from ..core.origin import Origin
from ..core.places import PLACES
from ..core.secret import Secret, Vault
from ..errors import InvalidField, RedirectRefused, UnresolvedVariable

__all__ = ["filled", "placeholders_removed"]

PLACEHOLDER = re.compile(r"\{\{([A-Za-z_]\w*)\}\}", re.ASCII)
# httpx encodes braces in a path and leaves them in a query.
IN_URL = re.compile(r"(?:\{|%7B){2}([A-Za-z_]\w*)(?:\}|%7D){2}", re.ASCII | re.IGNORECASE)

JSON_STRING = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+"?)', re.DOTALL)

CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


def placeholders_removed(request: httpx.Request, vault: Vault) -> httpx.Request:
    """Return *request* without what a redacted record left on it, so that the session's login answers anew.

    Somebody who sends ``response.request`` again, or copies its headers, sends placeholders.

    Raises:
        UnresolvedVariable: a placeholder that no secret of this session has, where a credential stands.
    """
    if "nbauth.secrets" in request.extensions:
        return request
    target = request.url.raw_path
    in_url = (b"{{" in target or b"%7" in target) and IN_URL.search(str(request.url))
    if not in_url and b"{{" not in b"\n".join([value for _, value in request.headers.raw]):
        return request
    marked = [(name, value) for name, value in request.headers.items() if "{{" in value]
    original: httpx.Request | None = request.extensions.get("nbauth.sent")
    extensions = {key: value for key, value in request.extensions.items() if key != "nbauth.sent"}
    headers = request.headers.copy()
    for name, value in marked:
        names = PLACEHOLDER.findall(value)
        if original is not None and original.headers.get(name) != value:
            del headers[name]
            if name in original.headers:
                headers[name] = original.headers[name]
        elif any(_is_shown(each, vault) for each in names):
            del headers[name]
        elif names and name.lower() in CREDENTIAL_HEADERS:
            raise UnresolvedVariable(names[0], 1, 1, vault)
    url = request.url
    if in_url:
        # Pieces of the query as they are written: a parameter without "=" stays one.
        pieces = url.query.decode("ascii").split("&")
        kept = [part for part in pieces if not any(_is_shown(each, vault) for each in IN_URL.findall(part))]
        if len(kept) < len(pieces):
            url = url.copy_with(query="&".join(kept).encode() if kept else None)
        if original is not None and IN_URL.search(url.raw_path.decode("ascii").partition("?")[0]):
            url = original.url
    clean = object.__new__(type(request))
    clean.__dict__.update(request.__dict__)
    clean.headers, clean.url, clean.extensions = headers, url, extensions
    return clean


def _is_shown(name: str, vault: Vault) -> bool:
    """Tell whether a record of this session shows something by this name."""
    return name in vault or name in PLACES or name.endswith("_proof")


def filled(leg: httpx.Request, origin: Origin) -> httpx.Request:
    """Return *leg* as it goes over the wire: with the values of its Secrets, towards *origin* only."""
    secrets: Mapping[str, Secret] | None = leg.extensions.get("nbauth.secrets")
    if not secrets:
        return leg
    at_home = Origin.of(leg.url) == origin
    # What was taken out of a text goes back as it stood there, encoded already.
    encoded = str if leg.extensions.get("nbauth.as_written") else lambda value: quote(value, safe="")
    values = {name: secret.reveal() for name, secret in secrets.items()}
    pairs: list[tuple[bytes, bytes]] = []
    for raw_name, raw_value in leg.headers.raw:
        value = raw_value.decode("utf-8", "surrogateescape")
        if any(f"{{{{{name}}}}}" in value for name in values):
            if not at_home:
                continue
            value = _put(value, values)
            if any(char in value for char in "\r\n\0"):
                raise InvalidField(raw_name.decode("ascii", "ignore"), "a line break or NUL is in the secret")
        pairs.append((raw_name, value.encode("utf-8", "surrogateescape")))
    # A request that httpx made for a redirect has its body in the stream only.
    body = b"".join(leg.stream) if isinstance(leg.stream, httpx.ByteStream) else leg.__dict__.get("_content")
    if body and any(f"{{{{{name}}}}}".encode() in body for name in values):
        if not at_home:
            raise RedirectRefused(f"a redirect to {Origin.of(leg.url)} would carry a secret in the body")
        media = "" if leg.extensions.get("nbauth.as_written") else leg.headers.get("content-type", "")
        text = _put_into_body(body.decode("utf-8", "surrogateescape"), values, media.lower())
        body = text.encode("utf-8", "surrogateescape")
        pairs = [
            (name, str(len(body)).encode() if name.lower() == b"content-length" else value) for name, value in pairs
        ]
    url = str(leg.url)
    if at_home:
        url = IN_URL.sub(lambda found: encoded(values[found[1]]) if found[1] in values else found[0], url)
    outgoing = object.__new__(type(leg))
    outgoing.__dict__.update(leg.__dict__)
    outgoing.headers = httpx.Headers(pairs)
    outgoing.extensions = {key: value for key, value in leg.extensions.items() if key != "nbauth.secrets"}
    if url != str(leg.url):
        outgoing.url = httpx.URL(url)
    if body is not None:
        outgoing.__dict__["_content"], outgoing.stream = body, httpx.ByteStream(body)
    return outgoing


def _put_into_body(text: str, values: Mapping[str, str], media: str) -> str:
    """Put the values in as the media type needs them: nobody can escape a Secret in the cell.

    In a form they are percent-encoded, in the strings of JSON they are escaped; elsewhere they are as they are.
    JSON that is sent as a form, as curl -d does, is JSON.
    """
    is_form = media.startswith("application/x-www-form-urlencoded")
    is_json = "json" in media or (is_form and text.lstrip().startswith(("{", "[")))
    if is_form and not is_json:
        return _put(text, {name: quote(value, safe="") for name, value in values.items()})
    if not is_json:
        return _put(text, values)
    escaped = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in values.items()}
    parts = JSON_STRING.split(text)
    return "".join(_put(part, escaped if number % 2 else values) for number, part in enumerate(parts))


def _put(text: str, values: Mapping[str, str]) -> str:
    """Put the values in, in one pass: what comes in is not read again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
