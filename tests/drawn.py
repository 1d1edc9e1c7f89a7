"""Texts that look as if a machine had drawn them, always the same ones.

Credentials in tests are put together from these when the tests run, so that no scanner, ours included, takes a test
for a leak.
"""

from __future__ import annotations

import string
from random import Random

ALPHANUMERIC = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def drawn(count: int, alphabet: str = ALPHANUMERIC, seed: int = 20) -> str:
    """Return *count* characters."""
    return "".join(Random(seed).choices(alphabet, k=count))
