"""What a cell would send, as text; nothing is sent, and nobody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.request_text import RequestDraft
from ..core.scope import FileBody
from ..core.variables import ResolvedRequest
from .bindings import Login
from .cell import DEFAULT, Cell
from .target import has_secret_host
from .text import read_cell

if TYPE_CHECKING:
    from .session import Session

__all__ = ["dry_run"]


def dry_run(session: Session, text: str, **options: Any) -> str:
    """Return the requests that would be sent, secrets as their {{name}}, and with which login each.

    What only an answer or a person can tell stands as it is written. Options: see `Cell`.

    Raises:
        RequestSyntaxError, UnresolvedVariable: a request can never be made as it is written.
    """
    cell = read_cell(session, text, session.client, **options)
    if not isinstance(cell, Cell):
        return cell.dry_run()
    return "\n\n".join(_told(cell, draft, resolved) for draft, resolved in cell.check())


def _told(cell: Cell, draft: RequestDraft, resolved: ResolvedRequest) -> str:
    session = cell.session
    if has_secret_host(resolved, cell.preparer.pending):
        # No more can be told.
        used = "where it goes is not known yet"
        pairs, method, url = list(resolved.headers), resolved.method, resolved.target
    else:
        prepared = cell.preparer.built(draft, resolved)
        request = prepared.request
        pairs = [(name.decode(), value.decode("utf-8", "replace")) for name, value in request.headers.raw]
        if resolved.secrets:  # it would be that of the names
            pairs = [pair for pair in pairs if pair[0].lower() != "content-length"]
        method, url = request.method, str(request.url)
        for name in resolved.secrets:
            url = url.replace(f"%7B%7B{name}%7D%7D", f"{{{{{name}}}}}")
        used = _used(cell, cell.auth_of(draft, prepared.auth), request.url)
    redactor = session.redactor
    lines = [f"{method} {redactor.url(url)}", *(f"{name}: {value}" for name, value in redactor.headers(pairs))]
    body = "".join(
        part.piece.text.rstrip("\n") if isinstance(part, FileBody) else part for part in resolved.body_parts
    )
    if body:
        media = next((value for name, value in pairs if name.lower() == "content-type"), "")
        lines += ["", redactor.body(body.encode(), media).decode("utf-8", "replace")]
    shown = "\n".join([*lines, "", f"not sent; {used}"])
    for name, written in resolved.names.items():
        shown = shown.replace(f"{{{{{name}}}}}", f"{{{{{written}}}}}")
    return f"### {draft.title}\n{shown}" if draft.title else shown


def _used(cell: Cell, auth: Any, url: httpx.URL) -> str:
    if auth is DEFAULT:
        return cell.session.explain(url)
    if isinstance(auth, Login):
        return f"login {auth.name}"
    return "no auth" if auth is None else type(auth).__name__
