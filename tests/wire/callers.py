"""One way to call a session, for both of its clients: each test is written once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


class Sync:
    """Calls a session's client."""

    is_async = False

    def call(self, session, method, url, **options):
        return session.client.request(method, url, **options)

    def send(self, session, request, **options):
        """Send, and read the response where it is streamed."""
        response = session.client.send(request, **options)
        response.read()
        return response

    def stream(self, session, url, *, read=None, **options):
        """Read *read* bytes of a streamed body, all when None, and close it; return the response."""
        with session.client.stream("GET", url, **options) as response:
            size = 0
            if read != 0:
                for chunk in response.iter_bytes(4096):
                    size += len(chunk)
                    if read is not None and size >= read:
                        break
        return response

    def together(self, calls):
        """Run calls (functions of no arguments, from `later`) at the same time, in threads."""
        with ThreadPoolExecutor(len(calls)) as pool:
            return [future.result() for future in [pool.submit(call) for call in calls]]

    def later(self, session, method, url, times, **options):
        """Return a call of *times* requests in a row."""
        return lambda: [session.client.request(method, url, **options) for _ in range(times)]

    def hook(self, func):
        return func

    def body(self, *parts):
        """Return a body that can be read once."""
        return iter(parts)

    def close(self):
        pass


class Async(Sync):
    """Calls a session's async client, on a loop of its own."""

    is_async = True

    def __init__(self):
        self._runner = asyncio.Runner()

    def run(self, coroutine):
        return self._runner.run(coroutine)

    def call(self, session, method, url, **options):
        return self.run(session.async_client.request(method, url, **options))

    def send(self, session, request, **options):
        async def send():
            response = await session.async_client.send(request, **options)
            await response.aread()
            return response

        return self.run(send())

    def stream(self, session, url, *, read=None, **options):
        async def stream():
            async with session.async_client.stream("GET", url, **options) as response:
                size = 0
                if read != 0:
                    async for chunk in response.aiter_bytes(4096):
                        size += len(chunk)
                        if read is not None and size >= read:
                            break
            return response

        return self.run(stream())

    def together(self, calls):
        async def gather():
            return await asyncio.gather(*(call() for call in calls))

        return self.run(gather())

    def later(self, session, method, url, times, **options):
        async def several():
            return [await session.async_client.request(method, url, **options) for _ in range(times)]

        return several

    def hook(self, func):
        async def hook(argument):
            return func(argument)

        return hook

    async def body(self, *parts):
        for part in parts:
            yield part

    def close(self):
        self._runner.close()
