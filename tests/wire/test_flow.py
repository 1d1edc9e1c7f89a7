"""The flow drivers: what is yielded is sent, every response but the last is read, and everything is closed."""

from __future__ import annotations

import asyncio

import pytest

from nbauth._http import httpx
from nbauth.errors import InvalidAuth
from nbauth.wire.flow import adrive, drive


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that tells whether it was read and closed."""

    def __init__(self, error=None):
        self.read, self.closed, self._error = False, False, error

    def __iter__(self):
        self.read = True
        if self._error:
            raise self._error
        yield b"x"

    async def __aiter__(self):
        for chunk in self:
            yield chunk

    def close(self):
        self.closed = True

    async def aclose(self):
        self.closed = True


class Wire:
    """Answers requests with new bodies, and fails on the one that it is told."""

    def __init__(self, *, fails=None, error=None):
        self.sent, self.bodies, self._fails, self._error = [], [], fails, error

    def send(self, request):
        if len(self.sent) == self._fails:
            raise httpx.ConnectError("no")
        self.sent.append(request)
        self.bodies.append(Body(self._error))
        return httpx.Response(200, stream=self.bodies[-1], request=request)

    async def asend(self, request):
        return self.send(request)


class Steps:
    """A flow that yields some requests, then ends or fails; tells when it is closed."""

    def __init__(self, count, error=None):
        self.count, self.error, self.seen, self.closed = count, error, [], False

    def flow(self):
        try:
            for number in range(self.count):
                self.seen.append((yield httpx.Request("GET", f"http://a.localhost/{number}")))
            if self.error:
                raise self.error
        finally:
            self.closed = True

    async def aflow(self):
        flow = self.flow()
        try:
            request = next(flow, None)
            while request is not None:
                answer = yield request
                try:
                    request = flow.send(answer)
                except StopIteration:
                    return
        finally:
            flow.close()


@pytest.fixture(params=["sync", "async"])
def run(request):
    def run(steps, wire):
        if request.param == "sync":
            return drive(steps.flow(), wire.send)
        return asyncio.run(adrive(steps.aflow(), wire.asend))

    return run


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_last_response_comes_back_unread(run, count):
    """The ones before are read and closed, as httpx does; the flow has seen them all, in order."""
    steps, wire = Steps(count), Wire()
    response = run(steps, wire)

    assert [f"/{number}" for number in range(count)] == [request.url.path for request in wire.sent]
    assert wire.sent == [each.request for each in steps.seen]
    assert response is steps.seen[-1]
    assert [True] * (count - 1) + [False] == [body.read for body in wire.bodies]
    assert [True] * (count - 1) + [False] == [body.closed for body in wire.bodies]
    assert steps.closed


def test_a_flow_that_yields_nothing(run):
    """It is an error that says what to do; httpx ends in a StopIteration or RuntimeError."""
    with pytest.raises(InvalidAuth, match="yielded no request; yield the request"):
        run(Steps(0), Wire())


def test_a_flow_that_fails(run):
    """What it raises comes out, and the response that it had is closed."""
    steps, wire = Steps(2, ValueError("mine")), Wire()

    with pytest.raises(ValueError, match="mine"):
        run(steps, wire)

    assert [True, True] == [body.closed for body in wire.bodies]
    assert steps.closed


def test_a_send_that_fails(run):
    """The flow is closed, which ends its `finally`; it is not told, as in httpx."""
    steps, wire = Steps(3), Wire(fails=1)

    with pytest.raises(httpx.ConnectError):
        run(steps, wire)

    assert (1, True) == (len(wire.sent), steps.closed)
    assert wire.bodies[0].closed


def test_a_body_that_fails(run):
    """An error while an earlier response is read closes both."""
    steps, wire = Steps(2), Wire(error=httpx.ReadError("cut"))

    with pytest.raises(httpx.ReadError):
        run(steps, wire)

    assert (True, True) == (wire.bodies[0].closed, steps.closed)
