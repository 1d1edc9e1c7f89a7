"""Literal credentials in a request that somebody typed: which line, what it is, and where it should live instead.

By place (an Authorization header, a token-like parameter, ...) and by the shape of well-known tokens. What is
written as ``{{name}}`` is no literal. Nothing here holds a value, nor a part of one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from . import places
from .assigned import named
from .body_text import is_form
from .made_up import is_placeholder, looks_random
from .shapes import find_credentials

if TYPE_CHECKING:
    from .request_draft import Header, RequestDraft

__all__ = ["Typed", "typed_credentials", "typed_on_line"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A credential that stands in the text of a cell or of a magic's line.

    Attributes:
        line: Of the cell, from 1; 0 for the line of a magic.
        kind: What it is: "token", "password", "GitHub token".
        place: Where it stands: "Authorization", "the field password".
        remedy: What keeps it out of the notebook, as a clause.
    """

    line: int
    kind: str
    place: str
    remedy: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}a literal {self.kind} in {self.place}: {self.remedy}"


def typed_credentials(draft: RequestDraft) -> tuple[Typed, ...]:
    """Return the literal credentials of a request in the order of its lines; one for each line and place."""
    origin = _origin(draft)
    found = [*_in_url(draft, origin)]
    for header in draft.header_lines:
        found += _in_header(header, origin)
    found += _in_body(draft, origin)
    for variable in draft.variables:
        kind = named(variable.name)
        if kind and _is_literal(variable.value.text):
            found.append(Typed(variable.value.line, kind, f"the variable {variable.name}", _kept(variable.name)))
    taken = {one.line for one in found}
    found += [one for one in _by_shape(draft) if one.line not in taken]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.line))


def typed_on_line(text: str) -> tuple[Typed, ...]:
    """Return what stands on the line of a magic, an expression for ``--auth`` say; found by shape alone."""
    remedy = "name a variable there; %auth asks without showing"
    return tuple(Typed(0, kind, "the magic's line", remedy) for kind in _shapes(text))


def _by_shape(draft: RequestDraft) -> Iterator[Typed]:
    """Yield what is found by shape alone. All lines in one text: one search for all, and a key has several."""
    pieces = (*draft.target_pieces, *(one.value for one in draft.header_lines), *draft.body_pieces)
    texts = [piece.text.removesuffix("\n") for piece in pieces]
    ends = list(accumulate(len(text) + 1 for text in texts))
    for found in find_credentials("\n".join(texts)):
        line = pieces[bisect_right(ends, found.start)].line
        yield Typed(line, PLACE_OF_KIND.sub("", found.kind), "the text", _kept("token"))


def _in_url(draft: RequestDraft, origin: str) -> Iterator[Typed]:
    for piece in draft.target_pieces:
        for match in places.USERINFO.finditer(piece.text):
            user, password = match[1], match[3] or ""
            if _is_literal(password):
                yield Typed(
                    piece.line, _kind(password, "password"), "the URL", _auth("basic", origin, "--username NAME")
                )
            elif places.TOKEN_AS_USER.fullmatch(user):
                yield Typed(piece.line, _kind(user, "token"), "the URL", _auth("basic", origin, "--username NAME"))
        yield from _in_pairs(places.QUERY.finditer(piece.text), piece.line, "the parameter", origin)


def _in_pairs(pairs: Iterator[re.Match[str]], line: int, where: str, origin: str) -> Iterator[Typed]:
    """Yield what stands in the parameters of a query, or in the fields of a form."""
    for match in pairs:
        value = unquote_plus(match[2])
        place = places.parameter_place(match[1])
        if place and len(value) >= place[1] and _is_literal(value):
            in_url = where == "the parameter"
            remedy = _auth("apikey", origin, f"--header {place[0]} --location query") if in_url else _kept(place[0])
            yield Typed(line, _kind(value, _named(place[0])), f"{where} {place[0]}", remedy)


def _in_header(header: Header, origin: str) -> Iterator[Typed]:
    name, value, line = header.name.lower(), header.value.text, header.value.line
    if name in ("authorization", "proxy-authorization"):
        scheme, _, rest = value.partition(" ")
        scheme, rest = (scheme.lower(), rest.strip()) if rest else ("", value)
        if scheme in ("basic", "digest"):
            # ``Basic user password`` and ``user:password`` are encoded on the way; else it is in base64 already.
            kind, option = "password", "--username NAME"
            rest = re.split(r"[\s:]+", rest, maxsplit=1)[-1]
        else:
            kind, scheme, option = "token", "bearer", ""
        if _is_literal(rest):
            remedy = _auth(scheme, origin, option) if name == "authorization" else _kept("proxy_login")
            yield Typed(line, _kind(rest, kind), header.name, remedy)
    elif name == "cookie":
        for pair in value.split(";"):
            key, _, text = (part.strip() for part in pair.partition("="))
            if _is_literal(text) and (SESSION.search(key.lower()) or looks_random(text)):
                shown = key if COOKIE_NAME.fullmatch(key) else "NAME"
                yield Typed(
                    line, "cookie", "Cookie", _auth("apikey", origin, f"--header {shown} --location cookie")
                )
    elif name in places.WHOLE and _is_literal(value):
        option = "" if name == "x-api-key" else f"--header {header.name}"
        yield Typed(line, _kind(value, _named(name)), header.name, _auth("apikey", origin, option))


def _in_body(draft: RequestDraft, origin: str) -> Iterator[Typed]:
    form = is_form(draft.media)
    for piece in draft.body_pieces:
        if form:
            yield from _in_pairs(FORM_FIELD.finditer(piece.text.strip()), piece.line, "the field", origin)
        for match in MEMBER.finditer(piece.text):
            place = places.field(match[1])
            if place and _is_literal(match[2]):
                yield Typed(piece.line, _kind(match[2], _named(place)), f"the field {place}", _kept(place))


SESSION = re.compile(r"sess|sid|token|auth|jwt|login")
FORM_FIELD = re.compile(r"(?:^|(?<=&))\s*([^=&\s]{1,64})=([^&\s]*+)")
MEMBER = re.compile(r'"([^"\\]{1,64})"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.)*+)"')
PLACE_OF_KIND = re.compile(r" (?:in|for) .*")
COOKIE_NAME = re.compile(r"[A-Za-z][\w.-]{0,39}")
ORIGIN = re.compile(
    r"(?:(https?)://)?(?:[^/?#\s]*@)?(\{\{[^{}]{1,80}\}\}|[\w.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?)"
)


def _is_literal(value: str) -> bool:
    """Tell whether a value is written out: there is one, without a variable in it, and it is no <placeholder>."""
    return bool(value.strip("\"' :")) and not is_placeholder(value)


def _kind(value: str, otherwise: str) -> str:
    """Return what the shape of a value says it is."""
    return next(iter(_shapes(value)), otherwise)


def _shapes(text: str) -> list[str]:
    """Return what is in a text by its shape; the place that some kinds name is said beside them."""
    return list(dict.fromkeys(PLACE_OF_KIND.sub("", found.kind) for found in find_credentials(text)))


def _named(place: str) -> str:
    return named(place) or "token"


def _auth(scheme: str, origin: str, options: str = "") -> str:
    return f"{f'%auth {scheme} {origin} {options}'.rstrip()} keeps it out of the notebook"


def _kept(name: str) -> str:
    """Return what to do where no scheme of %auth sends it."""
    name = re.sub(r"\W", "_", name)
    return f'write {{{{{name}}}}} there, with {name} = nbauth.Secret(getpass.getpass(), "{name}")'


def _origin(draft: RequestDraft) -> str:
    """Return the origin that the request goes to as it is written, without a word that may be a secret."""
    match = ORIGIN.match(draft.target)
    if match is None:
        host = next((value for name, value in draft.headers if name.lower() == "host"), "")
        match = ORIGIN.fullmatch(host)
    if match is None:
        return "ORIGIN"
    variable = match[2].startswith("{{") and not match[1]
    return match[2] if variable else f"{match[1] or 'https'}://{match[2]}"
