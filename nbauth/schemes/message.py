"""What a flow does to httpx messages besides its own header: bytes of headers, cookies, which hop answered."""

from __future__ import annotations

from .._http import httpx

__all__ = ["add_cookies", "asked", "header_lines", "set_header"]


def header_lines(response: httpx.Response, name: str) -> list[str]:
    """Return a header's lines as Latin-1, which keeps every byte as it came."""
    wanted = name.lower().encode()
    return [value.decode("latin-1") for key, value in response.headers.raw if key.lower() == wanted]


def set_header(request: httpx.Request, name: str, value: bytes) -> None:
    """Set a header to *value*, whatever its bytes."""
    if value.isascii():
        request.headers[name] = value.decode("ascii")
        return
    # Headers remember the encoding they were read in, and would refuse other text or fail to read it back:
    # new ones find it out again.
    others = [pair for pair in request.headers.raw if pair[0].lower() != name.lower().encode()]
    request.headers = httpx.Headers([*others, (name.encode(), value)])


def add_cookies(request: httpx.Request, response: httpx.Response, cookies: httpx.Cookies | None = None) -> None:
    """Send the cookies that *response* set, as far as they are for *request*, with those it has.

    A new value takes the place of the old one; other cookies stay. *cookies* are those of the response, where they
    are kept to other rules than httpx's.
    """
    if "Set-Cookie" not in response.headers:
        return
    probe = type(request)("GET", request.url)
    (response.cookies if cookies is None else cookies).set_cookie_header(probe)
    new = _pairs(probe)
    names = {_name(pair) for pair in new}
    kept = [pair for pair in _pairs(request) if _name(pair) not in names]
    if new:
        request.headers["Cookie"] = "; ".join([*kept, *new])


def asked(request: httpx.Request, response: httpx.Response) -> httpx.Request:
    """Return the request that *response* answers.

    It is another than *request* where httpx followed a redirect below the flow: in a plain httpx client.
    A session runs the flow for each hop.
    """
    if response.history and response.history[-1].has_redirect_location:
        return response.request
    return request


def _pairs(request: httpx.Request) -> list[str]:
    return [pair.strip() for pair in request.headers.get("Cookie", "").split(";") if pair.strip()]


def _name(pair: str) -> str:
    return pair.partition("=")[0].strip()
