"""What ``{{...}}`` can mean in a request, where one stands, and what is put in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import RequestSyntaxError
from .references import Reference
from .request_draft import FilePiece, FileVariable, RequestDraft
from .secret import Secret

__all__ = ["FileBody", "Part", "Parts", "Place", "Scope", "Sources", "Use", "Value", "Verbatim", "definitions"]

Sources = Iterable[Mapping[str, Any]]


class Value(str):
    """A value that was put in, as opposed to the text that is written around it."""

    __slots__ = ()


class Verbatim(Value):
    """The text of a file, which stays as it is whatever the media type."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a Secret goes in, and the name that it is shown by."""

    name: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class FileBody:
    """A place in a body where the content of a file goes in, as the bytes it is."""

    path: str
    piece: FilePiece


Part = str | Use
Parts = Sequence[Part]


class Place(NamedTuple):
    """Where a ``{{...}}`` stands, and what of its line can be shown.

    Attributes:
        begin: What stands at the begin of its line and is no secret: "X-Trace: ".
        within: Says which line of a file it is, where it is in one.
    """

    inside: str
    line: int
    column: int
    begin: str
    is_first: bool
    within: str = ""

    def error(self, reason: str, hint: str = "") -> RequestSyntaxError:
        """Return an error with a caret below the reference."""
        source, caret = self.shown()
        reason = reason + self.within
        return RequestSyntaxError(reason, self.line, self.column, source=source, caret=caret, hint=hint)

    def shown(self) -> tuple[str, int]:
        """Return the part of the line that can be shown, and where the reference is in it."""
        before = self.begin if self.is_first else f"{self.begin}…"
        return f"{before}{{{{{self.inside}}}}}", len(before) + 1


@dataclass(slots=True)
class Scope:
    """What ``{{...}}`` can mean in one request.

    Attributes:
        sources: Names to values: text, numbers, Secrets.
        definitions: The ``@name = value`` lines that this request sees.
        named: Returns what a reference to another request stands for.
        dynamic: Returns the value of ``{{$...}}``.
        read: Returns the text of a file whose variables are put in.
        made: The ``{{$...}}`` of ``@name`` lines by line and column: they stay the same for all requests of a cell.
    """

    sources: Sources
    definitions: Mapping[str, FileVariable] = field(default_factory=dict)
    named: Callable[[Reference, Place], Parts] | None = None
    dynamic: Callable[[Place], Part] | None = None
    read: Callable[[FileBody], str] | None = None
    made: dict[tuple[int, int], Part] = field(default_factory=dict)


def definitions(drafts: Sequence[RequestDraft], draft: RequestDraft) -> dict[str, FileVariable]:
    """Return the ``@name`` lines that a request sees: of each name the last one above it, else the first below."""
    seen: dict[str, FileVariable] = {}
    for each in drafts:
        for variable in each.variables:
            if variable.value.line <= draft.line:
                seen[variable.name] = variable
            else:
                seen.setdefault(variable.name, variable)
    return seen
