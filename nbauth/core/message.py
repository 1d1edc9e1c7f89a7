"""Redact the messages of a wire: mostly the same header pairs again and again, each looked at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from .record import Headers, header
from .redact import Redactor

__all__ = ["Messages", "Pairs", "text", "texts"]

Pairs = Sequence[tuple[bytes, bytes]]
"""Header pairs as they are on the wire."""

REMEMBERED = 2048
"""How many are remembered: dates and Digest's answers are new each time."""


class Messages:
    """Redacts as a `Redactor` does, and remembers what became of headers and URLs, and which bodies were clean.

    They are remembered under their hash, which is keyed and tells nothing, and only until the vault changes.
    Safe to use from several threads.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._memo: tuple[int, dict[int, Any]] = (-1, {})

    def headers(self, raw: Pairs, owner: str | None = None) -> Headers:
        """Return header pairs as text, with secrets replaced by value and by place.

        What was computed from a secret shows as ``{{<owner>_proof}}``; *owner* is the login it is of.
        """
        memo = self._remembered()
        whole = hash((owner, *raw))
        pairs: Headers
        known: Headers | None = memo.get(whole)
        if known is not None:
            return known  # the same client sends the same headers again and again
        if len(raw) == 1:
            pairs = memo[whole] = (self._header(*raw[0], owner),)
            return pairs
        rest = hash((owner, *raw[:-1]))
        before: Headers | None = memo.get(rest)
        if before is not None:
            # The same as before, but for the last one, which a login has put on.
            return before + self.headers(raw[-1:], owner)
        shown: list[Any] = [memo.get(hash(pair)) for pair in raw]
        if None in shown:
            new = [at for at, pair in enumerate(shown) if pair is None]
            for at, pair in zip(new, self._redactor.headers(texts([raw[at] for at in new])), strict=True):
                shown[at] = memo[hash(raw[at])] = pair
        if owner is not None:
            shown = [_owned(pair, owner) if "{{proof}}" in pair[1] else pair for pair in shown]
        pairs = memo[whole] = tuple(shown)
        memo[rest] = pairs[:-1]
        return pairs

    def _header(self, raw_name: bytes, raw_value: bytes, owner: str | None) -> tuple[str, str]:
        """Return one header pair as `headers` does, in fewer steps: Digest's answer is new each time."""
        name, value = text(raw_name), text(raw_value)
        raw = raw_name + b"\n" + raw_value
        pair = self._redactor.header(name, value, raw if raw.isascii() else f"{name}\n{value}".encode())
        return pair if owner is None or "{{proof}}" not in pair[1] else _owned(pair, owner)

    def remembered(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what *make* returned for this key; asked again when the vault has changed."""
        memo = self._remembered()
        found = hash(key)
        if found not in memo:
            memo[found] = make()
        return memo[found]

    def text(self, text: str) -> str:
        """Return any text with secrets replaced by value."""
        return self._redactor.text(text)

    def url(self, url: str) -> str:
        """Return a URL with secrets replaced by value and by place."""
        memo = self._remembered()
        key = hash(url)
        shown: str | None = memo.get(key)
        if shown is None:
            shown = memo[key] = self._redactor.url(url)
        return shown

    def body(self, content: bytes, headers: Headers) -> bytes:
        """Return a body, of the media type that *headers* say, with secrets replaced by value and by place."""
        if not content:
            return content
        media = header(headers, "content-type") or ""
        memo = self._remembered()
        key = hash((media, content))
        if key in memo:
            return content  # it was looked at before, and nothing was in it
        shown = self._redactor.body(content, media)
        if shown is content:
            memo[key] = True
        return shown

    def _remembered(self) -> dict[int, Any]:
        """Return what was made with the secrets of now, or is made with later ones; never with earlier ones."""
        version = self._redactor.version
        known, memo = self._memo
        if known != version or len(memo) >= REMEMBERED:
            memo = {}
            self._memo = (version, memo)
        return memo


def _owned(pair: tuple[str, str], owner: str) -> tuple[str, str]:
    return pair[0], pair[1].replace("{{proof}}", f"{{{{{owner}_proof}}}}")


def texts(pairs: Pairs) -> list[tuple[str, str]]:
    """Return header pairs as text, each as `text` does it."""
    joined = b"\n".join([part for pair in pairs for part in pair])
    if joined.isascii() and len(pairs) > 1:
        parts = joined.decode("ascii").split("\n")
        if len(parts) == 2 * len(pairs):  # no line break in a value: transports refuse them, a mock may not
            return list(zip(parts[::2], parts[1::2], strict=True))
    return [(text(name), text(value)) for name, value in pairs]


def text(raw: bytes) -> str:
    """Return header bytes as text; bytes that are not UTF-8 read as Latin-1."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
