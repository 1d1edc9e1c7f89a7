"""Send a recorded request again, with the credentials of now.

A record has {{name}} where a secret was. Each is put back by who has put it there:

- what a login has added: it is taken out, and the login answers anew;
- a cookie: the session's cookies of now are sent;
- a `Secret` of a cell, or a token that the user has put there: as long as the session knows what had that name
  then, it goes to the same address again. A login's secret goes only where the login is for, and what was read
  from a file gets no secret in this way.

Whatever cannot be put back is an error, before anything is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .._http import httpx
from ..core.origin import Origin
from ..core.places import TREATMENTS, credentials, parameter_place, whole
from ..core.record import Exchange, Headers
from ..core.secret import Secret
from ..errors import BodyNotReplayable, CredentialsNotFound, NbauthError
from ..export.asked import asked, asking_leg
from ..export.placeholders import PLACEHOLDER, names, pieces
from ..render.inert import short
from ..schemes.basic import BasicAuth
from .blocking import send
from .foreign import is_on

if TYPE_CHECKING:
    from .session import Session

__all__ = ["areplay", "replay"]

DEFAULT = httpx.USE_CLIENT_DEFAULT

FROM_THE_CLIENT = frozenset({"content-length", "transfer-encoding", "proxy-connection", "cookie"})
LOG_IN = "log in, or give auth=: history.replay(i, auth=...)"

USER = re.compile(r"(?<=://)([^/?#@:]*)(?::([^/?#@]*))?@")


def replay(
    session: Session, exchange: Exchange, *, auth: Any, timeout: Any, follow_redirects: bool | None
) -> httpx.Response:
    """Send what *exchange* has asked for again; see `SessionHistory.replay`."""
    again = _Again(session, exchange, auth)
    request = again.request(session.client, timeout)
    return send(session, request, auth=again.auth, follow_redirects=again.follows(follow_redirects))


async def areplay(
    session: Session, exchange: Exchange, *, auth: Any, timeout: Any, follow_redirects: bool | None
) -> httpx.Response:
    """Do what `replay` does, with the session's async client."""
    again = _Again(session, exchange, auth)
    request = again.request(session.async_client, timeout)
    return await session.async_client.send(
        request, auth=again.auth, follow_redirects=again.follows(follow_redirects)
    )


class _Again:
    """The request of an exchange, on its way to be sent again."""

    def __init__(self, session: Session, exchange: Exchange, auth: Any) -> None:
        leg = asking_leg(exchange)
        if leg is None:
            raise NbauthError(f"#{exchange.number} has sent nothing that could be sent again")
        self._session, self._exchange, self._leg, self._sent = session, exchange, leg, leg.request
        self._known = {known.name: known for known in session.vault.known()}
        self._held = {name for login in session.logins.values() for name in login.secrets}
        # auth= on the request is no login that could answer anew: what it has put there is put there again.
        self._login = leg.login if leg.login != "auth" else None
        self._secrets: dict[str, Secret] = {}
        self._url = self._with_user(leg.request.url)
        self._is_left_out = False
        self._auth = self._auth_again() if auth is DEFAULT and leg.login == "auth" else auth
        self._answers = self._auth is not DEFAULT or self._login_answers()
        if self._login is not None and not self._answers:
            self._refuse_without_login()

    @property
    def auth(self) -> Any:
        """Who answers, once the request is made."""
        if self._auth is DEFAULT and self._leg.login == "auth" and not self._is_left_out:
            return None  # what auth= has put there is there again, and no login comes besides
        return self._auth

    def follows(self, wanted: bool | None) -> bool:
        """Tell whether redirects are followed."""
        return not asked(self._exchange).is_redirect_shown if wanted is None else wanted

    def request(self, client: Any, timeout: Any) -> httpx.Request:
        """Return the request, secrets as {{name}} in it, filled in on the wire."""
        timeout = client.timeout if timeout is DEFAULT else httpx.Timeout(timeout)
        url, headers, body = self._kept_query(self._url), self._headers(client), self._body()
        return httpx.Request(
            self._sent.method,
            url,
            headers=[(name.encode(), value.encode()) for name, value in headers],
            # Ignored where the headers have a cookie: the user has written one then.
            cookies=client.cookies,
            content=body or None,
            extensions={
                "timeout": timeout.as_dict(),
                "nbauth.secrets": dict(self._secrets),
                "nbauth.source": self._exchange.source,
            },
        )

    # -- who answers --------------------------------------------------------------------------------------

    def _auth_again(self) -> Any:
        """Return the user and password of Basic that were given with auth=, where they are known."""
        credential = asked(self._exchange).credential
        # Not for Digest: whose password a proof was made of is not recorded.
        if credential is None or credential.scheme != "basic" or PLACEHOLDER.search(credential.username):
            return DEFAULT
        if not self._knows(credential.password):
            return DEFAULT
        return BasicAuth(credential.username, self._known[credential.password].secret)

    def _login_answers(self) -> bool:
        url = httpx.URL(self._url)
        origin = Origin.of(url)
        if self._session._bindings.find(url, origin, direct=True) is not None:
            return True
        auth, space = self._session._client_wide()
        return bool(url.password) or (auth is not None and space.covers(origin, url.path))

    def _refuse_without_login(self) -> None:
        how = f"with the login {self._login}, which this session does not have"
        if self._login == "url":
            how = "with a password in its URL, which is not kept"
        raise CredentialsNotFound(f"#{self._exchange.number} was sent {how}", hint=LOG_IN)

    def _with_user(self, url: str) -> str:
        """Return the URL with the user and the password that somebody wrote into it, as far as they are kept."""
        found = USER.search(url)
        if found is None:
            return url
        user, password = found[1], PLACEHOLDER.fullmatch(found[2] or "")
        if password and self._knows(password[1]):
            user += f":{quote(self._known[password[1]].secret.reveal(), safe='')}"
        return f"{url[: found.start()]}{user}@{url[found.end() :]}"

    # -- the parts ----------------------------------------------------------------------------------------

    def _headers(self, client: Any) -> Headers:
        url = self._url.partition("?")[0]
        host = httpx.URL(url).netloc.decode("ascii")
        kept = []
        for name, value in self._sent.headers:
            low = name.lower()
            if low in FROM_THE_CLIENT or (low == "host" and value.lower() == host):
                continue
            if low == "accept-encoding" and self._exchange.imported:
                value = client.headers.get(name, "identity")  # a browser decodes what httpx may not
            if low == "authorization" and self._leg.username is not None:
                # Basic: what stands there is the name of the password alone, which is not what was sent.
                if not self._answers:
                    self._refuse(self._names(value)[0], f"the header {name}")
                self._is_left_out = True
                continue
            place = httpx.Request("GET", url, headers=[(name.encode(), b"x")])
            is_credential = TREATMENTS[name] in (credentials, whole)
            if self._keeps(value, f"the header {name}", place, is_credential=is_credential):
                kept.append((name, value))
        return (*kept, *self._cookies())

    def _cookies(self) -> Headers:
        """Return a Cookie header with what the user has made of Secrets; all others are the client's."""
        values = (value for name, value in self._sent.headers if name.lower() == "cookie")
        pairs = [pair.strip() for value in values for pair in value.split(";")]
        own = "; ".join(pair for pair in pairs if (found := self._names(pair)) and all(map(self._is_own, found)))
        return (("Cookie", own),) if own and self._keeps(own, "a cookie") else ()

    def _kept_query(self, url: str) -> str:
        """Return the URL without the parameters that a login adds anew."""
        rest, mark, query = url.partition("#")[0].partition("?")
        self._keeps(USER.sub("", rest), "the URL")
        parts = query.split("&") if mark else []
        kept = []
        for part in parts:
            is_credential = parameter_place(part.partition("=")[0]) is not None
            if self._keeps(part, "the query", httpx.Request("GET", f"{rest}?{part}"), is_credential=is_credential):
                kept.append(part)
        return f"{rest}?{'&'.join(kept)}" if kept else rest

    def _body(self) -> bytes:
        """Return the body, secrets in it as placeholders. Raises BodyNotReplayable."""
        body, number = self._sent.body, self._exchange.number
        if body.note == "cut":
            reason = (
                f"#{number} cannot be sent again: {len(body.content)} of {body.size} bytes of its body are kept"
            )
            raise BodyNotReplayable(reason, hint="Session(body_limit=...) says how much is kept")
        if body.note:
            reason = f"#{number} cannot be sent again: its body is not kept ({short(body.note, 60)})"
            raise BodyNotReplayable(reason, hint="send the request anew, with its body")
        text = body.content.decode("utf-8", "surrogateescape")
        for name in self._names(text):
            if not self._knows(name):
                self._refuse(name, "its body")
            self._secrets[name] = self._known[name].secret
        return body.content

    # -- the secrets --------------------------------------------------------------------------------------

    def _names(self, text: str) -> list[str]:
        return list(names(pieces(text, literal=self._sent.literal)))

    def _keeps(
        self, text: str, where: str, place: httpx.Request | None = None, *, is_credential: bool = False
    ) -> bool:
        """Tell whether a text stays, its secrets noted to be filled in; False where a login writes it anew.

        *place* is a request with nothing but this header, or this parameter.
        """
        found = self._names(text)
        missing = [name for name in found if not self._knows(name) or self._is_of_login(name)]
        is_set = bool(found) and place is not None and self._is_set_by_login(place)
        if not missing and not is_set:
            self._secrets |= {name: self._known[name].secret for name in found}
            return True
        if not is_set and not (self._answers and (is_credential or all(map(self._is_of_login, found)))):
            self._refuse(missing[0], where)
        self._is_left_out = True
        return False

    def _is_set_by_login(self, place: httpx.Request) -> bool:
        """Tell whether the login that answers sets this header or parameter itself, as one did the first time."""
        if self._login is None or self._auth is not DEFAULT:
            return False
        url = httpx.URL(self._url)
        login = self._session._bindings.find(url, Origin.of(url), direct=True)
        return login is not None and not login.is_opaque and is_on(login.auth, place)

    def _refuse(self, name: str, where: str) -> None:
        raise CredentialsNotFound(
            f"#{self._exchange.number} cannot be sent again: what {{{{{name}}}}} in {where} stood for is not kept",
            hint=f"{LOG_IN}; or write the request anew",
        )

    def _knows(self, name: str) -> bool:
        """Tell whether the session has what had this name when it was sent there, and may send it there again."""
        known = self._known.get(name)
        if known is None or self._exchange.imported:
            return False
        url = httpx.URL(self._sent.url)
        if (origin := self._session._pasted.origin_of(name)) is not None:
            return origin == Origin.of(url)
        spaces = [login.space for login in self._session.logins.values() if name in login.secrets]
        if spaces:
            # It may be another value by now, which goes where its login is for.
            return any(space.covers(Origin.of(url), url.path) for space in spaces)
        return known.since <= self._leg.started

    def _is_own(self, name: str) -> bool:
        """Tell whether it is a Secret that the user has put there: no login's, and no server's."""
        return self._knows(name) and not self._known[name].owner and name not in self._held

    def _is_of_login(self, name: str) -> bool:
        """Tell whether the login of this leg has put it there, by its name."""
        return self._login is not None and name.startswith(f"{self._login}_") and not self._is_own(name)
