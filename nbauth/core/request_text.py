"""The text of a ``%%http`` cell: requests, as VS Code's REST Client and JetBrains' HTTP Client write them.

    @base = https://api.example.com

    ### a title
    # a comment
    # @name create
    POST {{base}}/items
        ?page=2
        &size=50
    Content-Type: application/json

    {"name": "{{name}}"}

    ###
    GET {{base}}/items/{{create.response.body.$.id}}

`parse_requests` reads it, `build_requests` writes it. Variables stay as they are: see `variables`. Comments before
the body may say how a request is sent: see `directives`. In a body everything is body, but for a line ``< path``,
which stands for the content of a file. A title that can be a name is one, unless two requests have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import RequestSyntaxError
from .directives import build_directives
from .request_draft import (
    BodyPiece,
    Directives,
    FilePiece,
    FileVariable,
    Header,
    Piece,
    Prompt,
    RequestDraft,
)
from .request_reader import read_block, split_blocks

__all__ = [
    "BodyPiece",
    "Directives",
    "FilePiece",
    "FileVariable",
    "Header",
    "Piece",
    "Prompt",
    "RequestDraft",
    "build_request",
    "build_requests",
    "parse_request",
    "parse_requests",
    "request_names",
]


def parse_requests(text: str) -> tuple[RequestDraft, ...]:
    """Read the requests of a text, one at least.

    Raises:
        RequestSyntaxError: it holds none, or more than is supported. Only what cannot hold a credential is quoted:
            never a query, a header's value or the body.
    """
    drafts: list[RequestDraft] = []
    waiting: tuple[FileVariable, ...] = ()
    for block in split_blocks(text):
        found = read_block(*block)
        if isinstance(found, RequestDraft):
            drafts.append(replace(found, variables=waiting + found.variables) if waiting else found)
            waiting = ()
        else:
            waiting += found
    if not drafts:
        raise RequestSyntaxError("there is no request", 1, hint="write: GET https://example.com/path")
    if waiting:
        drafts[-1] = replace(drafts[-1], variables=drafts[-1].variables + waiting)
    if len(drafts) > 1:
        _check_names(drafts)
    return tuple(drafts)


def parse_request(text: str) -> RequestDraft:
    """Read the text of one request.

    Raises:
        RequestSyntaxError: as `parse_requests`; also when there are more.
    """
    drafts = parse_requests(text)
    if len(drafts) > 1:
        raise RequestSyntaxError("this is a second request, where one is expected", drafts[1].line)
    return drafts[0]


def _check_names(drafts: Sequence[RequestDraft]) -> None:
    seen: dict[str, int] = {}
    for draft in drafts:
        name = draft.directives.name
        if name and name in seen:
            raise RequestSyntaxError(f"two requests have this name; the first is on line {seen[name]}", draft.line)
        seen[name] = draft.line


def request_names(drafts: Sequence[RequestDraft]) -> tuple[str, ...]:
    """Return each request's name, empty without one. A title that is there twice names none."""
    names = [draft.name for draft in drafts]
    return tuple(
        name if draft.directives.name or names.count(name) == 1 else ""
        for name, draft in zip(names, drafts, strict=True)
    )


def build_request(draft: RequestDraft) -> str:
    """Write a draft as text; reading that gives the same request."""
    before = [each for each in draft.variables if each.value.line <= draft.line]
    after = draft.variables[len(before) :]
    lines = [f"### {draft.title}"] if draft.title else []
    lines += [f"@{each.name} = {each.value.text}".rstrip() for each in before]
    lines += [f"# {comment}".rstrip() for comment in draft.comments]
    lines += [*build_directives(draft.directives), f"{draft.method} {draft.target}"]
    lines += [f"{name}: {value}".rstrip() for name, value in draft.headers]
    if draft.body_pieces:
        lines += ["", draft.body_text]
    if after:
        lines += ["", "###", *(f"@{each.name} = {each.value.text}".rstrip() for each in after)]
    return "\n".join(lines)


def build_requests(drafts: Sequence[RequestDraft]) -> str:
    """Write drafts as the text of a cell; reading that gives the same requests."""
    first, *rest = drafts
    texts = [build_request(draft) for draft in rest]
    return "\n\n".join([build_request(first), *(text if text[:3] == "###" else f"###\n{text}" for text in texts)])
