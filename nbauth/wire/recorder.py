"""Report each leg once, as sent, also when it fails; change nothing.

A `Recording` gathers the raw legs of one send and, at its end, makes the redacted `Exchange` of them.
Raw values live as long as the send, and a streamed response, takes; nothing else keeps them.
"""

from __future__ import annotations

import re
import time
import zlib
from base64 import b64decode
from dataclasses import dataclass, field, replace

from .._http import httpx
from ..core.history import History
from ..core.message import Messages, Pairs
from ..core.places import TOKEN_AS_USER
from ..core.record import Body, Exchange, Headers, Leg, RequestRecord, ResponseRecord
from ..core.redact import Redactor
from ..core.secret import Secret, Vault
from .capture import MARGIN, Capture
from .learn import Learner

__all__ = ["BrowserLeg", "Recorder", "Recording", "redacted_error"]

EMPTY = Body()

HALF_A_NAME = re.compile(rb"\{\{?\w*\}?\Z")
"""What is left of a {{name}} at the end of a body that is cut."""

PLACEHOLDER = re.compile(rb"\{\{([A-Za-z_]\w*)\}\}")

BASIC = re.compile(r"Basic \{\{(\w+)\}\}", re.ASCII)


class Recorder:
    """Makes recordings for one session, and puts their exchanges into its history."""

    def __init__(self, vault: Vault, redactor: Redactor, history: History, body_limit: int) -> None:
        self.vault, self.history, self.body_limit = vault, history, body_limit
        self.messages = Messages(redactor)
        self.learner = Learner(vault)


def redacted_error(exc: BaseException, messages: Messages) -> str:
    """Return class and message of a failure, redacted; clean the exception's own text as well."""
    seen: set[int] = set()
    link: BaseException | None = exc
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        if isinstance(link, UnicodeEncodeError):
            # A flow's value that httpx can put into no header; it was never seen, so it cannot be redacted.
            link.object, link.args = "", (link.encoding, "", *link.args[2:])
        link.args = tuple(messages.text(arg) if isinstance(arg, str) else arg for arg in link.args)
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


@dataclass(frozen=True, slots=True)
class BrowserLeg:
    """What a person's browser has sent in a flow, as far as it is known here; the address holds secrets in clear.

    Attributes:
        status: What the kernel has answered; None where another server has, unseen.
        hidden: The secrets that are in the address.
    """

    purpose: str
    url: str = field(repr=False)
    started: float
    elapsed: float = 0.0
    status: int | None = None
    hidden: tuple[Secret, ...] = field(default=(), repr=False)


class Recording:
    """The legs of one send, in the order of the wire."""

    def __init__(
        self,
        recorder: Recorder,
        source: str = "",
        notes: tuple[str, ...] = (),
        before: tuple[BrowserLeg, ...] = (),
    ) -> None:
        self._recorder = recorder
        self._source, self._notes, self._before = source, notes, before
        self._legs: list[RawLeg] = []
        self._begun = time.perf_counter()
        self._number = 0
        self._known = self._met = recorder.vault.known()

    @property
    def messages(self) -> Messages:
        """What redacts this send: it knows the secrets of now, and those that a logout has forgotten meanwhile."""
        known = self._recorder.vault.known()
        if known is not self._known:
            self._met = (*self._met, *(each for each in known if each not in self._met))
            self._known = known
        if len(self._met) == len(known):
            return self._recorder.messages
        return Messages(Redactor(Vault.of(self._met)))

    def leg(self, leg: httpx.Request, hop: int, login: str | None, main: bool, purpose: str | None) -> RawLeg:
        """Note that *leg* goes out now. What the leg before handed out is registered first."""
        if self._legs:
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
                    self._recorder.learner.response(raw.response, content, raw.login)

    def finish(self, error: BaseException | None = None, *, tail: Capture | None = None) -> Exchange:
        """Make the exchange and keep it. With *tail*, the last body is still streaming; see `complete`."""
        self._learn()
        message = redacted_error(error, self.messages) if error is not None else None
        history = self._recorder.history
        self._number = self._number or history.next_number()
        *before, last = self._legs
        exchange = Exchange(
            self._number,
            (
                *[self._by_browser(leg) for leg in self._before],
                *[self._record(raw, None) for raw in before],
                self._record(last, tail),
            ),
            time.perf_counter() - self._begun,
            message,
            self._source,
            notes=self._notes,
        )
        history.append(exchange)
        return exchange

    def failed(self, error: BaseException) -> None:
        """Keep what was sent before the send failed; a send that sent nothing leaves no exchange."""
        if self._legs:
            self.finish(error)
        else:
            redacted_error(error, self.messages)

    def complete(self, exchange: Exchange, tail: Capture) -> Exchange:
        """Put what was read of a streamed body into the kept exchange."""
        raw = self._legs[-1]
        if raw.response is not None:
            self._recorder.learner.response(raw.response, bytes(tail.data), raw.login)
        done = replace(exchange, legs=(*exchange.legs[:-1], self._record(raw, tail)))
        self._recorder.history.replace(done)
        self._legs.clear()
        return done

    def _by_browser(self, leg: BrowserLeg) -> Leg:
        request = RequestRecord("GET", self.messages.url(leg.url))
        answer = None if leg.status is None else ResponseRecord(leg.status)
        return Leg(leg.purpose, request, answer, started=leg.started, elapsed=leg.elapsed, by="browser")

    def _record(self, raw: RawLeg, tail: Capture | None) -> Leg:
        messages = self.messages
        headers = messages.headers(raw.headers, raw.login)
        body = self._body(messages, headers, raw.content, raw.captured)
        url, sent = str(raw.url), b"\n".join([value for _, value in raw.headers])
        request = RequestRecord(raw.method, messages.url(url), headers, body, self._literal(raw, url, sent))
        username = self._username(headers, raw.headers) if b"Basic " in sent else None
        response, answer = None, raw.response
        if answer is not None:
            headers = messages.headers(answer.headers.raw, raw.login)
            body = self._body(messages, headers, read_content(answer), tail, answer)
            response = ResponseRecord(answer.status_code, answer.reason_phrase, headers, body, answer.http_version)
        return Leg(self._purpose(raw), request, response, raw.error, raw.started, raw.elapsed, raw.login, username)

    def _literal(self, raw: RawLeg, url: str, sent: bytes) -> tuple[str, ...]:
        """Return the names that were sent in braces, in place of no secret; *sent* are the headers' values."""
        content = raw.content if raw.content is not None else raw.captured.data if raw.captured else b""
        end = self._recorder.body_limit + MARGIN
        if b"{{" not in sent and "{{" not in url and content.find(b"{{", 0, end) < 0:
            return ()  # nearly always
        names = PLACEHOLDER.findall(b"\n".join((url.encode(), sent, content[:end])))
        return tuple(dict.fromkeys(name.decode() for name in names))

    def _username(self, shown: Headers, raw: Pairs) -> str | None:
        """Return the user of Basic credentials that are shown as the name of their password."""
        at = next((at for at, pair in enumerate(shown) if pair[1][:8] == "Basic {{"), -1)
        if at < 0 or shown[at][0].lower() != "authorization" or not (found := BASIC.fullmatch(shown[at][1])):
            return None
        sent, name = raw[at][1], found[1]
        user: str | None = self.messages.remembered(("user", sent), lambda: self._basic_username(name, sent))
        return user

    def _basic_username(self, name: str, sent: bytes) -> str | None:
        known = next((each for each in self._met if each.name == name), None)
        user, _, password = basic_pair(sent)
        if known is None or known.secret.reveal() != password:
            return None  # the name stands for the credentials as they are
        if not password or TOKEN_AS_USER.fullmatch(user) or self.messages.text(user) != user:
            # An API's token, with an empty password or a dummy.
            return f"{{{{{name.removesuffix('_password')}_username}}}}"
        return user

    def _purpose(self, raw: RawLeg) -> str:
        if raw.purpose is not None:
            return raw.purpose
        if not raw.main:
            return "token"
        if len(self._legs) == 1:
            return "request"
        same = [leg for leg in self._legs if leg.hop == raw.hop]
        if raw is not next(leg for leg in same if leg.main):
            return "answer"
        # Whatever follows it: also when fetching a token for the answer fails.
        if raw is not same[-1] and raw.response is not None and raw.response.status_code == 401:
            return "challenge"
        return "redirect" if raw.hop > 1 else "request"

    def _body(
        self,
        messages: Messages,
        headers: Headers,
        content: bytes | None,
        captured: Capture | None,
        answer: httpx.Response | None = None,
    ) -> Body:
        limit = self._recorder.body_limit
        if content is not None:
            if not content:
                return EMPTY
            note = "" if len(content) <= limit else "cut"
            return Body(self._kept(messages, content, headers), len(content), note)
        if captured is None:
            return Body(note="not read")
        data, note = bytes(captured.data), ""
        if answer is not None and (coding := answer.headers.get("content-encoding", "")):
            data, note = decoded(data, coding.strip().lower(), limit + MARGIN)
        if not captured.ended:
            note = note or "not read to its end"
        elif captured.size > limit or len(data) > limit:
            note = note or "cut"
        return Body(self._kept(messages, data, headers), captured.size if captured.ended else None, note)

    def _kept(self, messages: Messages, data: bytes, headers: Headers) -> bytes:
        """Return the redacted beginning of a body."""
        limit = self._recorder.body_limit
        if len(data) <= limit:
            return messages.body(data, headers)
        kept = messages.body(data[: limit + MARGIN], headers)
        # Half of a secret may be at the end of what redaction has seen; it is shorter than the margin.
        end = limit if len(data) < limit + MARGIN else max(0, min(limit, len(kept) - MARGIN))
        return HALF_A_NAME.sub(b"", kept[:end])


def basic_pair(header: bytes) -> tuple[str, str, str]:
    """Return user, colon and password of a Basic Authorization header; empty where it cannot be read."""
    try:
        return b64decode(header[6:]).decode().partition(":")
    except ValueError:
        return "", "", ""


def read_content(response: httpx.Response) -> bytes | None:
    """Return the body when it was read, else None."""
    try:
        return response.content
    except httpx.ResponseNotRead:
        return None


def decoded(data: bytes, coding: str, limit: int) -> tuple[bytes, str]:
    """Undo gzip or deflate on the beginning of a body, up to *limit* bytes; say so when that cannot be done."""
    if coding in ("gzip", "x-gzip", "deflate"):
        try:
            return zlib.decompressobj(47 if coding != "deflate" else 15).decompress(data, limit), ""
        except zlib.error:
            return b"", f"not decoded ({coding})"
    return (data, "") if coding == "identity" else (b"", f"not decoded ({coding})")
