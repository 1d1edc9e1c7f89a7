"""Redaction by place: what stands where credentials stand, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .record import Headers

__all__ = ["NAMES", "body", "charset", "headers", "url"]

NAMES: frozenset[bytes] = frozenset()


def charset(content_type: str) -> str:
    """Return the charset of a Content-Type, or UTF-8."""
    match = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.IGNORECASE)
    return match[1] if match else "utf-8"


def url(url: str, exact: Mapping[str, str]) -> str:
    """Return *url* with its password and tokens replaced."""
    return url


def headers(pairs: Sequence[tuple[str, str]], exact: Mapping[str, str]) -> Headers:
    """Return *pairs* with credentials replaced."""
    return tuple(pairs)


def body(content: bytes, content_type: str, exact: Mapping[str, str]) -> bytes:
    """Return *content* with the fields that hold tokens replaced."""
    return content
