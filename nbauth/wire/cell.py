"""The way of one cell: text -> draft -> request -> response."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.origin import HostSpace, Origin
from ..core.request_text import Header, Piece, RequestDraft, build_request, parse_request
from ..core.secret import Secret
from ..core.variables import ResolvedRequest, resolve
from ..errors import InvalidAuth, RequestSyntaxError
from .bindings import Login

if TYPE_CHECKING:
    from .session import Session

__all__ = ["arun", "dry_run", "prepare", "run", "url_problem"]

DEFAULT = httpx.USE_CLIENT_DEFAULT


def run(
    session: Session,
    text: str,
    *,
    variables: Mapping[str, Any] | None = None,
    auth: Any = DEFAULT,
    timeout: Any = DEFAULT,
    follow_redirects: bool = True,
    check: bool = False,
) -> httpx.Response:
    """Send the request that is written in *text*.

    Args:
        variables: What ``{{name}}`` stands for: text, numbers, `Secret`s. The session's logins come after.
        auth: Whatever httpx takes, the name of a login, or None for no auth.
        timeout: Seconds, or httpx's Timeout.
        follow_redirects: A cell follows redirects, unlike httpx's own default.
        check: Raise for a 4xx or 5xx.

    Raises:
        RequestSyntaxError, UnresolvedVariable, InvalidAuth: nothing was sent.
        httpx.HTTPStatusError: with *check*.
    """
    chosen = _auth(session, auth)
    request = prepare(session, text, variables, timeout=timeout)
    return _checked(session.client.send(request, auth=chosen, follow_redirects=follow_redirects), check)


async def arun(
    session: Session,
    text: str,
    *,
    variables: Mapping[str, Any] | None = None,
    auth: Any = DEFAULT,
    timeout: Any = DEFAULT,
    follow_redirects: bool = True,
    check: bool = False,
) -> httpx.Response:
    """Send the request that is written in *text* with the session's async client; see `run`."""
    chosen = _auth(session, auth)
    request = prepare(session, text, variables, timeout=timeout, client=session.async_client)
    response = await session.async_client.send(request, auth=chosen, follow_redirects=follow_redirects)
    return _checked(response, check)


def dry_run(session: Session, text: str, *, variables: Mapping[str, Any] | None = None, auth: Any = DEFAULT) -> str:
    """Return what would be sent, secrets as their {{name}}, and with which login. Sends nothing."""
    chosen = _auth(session, auth)
    request = prepare(session, text, variables)
    redactor = session.redactor
    pairs = redactor.headers(
        [(name.decode(), value.decode("utf-8", "replace")) for name, value in request.headers.raw]
    )
    lines = [f"{request.method} {_braces(redactor.url(str(request.url)), request.extensions)}"]
    lines += [f"{name}: {value}" for name, value in pairs]
    if request.content:
        media = request.headers.get("content-type", "")
        lines += ["", redactor.body(request.content, media).decode("utf-8", "replace")]
    if chosen is DEFAULT:
        used = session.explain(request.url)
    elif isinstance(chosen, Login):
        used = f"login {chosen.name}"
    else:
        used = "no auth" if chosen is None else type(chosen).__name__
    return "\n".join([*lines, "", f"not sent; {used}"])


def prepare(
    session: Session,
    text: str,
    variables: Mapping[str, Any] | None = None,
    *,
    timeout: Any = DEFAULT,
    client: Any = None,
) -> httpx.Request:
    """Return the request that is written in *text*; Secrets are in it as ``{{name}}``, filled on the wire.

    Raises:
        RequestSyntaxError, UnresolvedVariable: the text is no request.
        InvalidAuth: a login's secret is used for a request to somewhere else.
    """
    client = session.client if client is None else client
    draft = parse_request(text)
    of_notebook, of_logins = variables or {}, _LoginSecrets(session)
    resolved = resolve(draft, [of_notebook, of_logins])
    _check_target(resolved, client, draft.target_pieces[0])
    request: httpx.Request = client.build_request(
        resolved.method,
        resolved.target,
        # As bytes: httpx would encode text as ASCII, and fail with the value in its error.
        headers=[(name.encode(), value.encode()) for name, value in resolved.headers],
        content=resolved.body or None,
        timeout=timeout,
        # Also without any: what looks like a placeholder in a value is not one.
        extensions={"nbauth.secrets": dict(resolved.secrets), "nbauth.source": _source(session, draft)},
    )
    for name, secret in resolved.secrets.items():
        variable = resolved.names[name]
        if variable in of_notebook:
            session.vault.learn(variable, secret.reveal())
        else:
            of_logins.check(variable, request.url)
    return request


class _LoginSecrets(Mapping[str, Secret]):
    """The secrets of the session's logins: ``<login>_<field>``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        vault = session.vault
        self._owners = {
            name: login
            # The longest name last: api_v2_token is of the login api_v2, not of api.
            for login in sorted(session.logins.values(), key=lambda login: len(login.name))
            if not isinstance(login.space, HostSpace)  # which of a netrc file's passwords depends on the host
            for name in vault
            if name in login.secrets or name.startswith(f"{login.name}_")
        }

    def check(self, name: str, url: httpx.URL) -> None:
        """Raise InvalidAuth unless *url* is where that login is for."""
        login = self._owners[name]
        if not login.space.covers(Origin.of(url), url.path):
            raise InvalidAuth(
                f"{{{{{name}}}}} is of the login {login.name}, for {login.origin}; this request goes to"
                f" {Origin.of(url)}",
                hint="a secret of a login is sent only to where the login is for",
            )

    def __getitem__(self, name: str) -> Secret:
        if name not in self._owners:
            raise KeyError(name)
        return self._session.vault[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)

    def __len__(self) -> int:
        return len(self._owners)


def _check_target(resolved: ResolvedRequest, client: Any, where: Piece) -> None:
    """Refuse what is no URL to send to. No error quotes it: a password may be in it."""
    target = resolved.target
    problem = hint = ""
    authority = re.match(r"[^/?#]*(?://[^/?#]*)?", target)
    if authority and any(f"{{{{{name}}}}}" in authority[0] for name in resolved.secrets):
        problem = "a Secret cannot be in the host, nor be a user name or password in a URL"
    elif target[:1] == "/" and target[1:2] != "/":
        if not client.base_url.host:
            problem, hint = (
                "a path needs an address before it",
                "write https://host/path, or use Session(base_url=...)",
            )
    else:
        problem, hint = url_problem(target)
    if problem:
        raise RequestSyntaxError(problem, where.line, where.column, hint=hint)


def url_problem(target: str) -> tuple[str, str]:
    """Return what is wrong with an absolute URL, and what to do; nothing when it is fine."""
    scheme, colon, _ = target.partition("://")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return "the URL has no scheme", "it starts with https:// or http://"
    if scheme.lower() not in ("http", "https"):
        return "this scheme is not supported", "a URL starts with https:// or http://"
    try:
        url = httpx.URL(target)
    except httpx.InvalidURL:
        url = None
    if url is None or (url.port or 0) > 65535 or any(char in url.host for char in "[]%"):
        return "the URL cannot be read: its host or its port is wrong", ""
    return ("", "") if url.host.strip(".") else ("the URL has no host", "write https://host/path")


def _source(session: Session, draft: RequestDraft) -> str:
    """Return the cell's text for the history: variables as they were written, literal credentials replaced."""
    redactor = session.redactor
    pairs = redactor.headers(draft.headers)
    media = next((value for name, value in draft.headers if name.lower() == "content-type"), "")
    clean = RequestDraft(
        draft.method,
        (Piece(redactor.url(draft.target), draft.line),),
        tuple(Header(name, Piece(value, draft.line)) for name, value in pairs),
        (Piece(redactor.body(draft.body.encode(), media).decode(), draft.line),),
        comments=tuple(redactor.text(comment) for comment in draft.comments),
    )
    return build_request(clean)


def _braces(url: str, extensions: Mapping[str, Any]) -> str:
    """Show the placeholders in a URL as they were written, not percent-encoded."""
    for name in extensions["nbauth.secrets"]:
        url = url.replace(f"%7B%7B{name}%7D%7D", f"{{{{{name}}}}}")
    return url


def _auth(session: Session, auth: Any) -> Any:
    """Return a login for its name; all else is httpx's to judge."""
    return session._bindings[auth] if isinstance(auth, str) else auth


def _checked(response: httpx.Response, check: bool) -> httpx.Response:
    # Not for a 3xx, which raise_for_status counts as an error too.
    return response.raise_for_status() if check and response.is_error else response
