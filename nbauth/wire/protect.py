"""What comes out of a response or the environment, with the secrets in it as Secrets."""

from __future__ import annotations

import re

from ..core.forms import SHORTEST
from ..core.redact import Redactor
from ..core.scope import Part, Use, Value
from ..core.secret import HALF_A_PAIR, Vault

__all__ = ["protected"]


def protected(text: str, name: str, vault: Vault, redactor: Redactor, *, is_credential: bool) -> list[Part]:
    """Return *text* in parts: what the vault knows as a secret is one, and so is all of it where its place says so.

    Such a part is sent as it is, and shown as its ``{{name}}`` in the request, the record and the source.

    Args:
        name: What a secret is called that was not known before.
        is_credential: The text stands where credentials stand.
    """
    if not text or HALF_A_PAIR.search(text):
        return [Value(text)]
    if is_credential:
        return [_learned(text, name, vault)]
    if redactor.clean(text):
        return [Value(text)]
    known = {each.secret.reveal(): each for each in vault.known()}
    values = sorted((value for value in known if len(value) >= SHORTEST and value in text), key=len, reverse=True)
    parts: list[Part] = []
    for part in re.split(f"({'|'.join(map(re.escape, values))})", text) if values else [text]:
        if part in known and part in values:
            parts.append(Use(known[part].name, known[part].secret))
        elif part and not redactor.clean(part):
            # A secret in another form: JSON in JSON, base64. All of the text counts as one then.
            return [_learned(text, name, vault)]
        elif part:
            parts.append(Value(part))
    return parts


def _learned(text: str, name: str, vault: Vault) -> Use:
    known_as = vault.learn(name, text)
    return Use(known_as, vault[known_as])
