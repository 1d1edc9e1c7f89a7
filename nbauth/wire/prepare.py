"""One request of a cell, from its draft to what the client sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.references import Reference, ReferenceFailed, value_of
from ..core.request_text import RequestDraft
from ..core.scope import FileBody, Part, Parts, Place, Scope, Use, definitions
from ..core.secret import Secret
from ..core.secret_names import sounds_secret
from ..core.typed import typed_credentials
from ..core.variables import ResolvedRequest, resolve
from .cell_source import source_of
from .login_secrets import LoginSecrets
from .named import NamedResponse
from .protect import protected
from .target import checked_target, has_secret_host
from .typed_auth import typed_auth

if TYPE_CHECKING:
    from ..core.dynamic import Dynamic
    from .session import Session

__all__ = ["Prepared", "Preparer"]

DEFAULT = httpx.USE_CLIENT_DEFAULT


@dataclass(slots=True)
class Prepared:
    """A request, and the auth that its own text asks for; None where it asks for none."""

    request: httpx.Request
    auth: httpx.Auth | None


@dataclass
class Preparer:
    """Makes the requests of one cell.

    Attributes:
        variables: What ``{{name}}`` stands for in the notebook.
        answers: What was typed for the cell's prompts.
        pending: What stands for values that are not known yet, while a cell is checked.
        find: Returns what a named request was answered, as far as it is known now. Raises ReferenceFailed.
    """

    session: Session
    client: Any
    drafts: Sequence[RequestDraft]
    variables: Mapping[str, Any]
    find: Callable[[str, RequestDraft], NamedResponse]
    timeout: Any = DEFAULT
    answers: dict[str, Any] = field(default_factory=dict)
    pending: set[Secret] = field(default_factory=set)
    _made: dict[tuple[int, int], Part] = field(default_factory=dict)

    def check(self, draft: RequestDraft, is_known: Callable[[str, RequestDraft], bool]) -> ResolvedRequest:
        """Look up all that can be known before anything is sent; what is not stands as it is written.

        Raises:
            RequestSyntaxError, UnresolvedVariable: as `prepare`.
        """

        def named(reference: Reference, place: Place) -> Parts:
            failure = ""
            try:
                if is_known(reference.request, draft):
                    return self._named(draft, reference, place, set())
            except ReferenceFailed as exc:
                failure = str(exc)
            if failure:
                raise place.error(failure)
            return [Use(place.inside, self.later())]

        resolved = resolve(draft, self._scope(draft, LoginSecrets(self.session), named))
        for part in resolved.body_parts:
            if isinstance(part, FileBody):
                check_file(part)
        if not has_secret_host(resolved, self.pending):
            checked_target(resolved, self.client, draft.target_pieces[0])
        return resolved

    def later(self) -> Secret:
        """Return what stands for a value that is not known yet."""
        unknown = Secret(" ")
        self.pending.add(unknown)
        return unknown

    def prepare(self, draft: RequestDraft) -> Prepared:
        """Return the request; Secrets are in it as ``{{name}}``, filled on the wire.

        Raises:
            RequestSyntaxError, UnresolvedVariable: the text is no request.
            InvalidAuth: a login's secret is used for a request to somewhere else.
        """
        session, of_logins = self.session, LoginSecrets(self.session)
        came: set[Secret] = set()

        def named(reference: Reference, place: Place) -> Parts:
            return self._named(draft, reference, place, came)

        resolved = resolve(draft, self._scope(draft, of_logins, named))
        prepared = self.built(draft, resolved)
        for name, secret in resolved.secrets.items():
            of_logins.check(secret, prepared.request.url, is_named=secret not in came)
            if session.vault.get(secret.name) is not secret and (value := secret.reveal()):
                session.vault.learn(resolved.names[name], value)
        return prepared

    def built(self, draft: RequestDraft, resolved: ResolvedRequest) -> Prepared:
        """Return a resolved request as the client builds it."""
        target = checked_target(resolved, self.client, draft.target_pieces[0])
        auth = typed_auth(resolved, draft.header_lines)
        dropped = {"authorization"} if auth is not None else set()
        content: Any = None
        headers: list[tuple[bytes, bytes]] = []
        if resolved.body_parts:
            # A length that was written by hand, or copied from elsewhere, may be wrong.
            dropped.add("content-length")
            content = resolved.body_parts[0]
            if len(resolved.body_parts) > 1 or isinstance(content, FileBody):
                from .body_file import content_of

                is_async = isinstance(self.client, httpx.AsyncClient)
                has_secret = any(
                    f"{{{{{name}}}}}" in part
                    for part in resolved.body_parts
                    if isinstance(part, str)
                    for name in resolved.secrets
                )
                content = content_of(resolved.body_parts, is_whole=has_secret, is_async=is_async)
                if not isinstance(content, bytes):
                    headers.append((b"Content-Length", str(content.size).encode()))
        # As bytes: httpx would encode text as ASCII, and fail with the value in its error.
        headers += [
            (name.encode(), value.encode()) for name, value in resolved.headers if name.lower() not in dropped
        ]
        request: httpx.Request = self.client.build_request(
            resolved.method,
            target,
            headers=headers,
            content=content,
            timeout=self._timeout(draft),
            # Also without any: what looks like a placeholder in a value is not one.
            extensions={
                "nbauth.secrets": dict(resolved.secrets),
                "nbauth.notes": tuple(map(str, typed_credentials(draft))),
                "nbauth.source": source_of(draft, resolved.used, self.session.redactor),
            },
        )
        return Prepared(request, auth)

    def _scope(
        self,
        draft: RequestDraft,
        of_logins: LoginSecrets,
        named: Callable[[Reference, Place], Parts],
    ) -> Scope:
        seen = definitions(self.drafts, draft) if any(each.variables for each in self.drafts) else {}
        sources = [self.answers, self.variables, of_logins]
        return Scope(sources, seen, named, self._dynamic(), _read, self._made)

    def _dynamic(self) -> Callable[[Place], Part]:
        """Return what makes the values of one request, at one moment."""
        maker: Dynamic | None = None

        def dynamic(place: Place) -> Part:
            nonlocal maker
            # Here, as few cells need it.
            from .dynamic import dynamic_value, from_now_on

            maker = maker or from_now_on()
            text, name = dynamic_value(maker, place)
            return self._of_environment(text, name) if name else text

        return dynamic

    def _of_environment(self, text: str, name: str) -> Part:
        parts = self._protected(text, name, is_credential=sounds_secret(name))
        return parts[0] if len(parts) == 1 else self._protected(text, name, is_credential=True)[0]

    def _named(self, draft: RequestDraft, reference: Reference, place: Place, came: set[Secret]) -> Parts:
        failure, text, is_credential = "", "", False
        secrets: Mapping[str, Secret] = {}
        try:
            found = self.find(reference.request, draft)
            if reference.side == "request":
                secrets = found.sent.extensions.get("nbauth.secrets", {})
            message = found.response if reference.side == "response" else found.request
            text, is_credential = value_of(reference, message)
        except ReferenceFailed as exc:
            failure = str(exc)
        if failure:
            raise place.error(failure)
        parts: list[Part] = []
        for piece, secret in _split(text, secrets):
            if secret is not None:
                parts.append(Use(secret.name, secret))
            else:
                step = reference.header or str((reference.steps or ("body",))[-1])
                whole = is_credential and piece == text
                parts += self._protected(piece, f"{reference.request}_{step}", is_credential=whole)
        came.update(part.secret for part in parts if isinstance(part, Use))
        return parts

    def _protected(self, text: str, name: str, *, is_credential: bool) -> list[Part]:
        return protected(text, name, self.session.vault, self.session.redactor, is_credential=is_credential)

    def _timeout(self, draft: RequestDraft) -> Any:
        asked = draft.directives
        if asked.timeout is None and asked.connection_timeout is None:
            return self.timeout
        if asked.timeout is not None:
            return httpx.Timeout(asked.timeout, connect=asked.connection_timeout or asked.timeout)
        base = self.client.timeout if self.timeout is DEFAULT else httpx.Timeout(self.timeout)
        return httpx.Timeout(**{**base.as_dict(), "connect": asked.connection_timeout})


def check_file(body: FileBody) -> None:
    """Raise RequestSyntaxError unless the file is there, and can be read."""
    from .body_file import opened

    opened(body).close()


def _read(body: FileBody) -> str:
    from .body_file import read_text

    return read_text(body)


def _split(text: str, secrets: Mapping[str, Secret]) -> list[tuple[str, Secret | None]]:
    """Return the text of a request as it was written, cut at the ``{{name}}`` of its Secrets."""
    pieces: list[tuple[str, Secret | None]] = [(text, None)]
    for name, secret in secrets.items():
        cut: list[tuple[str, Secret | None]] = []
        for piece, found in pieces:
            if found is not None:
                cut.append((piece, found))
                continue
            for number, rest in enumerate(piece.split(f"{{{{{name}}}}}")):
                if number:
                    cut.append(("", secret))
                if rest:
                    cut.append((rest, None))
        pieces = cut
    return pieces
