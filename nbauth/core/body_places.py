"""Redaction by place in bodies: the fields of JSON, forms and multipart that hold credentials."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from .places import ADDRESSES, TREATMENTS, Exact, field, parameter, shown

__all__ = ["body", "charset", "requoted"]

# Each takes what it takes at once, or starts where nothing of its own kind stands before: linear time.
LONGEST_NAME = 64

AFTER_NAME = re.compile(rb'"[ \t\r\n]*+:')
FIELD = re.compile(r"(?:^|(?<=&))([^=&]{1,64})=([^&]*+)")
NAME = re.compile(rb'(?:^|[;\s])name="?([^";\s]{1,64})', re.IGNORECASE)
NUMBER = re.compile(rb"-?[0-9][0-9.eE+-]*+")
STRING_OR_BARE = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|(?<![-+.\w])[-+.\w]*+(?:\{\{[A-Za-z_]\w*+\}\}[-+.\w]*+)++', re.DOTALL
)
LITERAL = re.compile(rb"null|true|false")


@lru_cache(256)
def charset(content_type: str) -> str:
    """Return the charset that a Content-Type names, else UTF-8."""
    match = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.IGNORECASE)
    return match[1] if match else "utf-8"


def body(content: bytes, content_type: str, exact: Exact) -> bytes:
    """Return *content* with what its credential fields hold replaced; the same object when there are none.

    Forms and multipart by their media type, unless a form is JSON (curl -d calls everything a form). All other text
    is searched for JSON members, also in JSON that stands inside a JSON string. JSON stays JSON, and nothing but
    the values changes.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media == "application/x-www-form-urlencoded" and not content.lstrip().startswith((b"{", b"[")):
        return form(content, exact)
    if media.startswith("multipart/"):
        return multipart(content, content_type, exact)
    if media.startswith(("image/", "audio/", "video/", "font/")):
        return content
    return members(content, exact)


def form(content: bytes, exact: Exact) -> bytes:
    """Return a form with its credential fields replaced."""
    text = content.decode("utf-8", "surrogateescape")
    new = FIELD.sub(lambda match: parameter(match, exact), text)
    return content if new == text else new.encode("utf-8", "surrogateescape")


def multipart(content: bytes, content_type: str, exact: Exact) -> bytes:
    """Return a multipart body with the parts replaced that hold credentials (RFC 7578)."""
    boundary = re.search(r"boundary\s*=\s*(?:\"([^\"]+)\"|([^\s;,]+))", content_type, re.IGNORECASE)
    if boundary is None:
        return content
    mark = b"--" + (boundary[1] or boundary[2]).encode("utf-8", "surrogatepass")
    parts = content.split(mark)
    for at, part in enumerate(parts):
        head, blank, value = part.partition(b"\r\n\r\n")
        name = NAME.search(head)
        place = field(name[1].decode("latin-1")) if name else None
        if place and blank:
            end = b"\r\n" if value.endswith(b"\r\n") else b""
            parts[at] = head + blank + replaced(value.removesuffix(b"\r\n"), place, exact) + end
    new = mark.join(parts)
    return content if new == content else new


def replaced(value: bytes, place: str, exact: Exact) -> bytes:
    """Return what stands for a value in bytes; what is no UTF-8 passes unharmed through a name that stays."""
    return shown(value.decode("utf-8", "surrogateescape"), place, exact).encode("utf-8", "surrogateescape")


class Places(dict[bytes, str | None]):
    """The place that a JSON member is, by its name as it is spelled, or None."""

    def __missing__(self, key: bytes) -> str | None:
        name = key.decode("latin-1")
        is_header = TREATMENTS[name] is not None and name.lower() not in ADDRESSES
        place = field(name) or (name.lower().replace("-", "_") if is_header else None)
        if len(self) < 4096:  # names come from servers
            self[key] = place
        return place


PLACE_OF = Places()


def members(content: bytes, exact: Exact) -> bytes:
    """Return text with the values of JSON members that hold credentials replaced."""
    parts: list[bytes] = []
    done = 0
    for match in AFTER_NAME.finditer(content):
        end = match.start()
        # The quotes of a name have backslashes before them in JSON inside a JSON string.
        while content[end - 1 : end] == b"\\":
            end -= 1
        start = content.rfind(b'"', max(done, end - LONGEST_NAME - 1), end) + 1
        place = PLACE_OF[content[start:end]] if start else None
        if place is None:
            continue
        for left, right, new in values(content, start, end, place, exact):
            if content[left:right] != new:
                parts += (content[done:left], new)
                done = right
    return b"".join((*parts, content[done:])) if parts else content


def values(content: bytes, start: int, end: int, place: str, exact: Exact) -> Iterator[tuple[int, int, bytes]]:
    """Yield the spans of the values of the member whose name is ``content[start:end]``, and what replaces each."""
    name = content[start:end].decode("latin-1")
    # In JSON inside a JSON string, quotes have a backslash before them; deeper inside three, seven, ...
    level = backslashes(content, start - 1)
    quote = b"\\" * level + b'"'
    at = after_space(content, end + len(quote))
    if content[end : end + len(quote)] != quote or content[at : at + 1] != b":":
        return
    at = after_space(content, at + 1)
    in_list = content[at : at + 1] == b"["
    while True:
        at = after_space(content, at + 1) if in_list else at
        if content.startswith(quote, at):
            left = at + len(quote)
            right, at = string_end(content, left, level)
            yield left, right, member(content[left:right], name, place, level, exact)
        elif number := NUMBER.match(content, at):
            at = number.end()
            yield number.start(), at, quote + replaced(number[0], place, exact) + quote
        elif literal := LITERAL.match(content, at):
            at = literal.end()
        else:
            return
        at = after_space(content, at)
        if not in_list or content[at : at + 1] != b",":
            return


def member(value: bytes, name: str, place: str, level: int, exact: Exact) -> bytes:
    """Return what stands for a JSON string, given and returned without its quotes."""
    try:
        text = json.loads(b'"' + value + b'"') if level == 0 else None
    except ValueError:  # cut short, or no JSON
        text = None
    if not isinstance(text, str):
        return replaced(value, place, exact)
    treat = None if field(name) else TREATMENTS[name]
    new = shown(text, place, exact) if treat is None else treat(name, text, exact)
    return value if new == text else json.dumps(new, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")


def string_end(content: bytes, start: int, level: int) -> tuple[int, int]:
    """Return where the text of a JSON string ends, and where its quote does; the end of all when it was cut."""
    at = content.find(b'"', start)
    while at >= 0:
        # What stands in the string has its backslashes in multiples of 2 * (level + 1), quotes level more.
        if backslashes(content, at, start) % (2 * (level + 1)) == level:
            return at - level, at + 1
        at = content.find(b'"', at + 1)
    return len(content), len(content)


def backslashes(content: bytes, end: int, start: int = 0) -> int:
    """Return how many backslashes stand right before *end*."""
    at = end
    while at > start and content[at - 1] == 0x5C:
        at -= 1
    return end - at


def after_space(content: bytes, at: int) -> int:
    """Return the next position with no JSON white space."""
    while content[at : at + 1] in (b" ", b"\t", b"\r", b"\n"):
        at += 1
    return at


def requoted(content: bytes) -> bytes:
    """Return JSON in which placeholders that took the place of a number have quotes around them."""
    return STRING_OR_BARE.sub(lambda match: match[0] if match[0][:1] == b'"' else b'"%s"' % match[0], content)
