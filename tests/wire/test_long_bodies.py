"""A body from a long file, over real sockets, where it is sent more than once."""

from __future__ import annotations

import asyncio

import pytest

import nbauth
from nbauth import playground
from nbauth.wire.session import Session

CONTENT = bytes(range(256)) * 5000
HEADER = "Content-Type: application/octet-stream"


@pytest.fixture(scope="module")
def running():
    with playground.start() as server:
        yield server


@pytest.fixture(params=["sync", "async"])
def sent(request, running, tmp_path, monkeypatch):
    """Send a text with either client, logged in, and return the bodies that arrived."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "long.bin").write_bytes(CONTENT)
    running.seen.clear()

    async def alone(text, variables):
        async with Session() as session:
            session.login(running.url, nbauth.DigestAuth("ada", running.users["ada"]))
            await session.asend(text, variables=variables)

    def send(text, **variables):
        variables["url"] = running.url
        if request.param == "async":
            asyncio.run(alone(text, variables))
        else:
            with Session() as session:
                session.login(running.url, nbauth.DigestAuth("ada", running.users["ada"]))
                session.send(text, variables=variables)
        return [(each.path, each.body, each.headers.get("content-length")) for each in running.seen]

    return send


def test_digest(sent):
    """The challenge is answered with the same bytes, read anew."""
    size = str(len(CONTENT))

    assert [("/digest", CONTENT, size)] * 2 == sent(f"POST {{{{url}}}}/digest\n{HEADER}\n\n< ./long.bin")


def test_a_redirect(sent):
    """A 307 within the origin takes the body along."""
    found = sent(f"POST {{{{url}}}}/redirect?to=/echo&status=307\n# @auth none\n{HEADER}\n\n< ./long.bin")

    assert [("/redirect", CONTENT), ("/echo", CONTENT)] == [row[:2] for row in found]


def test_a_secret_beside_it(sent):
    """It is put in, and the length is that of what goes out."""
    (found,) = sent(
        f"POST {{{{url}}}}/echo\n# @auth none\n{HEADER}\n\n{{{{key}}}}\n< ./long.bin",
        key=nbauth.Secret("a-long-secret"),
    )

    assert ("/echo", b"a-long-secret\n" + CONTENT, str(len(CONTENT) + 14)) == found
