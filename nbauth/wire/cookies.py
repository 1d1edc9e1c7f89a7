"""Cookies: a client's cookies, which look only at responses that set one."""

from __future__ import annotations

from http.cookiejar import CookieJar

from .._http import httpx

__all__ = ["Cookies"]


class Cookies(httpx.Cookies):
    """httpx's cookies; a response that sets none costs nothing.

    httpx makes a request and a response of urllib's for each response, a tenth of a small request's time, and
    the jar finds nothing in them. (httpx2 does the same as is done here.)
    """

    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep the cookies that *response* sets. A jar with its own way of looking sees every response."""
        if (
            "set-cookie" in response.headers
            or "set-cookie2" in response.headers
            or type(self.jar).extract_cookies is not CookieJar.extract_cookies
        ):
            super().extract_cookies(response)
