"""A secret that no other text contains, and a search for it that does not use nbauth's own redaction.

Instead of building the forms of a secret, `leaks` reads a text in every way that it might be encoded.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

CANARY = 'p+/"&<%é z9'
HEADER_CANARY = 'p+/"&<% z9Kq'
"""Without the é, which httpx puts into no header."""
TOKEN_CANARY = 'p+/"&<%z9Kq'
"""Without white space too."""
COOKIE_CANARY = "p+/&<%z9Kq"
"""Without the quote too."""


def leaks(data: bytes | str, value: str) -> list[str]:
    """Return in which readings of *data* the secret *value* is."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    wanted = {form.lower() for text in (value, value.lower()) for form in _plain(text)}
    return [name for name, view in readings(raw) if any(form in view.lower() for form in wanted)]


def _plain(value: str) -> Iterator[bytes]:
    yield value.encode()
    yield value.encode("latin-1", "ignore")
    yield value.replace(" ", "+").encode()
    # What a cut-off beginning or end leaves of it is a leak as well.
    yield value[:6].encode()
    yield value[-6:].encode()


def readings(raw: bytes, depth: int = 2) -> Iterator[tuple[str, bytes]]:
    """Yield *raw* as it is, and decoded in every way, twice over."""
    yield "plain", raw
    if not depth:
        return
    for name, view in _decoded(raw):
        if view != raw:
            yield from ((f"{name} {inner}", each) for inner, each in readings(view, depth - 1))


def _decoded(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "percent", unquote_to_bytes(raw)
    text = raw.decode("utf-8", "replace")
    yield "html", html.unescape(text).encode()
    yield "escapes", re.sub(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", _unescaped, text).encode("utf-8", "replace")
    yield "hex", b"\n".join(bytes.fromhex(run) for run in re.findall(r"(?:[0-9a-fA-F]{2}){6,}", text))
    yield "base64", b"\n".join(_from_base64(text))


def _unescaped(match: re.Match[str]) -> str:
    word = match[1]
    return chr(int(word[1:], 16)) if len(word) > 1 else json.loads(f'"\\{word}"') if word in "nrt" else word


def _from_base64(text: str) -> Iterator[bytes]:
    for run in dict.fromkeys(re.findall(r"[A-Za-z0-9+/_-]{8,}", text)):
        run = run.replace("-", "+").replace("_", "/")
        for start in range(4):
            part = run[start:]
            yield base64.b64decode(part[: len(part) // 4 * 4])
            if len(part) % 4 > 1:
                yield base64.b64decode(part + "=" * (-len(part) % 4))
