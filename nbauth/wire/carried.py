"""What one send has taken where: a redirect does not take it on to another origin, in its URL or in the body.

A server that redirects may copy what it was sent into its Location; and 307 and 308 send a body again.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._http import httpx
from ..core.message import Messages
from ..core.origin import Origin
from ..core.redact import Redactor
from ..core.secret import Known, Vault
from ..errors import RedirectRefused
from .foreign import secrets_of
from .written import is_same

__all__ = ["Carried"]

INSTEAD = "send a request there yourself, if that is right"


class Carried:
    """The secrets of one send, each with the origin that it was for.

    Args:
        home: The origin of the user's request.
    """

    def __init__(self, home: Origin) -> None:
        self._home = home
        self._auths: list[tuple[Origin, httpx.Auth]] = []
        self._known: list[tuple[Origin, Known]] = []

    def by(self, auth: httpx.Auth, origin: Origin) -> None:
        """Note that *auth* answers at *origin*."""
        self._auths.append((origin, auth))

    def put(self, known: Iterable[Known], origin: Origin) -> None:
        """Note what an Auth whose secrets are not known before has put on a leg to *origin*."""
        self._known += [(origin, each) for each in known]

    def check(self, hop: httpx.Request, before: Origin, here: Origin, messages: Messages) -> None:
        """Refuse a redirect from *before* to *here*, another origin, that takes a secret along.

        A body that is streamed, or has files, is not looked into.

        Raises:
            RedirectRefused: also before the name of the other host, in which a secret may be, is looked up.
        """
        known = [each for origin, auth in self._auths if origin != here for each in secrets_of(auth)]
        known += [each for origin, each in self._known if origin != here]
        if here != self._home:
            known += [Known(*each) for each in hop.extensions.get("nbauth.secrets", {}).items()]
        if not Redactor(Vault.of(known)).clean(str(hop.url.copy_with(fragment=None))):
            raise RedirectRefused(
                f"{before} redirects to another origin, with a secret of this request in the URL", hint=INSTEAD
            )
        body = b"".join(hop.stream) if isinstance(hop.stream, httpx.ByteStream) else b""
        if not is_same(self._home, here) and messages.body(body, messages.headers(hop.headers.raw)) != body:
            raise RedirectRefused(
                f"{before} redirects to {here}, and the body of this request has a secret in it", hint=INSTEAD
            )
