"""``# @prompt``: asks the person for values, once for a cell, before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..core.request_text import RequestDraft
from ..core.secret import Secret
from ..core.secret_names import is_hidden
from ..errors import CredentialsNotFound
from .credentials import ask

__all__ = ["answers"]


def answers(
    drafts: Iterable[RequestDraft], variables: Mapping[str, Any], defined: Collection[str]
) -> dict[str, Any]:
    """Ask for what the drafts' prompts want, and return it by name; what is hidden while it is typed is a Secret.

    A name that is a variable already, of the notebook or in *defined*, is not asked for: so a notebook runs where
    nobody can answer.

    Raises:
        CredentialsNotFound: nobody can answer, or nothing was typed.
    """
    typed: dict[str, Any] = {}
    for prompt in (prompt for draft in drafts for prompt in draft.directives.prompts):
        name = prompt.name
        if name in typed or name in variables or name in defined:
            continue
        hidden, failure = is_hidden(name), ""
        try:
            value = ask(f"{name} ({prompt.text})" if prompt.text else name, name, hidden=hidden)
        except CredentialsNotFound as exc:
            failure = exc.message
        if failure:
            reason = f"line {prompt.line}: # @prompt {failure}"
            raise CredentialsNotFound(reason, hint=f"set the variable {name} in a cell before this one")
        typed[name] = Secret(value, name) if hidden else value
    return typed
