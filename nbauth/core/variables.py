"""``{{name}}``: looked up in sources in order, put in once.

In this order: the cell's ``@name = value`` lines; what requests with a name were answered (`references`); the
sources, which are the notebook's variables and the logins; and ``{{$name}}`` (`dynamic`). A value is not read
again, whatever is in it. A `Secret` is not put in at all: its ``{{name}}`` stays, and the session puts the value in
on the wire, for the origin of the request's own URL only. Text whose variable sounds like a credential
(`secret_names`) is taken as a Secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import RequestSyntaxError
from .body_text import form_text, form_value, is_form, line_end
from .graphql import GraphQLFailed, graphql_body, is_graphql
from .lookup import Lookup
from .request_draft import FileVariable, Piece, RequestDraft
from .scope import FileBody, Part, Scope, Sources, Use, Value, Verbatim
from .secret import NOT_IN_NAMES, Secret

__all__ = ["ResolvedRequest", "fill", "resolve"]


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request ready to be sent.

    Attributes:
        body_parts: The body: text, and files.
        secrets: What the ``{{name}}`` that are left stand for.
        names: For each of these, the variable's name in the text; mostly the same.
        used: The ``@name`` lines whose values are in it.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body_parts: tuple[str | FileBody, ...]
    secrets: Mapping[str, Secret]
    names: Mapping[str, str]
    used: tuple[FileVariable, ...] = field(default=(), repr=False)

    @property
    def body(self) -> str:
        """The text of the body, without the files in it."""
        return "".join(part for part in self.body_parts if isinstance(part, str))


def resolve(draft: RequestDraft, scope: Scope) -> ResolvedRequest:
    """Put the values of all variables in.

    Raises:
        UnresolvedVariable: nothing defines a name; says where it stands, and which names there are.
        RequestSyntaxError: what stands in the braces is no name, or the value cannot be used there. No
            value is quoted.
    """
    lookup = Lookup(scope)
    target = [part for piece in draft.target_pieces for part in lookup.parts(piece, "a URL")]
    values = [
        lookup.parts(header.value, f"the header {header.name}", f"{header.name}: ") for header in draft.header_lines
    ]
    body: list[Part | FileBody] = []
    for piece in draft.body_pieces:
        if isinstance(piece, Piece):
            body += lookup.parts(piece, None)
        else:
            body += lookup.file(piece)
    chosen = _chosen([*target, *(part for each in values for part in each), *body]) if lookup.has_secrets else {}
    headers = [
        (header.name, _joined(each, chosen)) for header, each in zip(draft.header_lines, values, strict=True)
    ]
    media = next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
    if body and (line_end(media) or is_form(media)):
        body = _in_media(body, media)
    method, body_parts = draft.method, _merged(body, chosen)
    if method == "GRAPHQL" or any(is_graphql("", *header) for header in headers):
        method, headers, body_parts = _graphql(draft, headers, body_parts)
    return ResolvedRequest(
        method,
        _joined(target, chosen),
        tuple(headers),
        body_parts,
        {name: use.secret for use, name in chosen.items()},
        {name: use.name for use, name in chosen.items()},
        tuple(lookup.used),
    )


def fill(text: str, sources: Sources, place: str) -> str:
    """Put values into a text that no Secret can be in: an origin, a user name.

    Raises:
        UnresolvedVariable, RequestSyntaxError: as `resolve`; also when a variable is a Secret.
    """
    parts = Lookup(Scope(sources), by_name=False).parts(Piece(text, 1), place)
    for part in parts:
        if isinstance(part, Use):
            raise RequestSyntaxError(f"{{{{{part.name}}}}} is a Secret, which cannot be used in {place}", 1)
    return _joined(parts, {})


def _in_media(body: list[Part | FileBody], media: str) -> list[Part | FileBody]:
    """Return the parts of a body with its lines as the media type wants them; a value's own lines stay."""
    merged: list[Part | FileBody] = []
    for part in body:
        if type(part) is str and merged and type(merged[-1]) is str:
            merged[-1] += part
        else:
            merged.append(part)
    if is_form(media, merged[0] if isinstance(merged[0], str) else ""):
        return [_in_form(part) for part in merged]
    if media.startswith("multipart/"):
        merged = [re.sub(r"(?<!\r)\n", "\r\n", part) if type(part) is str else part for part in merged]
    end, last = line_end(media), merged[-1]
    return merged if isinstance(last, str) and last.endswith(end) else [*merged, end]


def _in_form(part: Part | FileBody) -> Part | FileBody:
    if not isinstance(part, str) or isinstance(part, Verbatim):
        return part
    return form_value(part) if isinstance(part, Value) else form_text(part)


def _graphql(
    draft: RequestDraft, headers: list[tuple[str, str]], body: tuple[str | FileBody, ...]
) -> tuple[str, list[tuple[str, str]], tuple[str | FileBody, ...]]:
    """Return method, headers and body of a GraphQL request as it is sent."""
    if any(isinstance(part, FileBody) for part in body):
        raise RequestSyntaxError("GraphQL from a file is not supported", draft.line, hint="write <@ path")
    failure, text = "", ""
    try:
        text = graphql_body("".join(part for part in body if isinstance(part, str)))
    except GraphQLFailed as exc:
        failure = str(exc)
    if failure:
        raise RequestSyntaxError(failure, draft.body_pieces[0].line)
    headers = [header for header in headers if not is_graphql("", *header)]
    names = {name.lower() for name, _ in headers}
    if "content-type" not in names:
        headers.append(("Content-Type", "application/json"))
    return "POST" if draft.method == "GRAPHQL" else draft.method, headers, (text,)


def _chosen(parts: Sequence[Part | FileBody]) -> dict[Use, str]:
    """Choose the name that each Secret has in the request.

    Its own, unless the text holds that name in braces too: a value is not read again, not even on the wire.
    """
    written = "".join(part if isinstance(part, str) else "\0" for part in parts)
    written = written.replace("%7B", "{").replace("%7b", "{").replace("%7D", "}").replace("%7d", "}")
    chosen: dict[Use, str] = {}
    for use in dict.fromkeys(part for part in parts if isinstance(part, Use)):
        name = NOT_IN_NAMES.sub("_", use.name)
        free, count = name, 1
        while f"{{{{{free}}}}}" in written or free in chosen.values():
            count += 1
            free = f"{name}_{count}"
        chosen[use] = free
    return chosen


def _joined(parts: Iterable[Part], chosen: Mapping[Use, str]) -> str:
    return "".join([part if isinstance(part, str) else f"{{{{{chosen[part]}}}}}" for part in parts])


def _merged(parts: Sequence[Part | FileBody], chosen: Mapping[Use, str]) -> tuple[str | FileBody, ...]:
    """Return a body as text and files in turn."""
    merged: list[str | FileBody] = []
    for part in parts:
        if isinstance(part, FileBody):
            merged.append(part)
            continue
        text = str(part) if isinstance(part, str) else f"{{{{{chosen[part]}}}}}"
        if merged and isinstance(merged[-1], str):
            merged[-1] += text
        else:
            merged.append(text)
    return tuple(merged)
