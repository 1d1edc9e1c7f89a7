"""``{{name}}``: looked up in sources in order, put in once.

A value is not read again, whatever is in it. A `Secret` is not put in at all: its ``{{name}}`` stays, and the
session puts the value in on the wire, for the origin of the request's own URL only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import RequestSyntaxError, UnresolvedVariable
from .request_text import Piece, RequestDraft
from .secret import NAME, Secret

__all__ = ["ResolvedRequest", "fill", "resolve"]

Sources = Iterable[Mapping[str, Any]]

REFERENCE = re.compile(r"\{\{(.*?)\}\}")
UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request ready to be sent.

    Attributes:
        secrets: What the ``{{name}}`` that are left stand for.
        names: For each of these, the variable's name in the text; mostly the same.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str
    secrets: Mapping[str, Secret]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Use:
    """A place where a Secret goes in."""

    name: str
    secret: Secret


Parts = list["str | _Use"]


def resolve(draft: RequestDraft, sources: Sources) -> ResolvedRequest:
    """Put the values of all variables in.

    Raises:
        UnresolvedVariable: nothing defines a name; says where it stands, and which names there are.
        RequestSyntaxError: what stands in the braces is no name, or the value cannot be used there. No
            value is quoted.
    """
    lookup = _Lookup(sources)
    target = [part for piece in draft.target_pieces for part in lookup.parts(piece, "a URL")]
    values = [lookup.parts(header.value, f"the header {header.name}") for header in draft.header_lines]
    body = [part for piece in draft.body_pieces for part in lookup.parts(piece, None)]
    chosen = _chosen([*target, *(part for each in values for part in each), *body])
    return ResolvedRequest(
        draft.method,
        _joined(target, chosen),
        tuple(
            (header.name, _joined(each, chosen)) for header, each in zip(draft.header_lines, values, strict=True)
        ),
        _joined(body, chosen),
        {chosen[use.name]: use.secret for use in lookup.uses},
        {chosen[use.name]: use.name for use in lookup.uses},
    )


def fill(text: str, sources: Sources, place: str) -> str:
    """Put values into a text that no Secret can be in: an origin, a user name.

    Raises:
        UnresolvedVariable, RequestSyntaxError: as `resolve`; also when a variable is a Secret.
    """
    lookup = _Lookup(sources)
    parts = lookup.parts(Piece(text, 1), place)
    if lookup.uses:
        raise RequestSyntaxError(f"{{{{{lookup.uses[0].name}}}}} is a Secret, which cannot be used in {place}", 1)
    return _joined(parts, {})


class _Lookup:
    """Finds values, and notes the Secrets that were used."""

    def __init__(self, sources: Sources) -> None:
        self._sources = list(sources)
        self.uses: list[_Use] = []

    def parts(self, piece: Piece, place: str | None) -> Parts:
        """Return a piece's text, cut at its references. *place* None is a body, which can hold anything."""
        found: Parts = []
        end = 0
        for reference in REFERENCE.finditer(piece.text):
            found.append(piece.text[end : reference.start()])
            found.append(self._value(reference[1].strip(), piece.line, piece.column + reference.start(), place))
            end = reference.end()
        return [*found, piece.text[end:]]

    def _value(self, name: str, line: int, column: int, place: str | None) -> str | _Use:
        if not NAME.fullmatch(name):
            raise RequestSyntaxError(*_no_name(name, line, column))
        for source in self._sources:
            if name in source:
                return self._text(name, source[name], line, column, place)
        raise UnresolvedVariable(name, line, column, self._known())

    def _text(self, name: str, value: Any, line: int, column: int, place: str | None) -> str | _Use:
        if isinstance(value, Secret):
            use = _Use(name, value)
            self.uses.append(use)
            return use
        if not _usable(value):
            kind = type(value).__name__
            reason = f"{{{{{name}}}}} is of type {kind}; text, an int, a float or a Secret can be put in"
            raise RequestSyntaxError(reason, line, column)
        text = str(value)
        if place is not None and UNSAFE.search(text):
            reason = f"a control character (CR, LF, NUL, ...) is in {{{{{name}}}}}, which goes into {place}"
            raise RequestSyntaxError(reason, line, column)
        return text

    def _known(self) -> list[str]:
        """Return the names that would do, without those that IPython makes (_, _1, _ih)."""
        return [
            name
            for source in self._sources
            for name, value in list(source.items())
            if name[:1] != "_" and (_usable(value) or isinstance(value, Secret))
        ]


def _usable(value: Any) -> bool:
    # Not bool: it would be sent as True, where JSON and most APIs want true.
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _no_name(inside: str, line: int, column: int) -> tuple[str, int, int]:
    if inside[:1] == "$":
        return "{{$...}}: not yet supported", line, column
    if NAME.fullmatch(inside.partition(".")[0]) and "." in inside:
        return "{{name.part}}: not yet supported; put the value into a variable first", line, column
    return "what stands in {{ }} is no variable's name; put text with braces into a variable", line, column


def _chosen(parts: Parts) -> dict[str, str]:
    """Choose the name that each Secret has in the request.

    Its own, unless the text holds that name in braces too: a value is not read again, not even on the wire.
    """
    written = "".join(part if isinstance(part, str) else "\0" for part in parts)
    written = written.replace("%7B", "{").replace("%7b", "{").replace("%7D", "}").replace("%7d", "}")
    chosen: dict[str, str] = {}
    for name in dict.fromkeys(part.name for part in parts if isinstance(part, _Use)):
        free, count = name, 1
        while f"{{{{{free}}}}}" in written or free in chosen.values():
            count += 1
            free = f"{name}_{count}"
        chosen[name] = free
    return chosen


def _joined(parts: Parts, chosen: Mapping[str, str]) -> str:
    return "".join(part if isinstance(part, str) else f"{{{{{chosen[part.name]}}}}}" for part in parts)
