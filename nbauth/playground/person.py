"""Person: somebody made up who signs in, where nobody is there to click."""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser
from http.client import HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from ..errors import NbauthError

__all__ = ["Person"]

MOST_PAGES = 10
LARGEST = 1_000_000


class Person:
    """Walks through the playground's pages as a browser does, by HTTP; made by ``server.person(name)``.

    Attributes:
        name: Who it is.
    """

    def __init__(self, name: str, password: str, origins: Collection[str]) -> None:
        self.name = name
        self._password, self._origins = password, tuple(origins)
        # No proxies: what is asked is on this machine.
        self._opener: OpenerDirector = build_opener(ProxyHandler({}), _Stays)

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    def sign_in(self, url: str, *, allows: bool = True, code: str = "", follows: bool = False) -> str:
        """Open an address, sign in, say yes or no; return the address at which the browser ended.

        Args:
            url: A page of the playground: where a sign-in begins, or where a device's code is typed.
            allows: Whether the person presses Allow, or Deny.
            code: What is typed into the page that asks for a device's code.
            follows: Whether the browser also goes where it is sent outside of the playground, to a program
                that listens. Otherwise that address is returned, with its code and state.

        Raises:
            NbauthError: the page is not the playground's, where this person types no password; or it refuses.
        """
        typed = {"username": self.name, "password": self._password, "answer": "allow" if allows else "deny"}
        if code:
            typed["user_code"] = code
        body: bytes | None = None
        for _ in range(MOST_PAGES):
            if not self._is_here(url):
                if follows:
                    self._open(url, None)
                return url
            status, there, text = self._open(url, body)
            if there:
                url, body = urljoin(url, there), None
                continue
            form = _Form(text)
            if status >= 400:
                raise NbauthError(
                    f"the page says no ({status}): {form.title}", hint="look at what it was opened with"
                )
            if form.action is None:
                return url
            if missing := [name for name, value in form.fields.items() if not value and name not in typed]:
                raise NbauthError(f"the page asks for {', '.join(missing)}, and {self.name} does not know it")
            filled = {name: typed.get(name, value) for name, value in form.fields.items()}
            url, body = urljoin(url, form.action), urlencode(filled).encode()
            if not self._is_here(url):
                raise NbauthError("the page would send a password elsewhere")
        raise NbauthError("the pages go on and on")

    def _is_here(self, url: str) -> bool:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}" in self._origins

    def _open(self, url: str, body: bytes | None) -> tuple[int, str, str]:
        """Return status, where it redirects to, and the page."""
        if urlsplit(url).scheme != "http":
            raise NbauthError("this person's browser opens http on this machine alone")
        try:
            with self._opener.open(Request(url, body), timeout=30) as response:  # noqa: S310 - http, see above
                return response.status, "", response.read(LARGEST).decode(errors="replace")
        except HTTPError as exc:
            with exc:
                return exc.code, exc.headers.get("Location", ""), exc.read(LARGEST).decode(errors="replace")


class _Stays(HTTPRedirectHandler):
    """Follows nothing by itself: where it leads is looked at first."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class _Form(HTMLParser):
    """The form of a page: where it goes, its fields and their values, and the page's title."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.title = ""
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        self._in_title = tag == "title"
        if tag == "form":
            self.action = given.get("action") or ""
        elif tag in ("input", "button") and name:
            self.fields[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
