"""Completion as a kernel asks for it: by `Completer.completions`; `|` in a text is the cursor."""

from __future__ import annotations

from typing import Any

from IPython.core.completer import provisionalcompleter, rectify_completions


def complete(ip: Any, text: str) -> list[str]:
    """Return what the cell would be with each completion, the cursor behind it."""
    offset = text.index("|")
    code = text.replace("|", "", 1)
    with provisionalcompleter():
        found = list(rectify_completions(code, ip.Completer.completions(code, offset)))
    return [f"{code[: one.start]}{one.text}|{code[one.end :]}" for one in found]


def words(ip: Any, text: str) -> list[str]:
    """Return the completions themselves, as they are offered."""
    offset = text.index("|")
    code = text.replace("|", "", 1)
    with provisionalcompleter():
        return [one.text for one in rectify_completions(code, ip.Completer.completions(code, offset))]
