"""Names that say of their value that it is a secret: of variables, prompts, the environment."""

from __future__ import annotations

import re
from functools import lru_cache

from .places import ONLY_IN_URLS, field

__all__ = ["is_hidden", "sounds_secret"]

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SECRETS = ("password", "passwd", "passphrase", "secret", "token", "credential", "apikey", "accesskey", "privatekey")
ABOUT = frozenset(
    """
    id name user username type header url uri host server endpoint path file dir port length size count limit
    expires expiry expiration ttl age lifetime prefix version region enabled tokens tokenize tokenizer
    """.split()
)
"""Last words of names that are about a secret and hold none: TOKEN_URL, AWS_ACCESS_KEY_ID, password_file."""
HIDDEN = frozenset(("pass", "pin", "otp", "totp", "cvv", "cvc"))


@lru_cache(1024)
def sounds_secret(name: str) -> bool:
    """Tell whether a value of this name is one: password, DB_PASSWORD, githubToken, API_KEY; not TOKEN_URL."""
    if field(name):
        return True
    words = [word.lower() for word in WORD.findall(name)]
    if not words or words[-1] in ABOUT:
        return False
    joined = "".join(words)
    return words[-1] in ("pass", "pwd") or any(secret in joined for secret in SECRETS)


def is_hidden(name: str) -> bool:
    """Tell whether what is typed for a prompt of this name is not shown.

    More than `sounds_secret`: what VS Code's REST Client hides (pass), one-time codes, and the parameters that
    often hold a credential (code, key, session). It costs nothing to hide one too many.
    """
    plain = name.lower().replace("-", "_")
    return sounds_secret(name) or plain in HIDDEN or plain in ONLY_IN_URLS or plain.rsplit("_", 1)[-1] in HIDDEN
