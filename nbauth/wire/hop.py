"""Send: what was asked for in one `client.send()`, and which credential each of its hops gets.

All of this is bookkeeping without waiting, shared by the sync and the async client. A hop is one request of
httpx's redirect loop; a leg is one message exchange on the wire, of which an auth flow makes several per hop.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.origin import Origin
from ..errors import InvalidAuth, RedirectRefused
from ..schemes.base import Scheme
from ..schemes.basic import BasicAuth
from ..schemes.body import mark, rewind
from ..schemes.custom import CallableAuth
from ..schemes.message import add_cookies
from .answer import mark_asking
from .asked import Asked
from .capture import Capture, detach
from .carried import Carried
from .cookies import Cookies
from .draft import filled, placeholders_removed
from .foreign import is_on, is_opaque, secrets_of
from .learn import HARMLESS
from .recorder import RawLeg, Recording, redacted_error
from .shown import duplicate, own_request_shown, own_response_shown, request_shown, unredacted
from .written import without_proxys

if TYPE_CHECKING:
    from .session import Session

__all__ = ["Send"]

DEFAULT = type(httpx.USE_CLIENT_DEFAULT)

Choice = tuple[str | None, httpx.Auth | None, bool]
"""Whose credentials, the auth, and whether it is one that only its legs tell the secrets of."""

NOBODY: Choice = (None, None, False)


class Send:
    """One send, from the call to its response; lives in a context variable meanwhile."""

    def __init__(self, client: Any, session: Session, request: httpx.Request, auth: Any, follow: Any) -> None:
        self._client, self._session = client, session
        # What was asked for on this one send; None when nothing was, so that the session's logins answer.
        self._asked = None if isinstance(auth, DEFAULT) else Asked(auth)
        self.request = request = placeholders_removed(request, session.vault)
        self.follow: bool = client.follow_redirects if isinstance(follow, DEFAULT) else follow
        about = request.extensions
        self._first = self._here = Origin.of(request.url)
        # That of what the user has sent: another one where the last request of a redirect is sent again.
        self._origin = (self._asked.home if self._asked is not None else None) or self._first
        self._user = (request.url.username, request.url.password) if request.url.userinfo else ("", "")
        before = about.get("nbauth.browser", ())
        for secret in (each for leg in before for each in leg.hidden):
            session.vault.learn(f"auth_{secret.name}", secret.reveal(), owner="auth")
        self._recording = Recording(
            session._recorder, about.get("nbauth.source", ""), about.get("nbauth.notes", ()), before
        )
        self._responses: list[httpx.Response] = []
        self._views: list[tuple[httpx.Request, httpx.Request]] = []
        self._own: list[bool] = []  # of each response: it answers a request that a flow made itself
        self._hops = 0
        self._legs_of_hop = self._before_hop = 0
        self._login: str | None = None
        self._chosen: httpx.Auth | None = None
        self._opaque = self._away = False
        self._nested: Origin | None = None
        self._carried = Carried(self._origin)

    @property
    def home(self) -> Origin:
        """The origin of what is under way: the user's request, or one that a flow makes itself."""
        return self._nested or self._origin

    # -- per hop ------------------------------------------------------------------------------------------

    def enter(self, hop: httpx.Request) -> httpx.Auth | None:
        """Begin a hop: return the auth whose flow runs on it, or None."""
        origin = self._first if hop.url is self.request.url else Origin.of(hop.url)
        if self._nested is not None:
            if origin != self._nested:
                raise RedirectRefused(
                    f"{self._nested} redirected a request of the auth flow to {origin}; it carries credentials",
                    hint="give the flow the address where it ends up, if that is right",
                )
            return None
        self._hops += 1
        self._legs_of_hop, self._before_hop = 0, len(self._responses)
        self._away = origin is not self._origin and origin != self._origin
        before, self._here = self._here, origin
        if self._hops > 1:
            self._carried.check(hop, before, origin, self._recording.messages)
        self._login, auth, self._opaque = self._decide(hop, origin)
        self._chosen = None
        if auth is not None:
            self._carried.by(auth, origin)
            self._chosen = self._session._digests.at(auth, origin)
        return self._chosen

    def _decide(self, hop: httpx.Request, origin: Origin) -> Choice:
        direct = not self._away
        asked = self._asked
        if asked is not None:
            if asked.login is not None:
                if asked.login.answers(origin, hop.url.path, direct=direct):
                    return asked.login.name, asked.login.auth, asked.login.is_opaque
                if self._hops == 1 or (direct and not asked.is_tried):
                    raise InvalidAuth(
                        f"the login {asked.login.name} is for {asked.login.origin}, not for {origin}",
                        hint="log in there too, or leave auth out",
                    )
            elif asked.auth is None:
                return self._userinfo(direct)
            elif direct:
                self._learn(asked.auth, "auth")
                return "auth", asked.auth, is_opaque(asked.auth)
        login = self._session._bindings.find(hop.url, origin, direct=direct)
        if login is not None:
            if not login.is_opaque and is_on(login.auth, hop):
                return NOBODY
            return login.name, login.auth, login.is_opaque
        wide = self._client.auth  # of the origin of `base_url`; without one it goes where the user calls
        if wide is not None and direct and self._client.home in (None, origin):
            opaque = is_opaque(wide)
            if not opaque and is_on(wide, hop):
                return NOBODY
            self._learn(wide, "client")
            return "client", wide, opaque
        opened = self._session.open_logins
        if opened and self._hops == 1 and not any(self._user) and "Authorization" not in hop.headers:
            opened.check(origin, hop.url.path)
        return self._userinfo(direct)

    def _userinfo(self, direct: bool) -> Choice:
        user, password = self._user
        if not direct or not (user or password):
            return NOBODY
        auth = BasicAuth(user, password)
        self._learn(auth, "url")
        return "url", auth, False

    def _learn(self, auth: httpx.Auth, owner: str) -> None:
        for known in secrets_of(auth):
            name, value = f"{owner}_{known.name}", known.secret.reveal()
            self._session.vault.learn(name, value, usernames=known.usernames, owner=owner)

    def copied(self, hop: httpx.Request) -> httpx.Request:
        """Return the copy of a hop's request that the flow works on."""
        mark(hop)  # where a file stands now; the copy has the mark too
        copy = duplicate(hop)
        if self._away:
            copy.extensions["nbauth.redirected"] = True
        return copy

    # -- per step of a flow -------------------------------------------------------------------------------

    def is_main(self, step: httpx.Request, copy: httpx.Request) -> bool:
        """True for the request itself, False for one that the flow makes on the way (a token request)."""
        if step is copy or isinstance(self._chosen, CallableAuth):
            return True
        return step.method == copy.method and step.url == copy.url

    def step(self, step: httpx.Request, copy: httpx.Request, hop: httpx.Request) -> httpx.Request:
        """Return the request that a flow has yielded, ready to be sent."""
        # A flow may yield `response.request` again: then with what it had put on it.
        if self._views:
            step = next((unredacted(step, leg) for view, leg in self._views if view is step), step)
        if "_content" in copy.__dict__ and "_content" not in hop.__dict__:
            # The flow read the body of the copy: a redirect of the hop must be able to send it again.
            hop.__dict__["_content"], hop.stream = copy.content, copy.stream
        if not self.is_main(step, copy):
            # httpx gives a flow's own request no timeout at all; it gets the caller's.
            step.extensions = {"timeout": hop.extensions.get("timeout"), **step.extensions}
            return step
        if self._legs_of_hop:
            rewind(step)
        self._legs_of_hop += 1
        for response in self._responses[self._before_hop :]:
            if "Set-Cookie" in response.headers:
                add_cookies(step, response, Cookies.of(response))
        if self._opaque and self._login != "auth":
            # A login never overwrites what the user wrote; auth= on the request does, as in httpx.
            for name, value in hop.headers.items():
                if name not in HARMLESS and step.headers.get(name) != value:
                    step.headers[name] = value
        return step

    @contextmanager
    def nested(self, step: httpx.Request) -> Iterator[None]:
        """While a flow's own request is out, with its redirects: no login, and no other origin."""
        here = self._here
        self._nested = self._here = Origin.of(step.url)
        try:
            yield
        finally:
            self._nested, self._here = None, here

    # -- per leg ------------------------------------------------------------------------------------------

    def check(self, leg: httpx.Request, hop: httpx.Request) -> None:
        """Stop a flow or a redirect loop without end, counting legs as httpx counts its history."""
        if len(self._responses) > self._client.max_redirects:
            raise httpx.TooManyRedirects("Exceeded maximum allowed redirects.", request=self._view(leg, hop))

    def leaving(self, leg: httpx.Request, hop: httpx.Request, stream_type: type) -> tuple[RawLeg, httpx.Request]:
        """Note a leg that goes out now; return it with the request to put on the wire."""
        outgoing, nested = filled(leg, self._origin), self._nested is not None
        if self._here.scheme == "https":
            outgoing = without_proxys(outgoing)
        else:
            self._session.plain_http.look(self._client, self._here, outgoing, hop, self._chosen, is_own=nested)
        captured = None
        if "_content" not in outgoing.__dict__ and isinstance(outgoing.stream, stream_type):
            outgoing = duplicate(outgoing)
            captured = outgoing.stream = Capture(outgoing.stream, self._session.body_limit)
        purpose = leg.extensions.get("nbauth.purpose")
        raw = self._recording.leg(outgoing, self._hops, self._login, not nested, purpose)
        raw.content, raw.captured = outgoing.__dict__.get("_content"), captured
        return raw, outgoing

    def arrived(self, raw: RawLeg, response: httpx.Response, leg: httpx.Request, hop: httpx.Request) -> None:
        """Note the response of a leg; what the user sees of the request is redacted."""
        raw.response = response
        self._learn_added(leg, hop)
        response.request = self._view(leg, hop)
        self._responses.append(response)
        self._own.append(self._nested is not None)

    def lost(self, raw: RawLeg, exc: BaseException, leg: httpx.Request, hop: httpx.Request) -> None:
        """Note the failure of a leg; the exception keeps no credential."""
        self._learn_added(leg, hop)
        raw.error = redacted_error(exc, self._recording.messages)
        if isinstance(exc, httpx.ProxyError) and "407" in raw.error:
            exc.add_note("the proxy wants a login of its own: Session(proxy='http://user:password@host:port')")
        if isinstance(exc, httpx.RequestError):
            exc.request = self._view(leg, hop)
            if isinstance(self._chosen, Scheme):
                self._chosen.lost(leg, exc)

    def _learn_added(self, leg: httpx.Request, hop: httpx.Request) -> None:
        if self._login is None:
            return
        learner = self._session._recorder.learner
        if self._nested is not None:
            learner.own_request(leg, self._login)
        elif self._opaque and leg is not hop:
            self._carried.put(learner.request(leg, hop, self._login), self._here)

    def _view(self, leg: httpx.Request, hop: httpx.Request) -> httpx.Request:
        """Return *leg* with each secret that was put on it as its {{name}}."""
        messages = self._recording.messages
        if self._nested is not None:
            view = own_request_shown(leg, messages)
        elif leg is hop:
            return hop
        else:
            view = request_shown(leg, hop, messages, self._login)
        self._views.append((view, leg))
        return view

    # -- the end ------------------------------------------------------------------------------------------

    def finished(self, response: httpx.Response, *, stream: bool) -> httpx.Response:
        """Keep the exchange and put all earlier responses into `response.history`, in order."""
        if len(self._responses) > 1:
            history = [
                own_response_shown(each, self._recording.messages) if own else each
                for each, own in zip(self._responses, self._own, strict=True)
            ]
            for index, each in enumerate([*history[:-1], response]):
                each.history = history[:index]
        for each in self._responses:
            if each.is_closed:
                detach(each)
        if not stream or response.is_closed:
            exchange = self._recording.finish()
        else:
            tail = Capture(response.stream, self._session.body_limit)
            exchange = self._recording.finish(tail=tail)

            def complete() -> None:
                done = self._recording.complete(exchange, tail)
                response.extensions["nbauth.exchange"] = done

            tail._on_close = complete
            response.stream = tail
        response.extensions = {**response.extensions, "nbauth.exchange": exchange}
        if self._asked is None or self._asked.is_tried:
            mark_asking(response, self._session, self._login, self.follow, self._origin)
        return response

    def failed(self, exc: BaseException) -> None:
        """Keep what was sent before it failed."""
        self._recording.failed(exc)
