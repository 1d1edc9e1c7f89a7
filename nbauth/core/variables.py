"""``{{name}}``: looked up in sources in order, put in once.

In this order: the cell's ``@name = value`` lines; what requests with a name were answered (`references`); the
sources, which are the notebook's variables and the logins; and ``{{$name}}`` (`dynamic`). A value is not read
again, whatever is in it. A `Secret` is not put in at all: its ``{{name}}`` stays, and the session puts the value in
on the wire, for the origin of the request's own URL only. Text whose variable sounds like a credential
(`secret_names`) is taken as a Secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import RequestSyntaxError, UnresolvedVariable
from .body_text import form_text, form_value, is_form, line_end
from .graphql import GraphQLFailed, graphql_body, is_graphql
from .references import Reference, ReferenceFailed, parse_reference
from .request_draft import FilePiece, FileVariable, Piece, RequestDraft
from .secret import NAME, NOT_IN_NAMES, Secret
from .secret_names import sounds_secret

__all__ = ["FileBody", "Place", "ResolvedRequest", "Scope", "Use", "Value", "definitions", "fill", "resolve"]

Sources = Iterable[Mapping[str, Any]]

REFERENCE = re.compile(r"\{\{(.*?)\}\}")
DOTTED = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*", re.ASCII)
SCRIPT = re.compile(r"\(.*\)\s*=>|\w+\s*=>")
UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


class Value(str):
    """A value that was put in, as opposed to the text that is written around it."""

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


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request ready to be sent.

    Attributes:
        body_parts: The body: text, and files.
        secrets: What the ``{{name}}`` that are left stand for.
        names: For each of these, the variable's name in the text; mostly the same.
        used: The ``@name`` lines whose values are in it.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body_parts: tuple[str | FileBody, ...]
    secrets: Mapping[str, Secret]
    names: Mapping[str, str]
    used: tuple[FileVariable, ...] = field(default=(), repr=False)

    @property
    def body(self) -> str:
        """The text of the body, without the files in it."""
        return "".join(part for part in self.body_parts if isinstance(part, str))


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


def resolve(draft: RequestDraft, scope: Scope) -> ResolvedRequest:
    """Put the values of all variables in.

    Raises:
        UnresolvedVariable: nothing defines a name; says where it stands, and which names there are.
        RequestSyntaxError: what stands in the braces is no name, or the value cannot be used there. No
            value is quoted.
    """
    lookup = _Lookup(scope)
    target = [part for piece in draft.target_pieces for part in lookup.parts(piece, "a URL")]
    values = [
        lookup.parts(header.value, f"the header {header.name}", f"{header.name}: ") for header in draft.header_lines
    ]
    body: list[Part | FileBody] = []
    for piece in draft.body_pieces:
        if isinstance(piece, Piece):
            body += lookup.parts(piece, None)
        else:
            body += lookup.file(piece)
    chosen = _chosen([*target, *(part for each in values for part in each), *body]) if lookup.has_secrets else {}
    headers = [
        (header.name, _joined(each, chosen)) for header, each in zip(draft.header_lines, values, strict=True)
    ]
    media = next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
    if body and (line_end(media) or is_form(media)):
        body = _in_media(body, media)
    method, body_parts = draft.method, _merged(body, chosen)
    if method == "GRAPHQL" or any(is_graphql("", *header) for header in headers):
        method, headers, body_parts = _graphql(draft, headers, body_parts)
    return ResolvedRequest(
        method,
        _joined(target, chosen),
        tuple(headers),
        body_parts,
        {name: use.secret for use, name in chosen.items()},
        {name: use.name for use, name in chosen.items()},
        tuple(lookup.used),
    )


def fill(text: str, sources: Sources, place: str) -> str:
    """Put values into a text that no Secret can be in: an origin, a user name.

    Raises:
        UnresolvedVariable, RequestSyntaxError: as `resolve`; also when a variable is a Secret.
    """
    parts = _Lookup(Scope(sources), by_name=False).parts(Piece(text, 1), place)
    for part in parts:
        if isinstance(part, Use):
            raise RequestSyntaxError(f"{{{{{part.name}}}}} is a Secret, which cannot be used in {place}", 1)
    return _joined(parts, {})


class _Lookup:
    """Finds values for one request; the same name is found once."""

    def __init__(self, scope: Scope, *, by_name: bool = True) -> None:
        self._scope, self._sources, self._by_name = scope, list(scope.sources), by_name
        self._found: dict[str, Parts] = {}
        self._open: list[str] = []
        self.used: dict[FileVariable, None] = {}
        self.has_secrets = False

    def parts(self, piece: Piece, where: str | None, begin: str = "", *, is_file: bool = False) -> list[Part]:
        """Return a piece's text, cut at its references. *where* None is a body, which can hold anything."""
        text = piece.text
        if "{{" not in text:
            return [text]
        found: list[Part] = []
        end = 0
        for match in REFERENCE.finditer(text):
            if match.start() > end:
                found.append(text[end : match.start()])
            start, within = match.start(), ""
            if is_file:
                within = f" (line {text.count(chr(10), 0, start) + 1} of that file)"
            column = piece.column + (0 if is_file else start)
            place = Place(match[1].strip(), piece.line, column, begin, start == 0, within)
            values = self._values(place)
            self._check(values, place, where)
            found += values
            end = match.end()
        if end < len(text):
            found.append(text[end:])
        return found

    def file(self, piece: FilePiece) -> list[Part | FileBody]:
        """Return the content of a file, or the place where it goes in; what ends its line follows."""
        path = self.parts(piece.path, "a path", "< ")
        if any(isinstance(part, Use) for part in path):
            raise RequestSyntaxError("a Secret cannot be in a path", piece.line, piece.path.column)
        body = FileBody(_joined(path, {}), piece)
        end: list[Part | FileBody] = ["\n"] if piece.text.endswith("\n") else []
        if not piece.encoding or self._scope.read is None:
            return [body, *end]
        content = Piece(self._scope.read(body), piece.line, 1)
        return [*self.parts(content, None, "<@ ", is_file=True), *end]

    def _check(self, values: Parts, place: Place, where: str | None) -> None:
        self.has_secrets = self.has_secrets or any(type(part) is Use for part in values)
        sign = HALF_A_PAIR if where is None else UNSAFE
        for part in values:
            if isinstance(part, str) and not part.isprintable() and sign.search(part):
                kind = "half of a character" if where is None else "a control character (CR, LF, NUL, ...)"
                into = "a body" if where is None else where
                raise place.error(f"{kind} is in {{{{{place.inside}}}}}, which goes into {into}")

    def _values(self, place: Place) -> Parts:
        inside = place.inside
        if inside[:1] == "$":
            if self._scope.dynamic is None:
                raise place.error("{{$...}} cannot be used here")
            return [self._made(self._scope.dynamic, place)]
        if (parts := self._found.get(inside)) is not None:
            return parts
        variable = self._scope.definitions.get(inside)
        if variable is not None:
            parts = self._defined(variable, place)
        elif NAME.fullmatch(inside):
            parts = [self._variable(inside, place)]
        else:
            parts = self._dotted(inside, place)
        self._found[inside] = parts
        return parts

    def _made(self, dynamic: Callable[[Place], Part], place: Place) -> Part:
        at = (place.line, place.column)
        part = self._scope.made.get(at) if self._open else None
        if part is None:
            part = dynamic(place)
            part = Value(part) if isinstance(part, str) else part
            if self._open:
                self._scope.made[at] = part
        return part

    def _variable(self, name: str, place: Place) -> Part:
        for source in self._sources:
            if name in source:
                return self._part(name, source[name], place)
        raise self._unresolved(name, place)

    def _unresolved(self, name: str, place: Place) -> UnresolvedVariable:
        shown, caret = place.shown()
        return UnresolvedVariable(
            name, place.line, place.column, self._known(), source=shown, caret=caret, within=place.within
        )

    def _part(self, name: str, value: Any, place: Place) -> Part:
        if isinstance(value, Secret):
            return Use(name, value)
        if not _usable(value):
            kind = type(value).__name__
            raise place.error(f"{{{{{name}}}}} is of type {kind}; text, an int, a float or a Secret can be put in")
        return _secret_by_name(name, str(value)) if self._by_name and isinstance(value, str) else Value(value)

    def _defined(self, variable: FileVariable, place: Place) -> Parts:
        """Return the value of an ``@name = value`` line."""
        self.used[variable] = None
        if variable.name in self._open:
            raise place.error(f"@{variable.name} is made of itself", "a variable of the notebook has another name")
        self._open.append(variable.name)
        parts: list[Part] = []
        for part in self.parts(variable.value, None, f"@{variable.name} = "):
            written = isinstance(part, str) and not isinstance(part, Value)
            parts.append(_unescaped(str(part)) if written else part)
        self._open.pop()
        if all(isinstance(part, str) for part in parts):
            return [_secret_by_name(variable.name, "".join(str(part) for part in parts))]
        return [part if isinstance(part, Use) else Value(part) for part in parts]

    def _dotted(self, inside: str, place: Place) -> Parts:
        reference, failure = None, ""
        try:
            reference = parse_reference(inside)
        except ReferenceFailed as exc:
            failure = str(exc)
        if failure:
            raise place.error(failure)
        if reference is not None and self._scope.named is not None:
            return self._scope.named(reference, place)
        for source in self._sources:
            if inside in source:
                return [self._part(NOT_IN_NAMES.sub("_", inside), source[inside], place)]
        if SCRIPT.match(inside):
            raise place.error("a script in {{ }} is not supported", "compute the value in Python, in a cell before")
        if reference is None and not DOTTED.fullmatch(inside):
            hint = "put text with braces into a variable"
            raise RequestSyntaxError(
                "what stands in {{ }} is no variable's name", place.line, place.column, hint=hint
            )
        if "." in inside:
            raise place.error("only requests have parts here", "{{NAME.response.body.$.member}} after # @name NAME")
        raise self._unresolved(inside, place)

    def _known(self) -> list[str]:
        """Return the names that would do, without those that IPython makes (_, _1, _ih)."""
        known = [
            name
            for source in self._sources
            for name, value in list(source.items())
            if name[:1] != "_" and (_usable(value) or isinstance(value, Secret))
        ]
        return [*self._scope.definitions, *known]


def _usable(value: Any) -> bool:
    # Not bool: it would be sent as True, where JSON and most APIs want true.
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _secret_by_name(name: str, text: str) -> Part:
    """Return a text as a Secret where the name of its variable says that it is one."""
    if not text or not sounds_secret(name) or HALF_A_PAIR.search(text):
        return Value(text)
    name = NOT_IN_NAMES.sub("_", name)
    return Use(name, Secret(text, name))


def _unescaped(text: str) -> str:
    r"""Return what is written in an ``@name`` line with its escapes undone: \n, and \\ for a backslash."""
    return ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), text) if "\\" in text else text


def _in_media(body: list[Part | FileBody], media: str) -> list[Part | FileBody]:
    """Return the parts of a body with its lines as the media type wants them; a value's own lines stay."""
    merged: list[Part | FileBody] = []
    for part in body:
        if type(part) is str and merged and type(merged[-1]) is str:
            merged[-1] += part
        else:
            merged.append(part)
    if is_form(media):
        return [
            form_value(part) if isinstance(part, Value) else form_text(part) if isinstance(part, str) else part
            for part in merged
        ]
    if media.startswith("multipart/"):
        merged = [re.sub(r"(?<!\r)\n", "\r\n", part) if type(part) is str else part for part in merged]
    end, last = line_end(media), merged[-1]
    return merged if isinstance(last, str) and last.endswith(end) else [*merged, end]


def _graphql(
    draft: RequestDraft, headers: list[tuple[str, str]], body: tuple[str | FileBody, ...]
) -> tuple[str, list[tuple[str, str]], tuple[str | FileBody, ...]]:
    """Return method, headers and body of a GraphQL request as it is sent."""
    if any(isinstance(part, FileBody) for part in body):
        raise RequestSyntaxError("GraphQL from a file is not supported", draft.line, hint="write <@ path")
    failure, text = "", ""
    try:
        text = graphql_body("".join(part for part in body if isinstance(part, str)))
    except GraphQLFailed as exc:
        failure = str(exc)
    if failure:
        raise RequestSyntaxError(failure, draft.body_pieces[0].line)
    headers = [header for header in headers if not is_graphql("", *header)]
    names = {name.lower() for name, _ in headers}
    if "content-type" not in names:
        headers.append(("Content-Type", "application/json"))
    return "POST" if draft.method == "GRAPHQL" else draft.method, headers, (text,)


def _chosen(parts: Sequence[Part | FileBody]) -> dict[Use, str]:
    """Choose the name that each Secret has in the request.

    Its own, unless the text holds that name in braces too: a value is not read again, not even on the wire.
    """
    written = "".join(part if isinstance(part, str) else "\0" for part in parts)
    written = written.replace("%7B", "{").replace("%7b", "{").replace("%7D", "}").replace("%7d", "}")
    chosen: dict[Use, str] = {}
    for use in dict.fromkeys(part for part in parts if isinstance(part, Use)):
        name = NOT_IN_NAMES.sub("_", use.name)
        free, count = name, 1
        while f"{{{{{free}}}}}" in written or free in chosen.values():
            count += 1
            free = f"{name}_{count}"
        chosen[use] = free
    return chosen


def _joined(parts: Iterable[Part], chosen: Mapping[Use, str]) -> str:
    return "".join([part if isinstance(part, str) else f"{{{{{chosen[part]}}}}}" for part in parts])


def _merged(parts: Sequence[Part | FileBody], chosen: Mapping[Use, str]) -> tuple[str | FileBody, ...]:
    """Return a body as text and files in turn."""
    merged: list[str | FileBody] = []
    for part in parts:
        if isinstance(part, FileBody):
            merged.append(part)
            continue
        text = str(part) if isinstance(part, str) else f"{{{{{chosen[part]}}}}}"
        if merged and isinstance(merged[-1], str):
            merged[-1] += text
        else:
            merged.append(text)
    return tuple(merged)
