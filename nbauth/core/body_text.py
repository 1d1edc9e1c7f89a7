"""What the media type of a body does to the lines of it that are written in a cell."""

from __future__ import annotations

import re
from urllib.parse import quote

__all__ = ["as_sent", "form_text", "form_value", "is_form", "line_end"]

BARE_END = re.compile(r"(?<!\r)\n")
# What stands in a form as it is (RFC 3986), and %XX; all else is encoded. JetBrains writes %+ %& %= %% for + & = %.
ILLEGAL = r"[^A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+|%(?![0-9A-Fa-f]{2})"
FORM_TEXT = re.compile(rf"%([+&=%])|(\s*&\s*)|([ \t]+=[ \t]+)|({ILLEGAL})")
FORM_VALUE = re.compile(ILLEGAL)


JSON = re.compile(r"\s*(?:\{(?!\{)|\[)")
"""How JSON begins, and not a form with a ``{{name}}``."""


def is_form(media: str, body: str = "") -> bool:
    """Tell whether this Content-Type is a form's, and the body may be one: curl -d calls JSON a form too."""
    return media.startswith("application/x-www-form-urlencoded") and not JSON.match(body)


def line_end(media: str) -> str:
    """Return what ends the last line of a body: nothing, but for multipart (RFC 2046) and lines of JSON."""
    if media.startswith("multipart/"):
        return "\r\n"
    return "\n" if "ndjson" in media or "jsonl" in media else ""


def as_sent(text: str, media: str) -> str:
    """Return the text of a body with the line ends that it is sent with.

    The lines of multipart end in CR and LF (RFC 2046 section 4.1.1), the last one too; a form is one line, whose
    pairs may be written on a line each, with the & at its begin (VS Code REST Client) or its end (JetBrains).
    """
    if not text:
        return text
    if media.startswith("multipart/"):
        text = BARE_END.sub("\r\n", text)
    elif is_form(media, text):
        return re.sub(r"(?<!%)&[ \t]*\n|\n[ \t]*&", "&", text)
    end = line_end(media)
    return text if text.endswith(end) else text + end


def form_text(text: str) -> str:
    """Return text of a form as it is sent: one line, no white space around & and =, illegal characters encoded."""

    def replaced(match: re.Match[str]) -> str:
        escaped, ampersand, equals, illegal = match.groups()
        if ampersand:
            return "&"
        return "=" if equals else quote(escaped or illegal, safe="")

    return FORM_TEXT.sub(replaced, text)


def form_value(text: str) -> str:
    """Return a variable's value as it stands in a form: what can stand there stays, the rest is encoded."""
    return FORM_VALUE.sub(lambda match: quote(match[0], safe=""), text)
