"""A pytest plugin: httpx.Client and httpx.AsyncClient become those of a session, and nothing else changes.

With NBAUTH_HTTP=httpx2, the name httpx stands for httpx2 in the suite that is run.
"""

import os
import sys

from nbauth._http import BACKEND, httpx

if BACKEND != "httpx":
    for name, module in list(sys.modules.items()):
        if name == BACKEND or name.startswith(f"{BACKEND}."):
            sys.modules["httpx" + name[len(BACKEND) :]] = module

if os.environ.get("NBAUTH_CONFORMANCE") == "session":
    from nbauth.wire.session import Session

    # Named as what they stand for: the names are part of the suite's test ids.
    def Client(**options):
        return Session(**options).client

    def AsyncClient(**options):
        return Session(**options).async_client

    httpx.Client, httpx.AsyncClient = Client, AsyncClient
