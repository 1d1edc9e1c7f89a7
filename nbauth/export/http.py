"""Text for a .http file or a %%http cell, which reads back as the same request; each {{name}} stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..core.body_text import form_text, is_form
from ..core.record import Exchange
from ..core.request_text import Directives, FilePiece, Header, Piece, RequestDraft, build_requests, parse_request
from ..errors import NbauthError, RequestSyntaxError
from ..render.inert import inert, short
from .asked import Asked, asked, body_file
from .placeholders import pieces

__all__ = ["to_http"]


def to_http(exchanges: Sequence[Exchange]) -> str:
    """Return what the exchanges have asked for, with ``###`` between two requests.

    A Basic or Digest credential is left out, since the login sends it anew; a comment has the header for where
    there is no login. All other ``{{name}}`` stay. A body that this format cannot hold is to be read from a file.

    Raises:
        NbauthError: nothing was sent, or this format has no way to write it.
    """
    return build_requests([_draft(asked(exchange)) for exchange in exchanges])


def _draft(request: Asked) -> RequestDraft:
    headers = tuple(
        Header(name, Piece(value, 1))
        for name, value in request.headers
        if name.lower() != "accept-encoding" or value == "identity"  # as httpx and the editors say it themselves
    )
    comments: tuple[str, ...] = ()
    if credential := request.credential:
        header = f"Authorization: {credential.scheme.capitalize()} {short(credential.username, 60)}"
        comments = (f"log in first, or add the header  {header} {{{{{credential.password}}}}}",)
    # A cell follows redirects unless it is told not to.
    directives = Directives(no_redirect=request.is_redirect_shown)
    draft = RequestDraft(
        request.method, (Piece(request.url, 1),), headers, comments=comments, directives=directives
    )
    if any(_has_braces(text, request.literal) for text in (request.url, *(value for _, value in request.headers))):
        raise NbauthError(f"#{request.number} has text in braces that a .http file would take for a variable")
    text = request.text
    if text is not None and not _has_braces(text, request.literal):
        with_text = replace(draft, body_pieces=(Piece(text, 1),) if text else ())
        if _reads_back(with_text, text):
            return with_text
    path, note = body_file(request, "" if request.body.note else "a .http file cannot hold it")
    from_file = replace(
        draft,
        body_pieces=(FilePiece(f"< ./{path}", 1, Piece(f"./{path}", 1)),),
        comments=(*comments, note),
    )
    if not _reads_back(from_file, None):
        raise NbauthError(f"#{request.number} has a method, a URL or a header that a .http file cannot hold")
    return from_file


def as_sent(body: str, media: str) -> str:
    """Return a body as a cell sends it, but for its placeholders: what is illegal in a form is encoded."""
    if not is_form(media, body):
        return body
    return "".join(
        form_text(piece) if isinstance(piece, str) else f"{{{{{piece.name}}}}}" for piece in pieces(body)
    )


def _has_braces(text: str, names: tuple[str, ...]) -> bool:
    return any(f"{{{{{name}}}}}" in text for name in names)


def _reads_back(draft: RequestDraft, body: str | None) -> bool:
    """Tell whether the text of a draft is read as the request that it is; *body* None is one from a file."""
    text = build_requests([draft])
    if inert(text) != text.replace("\r\n", "\n"):
        return False  # who copies it would not copy what is there
    try:
        read = parse_request(text)
    except RequestSyntaxError:
        return False
    from_file = any(isinstance(piece, FilePiece) for piece in read.body_pieces)
    sent = as_sent(read.body, read.media)
    same = (read.method, read.target, read.headers) == (draft.method, draft.target, draft.headers)
    return same and from_file == (body is None) and (body is None or sent == body)
