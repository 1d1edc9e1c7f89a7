"""How a client builds requests: what it was given goes to the origin that it was given for.

Cookies without a domain, and headers and parameters that are credentials, go to the origin of `base_url`; without
one they go wherever the person calls, as client-wide auth does. No redirect takes them elsewhere.

The private names of httpx that this needs: `_merge_cookies`, `_cookies`, `_build_redirect_request`. A test says so
if one ever changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .._http import httpx
from ..core.origin import Origin
from .cookies import Cookies
from .written import is_same, leave_out_headers, without

if TYPE_CHECKING:
    from .session import Session

__all__ = ["Builder"]

QUOTED = re.compile(r":? '.*", re.DOTALL)
NOT_SHOWN = (
    " (which is not shown: it may be a part of the password. Before the host, write / as %2F, ? as %3F, # as %23"
    " and @ as %40; or give the user name and the password as auth=)"
)
"""httpx quotes what it cannot read. In http://ada:pass/word@host it takes the password's beginning for a port."""


class Builder:
    """What a session's two clients share of building a request."""

    _session: Session
    _cookies: httpx.Cookies
    base_url: httpx.URL
    _base: tuple[httpx.URL | None, Origin | None] = (None, None)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._cookies

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._cookies = Cookies(cookies)

    @property
    def home(self) -> Origin | None:
        """The origin of `base_url`; None without one."""
        base, (known, home) = self.base_url, self._base
        if base is not known:
            home = Origin.of(base) if base.host else None
            self._base = (base, home)
        return home

    def _is_home(self, origin: Origin, called: Origin) -> bool:
        """Tell whether what the client was given is for *origin*, on the way from what the person *called*."""
        return is_same(self.home or called, origin)

    def _add_cookies(self, request: httpx.Request, given: Any, at_home: bool) -> None:
        ours: Any = self._cookies
        if given or ours:
            ours.set_cookie_header(request, given=given, at_home=at_home)

    def _merge_cookies(self, cookies: Any = None) -> Any:
        """None: they are put on later, where it is known whether they are for that origin."""
        return None

    def build_request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        params: Any = None,
        headers: Any = None,
        cookies: Any = None,
        **options: Any,
    ) -> httpx.Request:
        """Build a request, as httpx's clients do."""
        try:
            request: httpx.Request = super().build_request(  # type: ignore[misc]
                method, url, params=params, headers=headers, **options
            )
        except httpx.InvalidURL as exc:
            if "@" not in str(url):
                raise
            problem = str(exc)
        else:
            problem = ""
        if problem:  # outside of the except clause: httpx's error would be the context of ours
            raise httpx.InvalidURL(f"{QUOTED.sub('', problem)}{NOT_SHOWN}")
        home = self.home
        at_home = home is None or is_same(home, Origin.of(request.url))
        self._add_cookies(request, cookies, at_home)
        if not at_home:
            without(self, request, url, params, headers, self._session.redactor)
        return request

    def _redirected(self, request: httpx.Request, response: httpx.Response, called: Origin) -> httpx.Request:
        """Return the request that *response* redirects to, without what it may not take from *called* there."""
        redirected: httpx.Request = super()._build_redirect_request(request, response)  # type: ignore[misc]
        origin = Origin.of(redirected.url)
        redirected.headers.pop("Cookie", None)  # httpx has asked the jar, and not our `Cookies`
        if not is_same(called, origin):
            leave_out_headers(redirected, self._session._recorder.messages)
        self._add_cookies(redirected, None, self._is_home(origin, called))
        return redirected
