"""Escapes: the expression that finds a value in any mixture of them, and a cheap way to resolve those of a text.

Percent-encoding, JSON's and repr's backslashes, HTML's references; nested too (JSON in a URL, JSON in JSON). All
works on *folded* text: bytes in UTF-8 with ASCII letters in lower case.
"""

from __future__ import annotations

import json
import re
from binascii import a2b_qp
from collections.abc import Iterator
from urllib.parse import quote

__all__ = [
    "UNESCAPED",
    "cases",
    "encodings",
    "expression",
    "expressions",
    "fold",
    "misread",
    "resolved",
    "variants",
]

UNESCAPED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")
"""What no writer escapes, but for one that percent-encodes every byte."""

NAMED = {'"': "quot", "'": "apos", "&": "amp", "<": "lt", ">": "gt"}
ESCAPED_ASCII = [c for c in map(chr, range(0x80)) if c not in UNESCAPED]
LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}

# Every repetition is bounded, or ends before whatever could start another match: hostile text costs linear time.
PERCENT = rb"%(?:25){0,4}"
BACKSLASH = rb"(?:\\|%(?:25){0,4}5c)"
AMPERSAND = rb"(?:&|%(?:25){0,4}26)(?:amp(?:;|%(?:25){0,4}3b)){0,4}"
HASH = rb"(?:#|%(?:25){0,4}23)"
SEMICOLON = rb"(?:;|%(?:25){0,4}3b)"


NAMES = [(f"&{name};".encode(), c.encode()) for c, name in NAMED.items() if c != "&"]
NUMBERS = {
    form % ord(c): b"" if c in "=\r" else c.encode()  # see `resolved`
    for c in ESCAPED_ASCII
    for form in (b"%d", b"0%d", b"x%x", b"x%02x")
}


def fold(text: str) -> bytes:
    """Return *text* in UTF-8 with its ASCII letters in lower case."""
    return text.encode("utf-8", "surrogatepass").lower()


def expression(value: str) -> bytes:
    """Return the regular expression for *value* in every mixture of escapes and cases."""
    return b"".join(expressions(value))


def expressions(value: str) -> list[bytes]:
    """Return that expression in parts: one for each character, and for each run of backslashes."""
    parts: list[bytes] = []
    after_backslash = False
    for part in re.findall(r"\\+|[^\\]", value):
        if part[0] == "\\":
            # All in one go: nested, each stands as two, four, ... and what belongs to which cannot be told.
            unit = b"(?:" + BACKSLASH + b"(?:u005c|x5c)?|" + reference("\\") + b")"
            parts.append(unit + b"{%d,%d}+" % (len(part), 8 * len(part)))
        else:
            parts.append(one(part, BACKSLASH + (b"{0,8}+" if after_backslash else b"{1,8}+")))
        after_backslash = part[0] == "\\"
    return parts


def one(c: str, slash: bytes) -> bytes:
    """Return the expression for one character; *slash* is that for the backslashes of an escape."""
    if c in UNESCAPED:
        return re.escape(fold(c))
    found = [form for case in sorted(cases(c)) for form in written(case)]
    if c == " ":
        found.append(rb"\+")
    if c == "%":
        found.append(PERCENT)
    slashed = [form for case in sorted(cases(c)) for form in backslashed(case, slash)]
    if c in LETTERS:
        slashed.append(slash + LETTERS[c].encode())
    if c.isascii():
        # An escape for JSON goes before one for HTML or a URL: the backslash stands in front of the other escape.
        slashed += [slash + form for form in found]
    return b"(?:" + b"|".join(found + slashed) + b")"


def written(text: str) -> Iterator[bytes]:
    """Yield the expressions for *text*, one character in one case, plain, as percent and as HTML."""
    yield re.escape(fold(text))
    for data in encodings(text):
        yield b"".join(PERCENT + b"%02x" % byte for byte in data)
    yield b"".join(reference(c) for c in text)


def backslashed(text: str, slash: bytes) -> Iterator[bytes]:
    """Yield the expressions for *text*, one character in one case, as JSON and repr escape it."""
    for data in encodings(text):
        yield b"".join(slash + b"x%02x" % byte for byte in data)
    yield b"".join(slash + b"u" + unit.encode() for unit in units(text))
    yield b"".join(slash + b"u%08x" % ord(c) for c in text)


def encodings(text: str) -> list[bytes]:
    """Return *text* in UTF-8, and in Latin-1 where that has it and differs."""
    utf8 = text.encode("utf-8", "surrogatepass")
    return [utf8] if text.isascii() or max(text) > "\xff" else [utf8, text.encode("latin-1")]


def misread(value: str) -> set[str]:
    """Return what *value* in UTF-8 is to a reader of Latin-1, as many servers take a header, and of Windows-1252.

    That has no characters for five bytes; browsers take them as Latin-1 (WHATWG Encoding, section 9).
    """
    if value.isascii():
        return set()
    data = value.encode()
    windows = (bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)
    return {data.decode("latin-1"), "".join(windows)}


def reference(c: str) -> bytes:
    """Return the expression for HTML's references to *c*."""
    number = HASH + b"(?:0{0,4}%d|x0{0,4}%x)" % (ord(c), ord(c))
    return AMPERSAND + b"(?:" + number + b"|" + fold(name_of(c)) + b")" + SEMICOLON


def name_of(c: str) -> str:
    """Return HTML's name for *c*, or #number where it has none."""
    if c in NAMED:
        return NAMED[c]
    from html.entities import codepoint2name  # a large table that few values need

    return codepoint2name.get(ord(c), f"#{ord(c)}")


def units(text: str) -> list[str]:
    """Return the UTF-16 units of *text* in hex, as JSON writes them."""
    data = text.encode("utf-16-be", "surrogatepass").hex()
    return [data[at : at + 4] for at in range(0, len(data), 4)]


def cases(text: str) -> set[str]:
    """Return *text* in the cases that ASCII folding does not bring together."""
    return {text, text.lower(), text.upper(), text.casefold()}


def variants(value: str) -> set[str]:
    """Return *value* in each case, as the writers have it that differ in what `resolved` leaves as it is."""
    found: set[str] = set()
    for case in cases(value):
        utf8 = case.encode("utf-8", "surrogatepass")
        found |= {case, json.dumps(case)[1:-1], json.dumps(case, ensure_ascii=False)[1:-1]}
        found |= {repr(case)[1:-1], ascii(case)[1:-1], repr(utf8)[2:-1]}
        for other in (
            lambda c: f"&#{ord(c)};",
            lambda c: f"&#x{ord(c):x};",
            lambda c: f"&{name_of(c)};",
            in_latin_1,
        ):
            found.add("".join(c if c.isascii() else other(c) for c in case))
    return found | {form.replace(" ", "+") for form in found}


def in_latin_1(c: str) -> str:
    """Return *c* in Latin-1, percent-encoded, where that has it."""
    return quote(c, safe="", encoding="latin-1") if c <= "\xff" else c


def resolved(folded: bytes) -> bytes:
    """Return *folded* with escapes resolved, for telling cheaply that a value may be there, not where.

    A text that holds an escaped ASCII value has the resolved value in it, resolved.
    """
    # Percent-encoding goes first: it can stand around each of the others. JSON's \\u00xx is made percent.
    folded = unquoted(folded.replace(b"=", b"").replace(b"\r", b""))
    if b"\\" in folded:
        folded = folded.replace(b"\\u00", b"%")
    folded = unquoted(folded)
    if b"&" in folded:
        folded = folded.replace(b"&amp;", b"&").replace(b"&amp;", b"&")
        for name, character in NAMES:
            folded = folded.replace(name, character)
        if b"&#" in folded:
            first, *rest = folded.split(b"&#")
            parts = [part.partition(b";") for part in rest]
            folded = first + b"".join([NUMBERS.get(name, b"&#" + name + mark) + tail for name, mark, tail in parts])
    return folded.replace(b"\\", b"").replace(b"%", b"")


def unquoted(folded: bytes) -> bytes:
    """Return *folded* with percent escapes undone once."""
    if b"%" not in folded:
        return folded
    while b"%%" in folded:
        folded = folded.replace(b"%%", b"%")
    # Quoted-printable is percent-encoding with another sign, and the one that C decodes. What it would read as its
    # own, two signs, = and a line break after it, is left out of text and probe alike, and in the end every %.
    folded = a2b_qp(folded.replace(b"%3d", b"").replace(b"%", b"="))
    return folded.replace(b"=", b"%").replace(b"\r", b"")
