"""Open files as bodies, through a flow that sends them twice. (An async client takes no such file.)"""

from __future__ import annotations

import io

import nbauth
from nbauth._http import httpx


class TwiceAuth(httpx.Auth):
    """Sends the request a second time with a header, as the page's second sample does."""

    def auth_flow(self, request):
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = "Bearer abcdef"
            yield request


def test_a_file_is_sent_again_from_where_it_stood():
    """A flow of the user's own gets the file's body twice, from its place at the first time."""
    bodies: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return httpx.Response(200 if "Authorization" in request.headers else 401)

    session = nbauth.Session(transport=httpx.MockTransport(answer))
    file = io.BytesIO(b"head body")
    file.seek(5)
    headers = {"Content-Length": "4"}  # httpx would count from the file's beginning

    response = session.client.post("https://h.example/", headers=headers, content=file, auth=TwiceAuth())

    assert 200 == response.status_code
    assert [b"body", b"body"] == bodies
