"""A pasted curl command: run as curl runs it, with its credentials bound to the origin of its URL.

What a login can send becomes one (`curl_login`). All else that is secret by its place is taken out of the request,
and put in on the wire again for that origin only (`curl_draft`). It is shown as the ``.http`` text that does the
same; the command itself is kept nowhere. It sends what it says and no more: no cookies and no default headers of
the session, and a login of the session's only where the caller asks for one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .._http import BACKEND, httpx
from ..core.curl_text import parse_curl
from ..core.origin import Origin
from ..core.request_text import Directives, Header, Piece, RequestDraft, build_request
from ..errors import CredentialsNotFound, NetrcNotFound
from ..render.inert import short
from ..schemes.custom import is_async_only
from ..schemes.digest import DigestAuth
from ..schemes.netrc import NetRCAuth
from . import runner
from .bindings import Login, parse_space
from .curl_client import HTTP2, new_client, timeout_of
from .curl_draft import USERINFO, Filled, draft_of
from .curl_login import Credentials, with_password
from .pasted import OWNER
from .responses import Responses
from .shell_variables import ShellVariables

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from .session import Session

__all__ = ["Curl"]

DEFAULT = httpx.USE_CLIENT_DEFAULT


class Curl:
    """One run of a curl command; made and used as a `Cell` is.

    Args:
        client: A client of the session's; says whether to send as a sync or as an async one.
        variables: What ``$NAME`` stands for, before the environment.
        auth: Whatever httpx takes, the name of a login, or None for no auth: instead of what the command has.
        timeout: Seconds, or httpx's Timeout: instead of what the command says.
        follow_redirects: False never follows; True follows where the command says so (-L).
        check: Raise for a 4xx or 5xx.

    Attributes:
        drafts: The request as a cell has it, with ``{{name}}`` for each secret.
        text: The same, as text.
        responses: What came.

    Raises:
        RequestSyntaxError, UnresolvedVariable: the command cannot be read, or not run here.
        InvalidField: its credentials cannot be sent.
    """

    def __init__(
        self,
        session: Session,
        text: str,
        client: Any,
        *,
        variables: Mapping[str, Any] | None = None,
        auth: Any = DEFAULT,
        timeout: Any = DEFAULT,
        follow_redirects: bool = True,
        check: bool = False,
    ) -> None:
        self.session, self._is_async = session, isinstance(client, httpx.AsyncClient)
        self.responses = Responses()
        shell = ShellVariables(variables or {}, os.environ)
        self._command = parse_curl(text, shell)
        self._auth = session._bindings[auth] if isinstance(auth, str) else auth
        self._timeout, self._check = timeout_of(session, self._command, timeout), check
        self._follow = self._command.follow and follow_redirects
        self._draft = draft_of(session, self._command, shell.secrets)
        self._netrc = self._netrc_auth()
        self._protect_proxy()
        self.drafts = (self._as_draft(),)

    @property
    def text(self) -> str:
        """The command as ``.http`` text."""
        return build_request(self.drafts[0])

    # -- sending ------------------------------------------------------------------------------------------

    def send(self, *, loop: AbstractEventLoop | None = None) -> httpx.Response:
        """Bind the credentials, send the request and return the response.

        Args:
            loop: An idle loop, for an async client where no loop runs in this thread; see `runner.run`.

        Raises:
            CredentialsNotFound: a password is missing, and nobody can answer.
            httpx.HTTPError: it failed; httpx.HTTPStatusError with *check*.
        """
        credentials = self._asked()  # here, where an interrupt ends the wait for the keyboard
        given = self._auth.auth if isinstance(self._auth, Login) else self._auth
        if self._is_async or (isinstance(given, httpx.Auth) and is_async_only(given)):
            return self._arrived(runner.run(self._asent(credentials), loop=loop))
        filled = self._draft.filled()
        client = new_client(self.session, self._command, filled.cookie, is_async=False)
        try:
            request, auth = self._request(client, filled), self._bound(credentials)
            response = client.send(request, auth=auth, follow_redirects=self._follow)
        finally:
            client.close()
        return self._arrived(response)

    async def asend(self) -> httpx.Response:
        """Do what `send` does, with an async client."""
        return self._arrived(await self._asent(self._asked()))

    async def _asent(self, credentials: Credentials) -> httpx.Response:
        filled = self._draft.filled()
        client = new_client(self.session, self._command, filled.cookie, is_async=True)
        try:
            request, auth = self._request(client, filled), self._bound(credentials)
            response: httpx.Response = await client.send(request, auth=auth, follow_redirects=self._follow)
        finally:
            await client.aclose()
        return response

    def dry_run(self) -> str:
        """Return what would be sent, as ``.http`` text; nothing is sent or bound, and nobody is asked."""
        return f"{self.text}\n\nnot sent"

    def _request(self, client: Any, filled: Filled) -> httpx.Request:
        request: httpx.Request = client.build_request(
            self._command.method,
            filled.url,
            headers=filled.headers,
            content=filled.content,
            timeout=self._timeout,
            extensions={
                "nbauth.secrets": filled.secrets,
                "nbauth.as_written": True,
                "nbauth.source": self.text,
            },
        )
        given = {name.lower() for name, _ in filled.headers}
        absent = set(self._command.absent)
        if not self._command.compressed and b"accept-encoding" not in given:
            absent.add("accept-encoding")
        if filled.content is None:
            absent.add("content-length")  # httpx tells of an empty body for every PUT and POST
        for name in absent:
            if name.encode() not in given:
                request.headers.pop(name, None)
        if b"accept-encoding" in given:
            request.headers["Accept-Encoding"] = readable(request.headers, client.headers)
        return request

    def _arrived(self, response: httpx.Response) -> httpx.Response:
        self.responses.add(response)
        # Not for a 3xx, which raise_for_status counts as an error too.
        return response.raise_for_status() if self._check and response.is_error else response

    def failed(self, exc: BaseException) -> None:
        """Put into an error the response that came, if any: as `Cell.failed` does for several."""
        exc.responses = self.responses  # type: ignore[attr-defined]

    # -- credentials --------------------------------------------------------------------------------------

    def _asked(self) -> Credentials:
        """Return the command's credentials, with the password that curl would ask for."""
        credentials = self._draft.credentials
        if not credentials.asks or self._auth is not DEFAULT:
            return credentials
        failure = ""
        try:
            return with_password(credentials, self._command)
        except CredentialsNotFound as exc:
            failure = exc.message
        raise CredentialsNotFound(failure, hint="write -u 'user:$PASSWORD', and set the variable PASSWORD")

    def _bound(self, credentials: Credentials) -> Any:
        """Return what the request is sent with; the command's own credentials become a login."""
        if self._auth is not DEFAULT:
            return self._auth
        if credentials.auth is None:
            return self._netrc
        login = self.session.login(str(self._draft.origin), credentials.auth, source=OWNER)
        for name, value in credentials.others:
            self.session.vault.learn(f"{login.name}_{name}", value, owner=login.name)
        return login

    def _netrc_auth(self) -> NetRCAuth | None:
        """Return what answers for -n: for this request, as no file of passwords is bound by a pasted command."""
        command = self._command
        if command.netrc is None or self._draft.credentials.auth is not None:
            return None
        try:
            return NetRCAuth(command.netrc or None, default=True)
        except NetrcNotFound:
            pass  # not raised from here: the error names the path
        if command.netrc_optional:
            return None
        raise CredentialsNotFound(
            "there is no netrc file at that path", hint="--netrc-optional goes on without one"
        )

    def _protect_proxy(self) -> None:
        """Let the record know the proxy's password: an error may quote it."""
        command, learn = self._command, self.session.vault.learn
        if command.proxy_user is not None and command.proxy_user[1]:
            learn(f"{OWNER}_proxy_password", command.proxy_user[1], owner=OWNER, usernames=command.proxy_user[:1])
        elif command.proxy is not None and (found := USERINFO.search(command.proxy.text)):
            user, _, password = (unquote(part) for part in found[1].partition(":"))
            if password:
                learn(f"{OWNER}_proxy_password", password, owner=OWNER, usernames=(user,))

    # -- as a cell ----------------------------------------------------------------------------------------

    def _as_draft(self) -> RequestDraft:
        """Return the request as a cell has it; its comments say what no line of a cell can."""
        command, draft = self._command, self._draft
        headers = [Header(name, Piece(value.named(), 1)) for name, value in draft.headers]
        if draft.cookie is not None:
            headers.append(Header("Cookie", Piece(draft.cookie.named(), 1)))
        return RequestDraft(
            command.method,
            (Piece(draft.url.named(), 1),),
            tuple(headers),
            draft.shown_body,
            comments=tuple(self._comments()),
            directives=Directives(
                no_redirect=not self._follow, timeout=command.timeout, connection_timeout=command.connect_timeout
            ),
        )

    def _comments(self) -> Iterator[str]:
        command, origin = self._command, self._draft.origin
        yield from (f"curl {note}" for note in command.notes)
        if not command.verify:
            yield "curl -k: certificates are not checked"
        if command.cacert is not None:
            yield "curl --cacert: only the certificates of that file are trusted"
        if command.proxy is not None:
            yield "curl -x: through another proxy" if command.proxy.text else "curl --noproxy: through no proxy"
        if command.http2 and find_spec(HTTP2) is None:
            yield f"curl --http2: HTTP/1.1 is spoken; pip install '{BACKEND}[http2]' for HTTP/2"
        yield from self._about_login(origin)

    def _about_login(self, origin: Origin) -> Iterator[str]:
        """Say who sends the credentials."""
        auth = self._draft.credentials.auth
        if self._auth is not DEFAULT:
            if auth is not None:
                yield "the command's own credentials are left out: --auth says otherwise"
        elif auth is not None:
            name = self.session._bindings.name_for(auth.name, parse_space(str(origin)), auth)
            user = f", user {short(auth.username, 60)}" if auth.username else ""
            yield f"login {name}: {auth.title} for {origin}{user}"
            if origin.scheme == "http" and not origin.is_loopback and not isinstance(auth, DigestAuth):
                yield "note: http carries it in clear; whoever is on the way can read it"
        elif self._netrc is not None:
            yield f"for this request: the netrc file's entry for {origin.host}"
        elif not any(name.lower() == "authorization" for name, _ in self._draft.headers):
            url = httpx.URL(f"{origin}/")
            login = self.session._bindings.find(url, origin, direct=True)
            if login is not None:
                yield f"no login is used, as the command has none: --auth {login.name} sends it with that one"


def readable(asked: httpx.Headers, known: httpx.Headers) -> str:
    """Return the codings that a command asks for, without those that nothing here decodes: a browser knows more."""
    codings = [coding.strip() for coding in asked["Accept-Encoding"].split(",")]
    able = {"identity", *(coding.strip() for coding in known["Accept-Encoding"].split(","))}
    return ", ".join(each for each in codings if each.partition(";")[0].strip().lower() in able) or ", ".join(
        codings
    )
