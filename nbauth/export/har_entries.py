"""The entries of a HAR file, of a browser or of nbauth, as they are: credentials in clear.

They are for whoever registers and redacts what stands in them (`har_in`); nothing here is shown, no repr has a
value, and no error quotes the file.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from ..core.body_places import charset
from ..errors import HarSyntaxError
from .har import CREATOR
from .har_own import OWN, YEAR_10000, OwnFields, read_own
from .har_values import is_number, seconds_of, size_of, text_of

__all__ = ["Har", "HarEntry", "HarMessage", "read_har"]

VERSIONS = {"H2": "HTTP/2", "H3": "HTTP/3", "HTTP/2.0": "HTTP/2", "HTTP/3.0": "HTTP/3"}
"""How browsers call versions, and how httpx does."""

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
LINE_END = re.compile(r"[\r\n\0]+")

NOT_RECORDED = "not in the file"


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
            host = None if UNPRINTABLE.search(self._url) else urlsplit(self._url).hostname
        except ValueError:
            host = None
        if not host:
            raise self._error("request.url cannot be read")
        method = self._string(self._request, "method", "request.method")
        if not TOKEN.fullmatch(method):
            raise self._error("request.method is no method")
        found = self._object(self._entry, "response")
        status = found.get("status", 0)
        if not is_number(status) or not 0 <= status <= 999:
            raise self._error("response.status is no status")
        version = text_of(found, "httpVersion").upper()
        return HarEntry(
            method,
            self._url,
            self._sent(self._request),
            self._received(found) if status else None,
            int(status),
            text_of(found, "statusText"),
            VERSIONS.get(version, version or "HTTP/1.1"),
            None if status else text_of(found, "_error") or text_of(found, "_errorMessage") or "no response",
            self._started(),
            seconds_of(self._entry.get("time"), 0.001),
            read_own(self._entry.get(OWN)) if is_own else None,
        )

    def _sent(self, request: dict[str, Any]) -> HarMessage:
        message = HarMessage(self._headers(request, "request"))
        data = request.get("postData")
        if not data:
            message.size = size_of(request.get("bodySize"), 0)
            message.note = NOT_RECORDED if message.size else ""
            return message
        if not isinstance(data, dict):
            raise self._error("request.postData is no object")
        media = text_of(data, "mimeType")
        text, params = data.get("text"), data.get("params")
        if isinstance(text, str) and (text or not params):
            message.content = self._bytes(text, data.get("_encoding"), media, "request.postData.text")
        elif isinstance(params, list) and "urlencoded" in media:
            message.content = self._form(params)
        else:
            message.note = NOT_RECORDED  # the fields of multipart, without boundaries and files
        if media and not message.header("content-type"):
            message.headers.append(("Content-Type", media))
        message.note = text_of(data, "comment") or message.note
        message.size = size_of(request.get("bodySize"), len(message.content) or None)
        return message

    def _form(self, params: list[Any]) -> bytes:
        pairs = []
        for param in params:
            if not isinstance(param, dict) or not isinstance(param.get("name"), str):
                raise self._error("request.postData.params is no list of names and values")
            pairs.append((text_of(param, "name"), text_of(param, "value")))
        return urlencode(pairs).encode()

    def _received(self, response: dict[str, Any]) -> HarMessage:
        message = HarMessage(self._headers(response, "response"))
        content = response.get("content") or {}
        if not isinstance(content, dict):
            raise self._error("response.content is no object")
        media = message.header("content-type") or text_of(content, "mimeType")
        text = content.get("text")
        if isinstance(text, str):
            message.content = self._bytes(text, content.get("encoding"), media, "response.content.text")
        message.size = size_of(content.get("size"), len(message.content) or None)
        message.note = text_of(content, "comment")
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
            # Not what HTTP/2 has in place of the request line (:path), nor anything else that no server takes.
            if TOKEN.fullmatch(header["name"]):
                pairs.append((header["name"], LINE_END.sub(" ", text_of(header, "value"))))
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
        # Of a date near the first or the last one, another zone's would be beyond it.
        return min(max(0.0, seconds), YEAR_10000 - 1)

    def _object(self, holder: dict[str, Any], name: str) -> dict[str, Any]:
        found = holder.get(name)
        if not isinstance(found, dict):
            raise self._error(f"{name} is missing" if found is None else f"{name} is no object")
        return found

    def _string(self, holder: dict[str, Any], name: str, where: str) -> str:
        if not text_of(holder, name):
            raise self._error(f"{where} is missing" if holder.get(name) in (None, "") else f"{where} is no text")
        return text_of(holder, name)
