"""The entries of a HAR file, of a browser or of nbauth, as they are: credentials in clear.

They are for whoever registers and redacts what stands in them (`har_in`); nothing here is shown, no repr has a
value, and no error quotes the file.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from ..core.body_places import charset
from ..core.secret import NAME
from ..errors import HarSyntaxError
from .har import CREATOR

__all__ = ["Har", "HarEntry", "HarMessage", "OwnFields", "read_har"]

VERSIONS = {"H2": "HTTP/2", "H3": "HTTP/3", "HTTP/2.0": "HTTP/2", "HTTP/3.0": "HTTP/3"}
"""How browsers call versions, and how httpx does."""

PURPOSES = ("request", "challenge", "answer", "token", "redirect", "poll")
NOT_RECORDED = "not in the file"
YEAR_10000 = 253_402_300_800.0


@dataclass(repr=False, slots=True)
class HarMessage:
    """A request or a response. `size` and `note` are as in a record's `Body`."""

    headers: list[tuple[str, str]]
    content: bytes = b""
    size: int | None = 0
    note: str = ""

    def header(self, name: str) -> str:
        """Return the first value of a header, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(repr=False, slots=True)
class OwnFields:
    """What nbauth has written for itself: the leg of which exchange it is, and what HAR has no place for."""

    exchange: int
    leg: int
    purpose: str
    login: str | None
    username: str | None
    literal: tuple[str, ...]
    started: float
    elapsed: float
    total: float
    error: str | None
    source: str


@dataclass(repr=False, slots=True)
class HarEntry:
    """One request, and its response or failure."""

    method: str
    url: str
    request: HarMessage
    response: HarMessage | None
    status: int
    reason: str
    version: str
    error: str | None
    started: float
    elapsed: float
    own: OwnFields | None = None


@dataclass(repr=False, slots=True)
class Har:
    """The entries of a file, and what was left out, in words."""

    entries: list[HarEntry]
    left_out: list[str]


def read_har(document: Any) -> Har:
    """Read a parsed HAR document.

    What browsers leave out is put up with: times, cookies, sizes, bodies. Entries that are no HTTP request
    (WebSocket, data:, extensions) are left out.

    Raises:
        HarSyntaxError: it is no HAR document; says which entry, counted from 1, and which of its fields.
    """
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise HarSyntaxError("it has no log.entries: this is no HAR file")
    creator = log.get("creator")
    # The specification: fields with an underscore are for the tool that wrote the file.
    is_own = isinstance(creator, dict) and creator.get("name") == CREATOR
    har = Har([], [])
    for number, entry in enumerate(log["entries"], 1):
        reader = _Reader(entry, number)
        if reason := reader.no_request():
            har.left_out.append(f"entry {number}: {reason}")
        else:
            har.entries.append(reader.read(is_own))
    return har


class _Reader:
    """Reads one entry; each error says its number and the way to the field."""

    def __init__(self, entry: Any, number: int) -> None:
        self._number = number
        if not isinstance(entry, dict):
            raise self._error("it is no object")
        self._entry = entry
        self._request = self._object(entry, "request")
        self._url = self._string(self._request, "url", "request.url")

    def _error(self, reason: str) -> HarSyntaxError:
        return HarSyntaxError(reason, self._number)

    def no_request(self) -> str:
        """Say why this is no HTTP request; nothing when it is one."""
        scheme = self._url.partition(":")[0].lower()
        web_socket = self._entry.get("_resourceType") == "websocket" or "_webSocketMessages" in self._entry
        if web_socket or scheme in ("ws", "wss"):
            return "a WebSocket"
        return "" if scheme in ("http", "https") else "neither http nor https"

    def read(self, is_own: bool) -> HarEntry:
        """Return the entry."""
        try:
            host = urlsplit(self._url).hostname
        except ValueError:
            host = None
        if not host:
            raise self._error("request.url cannot be read")
        found = self._object(self._entry, "response")
        status = found.get("status", 0)
        if not _is_number(status) or not 0 <= status <= 999:
            raise self._error("response.status is no status")
        version = _text(found, "httpVersion").upper()
        return HarEntry(
            self._string(self._request, "method", "request.method"),
            self._url,
            self._sent(self._request),
            self._received(found) if status else None,
            int(status),
            _text(found, "statusText"),
            VERSIONS.get(version, version or "HTTP/1.1"),
            None if status else _text(found, "_error") or _text(found, "_errorMessage") or "no response",
            self._started(),
            _seconds(self._entry.get("time"), 0.001),
            self._own() if is_own else None,
        )

    def _sent(self, request: dict[str, Any]) -> HarMessage:
        message = HarMessage(self._headers(request, "request"))
        data = request.get("postData")
        if not data:
            message.size = _size(request.get("bodySize"), 0)
            message.note = NOT_RECORDED if message.size else ""
            return message
        if not isinstance(data, dict):
            raise self._error("request.postData is no object")
        media = _text(data, "mimeType")
        text, params = data.get("text"), data.get("params")
        if isinstance(text, str) and (text or not params):
            message.content = self._bytes(text, data.get("_encoding"), media, "request.postData.text")
        elif isinstance(params, list) and "urlencoded" in media:
            message.content = self._form(params)
        else:
            message.note = NOT_RECORDED  # the fields of multipart, without boundaries and files
        if media and not message.header("content-type"):
            message.headers.append(("Content-Type", media))
        message.note = _text(data, "comment") or message.note
        message.size = _size(request.get("bodySize"), len(message.content) or None)
        return message

    def _form(self, params: list[Any]) -> bytes:
        pairs = []
        for param in params:
            if not isinstance(param, dict) or not isinstance(param.get("name"), str):
                raise self._error("request.postData.params is no list of names and values")
            pairs.append((_text(param, "name"), _text(param, "value")))
        return urlencode(pairs).encode()

    def _received(self, response: dict[str, Any]) -> HarMessage:
        message = HarMessage(self._headers(response, "response"))
        content = response.get("content") or {}
        if not isinstance(content, dict):
            raise self._error("response.content is no object")
        media = message.header("content-type") or _text(content, "mimeType")
        text = content.get("text")
        if isinstance(text, str):
            message.content = self._bytes(text, content.get("encoding"), media, "response.content.text")
        message.size = _size(content.get("size"), len(message.content) or None)
        message.note = _text(content, "comment")
        if message.size and not message.content and not message.note:
            message.note = NOT_RECORDED
        return message

    def _bytes(self, text: str, encoding: Any, media: str, where: str) -> bytes:
        if encoding == "base64":
            content = None
            try:
                content = base64.b64decode(text)
            except (binascii.Error, ValueError):
                pass
            if content is None:
                raise self._error(f"{where} is no base64")
            return content
        try:
            return text.encode(charset(media))
        except (LookupError, UnicodeError):
            return text.encode("utf-8", "surrogatepass")

    def _headers(self, message: dict[str, Any], where: str) -> list[tuple[str, str]]:
        found = message.get("headers") or []
        pairs = []
        for header in found if isinstance(found, list) else [None]:
            if not isinstance(header, dict) or not isinstance(header.get("name"), str):
                raise self._error(f"{where}.headers is no list of names and values")
            if header["name"][:1] != ":":  # what HTTP/2 has in place of the request line
                pairs.append((_text(header, "name"), _text(header, "value")))
        return pairs

    def _started(self) -> float:
        text = self._entry.get("startedDateTime")
        if text in (None, ""):
            return 0.0
        seconds = None
        try:
            when = datetime.fromisoformat(text)
            seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
        except (TypeError, ValueError, OverflowError):
            pass
        if seconds is None:
            raise self._error("startedDateTime is no time in ISO 8601")
        return seconds

    def _own(self) -> OwnFields | None:
        own = self._entry.get("_nbauth")
        if not isinstance(own, dict):
            return None
        about = own.get("of_exchange")
        about = about if isinstance(about, dict) else {}
        purpose, login = _text(own, "purpose"), _text(own, "login")
        literal = own["literal"] if isinstance(own.get("literal"), list) else []
        return OwnFields(
            _size(own.get("exchange"), 0) or 0,
            _size(own.get("leg"), 0) or 0,
            purpose if purpose in PURPOSES else "request",
            login if NAME.fullmatch(login) else None,
            _text(own, "username") or None,
            tuple(name for name in literal if isinstance(name, str) and NAME.fullmatch(name)),
            min(_seconds(own.get("started")), YEAR_10000 - 1),
            _seconds(own.get("elapsed")),
            _seconds(about.get("elapsed")),
            _text(about, "error") or None,
            _text(about, "source"),
        )

    def _object(self, holder: dict[str, Any], name: str) -> dict[str, Any]:
        found = holder.get(name)
        if not isinstance(found, dict):
            raise self._error(f"{name} is missing" if found is None else f"{name} is no object")
        return found

    def _string(self, holder: dict[str, Any], name: str, where: str) -> str:
        if not _text(holder, name):
            raise self._error(f"{where} is missing" if holder.get(name) in (None, "") else f"{where} is no text")
        return _text(holder, name)


def _text(holder: dict[str, Any], name: str) -> str:
    """Return a text, or nothing; JSON can write half of a surrogate pair, which no file could hold again."""
    found = holder.get(name)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def _is_number(found: Any) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool) and -1e15 < found < 1e15


def _seconds(found: Any, unit: float = 1.0) -> float:
    return max(0.0, found * unit) if _is_number(found) else 0.0


def _size(found: Any, known: int | None) -> int | None:
    """Return a size that a file states, where it states one, else what is known."""
    return int(found) if _is_number(found) and found >= 0 else known
