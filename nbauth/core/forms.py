"""The forms in which a secret shows up again, and the probes that tell cheaply whether one may be in a text.

Two kinds of forms. Texts to find as they are: base64, hex, all percent. One expression for every mixture of
percent, JSON, HTML and repr escapes. Both are looked for only where a *probe* was found: a short text that all
forms of a family have. A value without a few characters in a row that no writer escapes has its probe in `resolved`
text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from .cut import Cut
from .escapes import UNESCAPED, cases, encodings, expression, fold, misread, resolved, variants
from .secret import Known

__all__ = ["SHORTEST", "Forms"]

SHORTEST = 6
"""Values with fewer characters would blank out ordinary text; they are redacted by place only."""

RUN = 5
"""So many characters in a row are rare enough to be a probe."""

LONGEST_PROBE = 48
"""More characters make a probe no rarer, and the search for it slower."""

REACH = 48
"""Bytes that one escaped character takes at most; deeper nesting is nothing that a reader would undo."""


class Forms:
    """Every form of one known secret.

    Attributes:
        exact: Texts to find as they are, longest first.
        probes: Texts of which one is in every text with a form of the value, but for escaped ones.
        resolved_probes: Texts of which one is in every text with an escaped form, when that is `resolved`.
    """

    def __init__(self, known: Known) -> None:
        value, *pairs = known.values()
        self.name = known.name
        self.is_short = len(value) < SHORTEST
        self.is_ascii = value.isascii()
        self.resolved_probes: tuple[bytes, ...] = ()
        self._value = value
        self._values = (value, *sorted(misread(value)))
        self._cuttable = (value, *pairs)
        self._anchor, self._before, self._after = b"", 0, 0
        exact = {fold(form) for pair in pairs for form in pair_forms(pair)}
        probes = set(exact) if self.is_short else set()
        if not self.is_short:
            for family in families(value):
                folded = {fold(form) for form in family}
                probes |= shared(folded)
                exact |= folded
            probes |= self._plain_probes()
        if UNESCAPED.issuperset(value) and not self.is_short:
            exact.add(fold(value))
        self.exact = tuple(sorted(exact, key=len, reverse=True))
        self.probes = minimal(probes)

    def _plain_probes(self) -> set[bytes]:
        """Choose the probes for the value and its escapes; return those to look for in the text itself."""
        value = self._value
        longest = max(re.finditer(r"[A-Za-z0-9._-]*", value), key=lambda match: len(match[0]))
        if len(longest[0]) >= RUN:
            self._anchor = fold(longest[0])
            self._before, self._after = reach(value[: longest.start()]), reach(value[longest.start() :])
            return {self._anchor[-LONGEST_PROBE:]}
        run = max(re.findall(r"[!-~]*", value), key=len)[-LONGEST_PROBE:]
        plain = {run} if len(resolved(fold(run))) >= RUN else set().union(*map(variants, self._values))
        self.resolved_probes = minimal(resolved(fold(form)) for form in plain)
        return {fold(form) for form in ({run} if run in plain else set().union(*map(cases, self._values)))}

    @cached_property
    def _expression(self) -> re.Pattern[bytes] | None:
        """The value in any mixture of escapes; None where it has nothing to escape. Made when first needed."""
        if UNESCAPED.issuperset(self._value):
            return None
        return re.compile(b"|".join(map(expression, self._values)))

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        """What may be left of it beside an ellipsis. Made when first needed."""
        return () if self.is_short else tuple(Cut(text) for text in self._cuttable)

    def spans(self, folded: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where forms are in ``folded[start:end]``; they may overlap."""
        for form in self.exact:
            at = folded.find(form, start, end)
            while at >= 0:
                yield at, at + len(form)
                at = folded.find(form, at + 1, end)
        if self.is_short or self._expression is None:
            return
        if not self._anchor:
            yield from (match.span() for match in self._expression.finditer(folded, start, end))
            return
        # The expression is slow, so it runs only around its anchor, which every match has as it stands.
        at = folded.find(self._anchor, start, end)
        while at >= 0:
            low, high = max(start, at - self._before), min(end, at + self._after)
            for match in self._expression.finditer(folded, low, high):
                yield match.span()
                start = match.end()
            at = folded.find(self._anchor, max(start, at + 1), end)


def families(value: str) -> Iterator[set[str]]:
    """Yield the forms of *value* to find as they are, by family: hex, all percent, base64 at each alignment."""
    encoded = [*encodings(value), *(text.encode() for text in misread(value))]
    yield {data.hex() for data in encoded}
    yield {"".join(f"%{byte:02x}" for byte in data) for data in encoded}
    for before in range(3):
        yield {form for data in encoded for form in alphabets(core(data, before))}


def core(data: bytes, before: int) -> str:
    """Return what base64 of any text has where *data* stands in it, *before* bytes after a multiple of three.

    Characters that hold bits of a neighbour too are left off: they tell less than one byte.
    """
    text = base64.b64encode(b"\0" * before + data).decode()
    return text[-(-8 * before // 6) : 8 * (before + len(data)) // 6]


def pair_forms(pair: str) -> set[str]:
    """Return the forms of ``user:password`` in base64, with and without its padding."""
    return alphabets(pair) | alphabets(pair.rstrip("="))


def alphabets(text: str) -> set[str]:
    """Return base64 *text* in both alphabets, and as URLs, PHP's JSON, Go's JSON and HTML write it."""
    return {
        text,
        text.replace("+", "-").replace("/", "_"),
        quote(text, safe=""),
        quote(text, safe="/"),
        quote(text.replace("+", "-").replace("/", "_"), safe=""),
        text.replace("/", "\\/"),
        text.replace("+", "\\u002b").replace("=", "\\u003d"),
        text.replace("+", "&#43;"),
    }


def shared(forms: set[bytes]) -> set[bytes]:
    """Return one text that all *forms* have, or one of each form: what costs less to look for."""
    shortest, *others = sorted(forms, key=len)
    parts = [*re.findall(rb"[a-z0-9]+", shortest), *(beginning(shortest, other) for other in others)]
    best = max((part for part in parts if all(part in form for form in others)), key=len, default=b"")
    one, each = {best[-LONGEST_PROBE:]}, {form[-LONGEST_PROBE:] for form in forms}
    return one if len(best) > RUN and effort(one) < effort(each) else each


def beginning(one: bytes, other: bytes) -> bytes:
    """Return what both begin with."""
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[:length]


def effort(probes: set[bytes]) -> float:
    """Return what looking for *probes* costs, relatively: the search skips by the length (measured)."""
    return sum(1 / (len(probe) + 2) for probe in probes)


def minimal(forms: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the forms that contain no other one: if these are not in a text, none is."""
    kept: list[bytes] = []
    for form in sorted(set(forms), key=lambda form: (len(form), form)):
        if not any(other in form for other in kept):
            kept.append(form)
    return tuple(kept)


def reach(part: str) -> int:
    """Return how many bytes *part* takes at most when it is escaped; misread, it has a character for each byte."""
    return sum(1 if c in UNESCAPED else REACH * len(c.encode()) for c in part)
