"""Cookies: a client's cookies, and which of them a request carries.

httpx leaves both to the standard library, which is laxer than RFC 6265, and knows no origins. Here a cookie goes no
further than RFC 6265 lets it, and one that was given without a domain goes only where the client says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import Message
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Any, Self
from urllib.request import Request

from .._http import httpx
from .draft import PLACEHOLDER
from .public_suffix import is_public_suffix

__all__ = ["Cookies", "Policy", "forget"]

ADDRESS = re.compile(r"[0-9.]+|\[.*\]")
PORT = re.compile(r":[0-9]*\Z")


class Policy(DefaultCookiePolicy):
    """What the standard library leaves out of RFC 6265, and one thing more.

    A cookie without a Domain is for the host that set it, not for hosts below it (section 5.4). A Domain that
    belongs to nobody, a public suffix, spans no hosts (section 5.3, step 5), nor does a part of an address. And
    what came over TLS does not go out in clear, also when the server did not write Secure.

    Two kinds are not kept, since each later request to their host would fail: what is not ASCII, which no server
    may set (section 4.1.1) and httpx cannot send; and what has a {{name}} in it, as a record has for a secret.
    """

    def __init__(self) -> None:
        super().__init__(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain)

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        if request.type == "https":
            cookie.secure = True
        text = f"{cookie.name}={cookie.value}"
        return text.isascii() and not PLACEHOLDER.search(text) and super().set_ok(cookie, request)

    def set_ok_domain(self, cookie: Cookie, request: Request) -> bool:
        return super().set_ok_domain(cookie, request) and _spans(cookie.domain, request)

    def return_ok_domain(self, cookie: Cookie, request: Request) -> bool:
        if not cookie.domain:
            return True  # see Cookies.set_cookie_header
        return super().return_ok_domain(cookie, request) and _spans(cookie.domain, request)


def _spans(domain: str, request: Request) -> bool:
    """Tell whether a cookie of this domain, which matches the host of *request*, may go there."""
    host, domain = PORT.sub("", request.host).lower(), domain.lstrip(".")
    return host == domain or not (ADDRESS.fullmatch(host) or is_public_suffix(domain))


class Cookies(httpx.Cookies):
    """A client's cookies. The jar of a user's own keeps what its own policy lets it keep."""

    def __init__(self, cookies: Any = None) -> None:
        super().__init__(cookies)
        if self.jar is not cookies:
            self.jar.set_policy(Policy())

    @classmethod
    def of(cls, response: httpx.Response) -> Self:
        """Return the cookies that one response sets."""
        made = cls()
        made.extract_cookies(response)
        return made

    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep the cookies that *response* sets; a response that sets none costs nothing.

        httpx makes a request and a response of urllib's for each response, a tenth of a small request's time, and
        the jar finds nothing in them. A jar with its own way of looking sees every response.
        """
        if (
            "set-cookie" in response.headers
            or "set-cookie2" in response.headers
            or type(self.jar).extract_cookies is not CookieJar.extract_cookies
        ):
            answer: Any = _Answer(response)
            self.jar.extract_cookies(answer, _asked(response.request.url))

    def set_cookie_header(self, request: httpx.Request, *, given: Any = None, at_home: bool = True) -> None:
        """Set the header Cookie of *request*, where it has none.

        Args:
            given: Cookies for this one request, as httpx takes them.
            at_home: Whether cookies that name no domain are for this request too.
        """
        jar = CookieJar(Policy())
        for cookie in self.jar:
            if cookie.domain or at_home:
                jar.set_cookie(cookie)
        for cookie in httpx.Cookies(given).jar:
            jar.set_cookie(cookie)
        asked = _asked(request.url)
        jar.add_cookie_header(asked)
        value = asked.get_header("Cookie")
        if value and "Cookie" not in request.headers:
            request.headers["Cookie"] = value


class _Answer:
    """A response as a CookieJar looks at it."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    def info(self) -> Message:
        lines = Message()
        for name, value in self._response.headers.multi_items():
            lines[name] = value  # adds a line
        return lines


def _asked(url: httpx.URL) -> Request:
    """Return a request as a CookieJar looks at it: it would take a URL's userinfo for a part of the host."""
    return Request(str(url.copy_with(userinfo=b"")))  # noqa: S310


def forget(jars: Iterable[CookieJar], hosts: Iterable[str]) -> None:
    """Remove the cookies that go to one of these hosts; not those that were given without a domain."""
    names = {f".{host}" for host in hosts}
    for jar in jars:
        for cookie in list(jar):
            domain = cookie.domain.lstrip(".").removesuffix(".local")
            if domain and any(name.endswith(f".{domain}") for name in names):
                jar.clear(cookie.domain, cookie.path, cookie.name)
