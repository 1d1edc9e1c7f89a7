"""The forms in which a secret shows up again, and how each is found in bytes whose ASCII letters are lower-case.

Three kinds. Texts to find as they are: base64, hex, all-percent. One regular expression per value for every mixture of
percent, JSON, HTML and repr escapes, nested ones too; it is slow, so it runs only where a `probe` was found. And the
`View`, a cheap reading of a text with its escapes resolved, in which probes are looked for as well.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from .secret import Known

__all__ = ["SHORTEST", "Forms", "View"]

SHORTEST = 6
"""Values with fewer characters would blank out ordinary text; they are redacted by place only."""

RUN = 5
"""So many plain characters in a row are rare enough to be a probe for the whole value."""

UNESCAPED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")
"""What no writer escapes, but for one that percent-encodes every byte."""

NAMED = {'"': "quot", "'": "apos", "&": "amp", "<": "lt", ">": "gt"}
LETTERS = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}

# Counts are bounded or end at a character that starts no new match, so that hostile text costs linear time.
BACKSLASHES = rb"(?:\\|%(?:25)*5c)"
AMPERSAND = rb"(?:&|%(?:25)*26)(?:amp(?:;|%(?:25)*3b))*"
SEMICOLON = rb"(?:;|%(?:25)*3b)"


class Forms:
    """Every form of one known secret.

    Attributes:
        exact: Texts to find as they are.
        probes: Texts of which one is in every text with a form of the value, but for escaped ones.
        view_probes: Texts of which one is in the `View` of every text with an escaped form.
    """

    def __init__(self, known: Known) -> None:
        self.name = known.name
        value, *pairs = known.values()
        exact = {form for pair in pairs for form in pair_forms(pair)}
        self.is_short = len(value) < SHORTEST
        self.is_ascii = value.isascii()
        self.special = set() if self.is_short else {c for c in value if c not in UNESCAPED}
        self._value = value
        plain: set[bytes] = set()
        if not self.is_short:
            exact |= set(encoded_forms(value))
            if self.special:
                plain = probes_of(value)
            else:
                exact.add(value)
        self.exact = tuple(sorted({fold(form) for form in exact}, key=len, reverse=True))
        self.probes = minimal(plain.union(self.exact))
        self.view_probes = minimal(escaped_probes(value)) if self.special else ()

    @cached_property
    def escaped(self) -> re.Pattern[bytes] | None:
        """The value in every mixture of escapes; None when it has nothing to escape."""
        if not self.special:
            return None
        return re.compile(b"".join(escaped_character(c) for c in self._value))

    def spans(self, folded: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where forms are in ``folded[start:end]``; they may overlap."""
        for form in self.exact:
            at = folded.find(form, start, end)
            while at >= 0:
                yield at, at + len(form)
                at = folded.find(form, at + 1, end)
        if self.escaped is not None:
            for match in self.escaped.finditer(folded, start, end):
                yield match.span()


class View:
    """A text with its escapes resolved: percent first, then backslashes dropped, then HTML references.

    Only what the given special characters need is resolved. Good for telling that a value may be there, not where.
    """

    def __init__(self, special: Iterable[str]) -> None:
        encoded = {byte for c in special for byte in c.encode("utf-8", "surrogatepass")} - {0x25}
        self._percent = [
            (f"%{byte:02x}".encode(), bytes([byte]).lower()) for byte in {*encoded, 0x5C, 0x26, 0x23, 0x3B}
        ]
        self._references = [
            (reference.encode(), c.encode()) for c in special if c.isascii() for reference in references(c)
        ]

    def of(self, folded: bytes) -> bytes:
        """Return the view; the same object when there is nothing to resolve."""
        if b"%" in folded:
            if b"%25" in folded:
                folded = re.sub(rb"%(?:25)+", b"%", folded)
            for escape, byte in self._percent:
                folded = folded.replace(escape, byte)
        if b"\\" in folded:
            folded = folded.replace(b"\\", b"")
        if b"&" in folded and b";" in folded:
            if b"&amp;" in folded:
                folded = re.sub(rb"&(?:amp;)+", b"&", folded)
            for reference, character in self._references:
                folded = folded.replace(reference, character)
        return folded


def fold(text: str) -> bytes:
    """Return *text* in UTF-8 with its ASCII letters in lower case."""
    return text.encode("utf-8", "surrogatepass").lower()


def minimal(forms: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the forms that contain no other one: if these are not in a text, none is."""
    kept: list[bytes] = []
    for form in sorted(set(forms), key=lambda form: (len(form), form)):
        if not any(other in form for other in kept):
            kept.append(form)
    return tuple(kept)


def encoded_forms(value: str) -> Iterator[str]:
    """Yield *value* as hex, with every byte percent-encoded, and in base64."""
    for encoding in ("utf-8",) if value.isascii() else ("utf-8", "latin-1"):
        try:
            data = value.encode(encoding)
        except UnicodeEncodeError:  # latin-1 does not have it
            continue
        yield data.hex()
        yield "".join(f"%{byte:02x}" for byte in data)
        for before in range(3):
            # Characters that hold bits of a neighbour too are left off: they tell less than one byte.
            text = base64.b64encode(b"\0" * before + data).decode()
            yield from alphabets(text[-(-8 * before // 6) : 8 * (before + len(data)) // 6])


def pair_forms(pair: str) -> set[str]:
    """Return the forms of ``user:password`` in base64, with and without its padding."""
    return alphabets(pair) | alphabets(pair.rstrip("="))


def alphabets(text: str) -> set[str]:
    """Return base64 *text* in both alphabets, and as URLs, PHP's JSON, Go's JSON and HTML write it."""
    return {
        text,
        text.replace("+", "-").replace("/", "_"),
        quote(text, safe=""),
        quote(text.replace("+", "-").replace("/", "_"), safe=""),
        text.replace("/", "\\/"),
        text.replace("+", "\\u002b").replace("=", "\\u003d"),
        text.replace("+", "&#43;"),
    }


def probes_of(value: str) -> set[bytes]:
    """Return texts of which one is in every plain or case-folded copy of *value*."""
    run = longest_run(value)
    if len(run) >= RUN:
        return {fold(run)}
    return {fold(form) for form in cases(value)}


def escaped_probes(value: str) -> set[bytes]:
    """Return texts of which one is in the view of every text with *value* escaped, at least once, in one way."""
    special = {c for c in value if c not in UNESCAPED}
    view = View(special)
    run = view.of(fold(longest_run(value)))
    if len(run) >= RUN:
        return {run}
    found: set[str] = set()
    for case in cases(value):
        found |= {case, ascii(case)[1:-1], case.encode("ascii", "xmlcharrefreplace").decode()}
        found.add("".join(c if c.isascii() else f"&#x{ord(c):x};" for c in case))
        found.add("".join(c if c.isascii() else f"&{name_of(c)};" for c in case))
        found.add("".join(c if c.isascii() else "".join(f"\\u{unit}" for unit in units(c)) for c in case))
        found.add("".join(c if c.isascii() else "".join(f"\\x{b:02x}" for b in encode(c)) for c in case))
    found |= {form.replace(" ", "+") for form in found}
    for letter, escape in LETTERS.items():
        found |= {form.replace(letter, f"\\{escape}") for form in found if letter in form}
    return {view.of(fold(form)) for form in found}


def cases(value: str) -> set[str]:
    """Return *value* in the cases that ASCII folding does not bring together."""
    return {value, value.lower(), value.upper(), value.casefold()}


def longest_run(value: str) -> str:
    """Return the longest part of *value* that is the same in all cases, escapes and quotings of a view."""
    return max(re.split(r"[^!-~]+", value), key=len)


def encode(c: str) -> bytes:
    """Return *c* in UTF-8."""
    return c.encode("utf-8", "surrogatepass")


def units(c: str) -> list[str]:
    """Return the UTF-16 units of *c* in hex, as JSON writes them."""
    data = c.encode("utf-16-be", "surrogatepass").hex()
    return [data[i : i + 4] for i in range(0, len(data), 4)]


def name_of(c: str) -> str:
    """Return HTML's name for *c*, or its number."""
    from html.entities import codepoint2name  # a large table that few values need

    return codepoint2name.get(ord(c), f"#{ord(c)}")


def references(c: str) -> list[str]:
    """Return HTML's references for an ASCII character, in lower case."""
    found = [f"&#{ord(c)};", f"&#0{ord(c)};", f"&#x{ord(c):x};"]
    return [*found, f"&{NAMED[c]};"] if c in NAMED else found


def escaped_character(c: str) -> bytes:
    """Return the expression for one character of a value in every escape."""
    if c in UNESCAPED:
        return re.escape(c.lower().encode())
    found: list[bytes] = []
    for text in sorted({c, c.lower(), c.upper(), c.casefold()}):
        utf8 = encode(text).lower()
        found.append(re.escape(utf8))
        encodings = [encode(text)] + ([text.encode("latin-1")] if not c.isascii() and max(text) <= "\xff" else [])
        for data in encodings:
            found.append(b"".join(rb"%%(?:25)*%02x" % byte for byte in data))
            found.append(b"".join(BACKSLASHES + rb"{1,8}x%02x" % byte for byte in data))
        found.append(b"".join(BACKSLASHES + rb"{1,8}u" + unit.encode() for unit in units(text)))
        found.append(b"".join(BACKSLASHES + rb"{1,8}u%08x" % ord(each) for each in text))
        found.append(b"".join(reference(each) for each in text))
    if c == " ":
        found.append(rb"\+")
    if c == "%":
        found.append(rb"%(?:25)*")
    if c == "\\":
        found.append(BACKSLASHES + rb"{1,8}")
    if c in LETTERS:
        found.append(BACKSLASHES + rb"{1,8}" + LETTERS[c].encode())
    if c.isascii():
        # Escaped once for HTML or a URL and before that for JSON: a backslash goes before the other escape.
        return BACKSLASHES + rb"{0,8}(?:" + b"|".join(found) + b")"
    return b"(?:" + b"|".join(found) + b")"


def reference(c: str) -> bytes:
    """Return the expression for HTML's references to one character."""
    names = [
        rb"(?:#|%(?:25)*23)" + rb"(?:0*%d|x0*%x)" % (ord(c), ord(c)),
        NAMED.get(c, name_of(c)).lower().encode(),
    ]
    return AMPERSAND + b"(?:" + b"|".join(names) + b")" + SEMICOLON
