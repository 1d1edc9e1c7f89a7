"""Report each leg once, as sent, also when it fails; change nothing.

A `Recording` gathers the raw legs of one send and, at its end, makes the redacted `Exchange` of them.
Raw values live as long as the send, and a streamed response, takes; nothing else keeps them.
"""

from __future__ import annotations

import json
import time
import zlib
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

from .._http import httpx
from ..core.history import History
from ..core.record import Body, Exchange, Leg, RequestRecord, ResponseRecord
from ..core.redact import Redactor
from ..core.secret import Vault

__all__ = ["Recorder", "Recording"]

Pairs = list[tuple[bytes, bytes]]

TOKEN_FIELDS = ("access_token", "refresh_token", "id_token", "client_secret", "device_code", "token")
"""Members of a JSON response whose values are credentials (RFC 6749 section 5.1, RFC 7591, RFC 8628)."""

HARMLESS = frozenset(
    "host connection content-length content-type transfer-encoding accept accept-encoding accept-language "
    "user-agent date cookie x-request-id traceparent".split()
)
"""Headers that are no credential, even when an auth flow sets them. (Cookies are redacted by place.)"""


class Recorder:
    """Makes recordings for one session, and puts their exchanges into its history."""

    def __init__(self, vault: Vault, redactor: Redactor, history: History, body_limit: int) -> None:
        self.vault, self.redactor, self.history, self.body_limit = vault, redactor, history, body_limit

    def text(self, raw: bytes) -> str:
        """Return header bytes as text; bytes that are not UTF-8 read as Latin-1."""
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("latin-1")

    def added(self, leg: httpx.Request, hop: httpx.Request) -> Pairs:
        """Return the header pairs that the flow put on *leg*."""
        before = set(hop.headers.raw)
        return [pair for pair in leg.headers.raw if pair not in before]

    def learn_request(self, leg: httpx.Request, hop: httpx.Request, login: str) -> None:
        """Register what a flow of the user's own put on a leg: we cannot know which of it is secret."""
        for raw_name, raw_value in self.added(leg, hop):
            name, value = raw_name.decode("ascii", "ignore").lower(), self.text(raw_value)
            if name in HARMLESS:
                continue
            if name in ("authorization", "proxy-authorization"):
                scheme, _, value = value.partition(" ")
                value = value.strip()
                if scheme.lower() == "basic":
                    self._learn_basic(login, value)
                    continue
                if "=" in value.rstrip("=") and "," in value:
                    continue  # parameters (Digest, AWS4-HMAC-SHA256): a one-time proof, masked by its place
            if value:
                self.vault.learn(f"{login}_{name}", value, owner=login)
        if leg.url != hop.url:
            before = set(hop.url.params.multi_items())
            for name, value in leg.url.params.multi_items():
                if (name, value) not in before and value:
                    self.vault.learn(f"{login}_{name}", value, owner=login)

    def _learn_basic(self, login: str, value: str) -> None:
        try:
            user, _, password = b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            self.vault.learn(f"{login}_authorization", value, owner=login)
            return
        if password:
            self.vault.learn(f"{login}_password", password, owner=login, usernames=(user,))
        elif user:
            # A token as the user name, with an empty password, as many APIs want it.
            self.vault.learn(f"{login}_authorization", value, owner=login)

    def learn_response(self, response: httpx.Response, content: bytes, login: str | None) -> None:
        """Register the tokens and session cookies that a response hands out."""
        owner = login or "response"
        for name, value in response.headers.raw:
            if name.lower() != b"set-cookie":
                continue
            pair, _, attributes = self.text(value).partition(";")
            title, _, cookie = pair.partition("=")
            # HttpOnly marks what scripts must not see: sessions and tokens, not a colour theme.
            if "httponly" in attributes.lower() and len(cookie.strip()) >= 8:
                self.vault.learn(f"{owner}_{title.strip()}", cookie.strip().strip('"'), owner=owner)
        if b"oken" not in content and b"_secret" not in content and b"_code" not in content:
            return
        try:
            document = json.loads(content)
        except ValueError:
            return
        if isinstance(document, dict):
            for field in TOKEN_FIELDS:
                token = document.get(field)
                if isinstance(token, str) and token:
                    self.vault.learn(f"{owner}_{field}", token, owner=owner)

    def redacted_error(self, exc: BaseException) -> str:
        """Return class and message of a failure, redacted; clean the exception's own text as well."""
        seen: set[int] = set()
        link: BaseException | None = exc
        while link is not None and id(link) not in seen:
            seen.add(id(link))
            link.args = tuple(self.redactor.text(arg) if isinstance(arg, str) else arg for arg in link.args)
            link = link.__cause__ or link.__context__
        message = str(exc)
        return f"{type(exc).__name__}: {message}" if message else type(exc).__name__


class RawLeg:
    """One leg while its send is under way; holds credentials in clear."""

    __slots__ = (
        "captured",
        "content",
        "elapsed",
        "error",
        "headers",
        "hop",
        "learned",
        "login",
        "main",
        "method",
        "purpose",
        "response",
        "started",
        "url",
    )

    def __init__(self, leg: httpx.Request, hop: int, login: str | None, main: bool, purpose: str | None) -> None:
        self.method = leg.method
        self.url = leg.url
        self.headers = leg.headers.raw
        self.content: bytes | None = None
        self.captured: Capture | None = None
        self.hop, self.login, self.main, self.purpose = hop, login, main, purpose
        self.response: httpx.Response | None = None
        self.error: str | None = None
        self.elapsed = 0.0
        self.learned = False
        self.started = time.time()


class Recording:
    """The legs of one send, in the order of the wire."""

    def __init__(self, recorder: Recorder, source: str = "") -> None:
        self._recorder = recorder
        self._source = source
        self._legs: list[RawLeg] = []
        self._begun = time.perf_counter()
        self._number = 0

    def leg(self, leg: httpx.Request, hop: int, login: str | None, main: bool, purpose: str | None) -> RawLeg:
        """Note that *leg* goes out now. What the leg before handed out is registered first."""
        self._learn()
        raw = RawLeg(leg, hop, login, main, purpose)
        self._legs.append(raw)
        return raw

    def _learn(self) -> None:
        for raw in self._legs:
            if raw.response is not None and not raw.learned:
                content = read_content(raw.response)
                if content is not None:
                    raw.learned = True
                    self._recorder.learn_response(raw.response, content, raw.login)

    def finish(self, error: BaseException | None = None, *, tail: Capture | None = None) -> Exchange:
        """Make the exchange and keep it. With *tail*, the last body is still streaming; see `complete`."""
        self._learn()
        message = self._recorder.redacted_error(error) if error is not None else None
        history = self._recorder.history
        self._number = self._number or history.next_number()
        exchange = Exchange(
            self._number,
            tuple(self._record(raw, tail if raw is self._legs[-1] else None) for raw in self._legs),
            time.perf_counter() - self._begun,
            message,
            self._source,
        )
        history.append(exchange)
        return exchange

    def failed(self, error: BaseException) -> None:
        """Keep what was sent before the send failed; a send that sent nothing leaves no exchange."""
        if self._legs:
            self.finish(error)

    def complete(self, exchange: Exchange, tail: Capture) -> Exchange:
        """Put what was read of a streamed body into the kept exchange."""
        raw = self._legs[-1]
        if raw.response is not None:
            self._recorder.learn_response(raw.response, bytes(tail.data), raw.login)
        done = replace(exchange, legs=(*exchange.legs[:-1], self._record(raw, tail)))
        self._recorder.history.replace(done)
        self._legs.clear()
        return done

    def _record(self, raw: RawLeg, tail: Capture | None) -> Leg:
        recorder, redactor = self._recorder, self._recorder.redactor
        headers = redactor.headers([(recorder.text(name), recorder.text(value)) for name, value in raw.headers])
        request = RequestRecord(
            raw.method,
            redactor.url(str(raw.url)),
            headers,
            self._body(raw.content, raw.captured, content_type(headers)),
        )
        response = None
        if raw.response is not None:
            answer = raw.response
            fields = redactor.headers(
                [(recorder.text(name), recorder.text(value)) for name, value in answer.headers.raw]
            )
            response = ResponseRecord(
                answer.status_code,
                answer.reason_phrase,
                fields,
                self._body(read_content(answer), tail, content_type(fields), answer),
                answer.http_version,
            )
        return Leg(self._purpose(raw), request, response, raw.error, raw.started, raw.elapsed, raw.login)

    def _purpose(self, raw: RawLeg) -> str:
        if raw.purpose is not None:
            return raw.purpose
        if not raw.main:
            return "token"
        same = [leg for leg in self._legs if leg.hop == raw.hop and leg.main]
        if raw is not same[0]:
            return "answer"
        if len(same) > 1 and raw.response is not None and raw.response.status_code == 401:
            return "challenge"
        return "redirect" if raw.hop > 1 else "request"

    def _body(
        self, content: bytes | None, captured: Capture | None, media: str, answer: httpx.Response | None = None
    ) -> Body:
        limit = self._recorder.body_limit
        if content is not None:
            kept = content if len(content) <= limit else content[:limit]
            note = "" if len(content) <= limit else "cut"
            return Body(self._recorder.redactor.body(kept, media) if kept else kept, len(content), note)
        if captured is None:
            return Body(note="not read")
        kept, note = bytes(captured.data), ""
        if answer is not None and (coding := answer.headers.get("content-encoding", "")):
            kept, note = decoded(kept, coding.strip().lower())
        if not captured.ended:
            note = note or "not read to its end"
        elif captured.size > len(captured.data):
            note = note or "cut"
        size = captured.size if captured.ended else None
        return Body(self._recorder.redactor.body(kept, media) if kept else kept, size, note)


class Capture(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body on its way: passes everything on, keeps its first bytes."""

    def __init__(self, stream: Any, limit: int, on_close: Callable[[], object] | None = None) -> None:
        self._stream, self._limit, self._on_close = stream, limit, on_close
        self.data = bytearray()
        self.size = 0
        self.ended = False

    @property
    def elapsed(self) -> Any:
        """What httpx2 reads the response's time from."""
        return getattr(self._stream, "elapsed", None)

    def _keep(self, chunk: bytes) -> None:
        self.size += len(chunk)
        room = self._limit - len(self.data)
        if room > 0:
            self.data += chunk[:room]

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._keep(chunk)
            yield chunk
        self.ended = True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._keep(chunk)
            yield chunk
        self.ended = True

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            self._closed()

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            self._closed()

    def _closed(self) -> None:
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()


def read_content(response: httpx.Response) -> bytes | None:
    """Return the body when it was read, else None."""
    try:
        return response.content
    except httpx.ResponseNotRead:
        return None


def content_type(headers: tuple[tuple[str, str], ...]) -> str:
    """Return the Content-Type of redacted header pairs, or an empty text."""
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def decoded(data: bytes, coding: str) -> tuple[bytes, str]:
    """Undo gzip or deflate on the beginning of a body; say so when that cannot be done."""
    if coding in ("gzip", "x-gzip", "deflate"):
        try:
            return zlib.decompressobj(47 if coding != "deflate" else 15).decompress(data), ""
        except zlib.error:
            return b"", f"not decoded ({coding})"
    return (data, "") if coding == "identity" else (b"", f"not decoded ({coding})")
