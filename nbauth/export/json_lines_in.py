"""The lines of a history file, read strictly: what is wrong in one is said, and nothing is guessed.

What comes out may hold credentials in clear, since everybody can write or change such a file: it is for whoever
redacts it. No error quotes the file.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, NoReturn
from urllib.parse import urlsplit

from ..core.record import SENDERS, Body, Exchange, Headers, Leg, RequestRecord, ResponseRecord
from ..core.secret import NAME
from ..errors import HistorySyntaxError
from .har_entries import LINE_END, TOKEN, UNPRINTABLE
from .har_own import PURPOSES, YEAR_10000
from .har_values import is_number
from .json_lines import MARK, VERSION
from .placeholders import PLACEHOLDER

__all__ = ["from_line"]


def from_line(line: bytes, number: int) -> Exchange:
    """Return the exchange on a line, as it is there, without a number of its own and marked as imported.

    Members that are not known are ignored, and those that are left out are as `Exchange` has them without.

    Args:
        number: Of the line in its file, from 1, for errors.

    Raises:
        HistorySyntaxError: this is no such line, or a newer nbauth has written it.
    """
    found = _Object(_parsed(line, number), "", number)
    found.check_version()
    return Exchange(
        0,
        tuple(_leg(leg) for leg in found.objects("legs")),
        found.seconds("elapsed"),
        found.text_or_none("error"),
        found.text("source", ""),
        imported=True,
        notes=found.texts("notes"),
    )


def _parsed(line: bytes, number: int) -> Any:
    problem = ""
    try:
        return json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        problem = "it is not in UTF-8"
    except json.JSONDecodeError as exc:
        problem = f"it is no JSON, from column {exc.colno}"
    except (ValueError, RecursionError):
        problem = "it is no JSON that can be read"
    # Outside of the except clause: the parser's errors hold the whole text.
    raise HistorySyntaxError(problem, number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which Python reads and JSON does not have


def _leg(found: _Object) -> Leg:
    purpose, login = found.text("purpose", "request"), found.text_or_none("login")
    if purpose not in PURPOSES:
        found.fail("purpose", f"is none of {', '.join(PURPOSES)}")
    if login is not None and not NAME.fullmatch(login):
        found.fail("login", "is no name")
    by = found.text("by", "")
    if by not in SENDERS:
        found.fail("by", "is nobody who sends")
    response = found.object_or_none("response")
    return Leg(
        purpose,
        _request(found.object("request")),
        _response(response) if response is not None else None,
        found.text_or_none("error"),
        found.moment("started"),
        found.seconds("elapsed"),
        login,
        found.text_or_none("username"),
        by,
    )


def _request(found: _Object) -> RequestRecord:
    method, url, literal = found.text("method"), found.text("url"), found.texts("literal")
    if not _is_token(method):
        found.fail("method", "is no method")
    if not _is_url(url):
        found.fail("url", "cannot be read")
    if not all(map(NAME.fullmatch, literal)):
        found.fail("literal", "is no list of names")
    return RequestRecord(method, url, found.headers(), found.body(), literal)


def _response(found: _Object) -> ResponseRecord:
    status = found.count_or_none("status", None)
    if status is None or status > 999:
        found.fail("status", "is no status")
    return ResponseRecord(
        status, found.text("reason", ""), found.headers(), found.body(), found.text("http_version", "HTTP/1.1")
    )


def _is_token(text: str) -> bool:
    """Tell whether it can be a method or the name of a header; redaction may have left a {{name}} in it."""
    return TOKEN.fullmatch(PLACEHOLDER.sub("x", text)) is not None


def _is_url(text: str) -> bool:
    """Tell whether it can be one of a record: its host in ASCII, where no name looks like another.

    It may have none: such a request has failed, and is recorded.
    """
    try:
        host = urlsplit(text).netloc.rpartition("@")[2]
    except ValueError:
        return False
    return host.isascii() and not UNPRINTABLE.search(text)


class _Object:
    """A JSON object on its way to be read; each error says the line, and the way to the member."""

    def __init__(self, found: Any, where: str, line: int) -> None:
        self._where, self._line = where, line
        if not isinstance(found, dict):
            raise HistorySyntaxError(f"{where or 'it'} is no object", line)
        self._found = found

    def fail(self, name: str, what: str) -> NoReturn:
        """Raise the error about a member."""
        raise HistorySyntaxError(f"{self._path(name)} {what}", self._line)

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def check_version(self) -> None:
        """Raise an error unless this is a line of a version that is read here."""
        version = self._found.get(MARK)
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise HistorySyntaxError(f"it has no version in {MARK}: this is no line of a history", self._line)
        if version > VERSION:
            raise HistorySyntaxError(
                "a newer nbauth has written it", self._line, hint="pip install --upgrade nbauth"
            )

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; what is half of a surrogate pair, which no file could hold again, is a question mark."""
        found = self._found.get(name, default)
        if not isinstance(found, str):
            self.fail(name, "is no text" if name in self._found else "is missing")
        return found.encode("utf-8", "replace").decode()

    def text_or_none(self, name: str) -> str | None:
        """Return a text, or None where it is null or left out."""
        return None if self._found.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        found = self._found.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            self.fail(name, "is no list of texts")
        return tuple(each.encode("utf-8", "replace").decode() for each in found)

    def seconds(self, name: str) -> float:
        """Return a duration."""
        found = self._found.get(name, 0.0)
        if not is_number(found) or found < 0:
            self.fail(name, "is no number of seconds")
        return float(found)

    def moment(self, name: str) -> float:
        """Return a time since the epoch, one that can be written as a date."""
        found = self.seconds(name)
        if found >= YEAR_10000:
            self.fail(name, "is no time that a date has")
        return found

    def count_or_none(self, name: str, default: int | None) -> int | None:
        """Return a number of things, or None where it is null."""
        found = self._found.get(name, default)
        if found is not None and (not is_number(found) or not isinstance(found, int) or found < 0):
            self.fail(name, "is no number from 0 up")
        return found

    def objects(self, name: str) -> list[_Object]:
        """Return a list of objects."""
        found = self._found.get(name)
        if not isinstance(found, list):
            self.fail(name, "is no list" if name in self._found else "is missing")
        return [_Object(each, f"{self._path(name)}[{at}]", self._line) for at, each in enumerate(found)]

    def object(self, name: str) -> _Object:
        """Return an object."""
        if name not in self._found:
            self.fail(name, "is missing")
        return _Object(self._found[name], self._path(name), self._line)

    def object_or_none(self, name: str) -> _Object | None:
        """Return an object, or None where it is null or left out."""
        return None if self._found.get(name) is None else self.object(name)

    def headers(self) -> Headers:
        """Return the header pairs. As on the wire, a name is a token, and a value has no line break."""
        found = self._found.get("headers", [])
        pairs = []
        for pair in found if isinstance(found, list) else [None]:
            if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(each, str) for each in pair):
                self.fail("headers", "is no list of pairs of a name and a value")
            name, value = (each.encode("utf-8", "replace").decode() for each in pair)
            if not _is_token(name):
                self.fail("headers", "has a name that is none")
            pairs.append((name, LINE_END.sub(" ", value)))
        return tuple(pairs)

    def body(self) -> Body:
        """Return the body: an empty one where it is left out."""
        if "body" not in self._found:
            return Body()
        body = self.object("body")
        content = body._content()
        return Body(content, body.count_or_none("size", len(content)), body.text("note", ""))

    def _content(self) -> bytes:
        if "base64" not in self._found:
            return self.text("text", "").encode()
        content = None
        try:
            content = base64.b64decode(self.text("base64"), validate=True)
        except (binascii.Error, ValueError):
            pass
        if content is None:
            self.fail("base64", "is no base64")
        return content
