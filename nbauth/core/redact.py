"""Redactor: secrets back into {{name}}, by value in every encoded form, and by place."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NoReturn

from . import body_places, places
from .ansi import Stripped, has_ansi
from .cut import Cut, has_marks, marks, near_marks
from .escapes import resolved
from .forms import Forms
from .record import Headers
from .secret import Known, Vault

__all__ = ["Redactor"]

PLACEHOLDER = re.compile(rb"\{\{([A-Za-z_]\w*)\}\}")

PLACES = frozenset(place.encode() for place in places.PLACES)

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True, repr=False)  # its fields are the secrets
class Patterns:
    """All that is looked for, made once for a version of the vault."""

    version: int
    forms: dict[Known, Forms]
    probes: tuple[bytes, ...]
    escaped_probes: tuple[bytes, ...]
    resolved_probes: tuple[bytes, ...]
    owners: dict[bytes, tuple[Forms, ...]]
    names: frozenset[bytes]
    exact: dict[str, str]
    is_ascii: bool
    line_breaks: int

    @classmethod
    def of(cls, vault: Vault, before: Patterns | None) -> Patterns:
        """Return the patterns of *vault*; those of a secret that was there before are kept."""
        version = vault.version  # read first: what changes meanwhile is then seen as a change
        old = before.forms if before else {}
        forms = {known: old.get(known) or Forms(known) for known in vault.known()}
        owners: dict[bytes, list[Forms]] = {}
        for form in forms.values():
            for probe in {*form.probes, *form.resolved_probes}:
                owners.setdefault(probe, []).append(form)
        probes = dict.fromkeys(probe for form in forms.values() for probe in form.probes)
        exact: dict[str, str] = {}
        for known in forms:
            exact.setdefault(known.secret.reveal(), known.name)
        return cls(
            version,
            forms,
            tuple(probe for probe in probes if not has_escapes(probe)),
            tuple(probe for probe in probes if has_escapes(probe)),
            tuple(dict.fromkeys(probe for form in forms.values() for probe in form.resolved_probes)),
            {probe: tuple(forms) for probe, forms in owners.items()},
            frozenset(known.name.encode() for known in forms) | PLACES,
            exact,
            all(form.is_ascii for form in forms.values()),
            max((known.secret.reveal().count("\n") for known in forms), default=-1),
        )

    def found(self, folded: bytes) -> list[Forms]:
        """Return the secrets that may be in *folded*; none for nearly every text."""
        hits = []
        for probe in self.probes:
            if probe in folded:
                hits.append(probe)
        if has_escapes(folded):
            hits += [probe for probe in self.escaped_probes if probe in folded]
            if self.resolved_probes:
                plain = resolved(folded)
                hits += [probe for probe in self.resolved_probes if probe in plain]
        if not hits:
            return []
        found = {id(form) for probe in hits for form in self.owners[probe]}
        return [form for form in self.forms.values() if id(form) in found]

    def cuts(self, folded: bytes) -> list[tuple[str, Cut]]:
        """Return the secrets of which a piece may be beside an ellipsis."""
        cuts = [(form.name, cut) for form in self.forms.values() for cut in form.cuts]
        near = near_marks(folded, max((cut.reach for _, cut in cuts), default=0))
        return [(name, cut) for name, cut in cuts if cut.may_be_in(near)]


def has_escapes(folded: bytes) -> bool:
    """Tell whether something may be escaped in *folded*: many texts have none of these characters."""
    return b"%" in folded or b"\\" in folded or b"&" in folded


class Redactor:
    """Puts ``{{name}}`` in place of every secret of a vault, in all its forms.

    Follows the vault as it changes. Safe to use from several threads. Placeholders that are there already are
    never looked into, so redacting twice changes nothing more.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._lock = threading.Lock()
        # In a closure, as a Secret's value: nothing that walks vars() meets what is looked for.
        self._patterns = _held(Patterns.of(vault, None))

    def __repr__(self) -> str:
        return f"<Redactor: {len(self._vault.known())} secrets>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a redactor is not pickled: what it looks for would leave the session")

    @property
    def version(self) -> int:
        """Counts the changes of the vault; what was redacted under another one may need another look."""
        return self._vault.version

    @property
    def by_place_only(self) -> tuple[str, ...]:
        """Names of the secrets that are too short to be found by value."""
        return tuple(form.name for form in self._current().forms.values() if form.is_short)

    @property
    def line_breaks(self) -> int:
        """How many line breaks a secret has at most, mostly none; -1 when no secret is known."""
        return self._current().line_breaks

    def _current(self) -> Patterns:
        patterns = self._patterns()
        if patterns.version != self._vault.version:
            with self._lock:
                patterns = Patterns.of(self._vault, self._patterns())
                self._patterns = _held(patterns)
        return patterns

    def clean(self, *texts: str) -> bool:
        """Tell whether no secret is in any of the texts; one test for all of them."""
        return once("\n".join(texts).encode("utf-8", "surrogatepass"), self._current()) is None

    def text(self, text: str) -> str:
        """Return *text* with secrets replaced by value; the same object when there is none."""
        new = redacted(text.encode("utf-8", "surrogatepass"), self._current())
        return text if new is None else new.decode("utf-8", "surrogatepass")

    def data(self, data: bytes, charset: str = "utf-8") -> bytes:
        """Return *data* with secrets replaced by value; the same object when there is none.

        What does not decode stays as it is. An unknown charset is taken as UTF-8.
        """
        patterns = self._current()
        new = redacted(data, patterns)
        if new is not None:
            data = new
        if charset.lower() not in ("utf-8", "utf8", "us-ascii", "ascii") or not (
            patterns.is_ascii or data.isascii()
        ):
            return self._in_charset(data, charset)
        return data

    def _in_charset(self, data: bytes, charset: str) -> bytes:
        """Look once more, at the text that *data* is in another charset."""
        unit = next((size for size, bits in ((4, "32"), (2, "16")) if charset.lower().startswith(f"utf-{bits}")), 1)
        end = len(data) - len(data) % unit  # a body may be cut within a character
        for name, errors in ((charset, "strict" if unit == 1 else "surrogatepass"), ("latin-1", "strict")):
            try:
                text = data[:end].decode(name, errors)
                new = self.text(text)
                return data if new is text else new.encode(name, errors) + data[end:]
            except (LookupError, UnicodeError):
                continue
        return data

    def url(self, url: str) -> str:
        """Return *url* with secrets replaced by value and by place."""
        return places.url(self.text(url), self._current().exact)

    def header(self, name: str, value: str, raw: bytes) -> tuple[str, str]:
        """Return one header pair with secrets replaced by value and by place; what `headers` does, in less time.

        *raw* is both in UTF-8, with something between them.
        """
        patterns = self._current()
        if once(raw, patterns) is not None:
            name, value = self.text(name), self.text(value)
        place = places.TREATMENTS[name]
        return (name, value) if place is None else (name, place(name, value, patterns.exact))

    def headers(self, pairs: Sequence[tuple[str, str]]) -> Headers:
        """Return the header pairs with secrets replaced by value and by place."""
        # Nearly always there is no value in them, which one look at all of them tells.
        if not self.clean(*chain.from_iterable(pairs)):
            pairs = [(self.text(name), self.text(value)) for name, value in pairs]
        return places.headers(pairs, self._current().exact)

    def body(self, content: bytes, content_type: str = "") -> bytes:
        """Return a body with secrets replaced by value and, in JSON, forms and multipart, by place.

        JSON stays JSON. The same object when nothing was found.
        """
        if not content:
            return content
        new = self.data(content, body_places.charset(content_type))
        if new is not content and "json" in content_type.lower():
            new = body_places.requoted(new)
        return body_places.body(new, content_type, self._current().exact)


def _held(patterns: Patterns) -> Callable[[], Patterns]:
    return lambda: patterns


def redacted(raw: bytes, patterns: Patterns) -> bytes | None:
    """Return *raw*, in UTF-8, with secrets replaced; None when there is none."""
    new = once(raw, patterns)
    if new is None or not has_ansi(new):
        return new
    # A secret with the beginning of a terminal escape in it is gone: what follows reads differently now.
    while (again := once(new, patterns)) is not None:
        new = again
    return new


def once(raw: bytes, patterns: Patterns) -> bytes | None:
    """Find all forms in *raw* and rebuild it once; None when there is none."""
    if not patterns.forms:
        return None  # nobody has logged in yet
    folded = raw.lower()
    forms = patterns.found(folded)
    stripped = Stripped(raw) if has_ansi(raw) else None
    hidden = patterns.found(stripped.folded) if stripped else []
    cuts = patterns.cuts(folded) if has_marks(folded) else []
    if not forms and not hidden and not cuts:
        return None
    spans: list[Span] = []
    for start, end in between_placeholders(raw, patterns.names):
        if cuts:
            found = marks(folded, start, end)
            spans += ((*span, name) for name, cut in cuts for span in cut.spans(folded, found, start, end))
        spans += ((left, right, form.name) for form in forms for left, right in form.spans(folded, start, end))
        if stripped:
            spans += ((*span, form.name) for form in hidden for span in stripped.spans(form, start, end))
    return rebuilt(raw, spans) if spans else None


def between_placeholders(raw: bytes, names: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the parts of *raw* that are no placeholders of these names."""
    start = 0
    for match in PLACEHOLDER.finditer(raw):
        if match[1] in names:
            yield start, match.start()
            start = match.end()
    yield start, len(raw)


def rebuilt(raw: bytes, spans: list[Span]) -> bytes:
    """Return *raw* with each span, overlapping ones as one, replaced by the name of its longest."""
    spans.sort(key=lambda span: (span[0], -span[1]))
    parts: list[bytes] = []
    at, (start, end, name) = 0, spans[0]
    longest = end - start
    for left, right, other in [*spans[1:], (len(raw) + 1, 0, "")]:
        if left < end:
            if right - left > longest:
                longest, name = right - left, other
            end = max(end, right)
            continue
        parts += (raw[at:start], b"{{%s}}" % name.encode())
        at, start, end, name, longest = end, left, right, other, right - left
    return b"".join((*parts, raw[at:]))
