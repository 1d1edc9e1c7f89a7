"""Finds what each ``{{...}}`` of a request stands for: see `variables` for the order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import RequestSyntaxError, UnresolvedVariable
from .references import ReferenceFailed, parse_reference
from .request_draft import REFERENCE, FilePiece, FileVariable, Piece
from .scope import FileBody, Part, Parts, Place, Scope, Use, Value, Verbatim
from .secret import HALF_A_PAIR, NAME, NOT_IN_NAMES, Secret
from .secret_names import sounds_secret

__all__ = ["Lookup"]

DOTTED = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*", re.ASCII)
SCRIPT = re.compile(r"\(.*\)\s*=>|\w+\s*=>")
UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
ESCAPE = re.compile(r"\\(.)")
ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


class Lookup:
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
            return [Verbatim(text) if is_file else text]
        written = Verbatim if is_file else str
        found: list[Part] = []
        end, line = 0, 1
        for match in REFERENCE.finditer(text):
            start, within = match.start(), ""
            if start > end:
                found.append(written(text[end:start]))
            if is_file:
                line += text.count("\n", end, start)
                within = f" (line {line} of that file)"
            column = piece.column + (0 if is_file else start)
            place = Place(match[1].strip(), piece.line, column, begin, start == 0, within)
            values = self._values(place)
            self._check(values, place, where)
            found += values
            end = match.end()
        if end < len(text):
            found.append(written(text[end:]))
        if where is not None:
            _check_closed(piece, begin)
        return found

    def file(self, piece: FilePiece) -> list[Part | FileBody]:
        """Return the content of a file, or the place where it goes in; what ends its line follows."""
        path = self.parts(piece.path, "a path", "< ")
        if any(isinstance(part, Use) for part in path):
            raise RequestSyntaxError("a Secret cannot be in a path", piece.line, piece.path.column)
        body = FileBody("".join(part for part in path if isinstance(part, str)), piece)
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
            reason = f"{{{{{name}}}}} is of type {kind}; text, an int, a float or a Secret can be put in"
            raise place.error(reason, "make it text in a cell before; as JSON: json.dumps(value)")
        return _secret_by_name(name, str(value)) if self._by_name and isinstance(value, str) else Value(value)

    def _defined(self, variable: FileVariable, place: Place) -> Parts:
        """Return the value of an ``@name = value`` line."""
        self.used[variable] = None
        if variable.name in self._open:
            raise place.error(f"@{variable.name} is made of itself", "a variable of the notebook has another name")
        _check_closed(variable.value, f"@{variable.name} = ")
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


def _check_closed(piece: Piece, begin: str) -> None:
    """Refuse braces that open and do not close: "{{token}" would be sent as it is. A body may hold anything."""
    at = REFERENCE.sub(lambda match: " " * len(match[0]), piece.text).find("{{")
    if at >= 0:
        source = f"{begin if at == 0 else begin + '…'}{{{{"
        reason = "{{ is not closed by }} on its line"
        hint = "a variable is {{name}}; other text with braces goes into a variable"
        raise RequestSyntaxError(
            reason, piece.line, piece.column + at, source=source, caret=len(source) - 1, hint=hint
        )


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
