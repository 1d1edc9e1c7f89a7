"""The private names of httpx that `wire/build.py` overrides: when these fail, httpx has changed."""

from __future__ import annotations

import asyncio

import pytest

import nbauth
from nbauth._http import httpx


def hops(request):
    return httpx.Response(302, headers={"Location": "/b"}) if request.url.path == "/a" else httpx.Response(200)


@pytest.mark.parametrize("kind", [httpx.Client, httpx.AsyncClient])
def test_where_requests_are_made(kind):
    """`build_request` asks `_merge_cookies`, and takes None for none; each redirect is a `_build_redirect_request`."""
    steps = []

    class Watched(kind):
        def _merge_cookies(self, cookies=None):
            steps.append(cookies)

        def _build_redirect_request(self, request, response):
            made = super()._build_redirect_request(request, response)
            steps.append((request.url.path, response.status_code, made.url.path))
            return made

    client = Watched(transport=httpx.MockTransport(hops), base_url="http://h", cookies={"a": "1"})
    for follow in (True, False):
        answer = client.get("/a", follow_redirects=follow)
        if kind is httpx.AsyncClient:
            answer = asyncio.run(answer)

    assert [None, ("/a", 302, "/b")] * 2 == steps
    assert "Cookie" not in answer.request.headers


@pytest.mark.parametrize("kind", ["client", "async_client"])
def test_a_request_is_built_as_httpx_builds_it(kind):
    """All that `build_request` takes is in it, in httpx's order."""
    options = {
        "params": {"a": "1"},
        "headers": {"X-One": "1"},
        "cookies": {"c": "2"},
        "json": {"d": 3},
        "timeout": 7,
        "extensions": {"e": "4"},
    }
    given = {"base_url": "https://h/v1", "headers": {"X-Two": "2"}, "params": {"z": "0"}, "cookies": {"j": "5"}}
    with nbauth.Session(**given) as session, httpx.Client(**given) as bare:
        ours = getattr(session, kind).build_request("POST", "/x", **options)
        theirs = bare.build_request("POST", "/x", **options)

    assert str(theirs.url) == str(ours.url)
    assert sorted(theirs.headers.raw) == sorted(ours.headers.raw)
    assert (theirs.content, theirs.extensions) == (ours.content, ours.extensions)
