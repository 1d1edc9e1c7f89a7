"""What a curl command sends, with its secrets taken out by place: the request, and the ``.http`` text of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

from .._http import httpx
from ..core import body_places, places
from ..core.curl_body import Data, FormPart, joined, multipart, percent_encoded
from ..core.curl_command import CurlCommand
from ..core.origin import Origin
from ..core.request_text import FilePiece, Piece
from ..core.scope import FileBody
from ..core.secret import HALF_A_PAIR, Secret
from ..core.template import Blank, Collector, Template, values_taken_out
from ..errors import RequestSyntaxError
from .body_file import content_of
from .curl_login import Credentials, credentials_of
from .pasted import OWNER
from .target import url_problem

if TYPE_CHECKING:
    from ..core.request_text import BodyPiece
    from .session import Session

__all__ = ["USERINFO", "CurlDraft", "Filled", "draft_of"]

USERINFO = re.compile(r"(?<=://)([^/?#]*)@")
BOUNDARY = re.compile(r"\bboundary=(?:\"([^\"]+)\"|([^\s;,\"]+))", re.IGNORECASE)
IN_BRACES = re.compile(r"(?:\{|%7B){2}(\w+)(?:\}|%7D){2}", re.IGNORECASE)

NOT_IN_URLS = str.maketrans({'"': "%22", "<": "%3C", ">": "%3E"})
"""What no URL has as it is: curl would send it so, httpx does not, and a URL in a text would end there."""

SECRET_COOKIE = re.compile(r".{16,}|(?=.*[^A-Za-z]).{8,}", re.DOTALL)
"""A cookie's value that may be a credential, and is no word that pages are full of: "production"."""


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """The parts of a request with ``{{name}}`` for each secret, and what to put in for them on the wire."""

    url: str
    headers: tuple[tuple[bytes, bytes], ...]
    cookie: str
    content: bytes | None
    secrets: Mapping[str, Secret]


@dataclass(frozen=True, slots=True, repr=False)
class CurlDraft:
    """A request in templates.

    Attributes:
        shown_body: The body as a cell has it, files by their names; or why it cannot be written there.
    """

    origin: Origin
    url: Template
    headers: tuple[tuple[str, Template], ...]
    cookie: Template | None
    body: Template | None
    shown_body: tuple[BodyPiece, ...]
    credentials: Credentials

    def filled(self) -> Filled:
        """Return the request as a client builds it."""
        names = _Names(self)
        headers = tuple((name.encode(), _bytes(names.put(value))) for name, value in self.headers)
        cookie = names.put(self.cookie) if self.cookie else ""
        content = _bytes(names.put(self.body)) if self.body else None
        return Filled(names.put(self.url), headers, cookie, content, names.secrets)


class _Names:
    """Gives each blank a name for one request: its own, unless that stands for something else there already."""

    def __init__(self, draft: CurlDraft) -> None:
        templates = [draft.url, draft.cookie, draft.body, *(value for _, value in draft.headers)]
        text = "\0".join(part for each in templates if each for part in each.parts if isinstance(part, str))
        self._written = set(IN_BRACES.findall(text))
        self._chosen: dict[Blank, str] = {}
        self.secrets: dict[str, Secret] = {}

    def put(self, template: Template) -> str:
        """Return a text with ``{{name}}`` in its blanks; what is no text cannot be a Secret, and stays."""
        return "".join(
            part
            if isinstance(part, str)
            else part.raw
            if HALF_A_PAIR.search(part.raw)
            else f"{{{{{self._name(part)}}}}}"
            for part in template.parts
        )

    def _name(self, blank: Blank) -> str:
        if blank not in self._chosen:
            name = free = plain(blank.name)
            count = 1
            while free in self._written or free in self.secrets:
                count += 1
                free = f"{name}_{count}"
            self._chosen[blank] = free
            self.secrets[free] = Secret(blank.raw, free)
        return self._chosen[blank]


def draft_of(session: Session, command: CurlCommand, secrets: Mapping[str, str]) -> CurlDraft:
    """Return what *command* sends; *secrets* are the variables in it that are secret, by what a cell calls them.

    What is taken out is kept in the session, for the origin of the URL. Files are read.

    Raises:
        RequestSyntaxError: the URL is none, or a file cannot be read. Neither is quoted.
        InvalidField: the credentials cannot be sent.
    """
    target = command.target(read).partition("#")[0]
    userinfo = found[1] if (found := USERINFO.search(target)) else ""
    target = USERINFO.sub("", target, count=1).translate(NOT_IN_URLS)
    problem, hint = url_problem(target)
    if problem:
        raise command.url.error(problem, hint)
    origin = Origin.of(httpx.URL(target))
    credentials = credentials_of(command, userinfo)
    take = _Taker(session, origin, secrets)
    url = take.url(target)
    if re.match(r"[^:]*://[^/?#]*\{\{", url.named()) and "{{" not in target.partition("?")[0]:
        raise command.url.error("a Secret cannot be in the host of a URL")
    pairs, form = credentials.headers, None
    if command.form:
        pairs, boundary = _multipart_headers(pairs, "content-type" in command.absent)
        form = (command.form, boundary)
    cookies = [value for name, value in pairs if name.lower() == "cookie"]
    cookies += [command.cookies] if command.cookies else []
    media = next((value for name, value in pairs if name.lower() == "content-type"), "")
    body, shown = _bodies(command, form)
    return CurlDraft(
        origin,
        url,
        tuple((name, take.header(name, value)) for name, value in pairs if name.lower() != "cookie"),
        take.cookie("; ".join(cookies)) if cookies else None,
        take.body(body, media) if body is not None else None,
        shown if isinstance(shown, tuple) else _pieces(take.body(shown, media).named()),
        credentials,
    )


class _Taker:
    """Takes the secrets out of texts: those that stand where credentials stand, and those that variables held."""

    def __init__(self, session: Session, origin: Origin, variables: Mapping[str, str]) -> None:
        self._session, self._origin = session, origin
        vault = session.vault
        for called, value in variables.items():
            vault.learn(plain(called), value, owner=OWNER)
        self._known = {value: called for called, value in variables.items()}
        # As they are, and as --data-urlencode writes them.
        encoded = {percent_encoded(value.encode()).decode(): name for value, name in self._known.items()}
        self._forms = {**encoded, **self._known}
        self._counts: dict[str, int] = {}
        self._found = Collector(self._name)

    def _name(self, value: str, place: str) -> str:
        if value in self._known:
            return self._known[value]
        if HALF_A_PAIR.search(value):
            return place  # it is no text: it stays where it is, and the record shows it by its place
        number = self._counts[place] = self._counts.get(place, 0) + 1
        return self._session._pasted.keep(self._origin, place, number, value)

    def _template(self, text: str, shown: str) -> Template:
        names = set(self._found.values())
        return Template.of(text, shown, names).map(lambda part: values_taken_out(part, self._forms))

    def url(self, url: str) -> Template:
        return self._template(url, places.url(url, self._found))

    def header(self, name: str, value: str) -> Template:
        return self._template(value, places.headers([(name, value)], self._found)[0][1])

    def cookie(self, value: str) -> Template:
        """Take the whole header as one secret: who reads it sees that there are cookies, and none of 30 names."""
        for pair in value.split(";"):
            _, _, text = pair.strip().partition("=")
            if SECRET_COOKIE.fullmatch(text) and not HALF_A_PAIR.search(text):
                self._session.vault.learn(f"{OWNER}_cookie_value", text, owner=OWNER)
        name = self._name(value, "cookie")
        return Template((Blank(name, value),))

    def body(self, content: bytes, media: str) -> Template:
        shown = body_places.body(content, media, self._found)
        return self._template(_text(content), _text(shown))


def plain(called: str) -> str:
    """Return a name for what a cell calls ``name`` or ``$processEnv NAME``."""
    return called.rpartition(" ")[2]


def _bodies(
    command: CurlCommand, form: tuple[tuple[FormPart, ...], str] | None
) -> tuple[bytes | None, bytes | tuple[BodyPiece, ...]]:
    """Return the body that is sent, and the body that is shown: pieces, or what they are made of."""
    if form is not None:
        return multipart(*form, read), multipart(*form, _reference)
    if command.data is None or command.in_query:
        return None, ()
    body = joined(command.data, read)
    first, *more = command.data
    if first.path is not None and not (more or first.text or first.without_breaks or first.encoded):
        return body, (FilePiece(_text(_reference(first)), 1, Piece(first.path, 1)),)
    return body, body


def _pieces(text: str) -> tuple[BodyPiece, ...]:
    clean = text.replace("\r\n", "\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return (Piece(clean, 1),) if clean else ()


def _multipart_headers(
    headers: tuple[tuple[str, str], ...], has_no_type: bool
) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the headers of a form, with the boundary in its Content-Type, and the boundary."""
    media = next((value for name, value in headers if name.lower() == "content-type"), "multipart/form-data")
    found = BOUNDARY.search(media)
    boundary = (found[1] or found[2]) if found else f"{'-' * 24}{token_hex(8)}"
    if found is None:
        media = f"{media}; boundary={boundary}"
    others = tuple((name, value) for name, value in headers if name.lower() != "content-type")
    return (others if has_no_type else (*others, ("Content-Type", media))), boundary


def read(piece: Data | FormPart) -> bytes:
    """Return the content of the file that a piece of a command names.

    Raises:
        RequestSyntaxError: it cannot be read.
    """
    word, path = piece.word, piece.path or ""
    try:
        content = content_of(
            [FileBody(path, FilePiece("", word.line, Piece(path, word.line, word.column)))],
            is_whole=True,
            is_async=False,
        )
    except RequestSyntaxError as exc:
        exc.hint = "a path starts at the notebook's directory"
        raise
    assert isinstance(content, bytes)  # noqa: S101 - since it was asked for whole
    return content


def _reference(piece: Data | FormPart) -> bytes:
    """Return the line of a cell that stands for the content of a file."""
    return f"< {piece.path}".encode("utf-8", "surrogateescape")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
