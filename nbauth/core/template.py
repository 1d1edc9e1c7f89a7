"""A text whose credentials are taken out: what is left, a name for each, and what stood in its place.

Redaction by place tells where credentials stand. Here the same is done to something that is not sent yet, and so
that it can be undone: put back, each comes out exactly as it was written, escapes included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Blank", "Collector", "Template", "values_taken_out"]


@dataclass(frozen=True, slots=True, repr=False)
class Blank:
    """A place that a credential was taken from: its name, and the text that stood there."""

    name: str
    raw: str


@dataclass(frozen=True, slots=True, repr=False)
class Template:
    """A text in parts: what is no secret, and a `Blank` for each one."""

    parts: tuple[str | Blank, ...]

    @classmethod
    def of(cls, original: str, shown: str, names: Iterable[str]) -> Template:
        """Return the template of a text that was redacted to *shown*, where *names* are what took places."""
        if original == shown:
            return cls((original,))
        marks = "|".join(re.escape(f"{{{{{name}}}}}") for name in names)
        # A number in JSON has got quotes with its name.
        for mark in (f"({marks})", f'("(?:{marks})")'):
            if (parts := _aligned(original, re.split(mark, shown))) is not None:
                return cls(parts)
        raise ValueError("what is shown is not made of the original")  # neither is quoted

    def map(self, split: Callable[[str], Iterable[str | Blank]]) -> Template:
        """Return the template with what is between the blanks taken apart further."""
        return Template(
            tuple(each for part in self.parts for each in (split(part) if isinstance(part, str) else (part,)))
        )

    def named(self) -> str:
        """Return the text with ``{{name}}`` in each blank."""
        return "".join(part if isinstance(part, str) else f"{{{{{part.name}}}}}" for part in self.parts)


def _aligned(original: str, pieces: list[str]) -> tuple[str | Blank, ...] | None:
    """Find in *original* the text that stands between the placeholders, and so what the placeholders stand for.

    *pieces* are text and placeholders in turn. Each text is looked for as early as it can be, and the last at
    the end: if they fit at all, they fit so.
    """
    texts, marks = pieces[::2], pieces[1::2]
    if not original.startswith(texts[0]):
        return None
    parts: list[str | Blank] = [texts[0]]
    at = len(texts[0])
    for number, (mark, text) in enumerate(zip(marks, texts[1:], strict=True), 2):
        is_last = number == len(texts)
        found = len(original) - len(text) if is_last else original.find(text, at)
        if found < at or (is_last and not original.endswith(text)):
            return None
        parts += (Blank(mark.strip('"{}'), original[at:found]), text)
        at = found + len(text)
    return tuple(parts) if at == len(original) else None


class Collector(dict[str, str]):
    """Given to redaction by place in place of the values that it knows: names what it finds, and keeps it.

    *name* gives a name to a value that stands at a place: ``name(value, "access_token")``.
    """

    def __init__(self, name: Callable[[str, str], str]) -> None:
        super().__init__()
        self._name = name

    def get(self, value: str, place: str) -> str:  # type: ignore[override]
        """Return the name of *value*; a value is named by the first place that it is found at."""
        if value not in self:
            self[value] = self._name(value, place)
        return self[value]


def values_taken_out(text: str, forms: Mapping[str, str]) -> list[str | Blank]:
    """Return *text* with each of the values taken out; *forms* are from what to look for to its name."""
    if not forms:
        return [text]
    longest_first = sorted(forms, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return [Blank(forms[piece], piece) if number % 2 else piece for number, piece in enumerate(pieces)]
