"""The one place that names the HTTP library: httpx, or httpx2 when NBAUTH_HTTP says so.

httpx2 is the maintained fork with the same API. Everything else imports ``httpx`` from here, and flows
make requests by ``type(request)(...)``, so that one code base serves both.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

__all__ = ["BACKEND", "OTHER", "httpx"]

BACKENDS = ("httpx", "httpx2")

BACKEND = os.environ.get("NBAUTH_HTTP") or "httpx"
"""Name of the HTTP library in use."""

if BACKEND not in BACKENDS:
    raise ImportError(f"NBAUTH_HTTP={BACKEND}: nbauth speaks {' or '.join(BACKENDS)}; set one of them, or unset it")

OTHER = BACKENDS[1 - BACKENDS.index(BACKEND)]
"""Name of the one that is not; its Auth objects are refused by name."""

if TYPE_CHECKING:
    import httpx
else:
    try:
        httpx = importlib.import_module(BACKEND)
    except ImportError as exc:
        raise ImportError(f"NBAUTH_HTTP={BACKEND}, but {BACKEND} is not installed: pip install {BACKEND}") from exc
